"""Recursive CTEs, by induction: what the first part establishes and the recursive part keeps holds for every row.

Two kinds of invariant are tried: an output column equals one value throughout; and the output columns come from a
row of one table that is confined to a value.
"""

from dataclasses import dataclass

from scopelint.model.relation import SetOperation
from scopelint.prove.building import Build, CteScope, tenant_atom
from scopelint.prove.pushdown import limited
from scopelint.prove.region import Atom, Fact, Region, Source

if False:  # pragma: no cover
    from scopelint.prove.rows import Rows


BARRIER = "a recursive CTE"


@dataclass
class Invariant:
    """``values``: output column to a value it equals (or, True, is one of). ``table``: ``columns`` of the output come from
    one row of it, whose tenants are ``tenants``: (level, value, is one of), none where it is not confined."""

    values: dict[str, tuple[Atom, bool]]
    table: Source | None
    columns: dict[str, str]
    tenants: list[tuple[str, Atom, bool]]


def attach_recursive(rows: "Rows", scope: CteScope, holder: Region, out: Source) -> None:
    """Lay out ``base UNION [ALL] step`` with the step's self-reference replaced by what is known of every row."""
    q = scope.cte.query
    b = rows.b
    if not isinstance(q, SetOperation) or q.kind != "union":
        scope.invariant = _open
        rows.attach(q, holder.child(), b.source("", "recursion"), scope.outer)
        scope.invariant = None
        out.open = True
        return
    base_holder = holder.child()
    base = b.source("", scope.cte.name)
    base.columns = out.columns
    scope.invariant = _open
    rows.attach(q.left, base_holder, base, scope.outer, BARRIER)
    scope.invariant = None
    out.columns = out.columns or base.columns
    found = _established(b, base_holder, base)
    carried = _carried(rows, scope, q, base, found)
    _push_down(b, base_holder, base, holder, out, carried)
    while True:
        mark = (len(b.references), len(b.undecided))
        step_holder, step = holder.child(), b.source("", scope.cte.name)
        step.columns = base.columns
        scope.invariant = lambda build, region, alias, kept=found: _row(
            build, region, alias, kept, base.columns, {column: out.atom(column) for column in carried}
        )
        rows.attach(q.right, step_holder, step, scope.outer, BARRIER)
        scope.invariant = None
        kept = _kept(b, step_holder, step, found)
        if kept == found:
            break
        del b.references[mark[0] :], b.undecided[mark[1] :]
        found = kept
    _push_down(b, step_holder, step, holder, out, carried)
    _state(b, holder, out, found)


def _carried(rows: "Rows", scope: CteScope, q: SetOperation, base: Source, established: Invariant) -> tuple[str, ...]:
    """Columns that the recursive part hands on unchanged from the row it comes from, also where it takes them from a
    row of the same table that a foreign key ties to that one.

    A predicate outside on such a column may be pushed to where the rows start: none of their ancestors differs in it.
    """
    from scopelint.prove.confine import Confinement

    b = rows.b
    found = Invariant({}, established.table, established.columns, [])
    while True:
        mark = (len(b.references), len(b.undecided))
        made: list[Source] = []

        def itself(
            build: Build, region: Region, alias: str, kept: Invariant = found, made: list[Source] = made
        ) -> Source:
            made.append(_row(build, region, alias, kept, base.columns))
            return made[-1]

        holder, step = Region(), b.source("", scope.cte.name)
        step.columns = base.columns
        scope.invariant = itself
        rows.attach(q.right, holder, step, scope.outer)
        scope.invariant = None
        del b.references[mark[0] :], b.undecided[mark[1] :]
        kept = _kept(b, holder, step, found)
        if kept == found:
            break
        found = kept
    if len(made) != 1 or limited(q):
        return ()
    proof = Confinement(b).closure(holder)
    return tuple(c for c in base.columns or () if proof.same(step.atom(c), made[0].atom(c)))


def _push_down(
    b: Build,
    inner: Region,
    part: Source,
    holder: Region,
    out: Source,
    carried: tuple[str, ...],
) -> None:
    """Open the barrier between the outside and one part of the recursion for the columns that are carried."""
    mine = {part.atom(column) for column in carried}
    for fact in inner.facts:
        if fact.left in mine and fact.barrier == BARRIER:
            fact.hidden = fact.barrier = None
    for column in carried:
        inner.facts.append(Fact(out.atom(column), part.atom(column), f"every row keeps {column}", tie=True))


def _open(b: Build, region: Region, alias: str) -> Source:
    source = b.source(alias, alias)
    source.open = True
    return source


def _row(
    b: Build,
    region: Region,
    alias: str,
    found: Invariant,
    columns: tuple[str, ...] | None,
    carried: dict[str, Atom] | None = None,
) -> Source:
    """A self-reference: some row of the CTE, of which the invariant holds. ``carried``: columns that it has in common
    with every row that descends from it."""
    source = b.source(alias, alias)
    source.columns = columns
    source.open = columns is None
    _state(b, region, source, found)
    for column, outside in (carried or {}).items():
        region.facts.append(Fact(source.atom(column), outside, f"every row of {alias} keeps {column}", tie=True))
    return source


def _state(b: Build, region: Region, source: Source, found: Invariant) -> None:
    for column, (value, member) in found.values.items():
        region.facts.append(
            Fact(
                source.atom(column), value, f"every row of {source.name} keeps {column}", member=member, tie=not member
            )
        )
    if found.table is None:
        return
    row = b.source("", found.table.name)
    row.table, row.tenancy, row.region = found.table.table, found.table.tenancy, region
    for column, own in found.columns.items():
        region.facts.append(
            Fact(source.atom(column), row.atom(own), f"{column} comes from a row of {row.name}", tie=True)
        )
    for level, value, member in found.tenants:
        why = f"every row of {source.name} comes from a confined row of {row.name}"
        region.facts.append(Fact(tenant_atom(row, level), value, why, member=member))


def _established(b: Build, holder: Region, base: Source) -> Invariant:
    from scopelint.prove.confine import Confinement

    proof = Confinement(b).closure(holder)
    values: dict[str, tuple[Atom, bool]] = {}
    for column in base.columns or ():
        single = proof.values_of(base.atom(column))
        if single:
            values[column] = single[0]
    best: Invariant = Invariant(values, None, {}, [])
    for source in [s for s in b.sources if s.id > base.id and s.tenancy is not None and s.table is not None]:
        columns = {}
        for column in base.columns or ():
            own = proof.same_row_column(base.atom(column), source)
            if own is not None:
                columns[column] = own
        tenants = [
            (level, value, member)
            for level in b.levels()
            for value, member in proof.values_of(tenant_atom(source, level), level)
        ]
        if columns and (bool(tenants), len(columns)) > (bool(best.tenants), len(best.columns)):
            best = Invariant(values, source, columns, tenants)
    return best


def _kept(b: Build, holder: Region, step: Source, found: Invariant) -> Invariant:
    """The part of ``found`` that the recursive part's rows satisfy too."""
    from scopelint.prove.confine import Confinement

    proof = Confinement(b).closure(holder)
    values = {c: pair for c, pair in found.values.items() if pair in proof.values_of(step.atom(c))}
    if found.table is None:
        return Invariant(values, None, {}, [])
    for source in [s for s in b.sources if s.id > step.id and s.table is found.table.table and s.tenancy is not None]:
        columns = {c: own for c, own in found.columns.items() if proof.same_row_column(step.atom(c), source) == own}
        tenants = [t for t in found.tenants if (t[1], t[2]) in proof.values_of(tenant_atom(source, t[0]), t[0])]
        if columns and (tenants or not found.tenants):
            return Invariant(values, found.table, columns, tenants)
    return Invariant(values, None, {}, [])
