"""Facts of one file, kept by its content for as long as the process lives: the next look at the same bytes reads nothing."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from scopelint.model.body import Body
from scopelint.model.outline import Outline

MOST_FILES = 20_000
"""Files that are kept, the latest asked for: a large project, and what a change made of it."""


class Facts:
    """The outline and the bodies of one file that were read so far."""

    def __init__(self) -> None:
        self._outline: Outline | None = None
        self._bodies: dict[str, Body | None] = {}

    def outline(self, read: Callable[[], Outline]) -> Outline:
        """The outline; ``read`` is called the first time."""
        if self._outline is None:
            self._outline = read()
        return self._outline

    def bodies(
        self, qualnames: Iterable[str], read: Callable[[list[str]], Mapping[str, Body]]
    ) -> dict[str, Body | None]:
        """Bodies by name, None where the file has no such definition; ``read`` is asked for those that are new."""
        wanted = list(qualnames)
        new = [qualname for qualname in wanted if qualname not in self._bodies]
        if new:
            found = read(new)
            self._bodies.update({qualname: found.get(qualname) for qualname in new})
        return {qualname: self._bodies[qualname] for qualname in wanted}


@lru_cache(maxsize=MOST_FILES)
def facts_of(path: str, source: bytes) -> Facts:
    """The facts of these bytes under this path, which places name."""
    return Facts()
