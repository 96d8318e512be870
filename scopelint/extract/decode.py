"""Source bytes to text: coding cookies, byte order marks and line ends folded, so that later rooms see one form."""

import codecs
import re

from scopelint.model.outline import FileFault

MAX_BYTES = 4 * 1024 * 1024

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_NOT_FOR_SOURCE = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"})


def decode(source: bytes) -> str | FileFault:
    """The file's text without its mark, every line end as ``\\n``; a FileFault if it is too large or undecodable.

    All offsets of this room count bytes of this text in UTF-8; a file that is UTF-8 with ``\\n`` is its own form.
    """
    if len(source) > MAX_BYTES:
        return FileFault("too-large", f"{len(source)} bytes; files over {MAX_BYTES} bytes are not read", 1, 1)
    marked = source.startswith(codecs.BOM_UTF8)
    if marked:
        source = source[len(codecs.BOM_UTF8) :]
    encoding = _cookie(source)
    try:
        codec = codecs.lookup(encoding).name
        if codec in _NOT_FOR_SOURCE or (marked and codec != "utf-8"):
            return FileFault("undecodable", f"source encoding {encoding!r} is not accepted", 1, 1)
        text = source.decode(codec)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return FileFault("undecodable", f"not {encoding}: {error.reason}", line, 1)
    except (LookupError, ValueError):
        return FileFault("undecodable", f"unknown source encoding {encoding!r}", 1, 1)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _cookie(source: bytes) -> str:
    """The encoding that PEP 263 finds in the first two lines; utf-8 without one."""
    first, _, rest = source[:2048].replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n")
    lines = [first]
    if _BLANK.match(first):
        lines.append(rest.partition(b"\n")[0])
    for line in lines:
        if found := _COOKIE.match(line):
            return found[1].decode("ascii", "replace")
    return "utf-8"
