"""The state of a database's schema: tables, keys, row-level security, roles and grants, each with its place.

A catalog is replayed from changes (migrations, a dump, Alembic revisions) or read from a live server, and is the same
value either way: only places differ, and those of a live server are None.
"""

from typing import Literal

import msgspec

from scopelint.model.node import Node, Place

RelationKind = Literal["table", "partitioned", "foreign", "view", "materialized"]
Command = Literal["all", "select", "insert", "update", "delete"]
ObjectKind = Literal["table", "column", "sequence", "function", "schema", "database", "type", "other"]


class Column(Node, frozen=True):
    """``type`` as ``format_type`` spells it, public left out. ``default`` is SQL text; ``identity`` is "always",
    "by default" or ""; ``generated`` the expression of a computed column."""

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    identity: str = ""
    generated: str | None = None
    place: Place | None = None


class Key(Node, frozen=True):
    """A PRIMARY KEY or UNIQUE constraint."""

    name: str
    columns: tuple[str, ...]
    place: Place | None = None


class Reference(Node, frozen=True):
    """A foreign key. ``on_delete`` is "no action", "restrict", "cascade", "set null" or "set default"."""

    name: str
    columns: tuple[str, ...]
    table: str
    referred_columns: tuple[str, ...]
    on_delete: str = "no action"
    place: Place | None = None


class Index(Node, frozen=True):
    """An index that is no constraint's own. ``columns`` are names, or expressions in parentheses."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    method: str = "btree"
    where: str | None = None
    include: tuple[str, ...] = ()
    place: Place | None = None


class Policy(Node, frozen=True):
    """``roles`` ("public",) is everybody. ``using`` and ``with_check`` are SQL text, None where not written."""

    name: str
    command: Command = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    using: str | None = None
    with_check: str | None = None
    place: Place | None = None


class Relation(Node, frozen=True):
    """A table, view or materialized view. ``name`` is "name", or "schema.name" outside public.

    ``owner`` None: whoever runs the migrations. ``places`` says where "owner", "row_security" and "forced" were last
    set. ``complete`` False: some columns are not known. A view has ``definition`` and ``reads``, the relations in it;
    ``security_invoker`` and ``security_barrier`` are its options.
    """

    name: str
    kind: RelationKind = "table"
    columns: tuple[Column, ...] = ()
    primary_key: Key | None = None
    unique: tuple[Key, ...] = ()
    references: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()
    owner: str | None = None
    row_security: bool = False
    forced: bool = False
    policies: tuple[Policy, ...] = ()
    partition_key: str | None = None
    partition_of: str | None = None
    inherits: tuple[str, ...] = ()
    definition: str | None = None
    reads: tuple[str, ...] = ()
    security_invoker: bool = False
    security_barrier: bool = False
    complete: bool = True
    place: Place | None = None
    places: tuple[tuple[str, Place], ...] = ()


class Routine(Node, frozen=True):
    """A function or procedure; ``arguments`` are the types of its inputs. ``settings`` are those of SET clauses.
    ``body`` is the text between the quotes, or the one statement of a SQL body as written."""

    name: str
    arguments: tuple[str, ...]
    language: str = "sql"
    security_definer: bool = False
    owner: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    body: str = ""
    place: Place | None = None


class Role(Node, frozen=True):
    """A role and what of it matters to row-level security."""

    name: str
    superuser: bool = False
    bypass_rls: bool = False
    login: bool = False
    inherit: bool = True
    create_role: bool = False
    place: Place | None = None


class Member(Node, frozen=True):
    """``member`` is in ``role``: has its rights (``inherit``), may SET ROLE to it (``can_set``), may grant it (``admin``)."""

    role: str
    member: str
    inherit: bool = True
    can_set: bool = True
    admin: bool = False
    place: Place | None = None


class Privilege(Node, frozen=True):
    """``grantee`` may do ``privilege`` on an object; what owners may do to their own is not listed."""

    kind: ObjectKind
    object: str
    grantee: str
    privilege: str
    column: str | None = None
    grantable: bool = False
    place: Place | None = None


class DefaultPrivilege(Node, frozen=True):
    """What objects that ``creator`` (None: whoever runs the migrations) will create in ``schema`` (None: any) grant."""

    kind: ObjectKind
    grantee: str
    privilege: str
    creator: str | None = None
    schema: str | None = None
    grantable: bool = False
    place: Place | None = None


class UnknownChange(Node, frozen=True):
    """A statement that changes the schema in a way that could not be told. ``text`` is its beginning."""

    reason: str
    text: str
    place: Place


class Catalog(Node, frozen=True):
    """The whole state. Relations and routines by name; a routine's name carries its argument types."""

    relations: dict[str, Relation] = msgspec.field(default_factory=dict)
    routines: dict[str, Routine] = msgspec.field(default_factory=dict)
    roles: dict[str, Role] = msgspec.field(default_factory=dict)
    members: tuple[Member, ...] = ()
    privileges: tuple[Privilege, ...] = ()
    default_privileges: tuple[DefaultPrivilege, ...] = ()
    unknown: tuple[UnknownChange, ...] = ()
