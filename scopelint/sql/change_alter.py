"""ALTER TABLE and its kin: one change for each clause that changes the state."""

import msgspec

from scopelint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    Attach,
    Change,
    CheckSpec,
    ColumnSpec,
    DropColumn,
    DropConstraint,
    ObjectName,
    Rename,
    RowSecurity,
    SetOptions,
    SetOwner,
    SetSchema,
    Unread,
)
from scopelint.model.node import Place
from scopelint.sql.change_tables import column, generated_as, table_constraint
from scopelint.sql.tokens import Cursor, Unfit
from scopelint.sql.typenames import read_type

_CONSTRAINT = ("constraint", "primary", "unique", "foreign", "check", "exclude", "not")
_IGNORED = (
    *("validate constraint", "cluster on", "set without", "set logged", "set unlogged", "set access", "set tablespace"),
    *("enable trigger", "disable trigger", "enable replica", "enable always", "disable rule", "enable rule"),
    *("replica identity", "alter constraint", "set (", "reset (", "not of", "options", "set with"),
)


def alter_relation(cursor: Cursor, place: Place, kind: str) -> list[Change]:
    """After ALTER TABLE, VIEW, MATERIALIZED VIEW, INDEX, FOREIGN TABLE or SEQUENCE."""
    if cursor.take("all", "in", "tablespace"):
        return []
    tolerant = cursor.take("if", "exists")
    only = cursor.sees("only")
    relation = cursor.relation()
    if cursor.take("rename"):
        return [_renamed(cursor, place, tolerant, kind, relation)]
    if cursor.take("set", "schema"):
        return [SetSchema(place, tolerant, kind=kind, name=relation, schema=cursor.name())]
    if cursor.take("attach", "partition"):
        if kind == "index":
            return []
        child = cursor.relation()
        return [Attach(place, tolerant, parent=relation, child=child, attached=True)]
    if cursor.take("detach", "partition"):
        return [Attach(place, tolerant, parent=relation, child=cursor.relation(), attached=False)]
    changes: list[Change] = []
    for _ in cursor.commas():
        start = cursor.at
        try:
            changes.extend(_action(cursor, place, tolerant, kind, relation))
        except Unfit as unfit:
            cursor.at = start
            text = cursor.until(",")
            changes.append(Unread(place, reason=f"alter {kind}: {unfit}", text=text[:200], relation=relation))
    if not cursor.done:
        changes.append(
            Unread(place, reason=f"alter {kind}: more than is read", text=cursor.rest()[:200], relation=relation)
        )
    return [_only(change) for change in changes] if only else changes


def _only(change: Change) -> Change:
    alone = isinstance(change, (AddConstraint, AlterColumn, DropColumn))
    return msgspec.structs.replace(change, only=True) if alone else change


def _renamed(cursor: Cursor, place: Place, tolerant: bool, kind: str, relation: ObjectName) -> Change:
    if cursor.take("to"):
        return Rename(place, tolerant, kind=kind, name=relation, new=cursor.name())
    part = "constraint" if cursor.take("constraint") else "column"
    if part == "column":
        cursor.take("column")
    old = cursor.name()
    cursor.need("to")
    return Rename(place, tolerant, kind=part, name=relation, part=old, new=cursor.name())


def _action(cursor: Cursor, place: Place, tolerant: bool, kind: str, table: ObjectName) -> list[Change]:
    if cursor.take("add"):
        return _add(cursor, place, tolerant, table)
    if cursor.take("drop"):
        return _drop(cursor, place, tolerant, table)
    if cursor.take("owner", "to"):
        return [SetOwner(place, tolerant, kind=kind, name=table, owner=role(cursor))]
    security = {
        "enable row level security": RowSecurity(place, tolerant, table=table, enabled=True),
        "disable row level security": RowSecurity(place, tolerant, table=table, enabled=False),
        "force row level security": RowSecurity(place, tolerant, table=table, forced=True),
        "no force row level security": RowSecurity(place, tolerant, table=table, forced=False),
    }
    words = cursor.take_any(*security)
    if words is not None:
        return [security[words]]
    if cursor.take("inherit"):
        return [Attach(place, tolerant, parent=cursor.object(), child=table, attached=True, inheritance=True)]
    if cursor.take("no", "inherit"):
        return [Attach(place, tolerant, parent=cursor.object(), child=table, attached=False, inheritance=True)]
    if (
        kind in ("view", "materialized view")
        and (word := cursor.take_any("set", "reset")) is not None
        and cursor.sees("(")
    ):
        return [SetOptions(place, tolerant, relation=table, options=options(cursor, word == "reset"))]
    if any(cursor.sees(*words.split()) for words in _IGNORED):
        cursor.skip_to(",")
        return []
    if kind in ("sequence", "index"):
        cursor.rest()
        return []
    if cursor.take("alter"):
        return _alter_column(cursor, place, tolerant, table)
    raise Unfit(f"clause {cursor.next().value!r}")


def _add(cursor: Cursor, place: Place, tolerant: bool, table: ObjectName) -> list[Change]:
    token = cursor.peek()
    if token is not None and token.kind == "word" and token.value in _CONSTRAINT:
        return [
            AddConstraint(place, tolerant, table=table, constraint=constraint)
            for constraint in table_constraint(cursor)
        ]
    cursor.take("column")
    column_tolerant = cursor.take("if", "not", "exists")
    elements = column(cursor)
    return [AddColumn(place, tolerant, table=table, elements=elements, column_tolerant=column_tolerant)]


def _drop(cursor: Cursor, place: Place, tolerant: bool, table: ObjectName) -> list[Change]:
    constraint = cursor.take("constraint")
    if not constraint:
        cursor.take("column")
    inner = cursor.take("if", "exists")
    name = cursor.name()
    cascade = cursor.take("cascade")
    cursor.take("restrict")
    if constraint:
        return [DropConstraint(place, tolerant, table=table, name=name, constraint_tolerant=inner, cascade=cascade)]
    return [DropColumn(place, tolerant, table=table, column=name, column_tolerant=inner, cascade=cascade)]


def _alter_column(cursor: Cursor, place: Place, tolerant: bool, table: ObjectName) -> list[Change]:
    cursor.take("column")
    name = cursor.name()

    def altered(
        type: str | None = None,
        nullable: bool | None = None,
        default: str | None = None,
        identity: str | None = None,
        generated: str | None = None,
    ) -> list[Change]:
        return [
            AlterColumn(
                place, tolerant, table=table, column=name, type=type, nullable=nullable, default=default,
                identity=identity, generated=generated,
            )
        ]  # fmt: skip

    if cursor.take("type") or cursor.take("set", "data", "type"):
        spelled, _ = read_type(cursor)
        if cursor.take("collate"):
            cursor.object()
        if cursor.take("using"):
            cursor.skip_to(",")
        return altered(type=spelled)
    if cursor.take("set", "not", "null"):
        return altered(nullable=False)
    if cursor.take("drop", "not", "null"):
        return altered(nullable=True)
    if cursor.take("set", "default"):
        return altered(default=cursor.until(","))
    if cursor.take("drop", "default"):
        return altered(default="")
    if cursor.take("drop", "identity"):
        cursor.take("if", "exists")
        return altered(identity="")
    if cursor.take("drop", "expression"):
        cursor.take("if", "exists")
        return altered(generated="")
    if cursor.take("set", "expression", "as"):
        return altered(generated=cursor.bracketed())
    if cursor.take("add", "generated"):
        identity, _ = generated_as(cursor)
        return altered(identity=identity)
    if cursor.take("set", "generated"):
        identity = "by default" if cursor.take("by", "default") else "always"
        cursor.take("always")
        cursor.skip_to(",")
        return altered(identity=identity)
    if cursor.take_any("set statistics", "set storage", "set compression", "set (", "reset (", "set increment",
                       "set start", "set cache", "set minvalue", "set maxvalue", "set no", "set cycle", "restart",
                       "options") is not None:  # fmt: skip
        cursor.skip_to(",")
        return []
    raise Unfit(f"ALTER COLUMN {cursor.next().value!r}")


def options(cursor: Cursor, reset: bool = False) -> tuple[tuple[str, str | None], ...]:
    """``(security_invoker = true, security_barrier)``"""
    cursor.need("(")
    found: list[tuple[str, str | None]] = []
    for _ in cursor.commas():
        name = cursor.object().name
        value = None if reset else "true"
        if cursor.take("="):
            value = cursor.until(",", ")").strip("'\"").lower()
        found.append((name, value))
    cursor.need(")")
    return tuple(found)


def role(cursor: Cursor) -> str:
    """A role, where PUBLIC, CURRENT_USER and the like may stand too (lower case)."""
    return cursor.name()


def alter_domain_or_type(cursor: Cursor, place: Place, kind: str) -> list[Change]:
    """After ALTER TYPE or DOMAIN: only its name is of interest, since columns carry it."""
    name = cursor.object()
    if cursor.take("rename", "to"):
        return [Rename(place, kind=kind, name=name, new=cursor.name())]
    if cursor.take("set", "schema"):
        return [SetSchema(place, kind=kind, name=name, schema=cursor.name())]
    return []


__all__ = ["CheckSpec", "ColumnSpec", "alter_domain_or_type", "alter_relation", "options", "role"]
