"""One project from disk: its root, configuration, manifest, rules and files, and which of them PATHS chose."""

import datetime
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from scopelint.inputs.config import check_selection, find_root, read_config, repository_of
from scopelint.inputs.keys import nearest
from scopelint.inputs.manifest import read_manifest
from scopelint.inputs.rulebook import read_rules
from scopelint.model.config import Config, Project, SourceFile
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.manifest import Manifest
from scopelint.model.rule import Rule

SHOWN_LINKS = 3


class Chosen(NamedTuple):
    """The files with ``reported`` set as PATHS say, whether that is all of them, and notes."""

    files: tuple[SourceFile, ...]
    complete: bool
    notes: tuple[str, ...]


def load_project(
    start: Path,
    paths: Sequence[str] = (),
    config_file: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    stdin: tuple[str, bytes] | None = None,
    force_exclude: bool = False,
    may_lack_manifest: bool = False,
) -> Project:
    """Everything that a run reads. ``paths`` are relative to ``start`` (the working directory) and choose what is reported.

    ``stdin`` is (file name, contents): that one file is reported, its contents taken from here. ``select`` replaces the
    configuration's, ``ignore`` adds to it. ``force_exclude``: a named file that the configuration excludes is skipped;
    else naming it is an error. ``may_lack_manifest``: one that the configuration names may be missing. Raises UsageError and ConfigError, one line each, where nothing can be judged.
    """
    from scopelint.inputs.discover import PathClassifier, walk

    start = Path(os.path.realpath(start))
    targets = [_target(start, path) for path in paths]
    buffer = None if stdin is None else _buffer_path(start, stdin[0])
    root, found = _root(start, [*targets, *([buffer] if buffer else [])])
    file = found if config_file is None else _config_path(start, config_file)
    config = read_config(root, file, may_lack_manifest)
    rules = read_rules(root, config.rule_paths)
    check_selection(config, rules, select, ignore)
    config = msgspec.structs.replace(config, select=tuple(select) or config.select, ignore=(*config.ignore, *ignore))
    walked = walk(root, config.paths)
    chosen = _choose(root, walked.files, walked.excluded, targets, paths, force_exclude)
    files = chosen.files
    if buffer is not None:
        shown = buffer.relative_to(root).as_posix()
        files = _with_buffer(files, shown, len(stdin[1]) if stdin else 0, PathClassifier(config.paths)(shown))
    elif not files:
        raise UsageError(f"{_show(start, root)}: no Python files in this project")
    return Project(
        config=config,
        manifest=_manifest(root, config, rules, may_lack_manifest),
        rules=rules,
        files=files,
        read=_reader(root, None if stdin is None or buffer is None else (buffer, stdin[1])),
        today=datetime.date.today(),
        complete=chosen.complete and buffer is None,
        notes=(*chosen.notes, *_link_notes(walked.links_out)),
        sql_files=config.schema or walked.migrations,
        sql_texts=walked.sql,
        prefix=_prefix(root),
    )


def load_root(root: Path, file: Path | None) -> Project:
    """The project at ``root`` (absolute, links resolved), configured by ``file``; all of it is reported. Raises ConfigError."""
    from scopelint.inputs.discover import walk

    config = read_config(root, file)
    rules = read_rules(root, config.rule_paths)
    check_selection(config, rules, (), ())
    walked = walk(root, config.paths)
    return Project(
        config=config,
        manifest=_manifest(root, config, rules),
        rules=rules,
        files=walked.files,
        sql_files=config.schema or walked.migrations,
        sql_texts=walked.sql,
        read=_reader(root, None),
        today=datetime.date.today(),
    )


def _prefix(root: Path) -> str:
    """Where the root stands in its repository: whoever reads our reports there starts at the repository's root."""
    repository = repository_of(root)
    return "" if repository is None or repository == root else root.relative_to(repository).as_posix() + "/"


def project_rules(start: Path, config_file: str | None = None) -> tuple[Rule, ...]:
    """The shipped rules and those of the project around ``start``. Raises ConfigError and UsageError."""
    root, found = find_root(Path(os.path.realpath(start)))
    config = read_config(root, found if config_file is None else _config_path(start, config_file))
    return read_rules(root, config.rule_paths)


def _target(start: Path, path: str) -> Path:
    """The absolute path of one argument. Raises UsageError if there is nothing."""
    joined = start / path
    if not joined.exists():
        raise UsageError(f"{path}: no such file or directory")
    return Path(os.path.realpath(joined))


def _buffer_path(start: Path, name: str) -> Path:
    """Where an editor's buffer belongs; the file itself need not exist. Raises UsageError if its folder does not."""
    joined = start / name
    folder = Path(os.path.realpath(joined.parent))
    if not name or not folder.is_dir():
        raise UsageError(f"--stdin-filename: {name!r}: no such folder")
    return folder / joined.name


def _root(start: Path, targets: Sequence[Path]) -> tuple[Path, Path | None]:
    """The one project of all targets, of ``start`` where there are none. Raises UsageError if they belong to two."""
    folders = [target if target.is_dir() else target.parent for target in targets] or [start]
    roots = dict(map(find_root, folders))
    if len(roots) > 1:
        first, second = sorted(roots)[:2]
        if first not in second.parents:
            raise UsageError(
                f"these paths belong to two projects, {_show(start, first)} and {_show(start, second)}; "
                "check them one at a time"
            )
        raise UsageError(
            f"these paths belong to {_show(start, first)} and to the project inside it, {_show(start, second)}; "
            "check them one at a time"
        )
    return next(iter(roots.items()))


def _show(start: Path, path: Path) -> str:
    return path.relative_to(start).as_posix() if path.is_relative_to(start) else str(path)


def _config_path(start: Path, name: str) -> Path:
    path = Path(os.path.realpath(start / name))
    if not path.is_file():
        raise UsageError(f"--config: {name}: no such file")
    return path


def _choose(
    root: Path,
    files: tuple[SourceFile, ...],
    excluded: frozenset[str],
    targets: Sequence[Path],
    names: Sequence[str],
    force_exclude: bool,
) -> Chosen:
    """Marks the files that the targets name; each target must name at least one."""
    if not targets or root in targets:
        return Chosen(files, True, ())
    known = {file.path for file in files}
    chosen: set[str] = set()
    notes: list[str] = []
    for target, name in zip(targets, names, strict=True):
        relative = target.relative_to(root).as_posix()
        below = {relative} if relative in known else {path for path in known if path.startswith(relative + "/")}
        if not below and target.is_file() and force_exclude:
            notes.append(f"{name}: excluded, not checked")
            continue
        if not below:
            raise UsageError(f"{name}: {_why_nothing(target, relative in excluded)}")
        chosen |= below
    marked = tuple(file if file.path in chosen else msgspec.structs.replace(file, reported=False) for file in files)
    return Chosen(marked, chosen == known, tuple(notes))


def _why_nothing(target: Path, excluded: bool) -> str:
    if target.is_dir():
        return "no Python files in this folder, or all of them excluded"
    if target.suffix != ".py":
        return "not a Python file (.py)"
    return "excluded by configuration or .gitignore" if excluded else "excluded with its folder"


def _with_buffer(files: tuple[SourceFile, ...], path: str, size: int, path_class: str) -> tuple[SourceFile, ...]:
    others = [msgspec.structs.replace(file, reported=False) for file in files if file.path != path]
    return tuple(sorted([*others, SourceFile(path, path_class, size)], key=lambda file: file.path))


def _reader(root: Path, buffer: tuple[Path, bytes] | None) -> Callable[[str], bytes]:
    def read(path: str) -> bytes:
        if buffer is not None and root / path == buffer[0]:
            return buffer[1]
        return (root / path).read_bytes()

    return read


def _manifest(root: Path, config: Config, rules: Sequence[Rule], may_lack: bool = False) -> Manifest:
    if config.manifest is None or (may_lack and not os.path.lexists(root / config.manifest)):
        return Manifest()
    manifest = read_manifest(root / config.manifest, config.manifest)
    known = {rule.id for rule in rules} | {old for rule in rules for old in rule.formerly}
    for exemption in manifest.exemptions:
        for name in exemption.rules:
            if name not in known:
                raise ConfigError(f"{config.manifest}:{exemption.line}: exempt: no rule {name!r}{nearest(name, known)}")
    return manifest


def _link_notes(links: Sequence[str]) -> tuple[str, ...]:
    if not links:
        return ()
    more = f" and {len(links) - SHOWN_LINKS} more" if len(links) > SHOWN_LINKS else ""
    return (f"links that lead out of the project were not followed: {', '.join(links[:SHOWN_LINKS])}{more}",)
