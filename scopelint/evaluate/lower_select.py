"""SQLAlchemy's select() and Query chains to SELECT blocks: sources, joins, correlation, set operations."""

from typing import TYPE_CHECKING

from scopelint.evaluate import joins, loaded_columns, loader_criteria, mappings, selected
from scopelint.evaluate import lower_set_operations as setops
from scopelint.evaluate.clauses import FromScopeProxy, all_of, key_equals, label
from scopelint.evaluate.entities import Entities
from scopelint.evaluate.lower_expressions import Expressions
from scopelint.evaluate.lowering import FromScope, Lowering, unseen
from scopelint.evaluate.sqlalchemy_names import SET_OPERATIONS, library_name
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Class,
    Const,
    External,
    MethodCall,
    Sequence,
    TableObject,
    Term,
    constant_text,
    intern,
)
from scopelint.model import relation as rel
from scopelint.model.relation import Expr, Item, Query

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

IGNORED = frozenset(
    {"options", "execution_options", "params", "prefix_with", "suffix_with", "with_hint", "enable_eagerloads",
     "autoflush", "populate_existing", "yield_per", "reset_joinpoint", "label",
     "scalar_subquery", "as_scalar", "subquery", "cte", "alias", "lateral", "exists", "enable_assertions",
     "set_label_style", "apply_labels", "unique", "compile", "column_valued", "bindparams", "with_session"}
)  # fmt: skip
ENDS = frozenset(
    {"all", "first", "one", "one_or_none", "scalar", "count", "scalar_one", "scalars", "first_or_404", "one_or_404",
     "paginate", "__iter__", "iterator", "scalar_one_or_none"}
)  # fmt: skip


class Block:
    """The clauses of one SELECT while its chain is replayed."""

    def __init__(self) -> None:
        self.columns: list[Term] = []
        self.where: list[Expr] = []
        self.having: list[Expr] = []
        self.group: list[Expr] = []
        self.order: list[rel.Sort] = []
        self.distinct = False
        self.distinct_on: list[Expr] = []
        self.limit: Expr | None = None
        self.offset: Expr | None = None
        self.locking = False
        self.correlated: tuple[bool, frozenset[str]] | None = None
        """``correlate()`` (True) and ``correlate_except()`` (False), with the sources they name; None: by itself."""
        self.latest: Term | None = None
        """The entity that filter_by applies to."""
        self.leading: list[Term] = []
        """What ``select_from`` names."""


class Selects(Entities):
    """Reads queries; shared by every clause of one statement."""

    def __init__(self, lowering: Lowering) -> None:
        self.expressions = Expressions(lowering, self)
        super().__init__(lowering, self.query, self.expressions.expression)

    @property
    def run(self) -> "Run":
        """The run whose terms are read."""
        return self.lowering.run

    # ------------------------------------------------------------ queries

    def query(self, value: Term, outer: FromScope | None) -> Query:
        """A statement term as a query; ``outer`` is the SELECT it may correlate to."""
        value = self.lowering.resolve_chain(value)
        chain: list[MethodCall] = []
        while True:
            if isinstance(value, MethodCall) and not self.lowering.heads.begins(value):
                chain.append(value)
                value = self.lowering.resolve_chain(value.receiver)
                continue
            break
        chain.reverse()
        stated = next((call for call in chain if call.name == "from_statement" and call.arguments), None)
        if stated is not None:  # the rows come from there; what stands before it names their columns only
            return self.query(stated.arguments[0].value, outer)
        match value:
            case CallResult(function=function):
                name = library_name(function)
                if name in SET_OPERATIONS:
                    return setops.ended(self, setops.of_arms(self, name, value.arguments, outer, value), chain, outer)
                if name == "exists" and self._of_query(value):
                    return self.query(_rebased(value.arguments[0].value, chain), outer)
                if name in ("select", "exists"):
                    columns, chain = loaded_columns.old_style(self, value, chain)
                    return self._select(columns, chain, outer, value)
                if name == "Query":
                    entities = tuple(a for a in value.arguments if a.keyword is None)[:1]
                    return self._select(entities, chain, outer, value)
                if name in ("insert", "update", "delete"):
                    return self._write(value, chain)
                if name == "text":
                    return self.text_query(value)
            case MethodCall(name="insert" | "update" | "delete"):
                return self._write(value, chain)
            case MethodCall(name="query" | "select"):
                arguments = value.arguments
                if isinstance(value.receiver, TableObject):
                    arguments = (Argument(value.receiver),)
                return self._select(arguments, chain, outer, value)
            case Attr(base=Class() as cls, name="query"):
                return self._select((Argument(cls),), chain, outer, value)
            case Class() | TableObject():
                return self._select((Argument(value),), chain, outer, value)
        if self.entity(value) is not None:  # select(subquery), in_(subquery)
            scope = FromScope(None)
            self.reference(value, scope)
            return rel.Select((Item(rel.Star(self.alias_of(value))),), scope.referenced[self.alias_of(value)])
        return unseen(self.lowering.hide(value, "the statement"))

    def _of_query(self, call: CallResult) -> bool:
        """``exists(select(...))``: what follows goes on with that SELECT, it is no column of another one."""
        return len(call.arguments) == 1 and self.lowering.heads.kind(call.arguments[0].value) in ("select", "query")

    def _write(self, head: CallResult | MethodCall, chain: list[MethodCall]) -> Query:
        """A data-modifying CTE."""
        from scopelint.evaluate.lower_writes import Writes

        return Writes(self.lowering).change(head, chain, None)

    def text_query(self, value: CallResult) -> Query:
        """``text("SELECT ...")`` used as a query."""
        text = constant_text(self.lowering.resolve(value.arguments[0].value)) if value.arguments else None
        self.lowering.raw = True
        if text is None:
            return unseen("SQL text that is put together at run time", "dynamic", value.place)
        statements = self.lowering.language.parse(text, ())
        return statements[0].query if len(statements) == 1 else unseen("several statements in one text", "dynamic")

    def _select(
        self, columns: tuple[Argument, ...], chain: list[MethodCall], outer: FromScope | None, head: Term
    ) -> Query:
        block = Block()
        scope = FromScope(outer)
        for argument in columns:
            block.columns.extend(self._columns(argument))
        known = [column for column in block.columns if self._is_known(column)]
        for column in known:
            self.mention(column, scope)
        for call in chain:  # it decides the left side of joins, wherever it stands
            if call.name == "select_from":
                self._step(call, block, scope)
        for column in block.columns:
            if column not in known:
                self.mention(column, scope)
        steps = [call for call in chain if call.name != "select_from"]
        for number, call in enumerate(steps):
            if call.name in SET_OPERATIONS or call.name == "from_self":
                combined = setops.combined(self, call, self._finish(block, scope), outer)
                if self.lowering.heads.kind(head) != "query":
                    return setops.ended(self, combined, steps[number + 1 :], outer)
                block, scope = setops.requeried(self, call, combined, block, scope, outer)
                continue
            self._step(call, block, scope)
        return self._finish(block, scope)

    def returning(self, call: MethodCall, scope: FromScope) -> list[rel.Item]:
        """``.returning(...)`` of a write."""
        items: list[rel.Item] = []
        for argument in call.arguments:
            if argument.keyword is not None:
                continue
            for value in self._columns(argument):
                if self.entity(value) is not None:
                    items.append(rel.Item(rel.Star(self.alias_of(value))))
                    continue
                expr = self.expressions.expression(value, scope)
                items.append(rel.Item(expr, label(value, expr)))
        return items

    def add_ctes(self, call: MethodCall) -> None:
        """``.add_cte(...)``: CTEs that act without being named."""
        for argument in call.arguments:
            cte = self.lowering.resolve(argument.value)
            if isinstance(cte, MethodCall) and self.is_cte(cte):
                self.register(cte)
            elif argument.keyword is None:
                self.lowering.dynamic = self.lowering.hide(cte, "the common table expression")

    def _columns(self, argument: Argument) -> list[Term]:
        value = self.lowering.resolve(argument.value)
        many = argument.star or isinstance(value, Sequence)
        return selected.columns(self.lowering, self.entity, value) if many else [value]

    def _is_known(self, column: Term) -> bool:
        return self.entity(column) is not None or self.expressions.is_sql(column)

    def mention(self, column: Term, scope: FromScope) -> None:
        """A selected entity or column puts its source into FROM."""
        if self.entity(column) is not None:
            self.reference(column, scope)
        elif self.expressions.is_sql(column):
            if self.lowering.heads.kind(column) is None:
                self.expressions.expression(column, FromScopeProxy(scope))
        elif scope.referenced or scope.stated is not None:
            self.lowering.hide(column, "the selected")
            self.lowering.partial = True
        elif not isinstance(column, Const):
            scope.referenced.setdefault(
                f"hidden {len(scope.referenced)}", rel.UnseenSource(self.lowering.hide(column, "the selected"))
            )

    def _finish(self, block: Block, scope: FromScope) -> Query:
        items: list[Item] = []
        for column in block.columns:
            entity = self.entity(column)
            if entity is not None:
                items.append(Item(rel.Star(self.alias_of(entity))))
                items.extend(loaded_columns.read_along(self, entity, scope))
            else:
                expr = self.expressions.expression(column, scope)
                items.append(Item(expr, label(column, expr)))
        block.where.extend(loader_criteria.in_where(self, block, scope))
        source = scope.stated
        for alias, found in scope.referenced.items():
            if not self.correlates(alias, block, scope):
                source = found if source is None else rel.Join("inner", source, found)
        return rel.Select(
            tuple(items) or (Item(rel.Literal(1)),),
            source,
            all_of(block.where),
            tuple(block.group) if block.group else None,
            False,
            all_of(block.having),
            block.distinct,
            tuple(block.distinct_on),
            tuple(block.order),
            block.limit,
            block.offset,
            block.locking,
        )

    @staticmethod
    def correlates(alias: str, block: Block, scope: FromScope) -> bool:
        """Whether a source that is mentioned is an enclosing SELECT's: by itself only the one right outside."""
        if block.correlated is None:
            return scope.leaves_out(alias)
        only, names = block.correlated
        return (alias in names) is only and scope.visible_outside(alias)

    # ------------------------------------------------------------ steps of a chain

    def _step(self, call: MethodCall, block: Block, scope: FromScope) -> None:
        match call.name:
            case "where" | "filter":
                block.where.extend(self.expressions.predicates(call.arguments, scope))
            case "filter_by":
                self._filter_by(call, block, scope)
            case "join" | "outerjoin" | "join_from" | "outerjoin_from":
                joins.join(self, call, block, scope)
            case "select_from":
                for argument in call.arguments:
                    source = self.lowering.resolve(argument.value)
                    joins.state(self, source, scope)
                    block.leading.append(source)
                    if block.latest is None and self.entity(source) is not None:
                        block.latest = source
            case "having":
                block.having.extend(self.expressions.predicates(call.arguments, scope))
            case "group_by":
                block.group.extend(self.expressions_of(call, scope))
            case "distinct":
                block.distinct_on.extend(self.expressions_of(call, scope))
                block.distinct = block.distinct or not call.arguments
            case "order_by":
                block.order.extend(rel.Sort(expr) for expr in self.expressions_of(call, scope))
            case "limit" | "fetch" | "offset" | "slice":
                self.limit(call, block)
            case "with_for_update":
                block.locking = True
            case "with_entities" | "with_only_columns" | "add_columns" | "add_column" | "add_entity" | "column":
                if call.name.startswith("with"):
                    block.columns.clear()
                for argument in call.arguments:
                    if argument.keyword is None:
                        block.columns.extend(self._columns(argument))
                for column in block.columns:
                    self.mention(column, scope)
            case "get" | "get_or_404":
                self._by_key(call, block, scope)
            case "correlate" | "correlate_except":
                entities = [self.lowering.resolve(argument.value) for argument in call.arguments]
                named = frozenset(self.alias_of(entity) for entity in entities if self.entity(entity) is not None)
                block.correlated = (call.name == "correlate", named)
            case "add_cte":
                self.add_ctes(call)
            case "with_parent" if len(call.arguments) > 1:
                made = CallResult(External("sqlalchemy.orm.with_parent"), call.arguments, call.place)
                block.where.extend(self.expressions.predicates((Argument(made),), scope))
            case "options":
                loaded_columns.with_expression(self, call, block, scope)
            case name if name in IGNORED or name in ENDS:
                pass
            case _:
                self.lowering.partial = True

    def expressions_of(self, call: MethodCall, scope: FromScope) -> list[Expr]:
        found: list[Expr] = []
        for argument in call.arguments:
            if argument.keyword is not None:
                continue
            for value in self.expressions.conjuncts(argument.value) if argument.star else [argument.value]:
                resolved = self.lowering.resolve(value)
                if isinstance(resolved, Const):
                    if resolved.value is not None and constant_text(resolved) is not None:
                        found.append(rel.Column(str(resolved.value)))
                    continue
                found.append(self.expressions.expression(resolved, FromScopeProxy(scope)))
        return found

    def limit(self, call: MethodCall, block: Block) -> None:
        value: Expr = rel.Literal(1)
        if call.arguments:
            resolved = self.lowering.resolve(call.arguments[0].value)
            if isinstance(resolved, Const) and resolved.value is None:
                return
            value = rel.Literal(resolved.value) if isinstance(resolved, Const) else self.lowering.bound(resolved)
        if call.name == "offset":
            block.offset = value
        else:
            block.limit = value

    def filter_entity(self, block: Block) -> Term | None:
        """What ``filter_by`` applies to: the entity joined last, else the first selected."""
        return block.latest if block.latest is not None else self.first_entity(block)

    def first_entity(self, block: Block) -> Term | None:
        """The first entity selected."""
        for column in block.columns:
            if self.entity(column) is not None:
                return column
            base = column
            while isinstance(base, Attr | MethodCall | CallResult):
                if isinstance(base, Attr):
                    base = base.base
                elif isinstance(base, MethodCall):
                    base = base.receiver
                elif base.arguments:
                    base = base.arguments[0].value
                else:
                    break
                if self.entity(base) is not None:
                    return base
        return None

    def _filter_by(self, call: MethodCall, block: Block, scope: FromScope) -> None:
        entity = self.filter_entity(block)
        for argument in call.arguments:
            if argument.keyword is None or entity is None:
                self._filter_by_mapping(argument, entity, block, scope)
                continue
            block.where.append(self.equals(entity, argument.keyword, argument.value, scope, call))

    def _filter_by_mapping(self, argument: Argument, entity: Term | None, block: Block, scope: FromScope) -> None:
        value = self.lowering.resolve(argument.value)
        entries = mappings.known_entries(value)
        if entries is None or entity is None:
            self.lowering.hide(value, "the filter")
            self.lowering.partial = True
            return
        for name, item in entries.items():
            block.where.append(self.equals(entity, name, item, scope, None))

    def equals(self, entity: Term, name: str, value: Term, scope: FromScope, call: MethodCall | None) -> Expr:
        """``entity.name == value``"""
        left = intern(Attr(entity, name))
        place = None if call is None else call.place
        return self.expressions.compare("==", left, self.lowering.resolve(value), scope, place)

    def _by_key(self, call: MethodCall, block: Block, scope: FromScope) -> None:
        entity = self.filter_entity(block)
        mapped = None if entity is None else self.entity_mapping(entity)
        if mapped is not None and entity is not None and call.arguments:
            block.where.extend(key_equals(self, mapped, self.alias_of(entity), call.arguments[0].value))


def _rebased(value: Term, chain: list[MethodCall]) -> Term:
    """A chain of calls as it would be on another receiver."""
    for call in chain:
        value = intern(MethodCall(value, call.name, call.arguments, call.place))
    return value
