"""Which classes SQLAlchemy, SQLModel or Flask-SQLAlchemy map, and to which registry they belong."""

from scopelint.link.classes import Classes, base_made
from scopelint.link.static import Static
from scopelint.link.values import Made, Member, Value, made, text
from scopelint.model.program import ClassRef, ExternalRef, VariableRef

_LIBRARIES = frozenset(
    {
        "sqlalchemy",
        "sqlmodel",
        "flask_sqlalchemy",
        "flask_sqlalchemy_lite",
        "flask_appbuilder",
        "advanced_alchemy",
        "litestar",
    }
)
_BASES = frozenset(
    {
        "DeclarativeBase",
        "DeclarativeBaseNoMeta",
        "declarative_base",
        "automap_base",
        "AutomapBase",
        "generate_base",
        "SQLModel",
        "Model",
    }
)
_DECORATORS = frozenset({"as_declarative", "as_declarative_base", "mapped", "mapped_as_dataclass"})
_HARMLESS = frozenset(
    {"builtins", "typing", "typing_extensions", "abc", "enum", "dataclasses", "collections", "sqlalchemy"}
)


def is_base(name: str) -> bool:
    """The dotted name of a declarative base, or of what makes one."""
    top, _, rest = name.partition(".")
    last = rest.rpartition(".")[2]
    if top in ("advanced_alchemy", "litestar"):
        return last.endswith("Base") or last in _BASES
    return top in _LIBRARIES and last in _BASES


class Declarative:
    """Answers per class: its registry, its kind, and what it says about itself."""

    def __init__(self, classes: Classes, static: Static) -> None:
        self.classes = classes
        self.static = static
        self._registry: dict[str, str | None] = {}

    def registry(self, id: str) -> str | None:
        """The declarative base that a class descends from; None if it is no model."""
        if id not in self._registry:
            self._registry[id] = None
            self._registry[id] = self._find(id)
        return self._registry[id]

    def _find(self, id: str) -> str | None:
        _, outline = self.classes.outlines[id]
        for decorator in outline.decorators:
            if decorator.lstrip("@").partition("(")[0].rpartition(".")[2] in _DECORATORS:
                return id
        for base in self.classes.bases(id):
            match base.ref:
                case ClassRef(id=parent) if parent != id:
                    found = self.registry(parent) if parent in self.classes.outlines else None
                    if found is not None:
                        return found
                case VariableRef(id=variable):
                    for parent in base_made(self.static.variable(variable)):
                        found = self.registry(parent) if parent in self.classes.outlines else None
                        if found is not None:
                            return found
                        if is_base(parent):
                            return variable
                case ExternalRef(name=name) if is_base(name):
                    return id if name.rpartition(".")[2].startswith("Declarative") or "(" in outline.bases[0] else name
                case _:
                    pass
        return self._foreign(id)

    def _foreign(self, id: str) -> str | None:
        """A base out of view and a table name of its own: a model whose base comes from elsewhere."""
        outline = self.classes.outlines[id][1]
        named = {one.name for one in outline.fields} | {one.name for one in outline.methods}
        if not named & {"__tablename__", "__table__"}:
            return None
        for name in self.classes.mro(id)[1:]:
            if name not in self.classes.outlines and name.partition(".")[0] not in _HARMLESS:
                return f"outside {name}"
        return "outside" if id in self.classes.open else None

    def makes_base(self, id: str) -> bool:
        """The class is itself the base: it inherits directly from a library's."""
        _, outline = self.classes.outlines[id]
        if any(
            one.lstrip("@").partition("(")[0].rpartition(".")[2].startswith("as_declarative")
            for one in outline.decorators
        ):
            return True
        refs = [base.ref for base in self.classes.bases(id)]
        return self.registry(id) == id and any(isinstance(ref, ExternalRef) and is_base(ref.name) for ref in refs)

    def kind(self, id: str) -> str:
        """``sqlmodel``, ``flask`` (which names tables itself) or ``declarative``."""
        for name in self.classes.mro(id):
            top = name.partition(".")[0]
            if name not in self.classes.outlines and is_base(name):
                if top == "sqlmodel":
                    return "sqlmodel"
                if top in ("flask_sqlalchemy", "flask_appbuilder", "advanced_alchemy", "litestar"):
                    return "flask"
        return "declarative"

    def known_base(self, id: str) -> bool:
        """Every ancestor's columns are in view."""
        registry = self.registry(id) or ""
        if registry.startswith("outside") or id in self.classes.open:
            return False
        outer = [name for name in self.classes.mro(id) if name not in self.classes.outlines]
        return not any(
            name.partition(".")[0]
            in ("advanced_alchemy", "litestar", "flask_appbuilder", "fastapi_users", "sqlalchemy_mixins")
            or name.rpartition(".")[2] in ("automap_base", "AutomapBase", "DeferredReflection")
            for name in outer
        )

    def default_schema(self, registry: str, class_value: Value | None) -> str | None:
        """The schema of the registry's MetaData, if it sets one. ``class_value``: the base's own ``metadata``."""
        found = self._schema_of(class_value) if class_value is not None else None
        if found is not None or registry in self.classes.outlines or ":" not in registry:
            return found
        value = self.static.variable(registry)
        if isinstance(value, Made):
            metadata = value.keywords.get("metadata")
            if metadata is None and isinstance(value.callee, Member) and isinstance(value.callee.owner, Made):
                metadata = value.callee.owner.keywords.get("metadata")
            found = self._schema_of(metadata) if metadata is not None else None
        return found

    def _schema_of(self, value: Value) -> str | None:
        metadata = made(value, "MetaData")
        return text(metadata.keywords.get("schema")) if metadata is not None else None
