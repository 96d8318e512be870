"""Findings and the whole result of a run, shaped as the JSON of DESIGN section 6."""

from typing import Literal

from scopelint.model.node import Node
from scopelint.model.rule import Severity
from scopelint.model.site import Coverage, Site
from scopelint.model.verdict import Judgement, Verdict


class RelatedPlace(Node, frozen=True):
    """A place that explains a finding."""

    path: str
    line: int
    message: str
    column: int = 1


class Finding(Node, frozen=True):
    """One rule fired at one place. Fields without meaning for the rule are None. Lines and columns are 1-based in code
    points, the end exclusive. ``detail`` lines go under the hazard in text output: looked for, found, posture."""

    rule: str
    family: str
    severity: Severity
    message: str
    help: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    fingerprint: str
    verdict: str | None = None
    cause: str | None = None
    function: str | None = None
    table: str | None = None
    operation: str | None = None
    posture: str | None = None
    sql: str | None = None
    related: tuple[RelatedPlace, ...] = ()
    detail: tuple[str, ...] = ()
    fix: None = None
    defined: RelatedPlace | None = None
    """Where the table is defined, if that is known."""


class Suppressed(Node, frozen=True):
    """A finding that a comment, an exemption or the baseline took away, with its reason. ``exemption``: which of the
    manifest's, counted from 0."""

    finding: Finding
    by: Literal["comment", "sql-comment", "exemption", "baseline"]
    reason: str
    exemption: int | None = None


class BaselineEntry(Node, frozen=True):
    """``count`` findings of one fingerprint (without its ordinal), none worse than ``severity``: a lost guard makes it worse.

    The other fields are for those who read the file."""

    path: str
    rule: str
    severity: Severity
    fingerprint: str
    count: int
    function: str | None = None
    table: str | None = None


class Baseline(Node, frozen=True):
    """Findings that a project had when it began, from ``file`` as the user named it; ``entries`` are sorted."""

    file: str
    entries: tuple[BaselineEntry, ...]


class Result(Node, frozen=True):
    """Everything a run of ``check`` knows: findings in order, sites, coverage, what was suppressed, notes for stderr.

    ``verdicts``: how many sites have each worst verdict, worst first; ``unknown``: those of them that are unknown by cause,
    most first; ``partial``: how many were seen only in part.
    ``errors``: failures of our own that were survived, one line each; they make the exit status 2.
    ``baseline``: the file whose findings were taken away; ``stale``: its entries that are found no more, each with how many.
    ``revision``: findings that were there at this revision are left out, ``left_out`` of them.
    ``backstop``: statements that only row-level security keeps inside a tenant, and of which table."""

    findings: tuple[Finding, ...]
    sites: tuple[Site, ...]
    coverage: Coverage
    suppressed: tuple[Suppressed, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, int], ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    partial: int = 0
    baseline: str | None = None
    stale: tuple[BaselineEntry, ...] = ()
    revision: str | None = None
    left_out: int = 0
    backstop: tuple[RelatedPlace, ...] = ()


class ProvedStatement(Node, frozen=True):
    """One statement given to ``prove``: its place in the input (``line`` from 1), its text and its judgement.

    ``verdict`` is the worst of ``judgement.tables``; ``unknown`` if it could not be read, and ``error`` says why in one line.
    """

    index: int
    line: int
    sql: str
    verdict: Verdict
    judgement: Judgement
    error: str | None = None


class Proved(Node, frozen=True):
    """What ``scopelint.prove`` says of a text.

    ``scoped`` is True only if there is a statement and each one is ``scoped`` and was seen whole: no function, table or
    session command in it whose effect is not known (``judgement.partial``; ``judgement.notes`` name it).
    """

    scoped: bool
    statements: tuple[ProvedStatement, ...]
