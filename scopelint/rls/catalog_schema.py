"""A catalog as the schema that proofs are made against: tables, keys, views and functions in SQL."""

import re

from scopelint.model.catalog import Catalog, Relation
from scopelint.model.catalog import Routine as CatalogRoutine
from scopelint.model.schema import ForeignKey, Routine, Schema, Table, TableColumn

_PRECISION = re.compile(r"\s*\([^)]*\)")


def schema_of(catalog: Catalog) -> Schema:
    """Tables and views of a catalog. Partitions and children are tables of their own. ``complete``: all of it was read."""
    tables = {name: _table(relation) for name, relation in catalog.relations.items()}
    return Schema(tables, not catalog.unknown, _routines(catalog))


def _table(relation: Relation) -> Table:
    primary = relation.primary_key.columns if relation.primary_key is not None else ()
    unique = [primary, *(key.columns for key in relation.unique)]
    unique += [
        index.columns
        for index in relation.indexes
        if index.unique and index.where is None and not any(column.startswith("(") for column in index.columns)
    ]
    return Table(
        relation.name,
        tuple(
            TableColumn(
                column.name,
                column.nullable and column.name not in primary,
                _PRECISION.sub("", column.type).lower(),
                column.default is not None or bool(column.identity) or column.generated is not None,
            )
            for column in relation.columns
        ),
        primary,
        tuple(dict.fromkeys(key for key in unique if key)),
        tuple(ForeignKey(key.columns, key.table, key.referred_columns) for key in relation.references),
        relation.complete,
        relation.definition if relation.kind in ("view", "materialized") else None,
        relation.place,
    )


def _routines(catalog: Catalog) -> dict[str, Routine | None]:
    """Functions by name; an overloaded one, or one that is not written in SQL, is not known.

    The catalog does not say whether a function returns a set. All rows of its query are taken: a superset of the first.
    """
    found: dict[str, Routine | None] = {}
    for routine in catalog.routines.values():
        known = routine.language == "sql" and routine.name not in found
        found[routine.name] = _routine(routine) if known else None
    return found


def _routine(routine: CatalogRoutine) -> Routine:
    return Routine(routine.name, ("",) * len(routine.arguments), routine.body, many=True)
