"""One run: a function evaluated with symbolic parameters, and every project function it enters."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from scopelint.evaluate import attributes, calls, conditionals, effects, expressions, instances, typing_hints
from scopelint.evaluate.constructions import Constructions
from scopelint.evaluate.containers import MOST_UNROLLED
from scopelint.evaluate.doubt import Doubt
from scopelint.evaluate.implementations import Implementations
from scopelint.evaluate.sql_files import SqlFiles
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.state import State, bound
from scopelint.evaluate.values import Closure, Formula, Function, Param, Ref, Term, Unknown, intern
from scopelint.model import body as ir
from scopelint.model import program as linked
from scopelint.model.node import Place, Span
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.listeners import Listeners
    from scopelint.evaluate.loaded import Rows

MOST_DEPTH = 7
MOST_STEPS = 60_000


class World(Protocol):
    """What every run shares: the program, bodies on demand, values of module variables, and summaries."""

    program: Program
    heads: Heads
    bypasses: frozenset[str]
    """Functions that yield bypass sessions: never entered, so that what they gave stays known."""

    constructions: Constructions
    """What the program gives to constructors."""

    implementations: Implementations
    """What interfaces stand for."""

    sql_files: SqlFiles
    """The SQL files of the project."""

    listeners: "Listeners"
    """What SQLAlchemy calls before statements run."""

    def body(self, path: str, qualname: str) -> ir.Body | None:
        """A body, or None where there is none."""

    def variable(self, id: str) -> Term:
        """The value of a module-level variable."""

    def class_variable(self, class_id: str, name: str) -> Term | None:
        """The value of a name assigned in a class's own body."""

    def is_inert(self, function_id: str, root: str) -> bool:
        """Whether entering the function can teach a caller nothing."""

    def gives(self, function_id: str) -> "Rows | None":
        """The rows that a function returns which was not entered."""

    def always_gives(self, function_id: str) -> bool:
        """Whether a function that was not entered found a row wherever it returns."""


class Frame:
    """One function being evaluated: its scope's number, where its names resolve, and the way to leave it."""

    __slots__ = (
        "breaks",
        "call_place",
        "continues",
        "doubted",
        "function",
        "is_generator",
        "jumped",
        "left",
        "module",
        "outer",
        "path",
        "raised",
        "raises",
        "returns",
        "scope",
        "yields",
    )

    def __init__(self, function: str, module: str, path: str, scope: int, call_place: Place | None) -> None:
        self.function = function
        self.module = module
        self.path = path
        self.scope = scope
        self.call_place = call_place
        self.returns: list[State] = []
        self.breaks: list[list[State]] = []
        self.continues: list[list[State]] = []
        self.raises: list[list[State]] = []
        self.yields: list[Term] = []
        self.outer: set[str] = set()
        """Names declared global or nonlocal."""
        self.is_generator = False
        self.raised = False
        self.doubted = 0
        """How much was in doubt when the function was entered."""
        self.left: list[Doubt] = []
        """Why the function may have been left already."""
        self.jumped: list[Doubt] = []
        """Why the rest of a loop's pass, or of the loop, may be skipped."""


class ScopeInfo:
    """A nested function as made: its body and the scopes it sees, innermost first."""

    __slots__ = ("body", "chain", "frame")

    def __init__(self, body: "ir.FunctionBody | ir.Lambda", chain: tuple[int, ...], frame: Frame) -> None:
        self.body = body
        self.chain = chain
        self.frame = frame


class Watcher(Protocol):
    """Whoever recognises sites among what a run does."""

    def called(self, run: "Run", result: Term, callee: Term) -> Term | None:
        """A call was recorded: ``result`` is a MethodCall or CallResult. What it gives, None: nothing more is known."""

    def wrote(self, run: "Run", base: Term, name: str, value: Term, place: Place) -> None:
        """``base.name = value``"""

    def iterated(self, run: "Run", value: Term, place: Place) -> None:
        """A value was iterated over."""


class Run:
    """The evaluator of one root; ``watcher`` is told of every call, write and iteration."""

    def __init__(self, world: World, watcher: "Watcher") -> None:
        self.world = world
        self.watcher = watcher
        self.program = world.program
        self.state = State()
        self.frames: list[Frame] = []
        self.chains: dict[int, tuple[int, ...]] = {}
        self.closures: dict[int, ScopeInfo] = {}
        self.counter = 0
        self.steps = 0
        self.hit_bound: list[Place] = []
        self.entered: set[str] = set()
        self.made: dict[int, Place] = {}
        self.own: tuple[Ref, Param] | None = None
        """The symbolic self of a root, and the parameter that stands for what its class does not tell."""
        self.called_closures: set[int] = set()
        self.most_unrolled = MOST_UNROLLED
        self.doubts: list[Doubt] = []
        """Why what is evaluated now may not happen, outermost first: branches, loops that may not run, handlers."""
        self.throws: Callable[[], bool] | None = None
        """Whether a call of something outside has thrown; None: any may."""
        self.handed_over = 0
        """How many statements were seen to be handed over."""
        self.changes_parameter = False
        """A container that the root was given is changed: its caller has to know."""
        self.captured: set[int] = set()
        """Scopes that a nested function sees: kept after their function returned."""

    @property
    def frame(self) -> Frame:
        """The function being evaluated."""
        return self.frames[-1]

    def fresh(self, reason: str) -> Unknown:
        """An unknown that equals nothing else."""
        self.counter += 1
        return intern(Unknown(reason, self.counter))

    def opaque(self, reason: str) -> Formula:
        """A condition nothing is known about, different from every other."""
        from scopelint.evaluate.conditions import examine

        return examine("opaque", self.fresh(reason))

    def allocate(self, kind: str, content: "Term | dict[str, Term]", class_id: str | None = None) -> Ref:
        """A new object on the heap."""
        self.counter += 1
        ref = intern(Ref(self.counter, kind, class_id))
        self.state.heap[ref.number] = content
        return ref

    def in_doubt(self) -> "list[Doubt]":
        """Why what is evaluated now may not happen, outermost first; empty: it does, unless an exception comes first."""
        return [*self.doubts, *(doubt for frame in self.frames for doubt in (*frame.left, *frame.jumped))]

    def place(self, span: Span) -> Place:
        """A span in the file under evaluation."""
        return Place(self.frame.path, span)

    def evaluate(self, expression: ir.Expression) -> Term:
        """The value of an expression here and now."""
        return expressions.evaluate(self, expression)

    def condition(self, expression: ir.Expression) -> Formula:
        """When an expression is true."""
        return conditionals.condition(self, expression)

    def execute(self, block: tuple[ir.Effect, ...]) -> None:
        """Run effects in order, until the state is dead."""
        effects.execute(self, block)

    def assign(self, target: ir.Expression, value: Term) -> None:
        """Bind a target: a name, attribute, item, or a tuple of them."""
        effects.assign(self, target, value)

    def attribute(self, base: Term, name: str) -> Term:
        """``base.name``"""
        return attributes.attribute(self, base, name)

    def call(self, function: Term, arguments: "calls.Arguments", place: Place) -> Term:
        """Call a value."""
        return calls.call(self, function, arguments, place)

    def observe(self, run: "Run", result: Term, callee: Term) -> Term:
        """Tell of a recorded call; what it gives."""
        return self.watcher.called(self, result, callee) or result

    def observe_write(self, base: Term, name: str, value: Term, place: Place) -> None:
        """Tell of an attribute write."""
        self.watcher.wrote(self, base, name, value, place)

    def observe_iteration(self, value: Term, place: Place) -> None:
        """Tell of an iteration."""
        method = attributes.attribute(self, value, "__iter__") if self.world.heads.kind(value) == "query" else None
        if isinstance(method, Function) and method.bound is not None:
            calls.call(self, method, (), place)
        else:
            self.watcher.iterated(self, value, place)

    def new_frame(self, function: str, module: str, path: str, call_place: Place | None) -> Frame:
        """A frame for a function about to be entered, with a scope of its own."""
        self.counter += 1
        frame = Frame(function, module, path, self.counter, call_place)
        frame.doubted = len(self.doubts)
        return frame

    def call_context(self, value: Term, place: Place) -> Term:
        """What ``with value as target`` binds."""
        return instances.enter_context(self, value, place)

    def enter_property(self, method: Function) -> Term:
        """A property, read."""
        known = self.program.functions[method.id]
        span = Span(known.outline.cut.line, 1, known.outline.cut.line, 1)
        return calls.call_function(self, method, (), Place(known.path, span))

    def imported(self, name: ir.ImportedName) -> Term:
        """A name bound by an import inside a function."""
        return attributes.imported(self, name)

    def field_names(self, class_id: str) -> tuple[str, ...]:
        """Annotated fields of a class in constructor order, bases first."""
        return attributes.field_names(self, class_id)

    def field_hint(self, class_id: str, name: str) -> "typing_hints.Hint | None":
        """What a class's annotation says of a field."""
        return attributes.field_hint(self, class_id, name)

    def return_hint(self, function: linked.Function) -> "typing_hints.Hint | None":
        """What a function's return annotation says, or the rows that it is seen to return."""
        body = self.world.body(function.path, function.outline.qualname)
        if isinstance(body, ir.FunctionBody) and body.returns is not None:
            return typing_hints.read(self, body.returns, function.path)
        rows = self.world.gives(function.id)
        return None if rows is None else typing_hints.of_rows(rows)

    def lookup(self, name: str) -> Term:
        """A name, in the scopes in view, then the module, then builtins."""
        for number in self.chains.get(self.frame.scope, (self.frame.scope,)):
            found = self.state.scopes.get(number, {}).get(name)
            if found is not None:
                own = number == self.frame.scope and name not in self.frame.outer
                return bound(self.state, found) if own else found
        return attributes.module_name(self, self.frame.module, name)

    def bind(self, name: str, value: Term) -> None:
        """Assign a name in the current scope, or in that around which a declaration says."""
        scope = self.frame.scope
        if name in self.frame.outer:
            around = self.chains.get(scope, (scope,))[1:]
            scope = next((number for number in around if name in self.state.scopes.get(number, {})), scope)
        self.state.bind(scope, name, value)

    def closure(self, body: "ir.FunctionBody | ir.Lambda", name: str) -> Closure:
        """A nested function, with the scopes it sees now."""
        self.counter += 1
        chain = self.chains.get(self.frame.scope, (self.frame.scope,))
        self.closures[self.counter] = ScopeInfo(body, chain, self.frame)
        self.captured.update(chain)
        return intern(Closure(self.counter, name))
