"""SARIF: valid against the OASIS schema, and with what GitHub's code scanning reads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from scopelint.inputs import shipped_rules
from scopelint.judge import against
from scopelint.model.finding import Baseline, BaselineEntry, Result
from scopelint.model.node import Place, Span
from scopelint.model.site import Gap
from scopelint.report import sarif
from scopelint.report.frame import Sources
from scopelint.report.sarif import ROOT
from tests.judge.building import comment, outline, place, project, run, site, verdict

SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
"""OASIS, errata 01: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"""
CODE = "\n" * 9 + "    rows = db.execute(\n        select(Task)\n    )\n"


def told(result: Result, prefix: str = "", show_suppressed: bool = False, status: int = 1) -> dict[str, Any]:
    """The one run, checked against the schema."""
    sources = Sources(lambda path: CODE.encode())
    document = json.loads(sarif(result, shipped_rules(), sources, "0.1.0", status, prefix, show_suppressed))
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(document)
    (only,) = document["runs"]
    assert isinstance(only, dict)
    return only


def physical(result: dict[str, Any]) -> dict[str, Any]:
    (location,) = result["locations"]
    found: dict[str, Any] = location["physicalLocation"]
    return found


def test_a_result_says_what_and_where() -> None:
    """Rule, level, place with a complete region whose end is exclusive, URI relative to the repository's root."""
    ran = told(run(site(verdict())), prefix="back end/")
    (result,) = ran["results"]
    assert (result["ruleId"], result["level"]) == ("unscoped-read", "error")
    assert ran["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "unscoped-read"
    assert physical(result) == {
        "artifactLocation": {"uri": "back%20end/app/tasks.py", "uriBaseId": ROOT},
        "region": {"startLine": 10, "startColumn": 5, "endLine": 10, "endColumn": 15},
    }
    assert ran["columnKind"] == "unicodeCodePoints"
    assert "uri" not in ran["originalUriBaseIds"][ROOT]
    assert ran["automationDetails"]["id"] == "scopelint/back end/"


def test_a_long_statement_is_shown_by_its_first_line() -> None:
    """GitHub annotates a change only where it holds every line of the region."""
    (result,) = told(run(site(verdict(), place=place(10, 12, lines=3))))["results"]
    assert physical(result)["region"] == {"startLine": 10, "startColumn": 12, "endLine": 10, "endColumn": 23}
    assert physical(result)["contextRegion"]["endLine"] == 12


def test_fingerprints_tell_equal_findings_apart() -> None:
    """In the form <hash>:<ordinal>, which GitHub takes instead of hashing lines itself."""
    results = told(run(site(verdict(), line=10), site(verdict(), line=20)))["results"]
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert [hash.partition(":")[2] for hash in hashes] == ["1", "2"]
    assert len({hash.partition(":")[0] for hash in hashes}) == 1


def test_related_places_are_linked_from_the_message() -> None:
    """Where it is executed, and where the table is defined."""
    result = run(site(verdict(), executed=place(40)), defined={"tasks": Place("app/models.py", Span(7, 1, 9, 1))})
    (result_told,) = told(result)["results"]
    assert "[executed here](1); [table 'tasks' defined here](2)" in result_told["message"]["text"]
    places = {
        related["id"]: (
            related["physicalLocation"]["artifactLocation"]["uri"],
            related["physicalLocation"]["region"]["startLine"],
        )
        for related in result_told["relatedLocations"]
    }
    assert places == {1: ("app/tasks.py", 40), 2: ("app/models.py", 7)}


def test_analyzed_text_makes_no_links() -> None:
    """Brackets in a message are escaped."""
    finding = msgspec.structs.replace(run(site(verdict())).findings[0], message="reads [tasks](1) \\ all")
    (result,) = told(msgspec.structs.replace(run(), findings=(finding,)))["results"]
    assert result["message"]["text"].splitlines()[0] == r"reads \[tasks\](1) \\ all"


def test_rules_carry_what_github_shows() -> None:
    """Severity as a string, tags, precision, help in Markdown without the marks of tests."""
    (rule,) = told(run(site(verdict(cause="by-key"))))["tool"]["driver"]["rules"]
    assert rule["id"] == "lookup-by-key"
    assert {"security", "external/cwe/cwe-639"} <= set(rule["properties"]["tags"])
    assert (rule["properties"]["precision"], rule["properties"]["security-severity"]) == ("high", "8.1")
    assert rule["defaultConfiguration"]["level"] == "error"
    assert "## Fix" in rule["help"]["markdown"]
    assert "# finds:" not in rule["help"]["markdown"]


def test_hygiene_is_no_weakness() -> None:
    """A broken comment is not rated as a hole."""
    (rule,) = told(run(outlines=outline(comment(70))))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["properties"]["tags"]) == ("bare-suppression", ["hygiene"])
    assert "security-severity" not in rule["properties"]


@pytest.mark.parametrize("text", ["fullDescription", "shortDescription"])
def test_descriptions_are_as_short_as_github_wants(text: str) -> None:
    """1024 characters."""
    from scopelint.report.sarif_rules import descriptors

    assert all(len(rule[text]["text"]) <= 1024 for rule in descriptors(shipped_rules()))


def test_what_was_not_looked_at_is_a_notification() -> None:
    """With its place; the exit status stands beside it."""
    result = run(gaps=(Gap("body", place(7), "nested too deep"),))
    (invocation,) = told(msgspec.structs.replace(result, errors=("KeyError in app",)), status=2)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    gap, error = invocation["toolExecutionNotifications"]
    assert (gap["descriptor"]["id"], gap["message"]["text"]) == ("not-analyzed", "nested too deep")
    assert gap["locations"][0]["physicalLocation"]["region"]["startLine"] == 7
    assert (error["level"], error["message"]["text"]) == ("error", "KeyError in app")


def suppressed() -> Result:
    """One finding that a comment took away, one that the baseline did, and one that is left."""
    result = run(
        site(verdict(), line=10),
        site(verdict("documents"), line=20),
        site(verdict("runs"), line=30),
        outlines=outline(comment(10, ("unscoped-read",), "a total")),
    )
    entry = BaselineEntry("app/tasks.py", "unscoped-read", "error", result.findings[0].fingerprint, 1)
    return against(result, project(), Baseline("old.json", (entry,)))


def test_suppressed_findings_are_told_only_if_asked_for() -> None:
    """GitHub would open an alert for each."""
    (result,) = told(suppressed())["results"]
    assert (physical(result)["region"]["startLine"], "suppressions" in result) == (30, False)


def test_suppressions_say_why() -> None:
    """All results have the list or none has; it is empty where nothing was suppressed."""
    results = told(suppressed(), show_suppressed=True)["results"]
    assert {physical(result)["region"]["startLine"]: result["suppressions"] for result in results} == {
        30: [],
        10: [{"kind": "inSource", "status": "accepted", "justification": "a total"}],
        20: [{"kind": "external", "status": "accepted", "justification": "in the baseline old.json"}],
    }


@pytest.mark.parametrize("change", [lambda result: result, lambda result: run(), lambda result: suppressed()])
def test_every_report_is_valid_and_ascii(change: Callable[[Result], Result]) -> None:
    """Also with nothing found, odd names and a note."""
    result = msgspec.structs.replace(change(run(site(verdict(), sql="SELECT 'é\udc80'"))), notes=("a [note]",))
    told(result)
    assert sarif(result, shipped_rules(), Sources(lambda path: b""), "0", 0).isascii()
