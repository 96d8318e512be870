"""Comprehensions: unrolled over a short known iterable, else any number of like elements."""

from typing import TYPE_CHECKING

from scopelint.evaluate import containers
from scopelint.evaluate.branching import branch, value_of_either
from scopelint.evaluate.conditions import conjunction, decide
from scopelint.evaluate.values import Each, Mapping, Sequence, Term, Updated, intern
from scopelint.model import body as ir

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run


def comprehension(run: "Run", node: ir.Comprehension) -> Term:
    """The list, set, dict or generator that it makes; its names end with it."""
    saved = dict(run.state.scopes[run.frame.scope])
    generator = node.generators[0]
    iterable = containers.content(run, run.evaluate(generator.iterable))
    run.observe_iteration(iterable, run.place(node.span))
    known = containers.items(iterable)
    if len(node.generators) == 1 and known is not None and len(known) <= run.most_unrolled:
        result = _unrolled(run, node, known)
    else:
        result = _any_times(run, node, iterable)
    run.state.open(run.frame.scope, saved)
    return result if node.kind == "generator" else run.allocate(node.kind, result)


def _unrolled(run: "Run", node: ir.Comprehension, known: tuple[Term, ...]) -> Term:
    generator = node.generators[0]
    result: Term = intern(Mapping(())) if node.kind == "dict" else intern(Sequence(_kind(node), ()))
    for value in known:
        run.assign(generator.target, value)
        formula = decide(conjunction([run.condition(test) for test in generator.tests]), run.state.known)
        before = result

        def longer(before: Term = before) -> Term:
            made = run.evaluate(node.element)
            if node.key is None:
                return containers.appended(before, made)
            return intern(Updated(before, run.evaluate(node.key), made))

        result = value_of_either(run, formula, longer, lambda before=before: before)  # type: ignore[misc]  # mypy: default
    return result


def _any_times(run: "Run", node: ir.Comprehension, iterable: Term) -> Term:
    made: list[Term] = []

    def once() -> None:
        for number, clause in enumerate(node.generators):
            source = iterable if number == 0 else containers.content(run, run.evaluate(clause.iterable))
            if number:
                run.observe_iteration(source, run.place(node.span))
            run.assign(clause.target, containers.element(run, source, run.place(node.span)))
            if not all(run.state.assume(run.condition(test)) for test in clause.tests):
                return
        made.extend([run.evaluate(node.element)] + ([] if node.key is None else [run.evaluate(node.key)]))

    branch(run, run.opaque("the loop ran"), once, lambda: None, "a loop over what is only known when it runs")
    if not made:  # no element passes the tests
        return intern(Mapping(())) if node.kind == "dict" else intern(Sequence(_kind(node), ()))
    if node.kind == "dict":
        like = intern(Each(intern(Sequence("tuple", (made[1], made[0]))), iterable))
        return intern(Mapping(((made[1], made[0]), (None, like))))
    return intern(Sequence(_kind(node), (intern(Each(made[0], iterable)),)))


def _kind(node: ir.Comprehension) -> str:
    return "set" if node.kind == "set" else "list"
