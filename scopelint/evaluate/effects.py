"""Effects in order: assignments, branches, loops, try, with, return; each changes the state of the run."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import containers
from scopelint.evaluate.branching import branch
from scopelint.evaluate.conditions import conjunction, decide, disjunction, equals, examine
from scopelint.evaluate.doubt import Doubt
from scopelint.evaluate.state import RETURN, UNBOUND, State, join, merge
from scopelint.evaluate.values import (
    NONE,
    Argument,
    Attr,
    Const,
    Formula,
    Ref,
    Term,
    const,
    intern,
)
from scopelint.model import body as ir
from scopelint.model.node import Place, Span

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


def execute(run: "Run", block: tuple[ir.Effect, ...]) -> None:
    """Run effects until the state is dead or the budget is spent."""
    from scopelint.evaluate.interpreter import MOST_STEPS

    for effect in block:
        if not run.state.alive:
            return
        run.steps += 1
        if run.steps > MOST_STEPS:
            if not run.hit_bound:
                run.hit_bound.append(run.place(_span(effect)))
            run.state.alive = False
            return
        reader = _READERS.get(type(effect))
        if reader is not None:
            reader(run, effect)


def _span(effect: ir.Effect) -> Span:
    return getattr(effect, "span", None) or Span(1, 1, 1, 1)


def _evaluate(run: "Run", effect: ir.Evaluate) -> None:
    run.evaluate(effect.value)


def _assign(run: "Run", effect: ir.Assign) -> None:
    if effect.value is None:
        return
    value = run.evaluate(effect.value)
    for target in effect.targets:
        assign(run, target, value)


def assign(run: "Run", target: ir.Expression, value: Term) -> None:
    """Bind a target: a name, attribute, item, or a tuple of them."""
    match target:
        case ir.Name():
            run.bind(target.id, value)
        case ir.Attribute():
            assign_attribute(run, run.evaluate(target.value), target.attr, value, run.place(target.span))
        case ir.Subscript():
            base = run.evaluate(target.value)
            of_slice = isinstance(target.index, ir.SliceExpression)
            containers.set_item(run, base, run.fresh("a slice") if of_slice else run.evaluate(target.index), value)
        case ir.Display():
            _unpack(run, target.elements, value)
        case ir.Starred():
            assign(run, target.value, value)


def _unpack(run: "Run", targets: tuple[ir.Expression, ...], value: Term) -> None:
    inner = containers.content(run, value)
    if targets:
        run.observe_iteration(inner, run.place(targets[0].span))
    known = containers.in_order(inner)
    if known is not None and len(known) == len(targets) and not any(isinstance(t, ir.Starred) for t in targets):
        for target, item in zip(targets, known, strict=True):
            assign(run, target, item)
        return
    for number, target in enumerate(targets):
        if isinstance(target, ir.Starred):
            assign(run, target.value, intern(Attr(inner, f"*{number}")))
        else:
            assign(run, target, containers.item(run, inner, const(number)))


def assign_attribute(run: "Run", base: Term, name: str, value: Term, place: Place) -> None:
    """``base.name = value``"""
    if isinstance(base, Ref) and base.kind == "instance":
        fields = run.state.heap.get(base.number)
        if isinstance(fields, dict):
            run.state.heap[base.number] = {**fields, name: value}
    run.observe_write(base, name, value, place)


def _augmented(run: "Run", effect: ir.AugmentedAssign) -> None:
    from scopelint.evaluate.expressions import binary

    value = run.evaluate(effect.value)
    before = run.evaluate(effect.target)
    if effect.op == "+" and isinstance(before, Ref) and before.kind == "list":
        argument = Argument(value)
        containers.call_method(run, before, "extend", (intern(argument),), run.place(effect.span))
        return
    assign(run, effect.target, binary(run, effect.op, before, value, effect.span))


def _return(run: "Run", effect: ir.Return) -> None:
    value = NONE if effect.value is None else run.evaluate(effect.value)
    if not run.state.alive:
        return
    leave(run, value)


def leave(run: "Run", value: Term) -> None:
    """Return from the function being evaluated."""
    run.state.bind(run.frame.scope, RETURN, value)
    run.frame.left.extend(run.doubts[run.frame.doubted :])
    run.frame.returns.append(run.state.fork())
    run.state.alive = False


def _raise(run: "Run", effect: ir.Raise) -> None:
    if effect.value is not None:
        run.evaluate(effect.value)
    run.frame.raised = True
    if run.frame.raises:
        run.frame.raises[-1].append(run.state.fork())
    run.state.alive = False


def _assert(run: "Run", effect: ir.Assert) -> None:
    run.state.assume(run.condition(effect.test))


def _jump(run: "Run", effect: ir.Jump) -> None:
    targets = run.frame.breaks if effect.kind == "break" else run.frame.continues
    if targets:
        targets[-1].append(run.state.fork())
    run.frame.jumped.extend(run.doubts[run.frame.doubted :])
    run.state.alive = False


def _if(run: "Run", effect: ir.If) -> None:
    formula = decide(run.condition(effect.test), run.state.known)
    branch(run, formula, lambda: execute(run, effect.then), lambda: execute(run, effect.otherwise))


def _for(run: "Run", effect: ir.For) -> None:
    iterable = containers.content(run, run.evaluate(effect.iterable))
    run.observe_iteration(iterable, run.place(effect.span))
    known = containers.items(iterable)
    if known is not None and len(known) <= run.most_unrolled:
        exits: list[State] = []
        for value in known:
            if not run.state.alive:
                break
            exits.extend(_iteration(run, effect.target, value, effect.body))
        _leave_loop(run, exits, effect.otherwise)
        return
    value = containers.element(run, iterable, run.place(effect.span))
    _any_times(run, effect.target, value, effect.body, effect.otherwise)


def _iteration(
    run: "Run", target: ir.Expression | None, value: Term | None, body: tuple[ir.Effect, ...]
) -> list[State]:
    """One pass through a loop's body; the states that broke out."""
    frame = run.frame
    frame.breaks.append([])
    frame.continues.append([])
    entry = run.state.fork()
    if target is not None and value is not None:
        assign(run, target, value)
    execute(run, body)
    continued = frame.continues.pop()
    run.state = join([*continued, run.state], entry, run.fresh("loop path"))
    return frame.breaks.pop()


def _any_times(
    run: "Run",
    target: ir.Expression | None,
    value: Term | None,
    body: tuple[ir.Effect, ...],
    otherwise: tuple[ir.Effect, ...],
) -> None:
    """A loop of unknown length: its body once, from names that an earlier pass may have changed."""
    _havoc(run, body)
    before = run.state.fork()
    run.doubts.append(Doubt("a loop over what is only known when it runs"))
    exits = _iteration(run, target, value, body)
    run.doubts.pop()
    ran = run.opaque("the loop ran")
    run.state = merge(ran, run.state, before) if run.state.alive else before
    _leave_loop(run, exits, otherwise)


def _leave_loop(run: "Run", exits: list[State], otherwise: tuple[ir.Effect, ...]) -> None:
    base = run.state.fork()
    run.frame.jumped.clear()
    if otherwise and run.state.alive:
        execute(run, otherwise)
    if exits:
        run.state = join([*exits, run.state], base, run.fresh("left the loop"))


def _havoc(run: "Run", body: tuple[ir.Effect, ...]) -> None:
    """Constants that the loop reassigns may hold another value on a later pass."""
    scope = run.state.scopes[run.frame.scope]
    for name in _assigned(body):
        if isinstance(scope.get(name), Const):
            run.bind(name, run.fresh(f"{name} on some pass of the loop"))


def _assigned(block: tuple[ir.Effect, ...]) -> list[str]:
    names: list[str] = []
    for effect in block:
        match effect:
            case ir.Assign(targets=targets):
                names.extend(t.id for t in targets if isinstance(t, ir.Name))
            case ir.AugmentedAssign(target=ir.Name(id=name)):
                names.append(name)
            case ir.If():
                names.extend(_assigned(effect.then))
                names.extend(_assigned(effect.otherwise))
            case ir.For() | ir.While():
                names.extend(_assigned(effect.body))
            case ir.With():
                names.extend(_assigned(effect.body))
            case ir.Try():
                names.extend(_assigned(effect.body))
                for handler in effect.handlers:
                    names.extend(_assigned(handler.body))
    return names


def _while(run: "Run", effect: ir.While) -> None:
    _havoc(run, effect.body)
    formula = decide(run.condition(effect.test), run.state.known)
    if formula is False:
        execute(run, effect.otherwise)
        return
    before = run.state.fork()
    run.state.assume(formula)
    run.doubts.append(Doubt("a loop that runs while something holds"))
    exits = _iteration(run, None, None, effect.body)
    run.doubts.pop()
    if formula is True:
        run.state.alive = False
    else:
        run.state = merge(run.opaque("the loop ran"), run.state, before)
    _leave_loop(run, exits, effect.otherwise)


def _try(run: "Run", effect: ir.Try) -> None:
    frame = run.frame
    entry = run.state.fork()
    frame.raises.append([])
    execute(run, effect.body)
    raised = frame.raises.pop()
    partway = run.state.fork()
    if run.state.alive and effect.otherwise:
        execute(run, effect.otherwise)
    ends = [run.state]
    thrown_outside = run.throws is None or run.throws()
    for handler in effect.handlers if raised or thrown_outside else ():
        thrown = run.opaque("an exception was raised")
        partway.alive = True
        start = join(
            [*(state.fork() for state in raised), merge(thrown, partway.fork(), entry.fork())],
            entry,
            run.fresh("raised"),
        )
        run.state = start
        if handler.name is not None:
            run.bind(handler.name, run.fresh("an exception"))
        run.doubts.append(Doubt("the handler of an exception"))
        execute(run, handler.body)
        run.doubts.pop()
        ends.append(run.state)
    run.state = join(ends, entry, run.fresh("after try"))
    if effect.final:
        alive = run.state.alive
        run.state.alive = True
        execute(run, effect.final)
        run.state.alive = run.state.alive and alive


def _with(run: "Run", effect: ir.With) -> None:
    for item in effect.items:
        value = run.call_context(run.evaluate(item.context), run.place(effect.span))
        if item.target is not None:
            assign(run, item.target, value)
    execute(run, effect.body)


def _match(run: "Run", effect: ir.Match) -> None:
    subject = run.evaluate(effect.subject)
    _cases(run, subject, effect.cases)


def _cases(run: "Run", subject: Term, cases: tuple[ir.Case, ...]) -> None:
    if not cases:
        return
    case = cases[0]
    formula: Formula
    if case.irrefutable:
        formula = True
    elif case.alternatives:
        formula = disjunction(equals(subject, run.evaluate(value)) for value in case.alternatives)
    elif case.class_pattern is not None:
        formula = examine("isinstance", subject, run.evaluate(case.class_pattern))
    else:
        formula = run.opaque("the pattern matched")
    for name in case.captures:
        run.bind(name, subject if case.irrefutable else intern(Attr(subject, name)))
    if case.guard is not None:
        formula = conjunction((formula, run.condition(case.guard)))
    branch(
        run,
        decide(formula, run.state.known),
        lambda: execute(run, case.body),
        lambda: _cases(run, subject, cases[1:]),
    )


def _import(run: "Run", effect: ir.Import) -> None:
    for name in effect.names:
        run.bind(name.alias, run.imported(name))


def _function(run: "Run", effect: ir.DefineFunction) -> None:
    run.bind(effect.function.name, run.closure(effect.function, effect.function.name))


def _class(run: "Run", effect: ir.DefineClass) -> None:
    run.bind(effect.definition.name, run.fresh(f"local class {effect.definition.name}"))


def _scope(run: "Run", effect: ir.ScopeDeclaration) -> None:
    run.frame.outer.update(effect.names)


def _delete(run: "Run", effect: ir.Delete) -> None:
    for target in effect.targets:
        if isinstance(target, ir.Name):
            run.bind(target.id, UNBOUND)
        elif isinstance(target, ir.Attribute):
            run.evaluate(target.value)
        elif isinstance(target, ir.Subscript):
            base = run.evaluate(target.value)
            index = None if isinstance(target.index, ir.SliceExpression) else run.evaluate(target.index)
            containers.delete_item(run, base, run.fresh("a slice") if index is None else index)


_READERS: dict[type, Callable[..., None]] = {
    ir.Evaluate: _evaluate,
    ir.Assign: _assign,
    ir.AugmentedAssign: _augmented,
    ir.Delete: _delete,
    ir.ScopeDeclaration: _scope,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Assert: _assert,
    ir.Jump: _jump,
    ir.If: _if,
    ir.For: _for,
    ir.While: _while,
    ir.Try: _try,
    ir.With: _with,
    ir.Match: _match,
    ir.Import: _import,
    ir.DefineFunction: _function,
    ir.DefineClass: _class,
}
