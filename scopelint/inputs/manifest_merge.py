"""What is new put into a manifest that people have edited: every byte of theirs stays, in its order, comments included.

Text is inserted between theirs, since a writer of TOML would give a comment above an entry to the entry before it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tomli

from scopelint.inputs.keys import parse_toml
from scopelint.inputs.manifest import parse_manifest, table_name
from scopelint.inputs.manifest_text import level_lines, principal_lines, table_lines
from scopelint.model.errors import ConfigError
from scopelint.model.proposal import Proposal

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]|\n', re.DOTALL
)
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]*?)[ \t]*\]\]?")
_COMMENTS = re.compile(r"(?:[ \t]*#[^\n]*\n)+\Z")
_SCOPE = re.compile(r"^[ \t]*scope[ \t]*=[^\n]*\n?", re.MULTILINE)


class Merged(NamedTuple):
    """The new text; names of tables that were added and of those that got their ``rls``."""

    text: str
    added: tuple[str, ...]
    completed: tuple[str, ...]


class Header(NamedTuple):
    """``[name]`` or ``[[name]]`` at an offset; ``parts`` is the dotted name."""

    start: int
    end: int
    parts: tuple[str, ...]
    many: bool


class _Insertion(NamedTuple):
    offset: int
    order: int
    text: str


def merged(proposal: Proposal, existing: str, shown: str) -> Merged:
    """``existing`` with the tables that it lacks, each in its place, and with ``rls`` where an entry does not state it.

    Raises ConfigError if ``existing`` is no manifest, or is written in a way that cannot be added to.
    """
    mark, text = ("\ufeff", existing[1:]) if existing.startswith("\ufeff") else ("", existing)
    known = parse_manifest(text.encode(), shown)
    data = parse_toml(text.encode(), shown)
    found = tuple(headers(text))
    insertions = _first_sections(proposal, data, text, found)
    new = [name for name in proposal.manifest.tables if name not in known.tables]
    insertions += [_table(name, proposal, text, found) for name in sorted(new)]
    completed = []
    for header in found:
        name = _table_of(header)
        proposed = proposal.manifest.tables.get(name) if name is not None else None
        if name is not None and proposed is not None and proposed.rls is not None and known.tables[name].rls is None:
            insertions.append(_rls(header, proposed.rls, text, found))
            completed.append(name)
    whole = _applied(text, insertions)
    _check(text, whole, (*new, *completed), shown)
    return Merged(mark + whole, tuple(sorted(new)), tuple(completed))


def headers(text: str) -> Iterator[Header]:
    """The headers of tables, none of those inside strings, comments and lists."""
    depth = 0
    pending = 0
    while pending <= len(text):
        # at the start of a line, outside everything
        match = _HEADER.match(text, pending) if depth == 0 else None
        if match is not None:
            yield Header(match.start(), match.end(), _parts(match[2]), match[1] == "[[")
            pending = match.end()
        end, depth = _line_end(text, pending, depth)
        if end is None:
            return
        pending = end


def _line_end(text: str, start: int, depth: int) -> tuple[int | None, int]:
    """Where the next line begins that begins outside a string, and how many brackets are open there."""
    position = start
    while (token := _TOKEN.search(text, position)) is not None:
        word = token[0]
        position = token.end()
        if word in "[{":
            depth += 1
        elif word in "]}":
            depth = max(0, depth - 1)
        elif word == "\n":
            return position, depth
    return None, depth


def _parts(name: str) -> tuple[str, ...]:
    """A dotted name's parts, read as TOML reads them."""
    try:
        data = tomli.loads(f"{name} = 0")
    except tomli.TOMLDecodeError:
        return (name,)
    parts = []
    while isinstance(data, dict):
        part = next(iter(data))
        parts.append(part)
        data = data[part]
    return tuple(parts)


def _table_of(header: Header) -> str | None:
    if header.many or len(header.parts) < 2 or header.parts[0] != "tables" or header.parts[-1] == "parent":
        return None
    return table_name(".".join(header.parts[1:]))


def _before(text: str, header: Header) -> int:
    """Before a header and the comments that stand right above it."""
    comments = _COMMENTS.search(text[: header.start])
    return comments.start() if comments is not None and comments.start() > 0 else header.start


def _first_sections(
    proposal: Proposal, data: dict[str, object], text: str, found: Sequence[Header]
) -> list[_Insertion]:
    """Levels and principal, where the file has none at all."""
    blocks: list[list[str]] = []
    if "tenant" not in data:
        blocks += [level_lines(level, proposal) for level in proposal.manifest.levels]
    if "principal" not in data:
        blocks.append(principal_lines(proposal))
    place = _before(text, found[0]) if found else len(text)
    return [_Insertion(place, number, _block(block)) for number, block in enumerate(blocks) if block]


def _table(name: str, proposal: Proposal, text: str, found: Sequence[Header]) -> _Insertion:
    """Before the first entry that sorts behind it, if the entries are sorted; else behind the last."""
    entries = [(header, entry) for header in found if (entry := _table_of(header)) is not None]
    names = [entry for _, entry in entries]
    after = [header for header, entry in entries if entry > name] if names == sorted(names) else []
    if after:
        place = _before(text, after[0])
    else:
        last = entries[-1][0] if entries else _last_of(found, ("tenant", "principal"))
        behind = [header for header in found if last is None or header.start > last.start]
        behind = [header for header in behind if last is None or header.parts[: len(last.parts)] != last.parts]
        place = _before(text, behind[0]) if behind else len(text)
    return _Insertion(place, 100, _block(table_lines(name, proposal.manifest.tables[name], proposal)))


def _last_of(found: Sequence[Header], kinds: Sequence[str]) -> Header | None:
    return next((header for header in reversed(found) if header.parts[0] in kinds), None)


def _rls(header: Header, posture: str, text: str, found: Sequence[Header]) -> _Insertion:
    end = next((other.start for other in found if other.start > header.start), len(text))
    scope = _SCOPE.search(text, header.end, end)
    line_end = text.find("\n", header.end)
    place = scope.end() if scope is not None else len(text) if line_end < 0 else line_end + 1
    start = "" if place == 0 or text[place - 1] == "\n" else "\n"
    return _Insertion(place, 0, f'{start}rls = "{posture}"\n')


def _block(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n\n"


def _applied(text: str, insertions: Sequence[_Insertion]) -> str:
    """The text with what is inserted, in the line ends that it has."""
    end = "\r\n" if "\r\n" in text else "\n"
    done: list[str] = []
    at = 0
    for place in sorted({insertion.offset for insertion in insertions}):
        done.append(text[at:place])
        here = "".join(one.text for one in sorted(insertions, key=lambda one: one.order) if one.offset == place)
        if place == len(text):
            here = _gap(text, end) * here.startswith("[") + (here[:-1] if here.endswith("\n\n") else here)
        done.append(here.replace("\n", end))
        at = place
    return "".join([*done, text[at:]])


def _gap(text: str, end: str) -> str:
    """What parts a block from the text before it: one blank line."""
    if not text or text.endswith(end * 2):
        return ""
    return "\n" if text.endswith("\n") else "\n\n"


def _check(before: str, after: str, named: Sequence[str], shown: str) -> None:
    """The new text says all that the old one said, and is a manifest."""
    try:
        old, new = tomli.loads(before), tomli.loads(after)
        kept = parse_manifest(after.encode(), shown)
    except (tomli.TOMLDecodeError, ConfigError):
        old, new, kept = {}, {}, None
    if kept is None or not _holds(new, old) or any(name not in kept.tables for name in named):
        raise ConfigError(
            f"{shown}: cannot be added to as it is written; write its tables as [tables.NAME], or delete them and build anew"
        )


def _holds(new: object, old: object) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and _holds(new[name], value) for name, value in old.items())
    return new == old
