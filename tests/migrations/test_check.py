"""Tables, views and functions that only migrations define are known to ``check``."""

from pathlib import Path

import pytest

from scopelint import evaluate, pipeline, rls
from scopelint.inputs import load_project
from tests.inputs.test_config import write

SCHEMA = """
CREATE TABLE orgs (id uuid PRIMARY KEY);
CREATE TABLE tasks (id bigint PRIMARY KEY, org_id uuid NOT NULL REFERENCES orgs (id), title text);
CREATE VIEW all_titles AS SELECT title FROM tasks;
CREATE FUNCTION titles(o uuid) RETURNS SETOF text LANGUAGE sql AS $$ SELECT title FROM tasks WHERE org_id = o $$;
"""
SERVICE = """
from sqlalchemy import text
def open_read(session):
    return session.execute(text("SELECT title FROM tasks WHERE title <> ''")).all()
def through_a_view(session):
    return session.execute(text("SELECT title FROM all_titles")).all()
def scoped(session, org_id):
    return session.execute(text("SELECT title FROM tasks WHERE org_id = :org"), {"org": org_id}).all()
def by_function(session, org_id):
    return session.execute(text("SELECT * FROM titles(:org)"), {"org": org_id}).all()
"""


def verdicts(root: Path) -> dict[str, str]:
    """Function to the verdict on ``tasks``."""
    project = load_project(root)
    sources = pipeline.Sources(project)
    program, tenancy, _ = pipeline.known(project, sources)
    found = pipeline.judged(project, sources, program, tenancy, sieve=True).sites
    return {
        site.qualname.rpartition(":")[2]: table.verdict for site in found for table in site.judgement.tables if table.table == "tasks"
    }  # fmt: skip


def test_a_service_without_models_is_judged_by_its_migrations(tmp_path: Path) -> None:
    """Raw SQL on tables, views and functions of SQL migrations."""
    write(tmp_path, {"scopelint.toml": "", "app.py": SERVICE, "migrations/0001_start.sql": SCHEMA})
    found = {name.rsplit(".", 1)[-1]: verdict for name, verdict in verdicts(tmp_path).items()}
    assert found == {"open_read": "unscoped", "through_a_view": "unscoped", "scoped": "scoped", "by_function": "scoped"}


def test_alembic_says_the_same(tmp_path: Path) -> None:
    """The same DDL in a revision."""
    body = f'from alembic import op\nrevision = "1"\ndown_revision = None\ndef upgrade():\n    op.execute("""{SCHEMA}""")\n'
    write(tmp_path, {"scopelint.toml": "", "app.py": SERVICE, "alembic/env.py": "", "alembic/versions/1.py": body})
    found = {name.rsplit(".", 1)[-1]: verdict for name, verdict in verdicts(tmp_path).items()}
    assert found == {"open_read": "unscoped", "through_a_view": "unscoped", "scoped": "scoped", "by_function": "scoped"}


def test_an_unfinished_history_does_not_stop_check(tmp_path: Path) -> None:
    """It is noted: what only the migrations define is not known."""
    body = 'revision = "2"\ndown_revision = "1"\ndef upgrade():\n    pass\n'
    write(tmp_path, {"scopelint.toml": "", "app.py": SERVICE, "alembic/env.py": "", "alembic/versions/2.py": body})
    project = load_project(tmp_path)
    notes = pipeline.known(project, pipeline.Sources(project))[2]
    assert any("there is no revision '1'" in note for note in notes)


@pytest.mark.parametrize(("down", "read"), [("None", ["history", "merged"]), ("'1'", ["history"])])
def test_migrations_are_read_once(down: str, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those of an unfinished history: that it is unfinished is remembered."""
    body = f'revision = "2"\ndown_revision = {down}\ndef upgrade():\n    pass\n'
    write(tmp_path, {"scopelint.toml": "", "app.py": SERVICE, "alembic/env.py": "", "alembic/versions/2.py": body})
    histories, merged = evaluate.Migrations.histories, rls.merged
    calls: list[str] = []
    monkeypatch.setattr(evaluate.Migrations, "histories", lambda self: (calls.append("history"), histories(self))[1])
    monkeypatch.setattr(rls, "merged", lambda catalogs: (calls.append("merged"), merged(catalogs))[1])
    pipeline.check(load_project(tmp_path))
    assert calls == read
