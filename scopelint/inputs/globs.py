"""Patterns as in .gitignore, compiled."""

import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def compiled(patterns: Iterable[str]) -> "GitIgnoreSpec":
    """The patterns as one matcher. Raises ValueError for one that is no pattern, such as ``[z-a]`` or ``!``."""
    from pathspec import GitIgnoreSpec  # commands that read no project do without it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # `[[...page]].tsx`: "possible nested set"
        try:
            return GitIgnoreSpec.from_lines(patterns)
        except re.error as error:  # before Python 3.13 no ValueError
            raise ValueError(str(error)) from error


def readable(patterns: Iterable[str]) -> "GitIgnoreSpec":
    """The patterns of somebody's .gitignore: one that cannot be read matches nothing, as in git."""
    lines = tuple(patterns)
    try:
        return compiled(lines)
    except ValueError:
        return compiled(line for line in lines if _is_readable(line))


def _is_readable(pattern: str) -> bool:
    try:
        compiled((pattern,))
    except ValueError:
        return False
    return True
