"""A relation and the schema to a verdict for each tenant table; knows no Python, no files and no rules."""

from collections.abc import Callable
from typing import cast

from scopelint.model.node import Node, parts, rebuilt
from scopelint.model.relation import (
    Call,
    Delete,
    Insert,
    Literal,
    Merge,
    Query,
    Scan,
    Setting,
    Unseen,
    Update,
    Utility,
    With,
)
from scopelint.model.schema import Schema, Tenancy
from scopelint.model.verdict import UNKNOWN_TABLE, Judgement, Operation, TableVerdict
from scopelint.prove.building import Build, Env, Reference, TooLarge, plain_name
from scopelint.prove.classify import classify
from scopelint.prove.judge import verdicts
from scopelint.prove.region import Region, Source
from scopelint.prove.routines import unfolded
from scopelint.prove.rows import Rows
from scopelint.prove.session import changes_session, unjudged
from scopelint.prove.uuid_keys import with_uuid_keys

__all__ = ["changes_session", "classify", "prove", "unjudged", "with_uuid_keys"]


def prove(
    query: Query,
    schema: Schema,
    tenancy: Tenancy,
    view_query: Callable[[str], Query | None] | None = None,
    routine_query: Callable[[str], Query | None] | None = None,
) -> Judgement:
    """Judge every reference to a tenant, child or registry table in ``query``.

    ``view_query`` gives a view's definition by the view's name; without it a view is ``unknown``. ``routine_query`` does the
    same for functions in SQL. Never raises: a statement too large or too deep for the proof is ``unknown`` for every table
    that it names.
    """

    def definition(name: str) -> Query | None:
        found = view_query(name) if view_query is not None else None
        whole = unfolded(found, schema, routine_query) if found is not None else None
        return cast(Query, _without_settings(whole)) if whole is not None and schema.tables[name].stored else whole

    b = Build(schema, tenancy, definition)
    operation = _operation(query)
    try:
        _lay_out(b, unfolded(query, schema, routine_query))
        return Judgement(operation, verdicts(b), b.partial, tuple(b.notes))
    except (TooLarge, RecursionError) as fault:
        reason = str(fault) if isinstance(fault, TooLarge) else "the statement is nested too deeply"
        return Judgement(operation, _all_unknown(query, tenancy, reason), True, (reason,))


def _without_settings(node: Node) -> Node:
    """A stored query, whose settings were those of whoever ran REFRESH."""
    if isinstance(node, Setting):
        return Call("current_setting", (Literal(node.name),))
    return rebuilt(node, _without_settings)


def _lay_out(b: Build, query: Query) -> None:
    rows = Rows(b)
    root = Region()
    out = b.source("", "result")
    rows.attach(query, root.child(), out, Env())
    if isinstance(query, Utility):
        _utility(b, query, root)


def _utility(b: Build, query: Utility, root: Region) -> None:
    """Tables that COPY and TRUNCATE touch directly."""
    if query.kind == "lock":
        return
    for scan in query.tables:
        name = plain_name(scan.name)
        source: Source = b.table_source(scan.alias, b.schema.tables.get(name), name, scan.place)
        source.region = root
        if source.tenancy is None or source.tenancy.scope == "global":
            continue
        if query.kind == "copy from":
            source.fresh = True
            b.references.append(Reference(source, "insert", scan.place, query.columns or None))
        else:
            b.references.append(Reference(source, "truncate" if query.kind == "truncate" else "read", scan.place))


def _operation(query: Query) -> Operation:
    match query:
        case Insert():
            return "insert"
        case Update():
            return "update"
        case Delete():
            return "delete"
        case Merge():
            return "merge"
        case With(ctes=ctes, body=body):
            own = _operation(body)
            inner = [_operation(cte.query) for cte in ctes]
            return next((found for found in (own, *inner) if found not in ("select", "other")), own)
        case Utility(kind=kind, query=inner_query):
            if kind.startswith("copy"):
                return "copy"
            if kind == "truncate":
                return "truncate"
            return _operation(inner_query) if inner_query is not None else "other"
        case Unseen():
            return "other"
        case _:
            return "select"


def _all_unknown(query: Query, tenancy: Tenancy, reason: str) -> tuple[TableVerdict, ...]:
    names = sorted({plain_name(name) for name in _scanned(query)})
    known = [name for name in names if name in tenancy.tables and tenancy.tables[name].scope != "global"]
    missing = "split the statement into smaller ones"
    return tuple(
        TableVerdict(name, "read", "unknown", "bound-hit", construct=reason, steps=(reason,), missing=missing)
        for name in known or [UNKNOWN_TABLE]
    )


def _scanned(query: Query) -> set[str]:
    names: set[str] = set()
    pending: list[Node] = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, Scan):
            names.add(node.name)
        elif isinstance(node, Unseen):
            names.update(node.tables)
        pending += parts(node)
    return names
