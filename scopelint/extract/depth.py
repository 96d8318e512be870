"""Nesting that the LibCST parser would take too long on, or die of: found on the tree-sitter tree before it is asked.

Its time grows with the square of the depth and its stack ends at about a thousand levels. Real code stays below 40.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node as Syntax

MAX_DEPTH = 200
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_USUAL_DEPTH = 50
_MAX_UNUSUAL = 4000  # nodes of one file below the usual depth
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_PREFIXES = frozenset({"not", "-", "~", "+", "await", "lambda", "**", "else"})  # operators that nest to the right
_MAX_CHAIN = 1000
# Flat for tree-sitter, nested for LibCST: elif, comprehension clauses, dotted names, neighbouring strings.
_CHAINS = frozenset(
    {
        "if_statement",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
        "dotted_name",
        "concatenated_string",
    }
)
_MAX_PATTERN = 6  # brackets in each other in the pattern of a case
_CASE = re.compile(rb"^[ \t\f]*case\b", re.MULTILINE)
_STATEMENT = re.compile(rb"[ \t]*(?![=.,:)\]])[^\s]")
_LINKS = frozenset({"elif", "for", ".", "string"})


def deep_places(root: Syntax, data: bytes) -> list[int]:
    """Byte offsets of what is nested too deeply. A subtree with few nodes cannot be deep and is not entered."""
    too_deep = list(_deep_patterns(root, data))
    unusual: list[int] = []
    nodes = 0
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if depth == _USUAL_DEPTH:
            unusual.append(node.start_byte)
            nodes += node.descendant_count
        if depth >= MAX_DEPTH or (node.child_count > _MAX_CHAIN and node.type in _CHAINS):
            too_deep.append(node.start_byte)
            continue
        room = (_USUAL_DEPTH if depth < _USUAL_DEPTH else MAX_DEPTH) - depth
        if node.descendant_count > room:
            stack.extend((child, depth + 1) for child in node.named_children if child.descendant_count >= room)
    return too_deep + unusual if nodes > _MAX_UNUSUAL else too_deep


def _deep_patterns(root: Syntax, data: bytes) -> Iterator[int]:
    """Patterns of ``case``: LibCST tries each bracket in several ways, which takes exponential time."""
    for found in _CASE.finditer(data) if b"case" in data else ():
        clause = root.descendant_for_byte_range(found.end() - 4, found.end())
        while clause is not None and clause.type != "case_clause" and clause.start_byte >= found.start():
            clause = clause.parent
        if clause is None or clause.type != "case_clause":
            if root.has_error and _STATEMENT.match(data, found.end()):
                yield found.end()  # no telling where this pattern ends
            continue
        if any(_nested(child) > _MAX_PATTERN for child in clause.named_children if child.type == "case_pattern"):
            yield clause.start_byte


def _nested(pattern: Syntax) -> int:
    """How many brackets stand in each other."""
    deepest = 0
    stack = [(pattern, 0)]
    while stack and deepest <= _MAX_PATTERN:
        node, depth = stack.pop()
        children = node.children
        depth += any(child.type in _OPEN for child in children)
        deepest = max(deepest, depth)
        stack.extend((child, depth) for child in children if child.child_count)
    return deepest


def broken_depth(root: Syntax, data: bytes) -> int:
    """How deeply a tree with errors may nest, at most. There what is not closed lies flat in an ERROR node, and what
    the lexer skipped has no node at all, so that each bracket in it counts."""
    depth = deepest = extra = links = at = 0
    cursor = root.walk()
    errors = [root.is_error]
    while (node := cursor.node) is not None:
        if node.child_count == 0 or node.type in ("string", "comment"):
            extra += _brackets(data[at : node.start_byte])
            at = max(at, node.end_byte)
            kind = node.type
            depth = max(0, depth + (kind in _OPEN) - (kind in _CLOSE))
            deepest = max(deepest, depth)
            extra += errors[-1] and kind in _PREFIXES
            links += errors[-1] and kind in _LINKS
        elif cursor.goto_first_child():
            errors.append(node.is_error)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return deepest + extra + links // (_MAX_CHAIN // MAX_DEPTH) + _brackets(data[at:])
            errors.pop()
    return deepest + extra


def _brackets(skipped: bytes) -> int:
    return skipped.count(b"(") + skipped.count(b"[") + skipped.count(b"{")
