"""Severity follows posture, bypass, guards, registries and callers."""

import pytest

from tests.judge.building import only, run, site, verdict, with_posture


@pytest.mark.parametrize(
    ("posture", "bypass", "expected"),
    [
        ("none", False, "error"),
        ("enabled", False, "error"),
        ("forced", False, "warning"),
        ("forced", True, "error"),
        ("none", True, "error"),
    ],
)
def test_an_open_read_is_as_bad_as_its_backstop(posture: str, bypass: bool, expected: str) -> None:
    """Forced row-level security softens it, a bypass session takes that back."""
    result = run(site(verdict(), bypass=bypass), tenancy=with_posture("tasks", posture))
    assert only(result).severity == expected


def test_a_guarded_look_up_is_info() -> None:
    """It fires the rule of what it guards, with its own verdict."""
    finding = only(run(site(verdict(verdict="guarded", cause="by-key"))))
    assert (finding.rule, finding.severity, finding.verdict) == ("lookup-by-key", "info", "guarded")


def test_an_open_read_of_the_registry_is_info() -> None:
    """The list of tenants is public more often than not."""
    finding = only(run(site(verdict("organizations", tenant_column="id"))))
    assert (finding.rule, finding.severity) == ("unscoped-read", "info")


def test_an_open_update_of_the_registry_is_an_error() -> None:
    """Only reads are excused."""
    finding = only(run(site(verdict("organizations", role="target"), operation="update")))
    assert (finding.rule, finding.severity) == ("unscoped-update", "error")


@pytest.mark.parametrize(
    ("callers", "expected"),
    [("leaves-out", "warning"), ("unknown", "warning"), (None, "warning"), ("all-pass", "info")],
)
def test_a_conditional_scope_is_info_only_if_every_caller_passes_the_value(callers: str, expected: str) -> None:
    """An optional tenant that somebody leaves out is a leak."""
    judged = site(verdict(verdict="conditional", cause="optional-value"), callers=callers)
    assert only(run(judged)).severity == expected
