"""Suppression comments and exemptions."""

import datetime

import pytest

from scopelint.model.config import SourceFile
from scopelint.model.manifest import Exemption
from scopelint.model.site import Gap
from tests.judge.building import comment, outline, place, project, run, site, told, verdict

FOUND = ("unscoped-read", "tasks", 10)


def rules_left(*comments: object, **fields: object) -> list[tuple[str, str | None, int]]:
    return told(run(site(verdict(), **fields), outlines=outline(*comments)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "at",
    [
        comment(10, ("unscoped-read",)),
        comment(9, ("unscoped-read",), own_line=True),
        comment(90, ("unscoped-read",), file_wide=True, own_line=True),
    ],
)
def test_a_comment_covers_its_line_the_next_or_the_file(at: object) -> None:
    """On the line, on a line of its own above it, or for the whole file."""
    assert rules_left(at) == []


@pytest.mark.parametrize("line", [8, 9, 11])
def test_a_comment_behind_another_statement_does_not_count(line: int) -> None:
    """It would cover a line that its author did not mean."""
    assert rules_left(comment(line, ("unscoped-read",))) == sorted(
        [FOUND, ("unused-suppression", None, line)], key=lambda f: f[2]
    )


def test_the_first_line_of_the_statement_counts() -> None:
    """The finding may sit further down in a chain."""
    whole = place(7, lines=6)
    assert rules_left(comment(7, ("unscoped-read",)), statement_span=whole) == []
    assert rules_left(comment(6, ("unscoped-read",), own_line=True), statement_span=whole) == []


def test_the_suppressed_finding_is_kept_with_its_reason() -> None:
    """An auditor asks for it."""
    (taken,) = run(site(verdict()), outlines=outline(comment(10, ("unscoped-read",), "public list"))).suppressed
    assert (taken.finding.rule, taken.by, taken.reason) == ("unscoped-read", "comment", "public list")


@pytest.mark.parametrize(
    "bad",
    [
        comment(10),
        comment(10, ("unscoped-reed",)),
        comment(10, ("scope",)),
        comment(10, (), "", fault="'[' is never closed"),
    ],
)
def test_a_bare_comment_suppresses_nothing(bad: object) -> None:
    """No rule, a rule that does not exist, a family, a malformed one."""
    assert rules_left(bad) == [("bare-suppression", None, 10), FOUND]


@pytest.mark.parametrize(
    "bad", [comment(10, ("unscoped-read",), ""), comment(10, ("unscoped-read",), "", fault="expected '-- reason'")]
)
def test_a_comment_without_a_reason_is_told_in_the_place_of_its_finding(bad: object) -> None:
    """One thing to mend, not two."""
    assert rules_left(bad) == [("bare-suppression", None, 10)]


def test_an_unknown_rule_is_told_with_the_nearest_name() -> None:
    """STYLE section 6."""
    findings = run(site(verdict()), outlines=outline(comment(10, ("unscoped-reed",)))).findings
    assert "no such rule as 'unscoped-reed'; did you mean 'unscoped-read'?" in findings[0].message


def test_a_reason_may_be_waived_by_configuration() -> None:
    """``require-reason = false``"""
    given = project(require_reason=False)
    assert told(run(site(verdict()), outlines=outline(comment(10, ("unscoped-read",), "")), given=given)) == []


def test_unused_is_told_only_if_the_rule_ran_over_the_whole_file() -> None:
    """With the rule ignored, or a part of the file not looked at, nobody can tell."""
    unused = outline(comment(3, ("unscoped-read",)))
    assert told(run(outlines=unused)) == [("unused-suppression", None, 3)]
    assert told(run(outlines=unused, given=project(ignore=("unscoped-read",)))) == []
    assert told(run(outlines=unused, gaps=(Gap("body", place(2), "too deep"),))) == []


def test_a_comment_inside_the_sql_counts() -> None:
    """Raw SQL carries its own suppression."""
    sql = "SELECT *\n-- scopelint: ignore[unscoped-read] monthly totals\nFROM tasks"
    (taken,) = run(site(verdict(), raw=True, text=sql)).suppressed
    assert (taken.by, taken.reason) == ("sql-comment", "monthly totals")


def exemption(where: str = "app.tasks:list_tasks", **fields: object) -> Exemption:
    return Exemption(where=where, reason="totals", owner="platform", line=7, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "where", ["app.tasks:list_tasks", "app.tasks:*", "app.*:list_tasks", "app/tasks.py", "app/*.py", "app/**"]
)
def test_an_exemption_names_a_function_or_paths(where: str) -> None:
    """Globs are allowed in both."""
    result = run(site(verdict()), given=project(exemptions=(exemption(where),)))
    assert (told(result), [s.reason for s in result.suppressed]) == ([], ["totals (platform)"])


def test_an_exemption_of_a_class_holds_for_its_methods() -> None:
    """But not for a class whose name begins the same."""
    given = project(exemptions=(exemption("app.tasks:Totals"),))
    assert told(run(site(verdict(), qualname="Totals.month"), given=given)) == []
    assert FOUND in told(run(site(verdict(), qualname="TotalsOfUsers.month"), given=given))


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"tables": ("runs",)}, 1),
        ({"rules": ("unscoped-delete",)}, 1),
        ({"expires": datetime.date(2026, 5, 31)}, 1),
    ],
)
def test_an_exemption_that_does_not_fit_exempts_nothing_and_is_told(fields: dict[str, object], day: int) -> None:
    """Another table, another rule, past its date."""
    result = run(site(verdict()), given=project(exemptions=(exemption(**fields),)))
    assert told(result) == [FOUND, ("exemption-expired", None, 7)]


def test_an_exemption_holds_on_its_last_day() -> None:
    """The date is the last day."""
    given = project(exemptions=(exemption(expires=datetime.date(2026, 6, 1)),))
    assert told(run(site(verdict()), given=given)) == []


def test_an_exemption_without_owner_does_not_hold() -> None:
    """Somebody has to answer for it."""
    nobody = Exemption(where="app.tasks:list_tasks", reason="totals", owner="", line=7)
    assert told(run(site(verdict()), given=project(exemptions=(nobody,)))) == [FOUND, ("exemption-expired", None, 7)]


def test_a_run_over_part_of_the_project_does_not_judge_the_manifest() -> None:
    """What an exemption exempts may stand in the rest."""
    given = project(exemptions=(exemption("app.gone:f"),), complete=False)
    assert told(run(site(verdict()), given=given)) == [FOUND]


def test_admin_code_is_cross_tenant_with_a_reason() -> None:
    """Declared by paths.admin and admin-reason."""
    given = project(SourceFile("app/tasks.py", "admin", 1), admin_reason="operators see all")
    result = run(site(verdict()), given=given)
    assert (told(result), [s.reason for s in result.suppressed]) == ([], ["operators see all"])
