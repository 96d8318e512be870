"""Expressions to values."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import containers, mappings
from scopelint.evaluate.conditions import (
    choose,
    conjunction,
    disjunction,
    equals,
    examine,
    negate,
    truth,
)
from scopelint.evaluate.doubt import Doubt
from scopelint.evaluate.sqlalchemy_names import library_name
from scopelint.evaluate.values import (
    ELLIPSIS,
    NONE,
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    Composed,
    Const,
    Each,
    External,
    Formula,
    Index,
    Mapping,
    MethodCall,
    Operation,
    Sequence,
    Spread,
    TableObject,
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


def _boolean(run: "Run", node: ir.BooleanOperation) -> Term:
    value = evaluate(run, node.operands[0])
    for operand in node.operands[1:]:
        formula = truth_of(run, value)
        goes_on = formula if node.op == "and" else negate(formula)
        if goes_on is False:
            return value
        right = under(run, goes_on, operand)
        value = choose(goes_on, right, value)
    return value


def under(run: "Run", formula: Formula, expression: ir.Expression) -> Term:
    """The value of an expression evaluated only where the formula holds."""
    from scopelint.evaluate.conditions import learn

    known = learn(formula, run.state.known)
    if known is None:
        return NONE
    before, run.state.known = run.state.known, known
    run.doubts.extend([] if isinstance(formula, bool) else [Doubt("a condition", formula)])
    value = evaluate(run, expression)
    run.doubts.pop() if not isinstance(formula, bool) else None
    if run.state.known is known:
        run.state.known = before
    return value


def _comparison(run: "Run", node: ir.Comparison) -> Term:
    left, right = evaluate(run, node.left), evaluate(run, node.right)
    formula = compare(run, node.op, left, right)
    if isinstance(formula, bool):
        return const(formula)
    return intern(Operation(node.op, left, right, run.place(node.span)))


def compare(run: "Run", op: str, left: Term, right: Term) -> Formula | None:
    """When a Python comparison holds; None where only the recorded operation tells."""
    match op:
        case "==" | "is":
            return equals(left, right) if _plain(run, left) and _plain(run, right) else None
        case "!=" | "is not":
            formula = compare(run, "==", left, right)
            return None if formula is None else negate(formula)
        case "in" | "not in":
            content = containers.content(run, right)
            if isinstance(content, Sequence) and not any(isinstance(i, Spread | Each) for i in content.items):
                formula = disjunction(equals(left, item) for item in content.items)
                return formula if op == "in" else negate(formula)
            formula = examine("opaque", intern(Operation("in", left, content)), "in")
            return formula if op == "in" else negate(formula)
        case "<" | "<=" | ">" | ">=" if isinstance(left, Const) and isinstance(right, Const):
            numbers = left.value, right.value
            if all(isinstance(number, int | float) for number in numbers):
                first, second = numbers
                found = {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}  # type: ignore[operator]  # numbers
                return found[op]
    return None


def _plain(run: "Run", value: Term) -> bool:
    """Not a column or another thing that overloads ``==``."""
    match value:
        case Attr(base=Class() as cls):
            return cls.id not in run.program.mapped
        case Attr(base=Attr(base=base)) | Index(base=Attr(base=base)):
            return _plain(run, base)
        case Attr(base=TableObject()) | CallResult(function=External()):
            return not (isinstance(value, Attr) or library_name(value.function) is not None)
        case Attr(base=CallResult(function=External() as function)):
            return library_name(function) is None
        case MethodCall(receiver=receiver):
            return _plain(run, receiver)
        case Choice(then=then, otherwise=otherwise):
            return _plain(run, then) and _plain(run, otherwise)
    return True


def condition(run: "Run", node: ir.Expression) -> Formula:
    """When an expression is true; tests inside ``and`` see what the earlier operands taught."""
    match node:
        case ir.UnaryOperation(op="not"):
            return negate(condition(run, node.operand))
        case ir.BooleanOperation():
            known = run.state.known
            formulas: list[Formula] = []
            for operand in node.operands:
                formula = condition(run, operand)
                formulas.append(formula)
                goes_on = formula if node.op == "and" else negate(formula)
                from scopelint.evaluate.conditions import learn

                narrowed = learn(goes_on, run.state.known)
                if narrowed is None:
                    break
                run.state.known = narrowed
            run.state.known = known
            return conjunction(formulas) if node.op == "and" else disjunction(formulas)
        case ir.Comparison():
            left, right = evaluate(run, node.left), evaluate(run, node.right)
            formula_or_none = compare(run, node.op, left, right)
            if formula_or_none is not None:
                return formula_or_none
            return truth(intern(Operation(node.op, left, right)))
    return truth_of(run, evaluate(run, node))


def truth_of(run: "Run", value: Term) -> Formula:
    """When a value is true, looking into containers and recorded comparisons."""
    match value:
        case Operation(op="==" | "!=" | "is" | "is not" | "in" | "not in" as op, right=right) if right is not None:
            formula = compare(run, op, value.left, right)
            if formula is not None:
                return formula
            if op in ("==", "!="):  # SQLAlchemy: the truth of a comparison is whether both sides are one column
                return (value.left is right) is (op == "==")
        case Choice():
            from scopelint.evaluate.conditions import either

            return either(value.condition, truth_of(run, value.then), truth_of(run, value.otherwise))
    return truth(containers.content(run, value))


def _conditional(run: "Run", node: ir.Conditional) -> Term:
    formula = condition(run, node.test)
    from scopelint.evaluate.conditions import decide

    formula = decide(formula, run.state.known)
    if formula is True:
        return evaluate(run, node.then)
    if formula is False:
        return evaluate(run, node.otherwise)
    then = under(run, formula, node.then)
    otherwise = under(run, negate(formula), node.otherwise)
    return choose(formula, then, otherwise)


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


def _comprehension(run: "Run", node: ir.Comprehension) -> Term:
    return containers.comprehension(run, node)


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
    ir.BooleanOperation: _boolean,
    ir.Comparison: _comparison,
    ir.Conditional: _conditional,
    ir.Lambda: _lambda,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Assignment: _walrus,
    ir.Starred: _starred,
    ir.Comprehension: _comprehension,
    ir.BytesConstant: _opaque,
    ir.EllipsisConstant: _opaque,
    ir.SliceExpression: _opaque,
}
