"""Queries: blocks, subqueries, CTEs and set operations. Order shows only where it is total."""

from tests.prove.generator.catalog import KIND, READ, TABLES, TENANT, VIEWS, Column, Source
from tests.prove.generator.joins import Joins, Made
from tests.prove.generator.predicates import orderable

ALIKE = {
    "tasks": ("title", "priority"), "projects": ("name", "budget"), "settings": ("name", "value"),
    "quotas": ("name", "amount"), "organizations": ("name", "plan"), "memberships": ("role",), "reminders": ("note",),
    "invoices": ("amount",), "workspaces": ("name",), "documents": ("title",),
}  # fmt: skip
"""Columns in which rows of two tenants may well be equal, and others tell the rows apart."""


def unused(name: str, columns: list[Column]) -> str:
    """``name``, or one like it that no column has."""
    while any(column.name == name for column in columns):
        name += "_"
    return name


class Queries(Joins):
    def block(
        self,
        depth: int,
        outer: list[Source] | None = None,
        want: tuple[str, ...] | None = None,
        open_: bool = False,
        top: bool = False,
        rows: bool = False,
    ) -> Made:
        """SELECT ... FROM ... . ``outer``: what a correlated one may speak of; ``want``: the columns needed, by role or type;
        ``open_``: rows of all tenants, with the tenant's column; ``rows``: it is asked whether there are any."""
        if open_ and self.slips():
            open_ = False  # nothing outside will know
        text, sources, where, optional = self.tables(depth, outer or [], open_, want or ())
        if outer and self.chance(75):
            links = [link for s in sources for link in self.links(outer, s)]
            tied = [link for link in links if link[0]]
            if tied or links:
                self.use("correlated")
                where.append(self.pick(tied if tied and self.chance(85) else links)[1])
        if self.chance(30):
            where.append(self.filter(sources))
        if depth > 0 and self.chance(40):
            where.append(self.subquery(sources, depth, "in-where"))
        shape = self.weighted(
            (38, "plain"), (8, "distinct"), (9, "distinct on"), (12, "limit"), (12, "window"), (21, "group")
        )
        if want is not None and shape in ("window", "group", "distinct on"):
            shape = "plain"
        if rows and shape != "distinct" and not self.chance(15):
            shape = "plain"
        if open_ and shape == "limit" and not self.slips():
            shape = "plain"
        clause = f" WHERE {' AND '.join(where)}" if where else ""
        if shape == "group":
            return self.grouped(text, clause, sources, depth, open_)
        columns, listed = self.columns(sources, want, open_, optional)
        if want is None and depth > 0 and self.chance(24):
            name = unused("q", columns)
            listed.append(f"{self.value_query(sources, depth, 'in-select-list')} AS {name}")
            columns.append(Column(name, "text", KIND))
        total = ", ".join(dict.fromkeys(orderable(c, s.of(c)) for s in sources for c in s.columns))
        head, tail, ordered = "SELECT ", "", False
        if shape == "distinct":
            self.use("distinct")
            head = "SELECT DISTINCT "
        elif shape == "distinct on":
            self.use("distinct-on")
            keys = [self.pick(sources[0].columns)]
            tenant = sources[0].tenant()
            if open_ and tenant is not None and not self.slips():
                keys = [tenant, *[k for k in keys if k != tenant]]
            on = ", ".join(orderable(k, sources[0].of(k)) for k in keys)
            head, tail, ordered = f"SELECT DISTINCT ON ({on}) ", f" ORDER BY {on}, {total}", True
        elif shape == "limit":
            first = ""
            if depth > 0 and self.chance(45):
                first = f"{self.value_query(sources, depth, 'in-order-by')}, "
            tail, ordered = f" ORDER BY {first}{total}{self.limit()}", True
        elif shape == "window":
            name = unused("w", columns)
            listed.append(f"{self.window(sources[0], total, open_)} AS {name}")
            columns.append(Column(name))
        elif top and self.chance(30):
            tail, ordered = f" ORDER BY {total}", True
        if (
            shape in ("plain", "limit")
            and sources[0].base in TABLES
            and sources[0].base not in VIEWS
            and (self.locking and sources[0].alias not in optional and self.chance(40))
        ):
            tail += self.use("for-update", f" FOR UPDATE OF {sources[0].alias}")
        return Made(f"{head}{', '.join(listed)} FROM {text}{clause}{tail}", tuple(columns), open_, ordered)

    def limit(self) -> str:
        self.use("limit")
        if self.chance(40):
            return self.use("offset", f" LIMIT {self.pick((2, 3))} OFFSET 1")
        return f" LIMIT {self.pick((1, 2, 3))}" if self.chance(80) else " FETCH FIRST 2 ROWS ONLY"

    def window(self, source: Source, total: str, open_: bool) -> str:
        self.use("window")
        tenant = source.tenant()
        by = self.pick(source.columns)
        if open_ and tenant is not None and not self.slips():
            by = tenant
        elif not open_ and self.chance(40):
            return f"{self.pick(('row_number()', 'count(*)'))} OVER (ORDER BY {total})"
        function = self.pick(("row_number()", "count(*)", "rank()"))
        return f"{function} OVER (PARTITION BY {source.of(by)} ORDER BY {total})"

    def columns(
        self, sources: list[Source], want: tuple[str, ...] | None, open_: bool, optional: set[str]
    ) -> tuple[list[Column], list[str]]:
        """Output columns with distinct names."""
        columns: list[Column] = []
        listed: list[str] = []
        everything = [(s, c) for s in sources for c in s.columns]
        if want is not None:
            for number, kind in enumerate(want):
                fits = [(s, c) for s, c in everything if kind in (c.role, c.type)] or [
                    (s, c) for s, c in everything if c.type == ("text" if kind == "text" else "int")
                ]
                name = f"x{number}"
                if not fits:
                    listed.append(f"'a' AS {name}" if kind == "text" else f"0 AS {name}")
                    columns.append(Column(name, "text" if kind == "text" else "int"))
                    continue
                source, column = self.pick(fits)
                listed.append(f"{source.of(column)} AS {name}")
                columns.append(Column(name, column.type, column.role))
            return columns, listed
        chosen = [(s, c) for s, c in everything if (open_ and s is sources[0] and c.role == TENANT)]
        chosen += [pair for pair in self.some(everything, 4) if pair not in chosen]
        for source, column in chosen:
            name = unused(column.name, columns)
            if column.type == "int" and column.role != TENANT and self.careless and self.chance(4):
                name = unused("org_id", columns)  # a name is not what it says
            listed.append(source.of(column) if name == column.name else f"{source.of(column)} AS {name}")
            columns.append(Column(name, column.type, column.role, column.key and len(sources) == 1))
        if self.chance(8):
            name = unused("c", columns)
            listed.append(self.use("case", f"CASE WHEN {self.atom(sources)} THEN 1 ELSE 0 END AS {name}"))
            columns.append(Column(name))
        return columns, listed

    def grouped(self, text: str, clause: str, sources: list[Source], depth: int, open_: bool) -> Made:
        keys = self.some([c for c in sources[0].columns if c.type != "jsonb"], self.pick((1, 2)))
        tenant = sources[0].tenant()
        loose = open_ and self.slips()
        if open_ and tenant is not None and tenant not in keys:
            keys = [tenant, *keys]
        numbers = [s.of(c) for s in sources for c in s.columns if c.type == "int"]
        total = ", ".join(dict.fromkeys(orderable(c, s.of(c)) for s in sources for c in s.columns))
        aggregates = ["count(*)"]
        if numbers:
            number = self.pick(numbers)
            aggregates += [f"sum({number})", f"max({number})", f"array_agg({number} ORDER BY {total})::text"]
        aggregates += [f"count(*) FILTER (WHERE {self.atom(sources)})"]
        if tenant is not None:
            aggregates.append(f"count(*) FILTER (WHERE {self.tenant(sources[0].of(tenant))})")
        listed = [sources[0].of(k) for k in keys]
        by = ", ".join(listed)
        sets = self.weighted((26, ""), (19, "ROLLUP"), (20, "CUBE"), (20, "GROUPING SETS"), (15, "nothing"))
        if open_ and not loose:
            sets = ""
        if not keys:
            sets = "nothing"
        having = ""
        if self.chance(34):
            self.use("having")
            having = " HAVING count(*) > 0"
            if depth > 0 and self.chance(75):
                outside = [Source(sources[0].alias, tuple(keys), None, False)] if not sets else []
                having = f" HAVING {self.subquery(outside, depth, 'in-having')}"
        one = self.pick(aggregates)
        name = unused("g", keys)
        column = Column(name, "text", KIND) if one.endswith("::text") else Column(name)
        if sets == "nothing":
            return Made(f"SELECT {one} AS {name} FROM {text}{clause}{having}", (column,))
        self.use("group-by")
        if sets:
            self.use(sets.lower().replace(" ", "-"))
            inside = f"({by}), ({listed[0]}), ()" if sets == "GROUPING SETS" else by
            by = f"{sets} ({inside})"
        columns = (*[Column(k.name, k.type, k.role if not sets else "") for k in keys], column)
        return Made(
            f"SELECT {', '.join(listed)}, {one} AS {name} FROM {text}{clause} GROUP BY {by}{having}", columns, open_
        )

    # ------------------------------------------------------------ subqueries

    def subquery(self, sources: list[Source], depth: int, place: str) -> str:
        """A predicate with a subquery in it."""
        self.use(place)
        typed = [(s, c) for s in sources for c in s.columns if c.type in ("int", "text")]
        form = self.weighted(
            (30, "exists"), (16, "not-exists"), (18, "in"), (10, "not-in"), (12, "any"), (10, "all"), (12, "scalar")
        )
        if form in ("exists", "not-exists") or not typed:
            inner = self.block(depth - 1, outer=sources, rows=True)
            return f"{'NOT ' if form == 'not-exists' else ''}{self.use('exists', 'EXISTS')} ({inner.text})"
        source, column = self.pick(typed)
        text = source.of(column)
        correlated = self.chance(40)
        if not correlated:
            self.use("uncorrelated")
        outer = sources if correlated else None
        if form == "scalar":
            self.use("scalar-subquery")
            return f"{self.aggregate(depth, outer)} {self.pick(('>= 1', '< 2', '<> 1'))}"
        inner = self.block(depth - 1, outer=outer, want=(column.role or column.type,))
        typed_alike = inner.columns[0].type == column.type
        if not typed_alike:
            return f"{self.use('exists', 'EXISTS')} ({inner.text})"
        if form in ("in", "not-in"):
            self.use("in-subquery")
            return f"{text} {'NOT ' if form == 'not-in' else ''}IN ({inner.text})"
        self.use(f"{form}-subquery")
        operator = self.pick(("=", ">=", "<>")) if form == "any" else self.pick((">=", "<>", "<"))
        return f"{text} {operator} {form.upper()} ({inner.text})"

    def aggregate(self, depth: int, outer: list[Source] | None) -> str:
        """One value, whatever the rows."""
        self.use("scalar-subquery")
        inner = self.block(max(depth - 1, 0), outer=outer, want=("int",), rows=True)
        alias = self.name("a")
        return f"(SELECT {self.pick(('count(*)', 'coalesce(max(x0), 0)', 'count(DISTINCT x0)'))} FROM ({inner.text}) AS {alias})"

    def value_query(self, sources: list[Source], depth: int, place: str) -> str:
        """An expression with a subquery in it."""
        self.use(place)
        correlated = self.chance(65)
        if not correlated:
            self.use("uncorrelated")
        outer = sources if correlated else None
        form = self.weighted((36, "scalar"), (23, "exists"), (21, "case"), (10, "array"), (10, "in"))
        if form == "scalar":
            return f"{self.aggregate(depth, outer)}::text"
        if form == "case":
            self.use("case")
            self.use("in-case")
            return f"CASE WHEN {self.subquery(sources, depth, 'in-case')} THEN 'y' ELSE 'n' END"
        if form == "array":
            inner = self.block(depth - 1, outer=outer, want=("int",))
            return f"(SELECT array_agg(x0 ORDER BY x0) FROM ({inner.text}) AS {self.name('a')})::text"
        if form == "in":
            return f"({self.subquery(sources, depth, place)})::text"
        inner = self.block(depth - 1, outer=outer, rows=True)
        return f"({self.use('exists', 'EXISTS')} ({inner.text}))::text"

    # ------------------------------------------------------------ set operations, CTEs

    def combined(self, depth: int) -> Made:
        """Two arms under UNION, INTERSECT or EXCEPT: mostly the same columns of the same table."""
        kind = self.pick(("UNION", "INTERSECT", "EXCEPT"))
        every = self.chance(50)
        self.use(f"{kind.lower()}-all" if every else kind.lower())
        locking, self.locking = self.locking, False  # PostgreSQL refuses FOR UPDATE inside
        if self.chance(30):
            want = self.pick((("int", TENANT), ("int",), (TENANT, "int", "text"), ("int", "text")))
            arms = [f"({self.block(depth, want=want).text})" for _ in range(2)]
            columns = tuple(
                Column(f"x{n}", "text" if w == "text" else "int", w if w == TENANT else "") for n, w in enumerate(want)
            )
        else:
            table = self.pick([t for t in READ if t in ALIKE]) if self.chance(75) else "events"
            typed = [c for c in TABLES[table] if c.type in ("int", "text")]
            plain = [c for c in typed if c.name in ALIKE.get(table, ())]  # strangers may have the same
            columns = (self.pick(plain),) if plain else tuple(self.some(typed, 3))
            arms = [f"({self.arm(table, columns, depth, kind != 'UNION' and n == 1)})" for n in range(2)]
            if self.chance(15):
                inner = self.pick(("UNION", "INTERSECT", "EXCEPT", "UNION ALL"))
                self.use(inner.lower().replace(" ", "-"))
                nested = f"{arms[1]} {inner} ({self.arm(table, columns, depth, inner != 'UNION')})"
                arms[1] = nested if self.chance(50) else f"({nested})"
        self.locking = locking
        return Made(f"{arms[0]} {kind}{' ALL' if every else ''} {arms[1]}", columns)

    def arm(self, table: str, columns: tuple[Column, ...], depth: int, some: bool) -> str:
        """``some``: not all rows, or EXCEPT leaves none and INTERSECT all."""
        source = Source(self.name(), TABLES[table], table)
        where = [
            self.confine(source),
            self.part(source, columns) if some else self.filter([source]) if self.chance(40) else None,
        ]
        where.append(self.subquery([source], depth, "in-where") if self.chance(30) and depth > 0 else None)
        listed = ", ".join(source.of(c) for c in columns)
        clause = " AND ".join(w for w in where if w)
        return f"SELECT {listed} FROM {table} {source.alias}{f' WHERE {clause}' if clause else ''}"

    def part(self, source: Source, shown: tuple[Column, ...]) -> str:
        """About half of the rows, whatever they show."""
        fit = [c for c in source.columns if c.role == "" and c.type in ("int", "text", "bool") and c not in shown]
        column = self.pick(fit or [c for c in source.columns if c.type == "int" and c not in shown])
        half = {"int": (" > 1", " = 2", " < 3"), "text": (" = 'a'", " > 'a'", " < 'x'"), "bool": ("", " IS FALSE")}
        return f"{source.of(column)}{self.pick(half[column.type])}"

    def cte(self, depth: int) -> str:
        """One definition for WITH; it can be referred to from now on."""
        name = self.name("c")
        made = self.combined(0) if self.chance(12) else self.block(depth - 1, open_=self.chance(45))
        hint = self.weighted((52, ""), (25, "MATERIALIZED "), (23, "NOT MATERIALIZED "))
        self.use("cte")
        if hint:
            self.use(hint.strip().lower().replace(" ", "-"))
        self.ctes.append((name, made))
        self.waiting.add(name)
        return f"{name} AS {hint}({made.text})"

    def recursive(self) -> str:
        self.use("cte-recursive")
        self.use("cte")
        name, part = self.name("c"), self.name("r")
        if self.chance(25):
            self.ctes.append((name, Made("", (Column("i"),))))
            self.waiting.add(name)
            return f"{name}(i) AS (SELECT 1 UNION ALL SELECT {part}.i + 1 FROM {name} {part} WHERE {part}.i < 3)"
        first = [self.confine(Source("b", TABLES["tasks"], "tasks"))]
        if self.chance(40):
            first.append("b.id = :id")
        step = self.pick(
            ("t.parent_id = {r}.id", "t.id = {r}.parent_id", "t.parent_id = {r}.id AND t.org_id = {r}.org_id")
        )
        if self.slips():
            step = self.pick(
                ("t.title = {r}.title", "t.priority = {r}.priority", "t.parent_id = {r}.id OR t.id = {r}.priority")
            )
        every = "UNION" if "title" in step or "priority" in step else self.pick(("UNION", "UNION ALL"))
        where = " AND ".join(c for c in first if c)
        columns = tuple(c for c in TABLES["tasks"] if c.name in ("id", "org_id", "parent_id", "title", "priority"))
        self.ctes.append((name, Made("", columns)))
        self.waiting.add(name)
        names = [c.name for c in columns]
        return (
            f"{name} AS (SELECT {', '.join('b.' + n for n in names)} FROM tasks b{' WHERE ' + where if where else ''} {every}"
            f" SELECT {', '.join('t.' + n for n in names)} FROM tasks t JOIN {name} {part} ON {step.format(r=part)})"
        )
