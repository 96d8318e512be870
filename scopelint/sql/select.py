"""Queries of sqlglot's tree as ours: SELECT blocks, set operations, WITH, and everything in FROM."""

from typing import Any

from sqlglot import exp

from scopelint.model.relation import (
    Call,
    Cte,
    Derived,
    Expr,
    From,
    FunctionScan,
    Item,
    Join,
    Query,
    Scan,
    Select,
    SetOperation,
    UnseenSource,
    ValuesQuery,
    With,
)
from scopelint.sql.calls import sorts
from scopelint.sql.expressions import expression, item
from scopelint.sql.reader import Reader, Unreadable, only, text_of
from scopelint.sql.text import HOLE

_SELECT_ARGS = [
    "expressions",
    "from_",
    "joins",
    "where",
    "group",
    "having",
    "distinct",
    "order",
    "limit",
    "offset",
    "locks",
    "windows",
    "with_",
    "kind",
    "operation_modifiers",
]
WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge)


def query(r: Reader, node: exp.Expr) -> Query:
    """Anything that can stand as a statement, a subquery or the body of a CTE."""
    clause = node.args.get("with_")
    body = _body(r, node)
    if clause is None:
        return body
    only(clause, "expressions", "recursive", "search")
    ctes = tuple(_cte(r, entry) for entry in clause.expressions)
    if clause.args.get("search") is not None:
        ctes = (*ctes[:-1], _marked(ctes[-1], clause.args["search"]))
    return With(ctes, body, bool(clause.args.get("recursive")))


def _body(r: Reader, node: exp.Expr) -> Query:
    from scopelint.sql import writes  # writes reads its sources through here

    if isinstance(node, exp.Select):
        return _select(r, node)
    if isinstance(node, exp.SetOperation):
        return _set_operation(r, node)
    if isinstance(node, exp.Values):
        return _values(r, node)
    if isinstance(node, exp.Subquery):
        return _parenthesised(r, node)
    if isinstance(node, exp.Table):
        return Select((item(r, exp.Star()),), source(r, node))
    if isinstance(node, WRITES):
        return writes.write(r, node)
    raise Unreadable(f"a {type(node).__name__.lower()} as a query")


def _cte(r: Reader, node: exp.Expr) -> Cte:
    only(node, "this", "alias", "materialized", "scalar")
    alias = node.args["alias"]
    return Cte(text_of(alias.this), query(r, node.this), tuple(text_of(column) for column in alias.columns))


def _marked(cte: Cte, search: exp.Expr) -> Cte:
    """SEARCH and CYCLE give the CTE more columns, made from its own."""
    marks = tuple(text_of(search.args[key]) for key in ("expression", "using") if search.args.get(key) is not None)
    return Cte(cte.name, cte.query, cte.columns, marks)


def _select(r: Reader, node: exp.Expr) -> Select:
    only(node, *_SELECT_ARGS)
    if node.args.get("kind") or node.args.get("operation_modifiers"):
        raise Unreadable("SELECT AS")
    distinct = node.args.get("distinct")
    group, grouping_sets = _group(r, node)
    return Select(
        items=tuple(item(r, entry) for entry in node.expressions),
        source=sources(r, node.args.get("from_"), node.args.get("joins")),
        where=_clause(r, node, "where"),
        group_by=group,
        grouping_sets=grouping_sets,
        having=_clause(r, node, "having"),
        distinct=distinct is not None and distinct.args.get("on") is None,
        distinct_on=_distinct_on(r, distinct),
        order=sorts(r, node.args.get("order")),
        limit=_limit(r, node),
        offset=_offset(r, node),
        locking=bool(node.args.get("locks")),
    )


def _clause(r: Reader, node: exp.Expr, key: str) -> Expr | None:
    clause = node.args.get(key)
    return expression(r, clause.this) if clause is not None else None


def _distinct_on(r: Reader, distinct: Any) -> tuple[Expr, ...]:
    on = distinct.args.get("on") if distinct is not None else None
    if on is None:
        return ()
    return tuple(expression(r, entry) for entry in (on.expressions if isinstance(on, exp.Tuple) else [on]))


def _group(r: Reader, node: exp.Expr) -> tuple[tuple[Expr, ...] | None, bool]:
    group = node.args.get("group")
    if group is None:
        return None, False
    only(group, "expressions", "grouping_sets", "cube", "rollup", "all")
    sets = [entry for entry in group.expressions if isinstance(entry, (exp.GroupingSets, exp.Cube, exp.Rollup))]
    sets += [entry for key in ("grouping_sets", "cube", "rollup") for entry in group.args.get(key) or []]
    if group.args.get("all") or any(
        isinstance(entry, exp.Tuple) and not entry.expressions for entry in group.expressions
    ):
        return (), True
    keys: list[Expr] = []
    for entry in group.expressions:
        if entry not in sets:
            keys += [expression(r, part) for part in (entry.expressions if isinstance(entry, exp.Tuple) else [entry])]
    for entry in sets:
        keys += [Call("grouping sets", tuple(expression(r, column) for column in entry.find_all(exp.Column)))]
    return tuple(keys), bool(sets)


def _limit(r: Reader, node: exp.Expr) -> Expr | None:
    limit = node.args.get("limit")
    if limit is None:
        return None
    if isinstance(limit, exp.Fetch):
        count = limit.args.get("count")
        return expression(r, count if count is not None else exp.Literal.number(1))
    only(limit, "this", "expression", "offset")
    value = limit.args["expression"]
    if isinstance(value, (exp.Null, exp.Column, exp.Var)) and value.name.lower() in ("all", "null", ""):
        return None
    return expression(r, value)


def _offset(r: Reader, node: exp.Expr) -> Expr | None:
    offset = node.args.get("offset")
    return expression(r, offset.args["expression"]) if offset is not None else None


def _set_operation(r: Reader, node: exp.Expr) -> SetOperation:
    only(node, "this", "expression", "distinct", "order", "limit", "offset", "with_")
    kinds: dict[type[exp.Expr], str] = {exp.Union: "union", exp.Intersect: "intersect", exp.Except: "except"}
    if type(node) not in kinds:
        raise Unreadable(type(node).__name__)
    return SetOperation(
        kind=kinds[type(node)],  # type: ignore[arg-type]
        all=not node.args.get("distinct"),
        left=query(r, node.this),
        right=query(r, node.args["expression"]),
        order=sorts(r, node.args.get("order")),
        limit=_limit(r, node),
        offset=_offset(r, node),
    )


def _values(r: Reader, node: exp.Expr) -> ValuesQuery:
    only(node, "expressions", "order", "limit", "offset", "alias", "with_")
    rows = []
    for row in node.expressions:
        entries = row.expressions if isinstance(row, exp.Tuple) else [row]
        rows.append(tuple(value_or_default(r, entry) for entry in entries))
    return ValuesQuery(tuple(rows), sorts(r, node.args.get("order")), _limit(r, node), _offset(r, node))


def value_or_default(r: Reader, node: exp.Expr) -> Expr:
    """A value in VALUES or SET; DEFAULT is ``Call("default")``."""
    if isinstance(node, exp.Var) and str(node.this).upper() == "DEFAULT":
        return Call("default")
    if isinstance(node, exp.Column) and node.name.upper() == "DEFAULT" and not node.args.get("table"):
        return Call("default")
    return expression(r, node)


def _parenthesised(r: Reader, node: exp.Expr) -> Query:
    """``(query) ORDER BY .. LIMIT ..``: the outer clauses stand over the inner query."""
    only(node, "this", "alias", "order", "limit", "offset", "with_", "sample")
    inner = query(r, node.this)
    if not any(node.args.get(key) for key in ("order", "limit", "offset")):
        return inner
    star = (item(r, exp.Star()),)
    order = sorts(r, node.args.get("order"))
    return Select(star, Derived(inner, "parenthesised"), order=order, limit=_limit(r, node), offset=_offset(r, node))


# ---------------------------------------------------------------- FROM


def sources(r: Reader, clause: exp.Expr | None, joins: Any) -> From | None:
    """FROM with its joins. A comma binds weaker than JOIN, which matters for RIGHT and FULL."""
    if clause is None:
        if joins:
            raise Unreadable("JOIN without FROM")
        return None
    only(clause, "this")
    first = clause.this
    groups = [source(r, first, with_joins=False)]
    for join in [*(first.args.get("joins") or []), *(joins or [])]:
        _join_onto(r, groups, join)
    return _cross(groups)


def source(r: Reader, node: exp.Expr, with_joins: bool = True) -> From:
    """One FROM item; nested joins in parentheses included."""
    groups = [_single(r, node)]
    if with_joins:
        for join in node.args.get("joins") or []:
            _join_onto(r, groups, join)
    return _cross(groups)


def _cross(groups: list[From]) -> From:
    result = groups[0]
    for group in groups[1:]:
        result = Join("inner", result, group)
    return result


def _join_onto(r: Reader, groups: list[From], node: exp.Expr) -> None:
    only(node, "this", "on", "using", "side", "kind", "method")
    right = source(r, node.this)
    side, kind, method = (str(node.args.get(key) or "").upper() for key in ("side", "kind", "method"))
    on, using = node.args.get("on"), node.args.get("using") or []
    if (
        kind not in ("", "INNER", "CROSS", "OUTER")
        or method not in ("", "NATURAL")
        or side not in ("", "LEFT", "RIGHT", "FULL")
    ):
        raise Unreadable(f"{method} {side} {kind} JOIN".strip())
    comma = not (side or kind or method or on is not None or using)
    if comma:
        groups.append(right)
        return
    groups[-1] = Join(
        kind=side.lower() or "inner",  # type: ignore[arg-type]
        left=groups[-1],
        right=right,
        on=expression(r, on) if on is not None else None,
        using=tuple(text_of(column) for column in using),
        natural=method == "NATURAL",
        place=r.place(node.this),
    )


def _single(r: Reader, node: exp.Expr) -> From:
    if isinstance(node, exp.Table):
        return _table(r, node)
    if isinstance(node, exp.Subquery):
        return _subquery(r, node)
    if isinstance(node, exp.Lateral):
        return _lateral(r, node)
    if isinstance(node, exp.Values):
        name, columns = alias_of(node)
        return Derived(_values(r, node), name or "values", columns)
    if isinstance(node, (exp.Unnest, exp.Func)):
        name, columns = alias_of(node)
        return FunctionScan(expression(r, node), name or "unnest", columns)
    raise Unreadable(f"{type(node).__name__.lower()} in FROM")


def alias_of(node: exp.Expr) -> tuple[str | None, tuple[str, ...]]:
    """``AS name(columns)``"""
    alias = node.args.get("alias")
    if alias is None:
        return None, ()
    if not isinstance(alias, exp.TableAlias):
        return text_of(alias), ()
    columns = tuple(text_of(entry.this if isinstance(entry, exp.ColumnDef) else entry) for entry in alias.columns)
    return (text_of(alias.this) if alias.this is not None else None), columns


def _table(r: Reader, node: exp.Expr) -> From:
    only(node, "this", "db", "alias", "only", "joins", "rows_from", "ordinality", "sample", "catalog")
    sample = node.args.get("sample")
    if sample is not None and sample.find(exp.Query, exp.Func) is not None:
        raise Unreadable("TABLESAMPLE of a computed share")
    name, columns = alias_of(node)
    if node.args.get("rows_from"):
        entries = [entry.this for entry in node.args["rows_from"]]
        if any(entry is None for entry in entries):
            raise Unreadable("ROWS FROM of this form")
        calls = tuple(expression(r, entry) for entry in entries)
        return FunctionScan(Call("rows from", calls), name or "rows", columns)
    if not isinstance(node.this, exp.Identifier):
        call = expression(r, node.this)
        if isinstance(call, Call) and node.args.get("db") is not None:
            call = Call(f"{text_of(node.args['db'])}.{call.name}", call.args)
        if isinstance(node.this, exp.JSONTable) and not columns:
            columns = _json_columns(node.this)
        implied = call.name.rsplit(".", 1)[-1] if isinstance(call, Call) else "function"
        return FunctionScan(call, name or implied, columns, lateral=True)
    place = r.place(node)
    if HOLE.search(node.name) or HOLE.search(text_of(node.args.get("db") or "")):
        return UnseenSource("hole", name, place)
    return scan(r, node)


def _json_columns(node: exp.Expr) -> tuple[str, ...]:
    """The columns of JSON_TABLE; none if they are nested."""
    found = node.args["schema"].expressions if node.args.get("schema") is not None else []
    if any(entry.args.get("nested_schema") is not None or entry.this is None for entry in found):
        return ()
    return tuple(text_of(entry.this) for entry in found)


def scan(r: Reader, node: exp.Expr) -> Scan:
    """A table by name: FROM item or target of a write."""
    if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
        raise Unreadable("a target that is no table")
    table = text_of(node.this)
    schema = node.args.get("db")
    name, columns = alias_of(node)
    written = f"{text_of(schema)}.{table}" if schema is not None else table
    return Scan(written, name or table, columns, bool(node.args.get("only")), r.place(node))


def _subquery(r: Reader, node: exp.Expr) -> From:
    name, columns = alias_of(node)
    if isinstance(node.this, exp.Table) and name is None:
        return source(r, node.this)
    if isinstance(node.this, exp.Subquery) and name is None and node.this.args.get("alias") is not None:
        return source(r, node.this)
    return Derived(_parenthesised(r, node), name or "", columns, place=r.place(_alias_name(node)))


def _alias_name(node: exp.Expr) -> exp.Expr | None:
    alias = node.args.get("alias")
    return alias.this if isinstance(alias, exp.TableAlias) else None


def _lateral(r: Reader, node: exp.Expr) -> From:
    only(node, "this", "alias", "view", "outer", "ordinality")
    name, columns = alias_of(node)
    if isinstance(node.this, exp.Subquery):
        return Derived(_parenthesised(r, node.this), name or "", columns, True, r.place(_alias_name(node)))
    return FunctionScan(expression(r, node.this), name or "lateral", columns, True)


def returning(r: Reader, node: exp.Expr) -> tuple[Item, ...]:
    """RETURNING items of a write."""
    clause = node.args.get("returning")
    if clause is None:
        return ()
    only(clause, "expressions", "into")
    return tuple(item(r, entry) for entry in clause.expressions)
