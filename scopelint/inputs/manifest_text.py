"""A proposed manifest as TOML, each guess with its evidence behind it, what people must decide as comments."""

import json
import re
from collections.abc import Iterator, Sequence

from scopelint.model.manifest import TableEntry
from scopelint.model.proposal import Aside, Evidence, Proposal
from scopelint.model.schema import Level

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
LONGEST = 240
PREFACE = (
    "The RLS coverage manifest: what each table is, and what row-level security does for it. It belongs in git.",
    'A comment "guess" tells what scopelint inferred, and from what: correct the line, or confirm it by taking the comment away.',
    "What stands in a comment as a whole would let statements pass; only you can decide that.",
)


def manifest_text(proposal: Proposal) -> str:
    """The whole file."""
    blocks = [[*(f"# {line}" for line in PREFACE), "version = 1"]]
    blocks += [level_lines(level, proposal) for level in proposal.manifest.levels]
    blocks.append(principal_lines(proposal))
    blocks += [table_lines(name, entry, proposal) for name, entry in proposal.manifest.tables.items()]
    blocks += bypass_blocks(proposal)
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def level_lines(level: Level, proposal: Proposal) -> list[str]:
    """``[[tenant]]`` of one level."""
    because = ("tenant", level.name)
    lines = ["[[tenant]]", f"name = {text(level.name)}"]
    lines.append(_told(f"columns = {_list(level.columns)}", proposal.evidence.get((*because, "columns"))))
    for key, value in (("registry", level.registry), ("setting", level.setting)):
        if value is not None:
            lines.append(_told(f"{key} = {text(value)}", proposal.evidence.get((*because, key))))
    asides = [aside for aside in proposal.asides if aside.section == "memberships" and aside.name == level.name]
    if level.memberships or asides:
        lines.append("memberships = [")
        for one in level.memberships:
            pairs = (("table", one.table), ("tenant", one.tenant), ("principal", one.principal))
            told = proposal.evidence.get(("memberships", level.name, one.table))
            lines.append(_told(f"    {_inline(pairs)},", told))
        lines += [f"    # {_aside(aside, _inline(aside.pairs) + ',')}" for aside in asides]
        lines.append("]")
    return lines


def principal_lines(proposal: Proposal) -> list[str]:
    """``[principal]``, empty if nothing is to be said."""
    principal = proposal.manifest.principal
    asides = [aside for aside in proposal.asides if aside.section == "principal"]
    lines: list[str] = []
    if principal.names:
        lines.append("names = [")
        for name in principal.names:
            lines.append(_told(f"    {text(name)},", proposal.evidence.get(("principal", name))))
        lines.append("]")
    if principal.owner_columns:
        lines.append(f"owner-columns = {_list(principal.owner_columns)}")
    if principal.bearer_columns:
        lines.append(f"bearer-columns = {_list(principal.bearer_columns)}")
    for aside in asides:
        lines += [f"# {_aside(aside, f'{key} = {_value(value)}')}" for key, value in aside.pairs]
    return ["[principal]", *lines] if lines else []


def table_lines(name: str, entry: TableEntry, proposal: Proposal) -> list[str]:
    """``[tables.NAME]``"""
    because = ("tables", name)
    lines = [f"[tables.{key(name)}]"]
    if entry.scope is not None:
        lines.append(_told(f'scope = "{entry.scope}"', proposal.evidence.get((*because, "scope"))))
    if entry.rls is not None:
        lines.append(_told(f'rls = "{entry.rls}"', proposal.evidence.get((*because, "rls"))))
    if entry.parent is not None:
        parent = f"{{ table = {text(entry.parent.table)}, columns = {_list(entry.parent.columns)} }}"
        lines.append(_told(f"parent = {parent}", proposal.evidence.get((*because, "parent"))))
    if entry.sensitive:
        lines.append(_told("sensitive = true", proposal.evidence.get((*because, "sensitive"))))
    for aside in proposal.asides:
        if aside.section == "table" and aside.name == name:
            lines += [f"# {_aside(aside, f'{word} = {_value(value)}')}" for word, value in aside.pairs]
    return lines


def bypass_blocks(proposal: Proposal) -> list[list[str]]:
    """What may get past row-level security and is not in the manifest, each as a block of comments."""
    blocks = []
    for aside in proposal.asides:
        if aside.section == "bypass":
            lines = [f"# {_aside(aside, '[[bypass]]')}"]
            lines += [f"# {name} = {_value(value)}" for name, value in aside.pairs]
            blocks.append(lines)
    return blocks


def key(name: str) -> str:
    """A key of TOML, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else text(name)


def text(value: str) -> str:
    """A basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def harmless(words: str) -> str:
    """Words of the analyzed project on one line of a comment: nothing in them can end it or drive a terminal."""
    one = one_line(words)
    return one if len(one) <= LONGEST else one[: LONGEST - 3] + "..."


def one_line(words: str) -> str:
    """The same, however long."""
    return _CONTROL.sub("?", " ".join(words.split()))


def _value(value: str | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return text(value) if isinstance(value, str) else _list(value)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(text(value) for value in values) + "]"


def _inline(pairs: Sequence[tuple[str, str | bool | tuple[str, ...]]]) -> str:
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in pairs) + " }"


def _told(line: str, evidence: Evidence | None) -> str:
    if evidence is None:
        return line
    return f"{line} # {'guess: ' if evidence.guess else ''}{harmless(_words(evidence))}"


def _aside(aside: Aside, line: str) -> str:
    return f"{one_line(line)} # {harmless(_words(aside))}"


def _words(evidence: Evidence | Aside) -> str:
    if evidence.place is None:
        return evidence.words
    return f"{evidence.words} ({evidence.place.path}:{evidence.place.span.line})"


def guesses(proposal: Proposal) -> Iterator[str]:
    """Every guess on one line, for the terminal."""
    for because, evidence in proposal.evidence.items():
        if evidence.guess:
            yield f"{'.'.join(because)}: {harmless(_words(evidence))}"
