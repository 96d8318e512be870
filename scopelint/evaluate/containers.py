"""Lists, dicts, tuples and strings: their content at a moment, and what Python's operations make of it."""

from typing import TYPE_CHECKING

from scopelint.evaluate.conditions import choose
from scopelint.evaluate.mappings import MOST_ENUMERATED, any_value, entries, known_entries, listed, lookup, one_of
from scopelint.evaluate.values import (
    NONE,
    Appended,
    Argument,
    Choice,
    Const,
    Each,
    Element,
    Index,
    Mapping,
    MethodCall,
    Operation,
    Param,
    Ref,
    Sequence,
    Spread,
    Term,
    Text,
    Updated,
    constant_text,
    intern,
    remembered,
)
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_UNROLLED = 24
CHANGES = frozenset(
    {"clear", "pop", "popitem", "remove", "discard", "append", "extend", "insert", "update", "sort", "reverse"}
)
"""Methods that change a list, set or dict."""


def content(run: "Run", value: Term) -> Term:
    """A container's content now; any other value as it is."""
    if isinstance(value, Ref) and value.kind != "instance":
        found = run.state.heap.get(value.number)
        return value if found is None or isinstance(found, dict) else found
    if isinstance(value, Choice) and run.world.heads.kind(value) is None:
        return choose(value.condition, content(run, value.then), content(run, value.otherwise))
    return value


@remembered
def items(value: Term) -> tuple[Term, ...] | None:
    """The items of a sequence whose length is known; None otherwise."""
    match value:
        case Sequence(items=found):
            return None if any(isinstance(item, Spread | Each) for item in found) else found
        case Appended(base=base, item=item, spread=False):
            before = items(base)
            return None if before is None else (*before, item)
        case Appended(base=base, item=item, spread=True):
            before, after = items(base), items(item)
            return None if before is None or after is None else (*before, *after)
        case Mapping(entries=entries) if all(key is not None for key, _ in entries):
            return tuple(key for key, _ in entries if key is not None)
    return None


def in_order(value: Term) -> tuple[Term, ...] | None:
    """The items of a sequence whose order is known too."""
    return None if isinstance(value, Sequence) and value.kind == "set" and len(value.items) > 1 else items(value)


def element(run: "Run", value: Term, place: Place | None) -> Term:
    """Some element of an iterable."""
    inner = content(run, value)
    found = _candidates(inner)
    if not found or len(found) > MOST_ENUMERATED:
        return intern(Element(inner, place))
    value = found[-1]
    for other in reversed(found[:-1]):
        value = choose(run.opaque("which element"), other, value)
    return value


@remembered
def _candidates(value: Term) -> tuple[Term, ...] | None:
    """What an element may be; None where not all of them are in view."""
    match value:
        case Each(value=only):
            return (only,)
        case Sequence(items=members):
            found: dict[Term, None] = {}
            for member in members:
                inner = (
                    _candidates(member if isinstance(member, Each) else member.value)
                    if isinstance(member, Each | Spread)
                    else (member,)
                )
                if inner is None:
                    return None
                found.update(dict.fromkeys(inner))
            return tuple(found)
        case Appended(base=base, item=member, spread=spread):
            before, after = _candidates(base), _candidates(member) if spread else (member,)
        case Choice(then=then, otherwise=otherwise):
            before, after = _candidates(then), _candidates(otherwise)
        case Mapping() | Updated():
            pairs = entries(value)
            return None if pairs is None else tuple(dict.fromkeys(key for key, _ in pairs))
        case _:
            return None
    return None if before is None or after is None else tuple(dict.fromkeys((*before, *after)))


def item(run: "Run", base: Term, index: Term) -> Term:
    """``base[index]``"""
    inner = content(run, base)
    if isinstance(inner, Choice):
        return choose(inner.condition, item(run, inner.then, index), item(run, inner.otherwise, index))
    if isinstance(index, Const):
        if isinstance(index.value, int) and isinstance(inner, Sequence) and inner.kind == "set":
            return element(run, inner, None)  # sorted: any of them
        if isinstance(index.value, int) and (known := items(inner)) is not None and not isinstance(inner, Mapping):
            if -len(known) <= index.value < len(known):
                return known[index.value]
        elif isinstance(index.value, str):
            found = lookup(inner, index.value)
            if found is not None:
                return found
    elif (chosen := one_of(inner, index, None) or any_value(run, inner)) is not None:
        return chosen
    return intern(Index(inner, index))


def concatenate(run: "Run", left: Term, right: Term) -> Term | None:
    """``left + right`` of two sequences."""
    first, second = content(run, left), content(run, right)
    if not isinstance(first, Sequence | Appended | Choice) or not isinstance(second, Sequence | Appended | Choice):
        return None
    if isinstance(first, Choice) and not _sequence_like(first):
        return None
    if isinstance(first, Sequence) and isinstance(second, Sequence):
        value: Term = intern(Sequence(first.kind, (*first.items, *second.items)))
    else:
        value = intern(Appended(first, second, True))
    return value if isinstance(first, Sequence) and first.kind == "tuple" else run.allocate("list", value)


def _sequence_like(value: Term) -> bool:
    match value:
        case Choice(then=then, otherwise=otherwise):
            return _sequence_like(then) and _sequence_like(otherwise)
    return isinstance(value, Sequence | Appended)


def merged_mapping(run: "Run", left: Term, right: Term) -> Term:
    """``left | right`` of two dicts."""
    return run.allocate("dict", intern(Updated(content(run, left), None, content(run, right))))


def percent_format(run: "Run", left: Term, right: Term, place: Place) -> Term:
    """``text % values`` as text with holes, where the directives are plain."""
    template = constant_text(left)
    values = items(content(run, right))
    if template is None:
        return intern(Operation("%", left, right, place))
    if values is None:
        values = (right,)
    pieces = template.replace("%d", "%s").split("%s")
    if len(pieces) != len(values) + 1:
        return intern(Text((left, intern(Operation("%", left, right, place))), place))
    parts: list[Term] = []
    for number, piece in enumerate(pieces):
        parts.append(intern(Const(piece, "str")))
        if number < len(values):
            parts.append(values[number])
    return intern(Text(tuple(parts), place))


def appended(base: Term, item_: Term) -> Term:
    """A sequence with one more item at its end."""
    if isinstance(base, Sequence):
        return intern(Sequence(base.kind, (*base.items, item_)))
    return intern(Appended(base, item_))


def call_method(run: "Run", ref: Ref, name: str, arguments: tuple[Argument, ...], place: Place) -> Term:
    """A method of a list, set or dict on the heap; mutates it."""
    inner = content(run, ref)
    values = [argument.value for argument in arguments]
    heap = run.state.heap
    match ref.kind, name:
        case ("list", "append") | ("set", "add") if len(values) == 1:
            heap[ref.number] = appended(inner, values[0])
            return intern(Const(None, "NoneType"))
        case ("list", "extend") | ("set", "update") if len(values) == 1:
            other = content(run, values[0])
            run.observe_iteration(other, place)
            if isinstance(inner, Sequence) and isinstance(other, Sequence):
                heap[ref.number] = intern(Sequence(inner.kind, (*inner.items, *other.items)))
            else:
                heap[ref.number] = intern(Appended(inner, other, True))
            return intern(Const(None, "NoneType"))
        case ("list", "insert") if len(values) == 2:
            placed, at = in_order(inner), values[0].value if isinstance(values[0], Const) else None
            if placed is not None and isinstance(at, int):
                added = [*placed]
                added.insert(at, values[1])
                heap[ref.number] = intern(Sequence("list", tuple(added)))
            else:
                heap[ref.number] = appended(inner, values[1])
            return intern(Const(None, "NoneType"))
        case ("list", "copy") | ("set", "copy") | ("dict", "copy"):
            return run.allocate(ref.kind, inner)
        case ("dict", "update"):
            for argument in arguments:
                if argument.keyword is not None:
                    key: Term | None = intern(Const(argument.keyword, "str"))
                    heap[ref.number] = intern(Updated(content(run, ref), key, argument.value))
                else:
                    heap[ref.number] = intern(Updated(content(run, ref), None, content(run, argument.value)))
            return intern(Const(None, "NoneType"))
        case ("dict", "get") if (
            values and (chosen := one_of(inner, values[0], values[1] if len(values) > 1 else NONE)) is not None
        ):
            return chosen
        case ("dict", "get") if (
            values
            and not isinstance(values[0], Const)
            and (chosen := any_value(run, inner, values[1] if len(values) > 1 else NONE)) is not None
        ):
            return chosen
        case ("dict", "get" | "pop" | "setdefault") if values:
            if name == "pop":
                delete_item(run, ref, values[0])
            key_text = constant_text(values[0])
            found = None if key_text is None else lookup(inner, key_text)
            if found is not None:
                return found
            if key_text is not None and (known := known_entries(inner)) is not None and key_text not in known:
                default = values[1] if len(values) > 1 else intern(Const(None, "NoneType"))
                if name == "setdefault":
                    heap[ref.number] = intern(Updated(inner, values[0], default))
                return default
        case ("dict", "items" | "values" | "keys"):
            view = listed(inner, name)
            if view is not None:
                return view
        case ("list", "pop"):
            index = values[0] if values else intern(Const(-1, "int"))
            delete_item(run, ref, index)
            return item(run, inner, index)
        case ("list" | "set" | "dict", "clear"):
            heap[ref.number] = intern(Mapping(())) if ref.kind == "dict" else intern(Sequence(ref.kind, ()))
            return intern(Const(None, "NoneType"))
        case ("list", "remove") | ("set", "remove" | "discard" | "pop" | "difference_update") | ("dict", "popitem"):
            heap[ref.number] = run.fresh(f"{ref.kind} after .{name}()")
            return intern(Element(inner, place))
        case ("list", "sort" | "reverse"):
            before = in_order(inner)
            if before is not None:
                backwards = name == "reverse"
                heap[ref.number] = intern(Sequence("list", before[::-1]) if backwards else Sequence("set", before))
            return intern(Const(None, "NoneType"))
    return intern(MethodCall(inner, name, arguments, place))


def set_item(run: "Run", base: Term, index: Term, value: Term) -> None:
    """``base[index] = value``"""
    run.changes_parameter = run.changes_parameter or isinstance(base, Param)
    if isinstance(base, Ref) and base.kind in ("dict", "list"):
        inner = content(run, base)
        if base.kind == "dict":
            run.state.heap[base.number] = intern(Updated(inner, index, value))
        else:
            known = in_order(inner)
            at = index.value if isinstance(index, Const) else None
            if known is not None and isinstance(at, int) and -len(known) <= at < len(known):
                replaced = [*known]
                replaced[at] = value
                run.state.heap[base.number] = intern(Sequence("list", tuple(replaced)))
            else:
                run.state.heap[base.number] = run.fresh("list with another item")
    elif isinstance(base, Choice):
        set_item(run, base.then, index, value)
        set_item(run, base.otherwise, index, value)


def delete_item(run: "Run", base: Term, index: Term) -> None:
    """``del base[index]``, and what ``pop`` does."""
    run.changes_parameter = run.changes_parameter or isinstance(base, Param)
    if isinstance(base, Choice):
        delete_item(run, base.then, index)
        delete_item(run, base.otherwise, index)
    elif isinstance(base, Ref) and base.kind == "dict":
        inner, key = content(run, base), constant_text(index)
        known = known_entries(inner)
        if known is not None and key is not None:
            kept = tuple((intern(Const(name, "str")), value) for name, value in known.items() if name != key)
            run.state.heap[base.number] = intern(Mapping(kept))
        elif key is None or lookup(inner, key) is not None:
            run.state.heap[base.number] = run.fresh("dict without an item")
    elif isinstance(base, Ref) and base.kind == "list":
        found, at = in_order(content(run, base)), index.value if isinstance(index, Const) else None
        if found is not None and isinstance(at, int) and -len(found) <= at < len(found):
            at %= len(found)
            run.state.heap[base.number] = intern(Sequence("list", (*found[:at], *found[at + 1 :])))
        else:
            run.state.heap[base.number] = run.fresh("list without an item")
