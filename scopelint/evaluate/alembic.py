"""Alembic's operations to the DDL that they emit on PostgreSQL."""

from collections.abc import Callable

from scopelint.evaluate.alembic_tables import Tables, create_enum
from scopelint.evaluate.alembic_terms import (
    Given,
    Unreadable,
    clause_sql,
    default_sql,
    given,
    head,
    listed,
    literal,
    names,
    needed,
    qualified,
    quoted,
    words,
)
from scopelint.evaluate.values import CallResult, Const, Instance, Term, constant_text

IGNORED = frozenset(
    {"bulk_insert", "create_table_comment", "drop_table_comment", "get_bind", "get_context", "f", "inline_literal",
     "implementation_for", "register_operation", "invoke", "configure", "begin_transaction", "autocommit_block",
     "run_async", "batch_alter_table", "execute", "is_offline_mode", "get_x_argument"}
)  # fmt: skip
"""Operations that change no schema by themselves, or are read elsewhere."""
DDL_CLASSES = frozenset({"CreateTable", "DropTable", "CreateIndex", "DropIndex", "CreateSchema", "DropSchema",
                         "CreateSequence", "DropSequence", "AddConstraint", "DropConstraint"})  # fmt: skip


class Operations:
    """``op.name(arguments)`` as statements; ``Unreadable`` where an argument is only known when it runs."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.known: dict[str, Callable[[Given], list[str]]] = {
            "create_table": self._create_table,
            "drop_table": self._drop_table,
            "rename_table": self._rename_table,
            "add_column": self._add_column,
            "drop_column": self._drop_column,
            "alter_column": self._alter_column,
            "create_index": self._create_index,
            "drop_index": self._drop_index,
            "create_foreign_key": self._create_foreign_key,
            "create_unique_constraint": self._create_unique,
            "create_primary_key": self._create_primary_key,
            "create_check_constraint": self._create_check,
            "create_exclude_constraint": self._create_exclude,
            "drop_constraint": self._drop_constraint,
        }

    def read(self, name: str, arguments: Given) -> list[str] | None:
        """The statements of an operation; None where it is none that is known."""
        found = self.known.get(name)
        if found is None:
            return [] if name in IGNORED else None
        if arguments.open:
            raise Unreadable("arguments are only known when it runs")
        return found(arguments)

    def in_batch(self, name: str, arguments: Given, table: str, schema: Term | None) -> list[str] | None:
        """An operation of ``batch_alter_table``: the table is not named again."""
        where = _text(table)
        keywords = dict(arguments.keywords) if schema is None else {**arguments.keywords, "schema": schema}
        positional = arguments.positional
        if name == "create_foreign_key":
            # (name, referent_table, local_cols, remote_cols)
            first = Given(positional, arguments.keywords)
            keywords.update(
                constraint_name=first.get(0, "constraint_name") or _none(),
                referent_table=first.get(1, "referent_table") or _none(),
                local_cols=first.get(2, "local_cols") or _none(),
                remote_cols=first.get(3, "remote_cols") or _none(),
                source_table=where,
            )
            if schema is not None:
                keywords.setdefault("source_schema", schema)
            return self.read(name, Given((), keywords, arguments.open))
        if name in ("create_unique_constraint", "create_primary_key", "create_check_constraint", "create_index",
                    "drop_constraint", "drop_index", "create_exclude_constraint"):  # fmt: skip
            label = positional[0] if positional else _first(keywords, "constraint_name", "index_name")
            rest = positional[1:]
            if name in ("drop_constraint", "drop_index"):
                return self.read(name, Given((label, where), {**keywords, **_rest(name, rest)}, arguments.open))
            return self.read(name, Given((label, where, *rest), keywords, arguments.open))
        if name in ("add_column", "drop_column", "alter_column"):
            return self.read(name, Given((where, *positional), keywords, arguments.open))
        return [] if name in ("execute", "f", "create_table_comment", "drop_table_comment") else None

    # ------------------------------------------------------------ tables

    def _create_table(self, a: Given) -> list[str]:
        name, schema = needed(a.get(0, "table_name"), "a table's name"), _schema(a)
        prefixes = names(a.keywords["prefixes"], "prefixes") if "prefixes" in a.keywords else ()
        before = "".join(f"{prefix} " for prefix in prefixes)
        after = "IF NOT EXISTS " if a.flag("if_not_exists") else ""
        return self.tables.create(name, schema, a.positional[1:], before, after)

    def _drop_table(self, a: Given) -> list[str]:
        return [f"DROP TABLE {_if_exists(a)}{_table(a, 0, 'table_name')}"]

    def _rename_table(self, a: Given) -> list[str]:
        new = needed(a.get(1, "new_table_name"), "a table's new name")
        return [f"ALTER TABLE {_table(a, 0, 'old_table_name')} RENAME TO {quoted(new)}"]

    # ------------------------------------------------------------ columns

    def _add_column(self, a: Given) -> list[str]:
        column = a.get(1, "column")
        if column is None:
            raise Unreadable("a column is only known when it runs")
        table = needed(a.get(0, "table_name"), "a table's name")
        return self.tables.add(table, _schema(a), column, a.flag("if_not_exists"))

    def _drop_column(self, a: Given) -> list[str]:
        column = needed(a.get(1, "column_name"), "a column's name")
        return [f"ALTER TABLE {_table(a, 0, 'table_name')} DROP COLUMN {_if_exists(a)}{quoted(column)}"]

    def _alter_column(self, a: Given) -> list[str]:
        table = f"ALTER TABLE {_table(a, 0, 'table_name')} "
        column = needed(a.get(1, "column_name"), "a column's name")
        alter = f"{table}ALTER COLUMN {quoted(column)} "
        made = []
        nullable = a.keywords.get("nullable")
        if isinstance(nullable, Const) and nullable.value is not None:
            made.append(f"{alter}{'DROP' if nullable.value else 'SET'} NOT NULL")
        elif nullable is not None and not isinstance(nullable, Const):
            raise Unreadable("nullable is only known when it runs")
        if (type_ := a.keywords.get("type_")) is not None and not _is_none(type_):
            made.append(f"{alter}TYPE {self.tables.type(type_)}")
        default = a.keywords.get("server_default")
        if default is not None and not (isinstance(default, Const) and default.value is False):
            made.append(alter + self._default(default, a))
        new = words(a.keywords.get("new_column_name"), "a column's new name")
        if new is not None and new != column:
            made.append(f"{table}RENAME {quoted(column)} TO {quoted(new)}")
        return made

    @staticmethod
    def _default(default: Term, a: Given) -> str:
        had = a.keywords.get("existing_server_default")
        if head(default) == "Identity":
            kind = "ALWAYS" if _arguments(default).flag("always") else "BY DEFAULT"
            return f"{'SET' if had is not None and head(had) == 'Identity' else 'ADD'} GENERATED {kind}" + (
                "" if had is not None and head(had) == "Identity" else " AS IDENTITY"
            )
        if _is_none(default):
            return "DROP IDENTITY" if had is not None and head(had) == "Identity" else "DROP DEFAULT"
        shown = default_sql(default)
        return "DROP DEFAULT" if shown is None else f"SET DEFAULT {shown}"

    # ------------------------------------------------------------ indexes and constraints

    def _create_index(self, a: Given) -> list[str]:
        columns = listed(a.get(2, "columns"), "columns of an index")
        table = needed(a.get(1, "table_name"), "a table's name")
        unique = a.get(4, "unique")
        if unique is not None:
            a = Given(a.positional, {**a.keywords, "unique": unique})
        name = words(a.get(0, "index_name"), "an index's name")
        return [self.tables.create_index(name, table, _schema(a, 3), columns, a)]

    @staticmethod
    def _drop_index(a: Given) -> list[str]:
        name = needed(a.get(0, "index_name"), "an index's name")
        return [f"DROP INDEX {_if_exists(a)}{qualified(name, _schema(a))}"]

    def _create_foreign_key(self, a: Given) -> list[str]:
        table = needed(a.get(1, "source_table"), "a table's name")
        other = needed(a.get(2, "referent_table"), "the table that a foreign key refers to")
        columns = names(a.get(3, "local_cols"), "columns of a foreign key")
        referred = names(a.get(4, "remote_cols"), "columns that a foreign key refers to")
        other_schema = words(a.keywords.get("referent_schema"), "a schema")
        name = words(a.get(0, "constraint_name"), "a constraint's name")
        part = self.tables.foreign_key(table, columns, other, other_schema, referred, a, name)
        schema = words(a.keywords.get("source_schema"), "a schema")
        return [f"ALTER TABLE {qualified(table, schema)} ADD {part}"]

    def _create_unique(self, a: Given) -> list[str]:
        return self._key("UNIQUE", "uq", a)

    def _create_primary_key(self, a: Given) -> list[str]:
        return self._key("PRIMARY KEY", "pk", a)

    def _key(self, said: str, kind: str, a: Given) -> list[str]:
        table = needed(a.get(1, "table_name"), "a table's name")
        columns = names(a.get(2, "columns"), "columns of a key")
        name = words(a.get(0, "constraint_name"), "a constraint's name")
        part = self.tables.key(said, kind, table, columns, name)
        return [f"ALTER TABLE {qualified(table, _schema(a))} ADD {part}"]

    def _create_check(self, a: Given) -> list[str]:
        table = needed(a.get(1, "table_name"), "a table's name")
        name = words(a.get(0, "constraint_name"), "a constraint's name")
        part = self.tables.check(table, name, a.get(2, "condition"))
        return [f"ALTER TABLE {qualified(table, _schema(a))} ADD {part}"]

    def _create_exclude(self, a: Given) -> list[str]:
        part = self.tables.exclude(a, words(a.get(0, "constraint_name"), "a constraint's name"))
        return [f"ALTER TABLE {_table(a, 1, 'table_name')} ADD {part}"]

    def _drop_constraint(self, a: Given) -> list[str]:
        name = needed(a.get(0, "constraint_name"), "a constraint's name")
        kinds = {"foreignkey": "fk", "unique": "uq", "primary": "pk", "check": "ck"}
        kind = words(a.get(2, "type_"), "the kind of a constraint")
        if kind == "check" and "ck" in self.tables.naming.templates:
            name = self.tables.naming.name(kinds[kind], needed(a.get(1, "table_name"), "a table"), given=name) or name
        return [f"ALTER TABLE {_table(a, 1, 'table_name')} DROP CONSTRAINT {_if_exists(a)}{quoted(name)}"]


# ---------------------------------------------------------------- objects that create themselves


def created(value: Term, dropping: bool) -> list[str] | None:
    """``Enum(...).create(bind)`` and ``CreateSchema(name)``; None where it is neither."""
    arguments = _arguments(value)
    match head(value):
        case "Enum" | "ENUM":
            name = words(arguments.keywords.get("name"), "a type's name")
            if name is None:
                return None
            schema = words(arguments.keywords.get("schema"), "a schema")
            if dropping:
                return [f"DROP TYPE IF EXISTS {qualified(name, schema)}"]
            return create_enum(Given(arguments.positional, {k: v for k, v in arguments.keywords.items() if k != "create_type"}))  # fmt: skip
        case "CreateSchema" | "DropSchema" as kind:
            name = needed(arguments.get(0, "name"), "a schema")
            return [f"CREATE SCHEMA IF NOT EXISTS {quoted(name)}" if kind[0] == "C" else f"DROP SCHEMA {quoted(name)}"]
        case "CreateSequence" | "DropSequence" as kind:
            inner = _arguments(arguments.positional[0]) if arguments.positional else arguments
            name = needed(inner.get(0, "name"), "a sequence's name")
            return [f"{'CREATE' if kind[0] == 'C' else 'DROP'} SEQUENCE {quoted(name)}"]
        case "Sequence":
            name = needed(arguments.get(0, "name"), "a sequence's name")
            return [f"{'DROP' if dropping else 'CREATE'} SEQUENCE {quoted(name)}"]
    return None


def entity(value: Term) -> dict[str, str] | None:
    """What an entity of alembic_utils (``PGPolicy``, ``PGFunction`` ...) is, by keyword."""
    if not head(value).startswith("PG"):
        return None
    arguments = _arguments(value)
    order = ("schema", "signature", "definition", "on_entity")
    keywords = {**dict(zip(order, arguments.positional, strict=False)), **arguments.keywords}
    found = {key: constant_text(one) for key, one in keywords.items()}
    return {key: one for key, one in found.items() if one is not None}


def entity_sql(kind: str, found: dict[str, str], verb: str) -> list[str]:
    """CREATE, REPLACE and DROP of an entity of alembic_utils. Raises Unreadable."""
    schema, signature = found.get("schema", "public"), found.get("signature")
    definition, on = found.get("definition"), found.get("on_entity")
    if signature is None or (verb != "drop" and definition is None):
        raise Unreadable(f"{kind} is only known when it runs")
    name = f"{quoted(schema)}.{signature}"
    match kind:
        case "PGPolicy":
            table = on if on is None or "." in on else f"{schema}.{on}"
            drop = f"DROP POLICY IF EXISTS {signature} ON {table}"
            make = f"CREATE POLICY {signature} ON {table} {definition}"
        case "PGFunction":
            drop, make = f"DROP FUNCTION IF EXISTS {name}", f"CREATE OR REPLACE FUNCTION {name} {definition}"
        case "PGView" | "PGMaterializedView":
            word = "VIEW" if kind == "PGView" else "MATERIALIZED VIEW"
            drop, make = f"DROP {word} IF EXISTS {name}", f"CREATE {word} {name} AS {definition}"
        case "PGTrigger" | "PGExtension":
            return []
        case _:
            raise Unreadable(f"{kind} is not read")
    return [drop] if verb == "drop" else [make] if verb == "create" else [drop, make]


# ---------------------------------------------------------------- arguments


def _arguments(value: Term) -> Given:
    return given(value.arguments) if isinstance(value, CallResult) else Given((), {})


def _text(value: str) -> Term:
    from scopelint.evaluate.values import const

    return const(value)


def _none() -> Term:
    from scopelint.evaluate.values import NONE

    return NONE


def _first(keywords: dict[str, Term], *wanted: str) -> Term:
    return next((keywords[name] for name in wanted if name in keywords), _none())


def _rest(name: str, rest: tuple[Term, ...]) -> dict[str, Term]:
    return {"type_": rest[0]} if name == "drop_constraint" and rest else {}


def _is_none(value: Term) -> bool:
    return isinstance(value, Const) and value.value is None


def _schema(a: Given, at: int = 99) -> str | None:
    return words(a.get(at, "schema"), "a schema")


def _table(a: Given, at: int, name: str) -> str:
    return qualified(needed(a.get(at, name), "a table's name"), _schema(a))


def _if_exists(a: Given) -> str:
    return "IF EXISTS " if a.flag("if_exists") else ""


__all__ = [
    "DDL_CLASSES",
    "IGNORED",
    "Instance",
    "Operations",
    "clause_sql",
    "created",
    "entity",
    "entity_sql",
    "literal",
]
