"""One judged site as facts: one for each of its tables, one for each fault of its SQL text."""

from collections.abc import Iterable, Iterator, Mapping

from scopelint.judge.tenancy import anchor, carrier, level_of, posture_of, way
from scopelint.model.fact import Effect, ReferenceFact, SqlTextFact, StatementFact
from scopelint.model.reference import StoredReference
from scopelint.model.relation import Unseen
from scopelint.model.schema import Posture, TableTenancy, Tenancy
from scopelint.model.site import Site, TextFault
from scopelint.model.verdict import SEVERITY_ORDER, UNKNOWN_TABLE, Cause, Operation, TableVerdict, Verdict

UNSCOPED: frozenset[Cause] = frozenset(
    {"none", "by-key", "other-table-confined", "not-written", "reassigned", "conflict-key"}
)
INEFFECTIVE: frozenset[Cause] = frozenset(
    {"or-arm", "outer-on", "tautology", "aggregate", "literal", "null-arm", "mixed-tenants", "unused-parameter"}
)
UNKNOWN: frozenset[Cause] = frozenset({"dynamic", "unresolved", "bound-hit", "unparsed"})

_WRITES: dict[Operation, Effect] = {
    "insert": "insert",
    "copy": "insert",
    "update": "update",
    "merge": "update",
    "delete": "delete",
    "truncate": "delete",
    "other": "update",
}


def site_verdict(site: Site) -> Verdict:
    """The worst verdict of its tables; ``scoped`` if it touches none, ``unknown`` if it could not be read at all."""
    verdicts: set[Verdict] = {table.verdict for table in site.judgement.tables}
    if isinstance(site.query, Unseen):
        verdicts.add("unknown")
    return min(verdicts, key=SEVERITY_ORDER.index, default="scoped")


def table_verdicts(site: Site) -> tuple[TableVerdict, ...]:
    """The verdicts to report. A statement that could not be read and names no known table has one, of no table."""
    tables = site.judgement.tables
    if not isinstance(site.query, Unseen) or any(table.verdict == "unknown" for table in tables):
        return tables
    unseen = TableVerdict(
        table=UNKNOWN_TABLE, role="read", verdict="unknown", cause=site.query.cause, place=site.query.place,
        missing=site.query.reason,
    )  # fmt: skip
    return (unseen, *tables)


def unknown_cause(site: Site) -> str:
    """Why a site that is ``unknown`` is so: of several tables, the first one's cause."""
    return next((t.cause for t in table_verdicts(site) if t.verdict == "unknown" and t.cause), "unresolved")


def effect_of(operation: Operation, role: str) -> Effect:
    """What a statement does to one of its tables."""
    return "read" if role == "read" else _WRITES.get(operation, "read")


def cause_of(verdict: TableVerdict, effect: Effect) -> Cause | None:
    """The cause that chooses the rule: the given one where it belongs to the verdict, else the verdict's usual one."""
    cause = verdict.cause
    match verdict.verdict:
        case "scoped":
            return None
        case "conditional":
            return "optional-value"
        case "unknown":
            return cause if cause in UNKNOWN else "unresolved"
        case "ineffective":
            return cause if cause in INEFFECTIVE else "tautology"
        case "guarded":
            cause = cause or "by-key"
        case "unscoped":
            cause = cause if cause in UNSCOPED | INEFFECTIVE else "none"
    return "not-written" if cause == "none" and effect == "insert" else cause


def statement_fact(
    site: Site,
    verdict: TableVerdict,
    tenancy: Tenancy,
    path_class: str,
    bypass: bool,
    policies: Mapping[tuple[str, str], str] | None = None,
) -> StatementFact:
    """The fact of one table of a site. ``bypass``: it runs past row-level security. ``policies``: the names of those that
    hold a table back, by (table, effect)."""
    operation = site.judgement.operation
    effect = effect_of(operation, verdict.role)
    table = tenancy.tables.get(verdict.table, TableTenancy("tenant"))
    column = anchor(tenancy, verdict)
    level = verdict.level or level_of(tenancy, column)
    tie = carrier(tenancy, verdict, column, level)
    return StatementFact(
        operation=operation,
        role=verdict.role,
        effect=effect,
        table=verdict.table,
        verdict=verdict.verdict,
        cause=cause_of(verdict, effect),
        tenant_column=verdict.tenant_column or column.rpartition(".")[2],
        level=level,
        construct=verdict.construct,
        value=verdict.value,
        nullable=verdict.nullable,
        by_key=verdict.by_key,
        guarded=verdict.verdict == "guarded",
        partial=site.judgement.partial,
        raw=site.raw,
        text_fault=verdict.verdict == "unknown" and (site.raw or bool(site.faults)),
        callers=site.callers,
        scope=table.scope,
        posture=posture_of(tenancy, verdict.table, effect),
        policy=(policies or {}).get((verdict.table, effect)) or None,
        bypass=bypass,
        sensitive=table.sensitive,
        path_class=path_class,
        entry=None,
        module=site.module,
        function=function_name(site),
        path=site.place.path,
        column=column,
        confine=way(tenancy, verdict, column),
        carrier=tie[0],
        source=tie[1],
        confined_level=verdict.confined_level,
    )


def text_faults(site: Site) -> tuple[TextFault, ...]:
    """The faults of a site's SQL text. Raw SQL that cannot be decided has one even if none was noted."""
    unknown = [table for table in table_verdicts(site) if table.verdict == "unknown"]
    if site.faults or not site.raw or not unknown:
        return site.faults
    first = unknown[0]
    reason = first.missing or "; ".join(first.steps) or f"{first.cause or 'unresolved'}"
    # Places inside a text whose position in the file is not known have the path "<sql>".
    place = site.place if first.place is None or first.place.path.startswith("<") else first.place
    return (TextFault("unparsable" if first.cause == "unparsed" else "opaque", reason, place),)


def text_facts(site: Site, tenancy: Tenancy, path_class: str, bypass: bool) -> Iterator[tuple[TextFault, SqlTextFact]]:
    """The facts of a site's SQL text, the weakest posture of the tables that it leaves undecided.

    A text that does not parse has no table: its names may be anything.
    """
    tables = [table for table in table_verdicts(site) if table.table != UNKNOWN_TABLE]
    unknown = [table.table for table in tables if table.verdict == "unknown"]
    touched = unknown or [table.table for table in tables]
    for fault in text_faults(site):
        yield (
            fault,
            SqlTextFact(
                fault=fault.kind,
                reason=fault.message,
                table=touched[0] if len(touched) == 1 and fault.kind != "unparsable" else None,
                operation=site.judgement.operation,
                posture=_weakest(posture_of(tenancy, name) for name in touched),
                bypass=bypass,
                path_class=path_class,
                module=site.module,
                function=function_name(site),
                path=fault.place.path,
            ),
        )


def reference_fact(stored: StoredReference, tenancy: Tenancy, path_class: str, bypass: bool) -> ReferenceFact:
    """The fact of a foreign key that is stored unverified."""
    return ReferenceFact(
        operation=stored.operation,
        table=stored.table,
        column=stored.column,
        referred=stored.referred,
        value=stored.value,
        source=stored.source,
        posture=posture_of(tenancy, stored.table, stored.operation),
        bypass=bypass,
        path_class=path_class,
        module=stored.module,
        function=_function_name(stored.module, stored.qualname),
        path=stored.place.path,
    )


def _weakest(postures: Iterable[str]) -> Posture:
    held = set(postures)
    if not held or "none" in held:
        return "none"
    return "enabled" if "enabled" in held else "forced"


def function_name(site: Site) -> str:
    """The dotted name of the frame: ``app.tasks.list_tasks``; the module's for module-level code."""
    return _function_name(site.module, site.qualname)


def _function_name(module: str, qualname: str) -> str:
    return module if qualname in ("", "<module>") else f"{module}.{qualname}"
