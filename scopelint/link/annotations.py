"""Annotations of mapped attributes: what is inside ``Mapped[...]``, whether it admits None, whether it is a collection."""

from dataclasses import dataclass

from scopelint.link.static import Static
from scopelint.link.text import expression_of
from scopelint.link.values import (
    Indexed,
    Known,
    Made,
    Operation,
    Scope,
    Symbol,
    Value,
    dotted_library_name,
    library_name,
    text,
)
from scopelint.model.body import Constant, Expression
from scopelint.model.program import UnresolvedRef

_MAPPED = frozenset({"Mapped", "WriteOnlyMapped", "DynamicMapped", "SQLCoreOperations"})
_COLLECTIONS = frozenset(
    [
        "list",
        "List",
        "set",
        "Set",
        "Sequence",
        "MutableSequence",
        "Collection",
        "Iterable",
        "dict",
        "Dict",
        "Mapping",
        "frozenset",
        "FrozenSet",
        "tuple",
    ]
)


@dataclass(frozen=True)
class Annotation:
    """``mapped``: it stood in ``Mapped[...]``, ``write_only``: in ``WriteOnlyMapped[...]``. ``inner``: the type without None, collection and ``Annotated``.
    ``metadata``: what ``Annotated`` adds. ``excluded``: a ClassVar or a constant, no attribute of the table."""

    mapped: bool = False
    optional: bool = False
    many: bool = False
    inner: Value | None = None
    metadata: tuple[Made, ...] = ()
    excluded: bool = False
    write_only: bool = False


def read_annotation(static: Static, expression: Expression | None, scope: Scope) -> Annotation:
    """Read an annotation, quoted or not."""
    if expression is None:
        return Annotation()
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        expression = expression_of(expression.value) or expression
    return _read(static, static.value(expression, scope), scope, Annotation(), 0)


def _read(static: Static, value: Value, scope: Scope, so_far: Annotation, depth: int) -> Annotation:
    if depth > 12:
        return so_far
    quoted = text(value)
    if quoted is not None:
        expression = expression_of(quoted)
        inner = static.value(expression, scope) if expression is not None else value
        if isinstance(inner, Symbol) and not isinstance(inner.ref, UnresolvedRef):
            return _with(so_far, inner=inner)
        if isinstance(inner, Indexed | Operation):
            return _read(static, inner, scope, so_far, depth + 1)
        return _with(so_far, inner=value)
    match value:
        case Indexed(value=outer, arguments=arguments):
            return _subscripted(static, library_name(outer) or "", arguments, scope, so_far, depth)
        case Operation(op="|", operands=operands):
            return _union(static, operands, scope, so_far, depth)
        case _ if library_name(value) in ("ClassVar", "Final", "InitVar"):
            return _with(so_far, excluded=True)
        case _:
            return _with(so_far, inner=value)


def _subscripted(
    static: Static, name: str, arguments: tuple[Value, ...], scope: Scope, so_far: Annotation, depth: int
) -> Annotation:
    first = arguments[0] if arguments else Known(None)
    if name in _MAPPED:
        many, write_only = name in ("WriteOnlyMapped", "DynamicMapped"), name == "WriteOnlyMapped"
        found = _with(so_far, mapped=True, many=many or so_far.many, write_only=write_only)
        return _read(static, first, scope, found, depth + 1)
    if name == "Optional":
        return _read(static, first, scope, _with(so_far, optional=True), depth + 1)
    if name == "Union":
        return _union(static, arguments, scope, so_far, depth)
    if name == "Annotated":
        metadata = tuple(one for one in arguments[1:] if isinstance(one, Made))
        return _read(static, first, scope, _with(so_far, metadata=so_far.metadata + metadata), depth + 1)
    if name in ("ClassVar", "Final", "InitVar"):
        return _with(so_far, excluded=True)
    if name in _COLLECTIONS and arguments:
        return _read(
            static,
            arguments[-1] if name in ("dict", "Dict", "Mapping") else first,
            scope,
            _with(so_far, many=True),
            depth + 1,
        )
    return _with(so_far, inner=Indexed(Known(name), arguments))


def _union(static: Static, operands: tuple[Value, ...], scope: Scope, so_far: Annotation, depth: int) -> Annotation:
    optional = so_far.optional
    members: list[Value] = []
    for operand in operands:
        if operand == Known(None) or dotted_library_name(operand) in ("types.NoneType", "builtins.NoneType"):
            optional = True
        else:
            members.append(operand)
    so_far = _with(so_far, optional=optional)
    if not members:
        return so_far
    return _read(static, members[0], scope, so_far, depth + 1)


def _with(
    annotation: Annotation,
    mapped: bool | None = None,
    optional: bool | None = None,
    many: bool | None = None,
    inner: Value | None = None,
    metadata: tuple[Made, ...] | None = None,
    excluded: bool | None = None,
    write_only: bool | None = None,
) -> Annotation:
    return Annotation(
        annotation.mapped if mapped is None else mapped,
        annotation.optional if optional is None else optional,
        annotation.many if many is None else many,
        annotation.inner if inner is None else inner,
        annotation.metadata if metadata is None else metadata,
        annotation.excluded if excluded is None else excluded,
        annotation.write_only if write_only is None else write_only,
    )
