"""What is proposed as a first manifest, and what is left to people."""

import pytest

from scopelint import rls, sql
from scopelint.model.manifest import Manifest, Principal
from scopelint.model.node import Place, Span
from scopelint.model.proposal import Hint, Proposal
from scopelint.model.schema import Level, Membership, Schema
from scopelint.prove import classify

AT = Place("app/db.py", Span(3, 1, 3, 9))
BASE = """
CREATE TABLE organizations (id int PRIMARY KEY, name text);
CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE);
CREATE TABLE tasks (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations, title text);
CREATE TABLE notes (id int PRIMARY KEY, org_id int NOT NULL REFERENCES organizations);
"""


def proposed(ddl: str, *hints: Hint, known: Manifest | None = None, columns: tuple[str, ...] = ()) -> Proposal:
    catalog = rls.replay(sql.read_changes(BASE + ddl, "schema.sql"), sql)
    assert catalog.unknown == ()
    seen = rls.Seen(rls.schema_of(catalog), catalog, "the migrations", hints, tenant_columns=columns)
    return rls.propose(
        seen,
        known or Manifest(),
        classify,
        lambda text: sql.parse_fragment(text),
        lambda levels: {},  # type: ignore[arg-type, return-value]
    )


def members(proposal: Proposal) -> set[str]:
    return {one.table for level in proposal.manifest.levels for one in level.memberships}


def test_tenant_and_registry_with_evidence() -> None:
    """The column that tables share, and the table that its foreign keys lead to."""
    found = proposed("")
    level = found.manifest.levels[0]
    assert (level.name, level.columns, level.registry) == ("organization", ("org_id",), "organizations")
    assert found.evidence["tenant", "organization", "columns"].words == "2 of 4 tables have it"
    assert found.evidence["tenant", "organization", "registry"].words == "2 foreign keys on it lead there"


def test_the_registry_by_its_name() -> None:
    """Without a foreign key there is only the name, and the evidence says so."""
    catalog = rls.replay(
        sql.read_changes("CREATE TABLE company (id int PRIMARY KEY); CREATE TABLE a (company_id int); CREATE TABLE b (company_id int);", "s"), sql
    )  # fmt: skip
    seen = rls.Seen(rls.schema_of(catalog), catalog, "s")
    found = rls.propose(seen, Manifest(), classify, lambda text: sql.parse_fragment(text), lambda levels: {})  # type: ignore[arg-type, return-value]
    assert found.manifest.levels[0].registry == "company"
    assert found.evidence["tenant", "company", "registry"].words == "by its name"


@pytest.mark.parametrize(
    "table",
    [
        "memberships (org_id int REFERENCES organizations, user_id int REFERENCES users, role text, PRIMARY KEY (org_id, user_id))",
        "organization_users (id int PRIMARY KEY, org_id int NOT NULL, user_id int NOT NULL REFERENCES users, note text)",
        "user_organizations (id int PRIMARY KEY, org_id int NOT NULL, user_id int NOT NULL REFERENCES users)",
        "org_members (id int PRIMARY KEY, org_id int NOT NULL, member_id int NOT NULL, UNIQUE (org_id, member_id), title text)",
        "members (id int PRIMARY KEY, org_id int REFERENCES organizations, person int REFERENCES notes, role text)",
        "seats (org_id int, user_id int REFERENCES users, created_at timestamptz, PRIMARY KEY (org_id, user_id))",
    ],
)
def test_memberships(table: str) -> None:
    """By name and keys, or by a unique pair that says little else."""
    assert members(proposed(f"CREATE TABLE {table}")) == {table.partition(" ")[0]}


@pytest.mark.parametrize(
    "table",
    [
        "invitations (org_id int, user_id int REFERENCES users, PRIMARY KEY (org_id, user_id))",
        "member_invites (org_id int, user_id int REFERENCES users, PRIMARY KEY (org_id, user_id))",
        "api_keys (id int PRIMARY KEY, org_id int NOT NULL, user_id int NOT NULL REFERENCES users)",
        "audit_logs (id int PRIMARY KEY, org_id int NOT NULL, user_id int REFERENCES users)",
        "org_member_sessions (org_id int, user_id int REFERENCES users, PRIMARY KEY (org_id, user_id))",
        "scores (org_id int, user_id int REFERENCES users, points int, PRIMARY KEY (org_id, user_id))",
        "favourites (org_id int, user_id int REFERENCES users, task_id int, PRIMARY KEY (org_id, user_id, task_id))",
        "customers (id int PRIMARY KEY, org_id int NOT NULL, email text, UNIQUE (org_id, email))",
        "members_only_posts (id int PRIMARY KEY, org_id int NOT NULL, body text)",
    ],
)
def test_what_is_no_membership(table: str) -> None:
    """A row of it names a tenant and a person and gives nobody the right to act."""
    assert members(proposed(f"CREATE TABLE {table}")) == set()


def test_a_doubtful_membership_is_left_to_people() -> None:
    """A unique pair with more to say: a comment."""
    found = proposed(
        "CREATE TABLE scores (org_id int, user_id int REFERENCES users, points int, PRIMARY KEY (org_id, user_id))"
    )
    aside = next(aside for aside in found.asides if aside.section == "memberships")
    assert dict(aside.pairs) == {"table": "scores", "tenant": "org_id", "principal": "user_id"}


POLICY = """
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tasks USING (org_id = nullif(current_setting('app.org', true), '')::int
    OR current_setting('app.console', true) = 'on');
"""


def test_the_setting_that_policies_compare() -> None:
    """It is read, no guess; the one that opens rows is left to people."""
    found = proposed(POLICY, Hint("setting", "app.other_org", 9, AT))
    assert found.manifest.levels[0].setting == "app.org"
    assert not found.evidence["tenant", "organization", "setting"].guess
    asides = [dict(aside.pairs) for aside in found.asides if aside.section == "bypass"]
    assert asides == [{"setting": "app.console", "reason": ""}]


@pytest.mark.parametrize(
    ("names", "setting"),
    [
        (("app.tenant_x",), "app.tenant_x"),  # the only one, and one level
        (("app.current_org", "app.user"), "app.current_org"),
        (("app.user", "app.locale"), None),
        (("app.org_a", "app.org_b"), None),
    ],
)
def test_the_setting_that_code_binds(names: tuple[str, ...], setting: str | None) -> None:
    """By its name, or because it is the only one; never one of several."""
    found = proposed("", *(Hint("setting", name, 1, AT) for name in names))
    assert found.manifest.levels[0].setting == setting


def test_an_optional_foreign_key_makes_no_table_global() -> None:
    """Its rows may belong to a tenant: a child, by a guess that says so; people are nobody's."""
    found = proposed(
        "CREATE TABLE files (id int PRIMARY KEY, task_id int REFERENCES tasks);"
        "ALTER TABLE users ADD COLUMN last_task int REFERENCES tasks;"
        "CREATE TABLE plans (id int PRIMARY KEY); CREATE TABLE prices (id int PRIMARY KEY, plan_id int REFERENCES plans);"
    )
    tables = found.manifest.tables
    assert [tables[name].scope for name in ("files", "users", "plans", "prices")] == [
        "child",
        "global",
        "global",
        "global",
    ]
    assert found.evidence["tables", "files", "parent"].guess
    assert (
        found.evidence["tables", "prices", "scope"].words
        == "no tenant column, and its foreign keys lead to no tenant (plans)"
    )


def test_sensitive_tables_are_guesses() -> None:
    """Audit, security-event and task tables and credentials, by name or column."""
    found = proposed(
        "CREATE TABLE audit_logs (id int, org_id int); CREATE TABLE security_events (id int, org_id int);"
        "CREATE TABLE logins (id int, org_id int, password_hash text); CREATE TABLE colours (id int, org_id int);"
    )
    sensitive = {name for name, entry in found.manifest.tables.items() if entry.sensitive}
    assert sensitive == {"tasks", "audit_logs", "security_events", "logins"}
    assert all(found.evidence["tables", name, "sensitive"].guess for name in sensitive)


def test_what_would_let_statements_pass_is_never_written() -> None:
    """Owner and bearer columns, rows without a tenant and roles past RLS are asides, each in its section."""
    found = proposed(
        "CREATE TABLE api_keys (id int PRIMARY KEY, org_id int, key_hash text UNIQUE, created_by int REFERENCES users);"
        "CREATE ROLE console BYPASSRLS"
    )
    assert found.manifest.principal == Principal()
    assert found.manifest.bypasses == ()
    assert not found.manifest.tables["api_keys"].shared_null
    assert {(aside.section, aside.pairs) for aside in found.asides} == {
        ("table", (("shared-null", True),)),
        ("principal", (("bearer-columns", ("api_keys.key_hash",)),)),
        ("principal", (("owner-columns", ("api_keys.created_by",)),)),
        ("bypass", (("role", "console"), ("reason", ""))),
    }


def test_decisions_are_not_questioned() -> None:
    """Levels and principal of an existing manifest are taken as they are."""
    level = Level("account", ("org_id",), "organizations", None, (Membership("notes", "org_id", "id"),))
    known = Manifest((level,), Principal(names=("me",)))
    found = proposed("", Hint("principal", "ctx", 5, AT), known=known)
    assert (found.manifest.levels, found.manifest.principal.names) == ((level,), ("me",))


def test_configured_columns_are_no_guess() -> None:
    """The configuration names the tenant column: one level, called as its kind."""
    found = proposed("CREATE TABLE rooms (id int, account_id int)", columns=("account_id",))
    assert [(level.name, level.columns) for level in found.manifest.levels] == [("account", ("account_id",))]
    assert not found.evidence["tenant", "account", "columns"].guess


def test_posture_is_that_of_the_proof() -> None:
    """Switched on with a policy that confines nothing: none, and why."""
    catalog = rls.replay(sql.read_changes(BASE + POLICY, "schema.sql"), sql)
    seen = rls.Seen(rls.schema_of(catalog), catalog, "the migrations")
    found = rls.propose(
        seen, Manifest(), classify, lambda text: sql.parse_fragment(text), lambda levels: {"tasks": "none"}
    )  # type: ignore[arg-type, return-value]
    assert found.manifest.tables["tasks"].rls == "none"
    assert (
        found.evidence["tables", "tasks", "rls"].words
        == "row-level security is enabled, but its policies confine nothing"
    )


def test_a_table_that_other_migrations_make_has_no_posture() -> None:
    """It is altered here and created out of view: that it has no row-level security is not known."""
    catalog = rls.replay(sql.read_changes(BASE + "ALTER TABLE far ADD COLUMN org_id int", "s"), sql)
    seen = rls.Seen(rls.schema_of(catalog), catalog, "the migrations")
    found = rls.propose(seen, Manifest(), classify, lambda text: sql.parse_fragment(text), lambda levels: {})  # type: ignore[arg-type, return-value]
    assert (found.manifest.tables["far"].rls, found.manifest.tables["tasks"].rls) == (None, "none")
    assert [one.what for one in found.not_told] == ["DDL: relation far is not created in what was read (far)"]


def test_shared_null_is_asked_where_it_is_an_exception() -> None:
    """One table of many whose tenant may be NULL is asked about; where most may, nobody thought of it."""
    table = "CREATE TABLE {} (id int PRIMARY KEY, org_id int {});"
    closed = "".join(table.format(f"closed_{n}", "NOT NULL") for n in range(3))
    asked = [one.name for one in proposed(closed + table.format("open_1", "")).asides if one.section == "table"]
    assert asked == ["open_1"]
    loose = "".join(table.format(f"open_{n}", "") for n in range(3))
    assert [one.name for one in proposed(closed + loose).asides if one.section == "table"] == []


def test_without_a_catalog_nothing_is_said_of_row_level_security() -> None:
    """Models do not tell; what is not known is not written."""
    schema = rls.schema_of(rls.replay(sql.read_changes(BASE, "s"), sql))
    found = rls.propose(
        rls.Seen(Schema(schema.tables), None, ""),
        Manifest(),
        classify,
        lambda text: sql.parse_fragment(text),
        lambda levels: {},  # type: ignore[arg-type, return-value]
    )
    assert {entry.rls for entry in found.manifest.tables.values()} == {None}
    assert found.postures is None
