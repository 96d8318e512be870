"""Automatic scoping: a statement has the verdict of what the project's listeners make of it, and SQLAlchemy agrees."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Query, Session

from scopelint import pipeline
from scopelint.inputs import load_project
from tests.evaluate.executed import found, functions, wrong
from tests.evaluate.test_cases import expected, matches

HERE = Path(__file__).parent / "listeners"
PROJECTS = ("orm_execute", "before_compile")


def lines() -> list[tuple[str, int, str]]:
    """(project, line, expectation) of every marked line."""
    return [(name, line, text) for name in PROJECTS for line, text in expected(HERE / name / "reads.py").items()]


@pytest.mark.parametrize(("project", "line", "wanted"), lines())
def test_a_statement_has_the_verdict_of_what_a_listener_makes_of_it(project: str, line: int, wanted: str) -> None:
    """The verdict written on its line."""
    assert matches(wanted, " | ".join(found(HERE / project).get(line, [])))


@pytest.mark.parametrize("project", PROJECTS)
def test_what_is_called_scoped_shows_no_other_organization(project: str, request: pytest.FixtureRequest) -> None:
    """On a real database, with other organizations' rows that differ: what is called scoped returns the same and leaves
    them alone, what is called open does not."""
    loaded = list(functions(HERE / project))
    request.addfinalizer(lambda: _forget(project, loaded[0][2]))
    assert wrong(HERE / project, loaded) == []


LISTENED: dict[str, tuple[Any, str]] = {
    "orm_execute": (Session, "do_orm_execute"),
    "before_compile": (Query, "before_compile"),
}


def _forget(project: str, models: Any) -> None:
    """The listener is taken off again: it stands on the class that every other test's sessions are of."""
    target, name = LISTENED[project]
    event.remove(target, name, models.only_my_organization)
    assert not event.contains(target, name, models.only_my_organization)


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
