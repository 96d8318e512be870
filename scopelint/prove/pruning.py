"""What of a subquery is used: outputs that nobody reads are never computed, and so read nothing.

An output that is not used cannot show another tenant's rows, unless it decides how many rows there are (a set-returning
function, DISTINCT, UNION) or acts by being computed. PostgreSQL drops such outputs as well; in a CTE it may compute them
all the same, where a scalar subquery of several rows would be an error.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from scopelint.model.node import Node, parts
from scopelint.model.relation import (
    And,
    Bound,
    Call,
    Cast,
    Column,
    Compare,
    Derived,
    Exists,
    Expr,
    From,
    FunctionScan,
    InQuery,
    Item,
    Join,
    Literal,
    Not,
    Opaque,
    QuantifiedQuery,
    Query,
    ScalarQuery,
    Scan,
    Select,
    SetOperation,
    Star,
    Unseen,
    UnseenSource,
    ValuesQuery,
    With,
)
from scopelint.prove.building import Build, Env, Names, plain_name
from scopelint.prove.functions import AGGREGATES, bare, is_pure, is_row_source
from scopelint.prove.pushdown import aggregates, collapses, limited, windows
from scopelint.prove.show import inside

_ACTS = frozenset(
    [
        "nextval",
        "setval",
        "set_config",
        "pg_notify",
        "pg_sleep",
        "pg_advisory_lock",
        "pg_advisory_unlock",
        "pg_advisory_xact_lock",
        "pg_try_advisory_lock",
        "pg_try_advisory_xact_lock",
    ]
)
_CHANCE = frozenset(
    ["clock_timestamp", "gen_random_uuid", "random", "timeofday", "uuid_generate_v4", "uuidv4", "uuidv7"]
)
_NOTHING = Literal(None)


@dataclass
class Use:
    """The columns that a block reads: (alias or None, name). ``whole``: aliases of which all may be read; None in it: of all."""

    columns: set[tuple[str | None, str]] = field(default_factory=set)
    whole: set[str | None] = field(default_factory=set)

    def reads(self, alias: str, column: str) -> bool:
        if None in self.whole or alias in self.whole or (None, alias) in self.columns:
            return True
        return (None, column) in self.columns or (alias, column) in self.columns


def use_of(block: Query) -> Use:
    """What ``block`` reads of the relations in its FROM."""
    found = Use()
    own = block.items if isinstance(block, Select) else getattr(block, "returning", ())
    if any(isinstance(item.expr, Star) and item.expr.source is None for item in own):
        found.whole.add(None)
    for node in _nodes(block, block):
        match node:
            case Column(name=name, source=source):
                found.columns.add((source.rsplit(".", 1)[-1] if source is not None else None, name))
            case Star(source=str(source)):
                found.whole.add(source.rsplit(".", 1)[-1])
            case Join(using=using, natural=natural):
                found.columns.update((None, name) for name in using)
                if natural:
                    found.whole.add(None)
            case Opaque() | Unseen() | UnseenSource():
                found.whole.add(None)
    return found


def _nodes(root: Node | tuple[Node, ...] | None, block: Query | None = None) -> Iterator[Node]:
    """Every node below ``root``. For a ``block``: derived tables are left out, which see nothing of it."""
    pending = list(root) if isinstance(root, tuple) else [root] if root is not None else []
    while pending:
        node = pending.pop()
        yield node
        if block is None or not isinstance(node, Derived) or node.lateral:
            pending += parts(node)


# ---------------------------------------------------------------- pruning


def pruned(q: Query, used: Callable[[str], bool], names: tuple[str | None, ...], computed: bool, b: Build) -> Query:
    """``q`` without the outputs that are not ``used``; NULL stands in their place.

    ``names`` are given to the first columns from outside. ``computed``: the outputs may be computed all the same.
    """
    match q:
        case With():
            return msgspec.structs.replace(q, body=pruned(q.body, used, names, computed, b))
        case SetOperation(kind="union", all=True, order=()):
            given = _names(q, names)
            if given is None:
                return q
            left, right = pruned(q.left, used, given, computed, b), pruned(q.right, used, given, computed, b)
            return msgspec.structs.replace(q, left=left, right=right)
        case Select(distinct=False):
            return _select(q, used, names, computed, b)
    return q


def existing(q: Query, b: Build, env: Env) -> Query:
    """``q`` as it stands in EXISTS: no output is read, and rows may be equal."""
    if isinstance(q, Select) and not _aggregates_outside(q, b):
        plain = msgspec.structs.replace(q, distinct=False)
        if q.offset is None and not q.distinct_on and (q.limit is None or q.limit == Literal(1)):
            kept = tuple(sort for sort in q.order if not _silent(sort.expr, True))  # which row comes first is not asked
            plain = msgspec.structs.replace(plain, order=kept)
        plain = narrowed(plain, (), b, env)
        return _select(plain, lambda _: False, (), collapses(q) or q.group_by is not None, b, unnamed=True)
    return q


def as_set(q: Query, b: Build, env: Env) -> Query:
    """``q`` as it stands in IN, ANY or DISTINCT: how often a row is there makes no difference."""
    return narrowed(q, q.items, b, env) if isinstance(q, Select) else q


def narrowed(q: Select, items: tuple[Item, ...], b: Build, env: Env) -> Select:
    """Without optional sides of outer joins that nothing but their own ON reads: they only repeat the rows of the other
    side. ``items`` are the outputs that are used."""
    if q.group_by is not None or limited(q) or q.distinct_on or collapses(q) or windows(q):
        return q
    while isinstance(q.source, Join) and q.source.kind in ("left", "right") and not q.source.natural:
        join = q.source
        kept, left_out = (join.left, join.right) if join.kind == "left" else (join.right, join.left)
        block = msgspec.structs.replace(q, source=kept)
        used = use_of(msgspec.structs.replace(block, items=items))
        aliases = {item.alias for item in _relations(left_out)}
        if join.using or used.whole or any(alias is None or alias in aliases for alias, _ in used.columns):
            break
        if not all(_silent(node, True) and not _by_chance(node) for node in (join, q.where, *q.items)):
            break
        if not all(_is_table(node.name, b, env) for node in _nodes((left_out,)) if isinstance(node, Scan)):
            break
        q = block
    return q


def _is_table(name: str, b: Build, env: Env) -> bool:
    """Whether it is neither a view nor a CTE, which may call what acts."""
    table = b.schema.tables.get(plain_name(name))
    return table is not None and table.view is None and name not in env.ctes


def _by_chance(root: Node | None) -> bool:
    """Whether it may have another value at each call: more rows are more chances."""
    return any(isinstance(node, Call) and bare(node.name) in _CHANCE for node in _nodes(root))


def orders_nothing(expr: Expr, names: Names) -> bool:
    """Whether a sort key is one value for all rows of the block with ``names``: a subquery that reads nothing of them, which
    PostgreSQL computes once. What it reads then decides nothing."""
    while isinstance(expr, (Cast, Not)):
        expr = expr.operand if isinstance(expr, Cast) else expr.item
    if not isinstance(expr, (ScalarQuery, Exists)) or any(
        source.open or source.columns is None for source in names.sources
    ):
        return False
    own = {source.alias for source in names.sources}
    for node in _nodes(expr):
        if isinstance(node, (Column, Star)) and node.source is not None and node.source.rsplit(".", 1)[-1] in own:
            return False
        if isinstance(node, Column) and node.source is None and (node.name in own or _is_of(names, node.name)):
            return False
    return _silent(expr, True)


def _is_of(names: Names, column: str) -> bool:
    return column in names.merged or any(source.has(column) for source in names.sources)


def _select(
    q: Select,
    used: Callable[[str], bool],
    names: tuple[str | None, ...],
    computed: bool,
    b: Build,
    unnamed: bool = False,
) -> Select:
    given = _names(q, names)
    if (given is None and names) or _aggregates_outside(q, b):
        return q
    items = tuple(
        item
        if not _costs(item.expr)
        or (not unnamed and (label is None or used(label)))
        or _ordered_by(q, index, item)
        or not _silent(item.expr, computed)
        else Item(_NOTHING, item.name)
        for index, (item, label) in enumerate(zip(q.items, given or _labels(q), strict=True))
    )
    if items == q.items:
        return q
    kept = msgspec.structs.replace(q, items=items)
    if collapses(q) and not collapses(kept):  # one row, whatever came in
        if not all(_silent(node, computed) for node in (q.source, q.where)):
            return q
        return msgspec.structs.replace(kept, source=None, where=None)
    return kept


def _labels(q: Select) -> tuple[str | None, ...]:
    return tuple(item.name for item in q.items)


def _names(q: Query, names: tuple[str | None, ...]) -> tuple[str | None, ...] | None:
    """The names of the outputs by position; None: a ``*`` stands among them."""
    match q:
        case Select(items=items):
            if any(isinstance(item.expr, Star) for item in items):
                return None
            return (*names, *(item.name for item in items[len(names) :]))
        case SetOperation(left=left):
            return _names(left, names)
        case With(body=body):
            return _names(body, names)
    return None


def _costs(expr: Expr) -> bool:
    """Whether an expression reads more than the row it stands in."""
    return any(
        isinstance(part, (InQuery, Exists, QuantifiedQuery, ScalarQuery))
        or (isinstance(part, Call) and (part.over is not None or bare(part.name) in AGGREGATES))
        for part in inside(expr)
    )


def _ordered_by(q: Select, index: int, item: Item) -> bool:
    """Whether GROUP BY, ORDER BY or DISTINCT ON means the output by its number or name."""
    for expr in (*(q.group_by or ()), *(sort.expr for sort in q.order), *q.distinct_on):
        if isinstance(expr, Literal) and expr.value == index + 1:
            return True
        if isinstance(expr, Column) and expr.source is None and expr.name == item.name:
            return True
    return False


def _silent(root: Node | None, computed: bool) -> bool:
    """Whether computing it or not makes no difference to the number of rows, to other rows, or by an error."""
    for node in _nodes(root):
        match node:
            case Opaque() | Unseen() | UnseenSource():
                return False
            case Call(name=name):
                if not is_pure(name) or is_row_source(name) or bare(name) in _ACTS:
                    return False
            case ScalarQuery(query=query, array=False) if computed and not _one_row(query):
                return False
            case Select() if _aggregates_outside(node):
                return False
    return True


def _aggregates_outside(q: Select, b: Build | None = None) -> bool:
    """Whether an aggregate in the subquery may be one of the query around, which it then makes a single row. ``b`` knows
    which columns are the subquery's own where no alias says it."""
    found = aggregates(q)
    if not found:
        return False
    own = [*_relations(q.source)] if q.source is not None else []
    aliases, named = {item.alias for item in own}, {name for item in own for name in _columns(item, b)}
    for call in found:
        columns = [part for part in _nodes(call.args) if isinstance(part, (Column, Star))]
        if columns and not any(
            part.source in aliases if part.source is not None else isinstance(part, Star) or part.name in named
            for part in columns
        ):
            return True
    return False


def _relations(item: From) -> Iterator[Scan | Derived | FunctionScan | UnseenSource]:
    if isinstance(item, Join):
        yield from _relations(item.left)
        yield from _relations(item.right)
    else:
        yield item


def _columns(item: From, b: Build | None) -> tuple[str | None, ...]:
    """Columns of a relation in FROM, as far as they are known."""
    match item:
        case Derived(columns=columns, query=query):
            return columns or (_labels(query) if isinstance(query, Select) else ())
        case FunctionScan(columns=columns, alias=alias):
            return columns or (alias,)
        case Scan(name=name, columns=columns) if b is not None:
            table = b.schema.tables.get(plain_name(name))
            return (*columns, *(column.name for column in table.columns)) if table is not None else columns
    return ()


def _one_row(q: Query) -> bool:
    """Whether a query yields one row at most by its form."""
    if isinstance(q, ValuesQuery):
        return len(q.rows) == 1
    return isinstance(q, Select) and (
        q.limit == Literal(1) or (q.source is None and _silent(q, False)) or (collapses(q) and not q.grouping_sets)
    )


def acts(q: Query) -> bool:
    """Whether a CTE does something though nobody reads it: anything but a SELECT, or what could not be read."""
    match q:
        case Select() | ValuesQuery():
            return any(isinstance(node, Unseen) for node in _nodes(q))
        case SetOperation(left=left, right=right):
            return acts(left) or acts(right)
        case With(ctes=ctes, body=body):
            return acts(body) or any(acts(cte.query) for cte in ctes)
    return True


def kept_to_one_row(b: Build, q: Query) -> bool:
    """A scalar subquery that a unique key keeps to one row: comparing with it is then the same as IN."""
    if not isinstance(q, Select) or not isinstance(q.source, Scan) or q.where is None:
        return False
    table = b.schema.tables.get(plain_name(q.source.name))
    if table is None or table.view is not None or q.source.columns:
        return False
    fixed: set[str] = set()
    for part in q.where.items if isinstance(q.where, And) else (q.where,):
        if isinstance(part, Compare) and part.op == "=":
            for one, other in ((part.left, part.right), (part.right, part.left)):
                own = (q.source.alias, None)
                outer = isinstance(other, Column) and other.source not in own
                if isinstance(one, Column) and one.source in own and (outer or isinstance(other, (Bound, Literal))):
                    fixed.add(one.name)
    return any(key and fixed.issuperset(key) for key in (table.primary_key, *table.unique))
