"""Findings: their words, place, order, duplicates and fingerprints."""

import msgspec

from scopelint.model.config import SourceFile
from scopelint.model.finding import RelatedPlace
from scopelint.model.outline import FileFault
from scopelint.model.relation import Unseen
from scopelint.model.site import Gap, Related, TextFault
from tests.judge.building import only, outline, place, project, run, site, told, verdict


def test_the_hazard_names_table_and_column() -> None:
    """STYLE section 6."""
    finding = only(run(site(verdict(steps=("paid",)))))
    assert finding.message == "select reads tenant table 'tasks' without a predicate on 'org_id'"
    assert finding.help == "compare tasks.org_id with the request's organization"
    assert finding.detail == (
        "looked for tasks.org_id = <organization>; found paid; row-level security: not in the manifest",
    )


def test_a_child_is_told_through_its_parent() -> None:
    """A child table has no tenant column of its own."""
    finding = only(run(site(verdict("comments"))))
    assert finding.help == (
        "compare tasks.org_id (reached from comments through task_id) with the request's organization"
    )


def test_an_ineffective_predicate_names_its_construct() -> None:
    """The message says what defeats the predicate."""
    finding = only(run(site(verdict(verdict="ineffective", cause="or-arm", construct="OR"))))
    assert finding.message == "select mentions 'org_id' of 'tasks' to no effect: OR"


def test_findings_are_in_order_of_place() -> None:
    """Whatever order the sites come in."""
    sites = [site(verdict(), line=line) for line in (30, 10, 20)]
    assert run(*sites).findings == run(*reversed(sites)).findings
    assert [f.line for f in run(*sites).findings] == [10, 20, 30]


def test_one_statement_seen_twice_is_one_finding() -> None:
    """Two frames or a loop may lead to the same expression."""
    judged = site(verdict())
    assert told(run(judged, msgspec.structs.replace(judged, executed=place(50)))) == [("unscoped-read", "tasks", 10)]


def test_fingerprints_survive_moved_lines() -> None:
    """No line number in them: a baseline holds when code above changes."""
    first, moved = only(run(site(verdict(), line=10))), only(run(site(verdict(), line=77)))
    assert first.fingerprint == moved.fingerprint


def test_fingerprints_ignore_severity_and_differ_by_statement() -> None:
    """The same statement in a bypass session keeps its name; another statement has another."""
    plain = only(run(site(verdict("runs"))))
    bypassed = only(run(site(verdict("runs"), bypass=True)))
    other = only(run(site(verdict("runs"), sql="SELECT 2")))
    assert plain.severity != bypassed.severity
    assert plain.fingerprint == bypassed.fingerprint != other.fingerprint


def test_equal_statements_in_one_function_have_ordinals() -> None:
    """Fingerprints are unique in a run."""
    prints = [f.fingerprint for f in run(site(verdict(), line=10), site(verdict(), line=20)).findings]
    assert prints[1] == prints[0] + ":2"


def test_related_places_tell_the_way_to_the_database() -> None:
    """Each place once, without the finding's own."""
    judged = site(verdict(), calls=(Related(place(30), "calls fetch"),), executed=place(40), origin=place(10))
    assert only(run(judged)).related == (
        RelatedPlace("app/tasks.py", 30, "calls fetch", 5),
        RelatedPlace("app/tasks.py", 40, "executed here", 5),
    )


def test_what_paths_did_not_choose_is_not_reported() -> None:
    """It is known, but neither its findings nor its sites are told."""
    given = project(SourceFile("app/tasks.py", "app", 1, reported=False), SourceFile("app/b.py", "app", 1))
    result = run(site(verdict()), given=given)
    assert (result.findings, result.sites) == ((), ())


def test_tests_are_left_out_and_counted() -> None:
    """A note says how many files."""
    result = run(site(verdict()), given=project(SourceFile("app/tasks.py", "tests", 1)))
    assert (result.findings, result.notes) == ((), ("1 test file left out",))


def test_migrations_are_judged_for_mixing_tenants_only() -> None:
    """They may touch all tenants, but must not carry rows from one to another."""
    mixed = verdict("runs", verdict="ineffective", cause="mixed-tenants")
    result = run(site(verdict(), mixed, raw=True), given=project(SourceFile("app/tasks.py", "migrations", 1)))
    assert told(result) == [("ineffective-predicate", "runs", 10)]


def test_a_fault_of_the_text_sits_inside_the_string() -> None:
    """Its own place, not the statement's; the undecided table is named."""
    fault = TextFault("opaque", "{where} may be any clause", place(11, 20))
    finding = only(run(site(verdict(verdict="unknown", cause="dynamic"), raw=True, faults=(fault,))))
    assert (finding.rule, finding.table, finding.line, finding.column) == ("opaque-sql", "tasks", 11, 20)


def test_a_statement_that_cannot_be_read_is_told() -> None:
    """Without any known table it would pass as scoped."""
    judged = site(query=Unseen("unresolved", "helper() is not in view"))
    result = run(judged)
    assert told(result) == [("undecided-query", None, 10)]
    assert dict(result.verdicts)["unknown"] == 1


def test_unreadable_files_are_findings() -> None:
    """By the outline's fault, or by a gap where there is no outline."""
    broken = outline(fault=FileFault("unparsable", "invalid syntax", 3, 7))
    assert told(run(outlines=broken)) == [("unreadable-file", None, 3)]
    gap = Gap("file", place(1, 1), "permission denied")
    assert told(run(gaps=(gap,))) == [("unreadable-file", None, 1)]


def test_select_and_ignore_take_rules_and_families() -> None:
    """The more exact name wins."""
    judged = site(verdict(), verdict("runs", cause="by-key"))
    assert told(run(judged, given=project(ignore=("scope",)))) == []
    assert told(run(judged, given=project(select=("lookup-by-key",)))) == [("lookup-by-key", "runs", 10)]
    assert told(run(judged, given=project(select=("unscoped-read",), ignore=("scope",)))) == [
        ("unscoped-read", "tasks", 10)
    ]


def test_a_place_inside_unlocated_sql_is_never_told() -> None:
    """A finding sits in a file of the project."""
    inside = place(3, path="<sql>")
    judged = site(verdict(verdict="unknown", cause="dynamic", place=inside), raw=True)
    assert (only(run(judged)).path, only(run(judged)).related) == ("app/tasks.py", ())


def test_a_new_row_of_a_child_is_tied_by_its_parent() -> None:
    """A child has no tenant column to write."""
    finding = only(run(site(verdict("comments", role="target", cause="not-written", level=None), operation="insert")))
    assert finding.message == (
        "insert writes a row of child table 'comments' without comments.task_id from a confined read of tasks"
    )
    assert "<organization>" in finding.detail[0]
