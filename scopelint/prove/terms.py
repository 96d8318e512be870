"""Which column or value an expression is, so that equalities can be drawn from it."""

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
from scopelint.prove.region import Atom, Value
from scopelint.prove.show import shown

_EXACT = frozenset(
    ["text", "varchar", "uuid", "bigint", "int8", "int", "integer", "int4", "smallint", "int2", "numeric"]
) | {"character varying"}
_INJECTIVE_FROM = {
    "text": frozenset({"text", "varchar", "character varying"}),
    "int": frozenset(["text", "varchar", "bigint", "int8", "int", "integer", "int4", "numeric"])
    | {"character varying"},
    "uuid": frozenset({"text", "varchar", "character varying", "uuid"}),
    "": frozenset({"text", "varchar", "character varying"}),
}
_PURE_OF_VALUE = frozenset(["lower", "upper", "trim", "btrim", "nullif"])


class Terms:
    """Reads expressions where ``env`` is in view."""

    def __init__(self, b: Build, env: Env) -> None:
        self.b = b
        self.env = env

    def unresolved(self, name: str) -> None:
        """A column name that means nothing that is known."""

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
            Value(f"[{keys}]", text, worst.origin, any(v.nullable for v in values), positional, literal)
        )


def is_many(expr: Expr) -> bool:
    while isinstance(expr, Cast):
        expr = expr.operand
    return isinstance(expr, Bound) and expr.many
