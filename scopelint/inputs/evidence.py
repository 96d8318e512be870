"""An earlier report, read back to be compared with."""

import json
from pathlib import Path
from typing import Any

import msgspec

from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.evidence import VERSION, Evidence


def read_evidence(start: Path, name: str) -> Evidence:
    """The report in a JSON file, ``name`` relative to ``start``. Raises UsageError if there is none, ConfigError if it is
    no report, or one of another version."""
    try:
        data = (start / name).read_bytes()
    except OSError as error:
        raise UsageError(f"--compare: {name}: {error.strerror or error}") from error
    try:
        document: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name}: is not valid JSON: {error or type(error).__name__}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION or "tables" not in document:
        raise ConfigError(
            f"{name}: version: must be {VERSION}; this is no report of scopelint, or one of another version"
        )
    document = {
        key: value for key, value in document.items() if key not in ("tool", "totals", "changes", "compared_with")
    }
    document["tool_version"] = ""
    try:
        return msgspec.convert(document, type=Evidence, strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {error}") from error
