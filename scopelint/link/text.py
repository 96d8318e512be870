"""Source text of one expression (a base, a decorator, a quoted annotation) to an expression; nothing is evaluated."""

import ast
import warnings
from collections.abc import Callable
from functools import lru_cache, reduce
from typing import Any

from scopelint.model.body import (
    Argument,
    Attribute,
    BinaryOperation,
    BooleanOperation,
    Call,
    Comparison,
    Constant,
    DictDisplay,
    Display,
    Expression,
    Lambda,
    Name,
    Starred,
    Subscript,
    UnaryOperation,
)
from scopelint.model.node import Span

NOWHERE = Span(1, 1, 1, 1)
LONGEST = 4000  # code points; longer text is no base, annotation or join condition anybody wrote

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


@lru_cache(maxsize=20_000)
def expression_of(text: str) -> Expression | None:
    """The expression that ``text`` spells, all spans 1:1; None if it is none or beyond what models are written in."""
    first, *rest = text.split(".")
    if first.isidentifier() and all(part.isidentifier() for part in rest):
        return reduce(lambda owner, part: Attribute(owner, part, NOWHERE), rest, _name(first))
    if len(text) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _convert(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError, _Foreign):
        return None


def _name(id: str) -> Expression:
    return {"None": Constant(None, NOWHERE), "True": Constant(True, NOWHERE), "False": Constant(False, NOWHERE)}.get(
        id, Name(id, NOWHERE)
    )


def dotted(value: Expression | None) -> str | None:
    """``a.b.c`` as written, None for anything else."""
    match value:
        case Name(id=name):
            return name
        case Attribute(value=inner, attr=attr):
            outer = dotted(inner)
            return None if outer is None else f"{outer}.{attr}"
        case _:
            return None


class _Foreign(Exception):
    """Syntax that no declaration needs."""


def _convert(node: ast.expr) -> Expression:
    convert = _CONVERSIONS.get(type(node))
    if convert is None:
        raise _Foreign
    return convert(node)


def _binary(node: ast.BinOp) -> Expression:
    op = _OPERATORS.get(type(node.op))
    if op is None:
        raise _Foreign
    return BinaryOperation(op, _convert(node.left), _convert(node.right), NOWHERE)


def _comparison(node: ast.Compare) -> Expression:
    if len(node.ops) != 1:
        raise _Foreign
    op: Any = _OPERATORS[type(node.ops[0])]
    return Comparison(op, _convert(node.left), _convert(node.comparators[0]), NOWHERE)


def _constant(node: ast.Constant) -> Expression:
    if isinstance(node.value, str | int | float | bool) or node.value is None:
        return Constant(node.value, NOWHERE)
    raise _Foreign


def _call(node: ast.Call) -> Expression:
    arguments = []
    for value in node.args:
        starred = isinstance(value, ast.Starred)
        arguments.append(
            Argument(_convert(value.value if isinstance(value, ast.Starred) else value), None, "*" if starred else "")
        )
    for keyword in node.keywords:
        arguments.append(Argument(_convert(keyword.value), keyword.arg, "" if keyword.arg else "**"))
    return Call(_convert(node.func), tuple(arguments), NOWHERE)


def _lambda(node: ast.Lambda) -> Expression:
    if node.args.args or node.args.kwonlyargs or node.args.vararg or node.args.kwarg:
        raise _Foreign
    return Lambda((), _convert(node.body), NOWHERE)


def _boolean(node: ast.BoolOp) -> Expression:
    return BooleanOperation("and" if isinstance(node.op, ast.And) else "or", tuple(map(_convert, node.values)), NOWHERE)


def _unary(node: ast.UnaryOp) -> Expression:
    if not isinstance(node.op, ast.Not | ast.USub):
        raise _Foreign
    return UnaryOperation("not" if isinstance(node.op, ast.Not) else "-", _convert(node.operand), NOWHERE)


def _dict(node: ast.Dict) -> Expression:
    return DictDisplay(
        tuple(
            (None if key is None else _convert(key), _convert(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ),
        NOWHERE,
    )


_CONVERSIONS: dict[type[ast.expr], Callable[[Any], Expression]] = {
    ast.Name: lambda node: Name(node.id, NOWHERE),
    ast.Attribute: lambda node: Attribute(_convert(node.value), node.attr, NOWHERE),
    ast.Subscript: lambda node: Subscript(_convert(node.value), _convert(node.slice), NOWHERE),
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Tuple: lambda node: Display("tuple", tuple(map(_convert, node.elts)), NOWHERE),
    ast.List: lambda node: Display("list", tuple(map(_convert, node.elts)), NOWHERE),
    ast.Starred: lambda node: Starred(_convert(node.value), NOWHERE),
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.Compare: _comparison,
    ast.Dict: _dict,
    ast.Lambda: _lambda,
}
