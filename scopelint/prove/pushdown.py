"""Which output columns a predicate outside may be pushed through, and what stands in its way.

A predicate on an output column may move below GROUP BY if the column is a group key, below a window function if every
window is partitioned by it, below DISTINCT ON if it is one of its keys; never below LIMIT, OFFSET or an aggregate over
everything. A column counts as a key too if the primary key of its table is among the keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from scopelint.model.node import Node, rebuilt
from scopelint.model.relation import And, Call, Column, Expr, IsNull, Literal, Over, Select
from scopelint.prove.building import Build
from scopelint.prove.functions import AGGREGATES, IGNORES_NULL, bare, is_pure, is_row_source, may_aggregate
from scopelint.prove.region import Atom
from scopelint.prove.show import QUERIES, inside


@dataclass(frozen=True)
class Output:
    """One output column: its name, the column or value it is, and what bars predicates on it (None: nothing)."""

    name: str | None
    atom: Atom | None
    barrier: str | None = None


def calls(exprs: Iterable[Expr]) -> list[Call]:
    """Every call in the expressions, subqueries left out."""
    return [part for expr in exprs if not isinstance(expr, Column) for part in inside(expr) if isinstance(part, Call)]


def _all_exprs(q: Select) -> list[Expr]:
    found = [item.expr for item in q.items]
    if q.order:
        found += [sort.expr for sort in q.order]
    found += q.distinct_on
    return found if q.having is None else [*found, q.having]


def aggregates(q: Select) -> list[Call]:
    """Aggregate calls of the block itself (window functions are none), unknown functions included."""
    return [call for call in calls(_all_exprs(q)) if call.over is None and may_aggregate(call.name)]


def without_aggregates(expr: Expr) -> tuple[Expr, list[Call]]:
    """The expression with NULL for each aggregate, and those: their arguments are evaluated once a row that comes in, all
    else once a group."""
    found: list[Call] = []
    if not any(call.over is None and bare(call.name) in AGGREGATES for call in calls((expr,))):
        return expr, found

    def change(node: Node) -> Node:
        if isinstance(node, Call) and node.over is None and bare(node.name) in AGGREGATES:
            found.append(node)
            return Literal(None)
        return node if isinstance(node, QUERIES) else rebuilt(node, change)

    return cast(Expr, change(expr)), found


def is_grouped(q: Select) -> bool:
    return q.group_by is not None or q.having is not None or any(is_pure(call.name) for call in aggregates(q))


def collapses(q: Select, found: list[Call] | None = None) -> bool:
    """Whether the block may yield a row when nothing came in: aggregates over everything, grouping sets. ``found``: its
    aggregates, if they are known."""
    if q.grouping_sets or q.group_by:
        return q.grouping_sets
    return q.having is not None or bool(aggregates(q) if found is None else found)


def always_a_row(q: object) -> bool:
    """Whether a query yields a row whatever there is: an aggregate over everything. A function of rows may yield none of it."""
    if not isinstance(q, Select) or q.group_by or q.grouping_sets or q.having is not None or limited(q):
        return False
    found = calls([item.expr for item in q.items])
    return bool(aggregates(q)) and all(is_pure(call.name) and not is_row_source(call.name) for call in found)


def extreme(q: Select) -> Call | None:
    """The first output that is the greatest or smallest value of a column: the output row then stands for the row it is in."""
    for item in () if q.grouping_sets else q.items:
        match item.expr:
            case Call(name="max" | "min", args=(_,), filter=None, over=None) as call:
                return call
    return None


def windows(q: Select) -> list[Over]:
    return [call.over for call in calls(_all_exprs(q)) if call.over is not None]


def limited(q: object) -> bool:
    """LIMIT or OFFSET that can cut rows."""
    limit, offset = getattr(q, "limit", None), getattr(q, "offset", None)
    return (limit is not None and limit != Literal(None)) or (offset is not None and offset != Literal(0))


class Barriers:
    """What stands above the rows of one SELECT block. ``term`` says which column an expression is."""

    def __init__(self, b: Build, q: Select, term: "TermReader", found: list[Call] | None = None) -> None:
        self.b = b
        self.whole: str | None = None
        self.keyed: list[tuple[str, set[Atom]]] = []
        if limited(q):
            self.whole = "LIMIT" if q.limit is not None else "OFFSET"
        elif collapses(q, found) and not (q.grouping_sets and q.group_by):
            self.whole = "an aggregate"
        if q.group_by and is_grouped(q):
            # where a grouping set leaves a key out it is NULL, which no equality on it lets through
            self.keyed.append(("GROUP BY", _atoms(q, _keys(q.group_by), term)))
        self.dependent = not q.grouping_sets
        if q.distinct_on:
            self.keyed.append(("DISTINCT ON", _atoms(q, [_chosen(q, key) for key in q.distinct_on], term)))
        for over in windows(q):
            self.keyed.append(("a window function", _atoms(q, over.partition, term)))

    def against(self, atom: Atom | None) -> str | None:
        """What keeps a predicate on ``atom`` out, in words; None: it may be pushed down."""
        if self.whole is not None:
            return self.whole
        for what, keys in self.keyed:
            if atom is None or not (atom in keys or atom[0] == "v" or self._determined(atom, keys)):
                return what
        return None

    def _determined(self, atom: Atom, keys: set[Atom]) -> bool:
        """The row's primary key is among the keys, so all its columns are the same within a group."""
        if atom[0] != "c" or not self.dependent:
            return False
        source = self.b.sources[int(atom[1])]
        key = source.table.primary_key if source.table is not None else ()
        return bool(key) and all(("c", source.id, column) in keys for column in key)


def _keys(group_by: Iterable[Expr]) -> list[Expr]:
    """The keys of GROUP BY, those in ROLLUP, CUBE and GROUPING SETS among them."""
    found: list[Expr] = []
    for expr in group_by:
        found += expr.args if isinstance(expr, Call) and expr.name == "grouping sets" else [expr]
    return found


class TermReader:
    """Reads an expression as a column; given by the block."""

    def __call__(self, expr: Expr) -> Atom | None:
        raise NotImplementedError


def _atoms(q: Select, exprs: Iterable[Expr], term: TermReader) -> set[Atom]:
    found = set()
    for expr in exprs:
        atom = term(_output(q, expr, term))
        if atom is not None:
            found.add(atom)
    return found


def _chosen(q: Select, expr: Expr) -> Expr:
    """A bare name in DISTINCT ON is that of an output, if there is one, and not the column's as in GROUP BY."""
    if isinstance(expr, Column) and expr.source is None:
        return next((item.expr for item in q.items if item.name == expr.name), expr)
    return expr


def _output(q: Select, expr: Expr, term: TermReader) -> Expr:
    """An ordinal or an output name in GROUP BY stands for that output."""
    if isinstance(expr, Literal) and isinstance(expr.value, int) and 1 <= expr.value <= len(q.items):
        return q.items[expr.value - 1].expr
    if isinstance(expr, Column) and expr.source is None and term(expr) is None:
        return next((item.expr for item in q.items if item.name == expr.name), expr)
    return expr


def names_unknown_aggregate(q: Select) -> str | None:
    """A function in the output that may be an aggregate of the project's own."""
    return next((bare(call.name) for call in aggregates(q) if not is_pure(call.name)), None)


def output_names(outputs: list[Output]) -> tuple[str, ...]:
    """Names by position; a missing or repeated name gets one that no query can write."""
    seen: set[str] = set()
    names = []
    for index, output in enumerate(outputs):
        name = output.name if output.name is not None and output.name not in seen else f"?{index}"
        seen.add(name)
        names.append(name)
    return tuple(names)


def matters(call: Call) -> Expr | None:
    """Which rows an aggregate looks at: those that pass its FILTER, with a value if it ignores NULL; None: all of them."""
    parts: list[Expr] = [call.filter] if call.filter is not None else []
    if bare(call.name) in IGNORES_NULL and len(call.args) == 1 and isinstance(call.args[0], Column):
        parts.append(IsNull(call.args[0], negated=True))
    return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
