"""Which commit a work tree stands at, read from git's own files: git is not run, and no link is followed."""

import re
from pathlib import Path

from scopelint.inputs.config import repository_of

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"ref: (refs/[^\s~^:?*\[\\]+)")
MOST_HOPS = 5
LARGEST = 64 * 1024 * 1024


def commit_of(folder: Path) -> str | None:
    """The commit that HEAD names; None outside a repository, before its first commit, and where its files are odd."""
    repository = repository_of(folder)
    if repository is None:
        return None
    git = _git_folder(repository / ".git")
    if git is None:
        return None
    common = git
    shared = _read(git / "commondir")
    if shared is not None:
        common = git / shared.strip()
    return _resolved(git, common, "HEAD", MOST_HOPS)


def _git_folder(place: Path) -> Path | None:
    """The folder itself, or that of a linked work tree, which a file names."""
    if place.is_dir():
        return place
    told = _read(place)
    if told is None or not told.startswith("gitdir: "):
        return None
    return place.parent / told.removeprefix("gitdir: ").strip()


def _resolved(git: Path, common: Path, name: str, hops: int) -> str | None:
    if hops == 0 or ".." in name.split("/"):
        return None
    told = _read(git / name) if name == "HEAD" else _read(git / name) or _read(common / name)
    if told is None:
        return _packed(common, name)
    reference = _REF.fullmatch(told.strip())
    if reference is not None:
        return _resolved(git, common, reference[1], hops - 1)
    return told.strip() if _ID.fullmatch(told.strip()) else None


def _packed(common: Path, name: str) -> str | None:
    for line in (_read(common / "packed-refs") or "").splitlines():
        commit, _, called = line.partition(" ")
        if called == name and _ID.fullmatch(commit):
            return commit
    return None


def _read(path: Path) -> str | None:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            return None
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
