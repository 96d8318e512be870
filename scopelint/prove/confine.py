"""Whether a reference is confined: what is visible from its region, and each arm of an OR tried in turn."""

from dataclasses import dataclass, field
from typing import TypeAlias

from scopelint.model.node import Place
from scopelint.prove.building import Build, TooLarge, tenant_atom
from scopelint.prove.equality import Closure
from scopelint.prove.region import Atom, Disjunction, Fact, Mention, Region, Source, Value, present

MAX_SPLITS = 4
MAX_CLOSURES = 3000
MAX_ARMS = 40
MAX_WORK = 400_000
"""Facts looked at in all views of one statement."""


@dataclass(frozen=True)
class Proof:
    """Why a reference is confined, step by step, and by which value."""

    level: str
    value: Value | None
    steps: tuple[str, ...]
    columns: tuple[str, ...] = ()


Key: TypeAlias = tuple[str, str]
ANYTHING = ("*", "never")
OWN = ("*", "own")
SHARED = ("*", "shared")
Found: TypeAlias = dict[Key, Proof]
Arms: TypeAlias = tuple[tuple[Region, tuple[range, ...]], ...]


@dataclass(slots=True)
class View:
    """Everything that may be assumed of the rows of one region."""

    facts: list[Fact] = field(default_factory=list)
    disjunctions: list[tuple[Disjunction, tuple[range, ...]]] = field(default_factory=list)
    nulls: list[Mention] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    opaque: list[tuple[str, Place | None]] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    sides: list[tuple[Region, tuple[range, ...]]] = field(default_factory=list)
    never: bool = False
    apart: list[tuple[Atom, Atom]] = field(default_factory=list)


class Confinement:
    """Proof search over one statement, with a bound on its work."""

    def __init__(self, b: Build) -> None:
        self.b = b
        self.closures = 0
        self.work = 0
        self.required: dict[int, bool] = {}
        self.cache: dict[tuple[object, ...], tuple[View, Closure]] = {}
        self._closed: dict[tuple[Fact, ...], Closure] = {}

    # ------------------------------------------------------------ what is visible

    def view(
        self, region: Region, arms: Arms = (), reveal: bool = False, open_sides: bool = False, unseal: bool = False
    ) -> View:
        """Facts for rows of ``region``. ``reveal`` ignores barriers, ``open_sides`` the ON of outer joins and ``unseal``
        that the optional side may be missing: all unsound, and only to say what stands in the way."""
        view = View()
        chain = region.chain()
        inside = {id(step) for step in chain}
        decided = inside | {id(arm) for arm, _ in arms}
        visited: set[int] = set()
        sealed: tuple[range, ...] = ()
        for step in chain:
            self._include(step, view, sealed, inside, decided, visited, reveal)
            if step.sealed is not None and not unseal and not self._required(step):
                sealed = (*sealed, step.sealed)
        for arm, seals in arms:
            self._include(arm, view, seals, inside, decided, visited, reveal)
        self._activate(view, inside, decided, visited, reveal, open_sides, not (open_sides or unseal))
        if view.nulls and not view.never:
            view.never = self._contradicted(view.nulls, present(view.facts), ())
        return view

    def _contradicted(self, nulls: list[Mention], there: set[Atom], sealed: tuple[range, ...]) -> bool:
        """Whether something is said to be NULL that is not. What set_config changes may be NULL for one row only."""
        return any(
            null.atom in there
            and not any(_within(null.atom, seal) for seal in sealed)
            and not (
                null.atom[0] == "v" and self.b.sets_settings and self.b.values[str(null.atom[1])].setting is not None
            )
            for null in nulls
        )

    def _required(self, side: Region) -> bool:
        """Whether facts above reject rows in which this optional side is missing: the outer join is then an inner one."""
        if id(side) not in self.required:
            self.required[id(side)] = False
            if side.parent is not None and side.sealed is not None:
                there = present(self.view(side.parent).facts)
                self.required[id(side)] = any(_within(atom, side.sealed) for atom in there)
        return self.required[id(side)]

    def _include(
        self,
        region: Region,
        view: View,
        sealed: tuple[range, ...],
        inside: set[int],
        decided: set[int],
        visited: set[int],
        reveal: bool,
    ) -> None:
        if id(region) in visited:
            return
        visited.add(id(region))
        view.facts += [
            fact
            for fact in region.facts
            if (fact.hidden is None or reveal or id(fact.hidden) not in inside)
            and not (sealed and _touches(fact, sealed))
        ]
        for disjunction in region.disjunctions:
            if not any(id(arm) in decided for arm in disjunction.arms):
                view.disjunctions.append((disjunction, sealed))
        if region.nulls:
            view.nulls += [null for null in region.nulls if not any(_within(null.atom, seal) for seal in sealed)]
        view.mentions += region.mentions
        view.opaque += region.opaque
        view.unresolved += region.unresolved
        view.never = view.never or region.never
        if region.apart:
            view.apart += [pair for pair in region.apart if not any(_within(a, seal) for seal in sealed for a in pair)]
        if region.optional:
            view.sides += [(side, sealed) for side in region.optional if id(side) not in inside]
        for child in region.exports:
            if id(child) not in inside:
                self._include(child, view, sealed, inside, decided, visited, reveal)

    def _activate(
        self,
        view: View,
        inside: set[int],
        decided: set[int],
        visited: set[int],
        reveal: bool,
        open_sides: bool,
        settle: bool,
    ) -> None:
        """A fact that needs the optional side of an outer join to be present makes its ON hold; with ``settle``, where
        facts leave one arm of an OR, that arm holds."""
        changed = True
        while changed:
            changed = False
            self.work += len(view.facts) + len(view.sides)
            if self.work > MAX_WORK:
                raise TooLarge("too many rows that may be missing")
            splits = [entry for entry in view.disjunctions if entry[0].may_settle] if settle else []
            if not view.sides and not splits:
                return
            found = present(view.facts)
            for split, sealed in splits:
                left = [arm for arm in split.arms if not (arm.never or self._contradicted(arm.nulls, found, sealed))]
                if len(left) == 1 and id(left[0]) not in visited:
                    self._include(left[0], view, sealed, inside, decided, visited, reveal)
                    changed = True
            there = {int(atom[1]) for atom in found if atom[0] != "v"}
            for side, sealed in list(view.sides):
                if id(side) in visited or side.sealed is None:
                    continue
                if (open_sides and not side.value) or not there.isdisjoint(side.sealed):
                    self._include(side, view, sealed, inside, decided, visited, reveal)
                    changed = True

    def closure(self, region: Region, arms: Arms = ()) -> Closure:
        return self._closure(region, arms)[1]

    def _closure(self, region: Region, arms: Arms) -> tuple[View, Closure]:
        key = (id(region), tuple((id(arm), seals) for arm, seals in arms))
        if key not in self.cache:
            self.closures += 1
            if self.closures > MAX_CLOSURES:
                raise TooLarge("too many cases")
            view = self.view(region, arms)
            self.cache[key] = (view, self.closed(view))
        return self.cache[key]

    def closed(self, view: View) -> Closure:
        """The closure of a view's facts. Views of regions with the same facts, and those that ignore something that does
        not stand in the way, share it."""
        key = tuple(view.facts)
        if key not in self._closed:
            self._closed[key] = Closure(self.b, view.facts)
        return self._closed[key]

    # ------------------------------------------------------------ is it confined

    def confined(self, source: Source, region: Region | None = None, arms: Arms = ()) -> Found:
        """Every value that confines ``source``, with its proof; empty: it is not confined."""
        where = region if region is not None else source.region
        assert where is not None
        view, closure = self._closure(where, arms)
        if view.never or any(closure.same(one, other) for one, other in view.apart):
            return {ANYTHING: Proof("", None, ("no row passes: the predicate is never true",))}
        direct = self.direct(source, closure, view)
        if direct or len(arms) >= MAX_SPLITS:
            return direct
        for disjunction, sealed in view.disjunctions:
            found = self._every_arm(source, where, arms, disjunction, sealed)
            if found:
                return found
        return {}

    def _every_arm(
        self, source: Source, region: Region, arms: Arms, split: Disjunction, sealed: tuple[range, ...]
    ) -> Found:
        if len(split.arms) > MAX_ARMS:
            return {}
        result: Found | None = None
        for arm in split.arms:
            found = self.confined(source, region, (*arms, (arm, sealed)))
            if not found:
                return {}
            if ANYTHING not in found:
                result = found if result is None else meet(result, found, split.what)
        if result is None:
            return {ANYTHING: Proof("", None, ("no row passes: every arm is never true",))}
        return result

    def direct(self, source: Source, closure: Closure, view: View) -> Found:
        """Values that confine ``source`` without looking into an OR."""
        found: Found = {}
        for level in self.b.levels():
            atom = tenant_atom(source, level)
            for key, member in closure.values_of(atom, level):
                value = closure.value(key)
                steps = tuple(
                    dict.fromkeys(s for s in closure.path(atom, key, member) if not s.endswith("is that column"))
                )
                found.setdefault((level, shared_key(value)), Proof(level, value, steps))
        tenancy = source.tenancy
        if tenancy is None:
            return found
        found.update(self._own(source, closure))
        if tenancy.shared_null:
            for null in view.nulls:
                if any(closure.same(null.atom, tenant_atom(source, level)) for level in self.b.levels()):
                    found.setdefault(SHARED, Proof("", None, (f"{null.text}: rows without a tenant are shared",)))
        return found

    def _own(self, source: Source, closure: Closure) -> Found:
        """Rows that carry the principal's own id: one, for a list of ids says whose rows to show, not who asks."""
        assert source.tenancy is not None
        columns = list(source.tenancy.owner_columns)
        for level in self.b.tenancy.levels:
            columns += [m.principal for m in level.memberships if m.table.removeprefix("public.") == source.name]
        for column in columns:
            atom: Atom = ("c", source.id, column)
            value = closure.equal_to(atom) if atom in closure.root else None
            if value is not None and value.origin in ("principal", "parameter", "setting"):
                return {
                    OWN: Proof(
                        "",
                        value,
                        (f"{source.alias or source.name}.{column} = {value.shown}: the principal's own rows",),
                    )
                }
        return {}


def shared_key(value: Value) -> str:
    """The key under which two values count as one; unseen positional values are presumed one."""
    return "?" if value.positional else value.key


def wild(found: Found) -> bool:
    """Confined by something that goes together with any tenant."""
    return any(key[0] == "*" for key in found)


def meet(a: Found, b: Found, what: str) -> Found:
    """Both arms are confined: to a value that they share."""
    shared = {
        key: Proof(a[key].level, a[key].value, (*a[key].steps, f"and in the other arm of {what}: ", *b[key].steps))
        for key in a
        if key in b
    }
    if shared:
        return shared
    if wild(a):
        return b
    if wild(b):
        return a
    return {
        ("!", "mixed"): Proof(
            "", None, tuple(dict.fromkeys((*next(iter(a.values())).steps, *next(iter(b.values())).steps)))
        )
    }


def _within(atom: Atom, ids: range) -> bool:
    return atom[0] != "v" and int(atom[1]) in ids


def _touches(fact: Fact, sealed: tuple[range, ...]) -> bool:
    return any(_within(atom, seal) for seal in sealed for atom in (fact.left, fact.right))
