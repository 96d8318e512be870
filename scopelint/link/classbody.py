"""Class bodies as attributes: what is assigned or annotated, which methods stand for columns, in the order written."""

from dataclasses import dataclass

from scopelint.link.annotations import Annotation, read_annotation
from scopelint.link.classes import Classes
from scopelint.link.static import FUEL, Static
from scopelint.link.values import Made, Member, Scope, Symbol, Value, library_name
from scopelint.model.body import Assign, Call, ClassBody, Effect, Expression, FunctionBody, If, Name, Try, With
from scopelint.model.node import Span
from scopelint.model.outline import FunctionOutline
from scopelint.model.program import ClassRef


@dataclass
class ClassAttribute:
    """One name of a class body. ``function``: it is a method, by id, with its decorators' last dotted parts."""

    name: str
    value: Value | None
    annotation: Expression | None
    span: Span
    called: bool = False
    function: str | None = None
    decorators: tuple[str, ...] = ()

    @property
    def computed(self) -> bool:
        """A ``declared_attr``: evaluated once for each class."""
        return any(one in ("declared_attr", "classproperty", "declared_property") for one in self.decorators)


class ClassBodies:
    """Reads each class body once; values do not depend on the subclass."""

    def __init__(self, classes: Classes, static: Static) -> None:
        self.classes = classes
        self.static = static
        self.spans: dict[str, Span] = {}
        self.broken: dict[str, str] = {}
        self._attributes: dict[str, dict[str, ClassAttribute]] = {}

    def attributes(self, id: str) -> dict[str, ClassAttribute]:
        """A class's own attributes by name."""
        if id not in self._attributes:
            self._attributes[id] = {}
            path, outline = self.classes.outlines[id]
            body = self.static.body(path, outline.qualname)
            if isinstance(body, ClassBody):
                self.spans[id] = body.span
                scope = Scope(path, line=outline.cut.line)
                self.static.fuel = FUEL
                self._assignments(id, body.effects, scope)
            elif body is not None:
                self.broken[id] = getattr(body, "reason", "not a class")
            for method in outline.methods:
                self._method(id, path, method)
        return self._attributes[id]

    def span(self, id: str) -> Span:
        """Where the class statement stands."""
        if id in self.spans:
            return self.spans[id]
        cut = self.classes.outlines[id][1].cut
        return Span(cut.line, cut.indent + 1, cut.end_line, cut.indent + 1)

    def _assignments(self, id: str, effects: tuple[Effect, ...], scope: Scope) -> None:
        for effect in effects:
            match effect:
                case Assign(targets=targets, value=value, annotation=annotation, span=span):
                    names = [target.id for target in targets if isinstance(target, Name)]
                    if names:
                        found = self.static.value(value, scope) if value is not None else None
                        for name in names:
                            self._bind(
                                id, ClassAttribute(name, found, annotation, span, isinstance(value, Call)), scope
                            )
                case If(then=then, otherwise=otherwise):
                    self._assignments(id, then + otherwise, scope)
                case Try(body=body, otherwise=otherwise, final=final):
                    self._assignments(id, body + otherwise + final, scope)
                case With(body=body):
                    self._assignments(id, body, scope)
                case _:
                    pass

    def _bind(self, id: str, attribute: ClassAttribute, scope: Scope) -> None:
        self._attributes[id][attribute.name] = attribute
        value = attribute.value
        if isinstance(value, Made) and library_name(value.callee) is not None:
            scope.local[attribute.name] = Member(Symbol(ClassRef(id)), attribute.name)
        elif value is not None:
            scope.local[attribute.name] = value

    def _method(self, id: str, path: str, method: FunctionOutline) -> None:
        decorators = tuple(
            part for one in method.decorators for part in one.lstrip("@").partition("(")[0].strip().split(".")
        )
        if method.name in decorators:
            return  # @name.setter, @name.expression
        line = method.cut.line
        span = Span(line, method.cut.indent + 1, method.cut.end_line, method.cut.indent + 1)
        function = f"{self.classes.names.module_of[path]}:{method.qualname}"
        self._attributes[id][method.name] = ClassAttribute(
            method.name, None, None, span, False, function, (*decorators, *_arguments(method))
        )

    def annotation(self, id: str, attribute: ClassAttribute) -> Annotation:
        """The annotation of an attribute, or of what a ``declared_attr`` returns."""
        path = self.classes.outlines[id][0]
        expression = attribute.annotation
        line = self.classes.outlines[id][1].cut.line
        if attribute.function is not None:
            body = self.static.body(path, attribute.function.partition(":")[2])
            expression = body.returns if isinstance(body, FunctionBody) else None
        return read_annotation(self.static, expression, Scope(path, _nested(self.classes, id), line=line))


def _nested(classes: Classes, id: str) -> dict[str, Value]:
    outline = classes.outlines[id][1]
    return {one.name: Symbol(ClassRef(f"{id}.{one.name}")) for one in outline.classes}


def _arguments(method: FunctionOutline) -> tuple[str, ...]:
    """The quoted argument of ``@synonym_for("name")``."""
    return tuple(one.partition("(")[2].strip(") \"'") for one in method.decorators if "synonym_for(" in one)
