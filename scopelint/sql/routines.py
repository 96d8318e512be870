"""CREATE FUNCTION .. LANGUAGE sql: what a query that calls it really reads. Other languages and forms are left unread."""

import re
from itertools import takewhile

from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from scopelint.model.schema import Routine
from scopelint.sql.reader import folded

CREATES = re.compile(r"\s*create\s+(or\s+replace\s+)?function\b", re.IGNORECASE)
_MODES = frozenset({"out", "inout", "variadic"})
_CLAUSES = frozenset(
    [
        "as",
        "called",
        "cost",
        "immutable",
        "language",
        "leakproof",
        "parallel",
        "return",
        "returns",
        "rows",
        "security",
        "set",
        "stable",
        "strict",
        "support",
        "volatile",
        "window",
    ]
)
_HARMLESS_PATH = frozenset({"=", "to", ",", "public", "pg_catalog", "pg_temp", "", "$user"})
_STRINGS = frozenset({TokenType.STRING, TokenType.HEREDOC_STRING, TokenType.RAW_STRING})
_QUERY = re.compile(r"\s*(select|with|values|table|\()\b|\s*\(", re.IGNORECASE)


def routine(text: str) -> tuple[str, Routine | None] | None:
    """The name that a CREATE FUNCTION defines, and what it is: None if it is not one query in SQL."""
    if not CREATES.match(text):
        return None
    try:
        tokens = list(Postgres().tokenize(text))
    except SqlglotError:
        return None
    at = 1 + next(n for n, token in enumerate(tokens) if token.token_type == TokenType.FUNCTION)
    name, at = _name(tokens, at)
    if at >= len(tokens) or tokens[at].token_type != TokenType.L_PAREN:
        return None
    inside, at = _enclosed(tokens, at)
    parameters = _parameters(inside)
    words = [token.text.lower() for token in tokens]
    body = _body(text, tokens, words, at)
    if parameters is None or body is None or not _QUERY.match(body) or not _plain_settings(tokens, words, at):
        return name, None
    returns = words.index("returns", at) + 1 if "returns" in words[at:] else -1
    if returns < 0:
        return name, None
    if words[returns] == "table":
        columns, _ = _enclosed(tokens, returns + 1)
        return name, Routine(name, parameters, body, True, tuple(_folded(part[0]) for part in _split(columns)))
    many = words[returns] == "setof"
    kind, _ = _name(tokens, returns + many)
    return name, Routine(name, parameters, body, many, (), kind)


def _name(tokens: list[Token], at: int) -> tuple[str, int]:
    """A name at ``at``, with its schema unless that is public, and where it ends."""
    parts = [_folded(tokens[at])]
    at += 1
    while at + 1 < len(tokens) and tokens[at].token_type == TokenType.DOT:
        parts.append(_folded(tokens[at + 1]))
        at += 2
    return ".".join(parts[1:] if parts[0] == "public" and len(parts) > 1 else parts), at


def _folded(token: Token) -> str:
    return folded(token.text, token.token_type == TokenType.IDENTIFIER)


def _enclosed(tokens: list[Token], at: int) -> tuple[list[Token], int]:
    """What stands in the parentheses that open at ``at``, and what comes after them."""
    depth, start = 0, at + 1
    while at < len(tokens):
        depth += (tokens[at].token_type == TokenType.L_PAREN) - (tokens[at].token_type == TokenType.R_PAREN)
        at += 1
        if depth == 0:
            return tokens[start : at - 1], at
    return tokens[start:], at


def _split(tokens: list[Token]) -> list[list[Token]]:
    """At the commas that stand in no parentheses."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET)) - (
            token.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET)
        )
        if token.token_type == TokenType.COMMA and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [part for part in found if part]


def _parameters(tokens: list[Token]) -> tuple[str, ...] | None:
    """The names of the parameters, "" for one without; None where one is no plain input."""
    found = []
    for part in _split(tokens):
        if part[0].text.lower() in _MODES:
            return None
        own = part[1:] if part[0].text.lower() == "in" else part
        named = len(own) > 1 and own[1].token_type != TokenType.DEFAULT and own[1].text[:1].isidentifier()
        found.append(_folded(own[0]) if named else "")
    return tuple(found)


def _plain_settings(tokens: list[Token], words: list[str], at: int) -> bool:
    """Whether the function runs under no setting of its own that changes what its query reads."""
    for number in range(at, len(words)):
        if words[number] == "return":
            break
        if words[number] == "set" and tokens[number].token_type not in _STRINGS:
            given = list(takewhile(lambda word: word not in _CLAUSES, words[number + 1 :]))
            if given[:1] != ["search_path"] or not set(given[1:]) <= _HARMLESS_PATH:
                return False
    return True


def _body(text: str, tokens: list[Token], words: list[str], at: int) -> str | None:
    """The query of ``AS 'query'`` or ``RETURN expression``; the language must be SQL."""
    language = words.index("language", at) + 1 if "language" in words[at:] else -1
    if "return" in words[at:] and (language < 0 or words[language] == "sql"):
        return f"SELECT {text[tokens[words.index('return', at)].end + 1 :]}"
    if language < 0 or language >= len(words) or words[language] != "sql":
        return None
    for number in range(at, len(tokens) - 1):
        if words[number] == "as" and tokens[number + 1].token_type in _STRINGS:
            return tokens[number + 1].text.strip().removesuffix(";")
    return None
