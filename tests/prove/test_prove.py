"""What the corpus cannot say: values and levels of a verdict, values that may be None, trust, classification, limits."""

import pytest

from scopelint.model.relation import Bound, Column, Compare, Item, Scan, Select, Star, Unseen, Update
from scopelint.model.schema import ForeignKey, Schema, Tenancy
from scopelint.model.verdict import TableVerdict
from scopelint.prove import classify, prove
from scopelint.sql import parse_statements, read_schema
from tests.prove.world import LEVELS, SCHEMA, TENANCY, judge, verdicts


def only(sql: str) -> TableVerdict:
    (table,) = judge(sql).tables
    return table


def compared(table: str, bound: Bound) -> dict[str, str]:
    """Verdicts of ``SELECT * FROM table WHERE org_id = bound`` as a SQLAlchemy chain would give it."""
    where = Compare("=", Column("org_id", table), bound)
    return verdicts(prove(Select((Item(Star()),), Scan(table, table), where), SCHEMA, TENANCY))


def test_a_scoped_table_says_what_confines_it() -> None:
    found = only("SELECT * FROM tasks WHERE org_id = :org")
    assert (found.tenant_column, found.confined_level, found.value, found.value_key) == (
        "org_id",
        "organization",
        "parameter",
        "param:org",
    )


def test_a_membership_of_a_parameter_counts_as_the_principals() -> None:
    judged = judge("SELECT * FROM tasks WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = :user)")
    assert [table.value for table in judged.tables] == ["membership", "membership"]


def test_the_innermost_bound_level_is_named() -> None:
    sql = "SELECT * FROM projects WHERE org_id = :org AND workspace_id = :ws"
    assert (only(sql).confined_level, only("SELECT * FROM projects WHERE org_id = :org").confined_level) == (
        "workspace",
        "organization",
    )


def test_the_proof_is_a_chain() -> None:
    judged = judge(
        "SELECT c.* FROM comments c JOIN tasks t ON t.id = c.task_id JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org"
    )
    assert judged.tables[0].steps == (
        "comments (task_id) references tasks (id)",
        "tasks (project_id) references projects (id)",
        "p.org_id = :org",
    )


def test_a_value_that_may_be_none_is_closed_on_a_column_that_cannot_be() -> None:
    bound = Bound("v", "v", may_be_none=True, none_is_null=True)
    assert (compared("tasks", bound), compared("notes", bound)) == ({}, {"notes": "ineffective (null-arm)"})


def test_a_value_that_may_be_none_is_closed_where_null_is_shared() -> None:
    assert compared("documents", Bound("v", "v", may_be_none=True, none_is_null=True)) == {}


def test_a_none_that_sql_compares_to_null_matches_nothing() -> None:
    assert compared("notes", Bound("v", "v", may_be_none=True)) == {}


def test_the_origin_of_a_value_is_told_not_judged() -> None:
    where = Compare("=", Column("org_id"), Bound("request:org", "org", origin="request"))
    judged = prove(Select((Item(Star()),), Scan("tasks", "tasks"), where), SCHEMA, TENANCY)
    assert [(t.verdict, t.value) for t in judged.tables] == [("scoped", "request")]


def test_columns_that_are_not_known_may_hold_the_tenant() -> None:
    where = Compare("=", Column("org_id"), Bound("v", "v"))
    judged = prove(Update(Scan("tasks", "tasks"), (), where=where, unknown_columns=True), SCHEMA, TENANCY)
    assert verdicts(judged) == {"tasks": "unknown (dynamic)"}


@pytest.mark.parametrize(
    ("sql", "scoped"),
    [
        ("SELECT * FROM tasks t JOIN projects p ON p.id = t.project_id WHERE p.org_id = :org", False),
        ("SELECT * FROM comments c JOIN tasks t ON t.id = c.task_id WHERE t.org_id = :org", True),
        ("SELECT * FROM invoices i JOIN projects p ON p.id = i.project_id WHERE p.org_id = :org", True),
        ("SELECT * FROM tasks t JOIN tasks u ON u.id = t.id WHERE u.org_id = :org", True),
    ],
)
def test_without_trust_only_parents_and_composite_keys_carry_the_tenant(sql: str, scoped: bool) -> None:
    distrusting = Tenancy(LEVELS, TENANCY.tables, trust_foreign_keys=False)
    assert (verdicts(judge(sql, distrusting)) == {}) == scoped


def test_a_key_between_tenants_carries_nothing() -> None:
    schema, _ = read_schema("CREATE TABLE organizations (id int PRIMARY KEY, parent int REFERENCES organizations (id))")
    tenancy = Tenancy(LEVELS, classify(schema, LEVELS))
    (statement,) = parse_statements(
        "SELECT * FROM organizations o JOIN organizations c ON c.parent = o.id WHERE o.id = :org"
    )
    assert verdicts(prove(statement.query, schema, tenancy)) == {"organizations": "unscoped (none)"}


def test_tables_are_classified_by_columns_and_required_keys() -> None:
    found = classify(SCHEMA, LEVELS)
    kinds = {name: tenancy.scope for name, tenancy in found.items()}
    assert {
        k: kinds[k] for k in ("organizations", "workspaces", "tasks", "attachments", "boards", "prices", "accounts")
    } == {
        "organizations": "registry",
        "workspaces": "registry",
        "tasks": "tenant",
        "attachments": "child",
        "boards": "tenant",
        "prices": "global",
        "accounts": "global",
    }
    assert found["comments"].parent == ForeignKey(("task_id",), "tasks", ("id",))


def test_a_table_outside_a_schema_that_is_not_complete_is_unknown() -> None:
    (statement,) = parse_statements("SELECT * FROM elsewhere")
    judged = prove(statement.query, Schema(SCHEMA.tables, complete=False), TENANCY)
    assert verdicts(judged) == {"elsewhere": "unknown (unresolved)"}


def test_a_view_without_its_definition_is_unknown() -> None:
    (statement,) = parse_statements("SELECT * FROM open_tasks WHERE org_id = :org")
    assert verdicts(prove(statement.query, SCHEMA, TENANCY)) == {"open_tasks": "unknown (unresolved)"}


def test_what_was_not_seen_is_unknown_for_every_table_it_names() -> None:
    judged = prove(Unseen("dynamic", "built at run time", ("tasks", "projects")), SCHEMA, TENANCY)
    assert verdicts(judged) == {"projects": "unknown (dynamic)", "tasks": "unknown (dynamic)"}
