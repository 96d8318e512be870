"""What a declaration's expressions come to without running anything: constants, names, calls of a library."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, Union

from scopelint.model.body import Expression
from scopelint.model.node import Span
from scopelint.model.program import ClassRef, ExternalRef, Ref


@dataclass(frozen=True)
class Known:
    """A constant."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class Symbol:
    """A class, function or module of the project, or something outside it."""

    ref: Ref


@dataclass(frozen=True)
class Made:
    """A call that was not entered: ``Column(String, nullable=False)``. ``whole``: no argument is hidden in a splat."""

    callee: "Value"
    positional: tuple["Value", ...]
    keywords: dict[str, "Value"]
    whole: bool
    span: Span


@dataclass(frozen=True)
class Sequence:
    """A tuple, list or set; ``whole``: no element is hidden in a splat."""

    kind: Literal["tuple", "list", "set"]
    elements: tuple["Value", ...]
    whole: bool = True


@dataclass(frozen=True)
class Entries:
    """A dict with constant keys; ``whole``: no entry is hidden."""

    entries: dict[str, "Value"]
    whole: bool = True


@dataclass(frozen=True)
class Indexed:
    """``value[arguments]``, as in ``Mapped[list["Task"]]``."""

    value: "Value"
    arguments: tuple["Value", ...]


@dataclass(frozen=True)
class Member:
    """``owner.name`` where the owner's inside is not known here: ``Task.id``, ``table.c.id``, ``db.Model``."""

    owner: "Value"
    name: str


@dataclass(frozen=True)
class Operation:
    """``a == b``, ``a & b``, ``a | b`` of values that are no constants."""

    op: str
    operands: tuple["Value", ...]


@dataclass(frozen=True)
class Partial:
    """``functools.partial(callee, ...)``"""

    callee: "Value"
    positional: tuple["Value", ...]
    keywords: dict[str, "Value"]


@dataclass(frozen=True)
class Deferred:
    """A lambda without parameters, not yet looked into."""

    expression: Expression
    scope: "Scope"


@dataclass(frozen=True)
class Unknown:
    """Not to be told, and why in a few words."""

    reason: str


Value: TypeAlias = Union[Known, Symbol, Made, Sequence, Entries, Indexed, Member, Operation, Partial, Deferred, Unknown]


@dataclass
class Scope:
    """Where names are looked up: local values first, then the module at ``path``, at ``line`` if that runs on import.
    ``depth`` counts entered functions."""

    path: str
    local: dict[str, Value] = field(default_factory=dict)
    depth: int = 0
    line: int | None = None


def library_name(value: Value) -> str | None:
    """The last part of the name of something outside the project: "Column" for ``sa.Column`` and for ``db.Column``."""
    match value:
        case Symbol(ref=ExternalRef(name=name)):
            return name.rpartition(".")[2]
        case Member(owner=owner, name=name) if not isinstance(owner, Symbol) or not isinstance(owner.ref, ClassRef):
            return name
        case _:
            return None


def dotted_library_name(value: Value) -> str | None:
    """The whole dotted name of something outside the project."""
    return value.ref.name if isinstance(value, Symbol) and isinstance(value.ref, ExternalRef) else None


def made(value: Value, *names: str) -> Made | None:
    """``value`` if it is a call of one of these library names."""
    return value if isinstance(value, Made) and library_name(value.callee) in names else None


def text(value: Value | None) -> str | None:
    """A constant string."""
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None


def truth(value: Value | None) -> bool | None:
    """Whether a constant (or something made) is true; None if not known."""
    match value:
        case Known(value=constant):
            return bool(constant)
        case Sequence(elements=elements, whole=True):
            return bool(elements)
        case Made() | Symbol():
            return True
        case _:
            return None
