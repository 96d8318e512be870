"""The scorer on made-up data: a yardstick that is wrong is worse than none."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.field.enumerate import _in_file, projects, sealed, settings
from tests.field.figures import disagreements, figures, idioms, wilson
from tests.field.history import Cure, flagged, span_of
from tests.field.label import Label, LabelError, read
from tests.field.match import answers
from tests.field.split import merged
from tests.field.tool import _toml, at_commit, copy_checkout

SOURCE = """
class Dao:
    async def tasks(self, org_id):
        async with self.engine.session() as session:
            rows = (
                await session.execute(
                    select(Task).where(Task.org_id == org_id)
                )
            ).scalars()
            return rows

def purge(db, cache):
    cache.delete("key")
    get_session().query(Task).filter(Task.done).delete()
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM tasks"))
    session.get("token")
"""
KNOWN = {"receivers": r"^_?(\w+_)?(session|conn)$", "tenant-columns": ["org_id"]}


def label(line: int, table: str, word: str, cause: str, path: str = "app/dao.py") -> Label:
    return Label("a/b", "c" * 40, path, line, "f", "random", table, word, cause, "because")


def site(line: int, tables: Mapping[str, str], path: str = "app/dao.py", **places: tuple[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "path": path,
        "line": line,
        "end_line": line,
        "function": "app.dao.f",
        "tables": dict(tables),
    }
    told["executed"] = dict(zip(("path", "line"), places.get("executed", (path, line)), strict=True))
    told["origin"] = dict(zip(("path", "line"), places.get("origin", (path, line)), strict=True))
    return told


def finding(line: int, table: str, severity: str = "error", verdict: str = "unscoped", **more: Any) -> dict[str, Any]:
    told = {"rule": "unscoped-read", "family": "scope", "severity": severity, "verdict": verdict, "table": table}
    return {
        **told,
        "path": "app/dao.py",
        "line": line,
        "end_line": line,
        "function": "app.dao.f",
        "related": [],
        **more,
    }


def told(sites: list[dict[str, Any]], findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {"sites": sites, "findings": findings}


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)
def test_wilson_is_the_published_interval(part: int, whole: int, low: float, high: float) -> None:
    """Values as in Newcombe 1998, table I, and its limits."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_the_enumeration_lists_calls_on_what_is_named_like_a_session(tmp_path: Path) -> None:
    """The receiver's line, and whether the function itself says the tenant column; a cache and a dict are no sessions."""
    (tmp_path / "dao.py").write_text(SOURCE)
    found = [(s.line, s.end_line, s.function, s.names_tenant) for s in _in_file(tmp_path, "dao.py", KNOWN)]
    assert found == [(6, 8, "Dao.tasks", True), (14, 14, "purge", False), (16, 16, "purge", False)]


def test_a_statement_run_in_a_helper_is_found_by_where_it_runs() -> None:
    """The tool reports the frame that decides; the labelled site is where the helper hands the statement over."""
    tool = told([site(90, {"tasks": "unscoped"}, path="app/routes.py", executed=("app/dao.py", 6))], [])
    (answer,) = answers(tool, [label(6, "tasks", "open", "none")], {("app/dao.py", 6): 8})
    assert (answer.seen, answer.verdict) == (True, "unscoped")


def test_a_finding_on_the_caller_flags_the_site_it_names_under_related() -> None:
    """So does one inside the labelled call's lines; one on another table does not."""
    related = [{"path": "app/dao.py", "line": 7, "message": "executed here"}]
    tool = told([], [finding(90, "tasks", path="app/routes.py", related=related), finding(6, "users")])
    (answer,) = answers(tool, [label(6, "tasks", "open", "none")], {("app/dao.py", 6): 8})
    assert (answer.flagged, answer.rule) == (True, "unscoped-read")


def test_a_site_with_a_point_inside_wins_over_one_that_merely_spans_it() -> None:
    """A frame's lines may hold a second statement."""
    wide = {**site(4, {"tasks": "unscoped"}, executed=("app/x.py", 1), origin=("app/x.py", 1)), "end_line": 9}
    tool = told([wide, site(6, {"tasks": "scoped"})], [])
    (answer,) = answers(tool, [label(6, "tasks", "closed", "predicate")], {})
    assert answer.verdict == "scoped"


def test_the_worst_of_several_callers_counts_and_a_schema_is_no_difference() -> None:
    """One helper, two callers, one of them open."""
    tool = told([site(6, {"core.tasks": "scoped"}), site(6, {"core.tasks": "conditional"})], [])
    (answer,) = answers(tool, [label(6, "tasks", "conditional", "optional-value")], {})
    assert answer.verdict == "conditional"


def test_a_milder_word_on_a_guarded_site_is_no_false_alarm() -> None:
    """``lookup-by-key`` with verdict ``guarded`` agrees with the reader, whatever its severity."""
    tool = told([site(6, {"tasks": "guarded"})], [finding(6, "tasks", "warning", "guarded", rule="lookup-by-key")])
    (answer,) = answers(tool, [label(6, "tasks", "guarded", "guard")], {})
    assert not answer.flagged


def test_a_table_flagged_where_the_reader_saw_none_is_a_false_alarm() -> None:
    """Else a tool that takes global tables for tenant tables would go unpunished."""
    tool = told([site(6, {"prices": "unscoped"})], [finding(6, "prices")])
    scored = answers(tool, [label(6, "", "no-tenant-table", "global")], {})
    assert (figures(scored)[0].part, figures(scored)[0].whole) == (0, 1)


def test_every_figure_counts_what_it_says() -> None:
    """Seven labels, each of another fate."""
    labels = [
        label(1, "tasks", "open", "none"),
        label(2, "tasks", "open", "by-key"),
        label(3, "tasks", "conditional", "optional-value"),
        label(4, "tasks", "closed", "predicate"),
        label(5, "tasks", "closed", "predicate"),
        label(6, "tasks", "undecidable", "dynamic"),
        label(7, "", "not-a-site", "not-a-site"),
    ]
    sites = [site(1, {"tasks": "unscoped"}), site(2, {"tasks": "scoped"}), site(3, {"tasks": "conditional"})]
    sites.append(site(4, {"?": "unknown"}))
    findings = [finding(1, "tasks"), finding(3, "tasks", "info", "conditional"), finding(6, "tasks")]
    scored = answers(told(sites, findings), labels, {})
    assert {figure.name: (figure.part, figure.whole) for figure in figures(scored)} == {
        "precision": (1, 1),
        "recall, open": (1, 2),
        "recall, conditional": (1, 1),
        "leak called scoped, guarded": (1, 3),
        "closed, yet flagged": (0, 2),
        "unknown": (1, 5),
        "table not named": (0, 5),
        "site not seen": (1, 5),
    }


def test_no_place_of_the_sealed_half_is_printed() -> None:
    """Its disagreements are counted by idiom only."""
    labels = [label(line, "tasks", "open", "none") for line in range(1, 40)]
    scored = answers(told([], []), labels, {})
    shown = "\n".join(disagreements(scored))
    assert all((f"app/dao.py:{one.line} " in shown) != sealed(one.path, one.line) for one in labels)
    assert list(idioms(scored)) == [f"{sum(one.sealed for one in labels):>4} site not seen: reader open/none, tool -"]


def test_a_label_that_does_not_fit_is_refused_with_its_line(tmp_path: Path) -> None:
    """A cause belongs to its label."""
    file = tmp_path / "labels.jsonl"
    keep = settings("keep")
    row = {"repository": keep["repository"], "commit": keep["commit"], "path": "a.py", "line": 1, "function": "f"}
    rest = '"group": "random", "table": "alert", "label": "closed", "cause": "by-key", "reason": "r"}'
    file.write_text(str(row).replace("'", '"')[:-1] + ", " + rest)
    with pytest.raises(LabelError, match=r"labels.jsonl:1: cause 'by-key' of closed"):
        read(file, "keep")


def test_labels_given_again_replace_those_of_their_sites_only() -> None:
    """A reader hands over in parts."""
    old, other, new = (label(1, "a", "open", "none"), label(2, "a", "open", "none"), label(1, "b", "closed", "join"))
    assert merged([old, other], [new]) == [other, new]


@pytest.mark.parametrize("project", projects())
def test_the_committed_labels_are_whole(project: str) -> None:
    """Each half holds what belongs to it, and no pair twice."""
    from tests.field.label import load

    for which in ("open", "sealed"):
        labels = load(project, which)
        assert all(one.sealed == (which == "sealed") for one in labels)
        pairs = [(one.path, one.line, one.table) for one in labels]
        assert len(pairs) == len(set(pairs))


def test_a_checkout_at_another_commit_or_with_changes_is_refused(tmp_path: Path) -> None:
    """Lines would no longer mean what the reader read."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    (tmp_path / "a.py").write_text("a = 1\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        subprocess.run([*git, *command], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    assert at_commit(tmp_path, head) is None
    assert "the labels are of" in str(at_commit(tmp_path, "0" * 40))
    (tmp_path / "a.py").write_text("a = 2\n")
    assert "differs from the commit" in str(at_commit(tmp_path, head))


def test_the_copy_holds_sources_and_no_repository(tmp_path: Path) -> None:
    """The run writes its configuration beside them."""
    for name in ("a/x.py", "a/x.js", ".git/y.py", "pyproject.toml"):
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).write_text("")
    copy_checkout(tmp_path / "from", tmp_path / "to")
    copied = [p.relative_to(tmp_path / "to").as_posix() for p in (tmp_path / "to").rglob("*") if p.is_file()]
    assert sorted(copied) == ["a/x.py", "pyproject.toml"]


@pytest.mark.parametrize("project", projects())
def test_the_written_configuration_reads_back(project: str) -> None:
    """A manifest goes from one TOML file into another."""
    import tomli

    known = settings(project)
    assert tomli.loads(_toml(known["manifest"])) == known["manifest"]


def test_a_cure_counts_by_function_or_by_the_place_that_a_finding_names(tmp_path: Path) -> None:
    """A finding may sit on the call; a namesake in another file is another function."""
    (tmp_path / "dao.py").write_text(SOURCE)
    cure = Cure("a/b", "c", "app/dao.py", "Dao.tasks", "tasks", "r")
    spans = {("app/dao.py", "Dao.tasks"): span_of(tmp_path / "dao.py", "Dao.tasks")}
    related = [{"path": "app/dao.py", "line": 6, "message": "executed here"}]
    inside = {"spans": spans, **told([], [finding(6, "tasks", function="app.dao.Dao.tasks")])}
    on_call = {"spans": spans, **told([], [finding(90, "tasks", path="app/routes.py", related=related)])}
    elsewhere = {"spans": spans, **told([], [finding(6, "tasks", path="app/b.py", function="app.b.Dao.tasks")])}
    assert [flagged(each, cure) for each in (inside, on_call, elsewhere)] == [True, True, False]
