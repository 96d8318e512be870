"""Options that name states of the schema, the same for every command that reads them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scopelint.coverage import Given

Command = TypeVar("Command", bound=Callable[..., Any])


def schema_sources(command: Command) -> Command:
    """--database-url, --schema, --from-pgrls and --config."""
    for option in (
        click.option("--config", "config_file", metavar="FILE", help="Read this configuration instead of the project's."),
        click.option("--from-pgrls", "snapshots", multiple=True, metavar="FILE", help="A snapshot of a database that pgrls made."),
        click.option("--schema", "schemas", multiple=True, metavar="FILE", help="A schema as DDL, such as pg_dump --schema-only writes; several are read in order."),
        click.option(
            "--database-url",
            envvar="SCOPELINT_DATABASE_URL",
            show_envvar=True,
            metavar="URL",
            help="A live PostgreSQL, read in one read-only transaction. The variable keeps the password out of the list of processes.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def given(database_url: str | None, schemas: tuple[str, ...], snapshots: tuple[str, ...]) -> "Given":
    """The sources as values. Raises UsageError where a file cannot be read."""
    from scopelint.coverage import Given
    from scopelint.inputs import read_pgrls_snapshot, read_sql

    return Given(
        database_url or None,
        tuple((name, read_sql(name)) for name in schemas),
        tuple(read_pgrls_snapshot(name) for name in snapshots),
    )
