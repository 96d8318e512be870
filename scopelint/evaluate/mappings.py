"""Dicts: which entries one may hold, what stands under a key, and what ``.items()`` goes over."""

from typing import TYPE_CHECKING

from scopelint.evaluate.conditions import choose, equals
from scopelint.evaluate.values import (
    Choice,
    Const,
    Each,
    Mapping,
    Sequence,
    Term,
    Updated,
    constant_text,
    intern,
    remembered,
)

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_ENUMERATED = 12


@remembered
def known_entries(value: Term) -> dict[str, Term] | None:
    """A mapping with constant string keys, all of them known; later entries win."""
    match value:
        case Mapping(entries=entries):
            result: dict[str, Term] = {}
            for key, item in entries:
                if key is None:
                    inner = known_entries(item)
                    if inner is None:
                        return None
                    result.update(inner)
                    continue
                name = constant_text(key)
                if name is None:
                    return None
                result[name] = item
            return result
        case Updated(base=base, key=key, value=item):
            before = known_entries(base)
            if before is None:
                return None
            if key is None:
                inner = known_entries(item)
                return None if inner is None else {**before, **inner}
            name = constant_text(key)
            return None if name is None else {**before, name: item}
        case Choice(condition=condition, then=then, otherwise=otherwise):
            left, right = known_entries(then), known_entries(otherwise)
            if left is not None and right is not None and left.keys() == right.keys():
                return {name: choose(condition, left[name], right[name]) for name in left}
    return None


@remembered
def entries(value: Term) -> tuple[tuple[Term, Term], ...] | None:
    """The pairs of key and value that a mapping may hold; None where not all of them are in view."""
    found: list[tuple[tuple[Term, Term], ...] | None] = []
    match value:
        case Mapping(entries=pairs):
            for key, item in pairs:
                found.append(_like(item) if key is None else ((key, item),))
        case Updated(base=base, key=key, value=item):
            found = [entries(base), entries(item) if key is None else ((key, item),)]
        case Choice(then=then, otherwise=otherwise):
            found = [entries(then), entries(otherwise)]
        case _:
            return None
    known = [pairs for pairs in found if pairs is not None]
    return tuple(dict.fromkeys(pair for pairs in known for pair in pairs)) if len(known) == len(found) else None


def _like(value: Term) -> tuple[tuple[Term, Term], ...] | None:
    """``**value``: another mapping, or any number of entries like one."""
    match value:
        case Each(value=Sequence(items=(key, item))):
            return ((key, item),)
    return entries(value)


def any_value(run: "Run", mapping: Term, default: Term | None = None) -> Term | None:
    """What stands in a mapping under a key of which nothing is known; None where not all its values are in view."""
    pairs = entries(mapping)
    values = list(dict.fromkeys(value for _, value in pairs or ()))
    if not values or len(values) > MOST_ENUMERATED:
        return None
    result = values.pop() if default is None else default
    for other in reversed(values):
        result = choose(run.opaque("which entry"), other, result)
    return result


def one_of(mapping: Term, key: Term, default: Term | None) -> Term | None:
    """``mapping[key]`` for an unknown key of a short constant mapping: one of its values, each under its condition."""
    known = known_entries(mapping)
    if not known or len(known) > MOST_ENUMERATED or isinstance(key, Const):
        return None
    names = list(known)
    result = known[names.pop()] if default is None else default
    for name in reversed(names):
        result = choose(equals(key, intern(Const(name, "str"))), known[name], result)
    return result


@remembered
def lookup(mapping: Term, key: str) -> Term | None:
    """The value under a constant key, where certain."""
    match mapping:
        case Mapping(entries=entries):
            for name, value in reversed(entries):
                if name is None:
                    inner = lookup(value, key)
                    if inner is not None:
                        return inner
                    if known_entries(value) is None:
                        return None
                elif constant_text(name) == key:
                    return value
                elif constant_text(name) is None:
                    return None
            return None
        case Updated(base=base, key=name, value=value):
            if name is None:
                inner = lookup(value, key)
                if inner is not None:
                    return inner
                return lookup(base, key) if known_entries(value) is not None else None
            text = constant_text(name)
            if text == key:
                return value
            return lookup(base, key) if text is not None else None
        case Choice(condition=condition, then=then, otherwise=otherwise):
            left, right = lookup(then, key), lookup(otherwise, key)
            return None if left is None or right is None else choose(condition, left, right)
    return None


def listed(mapping: Term, name: str) -> Term | None:
    """``.items()``, ``.values()`` and ``.keys()`` of a dict whose entries are in view."""
    known = known_entries(mapping)
    if known is not None:
        pairs: list[tuple[Term, Term]] = [(intern(Const(key, "str")), value) for key, value in known.items()]
    else:
        pairs = list(entries(mapping) or ())
    if not pairs and known is None:
        return None
    taken = [{"items": intern(Sequence("tuple", pair)), "keys": pair[0], "values": pair[1]}[name] for pair in pairs]
    several = taken if known is not None else [intern(Each(one)) for one in dict.fromkeys(taken)]
    return intern(Sequence("list", tuple(several)))
