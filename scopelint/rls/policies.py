"""Which policies PostgreSQL puts together for a command and a role: permissive ones ORed, restrictive ones ANDed."""

from collections.abc import Iterable
from typing import Literal as OneOf

from scopelint.model.catalog import Catalog, Policy, Relation

Command = OneOf["select", "insert", "update", "delete"]
COMMANDS: tuple[Command, ...] = ("select", "insert", "update", "delete")
EVERYBODY = "public"


def commands_of(policy: Policy) -> tuple[Command, ...]:
    """The commands that a policy is for."""
    return COMMANDS if policy.command == "all" else (policy.command,)


def check_of(policy: Policy) -> str | None:
    """What new rows have to pass: WITH CHECK, or USING where it is not written."""
    return policy.with_check if policy.with_check is not None else policy.using


def permissive(relation: Relation, command: Command) -> tuple[Policy, ...]:
    """The policies of which one has to let a row through."""
    return tuple(one for one in relation.policies if one.permissive and command in commands_of(one))


def share_roles(one: Policy, other: Policy) -> bool:
    """Whether some role has both policies."""
    return EVERYBODY in (*one.roles, *other.roles) or bool(set(one.roles) & set(other.roles))


class Audience:
    """Roles as the catalog knows them, and which policies each of them has."""

    def __init__(self, catalog: Catalog, bypassing: Iterable[str]) -> None:
        self.bypassing = frozenset(bypassing)
        named = {role for relation in catalog.relations.values() for one in relation.policies for role in one.roles}
        self.roles = named | set(catalog.roles) | {member.member for member in catalog.members} | {EVERYBODY}
        self.groups: dict[str, set[str]] = {}
        for member in catalog.members:
            if member.inherit:
                self.groups.setdefault(member.member, set()).add(member.role)

    def of(self, relation: Relation) -> tuple[str, ...]:
        """Whoever policies name and the manifest does not let pass by, and everybody."""
        named = {role for policy in relation.policies for role in policy.roles} - self.bypassing
        members = {role for role, groups in self.groups.items() if groups & named} - self.bypassing
        return tuple(sorted(named | members | {EVERYBODY}))

    def has(self, role: str, policy: Policy) -> bool:
        """Whether a policy holds for a role: it names it, a role that it inherits, or everybody."""
        return EVERYBODY in policy.roles or self._reaches(role, frozenset(policy.roles))

    def _reaches(self, role: str, wanted: frozenset[str]) -> bool:
        """Whether a role is one of ``wanted`` or inherits one."""
        pending, seen = [role], {role}
        while pending:
            one = pending.pop()
            if one in wanted:
                return True
            fresh = self.groups.get(one, set()) - seen
            seen |= fresh
            pending += fresh
        return False

    def may_have(self, roles: Iterable[str], policy: Policy) -> bool:
        """Whether some role that has one of ``roles`` has the policy as well, those that may bypass left out."""
        wanted = frozenset(roles)
        held = (role for role in self.roles - self.bypassing if EVERYBODY in wanted or self._reaches(role, wanted))
        return EVERYBODY in policy.roles or any(self.has(role, policy) for role in held)

    def restrictions(self, relation: Relation, command: Command, roles: Iterable[str]) -> tuple[Policy, ...]:
        """The restrictive policies that hold for whoever has one of ``roles``."""
        wanted = frozenset(roles)
        held = [role for role in self.roles if self._reaches(role, wanted)]
        return tuple(
            one
            for one in relation.policies
            if not one.permissive
            and command in commands_of(one)
            and (EVERYBODY in one.roles or (EVERYBODY not in wanted and all(self.has(role, one) for role in held)))
        )

    def is_listed(self, policy: Policy) -> bool:
        """Whether all roles of a policy pass row-level security by on purpose."""
        return bool(policy.roles) and set(policy.roles) <= self.bypassing
