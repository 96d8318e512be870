"""The JSON of ``check``, version 1; its JSON Schema is docs/schema/check-v1.schema.json."""

import json
from typing import Any

import msgspec

from scopelint.model.finding import Finding, Result
from scopelint.model.node import Place
from scopelint.model.site import Site

VERSION = 1
_FIELDS = (
    "rule", "family", "severity", "verdict", "cause", "message", "help", "path", "line", "column", "end_line",
    "end_column", "function", "table", "operation", "posture", "sql", "fingerprint",
)  # fmt: skip


def check_json(result: Result, tool_version: str, show_sites: bool = False) -> str:
    """The whole result; ASCII only, so that no terminal or locale can change a byte. Sites only if asked for."""
    document: dict[str, Any] = {
        "version": VERSION,
        "tool": {"name": "scopelint", "version": tool_version},
        "findings": [_finding(finding) for finding in result.findings],
    }
    if show_sites:
        document["sites"] = [_site(site) for site in result.sites]
    document["summary"] = {
        "files": result.coverage.files,
        "not_analyzed": [
            {"path": gap.place.path, "line": gap.place.span.line, "kind": gap.kind, "reason": gap.reason}
            for gap in result.coverage.gaps
        ],
        "sites": len(result.sites),
        "findings": len(result.findings),
        "suppressed": len(result.suppressed),
        "verdicts": dict(reversed(result.verdicts)),
        "errors": list(result.errors),
        "backstop": [{"path": held.path, "line": held.line, "message": held.message} for held in result.backstop],
        "baseline": _baseline(result),
        "diff_base": None if result.revision is None else {"revision": result.revision, "left_out": result.left_out},
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(finding, name) for name in _FIELDS}
    fields["related"] = [
        {"path": related.path, "line": related.line, "message": related.message} for related in finding.related
    ]
    fields["fix"] = finding.fix
    return fields


def _baseline(result: Result) -> dict[str, Any] | None:
    """What the baseline took away, and its entries that are found no more."""
    if result.baseline is None:
        return None
    return {
        "file": result.baseline,
        "matched": sum(taken.by == "baseline" for taken in result.suppressed),
        "stale": [msgspec.structs.asdict(entry) for entry in result.stale],
    }


def _site(site: Site) -> dict[str, Any]:
    name = site.module if site.qualname in ("", "<module>") else f"{site.module}.{site.qualname}"
    return {
        "path": site.place.path,
        "line": site.place.span.line,
        "end_line": site.place.span.end_line,
        "function": name,
        "operation": site.judgement.operation,
        "tables": {table.table: table.verdict for table in site.judgement.tables},
        "executed": _at(site.executed),
        "origin": _at(site.origin),
    }


def _at(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.span.line}
