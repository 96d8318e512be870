"""Suppression comments as an outline shows them."""

import pytest

from scopelint.extract import outline
from scopelint.model.outline import SuppressionComment


def only(source: str) -> SuppressionComment:
    (found,) = outline("a.py", source.encode()).suppressions
    return found


def test_rules_and_reason_are_told() -> None:
    found = only("x = 1  # scopelint: ignore[unscoped-read, by-key] -- admin page\n")
    assert (found.rules, found.reason, found.file_wide, found.fault) == (
        ("unscoped-read", "by-key"),
        "admin page",
        False,
        None,
    )


def test_a_comment_alone_on_its_line_is_told_from_a_trailing_one() -> None:
    assert (only("  # scopelint: ignore[a] -- r\n").own_line, only("é # scopelint: ignore[a] -- r\n").own_line) == (
        True,
        False,
    )


def test_columns_count_code_points_and_other_comments_on_the_line() -> None:
    found = only("é = 1  # noqa  # scopelint: ignore[a] -- r\n")
    assert (found.line, found.column, found.end_column) == (1, 16, 43)


def test_ignore_file_holds_for_the_file() -> None:
    assert only("# scopelint: ignore-file[opaque-sql] -- generated\n").file_wide


def test_a_bare_ignore_names_no_rule_and_is_no_fault() -> None:
    found = only("# scopelint: ignore\n")
    assert (found.rules, found.reason, found.fault) == ((), "", None)


@pytest.mark.parametrize(
    ("comment", "part"),
    [
        ("# scopelint: ignored[a]", "is no directive"),
        ("# scopelint: ignore[]", "name no rule"),
        ("# scopelint: ignore[a", "never closed"),
        ("# scopelint: ignore[Not A Rule] -- r", "is no rule name"),
        ("# scopelint: ignore[a] because", "expected '-- reason'"),
        ("# scopelint: disable=a", "is no directive"),
    ],
)
def test_a_malformed_comment_tells_its_fault(comment: str, part: str) -> None:
    fault = only(comment + "\n").fault
    assert fault is not None
    assert part in fault


def test_text_in_a_string_is_no_comment() -> None:
    assert outline("a.py", b'x = "# scopelint: ignore[a] -- r"\n').suppressions == ()
