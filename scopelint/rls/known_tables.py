"""What migrations and schema files add to the schema that the models declare."""

import msgspec

from scopelint.model.catalog import Catalog, Column, Relation
from scopelint.model.schema import ForeignKey, Schema, Table, TableColumn

VIEWS = ("view", "materialized")


def with_catalog(schema: Schema, catalog: Catalog) -> Schema:
    """The schema with the tables and views that only the catalog has, and with columns that a model leaves open.

    What the models say stays: the catalog fills in whether a column may be NULL where they do not tell, and the columns
    of tables that they do not declare whole.
    """
    tables = dict(schema.tables)
    for name, relation in catalog.relations.items():
        if name in tables:
            tables[name] = _filled(tables[name], relation)
        elif relation.place is not None:
            tables[name] = _table(relation)
    return msgspec.structs.replace(schema, tables=tables)


def _column(column: Column) -> TableColumn:
    filled = column.default is not None or bool(column.identity) or column.generated is not None
    return TableColumn(column.name, column.nullable, column.type.lower(), filled)


def _table(relation: Relation) -> Table:
    key = relation.primary_key
    keys = [*([key] if key is not None else []), *relation.unique]
    indexes = [one.columns for one in relation.indexes if one.unique and one.where is None and _plain(one.columns)]
    return Table(
        relation.name,
        tuple(_column(column) for column in relation.columns),
        key.columns if key is not None else (),
        tuple(dict.fromkeys((*(one.columns for one in keys), *indexes))),
        tuple(ForeignKey(one.columns, one.table, one.referred_columns) for one in relation.references),
        relation.complete,
        relation.definition if relation.kind in VIEWS else None,
        relation.place,
        tuple((one.name, one.columns) for one in keys),
    )


def _plain(columns: tuple[str, ...]) -> bool:
    return not any(column.startswith("(") for column in columns)


def _filled(table: Table, relation: Relation) -> Table:
    known = {column.name: column for column in relation.columns}
    columns = [
        msgspec.structs.replace(column, nullable=known[column.name].nullable)
        if column.nullable is None and column.name in known
        else column
        for column in table.columns
    ]
    complete = table.complete
    if not complete and relation.complete and relation.place is not None:
        have = {column.name for column in columns}
        columns += [_column(column) for column in relation.columns if column.name not in have]
        complete = True
    return msgspec.structs.replace(table, columns=tuple(columns), complete=complete)
