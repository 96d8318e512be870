"""Which Python files and SQL migrations belong to a project, in what order, and of which path class.

The walk obeys every .gitignore from the repository's root down, follows no link, and visits names in sorted order.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pathspec

from scopelint.inputs.globs import compiled, readable
from scopelint.inputs.schema_files import in_order
from scopelint.model.config import PathClasses, SourceFile

SKIPPED = frozenset({
    ".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".scopelint_cache", "__pycache__", "node_modules", "site-packages",
})  # fmt: skip
"""Folders that never hold a project's own source; a folder with pyvenv.cfg is one too."""


class Walked(NamedTuple):
    """Python files by path, SQL migrations in the order in which they are run, all SQL files but those of tests, what a pattern excludes, and links
    that were not followed."""

    files: tuple[SourceFile, ...]
    migrations: tuple[str, ...]
    sql: tuple[str, ...]
    excluded: frozenset[str]
    links_out: tuple[str, ...]


class Ignores(NamedTuple):
    """One set of gitignore patterns and the folder (absolute) they are relative to."""

    folder: str
    spec: pathspec.GitIgnoreSpec

    def verdict(self, path: str) -> bool | None:
        """Whether the patterns ignore an absolute path (a folder ends in ``/``); None: they say nothing."""
        relative = path[len(self.folder) :].lstrip("/")
        return self.spec.check_file(relative).include


def walk(root: Path, classes: PathClasses) -> Walked:
    """Every Python and SQL file below ``root`` (absolute, links resolved). Unreadable folders are left out."""
    top = root.as_posix().rstrip("/")
    exclude = Ignores(top, compiled(classes.exclude))
    classify = PathClassifier(classes)
    files: list[SourceFile] = []
    migrations: list[str] = []
    sql: list[str] = []
    excluded: set[str] = set()
    links_out: list[str] = []
    pending = [(top, (*_outer_ignores(root), exclude))]
    while pending:
        folder, ignores = pending.pop()
        ignores = (*ignores[:-1], *_own_ignores(folder), ignores[-1])  # the configuration has the last word
        for entry in _entries(folder):
            path = entry.path.replace(os.sep, "/")
            relative = path[len(top) + 1 :]
            if entry.is_symlink():
                if _leads_out(top, path) and (entry.is_dir() or entry.name.endswith(".py")):
                    links_out.append(relative)
            elif entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED and not _is_environment(path) and not _ignored(path + "/", ignores):
                    pending.append((path, ignores))
            elif _is_source(entry, relative, classify):
                if _ignored(path, ignores):
                    excluded.add(relative)
                elif entry.name.endswith(".sql"):
                    sql.append(relative)
                    migrations += [relative] if classify(relative) == "migrations" else []
                else:
                    files.append(SourceFile(relative, classify(relative), entry.stat(follow_symlinks=False).st_size))
    ordered = tuple(sorted(files, key=lambda file: file.path))
    return Walked(ordered, in_order(migrations), tuple(sorted(sql)), frozenset(excluded), tuple(sorted(links_out)))


def _is_source(entry: os.DirEntry[str], path: str, classify: "PathClassifier") -> bool:
    named = entry.name.endswith(".py") or (entry.name.endswith(".sql") and classify(path) != "tests")
    return named and entry.is_file(follow_symlinks=False)


class PathClassifier:
    """The class of a path relative to the root: tests, migrations, admin or app, the first that matches."""

    def __init__(self, classes: PathClasses) -> None:
        self._specs = [
            (name, compiled(patterns))
            for name, patterns in (
                ("tests", classes.tests),
                ("migrations", classes.migrations),
                ("admin", classes.admin),
            )
        ]

    def __call__(self, path: str) -> str:
        return next((name for name, spec in self._specs if spec.match_file(path)), "app")


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return iter(sorted(entries, key=lambda entry: entry.name))
    except OSError:
        return iter(())


def _ignored(path: str, ignores: Sequence[Ignores]) -> bool:
    """The innermost set of patterns that says anything decides, as in git."""
    for ignore in reversed(ignores):
        if (verdict := ignore.verdict(path)) is not None:
            return verdict
    return False


def _own_ignores(folder: str) -> tuple[Ignores, ...]:
    file = Path(folder) / ".gitignore"
    try:
        if file.is_symlink() or not file.is_file():
            return ()
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        return (Ignores(folder, readable(lines)),)
    except OSError:
        return ()


def _outer_ignores(root: Path) -> tuple[Ignores, ...]:
    """The .gitignore files above the root, up to the repository that holds it."""
    if (root / ".git").exists():
        return ()
    found: list[Ignores] = []
    for folder in root.parents:
        found += _own_ignores(folder.as_posix())
        if (folder / ".git").exists():
            return tuple(reversed(found))
    return ()


def _is_environment(path: str) -> bool:
    return os.path.lexists(os.path.join(path, "pyvenv.cfg"))


def _leads_out(top: str, path: str) -> bool:
    return not (os.path.realpath(path).replace(os.sep, "/") + "/").startswith(top + "/")
