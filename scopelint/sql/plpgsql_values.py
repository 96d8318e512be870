"""Constant expressions of PL/pgSQL: texts put together, arrays, VALUES."""

import re
from typing import TypeAlias

from scopelint.sql.tokens import Cursor, Token, Unfit

Value: TypeAlias = "str | list[object] | tuple[object, ...] | None"
Values: TypeAlias = "dict[str, Value]"
_DIRECTIVE = re.compile(r"%(?:(\d+)\$)?(-)?(\d+)?([sIL%])")
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")


class Unknowable(Exception):
    """It depends on what is only known when it runs."""


def value_of(sql: str, words: list[Token], values: Values, rows: bool = False) -> Value:
    """A text or a list of texts. ``rows``: a query, ``SELECT unnest(array)`` or VALUES."""
    cursor = Cursor(sql, words)
    try:
        if rows:
            return _rows(cursor, values)
        found = _concatenation(cursor, values)
    except (Unfit, IndexError) as fault:
        raise Unknowable from fault
    if not cursor.done:
        raise Unknowable
    return found


def _rows(cursor: Cursor, values: Values) -> Value:
    bracketed = cursor.take("(")
    if cursor.take("select"):
        if cursor.take("unnest", "("):
            found = _concatenation(cursor, values)
            cursor.need(")")
        else:
            cursor.skip_to("from")
            cursor.need("from")
            if cursor.take("unnest", "("):
                found = _concatenation(cursor, values)
                cursor.need(")")
            elif cursor.take("(", "values"):
                found = _values(cursor, values)
                cursor.need(")")
            else:
                raise Unknowable
        if cursor.take("as") or not cursor.done:
            cursor.object()
            if cursor.sees("("):
                cursor.bracketed()
    elif cursor.take("values"):
        found = _values(cursor, values)
    else:
        raise Unknowable
    if bracketed:
        cursor.need(")")
    if not cursor.done:
        raise Unknowable
    return found


def _values(cursor: Cursor, values: Values) -> Value:
    found: list[object] = []
    for _ in cursor.commas():
        cursor.need("(")
        row = tuple(_concatenation(cursor, values) for _ in cursor.commas())
        cursor.need(")")
        found.append(row[0] if len(row) == 1 else row)
    return found


def _concatenation(cursor: Cursor, values: Values) -> Value:
    found = _operand(cursor, values)
    while cursor.take("||"):
        other = _operand(cursor, values)
        if not isinstance(found, str) or not isinstance(other, str):
            raise Unknowable
        found += other
    return found


def _operand(cursor: Cursor, values: Values) -> Value:
    found = _primary(cursor, values)
    while cursor.take("::"):
        name = cursor.object().name
        if cursor.take("["):
            cursor.need("]")
            found = _array_literal(found)
        elif name not in ("text", "varchar", "name", "regclass"):
            raise Unknowable
    return found


def _primary(cursor: Cursor, values: Values) -> Value:
    token = cursor.next()
    if token.kind in ("string", "dollar", "number"):
        return token.value
    if token.value == "(" and token.kind == "symbol":
        inner = _concatenation(cursor, values)
        cursor.need(")")
        return inner
    if token.value == "array" and cursor.take("["):
        items: list[object] = []
        if cursor.take("]"):
            return items
        items = [_concatenation(cursor, values) for _ in cursor.commas()]
        cursor.need("]")
        return items
    if token.kind == "word" and cursor.sees("("):
        return _call(cursor, token.value, values)
    field = f"{token.value}.{cursor.name()}" if cursor.take(".") else token.value
    found = values.get(field)
    if found is None:
        raise Unknowable
    if cursor.take("["):
        number = cursor.next().value
        cursor.need("]")
        if isinstance(found, (list, tuple)) and number.isdigit() and 0 < int(number) <= len(found):
            item = found[int(number) - 1]
            return item if isinstance(item, (str, list, tuple)) else None
        raise Unknowable
    if isinstance(found, str) and found.startswith("{"):
        return found
    return found


def _array_literal(value: Value) -> Value:
    if isinstance(value, str) and value.startswith("{") and value.endswith("}") and '"' not in value:
        return [part.strip() for part in value[1:-1].split(",") if part.strip()]
    return value


def _call(cursor: Cursor, name: str, values: Values) -> Value:
    cursor.need("(")
    arguments = [] if cursor.sees(")") else [_concatenation(cursor, values) for _ in cursor.commas()]
    cursor.need(")")
    texts = [argument for argument in arguments if isinstance(argument, str)]
    if len(texts) != len(arguments):
        raise Unknowable
    match name:
        case "format" if texts:
            return formatted(texts[0], texts[1:])
        case "quote_ident" if len(texts) == 1:
            return quoted(texts[0])
        case "quote_literal" if len(texts) == 1:
            return _literal(texts[0])
        case "concat":
            return "".join(texts)
        case "lower" if len(texts) == 1:
            return texts[0].lower()
    raise Unknowable


def formatted(pattern: str, arguments: list[str]) -> str:
    """``format('... %I ...', a)`` as PostgreSQL does it."""
    at = 0

    def given(match: re.Match[str]) -> str:
        nonlocal at
        position, _, width, kind = match.groups()
        if kind == "%":
            return "%"
        if width:
            raise Unknowable
        at = int(position) if position else at + 1
        if not 0 < at <= len(arguments):
            raise Unknowable
        argument = arguments[at - 1]
        return quoted(argument) if kind == "I" else _literal(argument) if kind == "L" else argument

    return _DIRECTIVE.sub(given, pattern)


def quoted(name: str) -> str:
    """An identifier, in quotes where it needs them."""
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
