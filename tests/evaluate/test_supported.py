"""docs/supported.md names a test for each API, and every API case file is in it."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "supported.md"
NAMED = re.compile(r"`((?:app|classes|listeners|compiler)/[\w/]+\.py)::(\w+)` \|$", re.MULTILINE)


def rows() -> list[str]:
    """The table rows of the page, without heads."""
    lines = PAGE.read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("|") and not line.startswith(("| API", "| what", "|---"))]


@pytest.mark.parametrize(("path", "name"), NAMED.findall(PAGE.read_text("utf-8")))
def test_the_named_test_exists(path: str, name: str) -> None:
    """A function of that name stands in the case file."""
    folder = HERE / "cases" if path.startswith("app/") else HERE
    assert re.search(rf"^(?:async )?def {name}\(", (folder / path).read_text("utf-8"), re.MULTILINE)


def test_every_row_names_a_test() -> None:
    """No claim without its case."""
    assert [row for row in rows() if NAMED.search(row) is None] == []
