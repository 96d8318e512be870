"""Which effects a set of policies holds back is what PostgreSQL does: all commands, kinds, roles and restrictions together."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence

import psycopg
import pytest

from scopelint import pipeline, rls, sql
from scopelint.inputs.manifest import parse_manifest
from scopelint.model.catalog import Catalog
from scopelint.model.fact import PolicyFact
from scopelint.model.protection import Protection
from scopelint.prove import classify
from tests.postgres import Server

MANY = int(os.environ.get("POLICIES", "380"))
MANIFEST = """
version = 1
[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "organizations"
setting = "app.org_id"
[[bypass]]
role = "support"
reason = "support"
"""
TENANT = "org_id = nullif(current_setting('app.org_id', true), '')::int"
SCHEMA = """
CREATE ROLE app LOGIN; CREATE ROLE job LOGIN; CREATE ROLE other LOGIN; CREATE ROLE support LOGIN; CREATE ROLE staff NOLOGIN;
CREATE ROLE dormant LOGIN NOINHERIT; GRANT staff TO job, dormant;
CREATE TABLE organizations (id int PRIMARY KEY);
CREATE TABLE items (org_id int NOT NULL REFERENCES organizations, title text NOT NULL, is_public boolean NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON items TO app, job, other, support, dormant, staff;
GRANT SELECT ON organizations TO app, job, other, support, dormant, staff;
ALTER TABLE items ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
"""
ROWS = "INSERT INTO organizations VALUES (1), (2); INSERT INTO items VALUES (1, 'a', true), (1, 'b', false), (2, 'c', true), (2, 'd', false)"
HELD = ("app", "job", "other", "dormant", "staff")
"""The roles that policies should hold; support is a bypass, job inherits the rights of staff, and may become staff; dormant only that."""
EFFECTS = {
    "read": ("", "SELECT 1 FROM items WHERE org_id = 2", None),
    "insert": ("INSERT INTO items VALUES (2, 'planted', true)", None, "SELECT 1 FROM items WHERE title = 'planted'"),
    "update": ("UPDATE items SET title = 'taken'", None, "SELECT 1 FROM items WHERE title = 'taken' AND org_id = 2"),
    "steal": ("UPDATE items SET org_id = 1", None, "SELECT 1 WHERE (SELECT count(*) FROM items WHERE org_id = 2) < 2"),
    "plant": ("UPDATE items SET org_id = 2", None, "SELECT 1 WHERE (SELECT count(*) FROM items WHERE org_id = 2) > 2"),
    "delete": ("DELETE FROM items", None, "SELECT 1 WHERE (SELECT count(*) FROM items WHERE org_id = 2) < 2"),
}
COUNTS_AS = {"steal": "update", "plant": "update"}


def protection_of(catalog: Catalog) -> Protection:
    manifest = parse_manifest(MANIFEST.encode(), "m.toml")
    tenancy, _ = rls.build_tenancy(rls.schema_of(catalog), manifest, (), True, classify)
    proving = rls.Proving(lambda text: sql.parse_fragment(text), pipeline._one_query, pipeline._prover)  # type: ignore[arg-type, return-value]
    return rls.assess(catalog, tenancy, manifest, proving)


def unheld(policies: Sequence[str]) -> set[str]:
    """The effects that pass, as proved from the statements."""
    catalog = rls.replay(sql.read_changes(SCHEMA + ";\n".join(policies), "schema.sql"), sql)
    assert catalog.unknown == ()
    return set(protection_of(catalog).tenancy.tables["items"].unheld)


def random_policies(chance: random.Random) -> list[str]:
    found = []
    for number in range(chance.randint(1, 4)):
        command = chance.choice(("ALL", "ALL", "SELECT", "INSERT", "UPDATE", "DELETE"))
        kind = chance.choice(("PERMISSIVE", "PERMISSIVE", "PERMISSIVE", "RESTRICTIVE"))
        roles = chance.choice(("public", "public", "app", "staff", "support", "app, job"))
        exprs = (TENANT, TENANT, "true", "is_public", f"{TENANT} OR is_public", "false")
        using = f" USING ({chance.choice(exprs)})" if command != "INSERT" else ""
        check = ""
        if command in ("ALL", "INSERT", "UPDATE") and chance.random() < 0.6:
            check = f" WITH CHECK ({chance.choice(exprs)})"
        found.append(f"CREATE POLICY p{number} ON items AS {kind} FOR {command} TO {roles}{using}{check}")
    return found


class World:
    """The table on a server, with one connection that becomes each role in turn."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.dsn = server.database()
        self.connection = psycopg.connect(self.dsn, autocommit=True)
        self.connection.execute((SCHEMA + ROWS).encode())

    def close(self) -> None:
        self.connection.close()
        self.server.drop(self.dsn)
        with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("DROP ROLE app, job, other, support, dormant, staff")

    def passing(self, policies: Sequence[str]) -> set[str]:
        """The effects on another tenant's rows that some role that should be held really has."""
        for (name,) in self.connection.execute("SELECT polname FROM pg_policy").fetchall():
            self.connection.execute(f"DROP POLICY {name} ON items".encode())
        for policy in policies:
            self.connection.execute(policy.encode())
        return {
            COUNTS_AS.get(effect, effect) for role in HELD for effect in EFFECTS if self._has(role, *EFFECTS[effect])
        }

    def _has(self, role: str, act: str, look: str | None, witness: str | None) -> bool:
        with self.connection.transaction(force_rollback=True):
            self.connection.execute("SET LOCAL app.org_id = '1'")
            self.connection.execute(f"SET LOCAL SESSION AUTHORIZATION {role}".encode())
            try:
                with self.connection.transaction():
                    if act:
                        self.connection.execute(act.encode())
                    if look is not None:
                        return self.connection.execute(look.encode()).fetchone() is not None
            except psycopg.Error:
                return False
            self.connection.execute("RESET SESSION AUTHORIZATION")
            assert witness is not None
            return self.connection.execute(witness.encode()).fetchone() is not None


@pytest.fixture(scope="module")
def world(postgres: Server) -> Iterator[World]:
    made = World(postgres)
    yield made
    made.close()


def contradictions(world: World, seed: int, count: int) -> list[tuple[list[str], str]]:
    chance = random.Random(seed)
    wrong = []
    for _ in range(count):
        policies = random_policies(chance)
        said, seen = unheld(policies), world.passing(policies)
        if seen - said:
            wrong.append((policies, f"{seen - said} passes and is said to be held"))
        if said - seen - {"update"}:  # an update that reaches others' rows may still fail on its check
            wrong.append((policies, f"{said - seen} is said to pass and is held"))
    return wrong


def test_random_sets_of_policies_hold_back_what_they_are_said_to(world: World) -> None:
    """No effect on others' rows passes that was said to be held, and what is said to pass does."""
    assert contradictions(world, 1, 15) == []


@pytest.mark.slow
def test_many_random_sets_of_policies(world: World) -> None:
    """As above; POLICIES=1500 for a long run, after a change to the grading."""
    assert contradictions(world, 2, MANY) == []


PARENT = """
CREATE TABLE parts (id int PRIMARY KEY, item int NOT NULL);
ALTER TABLE items ADD COLUMN id int PRIMARY KEY;
ALTER TABLE parts ADD FOREIGN KEY (item) REFERENCES items (id);
ALTER TABLE parts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY parent ON parts TO job USING (item IN (SELECT id FROM items));
"""


@pytest.mark.parametrize(
    ("roles", "using", "grade"),
    [
        ("public", TENANT, "confined"),
        ("job", TENANT, "confined"),
        ("app", "true", "confined"),
        ("staff", "true", "ignores-tenant"),
        ("public", "true", "ignores-tenant"),
    ],
)
def test_a_policy_through_a_parent_is_as_good_as_the_parents_for_the_same_roles(
    roles: str, using: str, grade: str
) -> None:
    """job inherits what staff has; what a policy for app opens, job does not see: nothing passes."""
    parent = f"CREATE POLICY own ON items TO {roles} USING ({using});"
    protection = protection_of(rls.replay(sql.read_changes(SCHEMA + parent + PARENT, "schema.sql"), sql))
    facts = [placed.fact for placed in protection.facts if isinstance(placed.fact, PolicyFact)]
    assert [fact.grade for fact in facts if fact.policy == "parent"] == [grade]


@pytest.mark.parametrize("size", [2, *(pytest.param(size, marks=pytest.mark.slow) for size in (3, 4, 6))])
def test_functions_and_policies_that_name_each_other_end_in_time(size: int) -> None:
    """Ten calls in each of nine functions, and several tables that read each other, are not multiplied out."""
    calls = " AND ".join(["f{0}()"] * 10)
    functions = "".join(
        f"CREATE FUNCTION f{n}() RETURNS boolean LANGUAGE sql AS $$ SELECT {calls.format(n + 1)} $$;\n"
        for n in range(9)
    )
    reads = " OR ".join(f"org_id IN (SELECT org_id FROM t{n})" for n in range(size))
    tables = "".join(
        f"CREATE TABLE t{n} (org_id int NOT NULL);\nALTER TABLE t{n} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY p ON t{n} USING ({reads} OR f0());\n"
        for n in range(size)
    )
    protection = protection_of(rls.replay(sql.read_changes(SCHEMA + functions + tables, "schema.sql"), sql))
    grades = {placed.fact.grade for placed in protection.facts if isinstance(placed.fact, PolicyFact)}
    assert "confined" not in grades
