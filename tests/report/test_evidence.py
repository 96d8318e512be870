"""The coverage report: JSON by its schema, Markdown that says no more than was computed, and what changed since."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from scopelint.inputs import read_evidence
from scopelint.judge import evidence
from scopelint.model.drift import Drift, Side
from scopelint.model.errors import ConfigError, UsageError
from scopelint.model.evidence import Evidence
from scopelint.model.manifest import Bypass, Exemption, Manifest, TableEntry
from scopelint.model.site import Gap, Site
from scopelint.report import changes_since, evidence_json, evidence_markdown
from tests.judge.building import TENANCY, comment, outline, place, project, run, site, verdict
from tests.judge.test_evidencing import HEADING, OPEN, SCOPED, forced
from tests.report.test_json import schema

MANIFEST = Manifest(
    tables={"tasks": TableEntry(scope="tenant", rls="forced", sensitive=True)},
    bypasses=(Bypass("migrations", role="migrator"), Bypass("console", paths=("admin/**",))),
    exemptions=(
        Exemption("app.tasks:totals", "monthly | totals", "platform", ("tasks",), expires=datetime.date(2027, 3, 31)),
    ),
    path="rls-coverage.toml",
)


def whole(*sites: Site, **fields: Any) -> Evidence:
    own = msgspec.structs.replace(project(), manifest=MANIFEST)
    given = sites or (
        site(OPEN, line=10), site(OPEN, line=10), site(SCOPED, line=11), site(OPEN, line=12),
        site(OPEN, line=20, qualname="totals"),
        site(verdict("documents", verdict="unknown", cause="dynamic"), line=30, raw=True),
        site(verdict("?", verdict="unknown", cause="unparsed"), line=31),
    )  # fmt: skip
    result = run(
        *given,
        given=own,
        gaps=(Gap("file", place(1, path="app/bad.py"), "line 3: bad"),),
        outlines=outline(comment(12, ("unscoped-read",))),
    )
    drift = Drift(
        "differs", "tasks.rls", (Side("manifest", "rls = forced", place(3)), Side("migrations", "rls = none"))
    )
    found = evidence(result, TENANCY, own, forced(), (drift,), HEADING)
    return msgspec.structs.replace(found, **fields) if fields else found


def test_json_keeps_to_its_schema() -> None:
    """Alone, and compared with itself."""
    one = whole()
    jsonschema.validate(json.loads(evidence_json(one)), schema("report-v1.schema.json"))
    other = whole(site(OPEN, line=9))
    compared = evidence_json(one, (other, changes_since(other, one)))
    jsonschema.validate(json.loads(compared), schema("report-v1.schema.json"))
    assert json.loads(compared)["compared_with"]["commit"] == HEADING.commit


def test_same_input_same_bytes() -> None:
    """Reports are compared byte by byte; ASCII only."""
    assert evidence_json(whole()) == evidence_json(whole())
    assert evidence_markdown(whole()) == evidence_markdown(whole())
    assert evidence_json(whole(project="café")).isascii()


def test_json_reads_back(tmp_path: Path) -> None:
    """What is written can be compared with."""
    one = whole()
    (tmp_path / "old.json").write_text(evidence_json(one, (one, ())))
    assert read_evidence(tmp_path, "old.json") == msgspec.structs.replace(one, tool_version="")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "old.json: is not valid JSON"),
        ("[]", "old.json: version: must be 1"),
        ('{"version": 1, "findings": []}', "this is no report of scopelint"),
        ('{"version": 2, "tables": []}', "or one of another version"),
        ('{"version": 1, "tables": [{"name": 3}]}', r"old.json: "),
    ],
)
def test_what_is_no_report_is_told(tmp_path: Path, text: str, fault: str) -> None:
    """One line that names the file."""
    (tmp_path / "old.json").write_text(text)
    with pytest.raises(ConfigError, match=fault):
        read_evidence(tmp_path, "old.json")
    with pytest.raises(UsageError, match=r"--compare: none.json: No such file"):
        read_evidence(tmp_path, "none.json")


def test_markdown_has_a_section_for_everything() -> None:
    """Each statement that is not proved stands under its standing, with its finding."""
    text = evidence_markdown(whole())
    sections = {part.partition("\n")[0]: part for part in text.split("\n## ")}
    assert (
        "| app/tasks.py:10 | app.tasks.list_tasks | select | tasks | unscoped (none) | open | yes | unscoped-read (error) | 2 |"
        in sections["Statements that are open"]
    )
    assert "| app/tasks.py:31 |" in sections["Statements that are undecided"]
    assert "app/tasks.py:12" in sections["Statements that are exempt"]
    assert (
        "| app.tasks:totals | tasks | all | monthly \\| totals | platform | 2027-03-31 | in force | 1 |"
        in sections["Exemptions"]
    )
    assert "app/tasks.py:10" in sections["Statements that rely on row-level security alone"]
    assert "app/bad.py:1" in sections["Not analyzed"]
    assert "tasks.rls" in sections["Disagreements"]
    assert "| own |" in sections["Policies"]


def test_totals_sum_up() -> None:
    """The summary's rows are the tables' columns."""
    told = json.loads(evidence_json(whole()))
    names = ("scoped", "guarded", "exempt", "undecided", "open")
    assert told["totals"]["sites"] == sum(told["totals"][name] for name in names) == 6
    assert told["totals"]["table_not_known"] == 1
    assert "| beside them: statements whose table is not known | 1 |" in evidence_markdown(whole())


def test_analyzed_text_stays_text() -> None:
    """Names and reasons of the analyzed project make no table cell, link, HTML or terminal code."""
    hostile = site(verdict("tasks"), qualname="f|<script>[x](y)`\x1b[31m\n| a | b |")
    text = evidence_markdown(whole(hostile))
    assert "<script>" not in text
    assert "\x1b" not in text
    assert all(line.count("|") - line.count("\\|") == 10 for line in text.splitlines() if "script" in line)


def test_it_claims_nothing_beyond_what_was_computed() -> None:
    """No word that an auditor would have to strike out."""
    text = evidence_markdown(whole()).lower()
    assert [word for word in ("compliant", "certif", "guarantee", "ensures", "secure ") if word in text] == []
    assert "for the organization and its auditor to decide" in text


def kinds(before: Evidence, after: Evidence) -> list[tuple[str, str | None, str | None]]:
    return [(change.kind, change.before, change.after) for change in changes_since(before, after)]


def test_nothing_changed() -> None:
    """Lines that moved, a new date and a new commit are no change."""
    before, after = whole(site(OPEN, line=10)), whole(site(OPEN, line=99), commit="e" * 40, date="2027-01-01")
    assert kinds(before, after) == []


def test_sites_opened_and_closed() -> None:
    """A new open statement; one that is proved now; one that is undecided where it was open."""
    one, two = site(OPEN), site(OPEN, qualname="other")
    assert kinds(whole(one), whole(one, two)) == [("site opened", None, "open")]
    assert kinds(whole(one, two), whole(one)) == [("site closed", "open", None)]
    undecided = site(verdict("tasks", verdict="unknown", cause="dynamic"))
    assert kinds(whole(one), whole(undecided)) == [("site closed", "open", "undecided")]
    assert kinds(whole(undecided), whole(one)) == [("site opened", "undecided", "open")]


def test_tables_policies_exemptions_and_bypasses() -> None:
    """New, gone, and changed in scope, posture or policies; an exemption that ran out."""
    before = whole()
    tables = [table for table in before.tables if table.name != "comments"]
    tasks = next(table for table in tables if table.name == "tasks")
    changed = msgspec.structs.replace(tasks, scope="global", posture="none", policies=())
    new = msgspec.structs.replace(tasks, name="new", posture=None, observed=None)
    after = whole(
        tables=(*(table for table in tables if table.name != "tasks"), changed, new),
        exemptions=(msgspec.structs.replace(before.exemptions[0], state="expired"),),
        bypasses=before.bypasses[1:],
    )
    assert [(change.kind, change.subject) for change in changes_since(before, after)] == [
        ("bypass gone", "role migrator"),
        ("exemption expired", "app.tasks:totals [all rules] [tasks]"),
        ("policies changed", "tasks"),
        ("posture changed", "tasks"),
        ("scope changed", "tasks"),
        ("table gone", "comments"),
        ("table new", "new"),
    ]
    assert [change.kind for change in changes_since(after, before)][:2] == ["bypass added", "policies changed"]
