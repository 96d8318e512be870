"""Queries of which no table is known: told once, where they are built, unless a caller decides them."""

from collections.abc import Callable

from scopelint.evaluate.assess import Assessed
from scopelint.evaluate.held import SeenFrom
from scopelint.model.node import Place
from scopelint.model.verdict import UNKNOWN_TABLE


class Undecided:
    """Who tells of a query whose table is not known. ``seen_from``: for each chain, the roots that enter it and what they
    judged; ``where``: the place of a site in a root."""

    def __init__(self, seen_from: SeenFrom, where: Callable[[str, Assessed], tuple[Place, Place]]) -> None:
        self.seen_from = seen_from
        self.where = where

    def is_handed_up(self, root: str, item: Assessed) -> bool:
        """Whether the root calls what builds the query, adds nothing to it, and does not decide it."""
        if not any(table.table == UNKNOWN_TABLE and table.verdict == "unknown" for table in item.judgement.tables):
            return False
        return self.where(root, item)[0] == item.seen.frames[1].call

    def is_told_by(self, root: str, item: Assessed) -> bool:
        """Whether somebody hands the query up and its own callers do not decide it either."""
        return any(
            self.is_handed_up(user, each)
            and (
                UNKNOWN_TABLE not in each.open_to(user)
                or each.seen.chain not in self.seen_from
                or self.is_told_by(user, each)
            )
            for user, each in self.seen_from.get(item.seen.chain, ())
        )
