"""docs/rules.md is written from the rules."""

from pathlib import Path

from scopelint.inputs import shipped_rules
from scopelint.report import rules_markdown

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_up_to_date() -> None:
    """Write it with ``scopelint rules --format markdown > docs/rules.md``."""
    assert PAGE.read_text(encoding="utf-8") == rules_markdown(shipped_rules())
