"""The closure of equalities: which columns, tenants and values are one and the same in every row of a region.

Besides the equalities themselves it knows three things that the schema says. Two references that agree on a unique key
are one row. A foreign key and the row it names have one tenant (always for a child and its parent, otherwise if foreign
keys are trusted). A membership row of the principal, a registry row chosen by a unique column and a bearer row chosen by
its credential name a tenant.
"""

from collections import deque
from collections.abc import Iterable
from itertools import pairwise

from scopelint.model.schema import ForeignKey
from scopelint.prove.building import Build, plain_name, tenant_atom
from scopelint.prove.foreign_keys import carried, keys, naming
from scopelint.prove.region import Atom, Fact, Source, Value

_ROUNDS = 12


class Closure:
    """Equality classes over atoms, with the reason for every step."""

    def __init__(self, b: Build, facts: Iterable[Fact]) -> None:
        self.b = b
        self.root: dict[Atom, Atom] = {}
        self.classes: dict[Atom, list[Atom]] = {}
        self.edges: dict[Atom, list[tuple[Atom, str]]] = {}
        self.members: list[tuple[Atom, Atom, str]] = []
        self._done: set[tuple[int, object, int]] = set()
        ids: dict[int, None] = {}
        for fact in facts:
            for atom in (fact.left, fact.right):
                if atom[0] != "v":
                    ids.setdefault(int(atom[1]))
            if fact.member:
                self.find(fact.left)
                self.members.append((fact.left, fact.right, fact.why))
            else:
                self.unite(fact.left, fact.right, fact.why)
        self.sources = [b.sources[i] for i in ids]
        self.tables = [source for source in self.sources if source.table is not None]
        self._derive()

    # ------------------------------------------------------------ classes

    def find(self, atom: Atom) -> Atom:
        found = self.root.get(atom)
        if found is None:
            found = self.root[atom] = atom
            self.classes[atom] = [atom]
        return found

    def unite(self, a: Atom, b: Atom, why: str) -> bool:
        ra, rb = self.find(a), self.find(b)
        if ra == rb:
            return False
        self.edges.setdefault(a, []).append((b, why))
        self.edges.setdefault(b, []).append((a, why))
        larger, smaller = self.classes[ra], self.classes[rb]
        if len(larger) < len(smaller):
            ra, rb, larger, smaller = rb, ra, smaller, larger
        for atom in smaller:
            self.root[atom] = ra
        larger += smaller
        del self.classes[rb]
        return True

    def same(self, a: Atom, b: Atom) -> bool:
        return a == b or (a in self.root and b in self.root and self.root[a] == self.root[b])

    def _class(self, atom: Atom) -> list[Atom]:
        return self.classes[self.find(atom)]

    # ------------------------------------------------------------ answers

    def values_of(self, atom: Atom, level: str | None = None) -> list[tuple[Atom, bool]]:
        """Values that ``atom`` equals, or (True) is one of, that can name a tenant of ``level``."""
        if atom not in self.root:
            return []
        found = [(other, False) for other in self._class(atom) if other[0] == "v" and self._names_tenant(other, level)]
        mine = self.find(atom)
        found += [
            (key, True) for own, key, _ in self.members if self.find(own) == mine and self._names_tenant(key, level)
        ]
        return list(dict.fromkeys(found))

    def literal_of(self, atom: Atom) -> Value | None:
        """A literal that ``atom`` equals or is one of."""
        mine = self.find(atom)
        keys = [other for other in self._class(atom) if other[0] == "v"]
        keys += [key for own, key, _ in self.members if self.find(own) == mine]
        return next((value for value in (self.value(key) for key in keys) if value.literal), None)

    def foreign_setting(self, atom: Atom) -> Value | None:
        """A setting that ``atom`` equals although no level declares it."""
        for other in self._class(atom):
            if other[0] == "v" and self.value(other).setting is not None:
                return self.value(other)
        return None

    def computed_of(self, atom: Atom) -> Value | None:
        """A value made of others that ``atom`` equals or is one of."""
        mine = self.find(atom)
        keys = [other for other in self._class(atom) if other[0] == "v"]
        keys += [key for own, key, _ in self.members if self.find(own) == mine]
        return next((value for value in (self.value(key) for key in keys) if value.computed), None)

    def value(self, atom: Atom) -> Value:
        return self.b.values[str(atom[1])]

    def equal_to(self, atom: Atom) -> Value | None:
        """A value, no literal and not computed, that ``atom`` equals."""
        values = (self.value(other) for other in self._class(atom) if other[0] == "v")
        return next((value for value in values if not value.literal and not value.computed), None)

    def bound_to(self, atom: Atom) -> Value | None:
        """A value other than a literal that ``atom`` equals or is one of."""
        mine = self.find(atom)
        return self.equal_to(atom) or next(
            (
                value
                for own, key, _ in self.members
                if self.find(own) == mine and not (value := self.value(key)).literal and not value.computed
            ),
            None,
        )

    def same_row_column(self, atom: Atom, source: Source) -> str | None:
        """The column of ``source`` that ``atom`` is."""
        for other in self._class(atom):
            if other[0] == "c" and other[1] == source.id:
                return other[2]
        return None

    def path(self, start: Atom, goal: Atom, member: bool) -> list[str]:
        """The chain of reasons from ``start`` to the value ``goal``, shortest first."""
        if member:
            mine = self.find(start)
            own, why = next((a, w) for a, key, w in self.members if key == goal and self.find(a) == mine)
            return [*self.path(start, own, False), why]
        before: dict[Atom, tuple[Atom, str] | None] = {start: None}
        queue = deque([start])
        while queue:
            atom = queue.popleft()
            if atom == goal:
                break
            for other, why in self.edges.get(atom, ()):
                if other not in before:
                    before[other] = (atom, why)
                    queue.append(other)
        steps: list[str] = []
        step = before.get(goal)
        while step is not None:
            steps.append(step[1])
            step = before[step[0]]
        return steps[::-1]

    def _names_tenant(self, atom: Atom, level: str | None) -> bool:
        value = self.value(atom)
        if value.literal or value.computed:
            return False
        if value.setting is None:
            return True
        return not self.b.sets_settings and any(
            value.setting == found.setting for found in self.b.tenancy.levels if level in (None, found.name)
        )

    # ------------------------------------------------------------ what the schema adds

    def _derive(self) -> None:
        for _ in range(_ROUNDS):
            changed = self._one_row()
            changed = self._foreign_keys() or changed
            changed = self._tenant_rows() or changed
            if not changed:
                return

    def _again(self, one: int, what: object, two: int) -> bool:
        """Whether this was done in an earlier round; classes only grow, so it need not be done again."""
        step = (one, what, two)
        if step in self._done:
            return True
        self._done.add(step)
        return False

    def _signature(self, columns: tuple[Atom, ...]) -> tuple[Atom, ...] | None:
        found = []
        for column in columns:
            root = self.root.get(column)
            if root is None:
                return None
            found.append(root)
        return tuple(found) or None

    def _one_row(self) -> bool:
        """References to one table that agree on a unique key."""
        changed = False
        if len(self.tables) < 2:
            return False
        seen: dict[tuple[str, tuple[str, ...], tuple[Atom, ...]], Source] = {}
        for source in self.tables:
            if source.table is None or source.fresh:
                continue
            for key, columns in keys(self.b, source):
                signature = self._signature(columns)
                if signature is None:
                    continue
                other = seen.setdefault((source.table.name, key, signature), source)
                if other is not source:
                    changed = self._merge_rows(other, source, key) or changed
        return changed

    def _merge_rows(self, one: Source, two: Source, key: tuple[str, ...]) -> bool:
        if self._again(one.id, len(self.root), two.id):  # columns that are named since then are to be merged too
            return False
        pairs: list[tuple[Atom, Atom]] = []
        for column in one.table.columns if one.table is not None else ():
            mine: Atom = ("c", one.id, column.name)
            theirs: Atom = ("c", two.id, column.name)
            if mine in self.root or theirs in self.root:
                pairs.append((mine, theirs))
        pairs += [(tenant_atom(one, level), tenant_atom(two, level)) for level in self.b.levels()]
        pairs = [(a, b) for a, b in pairs if not self.same(a, b)]
        if not pairs:
            return False
        agree = f"they agree on ({', '.join(key)})"
        why = f"{one.alias or one.name} and {two.alias or two.name} are one row of {one.name}: {agree}"
        for a, b in pairs:
            self.unite(a, b, why)
        return True

    def _foreign_keys(self) -> bool:
        """Children with the parent row they name, and children that name one parent row."""
        changed = False
        if len(self.tables) < 2 and not any(map(self._may_name_itself, self.tables)):
            return False
        rows: dict[tuple[str, tuple[str, ...], tuple[Atom, ...]], list[tuple[Source, ForeignKey]]] = {}
        for source in self.tables:
            for fk, table, referred, columns in naming(self.b, source):
                signature = self._signature(columns)
                if signature is not None:
                    rows.setdefault((table, referred, signature), []).append((source, fk))
        if not rows:
            return False
        parents_of: dict[tuple[str, tuple[str, ...], tuple[Atom, ...]], list[Source]] = {}
        for table, referred in dict.fromkeys((table, referred) for table, referred, _ in rows):
            for parent in self.tables:
                if parent.name == table and not parent.fresh:
                    found = self._signature(tuple(("c", parent.id, column) for column in referred))
                    if found is not None:
                        parents_of.setdefault((table, referred, found), []).append(parent)
        for named, children in rows.items():
            parents = parents_of.get(named, [])
            for child, named_by in children:
                for parent in parents:
                    changed = self._child_of(child, named_by, parent) or changed
            for (one, first), (two, second) in pairwise(children):
                changed = self._siblings(one, first, two, second) or changed
        return changed

    def _may_name_itself(self, source: Source) -> bool:
        """Whether a row may be seen to be its own parent."""
        own = [fk for fk in source.table.foreign_keys if plain_name(fk.table) == source.name] if source.table else []
        return any(("c", source.id, column) in self.root for fk in own for column in fk.columns)

    def _child_of(self, child: Source, fk: ForeignKey, parent: Source) -> bool:
        if self._again(child.id, id(fk), parent.id):
            return False
        pairs: list[tuple[Atom, Atom]] = []
        if len(fk.columns) > 1 and not child.fresh:
            names = zip(fk.columns, fk.referred_columns, strict=False)
            pairs += [(("c", child.id, column), ("c", parent.id, referred)) for column, referred in names]
        pairs += [(tenant_atom(child, level), tenant_atom(parent, level)) for level in carried(self.b, child, fk)]
        pairs = [(a, b) for a, b in pairs if not self.same(a, b)]
        if not pairs:
            return False
        why = f"{child.name} ({', '.join(fk.columns)}) references {parent.name} ({', '.join(fk.referred_columns)})"
        for a, b in pairs:
            self.unite(a, b, why)
        return True

    def _siblings(self, one: Source, fk1: ForeignKey, two: Source, fk2: ForeignKey) -> bool:
        if one is two or self._again(one.id, (id(fk1), id(fk2)), two.id):
            return False
        changed = False
        other = carried(self.b, two, fk2)
        for level in carried(self.b, one, fk1):
            a, b = tenant_atom(one, level), tenant_atom(two, level)
            if level in other and not self.same(a, b):
                why = f"{one.alias or one.name} and {two.alias or two.name} reference one row of {fk1.table}"
                changed = self.unite(a, b, why)
        return changed

    # ------------------------------------------------------------ rows that name a tenant

    def _tenant_rows(self) -> bool:
        changed = False
        for source in self.sources:
            if source.fresh:
                continue
            if source.stored and source.name in self.b.naming_tenants:
                changed = self._membership(source) or changed
                changed = self._registry(source) or changed
            if source.tenancy is not None and source.tenancy.bearer_columns:
                changed = self._bearer(source) or changed
        return changed

    def _member(self, atom: Atom, value: Value, why: str) -> bool:
        key = self.b.value(value)
        if any(k == key and self.same(own, atom) for own, k, _ in self.members):
            return False
        self.find(atom)
        self.members.append((atom, key, why))
        return True

    def _membership(self, source: Source) -> bool:
        changed = False
        for level in self.b.tenancy.levels:
            for membership in level.memberships:
                principal = ("c", source.id, membership.principal)
                if plain_name(membership.table) != source.name or principal not in self.root:
                    continue
                who = self.equal_to(principal)  # one principal: a list of them is a filter
                if who is not None:
                    origin = "membership" if who.origin in ("principal", "parameter", "setting") else who.origin
                    value = Value(f"membership:{source.name}:{who.key}", f"the memberships of {who.shown}", origin)
                    why = f"{source.alias or source.name}.{membership.principal} = {who.shown}: a membership of the principal"
                    changed = self._member(("c", source.id, membership.tenant), value, why) or changed
        return changed

    def _registry(self, source: Source) -> bool:
        if source.table is None or source.tenancy is None or source.tenancy.scope != "registry":
            return False
        changed = False
        for level in self.b.tenancy.levels:
            if level.registry is None or plain_name(level.registry) != source.name:
                continue
            tenant = tenant_atom(source, level.name)
            for key in source.table.unique:
                values = [
                    self._single(("c", source.id, column)) for column in key if ("c", source.id, column) in self.root
                ]
                if len(values) != len(key) or any(value is None for value in values) or key == (tenant[2],):
                    continue
                named = [value for value in values if value is not None]
                literal = any(value.literal for value in named)
                shown = ", ".join(f"{column} = {value.shown}" for column, value in zip(key, named, strict=True))
                text = f"{source.name} row with {shown}"
                computed = any(value.computed for value in named)
                made = Value(f"registry:{text}", f"the {text}", named[0].origin, literal=literal, computed=computed)
                changed = self.unite(tenant, self.b.value(made), f"{shown} is unique in {source.name}") or changed
        return changed

    def _single(self, atom: Atom) -> Value | None:
        return next((self.value(other) for other in self._class(atom) if other[0] == "v"), None)

    def _bearer(self, source: Source) -> bool:
        assert source.tenancy is not None
        changed = False
        for column in source.tenancy.bearer_columns:
            atom = ("c", source.id, column)
            value = self.bound_to(atom) if atom in self.root else None
            if value is not None:
                made = Value(
                    f"bearer:{source.name}.{column}:{value.key}", f"the credential {value.shown}", value.origin
                )
                for level in self.b.levels():
                    changed = (
                        self._member(tenant_atom(source, level), made, f"{column} = {value.shown}: a credential")
                        or changed
                    )
        return changed
