"""Relationships as SQL: comparisons, EXISTS, and the ON clause that a relationship stands for."""

from typing import TYPE_CHECKING

import msgspec

from scopelint.evaluate.clauses import all_of
from scopelint.evaluate.lowering import FromScope
from scopelint.evaluate.sqlalchemy_names import COMPARISONS
from scopelint.evaluate.values import Attr, CallResult, Class, Const, MethodCall, Term, intern
from scopelint.model import relation as rel
from scopelint.model.node import Place
from scopelint.model.program import Relationship
from scopelint.model.relation import Expr

if TYPE_CHECKING:
    from scopelint.evaluate.lower_select import Selects


def relationship_of(selects: "Selects", value: Term) -> Relationship | None:
    """The relationship that an attribute of an entity is, if it is one."""
    if isinstance(value, MethodCall) and value.name in ("of_type", "and_"):
        value = value.receiver
    if not isinstance(value, Attr):
        return None
    mapped = selects.entity_mapping(selects.lowering.resolve(value.base))
    return None if mapped is None else mapped.relationships.get(value.name)


def relationship_comparison(
    selects: "Selects", op: str, left: Term, related: Relationship, right: Term, scope: "FromScope", place: Place | None
) -> Expr:
    """``Task.project == project``: the local columns equal the object's key."""
    assert isinstance(left, Attr)
    base = selects.lowering.resolve(left.base)
    selects.reference(base, scope)
    if not related.pairs or related.many:
        return rel.Opaque(f"a comparison of relationship {related.attribute}", place)
    items: list[Expr] = []
    for local, remote in related.pairs:
        column = rel.Column(local, selects.alias_of(base))
        if isinstance(right, Const) and right.value is None:
            items.append(rel.IsNull(column, op == "!=", place))
            continue
        key = selects.lowering.bound(intern(Attr(right, remote)))
        items.append(rel.Compare(COMPARISONS[op], column, key, place))
    return rel.And(tuple(items)) if op == "==" else rel.Or(tuple(items), place)


def related_exists(
    selects: "Selects", value: MethodCall, receiver: Term, related: Relationship, outer: FromScope
) -> Expr:
    """``Task.comments.any(predicate)``: EXISTS over the related table, tied to this row."""
    if value.name not in ("any", "has") or related.target is None:
        return rel.Opaque(f"{value.name} on relationship {related.attribute}", value.place)
    target: Term = intern(Class(related.target))
    if isinstance(receiver, MethodCall):
        if receiver.name == "of_type" and receiver.arguments:
            target = selects.lowering.resolve(receiver.arguments[0].value)
        if receiver.name != "of_type" or selects.entity(target) is None:
            return rel.Opaque(f"relationship {related.attribute}", value.place)
        receiver = receiver.receiver
    assert isinstance(receiver, Attr)
    base = selects.lowering.resolve(receiver.base)
    selects.reference(base, outer)
    scope = FromScope(outer)
    conditions: list[Expr] = []
    own = selects.alias_of(target)
    if selects.alias_of(base) == own:  # a table and itself: inside EXISTS its name means the inner one
        if related.secondary is not None or not related.pairs:
            return rel.Opaque(f"relationship {related.attribute}", value.place)
        inner = selects.lowering.alias_for(intern(Attr(receiver, value.name)), own)
        source = selects.source(target)
        if not isinstance(source, rel.Scan):
            return rel.Opaque(f"relationship {related.attribute}", value.place)
        scope.referenced[inner] = msgspec.structs.replace(source, alias=inner)
        conditions.append(pairs_equal(own, inner, related.pairs))
        before = selects.renamed
        selects.renamed = {**before, own: inner}
        try:
            return _exists(selects, value, target, scope, conditions)
        finally:
            selects.renamed = before
    tied = relationship_join(selects, base, related, target, scope)
    if tied is None:
        return rel.Opaque(f"relationship {related.attribute}", value.place)
    conditions.append(tied)
    return _exists(selects, value, target, scope, conditions)


def _exists(selects: "Selects", value: MethodCall, target: Term, scope: FromScope, conditions: list[Expr]) -> Expr:
    for argument in value.arguments:
        if argument.keyword is None:
            conditions.extend(selects.expressions.predicates((argument,), scope))
        else:
            conditions.append(selects.equals(target, argument.keyword, argument.value, scope, value))
    source = scope.stated
    for alias, found in scope.referenced.items():
        if not scope.visible_outside(alias):
            source = found if source is None else rel.Join("inner", source, found)
    return rel.Exists(rel.Select((rel.Item(rel.Literal(1)),), source, all_of(conditions)), place=value.place)


def parent_condition(selects: "Selects", value: CallResult, scope: FromScope) -> Expr:
    """``with_parent(project, Project.tasks)``: the related rows' key equals the object's."""
    given = [argument.value for argument in value.arguments if argument.keyword is None]
    related = relationship_of(selects, given[1]) if len(given) > 1 else None
    if related is None or related.target is None or not related.pairs:
        return rel.Opaque("with_parent", value.place)
    target = intern(Class(related.target))
    selects.reference(target, scope)
    return rel.And(
        tuple(
            rel.Compare(
                "=",
                rel.Column(remote, selects.alias_of(target)),
                selects.lowering.bound(intern(Attr(given[0], local))),
                value.place,
            )
            for local, remote in related.pairs
        )
    )


def relationship_join(
    selects: "Selects",
    owner: Term,
    related: Relationship,
    entity: Term,
    scope: "FromScope",
    *,
    through_scope: bool = False,
) -> Expr | None:
    """The ON clause that a relationship stands for; an association table joins FROM."""
    left, right = selects.alias_of(owner), selects.alias_of(entity)
    if related.secondary is not None:
        if not related.secondary_pairs or not related.secondary_remote_pairs:
            return None
        middle = rel.Scan(related.secondary, related.secondary.rsplit(".", 1)[-1])
        first = pairs_equal(left, middle.alias, related.secondary_pairs)
        if through_scope and scope.stated is not None:
            scope.stated = rel.Join("inner", scope.stated, middle, first)
            scope.stated_aliases.add(middle.alias)
            return pairs_equal(middle.alias, right, related.secondary_remote_pairs)
        scope.referenced[middle.alias] = middle
        if right not in scope.stated_aliases and right not in scope.referenced:
            selects.reference(entity, scope)
        return rel.And((first, pairs_equal(middle.alias, right, related.secondary_remote_pairs)))
    if not related.pairs:
        return None
    if not through_scope and right not in scope.stated_aliases and right not in scope.referenced:
        selects.reference(entity, scope)
    return pairs_equal(left, right, related.pairs)


def pairs_equal(left: str, right: str, pairs: tuple[tuple[str, str], ...]) -> Expr:
    """Column by column equality of two sources."""
    items = tuple(rel.Compare("=", rel.Column(a, left), rel.Column(b, right)) for a, b in pairs)
    return items[0] if len(items) == 1 else rel.And(items)
