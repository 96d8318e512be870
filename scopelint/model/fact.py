"""Facts: what rules are matched against. One record a kind; a rule's ``[when]`` names its fields (DESIGN section 4).

A field holds text, a truth value or None (no meaning here: no pattern matches it). What a rule cannot say with a
value, a list or a glob is computed here as a field of its own: ``effect``, ``callers``, ``scope``, ``confine``.
"""

from typing import Literal, TypeAlias, Union

from scopelint.model.node import Node
from scopelint.model.relation import Origin
from scopelint.model.schema import Posture, Scope
from scopelint.model.verdict import Cause, Operation, Role, Verdict

Effect = Literal["read", "insert", "update", "delete"]
Callers = Literal["leaves-out", "all-pass", "unknown"]


class StatementFact(Node, frozen=True):
    """One table of one statement.

    ``effect``: what the statement does to this table. ``cause``: why it is open, never None unless ``scoped``; for a
    ``guarded`` one, why it would be open without the guard. ``column`` is ``tenant_column`` with its table, ``confine``
    also says the way a child reaches it. ``carrier``: the column of a new row that ties it to the
    tenant, and ``source`` where its value has to come from. ``callers`` as in Site.
    ``text_fault``: it cannot be decided for the SQL text's sake, and a finding on the text says so.
    """

    operation: Operation
    role: Role
    effect: Effect
    table: str
    verdict: Verdict
    cause: Cause | None
    tenant_column: str | None
    level: str | None
    construct: str | None
    value: Origin | None
    nullable: bool
    by_key: bool
    guarded: bool
    partial: bool
    raw: bool
    text_fault: bool
    callers: Callers | None
    scope: Scope
    posture: Posture
    policy: str | None
    bypass: bool
    sensitive: bool
    path_class: str
    entry: str | None
    module: str
    function: str
    path: str
    column: str
    confine: str
    carrier: str
    source: str
    confined_level: str | None


class SqlTextFact(Node, frozen=True):
    """A fault of SQL text. ``table``: the one table that cannot be decided for it, if it is one."""

    fault: Literal["opaque", "interpolated", "unparsable"]
    reason: str
    table: str | None
    operation: Operation
    posture: Posture
    bypass: bool
    path_class: str
    module: str
    function: str
    path: str


class SuppressionFact(Node, frozen=True):
    """A suppression comment that is broken or suppresses nothing; ``rule`` is the name it gives."""

    fault: Literal["malformed", "no-rule", "no-reason", "unknown-rule", "unused"]
    reason: str
    rule: str
    path_class: str
    path: str


class FileFact(Node, frozen=True):
    """A file that could not be looked at."""

    fault: Literal["undecodable", "unparsable", "too-large", "unreadable"]
    reason: str
    path_class: str
    path: str


class ManifestEntryFact(Node, frozen=True):
    """An entry of the manifest that does not hold."""

    entry: Literal["exempt", "table", "bypass", "tenant"]
    fault: Literal["no-reason", "no-owner", "expired", "exempts-nothing"]
    reason: str
    name: str
    path: str


Fact: TypeAlias = Union[StatementFact, SqlTextFact, SuppressionFact, FileFact, ManifestEntryFact]

FACT_KINDS: dict[str, type[Node]] = {
    "statement": StatementFact,
    "sql-text": SqlTextFact,
    "suppression": SuppressionFact,
    "file": FileFact,
    "manifest-entry": ManifestEntryFact,
}
"""The kinds that are computed today, by the name that ``[when] kind`` gives."""

SEVERITY_KEYS: tuple[str, ...] = ("default", "none", "enabled", "forced", "bypass", "guarded", "registry", "all-pass")
"""Keys of ``[severity]``. The first that holds decides: ``guarded``, ``registry`` (an open read of a registry table),
``all-pass`` (every caller passes the value), ``bypass``, then the posture, then ``default``."""
