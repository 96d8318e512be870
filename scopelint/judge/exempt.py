"""What the manifest exempts, what admin code may do, and exemptions that do not hold."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from scopelint.judge.findings import Candidate
from scopelint.model.config import Project
from scopelint.model.fact import ManifestEntryFact
from scopelint.model.finding import Suppressed
from scopelint.model.manifest import Exemption
from scopelint.model.node import Place, Span
from scopelint.model.rule import Rule

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def matches_path(patterns: Iterable[str], path: str) -> bool:
    """Whether a path fits one of the globs (gitignore syntax, relative to the root; ``inputs`` has checked them)."""
    return _compiled(tuple(patterns)).match_file(path)


@cache
def _compiled(patterns: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # `[[...page]]`: "possible nested set"
        return GitIgnoreSpec.from_lines(patterns)


class Exemptions:
    """The manifest's exemptions and the configuration's admin paths; ``take`` remembers which were of use."""

    def __init__(self, project: Project, rules: Sequence[Rule]) -> None:
        self.manifest = project.manifest
        self.today = project.today
        self.admin_reason = project.config.admin_reason
        self.names = {old: rule.id for rule in rules for old in (rule.id, *rule.formerly)}
        self.used: set[int] = set()

    def take(self, candidate: Candidate) -> tuple[str, int | None] | None:
        """Why a finding about a statement or the schema is exempt, and by which exemption; None if it is not."""
        if not candidate.frame and not candidate.by_path:
            return None
        for index, exemption in enumerate(self.manifest.exemptions):
            if self.fault(exemption) is None and self._covers(exemption, candidate):
                self.used.add(index)
                return f"{exemption.reason} ({exemption.owner})", index
        if candidate.path_class == "admin" and candidate.finding.family == "scope" and self.admin_reason is not None:
            return self.admin_reason, None
        return None

    def split(self, candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[Suppressed]]:
        """The findings that are not exempt, and those that are."""
        left: list[Candidate] = []
        taken: list[Suppressed] = []
        for candidate in candidates:
            found = self.take(candidate)
            if found is None:
                left.append(candidate)
            else:
                taken.append(Suppressed(candidate.finding, "exemption", *found))
        return left, taken

    def _covers(self, exemption: Exemption, candidate: Candidate) -> bool:
        finding = candidate.finding
        if exemption.rules and finding.rule not in {self.names.get(name) for name in exemption.rules}:
            return False
        if exemption.tables and finding.table not in exemption.tables:
            return False
        return covers_frame(exemption.where, candidate.frame, finding.path)

    def fault(self, exemption: Exemption) -> tuple[str, str] | None:
        """Why an exemption does not hold: its fault and the words for it."""
        if not exemption.reason:
            return "no-reason", "it gives no reason"
        if not exemption.owner:
            return "no-owner", "it names no owner"
        if exemption.expires is not None and exemption.expires < self.today:
            return "expired", f"it expired on {exemption.expires}"
        return None

    def faults(self, complete: bool) -> Iterator[tuple[ManifestEntryFact, Place]]:
        """Exemptions that do not hold. Whether one exempts nothing can be told only if everything was looked at."""
        path = self.manifest.path or ""
        for index, exemption in enumerate(self.manifest.exemptions):
            fault = self.fault(exemption)
            if fault is None and complete and index not in self.used:
                fault = "exempts-nothing", "nothing that it names is found there"
            if fault is not None:
                place = Place(path, Span(exemption.line, 1, exemption.line, 1))
                kind, reason = fault
                yield ManifestEntryFact("exempt", kind, reason, exemption.where, path), place  # type: ignore[arg-type]


def covers_frame(where: str, frame: str, path: str) -> bool:
    """Whether ``where`` ("module:qualname", globs allowed, or a path glob) names a frame or something that holds it."""
    if ":" not in where:
        return matches_path([where], path)
    return fnmatchcase(frame, where) or fnmatchcase(frame, where + ".*")
