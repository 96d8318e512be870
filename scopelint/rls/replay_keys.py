"""Primary, unique and foreign keys, and indexes."""

import re

import msgspec

from scopelint.model.catalog import Column, Index, Key, Reference
from scopelint.model.change import (
    AddConstraint,
    CheckSpec,
    Constraint,
    CreateIndex,
    DropConstraint,
    DropConstraints,
    KeySpec,
    ReferenceSpec,
)
from scopelint.model.node import Place
from scopelint.rls.naming import free_name, joined, numbered
from scopelint.rls.state import Conflict, Draft, State

_CALL = re.compile(r"\(\s*(?:[a-z_]\w*\.)?([a-z_]\w*)\s*\(", re.IGNORECASE)


def add_constraint(state: State, change: AddConstraint) -> None:
    """ADD CONSTRAINT, on a table and its partitions."""
    table = state.presumed(change.table, change.place, change.tolerant)
    named = change.constraint.name
    if named is not None and named in _constraint_names(table):
        raise Conflict(f"constraint {named} of {table.name} is there already")
    constrain(state, table, change.constraint, change.place, change.only)


def constrain(state: State, table: Draft, spec: Constraint, place: Place, only: bool = False) -> None:
    """A constraint on a table and, with names of their own and unless ``only``, on its partitions."""
    if isinstance(spec, KeySpec):
        spec = _key(state, table, spec, place)
    elif isinstance(spec, ReferenceSpec):
        name = _reference(state, table, spec, place)
        spec = msgspec.structs.replace(spec, name=name)
    else:
        _check(state, table, spec)
    for child in state.children(table.name):
        if child.partition_of is not None and not isinstance(spec, CheckSpec) and not only:
            inherited = (
                spec if isinstance(spec, ReferenceSpec) else msgspec.structs.replace(spec, name=None, index=None)
            )
            constrain(state, child, inherited, place)


def _key(state: State, table: Draft, spec: KeySpec, place: Place) -> KeySpec:
    columns = spec.columns
    schema = state.schema_of(table.name)
    name = spec.name
    if spec.index is not None:
        index = table.indexes.pop(spec.index, None)
        if index is None:
            raise Conflict(f"index {spec.index} of {table.name} is not known")
        columns, name = index.columns, name or index.name
    taken = state.taken(schema) | state.constraints(schema)
    bare = state.bare(table.name)
    if spec.kind == "primary":
        table.primary_key = Key(name or free_name(bare, "", "pkey", taken.__contains__), columns, place)
        for column in columns:
            _not_null(state, table, column, place)
    else:
        same = any(key.columns == columns for key in table.unique.values())
        if same and spec.name is None:
            return msgspec.structs.replace(spec, columns=columns)
        name = name or free_name(bare, joined(columns), "key", taken.__contains__)
        table.unique[name] = Key(name, columns, place)
    return msgspec.structs.replace(spec, columns=columns)


def _not_null(state: State, table: Draft, name: str, place: Place) -> None:
    for draft in state.with_children(table):
        column = draft.columns.get(name)
        if column is None and not draft.complete:
            draft.columns[name] = Column(name, "", nullable=False, place=place)
        elif column is not None and column.nullable:
            draft.columns[name] = msgspec.structs.replace(column, nullable=False)


def _reference(state: State, table: Draft, spec: ReferenceSpec, place: Place) -> str:
    target = state.find(spec.table)
    key = target.name if target is not None else state.candidates(spec.table)[0]
    referred = spec.referred_columns
    if not referred and target is not None and target.primary_key is not None:
        referred = target.primary_key.columns
    name = spec.name or reference_name(state, table, spec.columns)
    table.references[name] = Reference(name, spec.columns, key, referred, spec.on_delete, place)
    return name


def reference_name(state: State, table: Draft, columns: tuple[str, ...]) -> str:
    """The name that PostgreSQL gives to a foreign key."""
    taken = state.constraints(state.schema_of(table.name))
    return free_name(state.bare(table.name), joined(columns), "fkey", taken.__contains__)


def _check(state: State, table: Draft, spec: CheckSpec) -> None:
    if spec.not_null and spec.columns and spec.columns[0] in table.columns:
        column = spec.columns[0]
        for draft in state.with_children(table):
            if column in draft.columns:
                draft.columns[column] = msgspec.structs.replace(draft.columns[column], nullable=False)
    schema = state.schema_of(table.name)
    label = "not_null" if spec.not_null else "excl" if spec.indexed else "check"
    taken = state.constraints(schema) | (state.taken(schema) if spec.indexed else set())
    name = spec.name or free_name(state.bare(table.name), joined(spec.columns), label, taken.__contains__)
    table.checks[name] = spec.columns if spec.not_null else ()


def _constraint_names(table: Draft) -> set[str]:
    names = {*table.unique, *table.references, *table.checks}
    return names | ({table.primary_key.name} if table.primary_key is not None else set())


def drop_constraint(state: State, change: DropConstraint) -> None:
    """DROP CONSTRAINT; foreign keys on a key that goes with CASCADE go too."""
    table = state.presumed(change.table, change.place, change.tolerant)
    if change.name not in _constraint_names(table):
        if change.constraint_tolerant or not table.complete:
            return
        raise Conflict(f"constraint {change.name} of {table.name} is not known")
    remove_constraint(state, table, change.name, change.cascade)


def drop_constraints(state: State, change: DropConstraints) -> None:
    """Every constraint that the catalogs know of a kind, on certain columns."""
    table = state.presumed(change.table, change.place, change.tolerant)
    bare = state.bare(table.name)
    if not table.complete or (change.anywhere and sum(state.bare(name) == bare for name in state.relations) > 1):
        raise Conflict(f"which constraints of {table.name} are dropped is not known")
    kinds: dict[str, list[Key] | list[Reference]] = {
        "primary": [table.primary_key] if table.primary_key is not None else [],
        "unique": list(table.unique.values()),
        "foreign": list(table.references.values()),
    }
    for kind in change.kinds:
        for one in kinds[kind]:
            if set(change.columns) <= set(one.columns):
                remove_constraint(state, table, one.name, change.cascade)


def remove_constraint(state: State, table: Draft, name: str, cascade: bool) -> None:
    """Take a constraint away from a table and its partitions."""
    gone: Key | None = None
    if table.primary_key is not None and table.primary_key.name == name:
        gone, table.primary_key = table.primary_key, None
        for child in state.children(table.name):
            if child.partition_of is not None and child.primary_key is not None:
                remove_constraint(state, child, child.primary_key.name, cascade)
    elif name in table.unique:
        gone = table.unique.pop(name)
        for child in state.children(table.name):
            alike = next((key.name for key in child.unique.values() if key.columns == gone.columns), None)
            if child.partition_of is not None and alike is not None:
                remove_constraint(state, child, alike, cascade)
    elif name in table.references:
        del table.references[name]
        for child in state.children(table.name):
            if child.partition_of is not None and name in child.references:
                remove_constraint(state, child, name, cascade)
    else:
        columns = table.checks.pop(name, ())
        for column in columns:
            if column in table.columns:
                table.columns[column] = msgspec.structs.replace(table.columns[column], nullable=True)
    if gone is not None and cascade:
        for draft in state.relations.values():
            draft.references = {
                key: reference
                for key, reference in draft.references.items()
                if not (reference.table == table.name and set(reference.referred_columns) == set(gone.columns))
            }


# ---------------------------------------------------------------- indexes


def create_index(state: State, change: CreateIndex) -> None:
    """CREATE INDEX, on a table and its partitions."""
    table = state.presumed(change.table, change.place, change.tolerant)
    if change.name is not None and change.name in state.taken(state.schema_of(table.name)):
        raise Conflict(f"relation {change.name} is there already")
    index(state, table, change)


def index(state: State, table: Draft, change: CreateIndex) -> None:
    """An index on a table and, unless ONLY, with names of their own on its partitions."""
    name = change.name
    if name is None:
        labels = joined(numbered((*change.labels, *change.include)))
        taken = state.taken(state.schema_of(table.name))
        name = free_name(state.bare(table.name), labels, "idx", taken.__contains__)
    table.indexes[name] = Index(
        name, change.columns, change.unique, change.method, change.where, change.include, change.place
    )
    if change.only:
        return
    for child in state.children(table.name):
        if child.partition_of is not None:
            index(state, child, msgspec.structs.replace(change, name=None))


def labels_of(columns: tuple[str, ...]) -> tuple[str, ...]:
    """What PostgreSQL calls the columns of an index whose expressions are known as text."""
    found = []
    for column in columns:
        match = _CALL.match(column)
        found.append(column if not column.startswith("(") else match.group(1).lower() if match else "expr")
    return tuple(found)
