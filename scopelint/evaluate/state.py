"""What holds at one moment of a run: names, heap and known conditions; how two moments become one."""

from scopelint.evaluate.conditions import choose, conjunction, decide, either, learn
from scopelint.evaluate.values import Atom, Formula, Term, Unknown, intern

RETURN = "<return>"
UNBOUND = intern(Unknown("unbound name"))
MOST_FACTS = 12


class State:
    """Scopes by number (names to values), heap by number (a container's content, or an instance's fields), and
    what is known: atoms with their truth, and formulas that are not single atoms."""

    __slots__ = ("alive", "facts", "heap", "known", "scopes")

    def __init__(self) -> None:
        self.scopes: dict[int, dict[str, Term]] = {}
        self.heap: dict[int, Term | dict[str, Term]] = {}
        self.known: dict[Atom, bool] = {}
        self.facts: tuple[Formula, ...] = ()
        self.alive = True

    def fork(self) -> "State":
        """An independent copy."""
        other = State.__new__(State)
        other.scopes = {number: dict(names) for number, names in self.scopes.items()}
        other.heap = dict(self.heap)  # what it holds is replaced on a write, never changed
        other.known = dict(self.known)
        other.facts = self.facts
        other.alive = self.alive
        return other

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


def path_formula(state: State, base: State) -> Formula:
    """What the state knows beyond the base, as one formula."""
    parts: list[Formula] = []
    for atom, holds in state.known.items():
        if base.known.get(atom) is not holds:
            parts.append(atom if holds else _not(atom))
    parts.extend(fact for fact in state.facts if fact not in base.facts)
    return conjunction(parts)


def _not(atom: Atom) -> Formula:
    from scopelint.evaluate.conditions import negate

    return negate(atom)


def merge(condition: Formula, then: State, otherwise: State, base: State) -> State:
    """One state for two: ``then`` where the condition holds. A dead one leaves the other as it is."""
    if not then.alive:
        return otherwise
    if not otherwise.alive:
        return then
    merged = State()
    for number in {**then.scopes, **otherwise.scopes}:
        merged.scopes[number] = _merge_names(condition, then.scopes.get(number), otherwise.scopes.get(number), UNBOUND)
    for number in {**then.heap, **otherwise.heap}:
        left, right = then.heap.get(number), otherwise.heap.get(number)
        if isinstance(left, dict) or isinstance(right, dict):
            left = left if isinstance(left, dict) else None
            right = right if isinstance(right, dict) else None
            merged.heap[number] = _merge_names(condition, left, right, UNBOUND)
        elif left is None or right is None:
            merged.heap[number] = left if right is None else right  # type: ignore[assignment]  # one is set
        else:
            merged.heap[number] = choose(condition, left, right)
    merged.known = {atom: holds for atom, holds in then.known.items() if otherwise.known.get(atom) is holds}
    merged.facts = tuple(fact for fact in then.facts if fact in otherwise.facts)
    tie = either(condition, path_formula(then, merged), path_formula(otherwise, merged))
    if not isinstance(tie, bool) and base.alive:
        merged.facts = (*merged.facts, tie)[-MOST_FACTS:]
    return merged


def _merge_names(
    condition: Formula, then: dict[str, Term] | None, otherwise: dict[str, Term] | None, missing: Term
) -> dict[str, Term]:
    if then is None or otherwise is None:
        return dict(then if otherwise is None else otherwise)  # type: ignore[arg-type]  # one is set
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
        result = merge(condition, state, result, base)
    return result
