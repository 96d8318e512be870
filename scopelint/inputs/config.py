"""Configuration: ``[tool.scopelint]`` of pyproject.toml, or scopelint.toml, which wins beside it."""

import os
from collections.abc import Sequence
from pathlib import Path

from scopelint.inputs.keys import Keys, nearest, read_toml
from scopelint.inputs.schema_files import named_in
from scopelint.model.config import Config, PathClasses
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.rule import Rule

DEFAULT_TESTS = ("tests/", "test_*.py", "*_test.py", "conftest.py")
DEFAULT_MIGRATIONS = ("migrations/", "alembic/versions/")
DEFAULT_MANIFEST = "rls-coverage.toml"
MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")


def find_root(start: Path) -> tuple[Path, Path | None]:
    """The project that holds ``start`` (an absolute directory), and its configuration file if it has one.

    The nearest ancestor with a configuration of ours wins; else the nearest that looks like a project; else ``start``.
    """
    for folder in (start, *start.parents):
        if (file := find_config(folder)) is not None:
            return folder, file
    for folder in (start, *start.parents):
        if any((folder / marker).exists() for marker in MARKERS):
            return folder, None
    return start, None


def repository_of(folder: Path) -> Path | None:
    """The root of the git repository that holds an absolute folder, None outside any."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def find_config(folder: Path) -> Path | None:
    """The configuration file in a folder itself."""
    own, shared = folder / "scopelint.toml", folder / "pyproject.toml"
    if own.is_file():
        return own
    if shared.is_file() and b"scopelint" in _bytes(shared):
        tool = read_toml(shared, shared.name).get("tool")
        if isinstance(tool, dict) and "scopelint" in tool:
            return shared
    return None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def read_config(root: Path, file: Path | None, may_lack_manifest: bool = False) -> Config:
    """The configuration of the project at ``root``; defaults if ``file`` is None. Raises ConfigError.

    ``may_lack_manifest``: the manifest that it names need not exist, since it is about to be written.
    """
    keys = Keys({}, "scopelint.toml")
    shown: str | None = None
    if file is not None:
        shown = _shown(root, file)
        table = read_toml(file, shown)
        keys = Keys(table, shown)
        if file.name == "pyproject.toml":
            keys = keys.child("tool").child("scopelint")
    config = Config(
        root=str(root),
        file=shown,
        src=tuple(_inside(root, keys, "src", path, "folder") for path in keys.strings("src")),
        manifest=_manifest(root, keys, may_lack_manifest),
        schema=named_in(root, keys),
        tenant_columns=keys.strings("tenant-columns"),
        select=keys.strings("select"),
        ignore=keys.strings("ignore"),
        preview=keys.flag("preview", False),
        rule_paths=tuple(_inside(root, keys, "rule-paths", path, "path") for path in keys.strings("rule-paths")),
        trust_foreign_keys=keys.flag("trust-foreign-keys", True),
        trust_uuid_keys=keys.flag("trust-uuid-keys", True),
        require_reason=keys.flag("require-reason", True),
        admin_reason=keys.text_or_none("admin-reason"),
        paths=_path_classes(keys.child("paths")),
    )
    keys.close()
    if config.paths.admin and config.admin_reason is None:
        raise keys.fault("paths.admin", "admin code is declared cross-tenant with a reason; set admin-reason too")
    return config


def _path_classes(keys: Keys) -> PathClasses:
    classes = PathClasses(
        tests=keys.globs("tests", DEFAULT_TESTS),
        migrations=keys.globs("migrations", DEFAULT_MIGRATIONS),
        admin=keys.globs("admin"),
        exclude=keys.globs("exclude"),
    )
    keys.close()
    return classes


def _manifest(root: Path, keys: Keys, may_lack: bool) -> str | None:
    """The manifest's path relative to the root: as configured, else the usual name if it is there."""
    configured = keys.text_or_none("manifest")
    if configured is not None:
        if may_lack and not os.path.lexists(root / configured):
            return _inside(root, keys, "manifest", os.path.dirname(configured) or ".", "folder", configured)
        return _inside(root, keys, "manifest", configured, "file")
    usual = root / DEFAULT_MANIFEST
    return DEFAULT_MANIFEST if usual.is_file() and not usual.is_symlink() else None


def _inside(root: Path, keys: Keys, key: str, value: str, kind: str, new: str | None = None) -> str:
    """``value`` relative to the root with ``/``; raises ConfigError if it does not exist or lies outside the project.

    ``new``: a file to be made in that folder, whose path is the answer.
    """
    path = Path(os.path.realpath(root / value))
    fits = {"file": path.is_file, "folder": path.is_dir, "path": path.exists}[kind]
    if not path.is_relative_to(root):
        raise keys.fault(key, f"{value!r} lies outside the project {root}")
    if not fits():
        raise keys.fault(key, f"{value!r}: no such {kind} in {root}")
    if new is not None:
        path = path / os.path.basename(new)
    return path.relative_to(root).as_posix()


def _shown(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)


def check_selection(config: Config, rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> None:
    """Every name in select and ignore, of the configuration and of the command line, is a rule or a family."""
    known = {rule.id for rule in rules} | {rule.family for rule in rules} | {old for r in rules for old in r.formerly}
    for key, names in (("select", config.select), ("ignore", config.ignore)):
        for name in names:
            if name not in known:
                raise ConfigError(f"{config.file}: {key}: {name!r} is no rule or family{nearest(name, known)}")
    for key, names in (("--select", tuple(select)), ("--ignore", tuple(ignore))):
        for name in names:
            if name not in known:
                raise UsageError(f"{key}: {name!r} is no rule or family{nearest(name, known)}")
