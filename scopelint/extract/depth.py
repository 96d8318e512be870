"""Nesting that the LibCST parser would take too long on, or die of: found on the tree-sitter tree before it is asked.

Its time grows with the square of the depth and its stack ends at about a thousand levels. Real code stays below 40.
"""

from tree_sitter import Node as Syntax

MAX_DEPTH = 200
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_USUAL_DEPTH = 50
_MAX_UNUSUAL = 4000  # nodes of one file below the usual depth
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_PREFIXES = frozenset({"not", "-", "~", "+", "await", "lambda", "**", "else"})  # operators that nest to the right


def deep_places(root: Syntax) -> list[int]:
    """Byte offsets of what is nested too deeply. A subtree with few nodes cannot be deep and is not entered."""
    too_deep: list[int] = []
    unusual: list[int] = []
    nodes = 0
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if depth == _USUAL_DEPTH:
            unusual.append(node.start_byte)
            nodes += node.descendant_count
        if depth >= MAX_DEPTH:
            too_deep.append(node.start_byte)
            continue
        room = (_USUAL_DEPTH if depth < _USUAL_DEPTH else MAX_DEPTH) - depth
        if node.descendant_count > room:
            stack.extend((child, depth + 1) for child in node.named_children if child.descendant_count >= room)
    return unusual if nodes > _MAX_UNUSUAL else too_deep


def broken_depth(root: Syntax, data: bytes) -> int:
    """How deeply a tree with errors may nest, at most. There what is not closed lies flat in an ERROR node, and what
    the lexer skipped has no node at all, so that each bracket in it counts."""
    depth = deepest = extra = at = 0
    cursor = root.walk()
    while True:
        node = cursor.node
        if node is not None and (node.child_count == 0 or node.type in ("string", "comment")):
            extra += _brackets(data[at : node.start_byte])
            at = max(at, node.end_byte)
            depth = max(0, depth + (node.type in _OPEN) - (node.type in _CLOSE))
            deepest = max(deepest, depth)
            if node.type in _PREFIXES and node.parent is not None and node.parent.is_error:
                extra += 1
        elif cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return deepest + extra + _brackets(data[at:])


def _brackets(skipped: bytes) -> int:
    return skipped.count(b"(") + skipped.count(b"[") + skipped.count(b"{")
