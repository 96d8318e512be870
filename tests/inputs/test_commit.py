"""The commit of a work tree, as git itself says."""

import os
import subprocess
from pathlib import Path

import pytest

from scopelint.inputs.commit import commit_of


def git(folder: Path, *words: str) -> str:
    environment = os.environ | {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "feature/main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "one")
    return folder


def test_a_branch(repository: Path) -> None:
    """Also from a folder inside."""
    (repository / "services").mkdir()
    assert commit_of(repository / "services") == git(repository, "rev-parse", "HEAD")


def test_packed_and_detached(repository: Path) -> None:
    """Refs in one file, HEAD that names a commit itself."""
    git(repository, "pack-refs", "--all")
    assert commit_of(repository) == git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-q", "--detach")
    assert commit_of(repository) == git(repository, "rev-parse", "HEAD")


def test_a_linked_work_tree(repository: Path, tmp_path: Path) -> None:
    """Its .git is a file, its branch stands in the first repository."""
    git(repository, "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    git(tmp_path / "linked", "commit", "-q", "--allow-empty", "-m", "two")
    assert commit_of(tmp_path / "linked") == git(tmp_path / "linked", "rev-parse", "HEAD")
    assert commit_of(tmp_path / "linked") != commit_of(repository)


@pytest.mark.parametrize("head", ["ref: ../../secret\n", "ref: refs/heads/../../../secret\n", "not a commit\n", ""])
def test_an_odd_head_tells_nothing(repository: Path, head: str) -> None:
    """A repository is data: its HEAD may name anything."""
    (repository.parent / "secret").write_text("0" * 40)
    (repository / ".git" / "HEAD").write_text(head)
    assert commit_of(repository) is None


def test_before_the_first_commit_and_outside(tmp_path: Path) -> None:
    """There is none, which is no error."""
    git(tmp_path, "init", "-q")
    assert commit_of(tmp_path) is None
