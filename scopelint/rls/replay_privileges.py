"""GRANT and REVOKE on objects, and what new objects grant by default."""

from collections.abc import Iterator

import msgspec

from scopelint.model.catalog import DefaultPrivilege, ObjectKind, Privilege
from scopelint.model.change import DefaultGrant, GrantOn, ObjectName
from scopelint.model.node import Place
from scopelint.rls.state import Conflict, PrivilegeKey, State

ALL: dict[str, tuple[str, ...]] = {
    "table": ("select", "insert", "update", "delete", "truncate", "references", "trigger"),
    "column": ("select", "insert", "update", "references"),
    "sequence": ("usage", "select", "update"),
    "function": ("execute",),
    "schema": ("usage", "create"),
}
NOT_BY_DEFAULT = "no execute"
"""A default privilege that says: new functions are not for PUBLIC."""


def grant(state: State, change: GrantOn) -> None:
    """GRANT and REVOKE."""
    if change.kind not in ALL:
        return
    missing: list[str] = []
    for name, owner, kind in _objects(state, change, missing):
        for privilege, columns in change.privileges:
            named = ALL["column" if columns else kind] if privilege == "all" else (privilege,)
            for one in named:
                if one in ALL["column" if columns else kind]:
                    for grantee in change.grantees:
                        _one(state, change, kind, name, owner, grantee, one, columns)
    if missing:
        raise Conflict(f"{change.kind} {', '.join(missing)} is not created in what was read")


def _objects(state: State, change: GrantOn, missing: list[str]) -> Iterator[tuple[str, str | None, ObjectKind]]:
    """Name, owner and kind of each object named."""
    for schema in change.all_in:
        if change.kind == "table":
            yield from (
                (d.name, d.owner, "table") for d in list(state.relations.values()) if state.schema_of(d.name) == schema
            )
        elif change.kind == "sequence":
            yield from ((name, None, "sequence") for name in list(state.other_names) if state.schema_of(name) == schema)
        elif change.kind == "function":
            yield from (
                (name, r.owner, "function")
                for name, r in list(state.routines.items())
                if state.schema_of(r.name) == schema
            )
    for number, named in enumerate(change.names):
        if change.kind == "schema":
            yield named.name, state.schemas.get(named.name), "schema"
        elif change.kind == "function":
            found = routines(state, named, change.arguments[number] if change.arguments else None)
            missing.extend([] if found else [named.name])
            yield from ((name, state.routines[name].owner, "function") for name in found)
        elif change.kind == "sequence" or any(name in state.other_names for name in state.candidates(named)):
            sequence = next((n for n in state.candidates(named) if n in state.other_names), state.candidates(named)[0])
            yield sequence, None, "sequence"
        else:
            draft = state.presumed(named, change.place, change.tolerant)
            yield draft.name, draft.owner, "table"


def routines(state: State, name: ObjectName, arguments: tuple[str, ...] | None) -> list[str]:
    """The routines of a name; no ``arguments``: whatever they are."""
    for key in state.candidates(name):
        found = [
            full
            for full, routine in state.routines.items()
            if routine.name == key and (arguments is None or routine.arguments == arguments)
        ]
        if found:
            return found
    return []


def _one(
    state: State,
    change: GrantOn,
    kind: ObjectKind,
    name: str,
    owner: str | None,
    grantee: str,
    privilege: str,
    columns: tuple[str, ...],
) -> None:
    role = state.role_named(grantee) or grantee
    if role == owner:
        return
    for column in columns or (None,):
        key = PrivilegeKey(kind, name, column, role, privilege)
        if not change.revoke:
            grantable = change.grantable or (key in state.privileges and state.privileges[key].grantable)
            state.privileges[key] = Privilege(kind, name, role, privilege, column, grantable, change.place)
        elif change.grantable:
            if key in state.privileges:
                state.privileges[key] = msgspec.structs.replace(state.privileges[key], grantable=False)
        else:
            state.privileges.pop(key, None)
            if column is None and kind == "table":  # the columns' too
                for other in [
                    k
                    for k in state.privileges
                    if (k.kind, k.object, k.grantee, k.privilege) == (kind, name, role, privilege)
                ]:
                    del state.privileges[other]


# ---------------------------------------------------------------- by default


def default_grant(state: State, change: DefaultGrant) -> None:
    """ALTER DEFAULT PRIVILEGES"""
    if change.kind not in ("table", "sequence", "function"):
        return
    creators = [state.role_named(name) for name in change.creators] or [state.user]
    for creator in creators:
        for schema in change.schemas or (None,):
            for privilege in ALL[change.kind] if change.privileges == ("all",) else change.privileges:
                for grantee in change.grantees:
                    _default(state, change, creator, schema, privilege, state.role_named(grantee) or grantee)


def _default(
    state: State, change: DefaultGrant, creator: str | None, schema: str | None, privilege: str, grantee: str
) -> None:
    if privilege not in ALL[change.kind] or grantee == creator:
        return
    key = (creator, schema, change.kind, grantee, privilege)
    builtin = change.kind == "function" and grantee == "public" and schema is None
    if builtin:
        refused = (creator, schema, change.kind, grantee, NOT_BY_DEFAULT)
        if change.revoke:
            state.defaults[refused] = DefaultPrivilege(
                change.kind, grantee, NOT_BY_DEFAULT, creator, schema, False, change.place
            )
        else:
            state.defaults.pop(refused, None)
    elif change.revoke and change.grantable:
        if key in state.defaults:
            state.defaults[key] = msgspec.structs.replace(state.defaults[key], grantable=False)
    elif change.revoke:
        state.defaults.pop(key, None)
    else:
        state.defaults[key] = DefaultPrivilege(
            change.kind, grantee, privilege, creator, schema, change.grantable, change.place
        )


def by_default(state: State, kind: ObjectKind, name: str, owner: str | None, place: Place) -> None:
    """What an object grants as it is made; ``name`` of a routine is the one with its arguments."""
    schema = state.schema_of(state.routines[name].name if kind == "function" else name)
    applicable = [
        one
        for one in state.defaults.values()
        if one.kind == kind and one.creator == owner and one.schema in (None, schema)
    ]
    if kind == "function" and not any(one.privilege == NOT_BY_DEFAULT for one in applicable):
        key = PrivilegeKey(kind, name, None, "public", "execute")
        state.privileges[key] = Privilege(kind, name, "public", "execute", None, False, place)
    for one in applicable:
        if one.privilege != NOT_BY_DEFAULT and one.grantee != owner:
            key = PrivilegeKey(kind, name, None, one.grantee, one.privilege)
            state.privileges[key] = Privilege(kind, name, one.grantee, one.privilege, None, one.grantable, place)
