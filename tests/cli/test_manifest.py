"""``scopelint init`` and ``scopelint manifest`` on a small service, from the first run on."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import psycopg
import pytest

from scopelint.inputs.manifest import parse_manifest
from scopelint.model.manifest import Manifest
from tests.cli.service import MIGRATION, write_service
from tests.report.test_json import schema

Run = Callable[..., SimpleNamespace]
EXPECTED = """\
version = 1

[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "organizations"
setting = "app.org"
memberships = [
    { table = "memberships", tenant = "org_id", principal = "user_id" },
]

[principal]
names = [
    "ctx",
]

[tables.comments]
scope = "child"
rls = "none"
parent = { table = "tasks", columns = ["task_id"] }

[tables.memberships]
scope = "tenant"
rls = "none"

[tables.organizations]
scope = "registry"
rls = "none"

[tables.tasks]
scope = "tenant"
rls = "forced"
sensitive = true

[tables.users]
scope = "global"
rls = "none"
"""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOPELINT_DATABASE_URL", raising=False)
    write_service(tmp_path)
    return tmp_path


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def manifest(root: Path) -> Manifest:
    return parse_manifest((root / "rls-coverage.toml").read_bytes(), "m")


def test_init_writes_a_manifest_that_can_be_committed(service: Path, run: Run) -> None:
    """What it guessed stands in comments, what it wrote is the whole truth about this service."""
    told = run("init")
    assert told.status == 0
    text = (service / "rls-coverage.toml").read_text()
    assert re.sub(r" # .*|^#.*\n", "", text, flags=re.MULTILINE).strip() == EXPECTED.strip()
    assert "sensitive = true # guess: task table by its name" in text
    assert (service / "pyproject.toml").read_text() == (
        '[project]\nname = "service" # ours\n\n[tool.scopelint]\nmanifest = "rls-coverage.toml"\n'
    )
    assert "setting app.org (policy tasks.tasks_own compares it)" in told.out
    assert "wrote rls-coverage.toml and pyproject.toml" in told.out


def test_the_way_of_a_new_user(service: Path, run: Run) -> None:
    """init, check, show, verify, report: each reads what the one before it wrote."""
    assert run("init").status == 0
    checked = run("check", "--format", "json")
    assert {
        (one["rule"], one["function"])
        for one in json.loads(checked.out)["findings"]
        if one["table"] == "tasks" and one["family"] == "scope"
    } == {("unscoped-read", "app.models.everybodys")}
    shown = run("manifest", "show")
    assert re.search(r"^tasks +tenant +forced +tasks_own \(all\) +org_id +sensitive$", shown.out, re.MULTILINE)
    assert re.search(r"^comments +child +none +- +through tasks$", shown.out, re.MULTILINE)
    verified = run("manifest", "verify")
    assert (verified.status, verified.out) == (0, "")
    assert verified.err.endswith("no difference between manifest, models, migrations\n")
    reported = json.loads(run("report", "--format", "json").out)
    tasks = next(table for table in reported["tables"] if table["name"] == "tasks")
    assert [tasks[name] for name in ("sites", "scoped", "open")] == [2, 1, 1]
    assert [site["backstop"] for site in reported["not_proved"] if site["table"] == "tasks"] == [True]


def test_init_overwrites_nothing(service: Path, run: Run) -> None:
    """There is a manifest: one line, status 2, every byte as before; --force writes it anew and leaves the configuration."""
    run("init")
    (service / "rls-coverage.toml").write_text("version = 1 # ours\n")
    before = files(service)
    told = run("init")
    assert (told.status, told.out) == (2, "")
    assert "rls-coverage.toml is there already; scopelint manifest build adds what is new" in told.err
    assert files(service) == before
    assert run("init", "--force").status == 0
    assert files(service).keys() == before.keys()
    assert files(service)["pyproject.toml"] == before["pyproject.toml"]
    assert b"[tables.tasks]" in files(service)["rls-coverage.toml"]


def test_init_where_the_configuration_names_a_manifest(service: Path, run: Run) -> None:
    """The file that it names is about to be written; that it is missing is no error."""
    (service / "scopelint.toml").write_text('manifest = "docs/coverage.toml"\n')
    (service / "docs").mkdir()
    assert run("init").status == 0
    assert (service / "docs/coverage.toml").exists()
    assert run("manifest", "verify").status == 0


@pytest.mark.parametrize(
    ("prepare", "words", "said"),
    [
        (lambda root: (root / "scopelint.toml").write_text('manifest = "../m.toml"\n'), ["init"], "lies outside the project"),
        (lambda root: (root / "scopelint.toml").write_text('manifest = "none/m.toml"\n'), ["init"], "no such folder"),
        (lambda root: (root / "scopelint.toml").write_text("manifst = 1\n"), ["init"], "did you mean 'manifest'?"),
        (lambda root: (root / "rls-coverage.toml").write_text("version = 3\n"), ["manifest", "build"], "version: must be 1, not 3"),
        (lambda root: (root / "rls-coverage.toml").write_text("version = \n"), ["manifest", "verify"], "is not valid TOML"),
        (lambda root: None, ["manifest", "verify"], "there is no manifest to verify; scopelint init writes one"),
        (lambda root: None, ["manifest", "build", "--schema", "none.sql"], "none.sql: No such file"),
        (lambda root: (root / "s.json").write_text("{}"), ["manifest", "build", "--from-pgrls", "s.json"], "is no snapshot of pgrls"),
        (lambda root: None, ["manifest", "build", "--output", "none/m.toml"], "none/m.toml: No such file"),
        (lambda root: None, ["report", "--compare", "none.json"], "--compare: none.json: No such file"),
        (lambda root: None, ["manifest", "bild"], "No such command 'bild'"),
    ],
)  # fmt: skip
def test_bad_input(service: Path, run: Run, prepare: Callable[[Path], object], words: list[str], said: str) -> None:
    """One clear line, status 2, nothing on standard output, nothing written."""
    prepare(service)
    before = files(service)
    told = run(*words)
    assert (told.status, told.out) == (2, "")
    assert said in told.err
    assert "Traceback" not in told.err
    assert files(service) == before


def test_no_tenant_column(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for, and taken from the command line into the configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(
        "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\n"
        "Base = declarative_base()\nclass A(Base):\n    __tablename__ = 'a'\n    id = Column(Integer, primary_key=True)\n"
        "    shop = Column(Integer, nullable=False)\n"
    )
    assert "no tenant column is detected; name it with --tenant-column NAME" in run("init").err
    assert [path.name for path in tmp_path.iterdir()] == ["app.py"]
    assert run("init", "--tenant-column", "shop").status == 0
    assert (tmp_path / "scopelint.toml").read_text() == 'manifest = "rls-coverage.toml"\ntenant-columns = ["shop"]\n'


def test_nothing_to_look_at(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """No models and no schema: that is no empty manifest."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text("print(1)\n")
    assert (run("init").status, run("manifest", "build").status) == (2, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["app.py"]


def test_build_adds_what_is_new_and_tells_what_is_gone(service: Path, run: Run) -> None:
    """A migration adds a table and drops another; a person has decided on a third."""
    run("init")
    path = service / "rls-coverage.toml"
    path.write_text(
        path.read_text().replace('[tables.users]\nscope = "global"', '# people\n[tables.users]\nscope = "registry"')
    )
    (service / "migrations/002_notes.sql").write_text(
        "CREATE TABLE notes (id integer PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations); DROP TABLE comments;"
    )
    models = (service / "app/models.py").read_text()
    (service / "app/models.py").write_text(re.sub(r"class Comment.*?\n\n\n", "", models, flags=re.DOTALL))
    before = path.read_text()
    told = run("manifest", "build")
    assert told.status == 0
    assert "added 1: notes" in told.err
    assert "tables.comments: no such table any more; its entry is kept" in told.err
    after = path.read_text()
    assert after == before.replace(
        "[tables.organizations]",
        '[tables.notes]\nscope = "tenant" # no model has it, only the migrations (migrations/002_notes.sql:1)\n'
        'rls = "none"\n\n[tables.organizations]',
    )
    again = run("manifest", "build")
    assert (again.err.splitlines()[-1], path.read_text()) == ("nothing new for rls-coverage.toml", after)
    assert run("manifest", "verify").status == 1


def test_build_to_standard_output_writes_nothing(service: Path, run: Run) -> None:
    """``--output -`` shows what would be written."""
    before = files(service)
    told = run("manifest", "build", "--output", "-")
    assert parse_manifest(told.out.encode(), "m").tables["tasks"].rls == "forced"
    assert files(service) == before


def test_verify_tells_both_sides(service: Path, run: Run) -> None:
    """Each difference with the places of both; status 1; as JSON by its schema."""
    run("init")
    path = service / "rls-coverage.toml"
    path.write_text(path.read_text().replace('rls = "forced"', 'rls = "enabled"'))
    line = path.read_text().splitlines().index("[tables.tasks]") + 1
    told = run("manifest", "verify")
    assert told.status == 1
    assert told.out == (
        "tasks.rls: the manifest says rls = enabled, the migrations say rls = forced\n"
        f"    manifest: rls = enabled (rls-coverage.toml:{line})\n"
        "    migrations: rls = forced (migrations/001_first.sql:9)\n"
    )
    document = json.loads(run("manifest", "verify", "--format", "json").out)
    jsonschema.validate(document, schema("verify-v1.schema.json"))
    assert document["sources"] == ["manifest", "models", "migrations"]
    assert [side["line"] for side in document["drift"][0]["sides"]] == [line, 9]


def test_a_schema_file_counts_before_migrations(service: Path, run: Run) -> None:
    """What a dump says differs from what the migrations say: told from all sides."""
    run("init")
    (service / "dump.sql").write_text(MIGRATION.replace("ALTER TABLE tasks FORCE ROW LEVEL SECURITY;\n", ""))
    told = run("manifest", "verify", "--schema", "dump.sql")
    assert told.status == 1
    assert "tasks.rls: the manifest says rls = forced, the schema file says rls = enabled\n" in told.out
    assert (
        "tasks.forced: the migrations say tasks.forced = True, the schema file says tasks.forced = False\n" in told.out
    )
    assert re.search(
        r"^tasks +tenant +enabled \(stated: forced\)", run("manifest", "show", "--schema", "dump.sql").out, re.MULTILINE
    )


def test_a_snapshot_of_pgrls(service: Path, run: Run) -> None:
    """One that pgrls 0.57.1 made of this schema (service.pgrls.json): the same manifest, and a difference is told."""
    run("init")
    from_migrations = (service / "rls-coverage.toml").read_text()
    snapshot = Path(__file__).with_name("service.pgrls.json").read_text()
    (service / "snap.json").write_text(snapshot)
    assert run("manifest", "verify", "--from-pgrls", "snap.json").status == 0
    assert run("init", "--force", "--from-pgrls", "snap.json").status == 0
    assert manifest(service) == parse_manifest(from_migrations.encode(), "m")
    (service / "snap.json").write_text(snapshot.replace('"force_rls": true', '"force_rls": false'))
    told = run("manifest", "verify", "--from-pgrls", "snap.json")
    assert "tasks.rls: the manifest says rls = forced, the snapshot says rls = enabled\n" in told.out


def test_what_cannot_be_enumerated_is_told(service: Path, run: Run) -> None:
    """A statement of a migration that is not understood, with its place."""
    (service / "migrations/002_dynamic.sql").write_text("DO $$ BEGIN EXECUTE 'CREATE TABLE ' || current_user; END $$;")
    told = run("init")
    assert "migrations/002_dynamic.sql:1" in told.out
    assert "migrations/002_dynamic.sql:1: not enumerated" in run("manifest", "verify").err
    document = json.loads(run("manifest", "verify", "--format", "json").out)
    assert [one["path"] for one in document["not_told"]] == ["migrations/002_dynamic.sql"]


def test_a_source_that_cannot_be_read_is_no_agreement(service: Path, run: Run) -> None:
    """A migration that is no text: status 2, and its name, though nothing else differs."""
    run("init")
    (service / "migrations/002_binary.sql").write_bytes(b"\xff\xfe")
    told = run("manifest", "verify")
    assert told.status == 2
    assert "scopelint: error: migrations/002_binary.sql: cannot be read: is not UTF-8" in told.err


def test_a_live_database(service: Path, run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same manifest from the server as from the migrations; then the server changes, and verify tells."""
    run("init")
    from_migrations = (service / "rls-coverage.toml").read_bytes()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(MIGRATION)
        assert run("init", "--force", "--database-url", database).status == 0
        live = manifest(service)
        (service / "rls-coverage.toml").write_bytes(from_migrations)
        assert live.tables == manifest(service).tables
        assert live.levels == manifest(service).levels
        monkeypatch.setenv("SCOPELINT_DATABASE_URL", database)
        assert run("manifest", "verify").status == 0
        connection.execute("ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY; CREATE TABLE extra (id int, org_id int)")
    told = run("manifest", "verify")
    assert told.status == 1
    subjects = [line.partition(":")[0] for line in told.out.splitlines() if not line.startswith(" ")]
    assert subjects == ["extra", "extra", "tasks.forced", "tasks.rls"]


@pytest.mark.parametrize(
    "words", [["init"], ["manifest", "build"], ["manifest", "verify"], ["manifest", "show"], ["report"]]
)
def test_a_database_that_cannot_be_reached(service: Path, run: Run, words: list[str]) -> None:
    """Status 2 in one line, without the password, and nothing written."""
    (service / "rls-coverage.toml").write_text("version = 1\n")
    before = files(service)
    url = "postgresql://me:s3cr3t@127.0.0.1:1/none?connect_timeout=2"
    told = run(*words, *(["--force"] if words == ["init"] else []), "--database-url", url)
    assert told.status == 2
    assert "database:" in told.err
    assert "s3cr3t" not in told.out + told.err
    assert files(service) == before


def test_colour_only_where_it_is_wanted(service: Path, run: Run) -> None:
    """NO_COLOR and pipes: plain text."""
    assert "\x1b" not in run("manifest", "show").out
    assert "\x1b[32m" in run("manifest", "show", "--color", "always").out


def test_the_report_compares_releases(service: Path, run: Run) -> None:
    """The open statement of the last release is closed in this one."""
    run("init")
    assert run("report", "--format", "json", "--output", "old.json").status == 0
    models = (service / "app/models.py").read_text()
    (service / "app/models.py").write_text(
        models.replace("select(Task))", "select(Task).where(Task.org_id == 1))")
        .replace("def everybodys(session):", "def everybodys(session, ctx):")
        .replace("== 1)", "== ctx.org_id)")
    )
    document = json.loads(run("report", "--format", "json", "--compare", "old.json").out)
    jsonschema.validate(document, schema("report-v1.schema.json"))
    assert [(one["kind"], one["before"]) for one in document["changes"]] == [("site closed", "open")]
    assert (
        "| site closed | app/models.py: app.models.everybodys: select on tasks | open | - |"
        in run("report", "--compare", "old.json").out
    )
    assert (os.path.getsize("old.json")) > 1000
