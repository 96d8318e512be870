"""Statements of a text: parsed one by one, with the forms sqlglot leaves as text looked into."""

import re
from itertools import pairwise

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from scopelint.model.relation import Query, Scan, Unseen, Utility
from scopelint.model.sqltext import HoleUse, ParsedStatement
from scopelint.sql.names import mentioned_tables, scanned_tables
from scopelint.sql.reader import Reader, Unreadable, text_of
from scopelint.sql.select import WRITES, query, scan
from scopelint.sql.text import HOLE, MAX_DEPTH, MAX_TEXT, Lines, Statement, statements

_QUIET = [
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "release",
    "start",
    "end",
    "abort",
    "set",
    "reset",
    "discard",
    "show",
    "listen",
    "unlisten",
    "notify",
    "vacuum",
    "analyze",
    "reindex",
    "cluster",
    "checkpoint",
    "comment",
    "grant",
    "revoke",
    "alter",
    "deallocate",
    "close",
    "load",
    "security",
    "reassign",
    "import",
    "drop",
    "abort",
]
_WORD = re.compile(r"\s*(\w+)")
_TAIL = {
    "explain": re.compile(r"explain\s*(\([^()]*(\([^()]*\)[^()]*)*\))?\s*((analyze|analyse|verbose)\b\s*)*", re.I),
    "prepare": re.compile(r"prepare\s+\w+\s*(\([^()]*\))?\s*as\b", re.I),
    "declare": re.compile(r"declare\s+\S+\s+(?:\w+\s+)*?cursor\s+(?:(?:with|without)\s+hold\s+)?for\b", re.I),
}
_CREATES_NO_ROWS = re.compile(
    r"""create\s+(or\s+replace\s+)?((unique|temp|temporary|event|constraint|trusted|procedural|default|foreign|server|user)\s+)*
    (function|procedure|trigger|policy|role|user|group|extension|rule|type|domain|sequence|schema|index|publication|subscription
    |cast|collation|conversion|aggregate|operator|language|database|tablespace|statistics|server|text|wrapper|data|mapping)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COPIES_QUERY = re.compile(r"\s*copy\s*\(", re.IGNORECASE)
_CURSOR_ROW = re.compile(r"\bwhere\s+current\s+of\s+\w", re.IGNORECASE)
_OVERRIDING = re.compile(r"\boverriding\s+(system|user)\s+value\b", re.IGNORECASE)
_RUNS_PREPARED = re.compile(r"\bas\s+execute\b", re.IGNORECASE)
_HIDDEN = ("do", "call", "execute", "fetch", "move")


def parse(sql: str, dialect: str, holes: tuple[str, ...]) -> tuple[ParsedStatement, ...]:
    """Every statement of the text in order."""
    if len(sql) > MAX_TEXT:
        tables = mentioned_tables(sql[:MAX_TEXT])
        return (ParsedStatement(Unseen("bound-hit", "the text is too long", tables), 0, len(sql), tables),)
    lines = Lines(sql)
    return tuple(_one(sql, found, lines, dialect, holes) for found in statements(sql))


def _one(sql: str, found: Statement, lines: Lines, dialect: str, holes: tuple[str, ...]) -> ParsedStatement:
    raw = sql[found.start : found.end]
    error: str | None = None
    offset: int | None = None
    read: Query
    try:
        if found.depth > MAX_DEPTH:
            raise Unreadable("nested too deeply")
        if found.fault is not None:
            raise Unreadable(found.fault)
        tree, read = _read(found, lines, dialect, found.text)
        tables = scanned_tables(read)
        uses = _uses(tree, raw, found) if "__hole_" in raw else ()
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
        error, offset = _explain(fault, found)
        tables = mentioned_tables(raw)
        cause = "bound-hit" if isinstance(fault, RecursionError) or found.depth > MAX_DEPTH else "unparsed"
        read = Unseen(cause, error, tables)  # type: ignore[arg-type]
        uses = tuple(HoleUse(name, "clause") for name in dict.fromkeys(HOLE.findall(raw)))
    shape: Query | None = None
    if uses or any(hole in raw for hole in holes):
        shape = None if isinstance(read, Unseen) else read
        tables = tuple(dict.fromkeys((*tables, *mentioned_tables(raw))))
        tables = tuple(name for name in tables if not HOLE.search(name))
        read = Unseen("dynamic", "text is formatted into the statement at run time", tables)
    parameters = tuple(dict.fromkeys(bound.key for bound in found.bound.values()))
    return ParsedStatement(read, found.start, found.end, tables, parameters, error, offset, uses, shape)


def _read(found: Statement, lines: Lines, dialect: str, text: str, skipped: int = 0) -> tuple[exp.Expr, Query]:
    word = _WORD.match(text)
    first = word.group(1).lower() if word else ""
    if first in _TAIL:
        match = _TAIL[first].match(text.lstrip())
        if match is None:
            raise Unreadable(f"{first.upper()} of this form")
        begin = len(text) - len(text.lstrip()) + match.end()
        tree, inner = _read(found, lines, dialect, " " * begin + text[begin:])
        return tree, Utility(first, inner)
    if first == "copy" and (query_in := _COPIES_QUERY.match(text)) is not None:
        end = _closing(text, query_in.end())
        inside = " " * query_in.end() + text[query_in.end() : end]
        tree, inner = _read(found, lines, dialect, inside)
        return tree, Utility("copy to", inner)
    if _CURSOR_ROW.search(text):
        raise Unreadable("the row of a cursor, whose query is not in the statement")
    if first in _HIDDEN:
        return exp.Null(), Unseen("unresolved", f"what {first.upper()} runs is not in the statement")
    if first in ("lock", "refresh"):
        return exp.Null(), _named_tables(first, text)
    if first in _QUIET or _CREATES_NO_ROWS.match(text.lstrip()):
        return exp.Null(), Utility(first)
    plain = _OVERRIDING.sub(lambda match: " " * len(match[0]), text)
    tree = sqlglot.parse_one(plain, read=dialect)
    return tree, _statement(Reader(found, lines, query), tree)


def _closing(text: str, start: int) -> int:
    """Where the parenthesis that stands open at ``start`` is closed; TO must follow."""
    depth = 1
    tokens = [token for token in sqlglot.tokenize(text, read="postgres") if token.start >= start]
    for token, after in pairwise(tokens):
        depth += {"L_PAREN": 1, "R_PAREN": -1}.get(token.token_type.name, 0)
        if depth == 0:
            if after.text.lower() != "to":
                break
            return int(token.start)
    raise Unreadable("COPY of this form")


def _named_tables(kind: str, text: str) -> Query:
    if kind == "lock":
        return Utility("lock")
    return Unseen("unresolved", "REFRESH runs the definition of a materialized view", ())


def _statement(r: Reader, tree: exp.Expr) -> Query:
    if isinstance(tree, (exp.Select, exp.SetOperation, exp.Values, exp.Subquery, exp.Table, *WRITES)):
        into = tree.args.pop("into", None)
        read = query(r, tree)
        return Utility("select into", read) if into is not None else read
    if isinstance(tree, exp.Copy):
        return _copy(r, tree)
    if isinstance(tree, exp.TruncateTable):
        return Utility("truncate", None, tuple(scan(r, entry) for entry in tree.expressions))
    if isinstance(tree, exp.Create):
        return _create(r, tree)
    raise Unreadable(f"a statement of the kind {type(tree).__name__.lower()}")


def _copy(r: Reader, tree: exp.Expr) -> Utility:
    kind = "copy from" if tree.args.get("kind") else "copy to"
    target = tree.this
    if isinstance(target, exp.Subquery):
        return Utility(kind, query(r, target))
    columns: tuple[str, ...] = ()
    if isinstance(target, exp.Schema):
        columns = tuple(text_of(entry) for entry in target.expressions)
        target = target.this
    tables: tuple[Scan, ...] = (scan(r, target),)
    return Utility(kind, None, tables, columns)


def _create(r: Reader, tree: exp.Expr) -> Query:
    """CREATE TABLE .. AS copies rows, a view only names them."""
    kind = str(tree.args.get("kind") or "").lower()
    body = tree.args.get("expression")
    materialized = tree.find(exp.MaterializedProperty) is not None
    if kind == "table" and isinstance(body, (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)):
        return Utility("create table as", query(r, body))
    if kind == "view" and materialized and isinstance(body, (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)):
        return Utility("create materialized view", query(r, body))
    if kind == "table" and _RUNS_PREPARED.search(r.statement.text):
        return Unseen("unresolved", "what EXECUTE runs is not in the statement")
    return Utility(f"create {kind}".strip())


def _explain(fault: Exception, found: Statement) -> tuple[str, int | None]:
    if isinstance(fault, RecursionError):
        return "nested too deeply", None
    if isinstance(fault, sqlglot.ParseError) and fault.errors:
        first = fault.errors[0]
        line, column = int(first.get("line") or 1), int(first.get("col") or 1)
        starts = [0, *(match.end() for match in re.finditer("\n", found.text))]
        at = starts[min(line, len(starts)) - 1] + max(column - len(str(first.get("highlight") or " ")), 0)
        message = re.sub(r"<Token[^>]*?text: (.*?), line:.*", r"'\1'", str(first.get("description") or fault)).rstrip(
            "."
        )
        return message, found.original(min(at, len(found.text)))
    if isinstance(fault, Unreadable):
        return f"not understood: {fault}", found.start
    return f"not understood: {type(fault).__name__}", found.start


def _uses(tree: exp.Expr, raw: str, found: Statement) -> tuple[HoleUse, ...]:
    """Where each hole stands; a hole in two places counts by its worse one."""
    rank = {"value": 0, "quoted": 1, "column": 2, "source": 3, "clause": 4}
    worst: dict[str, str] = {}

    def note(name: str, position: str) -> None:
        if name not in worst or rank[position] > rank[worst[name]]:
            worst[name] = position

    for identifier in tree.find_all(exp.Identifier):
        for name in HOLE.findall(identifier.name):
            note(name, _position(identifier, name))
    for name in found.quoted_holes:
        note(name, "quoted")
    for name in HOLE.findall(raw):
        worst.setdefault(name, "clause")
    return tuple(HoleUse(name, worst[name]) for name in sorted(worst, key=raw.index))  # type: ignore[arg-type]


def _position(identifier: exp.Expr, name: str) -> str:
    parent = identifier.parent
    if isinstance(parent, exp.Table):
        return "source"
    if not isinstance(parent, exp.Column) or identifier.name != name:
        return "column" if isinstance(parent, (exp.Column, exp.Schema)) else "clause"
    if parent.args.get("table") is not None:
        return "column"
    holder, key = parent.parent, parent.arg_key
    if isinstance(
        holder, (exp.Where, exp.Having, exp.And, exp.Or, exp.Not, exp.Ordered, exp.Group, exp.Join, exp.Paren)
    ):
        return "clause"
    if isinstance(holder, exp.EQ) and key == "this" and isinstance(holder.parent, (exp.Update, exp.OnConflict)):
        return "column"
    return "value"
