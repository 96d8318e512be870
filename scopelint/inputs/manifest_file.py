"""The files that ``init`` and ``manifest build`` write: the manifest and, once, the configuration that names it."""

import os
from pathlib import Path
from typing import NamedTuple

import tomli

from scopelint.inputs.config import DEFAULT_MANIFEST
from scopelint.inputs.manifest_merge import Merged, merged
from scopelint.inputs.manifest_text import manifest_text, text
from scopelint.inputs.writing import write_whole
from scopelint.model.config import Config
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.proposal import Proposal

OWN, SHARED = "scopelint.toml", "pyproject.toml"


class Written(NamedTuple):
    """What was written where: the file as shown, tables that are new in it, entries that got their ``rls``."""

    shown: str
    added: tuple[str, ...]
    completed: tuple[str, ...]
    changed: bool


class NewConfig(NamedTuple):
    """A configuration file about to be written as a whole."""

    path: Path
    shown: str
    text: str


def must_be_new(config: Config) -> None:
    """Raises UsageError if there is a manifest already."""
    shown = config.manifest or DEFAULT_MANIFEST
    if os.path.lexists(Path(config.root) / shown):
        raise UsageError(f"{shown} is there already; scopelint manifest build adds what is new, --force writes it anew")


def init_files(config: Config, proposal: Proposal, revisions: tuple[str, ...]) -> tuple[str, ...]:
    """Writes the manifest and, where there is no configuration yet, one that names it. The names of the files written.

    ``revisions``: folders of migrations besides the usual ones. Raises UsageError and ConfigError; then nothing is written.
    """
    root = Path(config.root)
    shown = config.manifest or DEFAULT_MANIFEST
    place = _inside(root, shown)
    new = None if config.file is not None else _new_config(root, shown, config, revisions)
    existed = place.exists()
    write_whole(place, manifest_text(proposal), shown)
    if new is None:
        return (shown,)
    try:
        write_whole(new.path, new.text, new.shown)
    except UsageError:
        if not existed:
            place.unlink(missing_ok=True)
        raise
    return (shown, new.shown)


def _new_config(root: Path, manifest: str, config: Config, revisions: tuple[str, ...]) -> NewConfig:
    """A section at the end of pyproject.toml if that exists and takes one, else scopelint.toml."""
    lines = [f"manifest = {text(manifest)}"]
    if config.tenant_columns:
        lines.append("tenant-columns = [" + ", ".join(text(column) for column in config.tenant_columns) + "]")
    globs = [*config.paths.migrations, *(f"{folder}/" for folder in revisions)]
    migrations = "migrations = [" + ", ".join(text(glob) for glob in globs) + "]"
    shared = root / SHARED
    if shared.is_file():
        before = _inside(root, SHARED).read_bytes().decode("utf-8")
        added = ["[tool.scopelint]", *lines, *(["", "[tool.scopelint.paths]", migrations] if revisions else [])]
        after = before.rstrip("\n") + "\n\n" + "\n".join(added) + "\n"
        if _only_adds(before, after):
            return NewConfig(shared, SHARED, after)
    own = [*lines, *(["", "[paths]", migrations] if revisions else [])]
    return NewConfig(root / OWN, OWN, "\n".join(own) + "\n")


def _only_adds(before: str, after: str) -> bool:
    try:
        old, new = tomli.loads(before), tomli.loads(after)
    except tomli.TOMLDecodeError:
        return False
    tool = dict(new.get("tool", {}))
    tool.pop("scopelint", None)
    return {**new, "tool": tool} == {**old, "tool": old.get("tool", {})}


def _inside(root: Path, shown: str) -> Path:
    """The file, which no link may lead out of the project. Raises ConfigError."""
    path = Path(os.path.realpath(root / shown))
    if not path.is_relative_to(root):
        raise ConfigError(f"{shown}: leads out of the project, and is not written")
    return path


def build_file(start: Path, config: Config, proposal: Proposal, output: str | None) -> Written:
    """Writes or merges the manifest; ``output`` (relative to ``start``) instead of the project's own place.

    A new ``output`` begins as a copy of the project's manifest. Raises UsageError and ConfigError; then nothing is written.
    """
    root = Path(config.root)
    shown = config.manifest or DEFAULT_MANIFEST
    own = _inside(root, shown)
    place, told = (own, shown) if output is None else (Path(os.path.realpath(start / output)), output)
    existing = _text(place, told)
    if existing is None and output is not None:
        existing = _text(own, shown)
    made = built(existing, proposal, told)
    changed = not place.is_file() or _text(place, told) != made.text
    if changed:
        write_whole(place, made.text, told)
    return Written(told, made.added, made.completed, changed)


def built(existing: str | None, proposal: Proposal, shown: str) -> Merged:
    """The manifest's new text: all of it, or what is new put into what is there."""
    if existing is None:
        return Merged(manifest_text(proposal), tuple(proposal.manifest.tables), ())
    return merged(proposal, existing, shown)


def existing_manifest(config: Config) -> str | None:
    """The text of the project's manifest, None if there is none."""
    shown = config.manifest or DEFAULT_MANIFEST
    return _text(_inside(Path(config.root), shown), shown)


def _text(path: Path, shown: str) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown}: is not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror or error}") from error
