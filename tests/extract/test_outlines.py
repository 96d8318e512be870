"""What an outline shows of one file."""

import pytest

from scopelint.extract import outline
from scopelint.model.outline import ClassOutline, FieldOutline, FunctionOutline, Outline


def seen(source: str) -> Outline:
    return outline("app/models.py", source.encode())


def function(source: str, position: int = 0) -> FunctionOutline:
    return seen(source).functions[position]


def klass(source: str) -> ClassOutline:
    return seen(source).classes[0]


def test_imports_name_what_they_bind() -> None:
    """``import a.b`` binds ``a``; an alias binds itself to the whole module."""
    found = seen("import os\nimport a.b\nimport a.b as c\nfrom m import x, y as z\n").imports
    assert [(each.module, each.name, each.alias, each.dotted) for each in found] == [
        ("os", None, "os", None),
        ("a", None, "a", "a.b"),
        ("a.b", None, "c", None),
        ("m", "x", "x", None),
        ("m", "y", "z", None),
    ]


def test_relative_star_and_future_imports_are_told_apart() -> None:
    found = seen("from __future__ import annotations\nfrom . import db\nfrom ..models.base import *\n").imports
    assert [(each.module, each.name, each.level) for each in found] == [
        ("__future__", "annotations", 0),
        ("", "db", 1),
        ("models.base", "*", 2),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n    import a\n",
        "try:\n    pass\nexcept ImportError:\n    import a\n",
        "try:\n    pass\nfinally:\n    import a\n",
        "if x:\n    pass\nelif y:\n    with z:\n        import a\n",
        "if x:\n    pass\nelse:\n    import a\n",
    ],
)
def test_imports_in_module_level_blocks_count(source: str) -> None:
    assert [each.alias for each in seen(source).imports] == ["a"]


def test_imports_inside_functions_belong_to_their_bodies() -> None:
    assert seen("def f():\n    import a\n").imports == ()


def test_an_import_stands_where_its_name_does() -> None:
    """Columns count code points, also behind letters of several bytes."""
    (found,) = seen('"""é"""; from m import (\n    x as ü,\n)\n').imports
    assert (found.alias, found.span.line, found.span.column, found.span.end_column) == ("ü", 2, 5, 11)


def test_bases_keywords_and_decorators_are_text() -> None:
    found = klass("@dataclass(frozen=True)\nclass A(Base[int,\n    str], m.B, *more, table=True, **kw):\n    pass\n")
    assert (found.bases, found.keywords, found.decorators) == (
        ("Base[int, str]", "m.B", "*more"),
        (("table", "True"), ("**", "kw")),
        ("dataclass(frozen=True)",),
    )


def test_fields_of_a_class_are_its_assignment_targets() -> None:
    found = klass(
        "class A:\n    a = b = 1\n    c: int\n    d: int = 2\n    (e, [f, *g]) = x\n    h.i = 3\n    j += 1\n"
    )
    assert found.fields == (
        FieldOutline("a", 2, False, True),
        FieldOutline("b", 2, False, True),
        FieldOutline("c", 3, True, False),
        FieldOutline("d", 4, True, True),
        FieldOutline("e", 5, False, True),
        FieldOutline("f", 5, False, True),
        FieldOutline("g", 5, False, True),
    )


def test_module_fields_stand_in_source_order_also_within_blocks() -> None:
    found = seen("a = 1\nif x:\n    b = 2\nelse:\n    c = 3\nd = 4\ntype E = int\ntype F[T] = list[T]\n").fields
    assert [field.name for field in found] == ["a", "b", "c", "d", "E", "F"]


def test_methods_and_nested_classes_carry_dotted_names() -> None:
    found = klass("class A:\n    class B:\n        def f(self): ...\n    async def g(self): ...\n")
    assert (found.classes[0].methods[0].qualname, found.methods[0].qualname, found.methods[0].is_async) == (
        "A.B.f",
        "A.g",
        True,
    )


def test_definitions_in_blocks_count_as_their_level() -> None:
    found = seen("if x:\n    def f(): ...\nelse:\n    class A:\n        if y:\n            def g(self): ...\n")
    assert (found.functions[0].qualname, found.classes[0].methods[0].qualname) == ("f", "A.g")


def test_a_redefinition_takes_the_name_and_the_former_gets_a_number() -> None:
    found = seen("def f(): a\ndef f(): b\ndef f(): c\n").functions
    assert [(each.qualname, each.cut.line) for each in found] == [("f~1", 1), ("f~2", 2), ("f", 3)]


def test_a_property_keeps_its_name_before_its_setter() -> None:
    found = klass("class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, v): ...\n").methods
    assert [(each.qualname, each.decorators) for each in found] == [("A.x", ("property",)), ("A.x~1", ("x.setter",))]


def test_overloads_leave_the_name_to_the_implementation() -> None:
    found = seen("@overload\ndef f(a: int): ...\n@typing.overload\ndef f(a: str): ...\ndef f(a): ...\n").functions
    assert [each.qualname for each in found] == ["f~1", "f~2", "f"]


def test_a_cut_reaches_from_the_first_decorator_to_the_last_token() -> None:
    source = "class A:\n    @one\n    @two\n    def f(self):\n        return 1\n    # about g\n"
    cut = klass(source).methods[0].cut
    assert (source[cut.start : cut.end], source[cut.suite : cut.end], cut.line, cut.end_line, cut.indent) == (
        "@one\n    @two\n    def f(self):\n        return 1",
        "return 1",
        2,
        5,
        4,
    )


def test_only_the_stretch_that_holds_a_query_is_a_hit() -> None:
    source = "x = select(A)\nclass A:\n    y = 1\n    def f(self): return 1\n    def g(self): self.db.execute(q)\n"
    found = seen(source)
    (a,) = found.classes
    assert (found.hit, a.hit, [each.hit for each in a.methods]) == (True, False, [False, True])


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("def f(:\n    pass\n", "unparsable", (1, 7)),
        ("x = 1\ny = )\n", "unparsable", (2, 1)),
        ("x = 1\nprint 'x'\n", "unparsable", (2, 1)),
        ("# coding: klingon\n", "undecodable", (1, 1)),
        ("# coding: ascii\n\né\n", "undecodable", (3, 1)),
        ("# coding: idna\n", "undecodable", (1, 1)),
    ],
)
def test_a_file_that_cannot_be_read_tells_where(text: str, kind: str, place: tuple[int, int]) -> None:
    fault = seen(text).fault
    assert fault is not None
    assert (fault.kind, (fault.line, fault.column)) == (kind, place)


def test_a_broken_file_still_shows_its_other_definitions() -> None:
    found = seen("def f():\n    return 1\n\ndef g(:\n    pass\n")
    assert (found.functions[0].qualname, found.fault is not None) == ("f", True)


def test_newer_syntax_that_libcst_reads_is_no_fault() -> None:
    """tree-sitter does not know defaults of type parameters; LibCST decides."""
    assert seen("type X[T: int = str] = list[T]\ndef f(): ...\n").fault is None


def test_a_file_over_the_limit_is_too_large() -> None:
    fault = outline("a.py", b"#" * (4 * 1024 * 1024 + 1)).fault
    assert fault is not None
    assert fault.kind == "too-large"


@pytest.mark.parametrize(
    "source",
    [
        "def ü(): 'é'\n".encode(),
        b"\xef\xbb\xbf" + "def ü(): 'é'\n".encode(),
        "# -*- coding: latin-1 -*-\ndef ü(): 'é'\n".encode("latin-1"),
        "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\r\ndef ü(): 'é'\r\n".encode("cp1252"),
    ],
)
def test_coding_cookies_and_marks_are_honoured(source: bytes) -> None:
    found = outline("a.py", source)
    assert (found.fault, found.functions[0].name) == (None, "ü")


def test_nesting_that_would_kill_the_parser_breaks_one_function_only() -> None:
    found = seen(f"def f():\n    x = {'[' * 3000}1{']' * 3000}\ndef g(): ...\n")
    assert (found.fault, [each.cut.fault is None for each in found.functions]) == (None, [False, True])


def test_nesting_outside_functions_breaks_the_file() -> None:
    fault = seen(f"\nx = {'[' * 3000}1{']' * 3000}\n").fault
    assert fault is not None
    assert (fault.kind, fault.line) == ("unparsable", 2)
