"""Findings that were there before: a baseline that only shrinks, and what a change brings."""

from collections.abc import Sequence

import msgspec
import pytest

from scopelint.judge import accepted, against, shrunk, since
from scopelint.model.config import Project, SourceFile
from scopelint.model.finding import Baseline, BaselineEntry, Result
from scopelint.model.node import Place, Span
from scopelint.model.site import Gap
from tests.judge.building import comment, outline, place, project, run, site, told, verdict


def lines(*at: int, path: str = "app/tasks.py") -> Result:
    """The same finding at each line."""
    return run(*(site(verdict(), line=line, place=place(line, path=path)) for line in at))


def stale(result: Result) -> list[tuple[str, int]]:
    return [(entry.path, entry.count) for entry in result.stale]


def test_a_baseline_takes_away_what_it_holds() -> None:
    """Suppressed by baseline; lines have moved since."""
    baseline = accepted(lines(10), "old.json")
    result = against(lines(30), project(), baseline)
    assert (told(result), stale(result)) == ([], [])
    assert [(taken.by, taken.reason) for taken in result.suppressed] == [("baseline", "in the baseline old.json")]


def test_one_more_of_the_same_is_new() -> None:
    """The count decides; which one is new cannot be known, and the last is told."""
    result = against(lines(10, 20, 30), project(), accepted(lines(10, 20), "old.json"))
    assert told(result) == [("unscoped-read", "tasks", 30)]


def test_what_is_cured_is_stale() -> None:
    """With how many are gone, and the baseline without them is smaller."""
    baseline = accepted(lines(10, 20, 30), "old.json")
    result = against(lines(10), project(), baseline)
    assert stale(result) == [("app/tasks.py", 2)]
    assert [entry.count for entry in shrunk(baseline, result.stale).entries] == [1]
    assert shrunk(baseline, against(run(), project(), baseline).stale).entries == ()


def test_a_suppressed_finding_leaves_its_entry_stale() -> None:
    """A comment with a reason is the better place."""
    baseline = accepted(lines(10), "old.json")
    commented = run(site(verdict()), outlines=outline(comment(10, ("unscoped-read",))))
    assert stale(against(commented, project(), baseline)) == [("app/tasks.py", 1)]


def test_hygiene_enters_no_baseline() -> None:
    """A file that cannot be read would be clean for ever after; entries written by hand change nothing."""
    broken = run(outlines=outline(comment(70)))
    assert accepted(broken, "old.json").entries == ()
    (finding,) = broken.findings
    forged = Baseline(
        "old.json", (BaselineEntry(finding.path, finding.rule, finding.severity, finding.fingerprint, 1),)
    )
    assert against(broken, project(), forged).findings == broken.findings


GUARDED = run(site(verdict(verdict="guarded", cause="by-key")))
UNGUARDED = run(site(verdict(cause="by-key")))


def test_a_lost_guard_is_new() -> None:
    """The same rule at the same statement, and worse than what was accepted: neither a baseline nor a revision hides it."""
    assert [run.findings[0].severity for run in (GUARDED, UNGUARDED)] == ["info", "error"]
    assert GUARDED.findings[0].fingerprint == UNGUARDED.findings[0].fingerprint
    assert told(against(UNGUARDED, project(), accepted(GUARDED, "old.json"))) == [("lookup-by-key", "tasks", 10)]
    assert told(since(UNGUARDED, project(), GUARDED, project(), "main")) == [("lookup-by-key", "tasks", 10)]


def test_a_new_guard_is_no_finding_more() -> None:
    """What is milder than what was accepted stays accepted, and each entry counts once."""
    baseline = accepted(UNGUARDED, "old.json")
    result = against(GUARDED, project(), baseline)
    assert (told(result), stale(result)) == ([], [])
    both = run(site(verdict(verdict="guarded", cause="by-key"), line=5), site(verdict(cause="by-key"), line=9))
    assert told(against(both, project(), baseline)) == [("lookup-by-key", "tasks", 5)]


HERE, AWAY = SourceFile("app/tasks.py", "app", 1), SourceFile("app/tasks.py", "app", 1, reported=False)
OTHER = SourceFile("app/other.py", "app", 1)
GAP = Gap("body", Place("app/tasks.py", Span(1, 1, 1, 1)), "nested too deep")


@pytest.mark.parametrize(
    ("now", "given", "found_stale"),
    [
        (run(), project(HERE), True),
        (run(), project(OTHER), True),
        (run(), project(OTHER, complete=False), False),
        (run(), project(AWAY, OTHER, complete=False), False),
        (run(), project(HERE, OTHER, complete=False), True),
        (run(), project(HERE, ignore=("unscoped-read",)), False),
        (run(), project(HERE, select=("sql",)), False),
        (run(gaps=(GAP,)), project(HERE), False),
        (msgspec.structs.replace(run(), errors=("KeyError",)), project(HERE), False),
    ],
    ids=["cured", "file-gone", "file-not-chosen", "file-unreported", "chosen", "ignored", "unselected", "gap", "error"],
)
def test_nothing_is_stale_that_was_not_looked_at(now: Result, given: Project, found_stale: bool) -> None:
    """A run over one file or one rule must not empty the baseline."""
    assert bool(against(now, given, accepted(lines(10), "old.json")).stale) is found_stale


def reading(source: bytes) -> Project:
    return msgspec.structs.replace(project(), read=lambda path: source)


def new(before: Sequence[int], after: Sequence[int]) -> list[int]:
    result = since(lines(*after), project(), lines(*before), project(), "main")
    return [finding.line for finding in result.findings]


def test_a_change_answers_for_what_it_brings() -> None:
    """What was there is left out and counted, wherever it stands now."""
    assert new([10], [15]) == []
    assert new([10], [10, 20]) == [20]
    assert new([], [10]) == [10]
    result = since(lines(10, 20), project(), lines(10), project(), "main")
    assert (result.revision, result.left_out) == ("main", 1)


def test_a_suppression_that_is_taken_away_brings_its_finding() -> None:
    """It was no finding before."""
    before = run(site(verdict()), outlines=outline(comment(10, ("unscoped-read",))))
    result = since(lines(10), project(), before, project(), "main")
    assert told(result) == [("unscoped-read", "tasks", 10)]


@pytest.mark.parametrize(("source", "count"), [(b"def f(:\n", 0), (b"def g(:\n", 1)])
def test_an_unreadable_file_is_told_again_if_the_change_touches_it(source: bytes, count: int) -> None:
    """What it holds now nobody knows."""
    gap = Gap("file", place(1), "unexpected ':'")
    unreadable = run(gaps=(gap,))
    assert [finding.rule for finding in unreadable.findings] == ["unreadable-file"]
    result = since(unreadable, reading(source), unreadable, reading(b"def f(:\n"), "main")
    assert len(result.findings) == count
