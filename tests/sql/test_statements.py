"""Text to statements: placeholders of every driver, positions, what hides behind utility statements, and holes."""

import pytest

from scopelint.model.relation import Bound, Compare, In, Select, Unseen, Utility
from scopelint.sql import parse_fragment, parse_statements, render


def where(sql: str) -> object:
    (statement,) = parse_statements(sql)
    assert isinstance(statement.query, Select), statement
    return statement.query.where


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        ("SELECT 1 FROM t WHERE a = :x", "param:x"),
        ("SELECT 1 FROM t WHERE a = %(x)s", "param:x"),
        ("SELECT 1 FROM t WHERE a = %(x)b", "param:x"),
        ("SELECT 1 FROM t WHERE a = %s", "param:?0"),
        ("SELECT 1 FROM t WHERE a = ?", "param:?0"),
        ("SELECT 1 FROM t WHERE a = $1", "param:$1"),
        ("SELECT 1 FROM t WHERE a = :1", "param:1"),
        ("SELECT 1 FROM t WHERE a=:x::uuid", "param:x"),
    ],
)
def test_a_placeholder_of_any_driver_is_a_bound_value(sql: str, key: str) -> None:
    assert parse_statements(sql)[0].parameters == (key,)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a::text FROM t",
        "SELECT data ? 'key' FROM t",
        "SELECT data ?| ARRAY['key'] FROM t",
        "SELECT a %% 2 FROM t",
        "SELECT a % 2 FROM t",
        "SELECT a[1:2] FROM t",
        "SELECT ':x %s ? $1' FROM t",
        "SELECT 1 -- :x",
        "SELECT 1 /* :x /* ? */ */",
        "SELECT $$ :x $$",
        "SELECT E'it\\'s :x'",
        'SELECT ":x" FROM t',
        "SELECT a\\:\\:int FROM t",
        "SELECT a @> b FROM t",
    ],
)
def test_what_only_looks_like_a_placeholder_is_none(sql: str) -> None:
    (statement,) = parse_statements(sql)
    assert (statement.parameters, statement.error) == ((), None)


def test_a_list_parameter_holds_many_values() -> None:
    found = where("SELECT 1 FROM t WHERE a IN :ids")
    assert isinstance(found, In)
    assert found.items == (Bound("param:ids", "ids", many=True),)


def test_places_count_lines_and_columns_of_the_text() -> None:
    found = where("SELECT 1\nFROM t\nWHERE é.a = :x")
    assert isinstance(found, Compare)
    assert found.place is not None
    assert (found.place.path, found.place.span.line, found.place.span.column, found.place.span.end_column) == (
        "<sql>",
        3,
        7,
        10,
    )


def test_places_after_a_placeholder_are_not_shifted() -> None:
    sql = "SELECT :a, %(long_name)s, b FROM t"
    (statement,) = parse_statements(sql)
    assert isinstance(statement.query, Select)
    place = statement.query.items[2].expr.place  # type: ignore[union-attr]
    assert place is not None
    assert sql[place.span.column - 1 : place.span.end_column - 1] == "b"


def test_statements_are_split_where_they_end() -> None:
    sql = "SELECT ';' FROM a; -- c;\n UPDATE b SET x = 1 ;; SELECT $$;$$"
    assert [sql[s.start : s.end] for s in parse_statements(sql)] == [
        "SELECT ';' FROM a",
        "-- c;\n UPDATE b SET x = 1",
        "SELECT $$;$$",
    ]


def test_an_error_says_what_and_where() -> None:
    (statement,) = parse_statements("SELECT 1 FROM WHERE")
    assert (statement.error, statement.error_offset) == ("Expected table name but got 'WHERE'", 14)


def test_one_statement_that_does_not_parse_leaves_the_others_alone() -> None:
    assert [s.error is None for s in parse_statements("SELECT 1; SELEC 2 FROM; SELECT 3")] == [True, False, True]


@pytest.mark.parametrize(
    "sql", ["EXPLAIN ANALYZE DELETE FROM t", "PREPARE p (int) AS DELETE FROM t", "EXPLAIN (COSTS off) DELETE FROM t"]
)
def test_the_query_behind_a_utility_statement_is_seen(sql: str) -> None:
    (statement,) = parse_statements(sql)
    assert isinstance(statement.query, Utility)
    assert statement.tables == ("t",)


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("SELECT * FROM t WHERE a = __hole_0__", "value"),
        ("SELECT * FROM t LIMIT __hole_0__", "value"),
        ("SELECT * FROM t WHERE a IN (__hole_0__)", "value"),
        ("SELECT * FROM t WHERE a = '__hole_0__'", "quoted"),
        ("SELECT * FROM t WHERE a LIKE '%__hole_0__%'", "quoted"),
        ("SELECT * FROM __hole_0__ WHERE a = 1", "source"),
        ("SELECT * FROM t__hole_0__ WHERE a = 1", "source"),
        ("SELECT t.__hole_0__ FROM t", "column"),
        ("SELECT * FROM t WHERE __hole_0__", "clause"),
        ("SELECT * FROM t WHERE a = 1 AND __hole_0__", "clause"),
        ("SELECT * FROM t ORDER BY __hole_0__", "clause"),
        ("SELECT * FROM t WHERE a = 1 __hole_0__", "clause"),
    ],
)
def test_a_hole_makes_the_statement_unknown_and_says_where_it_stands(sql: str, position: str) -> None:
    (statement,) = parse_statements(sql, holes=("__hole_0__",))
    assert isinstance(statement.query, Unseen)
    assert (statement.query.cause, [use.position for use in statement.holes]) == ("dynamic", [position])


def test_the_tables_around_a_hole_are_named() -> None:
    (statement,) = parse_statements(
        "DELETE FROM tasks WHERE id = __hole_0__ __hole_1__ __hole_2__", holes=("__hole_0__",)
    )
    assert isinstance(statement.query, Unseen)
    assert statement.query.tables == ("tasks",)


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("a = :x OR b", "predicate", "Or"),
        ("a = 1 LIMIT 1", "predicate", "Opaque"),
        ("a) OR (b", "predicate", "Opaque"),
        ("a = 1; DROP TABLE t", "predicate", "Opaque"),
        ("count(*)", "expression", "Call"),
        ("a, b", "expression", "Opaque"),
        ("tasks t JOIN x ON x.id = t.id", "from", "Join"),
        ("tasks WHERE a", "from", "UnseenSource"),
        ("a DESC, b", "order", "tuple"),
    ],
)
def test_a_fragment_fills_its_clause_and_nothing_else(text: str, kind: str, shown: str) -> None:
    assert type(parse_fragment(text, kind)).__name__ == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 3000 + "1" + ")" * 3000,
        "SELECT * FROM t WHERE " + " OR ".join(f"a = {n}" for n in range(5000)),
        "SELECT " + " + ".join("a" for _ in range(4000)) + " FROM t",
        "SELECT 1;" * 300,
        "SELECT '" + "x" * 300_000 + "'",
        "/*" * 5000,
        "'" * 9999,
    ],
    ids=["parentheses", "disjunction", "sum", "statements", "long", "comments", "quotes"],
)
@pytest.mark.usefixtures("alarm")
def test_hostile_text_ends_in_time(sql: str) -> None:
    for statement in parse_statements(sql):
        render(statement.query)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT t.id, count(*) AS n FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project_id WHERE t.org_id = :org GROUP BY t.id",
        "UPDATE tasks SET done = TRUE FROM projects WHERE tasks.org_id = :org RETURNING tasks.id",
        "INSERT INTO tasks (id, org_id) VALUES (1, :org) ON CONFLICT (id) DO UPDATE SET org_id = excluded.org_id",
        "DELETE FROM tasks WHERE id IN (SELECT id FROM projects)",
        "WITH a AS (SELECT 1 AS x) SELECT * FROM a UNION ALL SELECT 2",
    ],
)
def test_what_is_rendered_is_what_was_read(sql: str) -> None:
    assert render(parse_statements(sql)[0].query) == sql
