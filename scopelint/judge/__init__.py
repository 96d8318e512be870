"""Verdicts to findings: facts against rules, severity from posture, suppressions, exemptions, path classes, baseline."""

from scopelint.judge.baseline import accepted, against, shrunk, since
from scopelint.judge.run import judge

__all__ = ["accepted", "against", "judge", "shrunk", "since"]
