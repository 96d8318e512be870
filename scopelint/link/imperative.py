"""What module bodies declare: ``Table(...)`` variables, attributes added to a class afterwards, ``map_imperatively``."""

from collections.abc import Iterator

from scopelint.link.annotations import Annotation
from scopelint.link.classbody import ClassAttribute
from scopelint.link.drafts import MappedDraft
from scopelint.link.mapping import Mapping
from scopelint.link.static import FUEL, MODULE, Static
from scopelint.link.text import dotted
from scopelint.link.values import Entries, Made, Scope, Symbol, Value, library_name, made
from scopelint.model.body import (
    Assign,
    Attribute,
    Body,
    Call,
    Effect,
    Evaluate,
    Expression,
    For,
    FunctionBody,
    If,
    ModuleBody,
    Try,
    With,
)
from scopelint.model.node import Place, Span
from scopelint.model.outline import Outline
from scopelint.model.program import ClassRef, ExternalRef, Module, VariableRef

_LIBRARIES = frozenset({"sqlalchemy", "sqlmodel", "flask_sqlalchemy"})


class Imperative:
    """Reads the bodies of modules that may declare tables outside classes."""

    def __init__(self, mapping: Mapping, static: Static, modules: dict[str, Module]) -> None:
        self.mapping = mapping
        self.static = static
        self.modules = modules
        self.tables: dict[str, str] = {}
        self._databases = self._flask_databases()

    # ------------------------------------------------------------ tables

    def find_tables(self) -> None:
        """Every module variable that holds a ``Table``, in modules that can make one."""
        for module in self.modules.values():
            outline = self.mapping.classes.names.tree.outlines.get(module.path)
            if outline is None or not self._may_hold_tables(module, outline):
                continue
            for field in outline.fields:
                if not field.assigned or field.name.startswith("__"):
                    continue
                variable = f"{module.name}:{field.name}"
                self.static.fuel = FUEL
                value = self.static.variable(variable)
                call = made(value, "Table")
                if call is not None:
                    draft = self.mapping.imperative(call, f"module {module.name}", Place(module.path, call.span))
                    if draft is not None:
                        self.tables[variable] = draft.name

    def _may_hold_tables(self, module: Module, outline: Outline) -> bool:
        if any(field.name in ("down_revision", "revision") for field in outline.fields):
            return False
        if not any(field.assigned and not field.name.startswith("__") for field in outline.fields):
            return False
        if any(one.name == "*" and one.module.partition(".")[0] in _LIBRARIES for one in outline.imports):
            return True
        for ref in module.names.values():
            match ref:
                case ExternalRef(name=name) if name in ("sqlalchemy", "sqlmodel") or (
                    name.endswith(".Table") and name.partition(".")[0] in _LIBRARIES
                ):
                    return True
                case VariableRef(id=id) if id in self._databases:
                    return True
                case _:
                    pass
        return False

    def _flask_databases(self) -> frozenset[str]:
        """Variables such as ``db = SQLAlchemy()``, whose ``db.Table`` makes tables too."""
        found = set()
        for module in self.modules.values():
            if not any(
                isinstance(ref, ExternalRef) and ref.name.startswith("flask_sqlalchemy")
                for ref in module.names.values()
            ):
                continue
            for ref in module.names.values():
                if isinstance(ref, VariableRef) and ref.id.startswith(f"{module.name}:"):
                    value = self.static.variable(ref.id)
                    if isinstance(value, Made) and library_name(value.callee) == "SQLAlchemy":
                        found.add(ref.id)
        return frozenset(found)

    # ------------------------------------------------------------ classes

    def finish_classes(self) -> None:
        """``Task.comments = relationship(...)`` after the class, and classical mappings."""
        paths = {draft.path for draft in self.mapping.drafts.values() if draft is not None}
        paths |= {self.modules[id.partition(":")[0]].path for id in self.tables}
        for module in self.modules.values():
            names = module.names.values()
            mapper = any(isinstance(ref, ExternalRef) and ref.name in _MAPPERS for ref in names)
            if mapper or module.path in paths:
                self._module(module, mapper or module.path in paths)

    def _module(self, module: Module, mapper: bool) -> None:
        outline = self.mapping.classes.names.tree.outlines.get(module.path)
        if outline is None:
            return
        bodies: list[Body | None] = [self.static.body(module.path, MODULE)]
        if mapper:
            bodies += [
                self.static.body(module.path, function.qualname)
                for function in outline.functions
                if "map" in function.name.lower()
            ]
        for body in bodies:
            if isinstance(body, ModuleBody | FunctionBody):
                scope = Scope(module.path)
                for effect in _straight(body.effects):
                    self.static.fuel = FUEL
                    self._effect(effect, scope)

    def _effect(self, effect: Effect, scope: Scope) -> None:
        match effect:
            case Assign(targets=(Attribute(value=owner, attr=attr),), value=value, span=span) if value is not None:
                draft = self._mapped(owner, scope)
                if draft is not None and isinstance(value, Call):
                    found = self.static.value(value, scope)
                    self._add(draft, attr, found, span)
            case Evaluate(value=Call() as call) | Assign(value=Call() as call):
                last = call.function.attr if isinstance(call.function, Attribute) else dotted(call.function)
                if last in ("map_imperatively", "mapper", "map_to"):
                    self._classical(self.static.value(call, scope), scope)
            case _:
                pass

    def _mapped(self, owner: Expression, scope: Scope) -> MappedDraft | None:
        name = dotted(owner)
        if name is None:
            return None
        ref = self.mapping.classes.dotted(scope.path, name)
        return self.mapping.drafts.get(ref.id) if isinstance(ref, ClassRef) else None

    def _add(self, draft: MappedDraft, attr: str, value: Value, span: Span) -> None:
        attribute = ClassAttribute(attr, value, None, span)
        if isinstance(value, Made):
            self.mapping.take(draft, draft.id, attribute, value, Annotation())

    def _classical(self, value: Value, scope: Scope) -> None:
        if not isinstance(value, Made) or len(value.positional) < 2:
            return
        owner, table = value.positional[:2]
        call = made(table, "Table")
        if call is None or not isinstance(owner, Symbol) or not isinstance(owner.ref, ClassRef):
            return
        id = owner.ref.id
        if id not in self.mapping.classes.outlines or self.mapping.drafts.get(id) is not None:
            return
        path = self.mapping.classes.outlines[id][0]
        found = self.mapping.imperative(call, f"module {scope.path}", Place(scope.path, call.span))
        if found is None:
            return
        draft = MappedDraft(id, path, found.registry, found)
        for column in found.columns.values():
            draft.columns[column.key or column.name] = (column, found)
        self.mapping.drafts[id] = draft
        properties = value.keywords.get("properties")
        for name, one in (properties.entries if isinstance(properties, Entries) else {}).items():
            self._add(draft, name, one, value.span)


_MAPPERS = frozenset({"sqlalchemy.orm.mapper", "sqlalchemy.orm.registry"})


def _straight(effects: tuple[Effect, ...]) -> Iterator[Effect]:
    for effect in effects:
        match effect:
            case If(then=then, otherwise=otherwise):
                yield from _straight(then + otherwise)
            case Try(body=body, otherwise=otherwise, final=final):
                yield from _straight(body + otherwise + final)
            case With(body=body) | For(body=body):
                yield from _straight(body)
            case _:
                yield effect
