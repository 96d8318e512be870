"""Files that do not parse: tree-sitter suspects, LibCST decides and names the place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tree_sitter import Node as Syntax

from scopelint.extract.depth import MAX_DEPTH, broken_depth
from scopelint.model.outline import FileFault

MAX_CONFIRMED = 1024 * 1024  # LibCST takes 50 ms and megabytes for a thousand lines
_PYTHON_2 = re.compile(rb"^[ \t]*(?:print|exec)[ ]+[\w\"'`]", re.MULTILINE)
_WHERE = re.compile(r"^(?:parser|tokenizer) error: (?:error at \d+:\d+: )?")  # LibCST's place is that of a later token
_MAX_MESSAGE = 80


def syntax_fault(root: Syntax, data: bytes, deep: bool, names: Iterable[str]) -> FileFault | None:
    """Why the file does not parse, or None. ``names`` are the definitions cut from the tree; where the grammars
    disagree about a file, LibCST must find the same ones. It cannot be asked if something is nested too ``deep``."""
    start = _first_error(root) if root.has_error else _python_2(root, data)
    if start is None:
        return None
    line_start = data.rfind(b"\n", 0, start) + 1
    line, column = data.count(b"\n", 0, start) + 1, len(data[line_start:start].decode("utf-8", "replace")) + 1
    message: str | None = "does not parse"
    if not (deep or len(data) > MAX_CONFIRMED or broken_depth(root, data) > MAX_DEPTH):
        message = _confirmed(data, names)
    return None if message is None else FileFault("unparsable", message, line, column)


def reason(message: str) -> str:
    """LibCST's message in one short line; without its lists of a dozen expected tokens."""
    short = " ".join(_WHERE.sub("", message).split())
    return f"does not parse: {short}" if len(short) <= _MAX_MESSAGE else "does not parse"


def _confirmed(data: bytes, names: Iterable[str]) -> str | None:
    """What LibCST says against the file, or None."""
    import libcst as cst

    try:
        module = cst.parse_module(data.decode())
    except cst.ParserSyntaxError as error:
        return reason(error.message)
    except Exception as error:  # the native parser's own failures
        return f"does not parse: {type(error).__name__}"
    agreed = Counter(_definitions(module.body)) == Counter(names)
    return None if agreed else "syntax too new for this version's grammar"


def _first_error(root: Syntax) -> int:
    """Where tree-sitter stumbles first."""
    node = root
    while not node.is_error and not node.is_missing:
        broken = [child for child in node.children if child.has_error or child.is_missing]
        if not broken:
            break
        node = broken[0]
    return node.start_byte


def _python_2(root: Syntax, data: bytes) -> int | None:
    """Where ``print x`` or ``exec x`` stands as a statement, which tree-sitter accepts."""
    if b"print " not in data and b"exec " not in data:
        return None
    for found in _PYTHON_2.finditer(data):
        word = root.descendant_for_byte_range(found.end() - 2, found.end())
        while word is not None and word.end_byte > found.start():
            if word.type in ("print_statement", "exec_statement"):
                return word.start_byte
            if word.start_byte < found.start():
                break
            word = word.parent
    return None


def _definitions(body: Iterable[Any]) -> Iterator[str]:
    """Names of functions and classes outside functions, at any level of blocks."""
    import libcst as cst

    simple = (cst.FunctionDef, cst.SimpleStatementLine, cst.BaseExpression)
    stack = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            yield node.name.value
        if not isinstance(node, simple):
            stack.extend(node.children)
