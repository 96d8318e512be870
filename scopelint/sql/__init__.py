"""SQL text to relations (queries and writes) and to schema (DDL). The only room that knows sqlglot."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from scopelint.model.change import Change
from scopelint.model.node import Place
from scopelint.model.relation import Expr, From, Query, Sort
from scopelint.model.schema import Posture, Schema
from scopelint.model.sqltext import ParsedStatement

__all__ = [
    "canonical_expression",
    "canonical_query",
    "expression_mentions",
    "forward_only",
    "parse_fragment",
    "parse_statements",
    "query_mentions",
    "query_outputs",
    "read_changes",
    "read_schema",
    "render",
    "without_stars",
]

if TYPE_CHECKING:
    from scopelint.sql.resolving import Mention, Output

ColumnsOf = Callable[[str], "tuple[str, ...] | None"]


def parse_statements(sql: str, dialect: str = "postgres", holes: tuple[str, ...] = ()) -> tuple[ParsedStatement, ...]:
    """The statements of a text, in order.

    Never raises: one that cannot be read is ``Unseen`` with its error. ``holes`` are identifiers (``__hole_0__`` ...)
    that the caller put where text is formatted in; a statement with one is ``Unseen("dynamic")``, its ``holes`` and
    ``shape`` say what is around them. Places are 1-based lines and columns in ``sql``, their path is ``<sql>``.
    """
    from scopelint.sql.statements import parse

    return parse(sql, dialect, holes)


def parse_fragment(
    sql: str, kind: OneOf["predicate", "expression", "from", "order"] = "predicate"
) -> "Expr | From | tuple[Sort, ...]":
    """A piece of SQL inside a SQLAlchemy chain.

    What cannot be read is ``Opaque``; for ``from`` an ``UnseenSource``. A predicate with OR at its top is an ``Or``: the
    caller must know whether the text is put in parentheses where it is used.
    """
    from scopelint.sql.fragments import fragment

    return fragment(sql, kind)


def read_schema(sql: str) -> tuple[Schema, dict[str, Posture]]:
    """Tables, keys, views and functions of a DDL text, and what row-level security does for each table."""
    from scopelint.sql.ddl import read

    return read(sql)


def render(query: Query) -> str:
    """A relation as readable SQL, for display only; what could not be read stands as ``/* ... */``."""
    from scopelint.sql.printing import rendered

    return rendered(query)


def read_changes(sql: str, path: str, at: Place | None = None) -> tuple[Change, ...]:
    """What a DDL text changes, in order; a statement that may change the schema and is not read is ``Unread``.

    Never raises. Dumps are read too: what only psql understands is passed by. ``at``: the place of every change, for
    SQL that stands inside another language; else places are lines and columns of ``sql`` in ``path``.
    """
    from scopelint.sql.changes import read

    return read(sql, path, at)


def forward_only(text: str) -> str:
    """A migration file's text without the sections that undo it; places stay."""
    from scopelint.sql import migration_text

    return migration_text.forward_only(text)


def expression_mentions(text: str, relation: str, columns_of: ColumnsOf) -> "tuple[Mention, ...]":
    """The relations and columns that an expression on a relation's row names, and where in the text."""
    from scopelint.sql import resolving

    return resolving.expression_mentions(text, relation, columns_of)


def query_mentions(text: str, columns_of: ColumnsOf) -> "tuple[Mention, ...]":
    """The relations and columns that a query names, and where in the text."""
    from scopelint.sql import resolving

    return resolving.query_mentions(text, columns_of)


def query_outputs(text: str, columns_of: ColumnsOf) -> "tuple[Output, ...] | None":
    """The columns that a query gives; None where they cannot be told."""
    from scopelint.sql import resolving

    return resolving.query_outputs(text, columns_of)


def without_stars(text: str, columns_of: ColumnsOf) -> str:
    """A query with ``*`` replaced by the columns that it means now, as a view keeps them."""
    from scopelint.sql import resolving

    return resolving.without_stars(text, columns_of)


def canonical_expression(text: str, relation: str, columns_of: ColumnsOf) -> str:
    """One spelling of an expression on a relation's row, as written or as the server gives it back."""
    from scopelint.sql import canonical

    return canonical.canonical_expression(text, relation, columns_of)


def canonical_query(text: str, columns_of: ColumnsOf) -> str:
    """One spelling of a view's definition, as written or as the server gives it back."""
    from scopelint.sql import canonical

    return canonical.canonical_query(text, columns_of)
