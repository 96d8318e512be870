"""What bodies hold: each kind of statement and expression, shallow and whole definitions, broken ones."""

from typing import TypeVar

import msgspec
import pytest

from scopelint.extract import outline, read_bodies
from scopelint.model import body as ir
from scopelint.model.body import Body, BrokenBody, ClassBody, Effect, Expression, FunctionBody, ModuleBody
from scopelint.model.node import Span
from tests.extract.positions import everything

_Kind = TypeVar("_Kind")


def kinds(node: object) -> set[str]:
    """Names of all records under a node."""
    if isinstance(node, tuple):
        return set().union(*map(kinds, node)) if node else set()
    if isinstance(node, msgspec.Struct):
        return {type(node).__name__}.union(*(kinds(getattr(node, name)) for name in node.__struct_fields__))
    return set()


def get(source: str, qualname: str) -> Body:
    return everything(source.encode())[qualname]


def effect(source: str, kind: type[_Kind]) -> _Kind:
    """The only effect of a module."""
    module = get(source, "<module>")
    assert isinstance(module, ModuleBody), module
    (found,) = module.effects
    assert isinstance(found, kind)
    return found


def effects(source: str) -> tuple[Effect, ...]:
    module = get(source, "<module>")
    assert isinstance(module, ModuleBody), module
    return module.effects


def expression(source: str, kind: type[_Kind]) -> _Kind:
    found = effect(source + "\n", ir.Evaluate).value
    assert isinstance(found, kind)
    return found


def function(source: str, qualname: str = "f") -> FunctionBody:
    found = get(source, qualname)
    assert isinstance(found, FunctionBody), found
    return found


def show(node: Expression | None) -> str:
    """An expression, short."""
    match node:
        case ir.Name():
            return node.id
        case ir.Constant():
            return repr(node.value)
        case ir.Attribute():
            return f"{show(node.value)}.{node.attr}"
        case ir.Starred():
            return f"*{show(node.value)}"
        case ir.Display():
            return f"{node.kind}({', '.join(map(show, node.elements))})"
        case ir.Comparison() | ir.BinaryOperation():
            return f"({show(node.left)} {node.op} {show(node.right)})"
        case _:
            return type(node).__name__


# ---------------------------------------------------------------- expressions


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("1", "Constant"),
        ("b''", "BytesConstant"),
        ("...", "EllipsisConstant"),
        ("a", "Name"),
        ("a.b", "Attribute"),
        ("a[b]", "Subscript"),
        ("a[b:c]", "SliceExpression"),
        ("f(a, *b, k=c, **d)", "Call"),
        ("(a,)", "Display"),
        ("{a: b, **c}", "DictDisplay"),
        ("[*a]", "Starred"),
        ("f'{a}'", "Formatted"),
        ("a + b", "BinaryOperation"),
        ("not a", "UnaryOperation"),
        ("a or b", "BooleanOperation"),
        ("a is not b", "Comparison"),
        ("a if b else c", "Conditional"),
        ("lambda a, /, *, b=1: a", "Lambda"),
        ("[a for b in c]", "Comprehension"),
        ("(a := b)", "Assignment"),
    ],
)
def test_every_kind_of_expression_is_read(source: str, kind: str) -> None:
    assert kind in kinds(effects(source + "\n"))


def test_numbers_have_their_values() -> None:
    found = [effect(f"{text}\n", ir.Evaluate).value for text in ("0x_ff", "1_0", "1.5e1", "0o17", "00", "0b1", "True")]
    assert [show(each) for each in found] == ["255", "10", "15.0", "15", "0", "1", "True"]


def test_numbers_beyond_64_bits_are_floats_that_a_cache_can_hold() -> None:
    assert expression("123456789012345678901234567890", ir.Constant).value == 1.2345678901234568e29


def test_a_chained_comparison_is_a_conjunction() -> None:
    found = expression("a < b <= c", ir.BooleanOperation)
    assert (found.op, list(map(show, found.operands))) == ("and", ["(a < b)", "(b <= c)"])


def test_a_boolean_operation_is_flattened_where_no_parentheses_stand() -> None:
    found = expression("a and b and (c and d) and (e or f)", ir.BooleanOperation)
    assert list(map(show, found.operands)) == ["a", "b", "BooleanOperation", "BooleanOperation"]


def test_arguments_keep_order_keyword_and_stars() -> None:
    found = expression("f(a, *b, k=c, **d)", ir.Call)
    assert [(show(each.value), each.keyword, each.star) for each in found.arguments] == [
        ("a", None, ""),
        ("b", None, "*"),
        ("c", "k", ""),
        ("d", None, "**"),
    ]


def test_several_indices_are_one_tuple() -> None:
    assert show(expression("a[b, *c]", ir.Subscript).index) == "tuple(b, *c)"


def test_a_double_star_in_a_dict_has_no_key() -> None:
    found = expression("{a: b, **c}", ir.DictDisplay)
    assert [(key and show(key), show(value)) for key, value in found.entries] == [("a", "b"), (None, "c")]


def test_a_comprehension_lists_its_clauses() -> None:
    found = expression("{a: b for c in d if e if f for g in h}", ir.Comprehension)
    assert (found.kind, show(found.key), show(found.element)) == ("dict", "a", "b")
    assert [(show(each.target), show(each.iterable), len(each.tests)) for each in found.generators] == [
        ("c", "d", 2),
        ("g", "h", 0),
    ]


def test_string_annotations_stay_constants() -> None:
    assert show(effect("a: 'Task' = b\n", ir.Assign).annotation) == "'Task'"


# ---------------------------------------------------------------- statements


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a", "Evaluate"),
        ("a = b", "Assign"),
        ("a += b", "AugmentedAssign"),
        ("del a", "Delete"),
        ("return a", "Return"),
        ("raise a from b", "Raise"),
        ("assert a, b", "Assert"),
        ("while a: break", "Jump"),
        ("if a: b", "If"),
        ("for a in b: c", "For"),
        ("while a: b", "While"),
        ("try: a\n  except: b", "Handler"),
        ("try: a\n  finally: b", "Try"),
        ("with a as b: c", "WithItem"),
        ("with a: c", "With"),
        ("match a:\n    case b: c", "Case"),
        ("match a:\n    case b: c", "Match"),
        ("import a", "Import"),
        ("from a import b", "ImportedName"),
        ("global a", "ScopeDeclaration"),
        ("def g(): pass", "DefineFunction"),
        ("class A: pass", "DefineClass"),
        ("await a", "Await"),
        ("yield a", "Yield"),
    ],
)
def test_every_kind_of_statement_is_read(source: str, kind: str) -> None:
    assert kind in kinds(function(f"async def f():\n  {source}\n").effects)


def test_chained_and_starred_targets() -> None:
    found = effect("a = b, *c = [d.e, (f)] = g\n", ir.Assign)
    assert list(map(show, found.targets)) == ["a", "tuple(b, *c)", "list(d.e, f)"]


def test_an_annotation_alone_has_no_value() -> None:
    found = effect("a: int\n", ir.Assign)
    assert (found.value, show(found.annotation)) == (None, "int")


def test_an_augmented_assignment_names_its_operator() -> None:
    assert [effect(f"a {op}= b\n", ir.AugmentedAssign).op for op in ("+", "|", "//", "@", ">>")] == [
        "+",
        "|",
        "//",
        "@",
        ">>",
    ]


def test_a_type_statement_is_an_assignment() -> None:
    found = effect("type A[T: int] = list[T]\n", ir.Assign)
    assert (show(found.targets[0]), show(found.value)) == ("A", "Subscript")


def test_elif_is_an_if_alone_in_otherwise() -> None:
    found = effect("if a: b\nelif c: d\nelse: e\n", ir.If)
    (inner,) = found.otherwise
    assert isinstance(inner, ir.If)
    assert (show(inner.test), inner.span.line, len(inner.otherwise)) == ("c", 2, 1)


def test_loops_with_else_and_async() -> None:
    (found,) = function("async def f():\n    async for a, b in c: d\n    else: e\n").effects
    assert isinstance(found, ir.For)
    assert (show(found.target), found.is_async, len(found.body), len(found.otherwise)) == ("tuple(a, b)", True, 1, 1)


def test_try_has_handlers_else_and_finally() -> None:
    found = effect("try: a\nexcept (B, C) as d: e\nexcept: f\nelse: g\nfinally: h; i\n", ir.Try)
    assert [(show(each.type) if each.type else None, each.name) for each in found.handlers] == [
        ("tuple(B, C)", "d"),
        (None, None),
    ]
    assert (len(found.otherwise), len(found.final)) == (1, 2)


def test_star_handlers_are_handlers() -> None:
    assert [show(each.type) for each in effect("try: a\nexcept* B: c\n", ir.Try).handlers] == ["B"]


def test_with_items_and_async() -> None:
    (found,) = function("async def f():\n    async with (a as b, c as (d, e),): g\n").effects
    assert isinstance(found, ir.With)
    assert [(show(each.context), show(each.target)) for each in found.items] == [("a", "b"), ("c", "tuple(d, e)")]
    assert found.is_async


def test_imports_inside_functions_name_what_they_bind() -> None:
    found = function("def f():\n    from ..a import b as c\n    import d.e\n").effects
    names = [name for each in found if isinstance(each, ir.Import) for name in each.names]
    assert [(name.module, name.name, name.alias, name.level, name.dotted) for name in names] == [
        ("a", "b", "c", 2, None),
        ("d", None, "d", 0, "d.e"),
    ]


def test_global_and_nonlocal_declare_names() -> None:
    found = function("def f():\n    global a, b\n    nonlocal c\n").effects
    assert found == (ir.ScopeDeclaration("global", ("a", "b")), ir.ScopeDeclaration("nonlocal", ("c",)))


def test_del_lists_its_targets() -> None:
    assert list(map(show, effect("del a, b.c\n", ir.Delete).targets)) == ["a", "b.c"]


def case(pattern: str) -> ir.Case:
    return effect(f"match a:\n    case {pattern}: b\n", ir.Match).cases[0]


def test_values_of_a_pattern_are_its_alternatives() -> None:
    assert [list(map(show, case(each).alternatives)) for each in ("1", "'a' | A.B | None", "(-1)", "a")] == [
        ["1"],
        ["'a'", "A.B", "None"],
        ["UnaryOperation"],
        [],
    ]


def test_class_patterns_tell_whether_they_ask_for_more() -> None:
    found = [case(each) for each in ("A()", "A.B(x=1)", "int() | str()", "A(b) as c")]
    assert [(show(each.class_pattern), each.narrowed, each.captures) for each in found] == [
        ("A", False, ()),
        ("A.B", True, ()),
        ("tuple(int, str)", False, ()),
        ("A", True, ("b", "c")),
    ]


def test_a_wildcard_or_bare_name_is_irrefutable() -> None:
    found = [case(each) for each in ("_", "x", "_ as y", "[x]", "1 | _")]
    assert [(each.irrefutable, each.captures) for each in found] == [
        (True, ()),
        (True, ("x",)),
        (True, ("y",)),
        (False, ("x",)),
        (True, ()),
    ]


def test_captures_come_from_every_depth() -> None:
    assert case("{'k': [a, *b], **c}").captures == ("a", "b", "c")


def test_a_guard_is_an_expression() -> None:
    assert show(case("[x] if x > y").guard) == "(x > y)"


# ---------------------------------------------------------------- definitions


def test_a_signature_has_kinds_annotations_and_defaults() -> None:
    found = function("def f(a, /, b: B, *args: C, d=1, **kw: D) -> E: ...\n")
    assert [
        (each.name, each.kind, each.annotation and show(each.annotation), each.default and show(each.default))
        for each in found.parameters
    ] == [
        ("a", "positional", None, None),
        ("b", "normal", "B", None),
        ("args", "args", "C", None),
        ("d", "keyword", None, "1"),
        ("kw", "kwargs", "D", None),
    ]
    assert show(found.returns) == "E"


@pytest.mark.parametrize(
    ("source", "is_generator"),
    [
        ("yield", True),
        ("a = [(yield b)]", True),
        ("yield from a", True),
        ("def g(): yield", False),
        ("return lambda: (yield)", False),
        ("class A:\n        def g(self): yield", False),
        ("def g(): return\n    yield", True),
    ],
)
def test_a_yield_of_its_own_makes_a_generator(source: str, is_generator: bool) -> None:
    assert function(f"def f():\n    {source}\n").is_generator is is_generator


def test_nested_definitions_are_whole_and_know_their_place() -> None:
    (inner, cls) = function(
        "def f():\n    @d\n    def g(): return 1\n    class A(B):\n        def m(self): x\n"
    ).effects
    assert isinstance(inner, ir.DefineFunction)
    assert isinstance(cls, ir.DefineClass)
    (method,) = cls.definition.effects
    assert isinstance(method, ir.DefineFunction)
    assert (inner.function.qualname, cls.definition.qualname, method.function.qualname) == (
        "f.<locals>.g",
        "f.<locals>.A",
        "f.<locals>.A.m",
    )
    assert (len(inner.function.effects), len(method.function.effects)) == (1, 1)


def test_a_class_body_keeps_signatures_and_drops_what_methods_do() -> None:
    source = "class A(B, table=True):\n    x: int = 1\n    @d\n    def f(self, a=1):\n        return q\n    y = 2\n"
    found = get(source, "A")
    assert isinstance(found, ClassBody)
    (x, f, y) = found.effects
    assert isinstance(f, ir.DefineFunction)
    assert (f.function.qualname, len(f.function.parameters), f.function.effects) == ("A.f", 2, ())
    assert (f.span, list(map(show, f.function.decorators))) == (Span(4, 5, 5, 17), ["d"])
    assert (show(found.bases[0].value), found.bases[1].keyword) == ("B", "table")
    assert isinstance(y, ir.Assign)
    assert (y.span, kinds(x)) == (Span(6, 5, 6, 10), {"Assign", "Name", "Constant", "Span"})


def test_a_module_body_keeps_classes_without_what_they_hold() -> None:
    source = "x = 1\nif a:\n    class A(B):\n        y = 1\n\n        def f(self): ...\n\nz = 2\n"
    _, branch, z = effects(source)
    assert isinstance(branch, ir.If)
    (definition,) = branch.then
    assert isinstance(definition, ir.DefineClass)
    assert (definition.definition.effects, definition.span) == ((), Span(3, 5, 6, 25))
    assert isinstance(z, ir.Assign)
    assert z.span == Span(8, 1, 8, 6)


def test_redefinitions_are_told_apart_in_class_bodies_too() -> None:
    source = "class A:\n    @property\n    def x(self): a\n    @x.setter\n    def x(self, v): b\n"
    found = get(source, "A")
    assert isinstance(found, ClassBody)
    assert [each.function.qualname for each in found.effects if isinstance(each, ir.DefineFunction)] == ["A.x", "A.x~1"]
    assert function(source, "A.x~1").parameters[1].name == "v"


def test_a_method_is_read_where_it_stands() -> None:
    source = 'class A:\n\n    def f(self):\n        x = """\nless indented\n"""\n        return x\n'
    found = function(source, "A.f")
    assert (found.span, [each.span for each in found.effects if isinstance(each, ir.Return)]) == (
        Span(3, 5, 7, 17),
        [Span(7, 9, 7, 17)],
    )


def test_reading_one_body_equals_reading_all() -> None:
    source = b"class A:\n    def f(self): return a(b)\n    def g(self): return c\nx = A().f()\n"
    seen = outline("a.py", source)
    assert read_bodies(source, seen, ["A.g"])["A.g"] == everything(source)["A.g"]


def test_unknown_names_are_left_out() -> None:
    source = b"def f(): ...\n"
    assert list(read_bodies(source, outline("a.py", source), ["g", "f"])) == ["f"]


def test_bodies_survive_a_cache() -> None:
    source = b"class A:\n    def f(self): return 1.5, 18446744073709551616, '\\ud800', f'{a}'\n"
    for body in everything(source).values():
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(body), type=Body) == body


# ---------------------------------------------------------------- broken bodies


def test_a_body_that_does_not_parse_says_so_and_leaves_the_others() -> None:
    found = everything(b"def f():\n    a = = b\n\ndef g():\n    return 1\n")
    broken = found["f"]
    assert isinstance(broken, BrokenBody)
    assert (broken.reason.startswith("does not parse"), broken.span.line) == (True, 1)
    assert isinstance(found["g"], FunctionBody)


def test_a_body_over_the_limit_is_not_read() -> None:
    found = everything(b"def f():\n    return [" + b"1, " * 100_000 + b"]\ndef g(): ...\n")
    assert isinstance(found["f"], BrokenBody)
    assert "not read" in found["f"].reason
    assert isinstance(found["g"], FunctionBody)


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "[" * 3000 + "1" + "]" * 3000,
        "x = " + "f(" * 3000 + ")" * 3000,
        "x = " + "{1: " * 3000 + "1" + "}" * 3000,
        "x = " + "lambda: " * 20000 + "1",
        "x = " + "not " * 20000 + "1",
        "x = " + "+".join("a" * 20000),
        "x = a" + ".b(1)" * 3000,
        "if a: pass\n" + "    elif b: pass\n" * 15000,
        "x = [a " + "for b in c " * 5000 + "]",
        "import a" + ".a" * 5000,
        "match a:\n        case " + "{'k': " * 12 + "1" + "}" * 12 + ": b",
        "match a:\n        case " + "A(')', b=" * 40 + "1" + ")" * 40 + ": b",
    ],
    ids=lambda text: text[:12],
)
def test_nesting_too_deep_is_broken_and_kills_nothing(source: str) -> None:
    found = get(f"def f():\n    {source}\n", "f")
    assert isinstance(found, BrokenBody)
    assert "nested" in found.reason


@pytest.mark.parametrize("opening", ["(", "[", "{1:", "f(", "not ", "lambda: ", "a if b else ", "-"])
def test_nesting_that_is_never_closed_kills_nothing(opening: str) -> None:
    found = everything(f"def f():\n    x = {opening * 5000}\n\ndef g():\n    return 1\n".encode())
    assert isinstance(found.get("f", found["<module>"]), BrokenBody)


def test_nesting_in_a_header_breaks_the_module_too() -> None:
    """Decorators and defaults are part of the module's own slice."""
    found = everything(f"@d({'[' * 5000}{']' * 5000})\ndef f(): ...\nclass A:\n    def g(self): ...\n".encode())
    assert [name for name, each in found.items() if isinstance(each, BrokenBody)] == ["f", "<module>"]


def test_classes_nested_without_end_kill_nothing() -> None:
    source = "".join(" " * depth + "class A:\n" for depth in range(1000)) + " " * 1000 + "pass\n"
    assert isinstance(everything(source.encode())["<module>"], BrokenBody)


def test_long_flat_chains_are_read() -> None:
    source = "def f():\n    return " + " or ".join(["a"] * 150) + "\ndef g():\n    return (" + "'a'\n" * 500 + ")\n"
    assert not [each for each in everything(source.encode()).values() if isinstance(each, BrokenBody)]
