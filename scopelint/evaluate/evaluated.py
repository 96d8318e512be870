"""What the evaluation of one root taught."""

from scopelint.evaluate.assess import Assessed
from scopelint.evaluate.loaded import Rows
from scopelint.evaluate.references import Stored
from scopelint.model.node import Place


class Evaluated:
    """What one root taught: its sites with verdicts, what it returns, and the project functions it entered."""

    __slots__ = ("always", "assessed", "by_chain", "collects", "cut_short", "defers", "entered", "gives", "handed_out", "hit_bound", "inert", "loads",
                 "loads_by", "references")  # fmt: skip

    def __init__(
        self,
        assessed: list[Assessed],
        entered: set[str],
        hit_bound: list[Place],
        inert: bool,
        loads: bool | None = None,
        defers: bool = False,
    ) -> None:
        self.assessed = assessed
        self.by_chain: dict[tuple[Place, ...], list[Assessed]] = {}
        for item in assessed:
            self.by_chain.setdefault(item.seen.chain, []).append(item)
        self.entered = entered
        self.hit_bound = hit_bound
        self.inert = inert
        self.defers = defers
        """It hands a caller's value to what may be a connection, or returns what may be a query of its caller's class:
        only a caller shows whether that is a statement."""
        self.loads = loads
        """It returns rows, and every statement that may have read them is scoped; None where that is not in view."""
        self.cut_short = False
        """It has more steps than are taken: what it does at its end is not known."""
        self.always = False
        """It returns a row that was found, or raises."""
        self.loads_by: frozenset[str] = frozenset()
        """Parameters that are the keys of those rows."""
        self.handed_out: list[Assessed] = []
        """Queries that it returns without having run them."""
        self.gives: Rows | None = None
        """The rows that it returns."""
        self.references: list[Stored] = []
        """The foreign keys that it stores; empty unless they were asked for."""
        self.collects: bool | None = True
        """What it returns holds no values read from everybody's rows; None where that cannot be told."""

    def add(self, other: "Evaluated", subclass: str) -> None:
        """What it does with methods of a subclass in place of its own: sites that are open then count beside."""
        for item in other.assessed:
            known = self.by_chain.setdefault(item.seen.chain, [])
            shut = all(table.verdict in ("scoped", "guarded") for table in item.judgement.tables)
            if not shut and all(_verdicts(item) != _verdicts(one) for one in known):
                item.subclass = subclass
                known.append(item)
                self.assessed.append(item)
        self.entered |= other.entered
        self.inert = self.inert and other.inert
        self.defers = self.defers or other.defers
        self.cut_short = self.cut_short or other.cut_short
        self.always = self.always and other.always
        self.loads = self.loads if self.loads == other.loads else None


def _verdicts(item: Assessed) -> list[tuple[str, str]]:
    return [(table.table, table.verdict) for table in item.judgement.tables]


def nothing() -> Evaluated:
    """What a root that could not be evaluated taught."""
    return Evaluated([], set(), [], True)
