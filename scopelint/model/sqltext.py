"""What reading SQL text yields: one parsed statement, and what stood in it for something formatted in."""

from typing import Literal as OneOf

from scopelint.model.node import Node
from scopelint.model.relation import Query


class HoleUse(Node, frozen=True):
    """Where a hole (a piece of text formatted in at run time) stands in its statement.

    ``value``: where only an expression can stand (``= {x}``, ``LIMIT {x}``, a bare select item); ``quoted``: inside a
    string literal; ``column``: a qualified column's or an assigned column's name; ``source``: a table's name;
    ``clause``: anything else, or the statement does not parse around it.
    """

    name: str
    position: OneOf["value", "quoted", "column", "source", "clause"]


class ParsedStatement(Node, frozen=True):
    """One statement of a SQL text.

    ``start`` and ``end`` are code point offsets in the text, the end exclusive. ``tables`` are all names it mentions as
    tables (no CTEs), ``parameters`` the keys of its placeholders in order. ``error`` and ``error_offset`` say why and
    where it does not parse; its ``query`` is then Unseen. With ``holes`` its query is Unseen too, and ``shape`` shows
    what could be read around them: for display and diagnosis, never for a proof.
    """

    query: Query
    start: int
    end: int
    tables: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    error: str | None = None
    error_offset: int | None = None
    holes: tuple[HoleUse, ...] = ()
    shape: Query | None = None
