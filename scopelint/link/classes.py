"""Classes and functions by id: bases resolved by import, C3 linearisation, subclasses, members."""

from collections import Counter
from collections.abc import Iterator

from scopelint.link.names import Names, is_overload
from scopelint.link.static import Static
from scopelint.link.text import dotted, expression_of
from scopelint.link.values import Indexed, Made, Member, Symbol, Unknown, Value, library_name
from scopelint.model.body import Call, Constant, Display, Expression, Subscript
from scopelint.model.outline import ClassOutline, FunctionOutline
from scopelint.model.program import (
    Base,
    Class,
    ClassRef,
    ExternalRef,
    Function,
    LinkGap,
    Ref,
    UnresolvedRef,
    VariableRef,
)

_NO_OBJECT = frozenset({"builtins.object", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})


class Classes:
    """Every class and function of the project, and the order in which a class looks up its attributes."""

    def __init__(self, names: Names, static: Static) -> None:
        self.names = names
        self.static = static
        self.gaps: list[LinkGap] = []
        self.functions: dict[str, Function] = {}
        self.outlines: dict[str, tuple[str, ClassOutline]] = {}
        self._nested: dict[str, str] = {}
        self._bases: dict[str, tuple[Base, ...]] = {}
        self._parents: dict[str, tuple[str, ...]] = {}
        self._mro: dict[str, tuple[str, ...]] = {}
        self.open: set[str] = set()
        for path in sorted(names.tree.files):
            self._enrol(path)

    def _enrol(self, path: str) -> None:
        outline = self.names.tree.outlines[path]
        module = self.names.module_of[path]
        for function in outline.functions:
            self._enrol_function(path, module, function, None)
        waiting: list[tuple[ClassOutline, str | None]] = [(one, None) for one in outline.classes]
        while waiting:
            one, outer = waiting.pop()
            id = f"{module}:{one.qualname}"
            self.outlines[id] = (path, one)
            if outer is not None:
                self._nested[id] = outer
            for method in one.methods:
                self._enrol_function(path, module, method, id)
            waiting += [(inner, id) for inner in one.classes]

    def _enrol_function(self, path: str, module: str, outline: FunctionOutline, owner: str | None) -> None:
        id = f"{module}:{outline.qualname}"
        if id in self.functions and (is_overload(outline) or (owner is not None and _is_accessor(outline))):
            return  # the getter stands for a property, the implementation for its overloads
        self.functions[id] = Function(id, path, module, outline, owner)

    # ------------------------------------------------------------ bases

    def classes(self) -> dict[str, Class]:
        """Every class of the project by id."""
        found = {}
        for id in sorted(self.outlines):
            path, outline = self.outlines[id]
            mro = self.mro(id)
            members = {field.name: "" for field in outline.fields}
            members |= {inner.name: f"{self.names.module_of[path]}:{inner.qualname}" for inner in outline.classes}
            members |= {one.name: f"{self.names.module_of[path]}:{one.qualname}" for one in outline.methods}
            found[id] = Class(
                id=id,
                path=path,
                module=self.names.module_of[path],
                outline=outline,
                bases=self.bases(id),
                mro=mro,
                members=members,
                open=any(one in self.open for one in mro),
            )
        return found

    def subclasses(self) -> dict[str, tuple[str, ...]]:
        """Class id to the ids of its direct subclasses, sorted."""
        found: dict[str, list[str]] = {}
        for id in sorted(self.outlines):
            for parent in self.parents(id):
                if parent in self.outlines:
                    found.setdefault(parent, []).append(id)
        return {id: tuple(children) for id, children in sorted(found.items())}

    def bases(self, id: str) -> tuple[Base, ...]:
        """The bases of a class as written, resolved."""
        if id not in self._bases:
            self._bases[id] = ()
            path, outline = self.outlines[id]
            self._bases[id] = tuple(self._base(id, path, one) for one in outline.bases)
        return self._bases[id]

    def parents(self, id: str) -> tuple[str, ...]:
        """What the class inherits from directly: class ids and dotted external names; gaps are noted once."""
        if id in self._parents:
            return self._parents[id]
        self._parents[id] = ()
        found: list[str] = []
        path, outline = self.outlines[id]
        for base, source in zip(self.bases(id), outline.bases, strict=True):
            for parent in self._ancestors(base.ref):
                if parent not in found and parent != id:
                    found.append(parent)
            if isinstance(base.ref, UnresolvedRef) or (
                isinstance(base.ref, VariableRef) and not self._ancestors(base.ref)
            ):
                self.open.add(id)
                self.gaps.append(
                    LinkGap("base", path, outline.cut.line, f"{outline.name}: base {source[:80]} is not in view")
                )
        self._parents[id] = tuple(found)
        return self._parents[id]

    def _base(self, id: str, path: str, source: str) -> Base:
        match expression_of(source):
            case Subscript(value=value, index=index):
                parts = index.elements if isinstance(index, Display) else (index,)
                return Base(
                    self._ref(id, path, value, source), tuple(self._ref(id, path, one, source) for one in parts)
                )
            case Call(function=function, arguments=arguments) as call:
                name = dotted(function) or ""
                if name.rpartition(".")[2] == "with_metaclass" and len(arguments) > 1:
                    return Base(self._ref(id, path, arguments[1].value, source))
                outer = self._ref(id, path, function, source)
                if isinstance(outer, ExternalRef):
                    made = self._made_base(call, path)
                    return Base(made or outer)
                return Base(UnresolvedRef(source[:80], "made by a call"))
            case None:
                return Base(UnresolvedRef(source[:80], "not a name"))
            case expression:
                return Base(self._ref(id, path, expression, source))

    def _made_base(self, call: Call, path: str) -> Ref | None:
        """``class Base(declarative_base(cls=Custom))`` inherits from Custom."""
        for argument in call.arguments:
            if argument.keyword == "cls":
                name = dotted(argument.value)
                if name is not None:
                    ref = self.dotted(path, name)
                    return ref if isinstance(ref, ClassRef) else None
        return None

    def _ref(self, id: str, path: str, expression: Expression, source: str) -> Ref:
        if isinstance(expression, Constant) and isinstance(expression.value, str):
            expression = expression_of(expression.value) or expression
        name = dotted(expression)
        if name is None:
            return UnresolvedRef(source[:80], "not a name")
        first, _, rest = name.partition(".")
        outer = self._nested.get(id)
        if outer is not None:
            nested = f"{outer}.{first}"
            if nested in self.outlines and nested != id:
                return self._walk(ClassRef(nested), rest)
        ref = self.dotted(path, name, self.outlines[id][1].cut.line)
        itself = isinstance(ref, ClassRef) and ref.id == id
        return UnresolvedRef(name, "a class that inherits from itself") if itself else ref

    def dotted(self, path: str, name: str, line: int | None = None) -> Ref:
        """``a.b.C`` at module level of ``path``."""
        first, _, rest = name.partition(".")
        return self._walk(self.names.resolve(path, first, line), rest)

    def _walk(self, ref: Ref, rest: str) -> Ref:
        for part in rest.split(".") if rest else ():
            match ref:
                case ClassRef(id=id):
                    inner = f"{id}.{part}"
                    ref = ClassRef(inner) if inner in self.outlines else UnresolvedRef(part, "no class in this class")
                case VariableRef():
                    value = self.static.attribute(self.static.variable(ref.id), part)
                    ref = as_ref(value) or UnresolvedRef(f"{ref.id}.{part}", "attribute of a variable")
                case _:
                    ref = self.names.member(ref, part)
        return ref

    def _ancestors(self, ref: Ref) -> list[str]:
        """What a base stands for in the linearisation."""
        match ref:
            case ClassRef(id=id):
                return [id]
            case ExternalRef(name=name):
                return [name]
            case VariableRef(id=variable):
                return base_made(self.static.variable(variable))
            case _:
                return []

    # ------------------------------------------------------------ linearisation

    def mro(self, id: str) -> tuple[str, ...]:
        """The class itself first, then its ancestors: C3 where it exists, else depth first; ``object`` is left out."""
        if id not in self._mro:
            self._linearise(id)
        return self._mro[id]

    def _linearise(self, start: str) -> None:
        """Work from the ancestors down, so that deep chains need no deep stack; circles are cut."""
        waiting: list[tuple[str, bool]] = [(start, False)]
        entered: set[str] = set()
        while waiting:
            id, ready = waiting.pop()
            if id in self._mro:
                continue
            parents = [one for one in self.parents(id) if one not in _NO_OBJECT]
            if not ready:
                entered.add(id)
                waiting.append((id, True))
                waiting += [(one, False) for one in parents if one in self.outlines and one not in entered]
                continue
            lines = [self._mro.get(one, (one,)) for one in parents if one != id]
            self._mro[id] = (id, *(_merge([*lines, tuple(parents)]) or _depth_first(lines, id)))
            if any(one in self.open for one in self._mro[id]):
                self.open.add(id)


def as_ref(value: Value) -> Ref | None:
    """The reference that a value stands for; ``db.Model`` of a made ``SQLAlchemy()`` is external."""
    match value:
        case Symbol(ref=ref):
            return ref
        case Member(owner=Made(callee=Symbol(ref=ExternalRef(name=outer))), name=name):
            return ExternalRef(f"{outer}.{name}")
        case Indexed(value=inner):
            return as_ref(inner)
        case _:
            return None


def base_made(value: Value) -> list[str]:
    """Classes behind a variable used as a base: an alias, ``declarative_base(cls=Custom)``, ``reg.generate_base()``."""
    match value:
        case Symbol(ref=ClassRef(id=id)):
            return [id]
        case Symbol(ref=ExternalRef(name=name)):
            return [name]
        case Made(callee=Symbol(ref=ExternalRef(name=name)), positional=positional, keywords=keywords):
            own = keywords.get("cls")
            custom = base_made(own) if own is not None and name.rpartition(".")[2] == "declarative_base" else []
            if name.rpartition(".")[2] == "automap_base" and positional:
                custom = base_made(positional[0])
            return [*custom, name]
        case Made(callee=Member(owner=owner, name=name), keywords=keywords):
            own = keywords.get("cls")
            inner = library_name(owner.callee) if isinstance(owner, Made) else None
            return [*(base_made(own) if own is not None else []), f"sqlalchemy.orm.{inner or 'registry'}.{name}"]
        case Member() | Indexed():
            ref = as_ref(value)
            return [ref.name] if isinstance(ref, ExternalRef) else [ref.id] if isinstance(ref, ClassRef) else []
        case Unknown():
            return []
        case _:
            return []


def _merge(lines: list[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The C3 merge; None where no order exists."""
    waiting = [line for line in lines if line]
    if len(waiting) == 2 and len(waiting[1]) == 1:  # one base: its line as it is
        return waiting[0]
    at = [0] * len(waiting)
    tails = Counter(name for line in waiting for name in line[1:])
    merged: list[str] = []
    while True:
        heads = [line[i] for line, i in zip(waiting, at, strict=True) if i < len(line)]
        if not heads:
            return tuple(merged)
        head = next((name for name in heads if not tails[name]), None)
        if head is None:
            return None
        merged.append(head)
        for number, line in enumerate(waiting):
            if at[number] < len(line) and line[at[number]] == head:
                at[number] += 1
                if at[number] < len(line):
                    tails[line[at[number]]] -= 1


def _depth_first(lines: list[tuple[str, ...]], own: str) -> Iterator[str]:
    return iter(dict.fromkeys(name for line in lines for name in line if name != own))


def _is_accessor(outline: FunctionOutline) -> bool:
    """``@name.setter``, ``@name.expression`` and their like: another face of an attribute defined before."""
    return any(one.lstrip("@").partition(".")[0] == outline.name for one in outline.decorators)
