"""A manifest that scopelint proposes: what it read, what it guessed and from what, and what it leaves to people."""

from typing import Literal

import msgspec

from scopelint.model.manifest import Manifest
from scopelint.model.node import Node, Place

Because = tuple[str, ...]
"""Where a value stands in the manifest: ("tenant", name, key), ("principal", variable), ("tables", name, key),
("memberships", level name, table)."""


class Evidence(Node, frozen=True):
    """Why a value is proposed. ``guess``: it was inferred, and people should look at it; else it was read."""

    words: str
    guess: bool = True
    place: Place | None = None


class Aside(Node, frozen=True):
    """A value that would let more statements pass, so that only people may put it in: written as a comment.

    ``section`` is where it belongs: "memberships" (of the level ``name``), "principal", "bypass" or "table" (``name``);
    ``pairs`` are keys and values as TOML has them.
    """

    section: Literal["memberships", "principal", "bypass", "table"]
    pairs: tuple[tuple[str, str | bool | tuple[str, ...]], ...]
    words: str
    place: Place | None = None
    name: str = ""


class NotTold(Node, frozen=True):
    """Something that could not be enumerated: a model without a name in view, DDL made at run time."""

    what: str
    place: Place | None = None


class Proposal(Node, frozen=True):
    """``manifest`` as proposed; ``evidence`` by where its values stand. ``postures``: the source that says what row-level
    security does, None if nobody does (then no entry has ``rls``)."""

    manifest: Manifest
    evidence: dict[Because, Evidence] = msgspec.field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    not_told: tuple[NotTold, ...] = ()
    postures: str | None = None


class Hint(Node, frozen=True):
    """Something that code says: a session variable it sets, or a variable that holds the principal.

    ``kind`` "setting": ``name`` is set in ``count`` places, the first at ``place``; "principal": ``name`` is a parameter
    or attribute used as one, ``words`` say how.
    """

    kind: Literal["setting", "principal"]
    name: str
    count: int
    place: Place
    words: str = ""
