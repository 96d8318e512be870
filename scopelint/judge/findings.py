"""One rule fired by one fact, as a finding at its place, before suppressions."""

import hashlib
from collections import Counter
from collections.abc import Iterable

import msgspec

from scopelint.judge.match import severity
from scopelint.judge.message import fill
from scopelint.model.fact import Fact, ReferenceFact, SqlTextFact, StatementFact
from scopelint.model.finding import Finding, RelatedPlace
from scopelint.model.node import Node, Place
from scopelint.model.reference import StoredReference
from scopelint.model.rule import Rule
from scopelint.model.site import Site
from scopelint.model.verdict import UNKNOWN_TABLE, TableVerdict

_SEVERITIES = ("error", "warning", "info")
EXECUTED = "executed here"
MOST_RELATED = 40
"""So many places a finding names."""


class Candidate(Node, frozen=True):
    """A finding and what suppressions and exemptions need to know of it.

    ``lines``: where a comment may stand, that of the finding and that of its whole statement. ``frame`` is
    "module:qualname", "" outside statements; ``by_path``: an exemption may name its file instead. ``subject`` tells
    findings of one rule in one function apart.
    """

    finding: Finding
    lines: tuple[int, ...]
    frame: str = ""
    path_class: str = "app"
    subject: str = ""
    text: str | None = None
    by_path: bool = False


def statement_candidate(
    rule: Rule,
    fact: StatementFact,
    site: Site,
    verdict: TableVerdict,
    detail: tuple[str, ...],
    defined: Place | None = None,
) -> Candidate:
    """The finding of one table of one site. ``defined``: where the table is."""
    finding = msgspec.structs.replace(
        _finding(rule, fact, site.place),
        verdict=verdict.verdict,
        cause=verdict.cause,
        function=fact.function,
        table=None if fact.table == UNKNOWN_TABLE else fact.table,
        operation=fact.operation,
        posture=fact.posture,
        sql=site.sql or None,
        related=_related(site, verdict),
        detail=detail,
        defined=_definition(defined, fact.table),
    )
    return _at_site(finding, site, fact.path_class)


def text_candidate(rule: Rule, fact: SqlTextFact, site: Site, place: Place) -> Candidate:
    """The finding of one fault of a site's SQL text."""
    finding = msgspec.structs.replace(
        _finding(rule, fact, place),
        verdict="unknown" if fact.fault != "interpolated" else None,
        function=fact.function,
        table=fact.table,
        operation=fact.operation,
        posture=fact.posture,
        sql=site.sql or None,
        related=_related(site, None),
    )
    return _at_site(finding, site, fact.path_class)


def reference_candidate(rule: Rule, fact: ReferenceFact, stored: StoredReference) -> Candidate:
    """The finding of one foreign key that is stored unverified."""
    executed = stored.executed
    related = (RelatedPlace(executed.path, executed.span.line, EXECUTED, executed.span.column),)
    finding = msgspec.structs.replace(
        _finding(rule, fact, stored.place),
        function=fact.function,
        table=fact.table,
        operation=fact.operation,
        posture=fact.posture,
        related=related if executed != stored.place else (),
    )
    frame = f"{stored.module}:{stored.qualname}"
    return Candidate(finding, (finding.line,), frame, fact.path_class, subject=fact.column)


def plain_candidate(rule: Rule, fact: Fact, place: Place, subject: str, path_class: str = "app") -> Candidate:
    """A finding about a comment, a file or an entry of the manifest."""
    return Candidate(_finding(rule, fact, place), (), path_class=path_class, subject=subject)


def _finding(rule: Rule, fact: Fact, place: Place) -> Finding:
    span = place.span
    return Finding(
        rule=rule.id,
        family=rule.family,
        severity=severity(rule, fact),
        message=fill(rule.message, fact),
        help=fill(rule.help, fact),
        path=place.path,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        fingerprint="",
    )


def _at_site(finding: Finding, site: Site, path_class: str) -> Candidate:
    lines = {finding.line}
    for place in (site.place, site.statement_span):
        if place is not None and place.path == finding.path:
            lines.add(place.span.line)
    return Candidate(
        finding,
        tuple(sorted(lines)),
        frame=f"{site.module}:{site.qualname}",
        path_class=path_class,
        subject=" ".join((finding.sql or site.text or "").split()),
        text=site.text,
    )


def _definition(place: Place | None, table: str) -> RelatedPlace | None:
    if place is None or place.path.startswith("<"):
        return None
    return RelatedPlace(place.path, place.span.line, f"table '{table}' defined here", place.span.column)


def _related(site: Site, verdict: TableVerdict | None) -> tuple[RelatedPlace, ...]:
    """The way from the frame to the database, each line once: calls, origin, execution, the deciding clause.

    The finding's own line, and places inside a SQL text whose position in a file is not known (``<sql>``) are left out.
    """
    story = [(related.place, related.message) for related in (*site.calls, *site.related)]
    story.append((site.origin, "built here"))
    story.append((site.executed, EXECUTED))
    if verdict is not None and verdict.place is not None:
        story.append((verdict.place, f"decided by {verdict.construct}" if verdict.construct else "decided here"))
    told: dict[tuple[str, int], RelatedPlace] = {}
    for place, message in story:
        at = (place.path, place.span.line)
        if not place.path.startswith("<") and at != (site.place.path, site.place.span.line):
            told.setdefault(at, RelatedPlace(*at, message, place.span.column))
    return tuple(told.values())


def position(finding: Finding) -> tuple[str, int, int, int, int, str, str]:
    """The order of findings: by place, then rule, then table."""
    return (
        finding.path, finding.line, finding.column, finding.end_line, finding.end_column,
        finding.rule, finding.table or "",
    )  # fmt: skip


def settle(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """In order, one for each place, rule and table (the most severe), of the schema for each subject, with its fingerprint. Other statements that
    one place leaves open are named in the finding, up to a bound.

    A fingerprint holds rule, path, function, table, operation and SQL: no line number, order or severity. Equal ones
    are told apart by an ordinal in order of place.
    """

    def rank(candidate: Candidate) -> tuple[object, ...]:
        finding = candidate.finding
        return (*position(finding), _SEVERITIES.index(finding.severity), candidate.subject, finding.message)

    kept: dict[tuple[object, ...], Candidate] = {}
    for candidate in sorted(candidates, key=rank):
        told_apart = candidate.subject if candidate.by_path else candidate.finding.function
        key = (*position(candidate.finding), told_apart)
        first = kept.setdefault(key, candidate)
        if first is not candidate:
            kept[key] = _named_too(first, candidate)
    ordinals: Counter[str] = Counter()
    settled: list[Candidate] = []
    for candidate in kept.values():
        digest = _digest(candidate)
        ordinals[digest] += 1
        fingerprint = digest if ordinals[digest] == 1 else f"{digest}:{ordinals[digest]}"
        finding = msgspec.structs.replace(candidate.finding, fingerprint=fingerprint)
        settled.append(msgspec.structs.replace(candidate, finding=finding))
    return tuple(settled)


def _named_too(kept: Candidate, other: Candidate) -> Candidate:
    """The finding with the place where the other's statement is executed."""
    related = kept.finding.related
    told = {(place.path, place.line) for place in related}
    more = tuple(
        msgspec.structs.replace(place, message="executed here too")
        for place in other.finding.related
        if place.message == EXECUTED and (place.path, place.line) not in told
    )
    if not more or len(related) >= MOST_RELATED:
        return kept
    return msgspec.structs.replace(kept, finding=msgspec.structs.replace(kept.finding, related=(*related, *more)))


def _digest(candidate: Candidate) -> str:
    finding = candidate.finding
    parts = (finding.rule, finding.path, finding.function, finding.table, finding.operation, candidate.subject)
    text = "\0".join(part or "" for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
