"""What GitHub and GitLab read: places, levels, escapes, fingerprints."""

import json

import msgspec

from scopelint.model.finding import Result
from scopelint.report import github, gitlab
from tests.judge.building import place, run, site, verdict


def with_message(message: str, path: str = "app/tasks.py") -> Result:
    finding = msgspec.structs.replace(run(site(verdict())).findings[0], message=message, path=path, detail=(), help="x")
    return msgspec.structs.replace(run(), findings=(finding,))


def test_github_gets_one_command_a_finding() -> None:
    """Level, title, place from the repository's root; what was looked for and help below the hazard."""
    assert github(run(site(verdict())), prefix="backend/") == (
        "::error title=scopelint%3A unscoped-read,file=backend/app/tasks.py,line=10,endLine=10,col=5,endColumn=15::"
        "select reads tenant table 'tasks' without a predicate on 'org_id'%0A"
        "looked for tasks.org_id = <organization>; found no predicate on the tenant; row-level security: not in the manifest%0A"
        "help: compare tasks.org_id with the request's organization\n"
    )


def test_github_levels() -> None:
    """info is a notice."""
    lines = github(run(site(verdict("runs")), site(verdict(verdict="guarded", cause="by-key"), line=20))).splitlines()
    assert [line.split()[0] for line in lines] == ["::warning", "::notice"]


def test_github_takes_no_columns_of_several_lines() -> None:
    """Its runner drops the whole place otherwise."""
    assert ",line=10,endLine=12::" in github(run(site(verdict(), place=place(10, lines=3))))


def test_github_commands_cannot_be_forged() -> None:
    """Neither a file name nor a message ends the command or begins another."""
    told = github(with_message("100%\n::set-output name=x::y", path="a,b:c\n::stop.py"))
    assert told.count("\n") == 1
    assert "file=a%2Cb%3Ac%0A%3A%3Astop.py," in told
    assert told.endswith("::100%25\\x0a::set-output name=x::y%0Ahelp: x\n")


def test_gitlab_gets_an_issue_a_finding() -> None:
    """With both forms of a place that it knows."""
    (issue,) = json.loads(gitlab(run(site(verdict())), prefix="backend/"))
    assert (issue["check_name"], issue["severity"]) == ("unscoped-read", "critical")
    assert issue["location"] == {
        "path": "backend/app/tasks.py",
        "lines": {"begin": 10, "end": 10},
        "positions": {"begin": {"line": 10, "column": 5}, "end": {"line": 10, "column": 15}},
    }


def test_gitlab_fingerprints_are_unique() -> None:
    """It hides all but one of those that are equal."""
    issues = json.loads(gitlab(run(*(site(verdict(), line=line) for line in (1, 2, 3)))))
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_gitlab_knows_a_clean_run() -> None:
    """An empty list, which resolves what was there."""
    assert json.loads(gitlab(run())) == []
