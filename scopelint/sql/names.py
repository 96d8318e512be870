"""Which tables a statement names: from its relation, or from its bare text where it does not parse."""

import re

from scopelint.model.node import Node, parts
from scopelint.model.relation import Query, Scan, With

_NAME = r'((?:"[^"]+"|[A-Za-z_]\w*)(?:\s*\.\s*(?:"[^"]+"|[A-Za-z_]\w*))?)'
_AFTER = re.compile(
    rf"\b(?:from|join|into|update|table|using|truncate|copy)\s+(?:only\s+|table\s+|lateral\s+)*{_NAME}((?:\s*,\s*{_NAME})*)",
    re.IGNORECASE,
)
_ONE = re.compile(_NAME)
_NOT_TABLES = frozenset(
    [
        "select",
        "values",
        "set",
        "lateral",
        "rows",
        "only",
        "unnest",
        "generate_series",
        "if",
        "exists",
        "where",
        "stdin",
        "stdout",
    ]
)


def mentioned_tables(sql: str) -> tuple[str, ...]:
    """Names that stand after FROM, JOIN, INTO, UPDATE, USING or TABLE; a guess for texts that do not parse."""
    found: dict[str, None] = {}
    for match in _AFTER.finditer(sql):
        for name in [match.group(1), *(hit.group(1) for hit in _ONE.finditer(match.group(2) or ""))]:
            folded = ".".join(_fold(part.strip()) for part in name.split("."))
            if folded not in _NOT_TABLES and "__hole_" not in folded:
                found.setdefault(folded)
    return tuple(found)


def _fold(part: str) -> str:
    return part[1:-1] if part.startswith('"') else part.lower()


def scanned_tables(query: Query) -> tuple[str, ...]:
    """Every table scanned or written, CTE names left out (a table of the same name elsewhere is then left out too)."""
    names: dict[str, None] = {}
    ctes: set[str] = set()
    pending: list[Node] = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, Scan):
            names.setdefault(node.name)
        elif isinstance(node, With):
            ctes.update(cte.name for cte in node.ctes)
        pending += parts(node)[::-1]
    return tuple(name for name in names if name not in ctes)
