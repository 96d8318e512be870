"""What holds at one moment of a run: names, heap and known conditions; how two moments become one."""

from scopelint.evaluate.conditions import choose, conjunction, decide, either, learn, negate
from scopelint.evaluate.values import Atom, Choice, Formula, Term, Unknown, intern, remembered

RETURN = "<return>"
UNBOUND = intern(Unknown("unbound name"))
MOST_FACTS = 12


class State:
    """Scopes by number (names to values), heap by number (a container's content, or an instance's fields), and
    what is known: atoms with their truth, and formulas that are not single atoms.

    Moments share what is the same in them: a scope is copied by the first write after a fork, and what the heap holds is
    replaced on a write, never changed. So to merge two moments is to look at what differs.
    """

    __slots__ = ("_own", "alive", "facts", "heap", "known", "scopes")

    def __init__(self) -> None:
        self.scopes: dict[int, dict[str, Term]] = {}
        self._own: set[int] = set()
        self.heap: dict[int, Term | dict[str, Term]] = {}
        self.known: dict[Atom, bool] = {}
        self.facts: tuple[Formula, ...] = ()
        self.alive = True

    def fork(self) -> "State":
        """An independent copy."""
        other = State.__new__(State)
        other.scopes = dict(self.scopes)
        other._own = set()
        self._own = set()
        other.heap = dict(self.heap)
        other.known = dict(self.known)
        other.facts = self.facts
        other.alive = self.alive
        return other

    def open(self, scope: int, names: "dict[str, Term] | None" = None) -> None:
        """Begin a scope, or begin it anew with ``names``."""
        self.scopes[scope] = {} if names is None else names
        self._own.discard(scope)

    def bind(self, scope: int, name: str, value: Term) -> None:
        """Give a name in a scope a value."""
        self._written(scope)[name] = value

    def unbind(self, scope: int, name: str, missing: Term) -> Term:
        """Take a name out of a scope; its value, ``missing`` if it had none."""
        return self._written(scope).pop(name, missing) if scope in self.scopes else missing

    def _written(self, scope: int) -> dict[str, Term]:
        if scope not in self._own:
            self.scopes[scope] = dict(self.scopes[scope])
            self._own.add(scope)
        return self.scopes[scope]

    def assume(self, formula: Formula) -> bool:
        """Add a condition; false (and dead) if it cannot hold."""
        known = learn(formula, self.known)
        if known is None:
            self.alive = False
            return False
        formula = decide(formula, self.known)
        self.known = known
        if not isinstance(formula, bool | Atom) and formula not in self.facts:
            self.facts = (*self.facts, formula)[-MOST_FACTS:]
        return True


def bound(state: State, value: Term) -> Term:
    """What a name gives that only some paths bound: on the others reading it raises, so they end here."""
    missing = _unbound(value)
    if isinstance(missing, bool) or not state.assume(negate(missing)):
        return value
    return _bound(value)


@remembered
def _unbound(value: Term) -> Formula:
    if isinstance(value, Choice):
        return either(value.condition, _unbound(value.then), _unbound(value.otherwise))
    return value is UNBOUND


@remembered
def _bound(value: Term) -> Term:
    if not isinstance(value, Choice) or _unbound(value) is False:
        return value
    then, otherwise = value.then, value.otherwise
    if UNBOUND in (then, otherwise):
        return _bound(otherwise if then is UNBOUND else then)
    return choose(value.condition, _bound(then), _bound(otherwise))


def path_formula(state: State, base: State) -> Formula:
    """What the state knows beyond the base, as one formula."""
    parts: list[Formula] = []
    for atom, holds in state.known.items():
        if base.known.get(atom) is not holds:
            parts.append(atom if holds else negate(atom))
    parts.extend(fact for fact in state.facts if fact not in base.facts)
    return conjunction(parts)


def merge(condition: Formula, then: State, otherwise: State, *, tied: bool = True) -> State:
    """One state for two: ``then`` where the condition holds. A dead one leaves the other as it is. ``tied``: what each
    side knows is kept as a fact, to hold wherever the condition does."""
    if not then.alive:
        return otherwise
    if not otherwise.alive:
        return then
    merged = otherwise.fork()
    then._own = set()  # what is the same is shared from now on
    for scope, names in then.scopes.items():
        other = otherwise.scopes.get(scope)
        if names is not other:
            merged.scopes[scope] = names if other is None else _merge_names(condition, names, other, UNBOUND)
    for number, left in then.heap.items():
        right = otherwise.heap.get(number)
        if left is right:
            continue
        if isinstance(left, dict):
            merged.heap[number] = _merge_names(condition, left, right, UNBOUND) if isinstance(right, dict) else left
        elif right is None:
            merged.heap[number] = left
        elif not isinstance(right, dict):
            merged.heap[number] = choose(condition, left, right)
    merged.known = {atom: holds for atom, holds in then.known.items() if otherwise.known.get(atom) is holds}
    merged.facts = tuple(fact for fact in then.facts if fact in otherwise.facts)
    tie = either(condition, path_formula(then, merged), path_formula(otherwise, merged)) if tied else True
    if not isinstance(tie, bool):
        merged.facts = (*merged.facts, tie)[-MOST_FACTS:]
    return merged


def _merge_names(
    condition: Formula, then: dict[str, Term], otherwise: dict[str, Term], missing: Term
) -> dict[str, Term]:
    merged = dict(otherwise)
    for name, value in then.items():
        other = otherwise.get(name, missing)
        merged[name] = value if value is other else choose(condition, value, other)
    for name, value in otherwise.items():
        if name not in then:
            merged[name] = choose(condition, missing, value)
    return merged


def join(states: list[State], base: State, fresh: "Term") -> State:
    """Any of several states, as one; the condition for each is what it knows beyond the base."""
    alive = [state for state in states if state.alive]
    if not alive:
        dead = base.fork()
        dead.alive = False
        return dead
    result = alive[-1]
    for number, state in enumerate(reversed(alive[:-1])):
        condition = path_formula(state, base)
        if isinstance(condition, bool):
            condition = intern(Atom("opaque", fresh, f"path {number}"))
        result = merge(condition, state, result, tied=base.alive)
    return result
