"""A snapshot file of the policy linter pgrls (``pgrls snapshot``) to a catalog."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from scopelint.model.catalog import (
    Catalog,
    Column,
    Command,
    Index,
    Key,
    Member,
    ObjectKind,
    Policy,
    Privilege,
    Reference,
    Relation,
    Role,
    Routine,
)
from scopelint.model.errors import UsageError

OLDEST = 7
"""The first version of the format with columns and indexes."""
_PUBLIC = re.compile(r"(?<![\w.])public\.")


class _Grant(msgspec.Struct):
    role: str
    privileges: list[str]
    column: str | None = None


class _ColumnDetail(msgspec.Struct):
    name: str
    data_type: str
    is_nullable: bool = True


class _Index(msgspec.Struct):
    name: str
    columns: list[str | None]
    is_unique: bool = False
    access_method: str = "btree"
    is_primary: bool = False
    is_partial: bool = False


class _ForeignKey(msgspec.Struct):
    name: str
    columns: list[str]
    ref_schema: str
    ref_table: str
    ref_columns: list[str]
    on_delete: str | None = None


class _Table(msgspec.Struct):
    schema: str
    name: str
    rls_enabled: bool
    force_rls: bool = False
    owner: str = ""
    columns: list[str] = []
    column_details: list[_ColumnDetail] = []
    partition_of: list[str] | None = None
    inherits: list[list[str]] = []
    indexes: list[_Index] = []
    foreign_keys: list[_ForeignKey] = []
    grants: list[_Grant] = []
    column_grants: list[_Grant] = []


class _Policy(msgspec.Struct):
    table_schema: str
    table_name: str
    policy_name: str
    command: str
    permissive: bool
    roles: list[str]
    using_sql: str | None = None
    with_check_sql: str | None = None


class _View(msgspec.Struct):
    schema: str
    name: str
    is_materialized: bool
    security_invoker: bool
    security_barrier: bool
    definition: str
    references: list[list[str]] = []
    direct_references: list[list[str]] = []
    owner: str = ""
    grants: list[_Grant] = []
    column_grants: list[_Grant] = []


class _Function(msgspec.Struct):
    qualified_name: str
    body: str = ""
    language: str = "sql"
    signature: str = ""
    schema_name: str = ""
    function_name: str = ""
    owner: str = ""
    search_path: Any = None
    execute_roles: list[str] = []


class _Bypassing(msgspec.Struct):
    name: str
    superuser: bool = False
    can_login: bool = False


class _Role(msgspec.Struct):
    name: str
    can_login: bool = False
    superuser: bool = False
    bypassrls: bool = False


class _Membership(msgspec.Struct):
    member: str
    role: str
    inherit: bool = True


class _Snapshot(msgspec.Struct):
    version: int
    tables: list[_Table]
    policies: list[_Policy] = []
    views: list[_View] = []
    security_definer_functions: list[_Function] = []
    bypassrls_roles: list[_Bypassing] = []
    roles: list[_Role] | None = None
    role_memberships: list[_Membership] = []


def read_pgrls_snapshot(name: str) -> Catalog:
    """The catalog in a snapshot. Raises UsageError, one line, if the file is missing, no snapshot, or too old.

    What a snapshot does not hold (defaults, CHECK constraints, functions without SECURITY DEFINER) is not in the
    catalog either; a table whose columns it does not give is not complete.
    """
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from error
    try:
        found = msgspec.json.decode(data, type=_Snapshot)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: is no snapshot of pgrls: {error}") from error
    if found.version < OLDEST:
        raise UsageError(f"{name}: a snapshot of version {found.version} lacks columns and keys; capture it again")
    policies: dict[str, list[_Policy]] = {}
    for policy in found.policies:
        policies.setdefault(_name(policy.table_schema, policy.table_name), []).append(policy)
    relations = [_table(table, policies.get(_name(table.schema, table.name), [])) for table in found.tables]
    relations += [_view(view) for view in found.views]
    routines = [_routine(one) for one in found.security_definer_functions]
    roles = [Role(one.name, one.superuser, one.bypassrls, one.can_login) for one in found.roles or ()]
    roles = roles or [Role(one.name, one.superuser, True, one.can_login) for one in found.bypassrls_roles]
    members = tuple(Member(one.role, one.member, one.inherit) for one in found.role_memberships)
    return Catalog(
        {one.name: one for one in sorted(relations, key=lambda one: one.name)},
        {f"{one.name}({', '.join(one.arguments)})": one for one in routines},
        {role.name: role for role in roles},
        members,
        tuple(_privileges(found)),
    )


def _name(schema: str, bare: str) -> str:
    return bare if schema == "public" else f"{schema}.{bare}"


def _plain(text: str | None) -> str | None:
    return None if text is None else _PUBLIC.sub("", text)


def _table(table: _Table, policies: list[_Policy]) -> Relation:
    columns = tuple(Column(one.name, _plain(one.data_type) or "", one.is_nullable) for one in table.column_details)
    partial = not columns
    if partial:
        columns = tuple(Column(one, "") for one in table.columns)
    indexes = [one for one in table.indexes if not one.is_primary]
    key = next((one for one in table.indexes if one.is_primary), None)
    return Relation(
        _name(table.schema, table.name),
        columns=columns,
        primary_key=None if key is None else Key(key.name, _columns(key)),
        references=tuple(sorted((_reference(one) for one in table.foreign_keys), key=lambda one: one.name)),
        indexes=tuple(sorted((_index(one) for one in indexes), key=lambda one: one.name)),
        owner=table.owner or None,
        row_security=table.rls_enabled,
        forced=table.force_rls,
        policies=tuple(sorted((_policy(one) for one in policies), key=lambda one: one.name)),
        partition_of=None if table.partition_of is None else _name(*table.partition_of[:2]),
        inherits=tuple(_name(*one[:2]) for one in table.inherits),
        complete=not partial,
    )


def _columns(index: _Index) -> tuple[str, ...]:
    return tuple(column or "(expression)" for column in index.columns)


def _index(one: _Index) -> Index:
    where = "(a predicate that the snapshot does not hold)" if one.is_partial else None
    return Index(one.name, _columns(one), one.is_unique, one.access_method, where)


def _reference(one: _ForeignKey) -> Reference:
    target = _name(one.ref_schema, one.ref_table)
    action = (one.on_delete or "no action").lower()
    return Reference(one.name, tuple(one.columns), target, tuple(one.ref_columns), action)


def _policy(one: _Policy) -> Policy:
    command = cast(Command, one.command.lower())
    roles = tuple(sorted("public" if role == "PUBLIC" else role for role in one.roles)) or ("public",)
    return Policy(one.policy_name, command, one.permissive, roles, _plain(one.using_sql), _plain(one.with_check_sql))


def _view(view: _View) -> Relation:
    reads = view.direct_references or view.references
    return Relation(
        _name(view.schema, view.name),
        "materialized" if view.is_materialized else "view",
        owner=view.owner or None,
        definition=(_plain(view.definition) or "").strip().rstrip(";"),
        reads=tuple(sorted(_name(*one[:2]) for one in reads)),
        security_invoker=view.security_invoker,
        security_barrier=view.security_barrier,
        complete=False,
    )


def _routine(one: _Function) -> Routine:
    schema, _, bare = one.qualified_name.rpartition(".")
    arguments = tuple(part.strip() for part in one.signature.split(",") if part.strip())
    path = (("search_path", one.search_path),) if isinstance(one.search_path, str) else ()
    named = _name(one.schema_name or schema or "public", one.function_name or bare)
    return Routine(named, arguments, one.language, True, one.owner or None, path, one.body)


def _privileges(found: _Snapshot) -> Iterator[Privilege]:
    granted = [(_name(one.schema, one.name), [*one.grants, *one.column_grants]) for one in found.tables]
    granted += [(_name(one.schema, one.name), [*one.grants, *one.column_grants]) for one in found.views]
    for named, grants in granted:
        for grant in grants:
            for privilege in grant.privileges:
                yield Privilege("table", named, _grantee(grant.role), privilege.lower(), grant.column)
    for one in found.security_definer_functions:
        routine = _routine(one)
        kind: ObjectKind = "function"
        for role in one.execute_roles:
            called = f"{routine.name}({', '.join(routine.arguments)})"
            yield Privilege(kind, called, _grantee(role), "execute")


def _grantee(role: str) -> str:
    return "public" if role == "PUBLIC" else role
