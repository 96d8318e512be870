"""A file written as a whole or not at all."""

import os
from pathlib import Path

from scopelint.model.errors import UsageError


def write_whole(path: Path, text: str, shown: str) -> None:
    """Writes ``text`` beside ``path`` and puts it there in one step; a link stays one, what it leads to is replaced.

    What is no regular file (a pipe, a terminal) is written to directly. Raises UsageError, ``shown`` naming the file.
    """
    import tempfile

    try:
        path = Path(os.path.realpath(path))
        if path.exists() and not path.is_file():
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.write(text)
            return
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            os.chmod(draft, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
            os.replace(draft, path)
        except OSError:
            os.unlink(draft)
            raise
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
