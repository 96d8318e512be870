"""Predicates that SQLAlchemy adds to every read of an entity: ``with_loader_criteria()``, stated or by a listener.

What counts is what 1.4, 2.0 and 2.1 all do: the entity stands among the columns of a SELECT, leads its FROM or is joined;
the statement itself selects an entity; an alias, a subclass and a mixin's class only with ``include_aliases``. A table object, an entity that only WHERE
mentions, ``exists()``, ``any()`` and ``has()`` get nothing from the older ones.
"""

from typing import TYPE_CHECKING, NamedTuple

from scopelint.evaluate import containers
from scopelint.evaluate.conditions import decide, truth
from scopelint.evaluate.freezing import freeze
from scopelint.evaluate.sqlalchemy_names import SET_OPERATIONS, library_name
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Class,
    Closure,
    Function,
    Index,
    MethodCall,
    Operation,
    Partial,
    Sequence,
    Term,
    intern,
)
from scopelint.model.node import Place
from scopelint.model.relation import Expr

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run
    from scopelint.evaluate.lower_select import Block, Selects
    from scopelint.evaluate.lowering import FromScope, Lowering


class Criterion(NamedTuple):
    """One ``with_loader_criteria(base, condition)``. ``run`` knows the closures in it; ``by`` names it in a proof."""

    base: Class
    condition: Term
    aliases: bool
    place: Place
    run: "Run"
    by: str


def of_option(run: "Run", option: Term, by: str) -> Criterion | None:
    """The criterion that an option is; None for other options and for what does not hold for every read."""
    if not isinstance(option, CallResult) or library_name(option.function) != "with_loader_criteria":
        return None
    positional = [argument.value for argument in option.arguments if argument.keyword is None and not argument.star]
    given = {argument.keyword: argument.value for argument in option.arguments if argument.keyword is not None}
    named = dict(zip(("entity_or_base", "where_criteria", "loader_only", "include_aliases"), positional, strict=False))
    named.update({name: value for name, value in given.items() if name is not None})
    base, condition = named.get("entity_or_base"), named.get("where_criteria")
    if not isinstance(base, Class) or condition is None or any(argument.star for argument in option.arguments):
        return None
    if "loader_only" in named and decide(truth(named["loader_only"]), {}) is not False:
        return None
    aliases = "include_aliases" in named and decide(truth(named["include_aliases"]), {}) is True
    return Criterion(base, condition, aliases, option.place, run, by)


def options_of(call: MethodCall, lowering: "Lowering") -> list[Term]:
    """What ``.options(...)`` is given, lists splatted."""
    found: list[Term] = []
    for argument in call.arguments:
        value = lowering.resolve(argument.value)
        if argument.star == "*":
            found.extend(lowering.resolve(item) for item in containers.items(value) or ())
        elif argument.keyword is None:
            found.append(value)
    return found


def stated(lowering: "Lowering", statement: Term) -> tuple[Criterion, ...]:
    """The criteria among the options of the statement itself. A subquery's own options are not looked at, and neither
    are those of ``Query.update()`` and ``Query.delete()``."""
    found: list[Criterion] = []
    value = lowering.resolve_chain(statement)
    while isinstance(value, MethodCall) and not lowering.heads.begins(value):
        if value.name in SET_OPERATIONS or value.name in ("update", "delete", "exists"):
            return ()
        if value.name == "options":
            for option in options_of(value, lowering):
                criterion = of_option(lowering.run, option, "with_loader_criteria()")
                found += [criterion] if criterion is not None else []
        value = lowering.resolve_chain(value.receiver)
    return tuple(reversed(found)) if found and selects_entity(lowering, statement) else ()


def selects_entity(lowering: "Lowering", statement: Term) -> bool:
    """Whether a mapped class stands in the statement's own columns or FROM, or is what it changes: without one, 1.4
    leaves it to Core."""
    value = lowering.resolve_chain(statement)
    while True:
        if isinstance(value, Attr) and value.name == "query":
            return lowering.mapped(lowering.resolve(value.base)) is not None
        if not isinstance(value, MethodCall | CallResult):
            return lowering.mapped(value) is not None
        if isinstance(value, CallResult) and library_name(value.function) in (*SET_OPERATIONS, "insert"):
            return False
        if isinstance(value, CallResult) or lowering.heads.begins(value):
            return any(_entities(lowering, argument.value) for argument in value.arguments)
        if value.name == "select_from" and any(_entities(lowering, argument.value) for argument in value.arguments):
            return True
        value = lowering.resolve_chain(value.receiver)


def in_where(selects: "Selects", block: "Block", scope: "FromScope") -> list[Expr]:
    """What the entities among the columns of a SELECT and at the head of its FROM add to its WHERE."""
    if not selects.lowering.criteria:
        return []
    entities: dict[str, Term] = {}
    leading = [value for value in block.leading if _class_behind(selects.lowering, value)[0] is not None]
    for entity in (*(each for column in block.columns for each in _entities(selects.lowering, column)), *leading):
        entities.setdefault(selects.alias_of(entity), entity)
    return [
        condition
        for alias, entity in entities.items()
        if scope.has(alias) and alias not in scope.joined and not selects.correlates(alias, block, scope)
        for condition in added(selects, entity, scope)
    ]


def added(selects: "Selects", entity: Term, scope: "FromScope") -> list[Expr]:
    """What one read of an entity is confined by."""
    lowering = selects.lowering
    if not lowering.criteria:
        return []
    cls, is_alias = _class_behind(lowering, entity)
    if cls is None:
        return []
    found: list[Expr] = []
    criteria, lowering.criteria = lowering.criteria, ()  # what a criterion itself reads is not confined by it
    before = selects.renamed
    try:
        for criterion in criteria:
            condition = _condition(lowering, criterion, cls, is_alias)
            if condition is None:
                continue
            if is_alias:
                selects.renamed = {**before, selects.alias_of(cls): selects.alias_of(entity)}
            found.extend(selects.expressions.predicates((intern(Argument(condition)),), scope))
            selects.renamed = before
            lowering.notes.setdefault(f"{criterion.by} adds its predicate to {lowering.scan(cls).name}")
    finally:
        lowering.criteria, selects.renamed = criteria, before
    return found


def _condition(lowering: "Lowering", criterion: Criterion, cls: Class, is_alias: bool) -> Term | None:
    """The criterion for a class; None if it says nothing of it."""
    known = lowering.program.classes.get(cls.id)
    if known is None or criterion.base.id not in known.mro:
        return None
    if not criterion.aliases and (is_alias or criterion.base.id != cls.id):
        return None
    condition = criterion.condition
    if not isinstance(condition, Closure | Function | Partial):
        base, own = lowering.mapped(criterion.base), lowering.program.mapped[cls.id]
        return condition if base is not None and base.table == own.table else None
    run = criterion.run
    before, alive = run.state, run.state.alive
    run.state = before.fork()
    run.state.alive = True
    try:
        return freeze(run, run.call(condition, (intern(Argument(cls)),), criterion.place))
    finally:
        run.state = before
        run.state.alive = alive


def _class_behind(lowering: "Lowering", entity: Term) -> tuple[Class | None, bool]:
    """The mapped class that is read, and whether under an alias; none for an alias of a subquery."""
    if isinstance(entity, CallResult) and library_name(entity.function) == "aliased":
        positional = [argument for argument in entity.arguments if argument.keyword is None]
        if len(positional) != 1 or any(argument.keyword == "alias" for argument in entity.arguments):
            return None, True
        inner = lowering.resolve(positional[0].value)
        return (inner if isinstance(inner, Class) and lowering.mapped(inner) is not None else None), True
    return (entity if isinstance(entity, Class) and lowering.mapped(entity) is not None else None), False


def _entities(lowering: "Lowering", value: Term) -> list[Term]:
    """The mapped classes and their aliases in a column expression, those of subqueries left out."""
    value = lowering.resolve(value)
    if _class_behind(lowering, value)[0] is not None:
        return [value]
    if lowering.heads.kind(value) is not None:
        return []
    match value:
        case Attr(base=base) | Index(base=base):
            return _entities(lowering, base)
        case Operation(left=left, right=right):
            return [*_entities(lowering, left), *([] if right is None else _entities(lowering, right))]
        case CallResult(function=function, arguments=arguments) if library_name(function) is not None:
            return [entity for argument in arguments for entity in _entities(lowering, argument.value)]
        case MethodCall(receiver=receiver, arguments=arguments):
            inner = [entity for argument in arguments for entity in _entities(lowering, argument.value)]
            return [*_entities(lowering, receiver), *inner]
        case Sequence(items=items):
            return [entity for item in items for entity in _entities(lowering, item)]
    return []
