"""Renames, moves to another schema, and new owners; names inside expressions follow, as the server's own do."""

import re
from collections.abc import Callable

import msgspec

from scopelint.model.catalog import Key
from scopelint.model.change import ObjectName, Rename, SetOwner, SetSchema
from scopelint.rls import replay_privileges
from scopelint.rls.naming import quoted
from scopelint.rls.replay_objects import full_name
from scopelint.rls.state import Conflict, Draft, Mention, PrivilegeKey, State

_QUALIFIER = re.compile(r'(?:\w+|"[^"]+")\s*\.\s*$')

Substitute = Callable[[Mention, str], "str | None"]


def rename(state: State, change: Rename) -> None:
    """RENAME of a relation, column, constraint, policy, role, schema, type or routine."""
    match change.kind:
        case "column" if change.part is not None:
            table = state.presumed(change.name, change.place, change.tolerant)
            _rename_column(state, table, change.part, change.new)
        case "constraint" if change.part is not None:
            _rename_key(state.presumed(change.name, change.place, change.tolerant), change.part, change.new)
        case "policy" if change.part is not None:
            table = state.presumed(change.name, change.place, change.tolerant)
            if change.part not in table.policies or change.new in table.policies:
                raise Conflict(f"policy {change.part} of {table.name} is not known, or {change.new} is there already")
            policy = table.policies.pop(change.part)
            table.policies[change.new] = msgspec.structs.replace(policy, name=change.new, place=change.place)
        case "role":
            _rename_role(state, change.name.name, change.new)
        case "schema":
            _rename_schema(state, change.name.name, change.new)
        case "type" | "domain":
            for old in state.candidates(change.name):
                _rename_type(state, old, state.key(state.schema_of(old), change.new))
        case "function":
            for full in replay_privileges.routines(state, change.name, change.arguments):
                name = state.routines[full].name
                move_routine(state, full, state.key(state.schema_of(name), change.new))
        case _:
            _rename_relation(state, change)


def _rename_relation(state: State, change: Rename) -> None:
    draft = state.find(change.name)
    if draft is not None:
        move(state, draft, state.key(state.schema_of(draft.name), change.new))
        return
    for key in state.candidates(change.name):
        if key in state.other_names:
            new = state.key(state.schema_of(key), change.new)
            state.other_names[new] = state.other_names.pop(key)
            _move_sequence(state, key, new)
            return
    for draft in state.relations.values():
        if _rename_index(draft, change.name.name, change.new):
            return
    if not change.tolerant:
        state.presumed(change.name, change.place, change.tolerant)
        move(
            state, state.relation(change.name), state.key(state.schema_of(state.candidates(change.name)[0]), change.new)
        )


def _rename_index(draft: Draft, old: str, new: str) -> bool:
    if old in draft.indexes:
        draft.indexes[new] = msgspec.structs.replace(draft.indexes.pop(old), name=new)
        return True
    if old in draft.unique or (draft.primary_key is not None and draft.primary_key.name == old):
        _rename_key(draft, old, new)
        return True
    return False


def _rename_key(table: Draft, old: str, new: str) -> None:
    if table.primary_key is not None and table.primary_key.name == old:
        table.primary_key = msgspec.structs.replace(table.primary_key, name=new)
    elif old in table.unique:
        table.unique[new] = msgspec.structs.replace(table.unique.pop(old), name=new)
    elif old in table.references:
        table.references[new] = msgspec.structs.replace(table.references.pop(old), name=new)
    elif old in table.checks:
        table.checks[new] = table.checks.pop(old)
    elif table.complete:
        raise Conflict(f"constraint {old} of {table.name} is not known")


# ---------------------------------------------------------------- relations


def move(state: State, draft: Draft, new: str) -> None:
    """Give a relation another name or schema, everywhere."""
    old = draft.name
    if new in state.relations:
        raise Conflict(f"relation {new} is there already")
    schema, bare = state.schema_of(new), state.bare(new)

    def substitute(mention: Mention, following: str) -> str | None:
        if (mention.relation, mention.column) != (old, None):
            return None
        return quoted(bare) if following == "." or schema == "public" else f"{quoted(schema)}.{quoted(bare)}"

    _rewrite(state, substitute)
    state.relations = {new if key == old else key: value for key, value in state.relations.items()}
    draft.name = new
    for other in state.relations.values():
        other.references = {
            key: msgspec.structs.replace(one, table=new) if one.table == old else one
            for key, one in other.references.items()
        }
        other.partition_of = new if other.partition_of == old else other.partition_of
        other.inherits = [new if name == old else name for name in other.inherits]
        other.reads = tuple(sorted(new if name == old else name for name in other.reads))
    _move_privileges(state, "table", old, new)


def _move_privileges(state: State, kind: str, old: str, new: str) -> None:
    state.privileges = {
        (key._replace(object=new) if (key.kind, key.object) == (kind, old) else key): (
            msgspec.structs.replace(one, object=new) if (key.kind, key.object) == (kind, old) else one
        )
        for key, one in state.privileges.items()
    }


def _move_sequence(state: State, old: str, new: str) -> None:
    _move_privileges(state, "sequence", old, new)
    for draft in state.relations.values():
        for name, column in draft.columns.items():
            if column.default is not None and f"'{old}'" in column.default:
                default = column.default.replace(f"'{old}'", f"'{new}'")
                draft.columns[name] = msgspec.structs.replace(column, default=default)


def _rewrite(state: State, substitute: Substitute) -> None:
    """Change names inside every expression and definition."""
    for draft in state.relations.values():
        name = draft.name

        def expression(text: str | None, name: str = name) -> str | None:
            if text is None:
                return None
            return substituted(text, state.reading.expression_mentions(text, name, state.columns_of), substitute)

        for policy in list(draft.policies.values()):
            draft.policies[policy.name] = msgspec.structs.replace(
                policy, using=expression(policy.using), with_check=expression(policy.with_check)
            )
        for index in list(draft.indexes.values()):
            columns = tuple(expression(c) or c if c.startswith("(") else c for c in index.columns)
            draft.indexes[index.name] = msgspec.structs.replace(index, columns=columns, where=expression(index.where))
        for column in list(draft.columns.values()):
            if column.generated is not None:
                draft.columns[column.name] = msgspec.structs.replace(column, generated=expression(column.generated))
        if draft.definition is not None:
            mentions = state.reading.query_mentions(draft.definition, state.columns_of)
            draft.definition = substituted(draft.definition, mentions, substitute)


def substituted(text: str, mentions: "object", substitute: Substitute) -> str:
    """The text with some of its names replaced."""
    found = sorted({(m.start, m.end): m for m in mentions}.values(), key=lambda m: -m.start)  # type: ignore[attr-defined]
    for mention in found:
        following = text[mention.end :].lstrip()[:1]
        new = substitute(mention, following)
        if new is not None:
            before = text[: mention.start]
            if mention.column is None and following != ".":
                before = _QUALIFIER.sub("", before)
            text = before + new + text[mention.end :]
    return text


# ---------------------------------------------------------------- columns


def _rename_column(state: State, table: Draft, old: str, new: str) -> None:
    if old not in table.columns and table.complete:
        raise Conflict(f"column {table.name}.{old} is not known")
    if new in table.columns:
        raise Conflict(f"column {table.name}.{new} is there already")
    for draft in state.with_children(table):
        _rename_own(state, draft, old, new)


def _rename_own(state: State, table: Draft, old: str, new: str) -> None:
    name = table.name
    _rewrite(state, lambda mention, _: quoted(new) if (mention.relation, mention.column) == (name, old) else None)

    def renamed(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if column == old else column for column in columns)

    table.columns = {
        (new if key == old else key): msgspec.structs.replace(column, name=new) if key == old else column
        for key, column in table.columns.items()
    }
    if table.primary_key is not None:
        table.primary_key = _with_columns(table.primary_key, renamed)
    table.unique = {key: _with_columns(one, renamed) for key, one in table.unique.items()}
    table.checks = {key: renamed(columns) for key, columns in table.checks.items()}
    table.references = {
        key: msgspec.structs.replace(one, columns=renamed(one.columns)) for key, one in table.references.items()
    }
    table.indexes = {
        key: msgspec.structs.replace(one, columns=renamed(one.columns), include=renamed(one.include))
        for key, one in table.indexes.items()
    }
    if table.partition_key is not None:
        table.partition_key = re.sub(rf"\b{re.escape(old)}\b", new, table.partition_key)
    for other in state.relations.values():
        other.references = {
            key: msgspec.structs.replace(one, referred_columns=renamed(one.referred_columns))
            if one.table == name
            else one
            for key, one in other.references.items()
        }
    state.privileges = {
        (key._replace(column=new) if (key.object, key.column) == (name, old) else key): (
            msgspec.structs.replace(one, column=new) if (key.object, key.column) == (name, old) else one
        )
        for key, one in state.privileges.items()
    }


def _with_columns(key: Key, renamed: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Key:
    return msgspec.structs.replace(key, columns=renamed(key.columns))


# ---------------------------------------------------------------- roles, schemas, types, routines


def _rename_role(state: State, old: str, new: str) -> None:
    if old in state.roles:
        state.roles[new] = msgspec.structs.replace(state.roles.pop(old), name=new)

    def renamed(name: str | None) -> str | None:
        return new if name == old else name

    state.members = {
        (renamed(role) or role, renamed(member) or member): msgspec.structs.replace(
            one, role=renamed(one.role), member=renamed(one.member)
        )
        for (role, member), one in state.members.items()
    }
    for draft in state.relations.values():
        draft.owner = renamed(draft.owner)
        for policy in list(draft.policies.values()):
            roles = tuple(sorted(renamed(role) or role for role in policy.roles))
            draft.policies[policy.name] = msgspec.structs.replace(policy, roles=roles)
    state.routines = {
        key: msgspec.structs.replace(one, owner=renamed(one.owner)) for key, one in state.routines.items()
    }
    state.privileges = {
        PrivilegeKey(k.kind, k.object, k.column, renamed(k.grantee) or "", k.privilege): msgspec.structs.replace(
            one, grantee=renamed(one.grantee)
        )
        for k, one in state.privileges.items()
    }


def _rename_schema(state: State, old: str, new: str) -> None:
    if old not in state.schemas:
        raise Conflict(f"schema {old} is not created in what was read")
    state.schemas[new] = state.schemas.pop(old)
    for draft in [d for d in state.relations.values() if state.schema_of(d.name) == old]:
        move(state, draft, state.key(new, state.bare(draft.name)))
    for full in [full for full, one in state.routines.items() if state.schema_of(one.name) == old]:
        move_routine(state, full, state.key(new, state.bare(state.routines[full].name)))
    for key in [key for key in state.other_names if state.schema_of(key) == old]:
        moved = state.key(new, state.bare(key))
        state.other_names[moved] = state.other_names.pop(key)
        _move_sequence(state, key, moved)
    _move_privileges(state, "schema", old, new)


def _rename_type(state: State, old: str, new: str) -> None:
    old, new = state.type_name(old), state.type_name(new)
    for draft in state.relations.values():
        for column in list(draft.columns.values()):
            if column.type in (old, f"{old}[]"):
                default = column.default
                if default is not None:
                    default = re.sub(rf"::\s*{re.escape(old)}\b", f"::{new}", default)
                draft.columns[column.name] = msgspec.structs.replace(
                    column, type=column.type.replace(old, new, 1), default=default
                )


def move_routine(state: State, full: str, new: str) -> None:
    """Give a routine another name or schema."""
    routine = state.routines.pop(full)
    moved = full_name(new, routine.arguments)
    state.routines[moved] = msgspec.structs.replace(routine, name=new)
    _move_privileges(state, "function", full, moved)


def set_schema(state: State, change: SetSchema) -> None:
    """SET SCHEMA"""
    state.schemas.setdefault(change.schema, None)
    if change.kind == "function":
        for full in replay_privileges.routines(state, change.name, change.arguments):
            move_routine(state, full, state.key(change.schema, state.bare(state.routines[full].name)))
    elif change.kind in ("type", "domain"):
        for old in state.candidates(change.name):
            _rename_type(state, old, state.key(change.schema, state.bare(old)))
    elif change.kind != "sequence":
        draft = state.relation(change.name)
        old_schema = state.schema_of(draft.name)
        move(state, draft, state.key(change.schema, state.bare(draft.name)))
        for column in draft.columns.values():
            if column.default is not None and column.default.startswith("nextval('"):
                key = column.default.split("'")[1].removeprefix("public.")
                if key in state.other_names and state.schema_of(key) == old_schema:
                    moved = state.key(change.schema, state.bare(key))
                    state.other_names[moved] = state.other_names.pop(key)
                    _move_sequence(state, key, moved)


def set_owner(state: State, change: SetOwner) -> None:
    """OWNER TO: what the new owner was granted is now his own."""
    owner = state.role_named(change.owner) or change.owner
    if change.kind == "function":
        for full in replay_privileges.routines(state, change.name, change.arguments):
            state.routines[full] = msgspec.structs.replace(state.routines[full], owner=owner)
            _forget(state, "function", full, owner)
    elif change.kind == "schema":
        state.schemas[change.name.name] = owner
        _forget(state, "schema", change.name.name, owner)
    elif change.kind in ("table", "view", "materialized view", "foreign table"):
        if state.find(change.name) is None and any(key in state.other_names for key in state.candidates(change.name)):
            return
        draft: ObjectName | Draft = state.presumed(change.name, change.place, change.tolerant)
        assert isinstance(draft, Draft)
        draft.owner = owner
        draft.places["owner"] = change.place
        _forget(state, "table", draft.name, owner)


def _forget(state: State, kind: str, name: str, owner: str) -> None:
    state.privileges = {
        key: one for key, one in state.privileges.items() if (key.kind, key.object, key.grantee) != (kind, name, owner)
    }
