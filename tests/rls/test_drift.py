"""Manifest, models and catalog held against each other."""

from scopelint import sql
from scopelint.inputs.manifest import parse_manifest
from scopelint.model.drift import Drift
from scopelint.rls import drift, replay

SQL = """CREATE TABLE organizations (id int PRIMARY KEY);
CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tasks USING (org_id = 1);
CREATE ROLE app;
"""
MANIFEST = """version = 1
[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "organizations"
[tables.organizations]
scope = "registry"
[tables.tasks]
rls = "enabled"
"""


def found(manifest: str = MANIFEST, ddl: str = SQL, models: str = SQL, **given: object) -> list[Drift]:
    catalog = replay(sql.read_changes(ddl, "schema.sql"), sql)
    schema, _ = sql.read_schema(models)
    return list(drift(catalog, schema, parse_manifest(manifest.encode(), "m.toml"), **given))  # type: ignore[arg-type]


def told(differences: list[Drift]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.subject, one.sentence) for one in differences]


def at(one: Drift) -> tuple[str, int] | None:
    return None if one.place is None else (one.place.path, one.place.span.line)


def test_what_agrees_is_no_drift() -> None:
    """Models, migrations and manifest say the same."""
    assert found() == []


def test_a_table_that_nobody_decided_on_stands_where_it_is_made() -> None:
    """Whether models or migrations have it."""
    (one,) = found(ddl=SQL + "CREATE TABLE notes (id int);")
    assert (one.kind, one.table, at(one)) == ("not-in-manifest", "notes", ("schema.sql", 6))


def test_a_manifest_without_tables_decides_on_none() -> None:
    """It names the levels only; nobody keeps coverage in it."""
    assert found(MANIFEST.partition("[tables")[0]) == []


def test_names_that_match_nothing_are_stale() -> None:
    """Tables, columns, roles, sessions, each on the line of its entry."""
    text = (
        MANIFEST
        + """[tables.old]
rls = "none"
[principal]
owner-columns = ["tasks.author"]
[[bypass]]
role = "auditor"
reason = "reports"
[[bypass]]
session = "app.db.gone"
reason = "console"
"""
    )
    stale = found(text, defines=lambda name: False)
    assert [(one.kind, one.subject, at(one)) for one in stale] == [
        ("stale-entry", "bypass role 'auditor'", ("m.toml", 14)),
        ("stale-entry", "bypass session 'app.db.gone'", ("m.toml", 17)),
        ("stale-entry", "tables.old", ("m.toml", 10)),
        ("stale-entry", "principal column tasks.author", ("m.toml", 1)),
    ]


def test_a_statement_that_could_not_be_read_may_have_made_the_table() -> None:
    """What may be there is not called stale."""
    text = MANIFEST + '[tables.old]\nrls = "none"\n'
    assert [one.subject for one in found(text)] == ["tables.old"]
    assert found(text, ddl=SQL + "CALL make_tables();") == []


def test_row_level_security_differs_with_both_sides_and_places() -> None:
    """The manifest's line first, then the statement that says otherwise."""
    (one,) = found(MANIFEST.replace("enabled", "forced"))
    assert (at(one), one.sentence) == (
        ("m.toml", 8),
        "the manifest says rls = forced, the migrations say rls = enabled",
    )
    assert one.sides[1].place is not None
    assert one.sides[1].place.span.line == 3


def test_policies_that_confine_nothing_count_as_none() -> None:
    """What was proved decides, not the switch."""
    (one,) = found(postures={"tasks": "none"})
    assert one.sides[1].value == "rls = none (row-level security is enabled, but its policies confine nothing)"
    assert one.sides[1].place is not None
    assert one.sides[1].place.span.line == 4


def test_models_and_migrations_differ_in_the_tenant_column() -> None:
    """Missing on one side, or NULL on one side."""
    nullable = found(models=SQL.replace("org_id int NOT NULL", "org_id int"))
    assert told(nullable) == [
        ("differs", "tasks.org_id", "the models say org_id may be NULL, the migrations say org_id NOT NULL")
    ]
    absent = found(models=SQL + "CREATE TABLE runs (org_id int);", manifest=MANIFEST + "[tables.runs]\n")
    assert [(one.kind, one.subject) for one in absent] == [("differs", "runs")]


def test_what_could_not_be_read_may_protect_a_table() -> None:
    """A policy made by EXECUTE is no drift, and no proof either."""
    made = SQL.replace("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;", "CALL protect_tables();")
    assert found(ddl=made) == []
    assert [one.subject for one in found(ddl=made.replace("CALL protect_tables();", ""))] == ["tasks.rls"]
