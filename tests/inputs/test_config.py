"""Configuration: where it is found, and what is wrong with it, in one line."""

from pathlib import Path

import pytest

from scopelint.inputs import load_project
from scopelint.model.errors import ConfigError, ScopelintError, UsageError


def write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def fault(root: Path, *paths: str, **options: object) -> str:
    with pytest.raises(ScopelintError) as raised:
        load_project(root, paths, **options)  # type: ignore[arg-type]
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_kebab_keys_are_read_from_pyproject(tmp_path: Path) -> None:
    """``[tool.scopelint]``"""
    write(tmp_path, {"pyproject.toml": '[tool.scopelint]\ntenant-columns = ["ws"]\npreview = true\n', "a.py": ""})
    config = load_project(tmp_path).config
    assert (config.tenant_columns, config.preview, config.file) == (("ws",), True, "pyproject.toml")


def test_scopelint_toml_wins_beside_pyproject(tmp_path: Path) -> None:
    """One of them holds."""
    write(
        tmp_path, {"pyproject.toml": "[tool.scopelint]\nnonsense = 1\n", "scopelint.toml": "preview = true", "a.py": ""}
    )
    assert load_project(tmp_path).config.file == "scopelint.toml"


def test_the_configuration_of_an_ancestor_holds_below(tmp_path: Path) -> None:
    """The root is where the configuration is, wherever one stands."""
    write(tmp_path, {"scopelint.toml": "", "src/pyproject.toml": "[project]", "src/app/a.py": ""})
    project = load_project(tmp_path / "src/app")
    assert (project.config.root, [f.path for f in project.files]) == (str(tmp_path), ["src/app/a.py"])


def test_the_project_of_a_path_is_found_from_outside(tmp_path: Path) -> None:
    """``scopelint check fixtures/x`` reads the configuration of fixtures/x."""
    write(tmp_path, {"pyproject.toml": "[project]", "x/scopelint.toml": "preview = true", "x/a.py": ""})
    project = load_project(tmp_path, ("x",))
    assert (project.config.preview, [f.path for f in project.files], project.complete) == (True, ["a.py"], True)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("tenant-colums = []", "scopelint.toml: tenant-colums: unknown key; did you mean 'tenant-columns'?"),
        ("tenant_columns = []", "scopelint.toml: tenant_columns: unknown key; did you mean 'tenant-columns'?"),
        ("[paths]\ntest = []", "scopelint.toml: paths.test: unknown key; did you mean 'tests'?"),
        ('src = "app"', "scopelint.toml: src: must be a list of strings, not the string 'app'"),
        ("preview = 1", "scopelint.toml: preview: must be true or false, not the number 1"),
        ("src = [1]", "scopelint.toml: src: must be a list of strings, not a list of other things"),
        ('select = ["unscoped-reed"]', "scopelint.toml: select: 'unscoped-reed' is no rule or family; did you mean 'unscoped-read'?"),
        ('[paths]\nexclude = ["!"]', "scopelint.toml: paths.exclude: '!' is no pattern as in .gitignore: Invalid git pattern: '!'"),
        ('[paths]\nadmin = ["x"]', "scopelint.toml: paths.admin: admin code is declared cross-tenant with a reason; set admin-reason too"),
    ],
)  # fmt: skip
def test_faults_name_file_key_and_cure(tmp_path: Path, toml: str, message: str) -> None:
    """Unknown keys are errors with a suggestion."""
    write(tmp_path, {"scopelint.toml": toml, "a.py": ""})
    assert fault(tmp_path) == message


def test_broken_toml_tells_the_line(tmp_path: Path) -> None:
    """As the parser tells it."""
    write(tmp_path, {"scopelint.toml": "a = \n", "a.py": ""})
    assert "scopelint.toml: is not valid TOML" in fault(tmp_path)
    assert "line 1" in fault(tmp_path)


@pytest.mark.parametrize("key", ["src", "rule-paths"])
def test_paths_must_exist_inside_the_project(tmp_path: Path, key: str) -> None:
    """What leads out of the project is refused."""
    root = write(tmp_path / "p", {"scopelint.toml": f'{key} = ["../other"]', "a.py": ""})
    (tmp_path / "other").mkdir()
    assert "lies outside the project" in fault(root)
    write(root, {"scopelint.toml": f'{key} = ["gone"]'})
    assert "'gone': no such" in fault(root)


def test_the_usual_manifest_is_found(tmp_path: Path) -> None:
    """``rls-coverage.toml`` beside the configuration, if none is named."""
    write(tmp_path, {"scopelint.toml": "", "rls-coverage.toml": "version = 1", "a.py": ""})
    assert load_project(tmp_path).manifest.path == "rls-coverage.toml"


def test_select_on_the_command_line_replaces_ignore_adds(tmp_path: Path) -> None:
    """So that one rule can be run alone."""
    write(tmp_path, {"scopelint.toml": 'select = ["sql"]\nignore = ["opaque-sql"]', "a.py": ""})
    config = load_project(tmp_path, select=("scope",), ignore=("unscoped-read",)).config
    assert (config.select, config.ignore) == (("scope",), ("opaque-sql", "unscoped-read"))
    with pytest.raises(UsageError, match="--select: 'scop' is no rule or family; did you mean 'scope'"):
        load_project(tmp_path, select=("scop",))


def test_another_configuration_can_be_given(tmp_path: Path) -> None:
    """``--config`` replaces the settings, the root stays."""
    write(tmp_path, {"scopelint.toml": "preview = false", "ci.toml": "preview = true", "a.py": ""})
    assert load_project(tmp_path, config_file="ci.toml").config.preview
    with pytest.raises(UsageError, match="no such file"):
        load_project(tmp_path, config_file="gone.toml")


def test_config_error_is_a_scopelint_error() -> None:
    """One except clause gives status 2."""
    assert issubclass(ConfigError, ScopelintError)
