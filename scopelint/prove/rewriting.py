"""Predicates in forms that say more: what is true exactly when a predicate is true, NULL counting as false.

``(org_id = :org) = true``, ``coalesce(org_id = :org, false)`` and ``CASE WHEN org_id = :org THEN true ELSE false END``
all are ``org_id = :org`` where a row passes only if the predicate is true.
"""

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
    Literal,
    Not,
    Opaque,
    Or,
    Quantified,
    QuantifiedQuery,
    ScalarQuery,
    Select,
    Setting,
)
from scopelint.prove.pushdown import aggregates
from scopelint.prove.show import inside

_PREDICATES = (And, Or, Not, Compare, In, InQuery, IsNull, Exists, Quantified, QuantifiedQuery, Case)
_SUBQUERIES = (InQuery, Exists, QuantifiedQuery, ScalarQuery)
_ORDER = {"=", "<>", "<", ">", "<=", ">="}


def truth(expr: Expr) -> Expr:
    """A predicate that is true in the same rows, one step plainer; ``expr`` itself if there is none."""
    match expr:
        case Compare(op=op, left=left, right=right) if op in _ORDER:
            return _compared(expr, op, left, right)
        case Call(name="is true", args=(inner,)):
            return inner
        case Call(name="is false", args=(inner,)):
            return Not(inner)
        case Call(name="coalesce", args=(first, *rest)) if all(_is_untrue(part) for part in rest):
            return first
        case Not(item=item):
            return _negated(item, expr)
        case ScalarQuery(query=Select(items=(item,), source=None, where=where) as block) if (
            block == Select((item,), where=where, place=block.place) and not expr.array and not aggregates(block)
        ):
            return item.expr if where is None else And((where, item.expr))
        case Cast(operand=operand, type="boolean" | "bool"):
            return operand if isinstance(operand, _PREDICATES) else expr
        case Case() if not any(holds_query(condition) for condition, _ in expr.whens):
            return _by_cases(expr)
    return expr


def _negated(item: Expr, whole: Expr) -> Expr:
    match item:
        case Not(item=inner):
            return inner
        case Call(name="is not true", args=(inner,)):
            return inner
        case Call(name="is not false", args=(inner,)):
            return Not(inner)
        case Quantified(op="<>", quantifier="all"):
            return Quantified("=", "any", item.left, item.right, item.place)
        case Compare(op=op, left=Literal(), right=Literal()) if op in _ORDER:
            folded = truth(item)
            return Literal(not folded.value) if isinstance(folded, Literal) and folded.value is not None else whole
    return whole


def _compared(expr: Compare, op: str, left: Expr, right: Expr) -> Expr:
    """Comparisons with TRUE and FALSE, of constants, and of a CASE."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return _folded(expr, left.value, right.value)
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Literal) and isinstance(side.value, bool) and isinstance(other, _PREDICATES):
            if op in ("=", "<>"):
                return other if side.value is (op == "=") else Not(other)
        elif isinstance(side, Case) and not holds_query(other):
            whens = tuple((condition, _with(expr, value, side is left)) for condition, value in side.whens)
            otherwise = _with(expr, side.otherwise, side is left) if side.otherwise is not None else None
            return Case(whens, otherwise)
    return expr


def _with(expr: Compare, value: Expr, on_left: bool) -> Expr:
    made = (
        Compare(expr.op, value, expr.right, expr.place) if on_left else Compare(expr.op, expr.left, value, expr.place)
    )
    return truth(made) if isinstance(value, Literal) else made


def _folded(expr: Compare, left: object, right: object) -> Expr:
    if left is None or right is None:
        return Literal(None)
    if type(left) is not type(right):
        return expr
    if expr.op in ("=", "<>"):
        return Literal((left == right) is (expr.op == "="))
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        holds = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
        return Literal(holds[expr.op])
    return expr  # the order of strings is the collation's


def by_coalesce(expr: Compare) -> tuple[Expr, Expr] | None:
    """``x = coalesce(:v, y)``, where ``y`` is no value: it is ``x = :v``, or ``:v`` is NULL and ``x = y``."""
    for one, other in ((expr.left, expr.right), (expr.right, expr.left)):
        match other:
            case Call(name="coalesce", args=(Bound() | Setting() as first, second, *rest)) if not (
                holds_query(one) or holds_query(other)
            ) and any(isinstance(part, Column) for part in inside(other)):
                left = Call("coalesce", (second, *rest)) if rest else second
                return Compare("=", one, first, expr.place), And((IsNull(first), Compare("=", one, left, expr.place)))
    return None


def _by_cases(expr: Case) -> Expr:
    """Some arm was taken and its value is true. That the arms before it were not is left unsaid."""
    arms: list[Expr] = []
    for condition, value in expr.whens:
        if not _is_untrue(value):
            arms.append(condition if value == Literal(True) else And((condition, value)))
    if expr.otherwise is not None and not _is_untrue(expr.otherwise):
        arms.append(expr.otherwise)
    return Or(tuple(arms))


def _is_untrue(expr: Expr) -> bool:
    return isinstance(expr, Literal) and (expr.value is None or expr.value is False)


def holds_query(expr: Expr) -> bool:
    """Whether a subquery, or something that could not be read, stands in the expression."""
    return any(isinstance(part, (*_SUBQUERIES, Opaque)) for part in inside(expr))


def flat_or(expr: Or) -> tuple[Expr, ...]:
    """The arms of an OR and of those in it."""
    result: list[Expr] = []
    for item in expr.items:
        result += flat_or(item) if isinstance(item, Or) else [item]
    return tuple(result)
