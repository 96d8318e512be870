"""Columns, constraints and indexes of SQLAlchemy's schema objects to DDL text, under a naming convention."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scopelint.evaluate import mappings
from scopelint.evaluate.alembic_names import Naming, truncated
from scopelint.evaluate.alembic_terms import (
    Given,
    Unreadable,
    clause_sql,
    default_sql,
    given,
    head,
    listed,
    names,
    needed,
    qualified,
    quoted,
    words,
)
from scopelint.evaluate.alembic_types import enum_name, enum_values, is_native, type_sql
from scopelint.evaluate.values import CallResult, Const, External, Instance, MethodCall, Term, constant_text

_INTEGERS = {"integer": "SERIAL", "bigint": "BIGSERIAL", "smallint": "SMALLSERIAL"}


@dataclass
class Column:
    """A column: its DDL, and what of it becomes constraints and indexes of the table."""

    name: str
    type: str
    sql: str
    primary_key: bool
    serial: bool
    unique: bool
    indexed: bool
    references: list[Given]
    checks: list[Given]
    enums: list[Given]


class Tables:
    """Writes DDL for tables named ``schema.table``."""

    def __init__(self, naming: Naming, class_variable: Callable[[str, str], Term | None]) -> None:
        self.naming = naming
        self._faults: list[str] = []
        self.class_variable = class_variable

    def faults(self) -> list[str]:
        """Parts that could not be read of what was written since this was asked last."""
        found, self._faults = self._faults, []
        return found

    def _default(self, column: str, value: Term) -> str | None:
        try:
            return default_sql(value)
        except Unreadable as fault:
            self._faults.append(f"the default of {column}: {fault}")
            return None

    def type(self, value: Term | None) -> str:
        """A type's name."""
        return "unknown" if value is None else type_sql(value, self.class_variable)

    # ------------------------------------------------------------ columns

    def column(self, value: Term, in_key: tuple[str, ...] = ()) -> Column:
        """A ``Column(...)``; ``in_key``: the columns of the table's primary key, where that stands apart."""
        if head(value) != "Column" and not (isinstance(value, MethodCall) and value.name in ("copy", "_copy")):
            raise Unreadable("a column is only known when it runs")
        if isinstance(value, MethodCall):
            return self.column(value.receiver, in_key)
        assert isinstance(value, CallResult)
        arguments = given(value.arguments)
        if arguments.open:
            raise Unreadable("arguments of a column are only known when it runs")
        name = needed(arguments.get(0, "name"), "a column's name")
        rest = list(arguments.positional[1:])
        type_term = arguments.keywords.get("type_") or (rest.pop(0) if rest and not _is_item(rest[0]) else None)
        references = [_call(one) for one in rest if head(one) == "ForeignKey"]
        primary = arguments.flag("primary_key") or name in in_key
        spelled = self.type(type_term)
        if type_term is None and references:
            spelled = "unknown"  # SQLAlchemy takes the type of the column referred to
        default = arguments.keywords.get("server_default")
        identity = next((one for one in [*rest, default] if one is not None and head(one) == "Identity"), None)
        computed = next((one for one in [*rest, default] if one is not None and head(one) == "Computed"), None)
        auto = arguments.keywords.get("autoincrement")
        wanted = constant_text(auto) if auto is not None else "auto"
        chosen = isinstance(auto, Const) and auto.value is True
        serial = primary and spelled in _INTEGERS and identity is None and default is None
        serial = serial and (chosen or (wanted in ("auto", "ignore_fk") and (not references or wanted == "ignore_fk")))
        serial = serial and (chosen or len(in_key) <= 1)
        sql = f"{quoted(name)} {_INTEGERS[spelled] if serial else spelled}"
        if identity is not None:
            kind = "ALWAYS" if _call(identity).flag("always") else "BY DEFAULT"
            sql += f" GENERATED {kind} AS IDENTITY"
        elif computed is not None:
            sql += f" GENERATED ALWAYS AS ({clause_sql(_call(computed).positional[0])}) STORED"
        elif default is not None and not _is_none(default):
            shown = self._default(name, default)
            sql += f" DEFAULT {shown}" if shown is not None else ""
        nullable = arguments.flag("nullable", not primary)
        sql += "" if nullable and not primary else " NOT NULL"
        return Column(
            name, spelled, sql, primary, serial, arguments.flag("unique"), arguments.flag("index"), references,
            [_call(one) for one in rest if head(one) == "CheckConstraint"], list(_enums(type_term)),
        )  # fmt: skip

    # ------------------------------------------------------------ tables

    def create(self, table: str, schema: str | None, elements: tuple[Term, ...], before: str, after: str) -> list[str]:
        """CREATE TYPE, CREATE TABLE and CREATE INDEX for a table's elements. ``before``: words such as UNLOGGED."""
        key = next((one for one in elements if head(one) == "PrimaryKeyConstraint"), None)
        apart = _columns_of(key) if key is not None else ()
        inline = tuple(
            needed(_call(one).get(0, "name"), "a column's name")
            for one in elements
            if head(one) == "Column" and _call(one).flag("primary_key")
        )
        in_key = apart or inline
        columns = [self.column(one, in_key) for one in elements if _is_column(one)]
        parts = [column.sql for column in columns]
        made: list[str] = [statement for column in columns for one in column.enums for statement in create_enum(one)]
        if in_key:
            name = words(_call(key).keywords.get("name"), "a constraint's name") if key is not None else None
            parts.append(self._key("PRIMARY KEY", "pk", table, in_key, name))
        for one in elements:
            if not _is_column(one) and head(one) not in ("PrimaryKeyConstraint", "Index"):
                parts.append(self.constraint(table, one))
        indexes = [self.index(table, schema, one) for one in elements if head(one) == "Index"]
        for column in columns:
            parts.extend(self._of_column(table, schema, column))
            indexes.extend(self._index_of(table, schema, column))
        made.append(f"CREATE {before}TABLE {after}{qualified(table, schema)} (\n  " + ",\n  ".join(parts) + "\n)")
        return [*made, *indexes]

    def add(self, table: str, schema: str | None, value: Term, tolerant: bool) -> list[str]:
        """ADD COLUMN, and the constraints and indexes that come with it."""
        column = self.column(value)
        full = qualified(table, schema)
        statements = [f"ALTER TABLE {full} ADD COLUMN {'IF NOT EXISTS ' if tolerant else ''}{column.sql}"]
        statements += [f"ALTER TABLE {full} ADD {part}" for part in self._of_column(table, schema, column)]
        return statements + list(self._index_of(table, schema, column))

    def _of_column(self, table: str, schema: str | None, column: Column) -> Iterator[str]:
        if column.unique and not column.indexed:
            yield self._key("UNIQUE", "uq", table, (column.name,), None)
        for reference in column.references:
            yield self.reference(table, (column.name,), reference)
        for check in column.checks:
            yield self._check(table, check)

    def _index_of(self, table: str, schema: str | None, column: Column) -> Iterator[str]:
        if column.indexed:
            name = self.naming.name("ix", table, (column.name,))
            unique = "UNIQUE " if column.unique else ""
            label = f"{quoted(truncated(name))} " if name is not None else ""
            yield f"CREATE {unique}INDEX {label}ON {qualified(table, schema)} ({quoted(column.name)})"

    # ------------------------------------------------------------ constraints

    def constraint(self, table: str, value: Term) -> str:
        """A constraint of a table."""
        kind, arguments = head(value), _call(value)
        name = words(arguments.keywords.get("name"), "a constraint's name")
        match kind:
            case "UniqueConstraint":
                return self._key("UNIQUE", "uq", table, _columns_of(value), name)
            case "ForeignKeyConstraint":
                columns = names(arguments.get(0, "columns"), "columns of a foreign key")
                return self._foreign_key(
                    table, columns, self._referred(arguments.get(1, "refcolumns")), arguments, name
                )
            case "CheckConstraint":
                return self._check(table, arguments)
            case "ExcludeConstraint":
                return self.exclude(arguments, name)
        raise Unreadable(f"{kind or 'an element of a table'} is only known when it runs")

    def _key(self, words_: str, kind: str, table: str, columns: tuple[str, ...], name: str | None) -> str:
        named = self.naming.name(kind, table, columns, given=name)
        label = f"CONSTRAINT {quoted(named)} " if named is not None else ""
        return f"{label}{words_} ({', '.join(map(quoted, columns))})"

    def key(self, words_: str, kind: str, table: str, columns: tuple[str, ...], name: str | None) -> str:
        """PRIMARY KEY or UNIQUE."""
        return self._key(words_, kind, table, columns, name)

    def reference(self, table: str, columns: tuple[str, ...], arguments: Given) -> str:
        """A ``ForeignKey`` of a column."""
        target = arguments.get(0, "column")
        name = words(arguments.keywords.get("name"), "a constraint's name")
        if target is None:
            raise Unreadable("what a foreign key refers to is only known when it runs")
        return self._foreign_key(table, columns, (_target(target),), arguments, name)

    def _referred(self, value: Term | None) -> tuple[str, ...]:
        return tuple(_target(one) for one in listed(value, "columns that a foreign key refers to"))

    def _foreign_key(
        self, table: str, columns: tuple[str, ...], referred: tuple[str, ...], arguments: Given, name: str | None
    ) -> str:
        paths = [target.rsplit(".", 1) for target in referred]
        if not paths or any(len(path) != 2 for path in paths):
            raise Unreadable("what a foreign key refers to is only known when it runs")
        schema, _, other = paths[0][0].rpartition(".")
        return self.foreign_key(
            table, columns, other, schema or None, tuple(path[1] for path in paths), arguments, name
        )

    def foreign_key(
        self,
        table: str,
        columns: tuple[str, ...],
        other: str,
        other_schema: str | None,
        referred: tuple[str, ...],
        arguments: Given,
        name: str | None,
    ) -> str:
        """FOREIGN KEY ... REFERENCES"""
        named = self.naming.name("fk", table, columns, other, name)
        sql = f"CONSTRAINT {quoted(named)} " if named is not None else ""
        sql += f"FOREIGN KEY ({', '.join(map(quoted, columns))}) REFERENCES {qualified(other, other_schema)}"
        sql += f" ({', '.join(map(quoted, referred))})" if referred else ""
        action = words(arguments.keywords.get("ondelete"), "ON DELETE")
        return sql + (f" ON DELETE {action}" if action else "")

    def _check(self, table: str, arguments: Given) -> str:
        name = words(arguments.keywords.get("name"), "a constraint's name")
        condition = arguments.get(0, "sqltext")
        return self.check(table, name, condition)

    def check(self, table: str, name: str | None, condition: Term | None) -> str:
        """CHECK; what it says does not count here."""
        named = self.naming.name("ck", table, (), given=name)
        try:
            shown = clause_sql(condition) if condition is not None else "true"
        except Unreadable:
            shown = "true"
        return (f"CONSTRAINT {quoted(named)} " if named is not None else "") + f"CHECK ({shown})"

    def exclude(self, arguments: Given, name: str | None) -> str:
        """EXCLUDE; what it says does not count here, its name does."""
        if name is None:
            raise Unreadable("the name of an EXCLUDE constraint is made up")
        return f"CONSTRAINT {quoted(name)} EXCLUDE USING gist (true WITH =)"

    # ------------------------------------------------------------ indexes

    def index(self, table: str, schema: str | None, value: Term) -> str:
        """An ``Index(...)`` inside a table."""
        arguments = _call(value)
        name = words(arguments.get(0, "name"), "an index's name")
        return self.create_index(name, table, schema, arguments.positional[1:], arguments)

    def create_index(
        self, name: str | None, table: str, schema: str | None, columns: tuple[Term, ...], arguments: Given
    ) -> str:
        """CREATE INDEX"""
        shown, plain = [], []
        for one in columns:
            text = constant_text(one)
            plain.append(text or "")
            sql = quoted(text) if text is not None else _expression(clause_sql(one))
            operators = arguments.keywords.get("postgresql_ops")
            shown.append(sql + _operator_class(operators, text or ""))
        named = self.naming.name("ix", table, tuple(plain)) if name is None else name
        using = words(arguments.keywords.get("postgresql_using"), "an index's method")
        where = arguments.keywords.get("postgresql_where")
        include = arguments.keywords.get("postgresql_include")
        return (
            f"CREATE {'UNIQUE ' if arguments.flag('unique') else ''}INDEX "
            f"{'IF NOT EXISTS ' if arguments.flag('if_not_exists') else ''}{quoted(named) + ' ' if named else ''}"
            f"ON {qualified(table, schema)}{f' USING {using}' if using else ''} ({', '.join(shown)})"
            + (f" INCLUDE ({', '.join(map(quoted, names(include, 'columns')))})" if include is not None else "")
            + (f" WHERE {clause_sql(where)}" if where is not None and not _is_none(where) else "")
        )


def create_enum(arguments: Given, checked: bool = True) -> list[str]:
    """CREATE TYPE of an Enum, unless it says that somebody else makes it."""
    name = enum_name(arguments)
    if name is None or not arguments.flag("create_type", True) or not is_native(arguments):
        return []
    from scopelint.evaluate.alembic_terms import literal

    labels = enum_values(arguments)
    schema = words(arguments.keywords.get("schema"), "a schema")
    return [f"CREATE TYPE {qualified(name, schema)} AS ENUM ({', '.join(map(literal, labels or ()))})"]


def _enums(value: Term | None) -> Iterator[Given]:
    if value is not None and head(value) in ("Enum", "ENUM"):
        yield _call(value)
    elif value is not None and head(value) == "ARRAY":
        yield from _enums(_call(value).get(0, "item_type"))


def _call(value: Term | None) -> Given:
    return given(value.arguments) if isinstance(value, CallResult | MethodCall) else Given((), {})


def _is_column(value: Term) -> bool:
    return head(value) == "Column" or (isinstance(value, MethodCall) and value.name in ("copy", "_copy"))


def _is_item(value: Term) -> bool:
    return head(value) in ("ForeignKey", "Computed", "Identity", "CheckConstraint", "Sequence", "DefaultClause")


def _is_none(value: Term) -> bool:
    return isinstance(value, Const) and value.value is None


def _columns_of(value: Term | None) -> tuple[str, ...]:
    arguments = _call(value)
    return tuple(needed(one, "a column of a key") for one in arguments.positional)


def _target(value: Term) -> str:
    """What a foreign key refers to: "table.column" or "schema.table.column"."""
    text = constant_text(value)
    if text is None:
        raise Unreadable("what a foreign key refers to is only known when it runs")
    return text


def _expression(sql: str) -> str:
    """A plain column, perhaps with an order, stays as it is; other expressions are in parentheses."""
    return (
        sql
        if re.fullmatch(r'("[^"]+"|\w+)(\s+(?:asc|desc|nulls\s+(?:first|last)|\w+_ops))*', sql, re.I)
        else _wrapped(sql)
    )


def _wrapped(sql: str) -> str:
    order = re.search(
        r"\s+((?:asc|desc|nulls\s+first|nulls\s+last|\w+_ops)(?:\s+(?:nulls\s+first|nulls\s+last))?)$", sql, re.I
    )
    body, tail = (sql[: order.start()], " " + order.group(1)) if order is not None else (sql, "")
    return f"({body}){tail}"


def _operator_class(value: Term | None, column: str) -> str:
    found = mappings.lookup(value, column) if value is not None and column else None
    text = constant_text(found) if found is not None else None
    return f" {text}" if text else ""


__all__ = ["Column", "External", "Instance", "Naming", "Tables", "create_enum", "truncated"]
