"""``scopelint manifest``: built from what can be seen, verified against it, and shown."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scopelint.cli.entry import CLEAN, COULD_NOT_JUDGE, FINDINGS
from scopelint.cli.schema_sources import given, schema_sources
from scopelint.cli.streams import colour_option, deliver, format_option, note, paint
from scopelint.model.errors import UsageError

if TYPE_CHECKING:
    from scopelint.coverage import Coverage
    from scopelint.model.node import Place

SHOWN = 20


@click.group(name="manifest")
def command() -> None:
    """The RLS coverage manifest: what the team has decided for each table."""


@command.command(name="build")
@schema_sources
@click.option("--output", metavar="FILE", help="Write to FILE instead of the project's manifest; - is standard output.")
def build(
    config_file: str | None,
    schemas: tuple[str, ...],
    database_url: str | None,
    snapshots: tuple[str, ...],
    output: str | None,
) -> int:
    """Write the manifest, or put into it what is new.

    What people wrote stays as it is, with its order and comments. Tables that are gone are told, not taken out.
    """
    from scopelint import coverage
    from scopelint.inputs import build_file, built, existing_manifest

    found = _coverage(config_file, schemas, database_url, snapshots, may_lack=True)
    proposal = found.proposal()
    manifest = found.project.manifest
    if not proposal.manifest.tables:
        raise UsageError("no tables found: no models in view, and no migrations, --schema or --database-url")
    for drift in found.drift():
        if drift.kind == "differs":
            note([f"{drift.subject}: {drift.sentence}"])
    note(f"tables.{name}: no such table any more; its entry is kept" for name in coverage.gone(proposal, manifest))
    note(_not_told(found))
    if output == "-":
        deliver(built(existing_manifest(found.project.config), proposal, "manifest").text, None)
        return CLEAN
    written = build_file(Path(os.getcwd()), found.project.config, proposal, output)
    for words, names in (("added", written.added), ("rls stated for", written.completed)):
        if names:
            click.echo(f"{words} {len(names)}: {', '.join(names)}", err=True)
    click.echo(f"{'wrote' if written.changed else 'nothing new for'} {written.shown}", err=True)
    return CLEAN


@command.command(name="verify")
@schema_sources
@format_option("text", "json")
@colour_option
def verify(
    config_file: str | None,
    schemas: tuple[str, ...],
    database_url: str | None,
    snapshots: tuple[str, ...],
    style: str,
    colour: str,
) -> int:
    """Compare manifest, models, migrations and database.

    Exit status: 0 if they agree, 1 if not, 2 if one of them cannot be read.
    """
    from scopelint.report import drift_json, drift_text

    found = _coverage(config_file, schemas, database_url, snapshots)
    if found.project.manifest.path is None:
        raise UsageError("there is no manifest to verify; scopelint init writes one")
    drifts = found.drift()
    not_told = tuple(found.not_told())
    sources = ["manifest", "models", *(read.source for read in found.reads)]
    if style == "json":
        deliver(drift_json(drifts, sources, not_told), None)
    else:
        note(_not_told(found))
        deliver(drift_text(drifts, paint(colour)), None)
        count = f"{len(drifts)} difference{'' if len(drifts) == 1 else 's'}"
        click.echo(f"{count if drifts else 'no difference'} between {', '.join(sources)}", err=True)
    unreadable = list(found.unreadable())
    for line in unreadable:
        click.echo(f"scopelint: error: {line}", err=True)
    return COULD_NOT_JUDGE if unreadable else FINDINGS if drifts else CLEAN


@command.command(name="show")
@schema_sources
@colour_option
def show(
    config_file: str | None, schemas: tuple[str, ...], database_url: str | None, snapshots: tuple[str, ...], colour: str
) -> int:
    """Show each table's scope, row-level security, policies and tenant column."""
    from scopelint.report import coverage_table

    found = _coverage(config_file, schemas, database_url, snapshots, may_lack=True)
    note((*found.project.notes, *found.notes))
    source = found.best.source if found.best is not None else None
    deliver(coverage_table(found.tables(), source, paint(colour)), None)
    return CLEAN


def _coverage(
    config_file: str | None,
    schemas: tuple[str, ...],
    database_url: str | None,
    snapshots: tuple[str, ...],
    may_lack: bool = False,
) -> "Coverage":
    from scopelint.coverage import Coverage
    from scopelint.inputs import load_project

    project = load_project(Path(os.getcwd()), config_file=config_file, may_lack_manifest=may_lack)
    return Coverage(project, given(database_url, schemas, snapshots))


def _not_told(found: "Coverage") -> Iterator[str]:
    told = list(found.not_told())
    for what, place in told[:SHOWN]:
        yield f"{_at(place)}not enumerated: {what}"
    if len(told) > SHOWN:
        yield f"not enumerated: {len(told) - SHOWN} more (scopelint manifest verify --format json lists all)"


def _at(place: "Place | None") -> str:
    return "" if place is None else f"{place.path}:{place.span.line}: "
