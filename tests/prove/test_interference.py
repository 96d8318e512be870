"""What is called scoped does not interfere, on a real PostgreSQL."""

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.postgres import Server
from tests.prove.families import further, quick, thorough
from tests.prove.generator import CONSTRUCTS, Statement, from_seed, generated
from tests.prove.interference import Judge, judging
from tests.prove.report import Finding, examined, proved, spread
from tests.prove.world import Case, corpus

CASES = [case for case in corpus() if "not run" not in case.flags]
SAMPLE = sorted(random.Random(11).sample(CASES, 50), key=lambda case: case.line)
MANY = int(os.environ.get("STATEMENTS", "1500"))
"""A long run, before a release and after a change to the prover: STATEMENTS=20000."""
MADE = 8000
TAKEN = ("23503", "23505")
"""SQLSTATE of a key that is referred to, or taken, in all of a few worlds."""
PROVED = 0.90
"""Nine of ten quiet random statements are to be proved; measured: 0.92 and more."""
PROVED_CORPUS = 0.95
"""95 % of the quiet corpus; the rest is known by line and refused out of caution, not by mistake."""


@pytest.fixture(scope="module")
def few(postgres: Server) -> Iterator[Judge]:
    """Databases enough for a quick look."""
    with judging(postgres, quick()) as databases:
        yield databases


def leaks(findings: list[Finding]) -> list[tuple[int, str, str | None]]:
    return [(f.name, f.statement.sql, f.why) for f in findings if f.leak]


def in_corpus(cases: list[Case], databases: Judge) -> list[Finding]:
    return [
        examined(case.line, Statement(case.sql, case.sql, frozenset()), databases)
        for case in cases
        if databases.version >= case.since * 10_000
    ]


def test_what_a_sample_of_the_corpus_calls_scoped_does_not_interfere(few: Judge) -> None:
    """In worlds that differ in other tenants' rows only, a scoped statement does the same."""
    findings = in_corpus(SAMPLE, few)
    unrunnable = [(f.name, f.error) for f in findings if f.error and not f.error.startswith(TAKEN)]
    assert (leaks(findings), unrunnable) == ([], [])


@pytest.mark.slow
def test_what_the_corpus_calls_scoped_does_not_interfere(postgres: Server) -> None:
    """The whole corpus, in all families of worlds."""
    with judging(postgres, thorough(), further()) as databases:
        findings = in_corpus(CASES, databases)
    assert (leaks(findings), [(f.name, f.error) for f in findings if f.error]) == ([], [])
    assert proved(findings) >= PROVED_CORPUS


def test_random_statements_called_scoped_do_not_interfere(few: Judge) -> None:
    """Joins, subqueries, set operations and writes put together at random; the seed names the statement."""
    assert leaks([examined(seed, from_seed(seed), few) for seed in range(30)]) == []


class Drawn:
    """Choices that Hypothesis makes, and makes smaller."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def below(self, bound: int) -> int:
        return self.data.draw(st.integers(0, bound - 1))


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_no_small_statement_called_scoped_interferes(few: Judge, data: st.DataObject) -> None:
    """The same grammar with Hypothesis choosing: it starts small, and shows the smallest statement that leaks."""
    assert leaks([examined(0, generated(Drawn(data)), few)]) == []


@pytest.mark.slow
def test_each_construct_is_common() -> None:
    """Each in 2 % of the statements, counted over so many that chance does not decide; they are only made, not run."""
    made = Counter(name for seed in range(MADE) for name in from_seed(seed).constructs)
    assert {name for name in CONSTRUCTS if made[name] < 0.02 * MADE} == set()


@pytest.mark.slow
def test_many_random_statements() -> None:
    """No leak; both labels in 30 %, hardly one that cannot be run; those that are quiet, and not refused by rule, are
    nearly all proved."""
    findings = spread(1, MANY, 2)
    ran = [f for f in findings if f.error is None]
    assert leaks(findings) == []
    assert 0.3 <= sum(f.why is None for f in ran) / len(ran) <= 0.7
    assert len(ran) >= 0.995 * MANY
    assert proved(ran) >= PROVED
