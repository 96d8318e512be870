"""Keys and indexes of protected tables: constraints that look past the policies, and the index that policies need."""

from collections.abc import Iterator

from scopelint.model.catalog import Catalog, Relation
from scopelint.model.schema import TableTenancy, Tenancy
from scopelint.rls.exposure import Defect


class Keys:
    """``tables``: those with row-level security that belong to tenants."""

    def __init__(self, catalog: Catalog, tenancy: Tenancy, tables: frozenset[str]) -> None:
        self.catalog = catalog
        self.tenancy = tenancy
        self.tables = tables

    def defects(self) -> Iterator[Defect]:
        for name in sorted(self.tables):
            relation = self.catalog.relations[name]
            tenancy = self.tenancy.tables[name]
            if tenancy.scope != "tenant" or relation.partition_of is not None:
                continue
            columns = tuple(column for _, column in tenancy.tenant_columns)
            yield from self._unique(relation, columns, tenancy)
            yield from self._references(relation, columns)
            yield from self._index(relation, columns)

    def _unique(self, relation: Relation, columns: tuple[str, ...], tenancy: TableTenancy) -> Iterator[Defect]:
        """Primary keys are left out: a made-up id tells nothing. So are credentials and the principal's own ids, which are
        nobody else's, and keys within a parent row, which is one tenant's."""
        keys = [(key.name, key.columns, key.place) for key in relation.unique]
        keys += [(index.name, index.columns, index.place) for index in relation.indexes if index.unique]
        own = {*columns, *tenancy.bearer_columns, *tenancy.owner_columns}
        within = [set(key.columns) - set(columns) for key in relation.references if self._is_of_a_tenant(key.table)]
        for name, key, place in keys:
            if not set(key) & own and not any(parent and parent <= set(key) for parent in within):
                shown = ", ".join(key)
                reason = (
                    f"unique ({shown}) without {' or '.join(columns)}: an error tells that another tenant has the value"
                )
                yield Defect(relation.name, "unique-key", name, reason, place or relation.place)

    def _is_of_a_tenant(self, table: str) -> bool:
        known = self.tenancy.tables.get(table)
        return known is not None and known.scope != "global"

    def _references(self, relation: Relation, columns: tuple[str, ...]) -> Iterator[Defect]:
        for key in relation.references:
            other = self.tenancy.tables.get(key.table)
            if other is None or other.scope != "tenant" or set(key.columns) & set(columns):
                continue
            what = f"({', '.join(key.columns)}) references {key.table} without {' or '.join(columns)}"
            harm = "a row of another tenant can be named"
            if key.on_delete in ("cascade", "set null", "set default"):
                harm += f", and ON DELETE {key.on_delete.upper()} reaches into other tenants"
            yield Defect(relation.name, "foreign-key", key.name, f"{what}: {harm}", key.place or relation.place)

    def _index(self, relation: Relation, columns: tuple[str, ...]) -> Iterator[Defect]:
        leading = [relation.primary_key.columns[:1]] if relation.primary_key is not None else []
        leading += [key.columns[:1] for key in relation.unique]
        leading += [index.columns[:1] for index in relation.indexes if index.where is None]
        if not any(first and first[0] in columns for first in leading):
            place = next((one.place for one in relation.columns if one.name in columns), None) or relation.place
            reason = (
                f"no index of {relation.name} starts with {' or '.join(columns)}: every query reads all tenants' rows"
            )
            yield Defect(relation.name, "no-index", columns[-1] if columns else "", reason, place)
