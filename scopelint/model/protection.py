"""What row-level security was found to do: facts for the rules, and what stands behind each table."""

import msgspec

from scopelint.model.fact import Fact
from scopelint.model.node import Node, Place
from scopelint.model.schema import Posture, Tenancy

NOWHERE = "<database>"
"""The path of what is known from a server only."""


class PlacedFact(Node, frozen=True):
    """A fact about the schema or the manifest, and where a finding on it sits. ``subject`` tells it from others there."""

    fact: Fact
    place: Place
    subject: str


class Protection(Node, frozen=True):
    """``tenancy`` has the postures that were proved; ``postures`` the same by table. ``policies``: by (table, effect) the
    names of the policies that hold its rows back."""

    tenancy: Tenancy
    facts: tuple[PlacedFact, ...] = ()
    postures: dict[str, Posture] = msgspec.field(default_factory=dict)
    policies: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)
