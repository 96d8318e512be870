"""What code says about the session variable that policies compare and about who the principal is."""

import re
from collections.abc import Collection, Iterable, Iterator

from scopelint.model.body import (
    Attribute,
    BinaryOperation,
    Body,
    Call,
    Constant,
    Display,
    Formatted,
    FunctionBody,
    Name,
    Parameter,
    Subscript,
)
from scopelint.model.node import Node, Place, Span, parts
from scopelint.model.proposal import Hint

SETS = (
    re.compile(r"\bset_config\(\s*'([a-z_]\w*\.[\w.]+)'", re.IGNORECASE),
    re.compile(r"\bset\s+(?:local\s+|session\s+)?([a-z_]\w*\.\w+)\s*(?:=|to\b)", re.IGNORECASE),
)
"""Only variables with a dot are an application's own."""
INJECTORS = frozenset({"Depends", "Security", "Inject", "Provide"})
IDENTIFIES = re.compile(r"auth|user|principal|identity|caller|actor|claims|current|tenant|context", re.IGNORECASE)
PLAIN = frozenset({"str", "int", "bool", "bytes", "dict", "UUID"})
NO_PRINCIPAL = re.compile(r"Credentials?$|Form|Request$|Session$|Service$|Settings$|Config$")
"""Types of what is injected and is nobody: a header, a service."""
USUAL_NAMES = re.compile(
    r"(current|authenticated|auth|logged_in)_\w+|principal|identity|actor|caller|claims|ctx|(request|tenant)_context"
)
"""Names that nobody gives to a row that was read; ``user`` and ``account`` alone may be one."""


def words_of_hints(columns: Collection[str]) -> re.Pattern[bytes]:
    """What the bytes of a function hold if it may give a hint."""
    names = "|".join(re.escape(column) for column in sorted(columns))
    pattern = "set_config|" + "|".join(f"{word}\\(" for word in sorted(INJECTORS)) + r"|\bset\s+(?:local|session)\b"
    return re.compile(f"{pattern}|\\.(?:{names})\\b".encode() if names else pattern.encode(), re.IGNORECASE)


def code_hints(bodies: Iterable[tuple[str, Body]], columns: Collection[str]) -> tuple[Hint, ...]:
    """Hints of the bodies given with their paths, commonest first; ``columns`` are the tenant columns."""
    found = _Found(frozenset(columns))
    for path, body in bodies:
        found.read(path, body)
    return tuple(sorted(found.hints(), key=lambda hint: (hint.kind, -hint.count, hint.name)))


class _Found:
    def __init__(self, columns: frozenset[str]) -> None:
        self.columns = columns
        self.settings: dict[str, list[Place]] = {}
        self.injected: dict[str, list[tuple[Place, str]]] = {}
        self.asked: dict[str, list[tuple[Place, str]]] = {}
        self.states: list[tuple[Place, str]] = []

    def read(self, path: str, body: Body) -> None:
        if isinstance(body, FunctionBody):
            for parameter in body.parameters:
                self._parameter(path, parameter, body.span)
        for node in _below(body):
            if isinstance(node, Constant) and isinstance(node.value, str):
                self._text(path, node.value, node.span)
            elif isinstance(node, Formatted):
                self._text(path, "".join(_shown(part) for part in node.parts), node.span)
            elif isinstance(node, Attribute) and node.attr in self.columns:
                self._attribute(path, node)

    def _parameter(self, path: str, parameter: Parameter, span: Span) -> None:
        injected = [
            node
            for expression in (parameter.default, parameter.annotation)
            if expression is not None
            for node in _below(expression)
            if isinstance(node, Call) and _last(node.function) in INJECTORS
        ]
        if not injected or (annotation := _annotated(parameter.annotation)) in PLAIN or NO_PRINCIPAL.search(annotation):
            return
        names = [_last(node) for call in injected for argument in call.arguments for node in _below(argument.value)]
        names += [_last(node) for node in _below(parameter.annotation)] if parameter.annotation is not None else []
        said = next((name for name in names if name and IDENTIFIES.search(name)), None)
        by = f"injected by {_last(injected[0].function)}" + (f" ({said})" if said else "")
        where = self.injected if said else self.asked
        where.setdefault(parameter.name, []).append((Place(path, span), by))

    def _attribute(self, path: str, node: Attribute) -> None:
        place = Place(path, node.span)
        match node.value:
            case Attribute(value=Name(id="request" | "req"), attr="state"):
                self.states.append((place, node.attr))
            case Name(id=name):
                self.asked.setdefault(name, []).append((place, f".{node.attr}"))
            case _:
                pass

    def _text(self, path: str, text: str, span: Span) -> None:
        for pattern in SETS:
            for match in pattern.finditer(text):
                self.settings.setdefault(match[1], []).append(Place(path, span))

    def hints(self) -> Iterator[Hint]:
        for name, places in self.settings.items():
            yield Hint("setting", name, len(places), places[0])
        if self.states:
            columns = ", ".join(sorted({column for _, column in self.states}))
            yield Hint("principal", "state", len(self.states), self.states[0][0], f"request.state.{columns} is read")
        for name in sorted({*self.injected, *self.asked}):
            given = self.injected.get(name, [])
            asked = self.asked.get(name, [])
            reads = [word for _, word in asked if word.startswith(".")]
            handed = [by for _, by in asked if not by.startswith(".")]
            if given and (reads or IDENTIFIES.search(name)):
                words = f"parameter {given[0][1]}"
            elif reads and handed:
                words = f"parameter {handed[0]}, {name}{reads[0]} is read"
            elif reads and USUAL_NAMES.fullmatch(name):
                words = f"{name}{reads[0]} is read"
            else:
                continue
            yield Hint("principal", name, len(given) + len(asked), (given or asked)[0][0], words)


def _shown(part: Node) -> str:
    return part.value if isinstance(part, Constant) and isinstance(part.value, str) else "\0"


def _annotated(annotation: Node | None) -> str:
    """The name of a parameter's type: that in ``Annotated[...]``, ``Optional[...]`` or ``... | None``."""
    match annotation:
        case Subscript(value=outer, index=Display(elements=(first, *_))) if _last(outer) == "Annotated":
            return _annotated(first)
        case Subscript(value=outer, index=inner) if _last(outer) == "Optional":
            return _annotated(inner)
        case BinaryOperation(op="|", left=left):
            return _annotated(left)
        case None:
            return ""
        case _:
            return _last(annotation)


def _last(node: Node) -> str:
    match node:
        case Name(id=name) | Attribute(attr=name):
            return name
        case Call(function=function):
            return _last(function)
        case _:
            return ""


def _below(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(parts(node))
