"""A cursor that follows a LibCST tree through its own text, so that every node's span is known and verified.

LibCST nodes carry no positions. The readers walk the tree in source order and consume each token where it must
stand; a token that stands elsewhere raises Unreadable, so a span is either exact or absent.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, TypeVar

import libcst as cst

from scopelint.extract.slices import Slice
from scopelint.model.body import Expression
from scopelint.model.node import Span

_BLANK = re.compile(r"(?:[ \t\f\n]+|\\\n|#[^\n]*)*")

ExpressionReader = Callable[["Reader", Any, int], Expression]
_Read = TypeVar("_Read", bound=ExpressionReader)
_EXPRESSIONS: dict[type, ExpressionReader] = {}


class Unreadable(Exception):
    """A node that no reader knows, or a token that does not stand where the tree says. The text tells which."""


class Reader:
    """The text of one slice, the offset ``at`` behind the last consumed token, and where its lines stand in the file.

    ``starts[i]`` is the offset of the i-th line of ``text`` and ``numbers[i]`` its line in the file.
    ``ends`` gives the place in the file of an offset where a cut-out suite ended.
    ``names`` maps the file's line of a member's first token to its qualname, where the body is read ``shallow``
    (definitions keep their signature and lose their effects). ``prefix`` is put before the names of definitions.
    """

    def __init__(self, part: Slice, names: dict[int, str], shallow: bool) -> None:
        self.text = part.text
        self.at = 0
        self.starts = part.starts
        self.numbers = part.numbers
        self.ends = part.ends
        self.names = names
        self.shallow = shallow
        self.prefix = ""
        self.yields = False

    def begin(self) -> int:
        """Skip blanks and comments; the offset of the next token."""
        text, at = self.text, self.at
        if at < len(text) and text[at] in " \t\f\n\\#":
            found = _BLANK.match(text, at)
            if found is not None:
                self.at = at = found.end()
        return at

    def token(self, word: str) -> None:
        """Consume ``word``, which must be the next token."""
        at = self.begin()
        if not self.text.startswith(word, at):
            raise Unreadable(f"expected {word!r} at line {self.line(at)}")
        self.at = at + len(word)

    def raw(self, word: str) -> int:
        """Consume ``word`` right here, blanks included; the offset where it began."""
        at = self.at
        if not self.text.startswith(word, at):
            raise Unreadable(f"expected {word[:20]!r} at line {self.line(at)}")
        self.at = at + len(word)
        return at

    def comma(self, comma: object) -> None:
        """Consume the comma if the tree has one."""
        if isinstance(comma, cst.Comma):
            self.token(",")

    def span(self, start: int) -> Span:
        """From ``start`` to the end of the last consumed token."""
        return self.between(start, self.at)

    def between(self, start: int, end: int) -> Span:
        """The span of two offsets of ``text``, in the file."""
        starts = self.starts
        first = bisect_right(starts, start) - 1
        last = first if first + 1 == len(starts) or end < starts[first + 1] else bisect_right(starts, end) - 1
        numbers = self.numbers
        if end in self.ends:
            return Span(numbers[first], start - starts[first] + 1, *self.ends[end])
        return Span(numbers[first], start - starts[first] + 1, numbers[last], end - starts[last] + 1)

    def line(self, at: int) -> int:
        """The line in the file of an offset of ``text``."""
        return self.numbers[bisect_right(self.starts, at) - 1]

    def expression(self, node: cst.CSTNode) -> Expression:
        """Read any expression. Its span leaves its own parentheses out, as LibCST's positions do."""
        read = _EXPRESSIONS.get(type(node))
        if read is None:
            raise Unreadable(f"no reader for {type(node).__name__}")
        parens: int = len(node.lpar)  # type: ignore[attr-defined]
        for _ in range(parens):
            self.token("(")
        value = read(self, node, self.begin())
        for _ in range(parens):
            self.token(")")
        return value

    def optional(self, node: cst.CSTNode | None) -> Expression | None:
        """Read an expression if there is one."""
        return None if node is None else self.expression(node)


def reads(*names: str) -> Callable[[_Read], _Read]:
    """Register a reader for expression classes of LibCST by name; a name that the installed LibCST lacks is skipped."""

    def register(read: _Read) -> _Read:
        for name in names:
            if (node := getattr(cst, name, None)) is not None:
                _EXPRESSIONS[node] = read
        return read

    return register
