"""Which files belong to a project, and which of them PATHS choose."""

import os
import warnings
from pathlib import Path

import pytest

from scopelint.inputs import load_project
from tests.inputs.test_config import fault, write


def listed(root: Path, *paths: str, **options: object) -> list[str]:
    return [f.path for f in load_project(root, paths, **options).files if f.reported]  # type: ignore[arg-type]


def test_files_are_python_and_sorted(tmp_path: Path) -> None:
    """Folders of environments and tools are no source."""
    names = ["b.py", "a/z.py", "a/a.pyi", ".venv/x.py", "node_modules/x.py", "env/pyvenv.cfg", "env/lib/x.py", "a.txt"]
    write(tmp_path, dict.fromkeys(["scopelint.toml", *names], ""))
    assert listed(tmp_path) == ["a/z.py", "b.py"]


def test_gitignore_is_obeyed_from_the_repository_down(tmp_path: Path) -> None:
    """Inner files decide first, as in git; an ignored folder is not entered."""
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            ".gitignore": "gen/\n*_pb2.py\n",
            "p/scopelint.toml": "",
            "p/.gitignore": "!keep_pb2.py\n/local.py\n",
            "p/gen/a.py": "",
            "p/x_pb2.py": "",
            "p/keep_pb2.py": "",
            "p/local.py": "",
            "p/sub/local.py": "",
        },
    )
    assert listed(tmp_path / "p") == ["keep_pb2.py", "sub/local.py"]


def test_a_gitignore_line_that_is_no_pattern_matches_nothing(tmp_path: Path) -> None:
    """It takes no other line along, and a folder of brackets is no warning."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"scopelint.toml": "", ".gitignore": "[z-a].py\n!\nweb/[[...page]].py\ngen/\n"})
    write(tmp_path, {"a.py": "", "gen/b.py": ""})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert listed(tmp_path) == ["a.py"]


def test_exclude_has_the_last_word(tmp_path: Path) -> None:
    """Gitignore syntax, relative to the root."""
    write(tmp_path, {"scopelint.toml": '[paths]\nexclude = ["legacy/", "*.gen.py"]', "legacy/a.py": "", "a.gen.py": "", "a.py": ""})  # fmt: skip
    assert listed(tmp_path) == ["a.py"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither out of the project, which is noted, nor in a loop."""
    root = write(tmp_path / "p", {"scopelint.toml": "", "app/a.py": ""})
    write(tmp_path, {"secret/s.py": ""})
    os.symlink(tmp_path / "secret", root / "out")
    os.symlink(root, root / "app/loop")
    os.symlink(tmp_path / "secret/s.py", root / "s.py")
    project = load_project(root)
    assert [f.path for f in project.files] == ["app/a.py"]
    assert project.notes == ("links that lead out of the project were not followed: out, s.py",)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/models.py", "app"),
        ("tests/helpers.py", "tests"),
        ("app/test_models.py", "tests"),
        ("conftest.py", "tests"),
        ("app/models_test.py", "tests"),
        ("alembic/versions/0001.py", "migrations"),
        ("app/migrations/0001.py", "migrations"),
        ("tests/migrations/test_0001.py", "tests"),
        ("app/contest.py", "app"),
    ],
)
def test_path_classes_have_defaults(tmp_path: Path, path: str, expected: str) -> None:
    """Tests first, then migrations."""
    write(tmp_path, {"scopelint.toml": "", path: ""})
    assert [f.path_class for f in load_project(tmp_path).files] == [expected]


def test_path_classes_can_be_replaced(tmp_path: Path) -> None:
    """An empty list makes none."""
    write(tmp_path, {"scopelint.toml": 'admin-reason = "x"\n[paths]\ntests = []\nadmin = ["ops/"]', "tests/a.py": "", "ops/b.py": ""})  # fmt: skip
    assert [f.path_class for f in load_project(tmp_path).files] == ["admin", "app"]


def test_paths_choose_what_is_reported_never_what_is_known(tmp_path: Path) -> None:
    """Files and folders; the rest stays in the project."""
    write(tmp_path, {"scopelint.toml": "", "a.py": "", "b/c.py": "", "b/d.py": ""})
    project = load_project(tmp_path, ("a.py", "b/d.py"))
    assert [(f.path, f.reported) for f in project.files] == [("a.py", True), ("b/c.py", False), ("b/d.py", True)]
    assert not project.complete
    assert listed(tmp_path / "b", ".") == ["b/c.py", "b/d.py"]


def test_what_names_nothing_is_an_error(tmp_path: Path) -> None:
    """A gate that could not look never says clean."""
    write(tmp_path, {"scopelint.toml": '[paths]\nexclude = ["gen.py"]', "a.py": "", "docs/x.md": "", "gen.py": ""})
    assert fault(tmp_path, "gone.py") == "gone.py: no such file or directory"
    assert fault(tmp_path, "docs") == "docs: no Python files in this folder, or all of them excluded"
    assert fault(tmp_path, "docs/x.md") == "docs/x.md: not a Python file (.py)"
    assert fault(tmp_path, "a.py", "gen.py") == "gen.py: excluded by configuration or .gitignore"


def test_an_empty_project_is_an_error(tmp_path: Path) -> None:
    """Nothing to look at is not clean."""
    write(tmp_path, {"scopelint.toml": ""})
    assert fault(tmp_path) == ".: no Python files in this project"


def test_force_exclude_skips_named_files(tmp_path: Path) -> None:
    """pre-commit names every changed file."""
    write(tmp_path, {"scopelint.toml": '[paths]\nexclude = ["gen.py"]', "a.py": "", "gen.py": ""})
    project = load_project(tmp_path, ("gen.py",), force_exclude=True)
    assert ([f.path for f in project.files if f.reported], project.notes) == ([], ("gen.py: excluded, not checked",))


def test_paths_of_two_projects_are_refused(tmp_path: Path) -> None:
    """One run has one manifest."""
    write(tmp_path, {"x/scopelint.toml": "", "x/a.py": "", "y/scopelint.toml": "", "y/a.py": ""})
    assert "two projects, x and y" in fault(tmp_path, "x", "y")


def test_standard_input_takes_the_place_of_its_file(tmp_path: Path) -> None:
    """The buffer is read and reported, whether or not the file exists yet."""
    write(tmp_path, {"scopelint.toml": "", "a.py": "old", "b.py": "b"})
    project = load_project(tmp_path, stdin=("a.py", b"new"))
    assert (project.read("a.py"), project.read("b.py")) == (b"new", b"b")
    assert [(f.path, f.reported) for f in project.files] == [("a.py", True), ("b.py", False)]
    assert [f.path for f in load_project(tmp_path, stdin=("c.py", b"")).files if f.reported] == ["c.py"]


def test_sql_files_that_code_may_read_are_known(tmp_path: Path) -> None:
    """Wherever they stand, but for those of tests and what git ignores; only those of migrations make the schema."""
    names = ["app/sql/a.sql", "migrations/1.sql", "tests/t.sql", "gen/g.sql", "app/a.py"]
    write(tmp_path, {"scopelint.toml": "", ".gitignore": "gen/", **dict.fromkeys(names, "")})
    project = load_project(tmp_path)
    assert (project.sql_texts, project.sql_files) == (("app/sql/a.sql", "migrations/1.sql"), ("migrations/1.sql",))
