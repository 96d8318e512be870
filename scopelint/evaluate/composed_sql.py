"""psycopg's ``sql`` module: SQL composed of texts, identifiers, placeholders and literals, as text whose holes are known."""

import string
from typing import TYPE_CHECKING

from scopelint.evaluate import containers, typing_hints
from scopelint.evaluate.values import (
    Argument,
    CallResult,
    Composed,
    Const,
    External,
    Term,
    const,
    constant_text,
    intern,
)
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MODULES = ("psycopg.sql", "psycopg2.sql")


def formatted(text: str, arguments: tuple[Argument, ...]) -> tuple[Term, ...] | None:
    """The pieces of ``text.format(*arguments)``; None where a field is not one of the arguments as it is."""
    named = {argument.keyword: argument.value for argument in arguments if argument.keyword is not None}
    positional = [argument.value for argument in arguments if argument.keyword is None and not argument.star]
    parts: list[Term] = []
    counted = 0
    try:
        for literal, field, _, _ in string.Formatter().parse(text):
            if literal:
                parts.append(const(literal))
            if field is None:
                continue
            if field.isdigit() or field == "":
                index = int(field) if field else counted
                counted += 1
                value = positional[index] if index < len(positional) else None
            else:
                value = named.get(field)
            if value is None:
                return None
            parts.append(value)
    except ValueError:
        return None
    return tuple(parts)


def compose(run: "Run", name: str, arguments: tuple[Argument, ...], place: Place) -> Term | None:
    """What ``SQL(...)``, ``Identifier(...)``, ``Placeholder(...)`` or ``Composed([...])`` is, or None: recorded as it is."""
    module, _, kind = name.rpartition(".")
    if module not in MODULES:
        return None
    values = [argument.value for argument in arguments]
    match kind:
        case "SQL" if len(values) == 1:
            return intern(Composed((values[0],), place))
        case "Composed" if len(values) == 1:
            return _joined(run, const(""), values[0], place)
        case "Identifier" if values and all(constant_text(value) is not None for value in values):
            quoted = (str(constant_text(value)).replace('"', '""') for value in values)
            return intern(Composed((const(".".join(f'"{part}"' for part in quoted)),), place))
        case "Placeholder":
            named = constant_text(values[0]) if values else ""
            return None if named is None else intern(Composed((const(f"%({named})s" if named else "%s"),), place))
    return None


def method(run: "Run", base: Composed, name: str, arguments: tuple[Argument, ...], place: Place) -> Term | None:
    """A method of composed SQL; None where the call should be recorded as it is."""
    if name == "format":
        text = constant_text(base)
        plain = tuple(intern(Argument(_adapted(run, a.value, place), a.keyword, a.star)) for a in arguments)
        pieces = None if text is None else formatted(text, plain)
        return None if pieces is None else intern(Composed(pieces, place))
    if name == "join" and len(arguments) == 1:
        return _joined(run, base, arguments[0].value, place)
    return base if name in ("as_string", "as_bytes") else None


def literal(value: Term) -> Term | None:
    """The Python value behind ``Literal(value)``: the driver quotes it, so that it stands where a bound value does."""
    if isinstance(value, CallResult) and isinstance(value.function, External) and len(value.arguments) == 1:
        module, _, kind = value.function.name.rpartition(".")
        if module in MODULES and kind == "Literal":
            return value.arguments[0].value
    return None


def _joined(run: "Run", separator: Term, sequence: Term, place: Place) -> Term | None:
    known = containers.items(containers.content(run, sequence))
    if known is None:
        return None
    parts: list[Term] = []
    for number, item in enumerate(known):
        parts += [separator] if number else []
        parts.append(_adapted(run, item, place))
    return intern(Composed(tuple(parts), place))


PLAIN = frozenset({"int", "str", "float", "bool", "bytes", "UUID", "date", "datetime", "Decimal"})


def _adapted(run: "Run", value: Term, place: Place) -> Term:
    """A piece of a composition. psycopg 3 makes a literal of a plain value; what may be SQL itself stays as it is."""
    hint = typing_hints.hint_of(run, value)
    names = () if hint is None else tuple(str(getattr(ref, "name", "")).rsplit(".", 1)[-1] for ref in hint.names)
    if isinstance(value, Const) or (names and PLAIN.issuperset(names)):
        return intern(CallResult(intern(External("psycopg.sql.Literal")), (intern(Argument(value)),), place))
    return value
