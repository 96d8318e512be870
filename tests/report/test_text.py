"""Reports for people: code frames, colours, summaries."""

import pytest

from scopelint.inputs import shipped_rules
from scopelint.model.relation import Unseen
from scopelint.model.site import Gap
from scopelint.report import concise, explain_page, statistics, summary, text, trace_text
from scopelint.report.frame import Sources, frame
from scopelint.report.paint import Paint, harmless, wants_colour
from tests.judge.building import place, run, site, verdict

CODE = "\n" * 9 + '    db.execute(text("SELECT * FROM tasks WHERE paid"))\n'
PLAIN = Paint()


def sources(code: str = CODE) -> Sources:
    return Sources(lambda path: code.encode())


def test_a_finding_reads_as_the_house_style() -> None:
    """Hazard, frame, what was looked for and found, help, related places."""
    judged = site(verdict(steps=("paid",)), place=place(10, 16, width=36), executed=place(30))
    assert text(run(judged), sources(), PLAIN).splitlines()[:7] == [
        "app/tasks.py:10:16: unscoped-read: select reads tenant table 'tasks' without a predicate on 'org_id'",
        '    10 |     db.execute(text("SELECT * FROM tasks WHERE paid"))',
        "       |                " + "^" * 36,
        "    looked for tasks.org_id = <organization>; found paid; row-level security: not in the manifest",
        "    help: compare tasks.org_id with the request's organization",
        "    app/tasks.py:30: executed here",
        "",
    ]


def test_concise_is_one_line_a_finding() -> None:
    """For editors and shells."""
    assert concise(run(site(verdict())).findings) == (
        "app/tasks.py:10:5: unscoped-read: select reads tenant table 'tasks' without a predicate on 'org_id'\n"
    )


def test_the_summary_says_what_was_not_looked_at() -> None:
    """Clean is never said of what was not seen."""
    gaps = (Gap("body", place(7), "nested too deep"), Gap("bound", place(9), "a call chain of 12"))
    told = summary(run(site(verdict(verdict="scoped", cause=None), partial=True), gaps=gaps), PLAIN)
    assert told.splitlines() == [
        "no findings",
        "looked at 1 file, 1 function, 1 statement: 1 scoped; 1 of them seen only in part",
        "not looked at: 1 function, 1 analysis bound",
        "    app/tasks.py:7: nested too deep",
        "    app/tasks.py:9: a call chain of 12",
    ]


def test_statistics_count_rules() -> None:
    """Most first."""
    result = run(site(verdict(), line=1), site(verdict(), line=2), site(verdict(cause="by-key"), line=3))
    assert statistics(result) == "2  unscoped-read (error)\n1  lookup-by-key (error)\n"


def test_statistics_count_what_is_undecided_by_cause() -> None:
    """A statement that is unknown once, also one that could not be read at all; one that is worse is no unknown."""
    hidden = verdict(verdict="unknown", cause="bound-hit")
    result = run(
        site(hidden, verdict("runs", verdict="unknown", cause="dynamic"), line=1),
        site(hidden, line=2),
        site(line=3, query=Unseen("dynamic", "put together at run time")),
        site(hidden, verdict("documents"), line=4),
    )
    undecided = [line for line in statistics(result).splitlines() if "unknown" in line]
    assert undecided == ["2  unknown: bound-hit", "1  unknown: dynamic"]


def test_frames_count_cells_not_bytes() -> None:
    """Tabs and wide characters before the place; the place is in code points."""
    shown = frame(sources("\tx = '漢字' + here\n"), "a.py", (1, 13, 1, 17), PLAIN, "error")
    assert shown[1].partition("| ")[2] == " " * (4 + len("x = '") + 4 + len("' + ")) + "^^^^"


def test_a_long_span_is_cut() -> None:
    """Four lines, then dots."""
    shown = frame(sources("a\nb\nc\nd\ne\nf\n"), "a.py", (1, 1, 6, 2), PLAIN, "error")
    assert [line.split("|")[-1].strip() for line in shown[::2]] == ["a", "b", "c", "d", "..."]


def test_a_long_line_is_windowed_around_the_place() -> None:
    """A generated file does not flood the terminal."""
    shown = frame(sources("x" * 5000 + "HERE" + "y" * 5000), "a.py", (1, 5001, 1, 5005), PLAIN, "error")
    start = shown[1].index("^")
    assert len(shown[0]) < 200
    assert shown[0][start : start + 4] == "HERE"


def test_a_missing_source_has_no_frame() -> None:
    """The file may be gone by now."""

    def gone(path: str) -> bytes:
        raise FileNotFoundError(path)

    assert frame(Sources(gone), "a.py", (1, 1, 1, 2), PLAIN, "error") == []


def test_sources_cannot_drive_the_terminal() -> None:
    """Escapes and bidirectional marks are shown, not sent."""
    assert harmless("a\x1b[2J\u202eb\n") == "a\\x1b[2J\\x202eb\\x0a"
    shown = frame(sources("x = '\x1b[31m'\n"), "a.py", (1, 1, 1, 2), PLAIN, "error")
    assert "\x1b" not in "".join(shown)


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_asks_the_choice_then_the_environment(
    choice: str, environment: dict[str, str], terminal: bool, expected: bool
) -> None:
    """NO_COLOR, FORCE_COLOR, the terminal, in this order."""
    assert wants_colour(choice, environment, terminal) is expected


def test_colour_adds_nothing_else() -> None:
    """Without its marks the coloured report is the plain one."""
    import re

    result = run(site(verdict()))
    coloured = text(result, sources(), Paint(True))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == text(result, sources(), PLAIN)


def test_trace_tells_the_proof_and_the_way() -> None:
    """For each table its verdict, cause and steps."""
    judged = site(
        verdict(verdict="scoped", cause=None, steps=("tasks.org_id = :org",), value="principal"),
        verdict("runs", missing="runs.org_id = tasks.org_id"),
        executed=place(40),
    )
    told = trace_text([judged], sources(), PLAIN)
    assert "tasks: scoped, tenant value from principal" in told
    assert "because tasks.org_id = :org" in told
    assert "missing: runs.org_id = tasks.org_id" in told
    assert "executed at app/tasks.py:40:5" in told


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.id)
def test_every_rule_has_a_page(rule: object) -> None:
    """With why, how to fix and the suppression."""
    page = explain_page(rule, PLAIN)  # type: ignore[arg-type]
    assert {"why", "how to fix"} <= set(page.splitlines())
