"""Answers to figures: how often the tool is right, with Wilson's 95 % intervals."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from tests.field.label import HELD, LEAKS
from tests.field.match import Answer

Z = 1.959963984540054  # the normal distribution's 97.5 % point


@dataclass(frozen=True)
class Figure:
    """``part`` of ``whole``."""

    name: str
    part: int
    whole: int

    def __str__(self) -> str:
        if not self.whole:
            return f"{self.name:<28} none of none"
        low, high = wilson(self.part, self.whole)
        return (
            f"{self.name:<28} {self.part:>4} of {self.whole:<4} {self.part / self.whole:6.1%}  [{low:.1%}, {high:.1%}]"
        )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of a share; (0, 1) of nothing."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    centre = share + Z * Z / (2 * whole)
    spread = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def figures(answers: Iterable[Answer]) -> list[Figure]:
    """The yardstick. A figure counts pairs of site and table, the last one sites. What no reader could decide is left out."""
    answers = [one for one in answers if one.label.label != "undecidable"]
    pairs = [one for one in answers if one.label.table]
    flagged = [one for one in answers if one.flagged]
    open_ = [one for one in pairs if one.label.label == "open"]
    conditional = [one for one in pairs if one.label.label == "conditional"]
    leaks = [one for one in pairs if one.label.label in LEAKS]
    held = [one for one in pairs if one.label.label in HELD]
    sites = {(a.label.repository, a.label.path, a.label.line): a.seen for a in answers if a.label.label != "not-a-site"}
    return [
        Figure("precision", sum(one.label.label in LEAKS for one in flagged), len(flagged)),
        Figure("recall, open", sum(_told(one) for one in open_), len(open_)),
        Figure("recall, conditional", sum(one.severity is not None for one in conditional), len(conditional)),
        Figure("leak called scoped, guarded", sum(one.verdict in ("scoped", "guarded") for one in leaks), len(leaks)),
        Figure("closed, yet flagged", sum(one.flagged for one in held), len(held)),
        Figure("unknown", sum(one.verdict == "unknown" for one in pairs), len(pairs)),
        Figure("table not named", sum(one.seen and one.verdict is None for one in pairs), len(pairs)),
        Figure("site not seen", sum(not seen for seen in sites.values()), len(sites)),
    ]


def _told(answer: Answer) -> bool:
    """A finding says that the table is open: of any severity, since an open registry of tenants is an info."""
    return answer.severity is not None and answer.verdict in ("unscoped", "ineffective", "conditional")


def kind(answer: Answer) -> str | None:
    """In what the tool and the reader differ; None: in nothing that a figure counts."""
    label = answer.label.label
    if label == "undecidable":
        return None
    if answer.flagged and label not in LEAKS:
        return "false alarm"
    if label in LEAKS and answer.verdict in ("scoped", "guarded"):
        return "leak called " + answer.verdict
    if label != "not-a-site" and not answer.seen:
        return "site not seen"
    if not answer.label.table:
        return None
    if answer.verdict is None:
        return "table not named"
    if answer.verdict == "unknown":
        return "unknown"
    if (label == "open" and not _told(answer)) or (label == "conditional" and answer.severity is None):
        return "leak told too low"
    return None


def disagreements(answers: Iterable[Answer]) -> Iterator[str]:
    """One line for each, with the reader's reason; never for a sealed label."""
    readable = [one for one in answers if not one.label.sealed]
    for one in sorted(readable, key=lambda one: (kind(one) or "", one.label)):
        if (difference := kind(one)) is not None:
            label, said = one.label, f"{one.verdict or '-'}{f' ({one.severity} {one.rule})' if one.rule else ''}"
            yield (
                f"{difference}: {label.path}:{label.line} {label.function} {label.table or '-'}: "
                f"reader {label.label}/{label.cause}, tool {said}; {label.reason}"
            )


def idioms(answers: Iterable[Answer]) -> Iterator[str]:
    """The sealed half's disagreements, counted by what the reader saw and the tool said; no place is named."""
    counted = Counter(
        (difference, f"{one.label.label}/{one.label.cause}", one.verdict or "-")
        for one in answers
        if one.label.sealed and (difference := kind(one)) is not None
    )
    for (difference, reader, verdict), count in sorted(counted.items()):
        yield f"{count:>4} {difference}: reader {reader}, tool {verdict}"
