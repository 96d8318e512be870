"""The coverage report as JSON, version 1; its JSON Schema is docs/schema/report-v1.schema.json."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from scopelint.model.evidence import Change, Evidence
from scopelint.model.verdict import UNKNOWN_TABLE

COUNTS = ("sites", "scoped", "guarded", "exempt", "undecided", "open")


def evidence_json(evidence: Evidence, compared: tuple[Evidence, Sequence[Change]] | None = None) -> str:
    """The whole report; ASCII only. ``compared``: the earlier report and what changed since."""
    told: dict[str, Any] = {
        "version": evidence.version,
        "tool": {"name": "scopelint", "version": evidence.tool_version},
    }
    fields = _plain(msgspec.to_builtins(evidence))
    told |= {name: value for name, value in fields.items() if name not in ("version", "tool_version")}
    told["totals"] = totals(evidence)
    if compared is not None:
        earlier, changes = compared
        told["compared_with"] = {"date": earlier.date, "commit": earlier.commit, "digest": earlier.digest}
        told["changes"] = [_plain(msgspec.to_builtins(change)) for change in changes]
    return json.dumps(told, indent=2) + "\n"


def totals(evidence: Evidence) -> dict[str, int]:
    """Counts of all tables together, how many tables there are, and statements whose table is not known at all."""
    return {
        "tables": len(evidence.tables),
        **{name: sum(getattr(table, name) for table in evidence.tables) for name in COUNTS},
        "table_not_known": sum(site.table == UNKNOWN_TABLE for site in evidence.not_proved),
    }


def _plain(value: Any) -> Any:
    """Without the tags of records."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if name != "node"}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
