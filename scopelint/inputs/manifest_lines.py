"""Where the entries of a manifest stand: TOML's readers keep no lines, findings need them."""

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from scopelint.model.manifest import Bypass, Exemption, Manifest, TableEntry
from scopelint.model.schema import Level

_LIST = re.compile(r"^\s*\[\[\s*(tenant|bypass|exempt)\s*\]\]", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[\s*tables\s*\.\s*(?P<name>[^\]\n]+?)\s*\]", re.MULTILINE)
_SECTION = re.compile(r"^\s*\[\s*tables\s*\]\s*(?:#.*)?\n(?P<body>(?:(?!\s*\[).*\n?)*)", re.MULTILINE)
_INLINE = re.compile(r"^\s*(?P<name>[\w.\"'-]+)\s*=", re.MULTILINE)

Entry = TypeVar("Entry", Level, Bypass, Exemption)


def located(manifest: Manifest, text: str) -> Manifest:
    """The manifest with the line of each entry. Where a way of writing is not seen through, the line stays 1."""
    tables = _table_lines(text)
    return msgspec.structs.replace(
        manifest,
        levels=_in_order(manifest.levels, text, "tenant"),
        tables={name: _at(entry, tables, name) for name, entry in manifest.tables.items()},
        bypasses=_in_order(manifest.bypasses, text, "bypass"),
        exemptions=_in_order(manifest.exemptions, text, "exempt"),
    )


def _in_order(entries: tuple[Entry, ...], text: str, kind: str) -> tuple[Entry, ...]:
    lines = [_line(text, match.start(1)) for match in _LIST.finditer(text) if match[1] == kind]
    if len(lines) != len(entries):
        return entries
    return tuple(msgspec.structs.replace(entry, line=line) for entry, line in zip(entries, lines, strict=True))


def _table_lines(text: str) -> dict[str, int]:
    found = {_plain(match["name"]): _line(text, match.start("name")) for match in _TABLE.finditer(text)}
    for section in _SECTION.finditer(text):
        for match in _INLINE.finditer(section["body"]):
            found.setdefault(_plain(match["name"]), _line(text, section.start("body") + match.start("name")))
    return found


def _at(entry: TableEntry, lines: Mapping[str, int], name: str) -> TableEntry:
    return msgspec.structs.replace(entry, line=lines.get(name, 1))


def _plain(name: str) -> str:
    """``"billing.invoices"`` and ``billing."invoices"`` as they are named everywhere."""
    return re.sub(r"[\"'\s]", "", name).removeprefix("public.")


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
