"""Writes laid out in regions: the target as a source among the others, new rows as sources of their own."""

from collections.abc import Iterable
from dataclasses import replace

from scopelint.model.relation import (
    Assigned,
    Delete,
    Insert,
    Item,
    Merge,
    MergeWhen,
    OnConflict,
    Or,
    Scan,
    Update,
)
from scopelint.prove.building import Build, Env, Names, Reference, ReferenceKind, is_not_null, tenant_atom
from scopelint.prove.predicates import Assumption
from scopelint.prove.pushdown import Output
from scopelint.prove.region import Atom, Disjunction, Fact, Region, Source

if False:  # pragma: no cover
    from scopelint.prove.rows import Rows


class Writes:
    """INSERT, UPDATE, DELETE, MERGE of one statement; ``write`` returns what RETURNING yields."""

    def __init__(self, rows: "Rows") -> None:
        self.rows = rows
        self.b: Build = rows.b

    def write(self, q: "Insert | Update | Delete | Merge", region: Region, env: Env) -> list[Output] | None:
        match q:
            case Insert():
                return self._insert(q, region, env)
            case Update():
                return self._update(q, region, env)
            case Delete():
                _, inner = self._targeted(q, "delete", region, env)
                return self._returning(q.returning, region, inner)
            case Merge():
                return self._merge(q, region, env)

    def target(self, scan: Scan, env: Env) -> Source:
        """The table that is written; a view or CTE of the name does not matter."""
        source, _ = self.rows.sources.scan(scan, env, target=True)
        table = self.b.schema.tables.get(source.name)
        if table is not None and table.view is not None:
            from scopelint.prove.building import Undecided

            self.b.undecided.append(
                Undecided(source.name, "unresolved", f"a write through view '{source.name}'", scan.place)
            )
        return source

    def refer(self, source: Source, kind: ReferenceKind, scan: Scan) -> Reference:
        reference = Reference(source, kind, scan.place)
        if source.tenancy is not None and source.tenancy.scope != "global":
            self.b.references.append(reference)
        return reference

    def _returning(self, items: tuple[Item, ...], region: Region, env: Env) -> list[Output] | None:
        for item in items:
            self.rows.walk(item.expr, region, env)
        return self.rows.outputs(items, env, Assumption(self.rows, region, env), None) if items else []

    # ------------------------------------------------------------ UPDATE, DELETE

    def _targeted(self, q: "Update | Delete", kind: ReferenceKind, region: Region, env: Env) -> tuple[Source, Env]:
        """The target joined with FROM or USING, narrowed by WHERE."""
        target = self.target(q.target, env)
        reference = self.refer(target, kind, q.target)
        names = Names(env.names, [target], block=q)
        inner = Env(names, env.ctes, env.views)
        target.region = region
        where = (q.where,) if q.where is not None else ()
        if q.source is not None:
            laid = self.rows.sources.lay_out(q.source, names, env)
            self.rows.sources.place(laid, region, where, inner)
        for predicate in where:
            Assumption(self.rows, region, inner).assume(predicate)
        if isinstance(q, Update):
            self._assigned(q.assignments, q.unknown_columns, reference, region, inner)
        return target, inner

    def _update(self, q: Update, region: Region, env: Env) -> list[Output] | None:
        target, inner = self._targeted(q, "update", region, env)
        if not q.returning:
            return []
        after = region.child()
        row = self._row_after(target, after)
        if not q.unknown_columns:
            self._becomes(row, target, q.assignments, after, inner)
        region.exports.append(after)
        assert inner.names is not None
        sources = [row if source is target else source for source in inner.names.sources]
        names = Names(env.names, sources, dict(inner.names.merged))
        return self._returning(q.returning, after, replace(env, names=names))

    def _row_after(self, target: Source, region: Region) -> Source:
        """The row as RETURNING sees it: what WHERE said of the old one need not hold for it."""
        made = self.b.source(target.alias, target.name, target.place)
        made.table, made.tenancy, made.columns, made.open = target.table, target.tenancy, target.columns, target.open
        made.renamed, made.fresh, made.region = target.renamed, True, region
        return made

    def _becomes(self, row: Source, old: Source, assignments: tuple[Assigned, ...], region: Region, env: Env) -> None:
        """``row`` is ``old`` with the columns assigned."""
        written = {old.renamed.get(a.column, a.column) for a in assignments}
        known = [column.name for column in old.table.columns] if old.table is not None else []
        made = {c.name for c in (old.table.columns if old.table is not None else ()) if written & set(c.made_from)}
        kept = [c for c in dict.fromkeys((*known, *tenant_carrying(old))) if c not in written | made]
        pairs: list[tuple[Atom, Atom]] = [(("c", row.id, column), ("c", old.id, column)) for column in kept]
        if old.tenancy is not None and not written & set(tenant_carrying(old)):
            pairs += [(tenant_atom(row, level), tenant_atom(old, level)) for level in self.b.levels()]
        for after, before in dict.fromkeys(pairs):
            region.facts.append(Fact(after, before, f"{after[2]} stays", tie=True))
        reader = Assumption(self.rows, region, env)
        for assigned in assignments:
            self.rows.equate(reader, row, assigned.column, assigned.value, region)

    def _assigned(
        self, assignments: tuple[Assigned, ...], more: bool, reference: Reference, region: Region, env: Env
    ) -> None:
        """SET: the values are read, and a row whose tenant may change is judged as it is afterwards."""
        for assigned in assignments:
            self.rows.walk(assigned.value, region, env)
        target = reference.source
        reference.more_columns = more
        moving = [a for a in assignments if target.renamed.get(a.column, a.column) in tenant_carrying(target)]
        if not moving:
            return
        moved = self._new_row(target, region)
        written = {a.column for a in assignments}
        reader = Assumption(self.rows, region, env)
        for assigned in assignments:
            self.rows.equate(reader, moved, assigned.column, assigned.value, region)
        made = {c.name for c in (target.table.columns if target.table else ()) if written & set(c.made_from)}
        for column in tenant_carrying(target):
            if column not in written | made:
                region.facts.append(Fact(moved.atom(column), target.atom(column), f"{column} stays", tie=True))
        self._given(moved, written)
        reference.moved = moved
        reference.moved_columns = tuple(a.column for a in moving)

    def _new_row(self, target: Source, region: Region) -> Source:
        made = self.b.source(f"new {target.name}", target.name, target.place)
        made.table, made.tenancy, made.columns, made.fresh = target.table, target.tenancy, target.columns, True
        made.region = region.child()
        return made

    # ------------------------------------------------------------ INSERT

    def _insert(self, q: Insert, region: Region, env: Env) -> list[Output] | None:
        target = self.target(q.target, env)
        target.fresh, target.region = True, region.child()
        reference = self.refer(target, "insert", q.target)
        columns: tuple[str, ...] | None = q.columns or None
        if q.source is not None:
            holder, source = region.child(), self.b.source("", "inserted rows")
            self.rows.attach(q.source, holder, source, env)
            region.exports.append(holder)
            if columns is None and target.table is not None and target.table.complete:
                width = len(source.columns) if source.columns is not None else None
                columns = tuple(column.name for column in target.table.columns)[:width]
            for column, given in zip(columns or (), source.columns or (), strict=False):
                region.facts.append(Fact(target.atom(column), source.atom(given), f"{column} is written", tie=True))
        self._given(target, columns or ())
        reference.written = columns if q.source is not None else ()
        reference.more_columns = q.unknown_columns
        if q.conflict is None or q.conflict.action == "nothing":
            return self._returning(q.returning, region, replace(env, names=Names(env.names, [target])))
        met = self._conflict(q.conflict, q, target, target.region, env)
        if not q.returning:
            return []
        after = region.child()
        row = self._row_after(target, after)
        region.exports.append(after)
        inserted, updated = after.child(), after.child()
        self._becomes(row, target, (), inserted, env)
        if met is not None:
            old, scope = met
            assert old.region is not None
            self._becomes(row, old, q.conflict.assignments, updated, scope)
            updated.exports.append(old.region)
        after.disjunctions.append(Disjunction([inserted, updated], q.conflict.place, "ON CONFLICT"))
        return self._returning(q.returning, after, replace(env, names=Names(env.names, [row])))

    def _given(self, new: Source, columns: Iterable[str]) -> None:
        """Where PostgreSQL refuses NULL, the new row's tenant is a value that was found. Nothing but the new row may
        conclude that of a subquery; and in a column that takes NULL, the row may come to belong to nobody."""
        assert new.region is not None
        for column in columns:
            if column in tenant_carrying(new) and is_not_null(new, column):
                atom = new.atom(column)
                new.region.facts.append(Fact(atom, atom, f"{column} is written"))

    def _conflict(
        self, conflict: OnConflict, q: Insert, new: Source, region: Region, env: Env
    ) -> tuple[Source, Env] | None:
        """DO UPDATE changes the row that is in the way: it must be one of the tenant's. That row, and what is in view."""
        tenants = {column for _, column in new.tenancy.tenant_columns} if new.tenancy is not None else set()
        key = conflict.columns or self._named_key(conflict.constraint, new)
        if q.unknown_columns and tenants & set(key):
            return None  # the row in the way has the inserted row's own tenant, and that one is not in view
        inner = region.child()
        old = self.target(q.target, env)
        old.region = inner
        reference = self.refer(old, "conflict", q.target)
        excluded = self.b.source("excluded", new.name)
        excluded.table, excluded.tenancy, excluded.columns, excluded.open = (
            new.table,
            new.tenancy,
            new.columns,
            new.open,
        )
        excluded.fresh, excluded.region = True, inner
        carried = dict.fromkeys(
            (*(c.name for c in (new.table.columns if new.table else ())), *tenant_carrying(new), *key)
        )
        for column in carried:
            inner.facts.append(Fact(excluded.atom(column), new.atom(column), "excluded is the row to insert", tie=True))
        for column in key:
            inner.facts.append(Fact(old.atom(column), new.atom(column), f"ON CONFLICT ({', '.join(key)})"))
        scope = Env(Names(env.names, [old, excluded]), env.ctes, env.views)
        if conflict.where is not None:
            Assumption(self.rows, inner, scope).assume(conflict.where)
        self._assigned(conflict.assignments, False, reference, inner, scope)
        return old, scope

    def _named_key(self, constraint: str | None, new: Source) -> tuple[str, ...]:
        """The columns of ON CONFLICT ON CONSTRAINT: by the name in the schema, else by the one PostgreSQL gives a key."""
        table = new.table
        if constraint is None or table is None:
            return ()
        if table.constraints:
            return dict(table.constraints).get(constraint, ())
        plain = table.name.rsplit(".", 1)[-1]
        implied = {f"{plain}_{'_'.join(key)}_key": key for key in table.unique if key != table.primary_key}
        return {**implied, f"{plain}_pkey": table.primary_key}.get(constraint, ())

    # ------------------------------------------------------------ MERGE

    def _merge(self, q: Merge, region: Region, env: Env) -> list[Output] | None:
        """Each WHEN has its own rows of the target: those that ON matches, or those without a match."""
        from scopelint.prove.sources import Laid

        names = Names(env.names, block=q)
        inner = Env(names, env.ctes, env.views)
        laid: Laid = self.rows.sources.lay_out(q.source, names, env)
        self.rows.sources.place(laid, region, (), inner)
        if all(when.matched != "not matched" for when in q.whens):  # rows of the source without a match do nothing
            self._met(q, names, region, env)
        for when in q.whens:
            if when.matched == "not matched by source":
                self._unmatched_target(q, when, env)
            else:
                self._matched(q, when, names, region, env)
        outputs = self._returning(
            q.returning, region.child(), Env(Names(env.names, list(names.sources)), env.ctes, env.views)
        )
        return None if outputs is None else [Output(o.name, None) for o in outputs]

    def _met(self, q: Merge, names: Names, region: Region, env: Env) -> None:
        """A row of the source matters only if ON finds a row of the target for it, for which there is something to do."""
        on = region.child()
        target = self.target(q.target, env)
        target.region = on
        scope = Env(Names(names.outer, [target, *names.sources], dict(names.merged)), env.ctes, env.views)
        reader = Assumption(self.rows, on, scope)
        reader.assume(q.on)
        conditions = tuple(when.condition for when in q.whens if when.condition is not None)
        if len(conditions) == len(q.whens) and all(when.matched == "matched" for when in q.whens):
            reader.assume(Or(conditions))
        region.exports.append(on)

    def _matched(self, q: Merge, when: MergeWhen, names: Names, region: Region, env: Env) -> None:
        on = region.child()
        target = self.target(q.target, env)
        target.region = on
        scope = Env(Names(names.outer, [target, *names.sources], dict(names.merged)), env.ctes, env.views)
        Assumption(self.rows, on, scope).assume(q.on)
        if when.matched == "not matched":
            self.refer(target, "read", q.target)
            self._merged_insert(q, when, names, region, env)
            return
        if when.condition is not None:
            Assumption(self.rows, on, scope).assume(when.condition)
        reference = self.refer(target, "merge", q.target)
        self._assigned(when.assignments, False, reference, on, scope)

    def _unmatched_target(self, q: Merge, when: MergeWhen, env: Env) -> None:
        alone = Region()
        target = self.target(q.target, env)
        target.region = alone
        scope = Env(Names(env.names, [target]), env.ctes, env.views)
        if when.condition is not None:
            Assumption(self.rows, alone, scope).assume(when.condition)
        reference = self.refer(target, "merge", q.target)
        self._assigned(when.assignments, False, reference, alone, scope)

    def _merged_insert(self, q: Merge, when: MergeWhen, names: Names, region: Region, env: Env) -> None:
        scope = Env(names, env.ctes, env.views)
        inner = region.child()
        if when.condition is not None:
            Assumption(self.rows, inner, scope).assume(when.condition)
        if when.action != "insert":
            return
        new = self.target(q.target, env)
        new.fresh, new.region = True, inner.child()
        reference = self.refer(new, "insert", q.target)
        assignments = when.assignments
        if when.values and new.table is not None and new.table.complete:
            columns = [column.name for column in new.table.columns]
            assignments = tuple(Assigned(column, value) for column, value in zip(columns, when.values, strict=False))
        elif when.values:
            assignments = tuple(Assigned(f"?{index}", value) for index, value in enumerate(when.values))
            new.columns = None
        unnamed = bool(when.values) and assignments[0].column == "?0"
        reference.written = None if unnamed else tuple(a.column for a in assignments)
        reader = Assumption(self.rows, inner, scope)
        for assigned in assignments:
            self.rows.walk(assigned.value, inner, scope)
            self.rows.equate(reader, new, assigned.column, assigned.value, inner)
        self._given(new, reference.written or ())


def tenant_carrying(source: Source) -> tuple[str, ...]:
    """Columns that say whose row it is: tenant columns, what they are generated from, and the child's key of its parent."""
    if source.tenancy is None:
        return ()
    own = tuple(column for _, column in source.tenancy.tenant_columns)
    own += tuple(name for c in (source.table.columns if source.table else ()) if c.name in own for name in c.made_from)
    return own + (source.tenancy.parent.columns if source.tenancy.parent is not None else ())
