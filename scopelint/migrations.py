"""The schema that SQL files and Alembic's revisions leave behind, replayed source by source. Joins rooms, as ``pipeline`` does."""

from collections.abc import Callable, Iterable
from os.path import commonpath
from typing import NamedTuple

from scopelint import evaluate, rls, sql
from scopelint.model.body import Body
from scopelint.model.catalog import Catalog
from scopelint.model.change import Unread
from scopelint.model.program import Program


class Replayed(NamedTuple):
    """What was made. ``catalog``: all sources as one, None if there are none; ``functions``: texts that make functions."""

    catalog: Catalog | None
    functions: tuple[str, ...]


NOTHING = Replayed(None, ())


def replayed(
    program: Program,
    files: Iterable[tuple[str, str | Unread]],
    body_of: Callable[[str, str], Body | None],
    assigned: Callable[[str], Iterable[str]],
    sql_files: evaluate.SqlFiles,
) -> Replayed:
    """SQL files (path and text, in order) as one source, each history of revisions as another.

    A history that changes tables which another source makes is run on top of it; a file that a revision reads is that
    revision's. Raises ConfigError, one line, for a history that is unfinished.
    """
    migrations = evaluate.Migrations(program, body_of, assigned, sql_files)
    histories: list[tuple[evaluate.History, rls.Database]] = []
    for history in migrations.histories():
        histories.append((history, rls.Database(sql, sql.read_changes)))
        migrations.run(*histories[-1])
    databases: dict[str, rls.Database] = {}
    for path, text in files:
        if path in migrations.used:
            continue
        database = databases.setdefault("sql", rls.Database(sql, sql.read_changes))
        database.change((text,) if isinstance(text, Unread) else sql.read_changes(text, path))
        database.functions.append(text if isinstance(text, str) else "")
    databases |= {history.folder: database for history, database in histories if not database.presumed}
    for history, alone in histories:
        if not alone.presumed:
            continue
        below = _below(history.folder, alone, databases)
        if below is None:
            databases[history.folder] = alone
        else:
            migrations.run(history, databases[below])
    if not databases:
        return NOTHING
    functions = tuple(text for one in databases.values() for text in one.functions)
    return Replayed(rls.merged(one.catalog() for one in databases.values()), functions)


def _below(folder: str, alone: rls.Database, databases: dict[str, rls.Database]) -> str | None:
    """The source that makes most of what a history presumes, the nearest if several do."""

    def fits(name: str) -> tuple[int, int]:
        return len(alone.presumed & databases[name].made), len(commonpath((folder, name)))

    best = max(databases, key=fits, default=None)
    return best if best is not None and fits(best)[0] else None
