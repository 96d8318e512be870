"""FROM: tables, views, derived tables, functions, and the joins between them."""

from dataclasses import dataclass

from tests.prove.generator.catalog import NATURAL, NO_OWNER, READ, TABLES, TENANT, VIEWS, Column, Source, answers
from tests.prove.generator.choices import Choices
from tests.prove.generator.predicates import Predicates


@dataclass(frozen=True)
class Made:
    """A query's text and its columns. ``open``: its rows are of several tenants, and a column tells whose."""

    text: str
    columns: tuple[Column, ...]
    open: bool = False
    ordered: bool = False


class Joins(Predicates):
    """``block`` and ``subquery`` are for the queries, which stand on these."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices)
        self.ctes: list[tuple[str, Made]] = []
        self.waiting: set[str] = set()

    def block(
        self,
        depth: int,
        outer: list[Source] | None = None,
        want: tuple[str, ...] | None = None,
        open_: bool = False,
        top: bool = False,
        rows: bool = False,
    ) -> Made:
        raise NotImplementedError

    def subquery(self, sources: list[Source], depth: int, place: str) -> str:
        raise NotImplementedError

    def source(self, depth: int, want: tuple[str, ...] = (), natural: bool = False) -> tuple[str, Source]:
        """An item of FROM: a table, a view, a CTE, a derived table, VALUES or a function. ``want``: roles or types of
        columns that it must have."""
        fit = [] if natural else [(name, made) for name, made in self.ctes if answers(made.columns, want)]
        waiting = [cte for cte in fit if cte[0] in self.waiting]
        if fit and self.chance(75 if waiting else 25):
            name, made = self.pick(waiting or fit)
            self.waiting.discard(name)
            alias = self.name()
            return f"{name} AS {alias}", Source(alias, made.columns, None, made.open)
        if depth > 0 and not want and not natural and self.chance(26):
            if self.chance(50):
                return self.rows()
            made = self.block(depth - 1, open_=self.chance(50))
            alias = self.name("d")
            return f"({made.text}) AS {alias}", Source(alias, made.columns, None, made.open)
        if not natural and answers(TABLES["tasks"], want) and self.chance(7):
            return self.function()
        table = self.pick(NATURAL) if natural else self.pick([t for t in READ if answers(TABLES[t], want)])
        if self.value == "setting" and answers(TABLES["current_tasks"], want) and not natural and self.chance(50):
            table = "current_tasks"
        elif not natural and self.careless and self.chance(3) and answers(TABLES["latest_tasks"], want):
            table = "latest_tasks"
        if table in VIEWS:
            self.use("view-setting" if table == "current_tasks" else "view")
        alias = self.name()
        return f"{table} {alias}", Source(alias, TABLES[table], table, table not in ("current_tasks", "prices"))

    def function(self) -> tuple[str, Source]:
        """A function in SQL that returns tasks: of one tenant, or of all."""
        self.use("sql-function")
        alias = self.name("f")
        bound = self.value in ("parameter", "setting", "slug") and not self.slips()
        text = f"tasks_of({self.scalar()})" if bound else "all_tasks()"
        return f"{text} {alias}", Source(alias, TABLES["tasks"], None, not bound)

    def rows(self) -> tuple[str, Source]:
        alias = self.name("v")
        number = Column("n")
        value = self.scalar() if self.value not in ("user", "orgs") else None
        options = [
            ("generate_series", "generate_series(1, 3)", number),
            ("generate_series", "generate_series(0, 4)", number),
            ("generate_series", "generate_series(2, 3)", number),
            ("unnest", "unnest(ARRAY[1, 2, 3])", number),
            ("unnest", "unnest(ARRAY[0, 1, 3])" if self.loose else "unnest(:ids::int[])", number),
            ("unnest", "unnest(ARRAY[0, 2, 4, 7])", number),
            ("jsonb_array_elements", "jsonb_array_elements('[1, 2]'::jsonb)", Column("n", "jsonb")),
            ("jsonb_array_elements", "jsonb_array_elements('[0, 3, 4]'::jsonb)", Column("n", "jsonb")),
            ("values", "(VALUES (1), (2), (3))", number),
        ]
        if value is not None:
            options.append(("values", f"(VALUES ({value}::int))", Column("n", "int", TENANT)))
        construct, text, column = self.pick(options)
        return self.use(construct, f"{text} AS {alias}(n)"), Source(alias, (column,), None, False)

    def links(self, left: list[Source], right: Source) -> list[tuple[bool, str, str]]:
        """Equalities between the two sides: whether the tenant comes along, the equality, and the other's alias."""
        found = []
        for source in left:
            for a in source.columns:
                for b in right.columns:
                    if a.type != b.type or a.type == "jsonb":
                        continue
                    tied = a.role not in NO_OWNER and a.role == b.role
                    alike = not a.role and not b.role and "id" not in (a.name, b.name)
                    if self.loose and {a.role, b.role} == {TENANT, ""} and "id" not in (a.name, b.name):
                        alike = True  # a number that may be bound to the tenant's, or to anything
                    if tied or alike or (a.role == b.role == "accounts"):
                        found.append((tied, f"{source.of(a)} = {right.of(b)}", source.alias))
        return found

    def tables(
        self, depth: int, outer: list[Source], open_: bool, want: tuple[str, ...]
    ) -> tuple[str, list[Source], list[str], set[str]]:
        """FROM: its text, its sources, conjuncts for WHERE, and the aliases on sides that may be missing."""
        count = self.weighted((44, 1), (42, 2), (14, 3)) if depth > 0 else self.weighted((76, 1), (24, 2))
        text, first = self.source(depth, tuple({*want, *((TENANT,) if open_ else ())}))
        sources, where, optional = [first], [], set[str]()
        safe: set[str] = set() if first.open and not open_ else {first.alias}
        if open_ and not first.open:
            safe = {first.alias}
        for number in range(count - 1):
            kind = self.weighted(
                (36, "JOIN"), (26, "LEFT JOIN"), (12, "RIGHT JOIN"), (10, "FULL JOIN"), (16, "CROSS JOIN")
            )
            if open_ and kind in ("RIGHT JOIN", "FULL JOIN"):
                kind = "LEFT JOIN"
            text, extra = self.joined(text, sources, kind, depth, outer, open_, safe, number == count - 2)
            where += extra
            if kind in ("LEFT JOIN", "FULL JOIN"):
                optional.add(sources[-1].alias)
            if kind in ("RIGHT JOIN", "FULL JOIN"):
                optional |= {s.alias for s in sources[:-1]}
        if not open_:
            where += [c for s in sources if s.alias not in safe and (c := self.confine(s)) is not None]
        return text, sources, where, optional

    def joined(
        self,
        text: str,
        sources: list[Source],
        kind: str,
        depth: int,
        outer: list[Source],
        open_: bool,
        safe: set[str],
        last: bool,
    ) -> tuple[str, list[str]]:
        """``text`` joined to one source more. ``last``: no JOIN follows, which would bind closer than a comma."""
        self.use(kind.lower().replace(" ", "-") if " " in kind else "inner-join")
        if depth > 0 and kind in ("CROSS JOIN", "LEFT JOIN", "JOIN") and self.chance(32):
            return self.lateral(text, sources, kind, depth, outer), []
        natural = kind in ("JOIN", "LEFT JOIN", "RIGHT JOIN") and len(sources) == 1 and self.chance(20)
        item, right = self.source(depth, (TENANT,) if open_ and not natural else (), natural)
        links = self.links(sources, right)
        tied = [link for link in links if link[0]]
        shared = {c.name for c in sources[0].columns} & {c.name for c in right.columns}
        by_name = (
            len(sources) == 1
            and shared
            and all(a.type == b.type for a in sources[0].columns for b in right.columns if a.name == b.name)
        )
        inner = kind in ("JOIN", "LEFT JOIN")
        if kind == "CROSS JOIN":
            sources.append(right)
            comma = last and self.chance(45)
            extra = [self.pick(tied)[1]] if tied and (open_ or self.chance(50)) else []
            if not right.open or (extra and not self.slips()):
                safe.add(right.alias)
            return f"{text}{', ' if comma else ' CROSS JOIN '}{item}", extra
        if natural and by_name and shared <= {"org_id", "project_id", "task_id"}:
            self.use("natural")
            if inner or not right.open:
                safe.add(right.alias)
            sources.append(right)
            return f"{text} NATURAL {kind} {item}", []
        names = sorted(shared & {"org_id", "project_id", "task_id"})
        if by_name and names and self.chance(40):
            self.use("using")
            if inner or not right.open:
                safe.add(right.alias)
            sources.append(right)
            return f"{text} {kind} {item} USING ({', '.join(names)})", []
        self.use("on")
        conjuncts = []
        if tied and (open_ or self.chance(75)):
            link = self.pick(tied)
            conjuncts.append(link[1])
            if inner and (open_ or link[2] in {s.alias for s in sources}):
                safe.add(right.alias)
            elif kind == "RIGHT JOIN" and len(sources) == 1 and self.chance(60):
                safe.add(sources[0].alias)
        else:
            conjuncts.append(self.pick(links)[1] if links else "true")
        if not right.open:
            safe.add(right.alias)
        sources.append(right)
        if kind == "FULL JOIN":
            return f"{text} FULL JOIN {item} ON {conjuncts[0]}", []
        if right.alias not in safe and inner and self.chance(60):
            confined = self.confine(right)
            safe.add(right.alias)
            conjuncts += [confined] if confined is not None else []
        elif self.slips():
            victim = self.pick(sources)  # what confines in WHERE, written into ON
            if victim.tenant() is not None:
                conjuncts.append(self.tenant(victim.of(victim.tenant() or victim.columns[0])))
                safe.add(victim.alias)
        if self.chance(18):
            conjuncts.append(self.filter([right, *sources]))
        if depth > 0 and self.chance(12):
            conjuncts.append(self.subquery(sources, depth, "in-join-on"))
        return f"{text} {kind} {item} ON {' AND '.join(conjuncts)}", []

    def lateral(self, text: str, sources: list[Source], kind: str, depth: int, outer: list[Source]) -> str:
        self.use("lateral")
        alias = self.name("l")
        elements = [s.of(c) for s in sources for c in s.columns if c.name == "payload"]
        if elements and self.chance(85):
            self.use("jsonb_array_elements")
            body, columns = (
                f"jsonb_array_elements({self.pick(elements)} -> 'tags') AS {alias}(n)",
                (Column("n", "jsonb"),),
            )
            item = f"LATERAL {body}"
        else:
            made = self.block(depth - 1, outer=sources)
            columns = made.columns
            item = f"LATERAL ({made.text}) AS {alias}"
        sources.append(Source(alias, columns, None, False))
        if kind == "CROSS JOIN":
            return f"{text} CROSS JOIN {item}"
        return f"{text} {kind} {item} ON true"
