"""Project classes of Query and Session: a statement has the verdict of what they make of it, and SQLAlchemy agrees."""

from pathlib import Path

import pytest

from tests.evaluate.executed import found, functions, wrong
from tests.evaluate.test_cases import expected, matches

HERE = Path(__file__).parent / "classes"


@pytest.mark.parametrize(("line", "wanted"), expected(HERE / "reads.py").items())
def test_a_statement_has_the_verdict_of_what_its_class_makes_of_it(line: int, wanted: str) -> None:
    """The verdict written on its line."""
    assert matches(wanted, " | ".join(found(HERE).get(line, [])))


def test_what_is_called_scoped_shows_no_other_organization() -> None:
    """On a real database, with other organizations' rows that differ: what is called scoped returns the same and leaves
    them alone, what is called open does not."""
    assert wrong(HERE, list(functions(HERE))) == []
