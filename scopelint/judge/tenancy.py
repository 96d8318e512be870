"""Names for what a table was looked at for: its tenant column, the way a child reaches it, its posture in words."""

from scopelint.model.manifest import Manifest
from scopelint.model.schema import Posture, Tenancy
from scopelint.model.verdict import TableVerdict

LONGEST_CHAIN = 16


def posture_of(tenancy: Tenancy, table: str) -> Posture:
    """What row-level security does for a table; ``none`` for one that tenancy does not know."""
    known = tenancy.tables.get(table)
    return known.posture if known else "none"


def anchor(tenancy: Tenancy, verdict: TableVerdict) -> str:
    """The column that was looked for, with its table: for a child, the ancestor that has it."""
    name = verdict.table
    for _ in range(LONGEST_CHAIN):
        table = tenancy.tables.get(name)
        if table is None or table.parent is None or table.scope != "child":
            break
        name = table.parent.table
    table = tenancy.tables.get(name)
    column = verdict.tenant_column or (table.tenant_columns[-1][1] if table and table.tenant_columns else None)
    return f"{name}.{column or '<tenant column>'}"


def way(tenancy: Tenancy, verdict: TableVerdict, column: str) -> str:
    """``column``, and for a child the foreign key that leads there."""
    table = tenancy.tables.get(verdict.table)
    if table is None or table.parent is None or table.scope != "child":
        return column
    keys = ", ".join(table.parent.columns)
    return f"{column} (reached from {verdict.table} through {keys})"


def posture_words(tenancy: Tenancy, manifest: Manifest, table: str, bypass: bool) -> str:
    """``row-level security: ...`` as it stands under a finding."""
    known = tenancy.tables.get(table)
    words = {
        "none": "none",
        "enabled": "enabled, but the table's owner bypasses it",
        "forced": "forced",
    }[posture_of(tenancy, table)]
    if known is None or (known.posture == "none" and not known.stated):
        words = "no manifest" if manifest.path is None else "not in the manifest"
    elif bypass and known.posture != "none":
        words += ", bypassed by this session"
    return f"row-level security: {words}"
