"""Ways round row-level security: views and functions with their owner's rights, materialized views, TRUNCATE, partitions."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scopelint.model.catalog import Catalog, Relation, Routine
from scopelint.model.fact import TableFault
from scopelint.model.node import Place
from scopelint.model.relation import Query
from scopelint.rls.grading import Grading
from scopelint.rls.rights import Rights

DEEPEST = 16


class Defect(NamedTuple):
    """One way round the policies of ``table``: through ``object``, at ``place``, in words."""

    table: str
    fault: TableFault
    object: str
    reason: str
    place: Place | None


class Exposure:
    """What opens protected tables to roles that their policies hold."""

    def __init__(self, catalog: Catalog, grading: Grading, rights: Rights, tables: frozenset[str]) -> None:
        """``tables``: those with row-level security that belong to tenants."""
        self.catalog = catalog
        self.grading = grading
        self.rights = rights
        self.tables = tables

    def defects(self) -> Iterator[Defect]:
        for relation in self.catalog.relations.values():
            if relation.kind in ("view", "materialized"):
                yield from self._view(relation)
            else:
                yield from self._partition(relation)
        for full, routine in self.catalog.routines.items():
            if routine.security_definer and self.rights.grantees("function", full, "execute", routine.owner):
                yield from self._routine(full, routine)
        yield from self._truncate()

    # ------------------------------------------------------------ views

    def _view(self, view: Relation) -> Iterator[Defect]:
        if not self.rights.is_read(view) or view.definition is None:
            return
        open_tables = None  # what a materialized view keeps is shown to all, whatever its query compared at the time
        if view.kind == "view":
            open_tables = self._unscoped(self.grading.proving.query(view.definition))
        for table, way in sorted(self._seen(view, None, False, ()).items()):
            if open_tables is not None and table not in open_tables:
                continue
            place = dict(view.places).get("security_invoker") or view.place
            if view.kind == "materialized":
                reason = f"it keeps rows of '{table}' as whoever refreshes it sees them, and no policy holds for it"
                yield Defect(table, "materialized-view", view.name, reason, place)
            else:
                yield Defect(table, "view", view.name, way, place)

    def _seen(self, view: Relation, runner: str | None, as_owner: bool, under: tuple[str, ...]) -> dict[str, str]:
        """Protected tables whose policies do not hold behind a view, each with why.

        ``as_owner``: what is read is read with the rights of ``runner``, as an outer view's owner, not as who asks. A view
        that is no invoker reads with its own owner's rights, whoever reads it.
        """
        found: dict[str, str] = {}
        if view.name in under or len(under) > DEEPEST:
            return found
        if view.kind == "materialized" or not view.security_invoker:
            runner, as_owner = view.owner, True
        for name in view.reads:
            other = self.catalog.relations.get(name)
            if other is None:
                continue
            if other.kind in ("view", "materialized"):
                inner = self._seen(other, runner, as_owner, (*under, view.name))
                if other.kind == "materialized" or (not other.security_invoker and view.security_invoker):
                    inner = {table: f"it reads '{other.name}', which {_why(other)}" for table in inner}
                found.update(inner)
            elif name in self.tables and (
                view.kind == "materialized" or (as_owner and self.rights.passes_by(runner, other))
            ):
                found[name] = f"it reads '{name}' with the rights of its owner, whom the policies do not hold"
        return found

    def _unscoped(self, query: Query | None) -> set[str] | None:
        """The tables that a definition leaves open by itself; None if that cannot be told."""
        if query is None:
            return None
        judgement = self.grading.prove(query)
        if judgement.partial:
            return None
        return {table.table for table in judgement.tables if table.verdict != "scoped"}

    # ------------------------------------------------------------ functions

    def _routine(self, full: str, routine: Routine) -> Iterator[Defect]:
        """Only what surely is open: a query in SQL that proves open, or a body that names the table and no tenant."""
        if routine.language == "sql":
            query = self.grading.proving.query(routine.body)
            named = self._unscoped(query) if query is not None else None
            named = set() if named is None else named
        else:
            named = {name for name in self.tables if self._reads_openly(routine.body, name)}
        for name in sorted(named & self.tables):
            if self.rights.passes_by(routine.owner, self.catalog.relations[name]):
                reason = (
                    f"it reads '{name}' with the rights of its owner (SECURITY DEFINER), whom the policies do not hold"
                )
                yield Defect(name, "function", full, reason, routine.place)

    def _reads_openly(self, body: str, table: str) -> bool:
        """Whether a body in another language reads or changes a table and names neither a tenant column nor a setting."""
        text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", body.lower(), flags=re.DOTALL)
        bare = re.escape(table.rpartition(".")[2].lower())
        if re.search(rf"\b(from|join|update|delete\s+from)\s+(only\s+)?(\w+\.)?\"?{bare}\b", text) is None:
            return False
        columns = {column for level in self.grading.tenancy.levels for column in level.columns}
        words = set(re.findall(r"\w+", text))
        return not words & {*columns, "current_setting", "execute", "set_config"}

    # ------------------------------------------------------------ grants and partitions

    def _truncate(self) -> Iterator[Defect]:
        for name in sorted(self.tables):
            owner = self.catalog.relations[name].owner
            for grant in self.rights.grantees("table", name, "truncate", owner):
                reason = f"{grant.grantee} may TRUNCATE it, which empties it for all tenants past every policy"
                yield Defect(name, "truncate", grant.grantee, reason, grant.place)

    def _partition(self, relation: Relation) -> Iterator[Defect]:
        if relation.row_security or not self.rights.is_read(relation):
            return
        for above in (relation.partition_of, *relation.inherits):
            if above is not None and above in self.tables:
                kind = "a partition of" if above == relation.partition_of else "inherits from"
                reason = f"it is {kind} '{above}', whose policies do not hold when it is queried directly"
                reason = reason.replace("it is inherits", "it inherits")
                yield Defect(relation.name, "partition", above, reason, relation.place)


def _why(view: Relation) -> str:
    if view.kind == "materialized":
        return "is materialized"
    return "reads with the rights of its owner, whom the policies do not hold"
