"""Small readers of SELECT's clauses: a key's equality, a conjunction, an output column's name."""

from typing import TYPE_CHECKING

from scopelint.evaluate import containers, mappings
from scopelint.evaluate.lowering import FromScope
from scopelint.evaluate.values import Attr, CallResult, External, Index, MethodCall, Term, const, constant_text, intern
from scopelint.model import relation as rel
from scopelint.model.node import Place, Span
from scopelint.model.program import MappedClass
from scopelint.model.relation import Expr

if TYPE_CHECKING:
    from scopelint.evaluate.lower_select import Selects


class FromScopeProxy(FromScope):
    """A scope whose references are added to another: for clauses that only look."""

    def __init__(self, real: FromScope) -> None:
        super().__init__(real.outer)
        self.stated_aliases = real.stated_aliases
        self.referenced = real.referenced
        self.stated = real.stated


def key_equals(selects: "Selects", mapped: MappedClass, alias: str, key: Term) -> list[Expr]:
    """``primary key = key``; a composite key is compared column by column."""
    table = selects.lowering.program.schema.tables.get(mapped.table)
    columns = table.primary_key if table is not None and table.primary_key else ("id",)
    key = selects.lowering.resolve(key)
    if len(columns) == 1:
        return [rel.Compare("=", rel.Column(columns[0], alias), selects.lowering.bound(key))]
    entries = mappings.known_entries(key)
    if entries is not None:
        values = [entries.get(name) for name in columns]
    else:
        known = containers.items(key)
        values = list(known) if known is not None and len(known) == len(columns) else [None] * len(columns)
    return [
        rel.Compare("=", rel.Column(name, alias), selects.lowering.bound(value or intern(Index(key, const(number)))))
        for number, (name, value) in enumerate(zip(columns, values, strict=True))
    ]


def row_key(selects: "Selects", model: MappedClass, row: Term) -> tuple[rel.Scan, Expr | None]:
    """The row itself as target: its primary key equals its own."""
    scan = rel.Scan(model.table, model.table.rsplit(".", 1)[-1])
    table = selects.lowering.program.schema.tables.get(model.table)
    columns = table.primary_key if table is not None and table.primary_key else ("id",)
    conditions: list[Expr] = [
        rel.Compare("=", rel.Column(name, scan.alias), selects.lowering.bound(intern(Attr(row, name))))
        for name in columns
    ]
    return scan, all_of(conditions)


BARE = Place("<text>", Span(1, 1, 1, 1))
"""Marks an OR that stands in ``text()`` without parentheses: SQLAlchemy puts none around it."""


def all_of(items: list[Expr]) -> Expr | None:
    """The conjunction of a clause's conditions, as SQLAlchemy prints it: ``a AND b OR c`` where text brings the OR."""
    arms: list[list[Expr]] = [[]]
    for item in items:
        if isinstance(item, rel.Or) and item.place == BARE and len(items) > 1:
            arms[-1].append(item.items[0])
            arms.extend([other] for other in item.items[1:])
        else:
            arms[-1].append(item)
    joined = [arm[0] if len(arm) == 1 else rel.And(tuple(arm)) for arm in arms if arm]
    if not joined:
        return None
    return joined[0] if len(joined) == 1 else rel.Or(tuple(joined))


def any_arm(items: tuple[Expr, ...], place: Place | None) -> Expr:
    """The disjunction of conditions; SQLAlchemy prints neither an arm that is false nor what stands beside a true one."""
    if rel.TRUE in items:
        return rel.TRUE
    arms = tuple(item for item in items if item != rel.FALSE)
    return rel.Or(arms, place) if arms or not items else rel.FALSE


def label(column: Term, expr: Expr) -> str | None:
    """The name of an output column."""
    if isinstance(column, MethodCall) and column.name == "label" and column.arguments:
        return constant_text(column.arguments[0].value)
    return expr.name if isinstance(expr, rel.Column) else None


def type_name(value: Term) -> str:
    """The SQL type that a SQLAlchemy type stands for, as far as its name tells."""
    match value:
        case External():
            return value.name.rsplit(".", 1)[-1].lower()
        case CallResult():
            return type_name(value.function)
    return ""
