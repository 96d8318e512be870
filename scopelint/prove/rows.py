"""Queries laid out in regions: what each block reads, and which facts hold for its rows."""

from scopelint.model.node import Place
from scopelint.model.relation import (
    And,
    Bound,
    Call,
    Column,
    Delete,
    Exists,
    Expr,
    InQuery,
    Insert,
    Item,
    Literal,
    Merge,
    Opaque,
    QuantifiedQuery,
    Query,
    RowValue,
    ScalarQuery,
    Select,
    SetOperation,
    Star,
    Unseen,
    Update,
    Utility,
    ValuesQuery,
    With,
)
from scopelint.model.verdict import UNKNOWN_TABLE
from scopelint.prove.building import Build, CteScope, Env, Names, Undecided
from scopelint.prove.disguises import hidden_reading, outer_aggregates
from scopelint.prove.functions import bare, is_pure, reads_elsewhere
from scopelint.prove.predicates import Assumption
from scopelint.prove.pruning import acts, as_set, existing, kept_to_one_row, narrowed, orders_nothing
from scopelint.prove.pushdown import (
    Barriers,
    Output,
    aggregates,
    calls,
    collapses,
    extreme,
    matters,
    output_names,
    without_aggregates,
)
from scopelint.prove.region import Atom, Fact, Region, Source, null_extended
from scopelint.prove.setops import known_value, set_operation, values
from scopelint.prove.show import inside, shown
from scopelint.prove.terms import is_null, plain_value


class Rows:
    """Lays out one statement; ``sources`` and ``writes`` are the other halves of it."""

    def __init__(self, b: Build) -> None:
        from scopelint.prove.sources import Sources

        self.b = b
        self.sources = Sources(self)
        self._scalars: dict[tuple[int, int], tuple[Atom | None, ScalarQuery, Region]] = {}

    # ------------------------------------------------------------ queries

    def attach(self, q: Query, holder: Region, out: Source, env: Env, seal: str | None = None) -> None:
        """Lay out ``q`` under ``holder`` and tie its output to the columns of ``out``.

        ``seal``: what above the query already bars predicates on its output (LIMIT over a UNION ...).
        """
        match q:
            case Select():
                self._select(q, holder, out, env, seal)
            case With():
                self._with(q, holder, out, env, seal)
            case SetOperation():
                set_operation(self, q, holder, out, env, seal)
            case ValuesQuery():
                values(self, q, holder, out, env)
            case Insert() | Update() | Delete() | Merge():
                from scopelint.prove.writes import Writes

                region = Region()  # it is done whatever the statement around it keeps of its rows
                outputs = Writes(self).write(q, region, env)
                self._tie(outputs, out, holder, region, "a data-modifying CTE")
                holder.exports.append(region)
            case Utility(query=inner):
                if inner is not None:
                    self.attach(inner, holder, out, env, seal)
            case Unseen(cause=cause, reason=reason, tables=tables, place=place):
                for name in tables or (UNKNOWN_TABLE,):
                    self.b.undecided.append(Undecided(name, cause, reason, place))
                out.open = True

    def standalone(self, q: Query, region: Region, env: Env) -> Source:
        """A query whose output is used where nothing may be assumed of it."""
        out = self.b.source("", "subquery")
        self.attach(q, region.child(), out, env)
        return out

    def _with(self, q: With, holder: Region, out: Source, env: Env, seal: str | None) -> None:
        inner = Env(env.names, dict(env.ctes), env.views)
        made: list[CteScope] = []
        for cte in q.ctes:
            outer = Env(env.names, dict(inner.ctes), env.views)
            scope = CteScope(cte, outer, q.recursive)
            inner.ctes[cte.name] = scope
            made.append(scope)
        for scope in made if q.recursive else ():  # WITH RECURSIVE: those that come later are in view as well
            scope.outer.ctes.update((later.cte.name, later) for later in made)
        self.attach(q.body, holder, out, inner, seal)
        for scope in reversed(made):
            if not scope.used and acts(scope.cte.query):
                self.sources.cte(scope, holder.child(), scope.cte.name, None)

    def equate(self, reader: Assumption, out: Source, name: str, entry: Expr, arm: Region) -> None:
        """``out.name`` is the value of ``entry``."""
        atom = reader.term(entry)
        if atom is not None:
            arm.facts.append(Fact(out.atom(name), atom, f"{name} is {shown(entry)}", tie=True))

    # ------------------------------------------------------------ one block

    def _select(self, q: Select, holder: Region, out: Source, env: Env, seal: str | None) -> None:
        q = narrowed(q, q.items, self.b, env) if q.distinct else q
        start, region = len(self.b.sources), holder.child()
        inner = self.block(q, region, env)
        ids = range(start, len(self.b.sources))
        aggregated = aggregates(q)
        outer_aggregates(self.b, aggregated, inner.names, ids)
        collapsed = collapses(q, aggregated)
        late = holder.child() if collapsed else region  # what is done for the one row that there is in any case
        reader = Assumption(self, region, inner)
        barriers = Barriers(self.b, q, reader.term, aggregated)  # type: ignore[arg-type]
        self._having(q, region, inner, barriers)
        self._filters(q, aggregated, region, inner)
        for part in self._evaluated(q, inner.names):
            apart, found = without_aggregates(part)
            for call in found:
                self.walk(call, region, inner)
            self.walk(apart, late, inner)
        self._mention_aggregated(aggregated, reader)
        outputs = self.outputs(q.items, inner, Assumption(self, late, inner), barriers, extreme(q))
        self._tie(outputs, out, holder, region, seal, kept=not collapsed)
        if not collapsed:
            holder.exports.append(region)
        else:  # a row there is in any case, but a value only if rows came in
            region.sealed, region.value = ids, True
            holder.optional.append(region)

    def block(self, q: Select, region: Region, env: Env) -> Env:
        """FROM and WHERE in ``region``; the names that further clauses can use."""
        names = Names(env.names, block=q)
        inner = Env(names, env.ctes, env.views)
        where = (q.where,) if q.where is not None else ()
        if q.source is not None:
            laid = self.sources.lay_out(q.source, names, env)
            self.sources.place(laid, region, where, inner)
        if q.where is not None:
            Assumption(self, region, inner).assume(q.where)
        return inner

    def _evaluated(self, q: Select, names: Names | None = None) -> list[Expr]:
        """Every expression of the block outside FROM and WHERE that makes a difference."""
        order = [sort.expr for sort in q.order if names is None or not orders_nothing(sort.expr, names)]
        found = [item.expr for item in q.items] + order + list(q.group_by or ())
        found += list(q.distinct_on)
        return found + [part for part in (q.having, q.limit, q.offset) if part is not None]

    def _having(self, q: Select, region: Region, env: Env, barriers: Barriers) -> None:
        """A conjunct of HAVING on group keys alone is as good as in WHERE."""
        if q.having is None or not q.group_by or q.grouping_sets:
            return
        reader = Assumption(self, region, env)
        for part in q.having.items if isinstance(q.having, And) else (q.having,):
            nodes = list(inside(part))
            plain = not any(isinstance(n, (Call, Exists, InQuery, ScalarQuery, QuantifiedQuery, Opaque)) for n in nodes)
            columns = [n for n in nodes if isinstance(n, Column)]
            keyed = [keys for what, keys in barriers.keyed if what == "GROUP BY"]
            if plain and columns and all(reader.term(c) in keys for c in columns for keys in keyed):
                reader.assume(part)

    def _filters(self, q: Select, found: list[Call], region: Region, env: Env) -> None:
        """Aggregates over everything: only rows that pass one's FILTER matter, and have a value for it."""
        if q.group_by is not None or not found or any(not is_pure(call.name) for call in found):
            return
        if q.distinct_on or any(call.over is not None for call in calls(self._evaluated(q))):
            return
        conditions = tuple(dict.fromkeys(map(matters, found)))
        reader = Assumption(self, region, env)
        if None in conditions:
            return
        if len(conditions) == 1 and found[0].filter is None:
            reader.there(found[0].args[0], found[0])
        elif len(conditions) == 1 and conditions[0] is not None:
            reader.assume(conditions[0])
        else:
            plain = all(call.filter is not None for call in found)
            what = "the FILTER of an aggregate" if plain else "what aggregates ignore"
            reader.disjunction(tuple(c for c in conditions if c is not None), None, what)

    def _mention_aggregated(self, aggregated: list[Call], reader: Assumption) -> None:
        for call in aggregated:
            for part in call.args:
                if not isinstance(part, Column):
                    reader.mention(part, "aggregate")
            if call.filter is not None:
                reader.mention(call.filter, "aggregate")

    def outputs(
        self,
        items: tuple[Item, ...],
        env: Env,
        reader: Assumption,
        barriers: Barriers | None,
        chosen: Call | None = None,
    ) -> list[Output] | None:
        """The output columns in order; None: not all can be named. ``chosen``: the ``max(x)`` that is ``x`` of some row."""
        result: list[Output] = []
        names = env.names
        assert names is not None
        for item in items:
            if isinstance(item.expr, Star):
                expanded = self._star(item.expr, names, barriers)
                if expanded is None:
                    return result or None if item is items[-1] and len(items) > 1 else None
                result += expanded
            else:
                atom = reader.term(chosen.args[0] if chosen is not None and item.expr is chosen else item.expr)
                result.append(Output(item.name, atom, barriers.against(atom) if barriers is not None else None))
        return result

    def _star(self, star: Star, names: Names, barriers: Barriers | None) -> list[Output] | None:
        result: list[Output] = []
        wanted = star.source.rsplit(".", 1)[-1] if star.source is not None else None
        done: set[str] = set()
        if wanted is None:
            for name, atom in names.merged.items():
                result.append(Output(name, atom, barriers.against(atom) if barriers is not None else None))
                done.add(name)
        for source in names.sources:
            if wanted is not None and source.alias != wanted:
                continue
            if source.columns is None or source.open:
                return None
            for name in source.columns:
                if name not in done or wanted is not None:
                    atom = source.atom(name)
                    result.append(Output(name, atom, barriers.against(atom) if barriers is not None else None))
        return result

    def _solid(self, atom: Atom, region: Region) -> bool:
        return self.b.never_null(atom) and not null_extended(self.b.sources[int(atom[1])], region)

    def _tie(
        self,
        outputs: list[Output] | None,
        out: Source,
        holder: Region,
        region: Region,
        seal: str | None,
        kept: bool = True,
    ) -> None:
        """Equate the columns of ``out`` with what they are inside, hidden from the inside behind a barrier. ``kept``:
        each row of ``out`` comes from a row inside."""
        if outputs is None:
            out.open = True
            self._tie_open(out, holder, region, seal)
            return
        if out.columns is None:
            out.columns = output_names(outputs)
        for name, output in zip(out.columns, outputs, strict=False):
            own = out.atom(name)
            self.b.typed(own, output.atom)
            solid = kept and output.atom is not None and self._solid(output.atom, region)
            self.b.solid[own] = solid and self.b.solid.get(own, True)
            if output.atom is not None and output.atom != own:
                barrier = seal or output.barrier
                why = f"{out.alias}.{name}" if out.alias else name
                hidden = region if barrier else None
                holder.facts.append(Fact(own, output.atom, f"{why} is that column", None, hidden, barrier, tie=True))

    def _tie_open(self, out: Source, holder: Region, region: Region, seal: str | None) -> None:
        """``SELECT *`` from a table whose columns are not all known: the tenant and key columns are tied by name."""
        sources = [s for s in self.b.sources if s.region is region and s.table is not None]
        if len(sources) != 1 or out.columns is not None or seal:
            return
        only = sources[0]
        for name in only.columns or ():
            holder.facts.append(
                Fact(out.atom(name), only.atom(name), f"{out.alias}.{name} is that column", None, region, "*", tie=True)
            )
        out.columns = only.columns

    # ------------------------------------------------------------ subqueries

    def semi_join(
        self,
        operand: Expr | None,
        q: Query,
        region: Region,
        env: Env,
        place: Place | None,
        op: str = "=",
    ) -> None:
        """``operand IN (q)``, ``EXISTS (q)``, ``operand op ANY (q)``: a row passes only if ``q`` has a row, with which
        ``operand`` compares so if given."""
        holder = region.child()
        out = self.b.source("", "subquery", place)
        self.attach((as_set if operand is not None else existing)(q, self.b, env), holder, out, env)
        region.exports.append(holder)
        if operand is None or not out.columns:
            return
        operands = operand.items if isinstance(operand, RowValue) and not operand.array else (operand,)
        reader = Assumption(self, region, env)
        for part, name in zip(operands, out.columns, strict=False):
            atom, own, why = reader.term(part), out.atom(name), f"{shown(part)} {op} ANY (SELECT ...)"
            if atom is not None and op == "=":
                holder.facts.append(Fact(atom, own, f"{shown(part)} IN (SELECT ...)", place))
            elif len(operands) == 1:
                holder.facts += [Fact(one, one, why, place) for one in (atom, own) if one is not None]
                if atom is not None and op in ("<>", "<", ">"):
                    holder.differ(self.b, atom, own)
        if any(is_null(item.expr) for item in (q.items if isinstance(q, Select) else ())):
            region.never = True

    def scalar(self, expr: ScalarQuery, region: Region, env: Env) -> Atom | None:
        """The value of ``(SELECT ..)``: a side that may be missing, as in LEFT JOIN LATERAL; it is NULL if no row is there."""
        key = (id(expr), id(region))
        if key not in self._scalars:
            start, side = len(self.b.sources), region.child()
            out = self.b.source("", "subquery", expr.place)
            seal = None if kept_to_one_row(self.b, expr.query) or expr.array else "a scalar subquery"
            self.attach(expr.query, side, out, env, seal)
            side.sealed, side.value = range(start, len(self.b.sources)), True
            region.optional.append(side)
            atom = out.atom(out.columns[0]) if out.columns and not expr.array else None
            self._scalars[key] = (atom, expr, region)
        return self._scalars[key][0]

    def _compared(self, operand: Expr, q: Query, region: Region, env: Env) -> None:
        """``operand IN (q)`` as a value, ``NOT IN``, ``<> ALL``: where neither side can be NULL, only equal rows of ``q``
        matter; nothing is said of ``region``. A NULL on either side makes the answer depend on there being any row."""
        holder = region.child()
        out = self.b.source("", "subquery")
        self.attach(as_set(q, self.b, env), holder, out, env)
        operands = operand.items if isinstance(operand, RowValue) and not operand.array else (operand,)
        reader = Assumption(self, region, env)
        if out.columns is None or len(operands) != len(out.columns):
            return
        pairs = [(reader.term(part), out.atom(name)) for part, name in zip(operands, out.columns, strict=True)]
        if all(a is not None and reader.never_null(a) and known_value(self, b, holder) for a, b in pairs):
            for (a, b), part in zip(pairs, operands, strict=True):
                assert a is not None
                holder.facts.append(Fact(a, b, f"only rows equal to {shown(part)} matter"))

    def walk(self, expr: Expr, region: Region, env: Env) -> None:
        """Lay out the subqueries of an expression without assuming anything, and note what is not known."""
        for part in inside(expr):
            match part:
                case Column():
                    hidden_reading(self.b, part, env.names)
                case Bound() | Literal():
                    pass
                case InQuery(operand=operand, query=query):
                    self._compared(operand, query, region, env)
                case QuantifiedQuery(op="<>", quantifier="all", left=operand, query=query):
                    self._compared(operand, query, region, env)
                case ScalarQuery() if (value := plain_value(part)) is not None:
                    self.walk(value, region, env)
                case ScalarQuery():
                    self.scalar(part, region, env)
                case QuantifiedQuery(query=query):
                    self.standalone(as_set(query, self.b, env), region, env)
                case Exists(query=query):
                    self.standalone(existing(query, self.b, env), region, env)
                case Opaque(reason=reason):
                    self.b.hide(f"a part could not be read: {reason}")
                case Call(name=name, args=args) if bare(name) == "set_config":
                    known = {(level.setting or "").lower() for level in self.b.tenancy.levels}
                    named = args[0].value if args and isinstance(args[0], Literal) else None
                    self.b.sets_settings |= named is None or str(named).lower() in known
                case Call(name=name) if reads_elsewhere(name):
                    reason = f"{bare(name)}() reads what the statement does not name"
                    self.b.undecided.append(Undecided(f"{bare(name)}()", "unresolved", reason, part.place))
                case Call(name=name) if not is_pure(name):
                    self.b.hide(f"what {bare(name)}() reads is not known")
