"""The six verdicts and their causes, with proof or missing step: what ``prove`` answers."""

from typing import Literal

from scopelint.model.node import Node, Place
from scopelint.model.relation import Origin

Verdict = Literal["unscoped", "ineffective", "conditional", "unknown", "guarded", "scoped"]
SEVERITY_ORDER: tuple[Verdict, ...] = ("unscoped", "ineffective", "conditional", "unknown", "guarded", "scoped")
"""Worst first."""
UNKNOWN_TABLE = "?"
"""Stands for a table that could be any."""

Cause = Literal[
    "none",
    "by-key",
    "other-table-confined",
    "not-written",
    "reassigned",
    "conflict-key",
    "or-arm",
    "outer-on",
    "tautology",
    "aggregate",
    "literal",
    "null-arm",
    "mixed-tenants",
    "unused-parameter",
    "optional-value",
    "dynamic",
    "unresolved",
    "bound-hit",
    "unparsed",
]

Operation = Literal["select", "insert", "update", "delete", "merge", "copy", "truncate", "other"]
Role = Literal["target", "read"]


class TableVerdict(Node, frozen=True):
    """One tenant, child or registry table of one statement.

    ``cause`` is None for ``scoped``. ``tenant_column`` and ``level`` name what was looked for (for a child, the parent's).
    ``construct`` is the clause that decided, in words ("the ON clause of a LEFT JOIN", "OR"), at ``place``.
    ``steps``: for ``scoped`` the chain of predicates, else what was found; ``missing`` is the step that would close it,
    one sentence. ``confined_level``: the level that is bound, when scoped. ``value``: where its tenant value came from.
    """

    table: str
    role: Role
    verdict: Verdict
    cause: Cause | None = None
    tenant_column: str | None = None
    level: str | None = None
    construct: str | None = None
    place: Place | None = None
    steps: tuple[str, ...] = ()
    missing: str | None = None
    confined_level: str | None = None
    value: Origin | None = None
    value_key: str | None = None
    nullable: bool = False
    by_key: bool = False


class Judgement(Node, frozen=True):
    """All tables of one statement, one entry a table (its worst), sorted by name. ``partial``: something in it could not
    be seen but leaves the proofs in view intact."""

    operation: Operation
    tables: tuple[TableVerdict, ...]
    partial: bool = False
    notes: tuple[str, ...] = ()
