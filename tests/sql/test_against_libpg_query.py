"""The reader of DDL says of each statement what PostgreSQL's own grammar says: kind, table, clauses, subtypes."""

from typing import Any

import pytest

from scopelint.model import change as ddl
from scopelint.sql.changes import statement_counts
from tests.rls.replaying import cases

postgast = pytest.importorskip("postgast")
CASES = cases()
SECURITY = {
    "AT_EnableRowSecurity": ("enabled", True),
    "AT_DisableRowSecurity": ("enabled", False),
    "AT_ForceRowSecurity": ("forced", True),
    "AT_NoForceRowSecurity": ("forced", False),
}
Fact = tuple[Any, ...]


def named(relation: Any) -> tuple[str, str]:
    return relation.schemaname, relation.relname


def ours_named(name: ddl.ObjectName) -> tuple[str, str]:
    return name.schema or "", name.name


def roles(found: Any) -> tuple[str, ...]:
    kinds = {
        "ROLESPEC_PUBLIC": "public",
        "ROLESPEC_CURRENT_USER": "current_user",
        "ROLESPEC_SESSION_USER": "session_user",
    }
    specs = [one.role_spec for one in found]
    return tuple(sorted(kinds.get(enum(spec, "roletype"), spec.rolename) for spec in specs))


def enum(node: Any, field: str) -> str:
    return str(node.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number[getattr(node, field)].name)


def grammar(kind: str, node: Any) -> set[Fact]:
    """What libpg_query says of a statement, of what is compared."""
    match kind:
        case "create_stmt" if node.relation.relpersistence != "t" and not node.HasField("partbound"):
            columns = [one.column_def.colname for one in node.table_elts if one.HasField("column_def")]
            return {("table", named(node.relation), tuple(columns))}
        case "create_policy_stmt":
            checked = node.HasField("qual"), node.HasField("with_check")
            return {("policy", named(node.table), node.policy_name, node.cmd_name, node.permissive, roles(node.roles), *checked)}  # fmt: skip
        case "alter_policy_stmt":
            return {("alter policy", named(node.table), node.policy_name, node.HasField("qual"), node.HasField("with_check"))}  # fmt: skip
        case "index_stmt":
            return {
                ("index", named(node.relation), node.idxname, node.unique, node.access_method, len(node.index_params))
            }
        case "view_stmt" if node.view.relpersistence != "t":
            return {("view", named(node.view))}
        case "create_role_stmt":
            return {("role", node.role)}
        case "alter_table_stmt":
            return {fact for one in node.cmds for fact in command(named(node.relation), one.alter_table_cmd)}
    return set()


def command(table: tuple[str, str], node: Any) -> set[Fact]:
    """One clause of ALTER TABLE."""
    subtype = enum(node, "subtype")
    if subtype in SECURITY:
        return {("security", table, *SECURITY[subtype])}
    match subtype:
        case "AT_AddColumn":
            return {("add column", table, getattr(node, "def").column_def.colname)}
        case "AT_DropColumn":
            return {("drop column", table, node.name)}
        case "AT_SetNotNull" | "AT_DropNotNull":
            return {("nullable", table, node.name, subtype == "AT_DropNotNull")}
        case "AT_AddConstraint":
            return {("constraint", table, getattr(node, "def").constraint.conname)}
        case "AT_DropConstraint":
            return {("drop constraint", table, node.name)}
    return set()


def reader(changes: tuple[ddl.Change, ...]) -> set[Fact]:
    """What our reader says of a statement, in the same words."""
    found: set[Fact] = set()
    for one in changes:
        match one:
            case ddl.CreateTable(temporary=False, partition_of=None, query=None):
                columns = tuple(part.name for part in one.elements if isinstance(part, ddl.ColumnSpec))
                found.add(("table", ours_named(one.table), columns))
            case ddl.CreatePolicy():
                written = one.using is not None, one.with_check is not None
                found.add(("policy", ours_named(one.table), one.name, one.command, one.permissive, tuple(sorted(one.roles)), *written))  # fmt: skip
            case ddl.AlterPolicy():
                found.add(("alter policy", ours_named(one.table), one.name, one.using is not None, one.with_check is not None))  # fmt: skip
            case ddl.CreateIndex():
                found.add(("index", ours_named(one.table), one.name or "", one.unique, one.method, len(one.columns)))
            case ddl.CreateView(temporary=False, materialized=False):
                found.add(("view", ours_named(one.view)))
            case ddl.RowSecurity():
                said = [("enabled", one.enabled), ("forced", one.forced)]
                found |= {("security", ours_named(one.table), key, value) for key, value in said if value is not None}
            case ddl.AddColumn():
                found.add(("add column", ours_named(one.table), getattr(one.elements[0], "name", "")))
            case ddl.DropColumn():
                found.add(("drop column", ours_named(one.table), one.column))
            case ddl.AlterColumn() if one.nullable is not None:
                found.add(("nullable", ours_named(one.table), one.column, one.nullable))
            case ddl.AddConstraint():
                found.add(("constraint", ours_named(one.table), one.constraint.name or ""))
            case ddl.DropConstraint():
                found.add(("drop constraint", ours_named(one.table), one.name))
            case ddl.AlterRole(create=True):
                found.add(("role", one.name))
    return found


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("do block")])
def test_each_statement_is_read_as_the_grammar_reads_it(name: str) -> None:
    """As many statements, and of each the same kind, table and clauses."""
    script = CASES[name]
    theirs = [one.stmt for one in postgast.parse(script).stmts]
    ours = statement_counts(script)
    assert len(ours) == len(theirs)
    for (text, changes), tree in zip(ours, theirs, strict=True):
        kind = tree.WhichOneof("node")
        assert (text, reader(changes)) == (text, grammar(kind, getattr(tree, kind)))
