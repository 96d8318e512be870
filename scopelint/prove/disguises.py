"""Calls that do not look like what they are: aggregates of a query around, and functions written as columns.

``(SELECT sum(t.x))`` with ``t`` of the query around is an aggregate of that query, over all of its rows. ``t.count`` is
``count(t)`` where ``t`` has no such column. What such a statement reads is not told; it is rare enough to be ``unknown``.
"""

from scopelint.model.relation import Call, Column, Star
from scopelint.prove.building import Build, Names, Undecided, resolve
from scopelint.prove.functions import AGGREGATES, bare
from scopelint.prove.region import Source
from scopelint.prove.show import QUERIES, inside

_STORED = frozenset({"cmax", "cmin", "ctid", "xmax", "xmin"})


def outer_aggregates(b: Build, found: list[Call], names: Names | None, ids: range) -> None:
    """Note the aggregates of a block, whose sources are ``ids``, that belong to a query around it."""
    if names is None or names.outer is None:
        return
    for call in found:
        if bare(call.name) in AGGREGATES and _is_outer(call, names, ids):
            name = f"{bare(call.name)}()"
            b.undecided.append(Undecided(name, "unresolved", f"{name} aggregates rows of a query around", call.place))


def _is_outer(call: Call, names: Names, ids: range) -> bool:
    """Whether it names columns of the queries around only."""
    found = [part for part in inside(call) if isinstance(part, (Column, Star, *QUERIES))]
    return bool(found) and not any(_is_own(part, names, ids) for part in found)


def _is_own(part: object, names: Names, ids: range) -> bool:
    if isinstance(part, Column):
        atom = resolve(names, part.name, part.source)
        if atom is not None:
            return int(atom[1]) in ids
        return part.source is None and _of_alias(names, part.name) is None  # else a whole row
    source = _of_alias(names, part.source) if isinstance(part, Star) and part.source is not None else None
    return isinstance(part, Star) and (source is None or source.id in ids)


def hidden_reading(b: Build, column: Column, names: Names | None) -> None:
    """Note ``alias.name`` that is no column but a call of a function that may read other rows, and system columns."""
    if column.name in _STORED:
        b.hide(f"{column.name} depends on where others' rows are stored")
    source = _of_alias(names, column.source) if column.source is not None else None
    if source is None or source.columns is None or source.open or source.has(column.name):
        return
    if column.name in AGGREGATES or column.name in b.schema.routines:
        reason = f"{column.source}.{column.name} is no column, but a call of {column.name}()"
        b.undecided.append(Undecided(f"{column.name}()", "unresolved", reason, column.place))


def _of_alias(names: Names | None, alias: str | None) -> Source | None:
    """The source that ``alias`` names, innermost first."""
    own = alias.rsplit(".", 1)[-1] if alias is not None else None
    while names is not None:
        for source in names.sources:
            if source.alias == own:
                return source
        names = names.outer
    return None
