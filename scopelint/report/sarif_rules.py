"""Rules as SARIF describes them, with the words and ratings that GitHub shows beside an alert."""

import re
from collections.abc import Sequence
from typing import Any

from scopelint.model.rule import Rule, Severity

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_ORDER: tuple[Severity, ...] = ("error", "warning", "info")
_RATING: dict[Severity, str] = {"error": "8.1", "warning": "5.3", "info": "2.0"}
"""GitHub's bands are high from 7.0, medium from 4.0. 8.1: one tenant's user reads or changes another tenant's rows, as for
CWE-639; 5.3: a second line of defence stands behind the hole."""
LONGEST = 1024
"""Characters that GitHub shows of a description."""
_CWE = re.compile(r"https://cwe\.mitre\.org/data/definitions/(\d+)\.html\Z")
_MARK = re.compile(r"(?m)^[ \t]*# finds:.*\n|[ \t]*# finds:.*$")


def descriptors(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """One reportingDescriptor a rule, in order."""
    return [_descriptor(rule) for rule in rules]


def _descriptor(rule: Rule) -> dict[str, Any]:
    worst = min((level for _, level in rule.severity), key=_ORDER.index)
    told: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _short(" ".join((rule.why or rule.summary).split()))},
        "help": {"text": _help_text(rule), "markdown": _help_markdown(rule)},
        "defaultConfiguration": {"level": LEVELS[worst]},
        "properties": _properties(rule, worst),
    }
    if rule.formerly:
        told["deprecatedIds"] = list(rule.formerly)
    return told


def _properties(rule: Rule, worst: Severity) -> dict[str, Any]:
    """Ratings. Hygiene is no weakness and has none; a rule that is still tried, or only informs, is less precise."""
    precision = "low" if rule.preview else "medium" if worst == "info" else "high"
    told: dict[str, Any] = {"tags": [rule.family], "precision": precision, "problem.severity": _problem(worst)}
    if rule.family != "hygiene":
        weaknesses = [match[1] for match in map(_CWE.match, rule.references) if match]
        told["tags"] = ["security", rule.family, *(f"external/cwe/cwe-{number:0>3}" for number in weaknesses)]
        told["security-severity"] = _RATING[worst]
    return told


def _problem(worst: Severity) -> str:
    return "recommendation" if worst == "info" else worst


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 3] + "..."


def _help_text(rule: Rule) -> str:
    return "\n\n".join(part.strip() for part in (rule.why, rule.fix) if part.strip()) or rule.summary


def _unmarked(code: str) -> str:
    """An example without the marks that its test reads."""
    return _MARK.sub("", code).strip()


def _help_markdown(rule: Rule) -> str:
    parts = [f"# {rule.id}", rule.summary + "."]
    parts += [f"## {title}\n\n{body.strip()}" for title, body in (("Why", rule.why), ("Fix", rule.fix)) if body.strip()]
    for title, examples in (("Bad", rule.bad[:1]), ("Good", rule.good[:1])):
        for example in examples:
            parts.append(f"## {title}: {example.name}\n\n```python\n{_unmarked(example.code)}\n```")
    if rule.family != "hygiene":
        parts.append(f"Suppress with `# scopelint: ignore[{rule.id}] -- reason`.")
    if rule.references:
        parts.append("## References\n\n" + "\n".join(f"- <{reference}>" for reference in rule.references))
    return "\n\n".join(parts) + "\n"
