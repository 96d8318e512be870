"""What is called scoped does not interfere, on a real PostgreSQL."""

import random
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.postgres import Server
from tests.prove.generator import Generator
from tests.prove.interference import Outcome, contents, families, inhabited, interferes, outcome, prepare, runnable
from tests.prove.world import Case, corpus, judge

SEEDS = range(2)
CASES = [case for case in corpus() if "not run" not in case.flags]
SAMPLE = sorted(random.Random(11).sample(CASES, 70), key=lambda case: case.line)


@pytest.fixture(scope="module")
def connection(postgres: Server) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(postgres.database(), autocommit=True) as made:
        prepare(made)
        yield made


def run_all(
    connection: "psycopg.Connection[Any]", statements: list[str], seeds: range
) -> dict[str, list[list[Outcome]]]:
    """Each statement's outcomes, one list for each family of worlds."""
    found: dict[str, list[list[Outcome]]] = {sql: [] for sql in statements}
    for seed in seeds:
        for mine in (frozenset({1}), frozenset({1, 2})):
            chosen = [sql for sql in statements if (":org" not in sql and ":user" in sql) or mine == {1}]
            for sql in chosen:
                found[sql].append([])
            for world in families(seed, mine):
                with inhabited(connection, world):
                    before = contents(connection, mine)
                    for sql in chosen:
                        found[sql][-1].append(outcome(connection, runnable(sql, seed % 2 == 1), mine, before))
    return found


@pytest.mark.parametrize("cases", [SAMPLE, pytest.param(CASES, marks=pytest.mark.slow)], ids=["sample", "whole-corpus"])
def test_what_the_corpus_calls_scoped_does_not_interfere(
    connection: "psycopg.Connection[Any]", cases: list[Case]
) -> None:
    """In worlds that differ in other tenants' rows only, a scoped statement does the same."""
    cases = [case for case in cases if connection.info.server_version >= case.since * 10_000]
    outcomes = run_all(connection, [case.sql for case in cases], SEEDS)
    leaks, broken = [], []
    for case in cases:
        found = outcomes[case.sql]
        if all(o.error for family in found for o in family):
            broken.append((case.line, found[0][0].error))
        reason = next((why for family in found if (why := interferes(family))), None)
        if reason is not None and _is_scoped(case):
            leaks.append((case.line, case.sql, reason))
    assert (leaks, broken) == ([], [])


@pytest.mark.parametrize(
    "seeds", [range(25), pytest.param(range(25, 1600), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_random_statements_called_scoped_do_not_interfere(connection: "psycopg.Connection[Any]", seeds: range) -> None:
    """Joins, subqueries, set operations and writes put together at random; the seed names the statement."""
    statements = {Generator(seed).statement(): seed for seed in seeds}
    confined = [sql for sql in statements if _scoped(sql)]
    outcomes = run_all(connection, confined, SEEDS)
    leaks = [
        (statements[sql], sql, why)
        for sql in confined
        for family in outcomes[sql]
        if (why := interferes(family)) is not None
    ]
    assert leaks == []


def _is_scoped(case: Case) -> bool:
    return _scoped(case.sql)


def _scoped(sql: str) -> bool:
    return all(table.verdict == "scoped" for table in judge(sql).tables)
