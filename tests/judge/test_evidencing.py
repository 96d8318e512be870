"""A run as evidence: every pair of statement and table has one standing, and what remains is named."""

import datetime
from typing import Any

import msgspec
import pytest

from scopelint.judge import Heading, Observed, evidence
from scopelint.model.catalog import Catalog, Policy, Relation, Role
from scopelint.model.evidence import Evidence, SiteEvidence, TableEvidence
from scopelint.model.manifest import Bypass, Exemption, Manifest, TableEntry
from scopelint.model.site import Gap, Site
from tests.judge.building import TENANCY, comment, outline, place, project, run, site, verdict

HEADING = Heading("1.0", "service", "c" * 40, "d" * 64)
OPEN = verdict("tasks")
SCOPED = verdict("tasks", verdict="scoped", cause=None)


def told(*sites: Site, manifest: Manifest | None = None, observed: Observed | None = None, **given: Any) -> Evidence:
    own = project()
    if manifest is not None:
        own = msgspec.structs.replace(own, manifest=msgspec.structs.replace(manifest, path="rls-coverage.toml"))
    return evidence(run(*sites, given=own, **given), TENANCY, own, observed, (), HEADING)


def table(found: Evidence, name: str = "tasks") -> TableEvidence:
    return next(one for one in found.tables if one.name == name)


def counts(found: Evidence, name: str = "tasks") -> tuple[int, ...]:
    one = table(found, name)
    return (one.sites, one.scoped, one.guarded, one.exempt, one.undecided, one.open)


def remaining(found: Evidence) -> list[tuple[str, int, str]]:
    return [(one.table, one.line, one.state) for one in found.not_proved]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (SCOPED, (1, 1, 0, 0, 0, 0)),
        (verdict("tasks", verdict="guarded", cause="by-key"), (1, 0, 1, 0, 0, 0)),
        (verdict("tasks", verdict="unknown", cause="dynamic"), (1, 0, 0, 0, 1, 0)),
        (OPEN, (1, 0, 0, 0, 0, 1)),
        (verdict("tasks", verdict="ineffective", cause="or-arm"), (1, 0, 0, 0, 0, 1)),
        (verdict("tasks", verdict="conditional", cause="optional-value"), (1, 0, 0, 0, 0, 1)),
    ],
)
def test_each_verdict_has_its_standing(found: Any, expected: tuple[int, ...]) -> None:
    """Conditional and ineffective are open; undecided is its own."""
    assert counts(told(site(found))) == expected


def test_standings_sum_up_to_the_sites() -> None:
    """Whatever the mixture, nothing is counted twice or lost."""
    sites = [site(OPEN, SCOPED, line=line) for line in range(10, 15)]
    found = told(*sites, outlines=outline(comment(12, ("unscoped-read",))))
    one = table(found)
    assert one.sites == one.scoped + one.guarded + one.exempt + one.undecided + one.open == 10
    assert (one.exempt, one.open) == (1, 4)


def test_exempt_by_the_manifest() -> None:
    """The exemption tells how many findings it takes away; its neighbour is still open."""
    exemption = Exemption("app.tasks:list_*", "totals", "platform", expires=datetime.date(2027, 1, 1))
    found = told(site(OPEN, line=10), site(OPEN, line=20, qualname="other"), manifest=Manifest(exemptions=(exemption,)))
    assert remaining(found) == [("tasks", 10, "exempt"), ("tasks", 20, "open")]
    (one,) = found.exemptions
    assert (one.state, one.findings, one.expires, one.owner) == ("in force", 1, "2027-01-01", "platform")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"expires": datetime.date(2026, 1, 1)}, "expired"),
        ({"owner": ""}, "without reason or owner"),
        ({"where": "app.other:f"}, "exempts nothing"),
    ],
)
def test_exemptions_that_do_not_hold(fields: dict[str, Any], state: str) -> None:
    """The statement is open again, and the exemption says why."""
    given = {"where": "app.tasks:list_tasks", "reason": "r", "owner": "o"} | fields
    found = told(site(OPEN), manifest=Manifest(exemptions=(Exemption(**given),)))
    assert (found.exemptions[0].state, found.exemptions[0].findings) == (state, 0)
    assert remaining(found) == [("tasks", 10, "open")]


def test_a_comment_on_undecided_text_makes_it_exempt() -> None:
    """A finding about SQL text has no table of its own, and stands for what it leaves undecided."""
    unknown = verdict("tasks", verdict="unknown", cause="dynamic")
    found = told(site(unknown, raw=True), outlines=outline(comment(10, ("opaque-sql",), "reviewed")))
    assert remaining(found) == [("tasks", 10, "exempt")]
    assert [(one.rule, one.reason) for one in found.suppressions] == [("opaque-sql", "reviewed")]


def forced(name: str = "tasks", **fields: Any) -> Observed:
    relation = Relation(name, row_security=True, forced=True, policies=(Policy("own", using="org_id = 1"),))
    return Observed(Catalog({name: relation}, roles=fields.get("roles", {})), "migrations", fields.get("postures", {}))


def only(found: Evidence) -> SiteEvidence:
    (one,) = found.not_proved
    return one


def test_the_backstop_is_what_was_read() -> None:
    """Forced in the migrations holds, whatever the manifest says; a bypass session or an open policy has none."""
    stated = Manifest(tables={"tasks": TableEntry(rls="forced")})
    assert not only(told(site(OPEN))).backstop
    assert only(told(site(OPEN), observed=forced())).backstop
    assert not only(told(site(OPEN, bypass=True), observed=forced())).backstop
    assert not only(told(site(OPEN), observed=forced(postures={"tasks": "none"}))).backstop
    bare = Observed(Catalog({"tasks": Relation("tasks")}), "database", {})
    assert not only(told(site(OPEN), manifest=stated, observed=bare)).backstop


def test_stated_and_observed_stand_side_by_side() -> None:
    """A table says both; what was not read is None."""
    found = told(site(SCOPED), manifest=Manifest(tables={"tasks": TableEntry(rls="none")}), observed=forced())
    assert (table(found).posture, table(found).observed) == ("none", "forced")
    assert [policy.name for policy in table(found).policies] == ["own"]
    assert (table(found, "runs").posture, table(found, "runs").observed) == (None, None)


def test_ways_past_row_level_security() -> None:
    """Those of the manifest with their reasons, and roles that it does not list."""
    manifest = Manifest(bypasses=(Bypass("migrations", role="migrator"), Bypass("console", session="app.admin")))
    roles = {name: Role(name, bypass_rls=True) for name in ("migrator", "auditor")} | {"app": Role("app")}
    found = told(site(SCOPED), manifest=manifest, observed=forced(roles=roles))
    assert [(one.kind, one.name, one.listed, one.reason) for one in found.bypasses] == [
        ("role", "migrator", True, "migrations"),
        ("session", "app.admin", True, "console"),
        ("role", "auditor", False, None),
    ]


def test_gaps_are_told() -> None:
    """What was not analyzed is part of the evidence."""
    found = told(site(SCOPED), gaps=(Gap("bound", place(50), "a loop of 4000 constants"),))
    assert [(one.kind, one.line, one.reason) for one in found.not_analyzed] == [
        ("bound", 50, "a loop of 4000 constants")
    ]


def test_keys_do_not_hold_lines() -> None:
    """A statement that moved is the same; two equal ones in one function are told apart."""
    first = told(site(OPEN, line=10), site(OPEN, line=20))
    moved = told(site(OPEN, line=13), site(OPEN, line=29))
    keys = [one.key for one in first.not_proved]
    assert keys == [one.key for one in moved.not_proved]
    assert len(set(keys)) == 2
