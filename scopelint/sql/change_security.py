"""Policies, roles and grants."""

from typing import Any

from scopelint.model.catalog import Command, ObjectKind
from scopelint.model.change import (
    AlterPolicy,
    AlterRole,
    Change,
    CreatePolicy,
    DefaultGrant,
    DropOwned,
    DropPolicy,
    DropRole,
    GrantOn,
    GrantRole,
    ObjectName,
    Rename,
)
from scopelint.model.node import Place
from scopelint.sql.tokens import Cursor, Unfit
from scopelint.sql.typenames import read_type

_COMMANDS: dict[str, Command] = {
    "all": "all",
    "select": "select",
    "insert": "insert",
    "update": "update",
    "delete": "delete",
}
_ATTRIBUTES = {
    "superuser": ("superuser", True),
    "nosuperuser": ("superuser", False),
    "bypassrls": ("bypass_rls", True),
    "nobypassrls": ("bypass_rls", False),
    "login": ("login", True),
    "nologin": ("login", False),
    "inherit": ("inherit", True),
    "noinherit": ("inherit", False),
    "createrole": ("create_role", True),
    "nocreaterole": ("create_role", False),
}
_OTHER_ATTRIBUTES = ("createdb", "nocreatedb", "replication", "noreplication", "encrypted", "unencrypted")
_KINDS: dict[str, ObjectKind] = {
    "table": "table",
    "tables": "table",
    "sequence": "sequence",
    "sequences": "sequence",
    "function": "function",
    "functions": "function",
    "procedure": "function",
    "procedures": "function",
    "routine": "function",
    "routines": "function",
    "schema": "schema",
    "schemas": "schema",
    "database": "database",
    "type": "type",
    "types": "type",
    "domain": "type",
}


def create_policy(cursor: Cursor, place: Place) -> list[Change]:
    """After CREATE POLICY."""
    name = cursor.name()
    cursor.need("on")
    table = cursor.object()
    found: dict[str, Any] = {}
    if cursor.take("as"):
        word = cursor.name()
        if word not in ("permissive", "restrictive"):
            raise Unfit(f"policy AS {word}")
        found["permissive"] = word == "permissive"
    if cursor.take("for"):
        found["command"] = _COMMANDS.get(cursor.name()) or _no("policy FOR")
    return [CreatePolicy(place, table=table, name=name, **found, **_policy_tail(cursor))]


def _no(what: str) -> Any:
    raise Unfit(what)


def _policy_tail(cursor: Cursor) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if cursor.take("to"):
        found["roles"] = roles(cursor)
    if cursor.take("using"):
        found["using"] = cursor.bracketed()
    if cursor.take("with", "check"):
        found["with_check"] = cursor.bracketed()
    if not cursor.done:
        raise Unfit(f"policy clause {cursor.next().value!r}")
    return found


def alter_policy(cursor: Cursor, place: Place) -> list[Change]:
    """After ALTER POLICY."""
    name = cursor.name()
    cursor.need("on")
    table = cursor.object()
    if cursor.take("rename", "to"):
        return [Rename(place, kind="policy", name=table, part=name, new=cursor.name())]
    return [AlterPolicy(place, table=table, name=name, **_policy_tail(cursor))]


def drop_policy(cursor: Cursor, place: Place) -> list[Change]:
    """After DROP POLICY."""
    tolerant = cursor.take("if", "exists")
    name = cursor.name()
    cursor.need("on")
    return [DropPolicy(place, tolerant, table=cursor.object(), name=name)]


def roles(cursor: Cursor) -> tuple[str, ...]:
    """``a, group b, public``"""
    found = []
    for _ in cursor.commas():
        if cursor.sees("group") and (following := cursor.peek(1)) is not None and following.value not in (",", "with"):
            cursor.take("group")
        found.append(cursor.name())
    return tuple(found)


# ---------------------------------------------------------------- roles


def create_or_alter_role(cursor: Cursor, place: Place, create: bool, login: bool) -> list[Change]:
    """After CREATE or ALTER ROLE, USER or GROUP."""
    tolerant = create and cursor.take("if", "not", "exists")
    name = cursor.name()
    if cursor.take("rename", "to"):
        return [Rename(place, kind="role", name=ObjectName(name), new=cursor.name())]
    if cursor.take("in", "database") or cursor.sees("set") or cursor.sees("reset"):
        return []
    if not create and (word := cursor.take_any("add user", "drop user")) is not None:
        return [GrantRole(place, roles=(name,), members=roles(cursor), revoke=word == "drop user")]
    cursor.take("with")
    attributes: dict[str, bool] = {"login": True} if create and login else {}
    lists: dict[str, tuple[str, ...]] = {}
    while not cursor.done:
        word = cursor.name()
        if word in _ATTRIBUTES:
            attribute, value = _ATTRIBUTES[word]
            attributes[attribute] = value
        elif word in _OTHER_ATTRIBUTES:
            continue
        elif word == "in" and cursor.take_any("role", "group"):
            lists["member_of"] = roles(cursor)
        elif word in ("role", "user"):
            lists["members"] = roles(cursor)
        elif word == "admin":
            lists["admins"] = roles(cursor)
        elif word in ("password", "valid", "connection", "sysid"):
            cursor.take("until") or cursor.take("limit")
            cursor.take("-")
            cursor.next()
        else:
            raise Unfit(f"role option {word}")
    return [AlterRole(place, tolerant, name=name, create=create, attributes=tuple(attributes.items()), **lists)]


def drop_role(cursor: Cursor, place: Place) -> list[Change]:
    """After DROP ROLE, USER or GROUP."""
    tolerant = cursor.take("if", "exists")
    return [DropRole(place, tolerant, names=roles(cursor))]


def owned(cursor: Cursor, place: Place, drop: bool) -> list[Change]:
    """After DROP or REASSIGN: OWNED BY roles [TO role]."""
    cursor.need("owned", "by")
    found = roles(cursor)
    if drop:
        return [DropOwned(place, roles=found)]
    cursor.need("to")
    return [DropOwned(place, roles=found, new=cursor.name())]


# ---------------------------------------------------------------- grants


def grant(cursor: Cursor, place: Place, revoke: bool) -> list[Change]:
    """After GRANT or REVOKE."""
    option: str | None = None
    if revoke and (
        word := cursor.take_any("grant option for", "admin option for", "inherit option for", "set option for")
    ):
        option = word.split()[0]
    listed = _privileges(cursor)
    if not cursor.take("on"):
        return [_role_grant(cursor, place, revoke, option, tuple(name for name, _ in listed))]
    kind, names, arguments, all_in = _targets(cursor)
    cursor.need("from" if revoke else "to")
    grantees = roles(cursor)
    grantable = option == "grant" or cursor.take("with", "grant", "option")
    if kind == "other":
        return []
    return [
        GrantOn(
            place,
            kind=kind,
            privileges=listed,
            grantees=grantees,
            names=names,
            arguments=arguments,
            all_in=all_in,
            revoke=revoke,
            grantable=grantable,
        )
    ]


def _privileges(cursor: Cursor) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for _ in cursor.commas():
        name = cursor.name()
        if name == "all":
            cursor.take("privileges")
        if name == "alter" and cursor.take("system"):
            name = "alter system"
        found.append((name, cursor.names() if cursor.sees("(") else ()))
    return tuple(found)


def _role_grant(cursor: Cursor, place: Place, revoke: bool, option: str | None, granted: tuple[str, ...]) -> Change:
    cursor.need("from" if revoke else "to")
    members = roles(cursor)
    options: dict[str, bool] = {} if option is None else {option: False}
    if cursor.take("with"):
        for _ in cursor.commas():
            name = cursor.name()
            options[name] = cursor.take_any("option", "true", "false") != "false"
    return GrantRole(place, roles=granted, members=members, revoke=revoke, options=tuple(options.items()))


def _targets(
    cursor: Cursor,
) -> tuple[ObjectKind, tuple[ObjectName, ...], tuple[tuple[str, ...] | None, ...], tuple[str, ...]]:
    if cursor.take("all"):
        kind = _KINDS.get(cursor.name(), "other")
        cursor.need("in", "schema")
        return kind, (), (), tuple(cursor.name() for _ in cursor.commas())
    token, following = cursor.peek(), cursor.peek(1)
    kind = "table"
    if (
        token is not None
        and following is not None
        and following.kind in ("word", "quoted")
        and following.value not in ("to", "from")
    ):
        kind = _KINDS.get(cursor.name(), "other")
    if kind == "other":
        cursor.skip_to("to", "from")
        return kind, (), (), ()
    names: list[ObjectName] = []
    arguments: list[tuple[str, ...] | None] = []
    for _ in cursor.commas():
        names.append(cursor.object())
        arguments.append(argument_types(cursor) if kind == "function" and cursor.sees("(") else None)
    return kind, tuple(names), tuple(arguments), ()


def argument_types(cursor: Cursor) -> tuple[str, ...]:
    """Input types of a routine's argument list: ``(IN a int, text DEFAULT 'x', OUT b int)``."""
    cursor.need("(")
    found: list[str] = []
    if cursor.take(")"):
        return ()
    for _ in cursor.commas():
        mode = cursor.take_any("inout", "in out", "in", "out", "variadic")
        named = _reads_type(cursor, skip_name=False)
        spelled = _type_here(cursor, named)
        if mode is None:
            mode = cursor.take_any("inout", "in", "out", "variadic")  # the mode may stand behind the name
            if mode is not None:
                spelled = read_type(cursor)[0]
        if cursor.take("default") or cursor.take("=") or cursor.take(":="):
            cursor.skip_to(",", ")")
        if mode != "out":
            found.append(spelled)
    cursor.need(")")
    return tuple(found)


_TWO_WORDS = frozenset(["double", "character", "char", "bit", "national", "timestamp", "time", "interval", "nchar"])


def _reads_type(cursor: Cursor, skip_name: bool) -> bool:
    """Whether the item that comes next starts with a name before its type."""
    token, following = cursor.peek(), cursor.peek(1)
    if token is None or following is None or following.kind not in ("word", "quoted"):
        return False
    if following.value in ("default", "in", "out", "inout", "variadic", "array") and following.kind == "word":
        return False
    return not (token.value in _TWO_WORDS and following.value in ("precision", "varying", "with", "without", "character", "char", "year", "month", "day", "hour", "minute", "second"))  # fmt: skip


def _type_here(cursor: Cursor, named: bool) -> str:
    if named:
        cursor.name()
    token, following = cursor.peek(), cursor.peek(1)
    if token is not None and following is not None and following.value in ("in", "out", "inout", "variadic"):
        cursor.name()
        return ""
    return read_type(cursor)[0]


def default_privileges(cursor: Cursor, place: Place) -> list[Change]:
    """After ALTER DEFAULT PRIVILEGES."""
    creators: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    while (word := cursor.take_any("for role", "for user", "in schema")) is not None:
        if word == "in schema":
            schemas = tuple(cursor.name() for _ in cursor.commas())
        else:
            creators = roles(cursor)
    revoke = cursor.take_any("grant", "revoke") == "revoke"
    option = revoke and cursor.take("grant", "option", "for")
    listed = _privileges(cursor)
    cursor.need("on")
    kind = _KINDS.get(cursor.name(), "other")
    cursor.need("from" if revoke else "to")
    grantees = roles(cursor)
    return [
        DefaultGrant(
            place,
            kind=kind,
            privileges=tuple(name for name, _ in listed),
            grantees=grantees,
            creators=creators,
            schemas=schemas,
            revoke=revoke,
            grantable=option or cursor.take("with", "grant", "option"),
        )
    ]
