"""Annotations as facts: the class of a typed value, and whether a value may be None."""

from typing import TYPE_CHECKING

from scopelint.evaluate.values import (
    Attr,
    CallResult,
    Class,
    Const,
    Element,
    External,
    Function,
    Index,
    Instance,
    Param,
    Ref,
    Sequence,
    Term,
    constant_text,
)
from scopelint.model import body as ir
from scopelint.model import program as linked

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run
    from scopelint.evaluate.loaded import Rows

WRAPPERS = frozenset({"Annotated", "Optional", "Final", "ClassVar", "Required", "NotRequired", "Mapped", "Awaitable"})
COLLECTIONS = frozenset(
    {"list", "List", "Sequence", "Iterable", "set", "Set", "tuple", "Tuple", "AsyncIterator", "Iterator",
     "AsyncGenerator", "Generator", "Collection", "frozenset", "ScalarResult", "Result"}
)  # fmt: skip


class Hint:
    """An annotation taken apart: the names it may be (dotted), None among them, and its element type."""

    __slots__ = ("element", "names", "optional")

    def __init__(self, names: tuple[linked.Ref, ...], optional: bool, element: "Hint | None" = None) -> None:
        self.names = names
        self.optional = optional
        self.element = element


def read(run: "Run", annotation: ir.Expression | None, path: str) -> Hint | None:
    """An annotation as written in the file, or None where there is none."""
    if annotation is None:
        return None
    module = run.program.module_of.get(path)
    return None if module is None else _read(run.program, annotation, module)


def of_rows(rows: "Rows") -> Hint:
    """What an annotation would say of rows that a function returns."""
    row = Hint((linked.ClassRef(rows.model),), rows.optional)
    return Hint((), False, row) if rows.many else row


def _read(program: linked.Program, node: ir.Expression, module: str) -> Hint:
    match node:
        case ir.Constant(value=None):
            return Hint((), True)
        case ir.Constant(value=str() as text):
            return _from_text(program, text, module)
        case ir.BinaryOperation(op="|"):
            left, right = _read(program, node.left, module), _read(program, node.right, module)
            return Hint((*left.names, *right.names), left.optional or right.optional, left.element or right.element)
        case ir.Subscript():
            return _subscripted(program, node, module)
        case ir.Name() | ir.Attribute():
            ref = _resolve(program, node, module)
            return Hint(() if ref is None else (ref,), False)
    return Hint((), False)


def _subscripted(program: linked.Program, node: ir.Subscript, module: str) -> Hint:
    name = _last_name(node.value)
    arguments = node.index.elements if isinstance(node.index, ir.Display) else (node.index,)
    inner = [_read(program, argument, module) for argument in arguments]
    if name in ("Union", "Optional"):
        names = tuple(ref for hint in inner for ref in hint.names)
        element = next((hint.element for hint in inner if hint.element), None)
        return Hint(names, name == "Optional" or any(h.optional for h in inner), element)
    if name in WRAPPERS and inner:
        return inner[0]
    ref = _resolve(program, node.value, module)
    names = () if ref is None else (ref,)
    if name in COLLECTIONS and inner:
        return Hint(names, False, inner[0])
    return Hint(names, False, None)


def _from_text(program: linked.Program, text: str, module: str) -> Hint:
    optional = "Optional[" in text or "None" in text.replace(" ", "").split("|")
    bare = text.replace("Optional[", "").rstrip("]").split("|")[0].strip()
    if not bare.replace(".", "").replace("_", "").isalnum():
        return Hint((), optional)
    ref = _dotted(program, bare.split("."), module)
    return Hint(() if ref is None else (ref,), optional)


def _last_name(node: ir.Expression) -> str:
    match node:
        case ir.Name():
            return node.id
        case ir.Attribute():
            return node.attr
    return ""


def _resolve(program: linked.Program, node: ir.Expression, module: str) -> linked.Ref | None:
    parts: list[str] = []
    while isinstance(node, ir.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ir.Name):
        return None
    parts.append(node.id)
    return _dotted(program, parts[::-1], module)


def _dotted(program: linked.Program, parts: list[str], module: str) -> linked.Ref | None:
    found = program.modules.get(module)
    ref = None if found is None else found.names.get(parts[0])
    if ref is None:
        return linked.ExternalRef(f"builtins.{parts[0]}") if len(parts) == 1 else None
    for part in parts[1:]:
        match ref:
            case linked.ModuleRef():
                inner = program.modules.get(ref.module)
                ref = inner.names.get(part) if inner is not None else None
            case linked.ExternalRef():
                ref = linked.ExternalRef(f"{ref.name}.{part}")
            case linked.ClassRef():
                ref = linked.ClassRef(f"{ref.id}.{part}")
            case _:
                return None
        if ref is None:
            return None
    return ref


def hint_of(run: "Run", value: Term) -> Hint | None:
    """What annotations say of a value."""
    match value:
        case Param():
            hint = read(run, value.annotation, value.path)
            if hint is not None and isinstance(value.default, Const) and value.default.value is None:
                return Hint(hint.names, True, hint.element)
            return hint
        case CallResult(function=Function(id=id)):
            function = run.program.functions.get(id)
            return None if function is None else run.return_hint(function)
        case Attr(base=base, name=name):
            class_id = class_of(run, base)
            return None if class_id is None else run.field_hint(class_id, name)
        case Element(base=base):
            hint = hint_of(run, base)
            if hint is not None:
                return hint.element
            if isinstance(base, Sequence):
                return None
        case Index(base=base, index=index) if constant_text(index) is None:
            hint = hint_of(run, base)
            return None if hint is None else hint.element
    return None


def class_of(run: "Run", value: Term) -> str | None:
    """The project class a value is an instance of, where one is known."""
    if isinstance(value, Ref | Instance):
        return value.class_id
    hint = hint_of(run, value)
    if hint is None:
        from scopelint.evaluate import query_classes

        return query_classes.class_of(run, value)
    classes = [ref.id for ref in hint.names if isinstance(ref, linked.ClassRef)]
    if len(classes) == 1 and classes[0] in run.program.classes:
        return run.world.implementations.of(classes[0])
    return None


def external_type(run: "Run", value: Term) -> str | None:
    """The dotted name of the library class a value is an instance of, where one is known."""
    match value:
        case CallResult(function=External(name=name)):
            return name
        case CallResult(function=Class()):
            return None
    hint = hint_of(run, value)
    if hint is not None and isinstance(value, CallResult) and hint.element is not None:
        hint = hint.element  # a generator used as a context manager
    if hint is not None:
        for ref in hint.names:
            if isinstance(ref, linked.ExternalRef):
                return ref.name
    return None


def may_be_none(run: "Run", value: Term) -> bool | None:
    """Whether annotations allow None; None where nothing is said."""
    match value:
        case Const():
            return value.value is None
        case Param(required=False, default=Const(value=None)):
            return True
        case Ref() | Instance() | Class() | Function() | External():
            return False
    hint = hint_of(run, value)
    if hint is not None:
        return hint.optional
    return False if isinstance(value, Param) and value.required else None
