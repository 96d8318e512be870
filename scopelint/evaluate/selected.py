"""What ``select(*columns)`` and ``query(*columns)`` name, where the columns come in lists."""

from collections.abc import Callable

from scopelint.evaluate.lowering import Lowering
from scopelint.evaluate.values import Appended, Attr, Const, Each, Sequence, Spread, Term


def columns(lowering: Lowering, entity: Callable[[Term], Term | None], value: Term) -> list[Term]:
    """The columns in a list of them; an entity for its ``columns``; the list itself where it is not in view, so that it is
    not taken for empty."""
    value = lowering.resolve(value)
    match value:
        case Sequence(items=items):
            return [column for item in items for column in _part(lowering, entity, item)]
        case Appended(base=base, item=item, spread=spread):
            more = columns(lowering, entity, item) if spread else _part(lowering, entity, item)
            return [*columns(lowering, entity, base), *more]
        case Const(value=None):
            return []
        case Attr(base=base, name="c" | "columns" | "exported_columns") if entity(base) is not None:
            return [base]
    return [value]


def _part(lowering: Lowering, entity: Callable[[Term], Term | None], item: Term) -> list[Term]:
    if isinstance(item, Spread):
        return columns(lowering, entity, item.value)
    return [lowering.resolve(item.value if isinstance(item, Each) else item)]
