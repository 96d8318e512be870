"""Which table is what: levels from manifest, configuration or detection; tables classified, the manifest overriding."""

from collections.abc import Callable

import msgspec

from scopelint.model.errors import ConfigError
from scopelint.model.manifest import Manifest, TableEntry
from scopelint.model.schema import ForeignKey, Level, Schema, Table, TableTenancy, Tenancy
from scopelint.rls.proposing_names import stems

OUTERMOST_FIRST = (
    ("tenant", ("tenant_id", "tenant_uuid")),
    ("organization", ("organization_id", "org_id", "organisation_id", "organization_uuid", "org_uuid")),
    ("account", ("account_id",)),
    ("company", ("company_id", "customer_id")),
    ("domain", ("domain_id",)),
    ("workspace", ("workspace_id",)),
    ("team", ("team_id",)),
    ("project", ("project_id",)),
)
UNMISTAKABLE = frozenset({"tenant", "organization", "workspace"})
"""One table is enough to tell; other columns of these names may be anything, and count if two tables have them."""
Classify = Callable[[Schema, tuple[Level, ...]], dict[str, TableTenancy]]


def detect_columns(schema: Schema) -> tuple[Level, ...]:
    """Levels guessed from column names that tables share: the commonest, those that a tenth as many tables have, and those
    whose table of tenants is called as they are and is led to by a foreign key."""
    counted: list[tuple[int, Level]] = []
    for name, columns in OUTERMOST_FIRST:
        fewest = 1 if name in UNMISTAKABLE else 2
        present = [c for c in columns if any(c == column.name for t in schema.tables.values() for column in t.columns)]
        tables = [t for t in schema.tables.values() if any(column.name in present for column in t.columns)]
        if len(tables) >= fewest:
            counted.append((len(tables), Level(name, tuple(present), _registry(schema, tables, present))))
    if not counted:
        return ()
    most = max(count for count, _ in counted)
    return tuple(level for count, level in counted if count * 10 >= most or _is_called(level))


def _is_called(level: Level) -> bool:
    """``workspaces`` for ``workspace_id``; a name that may mean anything is no evidence."""
    named = {name for column in level.columns for name in stems(column)}
    return level.name in UNMISTAKABLE and level.registry in named


def _registry(schema: Schema, tables: list[Table], columns: list[str]) -> str | None:
    """The table that the foreign keys on the tenant columns lead to most often."""
    votes: dict[str, int] = {}
    for table in tables:
        for key in table.foreign_keys:
            if len(key.columns) == 1 and key.columns[0] in columns and key.table != table.name:
                votes[key.table] = votes.get(key.table, 0) + 1
    return max(sorted(votes), key=lambda name: votes[name]) if votes else None


def build_tenancy(
    schema: Schema,
    manifest: Manifest,
    tenant_columns: tuple[str, ...],
    trust_foreign_keys: bool,
    classify: Classify,
) -> tuple[Tenancy, tuple[str, ...]]:
    """What each table is, and notes on what was detected. Raises ConfigError where the manifest contradicts itself."""
    notes: list[str] = []
    levels = manifest.levels
    if not levels and tenant_columns:
        having = [t for t in schema.tables.values() if any(c.name in tenant_columns for c in t.columns)]
        levels = (Level("tenant", tenant_columns, _registry(schema, having, list(tenant_columns))),)
    if not levels:
        levels = detect_columns(schema)
        if levels:
            shown = ", ".join("/".join(level.columns) for level in levels)
            notes.append(f"no tenant columns configured; detected {shown} (set tenant-columns or a manifest to change)")
        else:
            notes.append("no tenant columns configured and none detected: no table is known to belong to a tenant")
    tables = classify(schema, levels)
    merged = dict(tables)
    for name, entry in manifest.tables.items():
        merged[_plain(name)] = _overridden(_plain(name), entry, tables.get(_plain(name)), levels, schema, manifest)
    for name, found in merged.items():
        owner, bearer = (
            _columns_of(name, manifest.principal.owner_columns),
            _columns_of(name, manifest.principal.bearer_columns),
        )
        if owner or bearer:
            merged[name] = msgspec.structs.replace(found, owner_columns=owner, bearer_columns=bearer)
    return Tenancy(levels, merged, trust_foreign_keys), tuple(notes)


def _plain(name: str) -> str:
    return name.removeprefix("public.")


def _columns_of(table: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column for owner, _, column in (name.rpartition(".") for name in names) if _plain(owner) == table)


def _overridden(
    name: str,
    entry: TableEntry,
    found: TableTenancy | None,
    levels: tuple[Level, ...],
    schema: Schema,
    manifest: Manifest,
) -> TableTenancy:
    scope = entry.scope or (found.scope if found is not None else "global")
    columns = found.tenant_columns if found is not None else ()
    parent = found.parent if found is not None else None
    if entry.parent is not None:
        target = schema.tables.get(_plain(entry.parent.table))
        referred = target.primary_key if target is not None and target.primary_key else ("id",)
        parent = ForeignKey(entry.parent.columns, _plain(entry.parent.table), referred)
    if scope == "tenant" and not columns:
        columns = _own_columns(name, levels, schema)
        if not columns and name in schema.tables:
            wanted = ", ".join(column for level in levels for column in level.columns)
            raise ConfigError(
                f'{manifest.path}: tables.{name}.scope is "tenant", but {name} has no tenant column ({wanted}); '
                'use scope = "child" with a parent, or name its column in [[tenant]]'
            )
    return TableTenancy(
        scope=scope,
        tenant_columns=columns if scope in ("tenant", "registry") else (),
        parent=parent if scope == "child" else None,
        shared_null=entry.shared_null,
        posture=entry.rls or "none",
        sensitive=entry.sensitive,
        stated=True,
    )


def _own_columns(name: str, levels: tuple[Level, ...], schema: Schema) -> tuple[tuple[str, str], ...]:
    table = schema.tables.get(name)
    if table is None:
        return tuple((level.name, level.columns[0]) for level in levels[-1:])
    have = {column.name for column in table.columns}
    found: list[tuple[str, str]] = []
    for level in levels:
        column = next((c for c in level.columns if c in have), None)
        if column is not None:
            found.append((level.name, column))
    return tuple(found)
