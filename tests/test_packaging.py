"""The wheel holds the rules, and the installed command finds them from anywhere."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = sorted(path.name for path in (ROOT / "rules").glob("*.toml"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
def test_the_sdist_holds_what_tests_need_and_no_more(built: Path) -> None:
    """Sources, rules, tests, fixtures, documents; no caches."""
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tops = {name.split("/")[1] for name in tar.getnames() if "/" in name}
    assert {"scopelint", "rules", "tests", "fixtures", "docs", "README.md", "LICENSE", "pyproject.toml"} <= tops
    assert not {name for name in tops if name.endswith("_cache") or name in ("benchmarks", ".git", "dist")}


@pytest.mark.slow
def test_the_wheel_holds_package_rules_and_licence(built: Path) -> None:
    """The rules stand inside the package."""
    (archive,) = built.glob("*.whl")
    names = zipfile.ZipFile(archive).namelist()
    assert sorted(Path(name).name for name in names if name.startswith("scopelint/rules/")) == RULES
    assert {name.split("/")[0].split("-")[0] for name in names} == {"scopelint"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "scopelint/py.typed" in names


@pytest.mark.slow
def test_the_installed_command_lists_the_rules_from_another_folder(built: Path, tmp_path: Path) -> None:
    """Installed from the wheel, with the dependencies of the environment that runs the tests."""
    (archive,) = built.glob("*.whl")
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(archive)]  # fmt: skip
    subprocess.run(pip, check=True, capture_output=True)
    (site_packages,) = (environment / "lib").glob("python*/site-packages")
    parents = [path for path in sys.path if path.endswith("site-packages")]
    (site_packages / "parents.pth").write_text("\n".join(parents) + "\n")
    command = [str(environment / "bin" / "scopelint"), "rules"]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    listed = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert listed == {name.removesuffix(".toml") for name in RULES}
    where = [str(python), "-c", "from scopelint.inputs.rulebook import rules_folder; print(rules_folder())"]
    done = subprocess.run(where, cwd=tmp_path, env=clean, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(environment)


def test_a_working_copy_finds_its_rules_beside_the_package() -> None:
    """As an editable install does."""
    from scopelint.inputs.rulebook import rules_folder

    assert sorted(path.name for path in rules_folder().glob("*.toml")) == RULES


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """One command, told once."""
    command = "pip install -e '.[dev]' && pytest -q -n auto"
    assert command in (ROOT / "README.md").read_text().splitlines()
    assert command in (ROOT / ".ci/run").read_text().splitlines()
