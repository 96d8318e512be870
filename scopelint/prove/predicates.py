"""What a predicate tells about the rows that pass it: equalities, memberships, disjunctions; three-valued.

Everything here is read in *truth context*: a row passes only if the predicate is true, so NULL counts as false.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

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
    Literal,
    Not,
    Opaque,
    Or,
    Quantified,
    QuantifiedQuery,
    RowValue,
    ScalarQuery,
)
from scopelint.prove.building import Env, resolve
from scopelint.prove.missing import needed
from scopelint.prove.pushdown import always_a_row
from scopelint.prove.region import Atom, Disjunction, Fact, Mention, MentionKind, Region, Value, null_extended, present
from scopelint.prove.rewriting import by_coalesce, flat_or, truth
from scopelint.prove.show import inside, shown
from scopelint.prove.terms import Terms, is_many, turns_null

if TYPE_CHECKING:
    from scopelint.prove.rows import Rows


_DIFFERS = ("<>", "<", ">", "is distinct from")
_EQUALS = ("=", "<=", ">=", "is not distinct from")


class Assumption(Terms):
    """Reads predicates into one region. ``rows`` lays out the subqueries found on the way."""

    def __init__(self, rows: "Rows", region: Region, env: Env) -> None:
        super().__init__(rows.b, env)
        self.rows = rows
        self.region = region

    def unresolved(self, name: str) -> None:
        self.region.unresolved.append(name)

    def scalar(self, query: ScalarQuery) -> Atom | None:
        return self.rows.scalar(query, self.region, self.env)

    def assume(self, expr: Expr) -> None:
        """Record all that ``expr`` being true says."""
        if not isinstance(expr, (And, Or)):
            self.b.compared.update(part.key for part in inside(expr) if isinstance(part, Bound))
        plain = truth(expr)
        if plain is not expr:
            if isinstance(expr, Case):
                for condition, _ in expr.whens:
                    self.mention(condition, "comparison")
                    self.walk(condition)
            self.assume(plain)
            return
        match expr:
            case And(items=items):
                for part in sorted(items, key=_takes_nulls_for_equal):  # what excludes NULL is read first
                    self.assume(part)
                self._between(items)
            case Or():
                self._or(expr)
            case Not(item=item):
                self._not(item, expr)
            case Compare(op="=", left=left, right=right, place=place):
                if (arms := by_coalesce(expr)) is not None:
                    self.mention(expr, "comparison")
                    self.disjunction(arms, place, "COALESCE")
                else:
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
            case QuantifiedQuery(op=op, quantifier="any", left=left, query=query, place=place):
                self.mention(expr, "comparison")
                self.rows.semi_join(left, query, self.region, self.env, place, op)
                self.walk(left)
            case Exists(negated=True, query=query) if always_a_row(query):
                self.region.never = True
                self._other(expr)
            case IsNull(operand=operand, negated=False):
                self._null(operand, expr)
            case IsNull(operand=operand, negated=True):
                self._not_null(operand, expr)
            case Compare(op="is distinct from" | "<>" | "<" | ">", left=left, right=right) if self._one_term(
                left, right
            ):
                self.region.never = True
                self._other(expr)
            case Literal(value=value):
                self.region.never = self.region.never or value is None or value is False
            case Opaque(reason=reason, place=place):
                self.region.opaque.append((reason, place))
                self.b.hide(f"a predicate could not be read: {reason}")
            case Column():
                self.walk(expr)
            case _:
                self._other(expr)

    # ------------------------------------------------------------ connectives

    def _between(self, items: tuple[Expr, ...]) -> None:
        """``a >= :v AND a <= :v`` (BETWEEN :v AND :v) is equality."""
        bounds: dict[tuple[Atom, Atom], set[str]] = {}
        for item in items:
            if isinstance(item, Compare) and item.op in ("<=", ">="):
                a, b, op = self.term(item.left), self.term(item.right), item.op
                if a is not None and b is not None and a != b:
                    if _is_value(a):
                        a, b, op = b, a, ">=" if op == "<=" else "<="
                    found = bounds.setdefault((a, b), set())
                    found.add(op)
                    if len(found) == 2:
                        self.fact(a, b, item, item.place)

    def _or(self, expr: Or) -> None:
        items = flat_or(expr)
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
        self.region.disjunctions.append(Disjunction(arms, place, what, items))

    def _not(self, item: Expr, whole: Expr) -> None:
        match item:
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
            case IsNull(operand=operand, negated=False):
                self._not_null(operand, whole)
            case In(operand=operand, items=items, negated=True):
                self._in(In(operand, items))
            case Literal(value=value):
                self.region.never = self.region.never or value is None or value is True
            case Exists(negated=False, query=query, place=place):
                self.assume(Exists(query, True, place))
            case Opaque():
                self.assume(item)
            case _:
                self._other(whole)

    def _other(self, expr: Expr) -> None:
        """A predicate that gives no equality; its subqueries and columns are still looked at."""
        self.mention(expr, "comparison")
        self.walk(expr)
        compared = expr.item if isinstance(expr, Not) else expr
        if not isinstance(compared, Compare):
            return
        if compared.op in (_EQUALS if compared is not expr else _DIFFERS):
            a, b = self.term(compared.left), self.term(compared.right)
            if a is not None and b is not None:
                self.region.differ(self.b, a, b)
        if not compared.op.startswith("is "):
            self.there(compared.left, expr)
            self.there(compared.right, expr)

    def there(self, expr: Expr, whole: Expr) -> None:
        """``expr`` is not NULL."""
        for atom in sorted(needed(expr, self.env.names), key=str):
            if self._may_be_missing(atom):
                self.fact(atom, atom, whole, None)

    def _may_be_missing(self, atom: Atom) -> bool:
        """Whether a column that is not NULL says that the optional side of a join is there."""
        source = self.b.sources[int(atom[1])] if atom[0] == "c" else None
        if source is None or source.region is None or (source.table is None and not self.b.never_null(atom)):
            return source is not None
        return null_extended(source, self.region)

    # ------------------------------------------------------------ equality

    def _equal(self, left: Expr, right: Expr, whole: Expr, place: Place | None) -> None:
        if isinstance(left, RowValue) and isinstance(right, RowValue) and len(left.items) == len(right.items):
            for one, other_one in zip(left.items, right.items, strict=True):
                self._equal(one, other_one, whole, place)
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
        if a is not None and b is not None and (self._excluded_null(a, left) or self._excluded_null(b, right)):
            self.fact(a, b, whole, place)
        else:
            kind: MentionKind = "nullable-value" if _is_value(a) or _is_value(b) else "comparison"
            self.mention(whole, kind)
        self.walk(left)
        self.walk(right)

    def _excluded_null(self, atom: Atom, expr: Expr) -> bool:
        """Whether ``expr`` cannot be NULL by the schema, or by what this region or one around it has said so far."""
        region: Region | None = self.region if not turns_null(expr) else None
        while region is not None and not self.never_null(atom):
            if atom in present([fact for fact in region.facts if fact.hidden is None]):
                return True
            region = region.parent if region.sealed is None else None
        return region is not None

    def _one_term(self, left: Expr, right: Expr) -> bool:
        one = self.term(left)
        return one is not None and one == self.term(right)

    def _not_null(self, operand: Expr, whole: Expr) -> None:
        atom = self.term(operand)
        if atom is not None and atom[0] == "c":
            self.fact(atom, atom, whole, None)
        self._other(whole)

    def _may_be_null_test(self, left: Expr, right: Expr) -> bool:
        return any(isinstance(side, Bound) and side.may_be_none and side.none_is_null for side in (left, right))

    def _nullable_value(self, column: Expr, a: Atom, b: Atom, whole: Expr, place: Place | None) -> None:
        """``column = value`` that becomes ``column IS NULL`` for None."""
        target = a if a[0] == "c" else b
        if self.never_null(target):
            self.fact(a, b, whole, place)
            return
        self.mention(whole, "nullable-value")
        value, null = self.region.child(), self.region.child()
        Assumption(self.rows, value, self.env).fact(a, b, whole, place)
        null.nulls.append(Mention(target, "null", f"{shown(column)} IS NULL", place))
        self.region.disjunctions.append(Disjunction([value, null], place, "a value that may be None"))

    def never_null(self, atom: Atom) -> bool:
        if atom[0] != "c":
            return False
        return self.b.never_null(atom) and not null_extended(self.b.sources[int(atom[1])], self.region)

    def _in(self, expr: In) -> None:
        operand, items = expr.operand, expr.items
        if not items:
            self.region.never = True
            return
        listed = items[0] if len(items) == 1 else None
        while isinstance(listed, Cast):
            listed = listed.operand
        if isinstance(operand, RowValue) and isinstance(listed, Bound):
            self._one_of_rows(operand, listed, expr)
        elif isinstance(operand, RowValue) and all(
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
        if len(items) == 1 and not is_many(items[0]):
            self._equal(operand, items[0], whole, place)
            return
        a = self.term(operand)
        key = self.value_set(items)
        if a is None or a[0] == "v" or key is None:
            self.mention(whole, "unresolved" if key is None and _hides(*items) else "comparison")
            return
        self.region.facts.append(Fact(a, key, shown(whole), place, member=True))

    def _one_of_rows(self, operand: RowValue, bound: Bound, whole: In) -> None:
        """``(org_id, id) IN (:pairs)``: each column is one of the values that stand in its place."""
        for index, part in enumerate(operand.items):
            a = self.term(part)
            if a is not None and a[0] != "v":
                values = self.b.value(
                    Value(f"{bound.key}[{index}]", f":{bound.name}", bound.origin, bound.may_be_none, bound.positional)
                )
                self.region.facts.append(Fact(a, values, shown(whole), whole.place, member=True))

    def _any(self, expr: Quantified) -> None:
        right = expr.right
        while isinstance(right, Cast):
            right = right.operand
        if isinstance(right, ScalarQuery) and right.array:
            self.rows.semi_join(expr.left, right.query, self.region, self.env, expr.place)
        elif isinstance(right, RowValue) and right.array:
            self._in(In(expr.left, right.items, place=expr.place))
            return
        elif is_many(right):
            self._one_of(expr.left, (right,), expr, expr.place)
        else:
            self._element(expr, right)
        self.walk(expr.left)

    def _element(self, expr: Quantified, array: Expr) -> None:
        """``a = ANY (array)``: of an array made from values only, ``a`` is one. Two elements of one array may differ."""
        a, array_atom = self.term(expr.left), self.term(array)
        if a is not None and a[0] != "v" and array_atom is not None and array_atom[0] == "v":
            value = self.b.values[str(array_atom[1])]
            members = self.b.value(replace(value, key=f"{value.key}[]"))
            self.region.facts.append(Fact(a, members, shown(expr), expr.place, member=True))
        else:
            self.mention(expr, "unresolved" if _hides(array) else "comparison")
        self.walk(array)

    def _null(self, operand: Expr, whole: Expr) -> None:
        atom = self.value_set((operand,)) if is_many(operand) else self.term(operand)
        if atom is not None and not turns_null(operand):
            if self.never_null(atom):
                self.region.never = True
            place = operand.place if isinstance(operand, Column) else None
            self.region.nulls.append(Mention(atom, "null", shown(whole), place))
            if isinstance(operand, Bound) and not operand.many:  # elsewhere it may be an array, with a key of its own
                self.region.nulls.append(Mention(("v", f"{operand.key}[]", ""), "null", shown(whole), place))
        self.walk(operand)

    def fact(self, a: Atom, b: Atom, whole: Expr, place: Place | None) -> None:
        self.region.facts.append(Fact(a, b, shown(whole), place))

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
    return [part for part in inside(expr) if isinstance(part, Column)]


def _takes_nulls_for_equal(expr: Expr) -> bool:
    return isinstance(expr, Compare) and expr.op == "is not distinct from"


def _is_value(atom: Atom | None) -> bool:
    return atom is not None and atom[0] == "v"


def _hides(*sides: Expr) -> bool:
    """Whether a side is something unread or a function of unknown meaning."""
    from scopelint.prove.functions import is_pure

    return any(
        isinstance(part, Opaque) or (isinstance(part, Call) and not is_pure(part.name))
        for side in sides
        for part in inside(side)
    )
