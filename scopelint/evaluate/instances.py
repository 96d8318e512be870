"""New objects of project classes, and what their context managers yield."""

from typing import TYPE_CHECKING

from scopelint.evaluate import attributes, calls, mappings, query_classes
from scopelint.evaluate.conditions import choose
from scopelint.evaluate.values import Argument, CallResult, Choice, Class, Each, Function, Ref, Term, intern
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


def instantiate(run: "Run", cls: Class, arguments: tuple[Argument, ...], place: Place) -> Term:
    """A new object of a project class."""
    known = run.program.classes.get(cls.id)
    if known is None:
        return calls.record(run, cls, arguments, place)
    if any(name in ("enum.Enum", "enum.StrEnum", "enum.IntEnum") for name in known.mro):
        return intern(CallResult(cls, arguments, place))
    if any(name.rsplit(".", 1)[-1] in ("Exception", "BaseException", "HTTPException") for name in known.mro):
        return intern(CallResult(cls, (), place))
    query = query_classes.made(run, cls, calls.freeze_arguments(run, arguments), place)
    if query is not None:
        return query
    ref = run.allocate("instance", {}, cls.id)
    run.made[ref.number] = place
    constructor = attributes.find_member(run.program, cls.id, "__init__")
    if constructor is not None and constructor[1] in run.program.functions:
        calls.call_function(run, intern(Function(constructor[1], ref)), arguments, place)
        if cls.id not in run.program.mapped:
            return ref
    fields = run.state.heap.get(ref.number)
    if isinstance(fields, dict):
        fields = dict(fields)
        _set_fields(run, fields, cls.id, arguments)
        run.state.heap[ref.number] = fields
    return ref


def _set_fields(run: "Run", fields: dict[str, Term], class_id: str, arguments: tuple[Argument, ...]) -> None:
    names = run.field_names(class_id)
    position = 0
    for argument in arguments:
        if argument.keyword is not None:
            fields[argument.keyword] = argument.value
        elif argument.star:
            fields["**"] = argument.value
            for name in names:
                found = mappings.lookup(argument.value, name)
                if found is not None:
                    fields[name] = found
        elif position < len(names):
            fields[names[position]] = argument.value
            position += 1


def enter_context(run: "Run", value: Term, place: Place) -> Term:
    """What ``with value as target`` binds."""
    match value:
        case Each(value=only):
            return only
        case Choice():
            return choose(
                value.condition, enter_context(run, value.then, place), enter_context(run, value.otherwise, place)
            )
        case Ref(kind="instance"):
            for name in ("__aenter__", "__enter__"):
                method = attributes.attribute(run, value, name)
                if isinstance(method, Function):
                    return calls.call_function(run, method, (), place)
    return value
