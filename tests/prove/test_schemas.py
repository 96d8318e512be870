"""What DDL says of whose rows there are: a guard with that schema, and PostgreSQL with that schema, side by side."""

from dataclasses import dataclass

import psycopg
import pytest

import scopelint
from tests.postgres import Server

BASE = """
CREATE TABLE organizations (id int PRIMARY KEY, slug text UNIQUE);
CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations, title text);
"""
MINE = "INSERT INTO organizations VALUES (1, 'one'); INSERT INTO tasks VALUES (1, 1, 'a'), (2, 1, 'b');"
THEIRS = "INSERT INTO organizations VALUES (2, 'two'); INSERT INTO tasks VALUES (21, 2, 'x'), (22, 2, 'a');"
MANIFEST = """
version = 1
[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "organizations"
setting = "app.current_org_id"
"""


@dataclass(frozen=True)
class Case:
    """``mine`` and ``theirs``: rows besides. ``scoped``: what the guard says; else PostgreSQL must show a difference,
    unless ``shown`` is False: what is at stake is not in the result."""

    ddl: str
    sql: str
    mine: str = ""
    theirs: str = ""
    scoped: bool = False
    shown: bool = True


PARTS = "CREATE TABLE parts (id int, org_id int NOT NULL) PARTITION BY LIST (org_id);"
PART_ROWS = ("INSERT INTO parts VALUES (1, 1);", "INSERT INTO parts VALUES (2, 2);")
KEYED = "CREATE TABLE k (id int PRIMARY KEY, org_id int NOT NULL, code text, gone bool);"
KEYED_ROWS = ("INSERT INTO k VALUES (1, 1, 'a', false);", "INSERT INTO k VALUES (2, 2, 'a', true);")
SAME_CODE = "SELECT b.id FROM k a JOIN k b ON b.code = a.code WHERE a.org_id = :org"
OF_SETTING = "SELECT * FROM tasks WHERE org_id = current_setting('app.current_org_id')::int"
RETURNS = "CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS SETOF tasks LANGUAGE sql"
COUNTS = "RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM tasks'"
GENERATED = "CREATE TABLE g (id int, data jsonb, org_id int GENERATED ALWAYS AS ((data ->> 'o')::int) STORED);"

CASES = {
    "a partition by its own name": Case(PARTS + "CREATE TABLE one PARTITION OF parts DEFAULT;", "SELECT * FROM one", *PART_ROWS),
    "an attached partition": Case(
        PARTS + "CREATE TABLE one (id int, org_id int NOT NULL); ALTER TABLE ONLY parts ATTACH PARTITION one DEFAULT;",
        "SELECT * FROM one",
        *PART_ROWS,
    ),
    "LIKE": Case("CREATE TABLE t2 (LIKE tasks INCLUDING ALL);", "SELECT * FROM t2", "", "INSERT INTO t2 VALUES (9, 2, 'x');"),
    "INHERITS": Case("CREATE TABLE t2 (more int) INHERITS (tasks);", "SELECT * FROM t2", "", "INSERT INTO t2 VALUES (9, 2, 'x');"),
    "a key that inheritance breaks": Case(
        "CREATE TABLE t2 (more int) INHERITS (tasks);",
        "SELECT b.title FROM tasks a JOIN tasks b ON b.id = a.id WHERE a.org_id = :org",
        "",
        "INSERT INTO t2 VALUES (1, 2, 'x');",
    ),
    "CREATE TABLE AS *": Case("CREATE TABLE t2 AS SELECT * FROM tasks;", "SELECT * FROM t2", "", "INSERT INTO t2 VALUES (9, 2, 'x');"),
    "CREATE TABLE AS with another name": Case(
        "CREATE TABLE t2 AS SELECT id, org_id AS o FROM tasks;", "SELECT * FROM t2", "", "INSERT INTO t2 VALUES (9, 2);"
    ),
    "SELECT INTO": Case("SELECT id, org_id AS o INTO t2 FROM tasks;", "SELECT * FROM t2", "", "INSERT INTO t2 VALUES (9, 2);"),
    "a materialized view": Case(
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM tasks;", "SELECT * FROM m", *["REFRESH MATERIALIZED VIEW m;"] * 2
    ),
    "a materialized view, confined": Case(
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM tasks;",
        "SELECT * FROM m WHERE org_id = :org",
        *["REFRESH MATERIALIZED VIEW m;"] * 2,
        scoped=True,
    ),
    "a materialized view of the setting of whoever refreshed it": Case(
        f"CREATE MATERIALIZED VIEW m AS {OF_SETTING} WITH NO DATA;",
        "SELECT * FROM m",
        "REFRESH MATERIALIZED VIEW m;",
        "SET app.current_org_id = '2'; REFRESH MATERIALIZED VIEW m;",
    ),
    "a view of the setting": Case(f"CREATE VIEW v AS {OF_SETTING};", "SELECT * FROM v", scoped=True),
    "a view that is replaced": Case(
        f"CREATE VIEW v AS {OF_SETTING}; CREATE OR REPLACE VIEW v AS SELECT * FROM tasks;", "SELECT * FROM v"
    ),
    "a view whose columns are called otherwise": Case(
        "CREATE VIEW v (org_id, id, t) AS SELECT * FROM tasks;", "SELECT * FROM v WHERE org_id = :org", shown=False
    ),
    "a view with options": Case(
        "CREATE VIEW v WITH (security_barrier = true, security_invoker) AS SELECT id FROM tasks;", "SELECT * FROM v"
    ),
    "a recursive view": Case("CREATE RECURSIVE VIEW v (id) AS SELECT id FROM tasks;", "SELECT * FROM v"),
    "a view by rule": Case(
        "CREATE VIEW v AS SELECT 1 AS id; CREATE OR REPLACE RULE \"_RETURN\" AS ON SELECT TO v DO INSTEAD SELECT id FROM tasks;",
        "SELECT * FROM v",
    ),
    "another schema": Case(
        "CREATE SCHEMA app; CREATE TABLE app.jobs (id int, org_id int NOT NULL);",
        "SELECT * FROM app.jobs",
        "",
        "INSERT INTO app.jobs VALUES (2, 2);",
    ),
    "another schema by search_path": Case(
        "CREATE SCHEMA app; CREATE TABLE app.jobs (id int, org_id int NOT NULL);",
        "SELECT * FROM jobs",
        "SET search_path = app, public;",
        "INSERT INTO app.jobs VALUES (2, 2);",
    ),
    "a quoted name": Case(
        'CREATE TABLE "Jobs" (id int, "orgId" int NOT NULL REFERENCES organizations);',
        'SELECT * FROM "Jobs"',
        "",
        'INSERT INTO "Jobs" VALUES (2, 2);',
    ),
    "a partial unique index": Case(KEYED + "CREATE UNIQUE INDEX ON k (code) WHERE NOT gone;", SAME_CODE, *KEYED_ROWS),
    "a unique index on an expression": Case(KEYED + "CREATE UNIQUE INDEX ON k (code, (id % 2), gone);", SAME_CODE, *KEYED_ROWS),
    "a unique index that includes": Case(KEYED + "CREATE UNIQUE INDEX ON k (id) INCLUDE (code);", SAME_CODE, *KEYED_ROWS),
    "a key that was dropped": Case(
        KEYED + "ALTER TABLE k ADD CONSTRAINT u UNIQUE (code); ALTER TABLE k DROP CONSTRAINT u;", SAME_CODE, *KEYED_ROWS
    ),
    "NOT NULL that was dropped": Case(
        "CREATE TABLE n (id int, org_id int NOT NULL); ALTER TABLE n ALTER COLUMN org_id DROP NOT NULL;",
        "SELECT id FROM n WHERE org_id IS NULL OR org_id = :org",
        "",
        "INSERT INTO n VALUES (2, NULL);",
    ),
    "a generated tenant column": Case(GENERATED, "UPDATE g SET data = '{\"o\": 2}' WHERE org_id = :org", shown=False),
    "a generated tenant column, left alone": Case(GENERATED, "UPDATE g SET id = 5 WHERE org_id = :org", scoped=True),
    "a row with a generated tenant": Case(GENERATED, "INSERT INTO g (id, data) VALUES (5, '{\"o\": 2}')", shown=False),
    "a function with a setting of its own": Case(
        f"{RETURNS} SET app.current_org_id = '2' AS $$ {OF_SETTING} $$;", "SELECT * FROM f(1)"
    ),
    "a function with a search_path": Case(
        f"{RETURNS} SET search_path = pg_catalog, public AS $$ SELECT * FROM tasks WHERE org_id = a $$;",
        "SELECT * FROM f(:org, 1)",
        scoped=True,
    ),
    "named arguments": Case(f"{RETURNS} AS 'SELECT * FROM tasks WHERE org_id = b';", "SELECT * FROM f(b => 2, a => :org)"),
    "a default argument": Case(f"{RETURNS} AS 'SELECT * FROM tasks WHERE org_id = b';", "SELECT * FROM f(:org)"),
    "two functions of one name": Case(
        f"{RETURNS} AS 'SELECT * FROM tasks WHERE org_id = a';"
        "CREATE FUNCTION f(a text, b int) RETURNS SETOF tasks LANGUAGE sql AS 'SELECT * FROM tasks';",
        "SELECT * FROM f('1', 1)",
    ),
    "a function that is replaced": Case(
        f"{RETURNS} AS 'SELECT * FROM tasks WHERE org_id = a'; {RETURNS.replace('CREATE', 'CREATE OR REPLACE')} AS 'SELECT * FROM tasks';",
        "SELECT * FROM f(:org, 1)",
    ),
    "a function of two statements": Case(
        f"{RETURNS} AS 'SELECT * FROM tasks WHERE org_id = 1; SELECT * FROM tasks';", "SELECT * FROM f(:org, 1)"
    ),
    "a function that writes": Case(
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'WITH d AS (DELETE FROM tasks RETURNING 1) SELECT count(*) FROM d';",
        "SELECT f()",
    ),
    "a function called as PostgreSQL's own": Case(f"CREATE FUNCTION lower(a int) {COUNTS};", "SELECT lower(5)"),
    "the same in another language": Case(
        "CREATE FUNCTION lower(a int) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM tasks); END';",
        "SELECT lower(5)",
    ),
    "a function written as a column": Case(
        f"CREATE FUNCTION peers(o organizations) {COUNTS};", "SELECT o.peers FROM organizations o WHERE o.id = :org"
    ),
    "an aggregate": Case(
        "CREATE FUNCTION add(s bigint, t int) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) + s FROM tasks';"
        "CREATE AGGREGATE total (int) (SFUNC = add, STYPE = bigint, INITCOND = '0');",
        "SELECT total(id) FROM organizations WHERE id = :org",
    ),
    "an operator": Case(
        "CREATE FUNCTION near(a int, b int) RETURNS bool LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR == (LEFTARG = int, RIGHTARG = int, FUNCTION = near);",
        "SELECT * FROM tasks WHERE org_id == :org",
    ),
    "an operator of a schema": Case(
        "CREATE FUNCTION near(a int, b int) RETURNS bool LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR public.= (LEFTARG = int, RIGHTARG = int, FUNCTION = near);",
        "SELECT * FROM tasks WHERE org_id OPERATOR(public.=) :org",
    ),
    "a cast to a domain": Case(
        "CREATE DOMAIN one AS varchar(1); CREATE TABLE n (id int, org_id text NOT NULL);",
        "SELECT * FROM n WHERE org_id::one = :org::text",
        "",
        "INSERT INTO n VALUES (2, '12');",
    ),
    "a child of a child": Case(
        "CREATE TABLE c (id int PRIMARY KEY, task_id int NOT NULL REFERENCES tasks); CREATE TABLE d (id int, c_id int NOT NULL REFERENCES c);",
        "SELECT * FROM d",
        "",
        "INSERT INTO c VALUES (2, 21); INSERT INTO d VALUES (2, 2);",
    ),
    "a table made by a DO block": Case(
        "DO $$ BEGIN EXECUTE 'CREATE TABLE dyn (id int)'; END $$;", "SELECT * FROM dyn", "", "INSERT INTO dyn VALUES (2);"
    ),
    "columns that are added": Case(
        "CREATE TABLE k (id int); ALTER TABLE IF EXISTS k ADD COLUMN IF NOT EXISTS org_id int NOT NULL, ADD COLUMN x int;",
        "SELECT id FROM k",
        "",
        "INSERT INTO k VALUES (2, 2);",
    ),
    "a typed table": Case(
        "CREATE TYPE kt AS (id int, org_id int); CREATE TABLE k OF kt;", "SELECT id FROM k", "", "INSERT INTO k VALUES (2, 2);"
    ),
}  # fmt: skip


def outcome(connection: "psycopg.Connection[tuple[object, ...]]", case: Case, theirs: bool) -> object:
    """What the statement returns beside nobody's rows or beside another tenant's."""
    rows = f"SET LOCAL app.current_org_id = '1'; {MINE}{case.mine}{THEIRS + case.theirs if theirs else ''}"
    with connection.transaction(force_rollback=True):
        connection.execute(f"{BASE}{case.ddl}{rows}")  # type: ignore[call-overload]
        found = connection.execute(case.sql.replace(":org", "1"))  # type: ignore[call-overload]
        return found.rowcount, sorted(map(repr, found.fetchall())) if found.description else None


@pytest.mark.parametrize("name", CASES)
def test_a_guard_knows_whose_rows_ddl_makes(world: str, name: str) -> None:
    """What PostgreSQL answers otherwise beside strangers is not scoped."""
    case = CASES[name]
    answer = scopelint.prove(case.sql, BASE + case.ddl, manifest=MANIFEST)
    with psycopg.connect(world) as connection:
        differs = outcome(connection, case, False) != outcome(connection, case, True)
    assert (answer.scoped, differs) == (case.scoped, not case.scoped and case.shown)


@pytest.fixture(scope="module")
def world(postgres: Server) -> str:
    return postgres.database()


def test_a_foreign_key_that_is_not_enforced_finds_no_row() -> None:
    """PostgreSQL 18 knows them: a child without its parent is nobody's."""
    schema = BASE + "CREATE TABLE c (id int, task_id int NOT NULL REFERENCES tasks NOT ENFORCED);"
    sql = "SELECT c.id FROM c LEFT JOIN tasks t ON t.id = c.task_id WHERE t.org_id = :org OR t.id IS NULL"
    assert not scopelint.prove(sql, schema, manifest=MANIFEST).scoped


BY_CODE = "CREATE TABLE notes (id int PRIMARY KEY, org_id int NOT NULL, code text{});"


def test_a_foreign_key_to_what_is_no_key_ties_no_tenants(world: str) -> None:
    """Models declare them on an indexed column; PostgreSQL refuses them, and without one the join mixes tenants."""
    with psycopg.connect(world) as connection:
        with pytest.raises(psycopg.errors.InvalidForeignKey):
            connection.execute(KEYED + BY_CODE.format(" REFERENCES k (code)"))
        connection.rollback()
    sql = "SELECT n.id FROM k JOIN notes n ON n.code = k.code WHERE k.org_id = :org"
    loose, tied = (KEYED.replace("code text", f"code text{key}") for key in ("", " UNIQUE"))
    declared = BASE + "{}" + BY_CODE.format(" REFERENCES k (code)")
    found = [scopelint.prove(sql, declared.format(k), manifest=MANIFEST).scoped for k in (loose, tied)]
    assert found == [False, True]
