"""Which of the tool's words are about a labelled site: by path and line, and by table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.field.label import Label

WORST_FIRST = ("unscoped", "ineffective", "conditional", "unknown", "guarded", "scoped")
LOUDEST_FIRST = ("error", "warning", "info")
ANY_TABLE = "?"  # the tool's word for a statement whose tables it cannot name


@dataclass(frozen=True)
class Answer:
    """What the tool says of one labelled site and one table."""

    label: Label
    seen: bool  # it reports the site at all
    verdict: str | None  # the worst; None: it does not name the table here
    severity: str | None  # the loudest finding that calls the table open, in whole or in part
    rule: str | None

    @property
    def flagged(self) -> bool:
        """Told as an error or a warning."""
        return self.severity in ("error", "warning")


def answers(told: Mapping[str, Any], labels: Iterable[Label], ends: Mapping[tuple[str, int], int]) -> list[Answer]:
    """One for each label, and one for each table that the tool flags where the reader saw no tenant table.

    ``ends`` gives the last line of the call at a labelled path and line.
    """
    sites = [_Told(site) for site in told["sites"]]
    findings = [_Told(finding) for finding in told["findings"] if _opens(finding)]
    answered: list[Answer] = []
    for label in labels:
        last = ends.get((label.path, label.line), label.line)
        here, said = _at(sites, label, last), _at(findings, label, last)
        seen = bool(here or said)
        if label.table:
            answered.append(_answer(label, seen, here, said))
            continue
        flagged = {_plain(finding["table"]) for finding in said if finding["severity"] != "info"}
        answered.extend(_answer(label, seen, here, said, table) for table in sorted(flagged))
        if not flagged:
            answered.append(Answer(label, seen, None, None, None))
    return answered


def _opens(finding: Mapping[str, Any]) -> bool:
    """A finding of family scope that calls its table open; ``guarded`` and ``unknown`` are no such claim."""
    return (
        finding["family"] == "scope"
        and finding["table"] is not None
        and finding["verdict"] in ("unscoped", "ineffective", "conditional")
    )


@dataclass(frozen=True)
class _Told:
    data: Mapping[str, Any]

    def points(self) -> set[tuple[str, int]]:
        """Where the statement is handed over and where it was first built."""
        ends = [self.data.get("executed"), self.data.get("origin"), *self.data.get("related", ())]
        return {(place["path"], place["line"]) for place in ends if place}

    def spans(self, path: str, first: int, last: int) -> bool:
        return bool(self.data["path"] == path and self.data["line"] <= last and self.data["end_line"] >= first)


def _at(told: Iterable[_Told], label: Label, last: int) -> list[Mapping[str, Any]]:
    """Those with a point inside the labelled call; if there are none, those whose own lines touch it.

    A frame's lines may hold several statements (``f(session.query(A), session.query(B))``), so the points go first.
    """
    told = list(told)
    lines = range(label.line, last + 1)
    exact = [one for one in told if any(path == label.path and line in lines for path, line in one.points())]
    return [one.data for one in exact or [one for one in told if one.spans(label.path, label.line, last)]]


def _answer(
    label: Label,
    seen: bool,
    here: Iterable[Mapping[str, Any]],
    said: Iterable[Mapping[str, Any]],
    table: str | None = None,
) -> Answer:
    wanted = table or label.table.lower()
    verdicts = [verdict for site in here for name, verdict in site["tables"].items() if _plain(name) == wanted]
    verdicts = verdicts or [site["tables"][ANY_TABLE] for site in here if ANY_TABLE in site["tables"]]
    about = [finding for finding in said if _plain(finding["table"]) == wanted]
    loudest = min(about, key=lambda finding: LOUDEST_FIRST.index(finding["severity"]), default=None)
    return Answer(
        label,
        seen,
        min(verdicts, key=WORST_FIRST.index, default=loudest["verdict"] if loudest else None),
        loudest["severity"] if loudest else None,
        loudest["rule"] if loudest else None,
    )


def _plain(table: str) -> str:
    """A table without its schema, for readers name tables so."""
    return table.rsplit(".", 1)[-1].lower()
