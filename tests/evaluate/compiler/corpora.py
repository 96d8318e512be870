"""The functions of the corpora, and what each route says of them: the chain as scopelint reads it, and its compiled SQL."""

import importlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from inspect import isfunction, signature
from pathlib import Path
from typing import Any

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.schema import Tenancy
from scopelint.model.verdict import Judgement
from tests.evaluate.compiler.compiled import VERSION

HERE = Path(__file__).parent
MODULES = {
    "corpus": [
        "conditions",
        "shapes",
        "joined",
        "criteria",
        "nested",
        "writes",
        "legacy",
        "modern" if VERSION >= (2, 0) else "older",
    ],
    "sqlmodel_corpus": ["statements"] if VERSION >= (2, 0) else [],
}
PACKAGES = {"corpus": "tracker", "sqlmodel_corpus": "sqltracker"}
Verdicts = dict[str, tuple[str, str | None]]


def functions(corpus: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """ "module.function" and each function of one corpus that is given a session."""
    path = str(HERE / corpus)
    if path not in sys.path:
        sys.path.insert(0, path)
    for name in MODULES[corpus]:
        module = importlib.import_module(f"{PACKAGES[corpus]}.{name}")
        for found, value in list(vars(module).items()):
            if isfunction(value) and value.__module__ == module.__name__ and "db" in signature(value).parameters:
                yield f"{name}.{found}", value


def session(corpus: str) -> Callable[..., Any]:
    """The session that a corpus's functions are written for."""
    package = "sqlmodel" if corpus.startswith("sqlmodel") else "sqlalchemy.orm"
    found: Callable[..., Any] = importlib.import_module(package).Session
    return found


@cache
def read(corpus: str) -> tuple[dict[str, list[Judgement]], Tenancy]:
    """Function to the judgements of its sites, and what each table of the corpus was taken to be."""
    project = load_project(HERE / corpus)
    sources = pipeline.Sources(project)
    program, tenancy, _ = pipeline.known(project, sources)
    found: dict[str, list[Judgement]] = {}
    for site in pipeline.judged(project, sources, program, tenancy, sieve=True).sites:
        name = f"{Path(site.place.path).stem}.{site.qualname}"
        found.setdefault(name, []).append(site.judgement)
    return found, tenancy


def by_table(judgement: Judgement) -> Verdicts:
    """Table to verdict and cause."""
    return {table.table: (table.verdict, table.cause) for table in judgement.tables}
