"""Expressions of declarations to values: names followed, constants folded, small project functions entered."""

from collections.abc import Callable

from scopelint.link import folding
from scopelint.link.names import Names
from scopelint.link.values import (
    Deferred,
    Entries,
    Indexed,
    Known,
    Made,
    Member,
    Partial,
    Scope,
    Sequence,
    Symbol,
    Unknown,
    Value,
    dotted_library_name,
    text,
    truth,
)
from scopelint.model.body import (
    Argument,
    Assign,
    Attribute,
    AugmentedAssign,
    BinaryOperation,
    Body,
    BooleanOperation,
    Call,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    DictDisplay,
    Display,
    Effect,
    EllipsisConstant,
    Expression,
    Formatted,
    If,
    Lambda,
    ModuleBody,
    Name,
    Starred,
    Subscript,
    Try,
    UnaryOperation,
    With,
)
from scopelint.model.program import ClassRef, ExternalRef, ModuleRef, Ref, VariableRef

BodyOf = Callable[[str, str], Body | None]
MODULE = "<module>"
FUEL = 20_000  # expressions looked at for one declaration; a bound against generated monsters
MOST_ELEMENTS = 1_000
DEEPEST = 90  # expressions inside each other, variables and entered functions included


class Static:
    """Evaluates declarations. ``class_attribute`` answers ``Class.name``; ``enter`` calls a project function."""

    def __init__(self, names: Names, body_of: BodyOf) -> None:
        self.names = names
        self.body_of = body_of
        self.class_attribute: Callable[[str, str], Value | None] = lambda _class, _name: None
        names.reassigned = self.reassigned
        self.enter: Callable[[Made, Scope], Value] = lambda made, _scope: made
        self.fuel = FUEL
        self._depth = 0
        self._variables: dict[str, Value] = {}
        self._assigned: dict[str, dict[str, Expression | None]] = {}
        self._bodies: dict[tuple[str, str], Body | None] = {}

    def body(self, path: str, qualname: str) -> Body | None:
        """One body, asked for once."""
        key = (path, qualname)
        if key not in self._bodies:
            self._bodies[key] = self.body_of(path, qualname)
        return self._bodies[key]

    # ------------------------------------------------------------ names

    def of(self, ref: Ref) -> Value:
        """The value behind a reference: a variable's is computed, everything else stands for itself."""
        return self.variable(ref.id) if isinstance(ref, VariableRef) else Symbol(ref)

    def variable(self, variable: str) -> Value:
        """The value of a module variable, by id; unknown if it is assigned in ways that do not agree."""
        if variable not in self._variables:
            self._variables[variable] = Unknown("its value leads in a circle")
            module, _, name = variable.partition(":")
            path = self.names.path_of[module]
            expression = self.assigned(path).get(name)
            value: Value = Unknown(f"{name} is not assigned one value at module level")
            if expression is not None:
                before = self.names.imported_name(path, name)
                value = self.value(expression, Scope(path, {name: self.of(before)} if before is not None else {}))
            self._variables[variable] = value
        return self._variables[variable]

    def assigned(self, path: str) -> dict[str, Expression | None]:
        """Module variables to the expression assigned; None where branches or updates disagree."""
        if path not in self._assigned:
            body = self.body(path, MODULE)
            found: dict[str, Expression | None] = {}
            if isinstance(body, ModuleBody):
                _collect(body.effects, found, straight=True)
            self._assigned[path] = found
        return self._assigned[path]

    def reassigned(self, path: str, name: str) -> bool:
        """``name`` is assigned in straight-line module code, not as a fallback in a branch."""
        body = self.body(path, MODULE)
        return isinstance(body, ModuleBody) and any(
            isinstance(effect, Assign) and any(isinstance(one, Name) and one.id == name for one in effect.targets)
            for effect in body.effects
        )

    def name(self, name: str, scope: Scope) -> Value:
        """A bare name."""
        if name in scope.local:
            return scope.local[name]
        return self.of(self.names.resolve(scope.path, name, scope.line))

    def attribute(self, owner: Value, name: str) -> Value:
        """``owner.name``"""
        match owner:
            case Symbol(ref=ExternalRef() | ModuleRef() as ref):
                return self.of(self.names.member(ref, name))
            case Symbol(ref=ClassRef(id=id)):
                if name in ("__name__", "__qualname__"):
                    return Known(id.rpartition(":")[2].rpartition(".")[2])
                return self.class_attribute(id, name) or Member(owner, name)
            case Member(owner=Symbol(ref=ClassRef(id=id)), name=member) if name == "value":
                return self.class_attribute(id, member) or Member(owner, name)
            case Unknown():
                return owner
            case _:
                return Member(owner, name)

    # ------------------------------------------------------------ expressions

    def value(self, expression: Expression, scope: Scope) -> Value:
        """What ``expression`` comes to in ``scope``."""
        self.fuel -= 1
        if self.fuel < 0 or self._depth >= DEEPEST:
            return Unknown("the declaration is too large to evaluate")
        self._depth += 1
        found = self._value(expression, scope)
        self._depth -= 1
        return found

    def _value(self, expression: Expression, scope: Scope) -> Value:
        match expression:
            case Constant(value=constant):
                return Known(constant)
            case EllipsisConstant():
                return Symbol(ExternalRef("builtins.Ellipsis"))
            case Name(id=id):
                return self.name(id, scope)
            case Attribute(value=inner, attr=attr):
                return self.attribute(self.value(inner, scope), attr)
            case Call():
                return self._call(expression, scope)
            case Subscript(value=inner, index=index):
                return self._subscript(self.value(inner, scope), index, scope)
            case Display(kind=kind, elements=elements):
                return self._sequence(kind, elements, scope)
            case DictDisplay(entries=entries):
                return self._entries(entries, scope)
            case Formatted(parts=parts):
                return folding.concatenation([self.value(one, scope) for one in parts])
            case BinaryOperation(op=op, left=left, right=right):
                return folding.binary(op, self.value(left, scope), self.value(right, scope))
            case Comparison(op=op, left=left, right=right):
                return folding.comparison(op, self.value(left, scope), self.value(right, scope))
            case UnaryOperation(op="not", operand=operand):
                known = truth(self.value(operand, scope))
                return Unknown("a negation") if known is None else Known(not known)
            case UnaryOperation(op="-", operand=operand):
                return folding.binary("-", Known(0), self.value(operand, scope))
            case BooleanOperation() | Conditional():
                return self._choice(expression, scope)
            case Lambda(parameters=(), value=inner):
                return Deferred(inner, scope)
            case Comprehension():
                return self._comprehension(expression, scope)
            case _:
                return Unknown(f"a {type(expression).__name__.lower()}")

    def force(self, value: Value) -> Value:
        """The value a parameterless lambda returns; any other value itself."""
        return self.value(value.expression, value.scope) if isinstance(value, Deferred) else value

    def _choice(self, expression: BooleanOperation | Conditional, scope: Scope) -> Value:
        if isinstance(expression, Conditional):
            test = truth(self.value(expression.test, scope))
            if test is None:
                return Unknown("a choice made at run time")
            return self.value(expression.then if test else expression.otherwise, scope)
        result: Value = Known(None)
        for operand in expression.operands:
            result = self.value(operand, scope)
            known = truth(result)
            if known is None:
                return Unknown("a choice made at run time")
            if known is (expression.op == "or"):
                return result
        return result

    def _sequence(self, kind: str, elements: tuple[Expression, ...], scope: Scope) -> Value:
        found: list[Value] = []
        whole = True
        for element in elements:
            if isinstance(element, Starred):
                inner = self.value(element.value, scope)
                if isinstance(inner, Sequence):
                    found += inner.elements
                whole = whole and isinstance(inner, Sequence) and inner.whole
            else:
                found.append(self.value(element, scope))
        return Sequence(kind, tuple(found), whole)  # type: ignore[arg-type]

    def _entries(self, entries: tuple[tuple[Expression | None, Expression], ...], scope: Scope) -> Value:
        found: dict[str, Value] = {}
        whole = True
        for key, value in entries:
            inner = self.value(value, scope)
            if key is None:
                if isinstance(inner, Entries):
                    found.update(inner.entries)
                whole = whole and isinstance(inner, Entries) and inner.whole
                continue
            name = text(self.value(key, scope))
            if name is None:
                whole = False
            else:
                found[name] = inner
        return Entries(found, whole)

    def _subscript(self, owner: Value, index: Expression, scope: Scope) -> Value:
        indices = index.elements if isinstance(index, Display) and index.kind == "tuple" else (index,)
        arguments = tuple(self.value(one, scope) for one in indices)
        if len(arguments) == 1 and isinstance(arguments[0], Known):
            folded = folding.item(owner, arguments[0])
            if folded is not None:
                return folded
        return Indexed(owner, arguments)

    def _comprehension(self, expression: Comprehension, scope: Scope) -> Value:
        if len(expression.generators) != 1 or expression.kind not in ("list", "generator", "set"):
            return Unknown("a comprehension")
        clause = expression.generators[0]
        elements = folding.elements(self.value(clause.iterable, scope))
        if elements is None or len(elements) > MOST_ELEMENTS:
            return Unknown("a comprehension over something computed")
        found = []
        for element in elements:
            inner = Scope(scope.path, dict(scope.local), scope.depth, scope.line)
            if not bind(clause.target, element, inner):
                return Unknown("a comprehension that unpacks")
            tests = [truth(self.value(test, inner)) for test in clause.tests]
            if None in tests:
                return Unknown("a comprehension with a test made at run time")
            if all(tests):
                found.append(self.value(expression.element, inner))
        return Sequence("list", tuple(found))

    # ------------------------------------------------------------ calls

    def _call(self, call: Call, scope: Scope) -> Value:
        callee = self.value(call.function, scope)
        if isinstance(callee, Unknown):
            return callee
        positional, keywords, whole = self.arguments(call.arguments, scope)
        if isinstance(callee, Partial):
            positional = callee.positional + positional
            keywords = {**callee.keywords, **keywords}
            callee = callee.callee
        result = Made(callee, positional, keywords, whole, call.span)
        folded = folding.call(result)
        if folded is not None:
            return folded
        name = dotted_library_name(callee)
        if name == "functools.partial" and positional:
            return Partial(positional[0], positional[1:], keywords)
        if name in ("typing.cast", "typing_extensions.cast") and len(positional) == 2:
            return positional[1]
        return self.enter(result, scope)

    def arguments(
        self, arguments: tuple[Argument, ...], scope: Scope
    ) -> tuple[tuple[Value, ...], dict[str, Value], bool]:
        """Positional and keyword values, splats of known sequences and dicts spread."""
        positional: list[Value] = []
        keywords: dict[str, Value] = {}
        whole = True
        for argument in arguments:
            value = self.value(argument.value, scope)
            if argument.star == "*":
                if isinstance(value, Sequence):
                    positional += value.elements
                whole = whole and isinstance(value, Sequence) and value.whole
            elif argument.star == "**":
                if isinstance(value, Entries):
                    keywords.update(value.entries)
                whole = whole and isinstance(value, Entries) and value.whole
            elif argument.keyword is not None:
                keywords[argument.keyword] = value
            else:
                positional.append(value)
        return tuple(positional), keywords, whole


def bind(target: Expression, value: Value, scope: Scope) -> bool:
    """Assign to a name, or to a tuple of names from a sequence; False if it does neither."""
    match target:
        case Name(id=id):
            scope.local[id] = value
            return True
        case Display(elements=targets) if isinstance(value, Sequence) and len(value.elements) == len(targets):
            return all(bind(one, element, scope) for one, element in zip(targets, value.elements, strict=True))
        case _:
            return False


def _collect(effects: tuple[Effect, ...], found: dict[str, Expression | None], straight: bool) -> None:
    """Module variables: the last straight-line assignment counts, in branches the first."""
    for effect in effects:
        match effect:
            case Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, Name) and (straight or target.id not in found):
                        found[target.id] = value if value is not None else found.get(target.id)
            case AugmentedAssign(target=Name(id=id)):
                found[id] = None
            case If(then=then, otherwise=otherwise):
                _collect(then, found, straight=False)
                _collect(otherwise, found, straight=False)
            case Try(body=body, handlers=handlers, otherwise=otherwise, final=final):
                _collect(body, found, straight=False)
                for handler in handlers:
                    _collect(handler.body, found, straight=False)
                _collect(otherwise + final, found, straight=False)
            case With(body=body):
                _collect(body, found, straight=straight)
            case _:
                pass
