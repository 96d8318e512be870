"""Statements made to be hard: each ends, and what could not be decided is unknown with a reason."""

from typing import Any

import pytest

from scopelint.model.verdict import TableVerdict
from scopelint.prove import prove
from scopelint.sql import parse_statements
from tests.prove.world import SCHEMA, TENANCY, view_query

pytestmark = pytest.mark.usefixtures("alarm")

JOINED = " JOIN ".join(f"tasks t{n} ON t{n}.id = t{n - 1}.parent_id" if n else "tasks t0" for n in range(200))
BY_TENANT = " JOIN ".join(f"tasks t{n} ON t{n}.org_id = t{n - 1}.org_id" if n else "tasks t0" for n in range(200))
OPTIONAL = JOINED.replace(" JOIN ", " LEFT JOIN ")
OWN = "SELECT id, org_id FROM tasks WHERE org_id = :org"
DOUBLING = ", ".join(f"a{n} AS (SELECT x.* FROM a{n - 1} x JOIN a{n - 1} y ON y.id = x.id)" for n in range(1, 60))
RECURSIONS = ", ".join(
    f"r{n} AS ({OWN} UNION ALL SELECT c.id, c.org_id FROM tasks c JOIN r{n} ON c.parent_id = r{n}.id JOIN r{n - 1} ON true)"
    if n
    else "r0 AS (SELECT id, org_id FROM tasks)"
    for n in range(30)
)
NESTED = "".join(f"EXISTS (SELECT 1 FROM tasks t{n} WHERE t{n}.org_id = t{n - 1}.org_id AND " for n in range(1, 60))

SCOPED = {
    "an OR of many confined arms": f"SELECT * FROM tasks WHERE {' OR '.join(f'(org_id = :org AND id = {n})' for n in range(30))}",
    "many conjuncts": f"SELECT * FROM tasks WHERE org_id = :org AND {' AND '.join(f'id <> {n}' for n in range(2000))}",
    "a long list": f"SELECT * FROM tasks WHERE org_id = :org AND id IN ({', '.join(map(str, range(20000)))})",
    "many rows of VALUES": f"INSERT INTO tasks (id, org_id) VALUES {', '.join(f'({n}, :org)' for n in range(2000))}",
    "a chain of joins on the tenant": f"SELECT * FROM {BY_TENANT} WHERE t0.org_id = :org",
    "a UNION of many": " UNION ALL ".join([OWN] * 150),
    "an EXCEPT of many": " EXCEPT ".join([OWN] * 40),
}
OPEN = {
    "an OR of many keys": f"SELECT * FROM tasks WHERE {' OR '.join(f'priority = {n}' for n in range(5000))}",
    "many ORs": "SELECT * FROM tasks t WHERE " + " AND ".join(f"(t.id = {n} OR t.done)" for n in range(300)),
    "a chain of optional joins": f"SELECT * FROM {OPTIONAL}",
    "ORs over a pair of tables": "SELECT * FROM tasks t, projects p WHERE "
    + " AND ".join(f"(t.org_id = :org OR p.org_id = t.org_id OR t.priority = {n})" for n in range(40)),
}
UNKNOWN = {
    "a long text": f"SELECT '{'x' * 250_000}' FROM tasks",
    "deep parentheses": f"SELECT {'(' * 300}1{')' * 300} FROM tasks",
    "a deep CASE": f"SELECT {'CASE WHEN done THEN ' * 2000}1{' END' * 2000} FROM tasks",
    "many casts": f"SELECT id{'::int' * 3000} FROM tasks",
    "many signs": f"SELECT {'- ' * 5000}1 FROM tasks",
    "CTEs that double": f"WITH a0 AS ({OWN}), {DOUBLING} SELECT * FROM a59",
    "a UNION of very many": " UNION ALL ".join([OWN] * 1000),
    "open brackets": f"SELECT {'[' * 9000} FROM tasks",
}
ENDS = {
    "many NOTs": f"SELECT * FROM tasks WHERE {'NOT ' * 3000}done",
    "an OR of many pairs": f"SELECT * FROM tasks WHERE {' OR '.join(f'(org_id = :org AND id = {n})' for n in range(2000))}",
    "a chain of joins on keys": f"SELECT * FROM {JOINED} WHERE t0.org_id = :org",
    "nested EXISTS": f"SELECT 1 FROM tasks t0 WHERE {NESTED}true{')' * 59}",
    "nested scalar subqueries": f"SELECT {'(SELECT max(id) + ' * 60}1{' FROM tasks)' * 60}",
    "recursions on recursions": f"WITH RECURSIVE {RECURSIONS} SELECT * FROM r29",
    "a UNION under a predicate": f"SELECT * FROM ({' UNION ALL '.join(['SELECT id, org_id FROM tasks'] * 150)}) x WHERE org_id = :org",
    "dollars": "SELECT $" * 5000,
    "open comments": "/*" * 50_000,
    "quotes": "'" * 99_999,
    "parameters": ":a " * 30_000,
    "semicolons": ";" * 100_000,
    "a CASE that compiled sqlglot reads": f"SELECT {'CASE WHEN done THEN ' * 200}1{' END' * 200} FROM tasks",
    "a sum in an index": f"SELECT a[{'1+' * 10_000}:x] FROM tasks",
}
LONG = {
    "many ORs",
    "a long list",
    "an OR of many pairs",
    "a chain of optional joins",
    "ORs over a pair of tables",
    "a deep CASE",
    "an OR of many keys",
    "a sum in an index",
    "parameters",
}
"""They take a second each; others of their kind are quick."""


def tables(sql: str) -> list[TableVerdict]:
    """The verdicts of the first statements of a text."""
    judged = [prove(found.query, SCHEMA, TENANCY, view_query) for found in parse_statements(sql)[:3]]
    return [table for judgement in judged for table in judgement.tables]


def cases(statements: dict[str, str]) -> list[Any]:
    """All of them; those that take seconds are slow."""
    marks = {name: [pytest.mark.slow] if name in LONG else [] for name in statements}
    return [pytest.param(sql, id=name, marks=marks[name]) for name, sql in statements.items()]


@pytest.mark.parametrize("sql", cases(SCOPED))
def test_large_and_plain_statements_are_proved(sql: str) -> None:
    assert {table.verdict for table in tables(sql)} == {"scoped"}


@pytest.mark.parametrize("sql", cases(OPEN))
def test_large_and_open_statements_are_not(sql: str) -> None:
    """Open, or unknown where the search for a proof ends before its answer."""
    assert {table.verdict for table in tables(sql)} <= {"unscoped", "ineffective", "unknown"}


@pytest.mark.parametrize("sql", cases(UNKNOWN))
def test_what_is_too_large_is_unknown_and_says_why(sql: str) -> None:
    assert [table.verdict for table in tables(sql) if not table.steps or table.verdict != "unknown"] == []


@pytest.mark.parametrize("sql", cases(ENDS))
def test_every_answer_has_a_reason(sql: str) -> None:
    """Whatever the answer is, it comes, and it says why."""
    assert [table for table in tables(sql) if not table.steps] == []
