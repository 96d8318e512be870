"""String literals: their value, and where each stretch of it stands in the file."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import libcst as cst

from scopelint.extract.reader import Reader, Unreadable, reads
from scopelint.model.body import Argument, BytesConstant, Call, Constant, Expression, Formatted, Name, Piece

_PREFIX = re.compile(r"[A-Za-z]*(?:'''|\"\"\"|'|\")")
_ESCAPE = re.compile(
    r"\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\\'\"abfnrtv])|\{\{|\}\}"
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": ""}
_UNKNOWN = "\ufffd"
_MAX_ESCAPES = 64


@reads("SimpleString", "ConcatenatedString", "FormattedString", "TemplatedString")
def _string(reader: Reader, node: Any, start: int) -> Expression:
    parts: list[Expression] = []
    raw_bytes = formatted = False
    for literal in _literals(node):
        reader.begin()
        if isinstance(literal, cst.SimpleString):
            part = _plain(reader, literal)
            raw_bytes = raw_bytes or isinstance(part, BytesConstant)
            parts.append(part)
        else:
            formatted = True
            parts.extend(_formatted(reader, literal))
    span = reader.span(start)
    if raw_bytes:
        return BytesConstant(span)
    parts = list(_merged(parts))
    if formatted:
        return Formatted(tuple(parts), span)
    (only,) = parts
    return Constant(only.value, span, only.pieces) if isinstance(only, Constant) else only


def _literals(node: Any) -> Iterator[Any]:
    """The literals of an implicit concatenation, in order, without recursion."""
    stack = [node]
    while stack:
        last = stack.pop()
        if isinstance(last, cst.ConcatenatedString):
            stack += (last.right, last.left)
        else:
            yield last


def _merged(parts: Iterable[Expression]) -> Iterator[Expression]:
    """Neighbouring Constants become one; its span reaches from the first to the last."""
    run: list[Constant] = []
    for part in parts:
        if isinstance(part, Constant) and isinstance(part.value, str):
            run.append(part)
            continue
        yield from _joined(run)
        run = []
        yield part
    yield from _joined(run)


def _joined(run: list[Constant]) -> Iterator[Constant]:
    if len(run) == 1:
        yield run[0]
    elif run:
        first, last = run[0].span, run[-1].span
        span = type(first)(first.line, first.column, last.end_line, last.end_column)
        value = "".join([str(part.value) for part in run])
        yield Constant(value, span, tuple(piece for part in run for piece in part.pieces))


def _plain(reader: Reader, node: cst.SimpleString) -> Expression:
    text = node.value
    start = reader.raw(text)
    opening = _PREFIX.match(text)
    if opening is None:
        raise Unreadable("a string without quotes")
    mark = opening[0].lower()
    span = reader.span(start)
    if "b" in mark:
        return BytesConstant(span)
    quote = len(mark.lstrip("rufbt"))
    value, pieces = decoded(reader, start + len(mark), text[len(mark) : -quote], raw="r" in mark, braces=False)
    return Constant(value, span, pieces)


def _formatted(reader: Reader, node: Any) -> Iterator[Expression]:
    reader.token(node.start)
    raw = "r" in node.start.lower()
    for part in node.parts:
        if isinstance(part, cst.FormattedStringExpression) or hasattr(part, "expression"):
            yield from _hole(reader, part)
        else:
            start = reader.raw(part.value)
            value, pieces = decoded(reader, start, part.value, raw=raw, braces=True)
            yield Constant(value, reader.span(start), pieces)
    reader.raw(node.end)


def _hole(reader: Reader, node: Any) -> Iterator[Expression]:
    """``{value!r:spec}``: the value, in a call of ``format`` where it has a spec; a conversion is dropped. ``{value=}``
    puts its own text before."""
    reader.raw("{")
    start = reader.at
    value = reader.expression(node.expression)
    if node.equal is not None:
        reader.token("=")
        text = reader.text[start : reader.at]
        span = reader.span(start)
        yield Constant(text, span, (Piece(len(text), span),))
    if node.conversion is not None:
        reader.token("!")
        reader.token(node.conversion)
    if node.format_spec is not None:
        reader.token(":")
        for part in node.format_spec:
            if hasattr(part, "expression"):
                list(_hole(reader, part))
            else:
                reader.raw(part.value)
    reader.token("}")
    if node.format_spec:
        span = reader.span(start)
        value = Call(Name("format", span), (Argument(value),), span)
    yield value


def decoded(reader: Reader, start: int, body: str, raw: bool, braces: bool) -> tuple[str, tuple[Piece, ...]]:
    """Value and pieces of what stands between the quotes at offset ``start``; ``braces`` are doubled in f-strings."""
    marks = [mark for mark in _ESCAPE.finditer(body) if _counts(mark[0], raw, braces)] if _suspect(body) else []
    if not marks:
        return body, (Piece(len(body), reader.between(start, start + len(body))),) if body else ()
    values: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for mark in marks:
        if at < mark.start():
            values.append(body[at : mark.start()])
            pieces.append(Piece(mark.start() - at, reader.between(start + at, start + mark.start())))
        at = mark.end()
        if value := _unescaped(mark[0]):
            values.append(value)
            pieces.append(Piece(len(value), reader.between(start + mark.start(), start + at), exact=False))
    if at < len(body):
        values.append(body[at:])
        pieces.append(Piece(len(body) - at, reader.between(start + at, start + len(body))))
    text = "".join(values)
    if len(marks) > _MAX_ESCAPES:
        return text, (Piece(len(text), reader.between(start, start + len(body)), exact=False),)
    return text, tuple(pieces)


def _suspect(body: str) -> bool:
    return "\\" in body or "{{" in body or "}}" in body


def _counts(mark: str, raw: bool, braces: bool) -> bool:
    return not raw if mark[0] == "\\" else braces


def _unescaped(mark: str) -> str:
    """What an escape stands for. Lone surrogates and unknown names cannot be stored and become U+FFFD."""
    if mark[0] != "\\":
        return mark[0]
    kind = mark[1]
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind in "\\'\"":
        return kind
    if kind == "N":
        try:
            return unicodedata.lookup(mark[3:-1])
        except KeyError:
            return _UNKNOWN
    code = int(mark[2:], 16) if kind in "xuU" else int(mark[1:], 8)
    return _UNKNOWN if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)
