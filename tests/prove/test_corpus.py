"""Every statement of the corpus has the verdicts written beside it."""

import pytest

from tests.prove.world import Case, corpus, judge, verdicts


@pytest.mark.parametrize("case", corpus(), ids=lambda case: f"{case.line}")
def test_verdicts_of_the_corpus(case: Case) -> None:
    """Each table's verdict and cause, and whether something could not be seen."""
    judgement = judge(case.sql)
    assert (verdicts(judgement), judgement.partial) == (case.expected, "partial" in case.flags), case.sql


def test_every_verdict_is_explained() -> None:
    """A scoped table has its proof; any other has what was found and the step that would close it."""
    silent = [
        (case.line, table.table)
        for case in corpus()
        for table in judge(case.sql).tables
        if not table.steps or (table.verdict != "scoped" and not table.missing)
    ]
    assert silent == []
