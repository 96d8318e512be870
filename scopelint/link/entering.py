"""Small project functions entered: straight-line code that builds and returns a column, a name or a constraint."""

from scopelint.link.static import Static, bind
from scopelint.link.values import (
    Entries,
    Known,
    Made,
    Scope,
    Sequence,
    Symbol,
    Unknown,
    Value,
    text,
    truth,
)
from scopelint.model.body import (
    Assign,
    Attribute,
    Call,
    Effect,
    Evaluate,
    Expression,
    FunctionBody,
    If,
    Import,
    Name,
    Return,
    Subscript,
)
from scopelint.model.program import FunctionRef

DEEPEST = 6


class Entering:
    """Evaluates calls of project functions for ``Static``."""

    def __init__(self, static: Static) -> None:
        self.static = static

    def enter(self, call: Made, scope: Scope) -> Value:
        """What a call returns: of a project function by reading it, of anything else the call itself."""
        match call.callee:
            case Symbol(ref=FunctionRef(id=id)):
                if scope.depth >= DEEPEST:
                    return Unknown("calls nested too deeply")
                return self.function(id, call, scope.depth + 1)
            case _:
                return call

    def function(self, function: str, call: Made, depth: int = 0) -> Value:
        """The returned value of a function, by id, called with these arguments."""
        module, _, qualname = function.partition(":")
        path = self.static.names.path_of[module]
        body = self.static.body(path, qualname)
        if not isinstance(body, FunctionBody):
            return Unknown(f"{qualname} cannot be read")
        scope = Scope(path, {}, depth)
        if not self._bind(body, call, scope):
            return Unknown(f"{qualname} is called with arguments out of view")
        returned = self.run(body.effects, scope)
        return Known(None) if returned is None else returned

    def _bind(self, body: FunctionBody, call: Made, scope: Scope) -> bool:
        positional = list(call.positional)
        keywords = dict(call.keywords)
        for parameter in body.parameters:
            match parameter.kind:
                case "args":
                    scope.local[parameter.name] = Sequence("tuple", tuple(positional), call.whole)
                    positional = []
                case "kwargs":
                    scope.local[parameter.name] = Entries(keywords, call.whole)
                    keywords = {}
                case kind:
                    if positional and kind != "keyword":
                        scope.local[parameter.name] = positional.pop(0)
                    elif parameter.name in keywords:
                        scope.local[parameter.name] = keywords.pop(parameter.name)
                    elif not call.whole or parameter.default is None:
                        scope.local[parameter.name] = Unknown(f"the argument {parameter.name}")
                    else:
                        scope.local[parameter.name] = self.static.value(parameter.default, Scope(scope.path))
        return not positional and not keywords

    def run(self, effects: tuple[Effect, ...], scope: Scope) -> Value | None:
        """The value returned by straight-line code; None if it runs through; Unknown where it cannot be followed."""
        for effect in effects:
            match effect:
                case Return(value=None):
                    return Known(None)
                case Return(value=value) if value is not None:
                    return self.static.value(value, scope)
                case Assign(targets=targets, value=value):
                    if value is not None:
                        self._assign(targets, self.static.value(value, scope), scope)
                case Evaluate(value=value):
                    self._mutate(value, scope)
                case If(test=test, then=then, otherwise=otherwise):
                    known = truth(self.static.value(test, scope))
                    if known is None:
                        return Unknown("a branch taken at run time")
                    returned = self.run(then if known else otherwise, scope)
                    if returned is not None:
                        return returned
                case Import(names=names):
                    for one in names:
                        scope.local[one.alias] = self.static.of(self.static.names.imported(scope.path, one))
                case _:
                    return Unknown(f"a {type(effect).__name__.lower()} statement")
        return None

    def _assign(self, targets: tuple[Expression, ...], value: Value, scope: Scope) -> None:
        for target in targets:
            match target:
                case Subscript(value=Name(id=owner), index=index):
                    key = text(self.static.value(index, scope))
                    entries = scope.local.get(owner)
                    if isinstance(entries, Entries) and key is not None:
                        scope.local[owner] = Entries({**entries.entries, key: value}, entries.whole)
                    else:
                        scope.local[owner] = Unknown(f"{owner} is changed")
                case Attribute():
                    pass
                case _:
                    bind(target, value, scope)

    def _mutate(self, value: Expression, scope: Scope) -> None:
        match value:
            case Call(function=Attribute(value=Name(id=owner), attr=method), arguments=arguments):
                held = scope.local.get(owner)
                if held is None:
                    return
                positional, keywords, whole = self.static.arguments(arguments, scope)
                scope.local[owner] = _mutated(held, method, positional, keywords, whole)
            case _:
                pass


def _mutated(held: Value, method: str, positional: tuple[Value, ...], keywords: dict[str, Value], whole: bool) -> Value:
    match held, method, positional:
        case Entries(), "setdefault", (Known(value=str(key)), value):
            return Entries({key: value, **held.entries}, held.whole)
        case Entries(), "update", ():
            return Entries({**held.entries, **keywords}, held.whole and whole)
        case Entries(), "update", (Entries() as other,):
            return Entries({**held.entries, **other.entries, **keywords}, held.whole and other.whole)
        case Entries(), "pop", (Known(value=str(key)), *_):
            return Entries({name: one for name, one in held.entries.items() if name != key}, held.whole)
        case Sequence(), "append", (value,):
            return Sequence(held.kind, (*held.elements, value), held.whole)
        case Sequence(), "extend", (Sequence() as more,):
            return Sequence(held.kind, held.elements + more.elements, held.whole and more.whole)
        case ((Entries() | Sequence()), _, _):
            return Unknown("a container is changed")
        case _:
            return held
