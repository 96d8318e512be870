"""Rows and what is taken from them: the statement a row was loaded by, its class, values collected from many rows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from scopelint.evaluate import terms, typing_hints
from scopelint.evaluate.sqlalchemy_names import EXECUTE, Heads
from scopelint.evaluate.values import (
    NONE,
    Appended,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    Each,
    Element,
    External,
    Function,
    Index,
    Mapping,
    MethodCall,
    Operation,
    Sequence,
    Spread,
    Term,
    Updated,
)

if TYPE_CHECKING:
    from scopelint.evaluate.lowering import Lowering


def row_model(lowering: "Lowering", row: Term) -> str | None:
    """The mapped class of a loaded row, from its type or from the statement that loaded it."""
    found = typing_hints.class_of(lowering.run, row)
    if found is not None:
        return found if found in lowering.program.mapped else None
    statement = loading_statement(lowering.heads, row)
    if statement is None:
        owner, name = navigated(row)
        model = None if owner is None else row_model(lowering, owner)
        related = None if model is None else lowering.program.mapped[model].relationships.get(name)
        return None if related is None else related.target
    if isinstance(statement, Class):
        return statement.id
    return first_entity(statement)


def navigated(row: Term) -> tuple[Term | None, str]:
    """``task.project``, ``task.comments[0]``: the row it starts from and the attribute; (None, "") for anything else."""
    while isinstance(row, Element | Index):
        row = row.base
    return (row.base, row.name) if isinstance(row, Attr) else (None, "")


def loading_statement(heads: Heads, row: Term) -> Term | None:
    """The statement (or, for ``session.get``, the class) a row was read by."""
    node = row
    for _ in range(24):
        match node:
            case Choice():
                node = node.then if not isinstance(node.then, Const) else node.otherwise
            case Element() | Index():
                if heads.kind(node.base) == "query":  # iterated without a terminal call
                    return node.base
                node = node.base
            case MethodCall():
                if heads.kind(node.receiver) == "query":
                    return node.receiver
                if node.name in EXECUTE and node.arguments and heads.kind(node.arguments[0].value) is not None:
                    return node.arguments[0].value
                if node.name in ("get", "get_one") and node.arguments and isinstance(node.arguments[0].value, Class):
                    return node.arguments[0].value
                if node.name not in terms.LOADS:
                    return None
                node = node.receiver
            case _:
                return None
    return None


def first_entity(statement: Term) -> str | None:
    """The class a ``select(Model)`` or ``query(Model)`` returns rows of."""
    node = statement
    while True:
        match node:
            case Choice():
                node = node.then
            case MethodCall(name="query", arguments=(first, *_)) | CallResult(arguments=(first, *_)):
                return first.value.id if isinstance(first.value, Class) else None
            case MethodCall():
                node = node.receiver
            case Attr(base=Class() as cls):
                return cls.id
            case _:
                return None


def entities(statement: Term) -> list[str]:
    """The classes that a statement's rows, or the columns of its rows, are of; "" for one that is not in view."""
    node = statement
    while True:
        match node:
            case Choice():
                return [*entities(node.then), *entities(node.otherwise)]
            case MethodCall(name="query", arguments=found) | CallResult(arguments=found) if found:
                return [_entity(argument.value) for argument in found]
            case MethodCall(name=name) if name in RESELECTS:
                return [""]
            case MethodCall():
                node = node.receiver
            case Attr(base=Class() as cls):
                return [cls.id]
            case _:
                return [""]


def _entity(value: Term) -> str:
    while isinstance(value, Attr):
        value = value.base
    return value.id if isinstance(value, Class) else ""


class Rows(NamedTuple):
    """Rows of one mapped class: one or many of them, or perhaps none."""

    model: str
    many: bool
    optional: bool


def rows_given(heads: Heads, value: Term) -> Rows | None:
    """The rows that a value is; None for anything else, and where they are of several classes."""
    match value:
        case Choice():
            sides = (value.then, value.otherwise)
            found = [rows_given(heads, side) for side in sides if side is not NONE]
            first = found[0] if found else None
            if first is None or any(rows is None or rows[:2] != first[:2] for rows in found):
                return None
            return first._replace(optional=NONE in sides or any(rows is not None and rows.optional for rows in found))
        case MethodCall(name=name) if name in terms.LOADS and _gives_entities(heads, value):
            statement = loading_statement(heads, value)
            model = statement.id if isinstance(statement, Class) else _selected_class(statement)
            return None if model is None else Rows(model, name in MANY, name in MAY_FIND_NOTHING)
    return None


def _gives_entities(heads: Heads, call: MethodCall) -> bool:
    """``execute(...).first()`` is a tuple of what was selected, ``execute(...).scalars().first()`` the row itself."""
    unpacked = call.name.startswith("scalar")
    node: Term = call.receiver
    while isinstance(node, MethodCall) and heads.kind(node) is None:
        unpacked = unpacked or node.name in ("scalars", "exec")
        if node.name in EXECUTE:
            return unpacked
        node = node.receiver
    return True


def _selected_class(statement: Term | None) -> str | None:
    """The class that is all a statement selects."""
    node = statement
    while isinstance(node, MethodCall) and node.name != "query":
        if node.name in RESELECTS:
            return None
        node = node.receiver
    match node:
        case MethodCall(arguments=(only,)) | CallResult(arguments=(only,)):
            return only.value.id if isinstance(only.value, Class) and not only.star else None
        case Attr(base=Class() as cls, name="query"):
            return cls.id
    return None


def loading_statements(heads: Heads, row: Term, depth: int = 12) -> list[Term] | None:
    """Every statement that a row may have been read by, one a side of each choice; None where one is not in view."""
    match row:
        case Const(value=None):
            return []
        case Choice() if depth:
            sides = [loading_statements(heads, side, depth - 1) for side in (row.then, row.otherwise)]
            return None if None in sides else [statement for side in sides for statement in side or ()]
        case Element() | Index() if depth and heads.kind(row.base) != "query":
            return loading_statements(heads, row.base, depth - 1)
        case MethodCall() if depth and isinstance(row.receiver, Choice | MethodCall) and _hands_on(heads, row):
            return loading_statements(heads, row.receiver, depth - 1)
    found = loading_statement(heads, row)
    return None if found is None or isinstance(row, Choice) else [found]


def _hands_on(heads: Heads, call: MethodCall) -> bool:
    """``rows.scalars()``: the rows of what it is called on."""
    return call.name in terms.LOADS and not call.arguments and heads.kind(call.receiver) is None


MANY = frozenset({"all", "fetchall", "scalars", "fetch_all", "fetch", "mappings", "tuples", "partitions", "unique"})
MAY_FIND_NOTHING = frozenset({"first", "one_or_none", "get", "scalar", "scalar_one_or_none", "fetchone"})
RESELECTS = frozenset({"with_entities", "with_only_columns", "add_columns", "select_entity_from"})
SAME_ITEMS = frozenset({"list", "set", "tuple", "frozenset", "sorted", "reversed", "iter", "map", "filter"})


class Collected:
    """Whether the values of a collection were read by confined statements only, or given from outside.

    ``confined`` and ``loads`` answer for a statement and for a project function that was not entered: True, False, or
    None where they cannot tell.
    """

    def __init__(
        self, heads: Heads, confined: Callable[[Term], bool | None], loads: Callable[[str], bool | None]
    ) -> None:
        self.heads = heads
        self.confined = confined
        self.loads = loads
        self._known: dict[Term, bool | None] = {}

    def top(self, value: Term) -> bool | None:
        """The answer for a value that a statement is confined to; a single value is the caller's to choose."""
        match value:
            case Choice():
                return _both(self.top(value.then), self.top(value.otherwise))
            case MethodCall() if terms.is_loaded(value):
                return self.of(value) if value.name in MANY else True
            case Sequence() | Appended() | Each() | Operation() | CallResult() | MethodCall() | Mapping() | Updated():
                return self.of(value)
        return True

    def of(self, value: Term) -> bool | None:
        """The answer for all items of a collection, or for one item."""
        if value not in self._known:
            self._known[value] = None
            self._known[value] = self._of(value)
        return self._known[value]

    def _of(self, value: Term) -> bool | None:
        match value:
            case Sequence():
                return _all([self.of(item) for item in value.items])
            case Appended():
                return _both(self.of(value.base), self.of(value.item))
            case Each() | Spread():
                return self.of(value.value)
            case Choice():
                return _both(self.of(value.then), self.of(value.otherwise))
            case Mapping():
                return _all([self.of(_first(item) if key is None else key) for key, item in value.entries])
            case Updated():
                return _both(self.of(value.base), self.of(value.value if value.key is None else value.key))
            case Operation(right=None):
                return self.of(value.left)
            case Operation(op="-", left=left):
                return self.of(left)
            case Operation(op="&", left=left, right=right) if right is not None:
                return _either(self.of(left), self.of(right))
            case Operation(left=left, right=right) if right is not None:
                return _both(self.of(left), self.of(right))
            case MethodCall(name="difference", receiver=receiver):
                return self.of(receiver)
            case MethodCall(name="intersection", receiver=receiver):
                answers = [self.of(receiver), *(self.of(argument.value) for argument in value.arguments)]
                return True if True in answers else _all(answers)
        if terms.is_loaded(value) or isinstance(value, Element):
            return self._read(value)
        match value:
            case CallResult(function=Function(id=id)):
                return self.loads(id)
            case CallResult(function=External(name=name)) if name.rsplit(".", 1)[-1] in SAME_ITEMS:
                return _all([self.of(argument.value) for argument in value.arguments])
            case MethodCall():
                return _all([self.of(value.receiver), *(self.of(argument.value) for argument in value.arguments)])
            case Attr() | Index():
                return self.of(value.base)
        return True

    def _read(self, value: Term) -> bool | None:
        """For a row, a list of rows, or a column of one."""
        while isinstance(value, Attr) or (isinstance(value, Index) and isinstance(value.index, Const)):
            value = value.base
        statements = loading_statements(self.heads, value)
        if statements is None:
            return self.of(value.base) if isinstance(value, Element | Index) else None
        return _all([self.confined(statement) for statement in statements])


def _first(value: Term) -> Term:
    """The key, of entries that are alike."""
    match value:
        case Each(value=Sequence(items=(key, _))):
            return key
    return value


def _both(left: bool | None, right: bool | None) -> bool | None:
    return _all([left, right])


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _either(left: bool | None, right: bool | None) -> bool | None:
    return True if left or right else None if left is None or right is None else False
