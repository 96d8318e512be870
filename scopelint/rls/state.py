"""The catalog while changes are replayed: drafts that can be changed, names found as PostgreSQL finds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import msgspec

from scopelint.model.catalog import (
    Catalog,
    Column,
    DefaultPrivilege,
    Index,
    Key,
    Member,
    Policy,
    Privilege,
    Reference,
    Relation,
    RelationKind,
    Role,
    Routine,
    UnknownChange,
)
from scopelint.model.change import ObjectName
from scopelint.model.node import Place
from scopelint.rls.naming import quoted

PUBLIC = "public"


class Mention(Protocol):
    """A name in SQL text: a relation, or a column of one."""

    @property
    def relation(self) -> str | None: ...
    @property
    def column(self) -> str | None: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Output(Protocol):
    """A column of a query's result, and the relation's column that it is."""

    @property
    def name(self) -> str: ...
    @property
    def relation(self) -> str | None: ...
    @property
    def column(self) -> str | None: ...


class Reading(Protocol):
    """What the room of SQL lends: names in expressions and queries, and one spelling for what means the same."""

    def expression_mentions(self, text: str, relation: str, columns_of: "ColumnsOf") -> Iterable[Mention]: ...
    def query_mentions(self, text: str, columns_of: "ColumnsOf") -> Iterable[Mention]: ...
    def query_outputs(self, text: str, columns_of: "ColumnsOf") -> Iterable[Output] | None: ...
    def without_stars(self, text: str, columns_of: "ColumnsOf") -> str: ...
    def canonical_expression(self, text: str, relation: str, columns_of: "ColumnsOf") -> str: ...
    def canonical_query(self, text: str, columns_of: "ColumnsOf") -> str: ...


class ColumnsOf(Protocol):
    def __call__(self, relation: str, /) -> tuple[str, ...] | None: ...


class Conflict(Exception):
    """A change that cannot be made: what it names is missing, or there already."""


@dataclass
class Draft:
    """A relation that may still change. Elements are frozen and replaced."""

    name: str
    kind: RelationKind
    owner: str | None
    place: Place | None
    columns: dict[str, Column] = field(default_factory=dict)
    primary_key: Key | None = None
    unique: dict[str, Key] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    checks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    row_security: bool = False
    forced: bool = False
    partition_key: str | None = None
    partition_of: str | None = None
    inherits: list[str] = field(default_factory=list)
    definition: str | None = None
    reads: tuple[str, ...] = ()
    security_invoker: bool = False
    security_barrier: bool = False
    complete: bool = True
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        return self.kind in ("table", "partitioned", "foreign")

    def frozen(self) -> Relation:
        return Relation(
            self.name,
            self.kind,
            tuple(self.columns.values()),
            self.primary_key,
            tuple(sorted(self.unique.values(), key=lambda key: key.name)),
            tuple(sorted(self.references.values(), key=lambda key: key.name)),
            tuple(sorted(self.indexes.values(), key=lambda index: index.name)),
            self.owner,
            self.row_security,
            self.forced,
            tuple(sorted(self.policies.values(), key=lambda policy: policy.name)),
            self.partition_key,
            self.partition_of,
            tuple(self.inherits),
            self.definition,
            self.reads,
            self.security_invoker,
            self.security_barrier,
            self.complete,
            self.place,
            tuple(sorted(self.places.items())),
        )


class PrivilegeKey(NamedTuple):
    """What makes a privilege one: who may do what on which object."""

    kind: str
    object: str
    column: str | None
    grantee: str
    privilege: str


class State:
    """Everything known so far. ``runner``: who runs the migrations, None if that is not known."""

    def __init__(self, reading: Reading, runner: str | None = None) -> None:
        self.reading = reading
        self.runner = runner
        self.user = runner
        self.path: tuple[str, ...] | None = None
        self.path_before: tuple[str, ...] | None = None
        self.path_is_local = False
        self.relations: dict[str, Draft] = {}
        self.other_names: dict[str, str] = {}
        """Sequences, and what else shares the names of relations."""
        self.schemas: dict[str, str | None] = {PUBLIC: "pg_database_owner"}
        self.routines: dict[str, Routine] = {}
        self.roles: dict[str, Role] = {}
        self.members: dict[tuple[str, str], Member] = {}
        everybody = Privilege("schema", PUBLIC, "public", "usage")
        self.privileges: dict[PrivilegeKey, Privilege] = {
            PrivilegeKey("schema", PUBLIC, None, "public", "usage"): everybody  # as of PostgreSQL 15
        }
        self.defaults: dict[tuple[str | None, str | None, str, str, str], DefaultPrivilege] = {}
        self.unknown: list[UnknownChange] = []

    # ------------------------------------------------------------ names

    @property
    def search_path(self) -> tuple[str, ...]:
        """Schemas that are looked through, those that are there."""
        named = (PUBLIC,) if self.path is None else self.path
        return tuple(schema for schema in named if schema in self.schemas)

    def new_name(self, name: ObjectName) -> str:
        """The name of something about to be made."""
        if name.schema is not None:
            self.schemas.setdefault(name.schema, None)
            return self.key(name.schema, name.name)
        return self.key(self.search_path[0] if self.search_path else PUBLIC, name.name)

    def key(self, schema: str, name: str) -> str:
        """ "name" in public, else "schema.name"."""
        return name if schema == PUBLIC else f"{schema}.{name}"

    def schema_of(self, key: str) -> str:
        return key.rpartition(".")[0] or PUBLIC

    def bare(self, key: str) -> str:
        return key.rpartition(".")[2]

    def object_name(self, draft: Draft) -> ObjectName:
        """The qualified name of a relation."""
        return ObjectName(self.bare(draft.name), self.schema_of(draft.name))

    def type_name(self, key: str) -> str:
        """A type's name as columns carry it."""
        schema, bare = self.schema_of(key), self.bare(key)
        return quoted(bare) if schema == PUBLIC else f"{quoted(schema)}.{quoted(bare)}"

    def candidates(self, name: ObjectName) -> tuple[str, ...]:
        """The names that this may mean, best first."""
        if name.schema is not None:
            return (self.key(name.schema, name.name),)
        return tuple(self.key(schema, name.name) for schema in self.search_path) or (name.name,)

    def find(self, name: ObjectName) -> Draft | None:
        return next((self.relations[key] for key in self.candidates(name) if key in self.relations), None)

    def relation(self, name: ObjectName) -> Draft:
        """The relation of that name. Raises Conflict if it is not known."""
        found = self.find(name)
        if found is None:
            raise Conflict(f"relation {self.candidates(name)[0]} is not created in what was read")
        return found

    def presumed(self, name: ObjectName, place: Place, tolerant: bool) -> Draft:
        """The relation of that name, or an incomplete one: it may be created by what is not read."""
        found = self.find(name)
        if found is not None:
            return found
        if tolerant:
            raise Conflict("there is none")
        key = self.candidates(name)[0]
        self.unknown.append(UnknownChange(f"relation {key} is not created in what was read", key, place))
        draft = self.relations[key] = Draft(key, "table", None, None, complete=False)
        return draft

    def taken(self, schema: str) -> set[str]:
        """Names of relations, indexes and sequences in a schema."""
        found = {self.bare(key) for key in self.relations if self.schema_of(key) == schema}
        found |= {self.bare(key) for key in self.other_names if self.schema_of(key) == schema}
        for key, draft in self.relations.items():
            if self.schema_of(key) == schema:
                found.update(draft.indexes, draft.unique)
                found.update([draft.primary_key.name] if draft.primary_key is not None else [])
        return found

    def constraints(self, schema: str) -> set[str]:
        """Names of constraints in a schema."""
        found: set[str] = set()
        for key, draft in self.relations.items():
            if self.schema_of(key) == schema:
                found.update(draft.unique, draft.references, draft.checks)
                found.update([draft.primary_key.name] if draft.primary_key is not None else [])
        return found

    def columns_of(self, relation: str, /) -> tuple[str, ...] | None:
        """The columns of a relation, None if some are not known."""
        draft = self.relations.get(relation)
        return tuple(draft.columns) if draft is not None and draft.complete else None

    def children(self, name: str) -> list[Draft]:
        """Partitions and inheriting tables of a table, not theirs."""
        return [draft for draft in self.relations.values() if draft.partition_of == name or name in draft.inherits]

    def with_children(self, draft: Draft) -> list[Draft]:
        """A table, and all that inherit from it."""
        found = [draft]
        for child in self.children(draft.name):
            found.extend(one for one in self.with_children(child) if one not in found)
        return found

    def role_named(self, name: str) -> str | None:
        """CURRENT_USER and its like resolved."""
        if name in ("current_user", "current_role"):
            return self.user
        return self.runner if name == "session_user" else name

    # ------------------------------------------------------------ the end

    def frozen(self) -> Catalog:
        return Catalog(
            {name: self.relations[name].frozen() for name in sorted(self.relations)},
            {name: self.routines[name] for name in sorted(self.routines)},
            {name: self.roles[name] for name in sorted(self.roles)},
            tuple(self.members[key] for key in sorted(self.members)),
            tuple(sorted(self.privileges.values(), key=_sorted_by)),
            tuple(sorted(self.defaults.values(), key=_sorted_by)),
            tuple(self.unknown),
        )


def _sorted_by(node: msgspec.Struct) -> tuple[str, ...]:
    return tuple(str(value) for name, value in msgspec.structs.asdict(node).items() if name != "place")
