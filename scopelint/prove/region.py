"""Regions: which rows meet where in a statement, and what is known to hold wherever they meet.

A region is a set of joined rows that can affect the result: a SELECT block, the optional side of an outer join, one
arm of an OR. Facts of a region hold for every row combination in it, and for everything evaluated below it; a child
region that is *exported* (a semi-join, a derived table) lends its facts to its parent, because a row of the parent
is only there if a row of the child is.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from scopelint.model.node import Place
from scopelint.model.relation import Expr, Origin
from scopelint.model.schema import Table, TableTenancy

if TYPE_CHECKING:
    from scopelint.prove.building import Build

Atom: TypeAlias = tuple[str, int | str, str]
"""("c", source id, column), ("t", source id, level): the tenant of a row without the column, ("v", key, ""): a value."""


@dataclass(eq=False, slots=True)
class Source:
    """One reference to a relation in FROM, or a target. ``columns`` None: not known; ``open``: there may be more."""

    id: int
    alias: str
    name: str
    table: Table | None = None
    tenancy: TableTenancy | None = None
    columns: tuple[str, ...] | None = None
    open: bool = False
    renamed: dict[str, str] = field(default_factory=dict)
    region: "Region | None" = None
    stored: bool = False
    """The schema's relation of that name; no CTE, derived table or function that is called so."""
    fresh: bool = False
    """A row that the statement is about to write: keys and trust say nothing of it yet."""
    place: Place | None = None

    def has(self, column: str) -> bool:
        return self.columns is not None and column in self.columns

    def atom(self, column: str) -> Atom:
        return ("c", self.id, self.renamed.get(column, column))


@dataclass(eq=False, slots=True)
class Fact:
    """``left`` equals ``right``, or with ``member`` is one of the values of ``right``.

    ``hidden``: not visible inside that region, because ``barrier`` (a LIMIT, an aggregate) stands between.
    ``tie``: both are the same column, so both may be NULL; any other fact says that neither is.
    """

    left: Atom
    right: Atom
    why: str
    place: Place | None = None
    hidden: "Region | None" = None
    barrier: str | None = None
    member: bool = False
    tie: bool = False


MentionKind = Literal["comparison", "null", "nullable-value", "unresolved", "aggregate", "outer-on"]


@dataclass(eq=False, slots=True)
class Mention:
    """A predicate that names a column and yields no fact; kept to say what was found."""

    atom: Atom
    kind: MentionKind
    text: str
    place: Place | None = None


@dataclass(eq=False, slots=True)
class Region:
    """See the module. ``sealed``: for the optional side of an outer join, the ids of the sources inside it."""

    parent: "Region | None" = None
    facts: list[Fact] = field(default_factory=list)
    exports: list["Region"] = field(default_factory=list)
    disjunctions: list["Disjunction"] = field(default_factory=list)
    optional: list["Region"] = field(default_factory=list)
    sealed: range | None = None
    nulls: list[Mention] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    opaque: list[tuple[str, Place | None]] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    never: bool = False
    apart: list[tuple[Atom, Atom]] = field(default_factory=list)
    """Columns that are not equal."""
    value: bool = False
    """What is sealed is no side of a join but a scalar subquery, or the rows under an aggregate: what they yield may be NULL."""

    def child(self) -> "Region":
        return Region(self)

    def differ(self, b: "Build", one: Atom, other: Atom) -> None:
        """``one <> other`` holds. Two numbers or two UUIDs only: 1.0 and 1.00 are equal, and their texts are not."""
        if one[0] == other[0] == "c" and one != other and b.family(one) == b.family(other) in ("int", "uuid"):
            self.apart.append((one, other))

    def chain(self) -> "list[Region]":
        """This region and all above it, innermost first."""
        result: list[Region] = []
        region: Region | None = self
        while region is not None:
            result.append(region)
            region = region.parent
        return result


@dataclass(eq=False, slots=True)
class Disjunction:
    """At least one of ``arms`` holds. ``written``: the predicate of each, where they have one."""

    arms: list[Region]
    place: Place | None = None
    what: str = "OR"
    written: tuple[Expr, ...] = ()

    @property
    def may_settle(self) -> bool:
        """Whether other facts may say that an arm does not hold."""
        return any(arm.never or arm.nulls for arm in self.arms)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can name a tenant: where it came from and how to show it. ``computed``: it is made of others, and may
    be another tenant's."""

    key: str
    shown: str
    origin: Origin
    nullable: bool = False
    positional: bool = False
    literal: bool = False
    setting: str | None = None
    computed: bool = False


def null_extended(source: Source, at: Region) -> bool:
    """Whether ``source`` may be missing (all NULL) as seen from ``at``."""
    above = set(map(id, at.chain()))
    region = source.region
    while region is not None and id(region) not in above:
        if region.sealed is not None:
            return True
        region = region.parent
    return region is None


def present(facts: list[Fact]) -> set[Atom]:
    """Columns that are not NULL in rows that satisfy the facts: those in an equality, and what they are tied to."""
    found = {atom for fact in facts if not fact.tie for atom in (fact.left, fact.right)}
    ties = [fact for fact in facts if fact.tie]
    changed = True
    while changed:
        changed = False
        for fact in ties:
            if (fact.left in found) != (fact.right in found) and fact.left[0] != "v" and fact.right[0] != "v":
                found |= {fact.left, fact.right}
                changed = True
    return found
