"""The words of a finding: hazard, help, and what was looked for and found (STYLE section 6)."""

import msgspec

from scopelint.judge.tenancy import posture_words
from scopelint.model.fact import Fact, StatementFact
from scopelint.model.manifest import Manifest
from scopelint.model.schema import Tenancy
from scopelint.model.verdict import UNKNOWN_TABLE, Cause, TableVerdict

_MISSING: dict[str, str] = {"tenant_column": "the tenant column", "level": "tenant", "table": "a tenant table"}
_CONSTRUCTS: dict[Cause, str] = {
    "or-arm": "an OR arm without it opens the rest",
    "outer-on": "the ON clause of an outer join keeps the other rows",
    "tautology": "the comparison is always true",
    "aggregate": "rows of all tenants are combined before the comparison",
    "literal": "a literal is no tenant of this request",
    "null-arm": "the value may be None, and NULL rows belong to others",
    "mixed-tenants": "another tenant value is compared in the same statement",
    "unused-parameter": "the tenant parameter is never compared",
}


def fill(template: str, fact: Fact) -> str:
    """A rule's template with the fields of a fact; a field without a value reads as a plain word."""
    fields = msgspec.structs.asdict(fact)
    words = {name: _word(name, value) for name, value in fields.items()}
    if isinstance(fact, StatementFact):
        words["construct"] = fact.construct or _CONSTRUCTS.get(fact.cause or "none", "nothing confines it")
        words["table"] = "a table that is not known" if fact.table == UNKNOWN_TABLE else fact.table
        words["operation"] = "statement" if fact.operation == "other" else fact.operation
    return template.format_map(words)


def _word(name: str, value: object) -> str:
    return str(value) if value is not None else _MISSING.get(name, "unknown")


def detail(fact: StatementFact, verdict: TableVerdict, tenancy: Tenancy, manifest: Manifest) -> tuple[str, ...]:
    """The lines under the hazard: looked for, found, posture; then the step that is missing."""
    sought = f"{fact.confine.partition(' (')[0]} = <{fact.level or 'tenant'}>"
    way = fact.confine.partition(" (")[2].rstrip(")")
    found = "; ".join(step.removesuffix(" was found") for step in verdict.steps) or "no predicate on the tenant"
    posture = posture_words(tenancy, manifest, fact)
    lines = [f"looked for {sought}{f' ({way})' if way else ''}; found {found}; {posture}"]
    if fact.table == UNKNOWN_TABLE:
        lines = [f"found {found}"] if verdict.steps else []
    if verdict.missing and not _says_help(verdict.missing, fact):
        lines.append(verdict.missing)
    if fact.guarded:
        lines.insert(0, "guarded: the loaded row is compared with the tenant and rejected before any other use")
    return tuple(lines)


def _says_help(missing: str, fact: StatementFact) -> bool:
    """Whether the missing step is what the rule's help says anyway."""
    compared = missing.removeprefix("compare ").removesuffix(f".{fact.tenant_column} with the tenant")
    return fact.cause == "not-written" or (compared != missing and " " not in compared)
