"""Loops over pg_constraint: which constraints of one table a query names, where the catalogs alone decide it."""

from collections.abc import Iterator
from typing import NamedTuple

from scopelint.model.change import ObjectName
from scopelint.sql.plpgsql_values import Unknowable, Values
from scopelint.sql.tokens import Cursor, Token, Unfit

KINDS = {"p": "primary", "u": "unique", "f": "foreign"}
_PREFIXES = {"con": "pg_constraint", "rel": "pg_class", "nsp": "pg_namespace", "att": "pg_attribute"}
_TIES = {
    "pg_class": ({"pg_class.oid", "conrelid"},),
    "pg_attribute": ({"attrelid", "pg_class.oid|conrelid"}, {"attnum", "any(conkey)"}),
    "pg_namespace": ({"pg_namespace.oid", "relnamespace|connamespace"},),
}
"""What joins each catalog to the constraint's row."""


class Named(NamedTuple):
    """The constraints of ``table`` that are of one of ``kinds`` and hold each of ``columns``. ``anywhere``: of the
    tables of that name in any schema."""

    table: ObjectName
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    anywhere: bool
    field: str
    """What the query calls the constraint's name."""


def named(sql: str, words: list[Token], values: Values) -> Named:
    """What ``SELECT conname FROM pg_constraint ... WHERE ...`` names. Raises Unknowable for any other query."""
    try:
        return _Query(Cursor(sql, words), values).read()
    except (Unfit, IndexError) as fault:
        raise Unknowable from fault


class _Query:
    def __init__(self, cursor: Cursor, values: Values) -> None:
        self.cursor = cursor
        self.values = values
        self.catalogs: dict[str, str] = {}
        """Alias to catalog."""

    def read(self) -> Named:
        cursor = self.cursor
        cursor.need("select")
        selected = self._raw()
        field = cursor.name() if cursor.take("as") else "conname"
        cursor.need("from")
        self._catalog()
        conditions: list[tuple[str, str]] = []
        while cursor.take("inner", "join") or cursor.take("join"):
            self._catalog()
            cursor.need("on")
            conditions += self._conditions()
        cursor.need("where")
        conditions += self._conditions()
        if cursor.take("order", "by"):
            self._raw()
        if not cursor.done or self._column(selected) != "conname" or "pg_constraint" not in self.catalogs.values():
            raise Unknowable
        return self._named([(self._column(left), self._column(right)) for left, right in conditions], field)

    def _catalog(self) -> None:
        cursor = self.cursor
        cursor.take("pg_catalog", ".")
        name = cursor.name()
        cursor.take("as")
        known = not cursor.done and not any(cursor.sees(word) for word in ("join", "inner", "on", "where"))
        alias = cursor.name() if known else name
        if name not in ("pg_constraint", *_TIES) or name in self.catalogs.values():
            raise Unknowable
        self.catalogs[alias] = name

    def _conditions(self) -> Iterator[tuple[str, str]]:
        """Equalities joined by AND, each side as text: ``con.conname``, ``'value'``, ``any(con.conkey)``."""
        found = []
        while True:
            left = self._raw()
            if self.cursor.take("in"):
                self.cursor.need("(")
                found.append((left, " ".join(self._raw() for _ in self.cursor.commas())))
                self.cursor.need(")")
            else:
                self.cursor.need("=")
                found.append((left, self._raw()))
            if not self.cursor.take("and"):
                return iter(found)

    def _raw(self) -> str:
        cursor = self.cursor
        token = cursor.next()
        value = self.values.get(token.value) if token.kind == "word" and not cursor.sees(".") else None
        if token.kind == "string" or isinstance(value, str):
            text = f"'{token.value if token.kind == 'string' else value}'"
        elif token.value == "any" and cursor.take("("):
            text = f"any({self._column(self._raw())})"
            cursor.need(")")
        elif token.value == "current_schema" and cursor.take("(", ")"):
            text = "current_schema"
        elif token.kind == "word" and cursor.take("."):
            text = f"{token.value}.{cursor.name()}"
        elif token.kind == "word":
            text = token.value
        else:
            raise Unknowable
        while cursor.take("::"):
            kind = cursor.object().name
            if kind == "regclass" and text.startswith("'"):
                text = f"regclass:{text[1:-1]}"
            elif kind not in ("text", "name", "char", "regclass"):
                raise Unknowable
        return text

    def _column(self, text: str) -> str:
        """A column by its name alone; an oid, which several catalogs have, with its catalog."""
        alias, dot, name = text.partition(".")
        if text.startswith(("'", "regclass:", "any(")):
            return text
        if not dot:
            return text
        catalog = self.catalogs.get(alias)
        if catalog is None or (name != "oid" and _PREFIXES.get(name[:3]) != catalog):
            raise Unknowable
        return f"{catalog}.oid" if name == "oid" else name

    def _named(self, conditions: list[tuple[str, str]], field: str) -> Named:
        ties = [frozenset(pair) for pair in conditions]
        for catalog in set(self.catalogs.values()) - {"pg_constraint"}:
            for tie in _TIES[catalog]:
                fitting = [pair for pair in ties if all(pair & set(side.split("|")) for side in tie)]
                if not fitting:
                    raise Unknowable
                ties.remove(fitting[0])
        table = schema = None
        anywhere = False
        kinds: set[str] | None = None
        columns: list[str] = []
        for pair in ties:
            values = {one for one in pair if one.startswith(("'", "regclass:")) or one == "current_schema"}
            column = next(iter(pair - values), "")
            value = next(iter(values), "")
            if len(values) != 1 or len(pair) != 2:
                raise Unknowable
            match column:
                case "relname" if value[0] == "'" and table is None:
                    table, anywhere = ObjectName(value[1:-1]), "pg_namespace" not in self.catalogs.values()
                case "conrelid" if value.startswith("regclass:") and table is None:
                    table = _relation(value.removeprefix("regclass:"))
                case "nspname" if schema is None and value != "":
                    schema = None if value == "current_schema" else value[1:-1]
                case "contype":
                    found = {KINDS.get(one.strip("'"), "") for one in value.split(" ")}
                    kinds = found if kinds is None else kinds & found
                case "attname" if value[0] == "'":
                    columns.append(value[1:-1])
                case _:
                    raise Unknowable
        if table is None or not kinds or "" in kinds or len(columns) > 1:
            raise Unknowable
        table = table if schema is None else ObjectName(table.name, schema)
        return Named(table, tuple(sorted(kinds)), tuple(columns), anywhere, field)


def _relation(text: str) -> ObjectName:
    schema, _, name = text.rpartition(".")
    if '"' in text or text != text.lower() or "." in schema:
        raise Unknowable
    return ObjectName(name, schema or None)
