"""Scripts replayed and run: what the tests of this folder share."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psycopg

from scopelint import sql
from scopelint.model.catalog import Catalog
from scopelint.rls import differences, replay
from tests.postgres import Server, installations

RUNNER = "postgres"


def cases(name: str = "corpus.sql") -> dict[str, str]:
    """The scripts of a corpus file by name."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    found = re.split(r"^-- case: (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def replayed(script: str, path: str = "script.sql") -> Catalog:
    """The catalog that a script leaves behind, read without a server."""
    return replay(sql.read_changes(script, path), sql, RUNNER)


def differing(left: Catalog, right: Catalog) -> list[str]:
    """What differs between two catalogs, one line each."""
    return [f"{one.subject}: {one.left!r} / {one.right!r}" for one in differences(left, right, sql)]


def without_roles(catalog: Catalog, but: frozenset[str] = frozenset()) -> Catalog:
    """A catalog with the roles in ``but`` alone."""
    return msgspec.structs.replace(
        catalog,
        roles={name: role for name, role in catalog.roles.items() if name in but},
        members=tuple(one for one in catalog.members if {one.role, one.member} & but),
    )


@contextmanager
def running(server: Server) -> Iterator[str]:
    """A fresh database; roles made meanwhile are gone afterwards."""
    dsn = server.database()
    before = roles_of(server)
    try:
        yield dsn
    finally:
        server.drop(dsn)
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            for role in sorted(roles_of(server) - before):
                connection.execute(psycopg.sql.SQL("DROP ROLE {}").format(psycopg.sql.Identifier(role)))


def roles_of(server: Server) -> set[str]:
    """Every role of the server."""
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        return {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}


def run(dsn: str, script: str) -> None:
    """Run a script, a statement at a time as psql does."""
    from scopelint.sql.tokens import Script

    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in Script(script).statements():
            connection.execute(script[statement[0].start : statement[-1].end].encode())


def dump(dsn: str) -> str:
    """What pg_dump --schema-only says; "" without a pg_dump."""
    found = [folder / "pg_dump" for folder in installations() if (folder / "pg_dump").exists()]
    binary = str(found[0]) if found else shutil.which("pg_dump")
    if binary is None:
        return ""
    made = subprocess.run([binary, "--schema-only", dsn], capture_output=True, text=True, check=True, timeout=60)
    return made.stdout
