"""What code hosts and build servers demand of a report, held against the findings of whole services."""

import json
import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scopelint.inputs import load_project, shipped_rules
from scopelint.report import concise, github, gitlab, junit, sarif
from scopelint.report.frame import Sources
from tests.fixtures.checked import FIXTURES, checked

SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
SERVICES = ["agent_platform", "classic_flask"]
on_each_service = pytest.mark.parametrize(
    "service", [pytest.param("agent_platform", marks=pytest.mark.slow), "classic_flask"]
)


@cache
def sources(service: str) -> Sources:
    return Sources(load_project(FIXTURES / service).read)


@cache
def described(service: str) -> dict[str, Any]:
    """The SARIF of a service at the root of its repository."""
    told: dict[str, Any] = json.loads(sarif(checked(service), shipped_rules(), sources(service), "0.1.0", 1))
    return told


@on_each_service
def test_sarif_is_valid(service: str) -> None:
    """Against the schema of OASIS, formats checked."""
    told = described(service)
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(told)


@on_each_service
def test_sarif_has_what_github_needs(service: str) -> None:
    """Of each result: a hash of its own, four numbers of its region, a relative URI; within GitHub's limits."""
    (run,) = described(service)["runs"]
    results = run["results"]
    assert 0 < len(results) == len(checked(service).findings) <= 5000
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(hashes)) == len(hashes)
    assert all(re.fullmatch(r"[0-9a-f]+:[1-9][0-9]*", each) for each in hashes)
    for result in results:
        (location,) = result["locations"]
        place = location["physicalLocation"]
        region = place["region"]
        assert region.keys() == {"startLine", "startColumn", "endLine", "endColumn"}
        assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
        assert region["startLine"] == region["endLine"], "a pull request shows it only if each of its lines changed"
        line = sources(service).line(place["artifactLocation"]["uri"], region["startLine"])
        assert line is not None
        assert 1 <= region["startColumn"] < region["endColumn"] <= len(line) + 1
        linked = re.findall(r"\]\((\d+)\)", result["message"]["text"])
        assert [int(number) for number in linked] == [each["id"] for each in result.get("relatedLocations", [])]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@on_each_service
def test_sarif_describes_each_rule_for_github(service: str) -> None:
    """Short texts, Markdown, a severity that is a string of a number, tags, precision."""
    (run,) = described(service)["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert all(0 < len(rule[text]["text"]) <= 1024 for text in ("shortDescription", "fullDescription"))
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}")
        assert rule["help"]["text"]
        properties = rule["properties"]
        assert properties["precision"] in ("very-high", "high", "medium", "low")
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        if properties["tags"] == ["hygiene"]:
            continue  # a broken comment is no weakness
        assert isinstance(properties["security-severity"], str)
        assert 0 < float(properties["security-severity"]) <= 10
        assert "security" in properties["tags"]
        assert len(properties["tags"]) <= 10


@on_each_service
def test_github_gets_one_line_a_finding(service: str) -> None:
    """Each a command with a file that is there and a line of it."""
    result = checked(service)
    commands = github(result).splitlines()
    assert len(commands) == len(result.findings)
    for command in commands:
        match = re.fullmatch(
            r"::(?:error|warning|notice) title=[^,:]+,file=([^,:]+),line=(\d+),endLine=\d+[^:]*::.+", command
        )
        assert match is not None, command
        assert sources(service).line(match[1], int(match[2])) is not None


@on_each_service
def test_gitlab_gets_unique_fingerprints(service: str) -> None:
    """Its code quality report hides all but one of equal ones."""
    issues = json.loads(gitlab(checked(service)))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(checked(service).findings)
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(not issue["location"]["path"].startswith(("/", ".")) for issue in issues)


@on_each_service
def test_junit_counts_what_it_holds(service: str) -> None:
    """A build server adds the suites up."""
    result = checked(service)
    root = ElementTree.fromstring(junit(result))
    failing = [finding for finding in result.findings if finding.severity != "info"]
    assert len(root.findall(".//failure")) == len(failing) == int(root.get("failures", "-1"))
    assert sum(int(suite.get("tests", "-1")) for suite in root.findall("testsuite")) == int(root.get("tests", "-2"))


@on_each_service
def test_the_concise_form_is_one_line_a_finding(service: str) -> None:
    """That editors read."""
    result = checked(service)
    lines = concise(result.findings).splitlines()
    assert [line.split(": ")[1] for line in lines] == [finding.rule for finding in result.findings]
