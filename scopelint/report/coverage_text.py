"""The manifest in the terminal: what ``init`` found, the coverage table, and where sources disagree."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scopelint.model.drift import Drift
from scopelint.model.evidence import TableEvidence
from scopelint.model.node import Place
from scopelint.model.proposal import Because, Proposal
from scopelint.model.schema import Level
from scopelint.report.paint import Paint, harmless

VERSION = 1
SHOWN = 12
_STYLES = {"forced": "good", "enabled": "warning", "none": "dim"}


def found_text(proposal: Proposal, paint: Paint) -> str:
    """What was found, each guess with its evidence, and what is left to people."""
    return "".join(line + "\n" for line in _found(proposal, paint))


def _found(proposal: Proposal, paint: Paint) -> Iterator[str]:
    manifest = proposal.manifest
    for level in manifest.levels:
        yield from _level(level, proposal, paint)
    if not any(level.memberships for level in manifest.levels):
        yield f"{paint('bold', 'memberships')} none found"
    for name in manifest.principal.names:
        yield f"{paint('bold', 'principal')} {harmless(name)}{_told(proposal, ('principal', name))}"
    scopes = Counter(entry.scope for entry in manifest.tables.values())
    named = ", ".join(f"{scopes[s]} {s}" for s in ("tenant", "child", "registry", "global") if scopes[s])
    yield f"{paint('bold', 'tables')} {len(manifest.tables)}: {named}"
    if proposal.postures is None:
        yield f"{paint('bold', 'row-level security')} not read: no migrations, schema files or database; no table has rls"
    else:
        postures = Counter(entry.rls or "not told" for entry in manifest.tables.values())
        counted = ", ".join(f"{postures[p]} {p}" for p in ("forced", "enabled", "none", "not told") if postures[p])
        yield f"{paint('bold', 'row-level security')} {counted} (from {proposal.postures})"
    sensitive = [name for name, entry in manifest.tables.items() if entry.sensitive]
    if sensitive:
        yield f"{paint('bold', 'sensitive')} {harmless(', '.join(sensitive))} (guesses)"
    if proposal.asides:
        count = len(proposal.asides)
        yield f"{paint('bold', 'to decide')} {count} {'entry stands' if count == 1 else 'entries stand'} as comments"
    if proposal.not_told:
        yield f"{paint('bold', 'not enumerated')} {len(proposal.not_told)}:"
        for one in proposal.not_told[:SHOWN]:
            yield f"  {_at(one.place)}{harmless(one.what)}"
        if len(proposal.not_told) > SHOWN:
            yield f"  and {len(proposal.not_told) - SHOWN} more (scopelint manifest verify --format json lists all)"


def _level(level: Level, proposal: Proposal, paint: Paint) -> Iterator[str]:
    yield (
        f"{paint('bold', 'tenant')} {harmless(level.name)}: {harmless(', '.join(level.columns))}"
        f"{_told(proposal, ('tenant', level.name, 'columns'))}"
    )
    for key, value in (("registry", level.registry), ("setting", level.setting)):
        if value is not None:
            yield f"  {key} {harmless(value)}{_told(proposal, ('tenant', level.name, key))}"
    for one in level.memberships:
        told = _told(proposal, ("memberships", level.name, one.table))
        yield f"  membership {harmless(f'{one.table}: {one.principal} for {one.tenant}')}{told}"


def _told(proposal: Proposal, because: Because) -> str:
    evidence = proposal.evidence.get(because)
    return "" if evidence is None else f" ({harmless(evidence.words)})"


def _at(place: Place | None) -> str:
    return "" if place is None else harmless(f"{place.path}:{place.span.line}: ")


def coverage_table(rows: Sequence[TableEvidence], source: str | None, paint: Paint) -> str:
    """One line a table: scope, posture, policies, tenant column. ``source``: what was read for posture and policies."""
    head = ("table", "scope", "rls", "policies", "tenant column", "")
    lines = [head, *(_row(row, source) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    out = []
    for number, line in enumerate(lines):
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        if number == 0:
            cells = [paint("bold", cell) for cell in cells]
        else:
            posture = line[2].partition(" ")[0]
            cells[2] = paint(_STYLES[posture], cells[2]) if posture in _STYLES else cells[2]
        out.append("  ".join(cells).rstrip())
    counted = Counter(row.scope for row in rows)
    totals = ", ".join(
        f"{counted[scope]} {scope}" for scope in ("tenant", "child", "registry", "global") if counted[scope]
    )
    read = f"row-level security as read from the {source}" if source else "row-level security as the manifest states it"
    return "\n".join([*out, "", f"{len(rows)} tables: {totals}; {read}"]) + "\n"


def _row(row: TableEvidence, source: str | None) -> tuple[str, ...]:
    column = ", ".join(row.tenant_columns)
    if row.parent is not None:
        column = f"through {row.parent}"
    marks = ["sensitive"] if row.sensitive else []
    marks += [] if row.stated else ["not in the manifest"]
    policies = ", ".join(f"{policy.name} ({policy.command})" for policy in row.policies)
    if not policies:
        policies = "-" if source is not None and row.observed is not None else "?"
    cells = (row.name, row.scope, posture_words(row), policies, column, ", ".join(marks))
    return tuple(harmless(cell) for cell in cells)


def posture_words(row: TableEvidence) -> str:
    """The posture that was read, and the manifest's where it says something else."""
    if row.observed is None:
        return row.posture or "?"
    if row.posture is None or row.posture == row.observed:
        return row.observed
    return f"{row.observed} (stated: {row.posture})"


def drift_text(drifts: Iterable[Drift], paint: Paint) -> str:
    """Each difference with both sides and their places."""
    lines = []
    for drift in drifts:
        lines.append(f"{paint('bold', harmless(drift.subject))}: {harmless(drift.sentence)}")
        for side in drift.sides:
            at = f" ({harmless(side.place.path)}:{side.place.span.line})" if side.place is not None else ""
            lines.append(f"    {side.source}: {harmless(side.value)}{at}")
    return "".join(line + "\n" for line in lines)


def drift_json(drifts: Iterable[Drift], sources: Sequence[str], not_told: Sequence[tuple[str, Place | None]]) -> str:
    """The same for programs; its schema is docs/schema/verify-v1.schema.json."""
    document = {
        "version": VERSION,
        "sources": list(sources),
        "drift": [
            {
                "kind": drift.kind,
                "subject": drift.subject,
                "table": drift.table,
                "sides": [{"source": side.source, "value": side.value, **_place(side.place)} for side in drift.sides],
            }
            for drift in drifts
        ],
        "not_told": [{"what": what, **_place(place)} for what, place in not_told],
    }
    return json.dumps(document, indent=2) + "\n"


def _place(place: Place | None) -> dict[str, object]:
    return {"path": None, "line": None} if place is None else {"path": place.path, "line": place.span.line}
