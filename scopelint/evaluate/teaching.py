"""What a function's result can teach its callers: whether it is worth entering."""

from typing import TYPE_CHECKING

from scopelint.evaluate import named_queries, terms
from scopelint.evaluate.sqlalchemy_names import Heads, library_name
from scopelint.evaluate.state import State
from scopelint.evaluate.values import (
    Attr,
    CallResult,
    Choice,
    Class,
    Closure,
    Const,
    Function,
    Instance,
    MethodCall,
    Operation,
    Param,
    Partial,
    Ref,
    Sequence,
    Term,
)

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_LOOKED_AT = 300
SQL_VERBS = ("select", "insert", "update", "delete", "with", "where", "and ", "or ", "from")


class Teaching:
    """Whether knowing what a function returns can matter to a caller: it holds a statement, a predicate, SQL text, a
    model, a callable, a new row, an object whose methods query, or hands a parameter through."""

    def __init__(self, run: "Run", heads: Heads) -> None:
        self.run = run
        self.heads = heads
        self.program = run.program

    def of(self, returned: Term) -> bool:
        """The answer for a returned value."""
        if terms.is_loaded(returned):
            return False
        top = returned.items if isinstance(returned, Sequence) else (returned,)
        if any(isinstance(value, Param) or (isinstance(value, Attr) and not terms.is_loaded(value)) for value in top):
            return True
        stack: list[Term] = [returned]
        seen: set[Term] = set()
        while stack and len(seen) < MOST_LOOKED_AT:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if self._itself(node):
                return True
            if isinstance(node, Ref):
                content = self.run.state.heap.get(node.number)
                stack.extend(content.values() if isinstance(content, dict) else [content] if content else [])
            elif not isinstance(node, MethodCall | CallResult) or not terms.is_loaded(node):
                stack.extend(terms.children(node))
        return bool(stack)

    def by_change(self, before: State, after: State) -> bool:
        """Whether an object that was there before holds something else afterwards that can matter to a caller."""
        for number, old in before.heap.items():
            new = after.heap.get(number, old)
            if new is old:
                continue
            if isinstance(old, dict) and isinstance(new, dict):
                names = [name for name in {**old, **new} if old.get(name) is not new.get(name)]
                values = [value for name in names for value in (old.get(name), new.get(name)) if value is not None]
            else:
                values = [value for value in (old, new) if not isinstance(value, dict)]
            if any(self.of(value) for value in values):
                return True
        return False

    def _itself(self, node: Term) -> bool:
        match node:
            case Class(id=id):
                return id in self.program.mapped
            case Function() | Closure() | Partial():
                return True
            case Attr(base=Class(id=id)):
                return id in self.program.mapped
            case Ref(class_id=str() as class_id) | Instance(class_id=class_id):
                return class_id in self.program.mapped or self._queries(class_id)
            case Operation():
                return bool(terms.params_in(node))
            case CallResult():
                name = library_name(node.function)
                return (name is not None and name[:1].islower()) or named_queries.made(node) is not None
            case MethodCall() if not terms.is_loaded(node) and isinstance(terms.root(node), Param):
                return True
            case Const(value=str() as text):
                return text.lstrip().lower().startswith(SQL_VERBS)
        return self.heads.kind(node) is not None

    def _queries(self, class_id: str) -> bool:
        cls = self.program.classes.get(class_id)
        return cls is not None and any(
            method.hit
            for owner in cls.mro
            if (found := self.program.classes.get(owner)) is not None
            for method in found.outline.methods
        )


def reads_rows(returned: Term) -> bool:
    """Whether a function returns rows it read (or None)."""
    if isinstance(returned, Choice):
        sides = [side for side in (returned.then, returned.otherwise) if not isinstance(side, Const)]
        return bool(sides) and all(map(reads_rows, sides))
    return terms.is_loaded(returned)
