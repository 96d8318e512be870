"""What SQLAlchemy itself makes of a function: the SQL of the first statement it sends, its parameters named again."""

import inspect
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import MagicMock

import sqlalchemy
from sqlalchemy import event

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
VALUES: dict[str, Any] = {
    "org": 910001, "other": 910002, "user": 910003, "id": 910004, "task": 910005, "workspace": 910006,
    "orgs": [910007, 910008], "ids": [910009, 910010],
    "name": "given name", "slug": "given slug", "hash": "given hash",
}  # fmt: skip
"""What each parameter is called with: values that no function of the corpus writes itself, so that they can be found
again among the parameters of the compiled statement."""


class Sent(Exception):
    """Raised instead of executing: a function of the corpus sends one statement."""

    def __init__(self, sql: str) -> None:
        super().__init__(sql)
        self.sql = sql


def _engine() -> sqlalchemy.engine.Engine:
    driver = "psycopg" if VERSION >= (2, 0) else "psycopg2"
    module = MagicMock(paramstyle="pyformat", __version__="3.2.1" if driver == "psycopg" else "2.9.9 (dt dec pq3)")
    module.Error = type("Error", (Exception,), {})
    engine = sqlalchemy.create_engine(
        f"postgresql+{driver}://",
        module=module,
        creator=MagicMock(),
        _initialize=False,
        future=True,
        query_cache_size=0,
    )

    @event.listens_for(engine, "before_cursor_execute")
    def sent(_c: Any, _u: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        given = parameters[0] if many or isinstance(parameters, (list, tuple)) else parameters
        raise Sent(_named(statement, given))

    return engine


ENGINE = _engine()


def compiled(function: Callable[..., Any], session: Callable[..., Any]) -> str:
    """The SQL a function sends through a session of type ``session``; ``:org`` stands for its argument ``org``."""
    names = list(inspect.signature(function).parameters)[1:]
    with session(ENGINE) as db, db.no_autoflush:
        try:
            function(db, **{name: VALUES[name] for name in names})
        except Sent as sent:
            return sent.sql
    raise AssertionError(f"{function.__name__} sends nothing")


def _named(statement: str, parameters: dict[str, Any]) -> str:
    text = re.sub(r"%\((.+?)\)s", lambda match: _value(parameters[match[1]]), statement).replace("%%", "%")
    text = re.sub(r"\bNOT IN \((:\w+s)\b(?:::\w+)?(?:, \1\b(?:::\w+)?)*\)", r"<> ALL (\1)", text)
    return re.sub(r"\bIN \((:\w+s)\b(?:::\w+)?(?:, \1\b(?:::\w+)?)*\)", r"= ANY (\1)", text)


def _value(value: Any) -> str:
    for name, given in VALUES.items():
        if value == given or (isinstance(given, list) and value in given):
            return f":{name}"
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list():
            return f"ARRAY[{', '.join(map(_value, value))}]"
    return "'" + str(value).replace("'", "''") + "'"
