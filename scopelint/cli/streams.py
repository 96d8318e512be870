"""Where reports go, and in what colour."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from scopelint.report.paint import Paint, wants_colour

Command = TypeVar("Command", bound=Callable[..., Any])


def format_option(*styles: str, help: str = "How it is written.") -> Callable[[Command], Command]:
    """--format, one of ``styles``; the first unless asked for another."""
    return click.option("--format", "style", type=click.Choice(styles), default=styles[0], show_default=True, help=help)


colour_option = click.option(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the report; auto obeys NO_COLOR, FORCE_COLOR and the terminal.",
)


def paint(colour: str, to_file: bool = False) -> Paint:
    """The paint for standard output, or for a file, which has colour only with ``always``."""
    if to_file:
        return Paint(colour == "always")
    return Paint(wants_colour(colour, os.environ, sys.stdout.isatty()))


def deliver(report: str, output: str | None) -> None:
    """Writes the report to a file, whole or not at all, or to standard output where ``output`` is None or ``-``.

    Raises UsageError.
    """
    if output is None or output == "-":
        sys.stdout.write(report)
        sys.stdout.flush()
        return
    from pathlib import Path

    from scopelint.inputs import write_whole

    write_whole(Path(output), report, f"--output: {output}")


def note(lines: Iterable[str]) -> None:
    """Notes for people, on standard error."""
    for line in lines:
        click.echo(f"note: {line}", err=True)
