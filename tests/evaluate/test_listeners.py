"""Automatic scoping: a statement has the verdict of what the project's listeners make of it, and SQLAlchemy agrees."""

import importlib.util
import inspect
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Query, Session

from scopelint import pipeline
from scopelint.inputs import load_project
from tests.evaluate.test_cases import expected, matches

HERE = Path(__file__).parent / "listeners"
PROJECTS = ("orm_execute", "before_compile")


@cache
def found(project: str) -> dict[int, list[str]]:
    """Line of ``reads.py`` to "table: verdict/cause" of every site there."""
    loaded = load_project(HERE / project)
    sources = pipeline.Sources(loaded)
    program, tenancy, _ = pipeline.known(loaded, sources)
    result: dict[int, list[str]] = {}
    for site in pipeline.judged(loaded, sources, program, tenancy, sieve=True).sites:
        assert site.place.path == "reads.py"
        tables = [f"{t.table}: {t.verdict}" + (f"/{t.cause}" if t.cause else "") for t in site.judgement.tables]
        result.setdefault(site.place.span.line, []).append("; ".join(tables) or "scoped")
    return result


def lines() -> list[tuple[str, int, str]]:
    """(project, line, expectation) of every marked line."""
    return [(name, line, text) for name in PROJECTS for line, text in expected(HERE / name / "reads.py").items()]


@pytest.mark.parametrize(("project", "line", "wanted"), lines())
def test_a_statement_has_the_verdict_of_what_a_listener_makes_of_it(project: str, line: int, wanted: str) -> None:
    """The verdict written on its line."""
    assert matches(wanted, " | ".join(found(project).get(line, [])))


def functions(project: str) -> Iterator[tuple[str, Callable[..., Any], Any]]:
    """Each function of ``reads.py`` with its module of models."""
    path = str(HERE / project)
    for name in ("models", "reads"):
        sys.modules.pop(name, None)
    sys.path.insert(0, path)
    try:
        reads = importlib.import_module("reads")
        models = sys.modules["models"]
    finally:
        sys.path.remove(path)
    for name, value in vars(reads).items():
        if inspect.isfunction(value) and value.__module__ == "reads":
            yield name, value, models


GIVEN: dict[str, Any] = {"id": 1, "rows": [1], "options": {}}


@pytest.mark.parametrize("project", PROJECTS)
def test_what_is_called_scoped_shows_no_other_organization(project: str, request: pytest.FixtureRequest) -> None:
    """On a real database, with other organizations' rows that differ: what is called scoped returns the same and leaves
    them alone, what is called open does not."""
    wrong: list[str] = []
    loaded = list(functions(project))
    request.addfinalizer(lambda: _forget(project, loaded[0][2]))
    for name, function, models in loaded:
        start = inspect.getsourcelines(function)[1]
        marked = next(text for line, text in sorted(expected(HERE / project / "reads.py").items()) if line > start)
        answers = [_answer(function, models, others) for others in OTHERS]
        leaks = answers[0][0] != answers[1][0] or not all(intact for _, intact in answers)
        says_scoped = not re.search(r"unscoped|ineffective|conditional|unknown|\*", marked)
        if (leaks and says_scoped) or (not leaks and "tasks: unscoped/none" in marked):
            wrong.append(f"{name}: {marked}: {answers}")
    assert wrong == []


LISTENED: dict[str, tuple[Any, str]] = {
    "orm_execute": (Session, "do_orm_execute"),
    "before_compile": (Query, "before_compile"),
}


def _forget(project: str, models: Any) -> None:
    """The listener is taken off again: it stands on the class that every other test's sessions are of."""
    target, name = LISTENED[project]
    event.remove(target, name, models.only_my_organization)
    assert not event.contains(target, name, models.only_my_organization)


OTHERS = ([(2, "theirs"), (4, "theirs")], [(2, "changed"), (4, "changed"), (6, "changed")])
"""The rows of organization 2 in two databases; organization 1 has the same in both."""


def _answer(function: Callable[..., Any], models: Any, others: list[tuple[int, str]]) -> tuple[str, bool]:
    """What a function returns or raises for organization 1, and whether organization 2's tasks are as they were."""
    engine = create_engine("sqlite://")
    models.Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for org, rows in ((1, [(1, "a"), (3, "a")]), (2, others)):
            for id, text in rows:
                connection.execute(models.Project.__table__.insert(), {"id": id, "org_id": org, "name": text})
                task = {"id": id, "org_id": org, "project_id": id, "title": text}
                connection.execute(models.Task.__table__.insert(), task)
    models.current_org.set(1)
    names = list(inspect.signature(function).parameters)[1:]
    with Session(engine) as db, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = function(db, **{name: GIVEN[name] for name in names})
        except sqlalchemy.exc.StatementError as error:
            return type(error).__name__, True
        shown = repr([_row(row) for row in result] if isinstance(result, list) else _row(result))
        left = db.connection().exec_driver_sql("SELECT id, title FROM tasks WHERE org_id = 2 ORDER BY id").fetchall()
        return shown, [tuple(row) for row in left] == others


def _row(row: Any) -> Any:
    if hasattr(row, "_fields"):
        return tuple(_row(item) for item in row)
    return (row.id, getattr(row, "org_id", None)) if hasattr(row, "id") else row


MODELS = """
from contextvars import ContextVar
from sqlalchemy import Column, Integer, event, select
from sqlalchemy.orm import Query, Session, declarative_base, sessionmaker, with_loader_criteria
Base = declarative_base()
current_org = ContextVar("current_org")
class Owned:
    org_id = Column(Integer, nullable=False)
class Task(Owned, Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
class TenantSession(Session):
    pass
Made = sessionmaker()
"""
ADDS = """state.statement = state.statement.options(
        with_loader_criteria(Owned, lambda cls: cls.org_id == current_org.get(), include_aliases=True))
"""
READ = """
def read(session: Session):
    return session.execute(select(Task)).all()
"""


def verdict(tmp_path: Path, code: str) -> str:
    """The verdict of the only site of a project made of the models and ``code``."""
    (tmp_path / "app.py").write_text(MODELS + code)
    (tmp_path / "scopelint.toml").write_text('tenant-columns = ["org_id"]\n')
    project = load_project(tmp_path)
    sources = pipeline.Sources(project)
    program, tenancy, _ = pipeline.known(project, sources)
    judged = pipeline.judged(project, sources, program, tenancy, sieve=True)
    assert judged.errors == ()
    return " ".join(table.verdict for site in judged.sites for table in site.judgement.tables)


def listener(body: str, target: str = "Session") -> str:
    """A listener with a body."""
    return f'@event.listens_for({target}, "do_orm_execute")\ndef add(state):\n    {body}'


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (listener(ADDS) + READ, "scoped"),
        (f"def add(state):\n    {ADDS}\nevent.listen(Session, 'do_orm_execute', add)\n" + READ, "scoped"),
        (listener(ADDS.replace("include_aliases=True", "")) + READ, "unscoped"),
        (listener(ADDS.replace("current_org.get()", "7")) + READ, "ineffective"),
        (listener(ADDS.replace("Owned", "Other")) + READ, "unscoped"),
        (listener(f"if current_org.get() is None:\n        return\n    {ADDS}") + READ, "conditional"),
        (listener(f"if current_org.get() is None:\n        raise ValueError\n    {ADDS}") + READ, "scoped"),
        (listener(f"try:\n        current_org.get()\n    except LookupError:\n        return\n    {ADDS}") + READ, "conditional"),
        (listener(f"for _ in some():\n      {ADDS}") + READ, "conditional"),
        (listener(f"if state.is_update:\n      {ADDS}") + READ, "unscoped"),
        (listener(f"if state.something:\n      {ADDS}") + READ, "conditional"),
        (listener(f"{ADDS}    state.statement = select(Task)\n") + READ, "unscoped"),
        (listener("with_loader_criteria(Owned, lambda cls: cls.org_id == current_org.get(), include_aliases=True)") + READ, "unscoped"),
        (listener(ADDS, "TenantSession") + READ, "unscoped"),
        (listener(ADDS, "TenantSession") + READ.replace(": Session", ": TenantSession"), "scoped"),
        (listener(ADDS, "Made") + READ, "unscoped"),
        (listener(ADDS, "Made") + "def read():\n    with Made() as session:\n        return session.execute(select(Task)).all()\n", "scoped"),
        (listener(ADDS).replace("do_orm_execute", "before_flush") + READ, "unscoped"),
        (listener(ADDS) + READ.replace("session: Session", "connection"), "unscoped"),
    ],
)  # fmt: skip
def test_a_listener_counts_where_it_provably_runs_and_adds(tmp_path: Path, code: str, wanted: str) -> None:
    """Registration, conditions, exceptions and loops around what it adds."""
    assert verdict(tmp_path, code) == wanted


FILTERS = """
@event.listens_for(Query, "before_compile", retval=True)
def add(query):
    for description in query.column_descriptions:
        entity = description["type"]
        if issubclass(entity, Owned):
            query = query.enable_assertions(False).filter(entity.org_id == current_org.get())
    return query

def read(session: Session):
    return session.query(Task).all()
"""


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (FILTERS, "scoped"),
        (FILTERS.replace(", retval=True", ""), "unscoped"),
        (FILTERS.replace("issubclass(entity, Owned)", "entity in SOME"), "conditional"),
        (FILTERS.replace("    return query\n", "    return None\n", 1), "unscoped"),
        (FILTERS.replace("entity.org_id == current_org.get()", "entity.id > 3"), "unscoped"),
        (FILTERS.replace("    for", "    if current_org.get() is None:\n        return query\n    for"), "conditional"),
    ],
)
def test_a_query_listener_counts_by_what_it_returns(tmp_path: Path, code: str, wanted: str) -> None:
    """``retval``, conditions, and the predicate itself."""
    assert verdict(tmp_path, code) == wanted
