"""Roots: each function that holds a site is evaluated once with symbolic parameters and a symbolic self."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from scopelint.evaluate import attributes, calls
from scopelint.evaluate.assess import Assessed, Assessor
from scopelint.evaluate.constructions import Constructions
from scopelint.evaluate.evaluated import Evaluated, nothing
from scopelint.evaluate.freezing import freeze
from scopelint.evaluate.guards import Exit, derives
from scopelint.evaluate.handed_out import of_subclasses, returned_queries
from scopelint.evaluate.implementations import Implementations
from scopelint.evaluate.interpreter import MOST_STEPS, Run
from scopelint.evaluate.listeners import Listeners
from scopelint.evaluate.loaded import Rows, rows_given
from scopelint.evaluate.references import References
from scopelint.evaluate.safety import Safety
from scopelint.evaluate.sites import Seen, Watch
from scopelint.evaluate.sql_files import SqlFiles
from scopelint.evaluate.state import RETURN, join
from scopelint.evaluate.teaching import Teaching
from scopelint.evaluate.values import (
    NONE,
    Argument,
    Class,
    Closure,
    Function,
    Param,
    Ref,
    Term,
    intern,
)
from scopelint.evaluate.variables import Variables
from scopelint.model import body as ir
from scopelint.model.node import Place, Span
from scopelint.model.program import Function as LinkedFunction
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.sqlalchemy_names import Heads

MOST_NESTED = 10


def _asks(function: str, items: Iterable[Assessed]) -> bool:
    """Whether the callers of a function have a say in one of its sites."""
    return any(item.is_generic(function) or item.keyed_by(function) for item in items)


class ProgramWorld:
    """The World of one program: bodies on demand, module and class variables, and roots remembered."""

    def __init__(
        self,
        program: Program,
        body_of: Callable[[str, str], "ir.Body | None"],
        heads: "Heads",
        assessor: Assessor,
        names_table: Callable[[str], bool],
        bypasses: frozenset[str],
        promises: Callable[[str], bool],
        wanted: Callable[[str], bool],
        sql_files: SqlFiles,
        asks_references: bool = False,
    ) -> None:
        self.program = program
        self.sql_files = sql_files
        self.body_of = body_of
        self.heads = heads
        self.assessor = assessor
        self.names_table = names_table
        self.bypasses = bypasses
        self.promises = promises
        self.skipped: dict[str, dict[str, None]] = {}
        """Functions not entered because their text promised nothing, to the roots that would have."""
        self.left: dict[str, dict[tuple[str, tuple[Place, ...]], None]] = {}
        """Functions that judge a site themselves, to the roots that left it to them and its chain from there."""
        self.safety = Safety(program, assessor, body_of, self._known)
        self.references = References(program, assessor, self.safety.keys) if asks_references else None
        self.evaluated: dict[str, Evaluated] = {}
        self.constructions = Constructions(program)
        self.implementations = Implementations(program, wanted)
        self.listeners = Listeners(self)
        self._under_way: set[str] = set()
        self.variables = Variables(program, body_of, lambda: self._new_run(Watch(self.heads, self.names_table)))

    def body(self, path: str, qualname: str) -> "ir.Body | None":
        """A body, or None where there is none."""
        return self.body_of(path, qualname)

    def variable(self, id: str) -> Term:
        """The value of a module-level variable: its last plain assignment."""
        return self.variables.of_module(id)

    def class_variable(self, class_id: str, name: str) -> Term | None:
        """The value of a name assigned in a class's own body; None where it is only annotated."""
        return self.variables.of_class(class_id, name)

    def _new_run(self, watch: Watch) -> Run:
        return Run(self, watch)

    def new_run(self) -> Run:
        """A run of its own, whose sites nobody counts."""
        return self._new_run(Watch(self.heads, self.names_table))

    # ------------------------------------------------------------ roots

    def is_inert(self, function_id: str, root: str) -> bool:
        """Whether entering the function can teach a caller nothing. Evaluates it as a root, unless that is under way,
        or its text promises nothing: then it is skipped, and ``root`` is evaluated again should that prove wrong."""
        found = self.evaluated.get(function_id)
        if found is not None:
            return found.inert
        if not self.promises(function_id):
            self.skipped.setdefault(function_id, {})[root] = None
            return True
        if function_id in self._under_way or len(self._under_way) >= MOST_NESTED:
            return False
        return self.evaluate(function_id).inert

    def always_gives(self, function_id: str) -> bool:
        """Whether a function that was not entered found a row wherever it returns."""
        found = self.evaluated.get(function_id)
        return found is not None and found.always

    def gives(self, function_id: str) -> Rows | None:
        """The rows that a function returns which was not entered, as far as its own text tells."""
        found = self.evaluated.get(function_id)
        return None if found is None else found.gives

    def evaluate(self, function_id: str) -> Evaluated:
        """Evaluate a function as a root, once."""
        found = self.evaluated.get(function_id)
        if found is not None:
            return found
        self._under_way.add(function_id)
        try:
            found = self._evaluate(function_id)
            function = self.program.functions.get(function_id)
            if found.assessed and function is not None and function.owner is not None:
                for subclass in self.implementations.overriding(function_id, function.owner, found.entered):
                    found.add(self._evaluate(function_id, subclass), subclass)
        finally:
            self._under_way.discard(function_id)
        self.evaluated[function_id] = found
        return found

    def _evaluate(self, function_id: str, subclass: str | None = None) -> Evaluated:
        """What a root teaches; ``subclass``: with an object of that class for self."""
        watch = Watch(self.heads, self.names_table)
        run = self._new_run(watch)
        function = self.program.functions.get(function_id)
        if function is None:
            return self._module(function_id, run, watch)
        body = self.body_of(function.path, function.outline.qualname)
        if not isinstance(body, ir.FunctionBody):
            return nothing()
        frame = run.new_frame(function_id, function.module, function.path, None)
        run.frames.append(frame)
        run.state.open(frame.scope)
        arguments = self._receiver(run, function, body, subclass or function.owner)
        calls.bind_parameters(run, body.parameters, arguments, function_id)
        for parameter in body.parameters:
            self._give_symbol(run, parameter, function_id, arguments)
        entry = run.state.fork()
        calls.execute_body(run, frame, body)
        if run.state.alive:
            run.state.bind(frame.scope, RETURN, NONE)
            frame.returns.append(run.state)
        exits = [Exit(state, state.scopes[frame.scope].get(RETURN, NONE)) for state in frame.returns]
        run.state = join(frame.returns, entry, run.fresh("return"))
        returned = run.state.unbind(frame.scope, RETURN, NONE)
        learned = run.state.alive and frame.raised and bool(run.state.known or run.state.facts)
        never = not run.state.alive
        run.state.alive = True
        self._uncalled_closures(run)
        assessed = [
            item for seen in watch.seen if self.is_judged_here(seen) for item in self.assessor.assess(run, seen)
        ]
        for item in assessed:
            self.safety.settle(run, item, exits, assessed)
        handed_out = returned_queries(run, self.assessor, function_id, function.path, exits)
        teaching = Teaching(run, self.heads)
        open_sites = watch.defers or any(item.needs_guard or self._is_open(item, function_id) for item in assessed)
        changes = run.changes_parameter or teaching.by_change(entry, run.state)
        inert = not (open_sites or learned or never or frame.is_generator or changes or teaching.of(returned))
        loads = self.safety.reads.returns_own(run, assessed[0].seen, returned) if inert and assessed else None
        defers = watch.defers or of_subclasses(self.program, exits)
        found = Evaluated(assessed, run.entered, run.hit_bound, inert, loads, defers)
        found.handed_out = handed_out
        found.cut_short = run.steps > MOST_STEPS
        found.always = bool(exits) and all(way.finds for way in exits)
        if loads:
            read = [item for item in assessed if item.seen.result is not None and derives(returned, item.seen.result)]
            named = [frozenset(self.safety.keys.names_rows(item)) for item in read]
            keys = named[0].intersection(*named) if named else frozenset()
            found.loads_by = frozenset(
                key.name for key in keys if isinstance(key, Param) and key.function == function_id
            )
        if inert:
            found.gives = rows_given(self.heads, freeze(run, returned))
        if inert and assessed:
            found.collects = self.safety.reads.collected(run, assessed[0].seen).top(freeze(run, returned))
        if self.references is not None:
            found.references = self.references.of(
                run, watch.seen, assessed, lambda seen, statement: self.safety.reads.is_own(run, seen, statement)
            )
            found.inert = inert and not any(stored.is_handed_in(function_id) for stored in found.references)
        return found

    def _known(self, function_id: str) -> Evaluated | None:
        """What a function taught that a run did not enter; None while that is being found out."""
        if function_id in self._under_way or len(self._under_way) >= MOST_NESTED:
            return None
        return self.evaluate(function_id)

    def is_judged_here(self, seen: Seen) -> bool:
        """Whether no function on the way down could judge the site itself."""
        for depth in range(1, len(seen.frames)):
            callee = seen.frames[depth].function
            known = self.evaluated.get(callee)
            inner = known.by_chain.get(seen.chain[depth:], ()) if known is not None else ()
            if inner and not _asks(callee, inner):
                self.left.setdefault(callee, {})[seen.frames[0].function, seen.chain[depth:]] = None
                return False
        return True

    def proved_wrong(self, root: str) -> list[str]:
        """Roots that took an earlier evaluation of this one at its word: for inert, or for the judge of a site."""
        evaluated = self.evaluated[root]
        users = [] if evaluated.inert else list(self.skipped.pop(root, ()))
        left = self.left.get(root, {})
        for user, chain in [one for one in left if _asks(root, evaluated.by_chain.get(one[1], ()))]:
            del left[user, chain]
            users.append(user)
        return users

    @staticmethod
    def _is_open(item: Assessed, function_id: str) -> bool:
        needs = item.needs | item.asked | item.keys
        return any(need.function == function_id or need.function.endswith(".__init__") for need in needs)

    def _module(self, root: str, run: Run, watch: Watch) -> Evaluated:
        """The own statements of a module or class body as a root: ``app.module:<module>``, ``app.module:Class``."""
        module, _, qualname = root.partition(":")
        known = self.program.modules.get(module)
        body = None if known is None else self.body_of(known.path, qualname)
        if known is None or not isinstance(body, ir.ModuleBody | ir.ClassBody):
            return nothing()
        frame = run.new_frame(root, module, known.path, None)
        run.frames.append(frame)
        run.state.open(frame.scope)
        run.execute(tuple(e for e in body.effects if not isinstance(e, ir.DefineFunction | ir.DefineClass | ir.Import)))
        run.state.alive = True
        self._uncalled_closures(run)
        assessed = [item for seen in watch.seen for item in self.assessor.assess(run, seen)]
        found = Evaluated(assessed, run.entered, run.hit_bound, True)
        found.cut_short = run.steps > MOST_STEPS
        return found

    def _receiver(
        self, run: Run, function: LinkedFunction, body: ir.FunctionBody, owner: str | None
    ) -> tuple[Argument, ...]:
        """The symbolic self or cls of a method, of its own class or one below."""
        if owner is None or not body.parameters:
            return ()
        kinds = {decorator.split("(")[0].rsplit(".", 1)[-1] for decorator in function.outline.decorators}
        if "staticmethod" in kinds:
            return ()
        if "classmethod" in kinds or function.outline.name in ("__new__", "__init_subclass__", "__class_getitem__"):
            return (intern(Argument(intern(Class(owner)))),)
        receiver = self.symbolic_self(run, owner, function.outline.name)
        name = ir.Name(self.program.classes[owner].outline.name, Span(1, 1, 1, 1))
        run.own = (receiver, intern(Param(function.id, "self", name, True, None, function.path)))
        return (intern(Argument(receiver)),)

    def symbolic_self(self, run: Run, class_id: str, method: str = "") -> Ref:
        """An object of the class as its ``__init__`` leaves it, made from symbols."""
        ref = run.allocate("instance", {}, class_id)
        found = attributes.find_member(run.program, class_id, "__init__")
        if method == "__init__" or found is None or found[1] not in self.program.functions:
            return ref
        constructor = self.program.functions[found[1]]
        body = self.body_of(constructor.path, constructor.outline.qualname)
        if not isinstance(body, ir.FunctionBody) or len(self._under_way) > MOST_NESTED:
            return ref
        arguments: list[Argument] = [intern(Argument(ref))]
        frame = run.new_frame(constructor.id, constructor.module, constructor.path, None)
        run.frames.append(frame)
        run.state.open(frame.scope)
        for parameter in body.parameters[1:]:
            if parameter.kind in ("args", "kwargs"):
                continue
            symbol = calls.symbol(run, parameter, constructor.id)
            default = symbol.default
            value = self.constructions.argument(constructor.id, symbol)
            if value is symbol and isinstance(default, Class | Function):
                value = default
            arguments.append(intern(Argument(value, parameter.name)))
        run.frames.pop()
        outer = run.frames[:]
        place = Place(constructor.path, Span(constructor.outline.cut.line, 1, constructor.outline.cut.line, 1))
        before = run.state.fork()
        calls.call_function(run, intern(Function(constructor.id, ref)), tuple(arguments[1:]), place)
        run.frames[:] = outer
        if not run.state.alive:
            run.state = before
        run.state.known, run.state.facts = before.known, before.facts
        return ref

    @staticmethod
    def _give_symbol(run: Run, parameter: ir.Parameter, function_id: str, given: tuple[Argument, ...]) -> None:
        """A root's parameters are symbols even where a default exists: callers may pass another value."""
        value = run.state.scopes[run.frame.scope].get(parameter.name)
        if given and value is given[0].value:
            return
        if parameter.kind in ("args", "kwargs"):
            run.bind(parameter.name, calls.symbol(run, parameter, function_id))
            return
        if parameter.default is not None and not isinstance(value, Param):
            if isinstance(value, Class | Function):
                return
            run.bind(parameter.name, calls.symbol(run, parameter, function_id))

    def _uncalled_closures(self, run: Run) -> None:
        """Nested functions handed out without being called here: evaluated with symbols, so that nothing is lost."""
        done: set[int] = set()
        for _ in range(3):
            pending = [number for number in run.closures if number not in done]
            if not pending or run.steps > MOST_STEPS:
                return
            for number in pending:
                done.add(number)
                if number in run.called_closures:
                    continue
                info = run.closures[number]
                if isinstance(info.body, ir.Lambda):
                    name, span = "<lambda>", info.body.span
                else:
                    name, span = info.body.name, info.body.span
                before = run.state.fork()
                run.frames.append(info.frame)
                calls.call(run, intern(Closure(number, name)), (), Place(info.frame.path, span))
                run.frames.pop()
                run.state = before
                run.state.alive = True
