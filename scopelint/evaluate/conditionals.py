"""Expressions that choose (``and``, ``or``, ``if``-``else``), and when an expression is true."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scopelint.evaluate import containers
from scopelint.evaluate.branching import branch, value_of_either
from scopelint.evaluate.conditions import (
    choose,
    conjunction,
    decide,
    disjunction,
    either,
    equals,
    examine,
    learn,
    negate,
    truth,
)
from scopelint.evaluate.sqlalchemy_names import library_name
from scopelint.evaluate.values import (
    NONE,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    Each,
    External,
    Formula,
    Index,
    MethodCall,
    Operation,
    Sequence,
    Spread,
    TableObject,
    Term,
    intern,
)
from scopelint.model import body as ir

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


def boolean(run: "Run", node: ir.BooleanOperation) -> Term:
    """``a and b``, ``a or b``: the operand that decides."""
    value = run.evaluate(node.operands[0])
    for operand in node.operands[1:]:
        formula = truth_of(run, value)
        goes_on = formula if node.op == "and" else negate(formula)
        if goes_on is False:
            return value
        value = _either(run, goes_on, partial(run.evaluate, operand), partial(_same, value), _is_plain(operand))
    return value


def _same(value: Term) -> Term:
    return value


def _is_plain(node: ir.Expression) -> bool:
    """Whether evaluating it calls nothing, so that it changes nothing and teaches nothing."""
    match node:
        case ir.Constant() | ir.Name():
            return True
        case ir.Attribute() | ir.UnaryOperation():
            return _is_plain(node.value if isinstance(node, ir.Attribute) else node.operand)
        case ir.Comparison():
            return _is_plain(node.left) and _is_plain(node.right)
    return False


def _either(run: "Run", formula: Formula, then: Callable[[], Term], otherwise: Callable[[], Term], plain: bool) -> Term:
    """``then`` evaluated where the formula holds, or ``otherwise``; plain ones need no state of their own."""
    if isinstance(formula, bool) or not plain:
        return value_of_either(run, formula, then, otherwise)
    before, facts = run.state.known, run.state.facts
    values: list[Term] = []
    for side, make in ((formula, then), (negate(formula), otherwise)):
        known = learn(side, before)
        if known is not None:
            run.state.known = known
            values.append(make())
    run.state.known, run.state.facts = before, facts
    return choose(formula, *values) if len(values) == 2 else values[0] if values else NONE


def conditional(run: "Run", node: ir.Conditional) -> Term:
    """``then if test else otherwise``"""
    formula = condition(run, node.test)
    formula = decide(formula, run.state.known)
    if formula is True:
        return run.evaluate(node.then)
    if formula is False:
        return run.evaluate(node.otherwise)
    plain = _is_plain(node.then) and _is_plain(node.otherwise)
    return _either(run, formula, partial(run.evaluate, node.then), partial(run.evaluate, node.otherwise), plain)


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
            return _chain(run, node.op, node.operands)
        case ir.Comparison():
            left, right = run.evaluate(node.left), run.evaluate(node.right)
            formula_or_none = compare(run, node.op, left, right)
            if formula_or_none is not None:
                return formula_or_none
            return truth(intern(Operation(node.op, left, right)))
    return truth_of(run, run.evaluate(node))


def _chain(run: "Run", op: str, operands: tuple[ir.Expression, ...]) -> Formula:
    first = condition(run, operands[0])
    if len(operands) == 1:
        return first
    goes_on = decide(first if op == "and" else negate(first), run.state.known)
    if goes_on is False:
        return first
    rest: list[Formula] = []
    if all(map(_is_plain, operands[1:])):
        known = learn(goes_on, run.state.known)
        if known is None:
            return first
        before, run.state.known = run.state.known, known
        rest.append(_chain(run, op, operands[1:]))
        run.state.known = before
    else:
        # Where the rest raises, the only way on is past it: ``found or abort(404)``.
        branch(run, goes_on, lambda: rest.append(_chain(run, op, operands[1:])), lambda: None, "a condition")
    parts = (first, *rest)
    return conjunction(parts) if op == "and" else disjunction(parts)


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
            return either(value.condition, truth_of(run, value.then), truth_of(run, value.otherwise))
    return truth(containers.content(run, value))
