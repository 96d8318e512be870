"""SQL text to relations (queries and writes) and to schema (DDL). The only room that knows sqlglot."""

from typing import Literal as OneOf

from scopelint.model.relation import Expr, From, Query, Sort
from scopelint.model.schema import Posture, Schema
from scopelint.model.sqltext import ParsedStatement

__all__ = ["parse_fragment", "parse_statements", "read_schema", "render"]


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
    """Tables, keys and views of a DDL text, and what row-level security does for each table."""
    from scopelint.sql.ddl import read

    return read(sql)


def render(query: Query) -> str:
    """A relation as readable SQL, for display only; what could not be read stands as ``/* ... */``."""
    from scopelint.sql.printing import rendered

    return rendered(query)
