"""The command line: one file a command, loaded when it is asked for; streams and exit statuses are kept here."""

from scopelint.cli.entry import main

__all__ = ["main"]
