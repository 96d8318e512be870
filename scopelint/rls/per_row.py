"""What a policy makes PostgreSQL evaluate for every row: functions that it cannot see into, settings beside no index."""

from collections.abc import Iterator
from typing import Literal as OneOf

from scopelint.model.catalog import Catalog, Policy
from scopelint.model.node import Node, parts
from scopelint.model.relation import And, Call, Column, Compare, Expr, ScalarQuery, Select, Setting
from scopelint.rls.folding import is_custom
from scopelint.rls.grading import Grading


def per_row(policy: Policy, catalog: Catalog, grading: Grading) -> tuple[OneOf["no", "setting", "function"], str]:
    """The kind of what is evaluated for each row, and what it is.

    ``column = value`` may be looked up in an index: its value is evaluated once. So is a scalar subquery that names no
    row. A function in a language other than SQL is a call for each row unless it stands in such a subquery.
    """
    foreign = {routine.name for routine in catalog.routines.values() if routine.language != "sql"}
    found: list[tuple[OneOf["setting", "function"], str]] = []
    for text in (policy.using, policy.with_check):
        if text is None:
            continue
        for conjunct in _conjuncts(grading.proving.predicate(text)):
            repeated = list(_repeated(conjunct))
            found += [
                ("function", node.name) for node in repeated if isinstance(node, Call) and _plain(node.name) in foreign
            ]
            if not _is_looked_up(conjunct):
                found += [
                    ("setting", node.name) for node in repeated if isinstance(node, Setting) and is_custom(node.name)
                ]
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
    """Everything but scalar subqueries without FROM, which run once."""
    if isinstance(node, ScalarQuery) and isinstance(node.query, Select) and node.query.source is None:
        return
    yield node
    for part in parts(node):
        yield from _repeated(part)


def _plain(name: str) -> str:
    return name.removeprefix("public.")
