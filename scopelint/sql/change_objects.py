"""Indexes, views, routines, schemas, and DROP."""

import re
from typing import Any

from scopelint.model.change import (
    AlterRoutine,
    Change,
    CreateIndex,
    CreateRoutine,
    CreateSchema,
    CreateSequence,
    CreateView,
    Drop,
    ObjectName,
    Rename,
    SetOwner,
    SetSchema,
)
from scopelint.model.node import Place
from scopelint.sql.change_alter import options
from scopelint.sql.change_security import argument_types
from scopelint.sql.tokens import Cursor, Unfit

_FUNCTIONS = re.compile(r"[a-z_]\w*")


def create_index(cursor: Cursor, place: Place, unique: bool) -> list[Change]:
    """After CREATE [UNIQUE] INDEX."""
    cursor.take("concurrently")
    tolerant = cursor.take("if", "not", "exists")
    name = None if cursor.sees("on") else cursor.object().name
    cursor.need("on")
    only = cursor.sees("only")
    found: dict[str, Any] = {"table": cursor.relation(), "only": only}
    if cursor.take("using"):
        found["method"] = cursor.name()
    found["columns"], found["labels"] = _index_columns(cursor)
    if cursor.take("include"):
        found["include"] = cursor.names()
    cursor.take("nulls", "not", "distinct") or cursor.take("nulls", "distinct")
    if cursor.take("with"):
        cursor.bracketed()
    if cursor.take("tablespace"):
        cursor.name()
    if cursor.take("where"):
        found["where"] = cursor.rest()
    if not cursor.done:
        raise Unfit(f"index clause {cursor.next().value!r}")
    return [CreateIndex(place, tolerant, name=name, unique=unique, **found)]


def _index_columns(cursor: Cursor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns as names or ``(expression)``, and what each is called in a made-up index name."""
    cursor.need("(")
    columns: list[str] = []
    labels: list[str] = []
    for _ in cursor.commas():
        token, following = cursor.next(), cursor.peek()
        if token.value == "(" and token.kind == "symbol":
            cursor.at -= 1
            columns.append(f"({cursor.bracketed()})")
            labels.append(_label(columns[-1]))
        elif following is not None and following.value in ("(", "."):
            cursor.at -= 1
            start = token.start
            label = cursor.object().name
            cursor.bracketed()
            columns.append(f"({cursor.text(start, cursor.found[cursor.at - 1].end)})")
            labels.append(label)
        else:
            columns.append(token.value)
            labels.append(token.value)
        cursor.skip_to(",", ")")
    cursor.need(")")
    return tuple(columns), tuple(labels)


def _label(expression: str) -> str:
    """``FigureIndexColname``: the function called, the type cast to or ``expr``."""
    inner = expression.strip("() \n")
    match = re.fullmatch(r"([A-Za-z_]\w*)\s*\(.*", inner, re.DOTALL)
    if (
        match
        and not re.search(r"[-+*/<>=|]", inner.split("(")[0])
        and expression.count("(") - 1 <= inner.count("(") + 1
    ):
        return match.group(1).lower()
    return "expr"


def create_view(cursor: Cursor, place: Place, replace: bool, temporary: bool, materialized: bool) -> list[Change]:
    """After CREATE [OR REPLACE] [TEMP] [RECURSIVE | MATERIALIZED] VIEW."""
    tolerant = cursor.take("if", "not", "exists")
    view = cursor.object()
    columns = cursor.names() if cursor.sees("(") else ()
    set_options: dict[str, str | None] = {}
    if cursor.take("using"):
        cursor.name()
    if cursor.take("with"):
        set_options = dict(options(cursor))
    if cursor.take("tablespace"):
        cursor.name()
    cursor.need("as")
    definition = re.sub(
        r"\s+with\s+((no\s+)?data|((cascaded|local)\s+)?check\s+option)\s*$", "", cursor.rest(), flags=re.IGNORECASE
    )
    return [
        CreateView(
            place,
            tolerant,
            view=view,
            definition=definition,
            materialized=materialized,
            columns=columns,
            security_invoker=is_on(set_options.get("security_invoker")),
            security_barrier=is_on(set_options.get("security_barrier")),
            replace=replace,
            temporary=temporary,
        )
    ]


def is_on(value: str | None) -> bool:
    """PostgreSQL's spelling of true."""
    return value is not None and value.lower() in ("true", "on", "yes", "1", "t", "y")


# ---------------------------------------------------------------- routines


def create_routine(cursor: Cursor, place: Place, replace: bool) -> list[Change]:
    """After CREATE [OR REPLACE] FUNCTION or PROCEDURE."""
    name = cursor.object()
    arguments = argument_types(cursor)
    language, definer, body = "sql", False, ""
    settings: list[tuple[str, str | None]] = []
    while not cursor.done:
        if cursor.take("language"):
            language = cursor.next().value.lower()
        elif cursor.take("external", "security", "definer") or cursor.take("security", "definer"):
            definer = True
        elif cursor.take("set"):
            settings.append(_setting(cursor))
        elif cursor.take("as"):
            body = cursor.next().value
            if cursor.take(","):
                cursor.next()
        elif cursor.sees("return") or cursor.sees("begin", "atomic"):
            body = cursor.rest()
        elif cursor.take("returns"):
            cursor.take("table") or cursor.take("setof")
            if cursor.sees("("):
                cursor.bracketed()
        elif cursor.sees("("):
            cursor.bracketed()
        else:
            cursor.next()
    kept = tuple((setting, value or "") for setting, value in settings)
    return [
        CreateRoutine(
            place,
            name=name,
            arguments=arguments,
            language=language,
            security_definer=definer,
            settings=kept,
            body=body,
            replace=replace,
        )
    ]


def _setting(cursor: Cursor) -> tuple[str, str | None]:
    """``search_path = a, b`` or ``TO a`` or ``FROM CURRENT``."""
    parts = cursor.object()
    name = parts.name if parts.schema is None else f"{parts.schema}.{parts.name}"
    if cursor.take("from", "current"):
        return name, ""
    cursor.take_any("to", "=")
    values = []
    for _ in cursor.commas():
        cursor.take("-")
        token = cursor.next()
        values.append(token.value if token.value or name != "search_path" else '""')
    return name, ", ".join(values)


def alter_routine(cursor: Cursor, place: Place) -> list[Change]:
    """After ALTER FUNCTION, PROCEDURE or ROUTINE."""
    name = cursor.object()
    arguments = argument_types(cursor) if cursor.sees("(") else None
    if cursor.take("rename", "to"):
        return [Rename(place, kind="function", name=name, new=cursor.name(), arguments=arguments)]
    if cursor.take("owner", "to"):
        return [SetOwner(place, kind="function", name=name, owner=cursor.name(), arguments=arguments)]
    if cursor.take("set", "schema"):
        return [SetSchema(place, kind="function", name=name, schema=cursor.name(), arguments=arguments)]
    definer: bool | None = None
    settings: list[tuple[str, str | None]] = []
    while not cursor.done:
        cursor.take("external")
        if (word := cursor.take_any("security definer", "security invoker")) is not None:
            definer = word == "security definer"
        elif cursor.take("set"):
            settings.append(_setting(cursor))
        elif cursor.take("reset"):
            settings.append((cursor.object().name, None))
        else:
            cursor.next()
    return [AlterRoutine(place, name=name, arguments=arguments, security_definer=definer, settings=tuple(settings))]


# ---------------------------------------------------------------- the rest


def create_schema(cursor: Cursor, place: Place) -> list[Change]:
    """After CREATE SCHEMA; statements inside it are refused."""
    tolerant = cursor.take("if", "not", "exists")
    owner = name = None
    if not cursor.sees("authorization"):
        name = cursor.name()
    if cursor.take("authorization"):
        owner = cursor.name()
    if not cursor.done:
        raise Unfit("CREATE SCHEMA with statements inside")
    return [CreateSchema(place, tolerant, name=name or owner or "", owner=owner)]


def create_sequence(cursor: Cursor, place: Place) -> list[Change]:
    """After CREATE SEQUENCE."""
    tolerant = cursor.take("if", "not", "exists")
    return [CreateSequence(place, tolerant, name=cursor.object())]


_DROPPED = (
    *("table", "view", "materialized view", "index", "sequence", "schema", "type", "domain", "foreign table"),
    *("function", "procedure", "routine", "aggregate", "extension"),
)


def drop(cursor: Cursor, place: Place) -> list[Change] | None:
    """After DROP; None where nothing of it is in the state (triggers, casts, ...)."""
    kind = cursor.take_any(*_DROPPED)
    if kind is None:
        return None
    cursor.take("concurrently")
    tolerant = cursor.take("if", "exists")
    names: list[ObjectName] = []
    arguments: list[tuple[str, ...] | None] = []
    for _ in cursor.commas():
        names.append(cursor.object())
        arguments.append(argument_types(cursor) if cursor.sees("(") else None)
    cascade = cursor.take("cascade")
    cursor.take("restrict")
    if not cursor.done:
        raise Unfit(f"DROP clause {cursor.next().value!r}")
    return [Drop(place, tolerant, kind=kind, names=tuple(names), arguments=tuple(arguments), cascade=cascade)]
