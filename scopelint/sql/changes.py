"""DDL text to changes, one statement after the other. What changes no schema is passed by; what may, is Unread."""

from collections.abc import Callable

import msgspec

from scopelint.model.change import (
    BeginTransaction,
    Change,
    CreateSequence,
    EndTransaction,
    SetRole,
    SetSearchPath,
    Unread,
)
from scopelint.model.node import Place
from scopelint.sql import change_alter, change_objects, change_security, change_tables, plpgsql
from scopelint.sql.text import Lines
from scopelint.sql.tokens import Cursor, Script, Token, Unfit

_IGNORED = frozenset(
    [
        *("select", "insert", "update", "delete", "merge", "with", "values", "table", "copy", "comment", "analyze"),
        *("vacuum", "reset", "show", "explain", "lock", "refresh", "security", "cluster", "reindex", "checkpoint"),
        *("savepoint", "release", "listen", "notify", "unlisten", "discard", "load", "truncate", "close", "declare"),
        *("fetch", "move", "deallocate", "prepare", "import"),
    ]
)
_CREATED_ASIDE = (
    *("extension", "trigger", "constraint trigger", "event trigger", "cast", "operator", "aggregate", "collation"),
    *("conversion", "publication", "subscription", "server", "statistics", "tablespace", "text search", "transform"),
    *("access method", "language", "trusted language", "procedural language", "foreign data wrapper", "database"),
    *("type", "domain", "user mapping", "default conversion", "rule"),
)
_ALTERED_ASIDE = (
    *("extension", "trigger", "event trigger", "operator", "aggregate", "collation", "conversion", "publication"),
    *("subscription", "server", "statistics", "tablespace", "text search", "language", "foreign data wrapper"),
    *("database", "user mapping", "system", "rule", "large object"),
)


def read(sql: str, path: str, at: Place | None = None) -> tuple[Change, ...]:
    """The changes of a script. ``at``: the place of all of them, for SQL inside another language."""
    lines = Lines(sql, path)
    found: list[Change] = []
    for statement in Script(sql).statements():
        place = at if at is not None else lines.place(statement[0].start, statement[-1].end)
        found.extend(read_statement(sql, statement, place))
    return tuple(found)


def statement_counts(sql: str) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """Each statement's text with its changes: what the tests hold against libpg_query."""
    lines = Lines(sql, "<sql>")
    return tuple(
        (
            sql[statement[0].start : statement[-1].end],
            tuple(read_statement(sql, statement, lines.place(statement[0].start, statement[-1].end))),
        )
        for statement in Script(sql).statements()
    )


def read_statement(sql: str, statement: list[Token], place: Place) -> list[Change]:
    """The changes of one statement; a form that is not read is one Unread."""
    cursor = Cursor(sql, statement)
    try:
        found = _dispatch(cursor, place)
    except (Unfit, ValueError, IndexError) as fault:
        found = [
            Unread(
                place, reason=str(fault) or "not read", text=cursor.text(statement[0].start, statement[-1].end)[:200]
            )
        ]
    return found


def _dispatch(cursor: Cursor, place: Place) -> list[Change]:
    word = cursor.next().value
    match word:
        case "create":
            return _create(cursor, place)
        case "alter":
            return _alter(cursor, place)
        case "drop":
            return _drop(cursor, place)
        case "grant" | "revoke":
            return change_security.grant(cursor, place, word == "revoke")
        case "set":
            return _set(cursor, place)
        case "do":
            return plpgsql.read_block(cursor, place, read_statement)
        case "reassign":
            return change_security.owned(cursor, place, drop=False)
        case "begin" | "start":
            return [BeginTransaction(place)]
        case "commit" | "end":
            return [EndTransaction(place)]
        case "rollback" | "abort":
            cursor.take_any("work", "transaction")
            return [] if cursor.take("to") else [EndTransaction(place, rollback=True)]
        case "reset":
            what = cursor.name()
            return [SetRole(place, role=None)] if what in ("role", "session") else [SetSearchPath(place, schemas=None)] if what in ("search_path", "all") else []  # fmt: skip
        case "select":
            return _select(cursor, place)
        case "call" | "execute":
            return [Unread(place, reason=f"what {word.upper()} runs is not in view", text=_all(cursor)[:200])]
    if word in _IGNORED:
        return []
    return [Unread(place, reason=f"statement {word!r} is not read", text=_all(cursor)[:200])]


def _all(cursor: Cursor) -> str:
    return cursor.text(cursor.found[0].start, cursor.found[-1].end)


def _create(cursor: Cursor, place: Place) -> list[Change]:
    replace = cursor.take("or", "replace")
    made: list[tuple[tuple[str, ...], Callable[[], list[Change]]]] = [
        (("policy",), lambda: change_security.create_policy(cursor, place)),
        (("unique", "index"), lambda: change_objects.create_index(cursor, place, unique=True)),
        (("index",), lambda: change_objects.create_index(cursor, place, unique=False)),
        (("role",), lambda: change_security.create_or_alter_role(cursor, place, True, login=False)),
        (("user", "mapping"), list),
        (("user",), lambda: change_security.create_or_alter_role(cursor, place, True, login=True)),
        (("group",), lambda: change_security.create_or_alter_role(cursor, place, True, login=False)),
        (("schema",), lambda: change_objects.create_schema(cursor, place)),
        (("function",), lambda: change_objects.create_routine(cursor, place, replace)),
        (("procedure",), lambda: change_objects.create_routine(cursor, place, replace)),
        (("materialized", "view"), lambda: change_objects.create_view(cursor, place, replace, False, True)),
        (("foreign", "table"), lambda: _foreign(cursor, place)),
    ]
    for words, make in made:
        if cursor.take(*words):
            return make()
    if any(cursor.sees(*words.split()) for words in _CREATED_ASIDE):
        return []
    start = cursor.at
    temporary = False
    while (word := cursor.take_any("global", "local", "temporary", "temp", "unlogged", "recursive")) is not None:
        temporary = temporary or word.startswith("temp")
    if cursor.take("view"):
        return change_objects.create_view(cursor, place, replace, temporary, False)
    if cursor.take("sequence"):
        return change_objects.create_sequence(cursor, place)
    cursor.at = start
    return [change_tables.create_table(cursor, place)]


def _foreign(cursor: Cursor, place: Place) -> list[Change]:
    cursor.at -= 1
    return [change_tables.create_table(cursor, place, foreign=True)]


def _alter(cursor: Cursor, place: Place) -> list[Change]:
    if cursor.take("policy"):
        return change_security.alter_policy(cursor, place)
    if cursor.take("default", "privileges"):
        return change_security.default_privileges(cursor, place)
    if cursor.sees("user", "mapping"):
        return []
    if cursor.take_any("role", "user", "group") is not None:
        return change_security.create_or_alter_role(cursor, place, False, login=False)
    kind = cursor.take_any("table", "materialized view", "view", "index", "sequence", "foreign table")
    if kind is not None:
        return change_alter.alter_relation(cursor, place, kind)
    if cursor.take_any("function", "procedure", "routine") is not None:
        return change_objects.alter_routine(cursor, place)
    kind = cursor.take_any("type", "domain", "schema")
    if kind is not None:
        return change_alter.alter_domain_or_type(cursor, place, kind)
    if any(cursor.sees(*words.split()) for words in _ALTERED_ASIDE):
        return []
    raise Unfit(f"ALTER {cursor.next().value}")


def _drop(cursor: Cursor, place: Place) -> list[Change]:
    if cursor.take("policy"):
        return change_security.drop_policy(cursor, place)
    if cursor.sees("owned"):
        return change_security.owned(cursor, place, drop=True)
    if cursor.sees("user", "mapping"):
        return []
    if cursor.take_any("role", "user", "group") is not None:
        return change_security.drop_role(cursor, place)
    return change_objects.drop(cursor, place) or []


def _set(cursor: Cursor, place: Place) -> list[Change]:
    local = cursor.take_any("session", "local") == "local"
    if cursor.take("role"):
        name = cursor.next().value
        return [SetRole(place, role=None if name == "none" else name)]
    if cursor.take("authorization"):
        name = cursor.next().value
        return [SetRole(place, role=None if name == "default" else name)]
    if cursor.take("search_path"):
        cursor.take_any("to", "=")
        schemas = tuple(cursor.next().value for _ in cursor.commas())
        return [SetSearchPath(place, schemas=None if schemas == ("default",) else schemas, local=local)]
    return []


def _select(cursor: Cursor, place: Place) -> list[Change]:
    """``SELECT pg_catalog.set_config('search_path', '', false)``, as a dump has it."""
    if cursor.take("pg_catalog", "."):
        pass
    if cursor.take("set_config", "("):
        name, _, value, _, local = (cursor.next() for _ in range(5))
        if name.value == "search_path" and value.kind == "string":
            schemas = tuple(part.strip().strip('"') for part in value.value.split(",") if part.strip())
            return [SetSearchPath(place, schemas=schemas, local=local.value == "true")]
    return []


def guarded(changes: list[Change]) -> list[Change]:
    """The same changes, made only where they can be."""
    return [msgspec.structs.replace(change, tolerant=True) for change in changes]


__all__ = ["CreateSequence", "guarded", "read", "read_statement", "statement_counts"]
