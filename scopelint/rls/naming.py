"""Names that PostgreSQL makes up for constraints, indexes and sequences."""

import re
from collections.abc import Callable

LONGEST = 63
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")


def made_name(first: str, second: str, label: str) -> str:
    """``first_second_label``, the longer of the two cut until 63 bytes hold it (``makeObjectName``)."""
    overhead = len(label) + 1 if label else 0
    overhead += 1 if second else 0
    one, two = first.encode(), second.encode()
    while len(one) + len(two) > LONGEST - overhead:
        if len(one) > len(two):
            one = one[:-1]
        else:
            two = two[:-1]
    parts = [one.decode(errors="ignore"), two.decode(errors="ignore"), label]
    return "_".join(part for part in parts if part)


def free_name(first: str, second: str, label: str, taken: Callable[[str], bool]) -> str:
    """The first of ``..._label``, ``..._label1`` ... that nobody has."""
    number = 0
    while True:
        name = made_name(first, second, label + (str(number) if number else ""))
        if not taken(name):
            return name
        number += 1


def joined(columns: tuple[str, ...]) -> str:
    """Column names as they stand in a made-up name: a repeated one gets a number, and they end at 63 bytes."""
    text = ""
    for number, column in enumerate(columns):
        text += ("_" if number else "") + column
        if len(text.encode()) >= LONGEST + 1:
            break
    return text


def numbered(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Column names of an index: each is there once (``expr``, ``expr1``)."""
    found: list[str] = []
    for label in labels:
        name, number = label, 0
        while name in found:
            number += 1
            name = f"{label}{number}"
        found.append(name)
    return tuple(found)


def quoted(name: str) -> str:
    """In quotes where it needs them."""
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'
