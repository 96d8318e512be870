"""Strict reading of TOML: every key is asked for by name and type, and what nobody asked for is an error.

Messages name file, key and fault, and the allowed values or the nearest spelling.
"""

import datetime
import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import tomli

from scopelint.inputs.globs import compiled
from scopelint.model.errors import ConfigError

T = TypeVar("T")


def read_toml(path: Path, shown: str) -> dict[str, Any]:
    """The tables of a TOML file; raises ConfigError if it cannot be read or does not parse. ``shown`` names it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror or error}") from error
    return parse_toml(data, shown)


def parse_toml(data: bytes, shown: str) -> dict[str, Any]:
    """The tables of TOML text; raises ConfigError naming line and column."""
    try:
        return tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown}: is not UTF-8 at byte {error.start}") from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{shown}: is not valid TOML: {error or type(error).__name__}") from error


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the nearest known word, else the list of them; for the end of a message."""
    choices = sorted(known)
    # Rules and keys differ in one word of three, so that half the letters already agree between strangers.
    matches = difflib.get_close_matches(word, choices, n=1, cutoff=0.65)
    if matches:
        return f"; did you mean {matches[0]!r}?"
    return "; known: " + ", ".join(choices) if choices else ""


class Keys:
    """One TOML table being read. ``shown`` is the file, ``where`` the dotted name of the table ("" at the top).

    Each getter takes the key and removes it from what is left; ``close`` raises on the rest.
    """

    def __init__(self, table: dict[str, Any], shown: str, where: str = "") -> None:
        self.table = table
        self.shown = shown
        self.where = where
        self.asked: list[str] = []

    def name(self, key: str) -> str:
        """The dotted name of a key, for messages."""
        return f"{self.where}.{key}" if self.where else key

    def fault(self, key: str, what: str) -> ConfigError:
        """The error for one key: ``file: key: what``."""
        return ConfigError(f"{self.shown}: {self.name(key)}: {what}")

    def _take(self, key: str, kind: str, fits: Callable[[Any], bool], default: T) -> Any | T:
        self.asked.append(key)
        if key not in self.table:
            return default
        value = self.table[key]
        if not fits(value):
            raise self.fault(key, f"must be {kind}, not {_kind(value)}")
        return value

    def text(self, key: str, default: str = "", choices: Iterable[str] = ()) -> str:
        """A string; with ``choices`` one of them."""
        return self._optional(key, choices) or default

    def _optional(self, key: str, choices: Iterable[str] = ()) -> str | None:
        value: str | None = self._take(key, "a string", lambda value: isinstance(value, str), None)
        allowed = tuple(choices)
        if value is not None and allowed and value not in allowed:
            raise self.fault(key, f"{value!r} is not one of {', '.join(allowed)}")
        return value

    def text_or_none(self, key: str, choices: Iterable[str] = ()) -> str | None:
        """A string, or None where the key is absent; an empty string is an error."""
        value = self._optional(key, choices)
        if value is not None and not value.strip():
            raise self.fault(key, "must not be empty")
        return value

    def required(self, key: str, choices: Iterable[str] = ()) -> str:
        """A string that must be there and hold more than white space."""
        value = self._optional(key, choices)
        if value is None:
            raise self.fault(key, "is missing")
        if not value.strip():
            raise self.fault(key, "must not be empty")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false"""
        value: bool = self._take(key, "true or false", lambda value: isinstance(value, bool), default)
        return value

    def number(self, key: str) -> int | None:
        """A whole number, or None where the key is absent."""
        value: int | None = self._take(key, "a whole number", lambda value: type(value) is int, None)
        return value

    def date(self, key: str) -> datetime.date | None:
        """A TOML date, or None where the key is absent."""
        value: datetime.date | None = self._take(
            key, "a date without quotes, such as 2027-03-31", lambda value: type(value) is datetime.date, None
        )
        return value

    def strings(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of non-empty strings."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)

        return tuple(self._take(key, "a list of strings", fits, default))

    def globs(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of patterns as in .gitignore."""
        patterns = self.strings(key, ())
        for pattern in patterns:
            self.checked_glob(key, pattern)
        return patterns if key in self.table else default

    def checked_glob(self, key: str, pattern: str) -> None:
        """Raises ConfigError if the value of ``key`` is no pattern as in .gitignore."""
        try:
            compiled((pattern,))
        except ValueError as error:
            raise self.fault(key, f"{pattern!r} is no pattern as in .gitignore: {error}") from error

    def child(self, key: str) -> "Keys":
        """A table inside this one, empty where the key is absent."""
        value: dict[str, Any] = self._take(key, "a table", lambda value: isinstance(value, dict), {})
        return Keys(value, self.shown, self.name(key))

    def children(self, key: str) -> list["Keys"]:
        """A list of tables; their names in messages count from 1."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)

        tables: list[dict[str, Any]] = self._take(key, "a list of tables", fits, [])
        return [Keys(table, self.shown, f"{self.name(key)}[{number}]") for number, table in enumerate(tables, 1)]

    def close(self) -> None:
        """Raises ConfigError for the first key that no getter asked for."""
        for key in self.table:
            if key not in self.asked:
                raise self.fault(key, f"unknown key{nearest(key, self.asked)}")


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "true or false"
        case str():
            return f"the string {value[:40]!r}"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list" if all(isinstance(item, str) for item in value) else "a list of other things"
        case dict():
            return "a table"
        case _:
            return "a date or time"
