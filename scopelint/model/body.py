"""One function, module or class body as ordered effects over expressions, free of any syntax tree.

``extract`` writes it, ``link`` reads class and module bodies from it, ``evaluate`` runs it with symbolic values.
Only the semantic content is kept: parentheses, comments and formatting are gone. Spans are absolute in the file.
"""

from typing import Literal, TypeAlias, Union

from scopelint.model.node import Node, Span

# ---------------------------------------------------------------- expressions


class Constant(Node, frozen=True):
    """A literal: None, bool, int, float, str (implicit concatenation joined), bytes as ``BytesConstant``.

    For strings ``pieces`` says where each stretch of ``value`` stands in the file, ordered and gapless.
    """

    value: str | int | float | bool | None
    span: Span
    pieces: tuple["Piece", ...] = ()


class Piece(Node, frozen=True):
    """``length`` code points of a string's value that stand at ``span`` (between the quotes) in the file.

    ``exact`` is false where escapes make file and value differ inside this piece.
    """

    length: int
    span: Span
    exact: bool = True


class BytesConstant(Node, frozen=True):
    """A bytes literal; its content never matters here."""

    span: Span


class EllipsisConstant(Node, frozen=True):
    """``...``"""

    span: Span


class Name(Node, frozen=True):
    """A variable, read."""

    id: str
    span: Span


class Attribute(Node, frozen=True):
    """``value.attr``"""

    value: "Expression"
    attr: str
    span: Span


class Subscript(Node, frozen=True):
    """``value[index]``; several indices are one TupleDisplay; a slice is a SliceExpression."""

    value: "Expression"
    index: "Expression"
    span: Span


class SliceExpression(Node, frozen=True):
    """``lower:upper:step`` inside a subscript."""

    lower: "Expression | None"
    upper: "Expression | None"
    step: "Expression | None"
    span: Span


class Argument(Node, frozen=True):
    """One call argument. ``star`` is "" for a plain or keyword argument, "*" or "**" when splatted."""

    value: "Expression"
    keyword: str | None = None
    star: Literal["", "*", "**"] = ""


class Call(Node, frozen=True):
    """``function(arguments)``"""

    function: "Expression"
    arguments: tuple[Argument, ...]
    span: Span


class Display(Node, frozen=True):
    """A tuple, list or set display; elements may be Starred."""

    kind: Literal["tuple", "list", "set"]
    elements: tuple["Expression", ...]
    span: Span


class DictDisplay(Node, frozen=True):
    """A dict display; an entry whose key is None is ``**value``."""

    entries: tuple[tuple["Expression | None", "Expression"], ...]
    span: Span


class Starred(Node, frozen=True):
    """``*value`` in a display or an assignment target."""

    value: "Expression"
    span: Span


class Formatted(Node, frozen=True):
    """An f-string (or t-string): strings are Constants, the rest are holes. ``%``-formats stay BinaryOperations."""

    parts: tuple["Expression", ...]
    span: Span


class BinaryOperation(Node, frozen=True):
    """``left op right`` with op one of + - * / // % @ ** & | ^ << >>"""

    op: str
    left: "Expression"
    right: "Expression"
    span: Span


class UnaryOperation(Node, frozen=True):
    """``not x``, ``-x``, ``~x``, ``+x``"""

    op: Literal["not", "-", "~", "+"]
    operand: "Expression"
    span: Span


class BooleanOperation(Node, frozen=True):
    """``a and b and c`` / ``a or b``, flattened one level."""

    op: Literal["and", "or"]
    operands: tuple["Expression", ...]
    span: Span


class Comparison(Node, frozen=True):
    """``left op right``; chains ``a < b < c`` become a BooleanOperation of two Comparisons."""

    op: Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
    left: "Expression"
    right: "Expression"
    span: Span


class Conditional(Node, frozen=True):
    """``then if test else otherwise``"""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"
    span: Span


class Lambda(Node, frozen=True):
    """``lambda parameters: value``"""

    parameters: tuple["Parameter", ...]
    value: "Expression"
    span: Span


class Generator(Node, frozen=True):
    """One ``for target in iterable if tests`` clause of a comprehension."""

    target: "Expression"
    iterable: "Expression"
    tests: tuple["Expression", ...]
    is_async: bool = False


class Comprehension(Node, frozen=True):
    """A list, set or generator comprehension; for a dict, ``element`` is the value and ``key`` is set."""

    kind: Literal["list", "set", "generator", "dict"]
    element: "Expression"
    generators: tuple[Generator, ...]
    span: Span
    key: "Expression | None" = None


class Await(Node, frozen=True):
    """``await value``"""

    value: "Expression"
    span: Span


class Yield(Node, frozen=True):
    """``yield value`` or, with ``delegate``, ``yield from value``."""

    value: "Expression | None"
    span: Span
    delegate: bool = False


class Assignment(Node, frozen=True):
    """``target := value`` as an expression."""

    target: "Expression"
    value: "Expression"
    span: Span


Expression: TypeAlias = Union[
    Constant,
    BytesConstant,
    EllipsisConstant,
    Name,
    Attribute,
    Subscript,
    SliceExpression,
    Call,
    Display,
    DictDisplay,
    Starred,
    Formatted,
    BinaryOperation,
    UnaryOperation,
    BooleanOperation,
    Comparison,
    Conditional,
    Lambda,
    Comprehension,
    Await,
    Yield,
    Assignment,
]

# ---------------------------------------------------------------- effects, in source order


class Evaluate(Node, frozen=True):
    """An expression for its effect alone."""

    value: Expression
    span: Span


class Assign(Node, frozen=True):
    """``targets[0] = targets[1] = value``; an annotated assignment has one target. ``value`` None: annotation only."""

    targets: tuple[Expression, ...]
    value: Expression | None
    span: Span
    annotation: Expression | None = None


class AugmentedAssign(Node, frozen=True):
    """``target op= value``; ``op`` without the ``=``."""

    target: Expression
    op: str
    value: Expression
    span: Span


class Delete(Node, frozen=True):
    """``del targets``"""

    targets: tuple[Expression, ...]
    span: Span


class Return(Node, frozen=True):
    """``return value``"""

    value: Expression | None
    span: Span


class Raise(Node, frozen=True):
    """``raise value from cause``"""

    value: Expression | None
    span: Span


class Assert(Node, frozen=True):
    """``assert test, message``"""

    test: Expression
    span: Span


class Jump(Node, frozen=True):
    """``break`` or ``continue``"""

    kind: Literal["break", "continue"]
    span: Span


class If(Node, frozen=True):
    """``if test: then else: otherwise``; ``elif`` is an If alone in ``otherwise``."""

    test: Expression
    then: tuple["Effect", ...]
    otherwise: tuple["Effect", ...]
    span: Span


class For(Node, frozen=True):
    """``for target in iterable``"""

    target: Expression
    iterable: Expression
    body: tuple["Effect", ...]
    otherwise: tuple["Effect", ...]
    span: Span
    is_async: bool = False


class While(Node, frozen=True):
    """``while test``"""

    test: Expression
    body: tuple["Effect", ...]
    otherwise: tuple["Effect", ...]
    span: Span


class Handler(Node, frozen=True):
    """``except type as name``"""

    type: Expression | None
    name: str | None
    body: tuple["Effect", ...]


class Try(Node, frozen=True):
    """``try`` with handlers (also ``except*``), ``else`` and ``finally``."""

    body: tuple["Effect", ...]
    handlers: tuple[Handler, ...]
    otherwise: tuple["Effect", ...]
    final: tuple["Effect", ...]
    span: Span


class WithItem(Node, frozen=True):
    """``context as target``"""

    context: Expression
    target: Expression | None


class With(Node, frozen=True):
    """``with items: body``"""

    items: tuple[WithItem, ...]
    body: tuple["Effect", ...]
    span: Span
    is_async: bool = False


class Case(Node, frozen=True):
    """One ``case``. ``captures`` are the names the pattern binds. ``alternatives`` are the values of ``a | b`` (one for
    a plain value), ``class_pattern`` is set for ``Class(...)`` (a tuple Display for ``A() | B()``) and ``narrowed`` if
    it asks for more than the class; ``irrefutable``: ``_`` or a bare name. Else the test is not told."""

    captures: tuple[str, ...]
    guard: Expression | None
    body: tuple["Effect", ...]
    alternatives: tuple[Expression, ...] = ()
    class_pattern: Expression | None = None
    irrefutable: bool = False
    narrowed: bool = False


class Match(Node, frozen=True):
    """``match subject``"""

    subject: Expression
    cases: tuple[Case, ...]
    span: Span


class ImportedName(Node, frozen=True):
    """``from module import name as alias``; ``name`` None: ``import module as alias``; ``name`` "*": star.

    ``level`` counts leading dots. ``alias`` is the bound name (for ``import a.b`` it is ``a``, with ``module`` "a"
    and ``dotted`` "a.b").
    """

    module: str
    name: str | None
    alias: str
    level: int
    span: Span
    dotted: str | None = None


class Import(Node, frozen=True):
    """Names bound by one import statement."""

    names: tuple[ImportedName, ...]
    span: Span


class ScopeDeclaration(Node, frozen=True):
    """``global names`` or ``nonlocal names``"""

    kind: Literal["global", "nonlocal"]
    names: tuple[str, ...]


class DefineFunction(Node, frozen=True):
    """A ``def`` inside a body. In module and class bodies ``function.effects`` is empty: ask for it by qualname."""

    function: "FunctionBody"
    span: Span


class DefineClass(Node, frozen=True):
    """A ``class`` inside a function body (whole), or in a module or class body (``effects`` empty)."""

    definition: "ClassBody"
    span: Span


Effect: TypeAlias = Union[
    Evaluate,
    Assign,
    AugmentedAssign,
    Delete,
    Return,
    Raise,
    Assert,
    Jump,
    If,
    For,
    While,
    Try,
    With,
    Match,
    Import,
    ScopeDeclaration,
    DefineFunction,
    DefineClass,
]

# ---------------------------------------------------------------- bodies


class Parameter(Node, frozen=True):
    """One parameter. ``kind``: positional (only), normal, keyword (only), args (``*``), kwargs (``**``)."""

    name: str
    kind: Literal["positional", "normal", "keyword", "args", "kwargs"]
    annotation: Expression | None = None
    default: Expression | None = None


class FunctionBody(Node, frozen=True):
    """A function with its signature. ``qualname`` is dotted within the module: ``Repo.list``, ``make.<locals>.inner``."""

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    returns: Expression | None
    decorators: tuple[Expression, ...]
    effects: tuple[Effect, ...]
    span: Span
    is_async: bool = False
    is_generator: bool = False


class ClassBody(Node, frozen=True):
    """A class: bases and keywords as Arguments, and its own statements (methods with empty effects)."""

    name: str
    qualname: str
    bases: tuple[Argument, ...]
    decorators: tuple[Expression, ...]
    effects: tuple[Effect, ...]
    span: Span


class ModuleBody(Node, frozen=True):
    """A module's top-level statements, functions and classes with empty effects. ``qualname`` is ``<module>``."""

    qualname: str
    effects: tuple[Effect, ...]
    span: Span


class BrokenBody(Node, frozen=True):
    """A body that could not be read, and why, in one line."""

    qualname: str
    reason: str
    span: Span


Body: TypeAlias = Union[FunctionBody, ClassBody, ModuleBody, BrokenBody]
