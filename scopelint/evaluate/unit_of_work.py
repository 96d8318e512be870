"""Statements that the session makes by itself: dynamic relationships of a row, merge(), bulk updates by key."""

from typing import TYPE_CHECKING

from scopelint.evaluate import drivers, typing_hints
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Class,
    Element,
    External,
    Function,
    Index,
    MethodCall,
    Operation,
    TableObject,
    Term,
    const,
    intern,
)
from scopelint.model.node import Place
from scopelint.model.program import ClassRef, MappedClass, Program, Relationship
from scopelint.model.relation import Assigned, Expr, OnConflict

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


def statement(run: "Run", heads: Heads, call: MethodCall) -> Term | None:
    """``row.lines.filter(...).all()`` on a dynamic relationship as the Query that it is; None for anything else."""
    steps: list[MethodCall] = []
    node: Term = call
    while isinstance(node, MethodCall):
        steps.append(node)
        node = node.receiver
    if not isinstance(node, Attr) or heads.kind(call.receiver) is not None:
        return None
    if (
        call.name in ("count", "get", "update", "delete", "__getitem__", "__iter__")
        and call.arguments
        and len(steps) == 1
    ):
        return None  # a list's own
    model = _model(run, heads, node.base)
    mapped = None if model is None else run.program.mapped.get(model)
    related = None if mapped is None else mapped.relationships.get(node.name)
    if mapped is None or related is None or not related.many or related.target is None:
        return None
    query = _query(run, node.base, mapped, related, call.place)
    if query is None:
        return None
    for step in reversed(steps):
        query = intern(MethodCall(query, step.name, step.arguments, step.place))
    return query


def _model(run: "Run", heads: Heads, row: Term) -> str | None:
    from scopelint.evaluate.loaded import first_entity, loading_statement

    found = typing_hints.class_of(run, row)
    if found is not None:
        return found
    loaded = loading_statement(heads, row)
    if loaded is None:
        return None
    return loaded.id if isinstance(loaded, Class) else first_entity(loaded)


def _query(run: "Run", row: Term, mapped: MappedClass, related: Relationship, place: Place) -> Term | None:
    assert related.target is not None
    target = run.program.mapped.get(related.target)
    if target is None:
        return None
    query: Term = intern(
        CallResult(intern(External("sqlalchemy.orm.Query")), (intern(Argument(intern(Class(related.target)))),), place)
    )
    pairs: list[tuple[Term, Term]]
    if related.secondary is not None:
        between: Term = intern(Attr(intern(TableObject(related.secondary)), "c"))
        pairs = [(_field(row, mapped, near), intern(Attr(between, far))) for near, far in related.secondary_pairs]
        pairs += [
            (intern(Attr(between, near)), _field(intern(Class(target.id)), target, far))
            for near, far in related.secondary_remote_pairs
        ]
    else:
        remote = intern(Class(target.id))
        pairs = [(_field(row, mapped, near), _field(remote, target, far)) for near, far in related.pairs]
    if not pairs:
        return None
    for left, right in pairs:
        condition = intern(Operation("==", right, left, place))
        query = intern(MethodCall(query, "filter", (intern(Argument(condition)),), place))
    return query


def is_returned_row(run: "Run", value: Term) -> bool:
    """Whether a project function that was not entered returned it, and says that it is a row."""
    while isinstance(value, Element | Index):
        value = value.base
    if not isinstance(value, CallResult) or not isinstance(value.function, Function):
        return False
    hint = typing_hints.hint_of(run, value)
    while hint is not None and not hint.names and hint.element is not None:
        hint = hint.element
    hint = hint.element if hint is not None and hint.element is not None else hint
    return hint is not None and any(isinstance(ref, ClassRef) and ref.id in run.program.mapped for ref in hint.names)


def _field(base: Term, mapped: MappedClass, column: str) -> Term:
    name = next((attribute for attribute, found in mapped.columns.items() if found.column == column), column)
    return intern(Attr(base, name))


def update_by_key(run: "Run", model: Term, call: MethodCall) -> Term:
    """``bulk_update_mappings(Model, rows)``: an UPDATE of each row by its primary key."""
    rows = call.arguments[1].value if len(call.arguments) > 1 else const(None)
    row = drivers.representative(rows) or rows
    made: Term = intern(CallResult(intern(External("sqlalchemy.update")), (intern(Argument(model)),), call.place))
    mapped = run.program.mapped.get(model.id) if isinstance(model, Class) else None
    table = None if mapped is None else run.program.schema.tables.get(mapped.table)
    if mapped is None or table is None:
        return made
    for column in table.primary_key:
        key = intern(Index(row, const(column)))
        condition = intern(Operation("==", _field(model, mapped, column), key, call.place))
        made = intern(MethodCall(made, "where", (intern(Argument(condition)),), call.place))
    return intern(MethodCall(made, "values", (intern(Argument(row)),), call.place))


def merged(program: Program, mapped: MappedClass, row: dict[str, Expr], place: Place) -> OnConflict | None:
    """``session.merge(row)`` with its key given updates the row that has this key, whoever's it is."""
    table = program.schema.tables.get(mapped.table)
    keys = table.primary_key if table is not None else ()
    if not keys or not row.keys() >= set(keys):
        return None
    pairs = tuple(Assigned(name, value, place) for name, value in row.items() if name not in keys)
    return OnConflict("update", keys, None, pairs, None, place)
