"""Columns of a SELECT that its head does not list: column properties, ``with_expression``, the lists of 1.x."""

from typing import TYPE_CHECKING

from scopelint.evaluate.lowering import FromScope
from scopelint.evaluate.sqlalchemy_names import library_name
from scopelint.evaluate.values import Argument, CallResult, Class, MethodCall, Sequence, Term, intern
from scopelint.model.relation import Item

if TYPE_CHECKING:
    from scopelint.evaluate.lower_select import Block, Selects


def old_style(
    selects: "Selects", head: CallResult, chain: list[MethodCall]
) -> tuple[tuple[Argument, ...], list[MethodCall]]:
    """``select([columns], whereclause)`` of 1.x: the columns, and the clause as a step of the chain."""
    first = head.arguments[:1]
    if not first or first[0].star or not isinstance(selects.lowering.resolve(first[0].value), Sequence):
        return head.arguments, chain
    clauses = [a for n, a in enumerate(head.arguments) if a.keyword == "whereclause" or (n == 1 and not a.keyword)]
    steps = [MethodCall(head, "where", (Argument(clause.value),), head.place) for clause in clauses]
    return first, [*steps, *chain]


def with_expression(selects: "Selects", call: MethodCall, block: "Block", scope: FromScope) -> None:
    """``options(with_expression(Model.attribute, expression))``: one more column of the statement."""
    for argument in call.arguments:
        option = selects.lowering.resolve(argument.value)
        if isinstance(option, CallResult) and library_name(option.function) == "with_expression":
            for given in option.arguments[1:]:
                column = selects.lowering.resolve(given.value)
                block.columns.append(column)
                selects.mention(column, scope)


def read_along(selects: "Selects", entity: Term, scope: FromScope) -> list[Item]:
    """What SQLAlchemy selects with every row of a class: its column properties that hold a query."""
    mapped = selects.entity_mapping(entity)
    found: list[Item] = []
    for name in mapped.others if mapped is not None else ():
        made = selects.lowering.run.attribute(intern(Class(mapped.id)), name) if mapped is not None else None
        if not isinstance(made, CallResult) or library_name(made.function) != "column_property":
            continue
        if any(argument.keyword == "deferred" for argument in made.arguments):
            continue
        if not isinstance(entity, Class):
            selects.lowering.partial = True  # it is written for the class, not for its alias
            continue
        expr = selects.expressions.expression(selects.lowering.resolve(made.arguments[0].value), scope)
        found.append(Item(expr, name))
    return found
