"""The closure of equalities: which columns, tenants and values are one and the same in every row of a region.

Besides the equalities themselves it knows three things that the schema says. Two references that agree on a unique key
are one row. A foreign key and the row it names have one tenant (always for a child and its parent, otherwise if foreign
keys are trusted). A membership row of the principal, a registry row chosen by a unique column and a bearer row chosen by
its credential name a tenant.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from scopelint.model.schema import ForeignKey, Table, TableTenancy
from scopelint.prove.building import Build, plain_name, tenant_atom, tenant_column
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
        self._derive()

    # ------------------------------------------------------------ classes

    def find(self, atom: Atom) -> Atom:
        if atom not in self.root:
            self.root[atom] = atom
            self.classes[atom] = [atom]
        return self.root[atom]

    def unite(self, a: Atom, b: Atom, why: str) -> bool:
        ra, rb = self.find(a), self.find(b)
        if ra == rb:
            return False
        self.edges.setdefault(a, []).append((b, why))
        self.edges.setdefault(b, []).append((a, why))
        if len(self.classes[ra]) < len(self.classes[rb]):
            ra, rb = rb, ra
        for atom in self.classes.pop(rb):
            self.root[atom] = ra
            self.classes[ra].append(atom)
        return True

    def same(self, a: Atom, b: Atom) -> bool:
        return a == b or (a in self.root and b in self.root and self.root[a] == self.root[b])

    def _class(self, atom: Atom) -> list[Atom]:
        return self.classes[self.find(atom)]

    # ------------------------------------------------------------ answers

    def values_of(self, atom: Atom, level: str | None = None) -> list[tuple[Atom, bool]]:
        """Values that ``atom`` equals, or (True) is one of, that can name a tenant of ``level``."""
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

    def value(self, atom: Atom) -> Value:
        return self.b.values[str(atom[1])]

    def bound_to(self, atom: Atom) -> Value | None:
        """A value other than a literal that ``atom`` equals or is one of."""
        mine = self.find(atom)
        for other in self._class(atom):
            if other[0] == "v" and not self.value(other).literal:
                return self.value(other)
        return next(
            (self.value(k) for own, k, _ in self.members if self.find(own) == mine and not self.value(k).literal), None
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
        if value.literal:
            return False
        if value.setting is None:
            return True
        return any(value.setting == found.setting for found in self.b.tenancy.levels if level in (None, found.name))

    # ------------------------------------------------------------ what the schema adds

    def _derive(self) -> None:
        for _ in range(_ROUNDS):
            changed = self._one_row()
            changed = self._foreign_keys() or changed
            changed = self._tenant_rows() or changed
            if not changed:
                return

    def _known(self, atom: Atom) -> Atom | None:
        return self.root.get(atom)

    def _signature(self, source: Source, columns: Iterable[str]) -> tuple[Atom, ...] | None:
        found = []
        for column in columns:
            root = self._known(("c", source.id, column))
            if root is None:
                return None
            found.append(root)
        return tuple(found) or None

    def _one_row(self) -> bool:
        """References to one table that agree on a unique key."""
        changed = False
        seen: dict[tuple[str, tuple[str, ...], tuple[Atom, ...]], Source] = {}
        for source in self.sources:
            if source.table is None or source.fresh:
                continue
            for key in {source.table.primary_key, *source.table.unique} - {()}:
                signature = self._signature(source, key)
                if signature is None:
                    continue
                other = seen.setdefault((source.table.name, key, signature), source)
                if other is not source:
                    changed = self._merge_rows(other, source, key) or changed
        return changed

    def _merge_rows(self, one: Source, two: Source, key: tuple[str, ...]) -> bool:
        why = f"{one.alias or one.name} and {two.alias or two.name} are one row of {one.name}: they agree on ({', '.join(key)})"
        changed = False
        columns = {column.name for column in one.table.columns} if one.table is not None else set()
        for column in sorted(columns):
            a, b = ("c", one.id, column), ("c", two.id, column)
            if a in self.root or b in self.root:
                changed = self.unite(a, b, why) or changed
        for level in self.b.levels():
            changed = self.unite(tenant_atom(one, level), tenant_atom(two, level), why) or changed
        return changed

    def _foreign_keys(self) -> bool:
        """Children with the parent row they name, and children that name one parent row."""
        changed = False
        rows: dict[tuple[str, tuple[str, ...], tuple[Atom, ...]], list[tuple[Source, ForeignKey | None]]] = {}
        for source in self.sources:
            for fk, columns, referred in self._keys_of(source):
                signature = self._signature(source, columns)
                if signature is not None:
                    rows.setdefault((plain_name(fk.table), referred, signature), []).append((source, fk))
        parents_of: dict[tuple[str, tuple[str, ...], tuple[Atom, ...]], list[Source]] = {}
        for table, referred in dict.fromkeys((table, referred) for table, referred, _ in rows):
            for parent in self.sources:
                if parent.name == table and parent.table is not None and not parent.fresh:
                    found = self._signature(parent, referred)
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

    def _keys_of(self, source: Source) -> Iterator[tuple[ForeignKey, tuple[str, ...], tuple[str, ...]]]:
        """Foreign keys, and the parts of composite ones that already name one row."""
        for fk in source.table.foreign_keys if source.table is not None else ():
            parent = self.b.schema.tables.get(plain_name(fk.table))
            if parent is None or not self._one_tenant_table(parent):
                continue
            pairs = list(zip(fk.columns, fk.referred_columns, strict=False))
            for size in range(1, len(pairs) + 1):
                for part in combinations(pairs, size) if len(pairs) < 5 else [tuple(pairs)]:
                    referred = tuple(r for _, r in part)
                    if size == len(pairs) or _unique(parent, referred):
                        yield fk, tuple(c for c, _ in part), referred

    def _one_tenant_table(self, parent: Table) -> bool:
        """Rows of the parent belong to one tenant each, so that its children do."""
        tenancy = self.b.tenancy.tables.get(parent.name)
        return tenancy is not None and tenancy.scope != "global" and not tenancy.shared_null

    def _child_of(self, child: Source, fk: ForeignKey | None, parent: Source) -> bool:
        assert fk is not None
        why = f"{child.name} ({', '.join(fk.columns)}) references {parent.name} ({', '.join(fk.referred_columns)})"
        changed = False
        if len(fk.columns) > 1 and not child.fresh:
            for column, referred in zip(fk.columns, fk.referred_columns, strict=False):
                changed = self.unite(("c", child.id, column), ("c", parent.id, referred), why) or changed
        for level in self.b.levels():
            if self._carries(child, fk, level):
                changed = self.unite(tenant_atom(child, level), tenant_atom(parent, level), why) or changed
        return changed

    def _siblings(self, one: Source, fk1: ForeignKey | None, two: Source, fk2: ForeignKey | None) -> bool:
        assert fk1 is not None
        assert fk2 is not None
        why = f"{one.alias or one.name} and {two.alias or two.name} reference one row of {fk1.table}"
        changed = False
        for level in self.b.levels():
            if one is not two and self._carries(one, fk1, level) and self._carries(two, fk2, level):
                changed = self.unite(tenant_atom(one, level), tenant_atom(two, level), why) or changed
        return changed

    def _carries(self, child: Source, fk: ForeignKey, level: str) -> bool:
        """Whether ``fk`` ties the tenant of ``child`` at ``level`` to that of the row it names."""
        tenancy = child.tenancy
        if tenancy is None or tenancy.scope == "global":
            return False
        parent = self.b.tenancy.tables[plain_name(fk.table)]
        if self._is_registry_key(parent, fk, level):
            return False
        if tenancy.parent is not None and tenancy.parent.columns == fk.columns:
            return True
        if child.fresh:
            return False
        if tenancy.scope == "tenant" and tenant_column(child, level) is None and parent.scope == "registry":
            return (
                any((name, fk.columns[0]) in tenancy.tenant_columns for name in self.b.levels())
                and len(fk.columns) == 1
            )
        return self.b.tenancy.trust_foreign_keys

    def _is_registry_key(self, parent: TableTenancy, fk: ForeignKey, level: str) -> bool:
        """A foreign key to the table of tenants names a tenant: only equality of tenant columns says which."""
        registry = next((found.registry for found in self.b.tenancy.levels if found.name == level), None)
        return parent.scope == "registry" and registry is not None and plain_name(fk.table) == plain_name(registry)

    # ------------------------------------------------------------ rows that name a tenant

    def _tenant_rows(self) -> bool:
        changed = False
        for source in self.sources:
            if source.fresh:
                continue
            changed = self._membership(source) or changed
            changed = self._registry(source) or changed
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
                who = self.bound_to(principal)
                if who is not None and who.origin != "literal":
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
                made = Value(f"registry:{text}", f"the {text}", named[0].origin, literal=literal)
                changed = self.unite(tenant, self.b.value(made), f"{shown} is unique in {source.name}") or changed
        return changed

    def _single(self, atom: Atom) -> Value | None:
        return next((self.value(other) for other in self._class(atom) if other[0] == "v"), None)

    def _bearer(self, source: Source) -> bool:
        if source.tenancy is None:
            return False
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


def _unique(table: Table, columns: tuple[str, ...]) -> bool:
    wanted = set(columns)
    return any(set(key) == wanted for key in (table.primary_key, *table.unique) if key)
