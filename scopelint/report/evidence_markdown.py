"""The coverage report as Markdown, for an auditor's folder: what was computed, from what, and what was not looked at."""

from collections import Counter
from collections.abc import Iterable, Sequence

from scopelint.model.evidence import Change, Evidence, SiteEvidence, TableEvidence
from scopelint.model.verdict import UNKNOWN_TABLE
from scopelint.report.evidence_json import COUNTS, totals
from scopelint.report.paint import harmless

CONTROLS = (
    ("Tables, policies", "which logical access restriction is in place on each store of customer data",
     "SOC 2 CC6.1; ISO/IEC 27001 A.8.3"),
    ("Statements not proved, exemptions, bypasses", "which code paths are outside that restriction, who accepted it, until when",
     "SOC 2 CC6.1; ISO/IEC 27001 A.8.3, A.5.15"),
    ("Statements of agents and their tools", "access of AI systems to customer data is held to the same restriction",
     "ISO/IEC 42001 A.7 (data for AI systems), A.9 (use of AI systems)"),
    ("Changes", "the restriction is reviewed from release to release", "SOC 2 CC8.1; ISO/IEC 27001 A.8.32"),
)  # fmt: skip
"""Section, what it evidences, controls it can support."""


def evidence_markdown(evidence: Evidence, compared: tuple[Evidence, Sequence[Change]] | None = None) -> str:
    """The whole report. ``compared``: the earlier report and what changed since."""
    blocks = [
        _head(evidence),
        _basis(evidence),
        _summary(evidence),
        _tenants(evidence),
        _tables(evidence),
        _policies(evidence),
        _backstop(evidence),
        _sites(evidence, "open", "Statements that are open", OPEN),
        _sites(evidence, "undecided", "Statements that are undecided", UNDECIDED),
        _sites(evidence, "exempt", "Statements that are exempt", EXEMPT),
        _exemptions(evidence),
        _suppressions(evidence),
        _bypasses(evidence),
        _drift(evidence),
        _gaps(evidence),
        *([_changes(*compared)] if compared is not None else []),
        _controls(compared is not None),
    ]
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


OPEN = (
    "Nothing in the statement restricts the table to one tenant on every path. `backstop` says whether forced row-level security "
    "would still hold other tenants' rows back."
)
UNDECIDED = (
    "It could not be decided whether the statement stays inside one tenant; this is no claim that it does or does not."
)
EXEMPT = "The finding was accepted by an entry of the manifest, by declared admin code, or by a comment in the code, with a reason."


def _head(evidence: Evidence) -> str:
    rows = [
        ("Project", evidence.project),
        ("Date", evidence.date),
        (
            "Commit",
            f"{evidence.commit} (HEAD; the files analyzed are those of the work tree)"
            if evidence.commit
            else "no git repository",
        ),
        ("Digest of the analyzed files", f"SHA-256 {evidence.digest}"),
        ("Tool", f"scopelint {evidence.tool_version}"),
        ("Manifest", evidence.manifest or "none"),
        ("Row-level security read from", evidence.observed_in or "nothing; as the manifest states it"),
        ("Files", str(evidence.files)),
    ]
    return "# Tenant isolation coverage\n\n" + _table(("", ""), rows)


def _basis(evidence: Evidence) -> str:
    read = (
        f"Row-level security and policies are those that the {evidence.observed_in} show."
        if evidence.observed_in == "migrations"
        else f"Row-level security and policies are those of the {evidence.observed_in}."
        if evidence.observed_in is not None
        else "Row-level security was not read; it is given as the team states it in the manifest."
    )
    return (
        "This report was computed by static analysis of the source code: no code was run and no customer data was read. "
        f"{read} For each pair of a statement and a table it gives one of: **scoped** (proved to stay inside one tenant), **guarded** "
        "(the row that was read is compared with the tenant and rejected before any other use), **exempt** (accepted, with a "
        "reason), **undecided**, **open**. A proof vouches that rows of other tenants are neither returned nor changed; it does "
        "not vouch that the tenant value itself is the right one. Timing, locks and constraint errors are not covered."
    )


def _summary(evidence: Evidence) -> str:
    counts = totals(evidence)
    names = ("scoped", "guarded", "exempt", "undecided", "open")
    rows = [(name, str(counts[name])) for name in names] + [
        ("all pairs of statement and table", str(counts["sites"])),
        ("beside them: statements whose table is not known", str(counts["table_not_known"])),
    ]
    owned = [table for table in evidence.tables if table.scope != "global"]
    forced = sum(_in_force(table) == "forced" for table in owned)
    text = (
        f"{len(owned)} of {counts['tables']} tables hold rows of tenants; row-level security is forced on {forced} of them. "
        f"{evidence.statements} statements were found."
    )
    return f"## Summary\n\n{text}\n\n" + _table(("standing", "pairs"), rows)


def _tenants(evidence: Evidence) -> str:
    rows = [
        (
            level.name,
            ", ".join(level.columns),
            level.registry or "-",
            level.setting or "-",
            "; ".join(level.memberships) or "-",
        )
        for level in evidence.levels
    ]
    head = ("level", "tenant columns", "table of tenants", "session variable", "memberships")
    return "## Tenants\n\n" + (_table(head, rows) if rows else "No tenant column is known.")


def _tables(evidence: Evidence) -> str:
    head = (
        "table",
        "scope",
        "sensitive",
        "RLS stated",
        "RLS read",
        "policies",
        "sites",
        "scoped",
        "guarded",
        "exempt",
        "undecided",
        "open",
    )
    rows = [
        (
            table.name, _scope(table), "yes" if table.sensitive else "", table.posture or "-", table.observed or "-",
            str(len(table.policies)) if table.observed is not None else "-",
            *_counts(table),
        )
        for table in evidence.tables
    ]  # fmt: skip
    note = (
        "Scope: `tenant` has a tenant column, `child` reaches one through its parent, `registry` is the table of tenants, `global` is "
        "shared on purpose. RLS: `forced` holds for the owner too, `enabled` does not hold for the owner. A scope in italics is by "
        "columns and foreign keys; the manifest does not name the table. Statements on global tables are not counted."
    )
    return f"## Tables\n\n{note}\n\n" + _table(head, rows)


def _counts(table: TableEvidence) -> list[str]:
    """Statements on tables that hold no rows of tenants are not judged, so not counted either."""
    return ["-" if table.scope == "global" else str(getattr(table, name)) for name in COUNTS]


def _scope(table: TableEvidence) -> str:
    scope = f"child of {table.parent}" if table.parent is not None else table.scope
    return scope if table.stated else f"*{scope}*"


def _policies(evidence: Evidence) -> str:
    if evidence.observed_in is None:
        return "## Policies\n\nPolicies were not read."
    rows = [
        (table.name, policy.name, policy.command, "permissive" if policy.permissive else "restrictive",
         ", ".join(policy.roles), _code(policy.using), _code(policy.with_check))
        for table in evidence.tables
        for policy in table.policies
    ]  # fmt: skip
    head = ("table", "policy", "command", "kind", "roles", "using", "with check")
    return "## Policies\n\n" + (_table(head, rows) if rows else "No table has a policy.")


def _in_force(table: TableEvidence) -> str | None:
    return table.observed if table.observed is not None else table.posture


def _backstop(evidence: Evidence) -> str:
    rows = _site_rows(site for site in evidence.not_proved if site.backstop)
    text = "Not proved to stay inside one tenant, on a table whose row-level security is forced: only the policies hold other rows back."
    return "## Statements that rely on row-level security alone\n\n" + (
        f"{text}\n\n" + _table(SITE, rows) if rows else "None."
    )


SITE = ("where", "function", "operation", "table", "verdict", "standing", "backstop", "rule", "statements")


def _site_rows(sites: Iterable[SiteEvidence]) -> list[tuple[str, ...]]:
    """One row for what stands at one place, with how many statements it is."""
    return [(*row, str(count)) for row, count in Counter(map(_site_row, sites)).items()]


def _site_row(site: SiteEvidence) -> tuple[str, ...]:
    cause = f" ({site.cause})" if site.cause else ""
    backstop = "no, the session bypasses it" if site.bypass else "yes" if site.backstop else "no"
    return (
        f"{site.path}:{site.line}", site.function, site.operation, site.table if site.table != UNKNOWN_TABLE else "not known",
        f"{site.verdict}{cause}", site.state, backstop, f"{site.rule} ({site.severity})" if site.rule else "-",
    )  # fmt: skip


def _sites(evidence: Evidence, state: str, title: str, text: str) -> str:
    rows = _site_rows(site for site in evidence.not_proved if site.state == state)
    return f"## {title}\n\n" + (f"{text}\n\n" + _table(SITE, rows) if rows else "None.")


def _exemptions(evidence: Evidence) -> str:
    rows = [
        (one.where, ", ".join(one.tables) or "all", ", ".join(one.rules) or "all", one.reason, one.owner,
         one.expires or "no date", one.state, str(one.findings))
        for one in evidence.exemptions
    ]  # fmt: skip
    head = ("where", "tables", "rules", "reason", "owner", "expires", "state", "findings")
    return "## Exemptions\n\n" + (_table(head, rows) if rows else "None.")


def _suppressions(evidence: Evidence) -> str:
    rows = [(f"{one.path}:{one.line}", one.rule, one.table or "-", one.reason) for one in evidence.suppressions]
    return "## Suppressed by comments in the code\n\n" + (
        _table(("where", "rule", "table", "reason"), rows) if rows else "None."
    )


def _bypasses(evidence: Evidence) -> str:
    rows = [
        (
            one.kind,
            one.name,
            one.reason if one.listed and one.reason else "not in the manifest",
            f"in the {one.seen}" if one.seen else "-",
        )
        for one in evidence.bypasses
    ]
    return "## Ways past row-level security\n\n" + (
        _table(("kind", "name", "reason", "seen"), rows) if rows else "None is listed."
    )


def _drift(evidence: Evidence) -> str:
    rows = [(one.subject, one.sentence) for one in evidence.drift]
    text = "Manifest, models and what was read of the schema disagree in the following."
    return "## Disagreements\n\n" + (f"{text}\n\n" + _table(("subject", "sides"), rows) if rows else "None was found.")


def _gaps(evidence: Evidence) -> str:
    rows = [(one.kind, f"{one.path}:{one.line}", one.reason) for one in evidence.not_analyzed]
    text = "The statements above are about what was analyzed. The following was not."
    return "## Not analyzed\n\n" + (
        f"{text}\n\n" + _table(("kind", "where", "why"), rows) if rows else "Everything was analyzed."
    )


def _changes(earlier: Evidence, changes: Sequence[Change]) -> str:
    since = f"Compared with the report of {earlier.date} (commit {earlier.commit or 'not known'}, digest {earlier.digest[:16]})."
    rows = [(one.kind, one.subject, one.before or "-", one.after or "-") for one in changes]
    return f"## Changes\n\n{since}\n\n" + (
        _table(("what", "subject", "before", "after"), rows) if rows else "Nothing changed."
    )


def _controls(compared: bool) -> str:
    text = (
        "The sections can support the following controls. Whether a control is met is for the organization and its auditor to decide; "
        "this report does not."
    )
    rows = CONTROLS if compared else CONTROLS[:-1]
    return f"## What this can evidence\n\n{text}\n\n" + _table(("section", "evidences", "controls"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [_line(head), "|" + "---|" * len(head), *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(words: str) -> str:
    """On one line, with nothing in it that Markdown or HTML would read; code keeps its quotes."""
    one = harmless(" ".join(words.split()))
    if one.startswith("`") and one.endswith("`") and len(one) > 1:
        return one.replace("|", "\\|")
    return (
        one.replace("&", "&amp;")
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("<", "&lt;")
        .replace("`", "\\`")
        .replace("[", "\\[")
    )


def _code(text: str | None) -> str:
    return "-" if text is None else "`" + " ".join(text.replace("`", "'").split()) + "`"
