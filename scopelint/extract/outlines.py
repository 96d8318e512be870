"""From the bytes of one file to its Outline: decode, cut, sieve, and say what is wrong with it."""

import hashlib
from collections.abc import Iterable, Iterator

from tree_sitter import Node as Syntax

from scopelint.extract.cuts import Cutter, Level, cuts, parse
from scopelint.extract.decode import decode
from scopelint.extract.depth import TOO_DEEP, deep_places
from scopelint.extract.faults import syntax_fault
from scopelint.extract.imports import imported
from scopelint.extract.suppressions import suppressions
from scopelint.model.body import ImportedName
from scopelint.model.node import Span
from scopelint.model.outline import ClassOutline, FileFault, FunctionOutline, Outline


def outline(path: str, source: bytes) -> Outline:
    """What the file holds, seen from outside. Never raises: what is wrong with the file is its ``fault``.

    A file that does not parse still shows the definitions that could be cut.
    """
    digest = hashlib.blake2b(source, digest_size=16).hexdigest()
    text = decode(source)
    if isinstance(text, FileFault):
        return Outline(path, digest, source.count(b"\n") + 1, (), (), (), (), (), False, text)
    data = text.encode("utf-8", "replace")
    root = parse(data)
    deep = deep_places(root, data)
    cutter = Cutter(data, deep)
    level = Level(root)
    functions, classes = cutter.definitions(level, "")
    holes = cuts(functions, classes)
    return Outline(
        path,
        digest,
        data.count(b"\n") + (0 if data.endswith(b"\n") else 1),
        tuple(name for node in level.imports for name in _imported(cutter, node)),
        functions,
        classes,
        tuple(level.fields),
        suppressions(root, data),
        cutter.sieve.hits(cutter.stretches(0, len(data), holes)),
        _depth_fault(cutter, data) or syntax_fault(root, data, bool(deep), _names(functions, classes)),
        _whole(text),
    )


def hits_outside(outline: Outline) -> bool:
    """Whether the sieve found words of a query outside the functions: at module level or in a class's own body."""
    pending = list(outline.classes)
    while pending:
        one = pending.pop()
        if one.hit:
            return True
        pending.extend(one.classes)
    return outline.hit


def _whole(text: str) -> Span:
    return Span(1, 1, text.count("\n") + 1, len(text) - text.rfind("\n"))


def _depth_fault(cutter: Cutter, data: bytes) -> FileFault | None:
    """Deep nesting inside a function breaks that body alone; anywhere else it breaks the file."""
    for place in cutter.deep:
        if place not in cutter.covered:
            return FileFault("unparsable", TOO_DEEP, data.count(b"\n", 0, place) + 1, 1)
    return None


def _names(functions: Iterable[FunctionOutline], classes: Iterable[ClassOutline]) -> Iterator[str]:
    for function in functions:
        yield function.name
    for each in classes:
        yield each.name
        yield from _names(each.methods, each.classes)


def _imported(cutter: Cutter, node: Syntax) -> Iterator[ImportedName]:
    if node.type == "import_statement":
        for item in node.children_by_field_name("name"):
            name, alias = _aliased(cutter, item)
            module, bound, dotted = imported(name, alias)
            yield ImportedName(module, None, bound, 0, cutter.span(item), dotted)
        return
    module, level = "__future__", 0
    if (source := node.child_by_field_name("module_name")) is not None:
        module = "".join(cutter.text(source).split())
        level = len(module) - len(module.lstrip("."))
        module = module[level:]
    for item in node.children_by_field_name("name"):
        name, alias = _aliased(cutter, item)
        yield ImportedName(module, name, alias or name, level, cutter.span(item))
    for item in node.named_children:
        if item.type == "wildcard_import":
            yield ImportedName(module, "*", "*", level, cutter.span(item))


def _aliased(cutter: Cutter, item: Syntax) -> tuple[str, str | None]:
    name, alias = item, None
    if item.type == "aliased_import":
        name = item.child_by_field_name("name") or item
        bound = item.child_by_field_name("alias")
        alias = None if bound is None else cutter.text(bound)
    return "".join(cutter.text(name).split()), alias
