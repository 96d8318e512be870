"""``scopelint init``: detects what a project is and writes its configuration and manifest."""

import os
from pathlib import Path

import click
import msgspec

from scopelint.cli.entry import CLEAN
from scopelint.cli.schema_sources import given, schema_sources
from scopelint.cli.streams import colour_option, deliver, note, paint
from scopelint.model.errors import UsageError


@click.command(name="init")
@schema_sources
@click.option(
    "--tenant-column", "columns", multiple=True, metavar="NAME", help="The tenant column, where it is not detected."
)
@click.option(
    "--force", is_flag=True, help="Write the manifest anew although there is one; what people put in is lost."
)
@colour_option
def command(
    config_file: str | None,
    schemas: tuple[str, ...],
    database_url: str | None,
    snapshots: tuple[str, ...],
    columns: tuple[str, ...],
    force: bool,
    colour: str,
) -> int:
    """Detect tenants, tables, memberships and migrations; write the manifest, and a configuration if there is none.

    Each guess stands in the manifest with its evidence. Nothing that exists is overwritten without --force.
    """
    from scopelint import coverage
    from scopelint.inputs import init_files, load_project, must_be_new
    from scopelint.model.manifest import Manifest
    from scopelint.report import found_text

    project = load_project(Path(os.getcwd()), config_file=config_file, may_lack_manifest=True)
    if not force:
        must_be_new(project.config)
    config = project.config
    if columns:
        config = msgspec.structs.replace(config, tenant_columns=columns)
    project = msgspec.structs.replace(project, config=config, manifest=Manifest())
    found = coverage.Coverage(project, given(database_url, schemas, snapshots))
    proposal = found.proposal()
    note(project.notes)
    if not proposal.manifest.tables:
        raise UsageError("no tables found: no models in view, and no migrations, --schema or --database-url")
    if not proposal.manifest.levels:
        raise UsageError("no tenant column is detected; name it with --tenant-column NAME")
    revisions = coverage.revisions_outside(project, found.sources)
    written = init_files(config, proposal, revisions)
    deliver(found_text(proposal, paint(colour)), None)
    if revisions and config.file is not None and len(written) == 1:
        note(
            [
                f"Alembic revisions in {', '.join(revisions)} are not migrations by the configuration; see paths.migrations"
            ]
        )
    click.echo(f"wrote {' and '.join(written)}; read its guesses, then: scopelint check")
    return CLEAN
