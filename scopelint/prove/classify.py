"""What each table is, by its columns and foreign keys: tenant, child, global, registry."""

from collections.abc import Sequence

from scopelint.model.schema import ForeignKey, Level, Schema, Table, TableTenancy


def classify(schema: Schema, levels: Sequence[Level]) -> dict[str, TableTenancy]:
    """Every table of the schema, views left out (they are judged through their definition).

    A table with a level's column, or whose only NOT NULL foreign key to a level's registry has another name, is a
    tenant table; one that reaches a tenant table through a NOT NULL foreign key is its child, to any depth.
    """
    result: dict[str, TableTenancy] = {}
    for name, table in schema.tables.items():
        if table.view is None:
            pairs, registry = _tenant_columns(table, levels)
            if pairs:
                result[name] = TableTenancy("registry" if registry else "tenant", pairs)
    pending = [table for name, table in schema.tables.items() if name not in result and table.view is None]
    changed = True
    while changed:
        changed = False
        for table in list(pending):
            parent = _parent(table, result)
            if parent is not None:
                result[table.name] = TableTenancy("child", parent=parent)
                pending.remove(table)
                changed = True
    result.update({table.name: TableTenancy("global") for table in pending})
    return {name: result[name] for name in schema.tables if name in result}


def _tenant_columns(table: Table, levels: Sequence[Level]) -> tuple[tuple[tuple[str, str], ...], bool]:
    names = {column.name for column in table.columns}
    pairs: list[tuple[str, str]] = []
    registry = False
    for level in levels:
        if level.registry == table.name and len(table.primary_key) == 1:
            pairs.append((level.name, table.primary_key[0]))
            registry = True
            continue
        own = next((column for column in level.columns if column in names), None) or _registry_column(table, level)
        if own is not None:
            pairs.append((level.name, own))
    return tuple(pairs), registry


def _registry_column(table: Table, level: Level) -> str | None:
    """The one NOT NULL column that references the registry under another name."""
    found = [fk.columns[0] for fk in table.foreign_keys if fk.table == level.registry and len(fk.columns) == 1]
    required = [column for column in found if _required(table, (column,))]
    return required[0] if level.registry is not None and len(required) == 1 else None


def _required(table: Table, columns: tuple[str, ...]) -> bool:
    nullable = {column.name: column.nullable for column in table.columns}
    return all(nullable.get(column) is False or column in table.primary_key for column in columns)


def _parent(table: Table, known: dict[str, TableTenancy]) -> ForeignKey | None:
    for fk in table.foreign_keys:
        parent = known.get(fk.table)
        if parent is not None and parent.scope != "global" and fk.table != table.name and _required(table, fk.columns):
            return fk
    return None
