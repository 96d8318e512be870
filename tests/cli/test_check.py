"""``scopelint check``: formats, streams, exit statuses."""

import io
import json
import os
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
        (("check", "--write-baseline"), "Error: --write-baseline needs --baseline FILE"),
        (("check", "--update-baseline"), "Error: --update-baseline needs --baseline FILE"),
        (("check", "--baseline", "b", "--write-baseline", "--update-baseline"), "Error: --write-baseline and --update-baseline exclude each other"),
        (("check", "--baseline", "b", "--write-baseline", "--diff-base", "main"), "Error: --write-baseline and --diff-base exclude each other"),
        (("check", "--baseline", "b", "--write-baseline", "app"), "Error: --write-baseline is for the whole project; leave out PATHS and --stdin-filename"),
        (("check", "--baseline", "b"), "scopelint: error: --baseline: b: no such file; --write-baseline makes it"),
        (("check", "--baseline", "scopelint.toml", "--write-baseline"), "scopelint: error: --write-baseline: scopelint.toml is there already, and a baseline only shrinks; delete it to begin anew"),
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


def test_a_baseline_from_its_making_to_its_end(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """Made once, then only what is new is told, what is cured is stale, and an update takes that out and adds nothing."""
    file = project / "b.json"
    one, two = site(verdict(), line=10), site(verdict("documents"), line=20)
    answer(pipeline, judged(one, two))
    assert run("check", "--baseline", "b.json", "--write-baseline").status == 0
    made = file.read_text()
    answer(pipeline, judged(one, site(verdict("runs"), line=30)))
    told = run("check", "--baseline", "b.json", "--format", "concise", "--severity", "info")
    assert (told.status, [line.split(":")[1] for line in told.out.splitlines()]) == (1, ["30"])
    assert "1 in the baseline" in told.err
    assert told.err.splitlines()[-2:] == [
        "baseline b.json: 1 finding in it no longer found (--update-baseline removes them)",
        "    app/tasks.py: unscoped-read documents in app.tasks.list_tasks",
    ]
    assert file.read_text() == made
    stale = json.loads(run("check", "--baseline", "b.json", "--format", "json").out)["summary"]["baseline"]
    assert (stale["matched"], [entry["table"] for entry in stale["stale"]]) == (1, ["documents"])
    told = run("check", "--baseline", "b.json", "--update-baseline", "--format", "concise")
    assert (told.status, "baseline b.json: 1 no longer found, removed" in told.err) == (1, True)
    assert [entry["table"] for entry in json.loads(file.read_text())["findings"]] == ["tasks"]


def test_stale_entries_leave_the_status(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """A cure must not break the build."""
    answer(pipeline, OPEN)
    run("check", "--baseline", "b.json", "--write-baseline")
    answer(pipeline, EMPTY)
    assert run("check", "--baseline", "b.json").status == 0


def test_no_baseline_is_made_after_a_failure(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """It would lack what the failure hides, nor may an update take anything out."""
    answer(pipeline, msgspec.structs.replace(OPEN, errors=("KeyError in app.tasks",)))
    assert run("check", "--baseline", "b.json", "--write-baseline").status == 2
    assert not (project / "b.json").exists()


@pytest.mark.parametrize(
    ("style", "start"),
    [
        ("github", "::error title=scopelint%3A unscoped-read,file=app/tasks.py,line=10,"),
        ("gitlab", '[\n  {\n    "type": "issue",\n    "check_name": "unscoped-read",'),
        ("junit", '<?xml version=\'1.0\' encoding=\'us-ascii\'?>\n<testsuites name="scopelint" tests="1" failures="1"'),
        ("sarif", '{\n  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/'),
    ],
)
def test_formats_for_machines(run: Run, project: Path, pipeline: FakePipeline, style: str, start: str) -> None:
    """The report alone on standard output, the summary on standard error."""
    answer(pipeline, OPEN)
    told = run("check", "--format", style)
    assert (told.status, told.out[: len(start)]) == (1, start)
    assert told.err.startswith("1 error\nlooked at 1 file")


def test_sarif_knows_the_exit_status(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """That of --severity and --strict-coverage."""
    answer(pipeline, UNDECIDED)
    told = run("check", "--format", "sarif", "--strict-coverage")
    (invocation,) = json.loads(told.out)["runs"][0]["invocations"]
    assert (told.status, invocation["exitCode"]) == (2, 2)


def test_paths_start_at_the_repository(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """Code hosts look there for a file; other formats start at the project's root."""
    repository = project.parent / f"{project.name}-repository"
    (repository / ".git").mkdir(parents=True)
    project.rename(repository / "back")
    os.chdir(repository / "back")
    answer(pipeline, OPEN)
    assert "file=back/app/tasks.py," in run("check", "--format", "github").out
    assert run("check", "--format", "concise").out.startswith("app/tasks.py:10:5: ")


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
