"""Two catalogs held against each other, field by field, each difference with both sides and their places."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from scopelint.model.catalog import Catalog, Column, Index, Policy, Relation
from scopelint.model.node import Node, Place
from scopelint.rls.drift import BOOKKEEPING
from scopelint.rls.state import ColumnsOf, Reading

_ATOMIC = re.compile(r"begin\s+atomic\b(.*)\bend\s*", re.IGNORECASE | re.DOTALL)


class Difference(Node, frozen=True):
    """``subject`` says what differs ("tasks.policies.tenant.using"); a side that has it not is None."""

    subject: str
    left: str | None
    right: str | None
    left_place: Place | None = None
    right_place: Place | None = None


def differences(left: Catalog, right: Catalog, reading: Reading) -> tuple[Difference, ...]:
    """What is not the same; places do not count, nor do two spellings that the server stores alike.

    A type that is "" (a computed column of a view) was not told and differs from nothing.
    """
    one, other = _Spelling(left, reading), _Spelling(right, reading)
    found: list[Difference] = []
    found += _of_mappings("", one.relations(), other.relations(), left.relations, right.relations)
    found += _of_mappings("", one.routines(), other.routines(), left.routines, right.routines)
    found += _of_mappings("role ", _plain(left.roles), _plain(right.roles), left.roles, right.roles)
    for label, ours, theirs in (
        ("member", left.members, right.members),
        ("privilege", left.privileges, right.privileges),
        ("default privilege", left.default_privileges, right.default_privileges),
    ):
        found += _of_sets(label, ours, theirs)
    return tuple(found)


_ISOLATING = re.compile(
    r"[^ ]+\.(row_security|forced|security_invoker|policies(\..*)?)$|role .+\.(superuser|bypass_rls)$"
)


def isolating(found: Iterable[Difference], left: Catalog, right: Catalog) -> Iterator[Difference]:
    """Those that decide whose rows a statement reaches: row-level security, policies, roles past it, whole relations."""
    relations = {*left.relations, *right.relations} - BOOKKEEPING
    for one in found:
        if one.subject in relations or _ISOLATING.match(one.subject):
            yield one


class _Spelling:
    """A catalog's elements as nested dicts of comparable values."""

    def __init__(self, catalog: Catalog, reading: Reading) -> None:
        self.catalog = catalog
        self.reading = reading
        self.columns_of: ColumnsOf = self._columns

    def _columns(self, relation: str, /) -> tuple[str, ...] | None:
        found = self.catalog.relations.get(relation)
        return tuple(column.name for column in found.columns) if found is not None and found.complete else None

    def relations(self) -> dict[str, dict[str, Any]]:
        return {name: self._relation(relation) for name, relation in self.catalog.relations.items()}

    def routines(self) -> dict[str, dict[str, Any]]:
        return {name: {**_fields(one), "body": self._body(one.body)} for name, one in self.catalog.routines.items()}

    def _body(self, body: str) -> str:
        """A body that the server keeps as parsed statements is compared statement by statement."""
        match = _ATOMIC.fullmatch(body)
        if match is None:
            return body
        texts = [text for text in match.group(1).split(";") if text.strip()]
        return "; ".join(self.reading.canonical_query(text, self.columns_of) for text in texts)

    def _relation(self, relation: Relation) -> dict[str, Any]:
        found = _fields(relation)
        found["columns"] = {column.name: self._column(relation.name, column) for column in relation.columns}
        found["column order"] = [column.name for column in relation.columns]
        found["policies"] = {policy.name: self._policy(relation.name, policy) for policy in relation.policies}
        found["indexes"] = {index.name: self._index(relation.name, index) for index in relation.indexes}
        found["unique"] = {key.name: _fields(key) for key in relation.unique}
        found["references"] = {key.name: _fields(key) for key in relation.references}
        found["primary_key"] = None if relation.primary_key is None else _fields(relation.primary_key)
        if relation.definition is not None:
            found["definition"] = self.reading.canonical_query(relation.definition, self.columns_of)
        if relation.partition_key is not None:
            found["partition_key"] = "".join(relation.partition_key.lower().split())
        return found

    def _expression(self, text: str | None, relation: str) -> str | None:
        return None if text is None else self.reading.canonical_expression(text, relation, self.columns_of)

    def _column(self, relation: str, column: Column) -> dict[str, Any]:
        found = _fields(column)
        found["default"] = self._expression(column.default, relation)
        found["generated"] = self._expression(column.generated, relation)
        return found

    def _policy(self, relation: str, policy: Policy) -> dict[str, Any]:
        found = _fields(policy)
        found["using"] = self._expression(policy.using, relation)
        found["with_check"] = self._expression(policy.with_check, relation)
        return found

    def _index(self, relation: str, index: Index) -> dict[str, Any]:
        found = _fields(index)
        found["columns"] = [self._expression(c, relation) if c.startswith("(") else c for c in index.columns]
        found["where"] = self._expression(index.where, relation)
        return found


def _fields(node: Node) -> dict[str, Any]:
    skipped = ("place", "places")
    return {name: value for name, value in msgspec.structs.asdict(node).items() if name not in skipped}


def _plain(nodes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: _fields(node) for name, node in nodes.items()}


def _of_mappings(
    prefix: str, left: dict[str, Any], right: dict[str, Any], left_nodes: Any, right_nodes: Any
) -> Iterator[Difference]:
    for name in sorted({*left, *right}):
        places = (_place(left_nodes, name), _place(right_nodes, name))
        if name not in left or name not in right:
            yield Difference(f"{prefix}{name}", *_sides(name in left), *places)
        else:
            yield from _of_values(
                f"{prefix}{name}", left[name], right[name], left_nodes.get(name), right_nodes.get(name)
            )


def _of_values(subject: str, left: Any, right: Any, left_node: Any, right_node: Any) -> Iterator[Difference]:
    if isinstance(left, dict) and isinstance(right, dict):
        for name in sorted({*left, *right}):
            ours, theirs = _inside(left_node, name), _inside(right_node, name)
            if name in left and name in right:
                yield from _of_values(f"{subject}.{name}", left[name], right[name], ours, theirs)
            else:
                yield Difference(f"{subject}.{name}", *_sides(name in left), _own_place(ours), _own_place(theirs))
    elif left != right and not (subject.endswith(".type") and "" in (left, right)):
        yield Difference(subject, _text(left), _text(right), _own_place(left_node), _own_place(right_node))


def _inside(node: Any, name: str) -> Any:
    """The element of that name below a node, or the node where the name is a plain field of it."""
    if isinstance(node, tuple):
        return next((one for one in node if getattr(one, "name", None) == name), None)
    found = getattr(node, name, None)
    return found if isinstance(found, (Node, tuple)) and name != "place" else node


def _own_place(node: Any) -> Place | None:
    found = getattr(node, "place", None)
    return found if isinstance(found, Place) else None


def _place(nodes: Any, name: str) -> Place | None:
    return _own_place(nodes.get(name))


def _sides(is_left: bool) -> tuple[str | None, str | None]:
    return ("present", None) if is_left else (None, "present")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _of_sets(label: str, left: tuple[Node, ...], right: tuple[Node, ...]) -> Iterator[Difference]:
    ours = {_line(node): node for node in left}
    theirs = {_line(node): node for node in right}
    for line in sorted(ours.keys() ^ theirs.keys()):
        yield Difference(
            f"{label} {line}", *_sides(line in ours), _own_place(ours.get(line)), _own_place(theirs.get(line))
        )


def _line(node: Node) -> str:
    return ", ".join(f"{name} {value}" for name, value in _fields(node).items())
