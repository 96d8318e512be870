"""Foreign keys that are stored: whether their values come from rows known to be the tenant's, or from outside."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from scopelint.evaluate import terms, typing_hints
from scopelint.evaluate.assess import Assessed, Assessor
from scopelint.evaluate.conditions import decide, examine, learn
from scopelint.evaluate.guards import derives
from scopelint.evaluate.keys import Keys, is_scoped, plain
from scopelint.evaluate.loaded import row_model
from scopelint.evaluate.lowering import Lowering, Undecided
from scopelint.evaluate.sites import Seen
from scopelint.evaluate.values import Attr, CallResult, Choice, Const, Element, External, Index, MethodCall, Param, Term
from scopelint.model import relation as rel
from scopelint.model.program import Program
from scopelint.model.relation import Origin
from scopelint.model.schema import Table
from scopelint.model.verdict import Judgement

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

TAKES = frozenset({"get", "pop", "model_dump", "dict", "strip", "lower", "items", "values"})
"""Methods whose result is a part of what they are called on."""
INJECTS = ("Depends", "Security")
Written = tuple[str, str, Term, Literal["insert", "update"]]
"""Table, column, value and what the statement does."""


class Stored:
    """A foreign key that one root stores. ``own``: its value is a tenant's own key, or nothing says that it comes from
    outside. ``params`` are those of the root that the value hangs on."""

    __slots__ = ("column", "item", "operation", "origin", "own", "params", "referred", "table", "value")

    def __init__(self, item: Assessed, written: Written, referred: str, own: bool, origin: Origin) -> None:
        self.item = item
        self.table, self.column, self.value, self.operation = written
        self.referred = referred
        self.own = own
        self.origin = origin
        self.params = terms.params_in(self.value)

    def is_handed_in(self, root: str) -> bool:
        """Whether the root's callers can say that the value is verified."""
        return not self.own and any(param.function == root for param in self.params)

    @property
    def key(self) -> tuple[str, str]:
        """What tells references of one site apart."""
        return (self.table, self.column)


class References:
    """Finds the foreign keys that the statements of a root store."""

    def __init__(self, program: Program, assessor: Assessor, keys: Keys) -> None:
        self.program = program
        self.assessor = assessor
        self.keys = keys
        self.tenancy = assessor.language.tenancy
        self._referred: dict[str, dict[str, str]] = {}

    def of(
        self,
        run: "Run",
        seen: list[Seen],
        assessed: list[Assessed],
        is_own: Callable[[Seen, Term], bool],
    ) -> list[Stored]:
        """The references that the sites in ``seen`` store. ``assessed`` are the root's statements with settled verdicts;
        ``is_own`` tells whether a statement (a term) reads the tenant's rows only, where a site stands."""
        found: list[Stored] = []
        known = {id(item.seen) for item in assessed}
        # what a callee could decide alone was not assessed here, and is asked of now only for what it may have checked
        others = [
            item
            for one in seen
            if id(one) not in known and one.kind in ("statement", "text", "get")
            for item in self.assessor.assess(run, one)
        ]
        every = [*assessed, *others]
        for one in seen:
            items = [item for item in assessed if item.seen is one] or (
                self.assessor.assess(run, one) if one.kind in ("insert", "merge", "statement") else []
            )
            pairs = [(item, written) for item in items for written in self._of_statement(item)]
            if one.kind == "write":
                pairs += [(self.probe(one, None), written) for written in self._of_write(run, one)]
            for item, written in pairs:
                referred = self._targets(written[0]).get(written[1])
                if referred is None:
                    continue
                probe = self.probe(one, item)
                own, origin = self._verified(run, probe, written, referred, every, is_own)
                found.append(Stored(probe, written, referred, own, origin))
        return found

    @staticmethod
    def probe(seen: Seen, item: Assessed | None) -> Assessed:
        """A copy to ask about: asking must not change what a statement hangs on."""
        probe = Assessed(seen, rel.Unseen("unresolved", ""), Judgement("other", ()), frozenset(), False, ())
        if item is not None:
            probe.query, probe.judgement, probe.known, probe.bound = item.query, item.judgement, item.known, item.bound
        return probe

    # ------------------------------------------------------------ what is stored

    def _of_statement(self, item: Assessed) -> Iterator[Written]:
        """The bound values that a statement writes, but those that its verdict is about anyway."""
        query = item.query
        pairs: list[tuple[str, rel.Expr]] = []
        operation: Literal["insert", "update"] = "insert"
        match query:
            case rel.Insert(columns=columns, source=rel.ValuesQuery(rows=rows), conflict=conflict):
                pairs = [pair for row in rows for pair in zip(columns, row, strict=False)]
                if conflict is not None:
                    pairs += [(one.column, one.value) for one in conflict.assignments]
            case rel.Update(assignments=assignments):
                pairs = [(one.column, one.value) for one in assignments]
                operation = "update"
            case _:
                return
        table = query.target.name
        tenancy = self.tenancy.tables.get(table)
        open_ = any(t.table == table and t.verdict not in ("scoped", "guarded") for t in item.judgement.tables)
        tie = tenancy.parent.columns if tenancy is not None and tenancy.parent is not None and open_ else ()
        for column, value in pairs:
            if isinstance(value, rel.Bound) and value.key in item.bound and column not in tie:
                yield table, column, item.bound[value.key], operation

    def _of_write(self, run: "Run", seen: Seen) -> Iterator[Written]:
        """``task.project_id = value`` on a loaded row."""
        lowering = Lowering(run, self.assessor.heads, self.assessor.language, seen.known, seen.facts)
        try:
            model = row_model(lowering, lowering.resolve(seen.statement))
            value = seen.arguments[0].value
        except Undecided:
            return
        mapped = self.program.mapped.get(model) if model is not None else None
        column = mapped.columns.get(seen.arguments[0].keyword or "") if mapped is not None else None
        if mapped is not None and column is not None:
            yield mapped.table, column.column, value, "update"

    def _targets(self, name: str) -> dict[str, str]:
        """Columns of a table that lead to rows of a tenant, to the table they lead to; without those that a composite
        key ties to the tenant of the row itself."""
        if name not in self._referred:
            table = self.program.schema.tables.get(name)
            self._referred[name] = {} if table is None else self._read_targets(name, table)
        return self._referred[name]

    def _read_targets(self, name: str, table: Table) -> dict[str, str]:
        tenancy = self.tenancy.tables.get(name)
        own = {column for _, column in tenancy.tenant_columns} if tenancy is not None else set()
        found: dict[str, str] = {}
        tied: set[str] = set()
        for key in table.foreign_keys:
            target = self.tenancy.tables.get(key.table)
            if target is None or target.scope not in ("tenant", "child"):
                continue
            if own.intersection(key.columns):
                tied.update(key.columns)
            else:
                found.update(dict.fromkeys(key.columns, key.table))
        return {column: target for column, target in found.items() if column not in tied}

    # ------------------------------------------------------------ where a value comes from

    def _verified(
        self,
        run: "Run",
        probe: Assessed,
        written: Written,
        referred: str,
        every: list[Assessed],
        is_own: Callable[[Seen, Term], bool],
    ) -> tuple[bool, Origin]:
        def confined(statement: Term) -> bool:
            return is_own(probe.seen, statement)

        value = plain(written[2])
        if isinstance(value, Choice):
            sides = [side for side in (plain(value.then), plain(value.otherwise)) if not isinstance(side, Const)]
            answers = [
                self._verified(run, probe, (*written[:2], side, written[3]), referred, every, is_own) for side in sides
            ]
            return next((answer for answer in answers if not answer[0]), (True, "unknown"))
        origin = terms.origin_of(run, value, self.assessor.language.principals)
        if not self._is_from_outside(run, value, referred, origin):
            return True, origin
        if self.keys.is_own_key(_where_given(probe, value), value, every, confined):
            return True, "row"
        base = value.base if isinstance(value, Attr) else value
        if any(o.seen.result is not None and derives(base, o.seen.result) and is_scoped(o) for o in every):
            return True, "row"
        return False, origin

    def _is_from_outside(self, run: "Run", value: Term, referred: str, origin: Origin) -> bool:
        """Whether the value is in view as a part of what a caller or a request hands in. A row is not: whoever read it
        answers for it; nor is what an object holds, or a framework injects."""
        if origin not in ("parameter", "request") or terms.is_loaded(value):
            return False
        node = value
        while isinstance(node, Attr | Index | Element | MethodCall | CallResult):
            if isinstance(node, MethodCall):
                if node.name not in TAKES:
                    return False
                node = node.receiver
            elif isinstance(node, CallResult):
                if not isinstance(node.function, External) or not node.arguments:
                    return False
                node = node.arguments[0].value
            else:
                if typing_hints.class_of(run, node.base) in self.program.mapped:
                    return False
                node = node.base
        if not isinstance(node, Param) or node.name in ("self", "cls") or node.function.endswith(".__init__"):
            return False
        if _is_injected(node):
            return False
        table = self.program.schema.tables.get(referred)
        untyped = typing_hints.hint_of(run, node) is None
        # ``task.id`` of who knows what: most likely a row
        return not (
            isinstance(value, Attr) and untyped and table is not None and (value.name,) in (table.primary_key, ("id",))
        )


def _where_given(probe: Assessed, value: Term) -> Assessed:
    """The statement where the value is there at all: ``if project_id: require(project_id)`` checks each that is stored,
    since a NULL refers to nobody's row."""
    seen = probe.seen
    known = learn(examine("truthy", value), seen.known)
    if known is None:
        return probe
    for fact in seen.facts:
        known = learn(decide(fact, known), known) or known
    given = Seen(
        seen.kind, seen.statement, seen.executed, seen.frames, known, seen.facts, seen.arguments, seen.receiver
    )
    given.result = seen.result
    return References.probe(given, probe)


def _is_injected(value: Param) -> bool:
    """Whether a framework makes the value: ``user = Depends(current_user)``."""
    made = value.default.function if isinstance(value.default, CallResult) else None
    return isinstance(made, External) and made.name.rsplit(".", 1)[-1] in INJECTS
