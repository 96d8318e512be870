"""Small services whose functions are judged and run: what is called scoped must show no other organization's rows."""

import importlib
import inspect
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from scopelint import pipeline
from scopelint.inputs import load_project
from tests.evaluate.test_cases import expected


@cache
def found(folder: Path) -> dict[int, list[str]]:
    """Line of ``reads.py`` to "table: verdict/cause" of every site there."""
    loaded = load_project(folder)
    sources = pipeline.Sources(loaded)
    program, tenancy, _ = pipeline.known(loaded, sources)
    result: dict[int, list[str]] = {}
    for site in pipeline.judged(loaded, sources, program, tenancy, sieve=True).sites:
        assert site.place.path == "reads.py"
        tables = [f"{t.table}: {t.verdict}" + (f"/{t.cause}" if t.cause else "") for t in site.judgement.tables]
        result.setdefault(site.place.span.line, []).append("; ".join(tables) or "scoped")
    return result


def functions(folder: Path) -> Iterator[tuple[str, Callable[..., Any], Any]]:
    """Each function of ``reads.py`` with its module of models."""
    path = str(folder)
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


def wrong(folder: Path, loaded: list[tuple[str, Callable[..., Any], Any]]) -> list[str]:
    """Functions whose mark the run refutes: called scoped, and the answer hangs on others' rows or changes them; or
    called open without any predicate, and it does not."""
    found: list[str] = []
    marks = sorted(expected(folder / "reads.py").items())
    for name, function, models in loaded:
        start = inspect.getsourcelines(function)[1]
        marked = next(text for line, text in marks if line > start)
        answers = [_answer(function, models, others) for others in OTHERS]
        leaks = answers[0][0] != answers[1][0] or not all(intact for _, intact in answers)
        says_scoped = not re.search(r"unscoped|ineffective|conditional|unknown|\*", marked)
        if (leaks and says_scoped) or (not leaks and "tasks: unscoped/none" in marked):
            found.append(f"{name}: {marked}: {answers}")
    return found


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
