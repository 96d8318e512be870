"""Pieces of SQL that stand alone: a predicate, an expression, a FROM item, ORDER BY."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from scopelint.model.relation import Expr, From, Opaque, Sort, UnseenSource
from scopelint.sql.calls import sorts
from scopelint.sql.expressions import expression, item
from scopelint.sql.reader import Reader, Unreadable
from scopelint.sql.select import query, sources
from scopelint.sql.text import MAX_DEPTH, MAX_TEXT, Lines, Statement, statements

_FRAME = {
    "predicate": "SELECT 1 WHERE ",
    "expression": "SELECT ",
    "from": "SELECT 1 FROM ",
    "order": "SELECT 1 ORDER BY ",
}
_OWN = {"predicate": {"where"}, "expression": set(), "from": {"from_", "joins"}, "order": {"order"}}


def fragment(sql: str, kind: str) -> "Expr | From | tuple[Sort, ...]":
    """Read the fragment inside a frame, and only if it fills exactly its own clause of the frame."""
    try:
        return _read(sql, kind)
    except (
        SqlglotError,
        Unreadable,
        RecursionError,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        IndexError,
    ) as fault:
        reason = f"not understood: {fault}" if isinstance(fault, Unreadable) else "does not parse"
        if kind == "from":
            return UnseenSource(reason)
        return (Sort(Opaque(reason)),) if kind == "order" else Opaque(reason)


def _read(sql: str, kind: str) -> "Expr | From | tuple[Sort, ...]":
    if len(sql) > MAX_TEXT:
        raise Unreadable("the text is too long")
    found = list(statements(sql))
    if len(found) != 1 or found[0].depth > MAX_DEPTH:
        raise Unreadable("more or less than one expression")
    statement = _framed(found[0], _FRAME[kind])
    tree = sqlglot.parse_one(statement.text, read="postgres")
    given = {key for key, value in tree.args.items() if value not in (None, False, [])} - {"expressions"}
    if not isinstance(tree, exp.Select) or given - _OWN[kind] or len(tree.expressions) != 1:
        raise Unreadable(f"more than one {kind}")
    r = Reader(statement, Lines(sql), query)
    if kind == "predicate":
        return expression(r, tree.args["where"].this)
    if kind == "expression":
        return item(r, tree.expressions[0]).expr
    if kind == "order":
        return sorts(r, tree.args["order"])
    read = sources(r, tree.args["from_"], tree.args.get("joins"))
    if read is None:
        raise Unreadable("nothing")
    return read


def _framed(found: Statement, frame: str) -> Statement:
    shifted = [at + len(frame) for at in found.breaks]
    return Statement(
        found.start, found.end, frame + found.text, shifted, found.origins, found.bound, found.quoted_holes
    )
