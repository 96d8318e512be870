"""Tables as the database has them, and what tenancy says of each."""

from typing import Literal

import msgspec

from scopelint.model.node import Node, Place

Posture = Literal["none", "enabled", "forced"]
Scope = Literal["tenant", "child", "global", "registry"]


class TableColumn(Node, frozen=True):
    """``nullable`` None: not known (treated as nullable). ``type`` is lower case SQL, "" if not known. ``made_from``: the
    columns that a generated column is computed from."""

    name: str
    nullable: bool | None = None
    type: str = ""
    has_default: bool = False
    made_from: tuple[str, ...] = ()


class ForeignKey(Node, frozen=True):
    """``columns`` of this table reference ``referred_columns`` of ``table`` ("name" or "schema.name")."""

    columns: tuple[str, ...]
    table: str
    referred_columns: tuple[str, ...]


class Table(Node, frozen=True):
    """``name`` is "table", or "schema.table" outside the default schema public. ``unique``: every unique key, the primary
    key among them. ``complete``: all columns are known (a reflected or imperative table may not be).
    ``view``: the definition as SQL text, for views; ``stored``: its rows are those of the last REFRESH. ``place``: where it is defined. ``constraints``: (name, columns) of
    the unique keys whose names are known."""

    name: str
    columns: tuple[TableColumn, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    complete: bool = True
    view: str | None = None
    place: Place | None = None
    constraints: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stored: bool = False


class Membership(Node, frozen=True):
    """``table`` says which ``principal`` may act for which ``tenant`` (both are its columns)."""

    table: str
    tenant: str
    principal: str


class Level(Node, frozen=True):
    """One level of tenants, outermost first in ``Tenancy.levels``. ``columns`` are alternatives, first match wins.
    ``registry`` is the table of tenants, ``setting`` the bound session variable, ``line`` that of the manifest's entry."""

    name: str
    columns: tuple[str, ...]
    registry: str | None = None
    setting: str | None = None
    memberships: tuple[Membership, ...] = ()
    line: int = 1


class TableTenancy(Node, frozen=True):
    """What one table is. ``tenant_columns``: (level name, column) pairs, outermost first, for scope tenant and registry
    (there the key); ``parent``: the foreign key a child reaches its tenant through."""

    scope: Scope
    tenant_columns: tuple[tuple[str, str], ...] = ()
    parent: ForeignKey | None = None
    shared_null: bool = False
    owner_columns: tuple[str, ...] = ()
    bearer_columns: tuple[str, ...] = ()
    posture: Posture = "none"
    switches: Posture | None = None
    """What is enabled and forced in the catalog, whatever the policies do; None: no catalog was read."""
    unheld: tuple[str, ...] = ()
    """Effects (read, insert, update, delete) that its policies let through. With "read" in it the posture is none."""
    sensitive: bool = False
    stated: bool = False
    """The manifest names it (else it was classified by its columns and foreign keys)."""


class Tenancy(Node, frozen=True):
    """``tables`` maps a table's name to what it is; a table absent from it is global only if ``Schema`` has it too."""

    levels: tuple[Level, ...]
    tables: dict[str, TableTenancy]
    trust_foreign_keys: bool = True


class Routine(Node, frozen=True):
    """A function written in SQL: a call of it reads what its query reads. ``parameters`` are names, "" for one without.
    ``body``: the query as SQL text. ``many``: it returns all rows, not the first only. ``columns`` of RETURNS TABLE;
    else ``returns`` is the type, or the table, that it returns."""

    name: str
    parameters: tuple[str, ...]
    body: str
    many: bool
    columns: tuple[str, ...] = ()
    returns: str = ""


class Schema(Node, frozen=True):
    """Every known table by name. ``complete`` False: there may be tables besides, so one not in it cannot be judged.
    ``routines``: functions in SQL; None for a name whose body cannot be known."""

    tables: dict[str, Table]
    complete: bool = True
    routines: dict[str, Routine | None] = msgspec.field(default_factory=dict)
