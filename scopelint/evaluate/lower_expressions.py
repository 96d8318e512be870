"""SQLAlchemy expressions to scalar expressions of a relation."""

from typing import TYPE_CHECKING

import msgspec

from scopelint.evaluate import containers, lower_text, terms
from scopelint.evaluate.clauses import any_arm, type_name
from scopelint.evaluate.conjuncts import Conjuncts
from scopelint.evaluate.lower_functions import library_call
from scopelint.evaluate.relationships import (
    related_exists,
    relationship_comparison,
    relationship_of,
)
from scopelint.evaluate.sqlalchemy_names import COMPARISONS, PATTERNS, TRANSPARENT, is_function, library_name
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    Each,
    Index,
    Mapping,
    MethodCall,
    Operation,
    Sequence,
    Spread,
    TableObject,
    Term,
    Text,
    constant_text,
)
from scopelint.model import relation as rel
from scopelint.model.node import Place
from scopelint.model.relation import Expr

if TYPE_CHECKING:
    from scopelint.evaluate.lower_select import Selects
    from scopelint.evaluate.lowering import FromScope, Lowering


class Expressions(Conjuncts):
    """Reads expressions in the FROM scope of one SELECT (or the target's, in a write)."""

    def __init__(self, lowering: "Lowering", selects: "Selects") -> None:
        super().__init__(lowering)
        self.selects = selects

    # ------------------------------------------------------------ doors

    def predicate(self, value: Term, scope: "FromScope") -> Expr:
        """A condition given to where, filter, on, having."""
        value = self.lowering.resolve(value)
        if isinstance(value, Const):
            if value.value is True:
                return rel.TRUE
            if value.value in (False, None):
                return rel.FALSE
            text = constant_text(value)
            if text is not None:
                return lower_text.fragment(self.lowering, text)
        found = self.expression(value, scope)
        if isinstance(found, rel.Opaque) and found.reason == lower_text.RUN_TIME:
            # No conjunct: SQLAlchemy puts no parentheses around text, so it may begin with OR.
            self.lowering.dynamic = found.reason
        return found

    def predicates(self, arguments: tuple[Argument, ...], scope: "FromScope") -> list[Expr]:
        """The conjuncts of ``where(...)``, splatted lists flattened."""
        values, order = self.flat(arguments)
        read = {id(value): self.predicate(value, scope) for value in order}
        return [read[id(value)] for value in values]

    # ------------------------------------------------------------ expressions

    def expression(self, value: Term, scope: "FromScope") -> Expr:
        """Any expression; a plain Python value becomes a bound parameter."""
        value = self.lowering.resolve(value)
        match value:
            case Const():
                return rel.Literal(value.value)
            case Operation():
                return self._operation(value, scope)
            case Attr() | Index():
                return self._column(value, scope)
            case CallResult():
                return self._call(value, scope)
            case MethodCall():
                return self._method(value, scope)
            case Sequence(items=items):
                return rel.RowValue(
                    tuple(self.expression(item, scope) for item in items if not isinstance(item, Spread | Each))
                )
            case Class() | TableObject():
                self.selects.reference(value, scope)
                return rel.Star(self.selects.alias_of(value))
            case Text():
                return rel.Bound(f"text#{self.lowering.key_number(value)}", "a string", "unknown")
        return self.lowering.bound(value)

    def is_sql(self, value: Term, depth: int = 8) -> bool:
        """Whether a term is a column expression rather than a Python value."""
        if depth == 0 or terms.is_loaded(value):
            return False
        match value:
            case Attr(base=Class() as cls):
                return cls.id in self.lowering.program.mapped
            case Attr(base=TableObject()) | TableObject():
                return True
            case Attr(base=base) | Index(base=base):
                return self.selects.entity(base) is not None or self.is_sql(base, depth - 1)
            case Operation():
                return self.is_sql(value.left, depth - 1) or (
                    value.right is not None and self.is_sql(value.right, depth - 1)
                )
            case CallResult():
                name = library_name(value.function)
                if name is None and isinstance(value.function, MethodCall):
                    return self.is_sql(value.function, depth - 1)
                return name is not None
            case MethodCall():
                return self.lowering.heads.kind(value) is not None or self.is_sql(value.receiver, depth - 1)
            case Choice():
                return self.is_sql(value.then, depth - 1) or self.is_sql(value.otherwise, depth - 1)
        return False

    def _operation(self, value: Operation, scope: "FromScope") -> Expr:
        place = value.place
        if value.op in COMPARISONS and value.right is not None and self._is_idle(value):
            return rel.Compare(
                COMPARISONS[value.op], self.expression(value.left, scope), self.lowering.bound(value.right), place
            )
        right = None if value.right is None else self.lowering.resolve(value.right)
        left = self.lowering.resolve(value.left)
        if value.op in ("~", "not"):
            return rel.Not(self.predicate(left, scope), place)
        if right is None:
            return rel.Call(value.op, (self.expression(left, scope),), place=place)
        if value.op in ("&", "|") and (self.is_sql(left) or self.is_sql(right)):
            items = (self.predicate(left, scope), self.predicate(right, scope))
            return rel.And(items) if value.op == "&" else any_arm(items, place)
        if value.op in COMPARISONS:
            if not self.is_sql(left) and not self.is_sql(right):
                return self._python_test(value)
            if not self.is_sql(left):
                left, right = right, left
                swapped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(value.op, value.op)
            else:
                swapped = value.op
            return self.compare(swapped, left, right, scope, place)
        if not self.is_sql(left) and not self.is_sql(right):
            return self.lowering.bound(value)
        return rel.Call(value.op, (self.expression(left, scope), self.expression(right, scope)), place=place)

    def _is_idle(self, value: Operation) -> bool:
        """A column compared with one of several Python values that cannot confine: which one does not matter."""
        return (
            isinstance(value.right, Choice)
            and not self.lowering.relevant(value)
            and not self.is_sql(value.right)
            and self.is_sql(value.left)
        )

    def _python_test(self, value: Operation) -> Expr:
        """A Python comparison of Python values inside ``where``: a constant known only at run time."""
        self.lowering.partial = True
        return rel.Opaque(f"the Python value {terms.describe(value)}", value.place)

    def compare(self, op: str, left: Term, right: Term, scope: "FromScope", place: Place | None) -> Expr:
        """``column == value`` and its kin, with None and relationships understood."""
        related = relationship_of(self.selects, left)
        if related is not None:
            return relationship_comparison(self.selects, op, left, related, right, scope, place)
        first = self.expression(left, scope)
        if _is_null(right):
            return rel.IsNull(first, op == "!=", place)
        quantified = _quantified(right)
        if quantified is not None:
            return self._against(COMPARISONS[op], first, *quantified, scope, place)
        second = self.operand(right, scope)
        return rel.Compare(COMPARISONS[op], first, second, place)

    def _against(
        self, op: str, left: Expr, quantifier: str, right: Term, scope: "FromScope", place: Place | None
    ) -> Expr:
        """``column == any_(array or query)``"""
        right = self.lowering.resolve(right)
        if self.lowering.heads.kind(right) not in (None, "text"):
            query = self.selects.query(right, scope)
            if (op, quantifier) == ("=", "any"):
                return rel.InQuery(left, query, place=place)
            return rel.QuantifiedQuery(op, quantifier, left, query, place)  # type: ignore[arg-type]  # any or all
        array = self.expression(right, scope)
        if isinstance(array, rel.Bound):
            array = msgspec.structs.replace(array, many=True)
        elif isinstance(array, rel.Cast) and isinstance(array.operand, rel.Bound):
            array = msgspec.structs.replace(array, operand=msgspec.structs.replace(array.operand, many=True))
        return rel.Quantified(op, quantifier, left, array, place)  # type: ignore[arg-type]  # any or all

    def operand(self, value: Term, scope: "FromScope") -> Expr:
        """An expression, a query as its scalar."""
        value = self.lowering.resolve(value)
        if self.lowering.heads.kind(value) not in (None, "text"):
            return rel.ScalarQuery(self.selects.query(value, scope))
        return self.expression(value, scope)

    def _column(self, value: Attr | Index, scope: "FromScope") -> Expr:
        base = self.lowering.resolve(value.base)
        name = value.name if isinstance(value, Attr) else constant_text(value.index)
        if isinstance(base, Attr) and base.name == "excluded" and name is not None:
            return rel.Column(name, "excluded")  # the row that ON CONFLICT turned away
        if isinstance(base, Attr) and base.name in ("c", "columns", "exported_columns"):
            base = self.lowering.resolve(base.base)
        elif isinstance(base, TableObject) and name in ("c", "columns"):
            return rel.Star(self.selects.alias_of(base))
        entity = self.selects.entity(base)
        if entity is None:
            if self.is_sql(base):
                return rel.Call("subscript", (self.expression(base, scope), rel.Literal(name)))
            return self.lowering.bound(value)
        self.selects.reference(base, scope)
        if name is None:
            return rel.Opaque("a computed column name")
        return self.selects.column(base, name)

    def _call(self, value: CallResult, scope: "FromScope") -> Expr:
        function = value.function
        if isinstance(function, MethodCall):  # column.op("->>")("key")
            operands = (self.expression(function.receiver, scope), *self.arguments(value.arguments, scope))
            operator = constant_text(function.arguments[0].value) if function.arguments else None
            return (
                rel.Compare(operator or "?", operands[0], operands[1])
                if len(operands) == 2
                else rel.Call("op", operands)
            )
        name = library_name(function)
        if name is None:
            return self.lowering.bound(value)
        if is_function(function):
            arguments = self.arguments(value.arguments, scope)
            if name.lower() == "current_setting" and arguments and len(arguments) <= 2:
                setting = arguments[0]
                if isinstance(setting, rel.Literal) and isinstance(setting.value, str):
                    return rel.Setting(setting.value.lower(), arguments[1:] == (rel.Literal(True),))
            return rel.Call(name.lower(), arguments, place=value.place)
        return library_call(self, name, value, scope)

    def exists(self, value: Term, scope: "FromScope") -> Expr:
        """``exists()``, ``exists(select)``, ``select(...).exists()``."""
        return rel.Exists(
            self.selects.query(value, scope), place=value.place if isinstance(value, CallResult | MethodCall) else None
        )

    def _method(self, value: MethodCall, scope: "FromScope") -> Expr:
        kind = self.lowering.heads.kind(value)
        if kind == "text":  # text("...").label("x")
            return self.expression(value.receiver, scope)
        if kind is not None:
            if value.name == "exists" or kind == "exists":
                return self.exists(value, scope)
            return rel.ScalarQuery(self.selects.query(value, scope))
        receiver = self.lowering.resolve(value.receiver)
        related = relationship_of(self.selects, receiver)
        if related is not None and value.name in ("any", "has", "contains", "is_", "is_not", "isnot", "in_"):
            return related_exists(self.selects, value, receiver, related, scope)
        if not self.is_sql(receiver):
            return self.lowering.bound(value)
        if value.name == "over":
            inner = self.expression(receiver, scope)
            return self._over(inner, value, scope)
        return self._column_method(value, receiver, scope)

    def _over(self, inner: Expr, value: MethodCall, scope: "FromScope") -> Expr:
        partition: tuple[Expr, ...] = ()
        for argument in value.arguments:
            if argument.keyword == "partition_by":
                item = self.lowering.resolve(argument.value)
                many = item.items if isinstance(item, Sequence) else (item,)
                partition = tuple(self.expression(each, scope) for each in many)
        if isinstance(inner, rel.Call):
            return rel.Call(
                inner.name,
                inner.args,
                inner.star,
                inner.distinct,
                inner.filter,
                inner.order,
                rel.Over(partition),
                inner.place,
            )
        return rel.Call("window", (inner,), over=rel.Over(partition))

    def _column_method(self, value: MethodCall, receiver: Term, scope: "FromScope") -> Expr:
        column = self.expression(receiver, scope)
        arguments = [self.lowering.resolve(a.value) for a in value.arguments if a.keyword is None and not a.star]
        place = value.place
        match value.name:
            case "in_" | "not_in" | "notin_" | "notin" if arguments:
                return self._in(column, arguments[0], value.name != "in_", scope, place)
            case "is_" | "is_not" | "isnot" if arguments:
                negated = value.name != "is_"
                if _is_null(arguments[0]):
                    return rel.IsNull(column, negated, place)
                test = rel.Compare("is not distinct from", column, self.expression(arguments[0], scope), place)
                return rel.Not(test) if negated else test
            case "is_distinct_from" | "is_not_distinct_from" | "isnot_distinct_from" if arguments:
                op = "is distinct from" if value.name == "is_distinct_from" else "is not distinct from"
                return rel.Compare(op, column, self.expression(arguments[0], scope), place)
            case "between" if len(arguments) >= 2:
                low, high = (self.expression(a, scope) for a in arguments[:2])
                return rel.And((rel.Compare(">=", column, low), rel.Compare("<=", column, high)))
            case "cast" if arguments:
                return rel.Cast(column, type_name(arguments[0]))
            case "filter" if arguments and isinstance(column, rel.Call):
                condition = rel.And(tuple(self.predicates(value.arguments, scope)))
                return rel.Call(
                    column.name, column.args, column.star, column.distinct, condition, column.order, column.over, place
                )
            case name if name in PATTERNS and arguments:
                return rel.Compare(PATTERNS[name], column, self.expression(arguments[0], scope), place)
            case name if name in TRANSPARENT:
                return column
        return rel.Call(value.name.lower(), (column, *(self.expression(a, scope) for a in arguments)), place=place)

    def _in(self, column: Expr, right: Term, negated: bool, scope: "FromScope", place: Place | None) -> Expr:
        if self.lowering.heads.kind(right) is not None:
            return rel.InQuery(column, self.selects.query(right, scope), negated, place)
        known = containers.items(right)
        if known == () or any(terms.is_iterated(item) for item in known or ()):
            # an empty list on one path says nothing of what the list is for; an item of a loop is not the only one
            return rel.In(column, (self.lowering.bound(right, many=True),), negated, place)
        if known is not None and not isinstance(right, Mapping):
            return rel.In(column, tuple(self.expression(item, scope) for item in known), negated, place)
        if self.selects.entity(right) is not None:
            return rel.InQuery(column, self.selects.query(right, scope), negated, place)
        return rel.In(column, (self.lowering.bound(right, many=True),), negated, place)

    def arguments(self, arguments: tuple[Argument, ...], scope: "FromScope") -> tuple[Expr, ...]:
        """The positional arguments of a function."""
        found: list[Expr] = []
        for argument in arguments:
            if argument.keyword is not None:
                continue
            if argument.star:
                found.append(rel.Opaque("splatted arguments"))
                continue
            found.append(self.operand(argument.value, scope))
        return tuple(found)


def _is_null(value: Term) -> bool:
    """``None``, or ``null()``."""
    if isinstance(value, CallResult):
        return library_name(value.function) == "null"
    return isinstance(value, Const) and value.value is None


def _quantified(value: Term) -> tuple[str, Term] | None:
    """The quantifier and operand of ``any_(x)``, ``all_(x)``, ``x.any_()``."""
    if isinstance(value, CallResult) and library_name(value.function) in ("any_", "all_") and value.arguments:
        return str(library_name(value.function)).rstrip("_"), value.arguments[0].value
    if isinstance(value, MethodCall) and value.name in ("any_", "all_") and not value.arguments:
        return value.name.rstrip("_"), value.receiver
    return None
