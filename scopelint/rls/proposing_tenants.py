"""Who the tenants are: levels and their columns, registries, memberships and the bound session variable, each with why."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from scopelint.model.catalog import Catalog
from scopelint.model.node import Node, Place, parts
from scopelint.model.proposal import Aside, Because, Evidence, Hint
from scopelint.model.relation import Column, Compare, Expr, Setting
from scopelint.model.schema import Level, Membership, Schema, Table
from scopelint.rls.drift import BOOKKEEPING
from scopelint.rls.proposing_names import (
    MEMBER_WORDS,
    NO_MEMBER_WORDS,
    PRINCIPAL_COLUMN,
    PRINCIPALS,
    ROLE_COLUMNS,
    says_membership,
    snake,
    stems,
)
from scopelint.rls.tenancy import OUTERMOST_FIRST, detect_columns


class Tenants(msgspec.Struct, frozen=True):
    """``principals``: the table of people, None if there is none in view."""

    levels: tuple[Level, ...]
    evidence: dict[Because, Evidence]
    asides: tuple[Aside, ...]
    principals: str | None


def tenants(
    schema: Schema,
    catalog: Catalog | None,
    hints: tuple[Hint, ...],
    configured: tuple[str, ...],
    known: tuple[Level, ...],
    predicate: Callable[[str], Expr],
) -> Tenants:
    """The levels, outermost first. ``known`` levels are taken as they are; ``configured`` columns are not questioned."""
    if known:
        return Tenants(known, {}, (), _people(schema, known))
    evidence: dict[Because, Evidence] = {}
    asides: list[Aside] = []
    settings = _Settings(catalog, hints, predicate)
    found = _configured(schema, configured) if configured else detect_columns(schema)
    found = tuple(_with_registry(level, schema, bool(configured), evidence) for level in found)
    people = _people(schema, found)
    levels = []
    for level in found:
        memberships, doubtful = _memberships(level, found, schema, people)
        for membership, why in memberships:
            place = schema.tables[membership.table].place
            evidence["memberships", level.name, membership.table] = Evidence(why, place=place)
        asides += doubtful
        setting = settings.of(level, len(found) == 1)
        if setting is not None:
            evidence["tenant", level.name, "setting"] = setting[1]
        levels.append(
            msgspec.structs.replace(
                level,
                setting=setting[0] if setting is not None else None,
                memberships=tuple(membership for membership, _ in memberships),
            )
        )
    asides += settings.left(levels)
    return Tenants(tuple(levels), evidence, tuple(asides), people)


def _configured(schema: Schema, columns: tuple[str, ...]) -> tuple[Level, ...]:
    """One level for the columns that the configuration names, called as its kind is usually called."""
    usual = next((name for name, names in OUTERMOST_FIRST if columns[0] in names), None)
    word = usual or (snake(columns[0]).removesuffix("_id") or "tenant")
    return (Level(word, columns, _referred(schema, columns)[0]),)


def _with_registry(level: Level, schema: Schema, configured: bool, evidence: dict[Because, Evidence]) -> Level:
    tables = [table for table in schema.tables.values() if _column(table, level) is not None and table.view is None]
    words = "named in the configuration" if configured else f"{len(tables)} of {_count(schema)} tables have it"
    evidence["tenant", level.name, "columns"] = Evidence(words, guess=not configured)
    registry, votes = _referred(schema, level.columns)
    if registry is not None:
        counted = "the foreign key on it leads" if votes == 1 else f"{votes} foreign keys on it lead"
        evidence["tenant", level.name, "registry"] = Evidence(f"{counted} there", place=_place(schema, registry))
    else:
        names = [name for column in level.columns for name in stems(column)]
        registry = next((name for name in names if name in schema.tables and schema.tables[name].primary_key), None)
        if registry is not None:
            evidence["tenant", level.name, "registry"] = Evidence("by its name", place=_place(schema, registry))
    return msgspec.structs.replace(level, registry=registry)


def _count(schema: Schema) -> int:
    return sum(table.view is None for name, table in schema.tables.items() if name not in BOOKKEEPING)


def _place(schema: Schema, table: str) -> Place | None:
    return schema.tables[table].place if table in schema.tables else None


def _referred(schema: Schema, columns: tuple[str, ...]) -> tuple[str | None, int]:
    """The table that foreign keys on the tenant columns lead to most often, and how many do."""
    votes: dict[str, int] = {}
    for table in schema.tables.values():
        for key in table.foreign_keys:
            if len(key.columns) == 1 and key.columns[0] in columns and key.table != table.name:
                votes[key.table] = votes.get(key.table, 0) + 1
    best = max(sorted(votes), key=lambda name: votes[name]) if votes else None
    return best, votes.get(best, 0) if best is not None else 0


def _column(table: Table, level: Level) -> str | None:
    names = {column.name for column in table.columns}
    return next((column for column in level.columns if column in names), None)


# ---------------------------------------------------------------- memberships


def _people(schema: Schema, levels: Iterable[Level]) -> str | None:
    """The table of people: of those so named the one that most foreign keys lead to; no tenant is one."""
    votes: dict[str, int] = {}
    registries = {level.registry for level in levels}
    for table in schema.tables.values():
        if table.name in registries:
            continue
        if PRINCIPALS.search(snake(table.name.rpartition(".")[2])) and table.view is None:
            led = [key for other in schema.tables.values() for key in other.foreign_keys if key.table == table.name]
            votes[table.name] = len(led)
    return max(sorted(votes), key=lambda name: votes[name]) if votes else None


def _memberships(
    level: Level, levels: tuple[Level, ...], schema: Schema, people: str | None
) -> tuple[list[tuple[Membership, str]], list[Aside]]:
    """Tables that say who may act for which tenant of this level, and tables that may be such."""
    taken: list[tuple[Membership, str]] = []
    doubtful: list[Aside] = []
    for name, table in schema.tables.items():
        tenant = _column(table, level)
        if tenant is None or table.view is not None or name == people or _innermost(table, levels) != level:
            continue
        principal = _principal_column(table, people, tenant)
        if principal is None:
            continue
        pair = {tenant, principal}
        unique = any(set(key) == pair for key in (table.primary_key, *table.unique))
        plain = {column.name for column in table.columns} - pair <= ROLE_COLUMNS
        named = says_membership(name, level.registry, people)
        membership = Membership(name, tenant, principal)
        refused = NO_MEMBER_WORDS.search(snake(name.rpartition(".")[2])) is not None
        if named and (unique or plain or _leads_to(table, principal, people)):
            why = "by its name" + (
                f", and ({tenant}, {principal}) is unique" if unique else ", with a key to both ends"
            )
            taken.append((membership, why))
        elif unique and plain and not refused:
            taken.append((membership, f"({tenant}, {principal}) is unique, and it says little else"))
        elif (named or unique) and not refused:
            pairs = (("table", name), ("tenant", tenant), ("principal", principal))
            why = "does a row of it let the principal act for the tenant?"
            doubtful.append(Aside("memberships", pairs, why, table.place, level.name))
    return taken, doubtful


def _innermost(table: Table, levels: tuple[Level, ...]) -> Level | None:
    return next((level for level in reversed(levels) if _column(table, level) is not None), None)


def _principal_column(table: Table, people: str | None, tenant: str) -> str | None:
    """The column that holds the principal: the one foreign key to people, else one that is so named, else the one
    foreign key that a table called members has beside the tenant's."""
    keys = [key.columns[0] for key in table.foreign_keys if key.table == people and len(key.columns) == 1]
    named = [c.name for c in table.columns if PRINCIPAL_COLUMN.search(c.name) and c.name != tenant]
    both = [column for column in keys if column in named]
    if len(keys) == 1:
        return keys[0]
    found = both or ([] if keys else named)
    if not found and MEMBER_WORDS.search(snake(table.name.rpartition(".")[2])):
        others = {key.columns[0] for key in table.foreign_keys if len(key.columns) == 1} - {tenant}
        found = list(others) if len(others) == 1 else []
    return next(iter(found), None)


def _leads_to(table: Table, column: str, people: str | None) -> bool:
    return any(key.columns == (column,) and key.table == people for key in table.foreign_keys)


# ---------------------------------------------------------------- the session variable


class _Settings:
    """Session variables that policies compare with a tenant column, and those that code sets."""

    def __init__(self, catalog: Catalog | None, hints: Iterable[Hint], predicate: Callable[[str], Expr]) -> None:
        self.compared: dict[str, dict[str, list[tuple[str, Place | None]]]] = {}
        self.mentioned: dict[str, tuple[str, Place | None]] = {}
        self.hints = {hint.name: hint for hint in hints if hint.kind == "setting"}
        for relation in catalog.relations.values() if catalog is not None else ():
            for policy in relation.policies:
                for text in (policy.using, policy.with_check):
                    if text is not None:
                        self._read(predicate(text), f"{relation.name}.{policy.name}", policy.place)

    def _read(self, node: Node, policy: str, place: Place | None) -> None:
        for inner in _below(node):
            if isinstance(inner, Setting):
                self.mentioned.setdefault(inner.name, (policy, place))
            if isinstance(inner, Compare) and inner.op == "=":
                for one, other in ((inner.left, inner.right), (inner.right, inner.left)):
                    if isinstance(one, Column):
                        for setting in _below(other):
                            if isinstance(setting, Setting):
                                by_name = self.compared.setdefault(setting.name, {})
                                by_name.setdefault(one.name, []).append((policy, place))

    def of(self, level: Level, only: bool) -> tuple[str, Evidence] | None:
        """The variable bound for a level: policies say it, else code does."""
        best: tuple[int, str, str, Place | None] | None = None
        for name, columns in sorted(self.compared.items()):
            places = [place for column in level.columns for place in columns.get(column, [])]
            places += columns.get("id", []) if level.registry is not None and _fits(name, level) else []
            if places and (best is None or len(places) > best[0]):
                best = (len(places), name, places[0][0], places[0][1])
        if best is not None:
            return best[1], Evidence(f"policy {best[2]} compares it", False, best[3])
        fitting = [hint for hint in self.hints.values() if _fits(hint.name, level) or (only and len(self.hints) == 1)]
        if len(fitting) == 1:
            hint = fitting[0]
            return hint.name, Evidence(
                f"set by code in {hint.count} place{'s' if hint.count > 1 else ''}", place=hint.place
            )
        return None

    def left(self, levels: Iterable[Level]) -> Iterator[Aside]:
        """Variables that policies ask and that bind no tenant: whoever sets one may get past the policy."""
        bound = {level.setting for level in levels}
        for name, (policy, place) in sorted(self.mentioned.items()):
            if name not in bound and name not in self.compared:
                pairs = (("setting", name), ("reason", ""))
                yield Aside("bypass", pairs, f"policy {policy} asks it: does it open rows, and for whom?", place)


def _fits(setting: str, level: Level) -> bool:
    words = {level.name, *(stem for column in level.columns for stem in stems(column))}
    return any(word in setting.lower().rpartition(".")[2] for word in words)


def _below(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(parts(node))
