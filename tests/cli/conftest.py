"""A command line with a pipeline whose answers the test decides."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import scopelint
from scopelint import judge
from scopelint.cli.entry import run as run_command
from scopelint.model.finding import Proved, Result
from scopelint.model.site import Coverage

EMPTY = Result((), (), Coverage(1, 1, 0, ()))


@dataclass
class FakePipeline:
    """What ``pipeline`` answers; ``calls`` tells what it was asked."""

    check: Callable[..., Any] = lambda project, **options: EMPTY
    trace: Callable[..., Any] = lambda project, path, line: ()
    prover: Callable[..., Any] = lambda schema, manifest: lambda sql: Proved(False, ())
    accepted: Callable[..., Any] = judge.accepted
    against: Callable[..., Any] = judge.against
    shrunk: Callable[..., Any] = judge.shrunk
    calls: list[Any] = field(default_factory=list)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    """Stands in for scopelint.pipeline."""
    fake = FakePipeline()
    module: Any = ModuleType("scopelint.pipeline")
    for name in ("check", "trace", "prover", "accepted", "against", "shrunk"):
        setattr(module, name, lambda *a, _name=name, **k: getattr(fake, _name)(*a, **k))
    monkeypatch.setitem(sys.modules, "scopelint.pipeline", module)
    monkeypatch.setattr(scopelint, "pipeline", module, raising=False)
    return fake


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one file, the working directory."""
    (tmp_path / "scopelint.toml").write_text("")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/tasks.py").write_text("\n" * 9 + "    execute(statement)\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., SimpleNamespace]:
    """Runs one command line: status, out, err."""

    def run(*words: str) -> SimpleNamespace:
        status = run_command(words)
        captured = capsys.readouterr()
        return SimpleNamespace(status=status, out=captured.out, err=captured.err)

    return run
