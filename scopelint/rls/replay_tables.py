"""CREATE TABLE, its columns, partitions and inheritance."""

import msgspec

from scopelint.model.catalog import Column
from scopelint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    Attach,
    CheckSpec,
    ColumnSpec,
    CreateIndex,
    CreateTable,
    DropColumn,
    Element,
    KeySpec,
    LikeSpec,
    ObjectName,
    ReferenceSpec,
)
from scopelint.model.node import Place
from scopelint.rls import dropping, replay_keys, replay_privileges
from scopelint.rls.naming import free_name
from scopelint.rls.state import Conflict, Draft, State


def create(state: State, change: CreateTable) -> None:
    """CREATE TABLE in all forms."""
    if change.temporary:
        return
    name = state.new_name(change.table)
    if name in state.relations and (state.relations[name].complete or change.tolerant):
        raise Conflict(f"relation {name} is there already")
    presumed = state.relations.pop(name, None)
    draft = Draft(name, change.kind, state.user, change.place)
    draft.partition_key = change.partition_key
    parents = [state.relation(parent) for parent in (*change.inherits, *_parents(change))]
    state.relations[name] = draft
    if presumed is not None:  # what was said of it before it was seen
        draft.policies, draft.row_security, draft.forced = presumed.policies, presumed.row_security, presumed.forced
    for parent in parents:
        _inherit_columns(draft, parent, change.place)
    draft.inherits = [state.relation(parent).name for parent in change.inherits]
    for element in change.elements:
        _column_element(state, draft, element, change.place)
    if change.query is not None:
        _from_query(state, draft, change)
    if change.partition_of is not None:
        parent = state.relation(change.partition_of)
        draft.partition_of = parent.name
        _adopt_keys(state, draft, parent, change.place)
    _constraints(state, draft, change.elements, change.place)
    _indexes_of_like(state, draft, change)
    replay_privileges.by_default(state, "table", name, draft.owner, change.place)


def _parents(change: CreateTable) -> tuple[ObjectName, ...]:
    return () if change.partition_of is None else (change.partition_of,)


def _inherit_columns(draft: Draft, parent: Draft, place: Place) -> None:
    draft.complete = draft.complete and parent.complete
    for column in parent.columns.values():
        own = draft.columns.get(column.name)
        kept = msgspec.structs.replace(
            column, identity="" if draft.partition_of is None else column.identity, place=place
        )
        draft.columns[column.name] = kept if own is None else _merged(own, kept)
    draft.checks.update(parent.checks)


def _merged(one: Column, other: Column) -> Column:
    return msgspec.structs.replace(one, nullable=one.nullable and other.nullable, default=other.default or one.default)


def _column_element(state: State, draft: Draft, element: Element, place: Place) -> None:
    if isinstance(element, LikeSpec):
        _like(state, draft, element, place)
    elif isinstance(element, ColumnSpec):
        own = draft.columns.get(element.name)
        made = new_column(state, draft, element, place)
        if own is not None:  # the column of a partition, or one merged with an inherited one
            made = msgspec.structs.replace(
                made,
                type=element.type or own.type,
                nullable=made.nullable and own.nullable,
                default=made.default if element.default is not None else own.default,
                generated=made.generated or own.generated,
                identity=made.identity or own.identity,
            )
        draft.columns[element.name] = made


def new_column(state: State, draft: Draft, spec: ColumnSpec, place: Place) -> Column:
    """A column, and for a serial one its sequence."""
    default = spec.default
    if default is not None and default.strip().lower() == "null":
        default = None
    if spec.serial or spec.identity:
        schema = state.schema_of(draft.name)
        sequence = free_name(state.bare(draft.name), spec.name, "seq", state.taken(schema).__contains__)
        state.other_names[state.key(schema, sequence)] = "sequence"
        if spec.serial:
            default = f"nextval('{state.key(schema, sequence)}'::regclass)"
            replay_privileges.by_default(state, "sequence", state.key(schema, sequence), draft.owner, place)
    return Column(
        spec.name, spec.type, spec.nullable and not spec.identity, default, spec.identity, spec.generated, place
    )


def _like(state: State, draft: Draft, element: LikeSpec, place: Place) -> None:
    model = state.relation(element.table)
    draft.complete = draft.complete and model.complete
    for column in model.columns.values():
        draft.columns[column.name] = Column(
            column.name,
            column.type,
            column.nullable,
            column.default if "defaults" in element.including else None,
            column.identity if "identity" in element.including else "",
            column.generated if "generated" in element.including else None,
            place,
        )
    if "constraints" in element.including:
        draft.checks.update(model.checks)


def _indexes_of_like(state: State, draft: Draft, change: CreateTable) -> None:
    for element in change.elements:
        if isinstance(element, LikeSpec) and "indexes" in element.including:
            copy_keys(state, draft, state.relation(element.table), change.place)


def _from_query(state: State, draft: Draft, change: CreateTable) -> None:
    """AS SELECT: the names of the result, and the types of those that are columns."""
    found = state.reading.query_outputs(change.query or "", state.columns_of)
    outputs = list(found) if found is not None else []
    names = change.query_columns or tuple(output.name for output in outputs)
    draft.complete = found is not None or bool(change.query_columns)
    for number, name in enumerate(names):
        source = outputs[number] if number < len(outputs) else None
        draft.columns[name] = Column(name, type_of(state, source), place=change.place)


def type_of(state: State, output: object) -> str:
    """The type of a result's column, "" where it is computed."""
    relation, column = getattr(output, "relation", None), getattr(output, "column", None)
    draft = state.relations.get(relation) if relation is not None else None
    found = draft.columns.get(column or "") if draft is not None else None
    return found.type if found is not None else ""


def _constraints(state: State, draft: Draft, elements: tuple[Element, ...], place: Place) -> None:
    """Keys first, so that a reference to the table itself finds its primary key."""
    name = draft.name
    for kind in (CheckSpec, KeySpec, ReferenceSpec):
        ordered = [element for element in elements if isinstance(element, kind)]
        if kind is KeySpec:
            ordered = [*_distinct_keys([element for element in ordered if isinstance(element, KeySpec)])]
        for element in ordered:
            if isinstance(element, (KeySpec, ReferenceSpec, CheckSpec)):
                replay_keys.constrain(state, state.relations[name], element, place)


def _distinct_keys(keys: list[KeySpec]) -> list[KeySpec]:
    """Primary key first; of keys on the same columns in one statement the first stays, by whatever name one has."""
    kept: dict[tuple[str, ...], KeySpec] = {}
    for key in sorted(keys, key=lambda key: key.kind != "primary"):
        first = kept.setdefault(key.columns, key)
        if first is not key and first.name is None:
            kept[key.columns] = msgspec.structs.replace(first, name=key.name)
    return list(kept.values())


# ---------------------------------------------------------------- partitions and inheritance


def _adopt_keys(state: State, draft: Draft, parent: Draft, place: Place) -> None:
    """A partition has the keys, indexes and foreign keys of its parent."""
    copy_keys(state, draft, parent, place, adopting=True)
    for reference in parent.references.values():
        same = any(
            (own.columns, own.table, own.referred_columns)
            == (reference.columns, reference.table, reference.referred_columns)
            for own in draft.references.values()
        )
        if not same:
            name = reference.name
            if name in state.constraints(state.schema_of(draft.name)) and name in draft.references:
                name = replay_keys.reference_name(state, draft, reference.columns)
            draft.references[name] = msgspec.structs.replace(reference, name=name, place=place)


def copy_keys(state: State, draft: Draft, model: Draft, place: Place, adopting: bool = False) -> None:
    """Keys and indexes like those of another table, under names of their own; those it has already are adopted."""
    if model.primary_key is not None and draft.primary_key is None:
        replay_keys.constrain(state, draft, KeySpec("primary", model.primary_key.columns), place)
    for key in model.unique.values():
        if not (adopting and any(own.columns == key.columns for own in draft.unique.values())):
            replay_keys.constrain(state, draft, KeySpec("unique", key.columns), place)
    for index in model.indexes.values():
        alike = any(
            (own.columns, own.unique, own.method, own.where) == (index.columns, index.unique, index.method, index.where)
            for own in draft.indexes.values()
        )
        if not (adopting and alike):
            made = CreateIndex(
                place,
                table=ObjectName(draft.name),
                columns=index.columns,
                labels=replay_keys.labels_of(index.columns),
                unique=index.unique,
                method=index.method,
                where=index.where,
                include=index.include,
            )
            replay_keys.index(state, draft, made)


def attach(state: State, change: Attach) -> None:
    """ATTACH and DETACH PARTITION, INHERIT and NO INHERIT."""
    parent, child = state.relation(change.parent), state.relation(change.child)
    if change.inheritance:
        if change.attached and parent.name not in child.inherits:
            child.inherits.append(parent.name)
        elif not change.attached and parent.name in child.inherits:
            child.inherits.remove(parent.name)
        return
    child.partition_of = parent.name if change.attached else None
    if change.attached:
        for column in parent.columns.values():
            own = child.columns.get(column.name)
            if own is not None and not column.nullable:
                child.columns[column.name] = msgspec.structs.replace(own, nullable=False)
        for one in state.with_children(child):
            _adopt_keys(state, one, parent, change.place)


# ---------------------------------------------------------------- columns


def add_column(state: State, change: AddColumn) -> None:
    """ADD COLUMN, on the table and those that inherit from it."""
    table = state.presumed(change.table, change.place, change.tolerant)
    spec = change.elements[0]
    assert isinstance(spec, ColumnSpec)
    if spec.name in table.columns:
        if change.column_tolerant or not table.complete:
            return
        raise Conflict(f"column {table.name}.{spec.name} is there already")
    for draft in state.with_children(table):
        made = new_column(state, draft, spec, change.place)
        own = draft.columns.get(spec.name)
        draft.columns[spec.name] = made if own is None else _merged(own, made)
    for element in change.elements[1:]:
        if isinstance(element, (KeySpec, ReferenceSpec, CheckSpec)):
            replay_keys.add_constraint(
                state, AddConstraint(change.place, table=state.object_name(table), constraint=element)
            )


def drop_column(state: State, change: DropColumn) -> None:
    """DROP COLUMN: keys, indexes and (CASCADE) what else hangs on it go too."""
    table = state.presumed(change.table, change.place, change.tolerant)
    if change.column not in table.columns:
        if change.column_tolerant or not table.complete:
            return
        raise Conflict(f"column {table.name}.{change.column} is not known")
    for draft in [table] if change.only else state.with_children(table):
        dropping.column(state, draft, change.column)


def alter_column(state: State, change: AlterColumn) -> None:
    """ALTER COLUMN, on the table and those that inherit from it."""
    table = state.presumed(change.table, change.place, change.tolerant)
    if change.column not in table.columns:
        if table.complete:
            raise Conflict(f"column {table.name}.{change.column} is not known")
        table.columns[change.column] = Column(change.column, "", place=change.place)
    for draft in [table] if change.only else state.with_children(table):
        column = draft.columns.get(change.column)
        if column is None:
            continue
        own_only = draft is not table and draft.partition_of is None
        draft.columns[change.column] = _altered(state, draft, column, change, own_only)


def _altered(state: State, draft: Draft, column: Column, change: AlterColumn, inherited: bool) -> Column:
    type_, nullable, default = column.type, column.nullable, column.default
    identity, generated = column.identity, column.generated
    if change.type is not None:
        type_ = change.type
    if change.nullable is not None:
        nullable = change.nullable
    if change.default is not None:
        default = None if change.default.strip().lower() in ("", "null") else change.default
    if change.generated is not None:
        generated = change.generated or None
    if change.identity is not None and not inherited:
        if change.identity and not identity:
            nullable = False
            schema = state.schema_of(draft.name)
            made = free_name(state.bare(draft.name), column.name, "seq", state.taken(schema).__contains__)
            state.other_names[state.key(schema, made)] = "sequence"
        identity = change.identity
    return Column(column.name, type_, nullable, default, identity, generated, change.place)
