"""Each function ``f1``, ``f2``, ... holds a statement that is open: none is passed over, and none is quiet."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.site import Site

HERE = Path(__file__).parent / "open_statements"
BY_CONTRACT = (
    "a required value is given; a tenant that the function makes itself is the service's; an assert is a guard"
)
ELSEWHERE = "told where the text or the method stands"
NO_STATEMENT = "nothing that is in view is executed, or nothing is known of what is"
NOT_SEEN = (
    "passed over: what runs it is named at run time or by its class, or what runs is built from what is not in view"
)
QUIET = {
    **dict.fromkeys(("evaded:f2", "evaded:f22", "evaded:f37", "evaded:f60", "evaded:f62"), BY_CONTRACT),
    **dict.fromkeys(("classes:f5", "classes:f6", "classes:f22"), BY_CONTRACT),
    **dict.fromkeys(("raw:f2", "raw:f8", "raw:f27", "raw:f28", "raw:f29", "flask:f43"), ELSEWHERE),
    **dict.fromkeys(("raw:f38", "raw:f39", "raw:f45", "raw:f58", "flask:f32"), NO_STATEMENT),
    **dict.fromkeys(
        ("built:f88", "built:f89", "raw:f19", "raw:f60", "flask:f36", "flask:f70", "classes:f15"), NOT_SEEN
    ),
    "evaded:f52": NOT_SEEN,
}
"""Those that are quiet all the same, and why. Whoever cures one takes it from the list."""


@cache
def sites() -> tuple[Site, ...]:
    """All that is seen in the folder."""
    project = load_project(HERE)
    sources = pipeline.Sources(project)
    program, tenancy, _ = pipeline.known(project, sources)
    return pipeline.judged(project, sources, program, tenancy, sieve=True).sites


def quiet(path: Path) -> set[str]:
    """The functions of a file without a site that is open or unknown, by file and name."""
    told = [
        site.place.span.line
        for site in sites()
        if site.place.path == f"app/{path.name}"
        and any(table.verdict not in ("scoped", "guarded") for table in site.judgement.tables)
    ]
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and re.fullmatch(r"f\d+", node.name)
    ]
    assert functions
    return {
        f"{path.stem}:{node.name}"
        for node in functions
        if not any(node.lineno <= line <= (node.end_lineno or node.lineno) for line in told)
    }


@pytest.mark.parametrize("name", ["built", "raw", "flask", "evaded", "classes"])
def test_no_function_with_an_open_statement_is_quiet(name: str) -> None:
    """Exactly those that are listed are."""
    assert quiet(HERE / "app" / f"{name}.py") == {one for one in QUIET if one.startswith(f"{name}:")}
