"""Facts about schema, policies, roles and manifest as findings, and the comments of SQL files that take them away."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from scopelint.judge.findings import Candidate, plain_candidate
from scopelint.judge.match import fires
from scopelint.model.config import Project
from scopelint.model.node import Place
from scopelint.model.protection import NOWHERE, PlacedFact
from scopelint.model.rule import Rule

NOT_EXEMPTIBLE = "hygiene"


def candidates(facts: Iterable[PlacedFact], rules: Sequence[Rule], project: Project) -> Iterator[Candidate]:
    """A finding for each rule that a fact fires. What PATHS did not choose is left out, as are tests."""
    classes = {file.path: (file.path_class, file.reported) for file in project.files}
    lines = _Lines(project.read)
    for placed in facts:
        path = placed.place.path
        path_class, reported = classes.get(path, ("migrations", project.complete))
        if not reported or path_class == "tests":
            continue
        for rule in rules:
            if fires(rule, placed.fact):
                yield _candidate(rule, placed, path_class, lines.around(placed.place))


def _candidate(rule: Rule, placed: PlacedFact, path_class: str, text: str | None) -> Candidate:
    made = plain_candidate(rule, placed.fact, placed.place, placed.subject, path_class)
    table = getattr(placed.fact, "table", None)
    finding = msgspec.structs.replace(made.finding, table=table, posture=getattr(placed.fact, "posture", None))
    lines = (placed.place.span.line,)
    return msgspec.structs.replace(made, finding=finding, lines=lines, text=text, by_path=True)


class _Lines:
    """The text of SQL files, each read once."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self.read = read
        self.files: dict[str, list[str]] = {}

    def around(self, place: Place) -> str | None:
        """A statement of an SQL file and the comment on the line above it; None elsewhere."""
        if not place.path.endswith(".sql") or place.path == NOWHERE:
            return None
        if place.path not in self.files:
            try:
                self.files[place.path] = self.read(place.path).decode("utf-8-sig", "replace").splitlines()
            except OSError:
                self.files[place.path] = []
        lines, first = self.files[place.path], place.span.line - 1
        above = lines[first - 1 : first] if first > 0 else []
        own = lines[first : place.span.end_line]
        return "\n".join([*(line for line in above if line.lstrip().startswith("--")), *own])
