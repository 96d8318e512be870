"""Python source to plain data: the outline of a file, and bodies on demand. The only LibCST room."""

from collections.abc import Iterable

from scopelint.extract.decode import decode
from scopelint.extract.outlines import hits_outside, outline
from scopelint.model.body import Body
from scopelint.model.outline import Outline

__all__ = ["as_utf8", "hits_outside", "outline", "read_bodies"]


def as_utf8(source: bytes) -> bytes:
    """The bytes that an outline's cuts count in: UTF-8 with ``\\n``; empty if the file cannot be decoded."""
    text = decode(source)
    return text.encode() if isinstance(text, str) else b""


def read_bodies(source: bytes, outline: Outline, qualnames: Iterable[str]) -> dict[str, Body]:
    """The wanted bodies by qualname: functions ("f", "C.m"), classes ("C") and "<module>"; unknown names are left out.

    ``outline`` must be that of the same bytes. A body that cannot be read is a BrokenBody with its reason.
    """
    from scopelint.extract import bodies  # LibCST takes 0.15 s to import; outlines alone do not need it

    return bodies.read_bodies(source, outline, qualnames)
