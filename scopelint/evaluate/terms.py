"""Questions about terms: how to show one, where its value came from, which parameters it hangs on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from scopelint.evaluate import typing_hints
from scopelint.evaluate.sqlalchemy_names import EXECUTE
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    Closure,
    Const,
    Element,
    External,
    Function,
    Index,
    Instance,
    MethodCall,
    Module,
    Operation,
    Param,
    Ref,
    Sequence,
    TableObject,
    Term,
    Unknown,
    memories,
    remembered,
)
from scopelint.model.relation import Origin

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

LOADS = frozenset(
    {"first", "one", "one_or_none", "all", "get", "get_one", "scalar_one", "scalar_one_or_none", "fetchone", "fetchall",
     "scalars", "unique", "mappings", "fetchrow", "fetch_one", "fetch_all", "first_or_404", "get_or_404", "partitions",
     "tuples", "scalar", "fetchval"}
)  # fmt: skip
PRINCIPALS = frozenset({"current_user", "principal", "current_principal", "current_account", "logged_in_user"})


def describe(value: Term, depth: int = 5) -> str:
    """A term as a person would write it."""
    if depth == 0:
        return "..."
    match value:
        case Const():
            return repr(value.value)
        case Param():
            return value.name
        case Attr():
            return f"{describe(value.base, depth - 1)}.{value.name}"
        case Index():
            return f"{describe(value.base, depth - 1)}[{describe(value.index, depth - 1)}]"
        case Element():
            return f"each of {describe(value.base, depth - 1)}"
        case CallResult():
            return f"{describe(value.function, depth - 1)}(...)"
        case MethodCall():
            return f"{describe(value.receiver, depth - 1)}.{value.name}(...)"
        case Operation():
            if value.right is None:
                return f"{value.op} {describe(value.left, depth - 1)}"
            return f"{describe(value.left, depth - 1)} {value.op} {describe(value.right, depth - 1)}"
        case Class() | Function():
            return value.id.rsplit(":", 1)[-1]
        case Module() | External() | TableObject():
            return value.name
        case Ref() | Instance():
            return (value.class_id or value.kind if isinstance(value, Ref) else value.class_id).rsplit(":", 1)[-1]
        case Choice():
            return f"{describe(value.then, depth - 1)} or {describe(value.otherwise, depth - 1)}"
        case Sequence():
            return "[" + ", ".join(describe(item, depth - 1) for item in value.items[:4]) + "]"
    return "a value"


def root(value: Term) -> Term:
    """What a chain of attributes, items and method calls starts from."""
    while True:
        match value:
            case Attr() | Index() | Element():
                value = value.base
            case MethodCall():
                value = value.receiver
            case CallResult(arguments=(Argument(value=inner),)) if isinstance(value.function, External | Class):
                value = inner  # UUID(org_id), str(org_id)
            case _:
                return value


@remembered
def is_loaded(value: Term) -> bool:
    """Whether a value was read from the database (a row, a list of rows, or a column of one)."""
    one = False
    while True:
        match value:
            case MethodCall(name=name):
                if name in LOADS or name in EXECUTE or (one and name == "query" and value.arguments):
                    return True
                value = value.receiver
            case Element() | Index():
                one, value = True, value.base  # an item of a Query that is iterated
            case Attr():
                value = value.base
            case Choice():
                return is_loaded(value.then) or is_loaded(value.otherwise)
            case _:
                return False


def is_iterated(value: Term) -> bool:
    """Whether a value is, or is a part of, one of the items that a loop went over: collected, they are many."""
    while isinstance(value, Attr | Index):
        value = value.base
    return isinstance(value, Element)


def origin_of(run: "Run", value: Term, principals: frozenset[str]) -> Origin:
    """Where a bound value came from."""
    if isinstance(value, Const):
        return "literal"
    start = root(value)
    node = value
    while isinstance(node, Attr | Index | MethodCall | Element):
        name = node.name if isinstance(node, Attr | MethodCall) else ""
        if name in principals:
            return "principal"
        node = node.receiver if isinstance(node, MethodCall) else node.base
    if isinstance(start, Param):
        if start.name in principals:
            return "principal"
        kind = typing_hints.external_type(run, start)
        if kind is not None and kind.rsplit(".", 1)[-1] == "Request" and start is not value:
            return "request"
        return "row" if is_loaded(value) else "parameter"
    if is_loaded(value):
        return "row"
    if isinstance(start, Ref | Instance):
        return "parameter"
    if isinstance(value, Choice):
        return origin_of(run, value.then, principals)
    return "unknown"


def children(value: Term) -> list[Term]:
    """The terms a term is made of."""
    found: list[Term] = []
    for field in msgspec.structs.astuple(value):
        if isinstance(field, Term | tuple):
            _collect(field, found)
    return found


def _collect(field: object, found: list[Term]) -> None:
    if isinstance(field, Term):
        found.append(field)
    elif isinstance(field, tuple):
        for item in field:
            _collect(item, found)


LEAVES = (Param, Class, Function, Const, External, Module, Closure, TableObject, Ref, Unknown)


class Remembered:
    """A yes-or-no or set question about terms, answered once for each term: terms share structure, so a walk that
    forgot would take time exponential in the depth of the sharing."""

    def __init__(self, own: "Callable[[Term], frozenset[Param] | None]") -> None:
        self.own = own
        self.known: dict[Term, frozenset[Param]] = {}

    def __call__(self, value: Term) -> frozenset[Param]:
        """The union over the term and all it is made of; ``own`` None means: look inside."""
        known = self.known
        stack = [value]
        while stack:
            node = stack[-1]
            if node in known:
                stack.pop()
                continue
            found = self.own(node)
            if found is not None:
                known[node] = found
                stack.pop()
                continue
            inner = children(node)
            waiting = [child for child in inner if child not in known]
            if waiting:
                stack.extend(waiting)
                continue
            known[node] = NO_PARAMS.union(*(known[child] for child in inner)) if inner else NO_PARAMS
            stack.pop()
        return known[value]


NO_PARAMS: frozenset[Param] = frozenset()


def _own_params(node: Term) -> frozenset[Param] | None:
    if isinstance(node, Param):
        return frozenset((node,))
    return NO_PARAMS if isinstance(node, LEAVES) else None


params_in = Remembered(_own_params)
memories.append(params_in.known)
"""The parameters a term hangs on."""
