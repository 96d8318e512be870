"""Families of databases: they agree on the tenant's rows and on global rows, and differ in everybody else's."""

import random
from dataclasses import dataclass, field, replace

from tests.prove.filling import BARE, FEW, FULL, GAPS, HIGH, LEAVES, LOW, ONE_EACH, ROOTED, Filler, Rows, Style
from tests.prove.filling import TABLES as TABLES

USER = 7
OTHER_USER = 10
ONE, BOTH, TWO, NONE = frozenset({1}), frozenset({1, 2}), frozenset({2}), frozenset[int]()
WORDS = ("a", "a", "b", "b", "x", "y", "admin", "s2", "hash-2")
"""Those that statements speak of; some are a role, a slug or a credential as well."""
ELSEWHERE = 5
"""A tenant without rows of its own in which the principal may act besides."""
STRANGERS = {ONE: (2, 0, 11, 3), BOTH: (3, 0, 11), TWO: (1, 3, 21, 0), NONE: (1, 2, 11)}
"""The first is a double of mine. Some sort before mine, some after; one begins with the same digit."""


@dataclass
class World:
    """Rows by table. ``mine``: the ids of the tenant's organizations; ``workspace``: that of one of its workspaces, if any."""

    mine: frozenset[int]
    rows: Rows = field(default_factory=dict)
    workspace: int = -1


@dataclass(frozen=True)
class Family:
    """Worlds that agree on the rows of ``mine``. The first has nobody else.

    ``parameters``: SQL for those that differ from the usual, as ``foreign``, for keys that may be a stranger's. ``whole``: a
    statement that fails here can be run nowhere; a tenant other than 1 shows what a literal lets through, NULL what an
    absent value does, and some statements make no sense there. ``about``: only for statements with one of these parameters.
    ``dense``: keys are few and may collide. ``cyclic``: a task may be its own parent, and a recursive statement would not end.
    """

    mine: frozenset[int]
    worlds: tuple[World, ...]
    member_elsewhere: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()
    whole: bool = True
    about: tuple[str, ...] = ()
    cyclic: bool = False
    dense: bool = False


def family(
    seed: int,
    mine: frozenset[int],
    style: Style,
    count: int = 4,
    *,
    dense: bool = False,
    elsewhere: bool = False,
    parameters: tuple[tuple[str, str], ...] = (),
    others: tuple[Style, ...] = (),
) -> Family:
    """``count`` worlds, in this order: nobody else; a double of my rows, and a stranger with one row of each kind; one whose
    values are below mine and one whose values are above; any strangers; one whose rows nothing refers to.

    ``style``: how full mine is. ``dense``: keys are a few small numbers, the same in all tables. ``elsewhere``: the
    principal is a member of another tenant, in all worlds. ``others``: how full the strangers' are instead, of whom each
    world has more.
    """
    user = OTHER_USER if mine == TWO else USER
    start = Filler(random.Random(seed), mine, user, dense)
    start.shared(start.rng.randint(1, 3) if others else 3)
    for org in sorted(mine):
        start.tenant(org, style)
    if elsewhere:
        start.organization(ELSEWHERE)
        start.rows["memberships"].append((600, ELSEWHERE, user, "admin"))
    workspace = min((row[0] for row in start.rows["workspaces"]), default=-1)
    worlds = []
    for number in range(count):
        filler = start.again(random.Random(seed * 100 + number))
        if others:
            _crowd(filler, number, others)
        else:
            _strangers(filler, number, elsewhere)
        for rows in filler.rows.values():
            filler.rng.shuffle(rows)
        worlds.append(World(mine, filler.rows, workspace))
    given, foreign = {"workspace": str(workspace), **dict(parameters)}, {}
    if dense:
        keys = [row[0] for row in start.rows["tasks"]] or [1]
        given |= {"id": str(keys[0]), "task": str(keys[-1]), "ids": "'{0,1,2,3,5,7,10,20,30,100}'"}
        theirs = [row[0] for row in worlds[1].rows["tasks"] if row[1] not in mine] or [2]
        foreign = {"id": str(theirs[0]), "task": str(theirs[-1])}
    if mine == ONE:
        foreign["orgs"] = "'{1,NULL}'"
    return Family(
        mine, tuple(worlds), elsewhere, tuple(given.items()), tuple(foreign.items()), cyclic=style.rooted, dense=dense
    )


def _strangers(filler: Filler, number: int, elsewhere: bool) -> None:
    """Everybody else's rows of the ``number``-th world."""
    double, below, above, *others = (*STRANGERS[filler.mine], 12)
    if number == 0:
        return
    if number == 1:
        filler.double(min(filler.mine, default=None), double)
        filler.tenant(above, ONE_EACH)
    elif number == 2:
        filler.tenant(below, LOW)
        filler.tenant(above, HIGH)
    elif number == 4:
        filler.tenant(double, LEAVES)
    else:
        for org in (double, below, *others):
            filler.tenant(org, filler.rng.choice((FULL, FEW, HIGH)))
    if elsewhere:
        filler.tenant(ELSEWHERE, FULL, registered=True)
    filler.nobodys()


def _crowd(filler: Filler, number: int, others: tuple[Style, ...]) -> None:
    """``number`` strangers, of these styles; in every other world they have the first keys that are free."""
    if number == 0:
        return
    filler.packed, filler.wordy = number % 2 == 1, True
    for org in (*STRANGERS[filler.mine], 12)[:number]:
        filler.tenant(org, filler.rng.choice(others))
    filler.nobodys()


def drawn(seed: int, mine: frozenset[int] = ONE) -> Family:
    """Everybody's rows have a few small numbers and the same few words, so that whatever is compared is often equal."""
    rng = random.Random(seed)
    numbers = rng.choice(((0, 2), (1, 3), (0, 3), (1, 2), (0, 12)))
    words = tuple(dict.fromkeys(rng.sample(WORDS, rng.choice((2, 3, 5)))))
    style = Style(rng.choice((1, 1, 2)), rng.choice((2, 3)), numbers, words, none=rng.choice((0, 15, 35)))
    others = [Style(rng.choice((1, 3)), rng.choice((3, 7)), numbers, words, none=rng.choice((0, 20))) for _ in range(2)]
    given = AS_TWO if mine == TWO else ()
    made = family(seed, mine, style, 5, dense=True, parameters=given, others=tuple(others))
    return replace(made, whole=mine != TWO)


AS_TWO = (("org", "2"), ("orgs", "'{2}'"), ("slug", "'s2'"), ("user", str(OTHER_USER)), ("hash", "'hash-2'"))


def other_tenant(seed: int, style: Style = FULL, dense: bool = False) -> Family:
    """Tenant 2 and another principal."""
    made = family(seed, TWO, style, dense=dense, parameters=AS_TWO)
    return replace(made, whole=False)


def nobody(
    seed: int, orgs: str = "NULL::int[]", about: tuple[str, ...] = ("org", "orgs", "user", "slug", "hash")
) -> Family:
    """The tenant value is NULL, or none of an empty array: no row is the tenant's. A credential that is a pattern names
    nobody either."""
    given = {"org": "NULL::int", "slug": "NULL", "user": "NULL::int", "orgs": orgs, "hash": "'%'"}
    made = family(seed, NONE, BARE, dense=True, parameters=tuple(given.items()))
    return replace(made, whole=False, about=about)


def quick() -> list[Family]:
    return [
        family(1, ONE, FULL, 3),
        family(2, ONE, FEW, 3, dense=True),
        family(3, BOTH, FULL, 3),
        family(4, ONE, FEW, 3, elsewhere=True),
        other_tenant(9),
    ]


def thorough() -> list[Family]:
    """Mine with many rows, with few, with none in some tables, and with none; keys far apart, and colliding."""
    return [
        family(5, ONE, FULL, dense=True), family(11, ONE, GAPS, dense=True), other_tenant(9, FEW, dense=True),
        family(18, ONE, ROOTED, dense=True), family(6, ONE, FEW), family(14, ONE, LEAVES, dense=True), other_tenant(15),
        family(1, ONE, FULL), family(12, ONE, BARE, 5), family(3, BOTH, FULL), family(16, BOTH, GAPS, 3, dense=True),
        family(4, ONE, FEW, elsewhere=True), family(8, ONE, FULL, dense=True, elsewhere=True),
        nobody(10), nobody(17, "'{}'", ("orgs",)),
    ]  # fmt: skip


def further() -> list[Family]:
    """More of the kind that shows what the thorough ones do not: a second look at what is not proved."""
    return [*map(drawn, range(201, 211)), *(drawn(seed, mine) for seed, mine in ((211, BOTH), (212, BOTH), (213, TWO)))]
