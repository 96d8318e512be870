"""What is read from DDL is what PostgreSQL made of it, field by field."""

import pytest

from scopelint.rls import read_live
from tests.postgres import Server
from tests.rls.replaying import cases, differing, dump, replayed, roles_of, run, running, without_roles

CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_a_script_replayed_is_the_catalog_that_it_leaves(name: str, postgres: Server) -> None:
    """Read by the DDL reader, and run and read from the server's catalogs: one state."""
    script = CASES[name]
    before = roles_of(postgres)
    with running(postgres) as dsn:
        run(dsn, script)
        new = frozenset(roles_of(postgres) - before)
        live = without_roles(read_live(dsn), new)
        dumped = dump(dsn)
    ours = replayed(script)
    assert ours.unknown == ()
    assert differing(ours, live) == []
    if dumped:
        back = replayed(dumped, "dump.sql")
        assert back.unknown == ()
        assert differing(without_roles(back), without_roles(live)) == []
