"""Parameters, call arguments and type parameters: what stands between the parentheses of a signature."""

from collections.abc import Iterator
from typing import Any, Literal

import libcst as cst

from scopelint.extract.reader import Reader
from scopelint.model.body import Argument, Expression, Parameter

_Kind = Literal["positional", "normal", "keyword", "args", "kwargs"]
_STARS: dict[str, Literal["", "*", "**"]] = {"": "", "*": "*", "**": "**"}


def parameters(reader: Reader, node: cst.Parameters) -> tuple[Parameter, ...]:
    """The parameters of a def or lambda, without its parentheses."""
    return tuple(_parameters(reader, node))


def _parameters(reader: Reader, node: cst.Parameters) -> Iterator[Parameter]:
    for param in node.posonly_params:
        yield _parameter(reader, param, "positional", "")
    if isinstance(node.posonly_ind, cst.ParamSlash):
        reader.token("/")
        reader.comma(node.posonly_ind.comma)
    for param in node.params:
        yield _parameter(reader, param, "normal", "")
    if isinstance(node.star_arg, cst.Param):
        yield _parameter(reader, node.star_arg, "args", "*")
    elif isinstance(node.star_arg, cst.ParamStar):
        reader.token("*")
        reader.comma(node.star_arg.comma)
    for param in node.kwonly_params:
        yield _parameter(reader, param, "keyword", "")
    if node.star_kwarg is not None:
        yield _parameter(reader, node.star_kwarg, "kwargs", "**")


def _parameter(reader: Reader, node: cst.Param, kind: _Kind, star: str) -> Parameter:
    reader.token(star)
    reader.token(node.name.value)
    annotation = annotated(reader, node.annotation)
    default = None
    if node.default is not None:
        reader.token("=")
        default = reader.expression(node.default)
    reader.comma(node.comma)
    return Parameter(node.name.value, kind, annotation, default)


def annotated(reader: Reader, node: cst.Annotation | None, sign: str = ":") -> Expression | None:
    """The expression behind ``:`` or ``->``."""
    if node is None:
        return None
    reader.token(sign)
    return reader.expression(node.annotation)


def arguments(reader: Reader, nodes: Any) -> tuple[Argument, ...]:
    """The arguments of a call or of a class statement, without the parentheses."""
    found: list[Argument] = []
    for node in nodes:
        keyword = None
        if node.star:
            reader.token(node.star)
        if node.keyword is not None:
            keyword = node.keyword.value
            reader.token(keyword)
            reader.token("=")
        found.append(Argument(reader.expression(node.value), keyword, _STARS[node.star]))
        reader.comma(node.comma)
    return tuple(found)


def type_parameters(reader: Reader, node: Any) -> None:
    """Consume ``[T: bound = default, *Ts, **P]``; nothing of it is kept."""
    if node is None:
        return
    reader.token("[")
    for item in node.params:
        param = item.param
        stars = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(type(param).__name__, "")
        reader.token(stars)
        reader.token(param.name.value)
        if (bound := getattr(param, "bound", None)) is not None:
            reader.token(":")
            reader.expression(bound)
        if getattr(item, "default", None) is not None:
            reader.token("=")
            reader.token(item.star if isinstance(item.star, str) else "")
            reader.expression(item.default)
        reader.comma(item.comma)
    reader.token("]")
