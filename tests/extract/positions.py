"""Spans of bodies held against LibCST's own PositionProvider."""

from collections.abc import Iterator

import libcst as cst
import msgspec
from libcst.metadata import MetadataWrapper, PositionProvider

from scopelint.extract import outline, read_bodies
from scopelint.model.body import Body, BrokenBody, Call, Name
from scopelint.model.node import Span
from scopelint.model.outline import ClassOutline, FunctionOutline, Outline

Mark = tuple[str, int, int, int, int]

_KINDS = {
    "Attribute": "Attribute",
    "Call": "Call",
    "Subscript": "Subscript",
    "BinaryOperation": "BinaryOperation",
    "UnaryOperation": "UnaryOperation",
    "IfExp": "Conditional",
    "Lambda": "Lambda",
    "Await": "Await",
    "Yield": "Yield",
    "NamedExpr": "Assignment",
    "Dict": "DictDisplay",
    "Ellipsis": "EllipsisConstant",
    "ListComp": "Comprehension",
    "SetComp": "Comprehension",
    "DictComp": "Comprehension",
    "GeneratorExp": "Comprehension",
    "Assign": "Assign",
    "AnnAssign": "Assign",
    "TypeAlias": "Assign",
    "AugAssign": "AugmentedAssign",
    "Expr": "Evaluate",
    "Return": "Return",
    "Raise": "Raise",
    "Assert": "Assert",
    "Del": "Delete",
    "Break": "Jump",
    "Continue": "Jump",
    "If": "If",
    "For": "For",
    "While": "While",
    "Try": "Try",
    "TryStar": "Try",
    "With": "With",
    "Match": "Match",
    "Import": "Import",
    "ImportFrom": "Import",
    "FunctionDef": "FunctionBody",
    "ClassDef": "ClassBody",
}


def told(text: str) -> set[Mark]:
    """What LibCST says: the kind and place of every node that a body keeps."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    places = wrapper.resolve(PositionProvider)
    found: set[Mark] = set()
    stack: list[cst.CSTNode] = [wrapper.module]
    while stack:
        node = stack.pop()
        kind = _KINDS.get(type(node).__name__)
        if kind is not None:
            where = places[node]
            found.add((kind, where.start.line, where.start.column + 1, where.end.line, where.end.column + 1))
        stack.extend(_kept(node))
    return found


def _kept(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Children without those that bodies drop on purpose."""
    dropped: list[object] = []
    if isinstance(node, cst.Raise):
        dropped = [node.cause]
    elif isinstance(node, cst.Assert):
        dropped = [node.msg]
    elif isinstance(node, cst.FormattedStringExpression):
        dropped = list(node.format_spec or ())
    elif isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.TypeAlias)):
        dropped = [node.type_parameters]
    elif isinstance(node, (cst.Import, cst.ImportFrom)):
        dropped = list(node.children)
    elif isinstance(node, cst.MatchClass):
        dropped = [*node.patterns, *node.kwds]
    elif isinstance(node, (cst.MatchList, cst.MatchTuple, cst.MatchMapping)):
        dropped = list(node.children)
    yield from (child for child in node.children if not any(child is each for each in dropped))


def read(text: str) -> set[Mark]:
    """What our bodies say of the same text, all bodies of the file together."""
    found: set[Mark] = set()
    kinds = set(_KINDS.values())
    for body in everything(text.encode()).values():
        stack: list[object] = [body]
        assert not isinstance(body, BrokenBody), body
        while stack:
            node = stack.pop()
            if isinstance(node, msgspec.Struct):
                kind, span = type(node).__name__, getattr(node, "span", None)
                if kind in kinds and isinstance(span, Span) and not _is_format(node):
                    found.add((kind, span.line, span.column, span.end_line, span.end_column))
                stack.extend(getattr(node, name) for name in node.__struct_fields__)
            elif isinstance(node, tuple):
                stack.extend(node)
    return found


def _is_format(node: object) -> bool:
    """``{value:spec}`` is read as a call of ``format``, which stands nowhere: its function's place is the whole hole."""
    return isinstance(node, Call) and isinstance(node.function, Name) and node.function.span == node.span


def everything(source: bytes) -> dict[str, Body]:
    """Every body of a file."""
    seen = outline("a.py", source)
    return read_bodies(source, seen, [*qualnames(seen), "<module>"])


def qualnames(seen: Outline) -> list[str]:
    """All functions, methods and classes of an outline."""
    return list(_qualnames(seen.functions, seen.classes))


def _qualnames(functions: tuple[FunctionOutline, ...], classes: tuple[ClassOutline, ...]) -> Iterator[str]:
    yield from (function.qualname for function in functions)
    for each in classes:
        yield each.qualname
        yield from _qualnames(each.methods, each.classes)
