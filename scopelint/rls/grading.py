"""What a policy lets through, by proof: does it confine the table to the tenant of the session, bound or not?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal as OneOf
from typing import cast

import msgspec

from scopelint.model.catalog import Catalog, Policy, Relation
from scopelint.model.node import Node, parts, rebuilt
from scopelint.model.relation import (
    And,
    Call,
    Column,
    Compare,
    Derived,
    Expr,
    Item,
    Not,
    Or,
    Query,
    Scan,
    Select,
    Star,
)
from scopelint.model.schema import Schema, Tenancy
from scopelint.model.verdict import Judgement, TableVerdict
from scopelint.rls.catalog_schema import schema_of
from scopelint.rls.folding import FALSE, TEXTUAL, TRUE, State, error_in, folded, renamed, settings_in, without_errors
from scopelint.rls.policies import Audience, Command, check_of, permissive

GradeKind = OneOf["confined", "denies", "always-true", "ignores-tenant", "bypass-setting", "unknown"]
OPEN: frozenset[GradeKind] = frozenset({"always-true", "ignores-tenant"})
"""Kinds that hold nothing back."""
DEEPEST = 8
MOST_OPENED = 100
MOST_BEHIND = 6
"""So many calls are opened in one expression, and so many tables are put behind their policies in one proof. The rest
stays as written: open."""
_OTHER: State = "other"
MOST_STATES = 3
"""So many settings are tried in every combination of states; more only all alike."""
_RETURN = re.compile(r"\s*begin\s+return\s+(?P<value>[^;]+);\s*end\s*;?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Proving:
    """What other rooms lend: predicates and queries read from SQL, and what proves queries against a schema."""

    predicate: Callable[[str], Expr]
    query: Callable[[str], Query | None]
    prover: Callable[[Schema, Tenancy], Callable[[Query], Judgement]]


@dataclass(frozen=True)
class Grade:
    """``reason`` says why, for people. ``settings``: those that open it."""

    kind: GradeKind
    reason: str = ""
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unset:
    """What is seen while the settings are not bound: ``opens`` with the reason, ``raises`` with the error."""

    opens: OneOf["no", "some-rows", "all-rows"] = "no"
    opening: str = ""
    raises: str | None = None


class Grading:
    """Grades expressions on the rows of one catalog's tables. Levels without a setting take the one that is compared."""

    def __init__(self, catalog: Catalog, tenancy: Tenancy, proving: Proving, audience: Audience | None = None) -> None:
        self.catalog = catalog
        self.audience = audience or Audience(catalog, ())
        self.proving = proving
        self._read: dict[str, Expr] = {}
        self._judged: dict[Query, Judgement] = {}
        self._answered: dict[tuple[str, Expr, tuple[str, ...]], tuple[TableVerdict | None, bool]] = {}
        self.left = 0
        self.tenancy = with_settings(tenancy, catalog, self.predicate)
        self.prove = proving.prover(schema_of(catalog), self.tenancy)
        self.declared = tuple(level.setting for level in self.tenancy.levels if level.setting is not None)

    # ------------------------------------------------------------ expressions

    def predicate(self, text: str) -> Expr:
        """An expression of a policy; calls of functions that only wrap an expression are opened."""
        if text not in self._read:
            before, self.left = self.left, MOST_OPENED
            self._read[text] = self._opened(self.proving.predicate(text), 0)
            self.left = before
        return self._read[text]

    def _opened(self, expr: Expr, depth: int) -> Expr:
        def change(node: Node) -> Node:
            if isinstance(node, Call) and not node.args and depth < DEEPEST and self.left > 0:
                inner = self._wrapped(node.name)
                if inner is not None:
                    self.left -= 1
                    return self._opened(inner, depth + 1)
            return rebuilt(node, change)

        return cast(Expr, change(expr))

    def _wrapped(self, name: str) -> Expr | None:
        """The expression that a function without parameters returns, if that is all it does."""
        found = [one for one in self.catalog.routines.values() if one.name == name.removeprefix("public.")]
        if len(found) != 1 or found[0].arguments:
            return None
        if found[0].language == "sql":
            query = self.proving.query(found[0].body)
        else:
            match = _RETURN.fullmatch(found[0].body) if found[0].language == "plpgsql" else None
            query = self.proving.query(f"SELECT {match['value']}") if match is not None else None
        if isinstance(query, Select) and query.source is None and query.where is None and len(query.items) == 1:
            return query.items[0].expr
        return None

    def visible(
        self, relation: Relation, command: Command, policies: tuple[Policy, ...], roles: tuple[str, ...]
    ) -> Expr:
        """The rows that a command reads or changes: one of the permissive ``policies`` and all restrictions let them through."""
        return self._together(relation, command, policies, roles, lambda policy: policy.using)

    def written(
        self, relation: Relation, command: Command, policies: tuple[Policy, ...], roles: tuple[str, ...]
    ) -> Expr:
        """The new rows that a command may write."""
        return self._together(relation, command, policies, roles, check_of)

    def _together(
        self,
        relation: Relation,
        command: Command,
        policies: tuple[Policy, ...],
        roles: tuple[str, ...],
        text_of: Callable[[Policy], str | None],
    ) -> Expr:
        """A permissive policy without an expression lets nothing through, a restrictive one holds nothing back."""

        def part(policy: Policy) -> Expr:
            text = text_of(policy)
            return self.predicate(text) if text is not None else FALSE if policy.permissive else TRUE

        arms = tuple(part(policy) for policy in policies)
        limits = tuple(part(policy) for policy in self.audience.restrictions(relation, command, roles))
        return And((Or(arms) if len(arms) != 1 else arms[0], *limits))

    # ------------------------------------------------------------ grades

    def grade(self, relation: Relation, expr: Expr, roles: tuple[str, ...]) -> Grade:
        """What rows of ``relation`` pass ``expr`` while the settings of the levels are bound."""
        bound: dict[str, State] = dict.fromkeys(self.declared, "bound")
        plain = folded(expr, bound)
        if plain == FALSE:
            return Grade("denies", "no row passes")
        if plain == TRUE:
            return Grade("always-true", "every row passes")
        verdict, partial = self._proved(relation, plain, roles)
        if verdict is None:
            return Grade("unknown", f"{relation.name} is no table of a tenant")
        if verdict.verdict == "scoped":
            return Grade("confined", "; ".join(verdict.steps))
        if self._is_never(relation, folded(Not(expr), bound), roles):
            return Grade("always-true", "every row passes")
        others = tuple(dict.fromkeys(one.name for one in settings_in(expr) if one.name not in self.declared))
        if others:
            graded = self._by_other_settings(relation, expr, others, roles)
            if graded is not None:
                return graded
        if verdict.verdict == "unknown" or partial:
            return Grade("unknown", "; ".join(verdict.steps) or "something in it could not be read")
        return Grade("ignores-tenant", "; ".join(verdict.steps) or "nothing in it names the tenant")

    def _by_other_settings(
        self, relation: Relation, expr: Expr, others: tuple[str, ...], roles: tuple[str, ...]
    ) -> Grade | None:
        names = ", ".join(others)
        bound: dict[str, State] = dict.fromkeys(self.declared, "bound")
        if self.declared:
            alike = folded(renamed(expr, dict.fromkeys(others, self.declared[0])), bound)
            found, _ = self._proved(relation, alike, roles)
            if found is not None and found.verdict == "scoped":
                told = ", ".join(self.declared)
                return Grade(
                    "ignores-tenant", f"it compares the tenant with {names}, and what is bound is {told}", others
                )
        for states in (*_states(others), dict.fromkeys(others, _OTHER)):
            closed = folded(without_errors(folded(expr, bound | states)), bound)
            if closed == FALSE:
                continue
            found, _ = self._proved(relation, closed, roles) if closed != TRUE else (None, False)
            if found is None or found.verdict != "scoped":
                return None
        return Grade("bypass-setting", f"every row passes in a session that sets {names}", others)

    def unset(self, relation: Relation, expr: Expr, roles: tuple[str, ...]) -> Unset:
        """What happens while the settings were never set, or are '' after a reset."""
        names = tuple(dict.fromkeys(one.name for one in settings_in(expr)))
        raises: str | None = None
        worst = Unset()
        for states in _states(names) if names else ():
            reached = folded(expr, states)
            raises = raises or error_in(reached)
            rows = folded(without_errors(reached), states)
            if rows == FALSE:
                continue
            when = _in_words(states)
            if rows == TRUE:
                worst = Unset("all-rows", f"every row passes when {when}")
                continue
            verdict, partial = self._proved(relation, rows, roles)
            if verdict is None or verdict.verdict in ("scoped", "unknown") or partial:
                continue
            if verdict.cause == "literal":
                if worst.opens == "no" and (opening := _constant(relation, verdict)) is not None:
                    worst = Unset("some-rows", f"{opening} pass when {when}")
            elif worst.opens != "all-rows":
                worst = Unset("all-rows", f"rows of all tenants pass when {when}")
        return Unset(worst.opens, worst.opening, raises)

    # ------------------------------------------------------------ proofs

    def _is_never(self, relation: Relation, expr: Expr, roles: tuple[str, ...]) -> bool:
        """Whether no row passes."""
        if expr == FALSE:
            return True
        verdict, _ = self._proved(relation, expr, roles)
        return verdict is not None and verdict.verdict == "scoped" and any("never true" in one for one in verdict.steps)

    def _proved(self, relation: Relation, expr: Expr, roles: tuple[str, ...]) -> tuple[TableVerdict | None, bool]:
        """The verdict on a table read through ``expr``, and whether something in it was not seen.

        One policy serves several commands, so that the same is asked again and again.
        """
        asked = (relation.name, expr, roles)
        if asked not in self._answered:
            self._answered[asked] = self._answer(relation, expr, roles)
        return self._answered[asked]

    def _answer(self, relation: Relation, expr: Expr, roles: tuple[str, ...]) -> tuple[TableVerdict | None, bool]:
        bare = relation.name.rpartition(".")[2]
        self.left = MOST_BEHIND
        where = cast(Expr, self._guarded(expr, relation, roles, (relation.name,)))
        query = Select((Item(Star()),), Scan(relation.name, bare), where)
        if query not in self._judged:
            self._judged[query] = self.prove(query)
        judgement = self._judged[query]
        found = next((one for one in judgement.tables if one.table == relation.name), None)
        return found, judgement.partial

    def _guarded(self, node: Node, relation: Relation, roles: tuple[str, ...], under: tuple[str, ...]) -> Node:
        """Other tables that a policy reads show the rows that their own policies let through, to the same role.

        A table whose owner bypasses it is taken as open if ``relation`` is forced: the role may be the owner of both.
        """

        def change(held: Node) -> Node:
            return self._guarded(held, relation, roles, under)

        if not isinstance(node, Scan) or len(under) > DEEPEST or self.left <= 0:
            return rebuilt(node, change)
        other = self.catalog.relations.get(node.name.removeprefix("public."))
        if other is None or other.name in under or not other.row_security or (relation.forced and not other.forced):
            return node
        self.left -= 1
        own = tuple(one for one in permissive(other, "select") if self.audience.may_have(roles, one))
        where = self._guarded(self.visible(other, "select", own, roles), other, roles, (*under, other.name))
        bare = other.name.rpartition(".")[2]
        inner = Select((Item(Star()),), Scan(other.name, bare), cast(Expr, where))
        return Derived(inner, node.alias, node.columns, place=node.place)


def _states(names: tuple[str, ...]) -> Iterator[dict[str, State]]:
    """Settings never set, or empty: in every combination where they are few."""
    states: tuple[State, State] = ("missing", "empty")
    if len(names) <= MOST_STATES:
        for chosen in product(states, repeat=len(names)):
            yield dict(zip(names, chosen, strict=True))
    else:
        for state in states:
            yield dict.fromkeys(names, state)


def _constant(relation: Relation, verdict: TableVerdict) -> str | None:
    """The rows that a constant tenant opens, in words. Only a column of text can hold ''."""
    column = next((one for one in relation.columns if one.name == verdict.tenant_column), None)
    name = f"{relation.name}.{column.name if column is not None else 'the tenant column'}"
    if any(step.endswith("constant ''") for step in verdict.steps):
        text = column is None or column.type.partition("(")[0] in TEXTUAL
        return f"rows whose {name} is ''" if text else None
    return f"rows whose {name} is a constant ({'; '.join(verdict.steps)})"


def _in_words(states: dict[str, State]) -> str:
    words = {"missing": "was never set", "empty": "is empty, as after RESET or COMMIT"}
    return " and ".join(f"{name} {words[state]}" for name, state in states.items())


def with_settings(tenancy: Tenancy, catalog: Catalog, predicate: Callable[[str], Expr]) -> Tenancy:
    """Levels that declare no setting take the one that policies compare with their columns, if that is one.

    Names of settings are folded to lower case, as the server does.
    """
    known = {level.setting.lower() for level in tenancy.levels if level.setting is not None}
    levels = []
    for level in tenancy.levels:
        found = (
            {level.setting.lower()}
            if level.setting is not None
            else _compared(level.columns, catalog, predicate) - known
        )
        levels.append(msgspec.structs.replace(level, setting=found.pop() if len(found) == 1 else None))
    return msgspec.structs.replace(tenancy, levels=tuple(levels))


def _compared(columns: tuple[str, ...], catalog: Catalog, predicate: Callable[[str], Expr]) -> set[str]:
    """The custom settings that policies compare with one of the columns."""
    found: set[str] = set()
    pending: list[Node] = [
        predicate(text)
        for relation in catalog.relations.values()
        for policy in relation.policies
        for text in (policy.using, policy.with_check)
        if text is not None
    ]
    while pending:
        node = pending.pop()
        if isinstance(node, Compare) and node.op == "=":
            sides = (node.left, node.right)
            names = [side.name for side in sides if isinstance(side, Column)]
            if any(name in columns for name in names):
                found |= {one.name for side in sides for one in settings_in(side)}
        pending.extend(parts(node))
    return found
