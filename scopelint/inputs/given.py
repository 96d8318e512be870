"""Files that the command line names one by one, outside any project."""

from pathlib import Path

from scopelint.inputs.manifest import read_manifest
from scopelint.model.errors import UsageError
from scopelint.model.manifest import Manifest


def read_sql(name: str) -> str:
    """The text of a SQL file. Raises UsageError if it cannot be read or is not UTF-8."""
    try:
        return Path(name).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: is not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from error


def read_given_manifest(name: str) -> Manifest:
    """The manifest in a file. Raises UsageError if there is none, ConfigError if it is broken."""
    if not Path(name).is_file():
        raise UsageError(f"{name}: no such file")
    return read_manifest(Path(name), name)
