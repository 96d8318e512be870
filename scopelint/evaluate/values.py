"""Symbolic values: what a Python expression may be, as terms that remember how they were made.

A term records an operation and is interned: the same operation on the same operands is the same object, so terms
compare by identity and share structure. What a chain such as ``select(Task).where(...)`` means is decided when its
site is reached (see ``lower``); until then it is a MethodCall on a CallResult, like any other.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, Union

import msgspec

from scopelint.model import body as ir
from scopelint.model.node import Place


class Term(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A value. Build it with ``intern``; compare it with ``is``."""


T = TypeVar("T", bound=Term)

_table: dict[tuple[Any, ...], Term] = {}
memories: list[dict[Any, Any]] = []
"""What other modules remember of terms; emptied with them."""


def intern(term: T) -> T:
    """The one object that stands for this term."""
    key = (type(term), *msgspec.structs.astuple(term))
    return _table.setdefault(key, term)  # type: ignore[return-value]  # the key holds the type


def forget_all() -> None:
    """Drop every interned term: between runs only, since terms of two runs must not be compared."""
    _table.clear()
    for memory in memories:
        memory.clear()


F = TypeVar("F", bound=Callable[..., Any])


def remembered(function: F) -> F:
    """A pure function of terms, answered once for each: terms share structure, so that a plain recursion could take
    time exponential in the depth of the sharing."""
    known: dict[Any, Any] = {}
    memories.append(known)

    @wraps(function)
    def answer(*arguments: Any) -> Any:
        if arguments not in known:
            known[arguments] = function(*arguments)
        return known[arguments]

    return answer  # type: ignore[return-value]  # same signature


class Const(Term, frozen=True, eq=False, gc=False):
    """A constant. ``kind`` keeps 1, 1.0 and True apart; ``source`` is the literal in the file, for SQL positions."""

    value: str | int | float | bool | None
    kind: str
    source: ir.Constant | None = None
    path: str = ""


class Param(Term, frozen=True, eq=False, gc=False):
    """A parameter of the function under evaluation, not bound by any caller in view.

    ``required``: it has no default, or one that stands for injection (``Depends``). ``path`` resolves the annotation.
    """

    function: str
    name: str
    annotation: ir.Expression | None = None
    required: bool = True
    default: "Term | None" = None
    path: str = ""


class Attr(Term, frozen=True, eq=False, gc=False):
    """``base.name`` where nothing more is known."""

    base: Term
    name: str


class Index(Term, frozen=True, eq=False, gc=False):
    """``base[index]`` where nothing more is known."""

    base: Term
    index: Term


class Element(Term, frozen=True, eq=False, gc=False):
    """Some element of ``base``: a loop variable, at ``place``."""

    base: Term
    place: Place | None = None


class Argument(Term, frozen=True, eq=False, gc=False):
    """One argument of a recorded call; ``star`` as in the body."""

    value: Term
    keyword: str | None = None
    star: str = ""


class CallResult(Term, frozen=True, eq=False, gc=False):
    """``function(arguments)`` of something not entered: outside the project, unresolved, or inert."""

    function: Term
    arguments: tuple[Argument, ...]
    place: Place


class MethodCall(Term, frozen=True, eq=False, gc=False):
    """``receiver.name(arguments)`` recorded for later reading."""

    receiver: Term
    name: str
    arguments: tuple[Argument, ...]
    place: Place


class Operation(Term, frozen=True, eq=False, gc=False):
    """``left op right``; for one operand ``right`` is None. Comparisons too."""

    op: str
    left: Term
    right: Term | None
    place: Place | None = None


class Choice(Term, frozen=True, eq=False, gc=False):
    """``then`` where ``condition`` holds, else ``otherwise``."""

    condition: "Formula"
    then: Term
    otherwise: Term


class Sequence(Term, frozen=True, eq=False, gc=False):
    """A tuple, list or set at one moment. Items are values; Spread splats another sequence; Maybe is conditional."""

    kind: str
    items: tuple[Term, ...]


class Spread(Term, frozen=True, eq=False, gc=False):
    """``*value`` inside a Sequence."""

    value: Term


class Appended(Term, frozen=True, eq=False, gc=False):
    """``base`` (a sequence) with ``item`` added at its end; ``spread`` for ``extend``."""

    base: Term
    item: Term
    spread: bool = False


class Each(Term, frozen=True, eq=False, gc=False):
    """Any number of values, each of them like ``value``: a comprehension or a generator."""

    value: Term
    over: Term | None = None


class Mapping(Term, frozen=True, eq=False, gc=False):
    """A dict at one moment; a None key is ``**value``."""

    entries: tuple[tuple[Term | None, Term], ...]


class Subset(Term, frozen=True, eq=False, gc=False):
    """Some of the entries of a mapping; which of them is not in view."""

    whole: Mapping


class Updated(Term, frozen=True, eq=False, gc=False):
    """``base`` (a mapping) after ``base[key] = value``; a None key is ``update(value)``."""

    base: Term
    key: Term | None
    value: Term


class Text(Term, frozen=True, eq=False, gc=False):
    """An f-string or concatenation: constants and holes in order."""

    parts: tuple[Term, ...]
    place: Place | None = None


class Composed(Text, frozen=True, eq=False, gc=False):
    """SQL put together by a driver (``psycopg.sql``): a plain value formatted into it is quoted as a literal."""


class Ref(Term, frozen=True, eq=False, gc=False):
    """A mutable object on the heap: kind "list", "dict", "set" or "instance" (then ``class_id``)."""

    number: int
    kind: str
    class_id: str | None = None


class Instance(Term, frozen=True, eq=False, gc=False):
    """A project object's fields at one moment, as frozen into a recorded call. ``ref`` is its identity."""

    class_id: str
    fields: tuple[tuple[str, Term], ...]
    open: bool
    ref: Ref
    place: Place | None = None


class Function(Term, frozen=True, eq=False, gc=False):
    """A project function; ``bound`` is its self or cls."""

    id: str
    bound: Term | None = None


class Closure(Term, frozen=True, eq=False, gc=False):
    """A nested function or lambda with the number of the scope it was made in."""

    number: int
    name: str


class Class(Term, frozen=True, eq=False, gc=False):
    """A project class by id, with type arguments where subscripted."""

    id: str
    arguments: tuple[Term, ...] = ()


class Module(Term, frozen=True, eq=False, gc=False):
    """A project module."""

    name: str


class External(Term, frozen=True, eq=False, gc=False):
    """Something outside the project by dotted name."""

    name: str


class Super(Term, frozen=True, eq=False, gc=False):
    """``super()`` inside a method of ``class_id`` on ``receiver``."""

    class_id: str
    receiver: Term


class Partial(Term, frozen=True, eq=False, gc=False):
    """``functools.partial(function, arguments)``"""

    function: Term
    arguments: tuple[Argument, ...]


class TableObject(Term, frozen=True, eq=False, gc=False):
    """A ``Table(...)`` at module level, or ``Model.__table__``, by table name."""

    name: str


class Unknown(Term, frozen=True, eq=False, gc=False):
    """Nothing is known, and why. ``number`` keeps unrelated unknowns apart."""

    reason: str
    number: int = 0


# ---------------------------------------------------------------- conditions


class Atom(Term, frozen=True, eq=False, gc=False):
    """One test on a value: kind truthy, none, isinstance, equal, hasattr, opaque. ``detail`` is the class, constant or
    attribute examine for."""

    kind: str
    value: Term
    detail: "Term | str | None" = None


class Negation(Term, frozen=True, eq=False, gc=False):
    """Not."""

    item: "Formula"


class Conjunction(Term, frozen=True, eq=False, gc=False):
    """All of."""

    items: tuple["Formula", ...]


class Disjunction(Term, frozen=True, eq=False, gc=False):
    """One of."""

    items: tuple["Formula", ...]


Formula: TypeAlias = Union[bool, Atom, Negation, Conjunction, Disjunction]

NONE = intern(Const(None, "NoneType"))
ELLIPSIS = intern(Unknown("..."))


def const(value: str | int | float | bool | None) -> Const:
    """A constant without a place in the file."""
    return intern(Const(value, type(value).__name__))


def _formatted(part: Term) -> str | None:
    """A constant as it stands in an f-string: a whole number by its digits."""
    if isinstance(part, Const) and type(part.value) is int:
        return str(part.value)
    return constant_text(part)


def constant_text(value: Term) -> str | None:
    """The string a term is, if it is a constant one."""
    if isinstance(value, Const) and isinstance(value.value, str):
        return value.value
    if isinstance(value, Text):
        parts = [_formatted(part) for part in value.parts]
        if all(part is not None for part in parts):
            return "".join(part for part in parts if part is not None)
    return None
