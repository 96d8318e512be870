"""What an expression comes to when session settings are bound, never set, or empty: three-valued, errors included.

After SET LOCAL and COMMIT, or RESET, a custom setting is '' on the same connection, not NULL: both states are tried.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal as OneOf
from typing import cast

import msgspec

from scopelint.model.node import Node, parts, rebuilt
from scopelint.model.relation import (
    And,
    Call,
    Case,
    Cast,
    Compare,
    Exists,
    Expr,
    In,
    InQuery,
    IsNull,
    Literal,
    Not,
    Or,
    Quantified,
    Query,
    RowValue,
    ScalarQuery,
    Select,
    Setting,
)

State = OneOf["bound", "missing", "empty", "other"]
"""``other``: set, to something that no expression compares it with."""
OTHER = "%other%"
TRUE, FALSE, NULL = Literal(True), Literal(False), Literal(None)
_RAISES = "%raises"
TEXTUAL = frozenset(["text", "varchar", "character varying", "char", "character", "bpchar", "name", "citext"])
_STRICT = frozenset(
    ["lower", "upper", "trim", "btrim", "ltrim", "rtrim", "string_to_array", "md5", "length", "substring", "split_part"]
) | {"->", "->>", "#>", "#>>", "regexp_replace", "replace", "convert_to", "jsonb_extract_path_text", "||"}
_YES, _NO = frozenset(["true", "t", "yes", "y", "on", "1"]), frozenset(["false", "f", "no", "n", "off", "0"])
_ORDER: dict[str, Callable[[object, object], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


def is_custom(name: str) -> bool:
    """A setting that the application makes up has a dot in its name; any session may set it."""
    return "." in name


def settings_in(node: Node) -> Iterator[Setting]:
    """The custom settings that an expression reads, in order."""
    if isinstance(node, Setting) and is_custom(node.name):
        yield node
    for part in parts(node):
        yield from settings_in(part)


def error_in(node: Node) -> str | None:
    """Why evaluating a folded expression may raise, None if nothing in it does."""
    if isinstance(node, Call) and node.name == _RAISES:
        return str(cast(Literal, node.args[0]).value)
    return next((found for part in parts(node) if (found := error_in(part)) is not None), None)


def without_errors(expr: Expr) -> Expr:
    """Rows for which an expression raises are not returned."""

    def cured(node: Node) -> Node:
        return FALSE if isinstance(node, Call) and node.name == _RAISES else rebuilt(node, cured)

    return cast(Expr, cured(expr))


def renamed(expr: Expr, names: Mapping[str, str]) -> Expr:
    """The expression with settings of other names."""

    def change(node: Node) -> Node:
        if isinstance(node, Setting) and node.name in names:
            return msgspec.structs.replace(node, name=names[node.name])
        return rebuilt(node, change)

    return cast(Expr, change(expr))


def folded(expr: Expr, states: Mapping[str, State]) -> Expr:
    """``expr`` as a filter of rows where settings are in ``states``. A setting that is not listed stays as it is."""
    return _Folding(states).truth(expr)


class _Folding:
    def __init__(self, states: Mapping[str, State]) -> None:
        self.states = states

    # ------------------------------------------------------------ truth

    def truth(self, expr: Expr) -> Expr:
        """As a filter, where NULL counts as false. No conjunct or arm saves another from being evaluated: the planner does
        so to estimate how many rows pass. Only CASE and COALESCE do."""
        if isinstance(expr, And):
            kept = [item for item in map(self.truth, _flat(expr, And)) if item not in (TRUE, And(()))]
            if any(_is_false(item) for item in kept):
                kept = [*_failing(kept), FALSE]
            return TRUE if not kept else kept[0] if len(kept) == 1 else And(tuple(kept))
        if isinstance(expr, Or):
            kept = [item for item in map(self.truth, _flat(expr, Or)) if not _is_false(item)]
            if TRUE in kept:
                kept = [*_failing(kept), TRUE]
            return FALSE if not kept else kept[0] if len(kept) == 1 else Or(tuple(kept), expr.place)
        found = self.value(expr)
        return FALSE if found == NULL else found

    # ------------------------------------------------------------ values

    def value(self, expr: Expr) -> Expr:
        match expr:
            case Setting(name=name) if name in self.states:
                return self._setting(expr)
            case Cast():
                return self._cast(expr)
            case Compare():
                return self._compare(expr)
            case IsNull(operand=operand, negated=negated):
                return self._is_null(expr, self.value(operand), negated)
            case Not(item=item):
                inner = self.value(item)
                if _raises(inner) or inner == NULL:
                    return inner
                if isinstance(inner, Literal):
                    return _truth(not inner.value)
                if isinstance(inner, Compare) and inner.op in ("=", "<>"):
                    return msgspec.structs.replace(inner, op="<>" if inner.op == "=" else "=")
                return Not(inner, expr.place)
            case And():
                return self._three_valued(expr, And, FALSE, TRUE)
            case Or():
                return self._three_valued(expr, Or, TRUE, FALSE)
            case Case():
                return self._case(expr)
            case In():
                return self._in(expr)
            case Quantified():
                return self._quantified(expr)
            case ScalarQuery(array=False):
                return self._scalar(expr)
            case Exists(negated=negated):
                query = self.query(expr.query)
                return _truth(negated) if _empty(query) else msgspec.structs.replace(expr, query=query)
            case InQuery(negated=negated):
                operand, query = self.value(expr.operand), self.query(expr.query)
                if _empty(query):
                    return _truth(negated)
                return operand if _raises(operand) else msgspec.structs.replace(expr, operand=operand, query=query)
            case Call():
                return self._call(expr)
        return cast(Expr, rebuilt(expr, self._node))

    def _node(self, node: Node) -> Node:
        if isinstance(node, Select):
            return self.query(node)
        return self.value(cast(Expr, node)) if _is_expression(node) else rebuilt(node, self._node)

    def _setting(self, expr: Setting) -> Expr:
        state = self.states[expr.name]
        if state == "bound":
            return expr
        if state == "empty":
            return Literal("")
        if state == "other":
            return Literal(OTHER)
        if expr.missing_ok:
            return NULL
        return _raise(f"current_setting('{expr.name}') raises if it was never set (42704): it has no missing_ok")

    def _known(self, expr: Expr) -> bool:
        """Whether an expression is a bound setting, which is neither NULL nor empty."""
        while isinstance(expr, Cast):
            expr = expr.operand
        return isinstance(expr, Setting) and self.states.get(expr.name) == "bound"

    def _cast(self, expr: Cast) -> Expr:
        operand = self.value(expr.operand)
        if _raises(operand) or operand == NULL:
            return operand
        if not isinstance(operand, Literal) or not isinstance(operand.value, str):
            return msgspec.structs.replace(expr, operand=operand)
        kind = expr.type.partition("(")[0].strip().lower()
        if kind in TEXTUAL:
            return operand
        word = operand.value.strip().lower()
        if word == "":
            return _raise(f"an empty setting cannot be cast to {expr.type} (22P02): it is '' after RESET or COMMIT")
        if kind in ("bool", "boolean"):
            return _truth(word in _YES) if word in _YES | _NO else _raise(f"{operand.value!r} is no boolean (22P02)")
        return msgspec.structs.replace(expr, operand=operand)

    def _compare(self, expr: Compare) -> Expr:
        left, right = self.value(expr.left), self.value(expr.right)
        for side in (left, right):
            if _raises(side):
                return side
        distinct = {"is distinct from": True, "is not distinct from": False}.get(expr.op)
        if NULL in (left, right) and distinct is None:
            return NULL
        if isinstance(left, Literal) and isinstance(right, Literal):
            if distinct is not None:
                return _truth((left.value != right.value) is distinct)
            if expr.op in _ORDER and type(left.value) is type(right.value):
                return _truth(_ORDER[expr.op](left.value, right.value))
        if distinct is not None and NULL in (left, right):
            return self._is_null(IsNull(left, distinct), right if left == NULL else left, distinct)
        nothing = (NULL, Literal(""))
        if (self._known(left) and right in nothing) or (self._known(right) and left in nothing):
            if expr.op in ("<>", "is distinct from"):
                return TRUE
            if expr.op in ("=", "is not distinct from"):
                return FALSE
        return msgspec.structs.replace(expr, left=left, right=right)

    def _is_null(self, expr: IsNull, operand: Expr, negated: bool) -> Expr:
        if _raises(operand):
            return operand
        if isinstance(operand, Literal):
            return _truth((operand.value is None) != negated)
        return _truth(negated) if self._known(operand) else msgspec.structs.replace(expr, operand=operand)

    def _three_valued(self, expr: And | Or, kind: type[And] | type[Or], decides: Literal, neutral: Literal) -> Expr:
        kept = [item for item in map(self.value, expr.items) if item != neutral]
        if decides in kept:
            kept = [*_failing(kept), decides]
        if not kept:
            return neutral
        if all(item == NULL for item in kept):
            return NULL
        return kept[0] if len(kept) == 1 else kind(tuple(kept))

    def _case(self, expr: Case) -> Expr:
        kept: list[tuple[Expr, Expr]] = []
        otherwise = expr.otherwise if expr.otherwise is not None else NULL
        for condition, value in expr.whens:
            tried = self.truth(condition)
            if _raises(tried):
                return tried
            if _is_false(tried):
                continue
            if tried == TRUE:
                otherwise = value
                break
            kept.append((tried, self.value(value)))
        return Case(tuple(kept), self.value(otherwise)) if kept else self.value(otherwise)

    def _in(self, expr: In) -> Expr:
        operand, items = self.value(expr.operand), tuple(self.value(item) for item in expr.items)
        for side in (operand, *items):
            if _raises(side):
                return side
        if operand == NULL or all(item == NULL for item in items):
            return NULL
        if isinstance(operand, Literal) and all(isinstance(item, Literal) for item in items):
            if operand in items:
                return _truth(not expr.negated)
            return NULL if NULL in items else _truth(expr.negated)
        return msgspec.structs.replace(expr, operand=operand, items=items)

    def _quantified(self, expr: Quantified) -> Expr:
        left, right = self.value(expr.left), self.value(expr.right)
        for side in (left, right):
            if _raises(side):
                return side
        if right == NULL:
            return NULL
        array = right
        while isinstance(array, Cast):
            array = array.operand
        if isinstance(array, RowValue) and array.array and not array.items:
            return _truth(expr.quantifier == "all")
        return msgspec.structs.replace(expr, left=left, right=right)

    def _call(self, expr: Call) -> Expr:
        if expr.name == "coalesce":
            return self._coalesce(expr)
        args = tuple(self.value(arg) for arg in expr.args)
        for arg in args:
            if _raises(arg):
                return arg
        if expr.name == "nullif" and len(args) == 2:
            one, two = args
            if one == NULL or (isinstance(one, Literal) and one == two):
                return NULL
            if isinstance(one, Literal) and isinstance(two, Literal):
                return one
            if self._known(one) and two == Literal(""):
                return one
        if expr.name in _STRICT and NULL in args:
            return NULL
        if expr.name == "string_to_array" and args and args[0] == Literal(""):
            return RowValue((), array=True)
        made = msgspec.structs.replace(expr, args=args)
        return cast(Expr, made)

    def _coalesce(self, expr: Call) -> Expr:
        kept: list[Expr] = []
        for arg in (self.value(arg) for arg in expr.args):
            if arg == NULL:
                continue
            kept.append(arg)
            if isinstance(arg, Literal) or self._known(arg) or _raises(arg):
                break
        if not kept:
            return NULL
        return kept[0] if len(kept) == 1 else msgspec.structs.replace(expr, args=tuple(kept))

    # ------------------------------------------------------------ subqueries

    def query(self, query: Query) -> Query:
        if not isinstance(query, Select):
            return cast(Query, rebuilt(query, self._node))
        inner = rebuilt(msgspec.structs.replace(query, where=None), self._node)
        return inner if query.where is None else msgspec.structs.replace(inner, where=self.truth(query.where))

    def _scalar(self, expr: ScalarQuery) -> Expr:
        query = self.query(expr.query)
        if _empty(query):
            return NULL
        if isinstance(query, Select) and query.source is None and query.where is None and len(query.items) == 1:
            return query.items[0].expr
        return msgspec.structs.replace(expr, query=query)


def _empty(query: Query) -> bool:
    """Whether a query surely gives no row: its filter is false and it makes no group of all."""
    if not isinstance(query, Select) or query.where is None or not _is_false(query.where):
        return False
    return query.group_by is not None or not any(isinstance(item.expr, Call) for item in query.items)


def _raise(reason: str) -> Expr:
    return Call(_RAISES, (Literal(reason),))


def _raises(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.name == _RAISES


def _truth(value: bool) -> Literal:
    return TRUE if value else FALSE


def _is_false(expr: Expr) -> bool:
    return expr in (FALSE, NULL, Or(()))


def _flat(expr: And | Or, kind: type[And] | type[Or]) -> Iterator[Expr]:
    for item in expr.items:
        if isinstance(item, kind):
            yield from _flat(item, kind)
        else:
            yield item


def _failing(items: list[Expr]) -> list[Expr]:
    return [item for item in items if error_in(item) is not None]


def _is_expression(node: Node) -> bool:
    return type(node).__name__ in _EXPRESSIONS


_EXPRESSIONS = frozenset(
    kind.__name__
    for kind in (Setting, Cast, Compare, IsNull, And, Or, Not, In, InQuery, Quantified, Exists, ScalarQuery)
) | {"RowValue", "Case", "Call"}
