"""Calls: project functions are entered with their arguments, classes make instances, the rest is recorded."""

from collections.abc import Sequence as Items
from typing import TYPE_CHECKING, TypeAlias

from scopelint.evaluate import (
    attributes,
    builtin_calls,
    composed_sql,
    containers,
    dumps,
    instances,
    mappings,
    query_classes,
    sql_files,
    typing_hints,
    unit_of_work,
)
from scopelint.evaluate.branching import value_of_either
from scopelint.evaluate.composed_sql import formatted
from scopelint.evaluate.conditions import choose, decide, row_found
from scopelint.evaluate.freezing import freeze
from scopelint.evaluate.state import RETURN, join
from scopelint.evaluate.values import (
    NONE,
    Argument,
    Attr,
    CallResult,
    Choice,
    Class,
    Closure,
    Composed,
    Each,
    External,
    Function,
    Mapping,
    MethodCall,
    Param,
    Partial,
    Ref,
    Sequence,
    Spread,
    Super,
    Term,
    Text,
    constant_text,
    intern,
)
from scopelint.model import body as ir
from scopelint.model import program as linked
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Frame, Run

Arguments: TypeAlias = tuple[Argument, ...]
RAISES_WITHOUT_A_ROW = frozenset({"one", "scalar_one", "get_one", "one_or_404", "first_or_404", "get_or_404"})


def call(run: "Run", function: Term, arguments: Arguments, place: Place) -> Term:
    """The result of ``function(arguments)``."""
    match function:
        case Choice():
            return _call_choice(run, function, arguments, place)
        case Function() if query_classes.is_on_query(run, function):
            return _on_query(run, function, arguments, place)
        case Function():
            return call_function(run, function, arguments, place)
        case Closure():
            return _call_closure(run, function, arguments, place)
        case Class():
            return instances.instantiate(run, function, arguments, place)
        case Partial():
            return call(run, function.function, (*function.arguments, *arguments), place)
        case External():
            unbound = query_classes.unbound(run, function, arguments)
            if unbound is not None:
                return call_method(run, *unbound, arguments[1:], place)
            result = builtin_calls.call(run, function.name, arguments, place)
            if result is not None:
                return result
            return record(run, function, arguments, place)
        case Attr():
            name = query_classes.by_way_of(run, function.base, function.name)
            if name != function.name:
                return call(run, attributes.attribute(run, function.base, name), arguments, place)
            return call_method(run, function.base, name, arguments, place)
    class_id = typing_hints.class_of(run, function)
    if class_id is not None:
        method = attributes.attribute(run, function, "__call__")
        if isinstance(method, Function):
            return call_function(run, method, arguments, place)
    return record(run, function, arguments, place)


def _call_choice(run: "Run", function: Choice, arguments: Arguments, place: Place) -> Term:
    formula = decide(function.condition, run.state.known)
    if isinstance(formula, bool):
        return call(run, function.then if formula else function.otherwise, arguments, place)
    return value_of_either(
        run,
        formula,
        lambda: call(run, function.then, arguments, place),
        lambda: call(run, function.otherwise, arguments, place),
        "a choice of functions",
    )


def call_method(run: "Run", base: Term, name: str, arguments: Arguments, place: Place) -> Term:
    """``base.name(arguments)`` of something that is no project method."""
    if isinstance(base, Choice):
        # Containers and instances on either side are mutated where they stand; recorded chains stay one call.
        if run.world.heads.kind(base) is None and not _recorded(base):
            function = choose(base.condition, intern(Attr(base.then, name)), intern(Attr(base.otherwise, name)))
            return call(run, function, arguments, place)
    elif isinstance(base, Ref) and base.kind != "instance":
        return containers.call_method(run, base, name, arguments, place)
    elif isinstance(base, Mapping | Sequence):  # a constant of a module or class: a copy, since nobody else sees it
        copy = run.allocate("dict" if isinstance(base, Mapping) else "list", base)
        return containers.call_method(run, copy, name, arguments, place)
    if isinstance(base, Super) and name in ("__init__", "__post_init__"):
        return NONE
    base = query_classes.own(base) if run.world.heads.kind(query_classes.own(base)) == "query" else base
    dumped = dumps.dumped(run, base, name, arguments) if name in dumps.DUMPS else None
    if dumped is not None:
        return dumped
    text = constant_text(base)
    if isinstance(base, Composed):
        composed = composed_sql.method(run, base, name, arguments, place)
        if composed is not None:
            return composed
    elif text is not None:
        made = _string_method(run, base, text, name, arguments, place)
        if made is not None:
            return made
    if name in sql_files.READS:
        written = sql_files.read(run, base, name, arguments, place)
        if written is not None:
            return written
    if name in unit_of_work.BUILDS and not arguments:
        built = unit_of_work.built(run, base, name, place)
        if built is not None:
            return built
    frozen = freeze_arguments(run, arguments)
    result = intern(MethodCall(freeze(run, base), name, frozen, place))
    given = run.observe(run, result, base)
    if given is result and name in RAISES_WITHOUT_A_ROW:
        run.state.assume(row_found(result))
    return given


def _on_query(run: "Run", function: Function, arguments: Arguments, place: Place) -> Term:
    """What a project's Query overrides; where nothing in it is seen to execute the Query, it is executed as it stands."""
    before = run.handed_over
    result = call_function(run, function, arguments, place)
    if query_classes.ends_unseen(function, before, run) and function.bound is not None:
        name = function.id.rpartition(".")[2]
        run.observe(run, intern(MethodCall(function.bound, name, freeze_arguments(run, arguments), place)), function)
    return result


def _recorded(value: Term) -> bool:
    if isinstance(value, Choice):
        return _recorded(value.then) and _recorded(value.otherwise)
    return not isinstance(value, Ref | Function | Class | Closure)


def _string_method(run: "Run", base: Term, text: str, name: str, arguments: Arguments, place: Place) -> Term | None:
    if name == "format":
        parts_of_format = formatted(text, arguments)
        return None if parts_of_format is None else intern(Text(parts_of_format, place))
    if name == "join" and len(arguments) == 1:
        known = containers.items(containers.content(run, arguments[0].value))
        if known is not None and known:
            parts: list[Term] = []
            for number, item in enumerate(known):
                if number:
                    parts.append(base)
                parts.append(item)
            return intern(Text(tuple(parts), place))
    if name in ("strip", "lstrip", "rstrip", "replace", "lower", "upper") and not arguments:
        return base
    return None


def freeze_arguments(run: "Run", arguments: Arguments) -> Arguments:
    """Arguments as they go into a recorded call."""
    return tuple(
        intern(Argument(freeze(run, argument.value), argument.keyword, argument.star)) for argument in arguments
    )


def record(run: "Run", function: Term, arguments: Arguments, place: Place) -> Term:
    """A call that is not entered, told to the watcher."""
    result = intern(CallResult(function, freeze_arguments(run, arguments), place))
    return run.observe(run, result, function)


# ---------------------------------------------------------------- project functions


def call_function(run: "Run", function: Function, arguments: Arguments, place: Place) -> Term:
    """Enter a project function, unless that is too deep, recursive, or known to teach nothing."""
    known = run.program.functions.get(function.id)
    if known is None:
        return record(run, function, arguments, place)
    from scopelint.evaluate.interpreter import MOST_DEPTH

    recursive = any(frame.function == function.id for frame in run.frames) or function.id in run.world.bypasses
    constructor = function.id.endswith(".__init__")  # what it teaches are the fields of the object
    taught = constructor or _is_given_model(run, known, function, arguments)
    if recursive or (not taught and run.world.is_inert(function.id, run.frames[0].function)):
        result = record(run, function, arguments, place)
        if run.world.always_gives(function.id):
            run.state.assume(row_found(result))
        return result
    if len(run.frames) >= MOST_DEPTH:
        run.hit_bound.append(place)
        return record(run, function, arguments, place)
    body = run.world.body(known.path, known.outline.qualname)
    if not isinstance(body, ir.FunctionBody):
        return record(run, function, arguments, place)
    run.entered.add(function.id)
    if function.bound is not None:
        arguments = (intern(Argument(function.bound)), *arguments)
    frame = run.new_frame(function.id, known.module, known.path, place)
    run.frames.append(frame)
    run.state.open(frame.scope)
    bind_parameters(run, body.parameters, arguments, function.id)
    if constructor:
        run.world.constructions.entered(run, function.id)
    return _finish(run, body, place)


def _is_given_model(run: "Run", known: linked.Function, function: Function, arguments: Arguments) -> bool:
    """Whether a call hands over a mapped class, as an argument or as the ``cls`` of an inherited method: then the
    function may make rows of it or query it, though its own text names no model."""
    if isinstance(function.bound, Class) and function.bound.id != known.owner and _is_model(run, function.bound):
        return True
    if query_classes.is_on_query(run, function):
        return True
    return any(_is_model(run, argument.value) for argument in arguments)


def _is_model(run: "Run", value: Term) -> bool:
    while isinstance(value, Choice):
        if _is_model(run, value.then):
            return True
        value = value.otherwise
    return isinstance(value, Class) and value.id in run.program.mapped


def _call_closure(run: "Run", closure: Closure, arguments: Arguments, place: Place) -> Term:
    from scopelint.evaluate.interpreter import MOST_DEPTH

    info = run.closures.get(closure.number)
    name = f"{info.frame.function}.<locals>.{closure.name}" if info is not None else closure.name
    if info is None or len(run.frames) >= MOST_DEPTH + 4 or any(f.function == name for f in run.frames):
        return record(run, closure, arguments, place)
    run.called_closures.add(closure.number)
    frame = run.new_frame(name, info.frame.module, info.frame.path, place)
    run.frames.append(frame)
    run.chains[frame.scope] = (frame.scope, *info.chain)
    run.state.open(frame.scope)
    bind_parameters(run, info.body.parameters, arguments, name)
    if isinstance(info.body, ir.Lambda):
        from scopelint.evaluate.effects import leave

        leave(run, run.evaluate(info.body.value))
        return _finish(run, None, place)
    return _finish(run, info.body, place)


def _finish(run: "Run", body: ir.FunctionBody | None, place: Place) -> Term:
    """Run the body of the top frame, leave it, and go on after the call."""
    frame = run.frame
    entry = run.state.fork()
    if body is not None:
        execute_body(run, frame, body)
    ends = frame.returns
    if body is not None and run.state.alive:
        run.state.bind(frame.scope, RETURN, NONE)
        ends = [*ends, run.state]
    run.state = join(ends, entry, run.fresh(f"path through {frame.function}"))
    value = run.state.unbind(frame.scope, RETURN, NONE)
    if frame.scope not in run.captured:
        run.state.scopes.pop(frame.scope, None)
    run.frames.pop()
    if (frame.raised or not run.state.alive) and run.frames:
        run.frame.raised = True
    if not run.state.alive and run.frames and run.frame.raises:
        # It always raises: an enclosing handler starts from here.
        thrown = entry
        thrown.alive = True
        run.frame.raises[-1].append(thrown)
    if frame.is_generator:
        return _generated(run, frame)
    return value


def execute_body(run: "Run", frame: "Frame", body: ir.FunctionBody) -> None:
    """The effects of the function on top of the stack."""
    frame.is_generator = body.is_generator
    raises, frame.raises = frame.raises, []
    run.execute(body.effects)
    frame.raises = raises


def _generated(run: "Run", frame: "Frame") -> Term:
    if len(frame.yields) == 1:
        return intern(Each(frame.yields[0]))
    if not frame.yields:
        return intern(Sequence("list", ()))
    value = frame.yields[-1]
    for other in reversed(frame.yields[:-1]):
        value = choose(run.opaque("which yield"), other, value)
    return intern(Each(value))


def bind_parameters(run: "Run", parameters: Items[ir.Parameter], arguments: Arguments, function: str) -> None:
    """Give each parameter its argument, its default, or a symbol that no caller decides."""
    positional = [a.value for a in arguments if a.keyword is None and not a.star]
    keywords = {a.keyword: a.value for a in arguments if a.keyword is not None}
    splats = [a for a in arguments if a.star]
    used = 0
    for parameter in parameters:
        if parameter.kind == "args":
            rest: list[Term] = list(positional[used:])
            rest.extend(intern(Spread(a.value)) for a in splats if a.star == "*")
            run.bind(parameter.name, intern(Sequence("tuple", tuple(rest))))
            used = len(positional)
        elif parameter.kind == "kwargs":
            entries: list[tuple[Term | None, Term]] = [(_key(name), value) for name, value in keywords.items()]
            entries.extend((None, a.value) for a in splats if a.star == "**")
            run.bind(parameter.name, run.allocate("dict", intern(Mapping(tuple(entries)))))
        elif parameter.kind != "keyword" and used < len(positional):
            run.bind(parameter.name, positional[used])
            used += 1
        elif parameter.name in keywords:
            run.bind(parameter.name, keywords.pop(parameter.name))
        else:
            run.bind(parameter.name, _missing(run, parameter, splats, function))


def _key(name: str) -> Term:
    from scopelint.evaluate.values import Const

    return intern(Const(name, "str"))


def _missing(run: "Run", parameter: ir.Parameter, splats: list[Argument], function: str) -> Term:
    for splat in splats:
        if splat.star == "**":
            found = mappings.lookup(splat.value, parameter.name)
            if found is not None:
                return found
    if splats or parameter.default is None:
        return symbol(run, parameter, function)
    default = run.evaluate(parameter.default)
    return symbol(run, parameter, function) if is_injected(default) else default


INJECTORS = frozenset({"Depends", "Query", "Path", "Body", "Header", "Cookie", "Form", "File", "Security", "Provide"})


def is_injected(default: Term) -> bool:
    """A default such as ``Depends(get_session)``: a framework gives the value."""
    return (
        isinstance(default, CallResult)
        and isinstance(default.function, External)
        and default.function.name.rsplit(".", 1)[-1] in INJECTORS
    )


def symbol(run: "Run", parameter: ir.Parameter, function: str) -> Param:
    """A parameter that no caller in view decides."""
    default = None if parameter.default is None else run.evaluate(parameter.default)
    required = default is None or is_injected(default)
    if isinstance(default, CallResult) and required and default.arguments:
        first = default.arguments[0].value
        if first is NONE:  # Query(None)
            return intern(Param(function, parameter.name, parameter.annotation, False, NONE, run.frame.path))
    kept = default if not required and not isinstance(default, Ref) else None
    return intern(Param(function, parameter.name, parameter.annotation, required, kept, run.frame.path))
