"""Who may do what: memberships followed as PostgreSQL does, and which roles row-level security does not hold."""

from collections.abc import Callable, Iterable, Iterator

from scopelint.model.catalog import Catalog, Member, Privilege, Relation, Role

EVERYBODY = "public"


class Rights:
    """The roles of a catalog. ``bypassing``: those that the manifest lets pass row-level security by."""

    def __init__(self, catalog: Catalog, bypassing: Iterable[str] = ()) -> None:
        self.catalog = catalog
        self.bypassing = frozenset(bypassing)
        self.granted: dict[tuple[str, str], list[Privilege]] = {}
        for privilege in catalog.privileges:
            self.granted.setdefault((privilege.kind, privilege.object), []).append(privilege)
        self.recorded = any(privilege.kind == "table" for privilege in catalog.privileges)

    def is_exempt(self, role: str | None) -> bool:
        """Whether a role is a superuser or has BYPASSRLS; one that is not known is not."""
        found = self.catalog.roles.get(role or "")
        return found is not None and (found.superuser or found.bypass_rls)

    def inherited(self, role: str) -> Iterator[str]:
        """The roles whose rights a role has without doing anything, itself first."""
        yield from self._reached(role, lambda member: member.inherit)

    def becoming(self, role: str) -> Iterator[str]:
        """The roles that a role may SET ROLE to, itself first."""
        yield from self._reached(role, lambda member: member.can_set or member.admin)

    def _reached(self, role: str, follows: Callable[[Member], bool]) -> Iterator[str]:
        pending, seen = [role], {role}
        while pending:
            one = pending.pop(0)
            yield one
            for member in self.catalog.members:
                if member.member == one and member.role not in seen and follows(member):
                    seen.add(member.role)
                    pending.append(member.role)

    def passes_by(self, owner: str | None, table: Relation) -> bool:
        """Whether what runs as ``owner`` sees all rows of a table: exempt, or with its owner's rights and not forced.

        None is whoever runs the migrations, of whom nothing is known but that they own what they made.
        """
        if self.is_exempt(owner):
            return True
        if table.forced:
            return False
        if owner is None or table.owner is None:
            return owner == table.owner
        return table.owner in self.inherited(owner)

    def grantees(self, kind: str, name: str, privilege: str, owner: str | None) -> tuple[Privilege, ...]:
        """Grants of a privilege to others than the owner and those that may bypass anyway."""
        return tuple(
            one
            for one in self.granted.get((kind, name), [])
            if one.privilege == privilege and one.grantee != owner and not self._aside(one.grantee)
        )

    def _aside(self, role: str) -> bool:
        return role in self.bypassing or self.is_exempt(role)

    def is_read(self, relation: Relation) -> bool:
        """Whether somebody else than its owner may read it; where no grants are known, somebody may."""
        return not self.recorded or bool(self.grantees("table", relation.name, "select", relation.owner))

    def logins(self) -> Iterator[Role]:
        """Roles that can log in and are not listed."""
        for role in self.catalog.roles.values():
            if role.login and role.name not in self.bypassing:
                yield role
