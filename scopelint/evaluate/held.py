"""A statement by a key that its callers hand in: guarded if every caller read the row of that key by a scoped statement."""

import re
from collections.abc import Callable, Mapping

import msgspec

from scopelint.evaluate.assess import Assessed
from scopelint.model.node import Place
from scopelint.model.program import Program
from scopelint.model.verdict import TableVerdict

ENTRY = re.compile(
    r"^(get|post|put|delete|patch|head|options|route|api_route|websocket|endpoint|view|action|event|command|tool|\w*task|"
    r"\w*job|on|on_\w+|\w*handler|hook|\w*listener|listens_for|receiver|consumer|subscriber|actor|shortcut|\w*middleware|"
    r"register|\w*function)$"
)
"""Decorators that hand a function to a framework, which calls it with whatever a request holds."""
SeenFrom = Mapping[tuple[Place, ...], list[tuple[str, Assessed]]]


class Held:
    """Asks the callers in view of each statement whose key is a parameter."""

    def __init__(
        self, program: Program, seen_from: SeenFrom, unasked: frozenset[str], wanted: Callable[[str], bool]
    ) -> None:
        self.program = program
        self.seen_from = seen_from
        self.unasked = unasked
        self.wanted = wanted

    def settle(self, root: str, item: Assessed, tables: tuple[TableVerdict, ...]) -> tuple[TableVerdict, ...]:
        """The tables, ``guarded`` where every caller guards the key."""
        keyed = item.keyed_by(root)
        return tuple(
            msgspec.structs.replace(
                table,
                verdict="guarded",
                steps=(*table.steps, "every caller in view read the row of its key by a scoped statement"),
                missing=None,
            )
            if table.table in keyed and table.verdict == "unscoped" and self._by_callers(root, item, table.table)
            else table
            for table in tables
        )

    def _by_callers(self, root: str, item: Assessed, table: str) -> bool:
        if root in self.unasked or is_entry(self.program, root):
            return False
        users = [user for user in self.seen_from.get(item.seen.chain, ()) if self.wanted(user[0])]
        return bool(users) and all(self._by(user, each, table) for user, each in users)

    def _by(self, user: str, each: Assessed, table: str) -> bool:
        found = [seen for seen in each.judgement.tables if seen.table == table]
        if all(seen.verdict in ("scoped", "guarded") for seen in found):
            return bool(found)
        return table in each.keyed_by(user) and self._by_callers(user, each, table)


def is_entry(program: Program, root: str) -> bool:
    """Whether a framework calls the function, or nobody in view can."""
    function = program.functions.get(root)
    if function is None:
        return True  # a module's own statements, or a nested function: nobody in view calls it
    return any(ENTRY.match(decorator.split("(")[0].rsplit(".", 1)[-1]) for decorator in function.outline.decorators)
