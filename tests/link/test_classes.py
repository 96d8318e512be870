"""Bases, linearisation, members."""

from scopelint.model.program import ClassRef, ExternalRef, UnresolvedRef
from tests.link.project import linked


def test_the_order_of_attribute_lookup_is_pythons() -> None:
    program = linked({"m.py": "class A: ...\nclass B(A): ...\nclass C(A): ...\nclass D(B, C): ...\n"})
    assert program.classes["m:D"].mro == ("m:D", "m:B", "m:C", "m:A")


def test_bases_without_an_order_are_taken_depth_first() -> None:
    program = linked({"m.py": "class A: ...\nclass B(A): ...\nclass C(A, B): ...\n"})
    assert program.classes["m:C"].mro == ("m:C", "m:A", "m:B")


def test_type_arguments_are_resolved() -> None:
    source = "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Task: ...\nclass Repo(Generic[T]): ...\nclass Tasks(Repo['Task']): ...\n"
    program = linked({"m.py": source})
    (base,) = program.classes["m:Tasks"].bases
    assert (base.ref, base.arguments) == (ClassRef("m:Repo"), (ClassRef("m:Task"),))


def test_a_base_is_found_through_modules_and_aliases() -> None:
    program = linked(
        {
            "app/__init__.py": "",
            "app/base.py": "class Base: ...\nAlias = Base\n",
            "app/m.py": "import app.base\nfrom app.base import Alias\nclass A(app.base.Base): ...\nclass B(Alias): ...",
        }
    )
    assert program.classes["app.m:A"].mro == ("app.m:A", "app.base:Base")
    assert program.classes["app.m:B"].mro == ("app.m:B", "app.base:Base")


def test_nested_classes_have_ids_and_see_their_neighbours() -> None:
    program = linked({"m.py": "class A:\n    class X: ...\n    class Y(X): ...\nclass B(A.X): ...\n"})
    assert program.classes["m:A.Y"].mro == ("m:A.Y", "m:A.X")
    assert program.classes["m:B"].bases[0].ref == ClassRef("m:A.X")
    assert program.classes["m:A"].members == {"X": "m:A.X", "Y": "m:A.Y"}


def test_members_tell_methods_from_fields() -> None:
    program = linked({"m.py": "class A:\n    x = 1\n    y: int\n    def f(self): ...\n"})
    assert program.classes["m:A"].members == {"x": "", "y": "", "f": "m:A.f"}


def test_a_getter_stands_for_its_property_and_an_implementation_for_its_overloads() -> None:
    source = """
    from typing import overload
    class A:
        @property
        def p(self): ...
        @p.setter
        def p(self, value): ...
        @overload
        def f(self, x: int): ...
        @overload
        def f(self, x: str): ...
        def f(self, x): ...
    """
    program = linked({"m.py": source})
    lines = {name: program.functions[f"m:A.{name}"].outline.cut.line for name in "pf"}
    assert lines == {"p": 4, "f": 12}


def test_a_base_out_of_view_opens_the_class_and_its_subclasses() -> None:
    program = linked({"m.py": "from .gone import Base\nclass A(Base): ...\nclass B(A): ...\n", "__init__.py": ""})
    assert [program.classes[one].open for one in ("m:A", "m:B")] == [True, True]
    assert isinstance(program.classes["m:A"].bases[0].ref, UnresolvedRef)


def test_a_librarys_base_does_not() -> None:
    program = linked({"m.py": "from pydantic import BaseModel\nclass A(BaseModel): ...\n"})
    assert program.classes["m:A"].open is False
    assert program.classes["m:A"].bases[0].ref == ExternalRef("pydantic.BaseModel")


def test_a_base_made_by_a_project_function_opens_the_class() -> None:
    assert linked({"m.py": "def make(): ...\nclass A(make()): ...\n"}).classes["m:A"].open is True


def test_with_metaclass_names_the_base_second() -> None:
    program = linked({"m.py": "import six\nclass M(type): ...\nclass B: ...\nclass A(six.with_metaclass(M, B)): ...\n"})
    assert program.classes["m:A"].mro == ("m:A", "m:B")


def test_classes_that_inherit_in_a_circle_end() -> None:
    program = linked({"a.py": "from b import B\nclass A(B): ...\n", "b.py": "from a import A\nclass B(A): ...\n"})
    assert set(program.classes["a:A"].mro) == {"a:A", "b:B"}


def test_a_very_deep_hierarchy_ends() -> None:
    source = "class C0: ...\n" + "".join(f"class C{i}(C{i - 1}): ...\n" for i in range(1, 1500))
    assert len(linked({"m.py": source}).classes["m:C1499"].mro) == 1500


def test_direct_subclasses_are_listed() -> None:
    program = linked({"m.py": "class A: ...\nclass B(A): ...\nclass C(A): ...\nclass D(B): ...\n"})
    assert program.subclasses == {"m:A": ("m:B", "m:C"), "m:B": ("m:D",)}
