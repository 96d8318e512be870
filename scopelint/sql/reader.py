"""What every reading function shares: the statement's text, its placeholders, places, and a fault to raise."""

import logging
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from scopelint.model.node import Place
from scopelint.model.relation import Bound, Expr, Query
from scopelint.sql.text import Lines, Statement

MAX_NAME = 63
"""Bytes of an identifier that PostgreSQL keeps."""
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns of what it leaves as text


class Unreadable(Exception):
    """A form this room does not read; the statement (or fragment) is then unknown."""


class Reader:
    """State of reading one statement: ``query`` reads a nested query (set by ``select``, to avoid a circle)."""

    def __init__(self, statement: Statement, lines: Lines, query: "Callable[[Reader, exp.Expr], Query]") -> None:
        self.statement = statement
        self.lines = lines
        self._query = query

    def query(self, node: exp.Expr) -> Query:
        return self._query(self, node)

    def expression(self, node: exp.Expr) -> Expr:
        from scopelint.sql.expressions import expression  # it reads calls, which hold expressions

        return expression(self, node)

    def place(self, *nodes: exp.Expr | None) -> Place | None:
        """From the first to the last identifier among ``nodes``, which are identifiers or hold them directly."""
        start, end = -1, -1
        for node in nodes:
            for part in (node,) if node is None or isinstance(node, exp.Identifier) else node.args.values():
                if isinstance(part, exp.Identifier) and "start" in (meta := part.meta):
                    start = meta["start"] if start < 0 else min(start, meta["start"])
                    end = max(end, meta["end"])
        if start < 0:
            return None
        return self.lines.place(self.statement.original(start), self.statement.original(end) + 1)

    def bound(self, name: str) -> Bound:
        try:
            return self.statement.bound[name]
        except KeyError:
            raise Unreadable(f"placeholder {name}") from None


def only(node: exp.Expr, *handled: str) -> None:
    """Raise if ``node`` carries an argument that the caller does not read: nothing may be dropped in silence."""
    for key, value in node.args.items():
        if key not in handled and value not in (None, False, [], ()):
            raise Unreadable(f"{type(node).__name__.lower()} with {key}")


def folded(name: str, quoted: bool) -> str:
    """A name as the catalog keeps it. Only ASCII is folded; beyond 63 bytes two names are one."""
    if not quoted:
        name = name.lower() if name.isascii() else "".join(c.lower() if c.isascii() else c for c in name)
    if len(name) <= MAX_NAME // 4:
        return name
    return name.encode()[:MAX_NAME].decode(errors="ignore")


def text_of(node: Any) -> str:
    """The name in an identifier, folded and cut as PostgreSQL does it; a string as it is."""
    if isinstance(node, exp.Identifier):
        name = str(node.this)
        return folded(name, bool(node.args.get("quoted")))
    if isinstance(node, exp.Expr):
        return str(node.name)
    return str(node)
