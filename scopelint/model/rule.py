"""A rule: data that turns facts into findings. One TOML file a rule; see docs on rules."""

from typing import Literal

from scopelint.model.node import Node

Severity = Literal["error", "warning", "info"]
FactKind = Literal[
    "statement",
    "sql-text",
    "binding",
    "entry",
    "bypass",
    "manifest-entry",
    "table",
    "policy",
    "role",
    "suppression",
    "file",
]
Pattern = str | bool | tuple[str, ...]
"""A value, or a list of alternatives; strings may be globs."""


class Example(Node, frozen=True):
    """Code that is executed as a test. ``code`` marks expected findings with ``# finds: rule table``."""

    name: str
    code: str
    schema: str | None = None


class Rule(Node, frozen=True):
    """One rule as read from its file. ``severity`` maps posture, "bypass" and "guarded" to a level."""

    id: str
    family: str
    summary: str
    message: str
    help: str
    why: str
    fix: str
    when: tuple[tuple[str, Pattern], ...]
    severity: tuple[tuple[str, Severity], ...]
    unless: tuple[tuple[str, Pattern], ...] = ()
    references: tuple[str, ...] = ()
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    missed: tuple[Example, ...] = ()
    formerly: tuple[str, ...] = ()
    preview: bool = False
