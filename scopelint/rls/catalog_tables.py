"""A catalog's relations as the tables that classification and proof know."""

from collections.abc import Mapping

from scopelint.model.catalog import Catalog, Relation
from scopelint.model.schema import ForeignKey, Schema, Table, TableColumn


def table_of(relation: Relation) -> Table:
    """The same relation as a table (or view) of a schema."""
    keys = [relation.primary_key] if relation.primary_key is not None else []
    return Table(
        name=relation.name,
        columns=tuple(
            TableColumn(column.name, column.nullable, column.type, column.default is not None or bool(column.identity))
            for column in relation.columns
        ),
        primary_key=relation.primary_key.columns if relation.primary_key is not None else (),
        unique=tuple(key.columns for key in (*keys, *relation.unique)),
        foreign_keys=tuple(
            ForeignKey(reference.columns, reference.table, reference.referred_columns)
            for reference in relation.references
        ),
        complete=relation.complete,
        view=relation.definition,
        place=relation.place,
        constraints=tuple((key.name, key.columns) for key in (*keys, *relation.unique)),
    )


def with_catalog(schema: Schema, catalog: Catalog | None) -> Schema:
    """The models' tables and, beside them, those that only the catalog has.

    Where both have one, the models' columns count, since ``check`` judges by them; keys of both count.
    """
    if catalog is None:
        return schema
    tables: dict[str, Table] = dict(schema.tables)
    for name, relation in catalog.relations.items():
        tables[name] = _joined(schema.tables, table_of(relation))
    return Schema({name: tables[name] for name in sorted(tables)}, schema.complete, schema.routines)


def _joined(known: Mapping[str, Table], found: Table) -> Table:
    own = known.get(found.name)
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
