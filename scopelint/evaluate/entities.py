"""What FROM can hold in SQLAlchemy: mapped classes, aliases, tables, subqueries, CTEs, VALUES; their names and columns."""

from collections.abc import Callable

import msgspec

from scopelint.evaluate import containers
from scopelint.evaluate.lowering import FromScope, Lowering
from scopelint.evaluate.sqlalchemy_names import SELECTABLE, SET_OPERATIONS, is_function, library_name
from scopelint.evaluate.values import CallResult, Class, Const, MethodCall, TableObject, Term, constant_text
from scopelint.model import relation as rel
from scopelint.model.program import MappedClass
from scopelint.model.relation import Expr, From, Query

TABULAR = frozenset({"table_valued", "alias", "lateral", "render_derived"})


class Entities:
    """Sources of one statement. ``read_query`` reads a subquery that may correlate to a scope, ``read_call`` a call of a
    function whose arguments may."""

    def __init__(
        self,
        lowering: Lowering,
        read_query: Callable[[Term, FromScope | None], Query],
        read_call: Callable[[CallResult, FromScope], Expr],
    ) -> None:
        self.lowering = lowering
        self.read_query = read_query
        self.read_call = read_call
        self.renamed: dict[str, str] = {}
        """Aliases that mean another one for now: inside EXISTS over a table that is the outer one too."""

    def entity(self, value: Term) -> Term | None:
        """The term if it is something FROM can hold: mapped class, alias, table, subquery."""
        match value:
            case Class():
                return value if value.id in self.lowering.program.mapped else None
            case TableObject():
                return value
            case CallResult():
                return value if library_name(value.function) in ("aliased", "alias", "lateral", "values") else None
            case MethodCall() if table_function(value) is not None:
                return value
            case MethodCall(name=name) if name in SELECTABLE:
                if isinstance(value.receiver, TableObject) or self.lowering.heads.kind(value.receiver) is not None:
                    return value
            case MethodCall() if self.is_cte(value) or self.lowering.heads.kind(value) == "values":
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
        alias = self._alias_of(value)
        return self.renamed.get(alias, alias)

    def _alias_of(self, value: Term) -> str:
        if isinstance(value, Class | TableObject):
            return self.lowering.scan(value).alias
        if isinstance(value, MethodCall) and self.is_cte(value):
            return self.cte_name(value)
        named = value
        while isinstance(named, MethodCall) and named.name in ("data", "render_derived"):
            named = named.receiver
        by_position = not (isinstance(named, MethodCall) and named.name == "table_valued")  # those are its columns
        for argument in (*getattr(named, "arguments", ()),):
            text = constant_text(argument.value)
            if text is not None and (argument.keyword == "name" or (argument.keyword is None and by_position)):
                return text
        mapping = self.entity_mapping(value)
        return self.lowering.alias_for(value, mapping.table.rsplit(".", 1)[-1] if mapping else "sub")

    def source(self, value: Term, scope: FromScope | None = None) -> From:
        """An entity as a FROM item; ``scope`` is the FROM it joins, which LATERAL may use."""
        alias = self.alias_of(value)
        if self.lowering.heads.kind(value) == "values":
            return self._values(value, alias)
        match value:
            case Class() | TableObject():
                return self.lowering.scan(value)
            case CallResult(arguments=(first, *_)):
                inner = self.lowering.resolve(first.value)
                instead = _selectable(value)
                if instead is not None:
                    inner = self.lowering.resolve(instead)
                if isinstance(inner, Class | TableObject) and self.entity(inner) is not None:
                    return self.lowering.scan(inner, alias, value.place)
                if self.entity(inner) is not None and instead is not None:
                    return _under(self.source(inner), alias)
                if self.entity(inner) is not None or self.lowering.heads.kind(inner) is not None:
                    lateral = library_name(value.function) == "lateral"
                    return self._derived(inner, alias, scope if lateral else None, lateral, value)
            case MethodCall() if (called := table_function(value)) is not None:
                return self._function(value, called, alias, scope)
            case MethodCall(receiver=receiver):
                inner = self.lowering.resolve(receiver)
                if isinstance(inner, TableObject):
                    return self.lowering.scan(inner, alias, value.place)
                if self.is_cte(value):
                    return rel.Scan(self.register(value), alias, place=value.place)
                lateral = value.name == "lateral"
                return self._derived(inner, alias, scope if lateral else None, lateral, value)
        return rel.UnseenSource(self.lowering.hide(value, "the source"), alias)

    def _derived(
        self, inner: Term, alias: str, scope: FromScope | None, lateral: bool, value: CallResult | MethodCall
    ) -> From:
        if isinstance(inner, MethodCall) and self.is_cte(inner):
            return rel.Scan(self.register(inner), alias, place=value.place)
        return rel.Derived(self.read_query(inner, scope), alias, lateral=lateral, place=value.place)

    def _function(self, value: Term, called: CallResult, alias: str, scope: FromScope | None) -> From:
        """``func.name(...).table_valued(columns)``: PostgreSQL lets its arguments name what stands before it."""
        names: tuple[str, ...] = ()
        while isinstance(value, MethodCall):
            if value.name == "table_valued":
                found = [constant_text(argument.value) for argument in value.arguments if argument.keyword is None]
                names = tuple(name for name in found if name is not None)
            value = value.receiver
        call = self.read_call(called, FromScope(None) if scope is None else scope)
        return rel.FunctionScan(call, alias, names, lateral=True, place=called.place)

    def _values(self, value: Term, alias: str) -> From:
        """``values(column(...), ...).data(rows)``"""
        names: tuple[str | None, ...] = ()
        rows: list[Term] = []
        while isinstance(value, MethodCall):
            if value.name == "data" and value.arguments:
                rows = [*(containers.items(self.lowering.resolve(value.arguments[0].value)) or ()), *rows]
            value = self.lowering.resolve(value.receiver)
        if isinstance(value, CallResult):
            found = [self.lowering.resolve(a.value) for a in value.arguments if a.keyword is None and not a.star]
            names = tuple(
                constant_text(column.arguments[0].value)
                if isinstance(column, CallResult) and column.arguments
                else None
                for column in found
            )
        lines = [containers.items(self.lowering.resolve(row)) for row in rows]
        known = tuple(name for name in names if name is not None)
        if not lines or len(known) != len(names) or any(line is None or len(line) != len(names) for line in lines):
            return rel.UnseenSource("rows of VALUES", alias)
        queried = tuple(tuple(self._constant(item) for item in line or ()) for line in lines)
        return rel.Derived(rel.ValuesQuery(queried), alias, known)

    def _constant(self, value: Term) -> Expr:
        value = self.lowering.resolve(value)
        if isinstance(value, Const):
            return rel.Literal(value.value)
        return rel.Opaque("a value in VALUES") if self.lowering.relevant(value) else self.lowering.bound(value)

    # ------------------------------------------------------------ common table expressions

    def is_cte(self, value: Term) -> bool:
        """``select(...).cte()``, also with ``.union_all(...)`` added to it."""
        while isinstance(value, MethodCall) and value.name in SET_OPERATIONS:
            value = self.lowering.resolve(value.receiver)
        return (
            isinstance(value, MethodCall)
            and value.name == "cte"
            and self.lowering.heads.kind(value.receiver) is not None
        )

    def cte_name(self, value: MethodCall) -> str:
        """The name of a CTE; one that is added to keeps it."""
        first = self._parts(value)[0]
        for argument in first.arguments:
            text = constant_text(argument.value)
            if text is not None and argument.keyword in (None, "name"):
                return text
        return self.lowering.alias_for(first, "cte")

    def _parts(self, value: MethodCall) -> list[MethodCall]:
        """The ``.cte()`` call, and each ``.union_all()`` after it."""
        parts = [value]
        while parts[0].name != "cte":
            receiver = self.lowering.resolve(parts[0].receiver)
            assert isinstance(receiver, MethodCall)  # is_cte() says so
            parts.insert(0, receiver)
        return parts

    def register(self, value: MethodCall) -> str:
        """The CTE's name, its query noted for the head of the statement. Inside itself it is its own name."""
        lowering = self.lowering
        name = self.cte_name(value)
        if name in lowering.open_ctes:
            return name
        known = lowering.ctes.get(name)
        parts = self._parts(value)
        if known is not None:
            assert isinstance(known[0], MethodCall)
            others = self._parts(known[0])
            if others[0] is not parts[0]:  # SQLAlchemy refuses this: two queries of one name
                lowering.partial = True
                lowering.dynamic = f"two common table expressions are called {name}"
            if len(others) >= len(parts):
                return name
        lowering.open_ctes.add(name)
        first = parts[0]
        lowering.recursive = lowering.recursive or any(a.keyword == "recursive" for a in first.arguments)
        query = self.read_query(lowering.resolve_chain(first.receiver), None)
        for part in parts[1:]:
            kind, every = SET_OPERATIONS[part.name]
            for argument in part.arguments:
                arm = self.read_query(argument.value, None)
                query = rel.SetOperation(kind, every, query, arm)  # type: ignore[arg-type]  # from the table
        lowering.open_ctes.discard(name)
        lowering.ctes.pop(name, None)
        lowering.ctes[name] = (value, rel.Cte(name, query))
        return name

    def with_ctes(self, query: Query) -> Query:
        """The statement under the CTEs that it, or anything inside it, names."""
        if not self.lowering.ctes:
            return query
        return rel.With(tuple(cte for _, cte in self.lowering.ctes.values()), query, self.lowering.recursive)

    # ------------------------------------------------------------ columns

    def reference(self, value: Term, scope: FromScope) -> None:
        """A column of the entity was used: it joins FROM, unless it is there or correlates to an outer SELECT."""
        alias = self.alias_of(value)
        if not scope.has(alias):
            scope.referenced[alias] = self.source(value, scope)

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


def table_function(value: Term) -> CallResult | None:
    """The call behind ``func.name(...).table_valued(...)`` and aliases of it; None for anything else."""
    tabular = False
    while isinstance(value, MethodCall) and value.name in TABULAR:
        tabular = tabular or value.name == "table_valued"
        value = value.receiver
    if tabular and isinstance(value, CallResult) and is_function(value.function):
        return value
    return None


def _selectable(value: CallResult) -> Term | None:
    """What ``aliased(Model, selectable)`` reads instead of the model's table."""
    if library_name(value.function) != "aliased":
        return None
    positional = [argument.value for argument in value.arguments if argument.keyword is None]
    given = next((a.value for a in value.arguments if a.keyword == "alias"), None)
    found = positional[1] if len(positional) > 1 else given
    return None if isinstance(found, Const) else found


def _under(source: From, alias: str) -> From:
    """A source under another alias."""
    if isinstance(source, rel.Join):
        return rel.UnseenSource("an alias of a join", alias)
    return msgspec.structs.replace(source, alias=alias)
