"""What a policy makes PostgreSQL evaluate for every row: functions that it cannot see into, settings beside no index."""

from collections.abc import Iterator
from typing import Literal as OneOf

from scopelint.model.catalog import Catalog, Policy
from scopelint.model.node import Node, parts
from scopelint.model.relation import And, Call, Column, Compare, Expr, InQuery, ScalarQuery, Select, Setting
from scopelint.rls.folding import is_custom
from scopelint.rls.grading import Grading


def per_row(policy: Policy, catalog: Catalog, grading: Grading) -> tuple[OneOf["no", "setting", "function"], str]:
    """The kind of what is evaluated for each row, and what it is.

    ``column = value`` may be looked up in an index: its value is evaluated once. So is a subquery that names no row.
    """
    foreign = {routine.name for routine in catalog.routines.values() if routine.language != "sql"}
    found: list[tuple[OneOf["setting", "function"], str]] = []
    for text in (policy.using, policy.with_check):
        if text is None:
            continue
        for conjunct in _conjuncts(grading.proving.predicate(text)):
            for node in () if _is_looked_up(conjunct) else _repeated(conjunct):
                if isinstance(node, Call) and _plain(node.name) in foreign:
                    found.append(("function", node.name))
                elif isinstance(node, Setting) and is_custom(node.name):
                    found.append(("setting", node.name))
    for kind, name in sorted(found):
        shown = f"{name}()" if kind == "function" else f"current_setting('{name}')"
        return kind, shown
    return "no", ""


def _conjuncts(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, And):
        for item in expr.items:
            yield from _conjuncts(item)
    else:
        yield expr


def _is_looked_up(expr: Expr) -> bool:
    return (
        isinstance(expr, Compare)
        and expr.op == "="
        and any(isinstance(side, Column) for side in (expr.left, expr.right))
    )


def _repeated(node: Node) -> Iterator[Node]:
    """Everything but scalar subqueries without FROM and the right side of IN, which run once."""
    if isinstance(node, ScalarQuery) and isinstance(node.query, Select) and node.query.source is None:
        return
    if isinstance(node, InQuery):
        yield from _repeated(node.operand)
        return
    yield node
    for part in parts(node):
        yield from _repeated(part)


def _plain(name: str) -> str:
    return name.removeprefix("public.")
