"""Colour on terminals, and analyzed text made harmless for them."""

import re
from collections.abc import Mapping

_CODES = {"error": "1;31", "warning": "1;33", "info": "1;36", "bold": "1", "dim": "2", "good": "32"}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Paint:
    """Marks words of a report; without ``colour`` it leaves them as they are."""

    def __init__(self, colour: bool = False) -> None:
        self.colour = colour

    def __call__(self, style: str, words: str) -> str:
        """``words`` in one of the styles error, warning, info, bold, dim, good."""
        return f"\x1b[{_CODES[style]}m{words}\x1b[0m" if self.colour else words


def wants_colour(choice: str, environment: Mapping[str, str], terminal: bool) -> bool:
    """Whether to colour: ``always``, ``never``, or ``auto``, which asks NO_COLOR, then FORCE_COLOR, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and environment.get("TERM") != "dumb"


def harmless(words: str) -> str:
    """Analyzed text on one line: control and bidirectional characters as escapes, so that no source drives a terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", words)
