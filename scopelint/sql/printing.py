"""Relations as readable SQL, for people: one line, no places, never parsed again."""

from typing import Any

from scopelint.model import relation as rel
from scopelint.model.relation import Expr, From, Query


def rendered(query: Query) -> str:
    """``query`` as one line of SQL."""
    try:
        return _query(query)
    except RecursionError:
        return "/* nested too deeply */"


def _query(q: Query) -> str:
    match q:
        case rel.Select():
            return _select(q)
        case rel.ValuesQuery(rows=rows):
            return "VALUES " + ", ".join(f"({_list(row)})" for row in rows) + _tail(q)
        case rel.SetOperation(kind=kind, all=every, left=left, right=right):
            return f"{_arm(left)} {kind.upper()}{' ALL' if every else ''} {_arm(right)}{_tail(q)}"
        case rel.With(ctes=ctes, body=body, recursive=recursive):
            parts = ", ".join(f"{c.name}{_columns(c.columns)} AS ({_query(c.query)})" for c in ctes)
            return f"WITH {'RECURSIVE ' if recursive else ''}{parts} {_query(body)}"
        case rel.Insert():
            return _insert(q)
        case rel.Update(target=target, assignments=assignments, source=source, where=where, returning=returning):
            more = ", /* more columns */" if q.unknown_columns else ""
            tail = f"{_clause('FROM', _from(source) if source is not None else None)}{_where(where)}{_returning(returning)}"
            return f"UPDATE {_from(target)} SET {_assigned(assignments)}{more}{tail}"
        case rel.Delete(target=target, source=source, where=where, returning=returning):
            return f"DELETE FROM {_from(target)}{_clause('USING', _from(source) if source is not None else None)}{_where(where)}{_returning(returning)}"
        case rel.Merge(target=target, source=source, on=on, whens=whens):
            arms = " ".join(
                f"WHEN {w.matched.upper()}{_clause('AND', _expr(w.condition) if w.condition is not None else None)} THEN {_action(w)}"
                for w in whens
            )
            return f"MERGE INTO {_from(target)} USING {_from(source)} ON {_expr(on)} {arms}"
        case rel.Utility(kind=kind, query=query, tables=tables):
            inside = f" ({_query(query)})" if query is not None else ""
            return f"{kind.upper()}{inside}{' ' if tables else ''}{', '.join(t.name for t in tables)}"
        case rel.Unseen(reason=reason):
            return f"/* {reason} */"


def _arm(q: Query) -> str:
    return (
        f"({_query(q)})"
        if isinstance(q, (rel.SetOperation, rel.With)) or getattr(q, "limit", None) is not None
        else _query(q)
    )


def _select(q: rel.Select) -> str:
    distinct = f"DISTINCT ON ({_list(q.distinct_on)}) " if q.distinct_on else "DISTINCT " if q.distinct else ""
    group = "" if q.group_by is None else f" GROUP BY {_list(q.group_by) or '()'}"
    return (
        f"SELECT {distinct}{_items(q.items)}{_clause('FROM', _from(q.source) if q.source is not None else None)}{_where(q.where)}{group}"
        f"{_clause('HAVING', _expr(q.having) if q.having is not None else None)}{_tail(q)}{' FOR UPDATE' if q.locking else ''}"
    )


def _insert(q: rel.Insert) -> str:
    columns = ", ".join((*q.columns, *(("/* more columns */",) if q.unknown_columns else ())))
    source = _query(q.source) if q.source is not None else "DEFAULT VALUES"
    alias = "" if q.target.alias == q.target.name.rsplit(".", 1)[-1] else f" AS {q.target.alias}"
    return f"INSERT INTO {q.target.name}{alias}{f' ({columns})' if columns else ''} {source}{_conflict(q.conflict)}{_returning(q.returning)}"


def _conflict(c: rel.OnConflict | None) -> str:
    if c is None:
        return ""
    target = f" ({', '.join(c.columns)})" if c.columns else f" ON CONSTRAINT {c.constraint}" if c.constraint else ""
    action = f"DO UPDATE SET {_assigned(c.assignments)}{_where(c.where)}" if c.action == "update" else "DO NOTHING"
    return f" ON CONFLICT{target} {action}"


def _action(w: rel.MergeWhen) -> str:
    if w.action == "update":
        return f"UPDATE SET {_assigned(w.assignments)}"
    if w.action == "insert":
        return f"INSERT ({', '.join(a.column for a in w.assignments)}) VALUES ({_list(tuple(a.value for a in w.assignments))})"
    return "DELETE" if w.action == "delete" else "DO NOTHING"


def _tail(q: Any) -> str:
    order = f" ORDER BY {_sorts(q.order)}" if q.order else ""
    return f"{order}{_clause('LIMIT', _expr(q.limit) if q.limit is not None else None)}{_clause('OFFSET', _expr(q.offset) if q.offset is not None else None)}"


def _clause(word: str, text: str | None) -> str:
    return f" {word} {text}" if text else ""


def _where(where: Expr | None) -> str:
    return _clause("WHERE", _expr(where) if where is not None and where != rel.TRUE else None)


def _returning(items: tuple[rel.Item, ...]) -> str:
    return f" RETURNING {_items(items)}" if items else ""


def _items(items: tuple[rel.Item, ...]) -> str:
    return ", ".join(_item(entry) for entry in items)


def _item(entry: rel.Item) -> str:
    text = _expr(entry.expr)
    implied = entry.expr.name if isinstance(entry.expr, (rel.Column, rel.Call)) else None
    return f"{text} AS {entry.name}" if entry.name is not None and entry.name != implied else text


def _assigned(assignments: tuple[rel.Assigned, ...]) -> str:
    return ", ".join(f"{a.column} = {_expr(a.value)}" for a in assignments)


def _list(items: tuple[Expr, ...]) -> str:
    return ", ".join(_expr(entry) for entry in items)


def _sorts(order: tuple[rel.Sort, ...]) -> str:
    return ", ".join(_expr(s.expr) + (" DESC" if s.descending else "") for s in order)


def _columns(columns: tuple[str, ...]) -> str:
    return f"({', '.join(columns)})" if columns else ""


def _from(f: From) -> str:
    match f:
        case rel.Scan(name=name, alias=alias, columns=columns, only=only):
            shown = "" if alias == name.rsplit(".", 1)[-1] else f" AS {alias}"
            return f"{'ONLY ' if only else ''}{name}{shown}{_columns(columns)}"
        case rel.Derived(query=query, alias=alias, columns=columns, lateral=lateral):
            return f"{'LATERAL ' if lateral else ''}({_query(query)}) AS {alias}{_columns(columns)}"
        case rel.FunctionScan(call=call, alias=alias, columns=columns):
            return f"{_expr(call)} AS {alias}{_columns(columns)}"
        case rel.Join(kind=kind, left=left, right=right, on=on, using=using, natural=natural):
            bare = kind == "inner" and on is None and not using and not natural
            word = (
                "CROSS JOIN"
                if bare
                else f"{'NATURAL ' if natural else ''}{'' if kind == 'inner' else kind.upper() + ' '}JOIN"
            )
            shown = _from(right)
            shown = f"({shown})" if isinstance(right, rel.Join) else shown
            tail = f" ON {_expr(on)}" if on is not None else f" USING ({', '.join(using)})" if using else ""
            return f"{_from(left)} {word} {shown}{tail}"
        case rel.UnseenSource(reason=reason, alias=alias):
            return f"/* {reason} */ {alias or ''}".rstrip()


def _inner(e: Expr) -> str:
    text = _expr(e)
    return (
        f"({text})" if isinstance(e, (rel.And, rel.Or, rel.Not, rel.Compare, rel.IsNull, rel.In, rel.InQuery)) else text
    )


def _expr(e: Expr) -> str:
    match e:
        case rel.Column(name=name, source=source):
            return f"{source}.{name}" if source else name
        case rel.Star(source=source):
            return f"{source}.*" if source else "*"
        case rel.Bound(name=name, positional=positional):
            return name if positional or name.startswith("$") else f":{name}"
        case rel.Literal(value=value):
            return _literal(value)
        case rel.Setting(name=name, missing_ok=missing_ok):
            return f"current_setting('{name}'{', true' if missing_ok else ''})"
        case rel.Cast(operand=operand, type=kind):
            return f"{_inner(operand)}::{kind}"
        case rel.Compare(op=op, left=left, right=right):
            return f"{_inner(left)} {op.upper()} {_inner(right)}"
        case rel.IsNull(operand=operand, negated=negated):
            return f"{_inner(operand)} IS {'NOT ' if negated else ''}NULL"
        case rel.And(items=items):
            return " AND ".join(_inner(i) if isinstance(i, rel.Or) else _expr(i) for i in items) or "TRUE"
        case rel.Or(items=items):
            return " OR ".join(_inner(i) if isinstance(i, rel.Or) else _expr(i) for i in items) or "FALSE"
        case rel.Not(item=item):
            return f"NOT {_inner(item)}"
        case _:
            return _composite(e)


def _composite(e: Expr) -> str:
    match e:
        case rel.In(operand=operand, items=items, negated=negated):
            return f"{_inner(operand)} {'NOT ' if negated else ''}IN ({_list(items)})"
        case rel.InQuery(operand=operand, query=query, negated=negated):
            return f"{_inner(operand)} {'NOT ' if negated else ''}IN ({_query(query)})"
        case rel.Quantified(op=op, quantifier=quantifier, left=left, right=right):
            return f"{_inner(left)} {op.upper()} {quantifier.upper()}({_expr(right)})"
        case rel.QuantifiedQuery(op=op, quantifier=quantifier, left=left, query=query):
            return f"{_inner(left)} {op.upper()} {quantifier.upper()}({_query(query)})"
        case rel.Exists(query=query, negated=negated):
            return f"{'NOT ' if negated else ''}EXISTS ({_query(query)})"
        case rel.ScalarQuery(query=query, array=array):
            return f"{'ARRAY' if array else ''}({_query(query)})"
        case rel.RowValue(items=items, array=array):
            return (
                f"ARRAY[{_list(items)}]"
                if array
                else f"({_list(items)})"
                if len(items) != 1
                else f"ROW({_list(items)})"
            )
        case rel.Case(whens=whens, otherwise=otherwise):
            arms = " ".join(f"WHEN {_expr(c)} THEN {_expr(v)}" for c, v in whens)
            return f"CASE {arms}{_clause('ELSE', _expr(otherwise) if otherwise is not None else None)} END"
        case rel.Call():
            return _call(e)
        case rel.Opaque(reason=reason):
            return f"/* {reason} */"
        case _:
            return "/* ? */"


def _call(e: rel.Call) -> str:
    if e.name == "=>" and isinstance(e.args[0], rel.Literal):
        return f"{e.args[0].value} => {_expr(e.args[1])}"
    if not e.name[:1].isalpha() and len(e.args) == 2:
        return f"{_inner(e.args[0])} {e.name} {_inner(e.args[1])}"
    if e.name.startswith("is ") and len(e.args) == 1:
        return f"{_inner(e.args[0])} {e.name.upper()}"
    inside = "*" if e.star else ("DISTINCT " if e.distinct else "") + _list(e.args)
    order = f" ORDER BY {_sorts(e.order)}" if e.order else ""
    text = f"{e.name}({inside}{order})" + (f" FILTER (WHERE {_expr(e.filter)})" if e.filter is not None else "")
    if e.over is not None:
        partition = f"PARTITION BY {_list(e.over.partition)}" if e.over.partition else ""
        text += f" OVER ({partition}{' ORDER BY ' + _sorts(e.over.order) if e.over.order else ''})"
    return text


def _literal(value: str | int | float | bool | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
