"""Mutable values as they are now: what goes into a recorded call must not change afterwards."""

from typing import TYPE_CHECKING

from scopelint.evaluate.conditions import choose
from scopelint.evaluate.values import (
    Appended,
    Choice,
    Each,
    Instance,
    Mapping,
    Ref,
    Sequence,
    Spread,
    Term,
    Updated,
    intern,
)

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

DEEPEST = 6
CONTAINERS = (Ref, Sequence, Mapping, Appended, Updated, Choice, Spread, Each)


def freeze(run: "Run", value: Term) -> Term:
    """A value with every mutable part replaced by its content now, as it goes into a recorded call."""
    return _Freezing(run).of(value, DEEPEST)


class _Freezing:
    """One freeze: what was frozen once is not frozen again, however often it is shared."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.done: dict[tuple[Term, int], Term] = {}

    def of(self, value: Term, depth: int) -> Term:
        """The frozen value, down to a depth of containers in containers."""
        if depth <= 0 or not isinstance(value, CONTAINERS):
            return value
        key = (value, depth)
        found = self.done.get(key)
        if found is None:
            self.done[key] = value
            found = self.done[key] = self._of(value, depth)
        return found

    def _of(self, value: Term, depth: int) -> Term:
        match value:
            case Ref(kind="instance", class_id=class_id) if class_id is not None:
                fields = self.run.state.heap.get(value.number)
                if not isinstance(fields, dict):
                    return value
                frozen = tuple((name, self.of(item, depth - 2)) for name, item in fields.items())
                return intern(Instance(class_id, frozen, "**" in fields, value))
            case Ref():
                inner = self.run.state.heap.get(value.number)
                return value if inner is None or isinstance(inner, dict) else self.of(inner, depth - 1)
            case Sequence():
                return intern(Sequence(value.kind, tuple(self.of(item, depth - 1) for item in value.items)))
            case Mapping():
                return intern(Mapping(tuple((key, self.of(item, depth - 1)) for key, item in value.entries)))
            case Appended():
                return intern(Appended(self.of(value.base, depth), self.of(value.item, depth - 1), value.spread))
            case Updated():
                return intern(Updated(self.of(value.base, depth), value.key, self.of(value.value, depth - 1)))
            case Choice():
                return choose(value.condition, self.of(value.then, depth), self.of(value.otherwise, depth))
            case Spread():
                return intern(Spread(self.of(value.value, depth - 1)))
            case Each():
                return intern(Each(self.of(value.value, depth - 1), value.over))
        return value
