"""Statements: one reader for each kind; blocks become tuples of effects in source order."""

from collections.abc import Callable
from typing import Any, Literal

import libcst as cst

from scopelint.extract.definitions import read_class, read_function
from scopelint.extract.expressions import BINARY
from scopelint.extract.imports import read_import, read_import_from
from scopelint.extract.patterns import class_expression, pattern
from scopelint.extract.reader import Reader, Unreadable
from scopelint.extract.signatures import annotated, type_parameters
from scopelint.model.body import (
    Assert,
    Assign,
    AugmentedAssign,
    Case,
    Delete,
    Display,
    Effect,
    Evaluate,
    Expression,
    For,
    Handler,
    If,
    Jump,
    Match,
    Raise,
    Return,
    ScopeDeclaration,
    Try,
    While,
    With,
    WithItem,
)


def effects(reader: Reader, suite: Any) -> tuple[Effect, ...]:
    """The effects of a block (``:`` consumed by the caller) or of a module's statements."""
    found: list[Effect] = []
    for statement in suite.body:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                _small(reader, small, found)
        elif isinstance(statement, cst.BaseSmallStatement):
            _small(reader, statement, found)
        else:
            found.append(_compound(reader, statement))
    return tuple(found)


def _suite(reader: Reader, node: Any) -> tuple[Effect, ...]:
    reader.token(":")
    return effects(reader, node)


def _small(reader: Reader, node: Any, found: list[Effect]) -> None:
    read = _SMALL.get(type(node))
    if read is not None:
        found.append(read(reader, node, reader.begin()))
    elif isinstance(node, cst.Pass):
        reader.token("pass")
    else:
        raise Unreadable(f"no reader for {type(node).__name__}")
    if isinstance(node.semicolon, cst.Semicolon):
        reader.token(";")


def _compound(reader: Reader, node: Any) -> Effect:
    if isinstance(node, cst.FunctionDef):
        return read_function(reader, node, effects)
    if isinstance(node, cst.ClassDef):
        return read_class(reader, node, effects)
    read = _COMPOUND.get(type(node))
    if read is None:
        raise Unreadable(f"no reader for {type(node).__name__}")
    return read(reader, node, reader.begin())


# ---------------------------------------------------------------- simple statements


def _expr(reader: Reader, node: cst.Expr, start: int) -> Effect:
    return Evaluate(reader.expression(node.value), reader.span(start))


def _assign(reader: Reader, node: cst.Assign, start: int) -> Effect:
    targets: list[Expression] = []
    for target in node.targets:
        targets.append(reader.expression(target.target))
        reader.token("=")
    value = reader.expression(node.value)
    return Assign(tuple(targets), value, reader.span(start))


def _annotated_assign(reader: Reader, node: cst.AnnAssign, start: int) -> Effect:
    target = reader.expression(node.target)
    annotation = annotated(reader, node.annotation)
    value = None
    if node.value is not None:
        reader.token("=")
        value = reader.expression(node.value)
    return Assign((target,), value, reader.span(start), annotation)


def _type_alias(reader: Reader, node: Any, start: int) -> Effect:
    """``type X[T] = value`` binds X to the value."""
    reader.token("type")
    target = reader.expression(node.name)
    type_parameters(reader, node.type_parameters)
    reader.token("=")
    value = reader.expression(node.value)
    return Assign((target,), value, reader.span(start))


def _augmented_assign(reader: Reader, node: cst.AugAssign, start: int) -> Effect:
    target = reader.expression(node.target)
    op = BINARY[type(node.operator).__name__.removesuffix("Assign")]
    reader.token(op + "=")
    value = reader.expression(node.value)
    return AugmentedAssign(target, op, value, reader.span(start))


def _delete(reader: Reader, node: cst.Del, start: int) -> Effect:
    reader.token("del")
    target = reader.expression(node.target)
    several = isinstance(target, Display)
    return Delete(target.elements if isinstance(target, Display) and several else (target,), reader.span(start))


def _return(reader: Reader, node: cst.Return, start: int) -> Effect:
    reader.token("return")
    return Return(reader.optional(node.value), reader.span(start))


def _raise(reader: Reader, node: cst.Raise, start: int) -> Effect:
    reader.token("raise")
    value = reader.optional(node.exc)
    if node.cause is not None:
        reader.token("from")
        reader.expression(node.cause.item)
    return Raise(value, reader.span(start))


def _assert(reader: Reader, node: cst.Assert, start: int) -> Effect:
    reader.token("assert")
    test = reader.expression(node.test)
    if node.msg is not None:
        reader.token(",")
        reader.expression(node.msg)
    return Assert(test, reader.span(start))


def _jump(reader: Reader, node: cst.Break | cst.Continue, start: int) -> Effect:
    kind: Literal["break", "continue"] = "break" if isinstance(node, cst.Break) else "continue"
    reader.token(kind)
    return Jump(kind, reader.span(start))


def _scope(reader: Reader, node: cst.Global | cst.Nonlocal, start: int) -> Effect:
    kind: Literal["global", "nonlocal"] = "global" if isinstance(node, cst.Global) else "nonlocal"
    reader.token(kind)
    for item in node.names:
        reader.token(item.name.value)
        reader.comma(item.comma)
    return ScopeDeclaration(kind, tuple(item.name.value for item in node.names))


# ---------------------------------------------------------------- compound statements


def _if(reader: Reader, node: cst.If, start: int) -> Effect:
    """A chain of ``elif`` is read in a loop and folded from its end: it may be long."""
    arms: list[tuple[int, Expression, tuple[Effect, ...]]] = []
    word, orelse, begin = "if", node, start
    while True:
        reader.token(word)
        test = reader.expression(orelse.test)
        arms.append((begin, test, _suite(reader, orelse.body)))
        if not isinstance(orelse.orelse, cst.If):
            break
        orelse, word, end = orelse.orelse, "elif", reader.at
        begin = reader.begin()
        reader.at = end
    otherwise = _else(reader, orelse.orelse)
    end = reader.at
    for begin, test, then in reversed(arms):
        otherwise = (If(test, then, otherwise, reader.between(begin, end)),)
    (whole,) = otherwise
    return whole


def _else(reader: Reader, node: cst.Else | None) -> tuple[Effect, ...]:
    if node is None:
        return ()
    reader.token("else")
    return _suite(reader, node.body)


def _for(reader: Reader, node: cst.For, start: int) -> Effect:
    if node.asynchronous is not None:
        reader.token("async")
    reader.token("for")
    target = reader.expression(node.target)
    reader.token("in")
    iterable = reader.expression(node.iter)
    body = _suite(reader, node.body)
    otherwise = _else(reader, node.orelse)
    return For(target, iterable, body, otherwise, reader.span(start), node.asynchronous is not None)


def _while(reader: Reader, node: cst.While, start: int) -> Effect:
    reader.token("while")
    test = reader.expression(node.test)
    body = _suite(reader, node.body)
    otherwise = _else(reader, node.orelse)
    return While(test, body, otherwise, reader.span(start))


def _try(reader: Reader, node: cst.Try | cst.TryStar, start: int) -> Effect:
    reader.token("try")
    body = _suite(reader, node.body)
    handlers: list[Handler] = []
    for clause in node.handlers:
        reader.token("except")
        if isinstance(clause, cst.ExceptStarHandler):
            reader.token("*")
        caught = reader.optional(clause.type)
        name = None
        if clause.name is not None and isinstance(clause.name.name, cst.Name):
            name = clause.name.name.value
            reader.token("as")
            reader.token(name)
        handlers.append(Handler(caught, name, _suite(reader, clause.body)))
    otherwise = _else(reader, node.orelse)
    final: tuple[Effect, ...] = ()
    if node.finalbody is not None:
        reader.token("finally")
        final = _suite(reader, node.finalbody.body)
    return Try(body, tuple(handlers), otherwise, final, reader.span(start))


def _with(reader: Reader, node: cst.With, start: int) -> Effect:
    if node.asynchronous is not None:
        reader.token("async")
    reader.token("with")
    if isinstance(node.lpar, cst.LeftParen):
        reader.token("(")
    items: list[WithItem] = []
    for item in node.items:
        context = reader.expression(item.item)
        target = None
        if item.asname is not None:
            reader.token("as")
            target = reader.expression(item.asname.name)
        items.append(WithItem(context, target))
        reader.comma(item.comma)
    if isinstance(node.rpar, cst.RightParen):
        reader.token(")")
    body = _suite(reader, node.body)
    return With(tuple(items), body, reader.span(start), node.asynchronous is not None)


def _match(reader: Reader, node: cst.Match, start: int) -> Effect:
    reader.token("match")
    subject = reader.expression(node.subject)
    reader.token(":")
    cases = tuple(_case(reader, case) for case in node.cases)
    return Match(subject, cases, reader.span(start))


def _case(reader: Reader, node: cst.MatchCase) -> Case:
    reader.token("case")
    captures: list[str] = []
    begin = reader.begin()
    tested = pattern(reader, node.pattern, captures)
    cls = None if tested.classes is None else class_expression(tested.classes, reader, begin)
    guard = None
    if node.guard is not None:
        reader.token("if")
        guard = reader.expression(node.guard)
    body = _suite(reader, node.body)
    return Case(tuple(captures), guard, body, tested.values or (), cls, tested.irrefutable, tested.narrowed)


_Statement = Callable[[Reader, Any, int], Effect]
_SMALL: dict[type, _Statement] = {
    cst.Expr: _expr,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated_assign,
    cst.AugAssign: _augmented_assign,
    cst.TypeAlias: _type_alias,
    cst.Del: _delete,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Break: _jump,
    cst.Continue: _jump,
    cst.Global: _scope,
    cst.Nonlocal: _scope,
    cst.Import: read_import,
    cst.ImportFrom: read_import_from,
}
for _name, _reader in (("LazyImport", read_import), ("LazyImportFrom", read_import_from)):  # Python 3.15
    if (_node := getattr(cst, _name, None)) is not None:
        _SMALL[_node] = _reader
_COMPOUND: dict[type, _Statement] = {
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.Match: _match,
}
