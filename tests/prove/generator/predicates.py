"""Predicates: those that confine a source to the tenant, those that nearly do, and any others."""

from collections.abc import Callable

from tests.prove.generator.catalog import KIND, NO_OWNER, TENANT, Column, Source
from tests.prove.generator.choices import Choices, Deciding

TEXTS = ("'a'", "'b'", "'x'", "'y'")


class Predicates(Deciding):
    """The state of one statement, and its predicates. ``careless`` is how often, in percent, a place that should
    confine does not; ``value`` the kind of tenant value that the statement speaks of."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices)
        self.seen: set[str] = set()
        self.count = 0
        self.locking = self.chance(30)  # and then nothing is written: a row locked and written at once hangs on order
        self.careless = self.weighted((42, 0), (24, 30), (34, 75))
        self.loose = self.careless > 0 and self.chance(
            40
        )  # tenants meet plain numbers: then no list of keys may be bound
        self.value = self.weighted((58, "parameter"), (14, "setting"), (16, "user"), (6, "orgs"), (6, "slug"))

    def name(self, letter: str = "s") -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def use(self, construct: str, text: str = "") -> str:
        self.seen.add(construct)
        return text

    def slips(self) -> bool:
        return self.careless > 0 and self.chance(self.careless)

    # ------------------------------------------------------------ confining

    def scalar(self) -> str:
        """The tenant as a value; membership and arrays have none, there the parameter stands in."""
        if self.value == "setting":
            return self.use("cast", "current_setting('app.current_org_id')::int")
        if self.value == "slug":
            self.use("scalar-subquery")
            return "(SELECT o.id FROM organizations o WHERE o.slug = :slug)"
        return ":org"

    def tenant(self, column: str) -> str:
        """``column`` is the tenant's, in one of the many ways to say it."""
        if self.value == "user":
            return self._of_principal(column)
        if self.value == "orgs":
            self.use("any-parameter")
            return self.pick((f"{column} = ANY(:orgs)", f"{column} = ANY(:orgs::int[])"))
        value = self.scalar()
        if self.value == "setting" and self.chance(15):
            return f"{column}::text = current_setting('app.current_org_id')"
        form = self.weighted((60, "plain"), (40, "other"))
        if form == "plain":
            return f"{column} = {value}"
        return self.pick(self._spellings(column, value))()

    def _spellings(self, column: str, value: str) -> tuple[Callable[[], str], ...]:
        use = self.use
        return (
            lambda: f"{value} = {column}",
            lambda: use("cast", f"{column} = {value}::int"),
            lambda: use("cast", f"{column}::text = ({value})::text"),
            lambda: use("cast", f"CAST({column} AS bigint) = {value}"),
            lambda: f"{column} IN ({value})",
            lambda: f"{column} = ANY(ARRAY[{value}])",
            lambda: use("row-comparison", f"({column}, 1) = ({value}, 1)"),
            lambda: use("row-comparison", f"ROW({column}, 1) = ROW({value}, 1)"),
            lambda: f"NOT ({column} <> {value})",
            lambda: use("is-not-distinct", f"({column} IS NOT DISTINCT FROM {value} AND {column} IS NOT NULL)"),
            lambda: f"({column} = {value}) IS TRUE",
            lambda: use("scalar-subquery", f"{column} = (SELECT {value}::int)"),
            lambda: use("in-subquery", f"{column} IN (SELECT o.id FROM organizations o WHERE o.id = {value})"),
            lambda: use("in-subquery", use("values", f"{column} IN (VALUES ({value}))")),
            lambda: use("exists", f"EXISTS (SELECT 1 FROM organizations o WHERE o.id = {column} AND o.id = {value})"),
            lambda: f"({column} = {value} AND 1 < 2 OR {column} = {value} AND 2 < 1)",
            lambda: use("case", f"({column} = {value} AND CASE WHEN {column} > 1 THEN 1 ELSE 2 END > 0)"),
        )

    def _of_principal(self, column: str) -> str:
        tied = "FROM memberships m WHERE m.user_id = :user"
        return self.pick(
            (
                lambda: self.use("in-subquery", f"{column} IN (SELECT m.org_id {tied})"),
                lambda: self.use("exists", f"EXISTS (SELECT 1 {tied} AND m.org_id = {column})"),
                lambda: self.use("any-subquery", f"{column} = ANY (SELECT m.org_id {tied})"),
                lambda: f"{column} = ANY (ARRAY(SELECT m.org_id {tied}))",
                lambda: self.use("in-subquery", f"{column} IN (SELECT m.org_id {tied} AND m.role = 'admin')"),
            )
        )()

    def near_miss(self, source: Source, column: str) -> str:
        """It mentions the tenant column, and lets others through: what is written in a hurry, most of it."""
        good = self.tenant(column)
        given = {"user": ":user", "orgs": ":orgs", "slug": ":slug"}.get(self.value, ":org")
        return self.weighted(
            (22, lambda: f"({given} IS NULL OR {good})" if self.value != "setting" else f"({good} OR {column} <> 3)"),
            (18, lambda: f"({good} OR {self.atom([source])})"),
            (12, lambda: f"{column} = COALESCE({':org' if self.value == 'parameter' else column}, {column})"),
            (12, lambda: self.use("in-subquery", f"{column} IN (SELECT m.org_id FROM memberships m)")),
            (8, lambda: self.use("in-subquery", f"{column} IN (SELECT o.id FROM organizations o)")),
            (7, lambda: f"{column} IS NOT NULL"),
            (6, lambda: f"{column} = 1" if self.value != "parameter" else f"{column} >= :org"),
            (5, lambda: f"NOT ({good})"),
            (4, lambda: f"({good} OR 1 = 1)"),
            (4, lambda: f"({good} OR {column} IN (2, 3))"),
            (2, lambda: f"{column} <> 3"),
        )()

    def confine(self, source: Source) -> str | None:
        """A conjunct that confines ``source``, or does not if the author slips; None if he forgot it."""
        column = source.tenant()
        if column is not None:
            text = source.of(column)
            if self.value == "user" and source.base == "tasks" and self.chance(20):
                return f"{source.alias}.created_by = :user"
            if self.value == "parameter" and source.base == "api_keys" and self.chance(50):
                return f"{source.alias}.key_hash = :hash"
            if source.base in ("documents", "notes", "reminders") and self.chance(25):
                return f"({self.tenant(text)} OR {text} IS NULL)"
            if self.slips():
                return None if self.chance(55) else self.near_miss(source, text)
            return self.tenant(text)
        if self.slips():
            return None
        if source.base == "boards" and self.value == "parameter" and self.chance(30):
            return f"{source.alias}.workspace_id = :workspace"
        reference = next((c for c in source.columns if c.role not in NO_OWNER), None)
        return None if reference is None else self.through(source.of(reference), reference.role, reference.key)

    def through(self, column: str, table: str, own: bool = False) -> str:
        """``column``, a key of ``table``, names a row of the tenant."""
        alias = self.name("k")
        parent = {"attachments": ("comments", "comment_id"), "comments": ("tasks", "task_id")}.get(table)
        if parent is None:
            inner = self.tenant(f"{alias}.org_id") if not self.slips() else "1 = 1"
        else:
            inner = self.through(f"{alias}.{parent[1]}", parent[0])
        return self.pick(
            (
                lambda: self.use("in-subquery", f"{column} IN (SELECT {alias}.id FROM {table} {alias} WHERE {inner})"),
                lambda: self.use(
                    "exists", f"EXISTS (SELECT 1 FROM {table} {alias} WHERE {alias}.id = {column} AND {inner})"
                ),
                lambda: self.use(
                    "any-subquery", f"{column} = ANY (SELECT {alias}.id FROM {table} {alias} WHERE {inner})"
                ),
            )
        )()

    # ------------------------------------------------------------ anything else

    def filter(self, sources: list[Source]) -> str:
        """A predicate over the columns in view, without subqueries, that lets a good part of the rows through."""
        form = self.weighted((84, "atom"), (5, "or"), (3, "not"), (8, "case"))
        if form == "or":
            return f"({self.filter(sources)} OR {self.filter(sources)})"
        if form == "not":
            return f"NOT ({self.filter(sources)})"
        if form == "case":
            return self.use("case", f"CASE WHEN {self.atom(sources)} THEN true ELSE {self.atom(sources)} END")
        return self.atom(sources)

    def atom(self, sources: list[Source]) -> str:
        source = self.pick(sources)
        column = self.pick([c for c in source.columns if c.role not in (TENANT, KIND)] or list(source.columns))
        text = source.of(column)
        if column.type == "bool":
            return self.pick((text, f"NOT {text}", f"{text} IS NOT TRUE"))
        if column.type == "text":
            return self.pick(
                (
                    f"{text} <> 'x'",
                    f"{text} IN ('a', 'b', 'y')",
                    f"{text} IS NOT NULL",
                    f"{text} <> :name",
                    f"lower({text}) LIKE '%'",
                )
            )
        if column.type == "jsonb":
            self.use("jsonb-operator")
            return self.pick(
                (
                    f"{text} ->> 'k' <> 'a'",
                    f"{text} ? 'k'",
                    f'{text} @> \'{{"tags": ["y"]}}\'',
                    f"({text} -> 'n')::int > 0",
                    f"{text} #>> '{{tags,0}}' <> 'x'",
                )
            )
        return self.pick(self._numeric(text, sources, column.role in (TENANT, "workspaces")))()

    def _numeric(self, text: str, sources: list[Source], level: bool) -> tuple[Callable[[], str], ...]:
        """``level``: the column says whose a row is, and keys bound to it, be it under a NOT, would be tenants."""
        level = level or self.loose
        listed = "ARRAY[2, 3]" if level else ":ids"
        others = [o for s in sources for c in s.columns if c.type == "int" and (o := s.of(c)) != text] or ["2"]
        use = self.use
        bound = "> 1" if level or self.value != "parameter" else "= :org"
        return (
            lambda: f"{text} > 0",
            lambda: f"{text} {bound}",
            lambda: f"{text} IS NOT NULL",
            lambda: f"{text} < 100000",
            lambda: use("any-parameter", f"{text} <> ALL({listed})" if level else f"{text} = ANY(:ids)"),
            lambda: use("any-parameter", f"{text} <> ALL({listed})"),
            lambda: use("cast", f"{text}::text <> '2'"),
            lambda: use("cast", f"{text} <> '2'::int"),
            lambda: use("row-comparison", f"({text}, 1) > (1, {self.pick(others)})"),
            lambda: use("row-comparison", f"({text}, {self.pick(others)}) <> (1, 2)"),
            lambda: use("is-not-distinct", f"NOT ({text} IS NOT DISTINCT FROM {self.pick(others)})"),
            lambda: use("is-not-distinct", f"{text} IS DISTINCT FROM {self.pick(('2', '3', '3' if level else ':id'))}"),
            lambda: f"{text} BETWEEN 1 AND 500",
            lambda: use("jsonb-operator", f"NOT to_jsonb({text}) @> '2'"),
        )


def orderable(column: Column, text: str) -> str:
    return f"{text}::text" if column.type == "jsonb" else text
