"""``scopelint check``: the analysis of a project."""

import gc
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click
import msgspec

from scopelint.cli.entry import CLEAN, COULD_NOT_JUDGE, FINDINGS
from scopelint.cli.streams import colour_option, deliver, format_option, note, paint
from scopelint.model.config import Project
from scopelint.model.finding import Baseline, Result

LEVELS = ("info", "warning", "error")


def _names(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """``--select a,b --select c`` names three."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path())
@format_option("text", "concise", "json", "sarif", "github", "gitlab", "junit", help="How findings are written.")
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
@click.option("--baseline", metavar="FILE", help="Leave out the findings that FILE holds.")
@click.option(
    "--write-baseline", is_flag=True, help="Make the --baseline file of all that is found; it must not exist."
)
@click.option(
    "--update-baseline", is_flag=True, help="Remove from the --baseline file what is found no more; adds nothing."
)
@click.option("--diff-base", metavar="REV", help="Only findings that the git revision REV has not, in whatever file.")
@click.option("--config", "config_file", metavar="FILE", help="Read this configuration instead of the project's.")
@click.option("--stdin-filename", metavar="FILE", help="Check standard input as the contents of FILE.")
@click.option("--force-exclude", is_flag=True, help="Skip named files that are excluded, for pre-commit.")
@click.option("--strict-coverage", is_flag=True, help="Status 2 if anything could not be looked at or decided.")
@click.option("--show-sql", is_flag=True, help="Show each finding's statement as SQL (text).")
@click.option("--show-sites", is_flag=True, help="List every judged statement, the scoped ones too (json).")
@click.option("--show-suppressed", is_flag=True, help="List what was suppressed, with the reasons (sarif).")
@click.option(
    "--statistics", is_flag=True, help="Count findings by rule and undecided statements by cause, on standard error."
)
@click.option("--no-sieve", is_flag=True, help="Read every function, also those without words of a query (slow).")
@colour_option
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Check a project, or report on PATHS of it only.

    PATHS choose what is reported, never what is known: the whole project is always read.
    """
    from scopelint import pipeline
    from scopelint.inputs import load_project

    gc.disable()  # one run, then the process ends: looking for cycles among terms that all live costs a tenth of it
    _agree(paths, options)
    start = Path(os.getcwd())
    stdin = None
    if options["stdin_filename"] is not None:
        stdin = (options["stdin_filename"], sys.stdin.buffer.read())
    project = load_project(
        start,
        paths,
        config_file=options["config_file"],
        select=options["select"],
        ignore=options["ignore"],
        stdin=stdin,
        force_exclude=options["force_exclude"],
    )
    sieve = not options["no_sieve"]
    baseline = _baseline(start, options)
    with _earlier(project, options) as earlier:
        result = pipeline.check(project, sieve=sieve)
        if options["write_baseline"]:
            baseline = _write_baseline(start, result, options["baseline"])
        if baseline is not None:
            result = pipeline.against(result, project, baseline)
        if earlier is not None:
            result = pipeline.since(result, project, earlier, options["diff_base"], baseline, sieve=sieve)
    if options["update_baseline"] and baseline is not None:
        result = _update_baseline(start, result, baseline)
    return _told(result, project, options)


def _agree(paths: tuple[str, ...], options: dict[str, Any]) -> None:
    """Raises UsageError for options that exclude or need each other."""
    writes, updates = options["write_baseline"], options["update_baseline"]
    if options["stdin_filename"] is not None and paths:
        raise click.UsageError("--stdin-filename and PATHS exclude each other")
    if (writes or updates) and options["baseline"] is None:
        raise click.UsageError(f"{'--write-baseline' if writes else '--update-baseline'} needs --baseline FILE")
    if writes and updates:
        raise click.UsageError("--write-baseline and --update-baseline exclude each other")
    if writes and options["diff_base"] is not None:
        raise click.UsageError("--write-baseline and --diff-base exclude each other")
    if writes and (paths or options["stdin_filename"] is not None):
        raise click.UsageError("--write-baseline is for the whole project; leave out PATHS and --stdin-filename")


def _baseline(start: Path, options: dict[str, Any]) -> Baseline | None:
    from scopelint.inputs import must_not_exist, read_baseline

    if options["baseline"] is None:
        return None
    if options["write_baseline"]:
        must_not_exist(start, options["baseline"])
        return None
    return read_baseline(start, options["baseline"])


def _write_baseline(start: Path, result: Result, file: str) -> Baseline | None:
    """A baseline of all that was found; none after a failure of ours, since it would lack what that hides."""
    from scopelint import pipeline
    from scopelint.inputs import write_baseline

    if result.errors:
        return None
    baseline = pipeline.accepted(result, file)
    write_baseline(start, baseline)
    return baseline


def _update_baseline(start: Path, result: Result, baseline: Baseline) -> Result:
    """Takes the stale entries out of the file."""
    from scopelint import pipeline
    from scopelint.inputs import write_baseline

    if not result.stale:
        return result
    write_baseline(start, pipeline.shrunk(baseline, result.stale))
    count = sum(entry.count for entry in result.stale)
    click.echo(f"baseline {baseline.file}: {count} no longer found, removed", err=True)
    return msgspec.structs.replace(result, stale=())


def _earlier(project: Project, options: dict[str, Any]) -> AbstractContextManager[Project | None]:
    from scopelint.inputs import at_revision

    if options["diff_base"] is None:
        return nullcontext()
    return at_revision(project, options["diff_base"], options["config_file"])


def _told(result: Result, project: Project, options: dict[str, Any]) -> int:
    """Writes the report and what goes to standard error; answers the exit status."""
    from scopelint import report
    from scopelint.report.paint import Paint

    note(result.notes)
    for error in result.errors:
        click.echo(f"scopelint: internal failure: {error}", err=True)
    ended = status(result, options["severity"], options["strict_coverage"])
    deliver(_report(result, project, options, ended), options["output"])
    if options["style"] not in ("text", "json"):
        click.echo(report.summary(result, Paint()), nl=False, err=True)
    click.echo(report.stale(result), nl=False, err=True)
    if options["statistics"]:
        click.echo(report.statistics(result), nl=False, err=True)
    return ended


def _report(result: Result, project: Project, options: dict[str, Any], ended: int) -> str:
    import scopelint
    from scopelint import report
    from scopelint.report.frame import Sources

    sources, version = Sources(project.read), scopelint.__version__
    match options["style"]:
        case "json":
            return report.check_json(result, version, options["show_sites"])
        case "concise":
            return report.concise(result.findings)
        case "github":
            return report.github(result, project.prefix)
        case "gitlab":
            return report.gitlab(result, project.prefix)
        case "junit":
            return report.junit(result, options["severity"], project.prefix)
        case "sarif":
            suppressed = options["show_suppressed"]
            return report.sarif(result, project.rules, sources, version, ended, project.prefix, suppressed)
        case _:
            colours = paint(options["colour"], to_file=options["output"] not in (None, "-"))
            return report.text(result, sources, colours, options["show_sql"])


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
