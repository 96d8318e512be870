"""Runs scopelint, as a user would, on a copy of a project's Python that holds the yardstick's configuration."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.field.enumerate import settings

READ = frozenset({".py", ".pyi", ".sql", ".toml", ".cfg"})
SKIPPED = frozenset({".git", "node_modules", ".venv"})
OWN = frozenset({"scopelint.toml", "rls-coverage.toml"})


class ToolError(Exception):
    """scopelint or git did not do what was asked."""


def copy_checkout(checkout: Path, target: Path) -> None:
    """What scopelint reads of a checkout, copied: the run writes its configuration there and not into the checkout."""
    for folder, inner, files in os.walk(checkout):
        inner[:] = sorted(name for name in inner if name not in SKIPPED)
        for name in files:
            source = Path(folder, name)
            if source.suffix in READ and not source.is_symlink():
                copied = target / source.relative_to(checkout)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copied)


def copy_revision(repository: Path, revision: str, target: Path) -> None:
    """The same of a revision in a git directory; what a partial mirror lacks is left out. Raises ToolError."""
    wanted: dict[str, str] = {}
    for entry in filter(None, git(repository, "ls-tree", "-r", "-z", revision).decode("utf-8", "replace").split("\0")):
        facts, path = entry.split("\t", 1)
        mode, kind, sha = facts.split()
        if kind == "blob" and mode != "120000" and Path(path).suffix in READ:
            wanted[path] = sha
    told = git(repository, "cat-file", "--batch", "--buffer", given="\n".join(wanted.values()).encode())
    start = 0
    for path in wanted:
        end = told.index(b"\n", start)
        head, start = told[start:end].split(), end + 1
        if head[-1] == b"missing":
            continue
        size = int(head[2])
        copied = target / path
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(told[start : start + size])
        start += size + 1


def git(repository: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints. Raises ToolError."""
    command = ["git", "-C", str(repository), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        raise ToolError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def at_commit(checkout: Path, commit: str) -> str | None:
    """Why this checkout is not the labelled one, or None."""
    head = git(checkout, "rev-parse", "HEAD").decode().strip()
    if head != commit:
        return f"{checkout} is at {head}, the labels are of {commit}"
    changed = git(checkout, "diff", "--name-only", "--diff-filter=MT", "HEAD", "--", "*.py").decode().split()
    return f"{checkout}: {changed[0]} differs from the commit" if changed else None


def check(project: str, root: Path) -> dict[str, Any]:
    """scopelint's JSON for the tree at ``root``, judged with the project's manifest. Raises ToolError."""
    known = settings(project)
    for name in OWN:
        (root / name).unlink(missing_ok=True)
    (root / "scopelint.toml").write_text(_toml(known["config"]))
    (root / "rls-coverage.toml").write_text(_toml(known["manifest"]))
    program = Path(sys.executable).with_name("scopelint")  # not `python -m`, which would import from the tree it judges
    command = [str(program), "check", "--config", "scopelint.toml", "--format", "json", "--show-sites"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise ToolError(f"scopelint: status {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _toml(value: Any, *, inner: bool = False) -> str:
    """TOML of tables, lists and scalars, enough for a configuration; JSON's strings and numbers are TOML's."""
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key)} = {_toml(part, inner=True)}" for key, part in value.items()]
        return "{ " + ", ".join(pairs) + " }" if inner else "\n".join(pairs) + "\n"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part, inner=True) for part in value) + "]"
    return json.dumps(value)
