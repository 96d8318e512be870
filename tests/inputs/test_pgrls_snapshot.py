"""The snapshot that pgrls writes is read into the catalog that a live reading gives, as far as it goes.

``pgrls-snapshot.json`` was written by ``pgrls snapshot`` (0.57) on a database made by ``pgrls.sql``.
"""

import json
from pathlib import Path

import msgspec
import pytest

from scopelint.inputs import read_pgrls_snapshot
from scopelint.model.catalog import Catalog, Index, Relation
from scopelint.model.errors import UsageError
from scopelint.rls import read_live
from tests.postgres import Server
from tests.rls.replaying import differing, run, running, without_roles

HERE = Path(__file__).parent
SNAPSHOT = HERE / "pgrls-snapshot.json"


def as_snapshots_have_it(relation: Relation) -> Relation:
    """Without what a snapshot does not hold; unique constraints are unique indexes there."""
    keys = tuple(Index(key.name, key.columns, True) for key in relation.unique)
    columns = tuple(msgspec.structs.replace(column, default=None) for column in relation.columns)
    indexes = tuple(sorted((*relation.indexes, *keys), key=lambda one: one.name))
    view = relation.definition is not None
    return msgspec.structs.replace(
        relation, unique=(), indexes=indexes, columns=() if view else columns, complete=not view
    )


def test_a_snapshot_is_the_live_catalog(postgres: Server) -> None:
    """Tables, columns, keys, row-level security, policies, views and definer functions."""
    with running(postgres) as dsn:
        run(dsn, (HERE / "pgrls.sql").read_text())
        live = read_live(dsn)
    found = read_pgrls_snapshot(str(SNAPSHOT))
    relations = {name: as_snapshots_have_it(one) for name, one in live.relations.items()}
    right = Catalog(relations, live.routines, privileges=tuple(p for p in live.privileges if p.kind == "table"))
    left = msgspec.structs.replace(found, privileges=tuple(p for p in found.privileges if p.kind == "table"))
    assert differing(without_roles(left), without_roles(right)) == []
    assert found.relations["tasks"].forced
    assert len(found.relations["tasks"].policies) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory"),
        ("{", "is no snapshot of pgrls: "),
        ("[]", "is no snapshot of pgrls: "),
        ('{"version": 27}', "is no snapshot of pgrls: Object missing required field `tables`"),
        (json.dumps({"version": 3, "tables": []}), "a snapshot of version 3 lacks columns and keys; capture it again"),
    ],
)
def test_what_is_no_snapshot_is_one_line(content: str | None, message: str, tmp_path: Path) -> None:
    """Never a traceback, never an empty catalog."""
    path = tmp_path / "s.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError) as raised:
        read_pgrls_snapshot(str(path))
    assert str(raised.value).startswith(f"{path}: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
