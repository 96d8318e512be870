"""Two reports of one project held against each other: what changed from release to release."""

from collections.abc import Iterator

from scopelint.model.evidence import Change, Evidence, ExemptionEvidence, PolicyEvidence, SiteEvidence, TableEvidence


def changes_since(before: Evidence, after: Evidence) -> tuple[Change, ...]:
    """Every difference, in order of kind and subject. Lines that moved are none."""
    found = [*_tables(before, after), *_sites(before, after), *_exemptions(before, after), *_bypasses(before, after)]
    return tuple(sorted(found, key=lambda one: (one.kind, one.subject, one.before or "", one.after or "")))


def _tables(before: Evidence, after: Evidence) -> Iterator[Change]:
    old = {table.name: table for table in before.tables}
    new = {table.name: table for table in after.tables}
    for name in sorted({*old, *new}):
        if name not in old:
            yield Change("table new", name, None, _table(new[name]))
        elif name not in new:
            yield Change("table gone", name, _table(old[name]), None)
        else:
            yield from _table_changes(name, old[name], new[name])


def _table_changes(name: str, old: TableEvidence, new: TableEvidence) -> Iterator[Change]:
    if old.scope != new.scope:
        yield Change("scope changed", name, old.scope, new.scope)
    if (old.posture, old.observed) != (new.posture, new.observed):
        yield Change("posture changed", name, _posture(old), _posture(new))
    if old.policies != new.policies and not (old.observed is None or new.observed is None):
        yield Change("policies changed", name, _policies(old.policies), _policies(new.policies))


def _table(table: TableEvidence) -> str:
    return f"{table.scope}, {_posture(table)}"


def _posture(table: TableEvidence) -> str:
    stated = table.posture or "not stated"
    return stated if table.observed in (None, table.posture) else f"{stated} in the manifest, {table.observed} as read"


def _policies(policies: tuple[PolicyEvidence, ...]) -> str:
    words = [
        f"{one.name} ({one.command}{'' if one.permissive else ', restrictive'}) to {', '.join(one.roles)}"
        f" using {one.using or '-'} with check {one.with_check or '-'}"
        for one in policies
    ]
    return "; ".join(words) or "none"


def _sites(before: Evidence, after: Evidence) -> Iterator[Change]:
    """Statements that became open, and those that are so no more; an undecided or exempt one counts as what it is."""
    old = {site.key: site for site in before.not_proved}
    new = {site.key: site for site in after.not_proved}
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if (was.state if was else None) != (now.state if now else None):
            site = now or was
            assert site is not None
            opened = now is not None and (now.state == "open" or was is None)
            yield Change(
                "site opened" if opened else "site closed",
                _site(site),
                was.state if was else None,
                now.state if now else None,
            )


def _site(site: SiteEvidence) -> str:
    return f"{site.path}: {site.function}: {site.operation} on {site.table}"


def _exemptions(before: Evidence, after: Evidence) -> Iterator[Change]:
    old = {_named(one): one for one in before.exemptions}
    new = {_named(one): one for one in after.exemptions}
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            yield Change("exemption added", name, None, f"{now.reason} ({now.owner})")
        elif now is None and was is not None:
            yield Change("exemption gone", name, f"{was.reason} ({was.owner})", None)
        if now is not None and now.state == "expired" and (was is None or was.state != "expired"):
            yield Change("exemption expired", name, was.state if was else None, f"expired on {now.expires}")


def _named(one: ExemptionEvidence) -> str:
    return f"{one.where} [{', '.join(one.rules) or 'all rules'}] [{', '.join(one.tables) or 'all tables'}]"


def _bypasses(before: Evidence, after: Evidence) -> Iterator[Change]:
    old = {(one.kind, one.name): one for one in before.bypasses}
    new = {(one.kind, one.name): one for one in after.bypasses}
    for key in sorted({*old, *new}):
        subject = " ".join(key)
        if key not in old:
            yield Change("bypass added", subject, None, new[key].reason or "not in the manifest")
        elif key not in new:
            yield Change("bypass gone", subject, old[key].reason or "not in the manifest", None)
