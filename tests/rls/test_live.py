"""Reading a live server: who cannot read it is told why in one line, and the password is in none."""

import psycopg
import pytest

from scopelint.model.errors import UsageError
from scopelint.rls import read_live
from tests.postgres import Server
from tests.rls.replaying import running


def fault(url: str) -> str:
    with pytest.raises(UsageError) as raised:
        read_live(url)
    assert "\n" not in str(raised.value)
    assert "s3cret" not in str(raised.value)
    return str(raised.value)


def test_an_unreachable_server_is_one_line() -> None:
    """Nobody listens there."""
    assert fault("postgresql://u:s3cret@127.0.0.1:1/x").startswith("database: ")


def test_a_missing_database_is_one_line(postgres: Server) -> None:
    """With the server's own words."""
    assert 'database "nowhere" does not exist' in fault(postgres.dsn("nowhere"))


def test_what_is_no_url_is_not_repeated() -> None:
    """It may hold a password."""
    assert fault("mysql://u:s3cret@h/x") == "database: --database-url is no PostgreSQL URL or connection string"


def test_a_role_without_the_right_to_connect_is_told(postgres: Server) -> None:
    """CONNECT is all that reading needs."""
    with running(postgres) as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE ROLE visitor LOGIN")
            connection.execute("CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY")
            name = connection.info.dbname
            connection.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
        assert "permission denied for database" in fault(postgres.dsn(name, "visitor"))
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"GRANT CONNECT ON DATABASE {name} TO visitor")
        assert read_live(postgres.dsn(name, "visitor")).relations["t"].row_security


def test_a_server_that_is_too_old_is_told(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogs of older versions have other columns."""
    monkeypatch.setattr("scopelint.rls.live.OLDEST", 990000)
    assert fault(postgres.dsn("postgres")) == "database: PostgreSQL 99 or newer is needed"
