"""Scalar expressions of sqlglot's tree as ours."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from typing import Literal as OneOf

from sqlglot import exp

from scopelint.model.node import Place
from scopelint.model.relation import (
    And,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Compare,
    Exists,
    Expr,
    In,
    InQuery,
    IsNull,
    Item,
    Literal,
    Not,
    Opaque,
    Or,
    Quantified,
    QuantifiedQuery,
    RowValue,
    ScalarQuery,
    Star,
)
from scopelint.sql import calls
from scopelint.sql.reader import Reader, Unreadable, only, text_of
from scopelint.sql.text import HOLE

QUERIES = (exp.Select, exp.SetOperation, exp.Values, exp.Subquery)
COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "is not distinct from",
    exp.NullSafeNEQ: "is distinct from",
    exp.RegexpLike: "~",
    exp.RegexpILike: "~*",
    exp.SimilarTo: "similar to",
}
LIKES: dict[type[exp.Expr], str] = {exp.Like: "like", exp.ILike: "ilike"}


def expression(r: Reader, node: exp.Expr) -> Expr:
    """One scalar expression. Forms not known keep their parts under a Call, so that no subquery is lost."""
    if node.args.get("negate") and not isinstance(node, (exp.Is, exp.Like, exp.ILike)):
        raise Unreadable(f"a negated {type(node).__name__.lower()}")
    for kind in type(node).__mro__:
        read = _READ.get(kind)
        if read is not None:
            return read(r, node)
    if isinstance(node, QUERIES):
        return ScalarQuery(r.query(node))
    if isinstance(node, (exp.Connector, exp.Unary)) and type(node) not in calls.OPERATORS:
        raise Unreadable(type(node).__name__)
    return calls.call(r, node)


def item(r: Reader, node: exp.Expr) -> Item:
    """One output column with its name as PostgreSQL gives it."""
    if isinstance(node, exp.Alias):
        return Item(expression(r, node.this), text_of(node.args["alias"]))
    if isinstance(node, exp.Aliases):
        raise Unreadable("several aliases")
    value = expression(r, node)
    return Item(value, _implied_name(value))


def _implied_name(value: Expr) -> str | None:
    if isinstance(value, Column):
        return value.name
    if isinstance(value, Call):
        return value.name.rsplit(".", 1)[-1]
    if isinstance(value, Cast):
        return _implied_name(value.operand)
    return None


def _column(r: Reader, node: exp.Expr) -> Expr:
    source = node.args.get("table")
    if isinstance(node.this, exp.Star):
        return Star(text_of(source) if source is not None else None)
    name = text_of(node.this)
    if HOLE.search(name) or (source is not None and HOLE.search(text_of(source))):
        return Opaque("hole", r.place(node))
    schema = node.args.get("db")
    if node.args.get("join_mark"):
        raise Unreadable("join mark")
    return Column(name, _qualified(schema, source) if source is not None else None, r.place(node))


def _qualified(schema: Any, name: Any) -> str:
    return f"{text_of(schema)}.{text_of(name)}" if schema is not None else text_of(name)


def _literal(r: Reader, node: exp.Expr) -> Expr:
    text = str(node.this)
    if HOLE.search(text):
        return Opaque("hole")
    if node.args.get("is_string"):
        return Literal(text)
    try:
        return Literal(int(text))
    except ValueError:
        pass
    try:
        number, exact = float(text), Decimal(text)
    except (ValueError, InvalidOperation):
        return Literal(text)
    # numeric is exact: where a float is not, two numbers that differ would be taken for one
    return Literal(number) if Decimal(repr(number)) == exact else Call("numeric", (Literal(text),))


def _negative(r: Reader, node: exp.Expr) -> Expr:
    value = expression(r, node.this)
    if isinstance(value, Literal) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return Literal(-value.value)
    return Call("-", (value,))


def _compare(r: Reader, node: exp.Expr) -> Expr:
    op = COMPARISONS[type(node)]
    if isinstance(node, exp.NullSafeEQ) and "<=>" in r.statement.text:
        return Call(
            "<=>", calls.parts(r, node)
        )  # a distance, of which the tree says the same as of IS NOT DISTINCT FROM
    left, right = expression(r, node.this), node.args["expression"]
    place = r.place(*_ends(node))
    if (
        isinstance(right, exp.Anonymous)
        and str(right.this).lower() in ("all", "any", "some")
        and len(right.expressions) == 1
    ):
        quantifier = "all" if str(right.this).lower() == "all" else "any"
        listed = _many(expression(r, right.expressions[0]))
        return Quantified(op, quantifier, left, listed, place)  # type: ignore[arg-type]
    if isinstance(right, (exp.Any, exp.All)):
        return _quantified(r, op, left, right, place)
    if isinstance(node.this, (exp.Any, exp.All)):
        raise Unreadable("a quantifier on the left")
    return Compare(op, left, expression(r, right), place)


def _quantified(r: Reader, op: str, left: Expr, right: exp.Expr, place: Place | None) -> Expr:
    """``left op ANY (right)``, ``left op ALL (right)``"""
    quantifier: OneOf["any", "all"] = "any" if isinstance(right, exp.Any) else "all"
    array = right.this.unnest() if isinstance(right.this, exp.Paren) else right.this
    if isinstance(array, QUERIES):
        if op == "=" and quantifier == "any":
            return InQuery(left, r.query(array), place=place)
        return QuantifiedQuery(op, quantifier, left, r.query(array), place)
    return Quantified(op, quantifier, left, _many(expression(r, array)), place)


def _ends(node: exp.Expr) -> tuple[exp.Expr, ...]:
    sides = (node.this, node.args.get("expression"))
    return tuple(side for side in sides if isinstance(side, exp.Column))


def _many(value: Expr) -> Expr:
    """A parameter that stands where a list must."""
    if isinstance(value, Bound):
        return Bound(value.key, value.name, value.origin, True, value.may_be_none, False, value.positional)
    if isinstance(value, Cast):
        return Cast(_many(value.operand), value.type)
    return value


def _in(r: Reader, node: exp.Expr) -> Expr:
    only(node, "this", "expressions", "query", "field")
    operand, place = expression(r, node.this), r.place(node.this if isinstance(node.this, exp.Column) else None)
    if node.args.get("query") is not None:
        return InQuery(operand, r.query(node.args["query"]), place=place)
    if node.args.get("field") is not None:
        return In(operand, (_many(expression(r, node.args["field"])),), place=place)
    listed = node.expressions
    if len(listed) == 1 and isinstance(listed[0], (exp.Select, exp.SetOperation, exp.Subquery)):
        return InQuery(operand, r.query(listed[0]), place=place)
    return In(operand, tuple(expression(r, entry) for entry in listed), place=place)


def _not(r: Reader, node: exp.Expr) -> Expr:
    inner = node.this
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if isinstance(inner, exp.Is) and not inner.args.get("negate"):
        value = inner.args["expression"]
        if isinstance(value, exp.Null):
            return IsNull(expression(r, inner.this), True, r.place(*_ends(inner)))
        if isinstance(value, exp.Boolean):
            return Call(f"is not {str(bool(value.this)).lower()}", (expression(r, inner.this),))
    read = expression(r, inner)
    if isinstance(read, In):
        return In(read.operand, read.items, not read.negated, read.place)
    if isinstance(read, InQuery):
        return InQuery(read.operand, read.query, not read.negated, read.place)
    if isinstance(read, Exists):
        return Exists(read.query, not read.negated, read.place)
    return Not(read)


def _is(r: Reader, node: exp.Expr) -> Expr:
    value = node.args["expression"]
    negated = bool(node.args.get("negate"))
    if isinstance(value, exp.Null):
        return IsNull(expression(r, node.this), negated, r.place(*_ends(node)))
    if isinstance(value, exp.JSON):
        return Call("is json", (expression(r, node.this),))
    if negated:
        raise Unreadable("IS NOT")
    if isinstance(value, exp.Boolean):
        return Call(f"is {str(bool(value.this)).lower()}", (expression(r, node.this),))
    return Call("is", calls.parts(r, node))


def _like(r: Reader, node: exp.Expr) -> Expr:
    op = ("not " if node.args.get("negate") else "") + LIKES[type(node)]
    right = node.args["expression"]
    if isinstance(right, (exp.Any, exp.All)):
        return _quantified(r, op, expression(r, node.this), right, r.place(*_ends(node)))
    return Compare(op, expression(r, node.this), expression(r, right), r.place(*_ends(node)))


def _between(r: Reader, node: exp.Expr) -> Expr:
    if node.args.get("symmetric"):
        return Call("between symmetric", calls.parts(r, node))
    low, high = (expression(r, node.args[key]) for key in ("low", "high"))
    operand = expression(r, node.this)
    return And((Compare(">=", operand, low), Compare("<=", operand, high)))


def _case(r: Reader, node: exp.Expr) -> Expr:
    subject = node.args.get("this")
    whens = []
    for arm in node.args.get("ifs") or []:
        condition = expression(r, arm.this)
        if subject is not None:
            condition = Compare("=", expression(r, subject), condition)
        whens.append((condition, expression(r, arm.args["true"])))
    default = node.args.get("default")
    return Case(tuple(whens), expression(r, default) if default is not None else None)


def _cast(r: Reader, node: exp.Expr) -> Expr:
    only(node, "this", "to", "_type", "safe", "is_string")
    operand, kind = expression(r, node.this), node.args["to"]
    inner = kind.expressions
    name = kind.sql(dialect="postgres").lower()
    if isinstance(operand, Bound) and (name.endswith("[]") or (inner and str(kind.this) == "DType.ARRAY")):
        operand = _many(operand)
    return Cast(operand, name)


def _exists(r: Reader, node: exp.Expr) -> Expr:
    return Exists(r.query(node.this))


def _array(r: Reader, node: exp.Expr) -> Expr:
    if len(node.expressions) == 1 and isinstance(node.expressions[0], QUERIES):
        return ScalarQuery(r.query(node.expressions[0]), True)
    return RowValue(tuple(expression(r, entry) for entry in node.expressions), True)


def _row(r: Reader, node: exp.Expr) -> Expr:
    return RowValue(tuple(expression(r, entry) for entry in node.expressions))


def _flat(make: Callable[[tuple[Expr, ...]], Expr]) -> Callable[[Reader, exp.Expr], Expr]:
    def read(r: Reader, node: exp.Expr) -> Expr:
        return make(tuple(expression(r, part) for part in node.flatten()))

    return read


def _placeholder(r: Reader, node: exp.Expr) -> Expr:
    if not node.this:
        raise Unreadable("placeholder")
    return r.bound(str(node.this))


def _star(r: Reader, node: exp.Expr) -> Expr:
    only(node)
    return Star()


_READ: dict[type[exp.Expr], Callable[[Reader, Any], Expr]] = {
    exp.Column: _column,
    exp.Identifier: lambda r, n: Opaque("hole") if HOLE.search(n.name) else Column(text_of(n), None, r.place(n)),
    exp.Star: _star,
    exp.Placeholder: _placeholder,
    exp.Parameter: lambda r, n: Opaque("parameter"),
    exp.Literal: _literal,
    exp.Neg: _negative,
    exp.Boolean: lambda r, n: Literal(bool(n.this)),
    exp.Null: lambda r, n: Literal(None),
    exp.Paren: lambda r, n: expression(r, n.this),
    exp.And: _flat(lambda items: And(items)),
    exp.Or: _flat(lambda items: Or(items)),
    exp.Not: _not,
    exp.In: _in,
    exp.Is: _is,
    exp.Between: _between,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Exists: _exists,
    exp.Array: _array,
    exp.Tuple: _row,
    exp.Anonymous: calls.anonymous,
    exp.Dot: calls.dot,
    exp.Operator: calls.operator,
    exp.JSONTable: calls.json_table,
    exp.Kwarg: calls.by_name,
    exp.PropertyEQ: calls.by_name,
    exp.Filter: calls.filtered,
    exp.Window: calls.windowed,
    exp.WithinGroup: calls.within_group,
    **dict.fromkeys(COMPARISONS, _compare),
    **dict.fromkeys(LIKES, _like),
}
