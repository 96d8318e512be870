"""Every form of PostgreSQL's statements that the prover is to know stands in the corpus, confined and not."""

import re

import pytest

from tests.prove.world import corpus

CASES = corpus()
SUBQUERY = r"\(SELECT\b"
FORMS = {
    "INNER JOIN ON": r"(?<!LEFT )(?<!RIGHT )(?<!FULL )(?<!CROSS )(?<!NATURAL )JOIN \w+ \w+ ON",
    "LEFT JOIN ON": r"LEFT JOIN .* ON",
    "RIGHT JOIN ON": r"RIGHT JOIN .* ON",
    "FULL JOIN ON": r"FULL JOIN .* ON",
    "CROSS JOIN": r"CROSS JOIN",
    "comma": r"FROM \w+ \w, \w+",
    "JOIN USING": r"JOIN .* USING \(",
    "FULL JOIN USING": r"FULL JOIN .* USING \(",
    "NATURAL": r"NATURAL",
    "LATERAL": r"LATERAL \(",
    "LATERAL of a function": r", jsonb_\w+\(e\.|LATERAL \w+\(",
    "EXISTS": rf"EXISTS {SUBQUERY}",
    "NOT EXISTS": rf"NOT EXISTS {SUBQUERY}",
    "IN": rf"(?<!NOT )IN {SUBQUERY}",
    "NOT IN": rf"NOT IN {SUBQUERY}",
    "= ANY": rf"(ANY|SOME) ?{SUBQUERY}",
    "op ALL": rf"ALL ?{SUBQUERY}",
    "a scalar subquery": rf"[=<>] {SUBQUERY}",
    "a subquery in the select list": rf"^SELECT [^()]*{SUBQUERY}|^SELECT [^()]*EXISTS {SUBQUERY}",
    "a subquery in HAVING": rf"HAVING .*{SUBQUERY}",
    "a subquery in ORDER BY": rf"ORDER BY .*{SUBQUERY}",
    "a subquery in CASE": rf"CASE .*{SUBQUERY}",
    "a subquery in JOIN ON": rf"JOIN \w+ \w ON [^()]*{SUBQUERY}",
    "a subquery in RETURNING": rf"RETURNING .*{SUBQUERY}",
    "a subquery in VALUES": rf"VALUES .*{SUBQUERY}",
    "a CTE": r"^WITH \w+ AS \(SELECT",
    "a recursive CTE": r"WITH RECURSIVE",
    "a CTE that inserts": r"AS \(INSERT",
    "a CTE that updates": r"AS \(UPDATE",
    "a CTE that deletes": r"AS \(DELETE",
    "MATERIALIZED": r"AS (NOT )?MATERIALIZED",
    "UNION": r"UNION (?!ALL)",
    "UNION ALL": r"UNION ALL",
    "INTERSECT": r"INTERSECT",
    "EXCEPT": r"EXCEPT",
    "DISTINCT ON": r"DISTINCT ON",
    "LIMIT": r"LIMIT \d",
    "OFFSET": r"OFFSET",
    "FETCH": r"FETCH FIRST",
    "a window function": r"\bOVER\b",
    "ROLLUP": r"ROLLUP",
    "CUBE": r"CUBE",
    "GROUPING SETS": r"GROUPING SETS",
    "HAVING": r"HAVING",
    "VALUES in FROM": r"\(VALUES",
    "generate_series": r"generate_series\(",
    "unnest": r"unnest\(",
    "jsonb in FROM": r"(FROM|,|LATERAL) jsonb?_\w+\(",
    "a row comparison": r"\([\w.]+, [\w.]+\) (=|IN|<>|<|>=)",
    "IS NOT DISTINCT FROM": r"IS NOT DISTINCT FROM",
    "a cast of the column": r"org_id::",
    "a cast of the value": r":orgs?::|CAST\(:org",
    "= ANY(:values)": r"ANY ?\(:\w+",
    "FOR UPDATE": r"FOR UPDATE",
    "INSERT VALUES": r"^INSERT INTO .* VALUES",
    "INSERT SELECT": r"^INSERT INTO .* SELECT",
    "ON CONFLICT DO NOTHING": r"DO NOTHING",
    "ON CONFLICT (columns) DO UPDATE": r"ON CONFLICT \([^)]*\) DO UPDATE",
    "ON CONFLICT ON CONSTRAINT": r"ON CONFLICT ON CONSTRAINT",
    "DO UPDATE WHERE": r"DO UPDATE SET .* WHERE",
    "UPDATE": r"^UPDATE",
    "UPDATE FROM": r"^UPDATE .* SET .* FROM \w+ \w WHERE",
    "DELETE": r"^DELETE",
    "DELETE USING": r"^DELETE .* USING",
    "MERGE": r"^MERGE",
    "MERGE NOT MATCHED": r"WHEN NOT MATCHED (THEN|BY TARGET|AND)",
    "MERGE NOT MATCHED BY SOURCE": r"NOT MATCHED BY SOURCE",
    "COPY (query)": r"^COPY \(",
    "EXPLAIN": r"^EXPLAIN",
    "PREPARE": r"^PREPARE",
    "DECLARE CURSOR": r"^DECLARE",
    "a view": r"FROM (open_tasks|task_counts|project_counts|task_comments|latest_tasks)",
    "a function in SQL": r"(tasks_of|all_tasks|task_count|first_task|any_task|titles|task_count_of)\(",
}
SAFE = {
    "a view with current_setting": r"FROM current_tasks",
    "SEARCH and CYCLE": r"(SEARCH|CYCLE) ",
    "SELECT without columns": r"^SELECT FROM",
    "TABLE": r"^\(?SELECT \* FROM tasks WHERE|^TABLE",
}
"""Forms that are confined by what they are, or of which one label says enough."""
REFUSED = {
    "INSERT DEFAULT VALUES": r"DEFAULT VALUES",
    "COPY table": r"^COPY tasks TO",
    "COPY FROM": r"^COPY .* FROM STDIN",
    "TRUNCATE": r"^TRUNCATE",
    "DO": r"^DO ",
    "CALL": r"^CALL",
    "EXECUTE": r"^EXECUTE",
    "FETCH from a cursor": r"^FETCH",
    "CREATE TABLE AS": r"^CREATE .*TABLE .* AS SELECT",
    "SELECT INTO": r" INTO (TEMP )?c",
}


def lines(pattern: str, scoped: bool) -> list[int]:
    return [case.line for case in CASES if case.expected is not scoped and re.search(pattern, case.sql)]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_stands_in_the_corpus_confined_and_not(form: str) -> None:
    """The lines of each label; the corpus is executed, so both are PostgreSQL's."""
    assert all((lines(FORMS[form], True), lines(FORMS[form], False))), form


@pytest.mark.parametrize("form", SAFE)
def test_a_form_stands_in_the_corpus_confined(form: str) -> None:
    assert lines(SAFE[form], True), form


@pytest.mark.parametrize("form", REFUSED)
def test_a_form_stands_in_the_corpus_open(form: str) -> None:
    assert lines(REFUSED[form], False), form
