"""Expressions to values."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import conditionals, containers, mappings
from scopelint.evaluate.comprehensions import comprehension
from scopelint.evaluate.conditionals import compare
from scopelint.evaluate.conditions import (
    truth,
)
from scopelint.evaluate.values import (
    ELLIPSIS,
    NONE,
    Argument,
    Class,
    Composed,
    Const,
    Each,
    Index,
    Mapping,
    Operation,
    Sequence,
    Spread,
    Term,
    Text,
    const,
    constant_text,
    intern,
)
from scopelint.model import body as ir
from scopelint.model.node import Span

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"})


def evaluate(run: "Run", expression: ir.Expression) -> Term:
    """The value of an expression."""
    run.steps += 1
    return _READERS[type(expression)](run, expression)


def _constant(run: "Run", node: ir.Constant) -> Term:
    if node.value is None:
        return NONE
    if isinstance(node.value, str):
        # Identity follows the text; only strings long enough to be SQL keep their place in the file.
        keep = len(node.value) > 12
        return intern(Const(node.value, "str", node if keep else None, run.frame.path if keep else ""))
    return const(node.value)


def _name(run: "Run", node: ir.Name) -> Term:
    return run.lookup(node.id)


def _attribute(run: "Run", node: ir.Attribute) -> Term:
    return run.attribute(evaluate(run, node.value), node.attr)


def _subscript(run: "Run", node: ir.Subscript) -> Term:
    base = evaluate(run, node.value)
    run.observe_iteration(base, run.place(node.span))  # query[0], query[:10]
    if isinstance(node.index, ir.SliceExpression):
        return intern(Index(base, ELLIPSIS))
    index = evaluate(run, node.index)
    if isinstance(base, Class):
        arguments = index.items if isinstance(index, Sequence) else (index,)
        return intern(Class(base.id, arguments))
    return containers.item(run, base, index)


def arguments_of(run: "Run", arguments: tuple[ir.Argument, ...]) -> tuple[Argument, ...]:
    """Evaluated call arguments; constant-shaped splats are spread out."""
    result: list[Argument] = []
    for argument in arguments:
        value = evaluate(run, argument.value)
        if argument.star:
            content = containers.content(run, value)
            if argument.star == "*":
                run.observe_iteration(content, run.place(argument.value.span))
            if argument.star == "*" and isinstance(content, Sequence):
                result.extend(
                    Argument(item.value, None, "*") if isinstance(item, Spread) else Argument(item)
                    for item in content.items
                    if not isinstance(item, Each)
                )
                result.extend(Argument(item, None, "*") for item in content.items if isinstance(item, Each))
                continue
            if argument.star == "**" and (entries := mappings.known_entries(content)) is not None:
                result.extend(Argument(item, key) for key, item in entries.items())
                continue
            result.append(Argument(content, None, argument.star))
        else:
            result.append(Argument(value, argument.keyword))
    return tuple(map(intern, result))


def _call(run: "Run", node: ir.Call) -> Term:
    function = evaluate(run, node.function)
    return run.call(function, arguments_of(run, node.arguments), run.place(node.span))


def _display(run: "Run", node: ir.Display) -> Term:
    items: list[Term] = []
    for element in node.elements:
        if isinstance(element, ir.Starred):
            content = containers.content(run, evaluate(run, element.value))
            run.observe_iteration(content, run.place(node.span))
            if isinstance(content, Sequence):
                items.extend(content.items)
            else:
                items.append(intern(Spread(content)))
        else:
            items.append(evaluate(run, element))
    value = intern(Sequence(node.kind, tuple(items)))
    return value if node.kind == "tuple" else run.allocate(node.kind, value)


def _dict(run: "Run", node: ir.DictDisplay) -> Term:
    entries: list[tuple[Term | None, Term]] = []
    for key, value in node.entries:
        entries.append((None if key is None else evaluate(run, key), evaluate(run, value)))
    entries = [(key, containers.content(run, value) if key is None else value) for key, value in entries]
    return run.allocate("dict", intern(Mapping(tuple(entries))))


def _formatted(run: "Run", node: ir.Formatted) -> Term:
    return intern(Text(tuple(evaluate(run, part) for part in node.parts), run.place(node.span)))


def _binary(run: "Run", node: ir.BinaryOperation) -> Term:
    left, right = evaluate(run, node.left), evaluate(run, node.right)
    return binary(run, node.op, left, right, node.span)


def binary(run: "Run", op: str, left: Term, right: Term, span: Span) -> Term:
    """``left op right`` for arithmetic, bitwise and string operators."""
    if isinstance(left, Const) and isinstance(right, Const) and op in "+-*":
        number = (int, float)
        if isinstance(left.value, number) and isinstance(right.value, number):
            return intern(Operation(op, left, right))
    if op == "+":
        if _is_text(left) or _is_text(right):
            return _concatenate(run, left, right, span)
        joined = containers.concatenate(run, left, right)
        if joined is not None:
            return joined
    if op == "%" and _is_text(left):
        return containers.percent_format(run, left, right, run.place(span))
    if op == "|" and isinstance(containers.content(run, left), Mapping):
        return containers.merged_mapping(run, left, right)
    return intern(Operation(op, left, right, run.place(span)))


def _is_text(value: Term) -> bool:
    return isinstance(value, Text) or constant_text(value) is not None


def _concatenate(run: "Run", left: Term, right: Term, span: Span) -> Term:
    parts = (
        *(left.parts if isinstance(left, Text) else (left,)),
        *(right.parts if isinstance(right, Text) else (right,)),
    )
    kind = Composed if isinstance(left, Composed) and isinstance(right, Composed) else Text
    return intern(kind(parts, run.place(span)))


def _unary(run: "Run", node: ir.UnaryOperation) -> Term:
    operand = evaluate(run, node.operand)
    if node.op == "-" and isinstance(operand, Const) and isinstance(operand.value, int | float):
        return const(-operand.value)
    if node.op == "not":
        formula = truth(operand)
        if isinstance(formula, bool):
            return const(not formula)
    return intern(Operation(node.op, operand, None, run.place(node.span)))


def _comparison(run: "Run", node: ir.Comparison) -> Term:
    left, right = evaluate(run, node.left), evaluate(run, node.right)
    formula = compare(run, node.op, left, right)
    if isinstance(formula, bool):
        return const(formula)
    return intern(Operation(node.op, left, right, run.place(node.span)))


def _lambda(run: "Run", node: ir.Lambda) -> Term:
    return run.closure(node, "<lambda>")


def _await(run: "Run", node: ir.Await) -> Term:
    return evaluate(run, node.value)


def _yield(run: "Run", node: ir.Yield) -> Term:
    value = NONE if node.value is None else evaluate(run, node.value)
    if node.delegate:
        run.observe_iteration(containers.content(run, value), run.place(node.span))
    run.frame.yields.append(containers.element(run, value, run.place(node.span)) if node.delegate else value)
    return run.fresh("sent into the generator")


def _walrus(run: "Run", node: ir.Assignment) -> Term:
    from scopelint.evaluate.effects import assign

    value = evaluate(run, node.value)
    assign(run, node.target, value)
    return value


def _starred(run: "Run", node: ir.Starred) -> Term:
    return intern(Spread(containers.content(run, evaluate(run, node.value))))


def _opaque(run: "Run", node: ir.Expression) -> Term:
    return ELLIPSIS if isinstance(node, ir.EllipsisConstant) else run.fresh(type(node).__name__)


_READERS: dict[type, Callable[..., Term]] = {
    ir.Constant: _constant,
    ir.Name: _name,
    ir.Attribute: _attribute,
    ir.Subscript: _subscript,
    ir.Call: _call,
    ir.Display: _display,
    ir.DictDisplay: _dict,
    ir.Formatted: _formatted,
    ir.BinaryOperation: _binary,
    ir.UnaryOperation: _unary,
    ir.BooleanOperation: conditionals.boolean,
    ir.Comparison: _comparison,
    ir.Conditional: conditionals.conditional,
    ir.Lambda: _lambda,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Assignment: _walrus,
    ir.Starred: _starred,
    ir.Comprehension: comprehension,
    ir.BytesConstant: _opaque,
    ir.EllipsisConstant: _opaque,
    ir.SliceExpression: _opaque,
}
