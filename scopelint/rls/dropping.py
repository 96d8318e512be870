"""What goes with a relation or a column that is dropped."""

from scopelint.rls.state import Draft, State


def relation(state: State, name: str) -> None:
    """Take a relation away, with its privileges, what inherits from it as a partition, keys and views that need it."""
    if name not in state.relations:
        return
    for child in state.children(name):
        if child.partition_of == name:
            relation(state, child.name)
        else:
            child.inherits.remove(name)
    draft = state.relations.pop(name)
    privileges_of(state, "table", name)
    _sequences_of(state, draft)
    for other in list(state.relations.values()):
        other.references = {key: one for key, one in other.references.items() if one.table != name}
        if name in other.reads:
            relation(state, other.name)
        for policy in list(other.policies.values()):
            if any(
                mention.relation == name for mention in policy_mentions(state, other, policy.using, policy.with_check)
            ):
                del other.policies[policy.name]


def _sequences_of(state: State, draft: Draft) -> None:
    for column in draft.columns.values():
        if column.default is not None and column.default.startswith("nextval("):
            name = column.default.split("'")[1].removeprefix("public.")
            state.other_names.pop(name, None)
            privileges_of(state, "sequence", name)
        elif column.identity:
            schema = state.schema_of(draft.name)
            state.other_names.pop(state.key(schema, f"{state.bare(draft.name)}_{column.name}_seq"), None)


def privileges_of(state: State, kind: str, name: str) -> None:
    """Forget what was granted on an object."""
    for key in [key for key in state.privileges if (key.kind, key.object) == (kind, name)]:
        del state.privileges[key]


def policy_mentions(state: State, table: Draft, *texts: str | None) -> "list[_Mention]":
    """Names in a policy's expressions, in order."""
    found: list[_Mention] = []
    for text in texts:
        if text is not None:
            found += [
                _Mention(one.relation, one.column)
                for one in state.reading.expression_mentions(text, table.name, state.columns_of)
            ]
    return found


class _Mention:
    def __init__(self, relation: str | None, column: str | None) -> None:
        self.relation = relation
        self.column = column


def column(state: State, table: Draft, name: str) -> None:
    """Take a column away, with keys, indexes, policies and views that use it."""

    def uses(text: str | None) -> bool:
        return any(
            one.column == name and one.relation in (table.name, None) for one in policy_mentions(state, table, text)
        )

    own = table.columns.get(name)
    if own is not None and own.default is not None and own.default.startswith("nextval("):
        state.other_names.pop(own.default.split("'")[1].removeprefix("public."), None)
    if table.primary_key is not None and name in table.primary_key.columns:
        table.primary_key = None
    table.unique = {key: one for key, one in table.unique.items() if name not in one.columns}
    table.references = {key: one for key, one in table.references.items() if name not in one.columns}
    table.checks = {key: columns for key, columns in table.checks.items() if name not in columns}
    table.indexes = {
        key: one
        for key, one in table.indexes.items()
        if name not in one.columns
        and name not in one.include
        and not any(uses(expression) for expression in one.columns if expression.startswith("("))
        and not uses(one.where)
    }
    for key in [k for k in state.privileges if (k.kind, k.object, k.column) == ("table", table.name, name)]:
        del state.privileges[key]
    for other in list(state.relations.values()):
        other.references = {
            key: one
            for key, one in other.references.items()
            if not (one.table == table.name and name in one.referred_columns)
        }
        for policy in list(other.policies.values()):
            mentions = policy_mentions(state, other, policy.using, policy.with_check)
            if any((one.relation, one.column) == (table.name, name) for one in mentions):
                del other.policies[policy.name]
        if other.definition is not None and table.name in other.reads:
            mentioned = state.reading.query_mentions(other.definition, state.columns_of)
            if any((one.relation, one.column) == (table.name, name) for one in mentioned):
                relation(state, other.name)
    table.columns.pop(name, None)
