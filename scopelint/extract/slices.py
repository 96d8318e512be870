"""Slices of a file: the text that LibCST parses for one body, and where its lines stand in the file."""

from collections.abc import Iterable

from scopelint.model.outline import Cut

MAX_SLICE = 256 * 1024  # bytes; LibCST needs about a thousand times that while it parses
_WRAPPER = "if 1:\n"


class Slice:
    """The text to parse. Line ``i`` begins at ``starts[i]`` and is line ``numbers[i]`` of the file.

    ``suites`` stand in source order. Members that are not asked for have ``...`` for their suite; what remains keeps its lines and columns, and ``ends``
    tells where the suite ended that an offset stands for.
    """

    def __init__(self, data: bytes, start: int, end: int, line: int, suites: Iterable[Cut]) -> None:
        text: list[str] = []
        self.starts = [0]
        self.numbers = [line]
        self.ends: dict[int, tuple[int, int]] = {}
        self._length = 0
        indented = data[start : start + 1] in (b" ", b"\t", b"\f")
        self.wrapped = indented
        if indented:
            self.numbers = [line - 1]
            self._append(text, _WRAPPER, line - 1)
        for cut in suites:
            self._append(text, data[start : cut.suite].decode(), line)
            text.append("...")
            self._length += 3
            self.ends[self._length] = (
                cut.end_line,
                len(data[data.rfind(b"\n", 0, cut.end) + 1 : cut.end].decode()) + 1,
            )
            start, line = cut.end, cut.end_line
        self._append(text, data[start:end].decode(), line)
        self._append(text, "\n", self.numbers[-1])
        self.text = "".join(text)

    def _append(self, text: list[str], chunk: str, line: int) -> None:
        text.append(chunk)
        at = chunk.find("\n")
        while at >= 0:
            line += 1
            self.starts.append(self._length + at + 1)
            self.numbers.append(line)
            at = chunk.find("\n", at + 1)
        self._length += len(chunk)


def slice_of(data: bytes, cut: Cut, suites: Iterable[Cut] = ()) -> Slice:
    """The slice of a definition, from the beginning of its first line."""
    line_start = data.rfind(b"\n", 0, cut.start) + 1
    return Slice(data, line_start, cut.end, cut.line, suites)
