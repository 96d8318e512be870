"""Joins of SQLAlchemy chains: targets, ON clauses, relationships, and the only foreign key between two tables."""

from typing import TYPE_CHECKING

from scopelint.evaluate.conditions import decide, truth
from scopelint.evaluate.loader_criteria import added
from scopelint.evaluate.relationships import pairs_equal, relationship_join, relationship_of
from scopelint.evaluate.values import Argument, Attr, CallResult, Class, MethodCall, Term, constant_text, intern
from scopelint.model import relation as rel
from scopelint.model.program import Relationship
from scopelint.model.relation import Expr, From

if TYPE_CHECKING:
    from scopelint.evaluate.lower_select import Block, Selects
    from scopelint.evaluate.lowering import FromScope


def state(selects: "Selects", value: Term, scope: "FromScope") -> None:
    """``select_from(entity)``: the entity leads FROM."""
    if isinstance(value, CallResult | MethodCall) and selects.entity(value) is None:
        joined = _orm_join(selects, value, scope)
        if joined is not None:
            scope.stated = joined if scope.stated is None else rel.Join("inner", scope.stated, joined)
            return
    if selects.entity(value) is None:
        scope.referenced[f"hidden {len(scope.referenced)}"] = rel.UnseenSource(
            selects.lowering.hide(value, "the source")
        )
        return
    _add(selects, value, scope)


def _orm_join(selects: "Selects", value: "CallResult | MethodCall", scope: "FromScope") -> From | None:
    """``join(A, B, on)`` or ``a_table.join(b_table, on)`` as a source."""
    from scopelint.evaluate.sqlalchemy_names import library_name

    arguments = [argument for argument in value.arguments if argument.keyword is None]
    if isinstance(value, CallResult):
        if library_name(value.function) not in ("join", "outerjoin") or len(arguments) < 2:
            return None
        left, rest = arguments[0].value, arguments[1:]
        kind = library_name(value.function)
    else:
        if value.name not in ("join", "outerjoin") or not arguments:
            return None
        left, rest, kind = value.receiver, arguments, value.name
    left = selects.lowering.resolve(left)
    if selects.entity(left) is not None:
        source = _take(selects, left, scope)
    elif isinstance(left, CallResult | MethodCall) and (found := _orm_join(selects, left, scope)) is not None:
        source = found
    else:
        return None
    right = selects.lowering.resolve(rest[0].value)
    if selects.entity(right) is None:
        return None
    target = _take(selects, right, scope)
    outer = kind == "outerjoin" or _flag(selects, value.arguments, "isouter")
    if len(rest) > 1:
        on: Expr | None = _on(selects, rest[1].value, right, scope)
    else:
        on = _only_key(selects, source, target)
    return rel.Join("left" if outer else "inner", source, target, on or rel.Opaque("the ON clause"), place=value.place)


def _take(selects: "Selects", value: Term, scope: "FromScope") -> From:
    alias = selects.alias_of(value)
    scope.referenced.pop(alias, None)
    source = selects.source(value, scope)  # before it counts as there: LATERAL looks at what stands to its left
    scope.stated_aliases.add(alias)
    return source


def _add(selects: "Selects", value: Term, scope: "FromScope") -> None:
    if selects.alias_of(value) in scope.stated_aliases:
        return
    source = _take(selects, value, scope)
    scope.stated = source if scope.stated is None else rel.Join("inner", scope.stated, source)


def join(selects: "Selects", call: MethodCall, block: "Block", scope: "FromScope") -> None:
    """``.join(target, on)`` in its many forms."""
    arguments = [argument for argument in call.arguments if argument.keyword in (None, "target", "onclause")]
    if call.name.endswith("_from") and len(arguments) > 1:
        state(selects, selects.lowering.resolve(arguments[0].value), scope)
        arguments = arguments[1:]
    if arguments:
        _lead_from_columns(selects, selects.lowering.resolve(arguments[0].value), scope)
    outer = call.name.startswith("outer") or _flag(selects, call.arguments, "isouter")
    full = _flag(selects, call.arguments, "full")
    kind = "full" if full else "left" if outer else "inner"
    if not arguments:
        return
    target = selects.lowering.resolve(arguments[0].value)
    by_names = all(constant_text(selects.lowering.resolve(argument.value)) is not None for argument in arguments)
    if (
        len(arguments) > 2
        or by_names
        or (
            len(arguments) == 2
            and relationship_of(selects, target) is not None
            and relationship_of(selects, selects.lowering.resolve(arguments[1].value)) is not None
        )
    ):
        for number, argument in enumerate(arguments):  # 1.x: join(A.b, B.c), join("b", "c")
            owner = selects.filter_entity(block) if number else selects.first_entity(block)
            each = _named(selects, argument.value, owner)
            _join_one(selects, call, selects.lowering.resolve(each), None, kind, block, scope)
        return
    on = _named(selects, arguments[1].value, selects.first_entity(block)) if len(arguments) > 1 else None
    _join_one(selects, call, target, on, kind, block, scope)


def _lead_from_columns(selects: "Selects", target: Term, scope: "FromScope") -> None:
    """The first source of the selected columns, other than the target, is the left side; further ones stay comma joins."""
    if scope.stated is not None:
        return
    related = relationship_of(selects, target)
    entity = target if related is None else _relationship_target(selects, target, related)[1]
    own = selects.alias_of(entity) if entity is not None and selects.entity(entity) is not None else None
    alias = next((name for name in scope.referenced if name != own), None)
    if alias is not None:
        scope.stated = scope.referenced.pop(alias)
        scope.stated_aliases.add(alias)


def _join_one(
    selects: "Selects", call: MethodCall, target: Term, on: Term | None, kind: str, block: "Block", scope: "FromScope"
) -> None:
    related = relationship_of(selects, target)
    extra: list[Expr] = []
    if related is not None:
        owner, entity, conditions = _relationship_target(selects, target, related)
        if entity is None:
            _hidden(selects, target, kind, call, scope)
            return
        selects.reference(owner, scope)
        lead(selects, owner, scope)
        left = scope.stated
        condition = relationship_join(selects, owner, related, entity, scope, through_scope=True)
        extra.extend(selects.expressions.predicates(conditions, scope))
        left = scope.stated
    else:
        if selects.entity(target) is None:
            _hidden(selects, target, kind, call, scope)
            return
        entity, left, condition = target, scope.stated, None
    alias = selects.alias_of(entity)
    already = alias in scope.stated_aliases
    source = _take(selects, entity, scope)
    if already and related is None:
        return
    block.latest = entity
    if related is None:
        if on is not None:
            condition = _on(selects, on, entity, scope)
        elif left is not None:
            condition = _only_key(selects, left, source)
    on_clause = condition if condition is not None else rel.Opaque("the ON clause could not be told")
    if left is not None:
        scope.joined.add(alias)
        extra.extend(added(selects, entity, scope))
    if extra:
        on_clause = rel.And((on_clause, *extra))
    scope.stated = source if left is None else rel.Join(kind, left, source, on_clause, place=call.place)  # type: ignore[arg-type]


def _named(selects: "Selects", value: Term, owner: Term | None) -> Term:
    """``.join("relationship")`` of 1.x: the name is the first entity's, behind another name that one's target's."""
    name = constant_text(selects.lowering.resolve(value))
    mapped = None if owner is None or name is None else selects.entity_mapping(owner)
    if mapped is None or owner is None or name not in mapped.relationships:
        return value
    return intern(Attr(owner, name))


def lead(selects: "Selects", owner: Term, scope: "FromScope") -> None:
    """Make sure the owner of a relationship stands in the stated FROM."""
    alias = selects.alias_of(owner)
    if alias in scope.stated_aliases:
        return
    source = scope.referenced.pop(alias, None) or selects.source(owner)
    scope.stated_aliases.add(alias)
    scope.stated = source if scope.stated is None else rel.Join("inner", scope.stated, source)


def _on(selects: "Selects", on: Term, entity: Term, scope: "FromScope") -> Expr | None:
    resolved = selects.lowering.resolve(on)
    related = relationship_of(selects, resolved)
    if related is not None and isinstance(resolved, Attr):
        owner = selects.lowering.resolve(resolved.base)
        return relationship_join(selects, owner, related, entity, scope)
    return selects.expressions.predicate(resolved, scope)


def _hidden(selects: "Selects", target: Term, kind: str, call: MethodCall, scope: "FromScope") -> None:
    hidden = rel.UnseenSource(selects.lowering.hide(target, "the joined"), None, call.place)
    scope.stated = hidden if scope.stated is None else rel.Join("inner", scope.stated, hidden, rel.Opaque("ON"))


def _relationship_target(
    selects: "Selects", value: Term, related: Relationship
) -> tuple[Term, Term | None, tuple[Argument, ...]]:
    """The owner of a relationship attribute, the entity it leads to, and extra conditions from ``and_``."""
    entity: Term | None = intern(Class(related.target)) if related.target is not None else None
    conditions: tuple[Argument, ...] = ()
    while isinstance(value, MethodCall):
        if value.name == "of_type" and value.arguments:
            entity = selects.lowering.resolve(value.arguments[0].value)
        elif value.name == "and_":
            conditions = value.arguments
        value = value.receiver
    assert isinstance(value, Attr)
    return selects.lowering.resolve(value.base), entity, conditions


def _flag(selects: "Selects", arguments: tuple[Argument, ...], name: str) -> bool:
    for argument in arguments:
        if argument.keyword == name:
            return decide(truth(argument.value), selects.lowering.known) is not False
    return False


def _scans(source: From) -> list[rel.Scan]:
    match source:
        case rel.Scan():
            return [source]
        case rel.Join():
            return [*_scans(source.left), *_scans(source.right)]
    return []


def _only_key(selects: "Selects", left: From, right: From) -> Expr | None:
    """The only foreign key between the joined table and those before it."""
    if not isinstance(right, rel.Scan):
        return None
    tables = selects.lowering.program.schema.tables
    found: list[Expr] = []
    joined = tables.get(right.name)
    for scan in _scans(left):
        table = tables.get(scan.name)
        if table is None or joined is None:
            continue
        for key in table.foreign_keys:
            if key.table == right.name:
                found.append(
                    pairs_equal(scan.alias, right.alias, tuple(zip(key.columns, key.referred_columns, strict=False)))
                )
        for key in joined.foreign_keys:
            if key.table == scan.name and scan.name != right.name:
                found.append(
                    pairs_equal(right.alias, scan.alias, tuple(zip(key.columns, key.referred_columns, strict=False)))
                )
        if found:
            break
    return found[0] if len(found) == 1 else None
