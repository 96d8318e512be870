"""Source roots: from which directories the project's own absolute imports start, and each file's dotted name."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from scopelint.model.body import ImportedName
from scopelint.model.outline import Outline

STDLIB = frozenset(sys.stdlib_module_names) | {"__main__"}


def parent_of(path: str) -> str:
    """The directory that holds ``path``; "" is the project root."""
    return path.rpartition("/")[0]


def joined(directory: str, name: str) -> str:
    """``name`` inside ``directory``."""
    return f"{directory}/{name}" if directory else name


class Tree:
    """The project's files by what Python would call them: modules, packages, and directories that hold either."""

    def __init__(self, outlines: Mapping[str, Outline]) -> None:
        self.outlines = outlines
        self.files = {path for path in outlines if path.endswith((".py", ".pyi"))}
        self.directories: set[str] = set()
        self.first: dict[str, str] = {}
        self.holders: dict[str, set[str]] = {}
        for path in sorted(self.files):
            directory = parent_of(path)
            stem = path.rpartition("/")[2].rpartition(".")[0]
            if stem != "__init__":
                self.holders.setdefault(stem, set()).add(directory)
            while directory and directory not in self.directories:
                self.directories.add(directory)
                self.first[directory] = path
                parent, _, name = directory.rpartition("/")
                self.holders.setdefault(name, set()).add(parent)
                directory = parent

    def is_package(self, directory: str) -> bool:
        """``directory`` has an ``__init__.py``."""
        return joined(directory, "__init__.py") in self.files or joined(directory, "__init__.pyi") in self.files

    def module_file(self, stem: str) -> str | None:
        """The file of the module at ``stem`` (a path without suffix): a package wins over a module, ``.py`` over ``.pyi``."""
        for suffix in ("/__init__.py", ".py", "/__init__.pyi", ".pyi"):
            if stem + suffix in self.files:
                return stem + suffix
        return None

    def defines(self, path: str, name: str) -> bool:
        """The file binds ``name``, or imports everything from somewhere."""
        outline = self.outlines[path]
        return (
            any(one.name == name for one in outline.functions)
            or any(one.name == name for one in outline.classes)
            or any(one.name == name for one in outline.fields)
            or any(name == one.alias or one.name == "*" for one in outline.imports)
        )

    def wraps(self, path: str, name: str) -> bool:
        """The plain module ``pusher.py`` that imports ``pusher`` is named after a library, which is what others import."""
        if path.endswith(("/__init__.py", "/__init__.pyi")):
            return False
        return any(
            not one.level and (one.dotted or one.module).partition(".")[0] == name
            for one in self.outlines[path].imports
        )

    def reaches(self, root: str, dotted: str, name: str | None) -> bool:
        """``from dotted import name`` (or ``import dotted``) finds a file of the project when ``root`` is on the path."""
        stem = joined(root, dotted.replace(".", "/"))
        found = self.module_file(stem)
        if found is not None and "." not in dotted and self.wraps(found, dotted):
            return False
        if found is not None and (name is None or name == "*" or self.defines(found, name)):
            return True
        if name is None or (found is None and stem not in self.directories):
            return False
        return self.module_file(f"{stem}/{name}") is not None


class Roots:
    """Which directories serve as source roots for which top-level names, most trusted first."""

    def __init__(self, tree: Tree, given: tuple[str, ...] = ()) -> None:
        self.tree = tree
        self.given = tuple(sorted({one.strip("/").removeprefix("./") if one != "." else "" for one in given}))
        self.votes: Counter[tuple[str, str]] = Counter()
        self._ballot()
        self.own = {path: self._own_root(path) for path in sorted(tree.files)}
        self.tops: dict[str, list[str]] = {}
        for root, top in sorted(self.votes):
            self.tops.setdefault(top, []).append(root)
        for path, root in self.own.items():
            top = _top_below(root, path)
            if root not in self.tops.setdefault(top, []):
                self.tops[top].append(root)
        self.order = lru_cache(maxsize=None)(self._order)

    def all(self) -> tuple[str, ...]:
        """Every root in use, sorted."""
        return tuple(sorted(set(self.own.values()) | set(self.given)))

    def _ballot(self) -> None:
        """Let every absolute import vote for the directory from which it would find a file of the project."""
        weak: list[tuple[str, str]] = []
        seen: dict[tuple[str, str, str | None], str | None] = {}
        for path in sorted(self.tree.files):
            here = parent_of(path)
            for one in self.tree.outlines[path].imports:
                dotted = one.dotted or one.module
                top = dotted.partition(".")[0]
                if one.level or top in STDLIB or top not in self.tree.holders:
                    continue
                key = (here, dotted, one.name)
                if key not in seen:
                    seen[key] = self._elect(here, one, dotted, top)
                root = seen[key]
                if root is None:
                    continue
                if one.name is None and not _within(here, root):
                    weak.append((root, top))
                else:
                    self.votes[root, top] += 1
        for ballot in weak:
            if ballot in self.votes:
                self.votes[ballot] += 1

    def _elect(self, here: str, one: ImportedName, dotted: str, top: str) -> str | None:
        holders = [root for root in self.tree.holders[top] if self.tree.reaches(root, dotted, one.name)]
        outside = [root for root in holders if not root or not self.tree.is_package(root)]
        inside = [
            root for root in holders if root not in outside and _within(here, root) and self._deep(here, root, one)
        ]
        for candidates in ([root for root in outside if root in self.given], outside, inside):
            if candidates:
                return max(candidates, key=lambda root: (*_nearness(here, root), root))
        return None

    def _deep(self, here: str, root: str, one: ImportedName) -> bool:
        """A package serves as root only for what cannot be a library of the same name that a wrapper inside imports."""
        dotted = one.dotted or one.module
        found = self.tree.module_file(joined(root, dotted.replace(".", "/")))
        if found is None or one.name is None:
            return found is None and one.name is not None and "." in dotted
        own = any(one.name == binding.alias or binding.name == "*" for binding in self.tree.outlines[found].imports)
        return not own and ("." in dotted or not _within(here, joined(root, dotted)))

    def _own_root(self, path: str) -> str:
        """The root a file's dotted name starts at."""
        here = parent_of(path)
        for root in sorted(self.given, key=len, reverse=True):
            if _within(here, root):
                return root
        voted = [
            (self.votes[root, _top_below(root, path)], len(root), root)
            for root in _ancestors(here)
            if (root, _top_below(root, path)) in self.votes
        ]
        if voted:
            return max(voted)[2]
        while here and self.tree.is_package(here):
            here = parent_of(here)
        if here == parent_of(path) and here:  # no package: a script, or a namespace nobody imports absolutely
            roots = {root for root, _ in self.votes}
            return next((root for root in _ancestors(here) if root in roots), "")
        return here

    def _order(self, own: str, top: str) -> tuple[str, ...]:
        roots = [root for root in self.tops.get(top, []) if root in ("", own) or not self.tree.is_package(root)]
        return tuple(
            sorted(
                roots,
                key=lambda root: (
                    root != own,
                    root not in self.given,
                    *(-n for n in _nearness(own, root)),
                    -self.votes[root, top],
                    root,
                ),
            )
        )


def module_names(roots: Roots, paths: Iterable[str]) -> dict[str, str]:
    """Path to dotted module name; where two roots claim one top-level name, the root's own path goes in front."""
    claims: dict[str, set[str]] = {}
    for path in paths:
        claims.setdefault(_top_below(roots.own[path], path), set()).add(roots.own[path])
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(paths):
        root = roots.own[path]
        ambiguous = len(claims[_top_below(root, path)]) > 1
        name = dotted_name(path if ambiguous else path[len(root) + 1 :] if root else path)
        if name in taken:
            name = dotted_name(path)
        if name in taken:
            name = path.rpartition(".")[0]
        if name in taken:
            name = path
        taken.add(name)
        names[path] = name
    return names


def dotted_name(path: str) -> str:
    """``app/tasks/__init__.py`` as ``app.tasks``."""
    stem = path.rpartition(".")[0]
    return stem.removesuffix("/__init__").replace("/", ".")


def _top_below(root: str, path: str) -> str:
    below = path[len(root) + 1 :] if root else path
    return below.partition("/")[0].removesuffix(".py").removesuffix(".pyi")


def _ancestors(directory: str) -> list[str]:
    found = [directory]
    while directory:
        directory = parent_of(directory)
        found.append(directory)
    return found


def _within(directory: str, root: str) -> bool:
    return not root or directory == root or directory.startswith(root + "/")


def _nearness(here: str, root: str) -> tuple[int, int, int]:
    """Ancestors first, the nearest of them; else the longest common way, then the shortest."""
    if _within(here, root):
        return (1, len(root), 0)
    common = 0
    for one, other in zip(here.split("/"), root.split("/"), strict=False):
        if one != other:
            break
        common += 1
    return (0, common, -len(root))
