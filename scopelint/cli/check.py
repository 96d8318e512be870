"""``scopelint check``: the analysis of a project."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

import click

from scopelint.cli.entry import CLEAN, COULD_NOT_JUDGE, FINDINGS
from scopelint.cli.streams import colour_option, deliver, note, paint
from scopelint.model.finding import Result

LEVELS = ("info", "warning", "error")


def _names(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """``--select a,b --select c`` names three."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "concise", "json"]),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@click.option("--output", metavar="FILE", help="Write the report to FILE instead of standard output.")
@click.option("--select", multiple=True, callback=_names, metavar="RULES", help="Only these rules or families.")
@click.option("--ignore", multiple=True, callback=_names, metavar="RULES", help="Not these rules or families.")
@click.option(
    "--severity",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="The mildest finding that makes the exit status 1.",
)
@click.option("--config", "config_file", metavar="FILE", help="Read this configuration instead of the project's.")
@click.option("--stdin-filename", metavar="FILE", help="Check standard input as the contents of FILE.")
@click.option("--force-exclude", is_flag=True, help="Skip named files that are excluded, for pre-commit.")
@click.option("--strict-coverage", is_flag=True, help="Status 2 if anything could not be looked at or decided.")
@click.option("--show-sql", is_flag=True, help="Show each finding's statement as SQL (text).")
@click.option("--show-sites", is_flag=True, help="List every judged statement, the scoped ones too (json).")
@click.option("--statistics", is_flag=True, help="Count findings by rule, on standard error.")
@click.option("--no-sieve", is_flag=True, help="Read every function, also those without words of a query (slow).")
@colour_option
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Check a project, or report on PATHS of it only.

    PATHS choose what is reported, never what is known: the whole project is always read.
    """
    from scopelint import pipeline
    from scopelint.inputs import load_project

    gc.disable()  # one run, then the process ends: looking for cycles among terms that all live costs a tenth of it
    stdin = None
    if options["stdin_filename"] is not None:
        if paths:
            raise click.UsageError("--stdin-filename and PATHS exclude each other")
        stdin = (options["stdin_filename"], sys.stdin.buffer.read())
    project = load_project(
        Path(os.getcwd()),
        paths,
        config_file=options["config_file"],
        select=options["select"],
        ignore=options["ignore"],
        stdin=stdin,
        force_exclude=options["force_exclude"],
    )
    result = pipeline.check(project, sieve=not options["no_sieve"])
    note(result.notes)
    for error in result.errors:
        click.echo(f"scopelint: internal failure: {error}", err=True)
    _report(result, project.read, options)
    return status(result, options["severity"], options["strict_coverage"])


def _report(result: Result, read: Any, options: dict[str, Any]) -> None:
    import scopelint
    from scopelint import report
    from scopelint.report.frame import Sources
    from scopelint.report.paint import Paint

    output = options["output"]
    match options["style"]:
        case "json":
            written = report.check_json(result, scopelint.__version__, options["show_sites"])
        case "concise":
            written = report.concise(result.findings)
            click.echo(report.summary(result, Paint()), nl=False, err=True)
        case _:
            colours = paint(options["colour"], to_file=output not in (None, "-"))
            written = report.text(result, Sources(read), colours, options["show_sql"])
    deliver(written, output)
    if options["statistics"]:
        click.echo(report.statistics(result), nl=False, err=True)


def status(result: Result, severity: str, strict: bool) -> int:
    """0 clean, 1 a finding at or above ``severity``, 2 a failure of our own or, if ``strict``, anything not decided."""
    if result.errors:
        return COULD_NOT_JUDGE
    if any(LEVELS.index(finding.severity) >= LEVELS.index(severity) for finding in result.findings):
        return FINDINGS
    undecided = dict(result.verdicts).get("unknown", 0)
    if strict and (result.coverage.gaps or undecided or result.partial):
        click.echo("scopelint: not everything could be looked at or decided (--strict-coverage)", err=True)
        return COULD_NOT_JUDGE
    return CLEAN
