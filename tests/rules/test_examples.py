"""Every rule's examples are executed: bad finds exactly what is marked, good finds nothing, missed is a strict failure."""

import re
from pathlib import Path
from textwrap import indent

import pytest

from scopelint.inputs import load_project, shipped_rules
from scopelint.model.finding import Finding
from scopelint.model.rule import Example, Rule
from tests.rules import preamble

FINDS = re.compile(r"finds: ([a-z][a-z-]*)(?: ([\w.]+))?")
DEFINES = re.compile(r"^(def|class|async def|@|type) ?", re.MULTILINE)
ROLLUP = "def rollup(db: Session) -> object:\n    return db.execute(select(Task)).all()\n"

Mark = tuple[int, str, str | None]


def is_manifest_rule(rule: Rule) -> bool:
    """Its examples are pieces of a manifest."""
    return dict(rule.when)["kind"] == "manifest-entry"


def as_module(code: str) -> str:
    """The example as a whole file: at module level if it defines something, else inside a function."""
    body = code if DEFINES.search(code) else preamble.SIGNATURE + "\n" + indent(code, "    ")
    return preamble.HEADER + body


def write_project(root: Path, rule: Rule, code: str) -> str:
    """Writes the application around an example; answers the path of the file that holds it."""
    (root / "app").mkdir()
    (root / "app/__init__.py").write_text("")
    (root / "app/models.py").write_text(preamble.MODELS)
    (root / "app/context.py").write_text(preamble.CONTEXT)
    (root / "scopelint.toml").write_text('manifest = "rls-coverage.toml"\n' + "preview = true\n" * rule.preview)
    manifest_rule = is_manifest_rule(rule)
    (root / "rls-coverage.toml").write_text(preamble.MANIFEST + (code if manifest_rule else ""))
    (root / "app/example.py").write_text(preamble.HEADER + ROLLUP if manifest_rule else as_module(code))
    return "rls-coverage.toml" if manifest_rule else "app/example.py"


def marks(source: str) -> set[Mark]:
    """What the comments of a file say is found: line, rule, table."""
    found: set[Mark] = set()
    for number, line in enumerate(source.splitlines(), 1):
        for rule, table in FINDS.findall(line):
            below = line.strip().startswith("# finds:")
            found.add((number + below, rule, table or None))
    return found


def found_in(root: Path, rule: Rule, code: str) -> tuple[list[Finding], set[Mark]]:
    pipeline = pytest.importorskip("scopelint.pipeline", exc_type=ImportError)
    path = write_project(root, rule, code)
    result = pipeline.check(load_project(root))
    assert result.errors == ()
    findings = [f for f in result.findings if f.path == path and (f.severity != "info" or f.rule == rule.id)]
    return findings, marks((root / path).read_text())


def agree(findings: list[Finding], expected: set[Mark]) -> None:
    """Each mark has its finding and each finding its mark; a finding of several lines may be marked on any of them."""
    told = {(f.line, f.rule, f.table): f for f in findings}
    matched = {
        (f.line, f.rule, f.table): mark
        for mark in expected
        for f in findings
        if (f.rule, f.table) == mark[1:] and f.line <= mark[0] <= max(f.end_line, f.line)
    }
    assert set(told) == set(matched), "findings without a mark"
    assert set(matched.values()) == expected, "marks without a finding"


def examples(kind: str) -> list[object]:
    rules = shipped_rules()
    return [
        pytest.param(rule, example, id=f"{rule.id}: {example.name}")
        for rule in rules
        for example in getattr(rule, kind)
        if not (example.sql or example.manifest)  # tests/rules/test_database_examples.py has those
    ]


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_bad_examples_are_found_where_they_are_marked(rule: Rule, example: Example, tmp_path: Path) -> None:
    """A bad example yields the marked findings and no others, its own rule among them."""
    findings, expected = found_in(tmp_path, rule, example.code)
    agree(findings, expected)
    assert rule.id in {mark[1] for mark in expected}


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_good_examples_are_clean(rule: Rule, example: Example, tmp_path: Path) -> None:
    """A good example yields nothing, not even its own rule as info."""
    findings, _ = found_in(tmp_path, rule, example.code)
    assert [(f.rule, f.line, f.message) for f in findings] == []


MISSED = examples("missed")


@pytest.mark.skipif(not MISSED, reason="no rule has a known blind spot")
@pytest.mark.xfail(strict=True, reason="known blind spot; once it is found, move it to bad")
@pytest.mark.parametrize(("rule", "example"), MISSED)
def test_missed_examples_are_still_missed(rule: Rule, example: Example, tmp_path: Path) -> None:
    """A known blind spot fails until somebody cures it."""
    findings, expected = found_in(tmp_path, rule, example.code)
    agree(findings, expected)


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.id)
def test_first_good_is_first_bad_cured(rule: Rule) -> None:
    """STYLE section 3: a reader sees the cure of the first example first."""
    assert rule.good[0].name.startswith(rule.bad[0].name)
