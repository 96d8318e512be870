"""What is evidenced for each table of a project at one time: the report that goes into an auditor's folder.

Every field is computed by a run; nothing in it is a judgement on the organization that runs the service.
"""

from typing import Literal

from scopelint.model.node import Node

VERSION = 1
State = Literal["in force", "expired", "exempts nothing", "without reason or owner"]


class PolicyEvidence(Node, frozen=True):
    """One policy. ``roles`` ("public",) is everybody; ``using`` and ``with_check`` are SQL text, None where not written."""

    name: str
    command: str
    permissive: bool
    roles: tuple[str, ...]
    using: str | None
    with_check: str | None


class TableEvidence(Node, frozen=True):
    """One table. ``stated``: the manifest names it, else scope is by its columns and foreign keys. ``posture`` is what the
    manifest says (None: it does not), ``observed`` what ``Evidence.observed_in`` shows (None: not read, or no such table).

    Each of its ``sites`` (pairs of a statement and this table) is one of scoped, guarded, exempt, undecided, open.
    """

    name: str
    scope: str
    stated: bool
    tenant_columns: tuple[str, ...]
    parent: str | None
    sensitive: bool
    posture: str | None
    observed: str | None
    policies: tuple[PolicyEvidence, ...]
    sites: int
    scoped: int
    guarded: int
    exempt: int
    undecided: int
    open: int


class SiteEvidence(Node, frozen=True):
    """A statement and a table that it is neither scoped nor guarded for. ``backstop``: row-level security is forced there
    and the session does not bypass it. ``key`` is the same in another release, whatever lines moved."""

    key: str
    state: Literal["open", "undecided", "exempt"]
    path: str
    line: int
    function: str
    operation: str
    table: str
    verdict: str
    cause: str | None
    rule: str | None
    severity: str | None
    bypass: bool
    backstop: bool


class ExemptionEvidence(Node, frozen=True):
    """An exemption of the manifest and how many findings it takes away."""

    where: str
    tables: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str
    owner: str
    expires: str | None
    state: State
    findings: int


class SuppressionEvidence(Node, frozen=True):
    """A finding that a comment in the code took away."""

    path: str
    line: int
    rule: str
    table: str | None
    reason: str


class BypassEvidence(Node, frozen=True):
    """A way past row-level security. ``listed``: the manifest lists it, with ``reason``; else it was seen in ``seen``."""

    kind: Literal["role", "session", "setting", "paths"]
    name: str
    listed: bool
    reason: str | None
    seen: str | None


class GapEvidence(Node, frozen=True):
    """Something that was not analyzed, and why."""

    kind: str
    path: str
    line: int
    reason: str


class LevelEvidence(Node, frozen=True):
    """A level of tenants, its columns, table of tenants, session variable and memberships."""

    name: str
    columns: tuple[str, ...]
    registry: str | None
    setting: str | None
    memberships: tuple[str, ...]


class DriftEvidence(Node, frozen=True):
    """A disagreement of manifest, models, migrations or database."""

    subject: str
    sentence: str


class Evidence(Node, frozen=True):
    """The whole report. ``digest``: SHA-256 over the analyzed files and the manifest. ``commit`` None: no git repository.

    ``observed_in``: what was read for ``observed`` ("migrations", "database"), None: nothing. ``counts`` of tables sum up
    theirs; ``statements`` counts the sites of the project, also those that touch no tenant's table.
    """

    version: int
    tool_version: str
    project: str
    date: str
    commit: str | None
    digest: str
    manifest: str | None
    observed_in: str | None
    files: int
    statements: int
    levels: tuple[LevelEvidence, ...]
    tables: tuple[TableEvidence, ...]
    not_proved: tuple[SiteEvidence, ...]
    exemptions: tuple[ExemptionEvidence, ...]
    suppressions: tuple[SuppressionEvidence, ...]
    bypasses: tuple[BypassEvidence, ...]
    drift: tuple[DriftEvidence, ...]
    not_analyzed: tuple[GapEvidence, ...]


class Change(Node, frozen=True):
    """One thing that is different from an earlier report; ``kind`` groups them."""

    kind: Literal[
        "table new", "table gone", "scope changed", "posture changed", "policies changed", "site opened", "site closed",
        "exemption added", "exemption gone", "exemption expired", "bypass added", "bypass gone",
    ]  # fmt: skip
    subject: str
    before: str | None
    after: str | None
