"""The command group, and the promise of its exit status: 0 clean, 1 findings, 2 could not judge, never Python's own."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from scopelint.model.errors import ScopelintError

CLEAN, FINDINGS, COULD_NOT_JUDGE = 0, 1, 2
COMMANDS = ("init", "check", "explain", "manifest", "prove", "report", "rules", "trace", "version")


class LazyGroup(click.Group):
    """Commands by name, each imported from its own file when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"scopelint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with a suggestion for a misspelt name."""
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; commands: {', '.join(COMMANDS)}"
            ctx.fail(f"no such command {name!r}{hint}")
        return super().resolve_command(ctx, args)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="Show the traceback of an internal failure.")
@click.pass_context
def group(ctx: click.Context, verbose: bool) -> None:
    """Proves that every SQL statement of a multi-tenant Python service stays inside one tenant.

    Exit status: 0 clean, 1 findings at or above --severity, 2 it could not judge.
    """
    ctx.obj = verbose


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and exits. Whatever goes wrong becomes one line on standard error and status 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A report must never die of the terminal's encoding.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    sys.exit(run(words))


def run(arguments: Sequence[str]) -> int:
    """The exit status of one command line."""
    try:
        status = group.main(args=list(arguments), prog_name="scopelint", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else CLEAN
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return COULD_NOT_JUDGE
    except ScopelintError as error:
        return _say(f"error: {error}")
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted")
    except (BrokenPipeError, SystemExit):
        # The reader went away (click makes that an exit of 1): nothing more can be told, nor tried at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_JUDGE
    except Exception as error:
        return _crashed(error, arguments)


def _say(line: str) -> int:
    click.echo(f"scopelint: {line}", err=True)
    return COULD_NOT_JUDGE


def _crashed(error: BaseException, arguments: Sequence[str]) -> int:
    if "--verbose" in arguments:
        import traceback

        traceback.print_exception(error)
    first: list[Any] = str(error).splitlines()
    words = f"{type(error).__name__}: {first[0]}" if first else type(error).__name__
    return _say(f"internal failure, nothing was judged: {words} (scopelint --verbose shows more)")
