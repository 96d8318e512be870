"""The smaller commands, and what they may import."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from scopelint.model.finding import Proved, ProvedStatement
from scopelint.model.verdict import Judgement
from tests.cli.conftest import FakePipeline
from tests.judge.building import site, verdict

Run = Callable[..., SimpleNamespace]
SCOPED = Judgement("select", (verdict(verdict="scoped", cause=None),))
OPEN = Judgement("select", (verdict(),))


def answer(pipeline: FakePipeline, *judgements: Judgement) -> None:
    def prover(schema: str, manifest: object) -> Callable[[str], Proved]:
        def proved(sql: str) -> Proved:
            pipeline.calls.append((sql, schema, manifest))
            return Proved(
                all(judgement == SCOPED for judgement in judgements),
                tuple(
                    ProvedStatement(i, i + 1, sql, "unscoped" if judgement == OPEN else "scoped", judgement)
                    for i, judgement in enumerate(judgements)
                ),
            )

        return proved

    pipeline.prover = prover


@pytest.mark.parametrize(("judgements", "status"), [((SCOPED,), 0), ((SCOPED, OPEN), 1), ((), 2)])
def test_prove_is_0_only_if_all_are_scoped(
    run: Run, pipeline: FakePipeline, judgements: tuple[Judgement, ...], status: int
) -> None:
    """1 if one is not, 2 if there is no statement."""
    answer(pipeline, *judgements)
    assert run("prove", "SELECT 1").status == status


def test_prove_may_insist_on_seeing_all(run: Run, pipeline: FakePipeline) -> None:
    """A function of unknown effect is a note, and with --strict-coverage no judgement."""
    answer(pipeline, Judgement("select", (), True, ("what purge() does is not known",)))
    assert [run("prove", "SELECT purge()", *more).status for more in ((), ("--strict-coverage",))] == [0, 2]


def test_prove_takes_standard_input_a_file_or_sql(
    run: Run, pipeline: FakePipeline, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``-``, an existing path, anything else; schema and manifest are read."""
    answer(pipeline, SCOPED)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"SELECT 1")))
    (project / "q.sql").write_text("SELECT 2")
    (project / "schema.sql").write_text("CREATE TABLE t (id int)")
    (project / "m.toml").write_text("version = 1")
    for argument in ("-", "q.sql", "SELECT 3"):
        run("prove", argument, "--schema", "schema.sql", "--manifest", "m.toml")
    assert [call[:2] for call in pipeline.calls] == [
        (f"SELECT {number}", "CREATE TABLE t (id int)") for number in (1, 2, 3)
    ]
    assert pipeline.calls[0][2].path == "m.toml"


def test_prove_json(run: Run, pipeline: FakePipeline) -> None:
    """The contract for agents."""
    answer(pipeline, OPEN)
    (entry,) = json.loads(run("prove", "SELECT 1", "--format", "json").out)["statements"]
    assert (entry["verdict"], entry["tables"]) == ("unscoped", {"tasks": "unscoped"})


@pytest.mark.parametrize("option", ["--schema", "--manifest"])
def test_prove_without_its_files_is_status_2(run: Run, pipeline: FakePipeline, option: str) -> None:
    """It could not judge."""
    assert run("prove", "SELECT 1", option, "gone").status == 2


def test_trace_shows_the_sites_of_a_line(run: Run, project: Path, pipeline: FakePipeline) -> None:
    """It asks for the path from the root."""

    def trace(project: object, path: str, line: int) -> tuple[object, ...]:
        pipeline.calls.append((path, line))
        return (site(verdict()),)

    pipeline.trace = trace
    told = run("trace", "app/tasks.py:10")
    assert (told.status, pipeline.calls) == (0, [("app/tasks.py", 10)])
    assert "tasks: unscoped (none)" in told.out


@pytest.mark.parametrize("word", ["app/tasks.py", "app/tasks.py:x", "app/tasks.py:0", "app/tasks.py:1", "gone.py:1"])
def test_trace_of_nothing_is_status_2(run: Run, project: Path, pipeline: FakePipeline, word: str) -> None:
    """No line, no statement, no file."""
    assert run("trace", word).status == 2


def test_explain_tells_a_rule_or_the_nearest_name(run: Run, project: Path) -> None:
    """A misspelt rule is status 2."""
    assert "suppress: # scopelint: ignore[unscoped-read] -- reason" in run("explain", "unscoped-read").out
    told = run("explain", "unscoped-reed")
    assert (told.status, told.err) == (
        2,
        "scopelint: error: no such rule 'unscoped-reed'; did you mean 'unscoped-read'?\n",
    )


def test_rules_are_listed(run: Run, project: Path) -> None:
    """As text and as JSON."""
    assert "  unscoped-read " in run("rules").out
    assert "unscoped-read" in [rule["id"] for rule in json.loads(run("rules", "--format", "json").out)["rules"]]


@pytest.mark.parametrize(
    "words", [["--help"], ["check", "--help"], ["explain", "unscoped-read"], ["rules"], ["version"]]
)
def test_small_commands_import_no_parser(words: list[str], tmp_path: Path) -> None:
    """They answer at once."""
    code = (
        "import sys\nfrom scopelint.cli.entry import run\n"
        f"status = run({words!r})\n"
        "heavy = {'libcst', 'sqlglot', 'tree_sitter', 'pathspec'} & set(sys.modules)\n"
        "sys.exit(f'{status} {heavy}' if status or heavy else 0)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_goes_away_is_no_crash() -> None:
    """``scopelint rules | head -0``: status 2 and silence."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", "from scopelint.cli import main; main()", "rules", "--format", "markdown"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 2


def test_a_terminal_without_unicode_is_no_crash() -> None:
    """Source lines may hold any character."""
    code = "import sys; from scopelint.cli.entry import main; sys.argv[1:] = ['explain', 'é']; main()"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=False
    )
    assert done.returncode == 2
    assert b"no such rule" in done.stderr
