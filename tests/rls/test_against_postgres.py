"""What is read from DDL is what PostgreSQL made of it, field by field."""

import pytest

from scopelint.rls import read_live
from tests.postgres import Server
from tests.rls.replaying import cases, differing, dump, replayed, roles_of, run, running, without_roles

CASES = cases()


def part(step: int) -> list[object]:
    """Every case, one in ``step`` of them quick: each has a database of its own."""
    return [
        name if index % step == 0 else pytest.param(name, marks=pytest.mark.slow) for index, name in enumerate(CASES)
    ]


@pytest.mark.parametrize("name", part(8))
def test_a_script_replayed_is_the_catalog_that_it_leaves(name: str, postgres: Server) -> None:
    """Read by the DDL reader, and run and read from the server's catalogs: one state."""
    script = CASES[name]
    before = roles_of(postgres)
    with running(postgres) as dsn:
        run(dsn, script)
        new = frozenset(roles_of(postgres) - before)
        live = without_roles(read_live(dsn), new)
    ours = replayed(script)
    assert ours.unknown == ()
    assert differing(ours, live) == []


@pytest.mark.parametrize("name", part(20))
def test_a_dump_of_it_is_the_same_catalog(name: str, postgres: Server) -> None:
    """What pg_dump makes of the database is read as what the server's catalogs say."""
    with running(postgres) as dsn:
        run(dsn, CASES[name])
        live, dumped = read_live(dsn), dump(dsn)
    if not dumped:
        pytest.skip("there is no pg_dump")
    back = replayed(dumped, "dump.sql")
    assert back.unknown == ()
    assert differing(without_roles(back), without_roles(live)) == []


LOOP = """CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES p, b int REFERENCES p);
DO $$ DECLARE c text; BEGIN FOR c IN SELECT conname FROM {query} LOOP {body} END LOOP; END $$;
"""
DROP = "EXECUTE format('ALTER TABLE t DROP CONSTRAINT %I', c);"
ALL = "pg_constraint WHERE conrelid = 't'::regclass AND contype = 'f'"


@pytest.mark.parametrize(
    ("query", "body"),
    [
        (f"{ALL} AND conname LIKE '%a%'", DROP),
        (f"{ALL} AND (conname = 'x' OR confrelid = 1)", DROP),
        (f"{ALL} AND NOT convalidated", DROP),
        (f"{ALL} LIMIT 1", DROP),
        ("pg_constraint WHERE conrelid = 't'::regclass", DROP),
        ("pg_constraint WHERE contype = 'f'", DROP),
        ("pg_constraint, pg_class WHERE relname = 't' AND contype = 'f'", DROP),
        ("pg_constraint JOIN pg_class ON true WHERE relname = 't' AND contype = 'f'", DROP),
        (ALL, DROP.replace("TABLE t", "TABLE p")),
        (ALL, f"{DROP} EXECUTE 'DROP TABLE ' || c;"),
        (ALL, f"IF c = 't_a_fkey' THEN {DROP} END IF;"),
    ],
)
def test_a_loop_whose_constraints_are_not_told_is_unknown(query: str, body: str) -> None:
    """Another condition, no kind, no table, something else done: nothing is dropped, and it is said."""
    catalog = replayed(LOOP.format(query=query, body=body))
    assert [one.reason for one in catalog.unknown][:1] == ["a loop over what is only known when it runs"]
    assert len(catalog.relations["t"].references) == 2


def test_a_loop_over_a_name_that_two_schemas_have_is_unknown() -> None:
    """The catalogs are asked for the name alone."""
    query = "pg_constraint JOIN pg_class c ON c.oid = conrelid WHERE relname = 't' AND contype = 'f'"
    catalog = replayed("CREATE SCHEMA s; CREATE TABLE s.t (id int);" + LOOP.format(query=query, body=DROP))
    assert [one.reason for one in catalog.unknown] == ["which constraints of t are dropped is not known"]
