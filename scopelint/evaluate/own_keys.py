"""A statement that names rows known to be the tenant's by their keys: what else such a key confines."""

from collections.abc import Iterator

import msgspec

from scopelint.model import relation as rel
from scopelint.model.schema import ForeignKey, Schema, Tenancy
from scopelint.model.verdict import Judgement

MOST_PARENTS = 4
Comparison = tuple[rel.Scan, str, str]
"""A scanned table, its column, and the key of the bound value that the column equals."""


def comparisons(query: rel.Query) -> Iterator[Comparison]:
    """The columns that every row of the statement has equal to a bound value."""
    if not isinstance(query, rel.Select | rel.Update | rel.Delete):
        return
    scans = _scans(query)
    for conjunct in _conjuncts(query):
        match conjunct:
            case rel.Compare(op="=", left=rel.Column(name=name, source=source), right=rel.Bound(key=key)):
                pass
            case rel.Compare(op="=", left=rel.Bound(key=key), right=rel.Column(name=name, source=source)):
                pass
            case rel.In(operand=rel.Column(name=name, source=source), items=(rel.Bound(key=key),), negated=False):
                pass
            case _:
                continue
        found = [scan for scan in scans if scan.alias == source or (source is None and len(scans) == 1)]
        if len(found) == 1:
            yield found[0], name, key


def with_owners(
    query: rel.Query, own: list[Comparison], judgement: Judgement, schema: Schema, tenancy: Tenancy
) -> rel.Query:
    """The statement with what its keys say of the tenant written out: a row of that key is the tenant's, and so is the
    row that a foreign key of that value leads to. ``judgement`` tells which tenant value it has already."""
    owners = _Owners(schema, tenancy, judgement)
    added = [predicate for scan, column, _ in own if (predicate := owners.predicate(scan, column)) is not None]
    if not added or not isinstance(query, rel.Select | rel.Update | rel.Delete):
        return query
    return msgspec.structs.replace(query, where=rel.And((*_parts(query.where), *added)))


class _Owners:
    def __init__(self, schema: Schema, tenancy: Tenancy, judgement: Judgement) -> None:
        self.schema = schema
        self.tenancy = tenancy
        self.values = {table.confined_level: table.value_key for table in judgement.tables if table.value_key}
        self.aliases = 0

    def predicate(self, scan: rel.Scan, column: str) -> rel.Expr | None:
        """What is known of a scanned row whose ``column`` is an own key; None if that is no key."""
        table = self.schema.tables.get(scan.name)
        if table is None:
            return None
        if (column,) in (table.primary_key, *table.unique):
            return self._own(scan.name, scan.alias, MOST_PARENTS)
        for key in table.foreign_keys:
            if key.columns == (column,):
                return self._of_parent(key, scan.alias, MOST_PARENTS)
        return None

    def _own(self, name: str, alias: str, depth: int) -> rel.Expr | None:
        """That a row of the table is the tenant's."""
        found = self.tenancy.tables.get(name)
        if found is None or depth == 0:
            return None
        if found.tenant_columns:
            tied = tuple(self._tied(level, column, alias) for level, column in found.tenant_columns)
            return tied[0] if len(tied) == 1 else rel.And(tied)
        return None if found.parent is None else self._of_parent(found.parent, alias, depth - 1)

    def _tied(self, level: str, column: str, alias: str) -> rel.Expr:
        known = self.values.get(level)
        return rel.Compare("=", rel.Column(column, alias), rel.Bound(known or f"owner of its {level}", level, "row"))

    def _of_parent(self, key: ForeignKey, alias: str, depth: int) -> rel.Expr | None:
        """That the row which the foreign key leads to is the tenant's."""
        self.aliases += 1
        parent = f"own_{self.aliases}"
        owned = self._own(key.table, parent, depth)
        if owned is None or len(key.columns) != len(key.referred_columns):
            return None
        same = tuple(
            rel.Compare("=", rel.Column(theirs, parent), rel.Column(ours, alias))
            for ours, theirs in zip(key.columns, key.referred_columns, strict=True)
        )
        item = (rel.Item(rel.Literal(1)),)
        return rel.Exists(rel.Select(item, rel.Scan(key.table, parent), rel.And((*same, owned))))


def _scans(query: rel.Select | rel.Update | rel.Delete) -> list[rel.Scan]:
    pending: list[rel.From | None] = []
    if isinstance(query, rel.Select):
        pending.append(query.source)
    else:
        pending += [query.target, query.source]
    found: list[rel.Scan] = []
    while pending:
        match pending.pop():
            case rel.Scan() as scan:
                found.append(scan)
            case rel.Join(left=left, right=right):
                pending += [left, right]
    return found


def _conjuncts(query: rel.Select | rel.Update | rel.Delete) -> Iterator[rel.Expr]:
    """What holds in every row: WHERE, and the ON clauses of inner joins outside every outer join."""
    wholes: list[rel.Expr | None] = [query.where]
    pending = [query.source]
    while pending:
        match pending.pop():
            case rel.Join(kind="inner", on=on, left=left, right=right):
                wholes.append(on)
                pending += [left, right]
            case rel.Join(kind="left", left=left):
                pending.append(left)
    for whole in wholes:
        yield from _parts(whole)


def _parts(predicate: rel.Expr | None) -> tuple[rel.Expr, ...]:
    if predicate is None:
        return ()
    return predicate.items if isinstance(predicate, rel.And) else (predicate,)
