"""Views, routines, schemas, sequences, and DROP."""

import msgspec

from scopelint.model.catalog import Column, Routine
from scopelint.model.change import (
    AlterRoutine,
    CreateRoutine,
    CreateSchema,
    CreateSequence,
    CreateView,
    Drop,
    ObjectName,
    SetOptions,
)
from scopelint.rls import dropping, replay_privileges
from scopelint.rls.replay_tables import type_of
from scopelint.rls.state import Conflict, Draft, State

_ON = ("true", "on", "yes", "1", "t", "y")


def create_view(state: State, change: CreateView) -> None:
    """CREATE [OR REPLACE] [MATERIALIZED] VIEW."""
    if change.temporary:
        return
    name = state.new_name(change.view)
    known = state.relations.get(name)
    if known is not None and not (change.replace and known.kind == "view"):
        raise Conflict(f"relation {name} is there already")
    draft = Draft(name, "materialized" if change.materialized else "view", state.user, change.place)
    found = state.reading.query_outputs(change.definition, state.columns_of)
    outputs = list(found) if found is not None else []
    names = (*change.columns, *(output.name for output in outputs[len(change.columns) :]))
    for number, column in enumerate(names):
        output = outputs[number] if number < len(outputs) else None
        draft.columns[column] = Column(column, type_of(state, output), place=change.place)
    draft.complete = found is not None
    draft.definition = state.reading.without_stars(change.definition, state.columns_of)
    mentions = state.reading.query_mentions(change.definition, state.columns_of)
    draft.reads = tuple(sorted({m.relation for m in mentions if m.relation is not None and m.column is None}))
    draft.security_invoker, draft.security_barrier = change.security_invoker, change.security_barrier
    if known is not None:
        draft.owner = known.owner
    state.relations[name] = draft
    if known is None:
        replay_privileges.by_default(state, "table", name, draft.owner, change.place)


def set_options(state: State, change: SetOptions) -> None:
    """ALTER VIEW ... SET (security_invoker = true)"""
    view = state.relation(change.relation)
    for name, value in change.options:
        if name == "security_invoker":
            view.security_invoker = value in _ON
            view.places["security_invoker"] = change.place
        elif name == "security_barrier":
            view.security_barrier = value in _ON


# ---------------------------------------------------------------- routines


def create_routine(state: State, change: CreateRoutine) -> None:
    """CREATE [OR REPLACE] FUNCTION or PROCEDURE."""
    name = state.new_name(change.name)
    full = full_name(name, change.arguments)
    known = state.routines.get(full)
    if known is not None and not change.replace:
        raise Conflict(f"function {full} is there already")
    state.routines[full] = Routine(
        name,
        change.arguments,
        change.language,
        change.security_definer,
        state.user if known is None else known.owner,
        tuple(sorted(change.settings)),
        change.body,
        change.place,
    )
    if known is None:
        replay_privileges.by_default(state, "function", full, state.user, change.place)


def full_name(name: str, arguments: tuple[str, ...]) -> str:
    """``name(integer, text)``"""
    return f"{name}({', '.join(arguments)})"


def alter_routine(state: State, change: AlterRoutine) -> None:
    """ALTER FUNCTION: SECURITY, SET, RESET."""
    found = replay_privileges.routines(state, change.name, change.arguments)
    if not found:
        raise Conflict(f"function {change.name.name} is not created in what was read")
    for full in found:
        routine = state.routines[full]
        settings = dict(routine.settings)
        for name, value in change.settings:
            if name == "all" and value is None:
                settings = {}
            elif value is None:
                settings.pop(name, None)
            else:
                settings[name] = value
        definer = routine.security_definer if change.security_definer is None else change.security_definer
        state.routines[full] = msgspec.structs.replace(
            routine, security_definer=definer, settings=tuple(sorted(settings.items())), place=change.place
        )


# ---------------------------------------------------------------- the rest


def create_sequence(state: State, change: CreateSequence) -> None:
    """CREATE SEQUENCE"""
    name = state.new_name(change.name)
    if name in state.other_names:
        raise Conflict(f"sequence {name} is there already")
    state.other_names[name] = "sequence"
    replay_privileges.by_default(state, "sequence", name, state.user, change.place)


def create_schema(state: State, change: CreateSchema) -> None:
    """CREATE SCHEMA"""
    if change.name in state.schemas and not change.tolerant and change.name != "public":
        raise Conflict(f"schema {change.name} is there already")
    owner = state.user if change.owner is None else state.role_named(change.owner)
    state.schemas.setdefault(change.name, owner)


def drop(state: State, change: Drop) -> None:
    """DROP of whatever has a name of its own."""
    missing: list[str] = []
    for number, name in enumerate(change.names):
        arguments = change.arguments[number] if number < len(change.arguments) else None
        if not _dropped(state, change, name, arguments):
            missing.append(name.name)
    if missing and change.kind not in ("type", "domain", "extension", "aggregate", "sequence"):
        raise Conflict(f"{change.kind} {', '.join(missing)} is not created in what was read")


def _dropped(state: State, change: Drop, name: ObjectName, arguments: tuple[str, ...] | None) -> bool:
    match change.kind:
        case "table" | "view" | "materialized view" | "foreign table":
            draft = state.find(name)
            if draft is not None:
                dropping.relation(state, draft.name)
            return draft is not None
        case "index":
            return drop_index(state, name)
        case "sequence":
            found = [key for key in state.candidates(name) if state.other_names.pop(key, None) is not None]
            for key in found:
                dropping.privileges_of(state, "sequence", key)
            return bool(found)
        case "schema":
            return _drop_schema(state, name.name)
        case "function" | "procedure" | "routine":
            full = replay_privileges.routines(state, name, arguments)
            for one in full:
                del state.routines[one]
                dropping.privileges_of(state, "function", one)
            return bool(full)
        case "type" | "domain":
            return not change.cascade or _drop_columns_of_type(state, name)
    return True


def drop_index(state: State, name: ObjectName) -> bool:
    """DROP INDEX, on partitions too."""
    schemas = state.search_path if name.schema is None else (name.schema,)
    for draft in state.relations.values():
        if state.schema_of(draft.name) in schemas and name.name in draft.indexes:
            gone = draft.indexes.pop(name.name)
            for child in state.with_children(draft)[1:]:
                alike = next(
                    (i for i in child.indexes.values() if (i.columns, i.where) == (gone.columns, gone.where)), None
                )
                if child.partition_of is not None and alike is not None:
                    del child.indexes[alike.name]
            return True
    return False


def _drop_schema(state: State, name: str) -> bool:
    known = state.schemas.pop(name, "") != ""
    for key in [key for key in state.relations if state.schema_of(key) == name]:
        dropping.relation(state, key)
    for key in [key for key, routine in state.routines.items() if state.schema_of(routine.name) == name]:
        del state.routines[key]
        dropping.privileges_of(state, "function", key)
    for key in [key for key in state.other_names if state.schema_of(key) == name]:
        del state.other_names[key]
        dropping.privileges_of(state, "sequence", key)
    dropping.privileges_of(state, "schema", name)
    return known


def _drop_columns_of_type(state: State, name: ObjectName) -> bool:
    for key in state.candidates(name):
        spelled = state.type_name(key)
        for draft in list(state.relations.values()):
            for column in [one.name for one in draft.columns.values() if one.type in (spelled, f"{spelled}[]")]:
                dropping.column(state, draft, column)
    return True
