"""``Table(...)`` calls and ``__table_args__``: columns, keys, constraints and the schema of a table."""

from collections.abc import Callable

from scopelint.link.annotations import Annotation
from scopelint.link.columns import column_of, declared_column
from scopelint.link.drafts import ForeignKeyDraft, TableDraft
from scopelint.link.values import Entries, Known, Made, Member, Sequence, Unknown, Value, made, text, truth
from scopelint.model.node import Place

ColumnName = Callable[[Value], str | None]
"""A constraint's argument (a string, or a column) to the column's name."""


def qualified(name: str, schema: str | None) -> str:
    """``name`` in ``schema``, whose public one goes without saying."""
    return name if schema in (None, "", "public") else f"{schema}.{name}"


def unqualified(name: str) -> str:
    """A written table name without a leading ``public.``."""
    return name.removeprefix("public.")


def imperative_table(call: Made, registry: str, default_schema: str | None, place: Place) -> TableDraft | None:
    """The table that ``Table("name", metadata, ...)`` declares; None if its name is computed."""
    name = text(call.positional[0] if call.positional else call.keywords.get("name"))
    if name is None:
        return None
    schema = text(call.keywords["schema"]) if "schema" in call.keywords else default_schema
    table = TableDraft(qualified(name, schema), registry, place, imperative=True)
    table.complete = call.whole and not any(
        truth(call.keywords.get(one, Known(None))) is not False
        for one in ("autoload", "autoload_with")
        if one in call.keywords
    )
    for argument in call.positional[1:]:
        column = column_of(argument)
        if column is not None:
            draft = declared_column(column, Annotation())
            if draft.name:
                table.add(draft)
            else:
                table.complete = False
        elif isinstance(argument, Unknown):
            table.complete = False
    for argument in call.positional[1:]:
        constrain(table, argument, lambda value: _named(table, value))
    return table


def _named(table: TableDraft, value: Value) -> str | None:
    written = text(value)
    return table.named(written) if written is not None else None


def table_arguments(table: TableDraft, value: Value, column_name: ColumnName) -> bool:
    """Apply ``__table_args__``; False if part of it is out of view."""
    if isinstance(value, Entries):
        return _options(table, value)
    if not isinstance(value, Sequence):
        return False
    whole = value.whole
    for one in value.elements:
        if isinstance(one, Entries):
            whole = _options(table, one) and whole
        elif isinstance(one, Unknown):
            whole = False
        else:
            constrain(table, one, column_name)
    return whole


def schema_in(value: Value | None) -> Value | None:
    """The ``schema`` option of ``__table_args__``, if it has one."""
    options = value
    if isinstance(value, Sequence) and value.elements:
        options = value.elements[-1]
    return options.entries.get("schema") if isinstance(options, Entries) else None


def _options(table: TableDraft, options: Entries) -> bool:
    if any(truth(options.entries.get(one)) for one in ("autoload", "autoload_with")):
        table.complete = False
    return options.whole


def constrain(table: TableDraft, value: Value, column_name: ColumnName) -> None:
    """Apply one constraint or index; what is none, or names no plain columns, changes nothing."""
    call = made(value, "PrimaryKeyConstraint", "UniqueConstraint", "ForeignKeyConstraint", "Index")
    if call is None:
        return
    match getattr(value, "callee", None) and call_name(call):
        case "PrimaryKeyConstraint":
            names = _names(call.positional, column_name)
            if names:
                table.primary_key = names
        case "UniqueConstraint":
            names = _names(call.positional, column_name)
            if names:
                table.unique.append(names)
                name = text(call.keywords.get("name"))
                if name is not None:
                    table.key_names[name] = names
        case "Index":
            partial = any(key.endswith("_where") for key in call.keywords)
            if truth(call.keywords.get("unique")) is True and not partial:
                names = _names(call.positional[1:], column_name)
                if names:
                    table.unique.append(names)
        case _:
            _foreign_key(table, call, column_name)


def call_name(call: Made) -> str:
    """The last part of what is called."""
    callee = call.callee
    if isinstance(callee, Member):
        return callee.name
    ref = getattr(callee, "ref", None)
    return str(getattr(ref, "name", "")).rpartition(".")[2]


def _foreign_key(table: TableDraft, call: Made, column_name: ColumnName) -> None:
    local = call.positional[0] if call.positional else call.keywords.get("columns")
    remote = call.positional[1] if len(call.positional) > 1 else call.keywords.get("refcolumns")
    if isinstance(local, Sequence) and isinstance(remote, Sequence) and local.whole and remote.whole:
        names = _names(local.elements, column_name)
        if names and len(names) == len(remote.elements):
            table.foreign.append(ForeignKeyDraft(names, remote.elements))


def _names(values: tuple[Value, ...], column_name: ColumnName) -> tuple[str, ...]:
    """Column names, or nothing at all if one is an expression."""
    names = [column_name(value) for value in values]
    return tuple(name for name in names if name is not None) if None not in names else ()
