"""What the program gives to constructors: the models, classes and constants that reach a statement through ``self``.

A method of ``class Store: def __init__(self, Model)`` is judged in the frame that made the store. Where no such frame is in
view (a module made it, another object holds it), ``self.Model`` is one of what all constructions in the program pass.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scopelint.evaluate.conditions import choose, examine
from scopelint.evaluate.values import (
    Atom,
    Choice,
    Class,
    Const,
    Function,
    Instance,
    Module,
    Param,
    Ref,
    Sequence,
    TableObject,
    Term,
    Unknown,
    intern,
)

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run
    from scopelint.model.program import Program

MOST_GIVEN = 12
"""Different ways to construct one class; more, and it stays open which."""
MOST_SIDES = 6
MOST_NESTED = 3
NO_RUN = -1
"""The number of an object that is of no run: only what it was made with is told of it."""
WHICH = "which construction by"


class Constructions:
    """Every constructor call seen by any run, by constructor and by the root that made it."""

    def __init__(self, program: "Program") -> None:
        self.program = program
        self._seen: dict[str, dict[str, dict[tuple[tuple[str, Term], ...], None]]] = {}
        self.settled: dict[str, tuple[dict[str, Term], ...]] = {}
        """By constructor: its parameters in each construction of the program."""

    def entered(self, run: "Run", constructor: str) -> None:
        """A constructor was entered: its parameters stand in the scope on top."""
        scope = run.state.scopes[run.frame.scope]
        given = tuple((name, _plain(run, value)) for name, value in scope.items())
        self._seen.setdefault(constructor, {}).setdefault(run.frames[0].function, {})[given] = None

    def from_root(self, constructor: str, root: str) -> tuple[dict[str, Term], ...]:
        """What a root gave to the constructor, objects of a symbolic self left out."""
        found = self._seen.get(constructor, {}).get(root, {})
        return tuple(given for given in map(dict, found) if not any(map(self._is_symbolic, given.values())))

    def _is_symbolic(self, value: Term) -> bool:
        return isinstance(value, Param) and value.function.endswith(".__init__")

    def settle(self, constructor: str, names: Iterable[str], given: Iterable[dict[str, Term]]) -> bool:
        """Take these for all constructions there are; false if they tell nothing, or there are too many."""
        distinct: dict[tuple[tuple[str, Term], ...], None] = {}
        wanted = sorted(names)
        for one in given:
            for several in _sides([(name, one[name]) for name in wanted if name in one]):
                distinct[several] = None
        if not distinct or len(distinct) > MOST_GIVEN:
            return False
        self.settled[constructor] = tuple(map(dict, distinct))
        return True

    def argument(self, constructor: str, symbol: Param) -> Term:
        """What a constructor's parameter stands for: one of what the constructions give, else the parameter itself.

        All parameters of one constructor hang on the same condition: a store of tasks is not also a store of invoices.
        """
        result: Term | None = None
        which = intern(Unknown(f"{WHICH} {constructor}"))
        for number, given in enumerate(self.settled.get(constructor, ())):
            if symbol.name not in given:
                return symbol
            value = given[symbol.name] if _is_fixed(given[symbol.name]) else symbol
            condition = examine("opaque", which, str(number))
            result = value if result is None else choose(condition, value, result)
        return symbol if result is None else result


def is_which(atom: Atom) -> bool:
    """Whether a condition asks which construction an object came from."""
    return atom.kind == "opaque" and isinstance(atom.value, Unknown) and atom.value.reason.startswith(WHICH)


def _plain(run: "Run", value: Term) -> Term:
    """What can be told of an argument outside its run."""
    from scopelint.evaluate.freezing import freeze

    value = freeze(run, value)
    if isinstance(value, Instance) and value.class_id not in run.program.mapped:
        value = _outside(value, MOST_NESTED)
    return value if _is_fixed(value) or isinstance(value, Param | Choice) else intern(Unknown("an argument"))


def _outside(value: Instance, depth: int) -> Instance:
    """An object with the fields that mean the same outside its run: a store and the models that it was given."""
    fields = [
        (name, _outside(item, depth - 1) if isinstance(item, Instance) and depth else item)
        for name, item in value.fields
    ]
    kept = tuple((name, item) for name, item in fields if _is_fixed(item))
    return intern(Instance(value.class_id, kept, True, intern(Ref(NO_RUN, "instance", value.class_id))))


def _is_fixed(value: Term) -> bool:
    if isinstance(value, Sequence):
        return all(map(_is_fixed, value.items))
    if isinstance(value, Instance):
        return value.ref.number == NO_RUN
    return isinstance(value, Class | Const | TableObject | Module) or (
        isinstance(value, Function) and value.bound is None
    )


def _sides(given: list[tuple[str, Term]]) -> list[tuple[tuple[str, Term], ...]]:
    """One construction for each side of the choices among its arguments."""
    result: list[tuple[tuple[str, Term], ...]] = [()]
    for name, value in given:
        pending, values = [value], list[Term]()
        while pending:
            node = pending.pop()
            if isinstance(node, Choice) and len(values) + len(pending) < MOST_SIDES:
                pending.extend((node.otherwise, node.then))
            else:
                values.append(node)
        result = [(*before, (name, one)) for before in result for one in dict.fromkeys(values)]
        if len(result) > MOST_GIVEN:
            return result
    return result
