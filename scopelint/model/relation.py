"""Statements as relations: what reaches the database, from SQLAlchemy chains and raw SQL alike.

The shape follows SQL's own blocks (a Select has FROM, WHERE, GROUP BY ...), so that a statement can be shown as
SQL and each clause's pushdown legality is judged where the clause stands. Spans point into the analyzed file
where known; for SQL text they are positions inside the text (see ``sql``) until ``evaluate`` moves them.
"""

from typing import Literal as OneOf
from typing import TypeAlias, Union

from scopelint.model.node import Node, Place

Origin = OneOf["principal", "membership", "setting", "parameter", "row", "request", "literal", "unknown"]
"""Where a value came from; see DESIGN section 2."""

# ---------------------------------------------------------------- scalar expressions


class Column(Node, frozen=True):
    """A column reference. ``source`` is the alias (or name) of a relation in scope; None: unqualified."""

    name: str
    source: str | None = None
    place: Place | None = None


class Star(Node, frozen=True):
    """``*`` or ``source.*``"""

    source: str | None = None


class Bound(Node, frozen=True):
    """A value bound as a parameter. Equal ``key`` in one statement means provably the same value.

    ``many``: a list or array of values (``IN :ids``, ``= ANY(:ids)``). ``may_be_none``: the value can be None, which
    SQLAlchemy's ``==`` renders IS NULL (``none_is_null``) and raw SQL compares to NULL (never true).
    ``name`` is how to show it. ``positional``: the value is not in view and the placeholder has no name.
    """

    key: str
    name: str
    origin: Origin = "parameter"
    many: bool = False
    may_be_none: bool = False
    none_is_null: bool = False
    positional: bool = False


class Literal(Node, frozen=True):
    """A constant written in the statement; ``value`` None is NULL. ``many``: a list of constants bound at once."""

    value: str | int | float | bool | None


class Setting(Node, frozen=True):
    """``current_setting(name)``; ``missing_ok`` as given."""

    name: str
    missing_ok: bool = False


class Cast(Node, frozen=True):
    """``operand::type``"""

    operand: "Expr"
    type: str


class Compare(Node, frozen=True):
    """``left op right``; op is one of = <> < <= > >= , "is distinct from", "is not distinct from", like, ilike,
    "not like", "not ilike", "~" and other operators as spelt."""

    op: str
    left: "Expr"
    right: "Expr"
    place: Place | None = None


class IsNull(Node, frozen=True):
    """``operand IS NULL`` or, negated, ``IS NOT NULL``."""

    operand: "Expr"
    negated: bool = False
    place: Place | None = None


class And(Node, frozen=True):
    """Conjunction; empty is TRUE."""

    items: tuple["Expr", ...]


class Or(Node, frozen=True):
    """Disjunction; empty is FALSE."""

    items: tuple["Expr", ...]
    place: Place | None = None


class Not(Node, frozen=True):
    """``NOT item``; also ``item IS NOT TRUE`` is kept as a Call "is not true"."""

    item: "Expr"
    place: Place | None = None


class In(Node, frozen=True):
    """``operand IN (items)``; one Bound or Literal with many values stands alone."""

    operand: "Expr"
    items: tuple["Expr", ...]
    negated: bool = False
    place: Place | None = None


class InQuery(Node, frozen=True):
    """``operand IN (query)``, also ``operand = ANY (query)``."""

    operand: "Expr"
    query: "Query"
    negated: bool = False
    place: Place | None = None


class Quantified(Node, frozen=True):
    """``left op ANY|ALL (right)`` where ``right`` is an array expression."""

    op: str
    quantifier: OneOf["any", "all"]
    left: "Expr"
    right: "Expr"
    place: Place | None = None


class QuantifiedQuery(Node, frozen=True):
    """``left op ANY|ALL (query)`` other than ``= ANY``."""

    op: str
    quantifier: OneOf["any", "all"]
    left: "Expr"
    query: "Query"
    place: Place | None = None


class Exists(Node, frozen=True):
    """``EXISTS (query)``"""

    query: "Query"
    negated: bool = False
    place: Place | None = None


class ScalarQuery(Node, frozen=True):
    """``(query)`` as a value; with ``array``, ``ARRAY(query)``."""

    query: "Query"
    array: bool = False
    place: Place | None = None


class RowValue(Node, frozen=True):
    """``(a, b)`` or ``ROW(a, b)``; with ``array``, ``ARRAY[a, b]``."""

    items: tuple["Expr", ...]
    array: bool = False


class Case(Node, frozen=True):
    """``CASE WHEN .. THEN .. ELSE .. END``; the simple form is rewritten to comparisons."""

    whens: tuple[tuple["Expr", "Expr"], ...]
    otherwise: "Expr | None"


class Sort(Node, frozen=True):
    """One ORDER BY item."""

    expr: "Expr"
    descending: bool = False


class Over(Node, frozen=True):
    """``OVER (PARTITION BY .. ORDER BY ..)``, named windows resolved."""

    partition: tuple["Expr", ...] = ()
    order: tuple[Sort, ...] = ()


class Call(Node, frozen=True):
    """A function or operator. ``name`` is lower case, with schema if written. ``star`` is ``count(*)``."""

    name: str
    args: tuple["Expr", ...] = ()
    star: bool = False
    distinct: bool = False
    filter: "Expr | None" = None
    order: tuple[Sort, ...] = ()
    over: Over | None = None
    place: Place | None = None


class Opaque(Node, frozen=True):
    """An expression that could not be read: it may hide a column, a value or a whole subquery."""

    reason: str
    place: Place | None = None


Expr: TypeAlias = Union[
    Column,
    Star,
    Bound,
    Literal,
    Setting,
    Cast,
    Compare,
    IsNull,
    And,
    Or,
    Not,
    In,
    InQuery,
    Quantified,
    QuantifiedQuery,
    Exists,
    ScalarQuery,
    RowValue,
    Case,
    Call,
    Opaque,
]

TRUE = And(())
FALSE = Or(())

# ---------------------------------------------------------------- FROM


class Scan(Node, frozen=True):
    """A table, view or CTE by name. ``name`` is "table" or "schema.table" as written; ``alias`` is how columns name it."""

    name: str
    alias: str
    columns: tuple[str, ...] = ()
    only: bool = False
    place: Place | None = None


class Derived(Node, frozen=True):
    """``[LATERAL] (query) AS alias(columns)``"""

    query: "Query"
    alias: str
    columns: tuple[str, ...] = ()
    lateral: bool = False
    place: Place | None = None


class FunctionScan(Node, frozen=True):
    """``[LATERAL] function(args) AS alias(columns)``"""

    call: Expr
    alias: str
    columns: tuple[str, ...] = ()
    lateral: bool = False
    place: Place | None = None


class Join(Node, frozen=True):
    """Two relations. Cross joins and commas are kind "inner" with ``on`` None and no ``using``."""

    kind: OneOf["inner", "left", "right", "full"]
    left: "From"
    right: "From"
    on: Expr | None = None
    using: tuple[str, ...] = ()
    natural: bool = False
    place: Place | None = None


class UnseenSource(Node, frozen=True):
    """Something in FROM that could not be resolved: every table may be behind it."""

    reason: str
    alias: str | None = None
    place: Place | None = None


From: TypeAlias = Union[Scan, Derived, FunctionScan, Join, UnseenSource]

# ---------------------------------------------------------------- queries


class Item(Node, frozen=True):
    """One output column; ``name`` is its alias or, for a bare column, the column's name."""

    expr: Expr
    name: str | None = None


class Select(Node, frozen=True):
    """One SELECT block. ``group_by`` None: not grouped (it is if an item holds an aggregate). ``grouping_sets``: ROLLUP,
    CUBE or GROUPING SETS stand in it, so keys may be absent. ``distinct_on`` implies nothing about ``distinct``."""

    items: tuple[Item, ...]
    source: From | None = None
    where: Expr | None = None
    group_by: tuple[Expr, ...] | None = None
    grouping_sets: bool = False
    having: Expr | None = None
    distinct: bool = False
    distinct_on: tuple[Expr, ...] = ()
    order: tuple[Sort, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    locking: bool = False
    place: Place | None = None


class ValuesQuery(Node, frozen=True):
    """``VALUES (..), (..)``"""

    rows: tuple[tuple[Expr, ...], ...]
    order: tuple[Sort, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None


class SetOperation(Node, frozen=True):
    """``left UNION|INTERSECT|EXCEPT [ALL] right``"""

    kind: OneOf["union", "intersect", "except"]
    all: bool
    left: "Query"
    right: "Query"
    order: tuple[Sort, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    place: Place | None = None


class Cte(Node, frozen=True):
    """``name(columns) AS (query)``; the query may be a data-modifying statement. ``marks``: columns that SEARCH and CYCLE add."""

    name: str
    query: "Query"
    columns: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class With(Node, frozen=True):
    """``WITH [RECURSIVE] ctes body``"""

    ctes: tuple[Cte, ...]
    body: "Query"
    recursive: bool = False


class Assigned(Node, frozen=True):
    """``column = value`` in SET or DO UPDATE."""

    column: str
    value: Expr
    place: Place | None = None


class OnConflict(Node, frozen=True):
    """``ON CONFLICT``. ``columns`` empty and ``constraint`` None: no target given. ``action``: nothing or update."""

    action: OneOf["nothing", "update"]
    columns: tuple[str, ...] = ()
    constraint: str | None = None
    assignments: tuple[Assigned, ...] = ()
    where: Expr | None = None
    place: Place | None = None


class Insert(Node, frozen=True):
    """``INSERT INTO target (columns) source``. ``columns`` empty: all, in table order. ``source`` None: DEFAULT VALUES.

    ``unknown_columns``: columns beyond those listed may be written too (``values(**data)``).
    """

    target: Scan
    columns: tuple[str, ...]
    source: "Query | None"
    conflict: OnConflict | None = None
    returning: tuple[Item, ...] = ()
    unknown_columns: bool = False
    place: Place | None = None


class Update(Node, frozen=True):
    """``UPDATE target SET .. FROM source WHERE ..``; ``unknown_columns``: more columns may be set."""

    target: Scan
    assignments: tuple[Assigned, ...]
    source: From | None = None
    where: Expr | None = None
    returning: tuple[Item, ...] = ()
    unknown_columns: bool = False
    place: Place | None = None


class Delete(Node, frozen=True):
    """``DELETE FROM target USING source WHERE ..``"""

    target: Scan
    source: From | None = None
    where: Expr | None = None
    returning: tuple[Item, ...] = ()
    place: Place | None = None


class MergeWhen(Node, frozen=True):
    """``WHEN [NOT] MATCHED [BY SOURCE|TARGET] [AND condition] THEN action``; ``values``: of an INSERT that names no columns."""

    matched: OneOf["matched", "not matched", "not matched by source"]
    action: OneOf["update", "delete", "insert", "nothing"]
    condition: Expr | None = None
    assignments: tuple[Assigned, ...] = ()
    values: tuple[Expr, ...] = ()


class Merge(Node, frozen=True):
    """``MERGE INTO target USING source ON on ..``"""

    target: Scan
    source: From
    on: Expr
    whens: tuple[MergeWhen, ...]
    returning: tuple[Item, ...] = ()
    place: Place | None = None


class Utility(Node, frozen=True):
    """A statement around a query or table: COPY, TRUNCATE, LOCK, EXPLAIN, PREPARE, DECLARE, CALL ...

    ``kind`` is lower case ("copy to", "copy from", "truncate", "explain", ...); ``tables`` are touched directly.
    A statement that touches no rows (SET, BEGIN, CREATE ...) has neither query nor tables.
    """

    kind: str
    query: "Query | None" = None
    tables: tuple[Scan, ...] = ()
    columns: tuple[str, ...] = ()
    place: Place | None = None


class Unseen(Node, frozen=True):
    """A statement, or part of one, that could not be read. ``tables`` are those it is known to name."""

    cause: OneOf["dynamic", "unresolved", "bound-hit", "unparsed"]
    reason: str
    tables: tuple[str, ...] = ()
    place: Place | None = None


Query: TypeAlias = Union[Select, ValuesQuery, SetOperation, With, Insert, Update, Delete, Merge, Utility, Unseen]
"""Anything that can stand as a statement, a subquery or the body of a CTE."""
