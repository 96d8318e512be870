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
        found = [meta for node in nodes if node is not None for meta in _metas(node)]
        if not found:
            return None
        start = min(meta["start"] for meta in found)
        end = max(meta["end"] for meta in found)
        return self.lines.place(self.statement.original(start), self.statement.original(end) + 1)

    def bound(self, name: str) -> Bound:
        try:
            return self.statement.bound[name]
        except KeyError:
            raise Unreadable(f"placeholder {name}") from None


def _metas(node: exp.Expr) -> list[dict[str, Any]]:
    parts = (
        [node] if isinstance(node, exp.Identifier) else [p for p in node.args.values() if isinstance(p, exp.Identifier)]
    )
    return [dict(part.meta) for part in parts if "start" in part.meta]


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
