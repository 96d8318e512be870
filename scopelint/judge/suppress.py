"""Suppression comments: which findings they take away, and which of them are broken or suppress nothing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from scopelint.judge.findings import Candidate
from scopelint.model.fact import SuppressionFact
from scopelint.model.finding import Suppressed
from scopelint.model.node import Place, Span
from scopelint.model.outline import SuppressionComment
from scopelint.model.rule import Rule

HYGIENE = "hygiene"
_SQL = re.compile(r"--[ \t]*scopelint:[ \t]*ignore\[(?P<rules>[^\]\n]*)\][ \t]*(?:--)?[ \t]*(?P<reason>[^\n]*)")

Told = tuple[SuppressionFact, Place]


class Names:
    """Rule names as comments may write them: the ids, and former ids of renamed rules."""

    def __init__(self, rules: Sequence[Rule], active: Collection[str], require_reason: bool) -> None:
        self.current = {rule.id: rule.id for rule in rules}
        self.current.update({old: rule.id for rule in rules for old in rule.formerly})
        self.families = {rule.family for rule in rules}
        self.active = active
        self.require_reason = require_reason

    def fault(self, name: str) -> str | None:
        """Why ``name`` suppresses nothing, None if it is a rule."""
        if name in self.current:
            return None
        if name in self.families:
            return f"'{name}' is a family; name the rule"
        return f"no such rule as '{name}'{self._nearest(name)}"

    def _nearest(self, name: str) -> str:
        import difflib

        found = difflib.get_close_matches(name, sorted(self.current), n=1)
        return f"; did you mean '{found[0]}'?" if found else ""


class FileComments:
    """The comments of one file; ``take`` says whether one of them covers a finding, and remembers that it was used."""

    def __init__(self, path: str, comments: Sequence[SuppressionComment], names: Names) -> None:
        self.path = path
        self.names = names
        self.comments = comments
        self.used: set[tuple[int, str]] = set()

    def take(self, candidate: Candidate) -> str | None:
        """The reason of the comment that covers this finding, None if none does. Hygiene cannot be suppressed.

        A comment that names the rule counts even without its reason: ``faults`` tells that it lacks one.
        """
        if candidate.finding.family == HYGIENE:
            return None
        reason: str | None = None
        for index, comment in enumerate(self.comments):
            if not self._covers(comment, candidate):
                continue
            for name in comment.rules:
                if self.names.current.get(name) == candidate.finding.rule:
                    self.used.add((index, name))
                    reason = reason or comment.reason or "no reason given"
        return reason

    def _covers(self, comment: SuppressionComment, candidate: Candidate) -> bool:
        if comment.file_wide:
            return True
        line = comment.line + 1 if comment.own_line else comment.line
        return line in candidate.lines

    def faults(self, path_class: str) -> Iterator[Told]:
        """What is wrong with the comments of this file; ask when every finding has been offered to ``take``."""
        for index, comment in enumerate(self.comments):
            place = Place(self.path, Span(comment.line, comment.column, comment.line, comment.end_column))

            def told(fault: str, reason: str, rule: str = "", place: Place = place) -> Told:
                return SuppressionFact(fault, reason, rule, path_class, self.path), place  # type: ignore[arg-type]

            if comment.fault is not None:
                yield told("malformed", comment.fault)
            elif not comment.rules:
                yield told("no-rule", "it names no rule and suppresses nothing")
            elif not comment.reason and self.names.require_reason:
                yield told("no-reason", "it gives no reason", ", ".join(comment.rules))
            for name in dict.fromkeys(comment.rules):
                if (fault := self.names.fault(name)) is not None:
                    yield told("unknown-rule", fault, name)
                elif (index, name) not in self.used and self.names.current[name] in self.names.active:
                    yield told("unused", f"no finding of '{name}' stands here", name)


def comments_by_file(outlines: Mapping[str, Sequence[SuppressionComment]], names: Names) -> dict[str, FileComments]:
    """The comments of every file that has any."""
    return {path: FileComments(path, comments, names) for path, comments in outlines.items() if comments}


def split(
    candidates: Iterable[Candidate], files: Mapping[str, FileComments], names: Names
) -> tuple[list[Candidate], list[Suppressed]]:
    """The findings that no comment takes away, and those that one does."""
    left: list[Candidate] = []
    taken: list[Suppressed] = []
    for candidate in candidates:
        file = files.get(candidate.finding.path)
        reason = file.take(candidate) if file else None
        if reason is not None:
            taken.append(Suppressed(candidate.finding, "comment", reason))
        elif (reason := _in_sql(candidate, names)) is not None:
            taken.append(Suppressed(candidate.finding, "sql-comment", reason))
        else:
            left.append(candidate)
    return left, taken


def _in_sql(candidate: Candidate, names: Names) -> str | None:
    """The reason of a comment inside the SQL text that names this finding's rule; there it counts only with one."""
    if not candidate.text or candidate.finding.family == HYGIENE:
        return None
    for match in _SQL.finditer(candidate.text):
        rules = [names.current.get(name.strip()) for name in match["rules"].split(",")]
        reason = match["reason"].strip()
        if candidate.finding.rule in rules and (reason or not names.require_reason):
            return reason or "no reason given"
    return None
