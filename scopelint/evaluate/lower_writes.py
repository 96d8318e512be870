"""INSERT, UPDATE and DELETE built in Python: insert(), update(), delete(), session.add, session.get, row writes."""

from typing import TYPE_CHECKING

import msgspec

from scopelint.evaluate import loader_criteria, open_rows
from scopelint.evaluate.clauses import all_of, key_equals
from scopelint.evaluate.lower_select import Selects
from scopelint.evaluate.lowering import FromScope, Lowering, unseen
from scopelint.evaluate.sqlalchemy_names import library_name
from scopelint.evaluate.unit_of_work import merged
from scopelint.evaluate.values import (
    Appended,
    Argument,
    Attr,
    CallResult,
    Choice,
    Const,
    Each,
    Instance,
    Mapping,
    MethodCall,
    Sequence,
    Spread,
    Subset,
    Term,
    Updated,
    constant_text,
    intern,
)
from scopelint.model import relation as rel
from scopelint.model.program import MappedClass
from scopelint.model.relation import Assigned, Expr, Query

if TYPE_CHECKING:
    from scopelint.evaluate.sites import Seen


class Writes:
    """Reads write statements; queries inside them go through ``selects``."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self.selects = Selects(lowering)
        self.decides = lowering.language.decides

    # ------------------------------------------------------------ statements

    def statement(self, value: Term, parameters: Term | None) -> Query:
        """Any SQLAlchemy statement; ``parameters`` is execute's second argument."""
        self.lowering.criteria = (*self.lowering.criteria, *loader_criteria.stated(self.lowering, value))
        return self.selects.with_ctes(self._statement(value, parameters))

    def _statement(self, value: Term, parameters: Term | None) -> Query:
        value = self.lowering.resolve_chain(value)
        chain: list[MethodCall] = []
        head = value
        while isinstance(head, MethodCall) and not self.lowering.heads.begins(head):
            chain.append(head)
            head = self.lowering.resolve_chain(head.receiver)
        chain.reverse()
        return self.change(head, chain, parameters)

    def change(self, head: Term, chain: list[MethodCall], parameters: Term | None) -> Query:
        """A statement by its head and the calls on it."""
        name, target = None, None
        if isinstance(head, CallResult):
            name = library_name(head.function)
            target = self.lowering.resolve(head.arguments[0].value) if head.arguments else None
        elif isinstance(head, MethodCall):
            name, target = head.name, head.receiver
        elif isinstance(head, Attr) and head.name == "query":
            name, target = "query", head.base
        last = chain[-1].name if chain else None
        if name in ("query", "Query") and last in ("update", "delete"):
            return self._bulk(head, chain, last)
        if name not in ("insert", "update", "delete"):
            return self.selects.query(chain[-1] if chain else head, None)
        if target is not None and self.selects.entity(target) is None:
            return unseen(self.lowering.hide(target, "the table written,"))
        if target is None:
            return unseen("a write without a table")
        scope = FromScope(None)
        scan = self._target(target, scope)
        if name == "insert":
            return self._insert(target, scan, chain, scope, parameters)
        return self._change(name, target, scan, chain, scope)

    def _target(self, target: Term, scope: FromScope) -> rel.Scan:
        alias = self.selects.alias_of(target)
        scope.stated_aliases.add(alias)
        source = self.selects.source(target)
        return source if isinstance(source, rel.Scan) else rel.Scan(alias, alias)

    def _bulk(self, head: Term, chain: list[MethodCall], name: str) -> Query:
        """``session.query(Task).filter(...).update({...})`` or ``.delete()``."""
        scope = FromScope(None)
        assert isinstance(head, MethodCall | CallResult | Attr)
        target = head.base if isinstance(head, Attr) else self.lowering.resolve(head.arguments[0].value)
        while self.selects.entity(target) is None and isinstance(target, Attr):
            target = self.lowering.resolve(target.base)
        if self.selects.entity(target) is None:
            return unseen(self.lowering.hide(target, "the table written,"))
        scan = self._target(target, scope)
        steps, last = chain[:-1], chain[-1]
        if name == "update" and last.arguments:
            steps.append(intern(MethodCall(head, "values", (last.arguments[0],), last.place)))
        return self._change(name, target, scan, steps, scope)

    def _change(self, name: str, target: Term, scan: rel.Scan, chain: list[MethodCall], scope: FromScope) -> Query:
        from scopelint.evaluate.lower_select import Block

        block = Block()
        block.latest = target
        assignments: list[Assigned] = []
        returning: list[rel.Item] = []
        more = False
        for call in chain:
            if call.name == "values":
                found, open_ = self._row(target, call.arguments, scope)
                assignments.extend(Assigned(column, value, call.place) for column, value in found.items())
                more = more or open_
            elif call.name == "ordered_values":
                found, open_ = self._pairs(target, call.arguments, scope)
                assignments.extend(Assigned(column, value, call.place) for column, value in found.items())
                more = more or open_
            elif call.name == "returning":
                returning.extend(self.selects.returning(call, scope))
            elif call.name == "add_cte":
                self.selects.add_ctes(call)
            elif call.name in ("where", "filter", "filter_by"):
                self.selects._step(call, block, scope)
            elif call.name in ("join", "outerjoin", "using"):
                self.lowering.partial = True
        block.where.extend(loader_criteria.added(self.selects, target, scope))
        source: rel.From | None = None
        for found_source in scope.referenced.values():
            source = found_source if source is None else rel.Join("inner", source, found_source)
        where = all_of(block.where)
        if name == "delete":
            return rel.Delete(scan, source, where, tuple(returning))
        return rel.Update(scan, tuple(assignments), source, where, tuple(returning), unknown_columns=more)

    def _pairs(self, target: Term, arguments: tuple[Argument, ...], scope: FromScope) -> tuple[dict[str, Expr], bool]:
        """``ordered_values((column, value), ...)``"""
        mapped = self.selects.entity_mapping(target)
        row: dict[str, Expr] = {}
        for argument in arguments:
            pair = self.lowering.resolve(argument.value)
            name = self._key(pair.items[0], mapped) if isinstance(pair, Sequence) and len(pair.items) == 2 else None
            if name is None or argument.star:
                return row, True
            assert isinstance(pair, Sequence)
            row[name] = self.value(pair.items[1], scope, mapped, name)
        return row, False

    # ------------------------------------------------------------ values

    def _row(self, target: Term, arguments: tuple[Argument, ...], scope: FromScope) -> tuple[dict[str, Expr], bool]:
        """``values(...)`` of one row: column to expression, and whether more columns may be set."""
        mapped = self.selects.entity_mapping(target)
        row: dict[str, Expr] = {}
        more = False
        for argument in arguments:
            if argument.keyword is not None:
                name = _column(mapped, argument.keyword)
                row[name] = self.value(argument.value, scope, mapped, name)
                continue
            found, open_ = self._mapping(argument.value, mapped, scope)
            row.update(found)
            more = more or open_
        return row, more

    def _mapping(self, value: Term, mapped: MappedClass | None, scope: FromScope) -> tuple[dict[str, Expr], bool]:
        if isinstance(value, Choice):
            value = open_rows.grown(value) or value
        value = self.lowering.resolve(value)
        match value:
            case Mapping(entries=entries):
                row: dict[str, Expr] = {}
                more = False
                for key, item in entries:
                    if key is None:
                        inner, open_ = self._mapping(item, mapped, scope)
                        row.update(inner)
                        more = more or open_
                        continue
                    name = self._key(key, mapped)
                    if name is None:
                        more = True
                    else:
                        row[name] = self.value(item, scope, mapped, name)
                return row, more
            case Updated(base=base, key=key, value=item):
                row, more = self._mapping(base, mapped, scope)
                if key is None:
                    inner, open_ = self._mapping(item, mapped, scope)
                    row.update(inner)
                    return row, more or open_
                name = self._key(key, mapped)
                if name is None:
                    return row, True
                row[name] = self.value(item, scope, mapped, name)
                return row, more
            case Subset(whole=whole):
                return {}, any(self.decides(mapped, column) for column in self._mapping(whole, mapped, scope)[0])
            case Instance():
                return self._fields(value, scope)
        self.lowering.hide(value, "the values")
        return {}, True

    def _key(self, key: Term, mapped: MappedClass | None) -> str | None:
        key = self.lowering.resolve(key)
        text = constant_text(key)
        if text is not None:
            return _column(mapped, text)
        if isinstance(key, Attr):
            return _column(mapped, key.name)
        return None

    def value(self, value: Term, scope: FromScope, mapped: MappedClass | None = None, column: str = "") -> Expr:
        """A written value. Which of several Python values it is matters only for a column that decides."""
        if isinstance(value, Choice) and not (self.decides(mapped, column) or self.selects.expressions.is_sql(value)):
            return self.lowering.bound(value)
        value = self.lowering.resolve(value)
        if isinstance(value, Const):
            return rel.Literal(value.value)
        if self.selects.expressions.is_sql(value):
            return self.selects.expressions.operand(value, scope)
        return self.lowering.bound(value)

    # ------------------------------------------------------------ insert

    def _insert(
        self, target: Term, scan: rel.Scan, chain: list[MethodCall], scope: FromScope, parameters: Term | None
    ) -> Query:
        rows: list[dict[str, Expr]] = []
        more = False
        conflict: rel.OnConflict | None = None
        query: Query | None = None
        columns: tuple[str, ...] = ()
        returning: list[rel.Item] = []
        scope.is_insert = True
        for call in chain:
            if call.name == "returning":
                returning.extend(self.selects.returning(call, scope))
            elif call.name == "add_cte":
                self.selects.add_ctes(call)
            elif call.name == "values":
                found, open_ = self._rows(target, call.arguments, scope)
                rows = open_rows.beside(rows, found, all(a.keyword is not None for a in call.arguments))
                more = more or open_
            elif call.name == "from_select" and len(call.arguments) > 1:
                columns = self._names(target, call.arguments[0].value)
                query = self.selects.query(call.arguments[1].value, None)
            elif call.name.startswith("on_conflict_do"):
                conflict = self._conflict(target, call, scope)
        if query is not None:
            return rel.Insert(scan, columns, query, conflict, tuple(returning))
        if parameters is not None:
            found, open_ = self._rows(target, (Argument(parameters),), scope)
            rows = open_rows.beside(rows, found, not open_)
            more = more or open_
        elif not rows:
            more = True
        if more:
            given = [a.value for call in chain if call.name == "values" for a in call.arguments if a.keyword is None]
            open_rows.complete(self.lowering, self.selects.entity_mapping(target), rows, (*given, parameters))
        return msgspec.structs.replace(open_rows.insert_rows(scan, rows, conflict, more), returning=tuple(returning))

    def _rows(
        self, target: Term, arguments: tuple[Argument, ...], scope: FromScope
    ) -> tuple[list[dict[str, Expr]], bool]:
        if len(arguments) == 1 and arguments[0].keyword is None:
            value = self.lowering.resolve(arguments[0].value)
            elements = self._elements(value)
            if elements is not None:
                rows: list[dict[str, Expr]] = []
                more = False
                for element in elements:
                    row, open_ = self._row(target, (Argument(element),), scope)
                    rows.append(row)
                    more = more or open_
                return rows, more
        row, open_ = self._row(target, arguments, scope)
        return [row], open_

    def _elements(self, value: Term) -> list[Term] | None:
        """The rows of a list, any number of like rows counting once."""
        match value:
            case Sequence(items=items):
                return [item.value if isinstance(item, Each | Spread) else item for item in items]
            case Appended(base=base, item=item, spread=spread):
                before = self._elements(self.lowering.resolve(base))
                after = self._elements(self.lowering.resolve(item)) if spread else [item]
                return None if before is None or after is None else [*before, *after]
            case Each(value=only):
                return [only]
        return None

    def _names(self, target: Term, value: Term) -> tuple[str, ...]:
        mapped = self.selects.entity_mapping(target)
        return tuple(self._key(item, mapped) or "?" for item in self.selects.expressions.conjuncts(value))

    def _conflict(self, target: Term, call: MethodCall, scope: FromScope) -> rel.OnConflict:
        given = {argument.keyword: argument.value for argument in call.arguments if argument.keyword is not None}
        columns = self._names(target, given["index_elements"]) if "index_elements" in given else ()
        constraint = constant_text(self.lowering.resolve(given["constraint"])) if "constraint" in given else None
        if "constraint" in given and constraint is None:
            constraint = "?"
        if call.name == "on_conflict_do_nothing":
            return rel.OnConflict("nothing", columns, constraint, place=call.place)
        mapped = self.selects.entity_mapping(target)
        assignments: dict[str, Expr] = {}
        if "set_" in given:
            assignments, open_ = self._mapping(given["set_"], mapped, scope)
            if open_:
                self.lowering.partial = True
        where = None
        if "where" in given:
            where = self.selects.expressions.predicate(given["where"], scope)
        pairs = tuple(Assigned(column, value, call.place) for column, value in assignments.items())
        return rel.OnConflict("update", columns, constraint, pairs, where, call.place)

    # ------------------------------------------------------------ the unit of work

    def add(self, seen: "Seen") -> Query:
        """``session.add(instance)``"""
        instance = seen.statement
        assert isinstance(instance, Instance)
        mapped = self.lowering.program.mapped[instance.class_id]
        scope = FromScope(None)
        row, more = self._fields(instance, scope)
        for name, value in seen.late.items():
            more = more or name == "**"
            self._field(mapped, name, value, row, scope)
        scan = rel.Scan(mapped.table, mapped.table.rsplit(".", 1)[-1])
        if more and seen.kind == "insert":
            open_rows.complete(self.lowering, mapped, [row], (dict(instance.fields).get("**"),))
        conflict = merged(self.lowering.program, mapped, row, seen.executed) if seen.kind == "merge" else None
        return open_rows.insert_rows(scan, [row], conflict, more)

    def _fields(self, instance: Instance, scope: FromScope) -> tuple[dict[str, Expr], bool]:
        mapped = self.lowering.program.mapped.get(instance.class_id)
        row: dict[str, Expr] = {}
        more = False
        for name, value in instance.fields:
            if name == "**":
                found, open_ = self._mapping(value, mapped, scope)
                more = more or open_
                row = {**found, **row}
            elif mapped is not None:
                self._field(mapped, name, value, row, scope)
        return row, more

    def _field(self, mapped: MappedClass, name: str, value: Term, row: dict[str, Expr], scope: FromScope) -> None:
        name = mapped.synonyms.get(name, name)
        if name in mapped.columns:
            column = mapped.columns[name].column
            row[column] = self.value(value, scope, mapped, column)
            return
        related = mapped.relationships.get(name)
        if related is not None and not related.many:
            if any(self.decides(mapped, local) for local, _ in related.pairs):
                value = self.lowering.resolve(value)
            if isinstance(value, Const):
                return
            for local, remote in related.pairs:
                row.setdefault(local, self._related_key(value, remote, scope, mapped, local))

    def _related_key(self, value: Term, remote: str, scope: FromScope, mapped: MappedClass, column: str) -> Expr:
        if isinstance(value, Instance):
            for name, field in value.fields:
                if name == remote:
                    return self.value(field, scope, mapped, column)
        return self.lowering.bound(intern(Attr(value, remote)))

    def get(self, seen: "Seen") -> Query:
        """``session.get(Model, key)``"""
        cls = self.lowering.resolve(seen.statement)
        mapped = self.lowering.mapped(cls)
        if mapped is None:
            return unseen(self.lowering.hide(cls, "the model"))
        key = next((a.value for a in seen.arguments if a.keyword in ("ident", "primary_key")), None)
        if key is None:
            positional = [a.value for a in seen.arguments if a.keyword is None]
            key = positional[1] if len(positional) > 1 else cls
        scan = self.lowering.scan(cls)  # type: ignore[arg-type]  # mapped() says it is a class
        more = loader_criteria.added(self.selects, cls, FromScope(None))
        where = all_of([*key_equals(self.selects, mapped, scan.alias, key), *more])
        return rel.Select((rel.Item(rel.Star(scan.alias)),), scan, where)


def _column(mapped: MappedClass | None, name: str) -> str:
    if mapped is None:
        return name
    name = mapped.synonyms.get(name, name)
    found = mapped.columns.get(name)
    return found.column if found is not None else name
