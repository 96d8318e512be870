"""Which frame a site belongs to: the innermost function where all that decides its verdicts is known."""

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from scopelint.evaluate import named_queries, query_classes, spines, terms
from scopelint.evaluate.assess import OPEN, Assessed
from scopelint.evaluate.evaluated import nothing
from scopelint.evaluate.handed_out import heads_of
from scopelint.evaluate.held import Held
from scopelint.evaluate.makers import Makers
from scopelint.evaluate.nearby import Nearby
from scopelint.evaluate.roots import ProgramWorld
from scopelint.evaluate.undecided import Undecided
from scopelint.evaluate.values import CallResult, Function, MethodCall
from scopelint.model.node import Place, Span
from scopelint.model.program import Function as LinkedFunction
from scopelint.model.program import Program, Ref
from scopelint.model.relation import Query
from scopelint.model.site import Gap, Related, Site
from scopelint.model.verdict import UNKNOWN_TABLE, TableVerdict

MOST_ROUNDS = 6
MOST_SETTLED = 2
"""How often what was learned of constructors may show that another one is to be asked for."""
MOST_MENTIONS = 600
Mentions = Callable[[frozenset[str]], dict[str, tuple[str, ...]]]
Naming = Callable[[frozenset[Ref]], tuple[str, ...]]


class Frames:
    """Evaluates roots until nobody else can decide a site, then gives each site its place."""

    def __init__(
        self,
        world: ProgramWorld,
        mentions: Mentions,
        constructs: Mentions,
        naming: Naming,
        render: Callable[[Query], str],
        wanted: Callable[[str], bool],
        told: Callable[[str], bool] | None = None,
    ) -> None:
        self.world = world
        self.program: Program = world.program
        self.mentions = mentions
        self.naming = naming
        self.render = render
        self.wanted = wanted
        self.told = told or wanted
        self.nearby = Nearby(world, told, wanted, self._try)
        self.gaps: list[Gap] = []
        self.errors: list[str] = []
        self.asked: set[str] = set()
        self.unasked: set[str] = set()
        """Functions that too many name to ask them all."""
        self.makers = Makers(world, constructs, self._evaluate)
        self._by_module: dict[str, list[LinkedFunction]] = {}

    # ------------------------------------------------------------ roots to a fixed point

    def run(self, seeds: Iterable[str]) -> tuple[Site, ...]:
        """Every site that is told, in order of path and line."""
        done: dict[str, None] = {}
        held = named_queries.holders(self.world) | query_classes.classes(self.program)
        holding = [user for user in self.naming(held) if self.wanted(user) and self.told(user)]
        self._rounds(list(dict.fromkeys((*seeds, *holding))) or self.nearby.found(), done)
        self._rounds(self.nearby.kin(done, self.makers.family), done)
        for _ in range(MOST_SETTLED):
            again = self._settled(done)
            if not again:
                break
            for root in again:
                done.pop(root, None)
                self.world.evaluated.pop(root, None)
            self._rounds(again, done)
        return self._place(list(done))

    def _rounds(self, pending: list[str], done: dict[str, None]) -> None:
        for _ in range(MOST_ROUNDS):
            fresh = [root for root in pending if root not in done]
            if not fresh:
                break
            for root in fresh:
                self._evaluate(root)
                done[root] = None
            pending = self._callers(done)
        for root in pending:  # what the last round brought is judged as it is; nobody is asked about it any more
            if root not in done:
                self._evaluate(root)
                done[root] = None

    def _settled(self, done: dict[str, None]) -> list[str]:
        """Roots to evaluate again, now that it is known what all constructions give to a constructor that they hang on:
        those with a statement that no caller in view decides."""
        decided = {
            item.seen.chain[1:]
            for root in done
            for item in self.world.evaluated[root].assessed
            if len(item.seen.frames) > 1 and not any(need.function.endswith(".__init__") for need in item.needs)
        }
        hanging = [
            (root, item)
            for root in done
            if self.nearby.counts(root)
            for item in self.world.evaluated[root].assessed
            if item.seen.chain not in decided and any(need.function.endswith(".__init__") for need in item.needs)
        ]
        settled = self.makers.settle(hanging)
        family = frozenset[str]().union(*map(self.makers.family, settled))
        again = [root for root, item in hanging if settled & {need.function for need in item.needs}]
        again += [root for root in done if root.rpartition(".")[0] in family]
        return list(dict.fromkeys(again))

    def _evaluate(self, root: str) -> None:
        self._try(root)
        for place in self.world.evaluated[root].hit_bound[:1]:
            self.gaps.append(Gap("bound", place, f"evaluation of {root} stopped at a bound"))

    def _try(self, root: str) -> None:
        try:
            self.world.evaluate(root)
        except Exception as failure:  # one body that we fail on must not hide the rest; the run ends with status 2
            self.errors.append(f"{root}: {type(failure).__name__}: {failure}")
            self.world.evaluated[root] = nothing()

    def _callers(self, done: dict[str, None]) -> list[str]:
        """Functions that mention one whose sites a caller decides, and functions entered that hold sites."""
        generic: set[str] = set()
        entered: list[str] = self.nearby.found()
        for root in list(done):
            if root not in done:
                continue  # asked for once more by an earlier one
            evaluated = self.world.evaluated[root]
            for user in self.world.proved_wrong(root):
                done.pop(user, None)
                self.world.evaluated.pop(user, None)
                entered.append(user)
            stores = any(stored.is_handed_in(root) for stored in evaluated.references)
            if root in self.program.functions and (self.nearby.asks_callers(root) or stores):
                generic.add(root)
            if self.nearby.counts(root):
                steps = (step for item in evaluated.assessed for step in item.seen.frames[1:])
                entered.extend(step.function for step in steps if step.function in self.program.functions)
        new = frozenset(generic - self.asked)
        self.asked |= new
        found = self.mentions(new) if new else {}
        pending = list(dict.fromkeys(entered))
        for root in sorted(new):
            users = [user for user in found.get(root, ()) if self.wanted(user)]
            if len(users) > MOST_MENTIONS:
                self.unasked.add(root)
                continue
            self.nearby.use(users)
            pending.extend(users)
        return list(dict.fromkeys(pending))

    # ------------------------------------------------------------ placing

    def _place(self, done: list[str]) -> tuple[Site, ...]:
        by_chain: dict[tuple[str, tuple[Place, ...]], list[Assessed]] = {}
        seen_from: dict[tuple[Place, ...], list[tuple[str, Assessed]]] = {}
        for root in done:
            for item in self.world.evaluated[root].assessed:
                by_chain.setdefault((root, item.seen.chain), []).append(item)
                if len(item.seen.frames) > 1:
                    seen_from.setdefault(item.seen.chain[1:], []).append((root, item))
        undecided = Undecided(seen_from, self.where)
        held = Held(self.program, seen_from, frozenset(self.unasked), self.wanted)
        sites: list[Site] = []
        reported: set[tuple[object, ...]] = set()
        for root in done:
            if not self.told(root):
                continue
            for item in self.world.evaluated[root].assessed:
                tables = self._own_tables(root, item, by_chain, undecided)
                if tables is None or not self.world.is_judged_here(item.seen):  # judged here before it was further down
                    continue
                site = self._site(root, item, held.settle(root, item, tables), seen_from)
                key = (site.place, site.executed, site.query, site.judgement)
                if key not in reported:
                    reported.add(key)
                    sites.append(site)
        sites.extend(self._never_run(done))
        return tuple(sorted(sites, key=_order))

    def _never_run(self, done: list[str]) -> list[Site]:
        """Queries that functions return and that nobody in view runs: whoever does is not in view."""
        heads = self.world.heads
        run = heads_of((item for root in done for item in self.world.evaluated[root].assessed), heads)
        return [
            self._site(root, item, item.judgement.tables, {})
            for root in done
            if self.told(root)
            for item in self.world.evaluated[root].handed_out
            if not heads_of((item,), heads) & run
        ]

    def _own_tables(
        self,
        root: str,
        item: Assessed,
        by_chain: dict[tuple[str, tuple[Place, ...]], list[Assessed]],
        undecided: Undecided,
    ) -> tuple[TableVerdict, ...] | None:
        """The tables that this frame answers for; None where it answers for nothing.

        A table that the callee could decide is the callee's; one that the callers seen here can decide is theirs, but
        a conditional one is told here too. A query that stays undecided, whoever calls, is told once, where it is built.
        """
        tables = item.judgement.tables
        if len(item.seen.frames) > 1:
            callee = item.seen.frames[1].function
            inner = by_chain.get((callee, item.seen.chain[1:]), [])
            if inner:
                left = frozenset[str]().union(*(each.open_to(callee) for each in inner))
                known = frozenset(table.table for each in inner for table in each.judgement.tables)
                if undecided.is_handed_up(root, item):
                    left -= {UNKNOWN_TABLE}
                tables = tuple(table for table in tables if table.table in left or table.table not in known)
                if not tables:
                    return None
        theirs = item.open_to(root)
        if theirs and item.seen.chain in undecided.seen_from:
            if undecided.is_told_by(root, item):
                theirs -= {UNKNOWN_TABLE}
            tables = tuple(t for t in tables if t.table not in theirs or t.verdict == "conditional")
            if not tables:
                return None
        return tables

    def _site(
        self,
        root: str,
        item: Assessed,
        tables: tuple[TableVerdict, ...],
        seen_from: dict[tuple[Place, ...], list[tuple[str, Assessed]]],
    ) -> Site:
        module, _, qualname = root.partition(":")
        seen = item.seen
        place, origin = self.where(root, item)
        callers: Literal["leaves-out", "all-pass", "unknown"] | None = None
        related: list[Related] = []
        if any(table.verdict == "conditional" for table in tables):
            users = seen_from.get(seen.chain, ())
            leaving = [(user, each) for user, each in users if _is_open(each)]
            callers = "unknown" if not users else "leaves-out" if leaving else "all-pass"
            for user, each in leaving[:5]:
                call = each.seen.frames[1].call
                if call is not None:
                    related.append(Related(call, f"{user.partition(':')[2]} leaves the value out"))
        if seen.executed != place:
            related.append(Related(seen.executed, "executed here"))
        if origin not in (place, seen.executed):
            related.append(Related(origin, "built here"))
        below = self.program.classes.get(item.subclass or "")
        if below is not None:
            line, words = below.outline.cut.line, f"with the methods of {below.outline.name}"
            related.append(Related(Place(below.path, Span(line, 1, line, 1)), words))
            tables = tuple(msgspec.structs.replace(table, steps=(*table.steps, words)) for table in tables)
        calls = tuple(
            Related(step.call, f"calls {step.function.partition(':')[2]}")
            for step in seen.frames[1:]
            if step.call is not None
        )
        return Site(
            place=place,
            executed=seen.executed,
            origin=origin,
            module=module,
            qualname=qualname,
            query=item.query,
            judgement=msgspec.structs.replace(item.judgement, tables=tables),
            raw=item.raw,
            calls=calls,
            related=tuple(related),
            callers=callers,
            bypass=self._bypass(item),
            faults=tuple(
                msgspec.structs.replace(fault, place=place) if fault.place == seen.executed else fault
                for fault in item.faults
            ),
            sql=self.render(item.query),
            text=item.text,
        )

    def _bypass(self, item: Assessed) -> bool:
        """Whether the session it runs in came from a function that the manifest lists as a bypass."""
        if not self.world.bypasses or not isinstance(item.seen.result, MethodCall):
            return False
        start = terms.root(item.seen.result)
        return (
            isinstance(start, CallResult)
            and isinstance(start.function, Function)
            and start.function.id in self.world.bypasses
        )

    def where(self, root: str, item: Assessed) -> tuple[Place, Place]:
        """Where the finding sits in this frame, and where the statement was first built."""
        seen = item.seen
        path, first, last = self._extent(root)
        spine = spines.spine(seen.statement, self.world.heads, item.known) if seen.kind in ("statement", "text") else []
        if seen.kind == "text" and spine and _inside(spine[0], seen.executed):
            return seen.executed, spine[0]
        origin = spine[0] if spine else seen.executed
        here = [place for place in spine if place.path == path and first <= place.span.line <= last]
        if here:
            return spines.whole(here), origin
        if spine and self._at_module_level(spine[0]):
            return spines.whole(spine[:1]), origin
        if len(seen.frames) > 1 and seen.frames[1].call is not None:
            return seen.frames[1].call, origin
        return seen.executed, origin

    def _at_module_level(self, place: Place) -> bool:
        """Whether a statement was built outside every function: then the frame that knows it is the module."""
        module = self.program.module_of.get(place.path)
        if module is None:
            return False
        return not any(
            function.path == place.path
            and function.outline.cut.line <= place.span.line <= function.outline.cut.end_line
            for function in self._functions_of(module)
        )

    def _functions_of(self, module: str) -> list[LinkedFunction]:
        if not self._by_module:
            for function in self.program.functions.values():
                self._by_module.setdefault(function.module, []).append(function)
        return self._by_module.get(module, [])

    def _extent(self, root: str) -> tuple[str, int, int]:
        function = self.program.functions.get(root)
        if function is not None:
            return function.path, function.outline.cut.line, function.outline.cut.end_line
        module = self.program.modules.get(root.partition(":")[0])
        return (module.path if module is not None else "", 1, 1 << 30)


def _inside(inner: Place, outer: Place) -> bool:
    return inner.path == outer.path and outer.span.line <= inner.span.line <= outer.span.end_line


def _is_open(item: Assessed) -> bool:
    return any(table.verdict in OPEN for table in item.judgement.tables)


def _order(site: Site) -> tuple[object, ...]:
    span = site.place.span
    return (site.place.path, span.line, span.column, span.end_line, span.end_column, site.executed.path,
            site.executed.span.line, site.qualname, site.sql)  # fmt: skip
