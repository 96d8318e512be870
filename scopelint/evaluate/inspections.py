"""What a migration learns when it asks the database about itself: SQLAlchemy's inspector over the schema so far."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Mapped
from typing import Protocol

from scopelint.evaluate.alembic_terms import Given
from scopelint.evaluate.values import NONE, Mapping, Sequence, Term, const, constant_text, intern
from scopelint.model.catalog import Relation
from scopelint.model.node import Place


class Database(Protocol):
    """The schema that migrations change as they are read."""

    failures: int
    """Changes that did not fit what was there."""

    def run(self, sql: str, place: Place, tolerant: bool) -> None:
        """Statements are run; ``tolerant``: those that fit."""

    def doubt(self, sql: str, reason: str, place: Place) -> None:
        """Statements may be run or not."""

    def unread(self, reason: str, text: str, place: Place) -> None:
        """Something is run that is not known."""

    def relation(self, name: str, schema: str | None) -> Relation | None:
        """A relation of that name."""

    def relations(self, schema: str | None) -> Iterable[Relation]:
        """All of a schema, None: those on the search path."""


def answer(database: Database, method: str, given: Given) -> Term | None:
    """What a method of the inspector returns; None where that is not known."""
    asked = _WHOLE.get(method)
    if asked is not None:
        return asked(database, _schema(given, 0))
    about = _ABOUT.get(method)
    if about is None:
        return None
    name = given.get(0, "table_name")
    table = constant_text(name) if name is not None else None
    if table is None:
        return None
    found = database.relation(table, _schema(given, 1 if method != "has_index" else 2))
    if found is not None and not found.complete:
        return None
    return about(found, given)


def _schema(given: Given, at: int) -> str | None:
    value = given.get(at, "schema")
    return None if value is None else constant_text(value)


def _list(items: Iterable[Term]) -> Term:
    return intern(Sequence("list", tuple(items)))


def _texts(items: Iterable[str]) -> Term:
    return _list(const(item) for item in items)


def _dict(**entries: Term) -> Term:
    return intern(Mapping(tuple((const(key), value) for key, value in entries.items())))


def _has_table(found: Relation | None, _: Given) -> Term:
    return const(found is not None and found.kind in ("table", "partitioned", "foreign", "view", "materialized"))


def _columns(found: Relation | None, _: Given) -> Term | None:
    if found is None:
        return None
    return _list(
        _dict(
            name=const(column.name),
            nullable=const(column.nullable),
            default=NONE if column.default is None else const(column.default),
        )
        for column in found.columns
    )


def _foreign_keys(found: Relation | None, _: Given) -> Term | None:
    if found is None:
        return None
    return _list(
        _dict(
            name=const(one.name),
            constrained_columns=_texts(one.columns),
            referred_schema=const(one.table.rpartition(".")[0]) if "." in one.table else NONE,
            referred_table=const(one.table.rpartition(".")[2]),
            referred_columns=_texts(one.referred_columns),
            options=_dict(**({} if one.on_delete == "no action" else {"ondelete": const(one.on_delete.upper())})),
        )
        for one in found.references
    )


def _indexes(found: Relation | None, _: Given) -> Term | None:
    if found is None:
        return None
    own = [(one.name, one.columns, one.unique) for one in found.indexes]
    own.extend((key.name, key.columns, True) for key in found.unique)
    return _list(
        _dict(name=const(name), column_names=_texts(columns), unique=const(unique))
        for name, columns, unique in sorted(own)
    )


def _has_index(found: Relation | None, given: Given) -> Term | None:
    name = given.get(1, "index_name")
    text = constant_text(name) if name is not None else None
    if text is None:
        return None
    taken = set() if found is None else {*(one.name for one in found.indexes), *(key.name for key in found.unique)}
    return const(text in taken)


def _unique(found: Relation | None, _: Given) -> Term | None:
    if found is None:
        return None
    return _list(_dict(name=const(key.name), column_names=_texts(key.columns)) for key in found.unique)


def _primary(found: Relation | None, _: Given) -> Term | None:
    if found is None:
        return None
    key = found.primary_key
    if key is None:
        return _dict(constrained_columns=_texts(()), name=NONE)
    return _dict(constrained_columns=_texts(key.columns), name=const(key.name))


def _named(*kinds: str) -> Callable[[Database, str | None], Term]:
    def names(database: Database, schema: str | None) -> Term:
        return _texts(one.name.rpartition(".")[2] for one in database.relations(schema) if one.kind in kinds)

    return names


_WHOLE: Mapped[str, Callable[[Database, str | None], Term]] = {
    "get_table_names": _named("table", "partitioned", "foreign"),
    "get_view_names": _named("view"),
    "get_materialized_view_names": _named("materialized"),
}
_ABOUT: Mapped[str, Callable[[Relation | None, Given], Term | None]] = {
    "has_table": _has_table,
    "has_index": _has_index,
    "get_columns": _columns,
    "get_foreign_keys": _foreign_keys,
    "get_indexes": _indexes,
    "get_unique_constraints": _unique,
    "get_pk_constraint": _primary,
}
