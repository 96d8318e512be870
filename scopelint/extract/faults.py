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


def syntax_fault(root: Syntax, data: bytes, names: Iterable[str]) -> FileFault | None:
    """Why the file does not parse, or None. ``names`` are the definitions cut from the tree; where the grammars
    disagree about a file, LibCST must find the same ones."""
    if not root.has_error and not _python_2(root, data):
        return None
    if len(data) > MAX_CONFIRMED or broken_depth(root, data) > MAX_DEPTH:
        return _at_error(root, data, "does not parse")
    import libcst as cst

    try:
        module = cst.parse_module(data.decode())
    except cst.ParserSyntaxError as error:
        return FileFault("unparsable", _one_line(error.message), max(error.raw_line, 1), error.raw_column + 1)
    except Exception as error:  # the native parser's own failures
        return _at_error(root, data, _one_line(f"does not parse: {error}"))
    if Counter(_definitions(module.body)) != Counter(names):
        return _at_error(root, data, "newer syntax than this version can cut")
    return None


def _python_2(root: Syntax, data: bytes) -> bool:
    """Whether ``print x`` or ``exec x`` stands there as a statement, which tree-sitter accepts."""
    if b"print " not in data and b"exec " not in data:
        return False
    for found in _PYTHON_2.finditer(data):
        word = root.descendant_for_byte_range(found.end() - 2, found.end())
        while word is not None and word.start_byte > found.start():
            if word.type in ("print_statement", "exec_statement"):
                return True
            word = word.parent
    return False


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


def _at_error(root: Syntax, data: bytes, message: str) -> FileFault:
    node: Syntax | None = root
    while node is not None and not node.is_error and not node.is_missing:
        broken = [child for child in node.children if child.has_error or child.is_missing]
        if not broken:
            break
        node = broken[0]
    start = node.start_byte if node is not None else 0
    line_start = data.rfind(b"\n", 0, start) + 1
    column = len(data[line_start:start].decode("utf-8", "replace")) + 1
    return FileFault("unparsable", message, data.count(b"\n", 0, start) + 1, column)


def _one_line(message: str) -> str:
    return " ".join(message.split())[:200]
