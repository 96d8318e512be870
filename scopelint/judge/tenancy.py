"""Names for what a table was looked at for: its tenant column, the way a child reaches it, its posture in words."""

from scopelint.model.fact import StatementFact
from scopelint.model.manifest import Manifest
from scopelint.model.schema import Posture, Tenancy
from scopelint.model.verdict import TableVerdict

LONGEST_CHAIN = 16


def posture_of(tenancy: Tenancy, table: str, effect: str | None = None) -> Posture:
    """What row-level security does for a table, against one effect if given; ``none`` for one that tenancy does not know."""
    known = tenancy.tables.get(table)
    if known is None or effect in known.unheld:
        return "none"
    return known.posture if effect is None or known.switches is None else known.switches


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


def level_of(tenancy: Tenancy, column: str) -> str | None:
    """The level whose tenant column "table.column" is."""
    table, _, name = column.rpartition(".")
    known = tenancy.tables.get(table)
    levels = [level for level, own in known.tenant_columns if own == name] if known else []
    return levels[0] if levels else None


def carrier(tenancy: Tenancy, verdict: TableVerdict, column: str, level: str | None) -> tuple[str, str]:
    """The column by which a new row belongs to its tenant, and where its value has to come from."""
    table = tenancy.tables.get(verdict.table)
    if table is None or table.parent is None or table.scope != "child":
        return column, f"the request's {level or 'tenant'}"
    keys = ", ".join(f"{verdict.table}.{key}" for key in table.parent.columns)
    return keys, f"a confined read of {table.parent.table}"


def posture_words(tenancy: Tenancy, manifest: Manifest, fact: StatementFact) -> str:
    """``row-level security: ...`` as it stands under a finding."""
    known = tenancy.tables.get(fact.table)
    words = {
        "none": "none",
        "enabled": "enabled, but the table's owner bypasses it",
        "forced": "forced",
    }[fact.posture]
    held = f" by policy {fact.policy}" if fact.policy else ""
    if known is None or (fact.posture == "none" and not known.stated and not known.unheld):
        words = "no manifest" if manifest.path is None else "not in the manifest"
    elif fact.effect in known.unheld:
        words = f"its policies let every {fact.effect} through"
    elif fact.posture == "forced":
        words += held
    elif fact.posture == "enabled":
        words = f"enabled{held}, but the table's owner bypasses it"
    if fact.bypass and fact.posture != "none":
        words += ", bypassed by this session"
    return f"row-level security: {words}"
