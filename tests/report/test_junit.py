"""JUnit XML: what fails, what passes, what was skipped."""

import xml.etree.ElementTree as ElementTree

import msgspec
import pytest

from scopelint.model.finding import Result
from scopelint.model.site import Gap
from scopelint.report import junit
from tests.judge.building import place, run, site, verdict

MIXED = run(
    site(verdict(), line=10),
    site(verdict("runs"), line=20),
    site(verdict(verdict="guarded", cause="by-key"), line=30),
    gaps=(Gap("body", place(7), "nested too deep"),),
)


def counts(root: ElementTree.Element) -> dict[str, str | None]:
    return {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")}


def failed(result: Result, severity: str) -> list[tuple[str | None, str | None, str | None]]:
    root = ElementTree.fromstring(junit(result, severity, "backend/"))  # type: ignore[arg-type]
    return [
        (case.get("file"), case.get("line"), failure.get("type"))
        for case in root.iter("testcase")
        if (failure := case.find("failure")) is not None
    ]


@pytest.mark.parametrize(("severity", "lines"), [("info", "10 20 30"), ("warning", "10 20"), ("error", "10")])
def test_what_makes_the_status_1_fails(severity: str, lines: str) -> None:
    """A build server comes to the same end as the exit status."""
    assert [line for _, line, _ in failed(MIXED, severity)] == lines.split()


def test_a_failure_says_what_and_where() -> None:
    """Rule, file from the repository's root, line."""
    assert failed(MIXED, "error") == [("backend/app/tasks.py", "10", "unscoped-read")]


def test_what_was_not_looked_at_is_skipped() -> None:
    """And counted; an internal failure is an error."""
    root = ElementTree.fromstring(junit(msgspec.structs.replace(MIXED, errors=("KeyError",))))
    assert counts(root) == {"tests": "5", "failures": "2", "errors": "1", "skipped": "1"}
    suite = root.find("testsuite[@name='not analyzed']")
    assert suite is not None
    assert [case.get("name") for case in suite] == ["nested too deep", "internal failure"]


def test_a_clean_run_has_a_test_that_passed() -> None:
    """Build servers take an empty report for a broken one."""
    assert counts(ElementTree.fromstring(junit(run()))) == {
        "tests": "1", "failures": "0", "errors": "0", "skipped": "0",
    }  # fmt: skip


def test_no_source_breaks_the_xml() -> None:
    """Control characters and lone surrogates, which XML cannot hold at all."""
    finding = msgspec.structs.replace(run(site(verdict())).findings[0], message="a\x1b\x00\udc80<é>", path="a\x0b.py")
    written = junit(msgspec.structs.replace(run(), findings=(finding,)))
    failure = next(ElementTree.fromstring(written).iter("failure"))
    assert failure.get("message") == "a\\x1b\\x00\\xdc80<é>"
    assert written.isascii()
