"""References to verdicts: one tenant value for the whole statement, and one entry a table."""

from dataclasses import dataclass

from scopelint.model.verdict import SEVERITY_ORDER, Cause, Role, TableVerdict
from scopelint.prove.building import Build, Reference, Undecided, tenant_column
from scopelint.prove.confine import ANYTHING, Confinement, Found, Key, Proof, wild
from scopelint.prove.explain import Diagnosis, Fault
from scopelint.prove.region import Source
from scopelint.prove.writes import tenant_carrying

_TARGETS = ("update", "delete", "insert", "conflict", "copy", "truncate", "merge")


@dataclass
class Judged:
    """A reference with what was found: proofs by value, or a fault."""

    reference: Reference
    found: Found
    fault: Fault | None = None


def verdicts(b: Build) -> tuple[TableVerdict, ...]:
    """One verdict a table, its worst."""
    proof = Confinement(b)
    diagnosis = Diagnosis(b, proof)
    judged = [_judge(reference, b, proof) for reference in b.references]
    values = _one_level_each(common_values([j for j in judged if j.fault is None]), b)
    entries: list[TableVerdict] = []
    confined = [j.reference.source for j in judged if j.fault is None and j.found]
    for entry in judged:
        source = entry.reference.source
        fault = entry.fault
        if fault is None and not entry.found:
            fault = diagnosis.read(entry.reference, confined)
            if entry.reference.kind == "conflict" and fault.verdict == "unscoped":
                fault = _conflict_fault(source)
        if fault is None:
            entries.append(_scoped_or_mixed(entry, values, b))
        else:
            entries.append(_faulty(entry.reference, fault, b))
    for hidden in b.undecided:
        entries.append(
            TableVerdict(
                hidden.name.removeprefix("public."),
                "read",
                "unknown",
                hidden.cause,
                construct=hidden.reason,
                place=hidden.place,
                steps=(hidden.reason,),
                missing=_to_decide(hidden),
            )
        )
    return _worst(entries)


def _to_decide(hidden: Undecided) -> str:
    """What would let an undecided part be judged."""
    if hidden.reason.endswith("of a query around"):
        return f"write {hidden.name} in the query whose rows it aggregates"
    if hidden.name.endswith("()"):
        return f"query the tables that {hidden.name} reads in the statement itself"
    if hidden.reason.endswith("is not in the schema"):
        return f"give the schema with '{hidden.name}' in it, or correct the name"
    if "is not in view" in hidden.reason:
        return "build the statement where its models are in view, or give the parameters that carry them their types"
    if "view '" in hidden.reason:
        return f"give the definition of '{hidden.name}' in the schema, or use its tables"
    if hidden.cause == "unparsed":
        return "write it in a form that is understood"
    if hidden.reason.startswith(f"{hidden.name} shows"):
        return f"leave {hidden.name} out"
    return "give the statement as text that can be read"


def _worst(entries: list[TableVerdict]) -> tuple[TableVerdict, ...]:
    best: dict[str, TableVerdict] = {}
    for entry in entries:
        old = best.get(entry.table)
        rank = SEVERITY_ORDER.index(entry.verdict)
        if (
            old is None
            or rank < SEVERITY_ORDER.index(old.verdict)
            or (rank == SEVERITY_ORDER.index(old.verdict) and entry.role == "target" and old.role == "read")
        ):
            best[entry.table] = entry
    return tuple(best[name] for name in sorted(best))


# ---------------------------------------------------------------- one reference


def _judge(reference: Reference, b: Build, proof: Confinement) -> Judged:
    if reference.kind in ("copy", "truncate"):
        return Judged(reference, {})
    if reference.kind == "insert":
        return _judge_insert(reference, b, proof)
    found = proof.confined(reference.source)
    if found and reference.moved is not None:
        after = proof.confined(reference.moved)
        kept = {key: p for key, p in found.items() if key in after or key[0] == "*" or ANYTHING in after}
        if ANYTHING not in found and (not kept or not after):
            return Judged(reference, found, _moved_fault(reference, bool(after)))
        if all(key[0] == "*" for key in kept) and ANYTHING not in kept and not all(key in after for key in kept):
            return Judged(reference, found, _moved_fault(reference, bool(after)))
        found = kept
    if found and reference.more_columns:
        return Judged(reference, found, _more_columns(reference))
    return Judged(reference, found)


def _judge_insert(reference: Reference, b: Build, proof: Confinement) -> Judged:
    source = reference.source
    assert source.tenancy is not None
    own = [pair for pair in source.tenancy.tenant_columns if not _is_registry_of(source, pair[0], b)]
    if source.tenancy.scope == "registry" and not own:
        return Judged(reference, {("*", "new"): Proof("", None, (f"a new row of {source.name} is a new tenant",))})
    if reference.written is None:
        reason = f"which columns of {source.name} are written is not known"
        return Judged(
            reference, {}, Fault("unknown", "unresolved", reason, source.place, (reason,), "name the columns of INSERT")
        )
    written = [column for _, column in own if column in reference.written]
    if own and not written:
        return Judged(reference, {}, _not_written(reference, [column for _, column in own]))
    found = proof.confined(source)
    levels = {level for level, column in own if column in written}
    if own:
        found = {key: p for key, p in found.items() if key[0] in levels or key[0] in "*!"}
    if found:
        return Judged(reference, found)
    return Judged(reference, {}, _written_fault(reference, written, b, proof))


def _is_registry_of(source: Source, level: str, b: Build) -> bool:
    registry = next((found.registry for found in b.tenancy.levels if found.name == level), None)
    return (
        source.tenancy is not None
        and source.tenancy.scope == "registry"
        and registry is not None
        and registry.removeprefix("public.") == source.name
    )


def _not_written(reference: Reference, columns: list[str]) -> Fault:
    source = reference.source
    name = " or ".join(columns)
    if reference.more_columns:
        reason = f"which columns of {source.name} are written is decided at run time"
        return Fault("unknown", "dynamic", reason, source.place, (reason,), f"write {name} by name")
    table = source.table
    default = table is not None and any(c.name in columns and c.has_default for c in table.columns)
    if default:
        reason = f"{name} is left to its default"
        return Fault("unknown", "unresolved", reason, source.place, (reason,), f"write {source.name}.{name}")
    found = f"INSERT writes {', '.join(reference.written or ()) or 'defaults only'}"
    return Fault("unscoped", "not-written", None, source.place, (found,), f"write {source.name}.{name}")


def _written_fault(reference: Reference, written: list[str], b: Build, proof: Confinement) -> Fault:
    source = reference.source
    if source.tenancy is not None and source.tenancy.parent is not None and not written:
        parent = source.tenancy.parent
        columns = ", ".join(parent.columns)
        if not set(parent.columns) & set(reference.written or ()) and reference.more_columns:
            return _not_written(reference, list(parent.columns))
        found = f"{columns} is written, and nothing shows that this row of {parent.table} belongs to the tenant"
        missing = f"take {columns} from a confined read of {parent.table}"
        return Fault("unscoped", "not-written", columns, source.place, (found,), missing, True)
    fault = Diagnosis(b, proof).read(reference, [])
    if fault.verdict == "ineffective" and fault.cause == "literal":
        return fault
    if fault.verdict == "unknown":
        return fault
    name = ", ".join(written)
    view = proof.view(source.region) if source.region is not None else None
    known = view is not None and any(
        f.left[0] == "c" and f.left[1] == source.id and f.left[2] in written for f in view.facts
    )
    if not known or fault.cause in ("or-arm", "null-arm", "aggregate", "outer-on"):
        reason = f"what is written to {name} could not be traced to a tenant"
        return Fault(
            "unknown", "unresolved", reason, source.place, (reason,), f"write the tenant to {source.name}.{name}"
        )
    found = f"{name} is written from something that nothing confines to the tenant"
    return Fault("unscoped", "not-written", name, source.place, (found,), f"write the tenant to {source.name}.{name}")


def _moved_fault(reference: Reference, elsewhere: bool) -> Fault:
    source = reference.source
    columns = ", ".join(reference.moved_columns)
    found = f"SET {columns} " + (
        "gives the row another tenant's value" if elsewhere else "gives the row a value that nothing ties to its tenant"
    )
    return Fault("unscoped", "reassigned", f"SET {columns}", source.place, (found,), f"leave {columns} alone")


def _more_columns(reference: Reference) -> Fault:
    carried = ", ".join(tenant_carrying(reference.source))
    reason = f"which columns are set is decided at run time; {carried} may be among them"
    return Fault("unknown", "dynamic", reason, reference.place, (reason,), "name the columns that are set")


def _conflict_fault(source: Source) -> Fault:
    found = "the row in the way of ON CONFLICT may be another tenant's, and DO UPDATE changes it"
    column = next((c for _, c in source.tenancy.tenant_columns), "the tenant") if source.tenancy else "the tenant"
    missing = f"have {column} in the key of ON CONFLICT, or compare it in the WHERE of DO UPDATE"
    return Fault("unscoped", "conflict-key", "ON CONFLICT", source.place, (found,), missing)


# ---------------------------------------------------------------- one value for all


def common_values(judged: list[Judged]) -> dict[str, str]:
    """For each level the value that confines most references; the first in the text wins a tie."""
    counts: dict[str, dict[str, int]] = {}
    for entry in judged:
        for level, key in entry.found:
            if level not in ("*", "!") and not wild(entry.found):
                counts.setdefault(level, {}).setdefault(key, 0)
                counts[level][key] += 1
    if not counts:
        return {level: key for entry in judged for level, key in entry.found if level not in ("*", "!")}
    return {level: max(found, key=lambda key: found[key]) for level, found in counts.items()}


def _one_level_each(values: dict[str, str], b: Build) -> dict[str, str]:
    """A value that names an organization names no workspace: what two levels share counts for the outer one."""
    kept: dict[str, str] = {}
    for level in b.levels():
        if level in values and (values[level] == "?" or values[level] not in kept.values()):
            kept[level] = values[level]
    return kept


def _scoped_or_mixed(entry: Judged, values: dict[str, str], b: Build) -> TableVerdict:
    found = entry.found
    agreed = [key for key in found if key[0] in values and values[key[0]] == key[1]]
    if agreed:
        order = [level.name for level in b.tenancy.levels]
        key = max(agreed, key=lambda pair: order.index(pair[0]))
        return _scoped(entry.reference, found[key], key)
    if wild(found):
        key = next(pair for pair in found if pair[0] == "*")
        return _scoped(entry.reference, found[key], key)
    key = next(iter(found))
    mine = found[key].value
    shown = mine.shown if mine is not None else "values of different arms"
    steps = (*found[key].steps, f"{shown} is not shown to be the tenant that the rest of the statement is confined to")
    fault = Fault(
        "ineffective",
        "mixed-tenants",
        shown,
        entry.reference.place,
        steps,
        "use one tenant value throughout the statement",
    )
    return _faulty(entry.reference, fault, b)


def _scoped(reference: Reference, proof: Proof, key: Key) -> TableVerdict:
    source, value = reference.source, proof.value
    level = proof.level or None
    column = tenant_column(source, level) if level else None
    return TableVerdict(
        table=source.name,
        role=_role(reference),
        verdict="scoped",
        tenant_column=column,
        level=level,
        place=reference.place or source.place,
        steps=proof.steps,
        confined_level=level,
        value=value.origin if value is not None else None,
        value_key=value.key if value is not None else None,
        nullable=value.nullable if value is not None else False,
    )


def _faulty(reference: Reference, fault: Fault, b: Build) -> TableVerdict:
    source = reference.source
    pairs = source.tenancy.tenant_columns if source.tenancy is not None else ()
    level, column = pairs[0] if pairs else (b.tenancy.levels[0].name if b.tenancy.levels else None, None)
    cause: Cause = fault.cause
    return TableVerdict(
        table=source.name,
        role=_role(reference),
        verdict=fault.verdict,
        cause=cause,
        tenant_column=column,
        level=level,
        construct=fault.construct,
        place=fault.place or reference.place or source.place,
        steps=fault.steps,
        missing=fault.missing,
        by_key=fault.by_key,
    )


def _role(reference: Reference) -> Role:
    return "target" if reference.kind in _TARGETS else "read"
