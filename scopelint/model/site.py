"""Statements as the program sends them: one judged site a frame, as ``evaluate`` answers and ``judge`` reads."""

from typing import Literal

from scopelint.model.node import Node, Place
from scopelint.model.relation import Query
from scopelint.model.verdict import Judgement


class Related(Node, frozen=True):
    """Another place that belongs to the story, and what happens there."""

    place: Place
    message: str


class TextFault(Node, frozen=True):
    """What is wrong with SQL text at a site, beside the verdicts.

    ``opaque``: assembled at run time and not decidable; ``interpolated``: a value is formatted into it instead of bound;
    ``unparsable``: it does not parse. ``place`` is inside the Python string where it can be told.
    """

    kind: Literal["opaque", "interpolated", "unparsable"]
    message: str
    place: Place


class Site(Node, frozen=True):
    """One statement judged in one frame: the innermost function where all that decides its verdicts is known.

    ``place`` is where a finding sits; ``executed`` where the statement is handed to the database; ``origin`` where it
    was first built. ``function`` is dotted ("app.tasks.list_tasks"), ``module`` likewise, ``qualname`` inside it.
    ``raw``: it was SQL text, not a SQLAlchemy construct. ``calls``: the way from this frame down to the execution.
    ``callers``: for a conditional verdict, who leaves the value out ("leaves-out"), whether all pass it ("all-pass") or
    none is known ("unknown"). ``bypass``: it runs in a session that the manifest lists as a bypass.
    """

    place: Place
    executed: Place
    origin: Place
    module: str
    qualname: str
    query: Query
    judgement: Judgement
    raw: bool = False
    calls: tuple[Related, ...] = ()
    related: tuple[Related, ...] = ()
    callers: Literal["leaves-out", "all-pass", "unknown"] | None = None
    bypass: bool = False
    faults: tuple[TextFault, ...] = ()
    statement_span: Place | None = None
    """The whole statement that holds ``place``: suppressions on its first line or the line above it count."""
    sql: str = ""
    """The statement shown as SQL, for people; "" where it cannot be shown."""
    text: str | None = None
    """Raw SQL as written, with its comments (they may hold suppressions); None: not in view or not raw."""


class Gap(Node, frozen=True):
    """Something that could not be looked at, and why: a file, a body or a bound that was hit."""

    kind: Literal["file", "body", "bound"]
    place: Place
    reason: str


class Coverage(Node, frozen=True):
    """What was looked at: counts of files, functions (bodies read) and statements (sites), and every gap."""

    files: int
    functions: int
    statements: int
    gaps: tuple[Gap, ...]
