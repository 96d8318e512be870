"""Who constructs a class: found by name, evaluated, and asked what they give; those that hand it through are asked too."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate.assess import Assessed
from scopelint.evaluate.implementations import below
from scopelint.evaluate.values import Param, Term, Unknown, intern

if TYPE_CHECKING:
    from scopelint.evaluate.frames import Mentions
    from scopelint.evaluate.roots import ProgramWorld

MOST_MAKERS = 60
MOST_LEVELS = 3
NOT_IN_VIEW = intern(Unknown("a construction that is not in view"))


class Makers:
    """``mentions`` names the functions and modules whose text calls a class, or a function, by its name."""

    def __init__(self, world: "ProgramWorld", mentions: "Mentions", evaluate: Callable[[str], None]) -> None:
        self.world = world
        self.mentions = mentions
        self.evaluate = evaluate
        self.asked: set[tuple[str, str]] = set()

    def settle(self, undecided: list[tuple[str, Assessed]]) -> frozenset[str]:
        """Find the constructions that undecided statements hang on; the constructors that are settled by it."""
        wanted: dict[str, dict[str, None]] = {}
        for _, item in undecided:
            for need in sorted(item.needs, key=lambda need: (need.function, need.name)):
                if need.function.endswith(".__init__") and need.function in self.world.program.functions:
                    wanted.setdefault(need.function, {})[need.name] = None
        fresh = {id: names for id, names in wanted.items() if any((id, name) not in self.asked for name in names)}
        self.asked.update((id, name) for id, names in fresh.items() for name in names)
        return frozenset(
            constructor
            for constructor, names in fresh.items()
            if self.world.constructions.settle(constructor, names, self._given(constructor, list(names)))
        )

    def _given(self, constructor: str, names: list[str]) -> list[dict[str, Term]]:
        """Each construction; where one is not in view, one that tells nothing."""
        nothing: dict[str, Term] = dict.fromkeys(names, NOT_IN_VIEW)
        family = self.family(constructor)
        found: list[dict[str, Term]] = []
        pending, asked = family, set[str]()
        for _ in range(MOST_LEVELS):
            asked |= pending
            users = self.mentions(pending)
            handed: set[str] = set()
            for root in dict.fromkeys(user for id in sorted(users) for user in users[id]):
                if root.rpartition(".")[0] in family and root.endswith(".__init__"):
                    continue  # it hands on what those who construct the subclass give
                if len(asked) > MOST_MAKERS:
                    return [nothing]
                asked.add(root)
                self.evaluate(root)
                given = self.world.constructions.from_root(constructor, root)
                through = {one[name] for one in given for name in names if isinstance(one.get(name), Param)}
                handed.update(self._maker(param.function) for param in through if isinstance(param, Param))
                complete = [one for one in given if not any(isinstance(one.get(name), Param) for name in names)]
                found.extend(complete)
                if not given or self.world.evaluated[root].cut_short:
                    found.append(nothing)
            pending = frozenset(handed - asked)
            if not pending:
                return found
        return [*found, nothing]

    def family(self, constructor: str) -> frozenset[str]:
        """The classes that are constructed through it: its own, and every one below."""
        made = constructor.rpartition(".")[0]
        return frozenset((made, *below(self.world.program, made)))

    @staticmethod
    def _maker(function: str) -> str:
        return function.rpartition(".")[0] if function.endswith(".__init__") else function
