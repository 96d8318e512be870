"""Verdicts to findings: facts against rules, severity from posture, suppressions, exemptions, path classes."""

from scopelint.judge.run import judge

__all__ = ["judge"]
