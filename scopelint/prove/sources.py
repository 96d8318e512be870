"""FROM: tables, views, CTEs and derived tables as sources, and each join's sides in the region where they hold.

An outer join whose optional side a predicate above rejects when it is missing is an inner join, as the planner has it.
Otherwise the optional side is a region of its own: ON holds there, and nowhere else.
"""

from dataclasses import dataclass, field, replace

from scopelint.model.relation import (
    And,
    Bound,
    Call,
    Cast,
    Column,
    Compare,
    Derived,
    Expr,
    From,
    FunctionScan,
    Join,
    Query,
    RowValue,
    Scan,
    UnseenSource,
)
from scopelint.model.verdict import UNKNOWN_TABLE
from scopelint.prove.building import Build, CteScope, Env, Names, Reference, Undecided, plain_name, resolve
from scopelint.prove.foreign_keys import refers_to_key
from scopelint.prove.functions import bare, is_row_source
from scopelint.prove.missing import rejects_missing
from scopelint.prove.predicates import Assumption
from scopelint.prove.pruning import pruned
from scopelint.prove.region import Atom, Fact, Region, Source
from scopelint.prove.show import shown

if False:  # pragma: no cover
    from scopelint.prove.rows import Rows

_CATALOGS = ("pg_", "information_schema.")
_OTHERS_IN_VIEW = frozenset(
    [
        "pg_stats",
        "pg_statistic",
        "pg_statistic_ext_data",
        "pg_stats_ext",
        "pg_stats_ext_exprs",
        "pg_stat_activity",
        "pg_stat_statements",
        "pg_largeobject",
        "pg_cursors",
        "pg_locks",
        "pg_prepared_statements",
        "pg_prepared_xacts",
    ]
)
_COUNTS_ROWS = ("pg_stat_", "pg_statio_")
"""Catalogs that show values of tables, statements of other sessions, or how many rows there are."""


@dataclass(eq=False)
class Laid:
    """A FROM item laid out. ``ids`` are the sources inside it, subqueries' own included."""

    ids: range
    sources: list[Source]
    holder: Region | None = None
    join: Join | None = None
    left: "Laid | None" = None
    right: "Laid | None" = None
    names: Names | None = None
    pairs: list[tuple[str, Atom, Atom]] = field(default_factory=list)
    merged: list[tuple[Atom, Atom, Atom]] = field(default_factory=list)


class Sources:
    """FROM of one statement."""

    def __init__(self, rows: "Rows") -> None:
        self.rows = rows
        self.b: Build = rows.b

    # ------------------------------------------------------------ what is there

    def lay_out(self, item: From, names: Names, env: Env) -> Laid:
        """Make the sources of a FROM item and put them into ``names``."""
        start = len(self.b.sources)
        if isinstance(item, Join):
            return self._join(item, names, env, start)
        holder: Region | None = None
        match item:
            case Scan():
                source, holder = self.scan(item, env, names=names)
            case Derived(query=query, alias=alias, columns=columns, lateral=lateral, place=place):
                source, holder = self.b.source(alias, alias or "subquery", place), Region()
                source.columns = columns or None
                needed = _needed(query, names, alias, columns, self.b)
                self.rows.attach(needed, holder, source, replace(env, names=names) if lateral else env)
                _rename(source, columns)
            case FunctionScan():
                source, holder = self._function(item, names, env)
            case UnseenSource(reason=reason, alias=alias, place=place):
                source = self.b.source(alias or "", alias or "?", place)
                source.open = True
                cause = "dynamic" if reason == "hole" else "unresolved"
                self.b.undecided.append(Undecided(UNKNOWN_TABLE, cause, reason, place))  # type: ignore[arg-type]
        names.sources.append(source)
        return Laid(range(start, len(self.b.sources)), [source], holder)

    def _join(self, item: Join, names: Names, env: Env, start: int) -> Laid:
        merged_before = dict(names.merged)
        left = self.lay_out(item.left, names, env)
        left_merged = {k: v for k, v in names.merged.items() if k not in merged_before}
        right = self.lay_out(item.right, names, env)
        inner = Names(
            names.outer, left.sources + right.sources, {k: v for k, v in names.merged.items() if k not in merged_before}
        )
        laid = Laid(range(start, len(self.b.sources)), inner.sources, None, item, left, right, inner)
        right_merged = {k: v for k, v in inner.merged.items() if k not in left_merged}
        using = item.using
        if item.natural:
            using = _common(left.sources, right.sources)
        for column in using:
            a = resolve(Names(None, left.sources, left_merged), column, None)
            b = resolve(Names(None, right.sources, right_merged), column, None)
            merged = {"inner": a, "left": a, "right": b, "full": None}[item.kind]
            if a is not None and b is not None:
                laid.pairs.append((column, a, b))
                if item.kind == "full":  # coalesce(a, b): equal to either where it is there
                    merged = self.b.source("", "FULL JOIN").atom(column)
                    laid.merged.append((merged, a, b))
            names.merged[column] = inner.merged[column] = merged
        laid.ids = range(start, len(self.b.sources))
        return laid

    def scan(
        self, item: Scan, env: Env, target: bool = False, names: Names | None = None
    ) -> tuple[Source, Region | None]:
        """A name in FROM: a CTE, a view, or a table."""
        scope = env.ctes.get(item.name)
        if scope is not None and not target:
            holder = Region()
            source = self.cte(scope, holder, item.alias, item, names)
            _rename(source, item.columns)
            return source, holder
        name = plain_name(item.name)
        table = self.b.schema.tables.get(name)
        if table is not None and table.view is not None and not target:
            return self._view(item, name, env, names)
        source = self.b.table_source(item.alias, table, name, item.place)
        if table is not None and item.columns:
            own = [column.name for column in table.columns]
            source.renamed = dict(zip(item.columns, own, strict=False))
            source.columns = (*item.columns, *own[len(item.columns) :])
        if table is None and source.tenancy is None:
            catalog = name.removeprefix("pg_catalog.")
            if catalog in _OTHERS_IN_VIEW or catalog.startswith(_COUNTS_ROWS):
                reason = f"{catalog} shows what is in tables or in other sessions"
                self.b.undecided.append(Undecided(catalog, "unresolved", reason, item.place))
            elif not name.startswith(_CATALOGS) or name.startswith("pg_temp"):
                self._unknown_table(name, item)
        if source.tenancy is not None and source.tenancy.scope != "global" and not target:
            self.b.references.append(Reference(source, "read", item.place))
        return source, None

    def _unknown_table(self, name: str, item: Scan) -> None:
        if self.b.schema.complete:
            self.b.hide(f"table '{name}' is not in the schema")
        else:
            self.b.undecided.append(Undecided(name, "unresolved", f"table '{name}' is not in the schema", item.place))

    def _view(self, item: Scan, name: str, env: Env, names: Names | None) -> tuple[Source, Region]:
        holder = Region()
        source = self.b.source(item.alias, name, item.place)
        source.stored = True
        definition = self.b.view_query(name) if self.b.view_query is not None and name not in env.views else None
        if definition is None:
            self.b.undecided.append(
                Undecided(name, "unresolved", f"the definition of view '{name}' cannot be read", item.place)
            )
            source.open = True
            return source, holder
        columns = tuple(column.name for column in self.b.schema.tables[name].columns)
        source.columns = columns if columns and self.b.schema.tables[name].complete else None
        own = source.columns or ()
        needed = _needed(definition, names, item.alias, (*item.columns, *own[len(item.columns) :]), self.b)
        self.rows.attach(needed, holder, source, Env(None, {}, (*env.views, name)))
        _rename(source, item.columns)
        return source, holder

    def cte(self, scope: CteScope, holder: Region, alias: str, item: Scan | None, names: Names | None = None) -> Source:
        """One reference to a CTE: its query laid out again, so that each reference has its own rows."""
        scope.used = True
        if scope.invariant is not None:
            return scope.invariant(self.b, holder, alias)
        source = self.b.source(alias, scope.cte.name, item.place if item is not None else None)
        source.columns = scope.cte.columns or None
        if scope.recursive and refers_to(scope.cte.query, scope.cte.name):
            from scopelint.prove.recursion import attach_recursive

            attach_recursive(self.rows, scope, holder, source)
            if source.columns is not None:
                source.columns = (*source.columns, *scope.cte.marks)
        else:
            given = item.columns if item is not None else ()
            given = (*given, *scope.cte.columns[len(given) :])
            needed = _needed(scope.cte.query, names, alias, given, self.b, computed=True)
            self.rows.attach(needed, holder, source, scope.outer)
        _rename(source, scope.cte.columns)
        return source

    def _function(self, item: FunctionScan, names: Names, env: Env) -> tuple[Source, Region]:
        holder = Region()
        source = self.b.source(item.alias, item.alias, item.place)
        source.columns, source.open = item.columns or (item.alias,), not item.columns
        inner = replace(env, names=names)
        self.rows.walk(item.call, holder, inner)
        calls = item.call.args if isinstance(item.call, Call) and item.call.name == "rows from" else (item.call,)
        for call in calls:
            name = bare(call.name) if isinstance(call, Call) else "?"
            if not isinstance(call, Call) or not is_row_source(call.name):
                reason = f"what {name}() reads is not known"
                self.b.undecided.append(Undecided(f"{name}()", "unresolved", reason, item.place))
            elif name == "unnest" and len(calls) == 1 and len(call.args) == 1:
                self._unnested(source, call.args[0], holder, inner)
        return source, holder

    def _unnested(self, source: Source, array: Expr, holder: Region, env: Env) -> None:
        inner = array
        while isinstance(inner, Cast):
            inner = inner.operand
        items: tuple[Expr, ...] = ()
        if isinstance(inner, Bound):
            items = (Bound(inner.key, inner.name, inner.origin, True, inner.may_be_none, False, inner.positional),)
        elif isinstance(inner, RowValue) and inner.array:
            items = inner.items
        key = Assumption(self.rows, holder, env).value_set(items) if items else None
        if key is not None:
            own, why = source.atom((source.columns or ("",))[0]), f"{source.alias} is unnest({shown(array)})"
            holder.facts.append(Fact(own, key, why, member=True, tie=True))  # an element may be NULL

    # ------------------------------------------------------------ where it holds

    def place(self, laid: Laid, region: Region, where: tuple[Expr, ...], env: Env) -> None:
        """Put the sources of FROM into regions, given what WHERE rejects when it is missing."""
        assert env.names is not None
        strict: set[int] = set()
        for predicate in where:
            strict |= rejects_missing(predicate, env.names)
        self._place(laid, region, strict, env)

    def _place(self, laid: Laid, region: Region, strict: set[int], env: Env) -> None:
        join = laid.join
        if join is None or laid.left is None or laid.right is None or laid.names is None:
            for source in laid.sources:
                source.region = region
            if laid.holder is not None:
                laid.holder.parent = region
                region.exports.append(laid.holder)
            return
        kind = _reduced(join.kind, laid, strict)
        if kind == "left" and self._always_there(laid.left, laid.right, join, laid.names):
            kind = "inner"
        on = (join.on,) if join.on is not None else ()
        required = set(strict)
        for predicate in on:
            required |= rejects_missing(predicate, laid.names)
        required |= {int(atom[1]) for _, a, b in laid.pairs for atom in (a, b)}
        left, right = region, region
        if kind in ("right", "full"):
            left = self._optional(region, laid.left)
        if kind in ("left", "full"):
            right = self._optional(region, laid.right)
        self._place(laid.left, left, required if kind in ("inner", "right") else strict, env)
        self._place(laid.right, right, required if kind in ("inner", "left") else strict, env)
        holds = {"inner": region, "left": right, "right": left, "full": region.child()}[kind]
        if kind == "full":
            holds.sealed = range(0)
            region.optional.append(holds)
        inner = replace(env, names=laid.names)
        for column, a, b in laid.pairs:
            what = "NATURAL" if join.natural else "USING"
            holds.facts.append(Fact(a, b, f"{what} ({column})", join.place))
        for merged, a, b in laid.merged:
            for side, atom in ((left, a), (right, b)):
                side.facts.append(Fact(merged, atom, f"{atom[2]} of FULL JOIN USING", tie=True))
        for predicate in on:
            Assumption(self.rows, holds, inner).assume(predicate)

    def _always_there(self, left: Laid, right: Laid, join: Join, names: Names) -> bool:
        """``child LEFT JOIN parent ON parent.id = child.parent_id``: a foreign key that is not NULL always finds its row."""
        parent = right.sources[0]
        if right.join is not None or parent.table is None or parent.fresh or join.using or join.natural:
            return False
        pairs = []
        for part in join.on.items if isinstance(join.on, And) else (join.on,):
            if not isinstance(part, Compare) or part.op != "=":
                return False
            sides = [
                resolve(names, side.name, side.source) if isinstance(side, Column) else None
                for side in (part.left, part.right)
            ]
            sides.sort(key=lambda atom: atom is not None and atom[1] == parent.id)
            child, own = sides
            if child is None or own is None or own[1] != parent.id or child[0] != "c":
                return False
            pairs.append((child, own[2]))
        ids = {int(child[1]) for child, _ in pairs}
        source = self.b.sources[ids.pop()]
        if ids or source not in left.sources or source.table is None or self._missing_in(left, source):
            return False
        return any(
            parent.name == plain_name(fk.table)
            and {(child[2], referred) for child, referred in pairs}
            == set(zip(fk.columns, fk.referred_columns, strict=False))
            and all(self.b.never_null(child) for child, _ in pairs)
            for fk in source.table.foreign_keys
            if parent.table is None or refers_to_key(parent.table, fk)
        )

    def _missing_in(self, laid: Laid, source: Source) -> bool:
        """Whether an outer join inside ``laid`` may leave ``source`` out."""
        join, left, right = laid.join, laid.left, laid.right
        if join is None or left is None or right is None or laid.names is None:
            return False
        on_left = source in left.sources
        if join.kind == "left" and not on_left:
            return not self._always_there(left, right, join, laid.names) or self._missing_in(right, source)
        return join.kind in ("full", "right" if on_left else "left") or self._missing_in(
            left if on_left else right, source
        )

    def _optional(self, region: Region, laid: Laid) -> Region:
        side = region.child()
        side.sealed = laid.ids
        region.optional.append(side)
        return side


def _reduced(kind: str, laid: Laid, strict: set[int]) -> str:
    """The join kind after predicates above reject rows in which a side is missing."""
    assert laid.left is not None
    assert laid.right is not None
    left, right = bool(strict & set(laid.left.ids)), bool(strict & set(laid.right.ids))
    if kind == "left":
        return "inner" if right else "left"
    if kind == "right":
        return "inner" if left else "right"
    if kind == "full":
        return "inner" if left and right else "left" if left else "right" if right else "full"
    return "inner"


def _common(left: list[Source], right: list[Source]) -> tuple[str, ...]:
    columns = {column for source in right for column in source.columns or ()}
    return tuple(dict.fromkeys(column for source in left for column in source.columns or () if column in columns))


def _rename(source: Source, columns: tuple[str, ...]) -> None:
    """``AS alias(a, b)`` over a source whose columns are known by now."""
    if not columns or source.columns is None or source.columns == columns:
        return
    source.renamed = {**source.renamed, **dict(zip(columns, source.columns, strict=False))}
    source.columns = (*columns, *source.columns[len(columns) :])


def _needed(
    query: Query, names: Names | None, alias: str, given: tuple[str, ...], b: Build, computed: bool = False
) -> Query:
    """``query`` without the outputs that the block around does not read."""
    use = names.use if names is not None else None
    return pruned(query, lambda column: use.reads(alias, column), given, computed, b) if use is not None else query


def refers_to(query: object, name: str) -> bool:
    """Whether a query scans ``name`` anywhere."""
    import msgspec

    pending = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, Scan) and node.name == name:
            return True
        if isinstance(node, tuple):
            pending.extend(node)
        elif isinstance(node, msgspec.Struct):
            pending.extend(getattr(node, key) for key in node.__struct_fields__)
    return False
