"""Verdicts to findings: facts against rules, severity from posture, suppressions, exemptions, path classes, baseline."""

from scopelint.judge.baseline import accepted, against, shrunk, since
from scopelint.judge.evidencing import Heading, Observed, evidence, table_evidence
from scopelint.judge.run import asks_of, judge

__all__ = [
    "Heading",
    "Observed",
    "accepted",
    "against",
    "asks_of",
    "evidence",
    "judge",
    "shrunk",
    "since",
    "table_evidence",
]
