"""``scopelint trace``: why a statement has the verdict it has."""

import os
from pathlib import Path

import click

from scopelint.cli.streams import colour_option, deliver, note, paint
from scopelint.model.errors import UsageError


@click.command(name="trace")
@click.argument("place", metavar="FILE:LINE")
@click.option("--config", "config_file", metavar="FILE", help="Read this configuration instead of the project's.")
@colour_option
def command(place: str, config_file: str | None, colour: str) -> int:
    """Show the statements at FILE:LINE: as SQL, each table's verdict, the proof or the missing step, the call path."""
    from scopelint import pipeline
    from scopelint.inputs import load_project
    from scopelint.report.frame import Sources
    from scopelint.report.trace import trace_text

    file, _, number = place.rpartition(":")
    if not file or not number.isdecimal() or int(number) < 1:
        raise click.UsageError(f"{place!r} is not FILE:LINE")
    project = load_project(Path(os.getcwd()), (file,), config_file=config_file)
    paths = [source.path for source in project.files if source.reported]
    if len(paths) != 1:
        raise UsageError(f"{file}: not one Python file")
    sites = pipeline.trace(project, paths[0], int(number))
    note(project.notes)
    if not sites:
        raise UsageError(f"{place}: no statement is built or executed on this line")
    deliver(trace_text(sites, Sources(project.read), paint(colour)), None)
    return 0
