"""One run as evidence: for each table how many statements are proved, guarded, exempt, undecided or open, and what remains."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from scopelint.judge.exempt import Exemptions, matches_path
from scopelint.judge.facts import function_name, statement_fact, table_verdicts, text_faults
from scopelint.model.catalog import Catalog, Relation
from scopelint.model.config import Project
from scopelint.model.drift import Drift
from scopelint.model.evidence import (
    VERSION,
    BypassEvidence,
    DriftEvidence,
    Evidence,
    ExemptionEvidence,
    GapEvidence,
    LevelEvidence,
    PolicyEvidence,
    SiteEvidence,
    State,
    SuppressionEvidence,
    TableEvidence,
)
from scopelint.model.finding import Finding, Result
from scopelint.model.node import Span
from scopelint.model.schema import Posture, TableTenancy, Tenancy
from scopelint.model.site import Site
from scopelint.model.verdict import UNKNOWN_TABLE, TableVerdict

Standing = Literal["scoped", "guarded", "exempt", "undecided", "open"]
_Key = tuple[str, int, int, int, int, str | None, str | None]


class Observed(msgspec.Struct, frozen=True):
    """The state of the schema that was read: ``catalog`` from ``source``; ``postures`` by table as proved, if they were."""

    catalog: Catalog
    source: str
    postures: Mapping[str, Posture]


class Heading(msgspec.Struct, frozen=True):
    """What stands at the head of the report. ``commit`` None: no git repository. ``name``: the project's folder."""

    tool_version: str
    name: str
    commit: str | None
    digest: str


def evidence(
    result: Result,
    tenancy: Tenancy,
    project: Project,
    observed: Observed | None,
    drifts: Iterable[Drift],
    heading: Heading,
) -> Evidence:
    """The report of one run of ``check`` over the whole project."""
    standing = _Standing(result, tenancy, project, observed)
    return Evidence(
        version=VERSION,
        tool_version=heading.tool_version,
        project=heading.name,
        date=project.today.isoformat(),
        commit=heading.commit,
        digest=heading.digest,
        manifest=project.manifest.path,
        observed_in=None if observed is None else observed.source,
        files=result.coverage.files,
        statements=len(result.sites),
        levels=tuple(_levels(tenancy)),
        tables=tuple(table_evidence(tenancy, project, observed, standing.counts)),
        not_proved=tuple(standing.not_proved),
        exemptions=tuple(_exemptions(project, result)),
        suppressions=tuple(
            SuppressionEvidence(
                taken.finding.path, taken.finding.line, taken.finding.rule, taken.finding.table, taken.reason
            )
            for taken in result.suppressed
            if taken.by in ("comment", "sql-comment")
        ),
        bypasses=tuple(_bypasses(project, observed)),
        drift=tuple(DriftEvidence(drift.subject, drift.sentence) for drift in drifts),
        not_analyzed=tuple(_gaps(result, observed)),
    )


def posture_in_force(known: TableTenancy | None, observed: Posture | None) -> Posture:
    """What row-level security does for a table: as read where it was read, else as the manifest says."""
    if observed is not None:
        return observed
    return known.posture if known is not None else "none"


class _Standing:
    """Where each pair of statement and table stands."""

    def __init__(self, result: Result, tenancy: Tenancy, project: Project, observed: Observed | None) -> None:
        self.tenancy = tenancy
        self.project = project
        self.observed = observed
        self.found = {_key_of(finding): finding for finding in result.findings}
        self.taken = {_key_of(taken.finding): taken.finding for taken in result.suppressed}
        self.paths = tuple(glob for bypass in project.manifest.bypasses for glob in bypass.paths)
        self.classes = {file.path: file.path_class for file in project.files}
        self.counts: dict[str, Counter[Standing]] = defaultdict(Counter)
        self.not_proved: list[SiteEvidence] = []
        self.ordinals: Counter[str] = Counter()
        for site in result.sites:
            for verdict in table_verdicts(site):
                self._pair(site, verdict)

    def _pair(self, site: Site, verdict: TableVerdict) -> None:
        finding, exempt = self._finding(site, verdict)
        where: Standing
        if verdict.verdict in ("scoped", "guarded"):
            where = "scoped" if verdict.verdict == "scoped" else "guarded"
        elif exempt:
            where = "exempt"
        else:
            where = "undecided" if verdict.verdict == "unknown" else "open"
        if verdict.table != UNKNOWN_TABLE:
            self.counts[verdict.table][where] += 1
        if where in ("open", "undecided", "exempt"):
            self.not_proved.append(self._site(site, verdict, where, finding))

    def _finding(self, site: Site, verdict: TableVerdict) -> tuple[Finding | None, bool]:
        """The finding of a pair, and whether it was taken away. A fault of SQL text stands for what it leaves undecided."""
        table = None if verdict.table == UNKNOWN_TABLE else verdict.table
        places = [(site.place, table)]
        if verdict.verdict == "unknown":
            places += [(fault.place, name) for fault in text_faults(site) for name in (table, None)]
        keys = [_key(place.path, place.span, name, function_name(site)) for place, name in places]
        found = next((self.found[key] for key in keys if key in self.found), None)
        taken = next((self.taken[key] for key in keys if key in self.taken), None)
        return (found or taken, found is None and taken is not None)

    def _site(self, site: Site, verdict: TableVerdict, where: Standing, finding: Finding | None) -> SiteEvidence:
        bypass = site.bypass or (bool(self.paths) and matches_path(self.paths, site.place.path))
        fact = statement_fact(site, verdict, self.tenancy, self.classes.get(site.place.path, "app"), bypass)
        posture = posture_in_force(
            self.tenancy.tables.get(verdict.table), observed_posture(self.observed, verdict.table)
        )
        return SiteEvidence(
            key=self._key(site, verdict),
            state=where,  # type: ignore[arg-type]
            path=site.place.path,
            line=site.place.span.line,
            function=function_name(site),
            operation=site.judgement.operation,
            table=verdict.table,
            verdict=verdict.verdict,
            cause=fact.cause,
            rule=finding.rule if finding is not None else None,
            severity=finding.severity if finding is not None else None,
            bypass=bypass,
            backstop=posture == "forced" and not bypass and verdict.table != UNKNOWN_TABLE,
        )

    def _key(self, site: Site, verdict: TableVerdict) -> str:
        """The same in another release: no line, no verdict; equal ones are counted."""
        words = " ".join((site.sql or site.text or "").split())
        named = (site.place.path, function_name(site), verdict.table, site.judgement.operation, words)
        digest = hashlib.blake2b("\0".join(named).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
        self.ordinals[digest] += 1
        return digest if self.ordinals[digest] == 1 else f"{digest}:{self.ordinals[digest]}"


def table_evidence(
    tenancy: Tenancy,
    project: Project,
    observed: Observed | None,
    counts: Mapping[str, Mapping[Standing, int]] | None = None,
) -> Iterator[TableEvidence]:
    """Every table that is known or stated, ``counts`` of its statements among it."""
    for name, known in sorted(tenancy.tables.items()):
        count = {} if counts is None else counts.get(name, {})
        entry = project.manifest.tables.get(name)
        relation = observed.catalog.relations.get(name) if observed is not None else None
        yield TableEvidence(
            name=name,
            scope=known.scope,
            stated=known.stated,
            tenant_columns=tuple(column for _, column in known.tenant_columns),
            parent=known.parent.table if known.parent is not None else None,
            sensitive=known.sensitive,
            posture=entry.rls if entry is not None else None,
            observed=observed_posture(observed, name),
            policies=tuple(_policies(relation)) if relation is not None else (),
            sites=sum(count.values()),
            scoped=count.get("scoped", 0),
            guarded=count.get("guarded", 0),
            exempt=count.get("exempt", 0),
            undecided=count.get("undecided", 0),
            open=count.get("open", 0),
        )


def observed_posture(observed: Observed | None, table: str) -> Posture | None:
    """What row-level security does for a table as it was read; None if that is not known."""
    relation = observed.catalog.relations.get(table) if observed is not None else None
    if relation is None or observed is None:
        return None
    if not relation.complete and relation.place is None and not relation.row_security:
        return None  # it is made by what was not read
    switches: Posture = "none" if not relation.row_security else "forced" if relation.forced else "enabled"
    return observed.postures.get(table, switches)


def _key_of(finding: Finding) -> _Key:
    return (
        finding.path, finding.line, finding.column, finding.end_line, finding.end_column, finding.table, finding.function,
    )  # fmt: skip


def _key(path: str, span: Span, table: str | None, function: str) -> _Key:
    return (path, span.line, span.column, span.end_line, span.end_column, table, function)


def _policies(relation: Relation) -> Iterator[PolicyEvidence]:
    for policy in sorted(relation.policies, key=lambda policy: policy.name):
        yield PolicyEvidence(
            policy.name, policy.command, policy.permissive, policy.roles, policy.using, policy.with_check
        )


def _levels(tenancy: Tenancy) -> Iterator[LevelEvidence]:
    for level in tenancy.levels:
        memberships = tuple(f"{one.table} ({one.principal} for {one.tenant})" for one in level.memberships)
        yield LevelEvidence(level.name, level.columns, level.registry, level.setting, memberships)


def _exemptions(project: Project, result: Result) -> Iterator[ExemptionEvidence]:
    held = Exemptions(project, project.rules)
    used = Counter(taken.exemption for taken in result.suppressed if taken.exemption is not None)
    for index, one in enumerate(project.manifest.exemptions):
        fault = held.fault(one)
        state: State = "in force" if used[index] else "exempts nothing"
        if fault is not None:
            state = "expired" if fault[0] == "expired" else "without reason or owner"
        expires = one.expires.isoformat() if one.expires is not None else None
        yield ExemptionEvidence(one.where, one.tables, one.rules, one.reason, one.owner, expires, state, used[index])


def _bypasses(project: Project, observed: Observed | None) -> Iterator[BypassEvidence]:
    roles = observed.catalog.roles if observed is not None else {}
    source = observed.source if observed is not None else None
    listed = set()
    for one in project.manifest.bypasses:
        if one.role is not None:
            listed.add(one.role)
            yield BypassEvidence("role", one.role, True, one.reason, source if one.role in roles else None)
        elif one.session is not None:
            yield BypassEvidence("session", one.session, True, one.reason, None)
        elif one.setting is not None:
            yield BypassEvidence("setting", one.setting, True, one.reason, None)
        else:
            yield BypassEvidence("paths", ", ".join(one.paths), True, one.reason, None)
    for role in sorted(roles.values(), key=lambda role: role.name):
        if (role.superuser or role.bypass_rls) and role.name not in listed:
            yield BypassEvidence("role", role.name, False, None, source)


def _gaps(result: Result, observed: Observed | None) -> Iterator[GapEvidence]:
    for gap in result.coverage.gaps:
        yield GapEvidence(gap.kind, gap.place.path, gap.place.span.line, gap.reason)
    for change in observed.catalog.unknown if observed is not None else ():
        shown = " ".join(change.text.split())[:80]
        reason = change.reason + (f": {shown}" if shown else "")
        yield GapEvidence("schema", change.place.path, change.place.span.line, reason)
