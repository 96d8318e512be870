"""Lists of conditions: ``where(*filters)``, ``and_(*conditions)``, lists extended branch by branch."""

from scopelint.evaluate import terms
from scopelint.evaluate.conditions import decide
from scopelint.evaluate.lowering import Lowering
from scopelint.evaluate.values import (
    Appended,
    Argument,
    Choice,
    Class,
    Const,
    Each,
    MethodCall,
    Param,
    Sequence,
    Spread,
    Term,
    intern,
)


class Conjuncts:
    """Flattens conditions to conjuncts; where a branch adds only what cannot confine, the shorter list stands."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self._known: dict[Choice, Term | None] = {}

    def flat(self, arguments: tuple[Argument, ...]) -> tuple[list[Term], list[Term]]:
        """The conjuncts of ``where(...)`` in order, and the same with those that hold subqueries last: by then the
        sources that a subquery may correlate to are known."""
        values = [value for argument in arguments for value in self._flat(argument)]
        late = [value for value in values if self._has_subquery(value)]
        return values, [*(value for value in values if value not in late), *late]

    def _flat(self, argument: Argument) -> list[Term]:
        value = argument.value
        if argument.star == "*":
            return self.conjuncts(value)
        resolved = self._prune(value)
        if isinstance(resolved, Sequence | Appended):
            return self.conjuncts(resolved)
        return [resolved]

    def conjuncts(self, value: Term) -> list[Term]:
        """The elements of a list of conditions. Where a choice adds only what cannot confine, the shorter list."""
        value = self._prune(value)
        match value:
            case Sequence(items=items):
                found: list[Term] = []
                for item in items:
                    if isinstance(item, Spread):
                        found.extend(self.conjuncts(item.value))
                    elif isinstance(item, Each):
                        found.append(item.value)
                    else:
                        found.append(self._prune(item))
                return found
            case Appended(base=base, item=item, spread=spread):
                return [*self.conjuncts(base), *(self.conjuncts(item) if spread else [self._prune(item)])]
            case Const(value=None):
                return []
        self.lowering.hide(value, "a list of conditions")
        self.lowering.partial = True
        return []

    def _prune(self, value: Term) -> Term:
        while isinstance(value, Choice):
            formula = decide(value.condition, self.lowering.known)
            if isinstance(formula, bool):
                value = value.then if formula else value.otherwise
                continue
            base = self._shorter(value)
            if base is None:
                return self.lowering.resolve(value)
            value = base
        return value

    def _shorter(self, choice: Choice) -> Term | None:
        """The common base of two lists where what either adds is irrelevant."""
        if choice not in self._known:
            left, right = self._bases(choice.then), self._bases(choice.otherwise)
            self._known[choice] = next((node for node in left if node in right), None)
        return self._known[choice]

    def _bases(self, value: Term) -> dict[Term, None]:
        nodes: dict[Term, None] = {}
        while True:
            nodes[value] = None
            if isinstance(value, Appended) and not self.lowering.relevant(value.item):
                value = value.base
            elif isinstance(value, Choice):
                base = self._shorter(value)
                if base is None:
                    return nodes
                value = base
            elif isinstance(value, Sequence) and value.items and not self.lowering.relevant(value.items[-1]):
                value = intern(Sequence(value.kind, value.items[:-1]))
            else:
                return nodes

    def _has_subquery(self, value: Term) -> bool:
        known = self.lowering.heads.holds_query
        if value not in known:
            known[value] = self._search(value)
        return known[value]

    def _search(self, value: Term) -> bool:
        stack, seen = [value], set()
        while stack:
            node = stack.pop()
            if node in seen or isinstance(node, Class | Param):
                continue
            seen.add(node)
            if self.lowering.heads.kind(node) is not None:
                return True
            if isinstance(node, MethodCall) and node.name in ("any", "has"):
                return True
            stack.extend(terms.children(node))
        return False
