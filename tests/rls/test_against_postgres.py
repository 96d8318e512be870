"""What is read from DDL is what PostgreSQL made of it, field by field."""

import pytest

from scopelint.rls import read_live
from tests.postgres import Server
from tests.rls.replaying import cases, differing, dump, replayed, roles_of, run, running, without_roles

CASES = cases()
STEP = 8  # one dump in eight; all of them in the slow run


@pytest.mark.parametrize("name", CASES)
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


@pytest.mark.parametrize(
    "name",
    [name if index % STEP == 0 else pytest.param(name, marks=pytest.mark.slow) for index, name in enumerate(CASES)],
)
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
