"""The RLS coverage manifest: what the team has decided for each table (DESIGN section 5)."""

import datetime

import msgspec

from scopelint.model.node import Node
from scopelint.model.schema import Level, Posture, Scope


class Principal(Node, frozen=True):
    """``names``: variables that hold the principal; owner and bearer columns as "table.column"."""

    names: tuple[str, ...] = ()
    owner_columns: tuple[str, ...] = ()
    bearer_columns: tuple[str, ...] = ()


class Parent(Node, frozen=True):
    """The table a child reaches its tenant through, and the child's columns that name its row."""

    table: str
    columns: tuple[str, ...]


class TableEntry(Node, frozen=True):
    """``[tables.NAME]``; None where the manifest does not say."""

    scope: Scope | None = None
    rls: Posture | None = None
    sensitive: bool = False
    shared_null: bool = False
    parent: Parent | None = None
    line: int = 1


class Bypass(Node, frozen=True):
    """``[[bypass]]``: one of role, session, setting or paths, and a reason."""

    reason: str
    role: str | None = None
    session: str | None = None
    setting: str | None = None
    paths: tuple[str, ...] = ()
    line: int = 1


class Exemption(Node, frozen=True):
    """``[[exempt]]``: where ("module:qualname" or a path glob), tables, rules, reason, owner, expiry."""

    where: str
    reason: str
    owner: str
    tables: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    expires: datetime.date | None = None
    line: int = 1


class Manifest(Node, frozen=True):
    """The whole file. ``path`` is relative to the project root; None: there is no manifest."""

    levels: tuple[Level, ...] = ()
    principal: Principal = Principal()
    tables: dict[str, TableEntry] = msgspec.field(default_factory=dict)
    bypasses: tuple[Bypass, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    path: str | None = None
