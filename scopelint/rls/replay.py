"""Changes to the catalog they leave behind."""

from collections.abc import Callable, Iterable
from typing import Any

from scopelint.model import change as ddl
from scopelint.model.catalog import Catalog, Relation, UnknownChange
from scopelint.rls import (
    replay_keys,
    replay_objects,
    replay_policies,
    replay_privileges,
    replay_renames,
    replay_roles,
    replay_tables,
)
from scopelint.rls.state import PUBLIC, Conflict, Reading, State

MOST_CHANGES = 200_000

Apply = Callable[[State, Any], None]


def replay(changes: Iterable[ddl.Change], reading: Reading, runner: str | None = None) -> Catalog:
    """The catalog after all changes, in order. ``runner`` is the role that runs them and owns what they make.

    A change that does not fit what is known (a table that nobody created, say) is listed under ``unknown``, as is one
    that could not be read; both leave the rest alone.
    """
    replaying = Replaying(reading, runner)
    for change in changes:
        replaying.apply(change)
    return replaying.catalog()


class Replaying:
    """A catalog while changes are made to it, one by one; it can be asked in between."""

    def __init__(self, reading: Reading, runner: str | None = None) -> None:
        self.state = State(reading, runner)
        self.changes = 0

    def apply(self, change: ddl.Change) -> bool:
        """Make one change; whether it fitted what was there."""
        self.changes += 1
        if self.changes == MOST_CHANGES:
            self.state.unknown.append(UnknownChange("more changes than are replayed", "", change.place))
        before = len(self.state.unknown)
        if self.changes < MOST_CHANGES:
            apply(self.state, change)
        return len(self.state.unknown) == before

    def relation(self, name: str, schema: str | None = None) -> Relation | None:
        """A relation of that name, on the search path without a schema."""
        found = self.state.find(ddl.ObjectName(name, schema))
        return None if found is None else found.frozen()

    def relations(self, schema: str | None = None) -> list[Relation]:
        """All relations of a schema, the first of the search path if None."""
        wanted = schema if schema is not None else next(iter(self.state.search_path), PUBLIC)
        return [one.frozen() for key, one in self.state.relations.items() if self.state.schema_of(key) == wanted]

    @property
    def presumed(self) -> frozenset[str]:
        """Relations that were changed and never made: something that is not replayed makes them."""
        return frozenset(name for name, draft in self.state.relations.items() if draft.place is None)

    def catalog(self) -> Catalog:
        """The catalog so far."""
        return self.state.frozen()


def apply(state: State, change: ddl.Change) -> None:
    """One change."""
    if isinstance(change, ddl.Unread):
        state.unknown.append(UnknownChange(change.reason, change.text, change.place))
        touched = None if change.relation is None else state.find(change.relation)
        if touched is not None:
            touched.complete = False
        return
    if isinstance(change, ddl.BeginTransaction):
        return
    made = _APPLY.get(type(change))
    if made is None:
        return
    try:
        made(state, change)
    except Conflict as conflict:
        if not change.tolerant:
            state.unknown.append(UnknownChange(str(conflict), _shown(change), change.place))


def _shown(change: ddl.Change) -> str:
    words = type(change).__name__
    named = getattr(change, "table", None) or getattr(change, "name", None) or getattr(change, "view", None)
    if isinstance(named, ddl.ObjectName):
        named = named.name
    return f"{words} {named}" if isinstance(named, str) else words


_APPLY: dict[type[ddl.Change], Apply] = {
    ddl.CreateTable: replay_tables.create,
    ddl.AddColumn: replay_tables.add_column,
    ddl.DropColumn: replay_tables.drop_column,
    ddl.AlterColumn: replay_tables.alter_column,
    ddl.Attach: replay_tables.attach,
    ddl.AddConstraint: replay_keys.add_constraint,
    ddl.DropConstraint: replay_keys.drop_constraint,
    ddl.DropConstraints: replay_keys.drop_constraints,
    ddl.CreateIndex: replay_keys.create_index,
    ddl.CreateView: replay_objects.create_view,
    ddl.SetOptions: replay_objects.set_options,
    ddl.CreateRoutine: replay_objects.create_routine,
    ddl.AlterRoutine: replay_objects.alter_routine,
    ddl.CreateSequence: replay_objects.create_sequence,
    ddl.CreateSchema: replay_objects.create_schema,
    ddl.Drop: replay_objects.drop,
    ddl.Rename: replay_renames.rename,
    ddl.SetSchema: replay_renames.set_schema,
    ddl.SetOwner: replay_renames.set_owner,
    ddl.RowSecurity: replay_policies.row_security,
    ddl.CreatePolicy: replay_policies.create_policy,
    ddl.AlterPolicy: replay_policies.alter_policy,
    ddl.DropPolicy: replay_policies.drop_policy,
    ddl.AlterRole: replay_roles.alter_role,
    ddl.DropRole: replay_roles.drop_role,
    ddl.GrantRole: replay_roles.grant_role,
    ddl.DropOwned: replay_roles.owned,
    ddl.SetRole: replay_roles.set_role,
    ddl.SetSearchPath: replay_roles.set_search_path,
    ddl.EndTransaction: replay_roles.end_transaction,
    ddl.GrantOn: replay_privileges.grant,
    ddl.DefaultGrant: replay_privileges.default_grant,
}
