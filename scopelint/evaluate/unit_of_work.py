"""Statements that the session makes by itself: dynamic and write-only relationships of a row, merge(), bulk updates by key."""

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

BUILDS = frozenset({"select", "insert", "update", "delete"})
"""Methods of a write-only relationship that build a statement."""


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
    found = _collection(run, heads, node)
    if found is None:
        return None
    query = _built(run, "Query", node.base, *found, call.place)
    if query is None:
        return None
    for step in reversed(steps):
        query = intern(MethodCall(query, step.name, step.arguments, step.place))
    return query


def built(run: "Run", base: Term, name: str, place: Place) -> Term | None:
    """``row.lines.select()`` on a write-only relationship as the statement that it builds; None for anything else."""
    found = _collection(run, run.world.heads, base) if isinstance(base, Attr) else None
    if found is None or not isinstance(base, Attr) or not found[1].write_only:
        return None
    if name != "insert":
        return _built(run, name, base.base, *found, place)
    values = tied(run, base)
    if values is None or found[1].secondary is not None:
        return None
    made = _head("insert", found[2], place)
    return intern(MethodCall(made, "values", tuple(intern(Argument(values[one], one)) for one in values), place))


def tied(run: "Run", base: Term) -> dict[str, Term] | None:
    """What the session writes into a row that is added to ``row.lines``: its foreign key; None for anything else."""
    found = _collection(run, run.world.heads, base) if isinstance(base, Attr) else None
    if found is None or not isinstance(base, Attr):
        return None
    mapped, related, target = found
    table = run.program.schema.tables.get(target.table)
    keys = {column for key in (() if table is None else table.foreign_keys) for column in key.columns}
    return {
        name: _field(base.base, mapped, near)
        for near, far in related.pairs
        for name, column in target.columns.items()
        if column.column == far and far in keys
    }


def _collection(run: "Run", heads: Heads, value: Attr) -> tuple[MappedClass, Relationship, MappedClass] | None:
    """The class of the row, the relationship to many that an attribute of it is, and the class that this leads to."""
    model = _model(run, heads, value.base)
    mapped = None if model is None else run.program.mapped.get(model)
    related = None if mapped is None else mapped.relationships.get(value.name)
    if mapped is None or related is None or not related.many or related.target is None:
        return None
    target = run.program.mapped.get(related.target)
    return None if target is None else (mapped, related, target)


def _model(run: "Run", heads: Heads, row: Term) -> str | None:
    from scopelint.evaluate.loaded import first_entity, loading_statement

    found = typing_hints.class_of(run, row)
    if found is not None:
        return found
    loaded = loading_statement(heads, row)
    if loaded is None:
        return None
    return loaded.id if isinstance(loaded, Class) else first_entity(loaded)


def _head(name: str, target: MappedClass, place: Place) -> Term:
    function = intern(External(f"sqlalchemy.orm.{name}" if name == "Query" else f"sqlalchemy.{name}"))
    return intern(CallResult(function, (intern(Argument(intern(Class(target.id)))),), place))


def _built(
    run: "Run", name: str, row: Term, mapped: MappedClass, related: Relationship, target: MappedClass, place: Place
) -> Term | None:
    """A statement on the related rows; None where it is not known what ties them to the row."""
    made = _head(name, target, place)
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
        method = "filter" if name == "Query" else "where"
        made = intern(MethodCall(made, method, (intern(Argument(condition)),), place))
    return made


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
