"""A rule: data that turns facts into findings. One TOML file a rule; see docs on rules."""

from typing import Literal

from scopelint.model.node import Node

Severity = Literal["error", "warning", "info"]
FactKind = Literal[
    "statement",
    "sql-text",
    "reference",
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


class Probe(Node, frozen=True):
    """What a real PostgreSQL is asked, to see whether an example's fault is one.

    ``run`` is sent in one transaction as ``role`` with the tenant ``bound`` (1, the first of two), never bound, or reset on
    a connection that was bound before; ``given`` is run by a superuser first. What it answers (rows, one a line, or
    ``ERROR sqlstate: message``), or what ``witness`` answers a superuser afterwards, matches ``shows`` if the fault is
    there. ``shows`` "": a row or more.
    """

    run: str
    role: str = "app"
    bound: Literal["bound", "never", "reset"] = "bound"
    given: str = ""
    witness: str = ""
    shows: str = ""


class Example(Node, frozen=True):
    """What is executed as a test. ``code`` is Python, with ``# finds: rule table`` where a finding is expected.

    Rules about the database have ``sql`` and ``manifest`` instead, added to a small healthy schema; ``cure_sql`` and
    ``cure_manifest`` are added to a bad one and take the fault away. ``probe`` shows on PostgreSQL that it is a fault.
    """

    name: str
    code: str
    schema: str | None = None
    sql: str = ""
    manifest: str = ""
    probe: Probe | None = None
    cure_sql: str = ""
    cure_manifest: str = ""


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
