"""Changes of a database's schema, one a clause of DDL: what every source of the catalog is read into."""

from typing import Literal, TypeAlias, Union

from scopelint.model.catalog import Command, ObjectKind, RelationKind
from scopelint.model.node import Node, Place


class ObjectName(Node, frozen=True):
    """A name as written, folded; ``schema`` None: found on the search path."""

    name: str
    schema: str | None = None


class KeySpec(Node, frozen=True):
    """PRIMARY KEY or UNIQUE. ``index`` names the index of USING INDEX."""

    kind: Literal["primary", "unique"]
    columns: tuple[str, ...] = ()
    name: str | None = None
    index: str | None = None


class ReferenceSpec(Node, frozen=True):
    """FOREIGN KEY; no ``referred_columns``: the other table's primary key."""

    columns: tuple[str, ...]
    table: ObjectName
    referred_columns: tuple[str, ...] = ()
    name: str | None = None
    on_delete: str = "no action"


class CheckSpec(Node, frozen=True):
    """CHECK, EXCLUDE or a named NOT NULL: kept by name only, so that dropping it is understood."""

    name: str | None
    columns: tuple[str, ...] = ()
    not_null: bool = False
    indexed: bool = False
    """It has an index of its own (EXCLUDE)."""


Constraint: TypeAlias = Union[KeySpec, ReferenceSpec, CheckSpec]


class ColumnSpec(Node, frozen=True):
    """A column in CREATE TABLE or ADD COLUMN; its constraints stand beside it. ``serial``: makes a sequence."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    identity: str = ""
    generated: str | None = None
    serial: bool = False


class LikeSpec(Node, frozen=True):
    """LIKE table, and what of it is included: defaults, constraints, indexes, identity, generated, all."""

    table: ObjectName
    including: frozenset[str] = frozenset()


Element: TypeAlias = Union[ColumnSpec, KeySpec, ReferenceSpec, CheckSpec, LikeSpec]


class Change(Node, frozen=True):
    """What all changes have: where the clause stands. ``tolerant``: IF [NOT] EXISTS, or a guard that means it."""

    place: Place
    tolerant: bool = False


class CreateTable(Change, frozen=True, kw_only=True):
    """``query_columns``: those of AS SELECT, None where not known. ``temporary`` ones are no part of the schema."""

    table: ObjectName
    elements: tuple[Element, ...] = ()
    kind: RelationKind = "table"
    partition_key: str | None = None
    partition_of: ObjectName | None = None
    inherits: tuple[ObjectName, ...] = ()
    query: str | None = None
    query_columns: tuple[str, ...] | None = ()
    temporary: bool = False


class CreateView(Change, frozen=True, kw_only=True):
    """``columns``: names given in parentheses."""

    view: ObjectName
    definition: str
    materialized: bool = False
    columns: tuple[str, ...] = ()
    security_invoker: bool = False
    security_barrier: bool = False
    replace: bool = False
    temporary: bool = False


class SetOptions(Change, frozen=True, kw_only=True):
    """ALTER VIEW ... SET or RESET: option name to value, None where it is reset."""

    relation: ObjectName
    options: tuple[tuple[str, str | None], ...]


class AddColumn(Change, frozen=True, kw_only=True):
    table: ObjectName
    elements: tuple[Element, ...]
    """The column first, then its constraints."""
    column_tolerant: bool = False


class DropColumn(Change, frozen=True, kw_only=True):
    """``only``: not on the tables that inherit from it."""

    table: ObjectName
    column: str
    column_tolerant: bool = False
    cascade: bool = False
    only: bool = False


class AlterColumn(Change, frozen=True, kw_only=True):
    """None: left as it is. ``default`` "" drops it; ``identity`` "" drops it; ``generated`` "" makes it plain.
    ``only``: not on the tables that inherit from it."""

    table: ObjectName
    column: str
    type: str | None = None
    nullable: bool | None = None
    default: str | None = None
    identity: str | None = None
    generated: str | None = None
    only: bool = False


class AddConstraint(Change, frozen=True, kw_only=True):
    """``only``: not on the partitions, which have theirs already, as a dump has it."""

    table: ObjectName
    constraint: Constraint
    only: bool = False


class DropConstraint(Change, frozen=True, kw_only=True):
    table: ObjectName
    name: str
    constraint_tolerant: bool = False
    cascade: bool = False


class DropConstraints(Change, frozen=True, kw_only=True):
    """Every constraint of a table that is of one of ``kinds`` (primary, unique, foreign) and holds each of ``columns``,
    whatever it is called. ``anywhere``: looked for by the table's name in all schemas."""

    table: ObjectName
    kinds: tuple[str, ...]
    columns: tuple[str, ...] = ()
    anywhere: bool = False
    cascade: bool = False


class Rename(Change, frozen=True, kw_only=True):
    """``part`` is the column, constraint, policy or trigger of ``name`` that is renamed; None: ``name`` itself."""

    kind: str
    name: ObjectName
    new: str
    part: str | None = None
    arguments: tuple[str, ...] | None = None


class SetSchema(Change, frozen=True, kw_only=True):
    kind: str
    name: ObjectName
    schema: str
    arguments: tuple[str, ...] | None = None


class SetOwner(Change, frozen=True, kw_only=True):
    kind: str
    name: ObjectName
    owner: str
    arguments: tuple[str, ...] | None = None


class RowSecurity(Change, frozen=True, kw_only=True):
    """ENABLE, DISABLE, FORCE, NO FORCE ROW LEVEL SECURITY; None: left as it is."""

    table: ObjectName
    enabled: bool | None = None
    forced: bool | None = None


class Attach(Change, frozen=True, kw_only=True):
    """ATTACH or DETACH PARTITION, INHERIT or NO INHERIT (``inheritance``)."""

    parent: ObjectName
    child: ObjectName
    attached: bool
    inheritance: bool = False


class CreateIndex(Change, frozen=True, kw_only=True):
    """``columns`` are names, or expressions in parentheses; ``labels`` what PostgreSQL takes of each for a made-up name."""

    table: ObjectName
    columns: tuple[str, ...]
    labels: tuple[str, ...] = ()
    name: str | None = None
    unique: bool = False
    method: str = "btree"
    where: str | None = None
    include: tuple[str, ...] = ()
    only: bool = False


class CreatePolicy(Change, frozen=True, kw_only=True):
    table: ObjectName
    name: str
    command: Command = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: str | None = None
    with_check: str | None = None


class AlterPolicy(Change, frozen=True, kw_only=True):
    """None: left as it is."""

    table: ObjectName
    name: str
    roles: tuple[str, ...] | None = None
    using: str | None = None
    with_check: str | None = None


class DropPolicy(Change, frozen=True, kw_only=True):
    table: ObjectName
    name: str


class CreateRoutine(Change, frozen=True, kw_only=True):
    name: ObjectName
    arguments: tuple[str, ...]
    language: str = "sql"
    security_definer: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    body: str = ""
    replace: bool = False


class AlterRoutine(Change, frozen=True, kw_only=True):
    """``settings``: name to value, None where it is reset; ("all", None) resets all."""

    name: ObjectName
    arguments: tuple[str, ...] | None
    security_definer: bool | None = None
    settings: tuple[tuple[str, str | None], ...] = ()


class Drop(Change, frozen=True, kw_only=True):
    """DROP of relations, indexes, routines, schemas, types, sequences."""

    kind: str
    names: tuple[ObjectName, ...]
    arguments: tuple[tuple[str, ...] | None, ...] = ()
    cascade: bool = False


class CreateSequence(Change, frozen=True, kw_only=True):
    name: ObjectName


class CreateSchema(Change, frozen=True, kw_only=True):
    name: str
    owner: str | None = None


class AlterRole(Change, frozen=True, kw_only=True):
    """CREATE (``create``) or ALTER ROLE; attributes by name: superuser, bypass_rls, login, inherit, create_role.
    ``member_of``: IN ROLE; ``members``: ROLE; ``admins``: ADMIN."""

    name: str
    create: bool = False
    attributes: tuple[tuple[str, bool], ...] = ()
    member_of: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()


class DropRole(Change, frozen=True, kw_only=True):
    names: tuple[str, ...]


class GrantRole(Change, frozen=True, kw_only=True):
    """GRANT or REVOKE (``revoke``) of roles; ``options`` admin, inherit, set as given."""

    roles: tuple[str, ...]
    members: tuple[str, ...]
    revoke: bool = False
    options: tuple[tuple[str, bool], ...] = ()


class GrantOn(Change, frozen=True, kw_only=True):
    """GRANT or REVOKE on objects. ``privileges``: (name or "all", columns). ``all_in``: ON ALL ... IN SCHEMA names."""

    kind: ObjectKind
    privileges: tuple[tuple[str, tuple[str, ...]], ...]
    grantees: tuple[str, ...]
    names: tuple[ObjectName, ...] = ()
    arguments: tuple[tuple[str, ...] | None, ...] = ()
    all_in: tuple[str, ...] = ()
    revoke: bool = False
    grantable: bool = False
    """WITH GRANT OPTION; of REVOKE: GRANT OPTION FOR."""


class DefaultGrant(Change, frozen=True, kw_only=True):
    """ALTER DEFAULT PRIVILEGES; no ``creators``: the current role; no ``schemas``: everywhere."""

    kind: ObjectKind
    privileges: tuple[str, ...]
    grantees: tuple[str, ...]
    creators: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    revoke: bool = False
    grantable: bool = False


class SetRole(Change, frozen=True, kw_only=True):
    """SET ROLE or SESSION AUTHORIZATION; None: back to whoever connected."""

    role: str | None


class SetSearchPath(Change, frozen=True, kw_only=True):
    """``schemas`` None: back to the default."""

    schemas: tuple[str, ...] | None
    local: bool = False


class EndTransaction(Change, frozen=True, kw_only=True):
    """COMMIT or ROLLBACK: what SET LOCAL set is gone. ROLLBACK also undoes what was done since BEGIN."""

    rollback: bool = False


class BeginTransaction(Change, frozen=True, kw_only=True):
    """BEGIN"""


class DropOwned(Change, frozen=True, kw_only=True):
    """DROP OWNED BY, or REASSIGN OWNED BY ... TO ``new``."""

    roles: tuple[str, ...]
    new: str | None = None


class Unread(Change, frozen=True, kw_only=True):
    """DDL that could not be told. ``relation``: the one it is about, where that is known."""

    reason: str
    text: str
    relation: ObjectName | None = None
