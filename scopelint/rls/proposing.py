"""A first manifest from what can be seen: read values as they are, inferred ones with the evidence for each.

A guess that could only make the check stricter is written down. One that would let statements pass (rows of a principal's own,
look-ups by a credential, a bypass) is an aside: a comment that people turn into a decision.
"""

from collections.abc import Callable, Iterable

import msgspec

from scopelint.model.catalog import Catalog
from scopelint.model.manifest import Manifest, Parent, Principal, TableEntry
from scopelint.model.node import Place, Span
from scopelint.model.program import LinkGap
from scopelint.model.proposal import Aside, Because, Evidence, Hint, NotTold, Proposal
from scopelint.model.relation import Expr
from scopelint.model.schema import ForeignKey, Schema, Table, TableTenancy
from scopelint.rls.catalog_tables import posture_of
from scopelint.rls.proposing_names import SECRET_COLUMN, sensitive_by_name
from scopelint.rls.proposing_tenants import Tenants, tenants
from scopelint.rls.tenancy import Classify


class Seen(msgspec.Struct, frozen=True):
    """What a proposal is made from. ``schema`` holds the models' tables and the catalog's; ``catalog`` None: nothing says
    what row-level security does; ``source`` names where it came from ("the migrations"). ``tenant_columns`` are the
    configuration's."""

    schema: Schema
    catalog: Catalog | None
    source: str
    hints: tuple[Hint, ...] = ()
    gaps: tuple[LinkGap, ...] = ()
    tenant_columns: tuple[str, ...] = ()


def propose(seen: Seen, known: Manifest, classify: Classify, predicate: Callable[[str], Expr]) -> Proposal:
    """The manifest for what is seen. ``known``: its levels and principal, if it has any, are taken as they are.

    ``classify`` says what each table is, given levels; ``predicate`` reads the text of a policy's expression.
    """
    found = tenants(seen.schema, seen.catalog, seen.hints, seen.tenant_columns, known.levels, predicate)
    evidence: dict[Because, Evidence] = dict(found.evidence)
    asides = list(found.asides)
    principal = known.principal
    if not principal.names:
        principal, more = _principal(seen.hints)
        evidence |= more
    tables: dict[str, TableEntry] = {}
    scopes = classify(seen.schema, found.levels)
    for name in sorted(scopes):
        tables[name] = _entry(name, scopes[name], seen, found, scopes, evidence)
        asides += _own_rows(name, seen.schema.tables[name], scopes[name], known.principal)
    asides += _bypasses(seen, known)
    manifest = Manifest(found.levels, principal, tables, known.bypasses, known.exemptions, known.path)
    return Proposal(
        manifest, evidence, tuple(asides), tuple(_not_told(seen)), seen.source if seen.catalog is not None else None
    )


def _principal(hints: Iterable[Hint]) -> tuple[Principal, dict[Because, Evidence]]:
    taken = [hint for hint in hints if hint.kind == "principal"]
    if not taken:
        return Principal(), {}
    words = "; ".join(f"{hint.name}: {hint.words}, {_times(hint.count)}" for hint in taken)
    return (
        Principal(names=tuple(hint.name for hint in taken)),
        {("principal", "names"): Evidence(words, place=taken[0].place)},
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _entry(
    name: str,
    tenancy: TableTenancy,
    seen: Seen,
    found: Tenants,
    scopes: dict[str, TableTenancy],
    evidence: dict[Because, Evidence],
) -> TableEntry:
    table = seen.schema.tables[name]
    scope, parent = tenancy.scope, tenancy.parent
    if scope == "global":
        optional = _optional_parent(table, scopes, found)
        if optional is not None:
            scope, parent = "child", optional
            key = ", ".join(optional.columns)
            evidence["tables", name, "parent"] = Evidence(f"{key} may be NULL: whose are rows without it?")
        else:
            evidence["tables", name, "scope"] = Evidence(_why_global(table))
    relation = seen.catalog.relations.get(name) if seen.catalog is not None else None
    sensitive = _sensitive(table)
    if sensitive is not None:
        evidence["tables", name, "sensitive"] = Evidence(sensitive)
    if not table.complete:
        evidence.setdefault(("tables", name, "scope"), Evidence("not all its columns are in view"))
    return TableEntry(
        scope=scope,
        rls=posture_of(relation) if relation is not None else None,
        sensitive=sensitive is not None,
        parent=None if parent is None or scope != "child" else Parent(parent.table, parent.columns),
    )


def _optional_parent(table: Table, scopes: dict[str, TableTenancy], found: Tenants) -> ForeignKey | None:
    """A nullable foreign key to rows that have a tenant; people's tables point to such rows and are nobody's."""
    if table.name == found.principals:
        return None
    for key in table.foreign_keys:
        parent = scopes.get(key.table)
        if parent is not None and parent.scope in ("tenant", "child") and key.table != table.name:
            return key
    return None


def _why_global(table: Table) -> str:
    if table.foreign_keys:
        to = ", ".join(sorted({key.table for key in table.foreign_keys}))
        return f"no tenant column, and its foreign keys lead to no tenant ({to})"
    return "no tenant column and no foreign key"


def _sensitive(table: Table) -> str | None:
    word = sensitive_by_name(table.name)
    if word is not None:
        return f"{word} by its name"
    column = next((column.name for column in table.columns if SECRET_COLUMN.fullmatch(column.name)), None)
    return f"column {column}" if column is not None else None


def _own_rows(name: str, table: Table, tenancy: TableTenancy, known: Principal) -> Iterable[Aside]:
    """Columns by which a row is looked up with a credential."""
    if tenancy.scope not in ("tenant", "child"):
        return
    for key in table.unique:
        column = key[0]
        if len(key) == 1 and SECRET_COLUMN.fullmatch(column) and f"{name}.{column}" not in known.bearer_columns:
            line = f'bearer-columns = ["{name}.{column}"]'
            yield Aside(
                "principal",
                line,
                "unique, and a credential by its name: does its look-up tell the tenant?",
                table.place,
            )


def _bypasses(seen: Seen, known: Manifest) -> Iterable[Aside]:
    """Roles that row-level security does not hold."""
    listed = {bypass.role for bypass in known.bypasses}
    if seen.catalog is None:
        return
    for role in sorted(seen.catalog.roles.values(), key=lambda role: role.name):
        if (role.superuser or role.bypass_rls) and role.name not in listed and not role.name.startswith("pg_"):
            word = "superuser" if role.superuser else "BYPASSRLS"
            yield Aside(
                "bypass", f'role = "{role.name}"\nreason = ""', f"{word} in {seen.source}: what for?", role.place
            )


def _not_told(seen: Seen) -> Iterable[NotTold]:
    for gap in seen.gaps:
        if gap.kind in ("model", "table"):
            yield NotTold(f"{gap.kind}: {gap.reason}", Place(gap.path, Span(gap.line, 1, gap.line, 1)))
    if seen.catalog is not None:
        for change in seen.catalog.unknown:
            shown = " ".join(change.text.split())[:80]
            yield NotTold(f"DDL: {change.reason}" + (f" ({shown})" if shown else ""), change.place)
