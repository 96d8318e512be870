"""One tenant's rows, in many manners: what worlds are made of."""

import random
from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
TABLES = {
    "organizations": ("id", "slug", "name", "plan"),
    "accounts": ("id", "email"),
    "memberships": ("id", "org_id", "user_id", "role"),
    "workspaces": ("id", "org_id", "name"),
    "projects": ("id", "org_id", "workspace_id", "name", "budget"),
    "tasks": ("id", "org_id", "project_id", "parent_id", "created_by", "title", "done", "priority"),
    "comments": ("id", "task_id", "author_id", "body"),
    "attachments": ("id", "comment_id", "size"),
    "invoices": ("id", "org_id", "project_id", "amount"),
    "documents": ("id", "org_id", "title"),
    "notes": ("id", "org_id", "body"),
    "api_keys": ("id", "org_id", "key_hash"),
    "settings": ("org_id", "name", "value"),
    "boards": ("id", "workspace_id", "title"),
    "task_labels": ("task_id", "label"),
    "counters": ("name", "org_id", "value"),
    "prices": ("id", "plan", "amount"),
    "events": ("id", "org_id", "task_id", "kind", "payload"),
    "reminders": ("id", "org_id", "task_id", "note"),
    "quotas": ("id", "org_id", "name", "amount"),
    "drafts": ("id", "org_id", "body"),
    "flags": ("id", "name"),
}
NAMES = ("a", "b", "x", "y")
_REFERENCES = {
    "workspace_id": "workspaces", "project_id": "projects", "parent_id": "tasks", "task_id": "tasks", "comment_id": "comments",
}  # fmt: skip
_APART = {
    "tasks": 100,
    "events": 100,
    "reminders": 100,
    "comments": 1000,
    "attachments": 10_000,
    "workspaces": 50,
    "boards": 500,
}
_GLOBAL_USERS = (7, 8, 9, 10)


@dataclass(frozen=True)
class Style:
    """How many rows a tenant has in each table, which numbers and names stand in them, how many of the tables (in percent)
    have none, which alone have any, and whether every task has a parent (the first is its own)."""

    least: int
    most: int
    numbers: tuple[int, int] = (0, 4)
    names: tuple[str, ...] = NAMES
    none: int = 0
    only: tuple[str, ...] = tuple(TABLES)
    rooted: bool = False


FULL = Style(2, 4)
FEW = Style(1, 2)
GAPS = Style(1, 3, none=40)
BARE = Style(0, 0)
ONE_EACH = Style(1, 1)
LOW = Style(1, 2, (-9, 0), ("A", "a"))
ROOTED = Style(2, 3, only=("workspaces", "projects", "tasks", "notes", "settings", "quotas"), rooted=True)
LEAVES = Style(1, 1, only=("workspaces", "projects", "tasks"))
"""Rows that no other row refers to: nothing keeps them from being deleted."""
HIGH = Style(2, 5, (4, 40), ("y", "z"))


@dataclass
class Filler:
    """The rows of one world while it is made. ``dense``: keys are drawn from few small numbers, so that those of one
    table equal those of another, whoever owns them; else each tenant has a range of its own. ``packed``: the first numbers.
    ``wordy``: slugs and credentials are words that stand elsewhere too."""

    rng: random.Random
    mine: frozenset[int]
    user: int
    dense: bool
    packed: bool = field(default=False, kw_only=True)
    wordy: bool = field(default=False, kw_only=True)
    rows: Rows = field(default_factory=lambda: {name: [] for name in TABLES})

    def again(self, rng: random.Random) -> "Filler":
        return Filler(rng, self.mine, self.user, self.dense, {name: list(rows) for name, rows in self.rows.items()})

    def key(self, table: str, org: int) -> int:
        """A key that no row of ``table`` has."""
        taken = {row[0] for row in self.rows[table]}
        if self.packed:
            return next(n for n in range(1, 10_000) if n not in taken)
        if self.dense:
            return self.rng.choice([n for n in range(1, 12 + 2 * len(taken)) if n not in taken])
        slot = {1: 1, 2: 0, 0: 4}.get(org, org)
        first = slot * _APART.get(table, 10)
        return next(n for n in range(first, first + 10_000) if n not in taken)

    def shared(self, prices: int = 3) -> None:
        """Global rows."""
        self.rows["accounts"] = [(n, f"u{n}") for n in _GLOBAL_USERS]
        self.rows["prices"] = [(n, self.rng.choice(NAMES), n * 10 if n < 3 else 3) for n in range(1, prices + 1)]
        self.rows["documents"] = [(900 + n, None, self.rng.choice(NAMES)) for n in range(self.rng.randint(0, 2))]

    def nobodys(self) -> None:
        """Rows whose tenant is NULL, in tables where they are not shared."""
        rng, rows = self.rng, self.rows
        for table, least, more in (("notes", 1, ()), ("reminders", 1, (None,)), ("drafts", 0, ())):
            for number in range(rng.randint(least, 3)):
                key = self.key(table, 7) if self.dense else 7000 + number
                rows[table].append((key, None, *more, rng.choice(NAMES)))

    def organization(self, org: int) -> None:
        slug = "one" if org == 1 else f"s{org}"
        if self.wordy and org not in self.mine:
            taken = {row[1] for row in self.rows["organizations"]}
            slug = self.rng.choice([word for word in (*NAMES, "hash-1", "admin", slug) if word not in taken])
        name = self.rng.choice((*NAMES, "one", "s2"))  # a stranger may be called what my slug is
        self.rows["organizations"].append((org, slug, name, self.rng.choice(NAMES)))

    def users(self, org: int) -> list[int]:
        """The principal is a member of his own tenants only."""
        return [self.user, 8] if org in self.mine else [8, 9] if self.user == 7 else [7, 9]

    def double(self, org: int | None, other: int) -> None:
        """``other`` gets a copy of each row of ``org``: all is equal but keys and whose it is."""
        self.organization(other)
        users = self.users(other)
        keys: dict[tuple[str, Any], Any] = {("organizations", org): other}
        owned = {table: list(rows) for table, rows in self.rows.items()}
        for table, columns in TABLES.items():
            if table in ("organizations", "accounts", "prices", "flags"):
                continue
            for row in owned[table]:
                values = dict(zip(columns, row, strict=True))
                references = [(_REFERENCES[c], v) for c, v in values.items() if c in _REFERENCES and v is not None]
                if "org_id" in values and values["org_id"] != org:
                    continue
                if any(reference not in keys for reference in references if reference[0] != table):
                    continue
                if "id" in values:
                    keys[table, values["id"]] = values["id"] = self.key(table, other)
                for column, value in values.items():
                    if column in _REFERENCES:
                        values[column] = keys.get((_REFERENCES[column], value))
                if "org_id" in values:
                    values["org_id"] = other
                if table == "memberships" or values.get("created_by") == self.user:
                    values["user_id" if table == "memberships" else "created_by"] = self.rng.choice(users)
                if table == "counters":
                    values["name"] = self.counter(other)
                if table == "api_keys":
                    values["key_hash"] = f"hash-{other}"
                self.rows[table].append(tuple(values.values()))

    def counter(self, org: int) -> str:
        taken = {row[0] for row in self.rows["counters"]}
        free = [name for name in (f"c{org}", *(NAMES if self.dense else ())) if name not in taken]
        return self.rng.choice(free) if self.dense and free else free[0] if free else f"c{org}+"

    def tenant(self, org: int, style: Style, registered: bool = False) -> None:
        """A tenant's rows."""
        rng, rows = self.rng, self.rows

        def some(table: str, *needed: list[int]) -> range:
            """As many as the style has, none without what they refer to."""
            if any(not keys for keys in needed) or rng.randrange(100) < style.none or table not in style.only:
                return range(0)
            return range(rng.randint(style.least, style.most))

        def add(table: str, *values: Any) -> int:
            key = self.key(table, org)
            rows[table].append((key, *values))
            return key

        def name() -> str | None:
            return rng.choice((*style.names, *style.names, None))

        def distinct(number: int) -> list[str]:
            return rng.sample((*style.names, *(n for n in NAMES if n not in style.names)), min(number, 4))

        def number() -> int | None:
            return rng.randint(*style.numbers) if rng.randrange(8) else None

        if not registered:
            self.organization(org)
        users = self.users(org)
        for user in users:
            add("memberships", org, user, rng.choice(("admin", "admin", "user")))
        workspaces = [add("workspaces", org, n) for n in distinct(len(some("workspaces")))]
        for _ in some("boards", workspaces):
            add("boards", rng.choice(workspaces), name())
        projects = [
            add("projects", org, rng.choice([None, *workspaces]), n, number()) for n in distinct(len(some("projects")))
        ]
        tasks: list[int] = []
        for _ in some("tasks", projects):
            task = self.key("tasks", org)
            parent = rng.choice([*tasks, task] if style.rooted else [None, *tasks])
            rows["tasks"].append((task, org, rng.choice(projects), parent, rng.choice([*users, None]), name(),
                                  rng.random() < 0.5, number()))  # fmt: skip
            tasks.append(task)
        comments = [
            add("comments", rng.choice(tasks), rng.choice((7, 8, 9)), name())
            for _ in (*some("comments", tasks), *some("comments", tasks))
        ]
        for _ in some("attachments", comments):
            add("attachments", rng.choice(comments), number())
        for _ in some("invoices", projects):
            add("invoices", org, rng.choice(projects), number())
        for table in ("documents", "notes", "drafts"):
            for _ in some(table):
                add(table, org, name())
        add("api_keys", org, f"hash-{org}")
        if self.wordy and org not in self.mine:
            add("api_keys", org, rng.choice((*NAMES, "one", "admin")))
        rows["settings"] += [(org, n, name()) for n in distinct(len(some("settings")))]
        for n in distinct(len(some("quotas"))):
            add("quotas", org, n, number())
        rows["task_labels"] += [(task, n) for task in tasks for n in distinct(len(some("task_labels")))]
        rows["counters"].append((self.counter(org), org, number()))
        for _ in some("events", tasks):
            add(
                "events",
                org,
                rng.choice(tasks),
                name(),
                f'{{"k": "{name()}", "n": {rng.randint(0, 4)}, "tags": ["{name()}", "y"]}}',
            )
        for _ in some("reminders"):
            add("reminders", org, rng.choice([None, *tasks]), name())
