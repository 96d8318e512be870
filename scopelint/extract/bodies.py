"""Bodies on demand: slice, parse, read. What cannot be read becomes a BrokenBody; nothing raises."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import libcst as cst

from scopelint.extract import expressions, strings  # noqa: F401  (they register their readers)
from scopelint.extract.cuts import cuts, parse
from scopelint.extract.decode import decode
from scopelint.extract.definitions import read_class, read_function
from scopelint.extract.depth import MAX_DEPTH, TOO_DEEP, broken_depth, deep_places
from scopelint.extract.faults import reason
from scopelint.extract.reader import Reader, Unreadable
from scopelint.extract.slices import MAX_SLICE, Slice, slice_of
from scopelint.extract.statements import effects
from scopelint.model.body import Body, BrokenBody, ModuleBody
from scopelint.model.node import Span
from scopelint.model.outline import ClassOutline, Cut, FileFault, FunctionOutline, Outline

MODULE = "<module>"


def read_bodies(source: bytes, outline: Outline, qualnames: Iterable[str]) -> dict[str, Body]:
    """The wanted bodies by qualname: functions ("f", "C.m"), classes ("C") and "<module>"; unknown names are left out.

    ``outline`` must be that of the same bytes. A body that cannot be read is a BrokenBody with its reason.
    """
    text = decode(source)
    if isinstance(text, FileFault):
        span = Span(text.line, text.column, text.line, text.column)
        return {name: BrokenBody(name, text.message, span) for name in qualnames}
    data = text.encode("utf-8", "replace")
    members = dict(_members(outline.functions, outline.classes))
    found: dict[str, Body] = {}
    with _no_collector():
        for name in qualnames:
            if name == MODULE:
                found[name] = _guarded(name, _module_span(text), data, outline, outline)
            elif name in members:
                found[name] = _guarded(name, _cut_span(members[name].cut), data, outline, members[name])
    return found


@contextmanager
def _no_collector() -> Iterator[None]:
    """LibCST trees hold no cycles; searching millions of their nodes for some costs a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


_Member = FunctionOutline | ClassOutline


def _members(functions: Iterable[FunctionOutline], classes: Iterable[ClassOutline]) -> Iterator[tuple[str, _Member]]:
    for function in functions:
        yield function.qualname, function
    for each in classes:
        yield each.qualname, each
        yield from _members(each.methods, each.classes)


def _guarded(qualname: str, span: Span, data: bytes, outline: Outline, wanted: _Member | Outline) -> Body:
    """Whatever goes wrong in parser or reader breaks this body and no other."""
    try:
        if isinstance(wanted, Outline):
            return _module(data, outline, span)
        if wanted.cut.fault is not None:
            return BrokenBody(qualname, wanted.cut.fault, span)
        return _definition(data, outline, wanted)
    except cst.ParserSyntaxError as error:
        why = reason(error.message)
    except RecursionError:
        why = "nested too deeply"
    except Unreadable as error:
        why = str(error)
    except Exception as error:  # the native parser's own failures
        why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return BrokenBody(qualname, why, span)


def _definition(data: bytes, outline: Outline, wanted: _Member) -> Body:
    names, suites = {wanted.cut.line: wanted.qualname}, []
    if isinstance(wanted, ClassOutline):
        names |= _names(wanted.methods, wanted.classes)
        suites = cuts(wanted.methods, wanted.classes)
    part = slice_of(data, wanted.cut, suites)
    reader, module = _parsed(part, outline, names, shallow=isinstance(wanted, ClassOutline))
    statements: Sequence[cst.CSTNode] = module.body
    if part.wrapped:
        for word in ("if", "1", ":"):
            reader.token(word)
        wrapper = statements[0]
        if not isinstance(wrapper, cst.If):
            raise Unreadable("the slice is no block")
        statements = wrapper.body.body
    if len(statements) != 1:
        raise Unreadable("the slice holds more than one statement")
    node = statements[0]
    if isinstance(node, cst.FunctionDef):
        return read_function(reader, node, effects).function
    if isinstance(node, cst.ClassDef):
        return read_class(reader, node, effects, whole=True).definition
    raise Unreadable("the slice is no definition")


def _module(data: bytes, outline: Outline, span: Span) -> Body:
    names = _names(outline.functions, outline.classes)
    part = Slice(data, 0, len(data), 1, cuts(outline.functions, outline.classes))
    reader, module = _parsed(part, outline, names, shallow=True)
    return ModuleBody(MODULE, effects(reader, module), span)


def _names(functions: Iterable[FunctionOutline], classes: Iterable[ClassOutline]) -> dict[int, str]:
    """Qualnames by the line on which a definition begins."""
    names = {function.cut.line: function.qualname for function in functions}
    return names | {each.cut.line: each.qualname for each in classes}


def _parsed(part: Slice, outline: Outline, names: dict[int, str], shallow: bool) -> tuple[Reader, cst.Module]:
    if len(part.text) > MAX_SLICE:
        raise Unreadable(f"{len(part.text)} characters; bodies over {MAX_SLICE} are not read")
    if outline.fault is not None and _too_deep(part.text.encode()):
        raise Unreadable(TOO_DEEP)
    return Reader(part, names, shallow), cst.parse_module(part.text)


def _too_deep(data: bytes) -> bool:
    """In a file that does not parse the cuts were made from a guess, and the parser's stack must be guarded again."""
    root = parse(data)
    return bool(deep_places(root, data)) or broken_depth(root, data) > MAX_DEPTH


def _cut_span(cut: Cut) -> Span:
    return Span(cut.line, cut.indent + 1, cut.end_line, 1)


def _module_span(text: str) -> Span:
    return Span(1, 1, text.count("\n") + 1, len(text) - text.rfind("\n"))
