"""Functions, operators, aggregates and windows of sqlglot's tree as calls; and ORDER BY."""

from typing import Any

from sqlglot import exp

from scopelint.model.relation import Call, Column, Compare, Expr, Literal, Over, RowValue, Setting, Sort
from scopelint.sql.functions import function_name
from scopelint.sql.reader import Reader, Unreadable, only, text_of

OPERATORS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.DPipe: "||",
    exp.JSONExtract: "->",
    exp.JSONExtractScalar: "->>",
    exp.JSONBExtract: "#>",
    exp.JSONBExtractScalar: "#>>",
    exp.ArrayContainsAll: "@>",
    exp.ArrayContainedBy: "<@",
    exp.ArrayOverlaps: "&&",
    exp.JSONBContains: "?",
    exp.JSONBContainsAnyTopKeys: "?|",
    exp.JSONBContainsAllTopKeys: "?&",
    exp.JSONKeyValue: ":",
    exp.MatchAgainst: "@@",
    exp.Distance: "<->",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "|",
    exp.BitwiseXor: "#",
    exp.BitwiseNot: "~",
    exp.Neg: "-",
    exp.AtTimeZone: "at time zone",
    exp.Bracket: "[]",
    exp.Interval: "interval",
    exp.Collate: "collate",
}
LEAVES = (exp.Var, exp.TableAlias, exp.DataType, exp.JSONPath, exp.Identifier, exp.IntervalSpan)


def parts(r: Reader, node: exp.Expr) -> tuple[Expr, ...]:
    """Every expression directly under ``node``, for forms without a reading of their own."""
    return tuple(r.expression(child) for child in node.iter_expressions() if not isinstance(child, LEAVES))


def sorts(r: Reader, order: Any) -> tuple[Sort, ...]:
    """ORDER BY items."""
    if order is None:
        return ()
    result = []
    for entry in order.expressions:
        only(entry, "this", "desc", "nulls_first", "using")
        result.append(Sort(r.expression(entry.this), bool(entry.args.get("desc"))))
    return tuple(result)


def over(r: Reader, window: exp.Expr, named: dict[str, exp.Expr]) -> Over:
    """The OVER clause; a name is resolved in the WINDOW clause."""
    _frame(window)
    alias = window.args.get("alias")
    partition, order = window.args.get("partition_by") or [], window.args.get("order")
    base = Over()
    if alias is not None:
        if text_of(alias) not in named:
            raise Unreadable(f"window {text_of(alias)}")
        base = over(r, named[text_of(alias)], {})
    return Over(
        tuple(r.expression(part) for part in partition) or base.partition,
        sorts(r, order) or base.order,
    )


def _frame(node: exp.Expr) -> None:
    """The bounds of a frame are constants, or the statement reads more than is seen."""
    frame = node.args.get("spec")
    if frame is not None and frame.find(exp.Query, exp.Func, exp.Column) is not None:
        raise Unreadable("a window frame with a computed bound")


def anonymous(r: Reader, node: exp.Expr, schema: str = "") -> Expr:
    name = schema + str(node.this).lower()
    arguments = node.expressions
    if name == "row":
        return RowValue(tuple(r.expression(entry) for entry in arguments))
    if name in ("current_setting", "pg_catalog.current_setting") and arguments:
        first = arguments[0]
        while isinstance(first, exp.Cast):
            first = first.this
        if isinstance(first, exp.Literal) and first.args.get("is_string") and len(arguments) <= 2:
            missing_ok = len(arguments) == 2 and isinstance(arguments[1], exp.Boolean) and bool(arguments[1].this)
            return Setting(str(first.this).lower(), missing_ok)
    return Call(name, tuple(r.expression(entry) for entry in arguments))


def by_name(r: Reader, node: exp.Expr) -> Expr:
    """An argument ``name => value`` or ``name := value``."""
    return Call("=>", (Literal(node.this.name.lower()), r.expression(node.args["expression"])))


def dot(r: Reader, node: exp.Expr) -> Expr:
    right = node.args["expression"]
    row = node.this.this if isinstance(node.this, exp.Paren) else None
    if isinstance(right, exp.Identifier) and isinstance(row, exp.Column) and row.args.get("table") is None:
        return Column(text_of(right), text_of(row.this), r.place(row))  # (t).org_id
    if isinstance(right, exp.Func) and isinstance(node.this, exp.Identifier):
        if isinstance(right, exp.Anonymous):
            return anonymous(r, right, text_of(node.this) + ".")
        read = call(r, right)
        if isinstance(read, Call):
            return Call(
                f"{text_of(node.this)}.{read.name}", read.args, read.star, read.distinct, read.filter, read.order
            )
    return Call(".", parts(r, node))


def operator(r: Reader, node: exp.Expr) -> Expr:
    """``a OPERATOR(pg_catalog.=) b``"""
    spelled = str(node.args["operator"])
    left, right = r.expression(node.this), r.expression(node.args["expression"])
    plain = spelled.removeprefix("pg_catalog.")
    if plain in ("=", "<>", "<", ">", "<=", ">=") and spelled != plain:
        return Compare(plain, left, right)
    return Call(f"operator {spelled}", (left, right))


def json_table(r: Reader, node: exp.Expr) -> Expr:
    """What it reads is its document; paths and column types are constants."""
    only(node, "this", "path", "schema", "error_handling", "empty_handling")
    return Call("json_table", (r.expression(node.this),))


def filtered(r: Reader, node: exp.Expr) -> Expr:
    read = r.expression(node.this)
    if not isinstance(read, Call) or read.filter is not None:
        raise Unreadable("FILTER")
    where = r.expression(node.args["expression"].this)
    return Call(read.name, read.args, read.star, read.distinct, where, read.order, read.over, read.place)


def windowed(r: Reader, node: exp.Expr) -> Expr:
    only(node, "this", "partition_by", "order", "spec", "alias", "over")
    read = r.expression(node.this)
    if not isinstance(read, Call):
        raise Unreadable("OVER")
    select = node.find_ancestor(exp.Select)
    named = {text_of(w.this): w for w in (select.args.get("windows") or [])} if select is not None else {}
    return Call(
        read.name, read.args, read.star, read.distinct, read.filter, read.order, over(r, node, named), read.place
    )


def within_group(r: Reader, node: exp.Expr) -> Expr:
    read = r.expression(node.this)
    if not isinstance(read, Call):
        raise Unreadable("WITHIN GROUP")
    order = sorts(r, node.args["expression"])
    return Call(read.name, read.args, read.star, read.distinct, read.filter, order)


def call(r: Reader, node: exp.Expr) -> Expr:
    """A function or operator: its name as PostgreSQL spells it, and every part of it."""
    name = OPERATORS.get(type(node)) or function_name(node)
    distinct = False
    order: tuple[Sort, ...] = ()
    args: list[Expr] = []
    star = False
    for child in node.iter_expressions():
        inner: exp.Expr = child
        while isinstance(inner, (exp.Distinct, exp.Order)):
            if isinstance(inner, exp.Distinct):
                distinct = True
                if inner.args.get("on") is not None:
                    raise Unreadable("DISTINCT ON in a call")
                args += [r.expression(entry) for entry in inner.expressions[:-1]]
                inner = inner.expressions[-1]
            else:
                order = sorts(r, inner)
                if inner.this is None:
                    break
                inner = inner.this
        if isinstance(inner, exp.Star):
            star = True
        elif not isinstance(inner, (*LEAVES, exp.Order)):
            args.append(r.expression(inner))
    return Call(name, tuple(args), star, distinct, order=order)
