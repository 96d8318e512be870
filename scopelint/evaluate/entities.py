"""What FROM can hold in SQLAlchemy: mapped classes, aliases, tables, subqueries; their names and columns."""

from collections.abc import Callable

from scopelint.evaluate.lowering import FromScope, Lowering
from scopelint.evaluate.sqlalchemy_names import SELECTABLE, library_name
from scopelint.evaluate.values import CallResult, Class, MethodCall, TableObject, Term, constant_text
from scopelint.model import relation as rel
from scopelint.model.program import MappedClass
from scopelint.model.relation import Expr, From, Query


class Entities:
    """Sources of one statement. ``read_query`` reads a subquery that may correlate to a scope."""

    def __init__(self, lowering: Lowering, read_query: Callable[[Term, FromScope | None], Query]) -> None:
        self.lowering = lowering
        self.read_query = read_query

    def entity(self, value: Term) -> Term | None:
        """The term if it is something FROM can hold: mapped class, alias, table, subquery."""
        match value:
            case Class():
                return value if value.id in self.lowering.program.mapped else None
            case TableObject():
                return value
            case CallResult():
                return value if library_name(value.function) in ("aliased", "alias", "lateral") else None
            case MethodCall(name=name) if name in SELECTABLE:
                if isinstance(value.receiver, TableObject) or self.lowering.heads.kind(value.receiver) is not None:
                    return value
        return None

    def entity_mapping(self, value: Term) -> MappedClass | None:
        """The mapping behind a class or an alias of one."""
        if isinstance(value, CallResult) and value.arguments:
            value = self.lowering.resolve(value.arguments[0].value)
        if isinstance(value, MethodCall) and value.name == "of_type" and value.arguments:
            value = value.arguments[0].value
        return self.lowering.mapped(value)

    def alias_of(self, value: Term) -> str:
        """How columns name this source."""
        if isinstance(value, Class | TableObject):
            return self.lowering.scan(value).alias
        for argument in (*getattr(value, "arguments", ()),):
            text = constant_text(argument.value)
            if text is not None and argument.keyword in (None, "name"):
                return text
        mapping = self.entity_mapping(value)
        return self.lowering.alias_for(value, mapping.table.rsplit(".", 1)[-1] if mapping else "sub")

    def source(self, value: Term) -> From:
        """An entity as a FROM item."""
        alias = self.alias_of(value)
        match value:
            case Class() | TableObject():
                return self.lowering.scan(value)
            case CallResult(arguments=(first, *_)):
                inner = self.lowering.resolve(first.value)
                if isinstance(inner, Class | TableObject) and self.entity(inner) is not None:
                    return self.lowering.scan(inner, alias, value.place)
                if self.entity(inner) is not None or self.lowering.heads.kind(inner) is not None:
                    return rel.Derived(self.read_query(inner, None), alias, place=value.place)
            case MethodCall(receiver=receiver):
                inner = self.lowering.resolve(receiver)
                if isinstance(inner, TableObject):
                    return self.lowering.scan(inner, alias, value.place)
                if value.name == "cte" and any(a.keyword == "recursive" for a in value.arguments):
                    return rel.UnseenSource("a recursive CTE built in Python", alias, value.place)
                return rel.Derived(
                    self.read_query(inner, None), alias, lateral=value.name == "lateral", place=value.place
                )
        return rel.UnseenSource(self.lowering.hide(value, "the source"), alias)

    def reference(self, value: Term, scope: FromScope) -> None:
        """A column of the entity was used: it joins FROM, unless it is there or correlates to an outer SELECT."""
        alias = self.alias_of(value)
        if not scope.has(alias):
            scope.referenced[alias] = self.source(value)

    def column(self, base: Term, name: str) -> Expr:
        """Attribute ``name`` of an entity as a column."""
        alias = self.alias_of(base)
        mapped = self.entity_mapping(base)
        if mapped is None:
            return rel.Column(name, alias)
        name = mapped.synonyms.get(name, name)
        found = mapped.columns.get(name)
        if found is not None:
            return rel.Column(found.column, alias)
        related = mapped.relationships.get(name)
        if related is not None:
            return rel.Opaque(f"relationship {name} as a value")
        if name in ("c", "columns", "__table__"):
            return rel.Star(alias)
        self.lowering.partial = True
        return rel.Opaque(f"{mapped.id.rsplit(':', 1)[-1]}.{name} is no mapped column")
