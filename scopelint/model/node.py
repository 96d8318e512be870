"""What every noun is made of: a frozen record, and a span in a Python or SQL file."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

N = TypeVar("N", bound="Node")


class Node(msgspec.Struct, frozen=True, tag=True, tag_field="node", gc=False):
    """A frozen, hashable, serialisable record. Tagged by class name, so that a cache can read it back."""


class Span(Node, frozen=True):
    """A region of a file: 1-based lines and columns in Unicode code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(Node, frozen=True):
    """A span in a named file; ``path`` is relative to the project root and uses ``/``."""

    path: str
    span: Span


def parts(node: Node) -> list[Node]:
    """The nodes that a node holds in its fields, in order; places are left out."""
    found: list[Node] = []
    read = _held(type(node))
    if read is None:
        return found
    for held in read(node):
        if held is None:
            continue
        if isinstance(held, tuple):
            for one in held:
                if isinstance(one, Node):
                    found.append(one)
                elif isinstance(one, tuple):
                    found += [inner for inner in one if isinstance(inner, Node)]
        elif isinstance(held, Node):
            found.append(held)
    return found


def rebuilt(node: N, change: Callable[[Node], Node]) -> N:
    """``node`` with ``change`` made to each of the nodes it holds; ``node`` itself where that changes nothing."""
    new: dict[str, Any] = {}
    for name in _holding(type(node)):
        held = getattr(node, name)
        if held is not None and (made := _changed(held, change)) is not held:
            new[name] = made
    return msgspec.structs.replace(node, **new) if new else node


def _changed(held: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(held, Node):
        return change(held)
    if isinstance(held, tuple) and held:
        made = tuple(_changed(one, change) for one in held)
        return held if all(new is old for new, old in zip(made, held, strict=True)) else made
    return held


_PLAIN = frozenset(
    (str, bool, int, float, NoneType, Place, Ellipsis, "str", "bool", "int", "Place", "str | None", "Place | None")
)


@cache
def _held(kind: type[Node]) -> Callable[[Node], tuple[Any, ...]] | None:
    """Reads the fields that can hold nodes, all at once; None: there are none."""
    names = _holding(kind)
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda node: (getattr(node, names[0]),)) if names else None


@cache
def _holding(kind: type[Node]) -> tuple[str, ...]:
    """Fields that can hold nodes, by their annotations."""
    annotated = {
        name: hint for base in reversed(kind.__mro__) for name, hint in vars(base).get("__annotations__", {}).items()
    }
    return tuple(name for name in kind.__struct_fields__ if not _is_plain(annotated[name]))


def _is_plain(hint: object) -> bool:
    if get_origin(hint) in (Union, UnionType, tuple):
        return all(_is_plain(one) for one in get_args(hint))
    if get_origin(hint) is Literal:
        return True
    try:
        return hint in _PLAIN
    except TypeError:
        return False
