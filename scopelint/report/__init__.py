"""Results to text: for people, for editors, for code hosts and build servers, and as the JSON of docs/schema."""

from scopelint.report.changes import changes_since
from scopelint.report.check_json import check_json
from scopelint.report.coverage_text import coverage_table, drift_json, drift_text, found_text
from scopelint.report.evidence_json import evidence_json
from scopelint.report.evidence_markdown import evidence_markdown
from scopelint.report.junit import junit
from scopelint.report.pages import explain_page, rules_json, rules_list, rules_markdown
from scopelint.report.prove_report import proved_json, proved_text
from scopelint.report.repository import github, gitlab
from scopelint.report.sarif import sarif
from scopelint.report.text import concise, stale, statistics, summary, text
from scopelint.report.trace import trace_text

__all__ = [
    "changes_since",
    "check_json",
    "concise",
    "coverage_table",
    "drift_json",
    "drift_text",
    "evidence_json",
    "evidence_markdown",
    "explain_page",
    "found_text",
    "github",
    "gitlab",
    "junit",
    "proved_json",
    "proved_text",
    "rules_json",
    "rules_list",
    "rules_markdown",
    "sarif",
    "stale",
    "statistics",
    "summary",
    "text",
    "trace_text",
]
