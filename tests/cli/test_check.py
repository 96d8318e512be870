"""``scopelint check``: formats, streams, exit statuses."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from scopelint.model.errors import ConfigError
from scopelint.model.finding import Result
from scopelint.model.site import Gap
from tests.cli.conftest import EMPTY, FakePipeline
from tests.judge.building import place, site, verdict
from tests.judge.building import run as judged

Run = Callable[..., SimpleNamespace]
OPEN = judged(site(verdict()))
GUARDED = judged(site(verdict(verdict="guarded", cause="by-key")))
UNDECIDED = judged(site(verdict(verdict="unknown", cause="unresolved")))


def answer(pipeline: FakePipeline, result: Result) -> None:
    pipeline.check = lambda project, **options: result


@pytest.mark.parametrize(
    ("result", "words", "status"),
    [
        (EMPTY, (), 0),
        (OPEN, (), 1),
        (GUARDED, (), 0),
        (GUARDED, ("--severity", "info"), 1),
        (UNDECIDED, (), 0),
        (UNDECIDED, ("--strict-coverage",), 2),
        (judged(gaps=(Gap("bound", place(1), "x"),)), (), 0),
        (judged(gaps=(Gap("bound", place(1), "x"),)), ("--strict-coverage",), 2),
        (msgspec.structs.replace(EMPTY, errors=("KeyError in app.tasks",)), (), 2),
    ],
)
def test_the_status_follows_findings_and_coverage(
    run: Run, project: Path, pipeline: FakePipeline, result: Result, words: tuple[str, ...], status: int
) -> None:
    """0 clean, 1 findings at or above --severity, 2 it could not judge."""
    answer(pipeline, result)
    assert run("check", *words).status == status


def test_findings_go_to_stdout_the_rest_to_stderr(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """So that a pipe gets findings only."""
    answer(pipeline, msgspec.structs.replace(OPEN, notes=("tenant columns detected: org_id",)))
    told = run("check", "--format", "concise", "--statistics")
    assert told.out.count("\n") == 1
    assert told.out.startswith("app/tasks.py:10:5: unscoped-read: ")
    assert "note: tenant columns detected: org_id" in told.err
    assert "1  unscoped-read (error)" in told.err
    assert "looked at 1 file" in told.err


def test_text_shows_source_and_sql(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """The frame is read from the project."""
    answer(pipeline, OPEN)
    told = run("check", "--show-sql")
    assert "10 |     execute(statement)" in told.out
    assert "sql: SELECT 1" in told.out


def test_json_with_sites(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """``--show-sites`` adds them."""
    answer(pipeline, OPEN)
    assert len(json.loads(run("check", "--format", "json", "--show-sites").out)["sites"]) == 1
    assert "sites" not in json.loads(run("check", "--format", "json").out)


def test_output_goes_to_a_file(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """Standard output stays empty; a file that cannot be written is status 2."""
    answer(pipeline, OPEN)
    told = run("check", "--format", "json", "--output", "report.json")
    assert (told.status, told.out) == (1, "")
    assert json.loads((project / "report.json").read_text())["version"] == 1
    told = run("check", "--output", "gone/report.json")
    assert (told.status, told.err.splitlines()[-1]) == (
        2, "scopelint: error: --output: gone/report.json: No such file or directory",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("check", "gone"), "scopelint: error: gone: no such file or directory"),
        (("check", "--select", "unscoped-reed"), "scopelint: error: --select: 'unscoped-reed' is no rule or family; did you mean 'unscoped-read'?"),
        (("check", "--severity", "fatal"), "Error: Invalid value for '--severity': 'fatal' is not one of 'info', 'warning', 'error'."),
        (("chekc",), "Error: no such command 'chekc'; did you mean 'check'?"),
        (("check", "--stdin-filename", "a.py", "app"), "Error: --stdin-filename and PATHS exclude each other"),
    ],
)  # fmt: skip
def test_misuse_is_status_2(run: Run, project: Path, pipeline: FakePipeline, words: tuple[str, ...], line: str) -> None:
    """One clear line, on standard error."""
    told = run(*words)
    assert (told.status, told.out, told.err.splitlines()[-1]) == (2, "", line)


def test_a_broken_configuration_is_status_2(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """Never a finding."""
    (project / "scopelint.toml").write_text("tenant-colums = []")
    told = run("check")
    assert (told.status, told.err) == (
        2, "scopelint: error: scopelint.toml: tenant-colums: unknown key; did you mean 'tenant-columns'?\n",
    )  # fmt: skip


def test_a_crash_is_status_2_in_one_line(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """Python's own crash status is 1, which means findings."""

    def crash(project: object, **options: object) -> Result:
        raise ValueError("first\nsecond")

    pipeline.check = crash
    told = run("check")
    assert (told.status, told.err) == (
        2, "scopelint: internal failure, nothing was judged: ValueError: first (scopelint --verbose shows more)\n",
    )  # fmt: skip
    assert "Traceback" in run("--verbose", "check").err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RecursionError(), MemoryError(), ConfigError("x")])
def test_whatever_happens_is_status_2(run: Run, project: Path, pipeline: FakePipeline, error: BaseException) -> None:
    """An interrupt, too deep a recursion, no memory."""

    def fail(project: object, **options: object) -> Result:
        raise error

    pipeline.check = fail
    assert run("check").status == 2


def test_options_reach_the_pipeline(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """Selection through the project, the sieve by name."""

    def check(project: object, **options: object) -> Result:
        pipeline.calls.append((project, options))
        return EMPTY

    pipeline.check = check
    run("check", "--select", "scope,sql", "--select", "hygiene", "--ignore", "opaque-sql", "--no-sieve", "app")
    ((given, options),) = pipeline.calls
    assert (given.config.select, given.config.ignore) == (("scope", "sql", "hygiene"), ("opaque-sql",))
    assert (options, given.complete) == ({"sieve": False}, True)


def test_standard_input_is_a_file(
    run: Run, project: Path, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor checks a buffer before it is saved."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x = 1\n")))

    def check(project: object, **options: object) -> Result:
        pipeline.calls.append(project)
        return EMPTY

    pipeline.check = check
    assert run("check", "--stdin-filename", "app/tasks.py").status == 0
    assert pipeline.calls[0].read("app/tasks.py") == b"x = 1\n"
