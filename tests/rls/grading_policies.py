"""Policies on a small schema: graded by proof, and asked on a real PostgreSQL what they let through."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psycopg

from scopelint import pipeline, rls, sql
from scopelint.inputs.manifest import parse_manifest
from scopelint.model.catalog import Catalog
from scopelint.prove import classify
from scopelint.rls.grading import Grade, Grading, Unset
from tests.postgres import Server

HERE = Path(__file__).parent
MANIFEST = """
version = 1
[[tenant]]
name = "organization"
columns = ["org_id", "org"]
registry = "organizations"
setting = "app.org_id"
memberships = [{ table = "memberships", tenant = "org_id", principal = "user_id" }]
[[tenant]]
name = "project"
columns = ["project_id"]
registry = "projects"
setting = "app.project_id"
[principal]
owner-columns = ["tasks.created_by"]
"""
ORG, USER, PROJECT = (
    f"nullif(current_setting('app.{name}', true), '')::int" for name in ("org_id", "user_id", "project_id")
)
SCHEMA = f"""
CREATE ROLE app LOGIN;
GRANT USAGE ON SCHEMA public TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
CREATE TABLE organizations (id int PRIMARY KEY);
CREATE TABLE memberships (org_id int NOT NULL REFERENCES organizations, user_id int NOT NULL, PRIMARY KEY (org_id, user_id));
CREATE TABLE projects (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations);
CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations, project_id int REFERENCES projects,
  created_by int, is_public boolean NOT NULL, title text);
CREATE TABLE tasks_shadow (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations);
CREATE TABLE comments (id int PRIMARY KEY, task_id int NOT NULL REFERENCES tasks, body text NOT NULL);
CREATE TABLE notes (id int PRIMARY KEY, org text NOT NULL, body text NOT NULL);
CREATE FUNCTION current_org() RETURNS int LANGUAGE sql STABLE AS $$ SELECT {ORG} $$;
CREATE FUNCTION strict_org() RETURNS int LANGUAGE plpgsql STABLE AS
  $$ BEGIN RETURN current_setting('app.org_id')::int; END $$;
CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE plpgsql STABLE AS $$ DECLARE n int; BEGIN n := 1; RETURN n = 2; END $$;
CREATE FUNCTION my_orgs() RETURNS SETOF int LANGUAGE sql STABLE AS
  $$ SELECT org_id FROM memberships WHERE user_id = {USER} $$;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tasks USING (org_id = {ORG});
ALTER TABLE comments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON comments USING (true);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notes USING (true);
"""
TENANT_OF = {
    "tasks": "org_id",
    "comments": "(SELECT t.org_id FROM tasks t WHERE t.id = task_id)",
    "notes": "org",
}


class Case(NamedTuple):
    """One policy and what is expected of it."""

    grade: str
    opens: str
    raises: bool
    table: str
    using: str


class Seen(NamedTuple):
    """What PostgreSQL shows. ``foreign``: rows of others while tenant 1 is bound; ``bypassed``: while app.bypass is on too;
    ``unbound``: rows of anybody while nothing is bound; ``failed``: an error while nothing is bound."""

    foreign: int
    bypassed: int
    unbound: int
    failed: bool


def written(text: str) -> str:
    return text.replace("{org}", ORG).replace("{user}", USER).replace("{project}", PROJECT)


def corpus() -> list[Case]:
    """The policies of policies.txt."""
    found = []
    for line in (HERE / "policies.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            grade, opens, raises, table, using = (part.strip() for part in line.split("|", 4))
            found.append(Case(grade, opens, raises == "yes", table, written(using)))
    return found


def grading_of(catalog: Catalog) -> Grading:
    schema = rls.schema_of(catalog)
    tenancy, _ = rls.build_tenancy(schema, parse_manifest(MANIFEST.encode(), "m.toml"), (), True, classify)
    return Grading(
        catalog,
        tenancy,
        rls.Proving(lambda text: sql.parse_fragment(text), pipeline._one_query, pipeline._prover),  # type: ignore[arg-type, return-value]
    )


def replayed() -> Catalog:
    return rls.replay(sql.read_changes(SCHEMA, "schema.sql"), sql)


def graded(grading: Grading, table: str, using: str) -> tuple[Grade, Unset]:
    relation = grading.catalog.relations[table]
    expr = grading.predicate(using)
    return grading.grade(relation, expr, ("public",)), grading.unset(relation, expr, ("public",))


class World:
    """The schema on a server with rows of both tenants; other tenants' rows are as unlucky as can be."""

    def __init__(self, server: Server, seed: int = 0) -> None:
        self.server = server
        self.dsn = server.database()
        self.admin = psycopg.connect(self.dsn, autocommit=True)
        self.admin.execute(SCHEMA.encode())
        self._fill(random.Random(seed))
        name = psycopg.conninfo.conninfo_to_dict(self.dsn)["dbname"]
        self.never = psycopg.connect(server.dsn(str(name), "app"), autocommit=True)
        self.bound = psycopg.connect(server.dsn(str(name), "app"), autocommit=True)
        self.reset = psycopg.connect(server.dsn(str(name), "app"), autocommit=True)
        for connection in (self.bound, self.reset):
            for setting, value in (("org_id", "1"), ("user_id", "10"), ("project_id", "11"), ("bypass", "off")):
                connection.execute(f"SET app.{setting} = '{value}'".encode())
        self.reset.execute("RESET ALL")

    def _fill(self, chance: random.Random) -> None:
        rows = [
            "INSERT INTO organizations VALUES (1), (2), (3)",
            "INSERT INTO memberships VALUES (1, 10), (2, 20), (3, 30)",
        ]
        rows.append("INSERT INTO projects VALUES (11, 1), (21, 2), (31, 3)")
        for org in (1, 2, 3):
            for number in range(12):
                id, user = org * 100 + number, org * 10
                public, title = chance.choice(("true", "false")), chance.choice(("'x'", "'theirs'", "NULL", "''"))
                project = chance.choice((str(org * 10 + 1), "NULL"))
                author = chance.choice((str(user), "NULL"))
                rows.append(f"INSERT INTO tasks VALUES ({id}, {org}, {project}, {author}, {public}, {title})")
                rows.append(f"INSERT INTO tasks_shadow VALUES ({id}, {org})")
                rows.append(f"INSERT INTO comments VALUES ({id}, {id}, {title if title != 'NULL' else repr('c')})")
            rows.append(f"INSERT INTO notes VALUES ({org}, '{org}', 'n')")
        rows.append("INSERT INTO notes VALUES (9, '', 'nobody''s')")
        for row in rows:
            self.admin.execute(row.encode())

    def close(self) -> None:
        for connection in (self.admin, self.never, self.bound, self.reset):
            connection.close()
        self.server.drop(self.dsn)
        with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("DROP ROLE app")

    def create(self, table: str, using: str) -> None:
        self.admin.execute(f"DROP POLICY tenant ON {table}".encode())
        self.admin.execute(f"CREATE POLICY tenant ON {table} USING ({using})".encode())

    def restore(self) -> None:
        self.create("tasks", f"org_id = {ORG}")

    def seen(self, table: str, using: str) -> Seen:
        """What the policy shows; it stays on the table."""
        self.create(table, using)
        foreign = len(self._others(table, self._rows(self.bound, table)[0]))
        self.bound.execute("SET app.bypass = 'on'")
        bypassed = len(self._others(table, self._rows(self.bound, table)[0]))
        self.bound.execute("SET app.bypass = 'off'")
        unbound, failed = 0, False
        for connection in (self.never, self.reset):
            rows, error = self._rows(connection, table)
            unbound, failed = max(unbound, len(rows)), failed or error
        return Seen(foreign, bypassed, unbound, failed)

    def _rows(self, connection: psycopg.Connection, table: str) -> tuple[list[int], bool]:
        try:
            return [row[0] for row in connection.execute(f"SELECT id FROM {table}".encode())], False
        except psycopg.Error:
            return [], True

    def _others(self, table: str, ids: list[int]) -> list[int]:
        """Those of the rows that are not tenant 1's."""
        return [id for id in ids if (id if table == "notes" else id // 100) != 1]


# ---------------------------------------------------------------- random policies

ATOMS = (
    *(f"org_id = {ORG}", f"org_id = (SELECT {ORG})", "org_id = current_org()", f"project_id = {PROJECT}"),
    *(
        "is_public",
        "title = 'x'",
        "title IS NULL",
        "org_id = 2",
        f"org_id <> {ORG}",
        "org_id IS NOT NULL",
        "true",
        "false",
    ),
    *(f"{ORG} IS NULL", "current_setting('app.org_id', true) = ''", "current_setting('app.org_id', true) IS NULL"),
    *(
        "current_setting('app.bypass', true) = 'on'",
        f"org_id IN (SELECT org_id FROM memberships WHERE user_id = {USER})",
    ),
    *(
        "org_id IN (SELECT org_id FROM memberships)",
        f"org_id = coalesce({ORG}, 2)",
        f"org_id = coalesce({ORG}, org_id)",
    ),
    *("org_id = current_setting('app.org_id', true)::int", f"created_by = {USER}", "EXISTS (SELECT 1 FROM projects)"),
    *(f"EXISTS (SELECT 1 FROM projects p WHERE p.id = project_id AND p.org_id = {ORG})", f"id > {ORG}", "org_id = id"),
    *(f"EXISTS (SELECT 1 FROM memberships m WHERE m.org_id = tasks.org_id AND m.user_id = {USER})",),
)


def random_policy(chance: random.Random, depth: int = 3) -> str:
    """An expression on tasks."""
    form = chance.randrange(6) if depth else 0
    inner: Callable[[], str] = lambda: random_policy(chance, depth - 1)  # noqa: E731
    if form == 1:
        return f"({inner()} AND {inner()})"
    if form in (2, 3):
        return f"({inner()} OR {inner()})"
    if form == 4:
        return f"NOT ({inner()})"
    if form == 5:
        return f"CASE WHEN {inner()} THEN {inner()} ELSE {inner()} END"
    return chance.choice(ATOMS)
