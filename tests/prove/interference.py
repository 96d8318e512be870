"""The judge of "scoped": PostgreSQL itself, on databases that differ in other tenants' rows only.

A statement is run in several worlds that agree on the rows of the tenant (and on global rows). Its result, and what it
leaves of the tenant's rows, must be the same in all of them; nobody else's rows may change. Each world is a database of
its own, with a connection of its own; reads just run, writes run in a transaction that is taken back.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus

from tests.postgres import Server
from tests.prove.families import Family, World
from tests.prove.filling import TABLES
from tests.prove.world import DDL

PARAMETERS = {
    "org": "1", "other": "2", "user": "7", "orgs": "'{1}'", "ids": "'{0,100,101,300}'", "id": "100", "task": "100",
    "slug": "'one'", "hash": "'hash-1'", "plan": "'a'", "name": "'a'"
}  # fmt: skip
FOREIGN = (("id", "0"), ("task", "0"), ("name", "'b'"))
_OWNER = {
    "organizations": "id",
    "comments": "(SELECT org_id FROM tasks t WHERE t.id = x.task_id)",
    "attachments": "(SELECT org_id FROM tasks t JOIN comments c ON c.task_id = t.id WHERE c.id = x.comment_id)",
    "boards": "(SELECT org_id FROM workspaces w WHERE w.id = x.workspace_id)",
    "task_labels": "(SELECT org_id FROM tasks t WHERE t.id = x.task_id)",
}
_GLOBAL = ("accounts", "prices", "flags")


def runnable(sql: str, parameters: tuple[tuple[str, str], ...] = ()) -> str:
    """The statement with literal values for its parameters, the usual ones where ``parameters`` has none."""
    given = {**PARAMETERS, **dict(parameters)}
    return re.sub(r"(?<![:\w]):([a-z]+)\b", lambda m: given.get(m[1], m[0]), sql)


def spoken(sql: str, family: Family) -> list[str]:
    """The statement with the family's parameters: with keys of the tenant's rows, and with those of strangers."""
    own = runnable(sql, family.parameters)
    foreign = runnable(sql, (*family.parameters, *FOREIGN, *family.foreign))
    return list(dict.fromkeys((own, foreign)))


def _contents(mine: frozenset[int]) -> str:
    """A query for two digests: mine and global rows, and everybody else's. New tenants are nobody's rows yet."""
    inside = ", ".join(map(str, sorted(mine)))
    parts = []
    for table in TABLES:
        owner = (
            "true"
            if table in _GLOBAL
            else f"coalesce({_OWNER.get(table, 'org_id')} IN ({inside}), {table == 'documents'})"
        )
        new = " WHERE x.id < 900" if table == "organizations" else ""
        parts.append(f"SELECT {owner} AS own, '{table} ' || x::text AS row FROM {table} x{new}")
    digest = "md5(string_agg(row, '|' ORDER BY row COLLATE \"C\") FILTER (WHERE {}))"
    return f"SELECT {digest.format('own')}, {digest.format('NOT own')} FROM ({' UNION ALL '.join(parts)}) everything"


SECONDS = (3, 60)
"""How long a statement may run; and once more, for a machine that is busy is no fault of the statement."""
_TOO_LONG = "57014"


@dataclass(frozen=True)
class Outcome:
    """What a statement did in one world; ``error`` is PostgreSQL's, if it could not be run."""

    result: tuple[Any, ...] = ()
    own: bytes = b""
    touched: bool = False
    error: str | None = None


def writes(sql: str) -> bool:
    text = re.sub(r"\bfor (no key )?update\b", "", sql, flags=re.I)
    return re.search(r"\b(insert|update|delete|merge|truncate)\b", text, re.I) is not None


def received(server: "psycopg.pq.abc.PGconn", ordered: bool = False) -> Outcome:
    """What the last of the statements that were sent did, or the one that failed."""
    found = None
    while (result := server.get_result()) is not None:
        found = result
        while result.status == ExecStatus.COPY_OUT and server.get_copy_data(0)[0] > 0:
            pass
    assert found is not None
    if found.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        state = (found.error_field(DiagnosticField.SQLSTATE) or b"").decode()
        if state == "21000":  # more than one row: how many there are is a result
            return Outcome(("error", state))
        message = (found.error_field(DiagnosticField.MESSAGE_PRIMARY) or b"").decode()
        return Outcome(error=f"{state} {message}")
    rows = [tuple(found.get_value(r, c) for c in range(found.nfields)) for r in range(found.ntuples)]
    return Outcome((found.command_tuples, *(rows if ordered else sorted(rows, key=repr))))


def prepare(connection: "psycopg.Connection[Any]", org: int = 1, workspace: int = -1) -> None:
    """Tables and settings, in a database that is empty."""
    connection.execute(DDL)  # type: ignore[call-overload]
    connection.execute(f"SELECT set_config('app.current_org_id', '{org}', false)")  # type: ignore[call-overload]
    connection.execute(f"SELECT set_config('app.current_workspace_id', '{workspace}', false)")  # type: ignore[call-overload]
    connection.execute(f"SET statement_timeout = '{SECONDS[0]}s'")


def fill(connection: "psycopg.Connection[Any]", world: World) -> None:
    """The world's rows into empty tables."""
    for table, columns in TABLES.items():
        rows = sorted(world.rows[table], key=repr) if table == "tasks" else world.rows[table]
        if rows:
            marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}", [v for row in rows for v in row]
            )  # type: ignore[call-overload]


class Place:
    """One world in one database. Close it with ``close``."""

    def __init__(self, dsn: str, world: World) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        prepare(self.connection, min(world.mine, default=1), world.workspace)
        fill(self.connection, world)
        self.server = self.connection.pgconn
        self.server.exec_(f"PREPARE contents AS {_contents(world.mine)}".encode())
        self.before = self._digests()
        self.written = False
        """A transaction is open that is to be taken back."""

    def close(self) -> None:
        self.connection.close()

    def _digests(self) -> tuple[bytes, bytes]:
        found = self.server.exec_(b"EXECUTE contents")
        return found.get_value(0, 0) or b"", found.get_value(0, 1) or b""

    def send(self, sql: str) -> None:
        """Have the statement run. A write is taken back by what follows it: two round trips are half of four."""
        before = "ROLLBACK; " if self.written else ""
        self.written = writes(sql)
        self.server.send_query(f"{before}{'BEGIN; ' if self.written else ''}{sql}".encode())

    def may_take(self, seconds: int) -> None:
        """Change how long a statement may run."""
        if self.written:
            self.server.exec_(b"ROLLBACK")
            self.written = False
        self.server.exec_(f"SET statement_timeout = '{seconds}s'".encode())

    def with_rows(self, found: Outcome) -> Outcome:
        """The outcome with what the statement has made of the rows, which ``contents`` was sent for."""
        result = self.server.get_result()
        assert result is not None
        own, foreign = result.get_value(0, 0) or b"", result.get_value(0, 1) or b""
        while self.server.get_result() is not None:
            pass
        return Outcome(found.result, own, foreign != self.before[1])


def outcomes(places: list[Place], sql: str, ordered: bool = False) -> list[Outcome]:
    """What the statement does in each place, all at once. ``ordered``: the order of its rows is part of the result."""
    found = _at_once(places, sql, ordered)
    for number, place in enumerate(places):
        if (found[number].error or "").startswith(_TOO_LONG):
            place.may_take(SECONDS[1])
            found[number] = _at_once([place], sql, ordered)[0]
            place.may_take(SECONDS[0])
    return found


def _at_once(places: list[Place], sql: str, ordered: bool) -> list[Outcome]:
    for place in places:
        place.send(sql)
    found = [received(place.server, ordered and not place.written) for place in places]
    wrote = [n for n, place in enumerate(places) if place.written and not _failed(found[n])]
    for n in wrote:
        places[n].server.send_query(b"EXECUTE contents")
    for n in wrote:
        found[n] = places[n].with_rows(found[n])
    return found


def _failed(outcome: Outcome) -> bool:
    return outcome.error is not None or outcome.result[:1] == ("error",)


def interferes(outcomes: Iterable[Outcome]) -> str | None:
    """Why the outcomes in worlds that agree on my rows show that the statement leaves its tenant; None: they do not.

    Worlds where the statement failed on a constraint say nothing."""
    first: Outcome | None = None
    for found in outcomes:
        if found.error is not None:
            continue
        if found.touched:
            return "it changes rows of another tenant"
        first = first or found
        if found.result != first.result:
            return "its result depends on rows of another tenant"
        if found.own != first.own:
            return "what it does to the tenant's rows depends on another tenant's"
    return None


LOSES_WHERE = re.compile(r"LEFT JOIN.*\bIN \(VALUES .*\b(GROUPING SETS|ROLLUP|CUBE)\b", re.IGNORECASE | re.DOTALL)
"""PostgreSQL 18.4 forgets the WHERE of ``SELECT t.id FROM t LEFT JOIN u USING (k) WHERE t.k IN (VALUES (1)) GROUP BY ROLLUP
(t.id)`` where it removes the join because ``u.k`` is unique: it cannot be the judge of that."""


Placed: TypeAlias = list[tuple[Family, list[Place]]]


class Judge:
    """Families of worlds, and the databases that hold them. ``further``: those of a second look."""

    def __init__(self, families: Placed, further: Placed) -> None:
        self.families, self.further = families, further
        self.version = families[0][1][0].connection.info.server_version

    def finds(self, sql: str, ordered: bool = False) -> tuple[str | None, str | None]:
        """Why the statement interferes, if it does; and an error, if it could not be run anywhere."""
        return self._finds(self.families, sql, ordered)

    def finds_yet(self, sql: str, ordered: bool = False, only: int | None = None) -> str | None:
        """Why a statement interferes in the further families, or in ``only`` one of them, counted round and round."""
        chosen = self.further if only is None or not self.further else [self.further[only % len(self.further)]]
        return self._finds(chosen, sql, ordered)[0]

    def _finds(self, families: Placed, sql: str, ordered: bool) -> tuple[str | None, str | None]:
        if self.version >= 180_000 and LOSES_WHERE.search(sql):
            return None, "PostgreSQL 18 answers it wrongly"
        ran, error = False, None
        for shared, places in families:
            for text in spoken(sql, shared) if _speaks(sql, shared) else ():
                found = outcomes(places, text, ordered)
                why = interferes(found)
                if why is not None:
                    return why, None
                if not shared.whole:
                    continue
                ran = ran or any(o.error is None for o in found)
                error = error or next((o.error for o in found if o.error is not None), None)
                if error is not None and not error.startswith("23"):
                    return None, error
        return None, None if ran else error


def _speaks(sql: str, family: Family) -> bool:
    """Whether the statement's tenants are those of the family: a principal's are all of his."""
    if family.cyclic and "RECURSIVE" in sql:
        return False
    if family.about and not re.search(rf":({'|'.join(family.about)})\b", sql):
        return False
    if not family.mine:  # a new row without a tenant is nobody's, whoever writes it
        return not re.search(r"\b(insert|merge)\b|current_|:workspace", sql, re.I)
    if "ON CONFLICT (name)" in sql and (family.dense or not family.whole):
        return False  # another's key is taken there: that it is shows, which is no part of scoped
    if not family.whole and ":other" in sql:
        return False
    principal = ":user" in sql
    one = ":org" in sql or "current_" in sql or ":slug" in sql
    if len(family.mine) > 1:
        return principal and not one
    return (principal and one) if family.member_elsewhere else True


@contextmanager
def judging(server: Server, families: list[Family], further: list[Family] | None = None) -> Iterator[Judge]:
    """The families' worlds in databases of ``server``, until the block ends."""
    with ExitStack() as stack:

        def placed(family: Family) -> tuple[Family, list[Place]]:
            places = []
            for world in family.worlds:
                place = Place(server.database(), world)
                stack.callback(place.close)
                places.append(place)
            return family, places

        yield Judge([placed(family) for family in families], [placed(family) for family in further or ()])
