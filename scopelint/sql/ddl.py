"""DDL text to schema: tables, keys, views, functions in SQL, and whether row-level security is enabled or forced."""

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from scopelint.model.schema import ForeignKey, Posture, Routine, Schema, Table, TableColumn
from scopelint.sql.reader import folded, text_of
from scopelint.sql.routines import routine
from scopelint.sql.text import MAX_DEPTH, MAX_TEXT, Lines, Statement, statements

_RLS = re.compile(
    r'^\s*alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<table>(?:"[^"]+"|\w+)(?:\s*\.\s*(?:"[^"]+"|\w+))?)\s*\*?\s+(?P<actions>.*)$',
    re.IGNORECASE | re.DOTALL,
)
_SELECT_RULE = re.compile(
    r"""\s*create\s+(?:or\s+replace\s+)?rule\s+(?:"[^"]+"|\w+)\s+as\s+on\s+select\s+to\s+(?P<table>(?:"[^"]+"|\w+)(?:\s*\.\s*(?:"[^"]+"|\w+))?)""",
    re.IGNORECASE,
)
_ACTION = re.compile(r"\b(enable|disable|no\s+force|force)\s+row\s+level\s+security\b", re.IGNORECASE)
_VIEW_OPTIONS = re.compile(r"(\bview\s+[^;]*?)\bwith\s*\([^)]*\)\s*(as\b)", re.IGNORECASE | re.DOTALL)
_VIEW_TAIL = re.compile(r"\s+with\s+((no\s+)?data|((cascaded|local)\s+)?check\s+option)\s*$", re.IGNORECASE)


@dataclass
class _Table:
    """A table while its DDL is replayed. ``keys`` and ``references`` are by constraint name, or by a made-up one."""

    name: str
    columns: dict[str, TableColumn] = field(default_factory=dict)
    primary: tuple[str, ...] = ()
    primary_name: str = ""
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    references: dict[str, ForeignKey] = field(default_factory=dict)
    complete: bool = True
    view: str | None = None
    place: Any = None
    stored: bool = False
    inherited: bool = False
    """Other tables' rows are among its own, and no key holds for them."""

    def frozen(self, primaries: dict[str, tuple[str, ...]]) -> Table:
        columns = tuple(
            msgspec.structs.replace(c, nullable=False) if c.name in self.primary else c for c in self.columns.values()
        )
        unique = dict.fromkeys(([self.primary] if self.primary else []) + list(self.keys.values()))
        keys = (
            ForeignKey(fk.columns, fk.table, fk.referred_columns or primaries.get(fk.table, ()))
            for fk in self.references.values()
        )
        whole = tuple(fk for fk in keys if len(fk.columns) == len(fk.referred_columns))
        named = {name: columns for name, columns in self.keys.items() if not name.startswith("#")}
        if self.primary:
            named[self.primary_name] = self.primary
        return Table(
            self.name,
            columns,
            () if self.inherited else self.primary,
            () if self.inherited else tuple(unique),
            whole,
            self.complete,
            self.view,
            self.place,
            tuple(named.items()),
            self.stored,
        )


def read(sql: str) -> tuple[Schema, dict[str, Posture]]:
    """Replay the statements in order; those that are no DDL, or do not parse, leave what is known alone."""
    replay = _Replay(Lines(sql))
    for found in statements(sql[: 20 * MAX_TEXT]):
        replay.statement(found)
    primaries = {table.name: table.primary for table in replay.tables.values()}
    tables = {name: table.frozen(primaries) for name, table in replay.tables.items()}
    postures: dict[str, Posture] = {
        name: "forced" if {"enable", "force"} <= replay.security.get(name, set()) else "enabled"
        for name in tables
        if "enable" in replay.security.get(name, set())
    }
    return Schema(tables, routines=replay.routines), {name: postures.get(name, "none") for name in tables}


def table_name(node: exp.Expr) -> str:
    """ "table", or "schema.table" outside public."""
    schema = node.args.get("db")
    name = text_of(node.this)
    return f"{text_of(schema)}.{name}" if schema is not None and text_of(schema) != "public" else name


class _Replay:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.tables: dict[str, _Table] = {}
        self.indexes: dict[str, tuple[str, str]] = {}
        self.security: dict[str, set[str]] = {}
        self.routines: dict[str, Routine | None] = {}
        self.made_up = 0

    def statement(self, found: Statement) -> None:
        if (
            found.depth > MAX_DEPTH
            or len(found.text) > MAX_TEXT
            or not re.match(r"\s*(create|alter|drop)\b", found.text, re.I)
        ):
            return
        self._row_security(found.text)
        ruled = _SELECT_RULE.match(found.text)
        if ruled is not None:
            self._ruled(ruled.group("table"))
            return
        defined = routine(found.text)
        if defined is not None:
            self._routine(*defined)
            return
        try:
            text = _VIEW_OPTIONS.sub(r"\1 \2", _VIEW_TAIL.sub("", found.text), count=1)
            tree = sqlglot.parse_one(text, read="postgres")
            if isinstance(tree, exp.Create):
                self._create(tree, found)
            elif isinstance(tree, exp.Alter):
                self._alter(tree)
            elif isinstance(tree, exp.Drop):
                self._drop(tree)
        except (SqlglotError, RecursionError, AttributeError, KeyError, TypeError, ValueError):
            return

    def _row_security(self, text: str) -> None:
        match = _RLS.match(text)
        if not match:
            return
        name = _written(match.group("table"))
        flags = self.security.setdefault(name, set())
        for action in _ACTION.findall(match.group("actions")):
            verb = " ".join(action.lower().split())
            if verb in ("enable", "force"):
                flags.add(verb)
            else:
                flags.discard("enable" if verb == "disable" else "force")

    # ------------------------------------------------------------ CREATE

    def _ruled(self, written: str) -> None:
        """A rule on SELECT is what a view runs, whatever CREATE VIEW said."""
        name = _written(written)
        self.tables[name] = _Table(name, complete=False, view="")

    def _routine(self, name: str, made: Routine | None) -> None:
        """Of two functions of one name and different parameters it is not known which is called."""
        before = self.routines.get(name, made)
        overloads = before is not None and made is not None and len(before.parameters) != len(made.parameters)
        self.routines[name] = None if overloads or (name in self.routines and before is None) else made

    def _create(self, tree: exp.Expr, found: Statement) -> None:
        kind = str(tree.args.get("kind") or "").upper()
        place = self.lines.place(found.start, found.end)
        if kind == "INDEX":
            self._index(tree)
        elif kind == "VIEW":
            self._view(tree, found, place)
        elif kind == "TABLE":
            self._table(tree, place)

    def _table(self, tree: exp.Expr, place: Any) -> None:
        target = tree.this
        holder = target.this if isinstance(target, exp.Schema) else target
        name = table_name(holder)
        if tree.args.get("exists") and name in self.tables:
            return
        table = self.tables[name] = _Table(name, place=place)
        for inherited in tree.find_all(exp.PartitionedOfProperty, exp.InheritsProperty, exp.LikeProperty):
            for parent in inherited.find_all(exp.Table):
                found = self.tables.get(table_name(parent))
                self._copy(found, table)
                if found is not None and isinstance(inherited, exp.InheritsProperty):
                    found.inherited = True
        if isinstance(target, exp.Schema):
            for entry in target.expressions:
                self._element(table, entry)
        elif tree.args.get("expression") is not None:
            del self.tables[name]  # whose rows it holds, its columns' names cannot say

    def _copy(self, parent: _Table | None, table: _Table) -> None:
        if parent is None:
            table.complete = False
            return
        table.columns.update(parent.columns)
        table.primary = parent.primary
        table.keys.update(parent.keys)
        table.references.update(parent.references)

    def _view(self, tree: exp.Expr, found: Statement, place: Any) -> None:
        target = tree.this
        holder = target.this if isinstance(target, exp.Schema) else target
        body = tree.args.get("expression")
        match = re.search(r"\bas\b\s*(.*)$", found.text, re.IGNORECASE | re.DOTALL)
        if body is None or match is None:
            return
        names = (
            [text_of(e.this if isinstance(e, exp.ColumnDef) else e) for e in target.expressions]
            if target is not holder
            else []
        )
        definition = _VIEW_TAIL.sub("", match.group(1))
        view = _Table(
            table_name(holder), {n: TableColumn(n) for n in names}, complete=bool(names), view=definition, place=place
        )
        view.stored = tree.find(exp.MaterializedProperty) is not None
        self.tables[view.name] = view

    def _index(self, tree: exp.Expr) -> None:
        index = tree.this
        table = self.tables.get(table_name(index.args["table"]))
        parameters = index.args.get("params")
        if (
            table is None
            or not tree.args.get("unique")
            or parameters is None
            or parameters.args.get("where") is not None
        ):
            return
        columns = [
            entry.this if isinstance(entry, exp.Ordered) else entry for entry in parameters.args.get("columns") or []
        ]
        if all(isinstance(column, exp.Column) for column in columns):
            name = text_of(index.this) if index.this is not None else self._name()
            table.keys[name] = tuple(text_of(column.this) for column in columns)
            self.indexes[name] = (table.name, name)

    def _name(self) -> str:
        self.made_up += 1
        return f"#{self.made_up}"

    def _element(self, table: _Table, entry: exp.Expr, name: str | None = None) -> None:
        """A column or a constraint in CREATE TABLE or ADD."""
        if isinstance(entry, exp.ColumnDef):
            self._column(table, entry)
        elif isinstance(entry, exp.Constraint):
            for part in entry.expressions:
                self._element(table, part, text_of(entry.this))
        elif isinstance(entry, exp.PrimaryKey):
            table.primary = tuple(_key_column(column) for column in entry.expressions)
            table.primary_name = name or f"{table.name}_pkey"
        elif isinstance(entry, exp.UniqueColumnConstraint) and isinstance(entry.this, exp.Schema):
            columns = tuple(_key_column(column) for column in entry.this.expressions)
            table.keys[name or f"{table.name}_{'_'.join(columns)}_key"] = columns
        elif isinstance(entry, exp.ForeignKey):
            columns = tuple(text_of(column) for column in entry.expressions)
            self._reference(table, columns, entry.args["reference"], name)

    def _column(self, table: _Table, entry: exp.Expr) -> None:
        column = text_of(entry.this)
        kind = entry.args.get("kind")
        spelled = kind.sql(dialect="postgres").lower() if kind is not None else ""
        nullable, default = True, "serial" in spelled
        made_from: tuple[str, ...] = ()
        for constraint in entry.args.get("constraints") or []:
            what = constraint.kind
            if isinstance(what, exp.NotNullColumnConstraint):
                nullable = bool(what.args.get("allow_null"))
            elif isinstance(what, exp.PrimaryKeyColumnConstraint):
                table.primary, nullable, table.primary_name = (column,), False, f"{table.name}_pkey"
            elif isinstance(what, exp.UniqueColumnConstraint):
                table.keys[f"{table.name}_{column}_key"] = (column,)
            elif isinstance(what, exp.Reference):
                self._reference(table, (column,), what, f"{table.name}_{column}_fkey")
            elif isinstance(
                what,
                (exp.DefaultColumnConstraint, exp.GeneratedAsIdentityColumnConstraint, exp.ComputedColumnConstraint),
            ):
                default = True
                nullable = nullable and not isinstance(what, exp.GeneratedAsIdentityColumnConstraint)
                if isinstance(what, exp.ComputedColumnConstraint):
                    made_from = tuple(dict.fromkeys(text_of(c.this) for c in what.find_all(exp.Column)))
        table.columns[column] = TableColumn(column, nullable and "serial" not in spelled, spelled, default, made_from)

    def _reference(self, table: _Table, columns: tuple[str, ...], node: exp.Expr, name: str | None) -> None:
        if any("NOT ENFORCED" in str(option).upper() for option in node.args.get("options") or []):
            return
        target = node.this
        referred: tuple[str, ...] = ()
        if isinstance(target, exp.Schema):
            referred = tuple(text_of(column) for column in target.expressions)
            target = target.this
        key = ForeignKey(columns, table_name(target), referred)
        table.references[name or f"{table.name}_{'_'.join(columns)}_fkey"] = key

    # ------------------------------------------------------------ ALTER, DROP

    def _alter(self, tree: exp.Expr) -> None:
        name = table_name(tree.this)
        table = self.tables.get(name)
        if table is None:
            return
        for action in tree.args.get("actions") or []:
            if isinstance(action, exp.AddConstraint):
                for entry in action.expressions:
                    self._element(table, entry)
            elif isinstance(action, (exp.ColumnDef, exp.Constraint)):
                self._element(table, action)
            elif isinstance(action, exp.AlterColumn):
                self._alter_column(table, action)
            elif isinstance(action, exp.Drop):
                self._drop_part(table, action)
            elif isinstance(action, exp.AlterRename):
                self._rename(table, table_name(action.this))
            elif isinstance(action, exp.RenameColumn):
                self._rename_column(table, text_of(action.this.this), text_of(action.args["to"].this))

    def _alter_column(self, table: _Table, action: exp.Expr) -> None:
        column = table.columns.get(text_of(action.this))
        if column is None:
            return
        nullable, kind, default = column.nullable, column.type, column.has_default
        if action.args.get("allow_null") is not None:
            nullable = bool(action.args["allow_null"])
        if action.args.get("dtype") is not None:
            kind = action.args["dtype"].sql(dialect="postgres").lower()
        if action.args.get("default") is not None:
            default = True
        elif action.args.get("drop") and action.args.get("allow_null") is None:
            default = False
        table.columns[column.name] = TableColumn(column.name, nullable, kind, default, column.made_from)

    def _drop_part(self, table: _Table, action: exp.Expr) -> None:
        kind = str(action.args.get("kind") or "").upper()
        for part in action.args.get("tables") or []:
            name = text_of(part.this)
            if kind == "COLUMN":
                table.columns.pop(name, None)
                table.keys = {key: columns for key, columns in table.keys.items() if name not in columns}
                table.references = {key: fk for key, fk in table.references.items() if name not in fk.columns}
                table.primary = () if name in table.primary else table.primary
            elif kind == "CONSTRAINT":
                table.keys.pop(name, None)
                table.references.pop(name, None)
                if name == table.primary_name:
                    table.primary = ()

    def _rename(self, table: _Table, name: str) -> None:
        old = table.name
        self.tables = {(name if key == old else key): value for key, value in self.tables.items()}
        self.security = {(name if key == old else key): value for key, value in self.security.items()}
        table.name = name
        for other in self.tables.values():
            for key, fk in other.references.items():
                if fk.table == old:
                    other.references[key] = ForeignKey(fk.columns, name, fk.referred_columns)

    def _rename_column(self, table: _Table, old: str, new: str) -> None:
        def renamed(columns: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if column == old else column for column in columns)

        table.columns = {
            (new if key == old else key): msgspec.structs.replace(c, name=new) if key == old else c
            for key, c in table.columns.items()
        }
        table.primary = renamed(table.primary)
        table.keys = {key: renamed(columns) for key, columns in table.keys.items()}
        table.references = {
            key: ForeignKey(renamed(fk.columns), fk.table, fk.referred_columns) for key, fk in table.references.items()
        }
        for other in self.tables.values():
            for key, fk in other.references.items():
                if fk.table == table.name:
                    other.references[key] = ForeignKey(fk.columns, fk.table, renamed(fk.referred_columns))

    def _drop(self, tree: exp.Expr) -> None:
        kind = str(tree.args.get("kind") or "").upper()
        for target in tree.args.get("tables") or []:
            if kind in ("TABLE", "VIEW"):
                self.tables.pop(table_name(target), None)
                self.security.pop(table_name(target), None)
            elif kind == "FUNCTION":
                self.routines[table_name(target)] = None
            elif kind == "INDEX":
                table, key = self.indexes.pop(text_of(target.this), ("", ""))
                if table in self.tables:
                    self.tables[table].keys.pop(key, None)


def _written(text: str) -> str:
    """A table's name as it is written in a statement that sqlglot leaves as text."""
    parts = [part.strip() for part in text.split(".")]
    names = [folded(part[1:-1], True) if part.startswith('"') else folded(part, False) for part in parts]
    return names[-1] if len(names) == 1 or names[0] == "public" else ".".join(names)


def _key_column(node: exp.Expr) -> str:
    inner = node.this if isinstance(node, exp.Ordered) else node
    return text_of(inner.this if isinstance(inner, exp.Column) else inner)
