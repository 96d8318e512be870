"""What foreign keys say: which row a child names, and at which levels the two have one tenant. Kept for a statement."""

from itertools import combinations

from scopelint.model.schema import ForeignKey, Table, TableTenancy
from scopelint.prove.building import Build, Key, Naming, plain_name, tenant_column
from scopelint.prove.region import Atom, Source


def naming(b: Build, source: Source) -> tuple[tuple[ForeignKey, str, tuple[str, ...], tuple[Atom, ...]], ...]:
    """The foreign keys of a table, and the parts of composite ones that already name one row: the parent, the columns of
    it that are named, and the columns of ``source`` that name them."""
    if source.table is None or not source.table.foreign_keys:
        return ()
    if source.id not in b.named:
        if source.name not in b.naming:
            b.naming[source.name] = tuple(_naming(b, source.table))
        b.named[source.id] = tuple(
            (fk, plain_name(fk.table), referred, tuple(("c", source.id, column) for column in columns))
            for fk, columns, referred in b.naming[source.name]
        )
    return b.named[source.id]


def keys(b: Build, source: Source) -> tuple[Key, ...]:
    """The unique keys of a table, with their columns in ``source``."""
    if source.table is None:
        return ()
    if source.id not in b.keys:
        unique = dict.fromkeys(key for key in (source.table.primary_key, *source.table.unique) if key)
        b.keys[source.id] = tuple((key, tuple(("c", source.id, column) for column in key)) for key in unique)
    return b.keys[source.id]


def _naming(b: Build, table: Table) -> list[Naming]:
    found = []
    for fk in table.foreign_keys:
        parent = b.schema.tables.get(plain_name(fk.table))
        if (
            parent is None
            or not _one_tenant_table(b, parent)
            or not (_stated(b, table, fk) or refers_to_key(parent, fk))
        ):
            continue
        pairs = list(zip(fk.columns, fk.referred_columns, strict=False))
        for size in range(1, len(pairs) + 1):
            for part in combinations(pairs, size) if len(pairs) < 5 else [tuple(pairs)]:
                referred = tuple(r for _, r in part)
                if size == len(pairs) or _unique(parent, referred):
                    found.append((fk, tuple(c for c, _ in part), referred))
    return found


def refers_to_key(parent: Table, fk: ForeignKey) -> bool:
    """Whether the columns that a foreign key refers to name one row of the parent. PostgreSQL takes no other, so where
    a model declares one on an index that is not unique, there is no such constraint."""
    known = [key for key in (parent.primary_key, *parent.unique) if key]
    return not known or not fk.referred_columns or any(set(key) <= set(fk.referred_columns) for key in known)


def _stated(b: Build, table: Table, fk: ForeignKey) -> bool:
    """Whether it is by this key that a child belongs to a tenant."""
    tenancy = b.tenancy.tables.get(table.name)
    return tenancy is not None and tenancy.parent is not None and tenancy.parent.columns == fk.columns


def _one_tenant_table(b: Build, parent: Table) -> bool:
    """Rows of the parent belong to one tenant each, so that its children do."""
    tenancy = b.tenancy.tables.get(parent.name)
    return tenancy is not None and tenancy.scope != "global" and not tenancy.shared_null


def _unique(table: Table, columns: tuple[str, ...]) -> bool:
    wanted = set(columns)
    return any(set(key) == wanted for key in (table.primary_key, *table.unique) if key)


def carried(b: Build, child: Source, fk: ForeignKey) -> tuple[str, ...]:
    """The levels at which ``fk`` ties the tenant of ``child`` to that of the row it names."""
    key = (child.name, child.fresh, id(fk))
    if key not in b.carried:
        b.carried[key] = tuple(level for level in b.levels() if _carries(b, child, fk, level))
    return b.carried[key]


def _carries(b: Build, child: Source, fk: ForeignKey, level: str) -> bool:
    tenancy = child.tenancy
    if tenancy is None or tenancy.scope == "global":
        return False
    parent = b.tenancy.tables[plain_name(fk.table)]
    if _is_registry_key(b, parent, fk, level):
        return False
    if tenancy.parent is not None and tenancy.parent.columns == fk.columns:
        return True
    if child.fresh:
        return False
    if tenancy.scope == "tenant" and tenant_column(child, level) is None and parent.scope == "registry":
        return any((name, fk.columns[0]) in tenancy.tenant_columns for name in b.levels()) and len(fk.columns) == 1
    return b.tenancy.trust_foreign_keys


def _is_registry_key(b: Build, parent: TableTenancy, fk: ForeignKey, level: str) -> bool:
    """A foreign key to the table of tenants names a tenant: only equality of tenant columns says which."""
    registry = next((found.registry for found in b.tenancy.levels if found.name == level), None)
    return parent.scope == "registry" and registry is not None and plain_name(fk.table) == plain_name(registry)
