"""Every statement of the corpus has the verdicts written beside it."""

import pytest

from tests.prove.world import Case, corpus, judge, verdicts

BATCH = 20
"""Statements a test: a test of its own for each would cost more than its proof."""


def batches() -> list[list[Case]]:
    """The corpus in runs of neighbouring lines."""
    cases = corpus()
    return [cases[start : start + BATCH] for start in range(0, len(cases), BATCH)]


@pytest.mark.parametrize("cases", batches(), ids=lambda cases: f"{cases[0].line}-{cases[-1].line}")
def test_verdicts_of_the_corpus(cases: list[Case]) -> None:
    """Each table's verdict and cause, and whether something could not be seen."""
    wrong = []
    for case in cases:
        judgement = judge(case.sql)
        seen, stated = (verdicts(judgement), judgement.partial), (case.expected, "partial" in case.flags)
        if seen != stated:
            wrong.append(f"corpus.sql:{case.line}: {case.sql}: {seen}, stated {stated}")
    assert wrong == []


def test_every_verdict_is_explained() -> None:
    """A scoped table has its proof; any other has what was found and the step that would close it."""
    silent = [
        (case.line, table.table)
        for case in corpus()
        for table in judge(case.sql).tables
        if not table.steps or (table.verdict != "scoped" and not table.missing)
    ]
    assert silent == []
