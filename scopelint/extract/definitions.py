"""``def`` and ``class``: signature, decorators, and the effects inside unless the body is read shallow."""

from collections.abc import Callable
from typing import Any

import libcst as cst

from scopelint.extract.reader import Reader
from scopelint.extract.signatures import annotated, arguments, parameters, type_parameters
from scopelint.model.body import Argument, ClassBody, DefineClass, DefineFunction, Effect, Expression, FunctionBody

ReadEffects = Callable[[Reader, Any], tuple[Effect, ...]]


def read_function(reader: Reader, node: cst.FunctionDef, effects: ReadEffects) -> DefineFunction:
    """A function; its span begins at ``def`` or ``async``, as LibCST's does, and ends with its last token."""
    qualname = _qualname(reader, node.name.value)
    decorators = _decorators(reader, node.decorators)
    start = reader.begin()
    if node.asynchronous is not None:
        reader.token("async")
    reader.token("def")
    reader.token(node.name.value)
    type_parameters(reader, node.type_parameters)
    reader.token("(")
    taken = parameters(reader, node.params)
    reader.token(")")
    returns = annotated(reader, node.returns, "->")
    reader.token(":")
    inner, yields = _inside(reader, node.body, f"{qualname}.<locals>.", effects)
    function = FunctionBody(
        node.name.value,
        qualname,
        taken,
        returns,
        decorators,
        inner,
        reader.span(start),
        node.asynchronous is not None,
        yields,
    )
    return DefineFunction(function, function.span)


def read_class(reader: Reader, node: cst.ClassDef, effects: ReadEffects, whole: bool = False) -> DefineClass:
    """A class. ``whole`` keeps the effects of the class that was asked for, though its members are shallow."""
    qualname = _qualname(reader, node.name.value)
    decorators = _decorators(reader, node.decorators)
    start = reader.begin()
    reader.token("class")
    reader.token(node.name.value)
    type_parameters(reader, node.type_parameters)
    bases: tuple[Argument, ...] = ()
    if isinstance(node.lpar, cst.LeftParen):
        reader.token("(")
        bases = arguments(reader, (*node.bases, *node.keywords))
        reader.token(")")
    reader.token(":")
    if whole:
        inner = effects(reader, node.body)
    else:
        inner, _ = _inside(reader, node.body, f"{qualname}.", effects)
    definition = ClassBody(node.name.value, qualname, bases, decorators, inner, reader.span(start))
    return DefineClass(definition, definition.span)


def _inside(reader: Reader, suite: Any, prefix: str, effects: ReadEffects) -> tuple[tuple[Effect, ...], bool]:
    """Effects of a suite under their own prefix, and whether a yield stands in it."""
    outer, yields = reader.prefix, reader.yields
    reader.prefix, reader.yields = prefix, False
    found = effects(reader, suite)
    inner = reader.yields
    reader.prefix, reader.yields = outer, yields
    return (() if reader.shallow else found), inner


def _qualname(reader: Reader, name: str) -> str:
    return reader.names.get(reader.line(reader.begin())) or reader.prefix + name


def _decorators(reader: Reader, nodes: Any) -> tuple[Expression, ...]:
    found: list[Expression] = []
    for node in nodes:
        reader.token("@")
        found.append(reader.expression(node.decorator))
    return tuple(found)
