"""Which column or value an expression is, so that equalities can be drawn from it."""

from dataclasses import replace

from scopelint.model.node import Node, parts
from scopelint.model.relation import (
    Bound,
    Call,
    Cast,
    Column,
    Expr,
    Literal,
    RowValue,
    ScalarQuery,
    Select,
    Setting,
)
from scopelint.prove.building import Build, Env, resolve
from scopelint.prove.functions import AGGREGATES, WINDOWS, is_pure, is_row_source, keeps_tenant
from scopelint.prove.pushdown import aggregates
from scopelint.prove.region import Atom, Value
from scopelint.prove.show import shown

_EXACT = frozenset(
    ["text", "varchar", "uuid", "bigint", "int8", "int", "integer", "int4", "smallint", "int2", "numeric"]
) | {"character varying"}
_INJECTIVE_FROM = {
    "text": frozenset({"text", "varchar", "character varying"}),
    "int": _EXACT - {"uuid"},
    "uuid": frozenset({"text", "varchar", "character varying", "uuid"}),
    "": frozenset({"text", "varchar", "character varying"}),
}
_NO_VALUE = frozenset(["collate", "currval", "default", "nextval", "random", "setval"])
"""Another value at each call, or another equality (a collation may be blind to case)."""
_LOSSY = frozenset(["bit", "bool", "boolean", "bpchar", "char", "character", "date", "float4", "name", "real"])
"""Types that are narrower than what is cast to them: ``:org::char`` is the first letter."""
_OF_MANY_ROWS = AGGREGATES | WINDOWS
_ONE_OF_ITS_ARGUMENTS = frozenset(["coalesce", "greatest", "least"])


class Terms:
    """Reads expressions where ``env`` is in view."""

    def __init__(self, b: Build, env: Env) -> None:
        self.b = b
        self.env = env

    def unresolved(self, name: str) -> None:
        """A column name that means nothing that is known."""

    def scalar(self, query: ScalarQuery) -> Atom | None:
        """The value of a scalar subquery, which may be NULL; not laid out here."""
        return None

    def never_null(self, atom: Atom) -> bool:
        """Whether the column cannot be NULL where it is read; not known here."""
        return False

    def term(self, expr: Expr) -> Atom | None:
        """The column or value that ``expr`` is, casts that keep values apart looked through."""
        match expr:
            case Column(name=name, source=source):
                atom = resolve(self.env.names, name, source)
                if atom is None:
                    self.unresolved(f"{source}.{name}" if source else name)
                return atom
            case Cast(operand=operand, type=kind):
                return self._cast(operand, kind)
            case Bound() if not expr.many:
                return self.b.bound(expr)
            case Literal(value=value) if value is not None:
                return self.b.value(Value(f"literal:{value!r}", shown(expr), "literal", literal=True))
            case Setting(name=name):
                return self.b.value(Value(f"setting:{name}", shown(expr), "setting", setting=name))
            case Call(name="coalesce", args=(Column() as first, *_)):
                atom = self.term(first)
                return atom if atom is not None and self.never_null(atom) else None
            case Call(name=name) if is_pure(name) and not is_row_source(name) and name not in _NO_VALUE:
                return self._pure(expr)
            case ScalarQuery(array=False) if (item := plain_value(expr)) is not None:
                return self.term(item)
            case ScalarQuery(array=False):
                return self.scalar(expr)
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
                replace(
                    value,
                    key=f"{value.key}::{kind}",
                    shown=shown(Cast(operand, kind)),
                    computed=value.computed or kind in _LOSSY or "(" in kind,
                )
            )
        return atom if kind in _INJECTIVE_FROM[self.b.family(atom)] else None

    def _pure(self, call: Call) -> Atom | None:
        """A function of values and constants. It names a tenant as they do if it cannot make another's of them, as
        ``lower(:slug)`` and ``:claims ->> 'org_id'``; ``:org + 1`` does."""
        if not call.args or call.over is not None or call.filter is not None or call.name in _OF_MANY_ROWS:
            return None
        values: list[Value] = []
        for arg in call.args:
            atom = self.term(arg)
            if atom is not None and atom[0] == "v":
                values.append(self.b.values[str(atom[1])])
            elif not isinstance(arg, Literal):
                return None
        named = [value for value in values if not value.literal]
        if not named:
            return None
        if call.name == "nullif":  # that value, or NULL
            return self.term(call.args[0])
        if call.name in _ONE_OF_ITS_ARGUMENTS:
            return self._choice(call, values)
        setting = next((value.setting for value in named if value.setting is not None), None)
        kept = len(values) == len(call.args) and not values[0].literal and keeps_tenant(call.name, len(values))
        return self.b.value(
            Value(
                f"{call.name}({', '.join(value.key for value in values)})",
                shown(call),
                named[0].origin,
                any(value.nullable for value in named),
                all(value.positional for value in named),
                setting=setting,
                computed=not kept or any(value.computed for value in values),
            )
        )

    def _choice(self, call: Call, values: list[Value]) -> Atom:
        """``coalesce(:org, 1)`` is one of its arguments; a constant among them makes it a constant."""
        worst = next((value for value in values if value.literal), values[0])
        keys = dict.fromkeys(value.key for value in values)
        if len(keys) == 1:
            return self.b.value(values[0])
        text = f"{call.name}({', '.join(keys)})"
        setting = next((value.setting for value in values if value.setting is not None), None)
        return self.b.value(
            Value(
                text,
                shown(call),
                worst.origin,
                all(value.nullable for value in values),
                all(value.positional for value in values),
                worst.literal,
                setting,
                any(value.computed for value in values),
            )
        )

    def value_set(self, items: tuple[Expr, ...]) -> Atom | None:
        """One atom for a list of values; a literal in it makes the whole set a literal."""
        if len(items) == 1 and is_many(items[0]):
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
            Value(
                f"[{keys}]",
                text,
                worst.origin,
                any(v.nullable for v in values),
                positional,
                literal,
                computed=any(v.computed for v in values),
            )
        )


def plain_value(expr: ScalarQuery) -> Expr | None:
    """What ``(SELECT value)`` is, without a FROM of its own and with nothing but the value."""
    match expr.query:
        case Select(items=(item,), source=None, where=None, group_by=None, limit=None, offset=None, having=None):
            return None if expr.array or aggregates(expr.query) else item.expr
    return None


def is_many(expr: Expr) -> bool:
    while isinstance(expr, Cast):
        expr = expr.operand
    return isinstance(expr, Bound) and expr.many


def is_null(expr: Expr) -> bool:
    while isinstance(expr, Cast):
        expr = expr.operand
    return expr == Literal(None)


def turns_null(expr: Node) -> bool:
    """Whether it may be NULL where the value that it names is not: nullif stands in it."""
    if isinstance(expr, Call) and expr.name == "nullif":
        return True
    return any(map(turns_null, parts(expr)))
