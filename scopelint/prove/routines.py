"""Calls of functions written in SQL become the queries that they run: arguments and query side by side in FROM.

PostgreSQL looks an unqualified name up among the columns of the function's tables first and among its parameters last; a
lateral derived table that holds the arguments, beside the query, is found in just that order.
"""

from collections.abc import Callable, Mapping
from typing import cast

import msgspec

from scopelint.model.node import Node, parts, rebuilt
from scopelint.model.relation import (
    Bound,
    Call,
    Column,
    Derived,
    Expr,
    FunctionScan,
    Item,
    Join,
    Literal,
    Opaque,
    Query,
    ScalarQuery,
    Scan,
    Select,
    SetOperation,
    Star,
    ValuesQuery,
    With,
)
from scopelint.model.schema import Routine, Schema

_READS = (Select, SetOperation, ValuesQuery)
_QUERY = "%query"
MOST_UNFOLDED = 40
"""So many calls of one statement: functions that call each other several times multiply. The rest stay calls, not known."""
RoutineQuery = Callable[[str], Query | None]


def unfolded(query: Query, schema: Schema, routine_query: RoutineQuery | None) -> Query:
    """``query`` with every call of a known SQL function as the query that it runs. Other calls stay as they are."""
    if not schema.routines or routine_query is None or not _calls(query, schema.routines):
        return query
    return cast(Query, _Unfolding(schema, routine_query).node(query, ()))


def _calls(query: Query, routines: Mapping[str, Routine | None]) -> bool:
    pending: list[Node] = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, Call) and _plain(node.name) in routines:
            return True
        pending += parts(node)
    return False


def _plain(name: str) -> str:
    return name.removeprefix("public.")


class _Unfolding:
    def __init__(self, schema: Schema, routine_query: RoutineQuery) -> None:
        self.schema = schema
        self.routine_query = routine_query
        self.left = MOST_UNFOLDED

    def node(self, node: Node, under: tuple[str, ...]) -> Node:
        """``under``: the functions that this stands in; one that calls itself stays a call."""
        if isinstance(node, FunctionScan) and isinstance(node.call, Call):
            routine = self._routine(node.call, under)
            run = self._run(node.call, routine, under) if routine is not None else None
            if routine is not None and run is not None:
                return Derived(run, node.alias, node.columns or self._columns(routine, node.alias), True, node.place)
        if (
            isinstance(node, Call)
            and node.over is None
            and node.filter is None
            and not node.name.startswith("pg_catalog.")
        ):
            routine = self._routine(node, under)
            run = self._run(node, routine, under) if routine is not None else None
            if run is not None:
                return ScalarQuery(run, place=node.place)
        if isinstance(node, Call) and node.name in self.schema.routines and "." not in node.name:
            node = msgspec.structs.replace(node, name=f"public.{node.name}")  # it need not be PostgreSQL's own
        return rebuilt(node, lambda held: self.node(held, under))

    def _routine(self, call: Call, under: tuple[str, ...]) -> Routine | None:
        routine = self.schema.routines.get(_plain(call.name))
        if routine is None or routine.name in under or self.left <= 0 or _placed(call.args, routine) is None:
            return None
        return None if any(isinstance(argument, Opaque) for argument in call.args) else routine

    def _run(self, call: Call, routine: Routine, under: tuple[str, ...]) -> Query | None:
        body = self.routine_query(routine.name)
        inner = body.body if isinstance(body, With) else body
        if body is None or not isinstance(inner, _READS):
            return None
        self.left -= 1
        own = routine.name.rsplit(".", 1)[-1]
        names = tuple(name or f"${number}" for number, name in enumerate(routine.parameters, 1))
        columns = {f"param:${number}": Column(name, own) for number, name in enumerate(names, 1)}
        run = cast(Query, _named(self.node(_apart(body, frozenset()), (*under, routine.name)), columns))
        given = _placed(rebuilt(call, lambda argument: self.node(argument, under)).args, routine) or ()
        items = tuple(Item(argument, name) for argument, name in zip(given, names, strict=True))
        arguments = Derived(Select(items or (Item(Literal(1), "%"),)), own, lateral=True)
        if routine.many:
            join = Join("inner", arguments, Derived(run, _QUERY, lateral=True))
        else:  # one row, of NULLs if the query finds none
            first = Select((Item(Star(_QUERY)),), Derived(run, _QUERY, lateral=True), limit=Literal(1))
            join = Join("left", arguments, Derived(first, _QUERY, lateral=True), Literal(True))
        return Select((Item(Star(_QUERY)),), join, place=call.place)

    def _columns(self, routine: Routine, alias: str) -> tuple[str, ...]:
        """How the columns of the call are named in FROM."""
        if routine.columns:
            return routine.columns
        table = self.schema.tables.get(_plain(routine.returns))
        if table is None:
            return (alias,) if routine.returns not in ("record", "") else ()
        return tuple(column.name for column in table.columns) if table.complete else ()


def _placed(arguments: tuple[Expr, ...], routine: Routine) -> tuple[Expr, ...] | None:
    """One argument for each parameter, in their order; None where some are left out or a name is no parameter's."""
    placed: dict[int, Expr] = {}
    names = [name.lower() for name in routine.parameters]
    for number, argument in enumerate(arguments):
        at, value = number, argument
        match argument:
            case Call(name="=>", args=(Literal(value=str(name)), given)):
                if names.count(name) != 1:
                    return None
                at, value = names.index(name), given
        if at in placed:
            return None
        placed[at] = value
    return tuple(placed[at] for at in range(len(names))) if set(placed) == set(range(len(names))) else None


def _apart(node: Node, ctes: frozenset[str]) -> Node:
    """The tables of a function's query by their full names: what the caller has in WITH is not in its view."""
    if isinstance(node, Scan) and "." not in node.name and node.name not in ctes:
        return msgspec.structs.replace(node, name=f"public.{node.name}")
    if isinstance(node, With):
        names = frozenset(cte.name for cte in node.ctes)
        made = []
        for index, cte in enumerate(node.ctes):
            seen = names if node.recursive else frozenset(before.name for before in node.ctes[:index])
            made.append(msgspec.structs.replace(cte, query=cast(Query, _apart(cte.query, ctes | seen))))
        return With(tuple(made), cast(Query, _apart(node.body, ctes | names)), node.recursive)
    return rebuilt(node, lambda held: _apart(held, ctes))


def _named(node: Node, columns: Mapping[str, Column]) -> Node:
    """``$1`` in a function's query is its first parameter."""
    if isinstance(node, Bound):
        return columns.get(node.key, node)
    return rebuilt(node, lambda held: _named(held, columns))
