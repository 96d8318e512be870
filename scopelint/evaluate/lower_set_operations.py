"""UNION, INTERSECT and EXCEPT: their arms, what follows them, and a Query that goes on from one."""

from typing import TYPE_CHECKING

import msgspec

from scopelint.evaluate.lowering import FromScope, unseen
from scopelint.evaluate.sqlalchemy_names import SET_OPERATIONS
from scopelint.evaluate.values import Argument, Attr, MethodCall, Sequence, Term
from scopelint.model import relation as rel
from scopelint.model.relation import Query

if TYPE_CHECKING:
    from scopelint.evaluate.lower_select import Block, Selects


def of_arms(
    selects: "Selects", name: str, arguments: tuple[Argument, ...], outer: FromScope | None, value: Term
) -> Query:
    """``union(a, b)`` and its kin."""
    kind, every = SET_OPERATIONS[name]
    arms: list[Query] = []
    for argument in arguments:
        for item in selects.expressions.conjuncts(argument.value) if argument.star else [argument.value]:
            resolved = selects.lowering.resolve(item)
            if isinstance(resolved, Sequence):
                arms.extend(selects.query(each, None) for each in resolved.items)
            else:
                arms.append(selects.query(resolved, None))
    if not arms:
        return unseen(selects.lowering.hide(value, "the arms of"))
    result = arms[0]
    for arm in arms[1:]:
        result = rel.SetOperation(kind, every, result, arm)  # type: ignore[arg-type]  # from the table above
    return result


def ended(selects: "Selects", query: Query, steps: list[MethodCall], outer: FromScope | None) -> Query:
    """A set operation with what follows it: more arms, ORDER BY, LIMIT."""
    from scopelint.evaluate.lower_select import ENDS, IGNORED, Block

    for call in steps:
        block = Block()
        if call.name in SET_OPERATIONS:
            query = combined(selects, call, query, outer)
            continue
        if call.name in ("limit", "offset", "fetch", "slice"):
            selects.limit(call, block)
        elif call.name == "order_by":
            block.order.extend(rel.Sort(expr) for expr in selects.expressions_of(call, FromScope(None)))
        elif call.name == "add_cte":
            selects.add_ctes(call)
        elif call.name not in IGNORED and call.name not in ENDS:
            selects.lowering.partial = True
        if isinstance(query, rel.SetOperation):
            query = msgspec.structs.replace(
                query,
                order=(*query.order, *block.order),
                limit=block.limit or query.limit,
                offset=block.offset or query.offset,
            )
    return query


def requeried(
    selects: "Selects", call: MethodCall, query: Query, before: "Block", scope: FromScope, outer: FromScope | None
) -> tuple["Block", FromScope]:
    """``Query.union()`` reads the rows of the union under the names of the first entity, and goes on from there;
    ``from_self()`` of 1.x those of the Query itself, and may name other columns."""
    from scopelint.evaluate.lower_select import Block

    block, around = Block(), FromScope(outer)
    sources = [*scope.stated_aliases, *scope.referenced]
    plain = all(selects.entity(c) is not None or isinstance(c, Attr) for c in before.columns)
    alias = sources[0] if len(sources) == 1 and plain else "anon"
    around.stated = rel.Derived(query, alias)
    around.stated_aliases.add(alias)
    if alias == "anon":
        selects.lowering.partial = True
    else:
        block.columns = before.columns
        block.latest = before.latest
    if call.name == "from_self" and call.arguments:
        block.columns = [selects.lowering.resolve(argument.value) for argument in call.arguments]
    return block, around


def combined(selects: "Selects", call: MethodCall, left: Query, outer: FromScope | None) -> Query:
    """``query.union(other)``: one more arm."""
    if call.name == "from_self":
        return left
    kind, every = SET_OPERATIONS[call.name]
    for argument in call.arguments:
        if argument.keyword is None:
            arm = selects.query(argument.value, outer)
            left = rel.SetOperation(kind, every, left, arm)  # type: ignore[arg-type]  # from the table above
    return left
