"""Judgements of one statement on several paths, as one: confined on some and open on others is ``conditional``."""

from collections.abc import Sequence

import msgspec

from scopelint.model.verdict import SEVERITY_ORDER, Cause, Judgement, TableVerdict

RANK = {verdict: rank for rank, verdict in enumerate(SEVERITY_ORDER)}


def over_paths(judgements: Sequence[Judgement], others: Sequence[Judgement] = ()) -> Judgement:
    """One judgement for the paths on which one expression builds the statement; on ``others`` another one does, and
    what it confines is confined on some paths."""
    if len(judgements) == 1 and not others:
        return judgements[0]
    tables: dict[tuple[str, str], list[TableVerdict]] = {}
    for judgement in judgements:
        for table in judgement.tables:
            tables.setdefault((table.table, table.role), []).append(table)
    elsewhere = [table for judgement in others for table in judgement.tables]
    joined: list[TableVerdict] = []
    for key, present in sorted(tables.items()):
        worst = min(present, key=lambda table: RANK[table.verdict])
        around = [*present, *(table for table in elsewhere if (table.table, table.role) == key)]
        confined = [table for table in around if table.verdict in ("scoped", "guarded")]
        if confined and worst.verdict in ("unscoped", "ineffective"):
            worst = _conditional(worst, confined[0])
        joined.append(worst)
    first = judgements[0]
    partial = any(judgement.partial for judgement in judgements)
    notes = tuple(dict.fromkeys(note for judgement in judgements for note in judgement.notes))
    return Judgement(first.operation, tuple(joined), partial, notes)


def rank(judgement: Judgement) -> int:
    """The place of its worst table among the verdicts, 0 for the worst."""
    return min((RANK[table.verdict] for table in judgement.tables), default=len(RANK))


def _conditional(worst: TableVerdict, confined: TableVerdict) -> TableVerdict:
    column = confined.tenant_column or worst.tenant_column
    return msgspec.structs.replace(
        worst,
        verdict="conditional",
        cause="optional-value",
        steps=(*confined.steps, *worst.steps),
        missing=f"on some paths nothing confines {worst.table}; add the predicate on {column} unconditionally",
        value=confined.value,
        value_key=confined.value_key,
    )


def unproved(judgement: Judgement, cause: Cause, missing: str) -> Judgement:
    """What was proved does not hold for the whole statement: ``unknown`` instead."""
    tables = tuple(
        msgspec.structs.replace(table, verdict="unknown", cause=cause, missing=missing)
        if table.verdict in ("scoped", "guarded", "conditional")
        else table
        for table in judgement.tables
    )
    return Judgement(judgement.operation, tables, judgement.partial, judgement.notes)
