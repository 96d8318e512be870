"""A first manifest from what can be seen: read values as they are, inferred ones with the evidence for each.

A guess that could only make the check stricter is written down. One that would let statements pass (rows of a principal's own,
look-ups by a credential, a bypass) is an aside: a comment that people turn into a decision.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from scopelint.model.catalog import Catalog
from scopelint.model.manifest import Manifest, Parent, Principal, TableEntry
from scopelint.model.node import Place, Span
from scopelint.model.program import LinkGap
from scopelint.model.proposal import Aside, Because, Evidence, Hint, NotTold, Proposal
from scopelint.model.relation import Expr
from scopelint.model.schema import ForeignKey, Level, Posture, Schema, Table, TableTenancy
from scopelint.rls.drift import BOOKKEEPING, raw_posture
from scopelint.rls.proposing_names import OWNER_COLUMN, SECRET_COLUMN, sensitive_by_name
from scopelint.rls.proposing_tenants import Tenants, tenants
from scopelint.rls.tenancy import Classify


class Seen(msgspec.Struct, frozen=True):
    """What a proposal is made from. ``schema`` holds the models' tables and the catalog's; ``catalog`` None: nothing says
    what row-level security does; ``source`` names where it came from ("the migrations"). ``tenant_columns`` are the
    configuration's. ``aside``: paths of migrations, whose models are no longer the program's own. ``modelled``: tables that
    models declare."""

    schema: Schema
    catalog: Catalog | None
    source: str
    hints: tuple[Hint, ...] = ()
    gaps: tuple[LinkGap, ...] = ()
    tenant_columns: tuple[str, ...] = ()
    aside: frozenset[str] = frozenset()
    modelled: frozenset[str] = frozenset()

    def is_old(self, table: Table) -> bool:
        """Whether only a migration declares a table, for its own use."""
        declared = table.place is not None and table.place.path in self.aside
        return declared and (self.catalog is None or table.name not in self.catalog.relations)


def propose(
    seen: Seen,
    known: Manifest,
    classify: Classify,
    predicate: Callable[[str], Expr],
    grade: Callable[[tuple[Level, ...]], Mapping[str, Posture]],
) -> Proposal:
    """The manifest for what is seen. ``known``: its levels and principal, if it has any, are taken as they are.

    ``classify`` says what each table is, given levels; ``predicate`` reads the text of a policy's expression; ``grade`` says
    what row-level security is proved to do for the catalog's tables.
    """
    old = frozenset(name for name, table in seen.schema.tables.items() if seen.is_old(table))
    found = tenants(_without(seen.schema, old), seen.catalog, seen.hints, seen.tenant_columns, known.levels, predicate)
    evidence: dict[Because, Evidence] = dict(found.evidence)
    asides = list(found.asides)
    principal = known.principal
    if not principal.names:
        principal, more = _principal(seen.hints)
        evidence |= more
    tables: dict[str, TableEntry] = {}
    postures = grade(found.levels)
    scopes = classify(seen.schema, found.levels)
    for name in sorted(scopes.keys() - BOOKKEEPING):
        tables[name] = _entry(name, scopes[name], seen, found, scopes, evidence, postures.get(name))
    asides += _shared(seen.schema, scopes)
    asides += _credentials(seen.schema, scopes, known.principal)
    asides += _owned(seen.schema, scopes, found, known.principal)
    asides += _bypasses(seen, known)
    manifest = Manifest(found.levels, principal, tables, known.bypasses, known.exemptions, known.path)
    return Proposal(
        manifest, evidence, tuple(asides), tuple(_not_told(seen)), seen.source if seen.catalog is not None else None
    )


def _without(schema: Schema, names: frozenset[str]) -> Schema:
    kept = {name: table for name, table in schema.tables.items() if name not in names}
    return Schema(kept, schema.complete, schema.routines)


def _principal(hints: Iterable[Hint]) -> tuple[Principal, dict[Because, Evidence]]:
    taken = [hint for hint in hints if hint.kind == "principal"]
    evidence: dict[Because, Evidence] = {
        ("principal", hint.name): Evidence(f"{hint.words}, {_times(hint.count)}", place=hint.place) for hint in taken
    }
    return Principal(names=tuple(hint.name for hint in taken)), evidence


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _entry(
    name: str,
    tenancy: TableTenancy,
    seen: Seen,
    found: Tenants,
    scopes: dict[str, TableTenancy],
    evidence: dict[Because, Evidence],
    proved: Posture | None,
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
    if relation is not None and not relation.complete and relation.place is None and not relation.row_security:
        relation = None  # it is changed by what was read, and made by what was not: nobody says that it has no RLS
    posture = None if relation is None else proved or raw_posture(relation)
    if relation is not None and posture != raw_posture(relation):
        words = f"row-level security is {raw_posture(relation)}, but its policies confine nothing"
        evidence["tables", name, "rls"] = Evidence(words, guess=False, place=relation.place)
    sensitive = _sensitive(table)
    if sensitive is not None:
        evidence["tables", name, "sensitive"] = Evidence(sensitive)
    if seen.is_old(table):
        evidence["tables", name, "scope"] = Evidence(
            "only a migration declares it: is it still there?", place=table.place
        )
    elif seen.modelled and name not in seen.modelled:
        words = f"no model has it, only {seen.source}"
        evidence.setdefault(("tables", name, "scope"), Evidence(words, guess=False, place=table.place))
    elif not table.complete:
        evidence.setdefault(("tables", name, "scope"), Evidence("not all its columns are in view"))
    return TableEntry(
        scope=scope,
        rls=posture,
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


def _shared(schema: Schema, scopes: dict[str, TableTenancy]) -> Iterator[Aside]:
    """Tables whose rows may have no tenant. Where a third of them may, nobody thought of NULL, and it says nothing."""
    owned = {name: one for name, one in scopes.items() if one.scope == "tenant" and len(one.tenant_columns) == 1}
    nullable = {}
    for name, tenancy in owned.items():
        column = next((one for one in schema.tables[name].columns if one.name == tenancy.tenant_columns[0][1]), None)
        if column is not None and column.nullable:
            nullable[name] = column.name
    for name, column_name in nullable.items() if len(nullable) * 3 <= len(owned) else ():
        words = f"{column_name} may be NULL: may every tenant read such rows?"
        yield Aside("table", (("shared-null", True),), words, name=name)


def _credentials(schema: Schema, scopes: dict[str, TableTenancy], known: Principal) -> Iterator[Aside]:
    """Unique columns by which a row is looked up with a credential, all in one."""
    found = [
        f"{name}.{key[0]}"
        for name, table in schema.tables.items()
        if name in scopes and scopes[name].scope in ("tenant", "child")
        for key in table.unique
        if len(key) == 1 and SECRET_COLUMN.fullmatch(key[0])
    ]
    if found and not known.bearer_columns:
        words = "unique, and credentials by their names: does a look-up by one tell the tenant?"
        yield Aside(
            "principal", (("bearer-columns", tuple(found)),), words, schema.tables[found[0].rpartition(".")[0]].place
        )


def _owned(schema: Schema, scopes: dict[str, TableTenancy], found: Tenants, known: Principal) -> Iterator[Aside]:
    """Columns that name the person whose a row is, all in one."""
    members = {one.table for level in found.levels for one in level.memberships}
    owned = [
        f"{name}.{key.columns[0]}"
        for name, table in schema.tables.items()
        if name in scopes and scopes[name].scope in ("tenant", "child") and name not in members
        for key in table.foreign_keys
        if key.table == found.principals and len(key.columns) == 1 and OWNER_COLUMN.fullmatch(key.columns[0])
    ]
    if owned and not known.owner_columns:
        words = f"foreign keys to {found.principals}: may a principal reach its own rows whatever the tenant?"
        yield Aside("principal", (("owner-columns", tuple(owned)),), words)


def _bypasses(seen: Seen, known: Manifest) -> Iterable[Aside]:
    """Roles that row-level security does not hold."""
    listed = {bypass.role for bypass in known.bypasses}
    if seen.catalog is None:
        return
    for role in sorted(seen.catalog.roles.values(), key=lambda role: role.name):
        if (role.superuser or role.bypass_rls) and role.name not in listed and not role.name.startswith("pg_"):
            word = "superuser" if role.superuser else "BYPASSRLS"
            pairs = (("role", role.name), ("reason", ""))
            yield Aside("bypass", pairs, f"{word} in {seen.source}: what for?", role.place)


def _not_told(seen: Seen) -> Iterable[NotTold]:
    for gap in seen.gaps:
        if gap.kind in ("model", "table") and gap.path not in seen.aside:
            yield NotTold(f"{gap.kind}: {gap.reason}", Place(gap.path, Span(gap.line, 1, gap.line, 1)))
    if seen.catalog is not None:
        for change in seen.catalog.unknown:
            shown = " ".join(change.text.split())[:80]
            yield NotTold(f"DDL: {change.reason}" + (f" ({shown})" if shown else ""), change.place)
