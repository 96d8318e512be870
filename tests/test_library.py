"""``scopelint.prove`` as a library call: a guard in front of SQL that somebody else wrote."""

import importlib
from pathlib import Path
from typing import Any

import pytest

import scopelint
from scopelint.model.errors import ConfigError

SCHEMA = """
CREATE TABLE organizations (id int PRIMARY KEY, name text);
CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations, title text);
CREATE TABLE invoices (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations, amount int);
CREATE TABLE prices (id int PRIMARY KEY, amount int);
"""


@pytest.mark.parametrize(
    ("sql", "scoped"),
    [
        ("SELECT * FROM tasks WHERE org_id = :org", True),
        ("SELECT * FROM prices", True),
        ("BEGIN; SELECT * FROM tasks WHERE org_id = $1; COMMIT", True),
        ("", False),
        ("-- nothing", False),
        ("SELECT * FROM tasks", False),
        ("SELECT 1; SELECT * FROM tasks", False),
        ("SELECT * FROM elsewhere WHERE org_id = :org", False),
        ("SELECT * FROM elsewhere.tasks WHERE org_id = :org", False),
        ("SELECT purge() FROM tasks WHERE org_id = :org", False),
        ("SET app.current_org_id = '2'", False),
        ("RESET ROLE", False),
        ("DROP TABLE tasks", False),
        ("ALTER TABLE tasks DISABLE ROW LEVEL SECURITY", False),
        ("GRANT SELECT ON tasks TO PUBLIC", False),
        ("CREATE VIEW all_tasks AS SELECT * FROM tasks", False),
        ("DO $$ BEGIN DELETE FROM tasks; END $$", False),
        ("EXPLAIN ANALYZE DELETE FROM tasks", False),
        ("SELECT FROM WHERE", False),
    ],
)
def test_only_what_is_proved_and_seen_whole_is_let_through(sql: str, scoped: bool) -> None:
    """Everything else is refused, also an empty text."""
    assert scopelint.prove(sql, SCHEMA).scoped is scoped


def test_the_answer_says_which_table_is_open_and_why() -> None:
    """Statement, table, cause and the missing step."""
    answer = scopelint.prove(
        "SELECT 1;\nSELECT * FROM tasks t JOIN invoices i USING (id) WHERE t.org_id = :org", SCHEMA
    )
    statement = answer.statements[1]
    open_tables = [(t.table, t.verdict, t.cause, bool(t.missing)) for t in statement.judgement.tables if t.missing]
    assert (statement.line, statement.verdict, open_tables) == (
        2,
        "unscoped",
        [("invoices", "unscoped", "other-table-confined", True)],
    )


def test_tenant_columns_and_manifest_say_what_a_tenant_is() -> None:
    """Columns are detected only if nobody names them."""
    schema = "CREATE TABLE rows (id int, owner_org int NOT NULL)"
    manifest = 'version = 1\n[[tenant]]\nname = "organization"\ncolumns = ["owner_org"]'
    asked: list[Any] = [{"tenant_columns": ["owner_org"]}, {"manifest": manifest}]
    assert [scopelint.prove("SELECT * FROM rows", schema, **how).scoped for how in asked] == [False, False]
    with pytest.raises(ConfigError, match="no tenant column is named"):
        scopelint.prove("SELECT * FROM rows", schema)


def test_a_broken_manifest_is_told() -> None:
    """With file, key and fault."""
    with pytest.raises(ConfigError, match=r"manifest: version: must be 1, not 2"):
        scopelint.prove("SELECT 1", "", manifest="version = 2")


@pytest.mark.parametrize("module", ["scopelint.pipeline", "scopelint.prove", "scopelint.prove.judge"])
def test_the_call_stays_a_call(module: str) -> None:
    """The room has the same name, and importing it must not put the module in the call's place."""
    importlib.import_module(module)
    assert scopelint.prove("SELECT 1", "").scoped


def test_the_page_shows_what_runs() -> None:
    """The Python example of docs/prove.md, run as it stands."""
    page = (Path(__file__).parents[1] / "docs/prove.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    said: list[str] = []
    exec(example, {"print": lambda *words: said.append(" ".join(map(str, words)))})
    assert said == [line.removeprefix("# ") for line in page.split("```text\n")[1].split("```")[0].splitlines()]
