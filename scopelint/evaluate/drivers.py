"""Drivers: which calls hand over SQL text or a table's name, where in the call it stands, and what its parameters are."""

import re
from typing import TYPE_CHECKING, NamedTuple

from scopelint.evaluate import containers, mappings, typing_hints
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Choice,
    Const,
    Each,
    External,
    MethodCall,
    Sequence,
    Term,
    Text,
    const,
    constant_text,
    intern,
)

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

SESSION_TYPES = re.compile(r"(Session|Connection|Engine|Cursor|Database|Pool|scoped_session|Transaction)$")
FOREIGN = frozenset(
    {"boto3", "botocore", "cassandra", "clickhouse_connect", "clickhouse_driver", "databricks", "duckdb", "elasticsearch",
     "google", "http", "httpx", "kombu", "motor", "mysql", "MySQLdb", "neo4j", "oracledb", "pika", "pymongo", "pymssql",
     "pymysql", "pyodbc", "pyhive", "redis", "redshift_connector", "requests", "aiohttp", "snowflake", "trino"}
)  # fmt: skip
"""Libraries whose connections lead elsewhere: what is run on them is another database's."""

MAKERS = frozenset(
    {"psycopg.connect", "psycopg.Connection.connect", "psycopg.AsyncConnection.connect", "psycopg2.connect",
     "asyncpg.connect", "asyncpg.create_pool", "aiopg.connect", "aiopg.create_pool", "sqlalchemy.create_engine",
     "sqlalchemy.ext.asyncio.create_async_engine"}
)  # fmt: skip
"""Functions that make a connection, engine or pool to PostgreSQL."""

HANDLES = frozenset(
    {"cursor", "connection", "connect", "acquire", "begin", "raw_connection", "session", "getconn", "transaction"}
)
"""Methods of a connection, pool or engine that give another one to the same database."""


class Form(NamedTuple):
    """Where a call's text (or table) stands, and what stands behind it. ``table``: the operation done to a table."""

    position: int = 0
    keywords: tuple[str, ...] = ()
    parameters: int | None = None
    """The position of the parameters; None: all that follows the text."""
    table: str = ""
    only_text: bool = False
    """Counts only with text that is SQL: the method does other things too."""
    calls: bool = False
    """What stands there is the name of a function in the database."""


MANY = ("executemany", "execute_many", "fetchmany")
"""Methods that repeat one statement with many rows."""
QUERY = ("statement", "query", "sql", "operation", "command")
METHODS = {
    "execute": Form(0, QUERY),
    "executemany": Form(0, QUERY),
    "execute_many": Form(0, QUERY),
    "exec_driver_sql": Form(0, QUERY),
    "execute_fetchall": Form(0, QUERY, only_text=True),
    "execute_insert": Form(0, QUERY, only_text=True),
    "executescript": Form(0, ("sql_script",), only_text=True),
    "fetch": Form(0, QUERY),
    "fetchrow": Form(0, QUERY),
    "fetchval": Form(0, QUERY),
    "fetchmany": Form(0, QUERY, only_text=True),
    "fetch_all": Form(0, QUERY),
    "fetch_one": Form(0, QUERY),
    "fetch_val": Form(0, QUERY),
    "iterate": Form(0, QUERY),
    "stream": Form(0, QUERY),
    "prepare": Form(0, QUERY, only_text=True),
    "cursor": Form(0, QUERY, only_text=True),
    "copy": Form(0, QUERY, only_text=True),
    "copy_expert": Form(0, ("sql",), 9),
    "copy_from_query": Form(0, ("query",)),
    "copy_from": Form(1, ("table",), table="COPY {table}{columns} FROM STDIN"),
    "copy_to": Form(1, ("table",), table="COPY {table}{columns} TO STDOUT"),
    "copy_to_table": Form(0, ("table_name",), table="COPY {table}{columns} FROM STDIN"),
    "copy_from_table": Form(0, ("table_name",), table="COPY {table}{columns} TO STDOUT"),
    "copy_records_to_table": Form(0, ("table_name",), table="COPY {table}{columns} FROM STDIN"),
    "callproc": Form(0, ("procname",), calls=True),
    "to_sql": Form(0, ("name",), table="COPY {table} FROM STDIN"),
}
FUNCTIONS = {
    "psycopg2.extras.execute_values": Form(1, ("sql",)),
    "psycopg2.extras.execute_batch": Form(1, ("sql",), 2),
    "pandas.read_sql": Form(0, ("sql",), 4),
    "pandas.read_sql_query": Form(0, ("sql",), 4),
    "pandas.io.sql.read_sql": Form(0, ("sql",), 4),
    "pandas.io.sql.read_sql_query": Form(0, ("sql",), 4),
    "polars.read_database": Form(0, ("query",), 9),
    "pandas.read_sql_table": Form(0, ("table_name",), table="SELECT * FROM {table}"),
}
BEGINS = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*|\()*(?:select|with|insert|update|delete|merge|copy|values|truncate|table)\b",
    re.IGNORECASE | re.DOTALL,
)


class Handed(NamedTuple):
    """A statement and what was given with it, in the form of ``execute(statement, parameters)``."""

    statement: Term
    arguments: tuple[Argument, ...]


def handed(call: MethodCall | CallResult) -> Handed | None:
    """What a call of a driver's method or function hands over; None if it is no such call."""
    if isinstance(call, MethodCall):
        form = METHODS.get(call.name)
    else:
        form = FUNCTIONS.get(call.function.name) if isinstance(call.function, External) else None
    if form is None:
        return None
    given = _argument(call.arguments, form.position, form.keywords)
    if given is None:
        return None
    if isinstance(call, CallResult) and _is_table_name(call, given.value):
        form = FUNCTIONS["pandas.read_sql_table"]
    if form.calls:
        return _of_function(given, call.arguments)
    if form.table:
        return _of_table(form, given.value, call.arguments)
    statement = given.value
    rest = tuple(argument for argument in call.arguments if argument is not given)
    if form.position:
        rest = rest[form.position :]
    if isinstance(statement, MethodCall) and statement.name == "mogrify" and statement.arguments:
        return Handed(statement.arguments[0].value, statement.arguments)
    if form.parameters is not None:
        found = _argument(call.arguments, form.parameters, ("params", "argslist"))
        rest = () if found is None else (intern(Argument(found.value)),)
    if rest and isinstance(call, MethodCall) and call.name in MANY:
        rest = (intern(Argument(rest[0].value, "argslist")),)
    if form is FUNCTIONS["psycopg2.extras.execute_batch"] and rest:
        rest = (intern(Argument(rest[0].value, "argslist")),)
    if form.only_text and not _is_sql(statement):
        return None
    return Handed(statement, (intern(Argument(statement)), *rest))


def _is_sql(value: Term) -> bool:
    if isinstance(value, Choice):
        return _is_sql(value.then) and _is_sql(value.otherwise)
    text = constant_text(value)
    if text is None:
        parts = getattr(value, "parts", ())
        text = constant_text(parts[0]) if parts else None
    return text is not None and BEGINS.match(text) is not None


def _is_table_name(call: CallResult, value: Term) -> bool:
    """``pandas.read_sql("tasks", engine)`` reads the whole table."""
    text = constant_text(value)
    return external_name(call) in ("pandas.read_sql", "pandas.io.sql.read_sql") and (text or "").isidentifier()


def _argument(arguments: tuple[Argument, ...], position: int, keywords: tuple[str, ...]) -> Argument | None:
    positional = [argument for argument in arguments if argument.keyword is None and argument.star != "**"]
    if len(positional) > position and not any(argument.star for argument in positional[: position + 1]):
        return positional[position]
    return next((argument for argument in arguments if argument.keyword in keywords), None)


def _of_table(form: Form, table: Term, arguments: tuple[Argument, ...]) -> Handed | None:
    """COPY and its like by the table's name: written as the statement that they send."""
    given = {argument.keyword: argument.value for argument in arguments if argument.keyword is not None}
    name, schema = constant_text(table), constant_text(given["schema_name"]) if "schema_name" in given else None
    if name is None:
        return None
    name = f'{schema}."{name}"' if schema is not None else f'"{name}"'
    columns = containers.items(given["columns"]) if "columns" in given else None
    names = [constant_text(column) for column in columns or ()]
    listed = ", ".join(f'"{column}"' for column in names if column is not None)
    if None in names or ("columns" in given and columns is None):
        listed = ""
    if "records" in given and listed:
        # the rows are in view, as in executemany()
        holes = ", ".join(f"${number}" for number in range(1, len(names) + 1))
        text = const(f"INSERT INTO {name} ({listed}) VALUES ({holes})")
        return Handed(text, (intern(Argument(text)), intern(Argument(given["records"], "argslist"))))
    text = const(form.table.format(table=name, columns=f" ({listed})" if listed else ""))
    return Handed(text, (intern(Argument(text)),))


def _of_function(name: Argument, arguments: tuple[Argument, ...]) -> Handed:
    """``callproc("f", [a, b])``, ``callproc("f", {"a": b})``: written as the statement that psycopg2 sends."""
    given = next((argument for argument in arguments if argument is not name), None)
    named = None if given is None else mappings.known_entries(given.value)
    placed = None if given is None else containers.items(given.value)
    if named is not None:
        holes = [f'"{key}" => %({key})s' for key in named]
    elif given is None or placed is not None:
        holes = ["%s"] * len(placed or ())
    else:
        holes = ["%s"]  # any number of them, none in view: all of them one value that is not known
    text = Text((const("SELECT * FROM "), name.value, const(f"({', '.join(holes)})")))
    whole = constant_text(name.value)
    statement = intern(text) if whole is None else const(f"SELECT * FROM {whole}({', '.join(holes)})")
    return Handed(statement, (intern(Argument(statement)), *(() if given is None else (given,))))


def rows(value: Term) -> tuple[tuple[Term, ...], ...] | None:
    """The rows of a sequence of tuples, any number of like rows counting once; None where one is not in view."""
    if not isinstance(value, Sequence) or not value.items:
        return None
    known = [containers.items(item.value if isinstance(item, Each) else item) for item in value.items]
    found = tuple(row for row in known if row is not None)
    return found if len(found) == len(known) and len({len(row) for row in found}) == 1 else None


def representative(value: Term) -> Term | None:
    """One row that stands for all that a statement is repeated with: a constant of any of them shows; None if not in view."""
    if isinstance(value, Sequence) and len(value.items) == 1:
        only = value.items[0].value if isinstance(value.items[0], Each) else value.items[0]
        return only if isinstance(only, Sequence) or mappings.known_entries(only) is not None else None
    found = rows(value)
    if found is None:
        return None
    columns = zip(*found, strict=True)
    chosen = (next((item for item in column if isinstance(item, Const)), column[0]) for column in columns)
    return intern(Sequence("tuple", tuple(chosen)))


# ---------------------------------------------------------------- connections


def library_type(run: "Run", receiver: Term, depth: int = 0) -> str | None:
    """The dotted name of the library class behind a connection, session or cursor; also through those that made it."""
    named = typing_hints.external_type(run, receiver) or _inherited(run, receiver)
    if depth > 8:
        return named
    if named in MAKERS:
        return f"{named}.Connection"
    if named is not None:
        return named
    match receiver:
        case MethodCall(receiver=inner, name=name) if name in HANDLES:
            found = library_type(run, inner, depth + 1)
            return found if found is not None and (_root(found) in FOREIGN or SESSION_TYPES.search(found)) else None
        case Attr(base=inner, name="session") if external_name(inner) == "flask_sqlalchemy.SQLAlchemy":
            return "sqlalchemy.orm.Session"
        case CallResult(function=CallResult(function=External(name=name))) if name.endswith(
            ("sessionmaker", "scoped_session")
        ):
            return "sqlalchemy.orm.Session"
    return None


def _inherited(run: "Run", receiver: Term) -> str | None:
    """The library's session or connection that a class of the project is made from."""
    cls = run.program.classes.get(typing_hints.class_of(run, receiver) or "")
    above = cls.mro if cls is not None else ()
    return next((name for name in above if ":" not in name and SESSION_TYPES.search(name)), None)


def external_name(value: Term) -> str | None:
    """The dotted name of the library function or class that a value was made by."""
    return value.function.name if isinstance(value, CallResult) and isinstance(value.function, External) else None


def _root(name: str) -> str:
    return name.partition(".")[0]


def is_session(run: "Run", receiver: Term) -> bool:
    """Whether statements handed to the receiver reach the project's database."""
    name = library_type(run, receiver)
    if name is None or _root(name) in FOREIGN:
        return False
    return SESSION_TYPES.search(name) is not None


def is_foreign(run: "Run", receiver: Term) -> bool:
    """Whether the receiver is a connection to something that is plainly another database."""
    name = library_type(run, receiver)
    return name is not None and _root(name) in FOREIGN
