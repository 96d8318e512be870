"""Where manifest, models, migrations and database disagree about tenant isolation."""

from typing import Literal

from scopelint.model.node import Node, Place

Source = Literal["manifest", "models", "migrations", "database", "schema file", "snapshot"]
DriftKind = Literal["not-in-manifest", "stale-entry", "differs"]


class Side(Node, frozen=True):
    """What one source says. ``value`` reads in a sentence ("rls = forced", "no such table")."""

    source: Source
    value: str
    place: Place | None = None


class Drift(Node, frozen=True):
    """One disagreement about ``subject`` ("tasks.rls", "bypass role 'auditor'"); ``table``: the table that it is about.

    ``sides``: first the one that the finding sits on, then those that disagree with it.
    """

    kind: DriftKind
    subject: str
    sides: tuple[Side, ...]
    table: str | None = None

    @property
    def place(self) -> Place | None:
        """Where to look first: the first side that has a place."""
        return next((side.place for side in self.sides if side.place is not None), None)

    @property
    def sentence(self) -> str:
        """Both sides in words: "the manifest says rls = forced, the migrations rls = enabled"."""
        many = ("models", "migrations")
        said = (f"the {one.source} {'say' if one.source in many else 'says'} {one.value}" for one in self.sides)
        return ", ".join(said)
