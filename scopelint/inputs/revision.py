"""The project as of an earlier git revision, exported to a temporary folder; the work tree and the repository stay as they are.

Nothing in the repository may make git run a program: only plumbing that reads objects is called, as raw bytes (no filter,
no textconv, no hook, no pager), no missing object is fetched, and what is exported are regular files under names that stay
inside the folder. Links and submodules are left out, as the walk leaves them out.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scopelint.inputs.config import find_config, repository_of
from scopelint.inputs.project import load_root
from scopelint.model.config import Project
from scopelint.model.errors import ConfigError, UsageError

if TYPE_CHECKING:
    import subprocess

KINDS = (".py", ".toml", ".sql", ".cfg", ".ini")
"""Ends of the names of files that a run may read, beside .gitignore."""
BATCH = 500
_OPTIONS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never")
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX")
"""What git sets for its hooks; they could point to another repository than the project's."""


class Blob(NamedTuple):
    """One regular file of a revision: its path in the repository and the name of its contents."""

    path: str
    id: str


@contextmanager
def at_revision(project: Project, revision: str, config_file: str | None = None) -> Iterator[Project]:
    """The project with files, configuration, manifest and rules as of ``revision``, all of it reported.

    A ``config_file`` of the command line outside the repository holds for both. The answer can be read only inside the
    context. It has no files if the project was not there yet. Raises UsageError if there is no repository or no such
    revision, and ConfigError if what the revision holds is broken.
    """
    import tempfile

    root = Path(project.config.root)
    repository = repository_of(root)
    if repository is None:
        raise UsageError(f"--diff-base: {root} is in no git repository")
    commit = _commit(repository, revision)
    inside = root.relative_to(repository)
    with tempfile.TemporaryDirectory(prefix="scopelint-") as folder:
        top = Path(os.path.realpath(folder))
        (top / ".git").mkdir()  # the walk looks for .gitignore files no higher than this
        (top / inside).mkdir(parents=True, exist_ok=True)
        _export(repository, _blobs(repository, commit, inside), top)
        try:
            earlier = load_root(top / inside, _config_file(top, inside, repository, config_file))
        except ConfigError as error:
            raise ConfigError(f"as of {revision}: {error}") from error
        yield earlier


def _config_file(top: Path, inside: Path, repository: Path, given: str | None) -> Path | None:
    if given is None:
        return find_config(top / inside)
    path = Path(os.path.realpath(given))
    if not path.is_relative_to(repository):
        return path
    exported = top / path.relative_to(repository)
    return exported if exported.is_file() else None


def _commit(repository: Path, revision: str) -> str:
    if not revision.strip() or revision.startswith("-") or not revision.isprintable():
        raise UsageError(f"--diff-base: {revision!r} is no revision")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    done = _git(repository, words)
    commit = done.stdout.decode("ascii", "replace").strip()
    if done.returncode != 0 or not commit.isalnum():
        said = _first_line(done.stderr) or "no such revision here (in a shallow clone it has to be fetched first)"
        raise UsageError(f"--diff-base: {revision}: {said}")
    return commit


def _blobs(repository: Path, commit: str, inside: Path) -> list[Blob]:
    done = _git(repository, ("ls-tree", "-r", "-z", "--full-tree", commit))
    if done.returncode != 0:
        raise UsageError(f"--diff-base: {_first_line(done.stderr) or 'git ls-tree failed'}")
    folder = "" if inside == Path() else inside.as_posix() + "/"
    blobs: list[Blob] = []
    for line in done.stdout.split(b"\0"):
        about, _, name = line.partition(b"\t")
        path = os.fsdecode(name)
        wanted = path.startswith(folder) and path.endswith(KINDS)
        # Those of the folders above hold too.
        wanted = wanted or path.rpartition("/")[2] == ".gitignore"
        if about.startswith(b"100") and wanted and _stays_inside(path):
            blobs.append(Blob(path, about.split()[2].decode("ascii")))
    return blobs


def _stays_inside(path: str) -> bool:
    """Whether every part is an ordinary name: a tree made by hand may hold ``..`` or an absolute path."""
    parts = path.split("/")
    odd = any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)
    return not odd and (os.sep == "/" or not set(path) & {"\\", ":"})


def _export(repository: Path, blobs: Sequence[Blob], top: Path) -> None:
    for start in range(0, len(blobs), BATCH):
        batch = blobs[start : start + BATCH]
        done = _git(repository, ("cat-file", "--batch"), "".join(f"{blob.id}\n" for blob in batch).encode())
        if done.returncode != 0:
            raise UsageError(f"--diff-base: {_first_line(done.stderr) or 'git cat-file failed'}")
        for blob, contents in zip(batch, _contents(done.stdout, batch), strict=True):
            place = top / blob.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(contents)


def _contents(answer: bytes, batch: Sequence[Blob]) -> Iterator[bytes]:
    """The contents that ``cat-file --batch`` tells, each after a line ``<id> blob <size>`` and before a newline."""
    at = 0
    for blob in batch:
        end = answer.find(b"\n", at)
        head = answer[at:end].split()
        if end < 0 or len(head) != 3 or head[1] != b"blob":
            raise UsageError(f"--diff-base: {blob.path} is not in this clone; fetch the revision in full")
        size = int(head[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(repository: Path, words: Sequence[str], given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    import subprocess

    program = shutil.which("git")
    if program is None:
        raise UsageError("--diff-base: git is not installed")
    if Path(os.path.realpath(program)).is_relative_to(repository):
        raise UsageError("--diff-base: the git that would be run stands in the repository itself")
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE} | _ENVIRONMENT
    command = [program, *_OPTIONS, "-C", str(repository), *words]
    try:
        return subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise UsageError(f"--diff-base: git: {error.strerror or error}") from error


def _first_line(told: bytes) -> str:
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else ""
