"""What every noun is made of: a frozen record, and a span in a Python or SQL file."""

import msgspec


class Node(msgspec.Struct, frozen=True, tag=True, tag_field="node", gc=False):
    """A frozen, hashable, serialisable record. Tagged by class name, so that a cache can read it back."""


class Span(Node, frozen=True):
    """A region of a file: 1-based lines and columns in Unicode code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(Node, frozen=True):
    """A span in a named file; ``path`` is relative to the project root and uses ``/``."""

    path: str
    span: Span
