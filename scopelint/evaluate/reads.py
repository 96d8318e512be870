"""What was read before: whether a statement's values, keys and rows come from reads that are themselves confined."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate.assess import Assessed, Assessor
from scopelint.evaluate.keys import Keys
from scopelint.evaluate.loaded import Collected, entities, loading_statements
from scopelint.evaluate.sites import Seen
from scopelint.evaluate.values import Class, Term
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_READ_BEFORE = 3
"""How far back the reads are followed that a statement's tenant values came from."""


class Reads:
    """Judges the statements that values were read by, where they stand. ``collects`` answers for what a project
    function returns that was not entered."""

    def __init__(
        self, assessor: Assessor, keys: Keys, program: Program, collects: Callable[[str], bool | None]
    ) -> None:
        self.assessor = assessor
        self.keys = keys
        self.program = program
        self.collects = collects

    def vouch(self, run: "Run", item: Assessed, depth: int = 0) -> None:
        """A set of tenants that was read from everybody's rows confines nothing."""
        if item.values and depth < MOST_READ_BEFORE:
            self.keys.vouch(item, self.collected(run, item.seen, depth))

    def collected(self, run: "Run", seen: Seen, depth: int = 0) -> Collected:
        """The answers for collections of values at a site."""
        return Collected(
            self.assessor.heads, lambda statement: self._is_confined(run, seen, statement, depth), self.collects
        )

    def _is_confined(self, run: "Run", seen: Seen, source: Term, depth: int = 0) -> bool | None:
        """Whether a statement, where it stands, reads nobody else's rows; None where that cannot be told."""
        if isinstance(source, Class):  # session.get
            mapped = self.program.mapped.get(source.id)
            return mapped is None or mapped.table not in self.assessor.language.tenancy.tables
        verdicts = [
            table.verdict for item in self._read(run, seen, source, depth + 1) for table in item.judgement.tables
        ]
        if any(verdict in ("unscoped", "ineffective", "conditional") for verdict in verdicts):
            return False
        return None if "unknown" in verdicts else True

    def is_own(self, run: "Run", seen: Seen, source: Term) -> bool:
        """Whether the rows that a statement reads are the tenant's: a global row's key says nothing."""
        models = [self.program.mapped.get(model) for model in entities(source)]
        if not models or any(mapped is None or not self.keys.is_owned(mapped.table) for mapped in models):
            return False
        found = [table for item in self._read(run, seen, source) for table in item.judgement.tables]
        return bool(found) and all(table.verdict in ("scoped", "guarded") for table in found)

    def _read(self, run: "Run", seen: Seen, source: Term, depth: int = 0) -> list[Assessed]:
        read = Seen("statement", source, seen.executed, seen.frames, seen.known, seen.facts)
        found = self.assessor.assess(run, read)
        for item in found:
            self.vouch(run, item, depth)
        return found

    def returns_own(self, run: "Run", seen: Seen, returned: Term) -> bool | None:
        """Whether a function returns rows that only confined statements read; None where that is not in view."""
        statements = loading_statements(self.assessor.heads, returned)
        if not statements:
            return None
        if all(self.is_own(run, seen, statement) for statement in statements):
            return True
        return False if any(self._is_confined(run, seen, found) is False for found in statements) else None
