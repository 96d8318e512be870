"""A run that tells of some files only: which roots in the rest of the program its verdicts hang on."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from scopelint.model.node import Place
from scopelint.model.verdict import UNKNOWN_TABLE

if TYPE_CHECKING:
    from scopelint.evaluate.roots import ProgramWorld


class Nearby:
    """What the roots that are told hang on beyond themselves and what they enter. ``told`` says whose sites are told;
    None: those of every root, and there is nothing beyond. ``evaluate`` evaluates a root and does not raise."""

    def __init__(
        self,
        world: "ProgramWorld",
        told: "Callable[[str], bool] | None",
        wanted: Callable[[str], bool],
        evaluate: Callable[[str], None],
    ) -> None:
        self.world = world
        self.told = told
        self.wanted = wanted
        self.evaluate = evaluate
        self._kin: set[str] = set()
        self._users: set[str] = set()
        self._tried: set[str] = set()
        self._chains: set[tuple[Place, ...]] = set()
        """The sites on which callers have a say."""

    def counts(self, root: str) -> bool:
        """Whether all must be known of a root that is known in a whole run: who calls it, what its class is given."""
        return self.told is None or self.told(root) or root in self._kin

    def use(self, roots: Iterable[str]) -> None:
        """Roots that call one which counts."""
        self._users.update(roots)

    def asks_callers(self, root: str) -> bool:
        """Whether the callers of a root have a say in what is told. Those of a caller have if it hands the query on, or if
        the key or the table is theirs too."""
        evaluated = self.world.evaluated[root]
        if self.counts(root):
            generic = {item.seen.chain for item in evaluated.assessed if item.is_generic(root) or item.keyed_by(root)}
            self._chains |= generic
            return bool(generic or evaluated.defers or evaluated.handed_out)
        if root not in self._users:
            return False
        asking = (item for item in evaluated.assessed if item.keyed_by(root) or UNKNOWN_TABLE in item.open_to(root))
        chains = {item.seen.chain for item in asking if item.seen.chain[1:] in self._chains}
        self._chains |= chains
        return bool(chains or evaluated.handed_out)

    def kin(self, done: Iterable[str], family: Callable[[str], frozenset[str]]) -> list[str]:
        """Roots that hang on the same constructors as those told: whether one is settled depends on all of them."""
        if self.told is None:
            return []
        constructors = {
            need.function
            for root in done
            if self.told(root)
            for item in self.world.evaluated[root].assessed
            for need in item.needs
            if need.function.endswith(".__init__")
        }
        classes = frozenset[str]().union(*map(family, constructors))
        self._kin.update(
            function.id
            for function in self.world.program.functions.values()
            if function.owner in classes and function.outline.hit and self.wanted(function.id)
        )
        return sorted(self._kin)

    def found(self) -> list[str]:
        """Functions without a word of a query that lead to one all the same: among those told, and among those that a
        root did not enter since their text promises nothing. A whole run finds them from the other end, as callers."""
        found: list[str] = []
        while fresh := [id for id in self._doubtful() if id not in self._tried]:
            self._tried.update(fresh)
            found.extend(id for id in fresh if self._leads(id))
        return found

    def _doubtful(self) -> list[str]:
        if self.told is None:
            return []
        functions = self.world.program.functions
        own = [id for id, function in functions.items() if self.told(id) and not function.outline.hit]
        left = [
            id
            for id, users in self.world.skipped.items()
            if any(self.counts(user) or user in self._users or user in self._tried for user in users)
        ]
        return [*own, *(id for id in left if id in functions and self.wanted(id))]

    def _leads(self, id: str) -> bool:
        known = id in self.world.evaluated
        self.evaluate(id)
        evaluated = self.world.evaluated[id]
        promises = self.world.promises(id)
        if evaluated.assessed or evaluated.handed_out or (evaluated.defers and promises):
            return True
        if not known and not promises:
            del self.world.evaluated[id]  # in a whole run it is no root: nobody learns from it there either
        return False
