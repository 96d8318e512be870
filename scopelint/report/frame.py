"""Code frames: the source lines of a finding with carets under it."""

import io
import re
import tokenize
import unicodedata
from collections.abc import Callable

from scopelint.report.paint import Paint, harmless

LONGEST_FRAME = 4
WIDTH = 140
_NEWLINE = re.compile(r"\r\n|\r|\n")


class Sources:
    """Lines of files, read once. A file that cannot be read has none."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._lines: dict[str, list[str]] = {}

    def line(self, path: str, number: int) -> str | None:
        """Line ``number`` (from 1) without its newline, None if there is none."""
        if path not in self._lines:
            try:
                self._lines[path] = _lines(self._read(path))
            except OSError:
                self._lines[path] = []
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else None


def _lines(data: bytes) -> list[str]:
    """As Python reads the file: only newlines end a line, the declared encoding holds."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        decoded = data.decode(encoding, "replace")
    except (SyntaxError, LookupError):
        decoded = data.decode("utf-8", "replace")
    return _NEWLINE.split(decoded.removeprefix("\ufeff"))


def frame(sources: Sources, path: str, span: tuple[int, int, int, int], paint: Paint, style: str) -> list[str]:
    """The lines of ``span`` (line, column, end line, end column), at most LONGEST_FRAME of them, each with its carets."""
    line, column, end_line, end_column = span
    last = min(end_line, line + LONGEST_FRAME - 1)
    gutter = len(str(last))
    shown: list[str] = []
    for number in range(line, last + 1):
        code = sources.line(path, number)
        if code is None:
            break
        indent = len(code) - len(code.lstrip())
        start = column - 1 if number == line else indent
        end = end_column - 1 if number == end_line else len(code.rstrip())
        code, start, end = _window(code, start, max(end, start + 1))
        carets = "^" * max(_width(code[start:end]), 1)
        shown.append(f"{paint('dim', f'{number:>{gutter}} |')} {_expand(code)}")
        shown.append(f"{paint('dim', ' ' * gutter + ' |')} {' ' * _width(code[:start])}{paint(style, carets)}")
    if shown and last < end_line:
        shown.append(f"{' ' * gutter} {paint('dim', '...')}")
    return shown


def _window(code: str, start: int, end: int) -> tuple[str, int, int]:
    """A long line cut around what is marked, which is cut too if it is longer than the window."""
    if len(code) <= WIDTH:
        return code, start, end
    left = max(0, min(start - 20, len(code) - WIDTH))
    cut = ("..." if left else "") + code[left : left + WIDTH]
    shift = left - (3 if left else 0)
    return cut, start - shift, min(end - shift, len(cut))


def _expand(code: str) -> str:
    return harmless(code.replace("\t", "    "))


def _width(code: str) -> int:
    """Terminal cells of a piece of code: tabs take four, East Asian wide characters two, combining ones none."""
    cells = 0
    for character in _expand(code):
        if not unicodedata.combining(character):
            cells += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return cells
