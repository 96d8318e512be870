"""A database as migrations make it, statement by statement; and several of them as one catalog."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from scopelint.model.catalog import Catalog, Relation
from scopelint.model.change import Change, CreateRoutine, ObjectName, Unread
from scopelint.model.node import Node, Place
from scopelint.rls.replay import Replaying
from scopelint.rls.state import Reading

Read = Callable[[str, str, Place], tuple[Change, ...]]
SHOWN = 200
N = TypeVar("N", bound=Node)


class Database:
    """What was made so far. ``read`` turns SQL text into changes; ``failures`` counts those that did not fit."""

    def __init__(self, reading: Reading, read: Read, runner: str | None = None) -> None:
        self._replaying = Replaying(reading, runner)
        self._read = read
        self.failures = 0
        self.functions: list[str] = []
        """Statements that make functions, in order."""

    def change(self, changes: Iterable[Change]) -> None:
        """Make changes that were read already."""
        for change in changes:
            self.failures += not self._replaying.apply(change)

    def run(self, sql: str, place: Place, tolerant: bool = False) -> None:
        """Run statements that stand at ``place``; ``tolerant``: those that fit what is there."""
        changes = self._read(sql, place.path, place)
        if any(isinstance(change, CreateRoutine) for change in changes):
            self.functions.append(sql)
        self.change(msgspec.structs.replace(one, tolerant=True) for one in changes) if tolerant else self.change(
            changes
        )

    def doubt(self, sql: str, reason: str, place: Place) -> None:
        """Statements that may be run or not: each change is told as unknown, its relation as not known whole."""
        for change in self._read(sql, place.path, place):
            if getattr(change, "temporary", False):
                continue
            about = getattr(change, "table", None) or getattr(change, "view", None) or getattr(change, "relation", None)
            relation = about if isinstance(about, ObjectName) else None
            self._replaying.apply(Unread(place, reason=reason, text=sql.strip()[:SHOWN], relation=relation))

    def unread(self, reason: str, text: str, place: Place) -> None:
        """Something was run that is not known."""
        self._replaying.apply(Unread(place, reason=reason, text=text.strip()[:SHOWN]))

    def relation(self, name: str, schema: str | None = None) -> Relation | None:
        """A relation of that name."""
        return self._replaying.relation(name, schema)

    def relations(self, schema: str | None = None) -> list[Relation]:
        """All relations of a schema."""
        return self._replaying.relations(schema)

    @property
    def presumed(self) -> frozenset[str]:
        """Relations that were changed or dropped, and that nothing read so far makes."""
        return self._replaying.presumed

    @property
    def made(self) -> frozenset[str]:
        """Relations that were made."""
        return frozenset(self._replaying.state.relations) - self.presumed

    def catalog(self) -> Catalog:
        """The catalog so far."""
        return self._replaying.catalog()


def merged(catalogs: Iterable[Catalog]) -> Catalog:
    """Several catalogs as one: what two of them have is taken from the first."""
    found = list(catalogs)
    relations: dict[str, Relation] = {}
    for one in found:
        for name, relation in one.relations.items():
            known = relations.get(name)
            if known is None or (known.place is None and relation.place is not None):
                relations[name] = relation
    return Catalog(
        {name: relations[name] for name in sorted(relations)},
        _first(one.routines for one in found),
        _first(one.roles for one in found),
        _distinct(node for one in found for node in one.members),
        _distinct(node for one in found for node in one.privileges),
        _distinct(node for one in found for node in one.default_privileges),
        tuple(dict.fromkeys(node for one in found for node in one.unknown)),
    )


def _first(mappings: Iterable[dict[str, N]]) -> dict[str, N]:
    whole: dict[str, N] = {}
    for mapping in mappings:
        for name, node in mapping.items():
            whole.setdefault(name, node)
    return dict(sorted(whole.items()))


def _distinct(nodes: Iterable[N]) -> tuple[N, ...]:
    found: dict[object, N] = {}
    for node in nodes:
        found.setdefault(msgspec.structs.replace(node, place=None), node)
    return tuple(found.values())
