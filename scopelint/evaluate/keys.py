"""Keys that come from rows: a statement tied to a row that a scoped statement read, or that was just written."""

from collections.abc import Callable, Iterable

import msgspec

from scopelint.evaluate.assess import Assessed, Prove
from scopelint.evaluate.guards import derives
from scopelint.evaluate.loaded import (
    Collected,
    entities,
    first_entity,
    loading_statement,
    loading_statements,
    navigated,
)
from scopelint.evaluate.own_keys import comparisons, with_owners
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.terms import root
from scopelint.evaluate.values import (
    Atom,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    Element,
    External,
    Function,
    Index,
    Instance,
    Param,
    Ref,
    Term,
    constant_text,
    remembered,
)
from scopelint.model import relation as rel
from scopelint.model.program import Program
from scopelint.model.schema import Table, Tenancy
from scopelint.model.verdict import Judgement, TableVerdict, Verdict

BY_KEY = ("by-key", "none", "other-table-confined")
OF_ROWS = ("delete-row", "update-row", "write")
"""Sites of a row that was read before: it is that read which counts."""
CONVERSIONS = frozenset({"str", "int", "UUID", "ObjectId", "list", "tuple", "set", "sorted", "cast", "next", "iter"})


class Keys:
    """Looks at the keys of open statements. ``confined`` tells whether a statement (a term) is scoped where it stands,
    ``loads`` whether a function returns rows that only scoped statements read (None: not in view), ``keys_read`` by which arguments of a call."""

    def __init__(
        self,
        program: Program,
        tenancy: Tenancy,
        heads: Heads,
        loads: Callable[[str], bool | None],
        keys_read: Callable[[CallResult], list[Term]],
        prove: Prove,
    ) -> None:
        self.prove = prove
        self.loads = loads
        self.keys_read = keys_read
        self.program = program
        self.tenancy = tenancy
        self.heads = heads
        self._keys = {name: self._key_columns(name) for name in tenancy.tables}
        self._data = _data_columns(program.schema.tables.values()) - frozenset().union(*self._keys.values())
        """Names of columns that are part of no key anywhere: what they hold names no row."""

    def _key_columns(self, name: str) -> frozenset[str]:
        """Columns of a table that name one of its rows, or the row of a tenant table it belongs to."""
        table = self.program.schema.tables.get(name)
        if table is None:
            return frozenset()
        found = {column for key in (table.primary_key, *table.unique) if len(key) == 1 for column in key}
        for key in table.foreign_keys:
            target = self.tenancy.tables.get(key.table)
            if len(key.columns) == 1 and target is not None and target.scope in ("tenant", "child"):
                found.update(key.columns)
        parent = self.tenancy.tables[name].parent
        return frozenset(found | set(parent.columns if parent is not None else ()))

    def is_owned(self, name: str) -> bool:
        """Whether rows of the table belong to a tenant, so that a key of one says whose it is."""
        table = self.tenancy.tables.get(name)
        return table is not None and table.scope != "global"

    def vouch(self, item: Assessed, collected: Collected) -> None:
        """Settle tables that are confined to a set of tenants: the set must not come from an open read."""
        tables: list[TableVerdict] = []
        for table in item.judgement.tables:
            values = item.values.get(table.table, ()) if table.verdict in ("scoped", "conditional") else ()
            answers = [collected.top(value) for value in values]
            if False in answers:
                step = "the values it is compared with were read from the rows of all tenants"
                missing = f"confine the statement that reads the values for {table.table}"
                table = msgspec.structs.replace(
                    table, verdict="unscoped", cause="by-key", steps=(*table.steps, step), missing=missing, value="row"
                )
            elif None in answers:
                missing = "it is not in view which rows the values it is compared with were read from"
                table = msgspec.structs.replace(table, verdict="unknown", cause="unresolved", missing=missing)
            tables.append(table)
        if tuple(tables) != item.judgement.tables:
            before = item.judgement
            item.judgement = Judgement(before.operation, tuple(tables), before.partial, before.notes)

    def apply(self, item: Assessed, written: Iterable[Assessed], confined: Callable[[Term], bool]) -> None:
        """Settle the item's open tables whose key is that of a row known to be the tenant's."""
        written = list(written)
        tables: list[TableVerdict] = []
        closed = self._closed_by_keys(item, written, confined)
        for table in item.judgement.tables:
            if table.verdict == "unscoped" and table.cause in BY_KEY and (table.table, table.role) in closed:
                verdict: Verdict | None = "scoped" if item.seen.navigates else "guarded"
            else:
                verdict = self._settled(item, table, written, confined) if table.verdict == "unscoped" else None
            if verdict == "unknown":
                missing = "it is not in view which statement read the row"
                table = msgspec.structs.replace(table, verdict=verdict, cause="unresolved", missing=missing)
            elif verdict is not None:
                itself = verdict == "scoped" and item.seen.kind != "insert"
                what = ("the row it starts from" if item.seen.navigates else "the row itself") if itself else "its key"
                step = f"{what} was read or written by a scoped statement"
                cause = None if verdict == "scoped" else table.cause
                table = msgspec.structs.replace(
                    table, verdict=verdict, cause=cause, steps=(*table.steps, step), missing=None, value="row"
                )
            tables.append(table)
        if tuple(tables) != item.judgement.tables:
            before = item.judgement
            item.judgement = Judgement(before.operation, tuple(tables), before.partial, before.notes)

    def _closed_by_keys(
        self, item: Assessed, written: list[Assessed], confined: Callable[[Term], bool]
    ) -> set[tuple[str, str]]:
        """The tables that are confined once it is said whose rows the statement's own keys name."""
        if item.seen.kind in OF_ROWS or not any(
            table.verdict == "unscoped" and table.cause in BY_KEY for table in item.judgement.tables
        ):
            return set()
        own = [
            comparison
            for comparison in comparisons(item.query)
            if comparison[1] in self._keys.get(comparison[0].name, ())
            and (term := item.bound.get(comparison[2])) is not None
            and not self._numbers_another(comparison[0].name, comparison[1], plain(term))
            and self.is_own_key(item, term, written, confined)
        ]
        owned = with_owners(item.query, own, item.judgement, self.program.schema, self.tenancy)
        if owned is item.query:
            return set()
        return {(table.table, table.role) for table in self.prove(owned).tables if table.verdict == "scoped"}

    def _numbers_another(self, table: str, column: str, term: Term) -> bool:
        """Whether a table's own key is compared with that of a row of another table, to which it does not refer."""
        if not isinstance(term, Attr):
            return False
        statement = loading_statement(self.heads, _row(term.base))
        model = statement.id if isinstance(statement, Class) else first_entity(statement) if statement else None
        mapped = self.program.mapped.get(model or "")
        own = self.program.schema.tables.get(table)
        if mapped is None or own is None or mapped.table == table or own.primary_key != (column,):
            return False
        other = self.program.schema.tables.get(mapped.table)
        attribute = mapped.columns.get(term.name)
        if other is None or attribute is None or other.primary_key != (attribute.column,):
            return False
        refers = any(key.table == mapped.table and column in key.columns for key in own.foreign_keys)
        return not refers and all(
            key.table != table or attribute.column not in key.columns for key in other.foreign_keys
        )

    def _settled(
        self, item: Assessed, table: TableVerdict, written: list[Assessed], confined: Callable[[Term], bool]
    ) -> Verdict | None:
        if item.seen.kind in OF_ROWS:
            if table.cause not in BY_KEY:
                return None
            if self.is_own(item, item.seen.statement, written, confined):
                return "scoped"
            row = _row(item.seen.statement)
            if (
                isinstance(row, CallResult)
                and isinstance(row.function, Function)
                and self.loads(row.function.id) is None
            ):
                return "unknown"
            return self._as_loaded(item, table, written)
        if table.cause != "not-written" or self.tenancy.tables[table.table].scope != "child":
            return None
        keys = _written_keys(item.query, table.table, self._keys.get(table.table, frozenset()))
        terms = [item.bound[key] for key in keys if key in item.bound]
        if len(terms) != len(keys) or not any(self.is_own_key(item, term, written, confined) for term in terms):
            return None
        return "scoped"

    @staticmethod
    def _as_loaded(item: Assessed, table: TableVerdict, written: list[Assessed]) -> Verdict | None:
        """A row that is changed where it was loaded is guarded if its load is, and hangs on the same keys."""
        loads = [
            other
            for other in written
            if other is not item and other.seen.result is not None and derives(item.seen.statement, other.seen.result)
        ]
        found = [seen for other in loads for seen in other.judgement.tables if seen.table == table.table]
        if found and all(seen.verdict in ("scoped", "guarded") for seen in found):
            return "guarded"
        item.keys = item.keys.union(*(other.keys for other in loads))
        return None

    def is_own_key(self, item: Assessed, term: Term, written: list[Assessed], confined: Callable[[Term], bool]) -> bool:
        """Whether a value is the key of a row that a scoped statement read, or was only let through if one did."""
        term = plain(term)
        if isinstance(term, Choice):
            return all(self.is_own_key(item, side, written, confined) for side in (term.then, term.otherwise))
        if isinstance(term, Attr) and term.name not in self._data and self.is_own(item, term.base, written, confined):
            return True
        if any(self._is_checked(item, term, other) for other in written) or self._is_known(item, term):
            return True
        if isinstance(term, Param):
            item.keys |= {term}  # a caller may have read the row of this key before
        return False

    def _is_known(self, item: Assessed, term: Term) -> bool:
        """Whether a function that was not entered found the row of this key by a scoped read, on the way here."""
        for atom, holds in item.seen.known.items():
            there = _is_there(atom, holds)
            keys = self.keys_read(atom.value) if there and isinstance(atom.value, CallResult) else []
            if any(plain(key) is term for key in keys):
                return True
        return False

    def names_rows(self, other: Assessed) -> list[Term]:
        """The values by which a statement picks rows of its tables."""
        keys = [key for scan, column, key in comparisons(other.query) if column in self._keys.get(scan.name, ())]
        return [plain(other.bound[key]) for key in keys if key in other.bound]

    def _is_checked(self, item: Assessed, term: Term, other: Assessed) -> bool:
        """Whether another, scoped read asked for the row of this key, and this site is only reached if it was there."""
        row = other.seen.result
        if row is None or other is item or not other.judgement.tables or not is_scoped(other):
            return False
        there = any(_is_there(atom, holds) and derives(atom.value, row) for atom, holds in item.seen.known.items())
        if not there:
            return False
        return term in self.names_rows(other)

    def is_own(self, item: Assessed, row: Term, written: list[Assessed], confined: Callable[[Term], bool]) -> bool:
        """Whether a row was read by a scoped statement, or written by one in this root."""
        row = _row(row)
        if isinstance(row, Choice):
            sides = [side for side in (row.then, row.otherwise) if not isinstance(side, Const)]
            return bool(sides) and all(self.is_own(item, side, written, confined) for side in sides)
        if isinstance(row, Ref | Instance):
            ref = row if isinstance(row, Ref) else row.ref
            inserts = [
                other
                for other in written
                if other.seen.kind == "insert"
                and isinstance(other.seen.statement, Instance)
                and other.seen.statement.ref is ref
            ]
            return bool(inserts) and all(is_scoped(other) for other in inserts)
        if isinstance(row, CallResult) and isinstance(row.function, Function):
            return self.loads(row.function.id) is True
        statements = loading_statements(self.heads, row)
        if statements:
            return all(not isinstance(statement, Class) and confined(statement) for statement in statements)
        owner, name = navigated(row)
        if owner is not None and self._leads_on(owner, name):
            return self.is_own(item, owner, written, confined)
        start = root(row)
        if isinstance(start, Param) and start.name not in ("self", "cls"):
            item.needs |= {start}  # the caller knows where the row came from
        return False

    def _leads_on(self, row: Term, name: str) -> bool:
        """Whether an attribute of a row is a relationship: a foreign key ties both ends to one tenant."""
        owner, inner = navigated(row)
        statements = loading_statements(self.heads, _row(row)) or []
        models = [id for found in statements for id in ([found.id] if isinstance(found, Class) else entities(found))]
        if not models and owner is not None:
            models = [target for target in self._targets(inner) if self._leads_on(owner, inner)]
        mapped = [self.program.mapped.get(model) for model in models]
        return bool(mapped) and all(one is not None and name in one.relationships for one in mapped)

    def _targets(self, name: str) -> list[str]:
        found = (mapped.relationships.get(name) for mapped in self.program.mapped.values())
        return [related.target for related in found if related is not None and related.target is not None]


def _data_columns(tables: Iterable[Table]) -> frozenset[str]:
    """The names of columns that no table has in a primary, unique or foreign key."""
    names, keys = set[str](), set[str]()
    for table in tables:
        names.update(column.name for column in table.columns)
        keys.update(table.primary_key, *table.unique, *(key.columns for key in table.foreign_keys))
        keys.update(column for key in table.foreign_keys for column in key.referred_columns)
    return frozenset(names - keys)


def _is_there(atom: Atom, holds: bool) -> bool:
    """Whether a known test says that there is a row."""
    return atom.kind in ("truthy", "none", "found") and (atom.kind != "none") is holds


@remembered
def plain(value: Term) -> Term:
    """A value without conversions, and without a None beside it: ``UUID(id) if isinstance(id, str) else id`` is ``id``."""
    while True:
        match value:
            case Choice(then=Const(value=None), otherwise=other) | Choice(then=other, otherwise=Const(value=None)):
                value = other
            case Choice(then=then, otherwise=otherwise) if plain(then) is plain(otherwise):
                return plain(then)
            case CallResult(function=External(name=name), arguments=(only,)) if name.rsplit(".", 1)[-1] in CONVERSIONS:
                value = only.value
            case _:
                return value


def _row(value: Term) -> Term:
    """A row out of the rows that a call returned or a list holds."""
    value = plain(value)
    while isinstance(value, Element) or (isinstance(value, Index) and not isinstance(constant_text(value.index), str)):
        if not isinstance(value.base, CallResult | Ref | Instance | Choice | Element):
            break
        value = plain(value.base)
    return value


def is_scoped(item: Assessed) -> bool:
    """Whether a statement stays inside the tenant, by itself or by a guard."""
    return all(table.verdict in ("scoped", "guarded") for table in item.judgement.tables)


def _written_keys(query: rel.Query, table: str, columns: frozenset[str]) -> list[str]:
    """Keys of the values that an INSERT writes to the columns."""
    if not isinstance(query, rel.Insert) or query.target.name != table or not isinstance(query.source, rel.ValuesQuery):
        return []
    found: list[str] = []
    for number, column in enumerate(query.columns):
        if column in columns:
            found.extend(value.key for row in query.source.rows if isinstance(value := row[number], rel.Bound))
    return found
