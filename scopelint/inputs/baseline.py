"""The baseline file: sorted JSON, one entry a line, so that two branches that both cure something merge."""

import json
import os
from pathlib import Path
from typing import Any, get_args

from scopelint.inputs.keys import nearest
from scopelint.inputs.writing import write_whole
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.finding import Baseline, BaselineEntry
from scopelint.model.rule import Severity

VERSION = 1
_TEXT = {"path": True, "rule": True, "severity": True, "function": False, "table": False, "fingerprint": True}
"""Fields that hold text, and whether an entry needs them."""


def read_baseline(start: Path, name: str) -> Baseline:
    """The baseline in a file, ``name`` relative to ``start``. Raises UsageError if there is none, ConfigError if it is broken."""
    try:
        data = (start / name).read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"--baseline: {name}: no such file; --write-baseline makes it") from error
    except OSError as error:
        raise UsageError(f"--baseline: {name}: {error.strerror or error}") from error
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name}: is not valid JSON: {error or type(error).__name__}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ConfigError(f"{name}: version: must be {VERSION}; this is no baseline, or one of another scopelint")
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise ConfigError(f"{name}: findings: must be a list")
    entries = [_entry(name, f"findings[{number}]", entry) for number, entry in enumerate(findings, 1)]
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries, 1):
        if (entry.fingerprint, entry.severity) in seen:
            raise ConfigError(f"{name}: findings[{number}].fingerprint: {entry.fingerprint!r} is there twice")
        seen.add((entry.fingerprint, entry.severity))
    return Baseline(name, tuple(entries))


def _entry(name: str, where: str, entry: Any) -> BaselineEntry:
    if not isinstance(entry, dict):
        raise ConfigError(f"{name}: {where}: must be an object")
    for key in entry:
        if key not in _TEXT and key != "count":
            raise ConfigError(f"{name}: {where}.{key}: unknown key{nearest(key, (*_TEXT, 'count'))}")
    for key, needed in _TEXT.items():
        if not isinstance(entry.get(key), str) and (needed or entry.get(key) is not None):
            raise ConfigError(f"{name}: {where}.{key}: must be a string")
    if entry["severity"] not in get_args(Severity):
        raise ConfigError(
            f"{name}: {where}.severity: {entry['severity']!r} is not one of {', '.join(get_args(Severity))}"
        )
    count = entry.get("count")
    if type(count) is not int or count < 1:
        raise ConfigError(f"{name}: {where}.count: must be a whole number from 1")
    return BaselineEntry(**entry)


def must_not_exist(start: Path, name: str) -> None:
    """Raises UsageError if there is such a file: writing it anew could let findings in."""
    if os.path.lexists(start / name):
        raise UsageError(
            f"--write-baseline: {name} is there already, and a baseline only shrinks; delete it to begin anew"
        )


def write_baseline(start: Path, baseline: Baseline) -> None:
    """Writes the file in one step. Raises UsageError."""
    write_whole(start / baseline.file, _text(baseline), f"--baseline: {baseline.file}")


def _text(baseline: Baseline) -> str:
    lines = [
        json.dumps(
            {
                "path": entry.path,
                "rule": entry.rule,
                "severity": entry.severity,
                "function": entry.function,
                "table": entry.table,
                "fingerprint": entry.fingerprint,
                "count": entry.count,
            }
        )
        for entry in baseline.entries
    ]
    return f'{{"version": {VERSION}, "findings": [\n{_joined(lines)}]}}\n'


def _joined(lines: list[str]) -> str:
    return ",\n".join(lines) + "\n" if lines else ""
