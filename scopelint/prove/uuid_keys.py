"""UUIDs as names: a UUID of one table names one row, whichever tenant's it is."""

import msgspec

from scopelint.model.schema import ForeignKey, Schema, Table, Tenancy


def with_uuid_keys(schema: Schema, tenancy: Tenancy) -> Schema:
    """The schema where a key of a tenant's columns and one UUID is a key by the UUID alone, and a foreign key to it one
    of the UUID alone: nobody draws the same UUID for two tenants, though the database would take it."""
    names = {name: found for name, table in schema.tables.items() if (found := _names(table, tenancy)) is not None}
    if not names:
        return schema
    tables = {name: _widened(table, names, tenancy) for name, table in schema.tables.items()}
    return msgspec.structs.replace(schema, tables=tables)


def _names(table: Table, tenancy: Tenancy) -> str | None:
    """The UUID column that with columns of the tenant makes the primary key."""
    owners = _owners(table.name, tenancy)
    rest = [column for column in table.primary_key if column not in owners]
    uuids = {column.name for column in table.columns if column.type.startswith("uuid")}
    return rest[0] if len(rest) == 1 < len(table.primary_key) and rest[0] in uuids else None


def _owners(name: str, tenancy: Tenancy) -> frozenset[str]:
    found = tenancy.tables.get(name)
    return frozenset(column for _, column in found.tenant_columns) if found is not None else frozenset()


def _widened(table: Table, names: dict[str, str], tenancy: Tenancy) -> Table:
    own = names.get(table.name)
    more: list[ForeignKey] = []
    for key in table.foreign_keys:
        named = names.get(key.table)
        if len(key.columns) > 1 and named in key.referred_columns:
            column = key.columns[key.referred_columns.index(named)]
            more.append(ForeignKey((column,), key.table, (named,)))
    if own is None and not more:
        return table
    unique = table.unique if own is None else (*table.unique, (own,))
    return msgspec.structs.replace(table, unique=unique, foreign_keys=(*table.foreign_keys, *more))
