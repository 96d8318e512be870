"""Column types by their SQLAlchemy or Python name, as lower case PostgreSQL."""

from scopelint.link.values import Indexed, Made, Symbol, Value, library_name, truth
from scopelint.model.program import ClassRef

_SQLALCHEMY = {
    "integer": "integer",
    "int": "integer",
    "smallinteger": "smallint",
    "smallint": "smallint",
    "biginteger": "bigint",
    "bigint": "bigint",
    "string": "varchar",
    "varchar": "varchar",
    "unicode": "varchar",
    "autostring": "varchar",
    "unicodetext": "text",
    "text": "text",
    "citext": "citext",
    "boolean": "boolean",
    "bool": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "timestamp",
    "timestamp": "timestamp",
    "interval": "interval",
    "float": "double precision",
    "double": "double precision",
    "real": "real",
    "numeric": "numeric",
    "decimal": "numeric",
    "uuid": "uuid",
    "guid": "uuid",
    "json": "json",
    "jsonb": "jsonb",
    "largebinary": "bytea",
    "bytea": "bytea",
    "inet": "inet",
    "cidr": "cidr",
    "hstore": "hstore",
    "tsvector": "tsvector",
}
_PYTHON = {
    "int": "integer",
    "str": "varchar",
    "bool": "boolean",
    "float": "double precision",
    "bytes": "bytea",
    "UUID": "uuid",
    "datetime": "timestamp",
    "date": "date",
    "time": "time",
    "timedelta": "interval",
    "Decimal": "numeric",
}
_NO_TYPES = frozenset(
    [
        "ForeignKey",
        "Sequence",
        "Identity",
        "Computed",
        "CheckConstraint",
        "FetchedValue",
        "DefaultClause",
        "ColumnDefault",
    ]
)


def sql_type(value: Value) -> str | None:
    """The type a column argument names; None if the argument is no type, "" for one not known."""
    name = library_name(value.callee if isinstance(value, Made) else value)
    if name is None:
        inner = value.callee if isinstance(value, Made) else value
        return "" if isinstance(inner, Symbol) and isinstance(inner.ref, ClassRef) else None
    if name in _NO_TYPES:
        return None
    if name == "ARRAY" and isinstance(value, Made) and value.positional:
        element = sql_type(value.positional[0])
        return f"{element}[]" if element else ""
    if name == "with_variant" and isinstance(value, Made):
        return ""
    found = _SQLALCHEMY.get(name.lower(), "")
    if found == "timestamp" and isinstance(value, Made) and truth(value.keywords.get("timezone")) is True:
        return "timestamp with time zone"
    return found


def python_type(value: Value | None) -> str:
    """The column type that SQLAlchemy gives an annotation."""
    if isinstance(value, Indexed) or value is None:
        return ""
    return _PYTHON.get(library_name(value) or "", "")
