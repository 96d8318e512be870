"""New rows as one INSERT; where not all of their columns are in view, what must be in them all the same."""

from collections.abc import Iterable

from scopelint.evaluate.lowering import Lowering
from scopelint.evaluate.values import Choice, Index, Mapping, Term, Updated, const, constant_text, intern, remembered
from scopelint.model import relation as rel
from scopelint.model.program import MappedClass
from scopelint.model.relation import Expr


def grown(value: Choice) -> Term | None:
    """The side that a loop filled under names not in view (``row[column.name] = ...``), beside one that it left empty:
    a row is what the loop made, and where it made nothing there is nothing worth writing."""
    for side, other in ((value.then, value.otherwise), (value.otherwise, value.then)):
        if isinstance(other, Mapping) and not other.entries and _is_grown(side):
            return side
    return None


@remembered
def _is_grown(value: Term) -> bool:
    match value:
        case Choice(then=then, otherwise=otherwise):
            return _is_grown(then) or _is_grown(otherwise)
        case Updated(base=base, key=key):
            return (key is not None and constant_text(key) is None) or _is_grown(base)
    return False


def beside(rows: list[dict[str, Expr]], found: list[dict[str, Expr]], one: bool) -> list[dict[str, Expr]]:
    """``values()`` of one row, and what comes after it: each row has the values of both, the later ones count.
    ``one`` False: what comes may be rows of its own."""
    return [{**rows[0], **row} for row in found] if one and len(rows) == 1 else [*rows, *found]


def insert_rows(scan: rel.Scan, rows: list[dict[str, Expr]], conflict: rel.OnConflict | None, more: bool) -> rel.Insert:
    """Rows of one INSERT: the columns that all of them have, others are written as DEFAULT would."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    values = tuple(tuple(row.get(name, rel.Literal(None)) for name in columns) for row in rows)
    source = rel.ValuesQuery(values) if rows and columns else None
    return rel.Insert(scan, columns, source, conflict, unknown_columns=more)


def complete(
    lowering: Lowering, mapped: MappedClass | None, rows: list[dict[str, Expr]], rests: Iterable[Term | None]
) -> None:
    """Add what the part of a new row that is not in view must hold: PostgreSQL refuses the row unless a tenant column
    that is NOT NULL and has no default is given. Which tenant that is, is for whoever made the row."""
    rest = [value for value in rests if value is not None]
    tenancy = None if mapped is None else lowering.language.tenancy.tables.get(mapped.table)
    if mapped is None or tenancy is None or tenancy.scope != "tenant" or len(rows) != 1 or len(rest) != 1:
        return
    tenants = {column for _, column in tenancy.tenant_columns}
    if tenants & rows[0].keys():
        return
    for name, column in mapped.columns.items():
        if column.column in tenants and not (column.nullable or column.has_default or column.table):
            rows[0][column.column] = lowering.bound(intern(Index(rest[0], const(name))))
