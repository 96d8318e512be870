"""The expressions that build a statement: where its head stands and where it is extended."""

from scopelint.evaluate.conditions import decide
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.values import Appended, Atom, CallResult, Choice, Const, MethodCall, Term, Text
from scopelint.model import body as ir
from scopelint.model.node import Place, Span

LONGEST = 400


def spine(statement: Term, heads: Heads, known: dict[Atom, bool]) -> list[Place]:
    """Places of the calls that build a statement on the path where ``known`` holds, its head first."""
    places: list[Place] = []
    node = statement
    for _ in range(LONGEST):
        match node:
            case MethodCall():
                places.append(node.place)
                if heads.begins(node):
                    break
                node = node.receiver
            case CallResult():
                places.append(node.place)
                break
            case Const(source=ir.Constant(span=span)):
                places.append(Place(node.path, span))
                break
            case Text(place=Place() as place):
                places.append(place)
                break
            case Choice():
                node = node.otherwise if decide(node.condition, known) is False else node.then
            case Appended():
                node = node.base
            case _:
                break
    return places[::-1]


def head(statement: Term, heads: Heads, known: dict[Atom, bool]) -> Place | None:
    """Where the statement's ``select(...)`` or ``session.query(...)`` stands on a path."""
    return next(iter(spine(statement, heads, known)), None)


def whole(places: list[Place]) -> Place:
    """The expression that begins where the first of them does."""
    start = places[0].span
    same = [p.span for p in places if (p.span.line, p.span.column) == (start.line, start.column)]
    end = max(same, key=lambda span: (span.end_line, span.end_column))
    return Place(places[0].path, Span(start.line, start.column, end.end_line, end.end_column))
