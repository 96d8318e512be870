"""Abstract classes with one implementation: what a value annotated with an interface is an instance of."""

from collections.abc import Callable

from scopelint.model.program import Program


class Implementations:
    """``wanted`` says of a function whether it counts: what tests implement is no part of the program."""

    def __init__(self, program: Program, wanted: Callable[[str], bool]) -> None:
        self.program = program
        self.wanted = wanted
        self._known: dict[str, str] = {}

    def of(self, class_id: str) -> str:
        """The only class that implements an abstract one; the class itself if it is none, or several do."""
        if class_id not in self._known:
            found = self._found(class_id) if self._abstract(class_id) else []
            self._known[class_id] = found[0] if len(found) == 1 else class_id
        return self._known[class_id]

    def _abstract(self, class_id: str) -> frozenset[str]:
        """Names of its own methods that subclasses must write."""
        cls = self.program.classes.get(class_id)
        if cls is None or class_id in self.program.mapped:
            return frozenset()
        return frozenset(
            method.name
            for method in cls.outline.methods
            if any(decorator.rsplit(".", 1)[-1] == "abstractmethod" for decorator in method.decorators)
        )

    def _found(self, class_id: str) -> list[str]:
        names = self._abstract(class_id)
        pending, seen = list(self.program.subclasses.get(class_id, ())), set[str]()
        found: list[str] = []
        while pending:
            id = pending.pop()
            if id in seen:
                continue
            seen.add(id)
            pending.extend(self.program.subclasses.get(id, ()))
            members = self.program.classes[id].members
            written = [members[name] for name in names - self._abstract(id) if members.get(name)]
            if written and all(map(self.wanted, written)):
                found.append(id)
        return sorted(found)
