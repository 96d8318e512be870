"""The outline of a file: tree-sitter cuts it into imports, definitions and fields without reading any body."""

from collections.abc import Iterable, Iterator

import tree_sitter_python
from tree_sitter import Language, Parser, Point
from tree_sitter import Node as Syntax

from scopelint.extract.depth import MAX_DEPTH, TOO_DEEP
from scopelint.extract.sieve import Sieve
from scopelint.model.node import Span
from scopelint.model.outline import ClassOutline, Cut, FieldOutline, FunctionOutline

_LANGUAGE = Language(tree_sitter_python.language())
_DEFINITIONS = ("function_definition", "class_definition", "decorated_definition")
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")
_BLOCKS = frozenset(
    {
        "block",
        "if_statement",
        "elif_clause",
        "else_clause",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
        "case_clause",
        "ERROR",
    }
)
_EXTENSIONS = ("setter", "deleter", "getter", "expression", "comparator", "update_expression", "inplace")


def parse(data: bytes) -> Syntax:
    """The tree-sitter tree of UTF-8 bytes."""
    return Parser(_LANGUAGE).parse(data).root_node


def cuts(functions: Iterable[FunctionOutline], classes: Iterable[ClassOutline]) -> list[Cut]:
    """The cuts of a level's definitions, in source order."""
    found = [function.cut for function in functions] + [each.cut for each in classes]
    return sorted(found, key=lambda cut: cut.start)


class Level:
    """What stands on one level, the module's or a class's: blocks of ``if``, ``try``, ``with`` and loops included."""

    def __init__(self, root: Syntax) -> None:
        self.imports: list[Syntax] = []
        self.fields: list[FieldOutline] = []
        self.definitions: list[Syntax] = []
        stack = [root.children]
        while stack:
            for position, node in enumerate(children := stack.pop()):
                kind = node.type
                if kind in _DEFINITIONS:
                    self.definitions.append(node)
                elif kind in _IMPORTS:
                    self.imports.append(node)
                elif kind in ("expression_statement", "type_alias_statement"):
                    self.fields.extend(_fields(node))
                elif kind in _BLOCKS:
                    stack += (children[position + 1 :], node.children)
                    break


class Cutter:
    """Cuts one file. ``deep`` are the offsets of what is nested too deeply to be read."""

    def __init__(self, data: bytes, deep: list[int]) -> None:
        self.data = data
        self.deep = deep
        self.covered: set[int] = set()
        self.sieve = Sieve(data)

    def definitions(self, level: Level, prefix: str) -> tuple[tuple[FunctionOutline, ...], tuple[ClassOutline, ...]]:
        """The functions and classes of a level; names stand unique, see ``_qualnames``."""
        functions: list[FunctionOutline] = []
        classes: list[ClassOutline] = []
        parts = [_parts(node) for node in level.definitions]
        heads = [(self._name(inner), tuple(map(self._decorator, decorators))) for inner, decorators in parts]
        for node, (inner, _), (name, decorators), unique in zip(
            level.definitions, parts, heads, _qualnames(heads), strict=True
        ):
            if inner.type == "class_definition":
                classes.append(self._class(node, inner, name, prefix + unique, decorators))
            else:
                functions.append(self._function(node, inner, name, prefix + unique, decorators))
        return tuple(functions), tuple(classes)

    def stretches(self, start: int, end: int, holes: Iterable[Cut]) -> Iterator[bytes]:
        """The bytes of ``[start, end)`` outside the holes, which stand in source order."""
        for hole in holes:
            yield self.data[start : hole.start]
            start = hole.end
        yield self.data[start:end]

    def text(self, node: Syntax) -> str:
        """Source of a node, white space folded."""
        return " ".join(self.data[node.start_byte : node.end_byte].decode().split())

    def span(self, node: Syntax) -> Span:
        """Where a node stands; tree-sitter counts bytes, we count code points."""
        (row, column), (end_row, end_column) = node.start_point, node.end_point
        start, end = node.start_byte, node.end_byte
        column = len(self.data[start - column : start].decode())
        end_column = len(self.data[end - end_column : end].decode())
        return Span(row + 1, column + 1, end_row + 1, end_column + 1)

    def _function(
        self, node: Syntax, inner: Syntax, name: str, qualname: str, decorators: tuple[str, ...]
    ) -> FunctionOutline:
        is_async = bool(inner.children) and inner.children[0].type == "async"
        hit = self.sieve.hits((self.data[node.start_byte : node.end_byte],))
        return FunctionOutline(name, qualname, self._cut(node, inner, deep=True), decorators, is_async, hit)

    def _class(
        self, node: Syntax, inner: Syntax, name: str, qualname: str, decorators: tuple[str, ...]
    ) -> ClassOutline:
        body = inner.child_by_field_name("body")
        level = Level(body if body is not None else inner)
        methods: tuple[FunctionOutline, ...] = ()
        classes: tuple[ClassOutline, ...] = ()
        if qualname.count(".") < MAX_DEPTH // 2:  # what is nested deeper is a fault of the file
            methods, classes = self.definitions(level, f"{qualname}.")
        cut = self._cut(node, inner, deep=False)
        holes = cuts(methods, classes)
        hit = self.sieve.hits(self.stretches(cut.start, cut.end, holes))
        bases, keywords = self._bases(inner)
        fields = tuple(level.fields)
        return ClassOutline(name, qualname, cut, bases, keywords, decorators, fields, methods, classes, hit)

    def _cut(self, node: Syntax, inner: Syntax, deep: bool) -> Cut:
        body = inner.child_by_field_name("body")
        start, end, last = node.start_byte, node.end_byte, node.end_point
        if self.data.rfind(b"#", end - last.column, end) >= 0:
            end, last = _last_token(inner)
        suite = body.start_byte if body is not None else end
        fault = None
        if deep and (places := [place for place in self.deep if start <= place < end]):
            self.covered.update(place for place in places if place >= suite)  # a header is part of its level too
            fault = TOO_DEEP
        end_line = last.row + (1 if last.column else 0)
        return Cut(start, end, node.start_point.row + 1, end_line, node.start_point.column, suite, fault)

    def _name(self, inner: Syntax) -> str:
        name = inner.child_by_field_name("name")
        return "" if name is None else self.text(name)

    def _decorator(self, node: Syntax) -> str:
        return self.text(node).removeprefix("@").strip()

    def _bases(self, inner: Syntax) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        given = inner.child_by_field_name("superclasses")
        bases: list[str] = []
        keywords: list[tuple[str, str]] = []
        for node in given.named_children if given is not None else ():
            if node.type == "keyword_argument":
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                if name is not None and value is not None:
                    keywords.append((self.text(name), self.text(value)))
            elif node.type == "dictionary_splat":
                keywords.append(("**", self.text(node).removeprefix("**").strip()))
            elif node.type != "comment":
                bases.append(self.text(node))
        return tuple(bases), tuple(keywords)


def _parts(node: Syntax) -> tuple[Syntax, list[Syntax]]:
    """The definition itself and its decorators."""
    if node.type != "decorated_definition":
        return node, []
    inner = node.child_by_field_name("definition")
    return inner if inner is not None else node, [each for each in node.children if each.type == "decorator"]


def _last_token(node: Syntax) -> tuple[int, Point]:
    """Where a definition ends without the comments that tree-sitter counts as part of its last block."""
    end, last = node.end_byte, node.end_point
    inner: Syntax | None = node
    while inner is not None and (inner is node or inner.type in _BLOCKS or inner.type in _DEFINITIONS):
        below = [child for child in inner.children if child.type != "comment"]
        inner = below[-1] if below else None
        if inner is not None:
            end, last = inner.end_byte, inner.end_point
    return end, last


def _qualnames(heads: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The plain name for the definition that the name stands for at the end, ``name~1``, ``name~2`` for the others.

    That is the last one, overloads and extensions of a property (``@name.setter``) set aside.
    """
    owner: dict[str, int] = {}
    for index, (name, decorators) in enumerate(heads):
        if name not in owner or not _is_extension(name, decorators):
            owner[name] = index
    seen: dict[str, int] = {}
    found: list[str] = []
    for index, (name, _) in enumerate(heads):
        if owner[name] == index:
            found.append(name)
        else:
            seen[name] = seen.get(name, 0) + 1
            found.append(f"{name}~{seen[name]}")
    return found


def _is_extension(name: str, decorators: tuple[str, ...]) -> bool:
    return any(
        text.rpartition(".")[2] == "overload" or (text.startswith(f"{name}.") and text[len(name) + 1 :] in _EXTENSIONS)
        for text in decorators
    )


def _fields(node: Syntax) -> Iterator[FieldOutline]:
    """The names that an assignment, possibly chained or unpacking, binds."""
    if node.type == "type_alias_statement":
        left = node.child_by_field_name("left")
        yield from _bound(left.named_children[0] if left is not None and left.named_children else left, False, True)
        return
    for child in node.named_children:
        target: Syntax | None = child
        while target is not None and target.type == "assignment":
            value = target.child_by_field_name("right")
            annotated = target.child_by_field_name("type") is not None
            yield from _bound(target.child_by_field_name("left"), annotated, value is not None)
            target = value


def _bound(target: Syntax | None, annotated: bool, assigned: bool) -> Iterator[FieldOutline]:
    stack = [target]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.type == "identifier" and node.text is not None:
            yield FieldOutline(node.text.decode(), node.start_point.row + 1, annotated, assigned)
        elif node.type in ("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "generic_type"):
            stack.extend(reversed(node.named_children))
