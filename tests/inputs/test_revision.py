"""The project as of an earlier revision: what is exported, and that nothing in the repository is run."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from scopelint.inputs import at_revision, load_project
from scopelint.model.errors import ConfigError, UsageError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
IDENTITY = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "x")


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words], input=given, capture_output=True, check=True, env={**os.environ, **IDENTITY}
    )
    return done.stdout.decode().strip()


def commit(folder: Path, **files: str) -> str:
    """Writes files (``__`` for ``/``, ``DOT`` for a dot) and commits everything."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("DOT", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, app__aDOTpy="old = 1\n", scopelintDOTtoml='tenant-columns = ["org_id"]\n')
    return folder


def paths(project: Path, revision: str = "HEAD") -> list[str]:
    with at_revision(load_project(project), revision) as earlier:
        return [file.path for file in earlier.files]


def test_files_are_as_they_were(repository: Path) -> None:
    """Contents and configuration, while the work tree stays as it is; the copy is gone afterwards."""
    commit(repository, app__aDOTpy="new = 1\n", app__bDOTpy="", scopelintDOTtoml='tenant-columns = ["team_id"]\n')
    (repository / "app/a.py").write_text("unsaved = 1\n")
    with at_revision(load_project(repository), "HEAD~1") as earlier:
        assert [(file.path, file.reported) for file in earlier.files] == [("app/a.py", True)]
        assert earlier.read("app/a.py") == b"old = 1\n"
        assert earlier.config.tenant_columns == ("org_id",)
        copy = Path(earlier.config.root)
    assert not copy.exists()
    assert (repository / "app/a.py").read_text() == "unsaved = 1\n"
    assert git(repository, "status", "--porcelain") == "M app/a.py"


def test_a_project_inside_its_repository(repository: Path) -> None:
    """Only its own files, under the ignores of the folders above; a project that was not there yet has none."""
    commit(
        repository, back__scopelintDOTtoml="", back__aDOTpy="", back__made__bDOTpy="", DOTgitignore="other\n",
    )  # fmt: skip
    (repository / ".gitignore").write_text("made/\n")
    commit(repository)
    assert paths(repository / "back") == ["a.py"]
    assert paths(repository / "back", "HEAD~2") == []


def test_a_configuration_that_the_command_line_names(repository: Path) -> None:
    """As it was if the repository holds it, else the one of today."""
    commit(repository, otherDOTtoml='tenant-columns = ["old_id"]\n')
    (repository / "other.toml").write_text('tenant-columns = ["new_id"]\n')
    outside = repository.parent / "outside.toml"
    outside.write_text('tenant-columns = ["out_id"]\n')
    for name, column in ((repository / "other.toml", "old_id"), (outside, "out_id")):
        with at_revision(load_project(repository), "HEAD", str(name)) as earlier:
            assert earlier.config.tenant_columns == (column,)


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("gone", "--diff-base: gone: no such revision here (in a shallow clone it has to be fetched first)"),
        ("--output=x", "--diff-base: '--output=x' is no revision"),
        ("", "--diff-base: '' is no revision"),
        ("HEAD:app", "--diff-base: HEAD:app: no such revision here (in a shallow clone it has to be fetched first)"),
    ],
)
def test_a_bad_revision_is_one_line(repository: Path, revision: str, message: str) -> None:
    """Whatever it looks like."""
    with pytest.raises(UsageError) as caught, at_revision(load_project(repository), revision):
        pass
    assert str(caught.value) == message


def test_no_repository_is_one_line(tmp_path: Path) -> None:
    """Not git's own words."""
    (tmp_path / "a.py").write_text("")
    with pytest.raises(UsageError, match="is in no git repository"), at_revision(load_project(tmp_path), "HEAD"):
        pass


def test_a_broken_configuration_of_then_is_told(repository: Path) -> None:
    """With the revision, since the file of today is another."""
    commit(repository, scopelintDOTtoml="tenant-colums = 1\n")
    (repository / "scopelint.toml").write_text("")
    with (
        pytest.raises(ConfigError, match=r"^as of HEAD: scopelint\.toml: tenant-colums: unknown key"),
        at_revision(load_project(repository), "HEAD"),
    ):
        pass


def test_links_and_odd_names_are_not_exported(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tree made by hand may name ``..``; a link may lead anywhere."""
    secret = tmp_path / "secret.py"
    secret.write_text("secret = 1\n")
    (repository / "app/link.py").symlink_to(secret)
    (repository / "linked").symlink_to(tmp_path)
    commit(repository)
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"evil = 1\n")
    inner = git(repository, "mktree", given=f"100644 blob {blob}\tevil.py\n".encode())
    tree = git(repository, "ls-tree", "HEAD").encode() + f"\n040000 tree {inner}\t..\n".encode()
    evil = git(repository, "commit-tree", "-m", "x", git(repository, "mktree", given=tree))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert paths(repository) == ["app/a.py"]
    assert paths(repository, evil) == ["app/a.py"]
    assert list(tmp_path.rglob("evil.py")) == []


def test_a_repository_runs_nothing(repository: Path, tmp_path: Path) -> None:
    """Neither its file system monitor, filters, text conversions, hooks, aliases, pagers nor a remote that is a program."""
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    program.chmod(0o755)
    commit(repository, DOTgitattributes="*.py filter=evil diff=evil\n", app__bDOTpy="b = 1\n")
    for key in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "diff.evil.textconv",
        "filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "core.gitProxy", "gpg.program",
    ):  # fmt: skip
        git(repository, "config", key, str(program))
    git(repository, "config", "alias.cat-file", f"!{program}")
    git(repository, "config", "protocol.ext.allow", "always")
    git(repository, "config", "remote.origin.url", f"ext::{program}")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "core.hooksPath", str(tmp_path))
    shutil.copy(program, tmp_path / "post-index-change")
    assert paths(repository) == ["app/a.py", "app/b.py"]
    blob = git(repository, "rev-parse", "HEAD:app/b.py")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(UsageError), at_revision(load_project(repository), "HEAD"):
        pass
    assert not mark.exists()


def test_git_of_a_hook_means_this_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """git tells its hooks a repository by the environment."""
    monkeypatch.setenv("GIT_DIR", "/gone")
    monkeypatch.setenv("GIT_INDEX_FILE", "/gone/index")
    assert paths(repository) == ["app/a.py"]
