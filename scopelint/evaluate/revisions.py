"""Alembic's revision files: which modules are one, which history they belong to, and in what order they are run."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from scopelint.evaluate import containers
from scopelint.evaluate.values import NONE, Term, constant_text
from scopelint.model.errors import ConfigError
from scopelint.model.program import Program

WORDS = frozenset({"revision", "down_revision"})


class Revision(NamedTuple):
    """One revision file. ``down``: what it follows; ``after``: what else must have been run (``depends_on``)."""

    id: str
    module: str
    path: str
    down: tuple[str, ...]
    after: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class History(NamedTuple):
    """Revisions in the order in which they are run. ``folder`` holds them all; ``env``: the module of its env.py."""

    folder: str
    env: str | None
    revisions: tuple[Revision, ...]


def histories(
    program: Program, fields: Callable[[str], Iterable[str]], variable: Callable[[str], Term]
) -> list[History]:
    """Every history of a project, by folder. ``fields``: the names that a file assigns; ``variable``: their values.

    Raises ConfigError, one line, if a revision follows one that is not there, if they run in a circle, or if two heads
    without a label of their own have to be merged first.
    """
    groups: dict[str, list[Revision]] = {}
    for module in sorted(program.modules.values(), key=lambda one: one.path):
        if f"{module.name}:upgrade" in program.functions and set(fields(module.path)) >= WORDS:
            revision = _read(module.name, module.path, variable)
            groups.setdefault(_home(program, module.path), []).append(revision)
    found = []
    for home, revisions in sorted(groups.items()):
        inside = [one for one in revisions if one.path.startswith(f"{home}/versions/" if home else "versions/")]
        env = program.module_of.get(f"{home}/env.py" if home else "env.py")
        found.append(History(home, env, ordered(inside or revisions)))
    return found


def _read(module: str, path: str, variable: Callable[[str], Term]) -> Revision:
    def value(name: str) -> tuple[str, ...]:
        term = variable(f"{module}:{name}")
        if term is NONE:
            return ()
        if (text := constant_text(term)) is not None:
            return (text,)
        items = [constant_text(one) for one in containers.items(term) or ()]
        if containers.items(term) is None or None in items:
            if name in WORDS:
                raise ConfigError(f"{path}: {name}: must be constant text, so that the revision has its place")
            return ()
        return tuple(one for one in items if one is not None)

    ids = value("revision")
    if len(ids) != 1:
        raise ConfigError(f"{path}: revision: must be constant text")
    return Revision(ids[0], module, path, value("down_revision"), value("depends_on"), value("branch_labels"))


def _home(program: Program, path: str) -> str:
    """The folder of the nearest env.py above a revision file; without any, the file's own folder."""
    folder = path.rpartition("/")[0]
    above = folder
    while True:
        if (f"{above}/env.py" if above else "env.py") in program.module_of:
            return above
        if not above:
            return folder
        above = above.rpartition("/")[0]


def ordered(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """Each after all that it follows or depends on; where the graph leaves it open, by label and path."""
    known: dict[str, Revision] = {}
    for one in revisions:
        if one.id in known:
            raise ConfigError(f"{one.path}: revision {one.id!r} is that of {known[one.id].path} too")
        known[one.id] = one
    labels = {label: one.id for one in known.values() for label in one.labels}
    above = {one.id: [_found(known, labels, one, name) for name in (*one.down, *one.after)] for one in known.values()}
    _heads_agree(known)
    done: dict[str, Revision] = {}
    pending = sorted(known.values(), key=lambda one: one.path)
    while pending:
        ready = [one for one in pending if all(id in done for id in above[one.id])]
        if not ready:
            raise ConfigError(f"{pending[0].path}: revision {pending[0].id!r} follows itself in a circle")
        done.update((one.id, one) for one in ready)
        pending = [one for one in pending if one.id not in done]
    return tuple(done.values())


def _found(known: dict[str, Revision], labels: dict[str, str], one: Revision, name: str) -> str:
    """The revision that a name means: its id, the beginning of one, a label, or ``label@id``."""
    wanted = name.rpartition("@")[2]
    if wanted in known:
        return wanted
    if wanted in labels:
        return labels[wanted]
    near = [id for id in known if id.startswith(wanted)] if len(wanted) >= 4 else []
    if len(near) == 1:
        return near[0]
    key = "down_revision" if name in one.down else "depends_on"
    raise ConfigError(f"{one.path}: {key}: there is no revision {name!r}; the history is unfinished")


def _heads_agree(known: dict[str, Revision]) -> None:
    """Two heads with a common ancestor are two branches, told apart by labels, or an unfinished merge."""
    followed = {name.rpartition("@")[2] for one in known.values() for name in one.down}
    heads = sorted((one for one in known.values() if one.id not in followed), key=lambda one: one.path)
    below = {one.id: _ancestors(known, one) for one in heads}
    for number, one in enumerate(heads):
        for other in heads[number + 1 :]:
            common = below[one.id] & below[other.id]
            labelled = all(any(known[id].labels for id in below[head.id] - common) for head in (one, other))
            if common and not labelled:
                raise ConfigError(
                    f"{other.path}: revisions {one.id!r} and {other.id!r} are two heads; merge them (alembic merge) or label the branches"
                )


def _ancestors(known: dict[str, Revision], head: Revision) -> set[str]:
    found: set[str] = set()
    pending = [head.id]
    while pending:
        id = pending.pop()
        if id in known and id not in found:
            found.add(id)
            pending.extend(known[id].down)
    return found
