"""Suppression comments: ``# scopelint: ignore[rule, rule] -- reason`` and ``ignore-file``, in real comments only."""

import re
from collections.abc import Iterator

from tree_sitter import Node as Syntax

from scopelint.model.outline import SuppressionComment

_MARK = b"scopelint:"
_START = re.compile(r"#\s*scopelint:\s*")
_DIRECTIVE = re.compile(r"(ignore-file|ignore)(?![\w-])\s*")
_RULE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_REASON = re.compile(r"--\s*(.*)")


def suppressions(root: Syntax, data: bytes) -> tuple[SuppressionComment, ...]:
    """The suppression comments of a file, in order; malformed ones tell their fault."""
    return tuple(_suppressions(root, data)) if _MARK in data else ()


def _suppressions(root: Syntax, data: bytes) -> Iterator[SuppressionComment]:
    at = data.find(_MARK)
    while at >= 0:
        found = root.descendant_for_byte_range(at, at + 1)
        end = at + 1
        if found is not None and found.type == "comment":
            end = found.end_byte
            comment = data[found.start_byte : end].decode()
            if mark := _START.search(comment):
                line_start = data.rfind(b"\n", 0, found.start_byte) + 1
                before = data[line_start : found.start_byte].decode()
                yield _read(comment, mark, found.start_point.row + 1, before)
        at = data.find(_MARK, end)


def _read(comment: str, mark: re.Match[str], line: int, before: str) -> SuppressionComment:
    column = len(before) + mark.start() + 1
    end = len(before) + len(comment.rstrip()) + 1
    own_line = not before.strip(" \t\f")
    text = comment[mark.end() :].rstrip()
    directive = _DIRECTIVE.match(text)
    if directive is None:
        wrong = f"{text[:40]!r} is no directive; expected 'ignore[rule] -- reason' or 'ignore-file[rule] -- reason'"
        return SuppressionComment(line, column, end, own_line, False, (), "", wrong)
    rules, rest, fault = _rules(text[directive.end() :])
    reason = _REASON.fullmatch(rest)
    if rest and reason is None and fault is None:
        fault = f"expected '-- reason' after the rules, found {rest[:40]!r}"
    written = str(reason[1]).strip() if reason else ""
    return SuppressionComment(line, column, end, own_line, directive[1] == "ignore-file", rules, written, fault)


def _rules(text: str) -> tuple[tuple[str, ...], str, str | None]:
    """The rules in brackets, what follows them, and what is wrong with them."""
    if not text.startswith("["):
        return (), text, None
    inside, closed, rest = text[1:].partition("]")
    if not closed:
        return (), "", "'[' is never closed"
    names = [name.strip() for name in inside.split(",")]
    if names[-1] == "" and len(names) > 1:
        names.pop()  # a trailing comma
    if names == [""]:
        return (), rest.strip(), "the brackets name no rule"
    wrong = [name for name in names if not _RULE.fullmatch(name)]
    fault = f"{wrong[0]!r} is no rule name; rule names look like 'unscoped-read'" if wrong else None
    return tuple(name for name in names if name not in wrong), rest.strip(), fault
