"""Results to text: for people, for editors, for code hosts and build servers, and as the JSON of docs/schema."""

from scopelint.report.check_json import check_json
from scopelint.report.junit import junit
from scopelint.report.pages import explain_page, rules_json, rules_list, rules_markdown
from scopelint.report.prove_report import proved_json, proved_text
from scopelint.report.repository import github, gitlab
from scopelint.report.sarif import sarif
from scopelint.report.text import concise, stale, statistics, summary, text
from scopelint.report.trace import trace_text

__all__ = [
    "check_json",
    "concise",
    "explain_page",
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
