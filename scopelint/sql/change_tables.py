"""CREATE TABLE and what its columns and constraints say."""

from typing import Any

from scopelint.model.change import (
    Change,
    CheckSpec,
    ColumnSpec,
    Constraint,
    CreateTable,
    Element,
    KeySpec,
    LikeSpec,
    ReferenceSpec,
)
from scopelint.model.node import Place
from scopelint.sql.tokens import Cursor, Unfit
from scopelint.sql.typenames import read_type

_AFTER_DEFAULT = (
    *("constraint", "not", "null", "check", "unique", "primary", "references", "generated", "collate", "deferrable"),
    *("initially", ",", ")", "default", "using", "no", "enforced"),
)
_TABLE_CONSTRAINT = frozenset(["constraint", "primary", "unique", "foreign", "check", "exclude", "like"])
_LIKE = ("defaults", "constraints", "indexes", "identity", "generated", "all", "comments", "storage", "statistics")


def create_table(cursor: Cursor, place: Place, foreign: bool = False) -> Change:
    """After CREATE [scope] [FOREIGN]: TABLE name ..."""
    temporary = False
    while (word := cursor.take_any("global", "local", "temporary", "temp", "unlogged")) is not None:
        temporary = temporary or word in ("temporary", "temp")
    cursor.need("table")
    tolerant = cursor.take("if", "not", "exists")
    table = cursor.object()
    found: dict[str, Any] = {"kind": "foreign" if foreign else "table"}
    elements: tuple[Element, ...] = ()
    if cursor.take("partition", "of"):
        found["partition_of"] = cursor.object()
        elements = _elements(cursor, typed=True)
        if not cursor.take("default"):
            cursor.need("for", "values")
            cursor.skip_to("partition", "with", "tablespace", "using", "server")
    elif cursor.take("of"):
        cursor.object()
        raise Unfit("CREATE TABLE OF a type")
    elif cursor.sees("(") and not _names_only(cursor):
        elements = _elements(cursor)
    elif cursor.sees("("):
        found["query_columns"] = cursor.names()
    if cursor.take("inherits"):
        cursor.need("(")
        found["inherits"] = tuple(cursor.object() for _ in cursor.commas())
        cursor.need(")")
    if cursor.take("partition", "by"):
        found["kind"] = "partitioned"
        strategy = cursor.name()
        found["partition_key"] = f"{strategy} ({cursor.bracketed()})"
    cursor.skip_to("as")
    if cursor.take("as"):
        found["query"] = cursor.until("with") if _ends_with_data(cursor) else cursor.rest()
        found.setdefault("query_columns", None)
    return CreateTable(place, tolerant, table=table, elements=elements, temporary=temporary, **found)


def _names_only(cursor: Cursor) -> bool:
    """``(a, b)`` before AS, not column definitions."""
    at = cursor.at + 1
    while at + 1 < len(cursor.found):
        if cursor.found[at].kind not in ("word", "quoted"):
            return False
        following = cursor.found[at + 1].value
        if following == ")":
            return True
        if following != ",":
            return False
        at += 2
    return False


def _ends_with_data(cursor: Cursor) -> bool:
    last = [token.value for token in cursor.found[-3:]]
    ends = last == ["with", "no", "data"] or last[-2:] == ["with", "data"]
    if ends:
        del cursor.found[-3 if last[0] == "with" else -2 :]
    return False


def _elements(cursor: Cursor, typed: bool = False) -> tuple[Element, ...]:
    """The list in brackets; ``typed``: columns have no type of their own."""
    if not cursor.take("("):
        return ()
    found: list[Element] = []
    if cursor.take(")"):
        return ()
    for _ in cursor.commas():
        token = cursor.peek()
        if token is not None and token.kind == "word" and token.value in _TABLE_CONSTRAINT:
            found.extend([_like(cursor)] if cursor.take("like") else table_constraint(cursor))
        elif typed:
            found.extend(_column(cursor, "typed"))
        else:
            found.extend(column(cursor))
    cursor.need(")")
    return tuple(found)


def _like(cursor: Cursor) -> LikeSpec:
    table = cursor.object()
    including: set[str] = set()
    while (word := cursor.take_any("including", "excluding")) is not None:
        what = cursor.name()
        kinds = set(_LIKE) if what == "all" else {what}
        including = including | kinds if word == "including" else including - kinds
    return LikeSpec(table, frozenset(including & set(_LIKE)))


def column(cursor: Cursor) -> tuple[Element, ...]:
    """A column and the constraints that stand in it."""
    return _column(cursor, None)


def _column(cursor: Cursor, typed: str | None) -> tuple[Element, ...]:
    name = cursor.name()
    spelled, serial = ("", False) if typed else read_type(cursor)
    if typed:
        cursor.take("with", "options")
    column, constraints = column_constraints(cursor, ColumnSpec(name, spelled, nullable=not serial, serial=serial))
    return (column, *constraints)


def column_constraints(cursor: Cursor, column: ColumnSpec) -> tuple[ColumnSpec, list[Constraint]]:
    """What follows a column's type."""
    nullable, default, identity, generated = column.nullable, column.default, column.identity, column.generated
    constraints: list[Constraint] = []
    name: str | None = None
    while not cursor.done and not cursor.sees(",") and not cursor.sees(")"):
        if cursor.take("constraint"):
            name = cursor.name()
            continue
        if cursor.take("not", "null"):
            nullable = False
            cursor.take("no", "inherit")
            constraints.append(CheckSpec(name, (column.name,), not_null=True))
        elif cursor.take("null"):
            nullable = True
        elif cursor.take("default"):
            default = _default(cursor)
        elif cursor.take("primary", "key"):
            constraints.append(KeySpec("primary", (column.name,), name))
            nullable = False
            _index_parameters(cursor)
        elif cursor.take("unique"):
            cursor.take("nulls", "distinct") or cursor.take("nulls", "not", "distinct")
            constraints.append(KeySpec("unique", (column.name,), name))
            _index_parameters(cursor)
        elif cursor.take("references"):
            constraints.append(_reference(cursor, (column.name,), name))
        elif cursor.take("check"):
            cursor.bracketed()
            cursor.take("no", "inherit")
            constraints.append(CheckSpec(name, (column.name,)))
        elif cursor.take("generated"):
            identity, generated = generated_as(cursor)
            nullable = nullable and not identity
        elif cursor.take_any("collate", "storage", "compression"):
            cursor.object()
        elif cursor.take("options"):
            cursor.bracketed()
        elif not _attribute(cursor):
            raise Unfit(f"column constraint {cursor.next().value!r}")
        name = None
    spec = ColumnSpec(column.name, column.type, nullable, default, identity, generated, column.serial)
    return spec, constraints


def generated_as(cursor: Cursor) -> tuple[str, str | None]:
    """After GENERATED: the kind of identity, or the expression of a computed column."""
    kind = "by default" if cursor.take("by", "default") else "always" if cursor.take("always") else ""
    cursor.need("as")
    if cursor.take("identity"):
        if cursor.sees("("):
            cursor.bracketed()
        return kind, None
    expression = cursor.bracketed()
    cursor.take_any("stored", "virtual")
    return "", expression


def _default(cursor: Cursor) -> str:
    """A default: it has no bare NOT, NULL or CHECK behind its first word."""
    first = cursor.next()
    cursor.at -= 1
    if first.value == "(" and first.kind == "symbol":
        cursor.bracketed()
    else:
        cursor.next()
    cursor.skip_to(*_AFTER_DEFAULT)
    return cursor.text(first.start, cursor.found[cursor.at - 1].end)


def _attribute(cursor: Cursor) -> bool:
    """DEFERRABLE and its like, which change nothing here."""
    for words in (
        ("not", "deferrable"),
        ("deferrable",),
        ("initially", "deferred"),
        ("initially", "immediate"),
        ("not", "valid"),
        ("not", "enforced"),
        ("enforced",),
        ("no", "inherit"),
    ):
        if cursor.take(*words):
            return True
    return False


def _index_parameters(cursor: Cursor) -> None:
    if cursor.take("include"):
        cursor.bracketed()
    if cursor.take("with"):
        cursor.bracketed()
    if cursor.take("using", "index", "tablespace"):
        cursor.name()


def _reference(cursor: Cursor, columns: tuple[str, ...], name: str | None) -> ReferenceSpec:
    """After REFERENCES."""
    table = cursor.object()
    referred: tuple[str, ...] = ()
    if cursor.sees("("):
        cursor.need("(")
        found = []
        for _ in cursor.commas():
            cursor.take("period")
            found.append(cursor.name())
        cursor.need(")")
        referred = tuple(found)
    if cursor.take("match"):
        cursor.name()
    on_delete = "no action"
    while cursor.take("on"):
        event = cursor.name()
        action = cursor.take_any("no action", "restrict", "cascade", "set null", "set default") or "no action"
        if cursor.sees("("):
            cursor.bracketed()
        on_delete = action if event == "delete" else on_delete
    return ReferenceSpec(columns, table, referred, name, on_delete)


def table_constraint(cursor: Cursor) -> list[Constraint]:
    """A constraint that stands for itself, in CREATE TABLE or after ADD."""
    name = cursor.name() if cursor.take("constraint") else None
    found: Constraint
    if cursor.take("primary", "key"):
        found = _key(cursor, "primary", name)
    elif cursor.take("unique"):
        cursor.take("nulls", "distinct") or cursor.take("nulls", "not", "distinct")
        found = _key(cursor, "unique", name)
    elif cursor.take("foreign", "key"):
        cursor.need("(")
        columns = []
        for _ in cursor.commas():
            cursor.take("period")
            columns.append(cursor.name())
        cursor.need(")")
        cursor.need("references")
        found = _reference(cursor, tuple(columns), name)
    elif cursor.take("check"):
        cursor.bracketed()
        found = CheckSpec(name)
    elif cursor.take("not", "null"):
        found = CheckSpec(name, (cursor.name(),), not_null=True)
    elif cursor.take("exclude"):
        cursor.skip_to("(")
        columns = _excluded(cursor)
        _index_parameters(cursor)
        if cursor.take("where"):
            cursor.bracketed()
        found = CheckSpec(name, tuple(columns), indexed=True)
    else:
        raise Unfit(f"constraint {cursor.next().value!r}")
    while _attribute(cursor):
        pass
    return [found]


def _excluded(cursor: Cursor) -> list[str]:
    """``(room WITH =, tsrange(a, b) WITH &&)``: columns, ``expr`` for expressions."""
    cursor.need("(")
    found = []
    for _ in cursor.commas():
        token, following = cursor.next(), cursor.peek()
        plain = token.kind in ("word", "quoted") and (following is None or following.value not in ("(", "."))
        found.append(token.value if plain else "expr")
        cursor.at -= 1
        cursor.skip_to(",", ")")
    cursor.need(")")
    return found


def _key(cursor: Cursor, kind: Any, name: str | None) -> KeySpec:
    if cursor.take("using", "index"):
        return KeySpec(kind, (), name, cursor.object().name)
    cursor.need("(")
    columns = []
    for _ in cursor.commas():
        columns.append(cursor.name())
        if cursor.take("without", "overlaps"):
            pass
    cursor.need(")")
    _index_parameters(cursor)
    return KeySpec(kind, tuple(columns), name)
