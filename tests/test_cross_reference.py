"""What the policies were proved to do decides how severe an open statement is, and the finding names them."""

from pathlib import Path

import pytest

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.finding import Finding, Result
from scopelint.report import statistics

ORG = "nullif(current_setting('app.org_id', true), '')::int"
MIGRATION = f"""CREATE TABLE organizations (id int PRIMARY KEY);
CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations, title text);
CREATE INDEX ON tasks (org_id);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tasks USING (org_id = {ORG});
"""
MODELS = """from sqlalchemy import ForeignKey, create_engine, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Organization(Base):
    __tablename__ = "organizations"
    id: Mapped[int] = mapped_column(primary_key=True)


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    title: Mapped[str | None]


def admin_session() -> Session:
    return sessionmaker(create_engine("postgresql://"))()


def everything(db: Session):
    return db.scalars(select(Task)).all()


def rename(db: Session):
    db.execute(update(Task).values(title="x"))


def by_operators():
    return admin_session().scalars(select(Task)).all()
"""
MANIFEST = """version = 1
[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "organizations"
setting = "app.org_id"
[[bypass]]
session = "app.admin_session"
reason = "operators"
"""


def checked(root: Path, migration: str = MIGRATION, manifest: str = MANIFEST) -> Result:
    (root / "migrations").mkdir()
    (root / "app.py").write_text(MODELS)
    (root / "rls-coverage.toml").write_text(manifest)
    if migration:
        (root / "migrations/0001_all.sql").write_text(migration)
    result = pipeline.check(load_project(root))
    assert result.errors == ()
    return result


def in_code(result: Result) -> dict[str, Finding]:
    return {f"{one.function}".rpartition(".")[2]: one for one in result.findings if one.path == "app.py"}


def in_schema(result: Result) -> list[tuple[str, int, str]]:
    return [(one.path, one.line, one.rule) for one in result.findings if one.path != "app.py"]


def severities(result: Result) -> dict[str, str]:
    return {name: finding.severity for name, finding in in_code(result).items()}


def test_a_forced_table_holds_and_the_finding_names_the_policy(tmp_path: Path) -> None:
    """A warning, and an error again in a bypass session."""
    result = checked(tmp_path)
    assert severities(result) == {"everything": "warning", "rename": "warning", "by_operators": "error"}
    found = in_code(result)
    assert found["everything"].detail[0].endswith("row-level security: forced by policy 'tenant'")
    assert found["by_operators"].detail[0].endswith("forced by policy 'tenant', bypassed by this session")
    assert in_schema(result) == []


@pytest.mark.parametrize(
    ("migration", "expected", "words"),
    [
        ("", {"everything": "error", "rename": "error"}, "row-level security: not in the manifest"),
        (
            MIGRATION.replace(", FORCE ROW LEVEL SECURITY", ""),
            {"everything": "error", "rename": "error"},
            "row-level security: enabled by policy 'tenant', but the table's owner bypasses it",
        ),
        (
            MIGRATION + "CREATE POLICY wide ON tasks FOR SELECT USING (true);",
            {"everything": "error", "rename": "warning"},
            "row-level security: its policies let every read through",
        ),
        (
            MIGRATION.replace("ON tasks USING", "ON tasks FOR SELECT USING")
            + "CREATE POLICY write ON tasks FOR UPDATE USING (title <> '');",
            {"everything": "warning", "rename": "error"},
            "row-level security: forced by policy 'tenant'",
        ),
    ],
    ids=["no catalog", "enabled", "widened for reads", "open for updates"],
)
def test_severity_follows_what_was_proved(migration: str, expected: dict[str, str], words: str, tmp_path: Path) -> None:
    """Each effect has its own posture: reads may be held while updates are not."""
    result = checked(tmp_path, migration)
    found = severities(result)
    assert {name: found[name] for name in expected} == expected
    assert in_code(result)["everything"].detail[0].endswith(words)


def test_the_catalog_counts_more_than_the_manifest(tmp_path: Path) -> None:
    """The manifest says forced, and it is not: an error, and a drift."""
    stated = MANIFEST + '[tables.organizations]\nscope = "registry"\n[tables.tasks]\nrls = "forced"\n'
    result = checked(tmp_path, MIGRATION.replace("ALTER TABLE tasks ENABLE", "-- "), stated)
    assert severities(result)["everything"] == "error"
    assert ("rls-coverage.toml", 12, "manifest-drift") in in_schema(result)


def test_statements_on_the_backstop_alone_are_listed(tmp_path: Path) -> None:
    """Each with its policy; what runs in a bypass session has no backstop."""
    result = checked(tmp_path)
    assert [(held.line, held.message) for held in result.backstop] == [
        (26, "read of 'tasks' (unscoped), held by policy 'tenant'"),
        (30, "update of 'tasks' (unscoped), held by policy 'tenant'"),
    ]
    assert (
        "on row-level security alone:\n    app.py:26: read of 'tasks' (unscoped), held by policy 'tenant'\n"
        in statistics(result)
    )


WIDE = "{comment}CREATE POLICY wide ON tasks FOR SELECT USING (true);{after}\n"


@pytest.mark.parametrize(
    ("comment", "after", "taken"),
    [
        ("-- scopelint: ignore[policy-widened] tasks are public\n", "", True),
        ("", "  -- scopelint: ignore[policy-widened] tasks are public", True),
        ("-- scopelint: ignore[policy-always-true] tasks are public\n", "", False),
        ("-- scopelint: ignore[policy-widened]\n", "", False),
    ],
    ids=["above", "behind", "another rule", "no reason"],
)
def test_a_comment_in_a_migration_takes_its_finding_away(comment: str, after: str, taken: bool, tmp_path: Path) -> None:
    """On the statement's lines or alone above it, with a reason."""
    result = checked(tmp_path, MIGRATION + WIDE.format(comment=comment, after=after))
    assert ([one.finding.rule for one in result.suppressed] == ["policy-widened"]) == taken
    assert any(one.rule == "policy-widened" for one in result.findings) != taken


def test_an_exemption_may_name_a_migration(tmp_path: Path) -> None:
    """By path and rule, with reason and owner."""
    exempt = """[[exempt]]
where = "migrations/0001_*.sql"
rules = ["policy-widened"]
reason = "tasks are public"
owner = "platform"
"""
    result = checked(tmp_path, MIGRATION + WIDE.format(comment="", after=""), MANIFEST + exempt)
    assert [(one.finding.rule, one.by) for one in result.suppressed] == [("policy-widened", "exemption")]
    assert in_schema(result) == []


def test_a_manifest_may_say_tenant_of_a_table_whose_column_the_migrations_lack(tmp_path: Path) -> None:
    """A disagreement is a finding, not a failure."""
    stated = MANIFEST + '[tables.organizations]\n[tables.tasks]\nscope = "tenant"\n'
    without = MIGRATION.partition("CREATE TABLE tasks")[0] + "CREATE TABLE tasks (id int PRIMARY KEY, title text);\n"
    drifts = [one for one in checked(tmp_path, without, stated).findings if one.rule == "manifest-drift"]
    assert [(one.path, one.table, one.message) for one in drifts] == [
        ("app.py", "tasks", "tasks.org_id: the models say a column org_id, the migrations say no column org_id")
    ]


def test_changes_that_could_not_be_read_are_told_where_row_level_security_is_in_use(tmp_path: Path) -> None:
    """Nothing that could not be looked at is passed over."""
    told = checked(tmp_path, MIGRATION + "CALL protect_tables();\n").notes
    assert [note for note in told if "could not be read" in note] == [
        "a change of the schema could not be read; row-level security may be otherwise "
        "(migrations/0001_all.sql:6: what CALL runs is not in view)"
    ]
