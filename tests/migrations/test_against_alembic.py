"""What is read from Alembic's revisions is what Alembic makes of them on a PostgreSQL, field by field."""

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.catalog import Catalog
from scopelint.rls import read_live
from tests.postgres import Server
from tests.rls.replaying import differing, roles_of, running, without_roles

HEAD = "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n"
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
ENVIRONMENT = """from alembic import context
from sqlalchemy import MetaData
target_metadata = MetaData(naming_convention={convention!r})
def run(connection):
    context.configure(connection=connection, target_metadata=target_metadata)
"""


def corpus() -> dict[str, list[str]]:
    """Each case's revisions by name; the first line of one says whether a convention holds."""
    text = (Path(__file__).parent / "corpus.txt").read_text(encoding="utf-8")
    found = re.split(r"^# case: (.+)$", text, flags=re.MULTILINE)[1:]
    return {name: body.split("# revision\n") for name, body in zip(found[::2], found[1::2], strict=True)}


CASES = corpus()


def project_with(root: Path, revisions: list[str], convention: dict[str, str] | None = None) -> Path:
    """A project of one history."""
    versions = root / "alembic" / "versions"
    versions.mkdir(parents=True)
    (root / "scopelint.toml").write_text("")
    (root / "alembic" / "env.py").write_text(ENVIRONMENT.format(convention=convention or {}))
    for number, body in enumerate(revisions):
        down = f"'{number - 1:04}'" if number else "None"
        (versions / f"{number:04}_x.py").write_text(
            f"{HEAD}revision = '{number:04}'\ndown_revision = {down}\n{body}", encoding="utf-8"
        )
    return root


def read(root: Path) -> Catalog:
    """The catalog that is read from a project's migrations."""
    project = load_project(root)
    sources = pipeline.Sources(project)
    program, _, _ = pipeline.known(project, sources)
    found = sources.replayed(program).catalog
    assert found is not None
    return found


def run(dsn: str, root: Path, convention: dict[str, str] | None) -> None:
    """Run the revisions with Alembic's own operations."""
    engine = sa.create_engine(dsn.replace("postgresql://", "postgresql+psycopg://"))
    metadata = sa.MetaData(naming_convention=convention or {})
    for path in sorted((root / "alembic" / "versions").glob("*.py")):
        module: dict[str, Any] = {"__file__": str(path)}
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
            with Operations.context(context):
                exec(compile(path.read_text(), str(path), "exec"), module)
                module["upgrade"]()
    engine.dispose()


FILES = {
    "0000_x.sql": "CREATE TABLE t (id int PRIMARY KEY); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    "policies/t.sql": "-- 100%\nALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true);",
    "aside.sql": "CREATE TABLE s (id int);",
}
READING = [
    "import pathlib\ndef upgrade():\n    op.execute(pathlib.Path(__file__).with_name('0000_x.sql').read_text())\n",
    """import os
HERE = os.path.dirname(__file__)
def upgrade():
    op.add_column("t", sa.Column("org_id", sa.Integer(), nullable=False))
    with open(os.path.join(HERE, "policies", "t.sql")) as file:
        op.get_bind().exec_driver_sql(file.read())
    op.execute(sa.text(open(os.path.join(HERE, "aside.sql")).read()))
""",
]


def test_revisions_that_read_sql_files(postgres: Server, tmp_path: Path) -> None:
    """What they read is theirs: run where they run it, and no source of its own that later revisions would not change."""
    root = project_with(tmp_path / "p", READING)
    for name, text in FILES.items():
        path = root / "alembic" / "versions" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    with running(postgres) as dsn:
        run(dsn, root, None)
        live = without_roles(read_live(dsn))
    ours = read(root)
    assert ours.unknown == ()
    assert [line for line in differing(ours, live) if not owner(line)] == []


@pytest.mark.parametrize(
    "name",
    [name if number % 4 == 0 else pytest.param(name, marks=pytest.mark.slow) for number, name in enumerate(CASES)],
)
def test_revisions_read_are_the_catalog_that_they_leave(name: str, postgres: Server, tmp_path: Path) -> None:
    """Read without running anything, and run and read from the server's catalogs: one state."""
    convention = CONVENTION if "# convention" in CASES[name][0] else None
    root = project_with(tmp_path / "p", CASES[name], convention)
    before = roles_of(postgres)
    with running(postgres) as dsn:
        run(dsn, root, convention)
        live = without_roles(read_live(dsn), frozenset(roles_of(postgres) - before))
    ours = read(root)
    assert [(one.reason, one.text) for one in ours.unknown] == []
    assert [line for line in differing(ours, live) if not owner(line)] == []


def owner(line: str) -> bool:
    """Whoever runs migrations owns what they make: not known without running them."""
    return ".owner:" in line or "creator" in line.split(":")[0]
