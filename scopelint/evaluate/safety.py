"""What makes an open statement safe: a guard around it, a key or a row that a scoped statement read."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import terms, typing_hints
from scopelint.evaluate.assess import Assessed, Assessor
from scopelint.evaluate.evaluated import Evaluated
from scopelint.evaluate.guards import Exit, Guards
from scopelint.evaluate.keys import Keys
from scopelint.evaluate.reads import Reads
from scopelint.evaluate.values import Attr, CallResult, Const, Function, Param, Term
from scopelint.model import body as ir
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


class Safety:
    """Settles the open tables of one program's statements. ``known`` gives what a function taught that a run did not
    enter; None while that is being found out."""

    def __init__(
        self,
        program: Program,
        assessor: Assessor,
        body_of: Callable[[str, str], "ir.Body | None"],
        known: Callable[[str], Evaluated | None],
    ) -> None:
        tenancy, heads = assessor.language.tenancy, assessor.heads
        self.program = program
        self.body_of = body_of
        self.known = known
        self.guards = Guards(program, tenancy, heads)
        self.keys = Keys(program, tenancy, heads, self._loads, self._keys_read, assessor.prove)
        self.reads = Reads(assessor, self.keys, program, self._collects)

    def settle(self, run: "Run", item: Assessed, exits: list[Exit], written: list[Assessed]) -> None:
        """Look for a guard here or (where the row is returned) left to the callers, or for a key that a scoped statement
        read. ``written`` are all statements of the root."""
        self.reads.vouch(run, item)
        if not any(table.verdict == "unscoped" for table in item.judgement.tables):
            return

        def confined(statement: Term) -> bool:
            return self.reads.is_own(run, item.seen, statement)

        def measures(value: Term) -> bool:
            return self._measures(run, item, value, written, confined)

        self.guards.apply(item, exits, measures)
        self.keys.apply(item, written, confined)
        if any(table.verdict == "unscoped" and table.cause == "by-key" for table in item.judgement.tables):
            item.needs_guard = self.guards.returns_row(item.seen, exits)

    def _measures(
        self, run: "Run", item: Assessed, value: Term, written: list[Assessed], confined: Callable[[Term], bool]
    ) -> bool:
        """Whether a row's tenant can be compared with the value: not with a literal, nor with the tenant of a row that
        anybody may own."""
        if isinstance(value, Const):
            return False
        row = value.base if isinstance(value, Attr) else value
        if isinstance(terms.root(row), Param) and not terms.is_loaded(row):
            return True  # the caller's to choose
        if not terms.is_loaded(value) and typing_hints.class_of(run, row) not in self.program.mapped:
            return True
        return self.keys.is_own(item, row, written, confined)

    def _collects(self, function_id: str) -> bool | None:
        found = self.known(function_id)
        return None if found is None else found.collects

    def _loads(self, function_id: str) -> bool | None:
        found = self.known(function_id)
        return None if found is None else found.loads

    def _keys_read(self, call: CallResult) -> list[Term]:
        """The arguments of a call that name the rows it reads, all by scoped statements."""
        function = call.function
        known = self.program.functions.get(function.id) if isinstance(function, Function) else None
        found = self.known(function.id) if known is not None and isinstance(function, Function) else None
        if known is None or found is None or not found.loads_by:
            return []
        body = self.body_of(known.path, known.outline.qualname)
        if not isinstance(body, ir.FunctionBody) or any(argument.star for argument in call.arguments):
            return []
        names = [parameter.name for parameter in body.parameters]
        if isinstance(function, Function) and function.bound is not None:
            names = names[1:]
        positional = [argument.value for argument in call.arguments if argument.keyword is None]
        given = dict(zip(names, positional, strict=False))
        given.update({argument.keyword: argument.value for argument in call.arguments if argument.keyword is not None})
        return [given[name] for name in found.loads_by if name in given]
