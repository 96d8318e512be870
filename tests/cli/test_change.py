"""What a change brings, through the real command line: --diff-base, --baseline, rule-paths and path classes in a scratch repository."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

MODELS = """
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase): ...

class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int] = mapped_column()
    status: Mapped[str] = mapped_column()
"""
HELPER = """
from app.models import Task, select

def tasks(org_id):
    return select(Task).where(Task.org_id == org_id)
"""
CALLER = """
from sqlalchemy.orm import Session
from app.helper import tasks
from app.models import Task, select

def mine(session: Session, org_id: int):
    return session.scalars(tasks(org_id)).all()

def old(session: Session):
    return session.scalars(select(Task)).all()
"""
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


Run = Callable[..., SimpleNamespace]
Found = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def found(run: Run) -> Found:
    """Path and function of every finding of one run with further words."""

    def found(*words: str) -> list[tuple[str, str]]:
        told = run("check", "--format", "json", *words)
        assert told.status in (0, 1), told.err
        return [(finding["path"], finding["function"]) for finding in json.loads(told.out)["findings"]]

    return found


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service in a repository, the working directory: one function is open, another is confined by a helper in
    another file."""
    folder = tmp_path / "service"
    (folder / "app").mkdir(parents=True)
    (folder / "scopelint.toml").write_text('tenant-columns = ["org_id"]\n')
    for name, text in (("__init__", ""), ("models", MODELS), ("helper", HELPER), ("caller", CALLER)):
        (folder / f"app/{name}.py").write_text(text)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    monkeypatch.chdir(folder)
    return folder


OLD, MINE = ("app/caller.py", "app.caller.old"), ("app/caller.py", "app.caller.mine")


def test_a_change_answers_for_files_that_it_does_not_touch(service: Path, run: Run, found: Found) -> None:
    """The helper forgets the tenant, and its caller in an unchanged file is open from then on."""
    assert found() == [OLD]
    assert found("--diff-base", "main") == []
    (service / "app/helper.py").write_text(HELPER.replace(".where(Task.org_id == org_id)", ""))
    assert found("--diff-base", "main") == [MINE]
    assert found("--diff-base", "main", "app/models.py") == []
    told = run("check", "--diff-base", "main", "--format", "concise")
    assert told.status == 1
    assert "1 there already at main" in told.err


def test_a_decision_that_is_taken_back_counts_as_a_change(service: Path, run: Run, found: Found) -> None:
    """The configuration of then was another: a table that is a tenant's now was nobody's."""
    (service / "scopelint.toml").write_text('tenant-columns = ["team_id"]\n')
    git(service, "commit", "-qam", "x")
    (service / "scopelint.toml").write_text('tenant-columns = ["org_id"]\n')
    assert found("--diff-base", "main") == [OLD]


def test_a_baseline_and_a_revision_together(service: Path, run: Run, found: Found) -> None:
    """Neither hides what is one more of the same than it knows."""
    again = CALLER + "\n" + CALLER[CALLER.index("def old") :]
    assert run("check", "--baseline", "b.json", "--write-baseline").status == 0
    assert found("--baseline", "b.json") == []
    (service / "app/caller.py").write_text(again)
    assert len(found("--baseline", "b.json")) == 1
    assert len(found("--baseline", "b.json", "--diff-base", "main")) == 1
    git(service, "commit", "-qam", "x")
    assert found("--baseline", "b.json", "--diff-base", "main") == []


def test_a_bad_revision_is_status_2_in_one_line(service: Path, run: Run, found: Found) -> None:
    """Before anything is analyzed."""
    told = run("check", "--diff-base", "gone")
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith("scopelint: error: --diff-base: gone: no such revision here")


RULE = """
id = "reads-tasks"
family = "team"
message = "{function} reads '{table}'"
help = "go through app.helper"
[when]
kind = "statement"
table = "tasks"
cause = "none"
[unless]
module = "app.helper"
[severity]
default = "info"
"""


def test_a_team_has_its_own_rules(service: Path, run: Run, found: Found) -> None:
    """A file in rule-paths fires, is explained and selected like a shipped one; a misspelt field is status 2 with the near one."""
    (service / "lint").mkdir()
    (service / "lint/reads-tasks.toml").write_text(RULE)
    (service / "scopelint.toml").write_text('tenant-columns = ["org_id"]\nrule-paths = ["lint"]\n')
    told = run("check", "--select", "team", "--format", "concise")
    assert told.out == "app/caller.py:10:28: reads-tasks: app.caller.old reads 'tasks' [info]\n"
    assert "suppress: # scopelint: ignore[reads-tasks] -- reason" in run("explain", "reads-tasks").out
    sarif = json.loads(run("check", "--select", "team", "--format", "sarif").out)
    assert [rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]] == ["reads-tasks"]
    (service / "lint/reads-tasks.toml").write_text(RULE.replace("cause =", "cuase ="))
    told = run("check")
    assert (told.status, told.err) == (
        2, "scopelint: error: lint/reads-tasks.toml: when.cuase: is no field of a statement; did you mean 'cause'?\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ('tests = ["caller.py"]', []),
        ('exclude = ["caller.py"]', []),
        ('admin = ["caller.py"]', []),
        ('migrations = ["caller.py"]', []),
        ('tests = ["helper.py"]', [OLD]),
    ],
)
def test_path_classes_have_their_own_defaults(
    service: Path, found: Found, classes: str, expected: list[tuple[str, str]]
) -> None:
    """Tests and excluded files are left out, admin code may read all tenants, migrations may act on all."""
    (service / "scopelint.toml").write_text(
        f'tenant-columns = ["org_id"]\nadmin-reason = "operators"\n[paths]\n{classes}\n'
    )
    assert [one for one in found() if one == OLD] == expected
