"""Roles, who is in them, and who runs what follows."""

import msgspec

from scopelint.model.catalog import Member, Role, UnknownChange
from scopelint.model.change import (
    AlterRole,
    DropOwned,
    DropRole,
    EndTransaction,
    GrantRole,
    SetRole,
    SetSearchPath,
)
from scopelint.model.node import Place
from scopelint.rls import dropping
from scopelint.rls.state import Conflict, State


def alter_role(state: State, change: AlterRole) -> None:
    """CREATE and ALTER ROLE."""
    name = state.role_named(change.name) or change.name
    role = state.roles.get(name)
    if change.create and role is not None:
        raise Conflict(f"role {name} is there already")
    if not change.create and role is None and change.tolerant:
        raise Conflict("there is none")
    role = role or Role(name)
    state.roles[name] = msgspec.structs.replace(role, **dict(change.attributes), place=change.place)
    for granted in change.member_of:
        _join(state, granted, name, {}, change.place)
    for member in change.members:
        _join(state, name, member, {}, change.place)
    for member in change.admins:
        _join(state, name, member, {"admin": True}, change.place)


def drop_role(state: State, change: DropRole) -> None:
    """DROP ROLE"""
    for name in change.names:
        if state.roles.pop(name, None) is None and not change.tolerant:
            raise Conflict(f"role {name} is not created in what was read")
        state.members = {key: member for key, member in state.members.items() if name not in key}


def grant_role(state: State, change: GrantRole) -> None:
    """GRANT role TO member, REVOKE role FROM member."""
    options = dict(change.options)
    for granted in change.roles:
        for named in change.members:
            member = state.role_named(named) or named
            if not change.revoke:
                _join(state, granted, member, options, change.place)
            elif not options:
                state.members.pop((granted, member), None)
            elif (granted, member) in state.members:
                _join(state, granted, member, options, change.place)


def _join(state: State, role: str, member: str, options: dict[str, bool], place: Place) -> None:
    known = state.members.get((role, member))
    if known is None:
        inherits = state.roles[member].inherit if member in state.roles else True
        known = Member(role, member, inherit=inherits)
    state.members[(role, member)] = Member(
        role,
        member,
        options.get("inherit", known.inherit),
        options.get("set", known.can_set),
        options.get("admin", known.admin),
        place,
    )


def owned(state: State, change: DropOwned) -> None:
    """DROP OWNED BY and REASSIGN OWNED BY."""
    names = {state.role_named(role) or role for role in change.roles}
    new = None if change.new is None else state.role_named(change.new)
    if change.new is not None:
        for draft in state.relations.values():
            draft.owner = new if draft.owner in names else draft.owner
        for key, routine in state.routines.items():
            if routine.owner in names:
                state.routines[key] = msgspec.structs.replace(routine, owner=new)
        return
    for name in [draft.name for draft in state.relations.values() if draft.owner in names]:
        dropping.relation(state, name)
    for key in [key for key, routine in state.routines.items() if routine.owner in names]:
        del state.routines[key]
        dropping.privileges_of(state, "function", key)
    state.privileges = {key: one for key, one in state.privileges.items() if key.grantee not in names}
    state.defaults = {
        key: one for key, one in state.defaults.items() if one.grantee not in names and one.creator not in names
    }
    for draft in state.relations.values():
        for policy in list(draft.policies.values()):
            kept = tuple(role for role in policy.roles if role not in names)
            if not kept:
                del draft.policies[policy.name]
            elif kept != policy.roles:
                draft.policies[policy.name] = msgspec.structs.replace(policy, roles=kept)


# ---------------------------------------------------------------- the session


def set_role(state: State, change: SetRole) -> None:
    """SET ROLE, SET SESSION AUTHORIZATION, RESET ROLE."""
    state.user = state.runner if change.role is None else change.role


def set_search_path(state: State, change: SetSearchPath) -> None:
    """SET [LOCAL] search_path"""
    if change.local and not state.path_is_local:
        state.path_before, state.path_is_local = state.path, True
    elif not change.local:
        state.path_is_local = False
    state.path = None if change.schemas is None else tuple(name for name in change.schemas if name != "$user")


def end_transaction(state: State, change: EndTransaction) -> None:
    """COMMIT ends SET LOCAL; what ROLLBACK undoes is not told."""
    if state.path_is_local:
        state.path, state.path_is_local = state.path_before, False
    if change.rollback:
        state.unknown.append(UnknownChange("what ROLLBACK undoes is not told", "ROLLBACK", change.place))
