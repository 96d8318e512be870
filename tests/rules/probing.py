"""An example of a rule about the database, as a project for scopelint and as a schema on a real PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.finding import Finding
from scopelint.model.rule import Probe
from tests.postgres import Server

HERE = Path(__file__).parent
BASE = (HERE / "base.sql").read_text()
BASE_MANIFEST = (HERE / "base.toml").read_text()
MANIFEST = "rls-coverage.toml"
MARK = re.compile(r"finds: ([a-z][a-z-]*)(?: ([\w.]+))?")
TENANT = 1

Told = tuple[str, int, str, str | None]


def manifest_of(*pieces: str) -> str:
    """The base manifest with sections replaced by those of the same head in later pieces, and the others added.

    ``# without [tables.x]`` takes one away.
    """
    sections: dict[str, str] = {}
    for piece in (BASE_MANIFEST, *pieces):
        for number, section in enumerate(re.split(r"\n(?=\[)", "\n" + re.sub(r"# without .*", "", piece).strip())):
            head = re.sub(r"\s*#.*", "", section.strip().partition("\n")[0])
            key = f"{head} {number} {len(piece)}" if head.startswith("[[") and "tenant" not in head else head
            if section.strip() and not section.strip().startswith("# without"):
                sections[key] = section.strip()
        for gone in re.findall(r"^# without (\[.*\])", piece, re.MULTILINE):
            del sections[gone]
    return "\n\n".join(sections.values()) + "\n"


def write(root: Path, scripts: Sequence[str], manifest: str) -> None:
    """A project of SQL migrations, run in order, and a manifest."""
    (root / "migrations").mkdir(parents=True)
    (root / "scopelint.toml").write_text(f'manifest = "{MANIFEST}"\n')
    (root / MANIFEST).write_text(manifest)
    (root / "db.py").write_text("def admin_session():\n    pass\n")
    for number, script in enumerate((BASE, *scripts), 1):
        (root / f"migrations/{number:04}_step.sql").write_text(script)


def findings(root: Path, scripts: Sequence[str] = (), manifest: str = BASE_MANIFEST) -> list[Finding]:
    write(root, scripts, manifest)
    result = pipeline.check(load_project(root))
    assert result.errors == ()
    return list(result.findings)


def told(found: Sequence[Finding]) -> set[Told]:
    return {(one.path, one.line, one.rule, one.table) for one in found}


def marks(root: Path) -> set[Told]:
    """``-- finds: rule table`` and ``# finds: rule table``: on the line itself, or alone on the line above."""
    marked: set[Told] = set()
    for path in sorted([*root.glob("migrations/*.sql"), root / MANIFEST]):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            alone = line.lstrip().startswith(("-- finds:", "# finds:"))
            for rule, table in MARK.findall(line):
                marked.add((path.relative_to(root).as_posix(), number + alone, rule, table or None))
    return marked


class Database:
    """A fresh database with the base schema, its roles made anew: they are shared by the whole server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.dsn = server.database()
        self.connection = psycopg.connect(self.dsn, autocommit=True)
        self.run(BASE)

    def run(self, script: str) -> None:
        """Run a script as the base left off: as the owner of the tables."""
        if script.strip():
            self.connection.execute(script.encode())

    def close(self) -> None:
        self.connection.close()
        self.server.drop(self.dsn)
        with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
            for (name,) in connection.execute(
                "SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|postgres$)'"
            ).fetchall():
                connection.execute(psycopg.sql.SQL("DROP ROLE {}").format(psycopg.sql.Identifier(name)))

    def shows(self, probe: Probe) -> bool:
        """Whether the fault is there now."""
        outcome = self.outcome(probe)
        if not probe.shows:
            return bool(outcome) and not outcome.startswith("ERROR")
        return re.search(probe.shows, outcome) is not None

    def outcome(self, probe: Probe) -> str:
        """What the probe answers; whatever it changes is undone."""
        with psycopg.connect(self.dsn) as connection:
            try:
                if probe.given:
                    connection.execute(probe.given.encode())
                if probe.bound == "reset":
                    connection.execute(f"SET LOCAL app.org_id = '{TENANT}'")
                    connection.execute("SET LOCAL app.user_id = '10'")
                    connection.commit()
                    if probe.given:
                        connection.execute(probe.given.encode())
                if probe.bound == "bound":
                    connection.execute(f"SET LOCAL app.org_id = '{TENANT}'")
                    connection.execute("SET LOCAL app.user_id = '10'")
                connection.execute(
                    psycopg.sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(psycopg.sql.Identifier(probe.role))
                )
                outcome = _answer(connection, probe.run)
                if probe.witness and not outcome.startswith("ERROR"):
                    connection.execute("RESET ROLE")
                    connection.execute("RESET SESSION AUTHORIZATION")
                    outcome = _answer(connection, probe.witness)
            except psycopg.Error as error:
                outcome = f"ERROR {error.sqlstate}: {error}"
            connection.rollback()
            return outcome


def _answer(connection: psycopg.Connection, script: str) -> str:
    try:
        cursor = connection.execute(script.encode())
        while cursor.nextset():
            pass
    except psycopg.Error as error:
        return f"ERROR {error.sqlstate}: {error}"
    if cursor.description is None:
        return ""
    return "\n".join("|".join(str(value) for value in row) for row in cursor.fetchall())
