"""Queries that a function returns without having run them: where no caller in view does, they are judged as they are."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scopelint.evaluate import spines, terms
from scopelint.evaluate.assess import Assessed, Assessor
from scopelint.evaluate.guards import Exit
from scopelint.evaluate.implementations import below
from scopelint.evaluate.sites import Seen, Step
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.values import Atom, Attr, Choice, Class, MethodCall, Term
from scopelint.model.node import Place
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_RETURNED = 8


def returned_queries(run: "Run", assessor: Assessor, function: str, path: str, exits: list[Exit]) -> list[Assessed]:
    """The Queries of a session that a function returns, judged on the ways out that return them."""
    found: list[Assessed] = []
    seen: set[tuple[Term, tuple[Atom, ...]]] = set()
    for way in exits:
        term = way.returned
        if not isinstance(term, MethodCall | Choice) or assessor.heads.kind(term) != "query":
            continue
        key = (term, tuple(way.known))
        if key in seen or len(seen) >= MOST_RETURNED:
            continue
        seen.add(key)
        place = _last_call(term)
        if place is not None:
            handed = Seen("statement", term, place, (Step(function, path, None),), way.known, way.facts)
            found.extend(assessor.assess(run, handed))
    return found


def of_subclasses(program: Program, exits: list[Exit]) -> bool:
    """Whether a function returns what is a query only of the mapped class that a caller calls it on: a mixin's
    ``cls.query.filter(...)``."""
    return any(_hangs_on_subclass(program, way.returned) for way in exits)


def _hangs_on_subclass(program: Program, term: Term) -> bool:
    if isinstance(term, Choice):
        return _hangs_on_subclass(program, term.then) or _hangs_on_subclass(program, term.otherwise)
    start = terms.root(term)
    if not isinstance(term, MethodCall | Attr) or not isinstance(start, Class) or start.id in program.mapped:
        return False
    return any(child in program.mapped for child in below(program, start.id))


def _last_call(term: Term) -> Place | None:
    while isinstance(term, Choice):
        term = term.then if isinstance(term.then, MethodCall | Choice) else term.otherwise
    return term.place if isinstance(term, MethodCall) else None


def heads_of(items: Iterable[Assessed], heads: Heads) -> frozenset[Place]:
    """Where the statements of sites are built."""
    found = (spines.head(item.seen.statement, heads, item.known) for item in items if item.seen.kind == "statement")
    return frozenset(place for place in found if place is not None)
