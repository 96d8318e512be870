"""Rules about the database: each example is nothing, a fault that PostgreSQL shows and scopelint tells, and cured again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scopelint.inputs import shipped_rules
from scopelint.model.rule import Example, Rule
from tests.postgres import Server
from tests.rules import probing


def examples(kind: str, quick: int | None = None) -> list[object]:
    """Each rule's examples; those after the first ``quick`` of a rule are slow."""
    return [
        pytest.param(
            rule,
            example,
            id=f"{rule.id}: {example.name}",
            marks=[pytest.mark.slow] if quick is not None and index >= quick else [],
        )
        for rule in shipped_rules()
        for index, example in enumerate(getattr(rule, kind))
        if example.sql or example.manifest
    ]


@pytest.fixture
def database(postgres: Server) -> Iterator[probing.Database]:
    made = probing.Database(postgres)
    yield made
    made.close()


def test_the_base_is_clean(tmp_path: Path) -> None:
    """Nothing is found in the schema that all examples start from, not even an info."""
    assert [(one.rule, one.path, one.line, one.message) for one in probing.findings(tmp_path)] == []


@pytest.mark.parametrize(("rule", "example"), examples("bad", quick=1))
def test_a_bad_example_is_found_where_it_is_marked_until_it_is_cured(
    rule: Rule, example: Example, tmp_path: Path
) -> None:
    """Exactly the marked findings, its own rule among them; none once the cure is added."""
    root = tmp_path / "bad"
    found = probing.findings(root, (example.sql,), probing.manifest_of(example.manifest))
    assert probing.told(found) == probing.marks(root)
    assert rule.id in {one.rule for one in found}
    pieces = (example.cure_manifest,) if example.cure_manifest else (example.manifest,)
    cured = probing.findings(tmp_path / "cured", (example.sql, example.cure_sql), probing.manifest_of(*pieces))
    assert [(one.rule, one.path, one.line, one.message) for one in cured] == []


@pytest.mark.parametrize(("rule", "example"), examples("bad", quick=1))
def test_a_bad_example_is_a_fault_on_postgresql_until_it_is_cured(
    rule: Rule, example: Example, database: probing.Database
) -> None:
    """0-1-0: not there, there, gone."""
    assert example.probe is not None, "a bad example needs a probe"
    seen = [database.shows(example.probe)]
    for script in (example.sql, example.cure_sql):
        database.run(script)
        seen.append(database.shows(example.probe))
    cured_by_words = bool(example.cure_manifest) and not example.cure_sql
    assert seen == [False, True, cured_by_words]


@pytest.mark.parametrize(("rule", "example"), examples("good", quick=1))
def test_a_good_example_is_clean(rule: Rule, example: Example, tmp_path: Path) -> None:
    """Nothing is found, not even an info."""
    found = probing.findings(tmp_path, (example.sql,), probing.manifest_of(example.manifest))
    assert [(one.rule, one.path, one.line, one.message) for one in found] == []


@pytest.mark.parametrize(("rule", "example"), examples("good", quick=0))
def test_a_good_example_shows_no_fault_on_postgresql(rule: Rule, example: Example, database: probing.Database) -> None:
    """Its SQL runs, and its probe, or that of the bad example that it cures, shows nothing."""
    database.run(example.sql)
    cured = rule.bad[0].probe if example is rule.good[0] and rule.bad[0].cure_sql else None
    probe = example.probe or cured
    assert probe is None or not database.shows(probe), database.outcome(probe)
