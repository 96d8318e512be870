"""Fixtures for all tests."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import pytest

from tests.postgres import NoServerError, Server, start

ALARM = 30  # seconds of CPU; bounded work ends long before, on any machine


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Neighbours share what is made for a module or a fixture project, so that each worker takes one stretch of the tests."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


def pytest_configure(config: pytest.Config) -> None:
    """The quick suite draws fewer examples."""
    gc.set_threshold(
        100_000, 50, 50
    )  # a worker holds many trees that all live: looking for cycles in them costs a tenth
    if config.option.markexpr == "not slow" and config.pluginmanager.hasplugin("hypothesispytest"):
        from hypothesis import settings

        settings.register_profile("quick", max_examples=12)
        settings.load_profile("quick")


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """pytest ends by looking for cycles five times over: seconds in each worker, for nothing that is still used."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; ``postgres.database()`` makes a fresh database and returns its DSN.

    Without a server the test fails; SCOPELINT_NO_POSTGRES=1 skips it instead.
    """
    if os.environ.get("SCOPELINT_NO_POSTGRES") == "1":
        pytest.skip("SCOPELINT_NO_POSTGRES=1")
    try:
        server = start()
    except NoServerError as error:
        pytest.fail(f"{error} (SCOPELINT_NO_POSTGRES=1 skips these tests)", pytrace=False)
    yield server
    server.stop()


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The DSN of a fresh, empty database, for psycopg."""
    dsn = postgres.database()
    yield dsn
    postgres.drop(dsn)


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ends a test that computes without end."""
    if not hasattr(signal, "SIGVTALRM"):
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, ALARM)  # that of the clock runs on while others have the machine
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
