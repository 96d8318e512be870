"""DDL text to tokens and statements, as PostgreSQL and psql cut it; a cursor to read them with.

sqlglot's tokenizer joins keywords and swallows what it takes for a command, so this room cuts DDL itself.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scopelint.model.change import ObjectName

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*)
  | (?P<comment>/\*)
  | (?P<string>[eE]'(?:[^'\\]|''|\\.)*'|(?:[uU]&|[bBxXnN])?'(?:[^']|'')*')
  | (?P<dollar>\$(?P<tag>[A-Za-z_\x80-\U0010ffff][\w]*|)\$.*?\$(?P=tag)\$)
  | (?P<quoted>(?:[uU]&)?"(?:[^"]|"")*")
  | (?P<word>[A-Za-z_\x80-\U0010ffff][\w$]*)
  | (?P<number>\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<symbol>::|:=|=>|\.\.|[()\[\],;.:]|\$\d+|[+\-*/<>=~!@\#%^&|`?]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Token(NamedTuple):
    """``kind``: word, quoted, string, dollar, number, symbol; ``value`` is folded, unquoted, unescaped."""

    kind: str
    value: str
    start: int
    end: int


class Unfit(Exception):
    """The statement has a form that is not read here; the message says which."""


def tokens(sql: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of a text without spaces and comments. A string that never ends is one symbol a character."""
    at, end = start, len(sql) if end is None else end
    while at < end:
        match = _TOKEN.match(sql, at, end)
        if match is None:  # pragma: no cover - the last alternative takes any character
            return
        kind = match.lastgroup or "symbol"
        kind = "dollar" if kind == "tag" else kind
        if kind == "comment":
            at = _comment_end(sql, at, end)
            continue
        at = match.end()
        text = match.group()
        if kind != "space":
            yield Token(kind, _value(kind, text, match.group("tag")), match.start(), at)


def _comment_end(sql: str, at: int, end: int) -> int:
    """Comments nest."""
    depth = 0
    for match in re.compile(r"/\*|\*/").finditer(sql, at, end):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return end


def _value(kind: str, text: str, tag: str | None) -> str:
    match kind:
        case "word":
            return text.lower()
        case "quoted":
            return text[text.index('"') + 1 : -1].replace('""', '"')
        case "dollar":
            width = len(tag or "") + 2
            return text[width:-width]
        case "string":
            quoted = text[text.index("'") + 1 : -1].replace("''", "'")
            return _ESCAPE.sub(_unescaped, quoted) if text[0] in "eE" else quoted
    return text


def _unescaped(match: re.Match[str]) -> str:
    octal, hexadecimal, short, long, other = match.groups()
    if octal:
        return chr(int(octal, 8))
    if hexadecimal or short or long:
        return chr(min(int(hexadecimal or short or long, 16), 0x10FFFF))
    return _ESCAPED.get(other, str(other))


class Script:
    """A DDL text cut into statements; what psql alone understands (backslash commands, COPY data) is passed by."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def statements(self) -> Iterator[list[Token]]:
        """Tokens of one statement at a time, without the semicolon."""
        sql, at = self.sql, 0
        current: list[Token] = []
        depth = atomic = 0
        while True:
            again = None
            for token in tokens(sql, at):
                if token.value == "\\" and token.kind == "symbol" and not current:
                    again = _line_end(sql, token.start)
                    break
                if token.kind == "symbol":
                    depth += (token.value in "([") - (token.value in ")]")
                elif token.kind == "word":
                    atomic = _atomic(current, token, atomic)
                if token.value == ";" and token.kind == "symbol" and depth <= 0 and not atomic:
                    copied = _copies_in(current)
                    if current:
                        yield current
                    current, depth = [], 0
                    if copied:
                        again = _data_end(sql, token.end)
                        break
                    continue
                current.append(token)
            if again is None:
                break
            at = again
        if current:
            yield current


def _atomic(before: list[Token], token: Token, depth: int) -> int:
    """How many BEGIN ATOMIC, CASE and END blocks of a SQL function body are open."""
    if depth:
        return depth + (token.value == "case") - (token.value == "end")
    starts = token.value == "atomic" and bool(before) and before[-1].value == "begin" and before[0].value == "create"
    return 1 if starts else 0


def _copies_in(statement: list[Token]) -> bool:
    words = [token.value for token in statement]
    return (
        words[:1] == ["copy"]
        and "from" in words
        and words[words.index("from") + 1 : words.index("from") + 2] == ["stdin"]
    )


def _line_end(sql: str, at: int) -> int:
    end = sql.find("\n", at)
    return len(sql) if end < 0 else end + 1


def _data_end(sql: str, at: int) -> int:
    match = re.compile(r"^\\\.[ \t]*\r?$", re.MULTILINE).search(sql, at)
    return len(sql) if match is None else match.end()


class Cursor:
    """Reads the tokens of one statement from left to right. Keywords are given in lower case."""

    def __init__(self, sql: str, found: list[Token]) -> None:
        self.sql = sql
        self.found = found
        self.at = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.found)

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or the one after."""
        return self.found[self.at + ahead] if self.at + ahead < len(self.found) else None

    def sees(self, *words: str) -> bool:
        """Whether these keywords or symbols come next."""
        for number, word in enumerate(words):
            token = self.peek(number)
            if token is None or token.value != word or token.kind not in ("word", "symbol"):
                return False
        return True

    def take(self, *words: str) -> bool:
        """Pass these keywords if they come next."""
        if self.sees(*words):
            self.at += len(words)
            return True
        return False

    def take_any(self, *words: str) -> str | None:
        """Pass one of these keywords if it comes next."""
        return next((word for word in words if self.take(*word.split())), None)

    def need(self, *words: str) -> None:
        if not self.take(*words):
            raise Unfit(f"{' '.join(words).upper()} expected {self._here()}")

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise Unfit("the statement ends early")
        self.at += 1
        return token

    def name(self) -> str:
        """One identifier."""
        token = self.next()
        if token.kind not in ("word", "quoted"):
            raise Unfit(f"a name expected before {token.value!r}")
        return token.value

    def object(self) -> ObjectName:
        """A name with or without its schema; a database before it is dropped."""
        parts = [self.name()]
        while self.sees(".") and (following := self.peek(1)) is not None and following.kind in ("word", "quoted"):
            self.at += 1
            parts.append(self.name())
        return ObjectName(parts[-1], parts[-2] if len(parts) > 1 else None)

    def relation(self) -> ObjectName:
        """A table's name, with ONLY before or * behind."""
        self.take("only")
        bracketed = self.take("(")
        found = self.object()
        if bracketed:
            self.need(")")
        self.take("*")
        return found

    def commas(self) -> Iterator[None]:
        """One round for each item of a list; the caller reads the item."""
        yield
        while self.take(","):
            yield

    def names(self) -> tuple[str, ...]:
        """``(a, b)``"""
        self.need("(")
        found = [self.name() for _ in self.commas()]
        self.need(")")
        return tuple(found)

    def bracketed(self) -> str:
        """The text inside the parentheses that come next."""
        opening = self.next()
        if opening.value != "(":
            raise Unfit(f"an opening bracket expected before {opening.value!r}")
        start = self.peek()
        self.skip_to(")")
        closing = self.next()
        return "" if start is None or start is closing else self.text(start.start, closing.start)

    def skip_to(self, *ends: str) -> None:
        """On to one of these keywords or symbols outside brackets, or to the end."""
        depth = 0
        while (token := self.peek()) is not None:
            plain = token.kind in ("word", "symbol")
            if depth == 0 and plain and token.value in ends:
                return
            if token.kind == "symbol":
                depth += (token.value in "([") - (token.value in ")]")
            self.at += 1

    def until(self, *ends: str) -> str:
        """The text up to one of these keywords or symbols outside brackets."""
        first = self.peek()
        self.skip_to(*ends)
        return "" if first is None else self.text(first.start, self.found[self.at - 1].end)

    def rest(self) -> str:
        """The text to the end of the statement."""
        return self.until()

    def text(self, start: int, end: int) -> str:
        return self.sql[start:end].strip()

    def _here(self) -> str:
        token = self.peek()
        return "at the end" if token is None else f"before {self.sql[token.start : token.end][:30]!r}"
