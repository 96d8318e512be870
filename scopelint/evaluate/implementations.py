"""Abstract classes with one implementation: what a value annotated with an interface is an instance of."""

from collections.abc import Callable, Iterable

from scopelint.evaluate.attributes import find_member
from scopelint.model.program import Program

MOST_OVERRIDING = 12


def below(program: Program, class_id: str) -> list[str]:
    """The ids of all classes below one, in order."""
    pending, found = [class_id], dict[str, None]()
    while pending:
        fresh = [child for child in program.subclasses.get(pending.pop(), ()) if child not in found]
        found.update(dict.fromkeys(fresh))
        pending.extend(fresh)
    return sorted(found)


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

    def overriding(self, method: str, owner: str, entered: Iterable[str]) -> list[str]:
        """Subclasses that run a method of the class with other methods in place of some that it enters: one for each set
        of those."""
        functions = self.program.functions
        lines = frozenset(self.program.classes[owner].mro)
        names = sorted(
            {functions[id].outline.name for id in entered if id in functions and functions[id].owner in lines}
        )
        own = tuple(self._member(owner, name) for name in names)
        found: dict[tuple[str, ...], str] = {}
        for subclass in below(self.program, owner) if names else ():
            replaced = tuple(self._member(subclass, name) for name in names)
            if replaced == own or self._member(subclass, functions[method].outline.name) != method:
                continue
            if all(member == before or self.wanted(member) for member, before in zip(replaced, own, strict=True)):
                found.setdefault(replaced, subclass)
        return list(found.values())[:MOST_OVERRIDING]

    def _member(self, class_id: str, name: str) -> str:
        """The method that an object of the class has under a name; "" for none."""
        found = find_member(self.program, class_id, name)
        return "" if found is None else found[1]

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
        found: list[str] = []
        for id in below(self.program, class_id):
            members = self.program.classes[id].members
            written = [members[name] for name in names - self._abstract(id) if members.get(name)]
            if written and all(map(self.wanted, written)):
                found.append(id)
        return found
