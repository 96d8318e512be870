"""What a migration history says, and what of it cannot be told without running it."""

from pathlib import Path

import pytest

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.catalog import Catalog
from scopelint.model.errors import ConfigError
from tests.inputs.test_config import write
from tests.migrations.test_against_alembic import HEAD, project_with, read


def unknown(catalog: Catalog) -> list[tuple[str, int, str]]:
    return [(one.place.path.rsplit("/", 1)[-1], one.place.span.line, one.reason) for one in catalog.unknown]


def history(root: Path, revisions: dict[str, str]) -> Path:
    """Revisions by file name, each with its own head."""
    write(root, {"scopelint.toml": "", "alembic/env.py": ""})
    return write(root, {f"alembic/versions/{name}.py": HEAD + body for name, body in revisions.items()})


def revision(id: str, down: object, body: str = "pass", more: str = "") -> str:
    return f"revision = {id!r}\ndown_revision = {down!r}\n{more}\ndef upgrade():\n    {body}\n"


def fault(root: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        read(root)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_revisions_are_run_by_their_graph(tmp_path: Path) -> None:
    """Whatever the files are called; a merge after both of its branches."""
    root = history(
        tmp_path,
        {
            "a": revision("m", ("x", "y"), "op.drop_column('t', 'x')"),
            "b": revision("y", "base", "op.add_column('t', sa.Column('y', sa.Integer()))"),
            "c": revision("x", "base", "op.add_column('t', sa.Column('x', sa.Integer()))"),
            "d": revision("base", None, "op.create_table('t', sa.Column('id', sa.Integer()))"),
        },
    )
    catalog = read(root)
    assert unknown(catalog) == []
    assert [column.name for column in catalog.relations["t"].columns] == ["id", "y"]


def test_depends_on_orders_histories_of_their_own(tmp_path: Path) -> None:
    """Two bases in one folder; one waits for the other."""
    root = history(
        tmp_path,
        {
            "a": revision(
                "one", None, "op.create_index('i', 't', ['id'])", "depends_on = 'two'\nbranch_labels = ('l',)"
            ),
            "b": revision("two", None, "op.create_table('t', sa.Column('id', sa.Integer()))"),
        },
    )
    assert [index.name for index in read(root).relations["t"].indexes] == ["i"]


def test_a_missing_down_revision_is_an_unfinished_history(tmp_path: Path) -> None:
    """One line: file, key, what is not there."""
    root = history(tmp_path, {"a": revision("two", "one")})
    assert fault(root) == "alembic/versions/a.py: down_revision: there is no revision 'one'; the history is unfinished"


def test_two_heads_have_to_be_merged(tmp_path: Path) -> None:
    """As Alembic itself asks for; labelled branches are meant."""
    bodies = {"a": revision("base", None), "b": revision("x", "base"), "c": revision("y", "base")}
    assert "'x' and 'y' are two heads; merge them" in fault(history(tmp_path / "p", bodies))
    labelled = {name: body.replace("\n\ndef", f"\nbranch_labels = ('{name}',)\ndef") for name, body in bodies.items()}
    assert read(history(tmp_path / "q", labelled)).unknown == ()


def test_a_circle_and_a_computed_revision_are_told(tmp_path: Path) -> None:
    """Neither hangs nor is passed over."""
    root = history(tmp_path / "p", {"a": revision("x", "y"), "b": revision("y", "x")})
    assert "follows itself in a circle" in fault(root)
    root = history(tmp_path / "q", {"a": "revision = make()\ndown_revision = None\ndef upgrade():\n    pass\n"})
    assert fault(root) == "alembic/versions/a.py: revision: must be constant text, so that the revision has its place"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("op.create_table(name(), sa.Column('id', sa.Integer()))", "op.create_table: a table's name is only known when it runs"),
        ("import os\n    if os.environ['X']:\n        op.add_column('t', sa.Column('x', sa.Integer()))", "it hangs on os.environ['X']"),
        ("for row in op.get_bind().execute(sa.text('SELECT 1')):\n        op.drop_table('t')", "a loop over what is only known when it runs"),
        ("op.execute(f'ALTER TABLE {name()} ADD x int')", "SQL that is put together from what is only known when it runs"),
        ("op.execute(name())", "SQL that is only known when it runs"),
        ("op.magic('t')", "op.magic is not read"),
        ("sa.MetaData().create_all(op.get_bind())", "create_all is not read"),
        ("op.add_column('t', sa.Column('x', sa.Integer(), server_default=name()))", "op.add_column: the default of x: name is only known when it runs"),
    ],
)  # fmt: skip
def test_what_is_only_known_when_it_runs_is_told(body: str, reason: str, tmp_path: Path) -> None:
    """With its place; nothing is dropped in silence."""
    first = "from elsewhere import name\ndef upgrade():\n    op.create_table('t', sa.Column('id', sa.Integer()))\n"
    catalog = read(project_with(tmp_path, [first, f"from elsewhere import name\ndef upgrade():\n    {body}\n"]))
    told = unknown(catalog)
    assert [one[0] for one in told] == ["0001_x.py"]
    assert told[0][1] > 6
    assert told[0][2] == reason


@pytest.mark.parametrize(
    "body",
    [
        "op.execute(f\"UPDATE t SET id = {name()}\")",
        "op.bulk_insert(sa.table('t'), rows())",
        "op.get_bind().execute(sa.update(sa.table('t')).values(id=1))",
        "for row in op.get_bind().execute(sa.text('SELECT id FROM t')):\n        op.execute(f'DELETE FROM t WHERE id = {row.id}')",
        "if op.get_bind().dialect.name == 'sqlite':\n        op.drop_table('t')",
        "if name():\n        raise RuntimeError('no')",
    ],
)  # fmt: skip
def test_what_changes_no_schema_is_passed_by(body: str, tmp_path: Path) -> None:
    """Rows are no schema, and a migration that raises has not happened."""
    first = (
        "from elsewhere import name, rows\ndef upgrade():\n    op.create_table('t', sa.Column('id', sa.Integer()))\n"
    )
    last = f"from elsewhere import name, rows\ndef upgrade():\n    {body}\n    op.add_column('t', sa.Column('z', sa.Integer()))\n"
    catalog = read(project_with(tmp_path, [first, last]))
    assert (unknown(catalog), [c.name for c in catalog.relations["t"].columns]) == ([], ["id", "z"])


def test_downgrade_is_never_read(tmp_path: Path) -> None:
    """Only what leads forward counts."""
    body = "def upgrade():\n    op.create_table('t', sa.Column('id', sa.Integer()))\ndef downgrade():\n    op.drop_table('t')\n"
    assert list(read(project_with(tmp_path, [body])).relations) == ["t"]


def test_an_entry_of_alembic_utils_is_a_policy(tmp_path: Path) -> None:
    """``op.create_entity(PGPolicy(...))``"""
    body = """from alembic_utils.pg_policy import PGPolicy
policy = PGPolicy(schema="public", signature="p", on_entity="t", definition="FOR SELECT USING (org_id = 1)")
def upgrade():
    op.create_table("t", sa.Column("org_id", sa.Integer()))
    op.create_entity(policy)
"""
    found = read(project_with(tmp_path, [body])).relations["t"].policies
    assert [(one.name, one.command, one.using) for one in found] == [("p", "select", "org_id = 1")]


def test_a_history_on_top_of_sql_files_is_run_on_them(tmp_path: Path) -> None:
    """It changes tables that the files make."""
    root = project_with(tmp_path, ["def upgrade():\n    op.add_column('t', sa.Column('x', sa.Integer()))\n"])
    write(root, {"scopelint.toml": 'schema = ["base.sql"]', "base.sql": "CREATE TABLE t (id int);"})
    catalog = read(root)
    assert ([c.name for c in catalog.relations["t"].columns], catalog.unknown) == (["id", "x"], ())


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """An unreadable migration is no empty one."""
    write(tmp_path, {"scopelint.toml": "", "a.py": "", "migrations/1.sql": ""})
    (tmp_path / "migrations" / "1.sql").write_bytes(b"CREATE TABLE t (id int); -- \xff")
    assert unknown(read(tmp_path)) == [("1.sql", 1, "is not UTF-8")]


def test_without_migrations_there_is_no_catalog(tmp_path: Path) -> None:
    """None is not an empty database."""
    write(tmp_path, {"scopelint.toml": "", "a.py": ""})
    project = load_project(tmp_path)
    sources = pipeline.Sources(project)
    program, _, _ = pipeline.known(project, sources)
    assert sources.replayed(program).catalog is None


@pytest.mark.parametrize("path", ["'gone.sql'", "'../../../etc/x.sql'", "'/etc/x.sql'", "name"])
def test_a_file_that_is_not_in_view_is_told(path: str, tmp_path: Path) -> None:
    """Not there, out of the project, or only known when it runs."""
    body = f"op.execute(Path(__file__).parent.joinpath({path}).read_text())"
    root = history(tmp_path, {"a": revision("1", None, body, "from pathlib import Path\nfrom os import name\n")})
    assert unknown(read(root)) == [("a.py", 10, "SQL that is only known when it runs")]
