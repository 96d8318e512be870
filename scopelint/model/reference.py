"""Stored references: a foreign key to a tenant's row whose value nothing ties to the tenant."""

from typing import Literal

from scopelint.model.node import Node, Place
from scopelint.model.relation import Origin


class StoredReference(Node, frozen=True):
    """A foreign key of ``table`` that is written with a value from outside.

    ``referred``: the tenant or child table that it leads to. ``value``: where the value comes from; ``source`` is the value
    as a person would write it. ``module`` and ``qualname``: the function that has it, as in Site.
    """

    place: Place
    executed: Place
    module: str
    qualname: str
    operation: Literal["insert", "update"]
    table: str
    column: str
    referred: str
    value: Origin
    source: str
