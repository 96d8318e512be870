"""The hooks of .pre-commit-hooks.yaml and the script of action.yml, run as their hosts run them."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
SERVICE = ROOT / "fixtures" / "agent_platform"
READ = """
from app.models import Task, select

def {name}(session, org_id):
    session.scalars(select(Task).where(Task.org_id == org_id))
    return session.scalars(select(Task)).all()
"""
MODELS = """
from sqlalchemy import Column, Integer, select
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, nullable=False)
"""
FILES = {
    "scopelint.toml": 'tenant-columns = ["org_id"]\n',
    "app/models.py": MODELS,
    **{f"app/{part}/{name}.py": READ.format(name=name) for part, name in
       (("jobs", "runs"), ("jobs", "reports"), ("tools", "search"), ("routers", "tasks"))},
}  # fmt: skip


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.hooksPath=/dev/null")
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with the command, where the action would have installed it."""
    folder = tmp_path / "runner" / "scopelint" / "bin"
    folder.mkdir(parents=True)
    command = folder / "scopelint"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -c "import scopelint.cli; scopelint.cli.main()" "$@"\n'
    )
    command.chmod(0o755)
    return folder


def committed(folder: Path) -> Path:
    """A folder, made a repository."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    return folder


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A service of few files, three with faults, as a repository."""
    folder = tmp_path / "service"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return committed(folder)


@pytest.fixture
def fixture(tmp_path: Path) -> Path:
    """The sample service, which has faults on purpose, as a repository."""
    folder = tmp_path / "fixture"
    shutil.copytree(SERVICE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return committed(folder)


@pytest.fixture
def hook(run: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The findings of one hook in a repository: its entry's command line; pre-commit itself runs below."""

    def hook(id: str, folder: Path, *files: str) -> list[str]:
        monkeypatch.chdir(folder)
        program, *words = shlex.split(HOOKS[id]["entry"])
        told = run(*words, "--format", "concise", *files)
        assert (program, told.status in (0, 1)) == ("scopelint", True), told.err
        return list(told.out.splitlines())

    return hook


@pytest.mark.parametrize("name", ["service", pytest.param("fixture", marks=pytest.mark.slow)])
def test_changed_files_have_the_findings_of_a_full_run(
    name: str, hook: Callable[..., list[str]], request: pytest.FixtureRequest
) -> None:
    """Whichever files pre-commit hands over, also those without findings."""
    folder: Path = request.getfixturevalue(name)
    whole = hook("scopelint-full", folder)
    files = sorted({path for line in whole if (path := line.partition(":")[0]).endswith(".py")})
    assert len(files) > 3
    python = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    clean = next(path for path in python if path not in files and not path.endswith("__init__.py"))
    for chosen in (files[:1], files[1::2], [*files[2:4], clean]):
        assert hook("scopelint", folder, *chosen) == [line for line in whole if line.partition(":")[0] in chosen]


def test_hooks_get_their_files_in_one_run() -> None:
    """Splitting them over processes would read the whole project in each."""
    assert all(hook["require_serial"] for hook in HOOKS.values())
    assert HOOKS["scopelint-full"]["pass_filenames"] is False


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="pre-commit is not installed")
def test_pre_commit_runs_both_hooks(fixture: Path, tmp_path: Path) -> None:
    """Installed by pre-commit itself from a clone of this repository: a changed file fails, and one without Python passes."""
    clone = tmp_path / "scopelint"
    shutil.copytree(
        ROOT, clone, ignore=shutil.ignore_patterns(".git", ".*_cache", "__pycache__", ".hypothesis", "*.egg-info")
    )
    for folder in (clone, fixture):
        git(folder, "init", "-q", "-b", "main")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "x")
    git(clone, "tag", "v0")
    hooks = [{"id": id, "args": ["--format", "concise"]} for id in HOOKS]
    (fixture / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [{"repo": str(clone), "rev": "v0", "hooks": hooks}]})
    )
    git(fixture, "add", "-A")
    git(fixture, "commit", "-qm", "x")

    def pre_commit(*words: str) -> tuple[int, set[str]]:
        environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
        done = subprocess.run(
            ["pre-commit", "run", *words], cwd=fixture, capture_output=True, text=True, env=environment, check=False
        )
        return done.returncode, {line for line in done.stdout.splitlines() if line.startswith("agent_platform/")}

    status, whole = pre_commit("scopelint-full", "--all-files")
    assert status == 1
    assert pre_commit("scopelint", "--all-files") == (1, whole)
    changed = fixture / "agent_platform/jobs/runs.py"
    changed.write_text(changed.read_text() + "# touched\n")
    git(fixture, "add", "-A")
    assert pre_commit("scopelint") == (1, {line for line in whole if line.startswith("agent_platform/jobs/runs.py:")})
    git(fixture, "commit", "-qm", "x")
    (fixture / "NOTES.md").write_text("x")
    git(fixture, "add", "-A")
    assert pre_commit() == (0, set())


def action(service: Path, program: Path, **inputs: str) -> tuple[int, str, str]:
    """Exit status, standard output and the action's outputs; inputs as GitHub hands them over."""
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "check"]
    given = {name: option.get("default", "") for name, option in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    variables = {
        name: given[reference.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, reference in step["env"].items()
    }
    outputs = program / "outputs"
    environment = {
        **os.environ, **variables, "RUNNER_TEMP": str(program.parents[1]), "GITHUB_OUTPUT": str(outputs),
    }  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=service, capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout, outputs.read_text()


@pytest.mark.slow
def test_the_action_annotates_and_writes_sarif(service: Path, program: Path) -> None:
    """One annotation a finding on the given paths; the SARIF holds the whole project."""
    paths = "app/jobs app/tools"
    status, out, outputs = action(service, program, paths=paths, sarif_file="out.sarif", arguments="--severity error")
    assert (status, outputs) == (1, "status=1\n")
    assert {line.split("file=")[1].split("/")[1] for line in out.splitlines()} == {"jobs", "tools"}
    results = json.loads((service / "out.sarif").read_text())["runs"][0]["results"]
    assert len(results) > out.count("\n")


@pytest.mark.slow
def test_the_action_tells_what_a_change_brings(service: Path, program: Path) -> None:
    """Nothing, where nothing changed."""
    assert action(service, program, diff_base="main") == (0, "", "status=0\n")


def test_inputs_of_the_action_are_no_script(service: Path, program: Path) -> None:
    """Whoever may choose a branch's name must not run commands."""
    status, _, _ = action(service, program, diff_base='$(touch ran)"; touch ran; "', paths="$(touch ran) `touch ran`")
    assert status == 2
    assert not (service / "ran").exists()


def test_the_action_uses_official_actions_only() -> None:
    """By their major version."""
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert used == ["actions/setup-python@v6"]
