"""``scopelint version``"""

import click

import scopelint


@click.command(name="version")
def command() -> int:
    """Show the version."""
    click.echo(f"scopelint {scopelint.__version__}")
    return 0
