"""The 1.4-style fixture: every finding stands as a comment on its line, and nothing else is found."""

from pathlib import Path

import pytest

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.finding import Result
from tests.fixtures.checked import checked
from tests.fixtures.expected import expected_findings

ROOT = Path(__file__).parents[1] / "fixtures" / "classic_flask"


@pytest.fixture(scope="module")
def result() -> Result:
    """One run over the fixture."""
    return checked("classic_flask")


def test_the_findings_are_those_marked_on_the_lines(result: Result) -> None:
    """Path, line, rule and table of every finding, of every severity."""
    found = {(f.path, f.line, f.rule, f.table) for f in result.findings}
    assert found == set(expected_findings(ROOT))


def test_no_body_is_left_unread(result: Result) -> None:
    """The fixture is within every bound, and nothing failed inside."""
    assert (result.coverage.gaps, result.errors) == ((), ())


def test_without_the_sieve_the_findings_are_the_same(result: Result) -> None:
    """The sieve only seeds the work list."""
    assert pipeline.check(load_project(ROOT), sieve=False).findings == result.findings


def test_most_statements_are_right(result: Result) -> None:
    """A fixture of faults alone would not show false alarms."""
    assert result.coverage.statements >= 4 * len(expected_findings(ROOT))
