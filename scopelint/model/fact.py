"""Facts: what rules are matched against. One record a kind; a rule's ``[when]`` names its fields (DESIGN section 4).

A field holds text, a truth value or None (no meaning here: no pattern matches it). What a rule cannot say with a
value, a list or a glob is computed as a field of its own: ``effect``, ``callers``, ``confine``, ``grade``, ``widens``.
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


class ReferenceFact(Node, frozen=True):
    """A foreign key to a row of a tenant that is stored unverified: ``table.column`` leads to ``referred``; ``value`` is
    where its value comes from, ``source`` the value as written."""

    operation: Literal["insert", "update"]
    table: str
    column: str
    referred: str
    value: Origin
    source: str
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
    """An entry of the manifest that does not hold, or a table that has none.

    ``name`` is what it names, ``table`` the table that it is about. ``entry`` "drift": two sources disagree.
    """

    entry: Literal["exempt", "table", "bypass", "tenant", "drift"]
    fault: Literal[
        "no-reason", "no-owner", "expired", "exempts-nothing", "missing", "matches-nothing", "differs", "unprotected"
    ]
    reason: str
    name: str
    path: str
    table: str | None = None
    scope: Scope | None = None
    posture: Posture | None = None
    sensitive: bool = False


TableFault = Literal[
    "none",
    "no-policy",
    "policies-off",
    "owner-bypasses",
    "partition",
    "unique-key",
    "foreign-key",
    "no-index",
    "view",
    "materialized-view",
    "function",
    "truncate",
]


class TableFact(Node, frozen=True):
    """One table as the database has it, or one defect of it.

    Each table has one fact with ``fault`` "none", for rules about tables as they are, and one for each defect. ``posture``
    is what its policies were proved to do; ``stated`` what the manifest says. ``object``: the view, key, index, function
    or role that the defect is about. ``decided``: the manifest states the posture that was found.
    """

    table: str
    fault: TableFault
    reason: str
    object: str
    scope: Scope
    level: str | None
    tenant_column: str | None
    posture: Posture
    stated: Posture | None
    decided: bool
    policies: str
    sensitive: bool
    partition: bool
    path: str


class PolicyFact(Node, frozen=True):
    """One policy. ``grade``: what it lets through, by proof, together with the restrictive policies beside it.

    ``widens``: another permissive policy confines the table, and this one opens it again. ``opens`` and ``raises``: while
    the setting is not bound. ``check``: whether new rows have to belong to the tenant ("as-read": what may be read is open
    too). ``per_row``: what is evaluated for
    each row. ``listed``: it is for roles, or opens on a setting, that the manifest lists as a bypass.
    """

    table: str
    policy: str
    command: str
    roles: str
    permissive: bool
    grade: Literal["confined", "denies", "always-true", "ignores-tenant", "bypass-setting", "unknown"]
    reason: str
    widens: bool
    opens: Literal["no", "some-rows", "all-rows"]
    opening: str
    raises: bool
    error: str
    check: Literal["none", "checked", "unchecked", "as-read", "unknown"]
    check_reason: str
    per_row: Literal["no", "setting", "function"]
    evaluated: str
    settings: str
    listed: bool
    scope: Scope
    level: str | None
    tenant_column: str | None
    posture: Posture
    sensitive: bool
    path: str


class RoleFact(Node, frozen=True):
    """A role that can log in and passes row-level security by, or can come to. ``through``: the role that it becomes."""

    role: str
    fault: Literal["superuser", "bypass-rls", "owner", "inherits", "may-become"]
    through: str
    reason: str
    listed: bool
    path: str


Fact: TypeAlias = Union[
    StatementFact,
    SqlTextFact,
    ReferenceFact,
    SuppressionFact,
    FileFact,
    ManifestEntryFact,
    TableFact,
    PolicyFact,
    RoleFact,
]

FACT_KINDS: dict[str, type[Node]] = {
    "statement": StatementFact,
    "sql-text": SqlTextFact,
    "reference": ReferenceFact,
    "suppression": SuppressionFact,
    "file": FileFact,
    "manifest-entry": ManifestEntryFact,
    "table": TableFact,
    "policy": PolicyFact,
    "role": RoleFact,
}
"""The kinds that are computed today, by the name that ``[when] kind`` gives."""

SEVERITY_KEYS: tuple[str, ...] = (
    *("default", "none", "enabled", "forced", "bypass", "guarded", "registry", "all-pass", "decided", "some-rows"),
)
"""Keys of ``[severity]``. The first that holds decides: ``guarded``, ``registry`` (an open read of a registry table),
``all-pass`` (every caller passes the value), ``decided`` (the manifest states it), ``some-rows`` (a policy opens to rows
with an empty tenant only), ``bypass``, then the posture, then ``default``."""
