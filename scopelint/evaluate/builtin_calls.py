"""Python's own functions that matter for building statements: getattr, isinstance, list, dict, partial, reduce ..."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import composed_sql, containers
from scopelint.evaluate.conditions import choose, conjunction, disjunction, truth
from scopelint.evaluate.values import (
    NONE,
    Appended,
    Argument,
    Choice,
    Class,
    Const,
    Each,
    Mapping,
    Operation,
    Partial,
    Ref,
    Sequence,
    Spread,
    Super,
    TableObject,
    Term,
    Text,
    Updated,
    const,
    constant_text,
    intern,
)
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

Handler = Callable[["Run", list[Term], tuple[Argument, ...], Place], Term | None]


def call(run: "Run", name: str, arguments: tuple[Argument, ...], place: Place) -> Term | None:
    """The result of a known pure function, or None where the call should be recorded as it is."""
    handler = _HANDLERS.get(name)
    if handler is None and name.startswith("sqlalchemy.") and name.rsplit(".", 1)[-1] in ("table", "Table"):
        handler = _table
    if handler is None:
        return composed_sql.compose(run, name, arguments, place)
    values = [argument.value for argument in arguments if argument.keyword is None and not argument.star]
    return handler(run, values, arguments, place)


def _getattr(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) < 2:
        return None
    name = constant_text(values[1])
    if isinstance(values[1], Choice):
        condition = values[1].condition
        then = _getattr(run, [values[0], values[1].then], arguments, place)
        otherwise = _getattr(run, [values[0], values[1].otherwise], arguments, place)
        return None if then is None or otherwise is None else choose(condition, then, otherwise)
    return None if name is None else run.attribute(values[0], name)


def _setattr(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    from scopelint.evaluate.effects import assign_attribute

    if len(values) != 3:
        return None
    name = constant_text(values[1])
    if name is not None:
        assign_attribute(run, values[0], name, values[2], place)
        return NONE
    pending = [values[0]]
    while pending:
        match pending.pop():
            case Choice(then=then, otherwise=otherwise):
                pending += [otherwise, then]
            case Ref(kind="instance") as new:  # as ``Model(**data)`` of what is not known
                assign_attribute(run, new, "**", run.fresh("an attribute named when it runs"), place)
    return None


def _hasattr(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    name = constant_text(values[1]) if len(values) == 2 else None
    if name is None:
        return None
    subject = values[0]
    if isinstance(subject, Class) and subject.id in run.program.mapped:
        from scopelint.evaluate.attributes import find_member

        mapped = run.program.mapped[subject.id]
        has = (
            name in mapped.columns
            or name in mapped.relationships
            or find_member(run.program, subject.id, name) is not None
        )
        return const(has)
    return None


def _isinstance(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) != 2:
        return None
    subject, wanted = values[0], containers.content(run, values[1])
    if isinstance(subject, Ref) and subject.class_id is not None and isinstance(wanted, Class):
        cls = run.program.classes.get(subject.class_id)
        if cls is not None and not cls.open:
            return const(wanted.id in cls.mro)
    if isinstance(subject, Const) and subject.value is None:
        return const(False)
    return intern(Operation("isinstance", subject, wanted))


def _issubclass(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) != 2 or not isinstance(values[0], Class) or not isinstance(values[1], Class):
        return None
    cls = run.program.classes.get(values[0].id)
    return None if cls is None or cls.open else const(values[1].id in cls.mro)


def _table(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
    """``table("tasks", column("id"))``, or ``Table("tasks", MetaData(), autoload_with=...)``, made inside a function."""
    name = constant_text(values[0]) if values else None
    schema = next((a.value for a in arguments if a.keyword == "schema" and a.value is not NONE), None)
    prefix = "" if schema is None else constant_text(schema)
    if name is None or prefix is None:
        return None
    return intern(TableObject(f"{prefix}.{name}" if prefix not in ("", "public") else name))


def _container(kind: str) -> Handler:
    def make(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
        if kind == "dict":
            _iterated(run, values, arguments, place)
            result: Term = containers.content(run, values[0]) if values else intern(Mapping(()))
            for argument in arguments:
                if argument.keyword is not None:
                    result = intern(Updated(result, intern(Const(argument.keyword, "str")), argument.value))
                elif argument.star == "**":
                    result = intern(Updated(result, None, argument.value))
            return run.allocate("dict", result)
        if not values:
            empty = intern(Sequence(kind, ()))
            return empty if kind == "tuple" else run.allocate(kind, empty)
        inner = containers.content(run, values[0])
        run.observe_iteration(inner, place)
        if isinstance(inner, Sequence):
            inner = intern(Sequence(kind, inner.items))
        elif not isinstance(inner, Appended | Choice):
            inner = intern(Sequence(kind, (intern(Spread(inner)),)))
        return inner if kind == "tuple" else run.allocate(kind, inner)

    return make


def _in_another_order(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
    made = _container("list")(run, values, arguments, place)
    if isinstance(made, Ref):
        known = containers.in_order(containers.content(run, made))
        if known is not None:
            run.state.heap[made.number] = intern(Sequence("set", known))
    return made


def _partial(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
    return intern(Partial(values[0], arguments[1:])) if values else None


def _super(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) == 2:
        return intern(Super(values[0].id, values[1])) if isinstance(values[0], Class) else None
    function = run.program.functions.get(run.frame.function)
    if function is None or function.owner is None:
        return None
    scope = run.state.scopes.get(run.frame.scope, {})
    receiver = scope.get("self") or scope.get("cls")
    return None if receiver is None else intern(Super(function.owner, receiver))


def _first(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    return values[0] if len(values) == 1 else None


def _cast(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    return values[1] if len(values) == 2 else None


def _str(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) == 1 and isinstance(values[0], Const | Text):
        return values[0] if constant_text(values[0]) is not None else None
    return None


def _bool(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) != 1:
        return None
    formula = truth(containers.content(run, values[0]))
    return const(formula) if isinstance(formula, bool) else intern(Operation("bool", values[0], None))


def _type(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) == 1 and isinstance(values[0], Ref) and values[0].class_id is not None:
        return intern(Class(values[0].class_id))
    return None


def _reduce(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    known = containers.items(containers.content(run, values[1])) if len(values) > 1 else None
    if known is None:
        return None
    pending = list(known)
    result = values[2] if len(values) > 2 else (pending.pop(0) if pending else None)
    for value in pending:
        if result is None:
            return None
        result = run.call(values[0], (intern(Argument(result)), intern(Argument(value))), place)
    return result


def _next(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if not values:
        return None
    source = containers.content(run, values[0])
    run.observe_iteration(source, place)
    known = containers.in_order(source) if len(values) > 1 else None  # with a default: asked once, for the first
    if known is not None:
        return known[0] if known else values[1]
    return containers.element(run, values[0], place)


def _range(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    numbers = [value.value for value in values if isinstance(value, Const) and isinstance(value.value, int)]
    if not 0 < len(numbers) == len(values) <= 3 or (len(numbers) == 3 and not numbers[2]):
        return None
    made = range(*numbers)
    return intern(Sequence("list", tuple(map(const, made)))) if len(made) <= run.most_unrolled else None


def _quantified(every: bool) -> Handler:
    """``all`` and ``any`` of a sequence whose items are in view."""

    def read(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
        _iterated(run, values, arguments, place)
        known = containers.items(containers.content(run, values[0])) if len(values) == 1 else None
        if known is None:
            return None
        whole = (conjunction if every else disjunction)(truth(item) for item in known)
        return const(whole) if isinstance(whole, bool) else None

    return read


def _len(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    content = containers.content(run, values[0]) if len(values) == 1 else None
    known = None if content is None else containers.items(content)
    if known is None or (isinstance(content, Sequence) and content.kind == "set"):  # equal items count once
        return None
    return const(len(known))


def _iterated(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if values:
        run.observe_iteration(containers.content(run, values[0]), place)
    return None


def _map(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    if len(values) != 2:
        return None
    source = containers.content(run, values[1])
    run.observe_iteration(source, place)
    made = run.call(values[0], (intern(Argument(containers.element(run, source, place))),), place)
    return intern(Sequence("list", (intern(Each(made, source)),)))


def _enumerate(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
    if not values:
        return None
    source = containers.content(run, values[0])
    run.observe_iteration(source, place)
    known = containers.items(source)
    start = values[1] if len(values) > 1 else next((a.value for a in arguments if a.keyword == "start"), const(0))
    if known is not None and isinstance(start, Const) and isinstance(start.value, int):
        pairs = [intern(Sequence("tuple", (const(start.value + at), item))) for at, item in enumerate(known)]
        return intern(Sequence("list", tuple(pairs)))
    pair = intern(Sequence("tuple", (run.fresh("an index"), containers.element(run, source, place))))
    return intern(Sequence("list", (intern(Each(pair, source)),)))


def _zip(run: "Run", values: list[Term], _: tuple[Argument, ...], place: Place) -> Term | None:
    sources = [containers.content(run, value) for value in values]
    for source in sources:
        run.observe_iteration(source, place)
    known = [containers.items(source) for source in sources]
    if known and all(items is not None for items in known):
        rows = zip(*(items or () for items in known), strict=False)
        return intern(Sequence("list", tuple(intern(Sequence("tuple", tuple(row))) for row in rows)))
    row = intern(Sequence("tuple", tuple(containers.element(run, source, place) for source in sources)))
    return intern(Sequence("list", (intern(Each(row)),)))


def _gather(run: "Run", values: list[Term], arguments: tuple[Argument, ...], place: Place) -> Term | None:
    return intern(Sequence("list", tuple(values))) if len(values) == len(arguments) else None


_HANDLERS: dict[str, Handler] = {
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _issubclass,
    "builtins.list": _container("list"),
    "builtins.tuple": _container("tuple"),
    "builtins.set": _container("set"),
    "builtins.frozenset": _container("tuple"),
    "builtins.dict": _container("dict"),
    "builtins.sorted": _in_another_order,
    "builtins.reversed": _in_another_order,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.super": _super,
    "builtins.str": _str,
    "builtins.bool": _bool,
    "builtins.type": _type,
    "builtins.iter": _first,
    "builtins.next": _next,
    "builtins.map": _map,
    "builtins.any": _quantified(every=False),
    "builtins.all": _quantified(every=True),
    "builtins.range": _range,
    "builtins.len": _len,
    "builtins.sum": _iterated,
    "builtins.min": _iterated,
    "builtins.max": _iterated,
    "typing.cast": _cast,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "copy.copy": _first,
    "copy.deepcopy": _first,
    "inspect.cleandoc": _first,
    "textwrap.dedent": _first,
    "asyncio.gather": _gather,
    "asyncio.run": _first,
    "contextlib.closing": _first,
    "contextlib.aclosing": _first,
}
