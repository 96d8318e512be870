"""Why something that is evaluated may not happen when the program runs."""

from typing import NamedTuple

from scopelint.evaluate.values import Formula


class Doubt(NamedTuple):
    """A branch, a loop or a handler around it; ``test`` is the condition that decides, where there is one."""

    reason: str
    test: Formula | None = None
