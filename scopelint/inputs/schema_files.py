"""Which SQL files make a project's schema, and in what order they are run."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from scopelint.inputs.keys import Keys

_UNDO = re.compile(r"(?:^|[._-])(?:down|rollback|undo|revert)\.sql$|^U\d[\d._]*__", re.IGNORECASE)
_REPEATED = re.compile(r"^R__")
_NUMBERS = re.compile(r"(\d+)")
_VERSION = re.compile(r"[a-z]*(\d+(?:[._-]\d+)*)", re.IGNORECASE)


def named_in(root: Path, keys: Keys) -> tuple[str, ...]:
    """The files that ``schema = [...]`` names, in its order; a glob's are sorted as migrations are.

    Raises ConfigError for a glob that names nothing, or leads out of the project.
    """
    found: dict[str, None] = {}
    for pattern in keys.strings("schema"):
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise keys.fault("schema", f"{pattern!r} lies outside the project {root}")
        try:
            paths = [path for path in root.glob(pattern) if path.is_file() and _stays_inside(root, path)]
        except (ValueError, NotImplementedError) as error:
            raise keys.fault("schema", f"{pattern!r} is no glob: {error}") from error
        if not paths:
            raise keys.fault("schema", f"{pattern!r}: no such file in {root}")
        found.update(dict.fromkeys(in_order(path.relative_to(root).as_posix() for path in paths)))
    return tuple(found)


def _stays_inside(root: Path, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def in_order(paths: Iterable[str]) -> tuple[str, ...]:
    """SQL migrations as they are run: by the numbers in their names, files that undo others left out.

    Numbers count as numbers (``V2`` before ``V10``); what is run again after each change (``R__views.sql``) is last.
    """
    kept = [path for path in paths if not _UNDO.search(path.rpartition("/")[2])]
    return tuple(sorted(kept, key=_sorted_by))


def _sorted_by(path: str) -> tuple[object, ...]:
    folder, _, name = path.rpartition("/")
    version = _VERSION.match(name)
    numbers = tuple(int(part) for part in re.split(r"[._-]", version.group(1))) if version is not None else ()
    return (_natural(folder), bool(_REPEATED.match(name)), version is None, numbers, _natural(name), path)


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Numbers before words, and by their value."""
    parts = _NUMBERS.split(text.lower())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]
