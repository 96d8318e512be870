"""The whole judgement: sites and files in, findings and what was taken away out, in one order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scopelint.judge import security
from scopelint.judge.exempt import Exemptions, matches_path
from scopelint.judge.facts import (
    reference_fact,
    site_verdict,
    statement_fact,
    table_verdicts,
    text_facts,
    unknown_cause,
)
from scopelint.judge.findings import (
    Candidate,
    plain_candidate,
    position,
    reference_candidate,
    settle,
    statement_candidate,
    text_candidate,
)
from scopelint.judge.match import active_rules, fires
from scopelint.judge.message import detail
from scopelint.judge.suppress import FileComments, Names, comments_by_file, split
from scopelint.model.config import Project
from scopelint.model.fact import Fact, FileFact
from scopelint.model.finding import RelatedPlace, Result
from scopelint.model.node import Place, Span
from scopelint.model.outline import Outline
from scopelint.model.protection import Protection
from scopelint.model.reference import StoredReference
from scopelint.model.rule import Rule
from scopelint.model.site import Coverage, Site
from scopelint.model.verdict import SEVERITY_ORDER

LEFT_OUT = "tests"
MIGRATIONS = "migrations"
OPEN = frozenset({"unscoped", "ineffective", "conditional"})
MIXING = frozenset({"mixed-tenants"})
"""Causes that count in migrations: they may act on all tenants, but must not mix them."""


def asks_of(project: Project, kind: str) -> bool:
    """Whether an active rule is about this kind of fact."""
    return any(dict(rule.when).get("kind") == kind for rule in active_rules(project.rules, project.config))


def judge(
    sites: tuple[Site, ...],
    coverage: Coverage,
    outlines: Mapping[str, Outline],
    protection: Protection,
    project: Project,
    notes: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
    defined: Mapping[str, Place] | None = None,
    references: tuple[StoredReference, ...] = (),
) -> Result:
    """The result of a run. ``sites`` may come in any order and hold all of the project; what PATHS did not choose and
    what stands in tests is left out here. ``outlines`` by path: their suppressions and faults count.
    ``protection``: what stands behind the tables, and facts about the schema. ``defined``: where tables are defined.
    ``references``: the foreign keys that are stored unverified."""
    files = {file.path: file.path_class for file in project.files if file.reported and file.path_class != LEFT_OUT}
    sites = tuple(sorted((site for site in sites if site.place.path in files), key=_site_order))
    rules = active_rules(project.rules, project.config)
    run = _Run(project, rules, protection, files, defined or {})
    of_schema = security.candidates(protection.facts, rules, project)
    candidates = settle(
        [*run.of_sites(sites), *run.of_references(references), *run.of_files(coverage, outlines), *of_schema]
    )
    names = Names(project.rules, {rule.id for rule in rules}, project.config.require_reason)
    comments = comments_by_file({path: outlines[path].suppressions for path in files if path in outlines}, names)
    exemptions = Exemptions(project, project.rules)
    left, by_comment = split(candidates, comments, names)
    left, by_exemption = exemptions.split(left)
    hygiene = settle([*run.of_comments(comments, coverage), *run.of_exemptions(exemptions, coverage)])
    judged = tuple(site for site in sites if files[site.place.path] != MIGRATIONS)
    counts = Counter(site_verdict(site) for site in judged)
    unknown = Counter(unknown_cause(site) for site in judged if site_verdict(site) == "unknown")
    findings = [candidate.finding for candidate in (*left, *hygiene)]
    return Result(
        findings=tuple(sorted(findings, key=position)),
        sites=judged,
        coverage=coverage,
        suppressed=tuple(sorted([*by_comment, *by_exemption], key=lambda taken: position(taken.finding))),
        notes=(*project.notes, *notes, *_class_notes(project)),
        errors=errors,
        verdicts=tuple((verdict, counts[verdict]) for verdict in SEVERITY_ORDER),
        unknown=tuple(sorted(unknown.items(), key=lambda row: (-row[1], row[0]))),
        partial=sum(site.judgement.partial for site in judged),
        backstop=tuple(run.held_by_policies(judged)),
    )


class _Run:
    """What stays the same while facts of one run become candidates."""

    def __init__(
        self,
        project: Project,
        rules: Sequence[Rule],
        protection: Protection,
        files: Mapping[str, str],
        defined: Mapping[str, Place],
    ) -> None:
        self.defined = defined
        self.project = project
        self.rules = rules
        self.tenancy = protection.tenancy
        self.policies = protection.policies
        self.files = files
        self.bypass_paths = tuple(glob for bypass in project.manifest.bypasses for glob in bypass.paths)

    def of_sites(self, sites: Iterable[Site]) -> Iterator[Candidate]:
        for site in sites:
            path_class = self.files[site.place.path]
            bypass = self._bypasses(site)
            yield from self._of_tables(site, path_class, bypass)
            if path_class != MIGRATIONS:
                yield from self._of_text(site, path_class, bypass)

    def _bypasses(self, site: Site) -> bool:
        return site.bypass or (bool(self.bypass_paths) and matches_path(self.bypass_paths, site.place.path))

    def _of_tables(self, site: Site, path_class: str, bypass: bool) -> Iterator[Candidate]:
        for verdict in table_verdicts(site):
            fact = statement_fact(site, verdict, self.tenancy, path_class, bypass, self.policies)
            if path_class == MIGRATIONS and fact.cause not in MIXING:
                continue
            lines = detail(fact, verdict, self.tenancy, self.project.manifest)
            for rule in self._fired(fact):
                yield statement_candidate(rule, fact, site, verdict, lines, self.defined.get(fact.table))

    def held_by_policies(self, sites: Iterable[Site]) -> Iterator[RelatedPlace]:
        """The tables of statements that nothing but row-level security confines, each statement and table once."""
        told: set[tuple[str, int, str]] = set()
        for site in sites:
            path_class = self.files[site.place.path]
            for verdict in table_verdicts(site):
                fact = statement_fact(site, verdict, self.tenancy, path_class, self._bypasses(site), self.policies)
                key = (site.place.path, site.place.span.line, fact.table)
                if fact.verdict in OPEN and fact.posture == "forced" and not fact.bypass and key not in told:
                    told.add(key)
                    by = f" by policy {fact.policy}" if fact.policy else ""
                    message = f"{fact.effect} of '{fact.table}' ({fact.verdict}), held{by}"
                    yield RelatedPlace(*key[:2], message, site.place.span.column)

    def _of_text(self, site: Site, path_class: str, bypass: bool) -> Iterator[Candidate]:
        for fault, fact in text_facts(site, self.tenancy, path_class, bypass):
            for rule in self._fired(fact):
                yield text_candidate(rule, fact, site, fault.place)

    def of_references(self, references: Iterable[StoredReference]) -> Iterator[Candidate]:
        """Foreign keys stored unverified; migrations may move the rows of all tenants."""
        for stored in references:
            path_class = self.files.get(stored.place.path, MIGRATIONS)
            if path_class == MIGRATIONS:
                continue
            bypass = bool(self.bypass_paths) and matches_path(self.bypass_paths, stored.place.path)
            fact = reference_fact(stored, self.tenancy, path_class, bypass)
            for rule in self._fired(fact):
                yield reference_candidate(rule, fact, stored)

    def of_files(self, coverage: Coverage, outlines: Mapping[str, Outline]) -> Iterator[Candidate]:
        """Files that could not be read or parsed, whether the outline or the gap tells it."""
        told: set[str] = set()
        for path, path_class in self.files.items():
            fault = outlines[path].fault if path in outlines else None
            if fault is not None:
                told.add(path)
                place = Place(path, Span(fault.line, fault.column, fault.line, fault.column))
                yield from self._of_file(FileFact(fault.kind, fault.message, path_class, path), place)
        for gap in coverage.gaps:
            path = gap.place.path
            if gap.kind == "file" and path in self.files and path not in told:
                told.add(path)
                yield from self._of_file(FileFact("unreadable", gap.reason, self.files[path], path), gap.place)

    def _of_file(self, fact: FileFact, place: Place) -> Iterator[Candidate]:
        for rule in self._fired(fact):
            yield plain_candidate(rule, fact, place, fact.reason, fact.path_class)

    def of_comments(self, comments: Mapping[str, FileComments], coverage: Coverage) -> Iterator[Candidate]:
        """Broken comments, and unused ones where everything in their file was looked at."""
        unseen = {gap.place.path for gap in coverage.gaps if gap.kind != "bound"}
        for path, file in comments.items():
            for fact, place in file.faults(self.files[path]):
                if fact.fault == "unused" and path in unseen:
                    continue
                for rule in self._fired(fact):
                    yield plain_candidate(rule, fact, place, f"{fact.fault} {fact.rule}", self.files[path])

    def of_exemptions(self, exemptions: Exemptions, coverage: Coverage) -> Iterator[Candidate]:
        """Exemptions that do not hold; told only by a run over the whole project."""
        if not self.project.complete:
            return
        config = self.project.config
        everything = not (config.select or config.ignore or any(gap.kind != "bound" for gap in coverage.gaps))
        for fact, place in exemptions.faults(everything):
            for rule in self._fired(fact):
                yield plain_candidate(rule, fact, place, f"{fact.fault} {fact.name}")

    def _fired(self, fact: Fact) -> Iterator[Rule]:
        return (rule for rule in self.rules if fires(rule, fact))


def _site_order(site: Site) -> tuple[object, ...]:
    return (*_at(site.place), *_at(site.executed), *_at(site.origin), site.module, site.qualname, site.sql)


def _at(place: Place) -> tuple[str, int, int, int, int]:
    span = place.span
    return place.path, span.line, span.column, span.end_line, span.end_column


def _class_notes(project: Project) -> tuple[str, ...]:
    """How many of the files that PATHS chose were left out for their path class."""
    count = sum(file.reported and file.path_class == LEFT_OUT for file in project.files)
    return (f"{count} test {'file' if count == 1 else 'files'} left out",) if count else ()
