"""SQLAlchemy's schema objects, as recorded terms, to the SQL that its PostgreSQL compiler writes for them."""

from collections.abc import Iterable
from typing import NamedTuple

from scopelint.evaluate import containers
from scopelint.evaluate.alembic_types import type_sql
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    External,
    Function,
    MethodCall,
    Operation,
    Sequence,
    TableObject,
    Term,
    Text,
    constant_text,
)

BARE = frozenset({"current_timestamp", "current_date", "current_time", "current_user", "session_user", "user",
                  "localtime", "localtimestamp", "current_role", "current_catalog"})  # fmt: skip
"""Functions that are written without parentheses."""
_COMPARISONS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "&": "AND", "|": "OR"}
_METHODS = {"is_": "IS", "is_not": "IS NOT", "isnot": "IS NOT", "like": "LIKE", "ilike": "ILIKE"}
_ORDERS = {"desc": "DESC", "asc": "ASC", "nulls_first": "NULLS FIRST", "nulls_last": "NULLS LAST",
           "nullsfirst": "NULLS FIRST", "nullslast": "NULLS LAST"}  # fmt: skip


class Unreadable(Exception):
    """A part of an operation is only known when it runs; the message says which."""


class Given(NamedTuple):
    """The arguments of a call: positional ones in order, keywords by name; ``open``: there are more, not in view."""

    positional: tuple[Term, ...]
    keywords: dict[str, Term]
    open: bool = False

    def get(self, at: int, name: str) -> Term | None:
        """The argument at a position or under a keyword."""
        return self.positional[at] if at < len(self.positional) else self.keywords.get(name)

    def flag(self, name: str, default: bool = False) -> bool:
        """A keyword that is True or False."""
        value = self.keywords.get(name)
        return bool(value.value) if isinstance(value, Const) else default


def given(arguments: Iterable[Argument]) -> Given:
    """Arguments as positions and keywords."""
    found = tuple(arguments)
    positional = tuple(one.value for one in found if one.keyword is None and not one.star)
    return Given(positional, {a.keyword: a.value for a in found if a.keyword is not None}, any(a.star for a in found))


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string."""
    return "'" + text.replace("'", "''") + "'"


def qualified(name: str, schema: str | None) -> str:
    """A table's name, in its schema."""
    return quoted(name) if schema is None else f"{quoted(schema)}.{quoted(name)}"


def head(value: Term) -> str:
    """The last part of the name of the library function that a term is a call of; "" for anything else."""
    if isinstance(value, CallResult) and isinstance(value.function, External):
        return value.function.name.rsplit(".", 1)[-1]
    return ""


def words(value: Term | None, what: str) -> str | None:
    """A name: constant text, None where it is None or absent."""
    if value is None or (isinstance(value, Const) and value.value is None):
        return None
    text = constant_text(value)
    if text is None and isinstance(value, CallResult | MethodCall) and value.arguments:
        called = head(value) if isinstance(value, CallResult) else value.name
        if called in ("quoted_name", "conv", "f"):
            text = constant_text(value.arguments[0].value)
    if text is None:
        raise Unreadable(f"{what} is only known when it runs")
    return text


def needed(value: Term | None, what: str) -> str:
    """A name that must be there."""
    found = words(value, what)
    if found is None:
        raise Unreadable(f"{what} is only known when it runs")
    return found


def listed(value: Term | None, what: str) -> tuple[Term, ...]:
    """The items of a list."""
    known = None if value is None else containers.items(value)
    if known is None:
        raise Unreadable(f"{what} are only known when it runs")
    return known


def names(value: Term | None, what: str) -> tuple[str, ...]:
    """A list of names; one name counts as a list of one."""
    if value is not None and (text := constant_text(value)) is not None:
        return (text,)
    return tuple(needed(item, what) for item in listed(value, what))


# ---------------------------------------------------------------- expressions


def clause_sql(value: Term) -> str:
    """An expression in SQL: text as it stands, constructs as they are compiled. Raises Unreadable."""
    text = constant_text(value)
    return text if text is not None else _construct(value)


def default_sql(value: Term) -> str | None:
    """A server default: plain text is a string of the column; None where there is none (``FetchedValue``)."""
    text = constant_text(value)
    if text is not None:
        return literal(text)
    if head(value) in ("FetchedValue", "Sequence"):
        return None
    if head(value) == "DefaultClause" and isinstance(value, CallResult) and value.arguments:
        return default_sql(value.arguments[0].value)
    return _construct(value)


def _operand(value: Term) -> str:
    if isinstance(value, Const):
        if isinstance(value.value, bool):
            return "true" if value.value else "false"
        if value.value is None:
            return "NULL"
        return literal(value.value) if isinstance(value.value, str) else str(value.value)
    return _construct(value)


def _construct(value: Term) -> str:
    match value:
        case Const():
            return _operand(value)
        case CallResult():
            return _called(value)
        case External(name=name) if name.rsplit(".", 1)[-1] in ("true", "false", "null"):
            return name.rsplit(".", 1)[-1]
        case Operation(op=op, left=left, right=right) if right is not None and op in _COMPARISONS:
            return f"({_operand(left)} {_COMPARISONS[op]} {_operand(right)})"
        case Operation(op="~", left=left, right=None):
            return f"(NOT {_operand(left)})"
        case MethodCall(receiver=receiver, name=name, arguments=arguments):
            if name in _ORDERS:
                return f"{_construct(receiver)} {_ORDERS[name]}"
            if name in _METHODS and len(arguments) == 1:
                return f"({_construct(receiver)} {_METHODS[name]} {_operand(arguments[0].value)})"
            if name in ("in_", "not_in", "notin_") and len(arguments) == 1:
                items = ", ".join(_operand(item) for item in listed(arguments[0].value, "values of IN"))
                return f"({_construct(receiver)} {'IN' if name == 'in_' else 'NOT IN'} ({items}))"
            if name == "astext" or name == "self_group":
                return _construct(receiver)
        case Attr(base=Attr(base=TableObject(), name="c" | "columns"), name=name):
            return quoted(name)
        case Attr(base=Attr(base=CallResult() as base, name="c" | "columns"), name=name) if head(base) == "Table":
            return quoted(name)
        case Attr(base=Class(), name=name):
            return quoted(name)
    raise Unreadable("an expression is only known when it runs")


def _called(value: CallResult) -> str:
    name = head(value)
    arguments = given(value.arguments)
    if name in ("text", "literal_column", "TextClause") and arguments.positional:
        text = constant_text(arguments.positional[0])
        if text is None:
            raise Unreadable("text() is put together from what is only known when it runs")
        return text
    if name in ("column", "quoted_name") and arguments.positional:
        return quoted(needed(arguments.positional[0], "a column's name"))
    if name in ("true", "false", "null", "True_", "False_", "Null"):
        return name.lower().rstrip("_")
    if name in ("literal", "bindparam") and arguments.positional:
        return _operand(arguments.positional[-1])
    if name in ("desc", "asc", "nulls_first", "nulls_last", "nullsfirst", "nullslast") and arguments.positional:
        first = arguments.positional[0]
        text = constant_text(first)
        return f"{quoted(text) if text is not None else _construct(first)} {_ORDERS[name]}"
    if name == "cast" and len(arguments.positional) == 2:
        return f"CAST({_operand(arguments.positional[0])} AS {type_sql(arguments.positional[1])})"
    if name in ("and_", "or_") and arguments.positional:
        return "(" + f" {name[:-1].upper()} ".join(_construct(one) for one in arguments.positional) + ")"
    if name == "not_" and arguments.positional:
        return f"(NOT {_construct(arguments.positional[0])})"
    function = value.function
    if isinstance(function, External) and ".func." in f".{function.name}":
        called = function.name.split("func.", 1)[1]
        if called in BARE and not arguments.positional:
            return called.upper()
        return f"{called}({', '.join(_operand(one) for one in arguments.positional)})"
    raise Unreadable(f"{name or 'an expression'} is only known when it runs")


def statement_text(value: Term) -> Term:
    """What is inside ``text(...)``, and any other statement as it is."""
    while True:
        if head(value) in ("text", "TextClause", "DDL") and isinstance(value, CallResult) and value.arguments:
            value = value.arguments[0].value
        elif isinstance(value, MethodCall) and value.name in ("bindparams", "columns", "execution_options"):
            value = value.receiver
        else:
            return value


def is_statement(value: Term) -> bool:
    """Whether a term is text, or a statement made of constructs."""
    return isinstance(value, Const | Text | CallResult | MethodCall | Choice | Sequence | Function)
