"""For each table of each statement that is not scoped, exactly one rule of family scope fires."""

from itertools import product
from typing import get_args

import pytest

from scopelint.inputs import shipped_rules
from scopelint.judge.facts import statement_fact, text_facts
from scopelint.judge.match import fires
from scopelint.model.rule import Rule
from scopelint.model.site import Site, TextFault
from scopelint.model.verdict import Cause, Operation, Role, Verdict
from tests.judge.building import TENANCY, place, site, verdict

RULES = shipped_rules()
CAUSES = (*get_args(Cause), None)
SHAPES = [
    {},
    {"raw": True},
    {"callers": "all-pass"},
    {"callers": "leaves-out"},
    {"faults": (TextFault("opaque", "a hole", place(3)),)},
    {"raw": True, "faults": (TextFault("interpolated", "a value", place(3)),)},
]


def fired(judged: Site, table: str) -> list[Rule]:
    """The scope rules that fire for one table, and the rules on SQL text if its verdict is unknown."""
    (found,) = (t for t in judged.judgement.tables if t.table == table)
    fact = statement_fact(judged, found, TENANCY, "app", bypass=False)
    rules = [rule for rule in RULES if rule.family == "scope" and fires(rule, fact)]
    if not rules and found.verdict == "unknown":
        rules = [rule for _, text in text_facts(judged, TENANCY, "app", False) for rule in RULES if fires(rule, text)]
    return rules


@pytest.mark.parametrize(
    "shape", [*SHAPES[:2], *(pytest.param(shape, marks=pytest.mark.slow) for shape in SHAPES[2:])], ids=str
)
def test_exactly_one_rule_fires_for_what_is_not_scoped(shape: dict[str, object]) -> None:
    """All combinations of operation, role, verdict, cause and table, the impossible ones too; text findings stand for
    what is unknown for the SQL text's sake."""
    wrong = []
    for operation, role, kind, cause, table in product(
        get_args(Operation), get_args(Role), get_args(Verdict), CAUSES, ("tasks", "comments", "organizations", "?")
    ):
        judged = site(verdict(table, role=role, verdict=kind, cause=cause), operation=operation, **shape)
        rules = [rule.id for rule in fired(judged, table)]
        if len(rules) != (kind != "scoped"):
            wrong.append((operation, role, kind, cause, table, rules))
    assert wrong == []


@pytest.mark.parametrize(
    ("operation", "role", "kind", "cause", "rule"),
    [
        ("select", "read", "unscoped", "none", "unscoped-read"),
        ("update", "target", "unscoped", "none", "unscoped-update"),
        ("update", "read", "unscoped", "none", "unscoped-read"),
        ("delete", "target", "unscoped", "none", "unscoped-delete"),
        ("truncate", "target", "unscoped", "none", "unscoped-delete"),
        ("insert", "target", "unscoped", "not-written", "insert-without-tenant"),
        ("insert", "target", "unscoped", "none", "insert-without-tenant"),
        ("copy", "target", "unscoped", "none", "insert-without-tenant"),
        ("copy", "read", "unscoped", "none", "unscoped-read"),
        ("insert", "target", "unscoped", "conflict-key", "upsert-crosses-tenants"),
        ("merge", "target", "unscoped", "conflict-key", "upsert-crosses-tenants"),
        ("update", "target", "unscoped", "reassigned", "tenant-reassigned"),
        ("select", "read", "unscoped", "other-table-confined", "partly-scoped"),
        ("select", "read", "unscoped", "by-key", "lookup-by-key"),
        ("update", "target", "unscoped", "by-key", "lookup-by-key"),
        ("select", "read", "ineffective", "or-arm", "ineffective-predicate"),
        ("select", "read", "ineffective", "mixed-tenants", "ineffective-predicate"),
        ("select", "read", "ineffective", "literal", "hard-coded-tenant"),
        ("select", "read", "conditional", "optional-value", "conditional-scope"),
        ("select", "read", "unknown", "unresolved", "undecided-query"),
        ("select", "read", "guarded", "by-key", "lookup-by-key"),
        ("select", "read", "guarded", "or-arm", "ineffective-predicate"),
        ("select", "read", "guarded", None, "lookup-by-key"),
    ],
)
def test_the_rule_follows_verdict_and_cause(operation: str, role: str, kind: str, cause: str, rule: str) -> None:
    """The table of DESIGN section 4."""
    judged = site(verdict(role=role, verdict=kind, cause=cause), operation=operation)
    assert [fired_rule.id for fired_rule in fired(judged, "tasks")] == [rule]


@pytest.mark.parametrize(("cause", "rule"), [("dynamic", "opaque-sql"), ("unparsed", "unparsable-sql")])
def test_undecided_raw_sql_is_told_by_a_rule_on_its_text(cause: str, rule: str) -> None:
    """Even if no fault of the text was noted: nothing undecided stays silent."""
    judged = site(verdict(verdict="unknown", cause=cause), raw=True)
    assert [fired_rule.id for fired_rule in fired(judged, "tasks")] == [rule]
