"""SQLAlchemy's types, as recorded terms, to the names of PostgreSQL's."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import containers
from scopelint.evaluate.values import (
    Attr,
    CallResult,
    Class,
    Const,
    External,
    Instance,
    MethodCall,
    Sequence,
    Term,
    constant_text,
)

if TYPE_CHECKING:
    from scopelint.evaluate.alembic_terms import Given

UNKNOWN = "unknown"
"""The pseudo-type that no table can have; the reader of DDL takes it for "not known"."""
_PLAIN = {
    "integer": "integer", "int": "integer", "biginteger": "bigint", "bigint": "bigint", "smallinteger": "smallint",
    "smallint": "smallint", "text": "text", "unicodetext": "text", "boolean": "boolean", "bool": "boolean",
    "date": "date", "largebinary": "bytea", "bytea": "bytea", "pickletype": "bytea", "json": "json", "jsonb": "jsonb",
    "uuid": "uuid", "inet": "inet", "cidr": "cidr", "macaddr": "macaddr", "macaddr8": "macaddr8", "tsvector": "tsvector",
    "tsquery": "tsquery", "hstore": "hstore", "oid": "oid", "regclass": "regclass", "money": "money", "citext": "citext",
    "int4range": "int4range", "int8range": "int8range", "numrange": "numrange", "daterange": "daterange",
    "tsrange": "tsrange", "tstzrange": "tstzrange", "int4multirange": "int4multirange", "double": "double precision",
    "double_precision": "double precision", "real": "real", "jsonpath": "jsonpath", "xml": "xml", "ltree": "ltree",
    "tsvectortype": "tsvector", "ltreetype": "ltree", "uuidtype": "uuid", "jsontype": "json", "urltype": "text",
    "scalarlisttype": "text", "passwordtype": "bytea", "clob": "text", "guid": "uuid",
}  # fmt: skip
_SIZED = {
    "string": "varchar", "varchar": "varchar", "unicode": "varchar", "autostring": "varchar", "nvarchar": "varchar",
    "char": "char", "nchar": "char", "bit": "bit", "emailtype": "varchar", "choicetype": "varchar", "vector": "vector",
    "halfvec": "halfvec",
}  # fmt: skip
_LENGTHS = {"emailtype": 255, "choicetype": 255}
_WRAPPERS = frozenset({"MutableDict", "MutableList", "as_mutable"})


def type_sql(value: Term, class_variable: Callable[[str, str], Term | None] | None = None) -> str:
    """A type's name in DDL; UNKNOWN where it is none that is known. ``class_variable`` reads ``impl`` of decorators."""
    return _Types(class_variable).of(value)


class _Types:
    def __init__(self, class_variable: Callable[[str, str], Term | None] | None) -> None:
        self.class_variable = class_variable

    def of(self, value: Term | None, depth: int = 0) -> str:
        if value is None or depth > 6:
            return UNKNOWN
        match value:
            case MethodCall(receiver=receiver, name="with_variant", arguments=arguments):
                return self._variant(receiver, arguments, depth)
            case MethodCall(receiver=External(), name="as_mutable" | "with_values") as call if call.arguments:
                return self.of(call.arguments[0].value, depth + 1)
            case CallResult(function=External() as function):
                from scopelint.evaluate.alembic_terms import given

                return self._named(function.name, given(value.arguments), depth)
            case CallResult(function=Class(id=id)) | Instance(class_id=id) | Class(id=id):
                return self._decorated(id, depth)
            case External(name=name):
                from scopelint.evaluate.alembic_terms import Given

                return self._named(name, Given((), {}), depth)
        return UNKNOWN

    def _variant(self, receiver: Term, arguments: tuple[object, ...], depth: int) -> str:
        from scopelint.evaluate.alembic_terms import given

        found = given(arguments)  # type: ignore[arg-type]  # arguments of a call
        dialects = [constant_text(one) for one in found.positional[1:]]
        return self.of(found.positional[0] if "postgresql" in dialects else receiver, depth + 1)

    def _decorated(self, class_id: str, depth: int) -> str:
        if self.class_variable is None:
            return UNKNOWN
        inner = self.class_variable(class_id, "impl")
        return UNKNOWN if inner is None else self.of(inner, depth + 1)

    def _named(self, dotted: str, given: "Given", depth: int) -> str:
        name = dotted.rsplit(".", 1)[-1]
        lower = name.lower()
        if name == "as_mutable":
            return self.of(given.get(0, "sqltype"), depth + 1)
        if lower in _SIZED:
            return _SIZED[lower] + _length(given, _LENGTHS.get(lower))
        if lower in ("datetime", "timestamp"):
            zone = given.positional[0] if given.positional else given.keywords.get("timezone")
            return "timestamp" + _number(given.keywords.get("precision")) + _zone(zone)
        if lower == "time":
            zone = given.positional[0] if given.positional else given.keywords.get("timezone")
            return "time" + _number(given.keywords.get("precision")) + _zone(zone)
        if lower == "interval":
            return "interval" + _number(given.keywords.get("precision") or given.keywords.get("second_precision"))
        if lower in ("numeric", "decimal"):
            return "numeric" + _pair(given)
        if lower == "float":
            return "float" + _number(given.get(0, "precision"))
        if lower == "array":
            return self._array(given, depth)
        if lower in ("enum", "domain"):
            return _enum(given)
        return _PLAIN.get(lower, UNKNOWN)

    def _array(self, given: "Given", depth: int) -> str:
        inner = self.of(given.get(0, "item_type"), depth + 1)
        return inner if inner == UNKNOWN else f"{inner}[]"


def _zone(value: Term | None) -> str:
    return " with time zone" if isinstance(value, Const) and value.value is True else ""


def _number(value: Term | None) -> str:
    return f"({value.value})" if isinstance(value, Const) and isinstance(value.value, int) else ""


def _length(given: "Given", default: int | None) -> str:
    value = given.get(0, "length") or given.keywords.get("dim")
    if isinstance(value, Const) and isinstance(value.value, int):
        return f"({value.value})"
    return "" if default is None else f"({default})"


def _pair(given: "Given") -> str:
    precision, scale = given.get(0, "precision"), given.get(1, "scale")
    if not (isinstance(precision, Const) and isinstance(precision.value, int)):
        return ""
    second = f", {scale.value}" if isinstance(scale, Const) and isinstance(scale.value, int) else ""
    return f"({precision.value}{second})"


def enum_values(given: "Given") -> tuple[str, ...] | None:
    """The labels of an Enum that are in view; those of a Python class are not."""
    found = [constant_text(one) for one in given.positional]
    if len(given.positional) == 1 and isinstance(given.positional[0], Sequence):
        found = [constant_text(one) for one in containers.items(given.positional[0]) or ()]
    return None if any(one is None for one in found) else tuple(one or "" for one in found)


def enum_name(given: "Given") -> str | None:
    """The name of an Enum's type: given, or the lower-case name of its Python class."""
    name = constant_text(given.keywords["name"]) if "name" in given.keywords else None
    if name is None and given.positional and isinstance(given.positional[0], Class):
        name = given.positional[0].id.rsplit(":", 1)[-1].rsplit(".", 1)[-1].lower()
    if name is None and given.positional and isinstance(given.positional[0], External | Attr):
        name = given.positional[0].name.rsplit(".", 1)[-1].lower()
    return name


def is_native(given: "Given") -> bool:
    """Whether an Enum is a type of its own in PostgreSQL."""
    native = given.keywords.get("native_enum")
    return not (isinstance(native, Const) and native.value is False)


def _enum(given: "Given") -> str:
    if not is_native(given):
        length = given.keywords.get("length")
        labels = enum_values(given)
        if isinstance(length, Const) and isinstance(length.value, int):
            return f"varchar({length.value})"
        return UNKNOWN if not labels else f"varchar({max(map(len, labels))})"
    name = enum_name(given)
    if name is None:
        return UNKNOWN
    schema = constant_text(given.keywords["schema"]) if "schema" in given.keywords else None
    bare = '"' + name.replace('"', '""') + '"'
    return bare if schema is None else f'"{schema}".{bare}'
