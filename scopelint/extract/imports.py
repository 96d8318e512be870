"""Import statements inside bodies: the names they bind."""

from typing import Any

import libcst as cst

from scopelint.extract.reader import Reader
from scopelint.model.body import Import, ImportedName


def imported(dotted: str, alias: str | None) -> tuple[str, str, str | None]:
    """Module, bound name and dotted name of ``import dotted as alias``."""
    if alias is not None:
        return dotted, alias, None
    first, dot, _ = dotted.partition(".")
    return first, first, dotted if dot else None


def read_import(reader: Reader, node: Any, start: int) -> Import:
    """``import a.b, c as d``"""
    if type(node).__name__ == "LazyImport":
        reader.token("lazy")
    reader.token("import")
    found: list[ImportedName] = []
    for item in node.names:
        begin = reader.begin()
        alias = _alias(reader, item)
        module, bound, dotted = imported(_dotted(item.name), alias)
        found.append(ImportedName(module, None, bound, 0, reader.span(begin), dotted))
        reader.comma(item.comma)
    return Import(tuple(found), reader.span(start))


def read_import_from(reader: Reader, node: Any, start: int) -> Import:
    """``from ..a import b as c, d`` and ``from a import *``"""
    if type(node).__name__ == "LazyImportFrom":
        reader.token("lazy")
    reader.token("from")
    for _ in node.relative:
        reader.token(".")
    if node.module is not None:
        reader.expression(node.module)
    module, level = _dotted(node.module), len(node.relative)
    reader.token("import")
    if isinstance(node.names, cst.ImportStar):
        begin = reader.begin()
        reader.token("*")
        return Import((ImportedName(module, "*", "*", level, reader.span(begin)),), reader.span(start))
    if isinstance(node.lpar, cst.LeftParen):
        reader.token("(")
    found: list[ImportedName] = []
    for item in node.names:
        begin = reader.begin()
        name = _dotted(item.name)
        alias = _alias(reader, item)
        found.append(ImportedName(module, name, alias or name, level, reader.span(begin)))
        reader.comma(item.comma)
    if isinstance(node.rpar, cst.RightParen):
        reader.token(")")
    return Import(tuple(found), reader.span(start))


def _alias(reader: Reader, item: cst.ImportAlias) -> str | None:
    reader.expression(item.name)
    if item.asname is None or not isinstance(item.asname.name, cst.Name):
        return None
    reader.token("as")
    reader.token(item.asname.name.value)
    return item.asname.name.value


def _dotted(node: cst.BaseExpression | None) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))
