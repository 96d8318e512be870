"""What a class says in its dunders (``__tablename__``, ``__table_args__``), inherited as SQLAlchemy inherits them."""

from collections.abc import Iterator

from scopelint.link.classbody import ClassAttribute, ClassBodies
from scopelint.link.classes import Classes
from scopelint.link.declarative import Declarative
from scopelint.link.drafts import MappedDraft
from scopelint.link.entering import Entering
from scopelint.link.folding import snake_case
from scopelint.link.static import FUEL
from scopelint.link.values import Known, Made, Symbol, Unknown, Value, text
from scopelint.model.program import ClassRef


class Dunders:
    """Looks the special attributes of model classes up."""

    def __init__(self, classes: Classes, bodies: ClassBodies, entering: Entering, declarative: Declarative) -> None:
        self.classes = classes
        self.bodies = bodies
        self.entering = entering
        self.declarative = declarative
        self._names: dict[str, str | None] = {}

    def table_name(self, id: str) -> str | None:
        """What ``Class.__tablename__`` reads, for constants and f-strings; None if the class has none."""
        if id not in self._names:
            self._names[id] = None
            self._names[id] = self.named(id, None)[0]
        return self._names[id]

    def named(self, id: str, parent: MappedDraft | None) -> tuple[str | None, str | None]:
        """The table's name, and why if it is guessed or missing."""
        name = self.classes.outlines[id][1].name
        kind = self.declarative.kind(id)
        definer = self.inherited(id, "__tablename__", parent)
        if definer is not None:
            nearest = next(self._definers(id, "__tablename__"))[1]
            value = self.computed(id, nearest) if nearest.function is not None else nearest.value
            found = text(value)
            if found is not None:
                return found, None
            if value == Known(None):
                return None, None
            reason = value.reason if isinstance(value, Unknown) else "a computed name"
            return snake_case(name), f"{name}: table name guessed, its __tablename__ is computed ({reason})"
        if kind == "sqlmodel":
            return name.lower(), None
        if kind == "flask" and parent is None:
            return snake_case(name), None
        return None, None if parent is not None else f"{name} names no table"

    def _definers(self, id: str, name: str) -> Iterator[tuple[str, ClassAttribute]]:
        for one in self.classes.mro(id):
            if one in self.classes.outlines and self._has(one, name):
                attribute = self.bodies.attributes(one).get(name)
                if attribute is not None and (attribute.value is not None or attribute.function is not None):
                    yield one, attribute

    def _has(self, id: str, name: str) -> bool:
        outline = self.classes.outlines[id][1]
        return any(one.name == name for one in outline.fields) or any(one.name == name for one in outline.methods)

    def inherited(self, id: str, name: str, parent: MappedDraft | None) -> ClassAttribute | None:
        """A dunder where SQLAlchemy takes it from: the class, a mixin, but of a mapped parent only if declared_attr."""
        mapped = {one.id for one in parent.line()} if parent is not None else set()
        for owner, attribute in self._definers(id, name):
            if owner == id or owner not in mapped or attribute.computed:
                return attribute
        return None

    def class_value(self, id: str, name: str, parent: MappedDraft | None) -> Value | None:
        """``__table_args__`` or ``__mapper_args__`` as it applies to a class."""
        if self.inherited(id, name, parent) is None:
            return None
        attribute = next(self._definers(id, name))[1]
        return self.computed(id, attribute) if attribute.function is not None else attribute.value

    def own_value(self, id: str, name: str) -> Value | None:
        """The value of an attribute assigned in the class itself."""
        attribute = self.bodies.attributes(id).get(name)
        return attribute.value if attribute is not None else None

    def computed(self, id: str, attribute: ClassAttribute) -> Value:
        """What a ``declared_attr`` returns for this class."""
        call = Made(Known(None), (Symbol(ClassRef(id)),), {}, True, attribute.span)
        self.entering.static.fuel = FUEL
        return self.entering.function(attribute.function or "", call)
