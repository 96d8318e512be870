"""Names of types as PostgreSQL's ``format_type`` spells them."""

import re

from scopelint.sql.tokens import Cursor, Unfit

_SPELLED = {
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "decimal": "numeric",
    "dec": "numeric",
    "varchar": "character varying",
    "char": "character",
    "nchar": "character",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "time": "time without time zone",
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
_SERIAL = frozenset(["serial", "serial4", "bigserial", "serial8", "smallserial", "serial2"])
_FIELDS = ("year", "month", "day", "hour", "minute", "second")
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")


def read_type(cursor: Cursor) -> tuple[str, bool]:
    """A type's name as ``format_type`` gives it, and whether it was one of the serial pseudo-types."""
    cursor.take("setof")
    word = cursor.peek()
    if word is None or word.kind not in ("word", "quoted"):
        raise Unfit("a type expected")
    quoted = word.kind == "quoted"
    name = cursor.object()
    base, modifiers = name.name, ""
    if name.schema not in (None, "pg_catalog", "public"):
        base = f"{_quoted(name.schema or '')}.{_quoted(base)}"
    elif quoted:
        base = (
            '"char"'
            if base == "char"
            else _SPELLED.get(base, _quoted(base))
            if name.schema == "pg_catalog"
            else _quoted(base)
        )
    elif base in ("timestamp", "time"):
        base = f"{base}{_precision(cursor)}{_zone(cursor)}"
        return base + _dimensions(cursor), False
    elif base in ("timestamptz", "timetz"):
        return f"{base[:-2]}{_precision(cursor)} with time zone" + _dimensions(cursor), False
    elif base == "interval":
        return "interval" + _interval(cursor) + _dimensions(cursor), False
    elif base == "double":
        cursor.need("precision")
        base = "double precision"
    elif base == "float":
        width = int(cursor.bracketed()) if cursor.sees("(") else 53
        base = "real" if width < 25 else "double precision"
    elif base == "national" or base in ("character", "char", "nchar", "bit", "varchar"):
        base = _character(cursor, base)
    else:
        serial = base in _SERIAL
        base = _SPELLED.get(base, _quoted(base))
        if serial:
            return base, True
    if base == "unknown":  # no table can have it: whoever wrote it did not know the type
        base = ""
    if cursor.sees("("):
        parts = [part.strip() for part in cursor.bracketed().split(",")]
        if base == "numeric" and len(parts) == 1:
            parts.append("0")
        modifiers = f"({','.join(parts)})"
    elif base in ("character", "bit"):
        modifiers = "(1)"
    return ("character" if base == "bpchar" and modifiers else base) + modifiers + _dimensions(cursor), False


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _character(cursor: Cursor, base: str) -> str:
    if base == "national":
        base = cursor.name()
    varying = base == "varchar" or cursor.take("varying")
    kind = "bit" if base == "bit" else "character"
    return f"{kind} varying" if varying else kind


def _precision(cursor: Cursor) -> str:
    return f"({cursor.bracketed()})" if cursor.sees("(") else ""


def _zone(cursor: Cursor) -> str:
    if cursor.take("with", "time", "zone"):
        return " with time zone"
    cursor.take("without", "time", "zone")
    return " without time zone"


def _interval(cursor: Cursor) -> str:
    fields = ""
    if (first := cursor.take_any(*_FIELDS)) is not None:
        fields = f" {first}"
        if cursor.take("to"):
            fields += f" to {cursor.name()}"
    return fields + _precision(cursor)


def _dimensions(cursor: Cursor) -> str:
    array = False
    while cursor.take("["):
        array = True
        cursor.skip_to("]")
        cursor.need("]")
    if cursor.take("array"):
        array = True
        if cursor.take("["):
            cursor.skip_to("]")
            cursor.need("]")
    return "[]" if array else ""
