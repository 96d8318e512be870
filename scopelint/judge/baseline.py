"""Findings that were there before: those of a baseline, and those of an earlier revision. Both go by fingerprint, severity and count."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from scopelint.judge.findings import position
from scopelint.judge.match import active_rules
from scopelint.judge.suppress import HYGIENE
from scopelint.model.config import Project
from scopelint.model.finding import Baseline, BaselineEntry, Finding, Result, Suppressed
from scopelint.model.rule import Severity

_MILDEST_FIRST: tuple[Severity, ...] = ("info", "warning", "error")
_Slots: TypeAlias = "Counter[tuple[str, Severity]]"


def accepted(result: Result, file: str) -> Baseline:
    """A baseline of everything that was found, but for hygiene, which nothing takes away."""
    first: dict[tuple[str, Severity], Finding] = {}
    counts: _Slots = Counter()
    for finding in filter(_may_be_accepted, result.findings):
        slot = _digest(finding), finding.severity
        counts[slot] += 1
        first.setdefault(slot, finding)
    entries = [
        BaselineEntry(one.path, one.rule, one.severity, slot[0], counts[slot], one.function, one.table)
        for slot, one in first.items()
    ]
    return Baseline(file, tuple(sorted(entries, key=_order)))


def _digest(finding: Finding) -> str:
    """The fingerprint without the ordinal that tells equal findings apart: that one depends on their order."""
    return finding.fingerprint.partition(":")[0]


def _may_be_accepted(finding: Finding) -> bool:
    return finding.family != HYGIENE


def _order(entry: BaselineEntry) -> tuple[str, ...]:
    return entry.path, entry.rule, entry.function or "", entry.table or "", entry.fingerprint, entry.severity


def _known(findings: Sequence[Finding], slots: _Slots) -> frozenset[int]:
    """Which findings have a slot of their fingerprint that is as severe or worse; what they take is gone from ``slots``.

    A finding that is worse than before is not known: its guard was lost, or what stood behind it. Of more equal ones than
    there are slots, the first are known.
    """
    known: set[int] = set()
    worst_first = sorted(enumerate(findings), key=lambda one: -_MILDEST_FIRST.index(one[1].severity))
    for index, finding in worst_first:
        for severity in _MILDEST_FIRST[_MILDEST_FIRST.index(finding.severity) :]:
            if slots[_digest(finding), severity] > 0:
                slots[_digest(finding), severity] -= 1
                known.add(index)
                break
    return frozenset(known)


def against(result: Result, project: Project, baseline: Baseline) -> Result:
    """The result without what the baseline holds. Of more equal findings than it counts, the last ones are new.

    Entries that are found no more are ``stale``; of what this run did not look at, nothing is known and nothing is stale.
    """
    slots: _Slots = Counter({(entry.fingerprint, entry.severity): entry.count for entry in baseline.entries})
    may_be = [finding for finding in result.findings if _may_be_accepted(finding)]
    known = _known(may_be, slots)
    taken = [Suppressed(may_be[index], "baseline", f"in the baseline {baseline.file}") for index in known]
    held = {id(suppressed.finding) for suppressed in taken}
    new = [finding for finding in result.findings if id(finding) not in held]
    looked_at = _looked_at(result, project)
    stale = [
        msgspec.structs.replace(entry, count=left)
        for entry in baseline.entries
        if (left := slots[entry.fingerprint, entry.severity]) > 0 and looked_at(entry)
    ]
    return msgspec.structs.replace(
        result,
        findings=tuple(new),
        suppressed=tuple(sorted([*result.suppressed, *taken], key=lambda taken: position(taken.finding))),
        baseline=baseline.file,
        stale=tuple(stale),
    )


def _looked_at(result: Result, project: Project) -> Callable[[BaselineEntry], bool]:
    """Whether this run would have found an entry's findings if they were still there."""
    files = {file.path: file.reported for file in project.files}
    unseen = {gap.place.path for gap in result.coverage.gaps if gap.kind != "bound"}
    idle = {rule.id for rule in project.rules} - {rule.id for rule in active_rules(project.rules, project.config)}

    def looked_at(entry: BaselineEntry) -> bool:
        if result.errors or entry.rule in idle or entry.path in unseen:
            return False
        return files.get(entry.path, project.complete)

    return looked_at


def shrunk(baseline: Baseline, stale: tuple[BaselineEntry, ...]) -> Baseline:
    """The baseline without its stale entries. It never grows."""
    gone = {(entry.fingerprint, entry.severity): entry.count for entry in stale}
    kept = [
        msgspec.structs.replace(entry, count=entry.count - gone.get((entry.fingerprint, entry.severity), 0))
        for entry in baseline.entries
    ]
    return Baseline(baseline.file, tuple(entry for entry in kept if entry.count > 0))


def since(result: Result, project: Project, before: Result, earlier: Project, revision: str) -> Result:
    """The result without what was found in ``earlier`` too, in whatever file: what the change brings.

    A file that cannot be looked at is told again if the change touched it.
    """
    blind = {rule.id for rule in project.rules if dict(rule.when).get("kind") == "file"}
    slots: _Slots = Counter(
        (_digest(finding), finding.severity)
        for finding in before.findings
        if finding.rule not in blind or _bytes(project, finding.path) == _bytes(earlier, finding.path)
    )
    known = _known(result.findings, slots)
    new = [finding for index, finding in enumerate(result.findings) if index not in known]
    return msgspec.structs.replace(result, findings=tuple(new), revision=revision, left_out=len(known))


def _bytes(project: Project, path: str) -> bytes | None:
    try:
        return project.read(path)
    except OSError:
        return None
