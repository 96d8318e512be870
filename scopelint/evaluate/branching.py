"""Two ways on from one moment: each runs under its own condition, and what follows goes on from both."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate.conditions import choose, negate
from scopelint.evaluate.doubt import Doubt
from scopelint.evaluate.state import merge
from scopelint.evaluate.values import NONE, Formula, Term

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


def branch(
    run: "Run",
    formula: Formula,
    then: Callable[[], None],
    otherwise: Callable[[], None],
    what: str = "a branch",
) -> None:
    """Do one or the other, and go on as both. What either learns holds afterwards only where it was taken."""
    if formula is True:
        return then()
    if formula is False:
        return otherwise()
    other = run.state.fork()
    if run.state.assume(formula):
        run.doubts.append(Doubt(what, formula))
        then()
        run.doubts.pop()
    after_then = run.state
    run.state = other
    if run.state.assume(negate(formula)):
        run.doubts.append(Doubt(what, formula))
        otherwise()
        run.doubts.pop()
    run.state = merge(formula, after_then, run.state)
    return None


def value_of_either(
    run: "Run", formula: Formula, then: Callable[[], Term], otherwise: Callable[[], Term], what: str = "a condition"
) -> Term:
    """The value of one of two expressions; a side that raises gives none."""
    values: dict[bool, Term] = {}

    def take(side: bool, make: Callable[[], Term]) -> None:
        value = make()
        if run.state.alive:
            values[side] = value

    branch(run, formula, lambda: take(True, then), lambda: take(False, otherwise), what)
    if len(values) == 2:
        return choose(formula, values[True], values[False])
    return next(iter(values.values()), NONE)
