"""One statement as a listener of SQLAlchemy's events sees it: what kind it is, on which session, with which options."""

import re
from typing import TYPE_CHECKING

from scopelint.evaluate import drivers, mappings, typing_hints
from scopelint.evaluate.conditions import conjunction, disjunction, is_none, negate, truth
from scopelint.evaluate.sqlalchemy_names import SET_OPERATIONS
from scopelint.evaluate.values import (
    NONE,
    Atom,
    Attr,
    Choice,
    Class,
    Conjunction,
    Const,
    Disjunction,
    External,
    Formula,
    Mapping,
    MethodCall,
    Negation,
    Operation,
    Param,
    Sequence,
    Term,
    constant_text,
    intern,
)

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run
    from scopelint.evaluate.lowering import Lowering
    from scopelint.evaluate.sites import Seen

NAMED = re.compile(r"(^|_)session$")


def session(seen: "Seen") -> Term | None:
    """The session that a statement runs in."""
    if seen.kind == "statement" and seen.receiver is not None:
        return seen.receiver
    value: Term | None = seen.result if seen.kind == "get" else seen.statement
    while isinstance(value, MethodCall):
        if seen.kind == "get" or value.name == "query":
            return value.receiver
        value = value.receiver
    return value if isinstance(value, Attr) and value.name == "query" else None  # Model.query


def is_orm_session(run: "Run", value: Term) -> bool:
    """Whether it is one of SQLAlchemy's sessions, by its type, or by its name where nothing tells its type."""
    if isinstance(value, Attr) and value.name == "query" and isinstance(value.base, Class):
        return True
    if isinstance(value, MethodCall):  # session.connection() and its like are Core's
        return False
    named = drivers.library_type(run, value)
    if named is not None:
        return named.startswith(("sqlalchemy.", "sqlmodel.")) and named.endswith(("Session", "scoped_session"))
    known = run.program.classes.get(typing_hints.class_of(run, value) or "")
    if known is not None:
        return any(name.startswith("sqlalchemy.") and name.endswith("Session") for name in known.mro)
    return isinstance(value, Param | Attr) and NAMED.search(value.name) is not None


def steps(lowering: "Lowering", statement: Term) -> set[str]:
    """The methods that build a statement."""
    return {call.name for call in _chain(lowering, statement)}


def _chain(lowering: "Lowering", statement: Term) -> list[MethodCall]:
    found: list[MethodCall] = []
    value = lowering.resolve_chain(statement)
    while isinstance(value, MethodCall):
        found.append(value)
        if lowering.heads.begins(value):
            break
        value = lowering.resolve_chain(value.receiver)
    return found


def is_chain_on(value: Term, query: Term) -> bool:
    """Whether a Query, on every path, is another one with more steps."""
    if isinstance(value, Choice):
        return is_chain_on(value.then, query) and is_chain_on(value.otherwise, query)
    while isinstance(value, MethodCall) and value is not query:
        if value.name not in ("filter", "filter_by", "where", "enable_assertions", "execution_options", "options"):
            return False
        value = value.receiver
    return value is query or (isinstance(value, Choice) and is_chain_on(value, query))


def _kind(lowering: "Lowering", seen: "Seen") -> str:
    if seen.kind == "get":
        return "select"
    names = steps(lowering, seen.statement)
    kind = lowering.heads.kind(lowering.resolve_chain(seen.statement))
    if kind in ("insert", "update", "delete"):
        return kind
    chain = _chain(lowering, seen.statement)
    if chain and chain[0].name in ("update", "delete"):
        return chain[0].name
    return "other" if "from_statement" in names else "select"


def settled(formula: Formula, state: Param, lowering: "Lowering", seen: "Seen") -> Formula:
    """A condition of a listener with what is known of the statement put in."""
    match formula:
        case bool():
            return formula
        case Negation():
            return negate(settled(formula.item, state, lowering, seen))
        case Conjunction():
            return conjunction(settled(item, state, lowering, seen) for item in formula.items)
        case Disjunction():
            return disjunction(settled(item, state, lowering, seen) for item in formula.items)
    found = _answer(formula, state, lowering, seen)
    return formula if found is None else found


def _answer(atom: Atom, state: Param, lowering: "Lowering", seen: "Seen") -> Formula | None:
    value = atom.value
    if isinstance(value, Attr) and value.base is state and atom.kind == "truthy":
        if value.name in ("is_select", "is_update", "is_delete", "is_insert"):
            return value.name == f"is_{_kind(lowering, seen)}"
        if value.name in ("is_column_load", "is_relationship_load"):
            return False  # what SQLAlchemy loads by itself is no site
        return True if value.name == "is_orm_statement" else None
    options = intern(Attr(state, "execution_options"))
    name: str | None = None
    default: Term = NONE
    inside = False
    if isinstance(value, MethodCall) and value.receiver is options and value.name == "get" and value.arguments:
        name = constant_text(value.arguments[0].value)
        default = value.arguments[1].value if len(value.arguments) > 1 else NONE
    elif isinstance(value, Operation) and value.op == "in" and value.right is options:
        name, inside = constant_text(value.left), True
    given = _options(lowering, seen) if name is not None else None
    if name is None or given is None or atom.kind not in ("truthy", "none"):
        return None
    found = given.get(name)
    if inside:
        return found is not None
    if atom.kind == "none":
        return is_none(default if found is None else found)
    return truth(default if found is None else found)


def _options(lowering: "Lowering", seen: "Seen") -> dict[str, Term] | None:
    """The execution options that a statement is sent with; None where not all of them are in view."""
    found: dict[str, Term] = {}
    for call in reversed(_chain(lowering, seen.statement) if seen.kind != "get" else []):
        if call.name == "execution_options":
            for argument in call.arguments:
                entries = mappings.known_entries(argument.value) if argument.star else None
                if argument.keyword is not None:
                    found[argument.keyword] = argument.value
                elif entries is None:
                    return None
                else:
                    found.update(entries)
    handed = [a.value for a in seen.arguments if a.keyword == "execution_options"]
    if any(argument.star for argument in seen.arguments):
        return None
    for value in handed:
        entries = mappings.known_entries(lowering.resolve(value))
        if entries is None:
            return None
        found.update(entries)
    return found


def column_descriptions(query: Term, run: "Run") -> Term | None:
    """``Query.column_descriptions``: one dict for each selected column, where the head of the Query is in view."""
    value = query
    while isinstance(value, MethodCall) and not run.world.heads.begins(value):
        if value.name.startswith(("with_", "add_")) or value.name in SET_OPERATIONS:
            return None
        value = value.receiver
    if isinstance(value, Attr) and value.name == "query":
        columns = [value.base]
    elif isinstance(value, MethodCall) and not any(a.star or a.keyword for a in value.arguments):
        columns = [argument.value for argument in value.arguments]
    else:
        return None
    return intern(Sequence("list", tuple(_description(column, run) for column in columns)))


def _description(column: Term, run: "Run") -> Term:
    entity = column
    while isinstance(entity, Attr):
        entity = entity.base
    mapped = isinstance(entity, Class) and entity.id in run.program.mapped
    known = {
        "entity": entity if mapped else intern(External("an entity that is not in view")),
        "type": column if mapped and column is entity else intern(External("the type of a column")),
        "expr": column,
    }
    return intern(Mapping(tuple((intern(Const(name, "str")), value) for name, value in known.items())))
