"""Catalog, models and manifest to one answer: what stands behind each table, and what about it is wrong."""

from collections.abc import Callable

import msgspec

from scopelint.model.catalog import Catalog
from scopelint.model.manifest import Manifest
from scopelint.model.protection import Protection
from scopelint.model.schema import Schema, Tenancy
from scopelint.rls.assess import assess, drift_facts, sensitive_facts
from scopelint.rls.catalog_schema import schema_of
from scopelint.rls.drift import drift, may_protect
from scopelint.rls.grading import Proving
from scopelint.rls.tenancy import Classify, build_tenancy


def secure(
    catalog: Catalog | None,
    models: Schema,
    tenancy: Tenancy,
    manifest: Manifest,
    classify: Classify,
    proving: Proving,
    defines: Callable[[str], bool] | None = None,
) -> Protection:
    """``tenancy`` (that of the models) with what the catalog proves of each table; the manifest's word where there is no
    catalog. ``defines`` as in ``drift``."""
    found = Protection(tenancy)
    if catalog is not None:
        schema = schema_of(catalog)
        fitting = _fitting(manifest, schema, tenancy)
        own, _ = build_tenancy(schema, fitting, (), tenancy.trust_foreign_keys, classify)
        found = assess(catalog, own, manifest, proving)
    merged = protected(tenancy, found, catalog is not None and may_protect(catalog))
    drifts = drift(catalog, models, manifest, found.postures, tenancy.levels, defines) if manifest.path else ()
    facts = (*found.facts, *drift_facts(drifts, merged, manifest), *sensitive_facts(merged, manifest))
    return msgspec.structs.replace(found, tenancy=merged, facts=facts)


def doubts(catalog: Catalog | None) -> tuple[str, ...]:
    """What to say where schema changes could not be read and row-level security is in use: it may be otherwise."""
    if catalog is None or not catalog.unknown or not any(one.row_security for one in catalog.relations.values()):
        return ()
    first, count = catalog.unknown[0], len(catalog.unknown)
    what = "a change of the schema" if count == 1 else f"{count} changes of the schema"
    where = f"{first.place.path}:{first.place.span.line}: {first.reason}"
    return (
        f"{what} could not be read; row-level security may be otherwise ({'' if count == 1 else 'first: '}{where})",
    )


def protected(tenancy: Tenancy, protection: Protection, doubtful: bool = False) -> Tenancy:
    """``tenancy`` (that of the models, say) with the postures that were found, and tables that only the catalog has.

    ``doubtful``: what could not be read may protect a table, so the manifest's word counts where nothing was found.
    """
    tables = dict(tenancy.tables)
    for name, found in protection.tenancy.tables.items():
        known = tables.get(name, found)
        if doubtful and known.stated and found.switches == "none":
            continue
        tables[name] = msgspec.structs.replace(
            known, posture=found.posture, switches=found.switches, unheld=found.unheld
        )
    return msgspec.structs.replace(tenancy, tables=tables)


def _fitting(manifest: Manifest, schema: Schema, tenancy: Tenancy) -> Manifest:
    """The manifest with the levels in force, and without a word on tables whose tenant column the catalog has not: that is
    a drift, not a mistake of the manifest."""
    columns = {column for level in tenancy.levels for column in level.columns}
    tables = {}
    for name, entry in manifest.tables.items():
        table = schema.tables.get(name)
        lacks = table is not None and not any(column.name in columns for column in table.columns)
        tables[name] = msgspec.structs.replace(entry, scope=None) if lacks and entry.scope == "tenant" else entry
    return msgspec.structs.replace(manifest, levels=tenancy.levels, tables=tables)
