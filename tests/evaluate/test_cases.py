"""Each case file states, on the line where a site sits, the verdict of every table it touches."""

import re
from functools import cache
from pathlib import Path

import pytest

from scopelint import pipeline
from scopelint.inputs import load_project

CASES = Path(__file__).parent / "cases"
EXPECTED = re.compile(r"#\s*=>\s*(.+)$")


def expected(path: Path) -> dict[int, str]:
    """Line to what stands behind ``# =>``."""
    lines = path.read_text().splitlines()
    return {number: found[1].strip() for number, line in enumerate(lines, 1) if (found := EXPECTED.search(line))}


@cache
def found() -> dict[str, dict[int, list[str]]]:
    """Path to line to "table: verdict/cause" of every site there."""
    project = load_project(CASES)
    sources = pipeline.Sources(project)
    program, tenancy, _ = pipeline.known(project, sources)
    sites = pipeline.judged(project, sources, program, tenancy, sieve=True).sites
    result: dict[str, dict[int, list[str]]] = {}
    for site in sites:
        tables = [f"{t.table}: {t.verdict}" + (f"/{t.cause}" if t.cause else "") for t in site.judgement.tables]
        result.setdefault(site.place.path, {}).setdefault(site.place.span.line, []).append(
            "; ".join(tables) or "scoped"
        )
    return result


def matches(wanted: str, seen: str) -> bool:
    """Equality, where ``*`` stands for anything."""
    pattern = re.escape(wanted).replace(r"\*", ".*")
    return re.fullmatch(pattern, seen) is not None


@pytest.mark.parametrize("path", sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.py")))
def test_sites_get_the_stated_verdicts(path: str) -> None:
    """Every statement sent from a marked line, with exactly the tables and verdicts written there."""
    seen = found().get(path, {})
    wrong = [
        f"{path}:{line}: {seen.get(line, [])}, stated {wanted}"
        for line, wanted in expected(CASES / path).items()
        if not matches(wanted, " | ".join(sorted(seen.get(line, []))))
    ]
    assert wrong == []


def test_nothing_else_is_a_site() -> None:
    """Sites stand on marked lines only."""
    unmarked = [
        f"{path}:{line}: {seen}"
        for path, lines in found().items()
        for line, seen in lines.items()
        if line not in expected(CASES / path)
    ]
    assert unmarked == []
