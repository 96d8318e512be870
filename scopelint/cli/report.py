"""``scopelint report``: the coverage evidence that an auditor asks for."""

import gc
import os
from pathlib import Path

import click

from scopelint.cli.entry import CLEAN
from scopelint.cli.schema_sources import given, schema_sources
from scopelint.cli.streams import deliver, format_option, note


@click.command(name="report")
@schema_sources
@format_option("markdown", "json", help="For people, or for programs and --compare.")
@click.option("--output", metavar="FILE", help="Write the report to FILE instead of standard output.")
@click.option("--compare", metavar="OLD.json", help="List what changed since an earlier report (--format json).")
def command(
    config_file: str | None,
    schemas: tuple[str, ...],
    database_url: str | None,
    snapshots: tuple[str, ...],
    style: str,
    output: str | None,
    compare: str | None,
) -> int:
    """Report for each table how it is protected, and which statements are proved, exempt or open.

    Exit status: 0 if the report was written, whatever it says; 2 if it could not be made.
    """
    from scopelint.coverage import Coverage
    from scopelint.inputs import commit_of, load_project, read_evidence
    from scopelint.report import changes_since, evidence_json, evidence_markdown

    gc.disable()  # as in check: one run, then the process ends
    start = Path(os.getcwd())
    earlier = None if compare is None else read_evidence(start, compare)
    project = load_project(start, config_file=config_file)
    found = Coverage(project, given(database_url, schemas, snapshots))
    note((*project.notes, *found.notes))
    evidence = found.evidence(commit_of(Path(project.config.root)))
    compared = None if earlier is None else (earlier, changes_since(earlier, evidence))
    deliver((evidence_json if style == "json" else evidence_markdown)(evidence, compared), output)
    return CLEAN
