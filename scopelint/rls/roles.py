"""Login roles that row-level security does not hold: superusers, BYPASSRLS, owners, and who may become one."""

from collections.abc import Iterator
from typing import NamedTuple

from scopelint.model.catalog import Catalog
from scopelint.model.node import Place
from scopelint.rls.rights import Rights


class Exempt(NamedTuple):
    """One login role and why policies do not hold it."""

    role: str
    fault: str
    through: str
    reason: str
    place: Place | None


def exempt_logins(catalog: Catalog, rights: Rights, tables: frozenset[str]) -> Iterator[Exempt]:
    """One entry a role, its strongest. ``tables``: those with row-level security that belong to tenants."""
    owned: dict[str, list[str]] = {}
    for name in sorted(tables):
        relation = catalog.relations[name]
        if relation.owner is not None and not relation.forced:
            owned.setdefault(relation.owner, []).append(name)
    for role in rights.logins():
        found = _direct(role.name, catalog, owned) or _through(role.name, catalog, rights, owned)
        if found is not None:
            yield found


def _direct(name: str, catalog: Catalog, owned: dict[str, list[str]]) -> Exempt | None:
    role = catalog.roles[name]
    if role.superuser:
        return Exempt(name, "superuser", name, "it is a superuser", role.place)
    if role.bypass_rls:
        return Exempt(name, "bypass-rls", name, "it has BYPASSRLS", role.place)
    if name in owned:
        return Exempt(name, "owner", name, f"it owns {_tables(owned[name])}, not forced", role.place)
    return None


def _through(name: str, catalog: Catalog, rights: Rights, owned: dict[str, list[str]]) -> Exempt | None:
    """BYPASSRLS and SUPERUSER are not inherited, ownership is; SET ROLE gives all three."""
    for other in rights.inherited(name):
        if other != name and other in owned:
            reason = f"it inherits the rights of '{other}', who owns {_tables(owned[other])}, not forced"
            return Exempt(name, "inherits", other, reason, _grant(catalog, name))
    for other in rights.becoming(name):
        if other == name:
            continue
        what = "is a superuser or has BYPASSRLS" if rights.is_exempt(other) else ""
        if other in owned:
            what = f"owns {_tables(owned[other])}, not forced"
        if what:
            reason = f"it may SET ROLE to '{other}', who {what}"
            return Exempt(name, "may-become", other, reason, _grant(catalog, name))
    return None


def _grant(catalog: Catalog, name: str) -> Place | None:
    places = [member.place for member in catalog.members if member.member == name and member.place is not None]
    return places[0] if places else catalog.roles[name].place


def _tables(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")
