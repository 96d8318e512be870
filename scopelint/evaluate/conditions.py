"""Conditions on values: their truth as far as known, and formulas that keep their identity so that tests correlate."""

from collections.abc import Iterable, Iterator, Mapping

from scopelint.evaluate.values import (
    Appended,
    Atom,
    Choice,
    Class,
    Conjunction,
    Const,
    Disjunction,
    External,
    Formula,
    Function,
    Instance,
    MethodCall,
    Module,
    Negation,
    Operation,
    Ref,
    Sequence,
    TableObject,
    Term,
    Text,
    Unknown,
    intern,
    memories,
    remembered,
)
from scopelint.evaluate.values import Mapping as MappingTerm

Known = Mapping[Atom, bool]
MOST_TESTS = 16
MOST_ALTERNATIVES = 24
_alternatives: dict[Choice, int] = {}
_widened: dict[Choice, Unknown] = {}
memories.extend((_alternatives, _widened))


def negate(formula: Formula) -> Formula:
    """The formula that holds where this one does not."""
    match formula:
        case bool():
            return not formula
        case Negation(item=item):
            return item
        case _:
            return intern(Negation(formula))


def conjunction(items: Iterable[Formula]) -> Formula:
    """All of the items; False as soon as one is, and flat."""
    return _combine(items, absorbing=False)


def disjunction(items: Iterable[Formula]) -> Formula:
    """One of the items; True as soon as one is, and flat."""
    return _combine(items, absorbing=True)


def _combine(items: Iterable[Formula], *, absorbing: bool) -> Formula:
    kept: dict[Formula, None] = {}
    negated: set[Formula] = set()
    kind = Disjunction if absorbing else Conjunction
    for item in items:
        if isinstance(item, bool):
            if item is absorbing:
                return absorbing
            continue
        for part in item.items if isinstance(item, kind) else (item,):
            if part in negated or (isinstance(part, Negation) and part.item in kept):
                return absorbing
            kept[part] = None
            if isinstance(part, Negation):
                negated.add(part.item)
    if not kept:
        return not absorbing
    if len(kept) == 1:
        return next(iter(kept))
    whole = intern(kind(tuple(kept)))
    # Formulas share parts, so walking one can take time exponential in its depth: past a size it is one opaque test.
    return whole if size(whole) <= MOST_TESTS else _atom("opaque", whole)


_sizes: dict[Formula, int] = {}
memories.append(_sizes)


def size(formula: Formula) -> int:
    """How many tests a formula holds, each counted as often as it stands there."""
    if isinstance(formula, bool | Atom):
        return 1
    found = _sizes.get(formula)
    if found is None:
        items = (formula.item,) if isinstance(formula, Negation) else formula.items
        found = _sizes[formula] = sum(map(size, items))
    return found


@remembered
def truth(value: Term) -> Formula:
    """When ``bool(value)`` is true."""
    match value:
        case Const():
            return bool(value.value)
        case Choice():
            return either(value.condition, truth(value.then), truth(value.otherwise))
        case Function() | Class() | Module() | External() | TableObject() | Instance():
            return True
        case Ref(kind="instance"):
            return True
        case Sequence():
            if any(not _is_open(item) for item in value.items):
                return True
            return False if not value.items else _atom("truthy", value)
        case MappingTerm():
            if any(key is not None for key, _ in value.entries):
                return True
            return False if not value.entries else _atom("truthy", value)
        case Appended(spread=False):
            return True
        case Text():
            return True if any(isinstance(p, Const) and p.value for p in value.parts) else _atom("truthy", value)
        case Operation(op="not"):
            return negate(truth(value.left))
        case Operation(op="bool"):
            return truth(value.left)
        case Operation(op="isinstance", left=left, right=right):
            return _atom("isinstance", left, right)
        case _:
            return _atom("truthy", value)


def _is_open(item: Term) -> bool:
    return type(item).__name__ in ("Spread", "Each")


@remembered
def is_none(value: Term) -> Formula:
    """When ``value is None``."""
    match value:
        case Const():
            return value.value is None
        case Choice():
            return either(value.condition, is_none(value.then), is_none(value.otherwise))
        case Function() | Class() | Module() | External() | TableObject() | Instance() | Ref() | Sequence() | Text():
            return False
        case MappingTerm() | Appended() | Operation():
            return False
        case _:
            return _atom("none", value)


@remembered
def equals(left: Term, right: Term) -> Formula:
    """When ``left == right`` as Python values."""
    if isinstance(left, Choice):
        return either(left.condition, equals(left.then, right), equals(left.otherwise, right))
    if isinstance(right, Choice):
        return either(right.condition, equals(left, right.then), equals(left, right.otherwise))
    if isinstance(left, Const) and isinstance(right, Const):
        return left.value == right.value
    if left is right:
        return True
    if _is_boolean(left) and _is_boolean(right):
        return either(truth(left), truth(right), negate(truth(right)))
    if isinstance(left, Const):
        left, right = right, left
    if isinstance(right, Const):
        if right.value is None:
            return is_none(left)
        return _atom("equal", left, intern(Const(right.value, right.kind)))
    return _atom("equal", left, right)


def _is_boolean(value: Term) -> bool:
    """Whether a value is True or False, so that two of them are equal where both hold or neither does."""
    return isinstance(value, Operation) and value.op in ("bool", "not", "isinstance")


def either(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    """``then`` where the condition holds, else ``otherwise``."""
    if then is otherwise or (isinstance(then, bool) and then == otherwise):
        return then
    return disjunction((conjunction((condition, then)), conjunction((negate(condition), otherwise))))


def choose(condition: Formula, then: Term, otherwise: Term) -> Term:
    """``then if condition else otherwise``, collapsed where it makes no difference."""
    if condition is True or then is otherwise:
        return then
    if condition is False:
        return otherwise
    if isinstance(condition, Negation):
        condition, then, otherwise = condition.item, otherwise, then
    if isinstance(then, Choice) and then.condition is condition:
        then = then.then
    if isinstance(otherwise, Choice) and otherwise.condition is condition:
        otherwise = otherwise.otherwise
    if then is otherwise:
        return then
    choice = intern(Choice(condition, then, otherwise))
    if alternatives(choice) <= MOST_ALTERNATIVES or _is_chain(choice):
        return choice
    # Widening: past this many, nobody could tell them apart, and every operation would be done on each.
    return _widened.setdefault(choice, intern(Unknown("one of many values", -1 - len(_widened))))


@remembered
def _is_chain(value: Term) -> bool:
    """A recorded chain, extended on some paths: its sides share all but a few steps, and it is read as a whole."""
    if isinstance(value, Choice):
        return _is_chain(value.then) and _is_chain(value.otherwise)
    return isinstance(value, MethodCall)


def alternatives(value: Term) -> int:
    """How many values a choice is between."""
    if not isinstance(value, Choice):
        return 1
    found = _alternatives.get(value)
    if found is None:
        found = _alternatives[value] = alternatives(value.then) + alternatives(value.otherwise)
    return found


def _atom(kind: str, value: Term, detail: Term | str | None = None) -> Atom:
    return intern(Atom(kind, value, detail))


def examine(kind: str, value: Term, detail: Term | str | None = None) -> Atom:
    """A test that nothing is known about yet: isinstance, hasattr, opaque."""
    return _atom(kind, value, detail)


def row_found(value: Term) -> Atom:
    """That a row was there to be read: its value may be None or 0 all the same."""
    return _atom("found", value)


def decide(formula: Formula, known: Known) -> Formula:
    """The formula with everything known put in."""
    match formula:
        case bool():
            return formula
        case Atom():
            found = _implied(formula, known)
            return formula if found is None else found
        case Negation():
            inner = decide(formula.item, known)
            return formula if inner is formula.item else negate(inner)
        case Conjunction() | Disjunction():
            absorbing = isinstance(formula, Disjunction)
            decided: list[Formula] = []
            for item in formula.items:
                inner = decide(item, known)
                if inner is absorbing:
                    return absorbing
                decided.append(inner)
            if all(new is old for new, old in zip(decided, formula.items, strict=True)):
                return formula
            return _combine(decided, absorbing=absorbing)


def _implied(atom: Atom, known: Known) -> bool | None:
    found = known.get(atom)
    if found is not None:
        return found
    value = atom.value
    if atom.kind == "none":
        if known.get(_atom("truthy", value)):
            return False
        for other, holds in known.items():
            if holds and other.value is value and other.kind in ("equal", "isinstance"):
                return False
    elif atom.kind == "truthy":
        if known.get(_atom("none", value)):
            return False
        for other, holds in known.items():
            if holds and other.value is value and other.kind == "equal" and isinstance(other.detail, Const):
                return bool(other.detail.value)
    elif atom.kind == "equal" and isinstance(atom.detail, Const):
        if known.get(_atom("none", value)):
            return False
        for other, holds in known.items():
            if holds and other.kind == "equal" and other.value is value and isinstance(other.detail, Const):
                return other.detail is atom.detail
    return None


def learn(formula: Formula, known: Known) -> dict[Atom, bool] | None:
    """What is known once the formula holds too; None if it cannot hold."""
    formula = decide(formula, known)
    if formula is False:
        return None
    result = dict(known)
    for part in formula.items if isinstance(formula, Conjunction) else (formula,):
        match part:
            case Atom():
                result[part] = True
            case Negation(item=Atom() as atom):
                result[atom] = False
            case Negation(item=Disjunction(items=items)):
                for item in items:
                    narrowed = learn(negate(item), result)
                    if narrowed is None:
                        return None
                    result = narrowed
    return result


def atoms(formula: Formula) -> Iterator[Atom]:
    """The tests a formula is made of, left to right."""
    match formula:
        case Atom():
            yield formula
        case Negation():
            yield from atoms(formula.item)
        case Conjunction() | Disjunction():
            for item in formula.items:
                yield from atoms(item)
