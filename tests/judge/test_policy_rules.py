"""One cure, one rule: which rules of the family rls a policy fires, over all combinations of what can be said of it."""

from itertools import product
from typing import get_args, get_type_hints

import msgspec
import pytest

from scopelint.inputs import shipped_rules
from scopelint.judge.match import fires, severity
from scopelint.model.fact import PolicyFact, TableFact
from scopelint.model.rule import Rule

RULES = [rule for rule in shipped_rules() if rule.family == "rls"]
BASE = PolicyFact(
    table="tasks", policy="tenant", command="all", roles="public", permissive=True, grade="confined", reason="",
    widens=False, opens="no", opening="", raises=False, error="", check="checked", check_reason="", per_row="no",
    evaluated="", settings="", listed=False, scope="tenant", level="organization", tenant_column="org_id",
    posture="forced", sensitive=False, path="m.sql",
)  # fmt: skip
TABLE = TableFact(
    table="tasks", fault="none", reason="", object="", scope="tenant", level="organization", tenant_column="org_id",
    posture="forced", stated=None, decided=False, policies="", sensitive=False, partition=False, path="m.sql",
)  # fmt: skip
GRADING = {"policy-always-true", "policy-ignores-tenant", "policy-widened", "policy-bypass-setting"}


def values(field: str) -> tuple[str, ...]:
    return get_args(get_type_hints(PolicyFact)[field])


def fired(**fields: object) -> set[str]:
    fact = msgspec.structs.replace(BASE, **fields)
    return {rule.id for rule in RULES if fires(rule, fact)}


def test_an_open_policy_fires_exactly_one_rule_on_its_grade() -> None:
    """And a policy that is not open fires none of them; nor does one that the manifest lists."""
    wrong = []
    for grade, widens, listed, check in product(values("grade"), (True, False), (True, False), values("check")):
        if widens and grade not in ("always-true", "ignores-tenant"):
            continue
        rules = fired(grade=grade, widens=widens, listed=listed, check=check) & GRADING
        is_open = grade in ("always-true", "ignores-tenant", "bypass-setting") and not listed
        if len(rules) != is_open:
            wrong.append((grade, widens, listed, rules))
    assert wrong == []


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({}, set()),
        ({"grade": "unknown"}, set()),
        ({"grade": "always-true", "check": "as-read"}, {"policy-always-true"}),
        ({"grade": "always-true", "widens": True}, {"policy-widened"}),
        ({"check": "unchecked"}, {"missing-with-check"}),
        ({"opens": "all-rows", "raises": True}, {"fail-open-policy", "fail-error-policy"}),
        ({"per_row": "setting"}, {"policy-per-row-call"}),
    ],
)
def test_each_defect_has_its_rule(fields: dict[str, object], rules: set[str]) -> None:
    """Defects with different cures are told apart."""
    assert fired(**fields) == rules


def test_every_fault_of_a_table_has_one_rule() -> None:
    """A table as it is fires none."""
    counts = {
        fault: sum(fires(rule, msgspec.structs.replace(TABLE, fault=fault)) for rule in RULES)
        for fault in get_args(get_type_hints(TableFact)["fault"])
    }
    assert counts == {fault: int(fault != "none") for fault in counts}


def rule_of(id: str) -> Rule:
    return next(rule for rule in RULES if rule.id == id)


def test_severity_knows_what_was_decided_and_how_much_opens() -> None:
    """`rls = "enabled"` in the manifest makes the owner's bypass an info; rows with an empty tenant are a warning."""
    bypass = msgspec.structs.replace(TABLE, fault="owner-bypasses", posture="enabled")
    assert severity(rule_of("rls-not-forced"), bypass) == "warning"
    assert severity(rule_of("rls-not-forced"), msgspec.structs.replace(bypass, decided=True)) == "info"
    opens = {
        amount: severity(rule_of("fail-open-policy"), msgspec.structs.replace(BASE, opens=amount))
        for amount in ("all-rows", "some-rows")
    }
    assert opens == {"all-rows": "error", "some-rows": "warning"}
