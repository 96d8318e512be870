"""Families of databases: they agree on the tenant's rows and on global rows, and differ in everybody else's."""

import random
from dataclasses import dataclass, field
from typing import Any

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
    "events": ("id", "org_id", "task_id", "kind", "payload"),
    "reminders": ("id", "org_id", "task_id", "note"),
    "quotas": ("id", "org_id", "name", "amount"),
    "drafts": ("id", "org_id", "body"),
    "flags": ("id", "name"),
}
NAMES = ("a", "b", "x", "y")
USER = 7
OTHER_USER = 10
ONE, BOTH, TWO, NONE = frozenset({1}), frozenset({1, 2}), frozenset({2}), frozenset[int]()
ELSEWHERE = 5
"""A tenant without rows of its own in which the principal may act besides."""


@dataclass
class World:
    """Rows by table. ``mine``: the ids of the tenant's organizations."""

    mine: frozenset[int]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    user: int = USER


@dataclass(frozen=True)
class Family:
    """Worlds that agree on the rows of ``mine``. The first has nobody else. ``parameters``: SQL for those that differ
    from the usual; a tenant other than 1 shows what a literal lets through, NULL what an absent value does."""

    mine: frozenset[int]
    worlds: tuple[World, ...]
    member_elsewhere: bool = False
    parameters: tuple[tuple[str, str], ...] = ()


def family(
    seed: int, mine: frozenset[int], fullness: int, count: int, elsewhere: bool = False, user: int = USER
) -> Family:
    """``count`` worlds: nobody else; a double of my rows and others; random others. ``fullness`` 0 is hardly any rows
    of mine. ``elsewhere``: the principal is a member of another tenant, in all worlds."""
    rng = random.Random(seed)
    start = World(mine, {name: [] for name in TABLES}, user)
    start.rows["accounts"] = [(n, f"u{n}") for n in (7, 8, 9, OTHER_USER)]
    start.rows["prices"] = [(n, rng.choice(NAMES), n * 10) for n in (1, 2, 3)]
    start.rows["documents"] = [(1, None, "shared")]
    for org in sorted(mine):
        _tenant(rng, start, org, fullness)
    if elsewhere:
        start.rows["organizations"].append((ELSEWHERE, "s5", "b", "x"))
        start.rows["memberships"].append((600, ELSEWHERE, USER, "admin"))
    strangers = [org for org in (1, 2, 11) if org not in mine] if mine != ONE else [2, 3, 11]
    fillings = [[], strangers, strangers[:1], strangers[1:], strangers]
    worlds = []
    for n, orgs in enumerate(fillings[:count]):
        more = random.Random(seed * 100 + n)
        world = World(mine, {name: list(rows) for name, rows in start.rows.items()}, user)
        for org in orgs:
            _tenant(more, world, org, 2 + more.randrange(2))
        if orgs and elsewhere:
            _tenant(more, world, ELSEWHERE, 2, registered=True)
        if orgs:
            world.rows["notes"] += [(7000 + k, None, more.choice(NAMES)) for k in range(more.randint(1, 3))]
            world.rows["reminders"] += [(7000 + k, None, None, more.choice(NAMES)) for k in range(more.randint(1, 3))]
        for rows in world.rows.values():
            more.shuffle(rows)
        worlds.append(world)
    return Family(mine, tuple(worlds), elsewhere)


def _tenant(rng: random.Random, world: World, org: int, fullness: int, registered: bool = False) -> None:
    """A tenant's rows, about ``fullness`` times two in each table. Ids of other tenants sort before and after mine."""
    rows, owner = world.rows, org in world.mine
    slot = {1: 1, 2: 0}.get(org, org)

    def some(low: int = 0) -> range:
        return range(rng.randint(min(low, fullness), max(fullness, low)))

    if not registered:
        rows["organizations"].append((org, "one" if org == 1 else f"s{org}", rng.choice(NAMES), rng.choice(NAMES)))
    users = [world.user, 8] if owner else [8, 9] if world.user == USER else [USER, 9]
    rows["memberships"] += [(slot * 10 + n, org, user, rng.choice(("admin", "user"))) for n, user in enumerate(users)]
    workspaces = [slot * 50 + n for n in range(max(1, fullness))]
    rows["workspaces"] += [(w, org, NAMES[n]) for n, w in enumerate(workspaces)]
    rows["boards"] += [(w * 10 + n, w, rng.choice(NAMES)) for w in workspaces for n in some()]
    projects = [slot * 10 + n for n in range(rng.randint(1, 1 + min(fullness, 2)))]
    names = rng.sample(NAMES, len(projects))
    rows["projects"] += [
        (p, org, rng.choice([None, *workspaces]), n, rng.randint(0, 4)) for p, n in zip(projects, names, strict=True)
    ]
    tasks: list[int] = []
    for n in range(rng.randint(1 + min(fullness, 1), 2 + fullness)):
        parent, creator = rng.choice([None, *tasks]), rng.choice(users)
        row = (
            slot * 100 + n,
            org,
            rng.choice(projects),
            parent,
            creator,
            rng.choice(NAMES),
            rng.random() < 0.5,
            rng.randint(1, 4),
        )
        rows["tasks"].append(row)
        tasks.append(slot * 100 + n)
    comments = [slot * 1000 + n for n in some(1)] + [slot * 1000 + 50 + n for n in some()]
    rows["comments"] += [(c, rng.choice(tasks), rng.choice((7, 8, 9)), rng.choice(NAMES)) for c in comments]
    rows["attachments"] += [(c * 10, c, rng.randint(1, 3)) for c in comments if rng.random() < 0.6]
    rows["invoices"] += [(org * 10 + n, org, rng.choice(projects), rng.randint(0, 4)) for n in some()]
    rows["documents"] += [(org * 10 + n, org, rng.choice(NAMES)) for n in some()]
    rows["notes"] += [(org * 10 + n, org, rng.choice(NAMES)) for n in some()]
    rows["api_keys"].append((org, org, f"hash-{org}"))
    rows["settings"] += [
        (org, name, rng.choice(NAMES)) for name in rng.sample(NAMES, min(len(some(1)) + len(some()), 4))
    ]
    rows["quotas"] += [
        (org * 10 + n, org, name, rng.randint(0, 4)) for n, name in enumerate(rng.sample(NAMES, len(some(1))))
    ]
    rows["task_labels"] += [(task, label) for task in tasks for label in rng.sample(NAMES, min(len(some()), 4))]
    rows["counters"].append((f"c{org}", org, rng.randint(0, 3)))
    rows["drafts"] += [(slot * 10 + n, org, rng.choice(NAMES)) for n in some()]
    tags = '{"k": "%s", "n": %d, "tags": ["%s", "y"]}'
    rows["events"] += [
        (
            slot * 100 + n,
            org,
            rng.choice(tasks),
            rng.choice(NAMES),
            tags % (rng.choice(NAMES), rng.randint(0, 3), rng.choice(NAMES)),
        )
        for n in some(1)
    ]
    rows["reminders"] += [(slot * 100 + n, org, rng.choice([None, *tasks]), rng.choice(NAMES)) for n in some(1)]


def other_tenant(seed: int) -> Family:
    """Tenant 2 and another principal."""
    given = {"org": "2", "orgs": "'{2}'", "slug": "'s2'", "user": str(OTHER_USER), "workspace": "0", "hash": "'hash-2'"}
    return Family(TWO, family(seed, TWO, 2, 4, user=OTHER_USER).worlds, False, tuple(given.items()))


def nobody(seed: int) -> Family:
    """The tenant value is NULL: no row is the tenant's."""
    return Family(NONE, family(seed, NONE, 0, 3).worlds, False, (("org", "NULL::int"),))


def quick() -> list[Family]:
    return [
        family(1, ONE, 2, 3),
        family(2, ONE, 0, 3),
        family(3, BOTH, 2, 3),
        family(4, ONE, 1, 3, elsewhere=True),
        other_tenant(9),
    ]


def thorough() -> list[Family]:
    """Mine with many rows, with few, and with hardly any."""
    alone = [family(1, ONE, 2, 5), family(2, ONE, 0, 5), family(5, ONE, 1, 5), family(6, ONE, 3, 4)]
    return [
        *alone, family(3, BOTH, 2, 4), family(7, BOTH, 0, 4),
        family(4, ONE, 1, 4, elsewhere=True), family(8, ONE, 2, 4, elsewhere=True), other_tenant(9), nobody(10),
    ]  # fmt: skip
