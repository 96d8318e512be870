"""Guards: a row loaded without its tenant is compared and rejected before use, or its key came from a scoped read."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from scopelint.evaluate.assess import Assessed
from scopelint.evaluate.conditions import row_found
from scopelint.evaluate.sites import Seen
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.state import State
from scopelint.evaluate.terms import children
from scopelint.evaluate.values import (
    Atom,
    Attr,
    CallResult,
    Choice,
    Class,
    Conjunction,
    Const,
    Disjunction,
    Element,
    Formula,
    Function,
    Index,
    MethodCall,
    Negation,
    Term,
)
from scopelint.model.program import Program
from scopelint.model.schema import Tenancy
from scopelint.model.verdict import Judgement, TableVerdict

LOOKS = ("by-key", "none", "other-table-confined")


class Exit:
    """One way out of a function: what is known there and what is returned."""

    __slots__ = ("facts", "known", "returned")

    def __init__(self, state: State, returned: Term) -> None:
        self.known = state.known
        self.facts = state.facts
        self.returned = returned

    @property
    def finds(self) -> bool:
        """Whether a row was there on the way."""
        return self.known.get(row_found(self.returned), False)


class Guarded(NamedTuple):
    """An open row, the attributes that hold its tenant, and what they may be compared with."""

    row: Term
    names: frozenset[str]
    measures: Callable[[Term], bool]


class Guards:
    """Looks for guards around the open reads of one root."""

    def __init__(self, program: Program, tenancy: Tenancy, heads: Heads) -> None:
        self.program = program
        self.heads = heads
        self.attributes = _tenant_attributes(program, tenancy)

    def apply(self, item: Assessed, exits: list[Exit], measures: Callable[[Term], bool]) -> None:
        """Turn the item's open tables to ``guarded`` where a guard stands on every way out. ``measures`` says of a value
        whether a tenant can be compared with it: with that of anybody's row it cannot."""
        tables = tuple(self._guarded(item, table, exits, measures) for table in item.judgement.tables)
        if tables != item.judgement.tables:
            before = item.judgement
            item.judgement = Judgement(before.operation, tables, before.partial, before.notes)

    def _guarded(
        self, item: Assessed, table: TableVerdict, exits: list[Exit], measures: Callable[[Term], bool]
    ) -> TableVerdict:
        if table.verdict != "unscoped" or table.cause not in LOOKS:
            return table
        names = self.attributes.get(table.table, frozenset())
        seen = item.seen
        if seen.kind in ("delete-row", "update-row", "write"):
            held = names and self._holds(seen.known, seen.facts, Guarded(seen.statement, names, measures))
        else:
            row = None if seen.result is None else Guarded(seen.result, names, measures)
            through = [way for way in exits if not _contradicts(way.known, seen.known)]
            held = (
                row is not None
                and any(self._mentions_guard(way, row) for way in through)  # not only: there is no such row
                and all(self._rejects(way, row) for way in through)
            )
        if not held:
            return table
        return msgspec.structs.replace(
            table,
            verdict="guarded",
            steps=(
                *table.steps,
                f"the loaded row's {'/'.join(sorted(names))} is compared and rejected before it is used",
            ),
        )

    def _rejects(self, way: Exit, row: "Guarded") -> bool:
        if self._holds(way.known, way.facts, row):
            return True
        return isinstance(way.returned, Const) and self._mentions_guard(way, row)

    def _mentions_guard(self, way: Exit, row: "Guarded") -> bool:
        """A way out with a constant, on which the comparison was made and failed."""
        formulas = (*way.known, *way.facts)
        return any(self._compares(atom, row) for formula in formulas for atom in _atoms(formula))

    def _holds(self, known: Mapping[Atom, bool], facts: tuple[Formula, ...], row: "Guarded") -> bool:
        if any(self._settles(atom, holds, row) for atom, holds in known.items()):
            return True
        return any(self._settled(fact, row) for fact in facts)

    def _settled(self, fact: Formula, row: "Guarded") -> bool:
        match fact:
            case Atom():
                return self._settles(fact, True, row)
            case Negation(item=Atom() as atom):
                return self._settles(atom, False, row)
            case Conjunction():
                return any(self._settled(item, row) for item in fact.items)
            case Disjunction():
                return all(self._settled(item, row) for item in fact.items)
        return False

    def _settles(self, atom: Atom, holds: bool, row: "Guarded") -> bool:
        """The row belongs to the tenant it was compared with, or there is no row."""
        if atom.kind == "equal":
            return holds and self._compares(atom, row)
        absent = (atom.kind == "none" and holds) or (atom.kind == "truthy" and not holds)
        return absent and derives(atom.value, row.row) and not isinstance(atom.value, Attr)

    @staticmethod
    def _compares(atom: Atom, row: "Guarded") -> bool:
        if atom.kind != "equal" or not isinstance(atom.detail, Term):
            return False
        for side, other in ((atom.value, atom.detail), (atom.detail, atom.value)):
            side = _unconverted(side)
            if isinstance(side, Attr) and side.name in row.names and derives(side.base, row.row):
                return row.measures(_unconverted(other))
        return False

    def returns_row(self, seen: Seen, exits: list[Exit]) -> bool:
        """Whether a way out hands the loaded row to the caller, who may guard it."""
        return seen.result is not None and any(_contains(way.returned, seen.result) for way in exits)


def _tenant_attributes(program: Program, tenancy: Tenancy) -> dict[str, frozenset[str]]:
    """Table to the attributes that hold its tenant."""
    found: dict[str, set[str]] = {}
    for mapped in program.mapped.values():
        table = tenancy.tables.get(mapped.table)
        if table is None:
            continue
        columns = {column for _, column in table.tenant_columns}
        names = {name for name, column in mapped.columns.items() if column.column in columns}
        found.setdefault(mapped.table, set()).update(names)
    return {table: frozenset(names) for table, names in found.items()}


def _unconverted(value: Term) -> Term:
    while isinstance(value, CallResult) and len(value.arguments) == 1:  # str(row.org_id)
        value = value.arguments[0].value
    return value


def derives(value: Term, row: Term) -> bool:
    """Whether a value is the loaded row, or one row of the loaded rows."""
    node = value
    for _ in range(30):
        if node is row:
            return True
        match node:
            case MethodCall():
                node = node.receiver
            case Element() | Index():
                node = node.base
            case Choice():
                return derives(node.then, row) or derives(node.otherwise, row)
            case _:
                return False
    return False


def _contains(value: Term, row: Term) -> bool:
    stack, seen = [value], set()
    while stack:
        node = stack.pop()
        if node is row:
            return True
        if node in seen or isinstance(node, Class | Function):
            continue
        seen.add(node)
        if isinstance(node, Attr):
            continue  # a column of the row is not the row
        stack.extend(children(node))
    return False


def _contradicts(known: Mapping[Atom, bool], other: Mapping[Atom, bool]) -> bool:
    return any(known.get(atom, holds) is not holds for atom, holds in other.items())


def _atoms(formula: Formula) -> list[Atom]:
    from scopelint.evaluate.conditions import atoms

    return list(atoms(formula))
