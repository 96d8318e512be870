"""SQLAlchemy's own functions on columns: and_, or_, case, cast, exists, literal, bindparam ..."""

from typing import TYPE_CHECKING

from scopelint.evaluate import containers, lower_text
from scopelint.evaluate.clauses import all_of, any_arm, type_name
from scopelint.evaluate.relationships import parent_condition
from scopelint.evaluate.values import CallResult, Sequence, constant_text
from scopelint.model import relation as rel
from scopelint.model.relation import Expr

if TYPE_CHECKING:
    from scopelint.evaluate.lower_expressions import Expressions
    from scopelint.evaluate.lowering import FromScope


def library_call(expressions: "Expressions", name: str, value: CallResult, scope: "FromScope") -> Expr:
    """A call of a SQLAlchemy function that is no ``func.name``."""
    match name:
        case "and_" | "or_":
            items = tuple(expressions.predicates(value.arguments, scope))
            return all_of(list(items)) or rel.TRUE if name == "and_" else any_arm(items, value.place)
        case "not_":
            return rel.Not(expressions.predicate(value.arguments[0].value, scope), value.place)
        case "true" | "false":
            return rel.TRUE if name == "true" else rel.FALSE
        case "null":
            return rel.Literal(None)
        case "text" | "literal_column":
            text = lower_text.whole(expressions.lowering, value.arguments[0].value) if value.arguments else None
            if text is None:
                return rel.Opaque(lower_text.RUN_TIME, value.place)
            return lower_text.fragment(expressions.lowering, text)
        case "literal" | "bindparam" | "type_coerce" | "col" | "collate" | "asc" | "desc" | "nullslast" | "nulls_last":
            return _literal(expressions, name, value, scope)
        case "cast" | "try_cast":
            inner = expressions.expression(value.arguments[0].value, scope)
            return rel.Cast(inner, type_name(value.arguments[1].value) if len(value.arguments) > 1 else "")
        case "tuple_":
            return rel.RowValue(expressions.arguments(value.arguments, scope))
        case "between":
            column, low, high = expressions.arguments(value.arguments, scope)[:3]
            return rel.And((rel.Compare(">=", column, low), rel.Compare("<=", column, high)))
        case "case":
            return _case(expressions, value, scope)
        case "exists" | "select":
            return (
                expressions.exists(value, scope)
                if name == "exists"
                else rel.ScalarQuery(expressions.selects.query(value, scope))
            )
        case "distinct":
            return expressions.expression(value.arguments[0].value, scope)
        case "any_" | "all_":
            return rel.Call(name.rstrip("_"), expressions.arguments(value.arguments, scope))
        case "array":
            content = (
                containers.items(expressions.lowering.resolve(value.arguments[0].value)) if value.arguments else None
            )
            if content is None:
                return rel.Call(name, expressions.arguments(value.arguments, scope), place=value.place)
            return rel.RowValue(tuple(expressions.operand(item, scope) for item in content), array=True)
        case "with_parent":
            return parent_condition(expressions.selects, value, scope)
        case "extract" | "nullif" | "coalesce" | "aggregate_order_by":
            return rel.Call(name, expressions.arguments(value.arguments, scope), place=value.place)
    return rel.Call(name.lower(), expressions.arguments(value.arguments, scope), place=value.place)


def _literal(expressions: "Expressions", name: str, value: CallResult, scope: "FromScope") -> Expr:
    if not value.arguments:
        return rel.Opaque(name)
    if name == "bindparam":
        key = constant_text(value.arguments[0].value) or "parameter"
        for argument in value.arguments[1:]:
            if argument.keyword in (None, "value"):
                return expressions.expression(argument.value, scope)
        return rel.Bound(f"param:{key}", key)
    return expressions.expression(value.arguments[0].value, scope)


def _case(expressions: "Expressions", value: CallResult, scope: "FromScope") -> Expr:
    whens: list[tuple[Expr, Expr]] = []
    otherwise: Expr | None = None
    for argument in value.arguments:
        item = expressions.lowering.resolve(argument.value)
        if argument.keyword == "else_":
            otherwise = expressions.expression(item, scope)
        elif isinstance(item, Sequence) and len(item.items) == 2:
            whens.append((expressions.predicate(item.items[0], scope), expressions.expression(item.items[1], scope)))
        else:
            whens.append((rel.Opaque("a CASE arm"), rel.Opaque("a CASE arm")))
    return rel.Case(tuple(whens), otherwise)
