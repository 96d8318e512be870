"""A file is written as a whole or not at all, and never outside the project."""

import os
from pathlib import Path

import pytest

from scopelint.inputs.manifest_file import build_file, init_files
from scopelint.inputs.writing import write_whole
from scopelint.model.config import Config, PathClasses
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.manifest import TableEntry
from tests.inputs.proposals import proposal

ONE = proposal({"tasks": TableEntry(scope="tenant", rls="none")})


def config(root: Path, **fields: object) -> Config:
    return Config(root=str(root), paths=PathClasses(migrations=("migrations/",)), **fields)  # type: ignore[arg-type]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full while the new text is written: the old file is whole, and no draft is left."""
    (tmp_path / "m.toml").write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "chmod", lambda *_: full(0))
    with pytest.raises(UsageError, match="m: No space left on device"):
        write_whole(tmp_path / "m.toml", "new", "m")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("m.toml", "old")]


def test_init_writes_both_or_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration cannot be written: the manifest is taken back."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    replace = os.replace

    def refusing(source: str, target: Path) -> None:
        if Path(target).name == "pyproject.toml":
            raise OSError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(UsageError, match=r"pyproject.toml: Permission denied"):
        init_files(config(tmp_path), ONE, ())
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


@pytest.mark.parametrize("name", ["rls-coverage.toml", "pyproject.toml"])
def test_links_do_not_lead_out_of_the_project(tmp_path: Path, name: str) -> None:
    """A repository may hold a link to anything; nothing is written through it."""
    root, outside = tmp_path / "project", tmp_path / "outside.toml"
    root.mkdir()
    outside.write_text("# precious\n")
    (root / name).symlink_to(outside)
    with pytest.raises(ConfigError, match=f"{name}: leads out of the project"):
        init_files(config(root), ONE, ())
    if name == "rls-coverage.toml":
        with pytest.raises(ConfigError, match="leads out of the project"):
            build_file(root, config(root), ONE, None)
    assert outside.read_text() == "# precious\n"


@pytest.mark.parametrize(
    ("before", "file"),
    [
        ('[project]\nname = "x" # c', "pyproject.toml"),
        ("[tool.black]\nline-length = 99\n\n\n[[tool.other]]\na = 1\n", "pyproject.toml"),
        ("tool = { black = { line-length = 99 } }\n", "scopelint.toml"),
        (None, "scopelint.toml"),
    ],
)
def test_the_configuration_goes_where_it_fits(tmp_path: Path, before: str | None, file: str) -> None:
    """At the end of pyproject.toml, every byte of which stays; beside it where that takes no section."""
    if before is not None:
        (tmp_path / "pyproject.toml").write_text(before)
    assert init_files(config(tmp_path), ONE, ("app/revisions",)) == ("rls-coverage.toml", file)
    text = (tmp_path / file).read_text()
    assert 'manifest = "rls-coverage.toml"\n' in text
    assert 'migrations = ["migrations/", "app/revisions/"]\n' in text
    if before is not None:
        assert (tmp_path / "pyproject.toml").read_text().startswith(before.rstrip("\n"))


def test_output_elsewhere_begins_as_a_copy(tmp_path: Path) -> None:
    """Decisions in the project's manifest hold in the new file; the old one stays as it is."""
    theirs = 'version = 1\n[[tenant]]\nname = "o"\ncolumns = ["o"]\n[principal]\n[tables.audit]\nsensitive = true\n'
    (tmp_path / "rls-coverage.toml").write_text(theirs)
    written = build_file(tmp_path, config(tmp_path), ONE, "new.toml")
    assert (written.added, written.changed) == (("tasks",), True)
    assert (tmp_path / "new.toml").read_text().startswith(theirs)
    assert (tmp_path / "rls-coverage.toml").read_text() == theirs
