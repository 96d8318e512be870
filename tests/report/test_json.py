"""The JSON reports keep to their schemas."""

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from scopelint.model.finding import Proved, ProvedStatement
from scopelint.model.site import Gap
from scopelint.model.verdict import Cause, Judgement, Operation, Verdict
from scopelint.report import check_json, proved_json
from tests.judge.building import comment, outline, place, run, site, verdict

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / name).read_text())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


def document(*, show_sites: bool = False) -> dict[str, Any]:
    result = run(
        site(verdict(), verdict("comments", verdict="scoped", cause=None), line=10, executed=place(40)),
        site(verdict("runs"), line=12),
        gaps=(Gap("bound", place(50), "a loop of 4000 constants"),),
        outlines=outline(comment(12, ("unscoped-read",)), comment(70)),
    )
    loaded: dict[str, Any] = json.loads(check_json(result, "0.1.0", show_sites))
    return loaded


@pytest.mark.parametrize("show_sites", [False, True])
def test_check_keeps_to_its_schema(show_sites: bool) -> None:
    """With and without sites."""
    told = document(show_sites=show_sites)
    jsonschema.validate(told, schema("check-v1.schema.json"))
    assert ("sites" in told) is show_sites


def test_findings_and_sites_are_shaped_as_designed() -> None:
    """DESIGN section 6."""
    told = document(show_sites=True)
    finding = told["findings"][0]
    assert (finding["rule"], finding["table"], finding["line"], finding["end_column"]) == (
        "unscoped-read",
        "tasks",
        10,
        15,
    )
    assert finding["related"] == [{"path": "app/tasks.py", "line": 40, "message": "executed here"}]
    assert told["sites"][0] == {
        "path": "app/tasks.py", "line": 10, "end_line": 10, "function": "app.tasks.list_tasks", "operation": "select",
        "tables": {"tasks": "unscoped", "comments": "scoped"},
        "executed": {"path": "app/tasks.py", "line": 40}, "origin": {"path": "app/tasks.py", "line": 10},
    }  # fmt: skip
    assert told["summary"]["suppressed"] == 1
    assert told["summary"]["verdicts"]["unscoped"] == 2
    assert told["summary"]["not_analyzed"][0]["reason"] == "a loop of 4000 constants"


def test_fields_without_meaning_are_null() -> None:
    """A finding about a comment has no table."""
    finding = document()["findings"][-1]
    assert (finding["rule"], finding["table"], finding["sql"], finding["verdict"]) == (
        "bare-suppression",
        None,
        None,
        None,
    )


def test_the_schema_knows_every_verdict_cause_and_operation() -> None:
    """A new word in the model must enter the schema."""
    finding = schema("check-v1.schema.json")["properties"]["findings"]["items"]["properties"]
    assert set(finding["verdict"]["enum"]) == {*get_args(Verdict), None}
    assert set(finding["cause"]["enum"]) == {*get_args(Cause), None}
    assert set(finding["operation"]["enum"]) == {*get_args(Operation), None}


def test_json_is_ascii() -> None:
    """No locale can change its bytes; lone surrogates of odd file names survive."""
    odd = site(verdict(), sql="SELECT 'é\udc80'")
    assert check_json(run(odd), "0.1.0").isascii()


def test_prove_keeps_to_its_schema() -> None:
    """One entry a statement, with its proof, what of it is not known, and why it does not parse."""
    open_one = Judgement("select", (verdict(steps=("paid",), missing="tasks.org_id = <organization>"),))
    statements = [
        ProvedStatement(0, 1, "SELECT * FROM tasks WHERE paid", "unscoped", open_one),
        ProvedStatement(1, 2, "SELECT f()", "scoped", Judgement("select", (), True, ("what f() reads is not known",))),
        ProvedStatement(2, 3, "SELEC", "unknown", Judgement("other", ()), error="unexpected SELEC"),
    ]
    told = json.loads(proved_json(Proved(False, tuple(statements))))
    jsonschema.validate(told, schema("prove-v1.schema.json"))
    assert [entry["verdict"] for entry in told["statements"]] == ["unscoped", "scoped", "unknown"]
    assert told["statements"][0]["proof"] == ["tasks: paid", "tasks: missing: tasks.org_id = <organization>"]
    assert [entry.get("partial") for entry in told["statements"]] == [None, ["what f() reads is not known"], None]
    assert [entry.get("error") for entry in told["statements"]] == [None, None, "unexpected SELEC"]


def test_same_result_same_bytes() -> None:
    """Whatever the order of sites."""
    sites = [site(verdict(), line=line) for line in (3, 1, 2)]
    first, second = run(*sites), run(*reversed(sites))
    assert check_json(first, "0", True) == check_json(second, "0", True)
    assert msgspec.json.encode(first.findings) == msgspec.json.encode(second.findings)
