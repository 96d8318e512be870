"""Project classes behind queries and sessions: ``query_cls=``, ``query_class``, ``sessionmaker(class_=...)``.

What such a class overrides is entered as any method is, with the Query under construction for ``self``. SQLAlchemy calls
an override by its name only: ``all()`` does not go through ``__iter__``, ``scalars()`` not through ``execute()``.
"""

import re
from typing import TYPE_CHECKING, TypeGuard

from scopelint.evaluate import mappings
from scopelint.evaluate.sqlalchemy_names import QUERY_TERMINALS
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    External,
    Function,
    MethodCall,
    Super,
    Term,
    intern,
)
from scopelint.model.node import Place
from scopelint.model.program import ClassRef, Program, Ref

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

BY_WAY_OF = {"get_or_404": "get", "first_or_404": "first", "one_or_404": "one"}
"""What Flask-SQLAlchemy's own methods of a Query call on it."""
TAG = "query_cls"
_UNBOUND = re.compile(r"(?:sqlalchemy|flask_sqlalchemy)\.(?:\w+\.)*(?:Base)?Query\.(\w+)")


def class_of(run: "Run", value: Term) -> str | None:
    """The project's class of a Query under construction, or of a session that a maker makes; None for any other value."""
    if not run.world.heads.subclassed or not isinstance(value, CallResult | MethodCall | Attr | Choice):
        return None
    if run.world.heads.kind(value) != "query":
        return _id(run, options(value).get("class_"))
    known = run.world.heads.query_classes  # choices share their parts
    if value not in known:
        known[value] = _query_class(run, value)
    return known[value]


def _id(run: "Run", value: Term | None) -> str | None:
    return value.id if isinstance(value, Class) and value.id in run.program.classes else None


def _query_class(run: "Run", value: Term) -> str | None:
    heads = run.world.heads
    while isinstance(value, MethodCall) and not heads.begins(value):
        value = value.receiver
    match value:
        case Choice(then=then, otherwise=otherwise):
            one = class_of(run, then)
            return one if one == class_of(run, otherwise) else None
        case MethodCall(receiver=session):
            return _id(run, options(session).get(TAG))
        case CallResult(arguments=arguments):
            return _id(run, next((argument.value for argument in arguments if argument.keyword == TAG), None))
        case Attr(base=Class(id=model), name="query"):
            cls = run.program.classes.get(model)
            owners = [] if cls is None else [run.program.classes[one] for one in cls.mro if one in run.program.classes]
            owner = next((one for one in owners if not one.members.keys().isdisjoint(("query", "query_class"))), None)
            if owner is None:
                return None
            if "query" not in owner.members:
                return _id(run, run.world.class_variable(owner.id, "query_class"))
            descriptor = run.world.class_variable(owner.id, "query")
            return _id(run, _of_property(descriptor)) if is_property(descriptor) else None
    return None


def is_property(value: Term | None) -> TypeGuard[MethodCall]:
    """``session.query_property()``: a class attribute that gives a Query of the class."""
    return isinstance(value, MethodCall) and value.name == "query_property"


def _of_property(descriptor: MethodCall) -> Term | None:
    """The class of its Query: as it was given, else that of the session's."""
    given = next((one.value for one in descriptor.arguments if one.keyword in (None, TAG) and not one.star), None)
    return options(descriptor.receiver).get(TAG) if given is None else given


def options(session: Term, depth: int = 0) -> dict[str, Term]:
    """What a session was made with, by keyword: by its class, a maker, a registry of sessions, or Flask-SQLAlchemy."""
    if depth > 4:
        return {}
    match session:
        case Attr(base=CallResult(function=External(name="flask_sqlalchemy.SQLAlchemy")) as made, name="session"):
            given = _keywords(made)
            entries = mappings.known_entries(given["session_options"]) if "session_options" in given else {}
            return ({TAG: given["query_class"]} if "query_class" in given else {}) | (entries or {})
        case MethodCall(receiver=inner, name="begin") | Super(receiver=inner):
            return options(inner, depth + 1)
        case CallResult(function=External(name=name), arguments=arguments):
            if name.endswith("scoped_session") and arguments:
                return options(arguments[0].value, depth + 1)
            return _keywords(session) if name.endswith(("sessionmaker", ".Session")) else {}
        case CallResult(function=CallResult() as maker):
            return options(maker, depth + 1) | _keywords(session)
    return {}


def _keywords(call: CallResult) -> dict[str, Term]:
    return {argument.keyword: argument.value for argument in call.arguments if argument.keyword is not None}


def made(run: "Run", cls: Class, arguments: tuple[Argument, ...], place: Place) -> Term | None:
    """``TenantQuery(entities, session)`` as the Query that it is; None for another class."""
    known = run.program.classes.get(cls.id)
    if known is None or not run.world.heads.subclassed or not any(map(_is_query, known.mro)):
        return None
    tag = intern(Argument(cls, TAG))
    return intern(CallResult(intern(External("sqlalchemy.orm.Query")), (*arguments, tag), place))


def classes(program: Program) -> frozenset[Ref]:
    """The project's classes of Query: whoever names one may build a statement."""
    return frozenset(ClassRef(id) for id, cls in program.classes.items() if any(map(_is_query, cls.mro)))


def _is_query(name: str) -> bool:
    return _UNBOUND.fullmatch(f"{name}.x") is not None


def is_on_query(run: "Run", function: Function) -> bool:
    """A method of a project's Query, taken from a Query under construction."""
    return function.bound is not None and run.world.heads.kind(function.bound) == "query"


def own(base: Term) -> Term:
    """``super()`` inside a method of a Query is that Query, as SQLAlchemy's own class has it."""
    return base.receiver if isinstance(base, Super) else base


def unbound(run: "Run", function: External, arguments: tuple[Argument, ...]) -> tuple[Term, str] | None:
    """``Query.filter(self, ...)``: the Query and the method's name; None for another function."""
    found = _UNBOUND.fullmatch(function.name)
    first = arguments[0].value if arguments and arguments[0].keyword is None and not arguments[0].star else None
    return (first, found[1]) if found and first is not None and run.world.heads.kind(first) == "query" else None


def by_way_of(run: "Run", base: Term, name: str) -> str:
    """The method of a project's Query that answers for ``name``."""
    inner = BY_WAY_OF.get(name)
    cls = run.program.classes.get(class_of(run, base) or "") if inner is not None else None
    lines = [run.program.classes[one] for one in (cls.mro if cls is not None else ()) if one in run.program.classes]
    overridden = {member for one in lines for member in one.members}
    return inner if inner is not None and inner in overridden and name not in overridden else name


def ends_unseen(function: Function, before: int, run: "Run") -> bool:
    """Whether an override of what executes a Query was entered, and nothing in it was seen to execute one."""
    return function.id.rpartition(".")[2] in QUERY_TERMINALS and run.handed_over == before
