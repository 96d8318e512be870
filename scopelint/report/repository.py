"""What code hosts read: GitHub's workflow commands and GitLab's code quality report. Their paths start at the repository's root."""

import json
from typing import Any

from scopelint.model.finding import Finding, Result
from scopelint.report.paint import harmless

_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_GITLAB = {"error": "critical", "warning": "major", "info": "info"}


def github(result: Result, prefix: str = "") -> str:
    """One workflow command a finding, which GitHub shows as an annotation. ``prefix``: the project's path in its repository."""
    return "".join(_command(finding, prefix) + "\n" for finding in result.findings)


def _command(finding: Finding, prefix: str) -> str:
    properties: dict[str, object] = {
        "title": f"scopelint: {finding.rule}",
        "file": prefix + finding.path,
        "line": finding.line,
        "endLine": finding.end_line,
    }
    if finding.line == finding.end_line:  # GitHub drops columns of a place of several lines
        properties |= {"col": finding.column, "endColumn": finding.end_column}
    words = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    lines = [finding.message, *finding.detail, f"help: {finding.help}"]
    return f"::{_GITHUB[finding.severity]} {words}::{_data(chr(10).join(map(harmless, lines)))}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def gitlab(result: Result, prefix: str = "") -> str:
    """A list of code quality issues; the fingerprint of each is its own, or GitLab would hide all but one."""
    return json.dumps([_issue(finding, prefix) for finding in result.findings], indent=2) + "\n"


def _issue(finding: Finding, prefix: str) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": f"{finding.rule}: {finding.message}",
        "content": {"body": "\n".join([*finding.detail, f"help: {finding.help}"])},
        "categories": ["Security"],
        "severity": _GITLAB[finding.severity],
        "fingerprint": finding.fingerprint,
        "location": {
            "path": prefix + finding.path,
            "lines": {"begin": finding.line, "end": finding.end_line},
            "positions": {
                "begin": {"line": finding.line, "column": finding.column},
                "end": {"line": finding.end_line, "column": finding.end_column},
            },
        },
    }
