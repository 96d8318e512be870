"""The judge of "scoped": PostgreSQL itself, on pairs of databases that differ in other tenants' rows only.

A statement is run in several worlds that agree on the rows of the tenant (and on global rows). Its result, and what it
leaves of the tenant's rows, must be the same in all of them; nobody else's rows may change.
"""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.prove.world import DDL

Row = tuple[Any, ...]
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
}
PARAMETERS = {
    "org": "1", "other": "2", "user": "7", "orgs": "'{1}'", "ids": "'{0,100,101,300}'", "id": "100", "task": "100",
    "slug": "'one'", "hash": "'hash-1'", "plan": "'a'", "name": "'a'", "workspace": "50",
}  # fmt: skip
FOREIGN = {"id": "0", "task": "0", "name": "'b'"}
NAMES = ("a", "b", "x", "y")
USER = 7


@dataclass
class World:
    """Rows by table. ``mine``: the ids of the tenant's organizations."""

    mine: frozenset[int]
    rows: dict[str, list[Row]] = field(default_factory=dict)


def base(rng: random.Random, mine: frozenset[int]) -> World:
    """Global rows and the rows of the tenants in ``mine``."""
    world = World(mine, {name: [] for name in TABLES})
    world.rows["accounts"] = [(n, f"u{n}") for n in (7, 8, 9)]
    world.rows["prices"] = [(n, rng.choice(NAMES), n * 10) for n in (1, 2, 3)]
    world.rows["documents"] = [(1, None, "shared")]
    for org in sorted(mine):
        _tenant(rng, world, org, owner=True)
    return world


def others(rng: random.Random, start: World, orgs: tuple[int, ...]) -> World:
    """``start`` with rows of other tenants, and some that belong to none."""
    world = World(start.mine, {name: list(rows) for name, rows in start.rows.items()})
    for org in orgs:
        _tenant(rng, world, org, owner=False)
    world.rows["notes"] += [(7000 + n, None, rng.choice(NAMES)) for n in range(rng.randint(0, 2))] if orgs else []
    for rows in world.rows.values():
        rng.shuffle(rows)
    return world


def _tenant(rng: random.Random, world: World, org: int, owner: bool) -> None:
    """A tenant's rows; ids of other tenants are drawn anew in each world."""
    rows = world.rows
    slug = "one" if org == 1 else f"s{org}"
    rows["organizations"].append((org, slug, rng.choice(NAMES), rng.choice(NAMES)))
    users = [USER, 8] if owner else [8, 9]
    slot = {1: 1, 2: 0}.get(org, org)  # some strangers' keys sort before mine, some after
    ident = {
        "memberships": slot * 10,
        "workspaces": slot * 50,
        "projects": slot * 10,
        "tasks": slot * 100,
        "comments": slot * 1000,
    }
    rows["memberships"] += [
        (ident["memberships"] + n, org, user, rng.choice(("admin", "user"))) for n, user in enumerate(users)
    ]
    workspaces = [ident["workspaces"] + n for n in range(rng.randint(1, 2))]
    rows["workspaces"] += [(w, org, NAMES[n]) for n, w in enumerate(workspaces)]
    rows["boards"] += [(w * 10 + n, w, rng.choice(NAMES)) for w in workspaces for n in range(rng.randint(0, 2))]
    projects = [ident["projects"] + n for n in range(rng.randint(1, 3))]
    names = rng.sample(NAMES, len(projects))
    rows["projects"] += [
        (p, org, rng.choice([None, *workspaces]), n, rng.randint(0, 4)) for p, n in zip(projects, names, strict=True)
    ]
    tasks: list[int] = []
    for n in range(rng.randint(2, 5)):
        parent = rng.choice([None, *tasks])
        creator = rng.choice([USER if owner else 9, 8])
        task = ident["tasks"] + n
        row = (
            task,
            org,
            rng.choice(projects),
            parent,
            creator,
            rng.choice(NAMES),
            rng.random() < 0.5,
            rng.randint(1, 4),
        )
        rows["tasks"].append(row)
        tasks.append(task)
    comments = [ident["comments"] + n for n in range(rng.randint(1, 5))]
    rows["comments"] += [(c, rng.choice(tasks), rng.choice((7, 8, 9)), rng.choice(NAMES)) for c in comments]
    rows["attachments"] += [(c * 10, c, rng.randint(1, 3)) for c in comments if rng.random() < 0.5]
    rows["invoices"] += [(org * 10 + n, org, rng.choice(projects), n) for n in range(rng.randint(0, 2))]
    rows["documents"] += [(org * 10 + n, org, rng.choice(NAMES)) for n in range(rng.randint(0, 2))]
    rows["notes"] += [(org * 10 + n, org, rng.choice(NAMES)) for n in range(rng.randint(0, 2))]
    rows["api_keys"].append((org, org, f"hash-{org}"))
    rows["settings"] += [(org, name, rng.choice(NAMES)) for name in rng.sample(NAMES, rng.randint(0, 3))]
    rows["task_labels"] += [(task, label) for task in tasks for label in rng.sample(NAMES, rng.randint(0, 2))]
    rows["counters"].append((f"c{org}", org, rng.randint(0, 3)))


def families(seed: int, mine: frozenset[int]) -> list[World]:
    """Worlds that agree on what is mine: nobody else there, and others in several fillings."""
    rng = random.Random(seed)
    start = base(rng, mine)
    strangers = tuple(org for org in (2, 3, 4) if org not in mine)
    return [
        others(random.Random(seed * 100 + n), start, orgs)
        for n, orgs in enumerate([(), strangers, strangers[:1], strangers[1:]])
    ]


# ---------------------------------------------------------------- running


def runnable(sql: str, foreign: bool = False) -> str:
    """The statement with literal values for its parameters; keys are the tenant's or, ``foreign``, a stranger's."""
    given = {**PARAMETERS, **FOREIGN} if foreign else PARAMETERS
    return re.sub(r"(?<![:\w]):([a-z]+)\b", lambda m: given.get(m[1], m[0]), sql)


def prepare(connection: "psycopg.Connection[Any]") -> None:
    """Tables and settings, in a database that is empty."""
    connection.execute(DDL)  # type: ignore[call-overload]
    connection.execute("SELECT set_config('app.current_org_id', '1', false)")


@contextmanager
def inhabited(connection: "psycopg.Connection[Any]", world: World) -> Iterator[None]:
    """The world's rows in the tables, until the block ends."""
    with connection.transaction(force_rollback=True):
        for table, columns in TABLES.items():
            rows = sorted(world.rows[table], key=repr) if table == "tasks" else world.rows[table]
            if rows:
                marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}", [v for row in rows for v in row]
                )  # type: ignore[call-overload]
        yield


_OWNER = {
    "organizations": "id", "comments": "(SELECT org_id FROM tasks t WHERE t.id = x.task_id)",
    "attachments": "(SELECT org_id FROM tasks t JOIN comments c ON c.task_id = t.id WHERE c.id = x.comment_id)",
    "boards": "(SELECT org_id FROM workspaces w WHERE w.id = x.workspace_id)",
    "task_labels": "(SELECT org_id FROM tasks t WHERE t.id = x.task_id)",
}  # fmt: skip


def contents(connection: "psycopg.Connection[Any]", mine: frozenset[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everything in the tables: mine and global, and everybody else's."""
    own, foreign = [], []
    inside = ", ".join(map(str, sorted(mine)))
    for table in TABLES:
        if table in ("accounts", "prices"):
            owner = "true"
        elif table == "documents":
            owner = f"coalesce(org_id IN ({inside}), true)"
        else:
            owner = f"coalesce({_OWNER.get(table, 'org_id')} IN ({inside}), false)"
        for is_mine, text in connection.execute(f"SELECT {owner}, x::text FROM {table} x"):  # type: ignore[call-overload]
            (own if is_mine else foreign).append(f"{table} {text}")
    return tuple(sorted(own)), tuple(sorted(foreign))


@dataclass(frozen=True)
class Outcome:
    """What a statement did in one world; ``error`` is PostgreSQL's, if it could not be run."""

    result: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    touched: bool = False
    error: str | None = None


def outcome(connection: "psycopg.Connection[Any]", sql: str, mine: frozenset[int], before: Any) -> Outcome:
    """Run the statement and take it back."""
    writes = not re.match(r"\s*\(?\s*(select|values|table)\b", sql, re.I) and re.search(
        r"\b(insert|update|delete|merge|truncate)\b", sql, re.I
    )
    try:
        with connection.transaction(force_rollback=True):
            cursor = connection.execute(sql.replace("%", "%%"), ())  # type: ignore[call-overload]
            result = tuple(sorted(map(repr, cursor.fetchall()))) if cursor.description else ()
            if not writes:
                return Outcome(result)
            result = (*result, str(cursor.rowcount))
            own, foreign = contents(connection, mine)
            new = set(foreign) - set(before[1])
            return Outcome(
                result, own, bool(set(before[1]) - set(foreign)) or any(not n.startswith("organizations") for n in new)
            )
    except psycopg.errors.CardinalityViolation as fault:
        return Outcome(result=("error", type(fault).__name__))
    except psycopg.Error as fault:
        return Outcome(error=f"{type(fault).__name__}: {fault}".splitlines()[0])


def interferes(outcomes: list[Outcome]) -> str | None:
    """Why the outcomes in worlds that agree on my rows show that the statement leaves its tenant; None: they do not."""
    ran = [o for o in outcomes if o.error is None]
    if any(o.touched for o in ran):
        return "it changes rows of another tenant"
    if len({o.result for o in ran}) > 1:
        return "its result depends on rows of another tenant"
    if len({o.own for o in ran}) > 1:
        return "what it does to the tenant's rows depends on another tenant's"
    return None
