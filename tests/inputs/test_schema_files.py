"""Which SQL files make the schema, and in what order."""

from pathlib import Path

from scopelint.inputs import load_project
from tests.inputs.test_config import fault, write


def test_migrations_are_run_by_their_numbers(tmp_path: Path) -> None:
    """Numbers by value, undo files left out, repeatable ones last, other folders' SQL none of it."""
    names = [
        "V10__c.sql",
        "V2__b.sql",
        "V1_1__a.sql",
        "V1__x.sql",
        "R__views.sql",
        "U2__b.sql",
        "3.down.sql",
        "3_down.sql",
    ]
    write(
        tmp_path,
        {"scopelint.toml": "", "a.py": "", "reports/q.sql": "", **{f"migrations/{name}": "" for name in names}},
    )
    found = [path.removeprefix("migrations/") for path in load_project(tmp_path).sql_files]
    assert found == ["V1__x.sql", "V1_1__a.sql", "V2__b.sql", "V10__c.sql", "R__views.sql"]


def test_a_folder_for_each_migration(tmp_path: Path) -> None:
    """``migrations/<time>_<name>/migration.sql``, its undo beside it."""
    names = ["20240102_b/migration.sql", "20230101_a/migration.sql", "20240102_b/down.sql", "9_first/up.sql"]
    write(tmp_path, {"scopelint.toml": "", "a.py": "", **{f"db/migrations/{name}": "" for name in names}})
    found = [path.removeprefix("db/migrations/") for path in load_project(tmp_path).sql_files]
    assert found == ["9_first/up.sql", "20230101_a/migration.sql", "20240102_b/migration.sql"]


def test_schema_names_the_files_and_their_order(tmp_path: Path) -> None:
    """Then nothing else is the schema."""
    write(tmp_path, {"scopelint.toml": 'schema = ["db/base.sql", "db/m/*.sql"]', "a.py": "", "migrations/1.sql": ""})
    write(tmp_path, {"db/m/10.sql": "", "db/m/9.sql": "", "db/base.sql": ""})
    assert load_project(tmp_path).sql_files == ("db/base.sql", "db/m/9.sql", "db/m/10.sql")


def test_schema_files_must_be_there(tmp_path: Path) -> None:
    """A misspelt name is no empty schema."""
    write(tmp_path, {"scopelint.toml": 'schema = ["db/shema.sql"]', "a.py": ""})
    assert fault(tmp_path) == f"scopelint.toml: schema: 'db/shema.sql': no such file in {tmp_path}"
    write(tmp_path, {"scopelint.toml": 'schema = ["../x.sql"]'})
    assert fault(tmp_path) == f"scopelint.toml: schema: '../x.sql' lies outside the project {tmp_path}"
