"""What one file holds, seen from outside: names, bases, imports, cuts. No knowledge of other files."""

from typing import Literal

from scopelint.model.body import ImportedName
from scopelint.model.node import Node, Span


class Cut(Node, frozen=True):
    """A definition's bytes: ``[start, end)`` from the first decorator on; ``line`` is 1-based of ``start``,
    ``end_line`` that of its last line, ``indent`` the width of its leading white space in bytes, ``suite`` the first
    statement behind its colon. ``fault`` says why it cannot be read. Offsets count bytes of the decoded file in UTF-8,
    without a mark and with ``\\n`` as line ends."""

    start: int
    end: int
    line: int
    end_line: int
    indent: int
    suite: int = 0
    fault: str | None = None


class FunctionOutline(Node, frozen=True):
    """A module-level function or class member. ``hit``: the sieve found words of a query in its bytes."""

    name: str
    qualname: str
    cut: Cut
    decorators: tuple[str, ...]
    is_async: bool
    hit: bool


class FieldOutline(Node, frozen=True):
    """A name bound by an assignment in a class or at module level; ``annotated`` without value is a field too."""

    name: str
    line: int
    annotated: bool
    assigned: bool


class ClassOutline(Node, frozen=True):
    """A class at module level or nested in one. ``bases`` is source text of each positional base, white space folded;
    ``keywords`` are pairs such as ("table", "True")."""

    name: str
    qualname: str
    cut: Cut
    bases: tuple[str, ...]
    keywords: tuple[tuple[str, str], ...]
    decorators: tuple[str, ...]
    fields: tuple[FieldOutline, ...]
    methods: tuple[FunctionOutline, ...]
    classes: tuple["ClassOutline", ...]
    hit: bool


class SuppressionComment(Node, frozen=True):
    """``# scopelint: ignore[a, b] -- reason`` as written. ``line`` is the comment's; ``own_line``: nothing else stands
    on it; ``file_wide``: ``ignore-file``. ``rules`` is empty for a bare ``ignore``; ``fault`` tells a malformed one."""

    line: int
    column: int
    end_column: int
    own_line: bool
    file_wide: bool
    rules: tuple[str, ...]
    reason: str
    fault: str | None = None


class FileFault(Node, frozen=True):
    """A file that cannot be read or parsed: one line, and the 1-based place (1:1 where none is known)."""

    kind: Literal["undecodable", "unparsable", "too-large"]
    message: str
    line: int
    column: int


class Outline(Node, frozen=True):
    """One Python file from outside. Definitions inside module-level ``if``, ``try`` and ``with`` count as module level."""

    path: str
    digest: str
    lines: int
    imports: tuple[ImportedName, ...]
    functions: tuple[FunctionOutline, ...]
    classes: tuple[ClassOutline, ...]
    fields: tuple[FieldOutline, ...]
    suppressions: tuple[SuppressionComment, ...]
    hit: bool
    fault: FileFault | None = None
    module_span: Span | None = None
