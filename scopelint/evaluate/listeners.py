"""Automatic scoping in the project: ``do_orm_execute`` and ``before_compile`` listeners, and which statements they reach.

A listener counts only where it provably runs: registered on SQLAlchemy's own Session or Query, or on what makes the
session in view. Core statements, text, writes of rows and bulk operations pass it by.
"""

from typing import TYPE_CHECKING, NamedTuple

from scopelint.evaluate import calls, listened, typing_hints
from scopelint.evaluate.conditions import conjunction, decide, examine, negate
from scopelint.evaluate.freezing import freeze
from scopelint.evaluate.interpreter import Run
from scopelint.evaluate.loader_criteria import Criterion, of_option, selects_entity
from scopelint.evaluate.sqlalchemy_names import QUERY_TERMINALS, SET_OPERATIONS
from scopelint.evaluate.state import RETURN, join
from scopelint.evaluate.values import (
    NONE,
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    Conjunction,
    Const,
    External,
    Formula,
    Function,
    MethodCall,
    Param,
    Term,
    constant_text,
    intern,
)
from scopelint.model import body as ir
from scopelint.model import program as linked
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.lowering import Lowering
    from scopelint.evaluate.roots import ProgramWorld
    from scopelint.evaluate.sites import Seen

EVENTS = ("do_orm_execute", "before_compile")


class Added(NamedTuple):
    """A criterion that a ``do_orm_execute`` listener adds, and when. ``state``: its argument."""

    criterion: Criterion
    when: Formula
    state: Param


class Listener(NamedTuple):
    """One registration: ``event`` on ``target``, answered by a function of the project."""

    event: str
    target: Term
    function: linked.Function
    body: ir.FunctionBody
    returns: bool
    """``retval=True``: what it returns takes the place of the Query."""


class Listeners:
    """The listeners of a program, found when first asked for."""

    def __init__(self, world: "ProgramWorld") -> None:
        self.world = world
        self._found: list[Listener] | None = None
        self._added: dict[str, tuple[Added, ...]] = {}

    def criteria(self, lowering: "Lowering", seen: "Seen") -> tuple[Criterion, ...]:
        """What listeners add to the entities of a statement. Raises Undecided where that hangs on a condition."""
        found: list[Criterion] = []
        for listener in self._of("do_orm_execute"):
            session = listened.session(seen)
            if session is None or not self._is_listened(lowering.run, listener, session):
                continue
            if seen.kind != "get" and not selects_entity(lowering, seen.statement):
                continue
            for added in self._added_by(listener):
                formula = decide(listened.settled(added.when, added.state, lowering, seen), lowering.known)
                if lowering.decided(formula):
                    found.append(added.criterion)
        return tuple(found)

    def compiled(self, lowering: "Lowering", seen: "Seen") -> Term:
        """The statement with what ``before_compile`` listeners do to a Query; any other as it is."""
        statement = seen.statement
        for listener in self._of("before_compile"):
            if not isinstance(listener.target, External) or listener.target.name.rsplit(".", 1)[-1] != "Query":
                continue
            value = lowering.resolve_chain(statement)
            ends: list[MethodCall] = []
            while isinstance(value, MethodCall) and value.name in QUERY_TERMINALS:
                ends.append(value)
                value = lowering.resolve_chain(value.receiver)
            names = {call.name for call in ends} | listened.steps(lowering, value)
            passed_by = {"get", "update", "delete", "from_statement", "get_or_404", *SET_OPERATIONS}
            if lowering.heads.kind(value) != "query" or names & passed_by or not listener.returns:
                continue
            changed = self._returned(listener, value)
            if changed is None or changed is value:
                continue
            for call in reversed(ends):
                changed = intern(MethodCall(changed, call.name, call.arguments, call.place))
            lowering.notes.setdefault(f"{listener.function.id} (before_compile) adds to the Query")
            statement = changed
        return statement

    # ------------------------------------------------------------ registrations

    def _of(self, event: str) -> list[Listener]:
        if self._found is None:
            self._found = []
            self._found = [*self._decorated(), *self._called()]
        return [listener for listener in self._found if listener.event == event]

    def _decorated(self) -> list[Listener]:
        found: list[Listener] = []
        for function in self.world.program.functions.values():
            if not any(event in text for text in function.outline.decorators for event in EVENTS):
                continue
            body = self.world.body(function.path, function.outline.qualname)
            if not isinstance(body, ir.FunctionBody):
                continue
            for decorator in body.decorators:
                made = self._evaluated(function.module, function.path, decorator)
                if isinstance(made, CallResult) and _is_of_events(made.function, "listens_for"):
                    found += self._registered(made.arguments, function, body)
        return found

    def _called(self) -> list[Listener]:
        """``event.listen(target, name, function)`` at module level."""
        found: list[Listener] = []
        for module in self.world.program.modules.values():
            refs = module.names.values()
            if not any(isinstance(ref, linked.ExternalRef) and "sqlalchemy.event" in ref.name for ref in refs):
                continue
            body = self.world.body(module.path, "<module>")
            for effect in body.effects if isinstance(body, ir.ModuleBody) else ():
                call = effect.value if isinstance(effect, ir.Evaluate) else None
                if not isinstance(call, ir.Call) or not _ends_in_listen(call.function):
                    continue
                made = self._evaluated(module.name, module.path, call)
                if not isinstance(made, CallResult) or not _is_of_events(made.function, "listen"):
                    continue
                given = made.arguments[2].value if len(made.arguments) > 2 else None
                function = self.world.program.functions.get(given.id) if isinstance(given, Function) else None
                inner = self.world.body(function.path, function.outline.qualname) if function is not None else None
                if function is not None and isinstance(inner, ir.FunctionBody):
                    found += self._registered(made.arguments, function, inner)
        return found

    def _evaluated(self, module: str, path: str, expression: ir.Expression) -> Term:
        run = self.world.new_run()
        frame = run.new_frame(f"{module}:<module>", module, path, None)
        run.frames.append(frame)
        run.state.open(frame.scope)
        return freeze(run, run.evaluate(expression))

    @staticmethod
    def _registered(
        arguments: tuple[Argument, ...], function: linked.Function, body: ir.FunctionBody
    ) -> list[Listener]:
        event = constant_text(arguments[1].value) if len(arguments) > 1 else None
        returns = any(a.keyword == "retval" and isinstance(a.value, Const) and a.value.value is True for a in arguments)
        known = event in EVENTS and len(body.parameters) == 1
        return [Listener(event, arguments[0].value, function, body, returns)] if known and event is not None else []

    # ------------------------------------------------------------ do_orm_execute

    def _is_listened(self, run: Run, listener: Listener, session: Term) -> bool:
        """Whether a session is one that the listener is registered on."""
        target = listener.target
        if isinstance(target, Class):
            known = run.program.classes.get(typing_hints.class_of(run, session) or "")
            return known is not None and target.id in known.mro
        if not isinstance(target, External):  # sessionmaker(...)
            return isinstance(session, CallResult) and session.function is target
        if not target.name.endswith(".Session") or not target.name.startswith("sqlalchemy."):
            return False
        return listened.is_orm_session(run, session)

    def _added_by(self, listener: Listener) -> tuple[Added, ...]:
        name = listener.function.id
        if name not in self._added:
            self._added[name] = ()
            self._added[name] = self._written(listener)
        return self._added[name]

    def _written(self, listener: Listener) -> tuple[Added, ...]:
        """The criteria in what the listener writes to ``statement``, each with its path."""
        written: list[tuple[Term, Formula]] = []
        run = self.world.new_run()
        state = self._entered(run, listener, None)
        assert isinstance(state, Param)

        class Watch:
            def called(self, run: Run, result: Term, callee: Term) -> None: ...

            def iterated(self, run: Run, value: Term, place: Place) -> None: ...

            def wrote(self, run: Run, base: Term, name: str, value: Term, place: Place) -> None:
                if base is state and name == "statement":
                    known = [atom if holds else negate(atom) for atom, holds in run.state.known.items()]
                    written.append((freeze(run, value), conjunction((*known, *run.state.facts))))

        run.watcher = Watch()
        calls.execute_body(run, run.frame, listener.body)
        ends = [*run.frame.returns, *([run.state] if run.state.alive else [])]
        sure = {
            atom: holds
            for atom, holds in (ends[0].known.items() if ends else ())
            if all(end.known.get(atom) is holds for end in ends)
        }  # else it raises, and the statement is not run
        unsure: Formula = True  # a caught exception or an empty loop leaves the statement as it is
        if _goes_around(listener.body.effects) or any(
            len(when.items) > 8 for _, when in written if isinstance(when, Conjunction)
        ):
            unsure = examine("opaque", state, "whether the listener gets there")
        own = intern(Attr(state, "statement"))
        found: list[Added] = []
        for value, when in written:
            steps = _steps_from(value, own)
            if steps is None:  # it puts another statement in its place
                return ()
            for call in steps:
                options = [a.value for a in call.arguments] if call.name == "options" else []
                for option in options:
                    criterion = of_option(run, option, f"{listener.function.id} (do_orm_execute)")
                    if criterion is not None:
                        found.append(Added(criterion, decide(conjunction((when, unsure)), sure), state))
        return tuple(found)

    # ------------------------------------------------------------ before_compile

    def _returned(self, listener: Listener, query: Term) -> Term | None:
        """What a listener makes of a Query; None where it may end otherwise than by returning."""
        if _goes_around(listener.body.effects, loops=False):
            return None
        run = self.world.new_run()
        self._entered(run, listener, query)
        frame = run.frame
        entry = run.state.fork()
        calls.execute_body(run, frame, listener.body)
        if run.state.alive:
            run.state.bind(frame.scope, RETURN, NONE)
            frame.returns.append(run.state)
        run.state = join(frame.returns, entry, run.fresh("return"))
        returned = freeze(run, run.state.scopes[frame.scope].get(RETURN, NONE))
        return returned if run.state.alive and listened.is_chain_on(returned, query) else None

    def _entered(self, run: Run, listener: Listener, given: Term | None) -> Term:
        """Put the listener's frame on the stack; its argument is a symbol where none is given."""
        function = listener.function
        frame = run.new_frame(function.id, function.module, function.path, None)
        run.frames.append(frame)
        run.state.open(frame.scope)
        arguments = () if given is None else (intern(Argument(given)),)
        calls.bind_parameters(run, listener.body.parameters, arguments, function.id)
        return run.state.scopes[frame.scope][listener.body.parameters[0].name]


def _is_of_events(function: Term, name: str) -> bool:
    return isinstance(function, External) and function.name == f"sqlalchemy.event.{name}"


def _ends_in_listen(function: ir.Expression) -> bool:
    return (isinstance(function, ir.Attribute) and function.attr == "listen") or (
        isinstance(function, ir.Name) and function.id == "listen"
    )


def _goes_around(block: tuple[ir.Effect, ...], *, loops: bool = True) -> bool:
    """Whether some of it may be left out without a condition that evaluation keeps: what an exception that is caught
    skips, and what a loop does any number of times."""
    for effect in block:
        match effect:
            case ir.Try() | ir.With():
                return True
            case ir.For() | ir.While() if loops:
                return True
            case ir.If():
                inner = (*effect.then, *effect.otherwise)
            case ir.For() | ir.While():
                inner = (*effect.body, *effect.otherwise)
            case ir.Match():
                inner = tuple(each for case in effect.cases for each in case.body)
            case _:
                continue
        if _goes_around(inner, loops=loops):
            return True
    return False


def _steps_from(value: Term, own: Term) -> list[MethodCall] | None:
    """The calls that lead from the listener's statement to what it writes; None if it is not made from that."""
    steps: list[MethodCall] = []
    while isinstance(value, MethodCall) and value.name in ("options", "execution_options"):
        steps.append(value)
        value = value.receiver
    if isinstance(value, Choice) or value is not own:
        return None
    return steps
