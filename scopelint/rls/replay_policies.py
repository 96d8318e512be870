"""Row-level security of a table: switched on and off, and its policies."""

import msgspec

from scopelint.model.catalog import Policy
from scopelint.model.change import AlterPolicy, CreatePolicy, DropPolicy, RowSecurity
from scopelint.rls.state import Conflict, State


def row_security(state: State, change: RowSecurity) -> None:
    """ENABLE, DISABLE, FORCE, NO FORCE."""
    table = state.presumed(change.table, change.place, change.tolerant)
    if change.enabled is not None:
        table.row_security = change.enabled
        table.places["row_security"] = change.place
    if change.forced is not None:
        table.forced = change.forced
        table.places["forced"] = change.place


def create_policy(state: State, change: CreatePolicy) -> None:
    """CREATE POLICY"""
    table = state.presumed(change.table, change.place, change.tolerant)
    if change.name in table.policies:
        raise Conflict(f"policy {change.name} of {table.name} is there already")
    table.policies[change.name] = Policy(
        change.name,
        change.command,
        change.permissive,
        policy_roles(state, change.roles),
        change.using,
        change.with_check,
        change.place,
    )


def policy_roles(state: State, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted; PUBLIC stands for all."""
    found = {state.role_named(role) or role for role in roles}
    return ("public",) if "public" in found else tuple(sorted(found))


def alter_policy(state: State, change: AlterPolicy) -> None:
    """ALTER POLICY: what it does not name stays."""
    table = state.presumed(change.table, change.place, change.tolerant)
    policy = table.policies.get(change.name)
    if policy is None:
        raise Conflict(f"policy {change.name} of {table.name} is not known")
    table.policies[change.name] = msgspec.structs.replace(
        policy,
        roles=policy.roles if change.roles is None else policy_roles(state, change.roles),
        using=policy.using if change.using is None else change.using,
        with_check=policy.with_check if change.with_check is None else change.with_check,
        place=change.place,
    )


def drop_policy(state: State, change: DropPolicy) -> None:
    """DROP POLICY"""
    table = state.relation(change.table)
    if table.policies.pop(change.name, None) is None:
        raise Conflict(f"policy {change.name} of {table.name} is not known")
