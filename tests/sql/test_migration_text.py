"""The sections of a migration file that undo it are not run; places stay."""

import pytest

from scopelint import sql


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("-- +goose Up", "-- +goose Down"),
        ("-- migrate:up", "-- migrate:down transaction:false"),
        ("-- +migrate Up", "-- +migrate Down"),
        ("-- Up Migration", "-- Down Migration"),
        ("--", "-- //@UNDO"),
    ],
)
def test_sections_that_undo_are_left_out(up: str, down: str) -> None:
    """In whatever order they stand."""
    text = f"{up}\nCREATE TABLE a (x int);\n{down}\nDROP TABLE a;\n"
    kept = sql.forward_only(text)
    assert "DROP" not in kept
    assert "CREATE TABLE a (x int);" in kept
    assert [line.count("") for line in kept.split("\n")] == [line.count("") for line in text.split("\n")]


def test_up_after_down_is_run() -> None:
    """A file may undo first."""
    assert "CREATE" in sql.forward_only("-- migrate:down\nDROP TABLE a;\n-- migrate:up\nCREATE TABLE a (x int);")


def test_a_plain_script_is_run_whole() -> None:
    """A comment that says "down" is none of the marks."""
    text = "-- scale down first\nCREATE TABLE a (x int); -- migrated: up to 3\n"
    assert sql.forward_only(text) == text
