"""Laws over the whole corpus: rewritings that change nothing, and such as may only make a verdict better or worse."""

import re
from collections.abc import Callable

import pytest

from tests.prove.world import Case, corpus, judge, verdicts

CASES = corpus()
STEP = 16  # each law over its own sixteenth of the corpus; all of it in the slow run
SELECTS = [
    case for case in CASES if re.match(r"(SELECT|\(SELECT)\b", case.sql) and "unparsed" not in str(case.expected)
]
PLAIN = [
    case
    for case in SELECTS
    if " INTO " not in case.sql
    and "--" not in case.sql
    and "FOR UPDATE" not in case.sql
    and case.sql[:26] != "(SELECT * FROM tasks WHERE"
]
"""Queries that can stand as a derived table."""


def part(cases: list[Case], offset: int) -> pytest.MarkDecorator:
    """One in ``STEP`` of the cases quick, all of them slow; a test of many says which lines are wrong."""
    quick, every = pytest.param(cases[offset::STEP], id="part"), pytest.param(cases, id="all", marks=pytest.mark.slow)
    return pytest.mark.parametrize("cases", [quick, every])


def wrong(cases: list[Case], rewritten: Callable[[str], str]) -> list[tuple[int, str, dict[str, str]]]:
    """The cases, by line, whose rewriting does not have the verdicts that the case states."""
    judged = [(case, rewritten(case.sql)) for case in cases]
    return [(case.line, sql, found) for case, sql in judged if (found := verdicts(judge(sql))) != case.expected]


def flipped(sql: str) -> str:
    """The conjuncts of a plain WHERE in the other order."""
    match = re.fullmatch(r"([^()]* WHERE )([^()]+?) AND ([^()]+)", sql)
    if match is None or re.search(r"\b(OR|BETWEEN|CASE|GROUP|ORDER|LIMIT|HAVING|FOR|UNION|RETURNING)\b", match[0]):
        return sql
    return f"{match[1]}{match[3]} AND {match[2]}"


@part([case for case in CASES if flipped(case.sql) != case.sql], 1)
def test_the_order_of_conjuncts_changes_nothing(cases: list[Case]) -> None:
    assert wrong(cases, flipped) == []


@part(PLAIN, 2)
def test_a_derived_table_around_changes_nothing(cases: list[Case]) -> None:
    assert wrong(cases, lambda sql: f"SELECT * FROM ({sql}) wrapped") == []


@part(PLAIN, 3)
def test_a_cte_around_changes_nothing(cases: list[Case]) -> None:
    assert wrong(cases, lambda sql: f"WITH wrapped AS ({sql}) SELECT * FROM wrapped") == []


@part(PLAIN, 0)
def test_a_union_with_itself_changes_nothing(cases: list[Case]) -> None:
    assert wrong(cases, lambda sql: f"({sql}) UNION ({sql})") == []


def narrowed(sql: str) -> str:
    """Another conjunct in an outermost WHERE that is all of the tail."""
    match = re.fullmatch(r"(SELECT [^()]* WHERE )(.*)", sql)
    if match is None or re.search(r"\b(UNION|INTERSECT|EXCEPT|ORDER BY|LIMIT|GROUP BY|FOR UPDATE)\b", sql):
        return sql
    return f"{match[1]}({match[2]}) AND 1 < 2"


@part([case for case in SELECTS if not case.expected and narrowed(case.sql) != case.sql], 1)
def test_another_conjunct_never_unscopes(cases: list[Case]) -> None:
    """ANDing a predicate to an outermost WHERE leaves what was proved proved."""
    assert wrong(cases, narrowed) == []


_DECLARED = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|USING|LATERAL) (?:ONLY )?([a-z_]+ |\)) ?(?:AS )?([a-z][0-9]?)(?= |$)|, ([a-z_]+) ([a-z][0-9]?)(?= |,|$)"
)


def renamed(sql: str) -> str:
    """Other aliases, where each of their appearances is a declaration or stands before a point."""
    aliases = {found[1] or found[3] for found in _DECLARED.findall(sql)}
    for alias in sorted(aliases):
        everywhere = re.findall(rf"(?<![\w.:'\"$]){alias}\b", sql)
        before_point = re.findall(rf"(?<![\w.:'\"$]){alias}\.", sql)
        declared = [found for found in _DECLARED.findall(sql) if alias in (found[1], found[3])]
        if len(everywhere) == len(before_point) + len(declared):
            sql = re.sub(rf"(?<![\w.:'\"$]){alias}\b", f"other_{alias}", sql)
    return sql


@part([case for case in CASES if renamed(case.sql) != case.sql], 2)
def test_renaming_aliases_changes_nothing(cases: list[Case]) -> None:
    assert wrong(cases, renamed) == []


@part(PLAIN, 3)
def test_a_union_is_as_bad_as_its_worst_arm(cases: list[Case]) -> None:
    """Open; or ineffective, where the other arm has a parameter that nothing is compared with."""
    confined = []
    for case in cases:
        judged = judge(f"({case.sql}) UNION ALL (SELECT * FROM tasks)")
        tasks = next(table for table in judged.tables if table.table == "tasks")
        if tasks.verdict not in ("unscoped", "ineffective"):
            confined.append((case.line, case.sql, tasks.verdict))
    assert confined == []
