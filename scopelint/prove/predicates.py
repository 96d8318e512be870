"""What a predicate tells about the rows that pass it: equalities, memberships, disjunctions; three-valued.

Everything here is read in *truth context*: a row passes only if the predicate is true, so NULL counts as false.
"""

from typing import TYPE_CHECKING

from scopelint.model.node import Place
from scopelint.model.relation import (
    And,
    Bound,
    Call,
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
    RowValue,
    ScalarQuery,
    Select,
    Setting,
)
from scopelint.prove.building import Build, Env, is_not_null, resolve
from scopelint.prove.region import Atom, Disjunction, Fact, Mention, MentionKind, Region, Value, null_extended
from scopelint.prove.show import shown

if TYPE_CHECKING:
    from scopelint.prove.rows import Rows

_EXACT = frozenset(
    ["text", "varchar", "uuid", "bigint", "int8", "int", "integer", "int4", "smallint", "int2", "numeric", "citext"]
) | {"character varying"}
_INJECTIVE_FROM = {
    "text": frozenset({"text", "varchar", "character varying"}),
    "int": frozenset(["text", "varchar", "bigint", "int8", "int", "integer", "int4", "numeric"])
    | {"character varying"},
    "uuid": frozenset({"text", "varchar", "character varying", "uuid"}),
    "": frozenset({"text", "varchar", "character varying"}),
}
_PURE_OF_VALUE = frozenset(["lower", "upper", "trim", "btrim", "nullif"])


class Assumption:
    """Reads predicates into one region. ``rows`` lays out the subqueries found on the way."""

    def __init__(self, rows: "Rows", region: Region, env: Env) -> None:
        self.rows = rows
        self.b: Build = rows.b
        self.region = region
        self.env = env

    def assume(self, expr: Expr) -> None:
        """Record all that ``expr`` being true says."""
        match expr:
            case And(items=items):
                for part in items:
                    self.assume(part)
            case Or():
                self._or(expr)
            case Not(item=item):
                self._not(item, expr)
            case Compare(op="=", left=left, right=right, place=place):
                self._equal(left, right, expr, place)
            case Compare(op="is not distinct from", left=left, right=right, place=place):
                self._same(left, right, expr, place)
            case In(negated=False):
                self._in(expr)
            case InQuery(negated=False):
                self.rows.semi_join(expr.operand, expr.query, self.region, self.env, expr.place)
                self.walk(expr.operand)
            case Exists(negated=False):
                self.rows.semi_join(None, expr.query, self.region, self.env, expr.place)
            case Quantified(op="=", quantifier="any"):
                self._any(expr)
            case IsNull(operand=operand, negated=False):
                self._null(operand, expr)
            case Literal(value=value):
                self.region.never = self.region.never or value is None or value is False
            case Call(name="is true", args=(inner,)):
                self.assume(inner)
            case Opaque(reason=reason, place=place):
                self.region.opaque.append((reason, place))
                self.b.hide(f"a predicate could not be read: {reason}")
            case Column():
                self.walk(expr)
            case _:
                self._other(expr)

    # ------------------------------------------------------------ connectives

    def _or(self, expr: Or) -> None:
        items = _flat_or(expr)
        if not items:
            self.region.never = True
        elif len(items) == 1:
            self.assume(items[0])
        else:
            self.disjunction(items, expr.place)

    def disjunction(self, items: tuple[Expr, ...], place: Place | None, what: str = "OR") -> None:
        arms = []
        for item in items:
            arm = self.region.child()
            Assumption(self.rows, arm, self.env).assume(item)
            arms.append(arm)
        self.region.disjunctions.append(Disjunction(arms, place, what))

    def _not(self, item: Expr, whole: Expr) -> None:
        match item:
            case Not(item=inner):
                self.assume(inner)
            case Or(items=items):
                self.assume(And(tuple(Not(part) for part in items)))
            case And(items=items):
                self.assume(Or(tuple(Not(part) for part in items)))
            case Compare(op="<>", left=left, right=right, place=place):
                self._equal(left, right, whole, place)
            case Compare(op="is distinct from", left=left, right=right, place=place):
                self._same(left, right, whole, place)
            case IsNull(operand=operand, negated=True):
                self._null(operand, whole)
            case In(operand=operand, items=items, negated=True):
                self._in(In(operand, items))
            case Literal(value=value):
                self.region.never = self.region.never or value is None or value is True
            case Opaque():
                self.assume(item)
            case _:
                self._other(whole)

    def _other(self, expr: Expr) -> None:
        """A predicate that gives no equality; its subqueries and columns are still looked at."""
        if isinstance(expr, Compare) and isinstance(expr.left, Literal) and isinstance(expr.right, Literal):
            self.region.never = self.region.never or _false(expr.op, expr.left.value, expr.right.value)
        self.mention(expr, "comparison")
        self.walk(expr)

    # ------------------------------------------------------------ equality

    def _equal(self, left: Expr, right: Expr, whole: Expr, place: Place | None) -> None:
        if isinstance(left, RowValue) and isinstance(right, RowValue) and len(left.items) == len(right.items):
            for a, b in zip(left.items, right.items, strict=True):
                self._equal(a, b, whole, place)
            return
        if isinstance(left, Literal) and isinstance(right, Literal):
            self._other(whole)
            return
        for query, other in ((right, left), (left, right)):
            if isinstance(query, ScalarQuery) and not query.array and self.term(query) is None:
                self.rows.semi_join(other, query.query, self.region, self.env, place, "a scalar subquery")
                self.walk(other)
                return
        a, b = self.term(left), self.term(right)
        if a is not None and b is not None and a != b:
            if self._may_be_null_test(left, right):
                self._nullable_value(left if isinstance(right, Bound) else right, a, b, whole, place)
            else:
                self.fact(a, b, whole, place)
        else:
            self.mention(whole, "comparison" if a == b or not _hides(left, right) else "unresolved")
        self.walk(left)
        self.walk(right)

    def _same(self, left: Expr, right: Expr, whole: Expr, place: Place | None) -> None:
        """IS NOT DISTINCT FROM: as equality where NULL is excluded on one side by the schema."""
        a, b = self.term(left), self.term(right)
        if a is not None and b is not None and (self._never_null(a) or self._never_null(b)):
            self.fact(a, b, whole, place)
        else:
            kind: MentionKind = "nullable-value" if _is_value(a) or _is_value(b) else "comparison"
            self.mention(whole, kind)
        self.walk(left)
        self.walk(right)

    def _may_be_null_test(self, left: Expr, right: Expr) -> bool:
        return any(isinstance(side, Bound) and side.may_be_none and side.none_is_null for side in (left, right))

    def _nullable_value(self, column: Expr, a: Atom, b: Atom, whole: Expr, place: Place | None) -> None:
        """``column = value`` that becomes ``column IS NULL`` for None."""
        target = a if a[0] == "c" else b
        if self._never_null(target):
            self.fact(a, b, whole, place)
            return
        self.mention(whole, "nullable-value")
        value, null = self.region.child(), self.region.child()
        Assumption(self.rows, value, self.env).fact(a, b, whole, place)
        null.nulls.append(Mention(target, "null", f"{shown(column)} IS NULL", place))
        self.region.disjunctions.append(Disjunction([value, null], place, "a value that may be None"))

    def _never_null(self, atom: Atom) -> bool:
        if atom[0] != "c":
            return False
        source = self.b.sources[int(atom[1])]
        return is_not_null(source, atom[2]) and not null_extended(source, self.region)

    def _in(self, expr: In) -> None:
        operand, items = expr.operand, expr.items
        if not items:
            self.region.never = True
            return
        if isinstance(operand, RowValue) and all(
            isinstance(item, RowValue) and len(item.items) == len(operand.items) for item in items
        ):
            for index, part in enumerate(operand.items):
                column = tuple(item.items[index] for item in items if isinstance(item, RowValue))
                self._one_of(part, tuple(dict.fromkeys(column)), expr, expr.place)
        else:
            self._one_of(operand, items, expr, expr.place)
        for item in (operand, *items):
            self.walk(item)

    def _one_of(self, operand: Expr, items: tuple[Expr, ...], whole: Expr, place: Place | None) -> None:
        if len(items) == 1 and not _many(items[0]):
            self._equal(operand, items[0], whole, place)
            return
        a = self.term(operand)
        key = self.value_set(items)
        if a is None or a[0] == "v" or key is None:
            self.mention(whole, "unresolved" if key is None and _hides(*items) else "comparison")
            return
        self.region.facts.append(Fact(a, key, shown(whole), place, member=True))

    def _any(self, expr: Quantified) -> None:
        right = expr.right
        while isinstance(right, Cast):
            right = right.operand
        if isinstance(right, ScalarQuery) and right.array:
            self.rows.semi_join(expr.left, right.query, self.region, self.env, expr.place)
        elif isinstance(right, RowValue) and right.array:
            self._in(In(expr.left, right.items, place=expr.place))
            return
        else:
            self._one_of(expr.left, (right,), expr, expr.place)
            self.walk(right)
        self.walk(expr.left)

    def _null(self, operand: Expr, whole: Expr) -> None:
        atom = self.term(operand)
        if atom is not None:
            if self._never_null(atom):
                self.region.never = True
            place = operand.place if isinstance(operand, Column) else None
            self.region.nulls.append(Mention(atom, "null", shown(whole), place))
        self.walk(operand)

    def fact(self, a: Atom, b: Atom, whole: Expr, place: Place | None) -> None:
        self.region.facts.append(Fact(a, b, shown(whole), place))

    # ------------------------------------------------------------ terms

    def term(self, expr: Expr) -> Atom | None:
        """The column or value that ``expr`` is, casts that keep values apart looked through."""
        match expr:
            case Column(name=name, source=source):
                atom = resolve(self.env.names, name, source)
                if atom is None:
                    self.b.unresolved.setdefault(f"{source}.{name}" if source else name)
                return atom
            case Cast(operand=operand, type=kind):
                return self._cast(operand, kind)
            case Bound() if not expr.many:
                return self.b.bound(expr)
            case Literal(value=value) if value is not None:
                return self.b.value(Value(f"literal:{value!r}", shown(expr), "literal", literal=True))
            case Setting(name=name):
                return self.b.value(Value(f"setting:{name}", shown(expr), "setting", setting=name))
            case Call(name=name, args=args) if name in _PURE_OF_VALUE and args:
                return self._pure(name, args, expr)
            case ScalarQuery(
                query=Select(items=(item,), source=None, where=None, group_by=None, limit=None, having=None)
            ):
                return self.term(item.expr)
            case RowValue(items=(item,), array=False):
                return self.term(item)
        return None

    def _cast(self, operand: Expr, kind: str) -> Atom | None:
        atom = self.term(operand)
        if atom is None:
            return None
        if atom[0] == "v":
            if kind in _EXACT:
                return atom
            value = self.b.values[atom[1]]  # type: ignore[index]
            return self.b.value(
                Value(
                    f"{value.key}::{kind}",
                    shown(Cast(operand, kind)),
                    value.origin,
                    value.nullable,
                    value.positional,
                    value.literal,
                    value.setting,
                )
            )
        return atom if kind in _INJECTIVE_FROM[self._family(atom)] else None

    def _family(self, atom: Atom) -> str:
        source = self.b.sources[int(atom[1])]
        found = next((c.type for c in source.table.columns if c.name == atom[2]), "") if source.table else ""
        if found.startswith(("int", "bigint", "smallint", "serial", "bigserial")):
            return "int"
        if found in ("text", "uuid"):
            return found
        return "text" if found.startswith(("varchar", "character varying")) else ""

    def _pure(self, name: str, args: tuple[Expr, ...], whole: Expr) -> Atom | None:
        """A function of one value: ``nullif(current_setting(..), '')``. Its result names a tenant as the value does."""
        first = self.term(args[0])
        if first is None or first[0] != "v" or not all(isinstance(arg, Literal) for arg in args[1:]):
            return None
        if name == "nullif":
            return first
        value = self.b.values[str(first[1])]
        if value.literal:
            return None
        return self.b.value(Value(f"{name}({value.key})", shown(whole), value.origin, value.nullable, value.positional))

    def value_set(self, items: tuple[Expr, ...]) -> Atom | None:
        """One atom for a list of values; a literal in it makes the whole set a literal."""
        if len(items) == 1 and _many(items[0]):
            bound = items[0]
            while isinstance(bound, Cast):
                bound = bound.operand
            assert isinstance(bound, Bound)
            name = bound.name if bound.positional else f":{bound.name}"
            return self.b.value(Value(f"{bound.key}[]", name, bound.origin, bound.may_be_none, bound.positional))
        values: list[Value] = []
        for item in items:
            if isinstance(item, Literal) and item.value is None:
                continue
            atom = self.term(item)
            if atom is None or atom[0] != "v":
                return None
            values.append(self.b.values[str(atom[1])])
        if not values:
            return None
        literal = any(value.literal for value in values)
        worst = next((value for value in values if value.literal), values[0])
        keys = ",".join(sorted(value.key for value in values))
        text = f"({', '.join(value.shown for value in values)})"
        positional = all(value.positional for value in values)
        return self.b.value(
            Value(f"[{keys}]", text, worst.origin, any(v.nullable for v in values), positional, literal)
        )

    # ------------------------------------------------------------ what gives no fact

    def mention(self, expr: Expr, kind: MentionKind) -> None:
        """Keep the columns of a predicate that confines nothing, to say what was found."""
        place = getattr(expr, "place", None)
        for column in columns_of(expr):
            atom = resolve(self.env.names, column.name, column.source)
            if atom is not None:
                self.region.mentions.append(Mention(atom, kind, shown(expr), place or column.place))

    def walk(self, expr: Expr) -> None:
        """Lay out subqueries and note unknown functions in a place where nothing may be assumed of them."""
        self.rows.walk(expr, self.region, self.env)


def columns_of(expr: Expr) -> list[Column]:
    """Columns in an expression, subqueries left out."""
    from scopelint.prove.show import inside

    return [part for part in inside(expr) if isinstance(part, Column)]


def _flat_or(expr: Or) -> tuple[Expr, ...]:
    result: list[Expr] = []
    for item in expr.items:
        result += _flat_or(item) if isinstance(item, Or) else [item]
    return tuple(result)


def _many(expr: Expr) -> bool:
    while isinstance(expr, Cast):
        expr = expr.operand
    return isinstance(expr, Bound) and expr.many


def _is_value(atom: Atom | None) -> bool:
    return atom is not None and atom[0] == "v"


def _hides(*sides: Expr) -> bool:
    """Whether a side is something unread or a function of unknown meaning."""
    from scopelint.prove.functions import is_pure
    from scopelint.prove.show import inside

    return any(
        isinstance(part, Opaque) or (isinstance(part, Call) and not is_pure(part.name))
        for side in sides
        for part in inside(side)
    )


def _false(op: str, left: object, right: object) -> bool:
    if op == "=":
        return left is None or right is None or (left != right and type(left) is type(right))
    return op == "<>" and (left is None or right is None or (left == right and type(left) is type(right)))
