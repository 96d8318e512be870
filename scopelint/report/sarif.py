"""SARIF 2.1.0 (OASIS), with what GitHub's code scanning needs of it: fingerprints, short complete regions, relative URIs, help."""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from scopelint.model.finding import Finding, RelatedPlace, Result, Suppressed
from scopelint.model.rule import Rule
from scopelint.model.site import Gap
from scopelint.report.frame import Sources
from scopelint.report.sarif_rules import LEVELS, descriptors

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""The repository's root; it has no absolute URI, so that the same tree gives the same bytes wherever it stands."""
NOT_ANALYZED = "not-analyzed"
_IN_SOURCE = ("comment", "sql-comment")


def sarif(
    result: Result,
    rules: Sequence[Rule],
    sources: Sources,
    tool_version: str,
    status: int,
    prefix: str = "",
    show_suppressed: bool = False,
) -> str:
    """One run. ``prefix``: the project's path in its repository. ``status``: the exit status of this run.

    Suppressed findings are told only if asked for: GitHub takes no notice of ``suppressions`` and would open an alert.
    """
    fired = {finding.rule for finding in result.findings} | {taken.finding.rule for taken in result.suppressed}
    known = [rule for rule in rules if rule.id in fired]
    results = _Results(known, sources, prefix, show_suppressed)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "scopelint",
                "semanticVersion": tool_version,
                "rules": descriptors(known),
                "notifications": [
                    {"id": NOT_ANALYZED, "shortDescription": {"text": "Something that could not be looked at"}}
                ],
            }
        },
        "automationDetails": {"id": f"scopelint/{prefix}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(result, status, prefix)],
        "results": [results.of(finding) for finding in result.findings],
    }
    if show_suppressed:
        run["results"] += [results.taken(taken) for taken in result.suppressed]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


class _Results:
    """What the results of one run share."""

    def __init__(self, rules: Sequence[Rule], sources: Sources, prefix: str, show_suppressed: bool) -> None:
        self.index = {rule.id: index for index, rule in enumerate(rules)}
        self.sources = sources
        self.prefix = prefix
        self.show_suppressed = show_suppressed

    def of(self, finding: Finding) -> dict[str, Any]:
        """One finding. Related places are linked from its message: only so GitHub shows them."""
        related = [*finding.related, *([finding.defined] if finding.defined else [])]
        told: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self.index[finding.rule],
            "level": LEVELS[finding.severity],
            "message": {"text": _message(finding, related)},
            "locations": [self._location(finding)],
            "partialFingerprints": {
                "primaryLocationLineHash": _line_hash(finding),
                "scopelint/v1": finding.fingerprint,
            },
        }
        if related:
            told["relatedLocations"] = [self._related(place, number) for number, place in enumerate(related, 1)]
        if self.show_suppressed:
            told["suppressions"] = []  # of all results or of none (SARIF 3.27.23)
        fields = {
            "table": finding.table,
            "verdict": finding.verdict,
            "cause": finding.cause,
            "posture": finding.posture,
        }
        if any(fields.values()):
            told["properties"] = {name: value for name, value in fields.items() if value is not None}
        return told

    def taken(self, taken: Suppressed) -> dict[str, Any]:
        """A finding that was taken away, with the reason."""
        kind = "inSource" if taken.by in _IN_SOURCE else "external"
        suppression = {"kind": kind, "status": "accepted", "justification": taken.reason}
        return {**self.of(taken.finding), "suppressions": [suppression]}

    def _location(self, finding: Finding) -> dict[str, Any]:
        """The first line only of a long statement: an annotation shows where every line of its region changed. A place
        without extent (an entry of the manifest) is the rest of its line."""
        empty = (finding.line, finding.column) == (finding.end_line, finding.end_column)
        whole = _region(finding.line, finding.column, finding.end_line, finding.end_column + empty)
        place = {"artifactLocation": _artifact(self.prefix + finding.path), "region": whole}
        first = self.sources.line(finding.path, finding.line) if empty or finding.end_line > finding.line else None
        if first is not None and len(first.rstrip()) >= finding.column:
            place["region"] = _region(finding.line, finding.column, finding.line, len(first.rstrip()) + 1)
            if not empty:
                place["contextRegion"] = whole
        location: dict[str, Any] = {"physicalLocation": place}
        if finding.function is not None:
            location["logicalLocations"] = [{"fullyQualifiedName": finding.function, "kind": "function"}]
        return location

    def _related(self, place: RelatedPlace, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "message": {"text": _escaped(place.message)},
            "physicalLocation": {
                "artifactLocation": _artifact(self.prefix + place.path),
                "region": _region(place.line, place.column, place.line, place.column + 1),
            },
        }


def _message(finding: Finding, related: Sequence[RelatedPlace]) -> str:
    links = [f"[{_escaped(place.message)}]({number})" for number, place in enumerate(related, 1)]
    parts = [_escaped(finding.message), *map(_escaped, finding.detail), f"help: {_escaped(finding.help)}"]
    return "\n".join([*parts, *(["; ".join(links)] if links else [])])


def _escaped(words: str) -> str:
    """Text as it is: brackets would be links."""
    return re.sub(r"[\\\[\]]", r"\\\g<0>", words)


def _line_hash(finding: Finding) -> str:
    """``<hash>:<ordinal>``, the form that GitHub's own hashes have."""
    digest, _, ordinal = finding.fingerprint.partition(":")
    return f"{digest}:{ordinal or 1}"


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _invocation(result: Result, status: int, prefix: str) -> dict[str, Any]:
    notifications = [_notification(gap, prefix) for gap in result.coverage.gaps]
    notifications += [{"level": "error", "message": {"text": _escaped(error)}} for error in result.errors]
    return {
        "executionSuccessful": not result.errors,
        "exitCode": status,
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": [
            {"level": "note", "message": {"text": _escaped(note)}} for note in result.notes
        ],
    }


def _notification(gap: Gap, prefix: str) -> dict[str, Any]:
    span = gap.place.span
    place = {
        "artifactLocation": _artifact(prefix + gap.place.path),
        "region": _region(span.line, span.column, span.end_line, span.end_column),
    }
    return {
        "descriptor": {"id": NOT_ANALYZED, "index": 0},
        "level": "note" if gap.kind == "bound" else "warning",
        "message": {"text": _escaped(gap.reason)},
        "locations": [{"physicalLocation": place}],
    }
