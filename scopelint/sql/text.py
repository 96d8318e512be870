"""SQL text before parsing: statements split, placeholders of every driver put into one form, positions kept."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from scopelint.model.node import Place, Span
from scopelint.model.relation import Bound

MAX_TEXT = 200_000
MAX_DEPTH = 80
STAND_IN = "scopelint_p"
HOLE = re.compile(r"__hole_\d+__")

_SKIP = re.compile(
    r"""--[^\n\r]*|[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$""",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(
    r"""%\((?P<pyformat>[^)\n]+)\)[sbt]|%(?P<format>[sbt])(?![A-Za-z0-9_])|\$(?P<dollar>\d+)|:(?P<named>[A-Za-z_]\w*|\d+)|(?P<qmark>\?)""",
)
"""``@name`` is none: to PostgreSQL it is the absolute value of a column."""
_BLANKS = " \t\n\r\f\v"
_PLAIN = re.compile(rf"[\w{_BLANKS},.]+")
_LAST = re.compile(r"(\w+|[^\w\s]+)\s*\Z")
_ORDINARY = frozenset("0123456789_,.()[]*<>+|&abcdfghijklmnopqrstuvwxyzABCDFGHIJKLMNOPQRSTUVWXYZ" + _BLANKS)
"""What opens neither a string, a comment nor a placeholder, and is read by PostgreSQL as by others."""
_KEYWORDS = frozenset(
    [
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "in",
        "like",
        "ilike",
        "between",
        "is",
        "limit",
        "offset",
        "values",
        "set",
        "on",
        "having",
        "by",
        "when",
        "then",
        "else",
        "case",
        "returning",
        "any",
        "all",
        "some",
        "exists",
        "using",
        "as",
        "distinct",
        "interval",
        "first",
        "next",
        "only",
        "array",
        "similar",
        "to",
        "escape",
        "with",
    ]
)


@dataclass
class Statement:
    """One statement, rewritten so that sqlglot parses it. What begins at one of ``breaks`` in ``text`` began at that one of
    ``origins`` in the whole text; ``fault``: why PostgreSQL would read it otherwise than it is read here."""

    start: int
    end: int
    text: str = ""
    breaks: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    bound: dict[str, Bound] = field(default_factory=dict)
    quoted_holes: list[str] = field(default_factory=list)
    depth: int = 0
    fault: str | None = None

    def original(self, offset: int) -> int:
        """The offset in the whole text of an offset in ``text``."""
        at = bisect_right(self.breaks, offset) - 1
        if at < 0:
            return self.start
        following = self.origins[at + 1] if at + 1 < len(self.origins) else self.end
        return min(self.origins[at] + offset - self.breaks[at], following)


class Lines:
    """Places of offsets in a text, in 1-based lines and columns."""

    def __init__(self, text: str, path: str = "<sql>") -> None:
        self.path = path
        self.starts = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        if len(self.starts) == 1:
            return 1, offset + 1
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def place(self, start: int, end: int) -> Place:
        line, column = self.position(start)
        end_line, end_column = self.position(end)
        return Place(self.path, Span(line, column, end_line, end_column))


def statements(sql: str) -> Iterator[Statement]:
    """The statements of ``sql``, empty ones left out, each with its placeholders put into one form."""
    scanner = _Scanner(sql)
    while scanner.at < len(sql):
        statement = scanner.statement()
        if statement is not None:
            yield statement


class _Scanner:
    """Walks over the text once; strings, quoted names, comments and dollar quotes are opaque to it."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.at = 0
        self.positional = 0
        self.names: dict[str, str] = {}

    def statement(self) -> Statement | None:
        sql, start = self.sql, self.at
        out: list[str] = []
        length = 0
        result = Statement(start, start)
        depth = 0
        previous = ""  # what ends with the last significant token
        blank = True

        def emit(text: str, origin: int) -> None:
            nonlocal length
            result.breaks.append(length)
            result.origins.append(origin)
            out.append(text)
            length += len(text)

        while self.at < len(sql):
            char = sql[self.at]
            if char == ";" and depth <= 0:
                break
            if char in _ORDINARY:
                text = self._plain() or char
                emit(text, self.at)
                self.at += len(text)
                if not text.isspace():
                    blank = False
                    previous = text
                    depth += (text in "([") - (text in ")]")
                    result.depth = max(result.depth, depth)
                continue
            result.fault = result.fault or self._strange(char)
            skipped = self._skip(char)
            if skipped is not None:
                text, significant = skipped
                emit(text, self.at)
                self.at += len(text)
                if significant:
                    blank = False
                    previous = "'"
                    result.quoted_holes += HOLE.findall(text)
                continue
            bound = self._placeholder(char, previous)
            if bound is not None:
                text, width, value = bound
                emit(text, self.at)
                self.at += width
                result.bound[text.strip()[1:]] = value
                previous, blank = "'", False
                continue
            if char == "%" and sql.startswith("%%", self.at):
                emit("%", self.at)
                self.at += 2
                previous = "%"
                continue
            if char == "\\" and sql.startswith("\\:", self.at):
                self.at += 1
                emit(":", self.at)
                self.at += 1
                previous = ":"
                continue
            text = self._plain() or ("::" if sql.startswith("::", self.at) else char)
            emit(text, self.at)
            self.at += len(text)
            if not text.isspace():
                blank = False
                previous = text
        result.end = self.at
        self.at += 1
        result.text = "".join(out)
        return None if blank else self._trim(result)

    def _strange(self, char: str) -> str | None:
        """What PostgreSQL takes for a part of a name, and other readers do not."""
        if char == "$" and self.at and (self.sql[self.at - 1].isalnum() or self.sql[self.at - 1] in "_$"):
            return "a dollar sign in a name"
        if char.isspace() and char not in _BLANKS:
            return "a space that PostgreSQL takes for a letter"
        if char == "=" and self.sql.startswith("==", self.at):
            return "==, which is no operator of PostgreSQL's own"
        return None

    def _plain(self) -> str:
        """Words, spaces, points and commas from here on, up to an ``e`` that opens a string."""
        match = _PLAIN.match(self.sql, self.at)
        if match is None:
            return ""
        end = match.end()
        opens = self.sql[end - 1] in "eE" and self.sql.startswith("'", end)
        return self.sql[self.at : end - 1] if opens and end - self.at > 1 else match.group()

    def _trim(self, statement: Statement) -> Statement:
        while statement.end > statement.start and self.sql[statement.end - 1].isspace():
            statement.end -= 1
        while statement.start < statement.end and self.sql[statement.start].isspace():
            statement.start += 1
        return statement

    def _skip(self, char: str) -> tuple[str, bool] | None:
        """A comment, string or quoted name at the present position, and whether it is a token."""
        if char == "/" and self.sql.startswith("/*", self.at):
            depth, at = 0, self.at
            while at < len(self.sql):
                if self.sql.startswith("/*", at):
                    depth, at = depth + 1, at + 2
                elif self.sql.startswith("*/", at):
                    depth, at = depth - 1, at + 2
                    if depth == 0:
                        break
                else:
                    at += 1
            return " " * (at - self.at), False
        if char in "-'\"$eE":
            if char in "eE" and self.at and (self.sql[self.at - 1].isalnum() or self.sql[self.at - 1] == "_"):
                return None
            match = _SKIP.match(self.sql, self.at)
            if match:
                comment = match.group().startswith("--")
                return (" " * len(match.group()) if comment else match.group()), not comment
        return None

    def _placeholder(self, char: str, before: str) -> tuple[str, int, Bound] | None:
        if char not in "%$:?":
            return None
        match = _PLACEHOLDER.match(self.sql, self.at)
        if not match:
            return None
        last = _LAST.search(before)
        previous = last.group(1).lower() if last is not None else ""
        if char == ":" and (self.sql.startswith("::", self.at) or previous in (":", "::")):
            return None
        operand = bool(previous) and (previous[-1].isalnum() or previous[-1] in "_'\")]") and previous not in _KEYWORDS
        if operand and char in "?%" and not match.group("pyformat"):
            return None
        if operand and char == ":" and (previous.isdigit() or self._in_slice()):
            return None
        if char == "?" and self.sql[match.end() : match.end() + 1] in ("|", "&", "?") and operand:
            return None
        value = self._bound(match)
        stand_in = self.names.setdefault(value.key, f"{STAND_IN}{len(self.names)}")
        return f" :{stand_in} ", match.end() - self.at, value

    def _in_slice(self) -> bool:
        """``a[x:y]``: a colon between an open bracket and its close."""
        opened = self.sql.rfind("[", 0, self.at)
        return opened >= 0 and "]" not in self.sql[opened : self.at] and ":" not in self.sql[opened : self.at]

    def _bound(self, match: re.Match[str]) -> Bound:
        for group in ("pyformat", "named"):
            name = match.group(group)
            if name:
                return Bound(f"param:{name}", name)
        if match.group("dollar"):
            return Bound(f"param:${match.group('dollar')}", f"${match.group('dollar')}")
        self.positional += 1
        return Bound(f"param:?{self.positional - 1}", match.group(), positional=True)
