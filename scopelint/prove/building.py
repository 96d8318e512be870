"""What is gathered while a statement is laid out in regions: sources, values, references to judge, notes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from scopelint.model.node import Place
from scopelint.model.relation import Bound, Cte, Query
from scopelint.model.schema import ForeignKey, Schema, Table, Tenancy
from scopelint.prove.region import Atom, Region, Source, Value

if TYPE_CHECKING:
    from scopelint.prove.pruning import Use

MAX_SOURCES = 400

ReferenceKind = Literal["read", "update", "delete", "insert", "conflict", "copy", "truncate", "merge"]


class TooLarge(Exception):
    """The statement is larger than the proof may be."""


@dataclass(eq=False)
class Reference:
    """One appearance of a tenant, child or registry table that must be confined.

    ``written``: for an insert, the columns written (None: not known). ``moved``: for an update, the row as it is
    afterwards, if its tenant may change.
    """

    source: Source
    kind: ReferenceKind
    place: Place | None = None
    written: tuple[str, ...] | None = None
    more_columns: bool = False
    moved: Source | None = None
    moved_columns: tuple[str, ...] = ()


@dataclass(eq=False)
class Undecided:
    """A table, function or source that no proof can cover."""

    name: str
    cause: Literal["dynamic", "unresolved", "bound-hit", "unparsed"]
    reason: str
    place: Place | None = None


@dataclass
class CteScope:
    """A CTE in view: its query and what was in view where it was written. ``rows`` makes a self-reference."""

    cte: Cte
    outer: "Env"
    recursive: bool = False
    used: bool = False
    invariant: "Callable[[Build, Region, str], Source] | None" = None


@dataclass
class Names:
    """The sources that column names can mean, innermost first. ``merged`` are the columns of USING; ``use``: what
    the ``block`` reads of them, None if that is not known."""

    outer: "Names | None" = None
    sources: list[Source] = field(default_factory=list)
    merged: dict[str, Atom | None] = field(default_factory=dict)
    block: Query | None = None

    @cached_property
    def use(self) -> "Use | None":
        """Asked for by what has outputs that can be left out; a statement over tables alone never does."""
        from scopelint.prove.pruning import use_of

        return use_of(self.block) if self.block is not None else None


@dataclass
class Env:
    """What a query can see from outside: columns of outer queries and CTEs."""

    names: Names | None = None
    ctes: dict[str, CteScope] = field(default_factory=dict)
    views: tuple[str, ...] = ()


Naming: TypeAlias = tuple[ForeignKey, tuple[str, ...], tuple[str, ...]]
"""A foreign key, and its columns (all or some) with the unique columns of the parent that they name."""
Key: TypeAlias = tuple[tuple[str, ...], tuple[Atom, ...]]
"""A unique key, and its columns in one reference."""


@dataclass
class Build:
    """The statement under proof."""

    schema: Schema
    tenancy: Tenancy
    view_query: Callable[[str], Query | None] | None = None
    sources: list[Source] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    partial: bool = False
    families: dict[Atom, str] = field(default_factory=dict)
    compared: set[str] = field(default_factory=set)
    """Parameters that stand in a predicate."""
    sets_settings: bool = False
    """The statement calls set_config: what current_setting returns may change from row to row."""
    solid: dict[Atom, bool] = field(default_factory=dict)
    """Output columns of subqueries, and whether they are never NULL."""
    naming: "dict[str, tuple[Naming, ...]]" = field(default_factory=dict)
    named: "dict[int, tuple[tuple[ForeignKey, str, tuple[str, ...], tuple[Atom, ...]], ...]]" = field(
        default_factory=dict
    )
    keys: "dict[int, tuple[Key, ...]]" = field(default_factory=dict)
    carried: dict[tuple[str, bool, int], tuple[str, ...]] = field(default_factory=dict)

    def source(self, alias: str, name: str, place: Place | None = None) -> Source:
        if len(self.sources) >= MAX_SOURCES:
            raise TooLarge(f"more than {MAX_SOURCES} references")
        made = Source(len(self.sources), alias, name, place=place)
        self.sources.append(made)
        return made

    def table_source(self, alias: str, table: Table | None, name: str, place: Place | None = None) -> Source:
        made = self.source(alias, name, place)
        made.table, made.stored = table, True
        made.tenancy = self.tenancy.tables.get(name)
        made.columns = tuple([column.name for column in table.columns]) if table is not None else None
        made.open = table is None or not table.complete
        return made

    def hide(self, reason: str) -> None:
        """Something could not be seen that leaves the proofs intact."""
        self.partial = True
        self.notes.setdefault(reason)

    def value(self, value: Value) -> Atom:
        self.values.setdefault(value.key, value)
        return ("v", value.key, "")

    def bound(self, bound: Bound) -> Atom:
        shown = bound.name if bound.positional or bound.name.startswith("$") else f":{bound.name}"
        nullable = bound.may_be_none
        return self.value(Value(bound.key, shown, bound.origin, nullable, bound.positional))

    def family(self, atom: Atom) -> str:
        """What kind of column ``atom`` is, as far as casts go: int, text, uuid, or "" if that is not known."""
        if atom[0] != "c":
            return ""
        source = self.sources[int(atom[1])]
        if source.table is None:
            return self.families.get(atom, "")
        found = ""
        for column in source.table.columns:
            if column.name == atom[2]:
                found = column.type
                break
        if found.startswith(("int", "bigint", "smallint", "serial", "bigserial")):
            return "int"
        if found in ("text", "uuid"):
            return found
        return "text" if found.startswith(("varchar", "character varying")) else ""

    def typed(self, column: Atom, inner: Atom | None) -> None:
        """An output column has the type of ``inner``, unless another arm of a UNION gives it another."""
        family = self.family(inner) if inner is not None else ""
        if self.families.setdefault(column, family) != family:
            self.families[column] = ""

    def never_null(self, column: Atom) -> bool:
        """Whether a column cannot be NULL where its row is: by the schema, or as the output of a subquery."""
        if column[0] != "c":
            return False
        source = self.sources[int(column[1])]
        return self.solid.get(column, False) if source.table is None else is_not_null(source, column[2])

    @cached_property
    def naming_tenants(self) -> frozenset[str]:
        """Registries and membership tables, of which a row can name a tenant."""
        levels = self.tenancy.levels
        found = {plain_name(level.registry) for level in levels if level.registry is not None}
        return frozenset(found | {plain_name(membership.table) for level in levels for membership in level.memberships})

    def levels(self) -> Iterator[str]:
        return (level.name for level in self.tenancy.levels)


def plain_name(name: str) -> str:
    """A table's name as the schema keeps it: without ``public.``."""
    return name.removeprefix("public.")


def tenant_atom(source: Source, level: str) -> Atom:
    """The tenant of a source's row at a level: its column, or a name for what the column would hold."""
    column = tenant_column(source, level)
    return ("c", source.id, column) if column is not None else ("t", source.id, level)


def tenant_column(source: Source, level: str) -> str | None:
    if source.tenancy is not None:
        for name, column in source.tenancy.tenant_columns:
            if name == level:
                return column
    return None


def is_not_null(source: Source, column: str) -> bool:
    """Whether the database forbids NULL in the column."""
    if source.table is None:
        return False
    for found in source.table.columns:
        if found.name == column:
            return found.nullable is False or column in source.table.primary_key
    return column in source.table.primary_key


def resolve(names: Names | None, name: str, source: str | None) -> Atom | None:
    """What a column name means, or None if it cannot be said."""
    bare = source.rsplit(".", 1)[-1] if source is not None else None
    scope = names
    while scope is not None:
        if bare is not None:
            for candidate in scope.sources:
                if candidate.alias == bare:
                    return candidate.atom(name)
        else:
            if name in scope.merged:
                return scope.merged[name]
            found = _unqualified(scope, name)
            if found:
                return found[0] if len(found) == 1 else None
        scope = scope.outer
    return None


def _unqualified(scope: Names, name: str) -> list[Atom]:
    known = [source.atom(name) for source in scope.sources if source.has(name)]
    if known:
        return known if not any(s.open and not s.has(name) for s in scope.sources) or len(known) == 1 else known * 2
    unknown = [source for source in scope.sources if source.open or source.columns is None]
    if not unknown:
        return []
    outer_has = _outer_has(scope.outer, name)
    return [unknown[0].atom(name)] if len(unknown) == 1 and not outer_has else [unknown[0].atom(name)] * 2


def _outer_has(names: Names | None, name: str) -> bool:
    while names is not None:
        if name in names.merged or any(s.has(name) or s.open or s.columns is None for s in names.sources):
            return True
        names = names.outer
    return False
