"""Policies are graded as PostgreSQL treats them: confined ones let no other tenant's row through, open ones do."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from scopelint.rls import read_live
from scopelint.rls.grading import OPEN, Grade, Unset
from tests.postgres import Server
from tests.rls import grading_policies as policies
from tests.rls.grading_policies import Case, Seen

CORPUS = policies.corpus()
GRADING = policies.grading_of(policies.replayed())
RANDOM_QUICK, RANDOM_SLOW = 30, int(os.environ.get("POLICIES", "650"))


def by_line(case: Case) -> str:
    return case.using


@pytest.fixture(scope="module")
def world(postgres: Server) -> Iterator[policies.World]:
    made = policies.World(postgres)
    yield made
    made.close()


def contradictions(grade: Grade, unset: Unset, seen: Seen) -> list[str]:
    """Where the grade says what PostgreSQL does not."""
    found = []
    if grade.kind in ("confined", "denies") and seen.foreign + seen.bypassed:
        found.append(f"{grade.kind}, and {seen.foreign} rows of others pass")
    if grade.kind == "bypass-setting" and seen.foreign:
        found.append(f"closed without the setting, and {seen.foreign} rows of others pass")
    if grade.kind in ("confined", "bypass-setting") and unset.opens == "no" and seen.unbound:
        found.append(f"closed while unbound, and {seen.unbound} rows pass")
    if seen.failed and unset.raises is None:
        found.append("nothing raises, and there was an error")
    return found


@pytest.mark.parametrize("case", CORPUS, ids=by_line)
def test_a_policy_is_graded_by_what_it_means(case: Case) -> None:
    """Grade, what opens while nothing is bound, and whether it raises then."""
    grade, unset = policies.graded(GRADING, case.table, case.using)
    opens = unset.opens if grade.kind in ("confined", "bypass-setting") else "no"
    raises = unset.raises is not None
    assert (grade.kind, opens, raises) == (case.grade, case.opens, case.raises), (grade, unset)


@pytest.mark.parametrize(
    "case",
    [case if number % 5 == 0 else pytest.param(case, marks=pytest.mark.slow) for number, case in enumerate(CORPUS)],
    ids=by_line,
)
def test_postgresql_agrees_with_the_grade(case: Case, world: policies.World) -> None:
    """Confined: no row of others. Open: at least one. The same expression as the server deparses it has the same grade."""
    world.restore()
    seen = world.seen(case.table, case.using)
    grade, unset = policies.graded(GRADING, case.table, case.using)
    assert contradictions(grade, unset, seen) == []
    if case.grade in OPEN:
        assert seen.foreign
    if case.grade == "bypass-setting":
        assert seen.bypassed
    if case.opens != "no":
        assert seen.unbound
    assert seen.failed == case.raises
    live = policies.grading_of(read_live(world.dsn))
    (policy,) = live.catalog.relations[case.table].policies
    again, unset_again = policies.graded(live, case.table, policy.using or "")
    assert (again.kind, unset_again.opens, unset_again.raises) == (grade.kind, unset.opens, unset.raises), policy.using


def check_random(world: policies.World, seed: int, count: int) -> list[tuple[str, str, list[str]]]:
    chance = random.Random(seed)
    world.restore()
    wrong = []
    for _ in range(count):
        using = policies.random_policy(chance)
        grade, unset = policies.graded(GRADING, "tasks", using)
        found = contradictions(grade, unset, world.seen("tasks", using))
        if found:
            wrong.append((using, grade.kind, found))
    return wrong


def test_random_policies_that_are_graded_confined_let_nothing_through(world: policies.World) -> None:
    """Whatever AND, OR, NOT and CASE make of parts that confine and parts that do not."""
    assert check_random(world, 1, RANDOM_QUICK) == []


@pytest.mark.slow
def test_many_random_policies(world: policies.World) -> None:
    """As above."""
    assert check_random(world, 2, RANDOM_SLOW) == []
