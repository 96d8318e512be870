"""Patterns of ``match``: which names a pattern binds, and what evaluation can say about its test."""

from collections.abc import Callable
from typing import Any

import libcst as cst
import msgspec

from scopelint.extract.reader import Reader, Unreadable
from scopelint.model.body import Display, Expression


class Pattern(msgspec.Struct):
    """What a pattern tests. ``values``: it equals one of these; ``classes``: it is an instance of one of these;
    both None: something else. ``narrowed``: a class pattern that asks for more than the class."""

    values: tuple[Expression, ...] | None = None
    classes: tuple[Expression, ...] | None = None
    irrefutable: bool = False
    narrowed: bool = False


def pattern(reader: Reader, node: Any, captures: list[str]) -> Pattern:
    """Read one pattern; names it binds are appended to ``captures`` in source order."""
    read = _PATTERNS.get(type(node))
    if read is None:
        raise Unreadable(f"no reader for {type(node).__name__}")
    own = isinstance(node, (cst.MatchClass, cst.MatchValue, cst.MatchSingleton))  # their readers consume them
    parens = 0 if own else len(getattr(node, "lpar", ()))
    for _ in range(parens):
        reader.token("(")
    found = read(reader, node, captures)
    for _ in range(parens):
        reader.token(")")
    return found


def class_expression(classes: tuple[Expression, ...], reader: Reader, start: int) -> Expression:
    """One class, or several as the tuple that isinstance takes."""
    return classes[0] if len(classes) == 1 else Display("tuple", classes, reader.span(start))


def _value(reader: Reader, node: Any, captures: list[str]) -> Pattern:
    return Pattern(values=(reader.expression(node.value),))


def _as(reader: Reader, node: cst.MatchAs, captures: list[str]) -> Pattern:
    found = Pattern(irrefutable=True)
    if node.pattern is not None:
        found = pattern(reader, node.pattern, captures)
        if node.name is not None:
            reader.token("as")
    if node.name is not None:
        reader.token(node.name.value)
        captures.append(node.name.value)
    elif node.pattern is None:
        reader.token("_")
    return found


def _or(reader: Reader, node: cst.MatchOr, captures: list[str]) -> Pattern:
    arms: list[Pattern] = []
    for element in node.patterns:
        if arms:
            reader.token("|")
        names: list[str] = []
        arms.append(pattern(reader, element.pattern, names))
        captures.extend(name for name in names if name not in captures)
    values = tuple(value for arm in arms for value in arm.values or ())
    classes = tuple(each for arm in arms for each in arm.classes or ())
    return Pattern(
        values if all(arm.values for arm in arms) else None,
        classes if all(arm.classes for arm in arms) else None,
        any(arm.irrefutable for arm in arms),
        any(arm.narrowed for arm in arms),
    )


def _class(reader: Reader, node: cst.MatchClass, captures: list[str]) -> Pattern:
    for _ in node.lpar:
        reader.token("(")
    found = reader.expression(node.cls)
    reader.token("(")
    for element in node.patterns:
        pattern(reader, element.value, captures)
        reader.comma(element.comma)
    for keyword in node.kwds:
        reader.token(keyword.key.value)
        reader.token("=")
        pattern(reader, keyword.pattern, captures)
        reader.comma(keyword.comma)
    reader.token(")")
    for _ in node.rpar:
        reader.token(")")
    return Pattern(classes=(found,), narrowed=bool(node.patterns or node.kwds))


def _sequence(reader: Reader, node: Any, captures: list[str]) -> Pattern:
    bracketed = isinstance(node, cst.MatchList) and node.lbracket is not None
    if bracketed:
        reader.token("[")
    for element in node.patterns:
        if isinstance(element, cst.MatchStar):
            reader.token("*")
            reader.token("_" if element.name is None else element.name.value)
            if element.name is not None:
                captures.append(element.name.value)
        else:
            pattern(reader, element.value, captures)
        reader.comma(element.comma)
    if bracketed:
        reader.token("]")
    return Pattern()


def _mapping(reader: Reader, node: cst.MatchMapping, captures: list[str]) -> Pattern:
    reader.token("{")
    for element in node.elements:
        reader.expression(element.key)
        reader.token(":")
        pattern(reader, element.pattern, captures)
        reader.comma(element.comma)
    if node.rest is not None:
        reader.token("**")
        reader.token(node.rest.value)
        captures.append(node.rest.value)
        reader.comma(node.trailing_comma)
    reader.token("}")
    return Pattern()


_PATTERNS: dict[type, Callable[[Reader, Any, list[str]], Pattern]] = {
    cst.MatchValue: _value,
    cst.MatchSingleton: _value,
    cst.MatchAs: _as,
    cst.MatchOr: _or,
    cst.MatchClass: _class,
    cst.MatchList: _sequence,
    cst.MatchTuple: _sequence,
    cst.MatchMapping: _mapping,
}
