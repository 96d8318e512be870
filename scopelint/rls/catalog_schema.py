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


def joined(schema: Schema, catalog: Catalog | None) -> Schema:
    """The models' tables and, beside them, those that only the catalog has.

    Where both have one, the models' columns count, since ``check`` judges by them; keys of both count.
    """
    if catalog is None:
        return schema
    tables: dict[str, Table] = dict(schema.tables)
    for name, table in schema_of(catalog).tables.items():
        tables[name] = _joined(schema.tables.get(name), table)
    return Schema({name: tables[name] for name in sorted(tables)}, schema.complete, schema.routines)


def _joined(own: Table | None, found: Table) -> Table:
    if own is None:
        return found
    columns = {column.name for column in own.columns}
    keys = [
        key
        for key in found.foreign_keys
        if columns.issuperset(key.columns)
        and (key.columns, key.table) not in {(k.columns, k.table) for k in own.foreign_keys}
    ]
    unique = [key for key in found.unique if columns.issuperset(key) and key not in own.unique]
    return Table(
        own.name,
        own.columns,
        own.primary_key or tuple(column for column in found.primary_key if column in columns),
        (*own.unique, *unique),
        (*own.foreign_keys, *keys),
        own.complete,
        own.view,
        own.place,
        own.constraints,
    )


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
