"""Expressions: one reader for each kind of LibCST expression but strings."""

from typing import Any, Literal

import libcst as cst

from scopelint.extract.reader import Reader, Unreadable, reads
from scopelint.extract.signatures import arguments, parameters
from scopelint.model.body import (
    Argument,
    Assignment,
    Attribute,
    Await,
    BinaryOperation,
    BooleanOperation,
    Call,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    DictDisplay,
    Display,
    EllipsisConstant,
    Expression,
    Generator,
    Lambda,
    Name,
    SliceExpression,
    Starred,
    Subscript,
    UnaryOperation,
    Yield,
)

BINARY: dict[str, str] = {
    "Add": "+",
    "Subtract": "-",
    "Multiply": "*",
    "Divide": "/",
    "FloorDivide": "//",
    "Modulo": "%",
    "MatrixMultiply": "@",
    "Power": "**",
    "BitAnd": "&",
    "BitOr": "|",
    "BitXor": "^",
    "LeftShift": "<<",
    "RightShift": ">>",
}
_Unary = Literal["not", "-", "~", "+"]
_UNARY: dict[str, _Unary] = {"Not": "not", "Minus": "-", "BitInvert": "~", "Plus": "+"}
_Comparing = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
_COMPARING: dict[str, _Comparing] = {
    "Equal": "==",
    "NotEqual": "!=",
    "LessThan": "<",
    "LessThanEqual": "<=",
    "GreaterThan": ">",
    "GreaterThanEqual": ">=",
    "In": "in",
    "NotIn": "not in",
    "Is": "is",
    "IsNot": "is not",
}
_CONSTANTS: dict[str, bool | None] = {"None": None, "True": True, "False": False}
_Kind = Literal["tuple", "list", "set"]
_OPEN = {"list": "[", "set": "{", "tuple": ""}
_CLOSE = {"list": "]", "set": "}", "tuple": ""}
_MAX_INTEGER = 2**63


@reads("Name")
def _name(reader: Reader, node: cst.Name, start: int) -> Expression:
    reader.token(node.value)
    span = reader.span(start)
    return Constant(_CONSTANTS[node.value], span) if node.value in _CONSTANTS else Name(node.value, span)


@reads("Integer", "Float", "Imaginary")
def _number(reader: Reader, node: Any, start: int) -> Expression:
    reader.token(node.value)
    return Constant(_evaluated(node), reader.span(start))


def _evaluated(node: Any) -> int | float:
    """The number; beyond 64 bits its float, which a cache can hold; an imaginary one is its imaginary part."""
    text = node.value.replace("_", "").lower()
    try:
        if not isinstance(node, cst.Integer):
            return float(text.rstrip("j"))
        value = int(text, 0) if text.strip("0") else 0
        return value if value < _MAX_INTEGER else float(value)
    except (ValueError, OverflowError):  # longer than the interpreter's limit
        return float("inf")


@reads("Ellipsis")
def _ellipsis(reader: Reader, node: cst.Ellipsis, start: int) -> Expression:
    reader.token("...")
    return EllipsisConstant(reader.span(start))


@reads("Attribute")
def _attribute(reader: Reader, node: cst.Attribute, start: int) -> Expression:
    value = reader.expression(node.value)
    reader.token(".")
    reader.token(node.attr.value)
    return Attribute(value, node.attr.value, reader.span(start))


@reads("Call")
def _call(reader: Reader, node: cst.Call, start: int) -> Expression:
    function = reader.expression(node.func)
    reader.token("(")
    given: tuple[Argument, ...] = arguments(reader, node.args)
    reader.token(")")
    return Call(function, given, reader.span(start))


@reads("Subscript")
def _subscript(reader: Reader, node: cst.Subscript, start: int) -> Expression:
    value = reader.expression(node.value)
    reader.token("[")
    first = reader.begin()
    parts: list[Expression] = []
    many = len(node.slice) > 1
    for element in node.slice:
        parts.append(_index(reader, element.slice))
        if isinstance(element.comma, cst.Comma):
            reader.token(",")
            many = True
    index = Display("tuple", tuple(parts), reader.span(first)) if many else parts[0]
    reader.token("]")
    return Subscript(value, index, reader.span(start))


def _index(reader: Reader, node: cst.BaseSlice) -> Expression:
    start = reader.begin()
    if isinstance(node, cst.Index):
        if node.star:
            reader.token("*")
            return Starred(reader.expression(node.value), reader.span(start))
        return reader.expression(node.value)
    if not isinstance(node, cst.Slice):
        raise Unreadable(f"no reader for {type(node).__name__}")
    lower = reader.optional(node.lower)
    reader.token(":")
    upper = reader.optional(node.upper)
    if isinstance(node.second_colon, cst.Colon):
        reader.token(":")
    step = reader.optional(node.step)
    return SliceExpression(lower, upper, step, reader.span(start))


def _display(reader: Reader, node: Any, start: int, kind: _Kind) -> Expression:
    reader.token(_OPEN[kind])
    elements: list[Expression] = []
    for element in node.elements:
        starred = isinstance(element, cst.StarredElement)
        elements.append(reader.expression(element) if starred else reader.expression(element.value))
        reader.comma(element.comma)
    if _CLOSE[kind]:
        reader.token(_CLOSE[kind])
    return Display(kind, tuple(elements), reader.span(start))


@reads("Tuple")
def _tuple(reader: Reader, node: cst.Tuple, start: int) -> Expression:
    return _display(reader, node, start, "tuple")


@reads("List")
def _list(reader: Reader, node: cst.List, start: int) -> Expression:
    return _display(reader, node, start, "list")


@reads("Set")
def _set(reader: Reader, node: cst.Set, start: int) -> Expression:
    return _display(reader, node, start, "set")


@reads("StarredElement")
def _starred(reader: Reader, node: cst.StarredElement, start: int) -> Expression:
    reader.token("*")
    return Starred(reader.expression(node.value), reader.span(start))


@reads("Dict")
def _dict(reader: Reader, node: cst.Dict, start: int) -> Expression:
    reader.token("{")
    entries: list[tuple[Expression | None, Expression]] = []
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            key = reader.expression(element.key)
            reader.token(":")
            entries.append((key, reader.expression(element.value)))
        else:
            reader.token("**")
            entries.append((None, reader.expression(element.value)))
        reader.comma(element.comma)
    reader.token("}")
    return DictDisplay(tuple(entries), reader.span(start))


@reads("BinaryOperation")
def _binary(reader: Reader, node: cst.BinaryOperation, start: int) -> Expression:
    """``a + b + c`` leans left; the loop keeps a long concatenation off the stack."""
    spine = [node]
    while isinstance(spine[-1].left, cst.BinaryOperation) and not spine[-1].left.lpar:
        spine.append(spine[-1].left)
    value = reader.expression(spine[-1].left)
    for operation in reversed(spine):
        op = BINARY[type(operation.operator).__name__]
        reader.token(op)
        right = reader.expression(operation.right)
        value = BinaryOperation(op, value, right, reader.span(start))
    return value


@reads("BooleanOperation")
def _boolean(reader: Reader, node: cst.BooleanOperation, start: int) -> Expression:
    op: Literal["and", "or"] = "and" if isinstance(node.operator, cst.And) else "or"
    stack: list[cst.BaseExpression] = [node]
    operands: list[Expression] = []
    while stack:
        last = stack.pop()
        same = isinstance(last, cst.BooleanOperation) and type(last.operator) is type(node.operator)
        if isinstance(last, cst.BooleanOperation) and same and (last is node or not last.lpar):
            stack += (last.right, last.left)
            continue
        if operands:
            reader.token(op)
        operands.append(reader.expression(last))
    return BooleanOperation(op, tuple(operands), reader.span(start))


@reads("UnaryOperation")
def _unary(reader: Reader, node: cst.UnaryOperation, start: int) -> Expression:
    op = _UNARY[type(node.operator).__name__]
    reader.token(op)
    return UnaryOperation(op, reader.expression(node.expression), reader.span(start))


@reads("Comparison")
def _comparison(reader: Reader, node: cst.Comparison, start: int) -> Expression:
    left = reader.expression(node.left)
    found: list[Expression] = []
    begin = start
    for target in node.comparisons:
        op = _COMPARING[type(target.operator).__name__]
        words = ["<>"] if getattr(target.operator, "value", "") == "<>" else op.split()
        for word in words:
            reader.token(word)
        following = reader.begin()
        right = reader.expression(target.comparator)
        found.append(Comparison(op, left, right, reader.span(begin)))
        left, begin = right, following
    return found[0] if len(found) == 1 else BooleanOperation("and", tuple(found), reader.span(start))


@reads("IfExp")
def _conditional(reader: Reader, node: cst.IfExp, start: int) -> Expression:
    then = reader.expression(node.body)
    reader.token("if")
    test = reader.expression(node.test)
    reader.token("else")
    otherwise = reader.expression(node.orelse)
    return Conditional(test, then, otherwise, reader.span(start))


@reads("Lambda")
def _lambda(reader: Reader, node: cst.Lambda, start: int) -> Expression:
    reader.token("lambda")
    taken = parameters(reader, node.params)
    reader.token(":")
    yields = reader.yields  # a yield in here makes the lambda a generator, not the function around it
    value = reader.expression(node.body)
    reader.yields = yields
    return Lambda(taken, value, reader.span(start))


@reads("GeneratorExp", "ListComp", "SetComp")
def _comprehension(reader: Reader, node: Any, start: int) -> Expression:
    kind: Literal["list", "set", "generator"] = "generator"
    brackets = ("", "")
    if isinstance(node, cst.ListComp):
        kind, brackets = "list", ("[", "]")
    elif isinstance(node, cst.SetComp):
        kind, brackets = "set", ("{", "}")
    reader.token(brackets[0])
    element = reader.expression(node.elt)
    generators = _generators(reader, node.for_in)
    if brackets[1]:
        reader.token(brackets[1])
    return Comprehension(kind, element, generators, reader.span(start))


@reads("DictComp")
def _dict_comprehension(reader: Reader, node: cst.DictComp, start: int) -> Expression:
    reader.token("{")
    key = reader.expression(node.key)
    reader.token(":")
    element = reader.expression(node.value)
    generators = _generators(reader, node.for_in)
    reader.token("}")
    return Comprehension("dict", element, generators, reader.span(start), key)


def _generators(reader: Reader, node: cst.CompFor | None) -> tuple[Generator, ...]:
    found: list[Generator] = []
    while node is not None:
        if node.asynchronous is not None:
            reader.token("async")
        reader.token("for")
        target = reader.expression(node.target)
        reader.token("in")
        iterable = reader.expression(node.iter)
        tests: list[Expression] = []
        for clause in node.ifs:
            reader.token("if")
            tests.append(reader.expression(clause.test))
        found.append(Generator(target, iterable, tuple(tests), node.asynchronous is not None))
        node = node.inner_for_in
    return tuple(found)


@reads("Await")
def _await(reader: Reader, node: cst.Await, start: int) -> Expression:
    reader.token("await")
    return Await(reader.expression(node.expression), reader.span(start))


@reads("Yield")
def _yield(reader: Reader, node: cst.Yield, start: int) -> Expression:
    reader.yields = True
    reader.token("yield")
    if isinstance(node.value, cst.From):
        reader.token("from")
        return Yield(reader.expression(node.value.item), reader.span(start), delegate=True)
    return Yield(reader.optional(node.value), reader.span(start))


@reads("NamedExpr")
def _walrus(reader: Reader, node: cst.NamedExpr, start: int) -> Expression:
    target = reader.expression(node.target)
    reader.token(":=")
    value = reader.expression(node.value)
    return Assignment(target, value, reader.span(start))
