"""Column values to columns: ``"orgs.id"``, ``Org.id``, ``orgs.c.id``, and strings that SQLAlchemy evaluates late."""

from scopelint.link.drafts import MappedDraft, TableDraft
from scopelint.link.mapping import Mapping
from scopelint.link.static import FUEL, Static
from scopelint.link.tables import qualified, unqualified
from scopelint.link.text import expression_of
from scopelint.link.values import Deferred, Indexed, Known, Made, Member, Scope, Symbol, Value, made, text
from scopelint.model.program import ClassRef, ExternalRef

Column = tuple[str, str]
"""A table's name and a column's name."""

_JOIN_WORDS = ("and_", "or_", "foreign", "remote", "cast", "func", "String", "Integer", "text", "not_", "desc", "asc")


class References:
    """Looks columns up over all drafts."""

    def __init__(self, mapping: Mapping, static: Static) -> None:
        self.mapping = mapping
        self.static = static
        self.mapped = {id: draft for id, draft in mapping.drafts.items() if draft is not None}
        self.tables: dict[str, TableDraft] = dict(mapping.tables)
        for draft in self.mapped.values():
            self.tables[draft.table.name] = draft.table
        self._by_class: dict[str, list[str]] = {}
        for id in sorted(self.mapped):
            self._by_class.setdefault(id.rpartition(":")[2].rpartition(".")[2], []).append(id)
        self._words: dict[str, dict[str, Value]] = {}

    # ------------------------------------------------------------ foreign keys

    def target(self, value: Value, registry: str, own: MappedDraft | None = None) -> tuple[str, str | None] | None:
        """The table and column a foreign key names; the column is None where only the table is written."""
        written = text(value)
        if written is not None:
            return self._written(written, registry)
        return self.column(value, own)

    def _written(self, written: str, registry: str) -> tuple[str, str | None]:
        table, _, column = written.rpartition(".")
        if not table:
            table, column = written, ""
        if "." not in table:
            schema = self.mapping.default_schema(registry)
            if schema and qualified(table, schema) in self.tables:
                table = qualified(table, schema)
        return unqualified(table), column or None

    def column(self, value: Value, own: MappedDraft | None = None) -> Column | None:
        """The column that a value stands for, if it is one."""
        match value:
            case Deferred():
                return self.column(self.static.force(value), own)
            case Made() if made(value, "foreign", "remote") is not None and value.positional:
                return self.column(value.positional[0], own)
            case Member(owner=Symbol(ref=ClassRef(id=id)), name=name):
                draft = self.mapped.get(id)
                if draft is None and own is not None and id in self.mapping.classes.mro(own.id):
                    draft = own
                found = draft.column(name) if draft is not None else None
                return (found[1].name, found[0].name) if found is not None else None
            case Member(owner=Member(owner=owner, name="c" | "columns"), name=name):
                table = self.table(owner)
                if table is None:
                    return None
                keyed = next((one.name for one in table.columns.values() if one.key == name), name)
                return table.name, keyed
            case _:
                return None

    def table(self, value: Value) -> TableDraft | None:
        """The table that a value stands for: a ``Table``, a mapped class, its ``__table__``, or a name."""
        match value:
            case Deferred():
                return self.table(self.static.force(value))
            case Symbol(ref=ClassRef(id=id)) | Member(owner=Symbol(ref=ClassRef(id=id)), name="__table__"):
                draft = self.mapped.get(id)
                return draft.table if draft is not None else None
            case Indexed(value=Known(value="table"), arguments=(Known(value=str(name)),)):
                return self.tables.get(name)
            case Known(value=str(name)):
                return self.tables.get(unqualified(name))
            case Made() if made(value, "Table") is not None and value.positional:
                written = text(value.positional[0])
                full = qualified(written or "", text(value.keywords.get("schema")))
                return self.tables.get(full) or self._only(full) if written is not None else None
            case _:
                return None

    def _only(self, name: str) -> TableDraft | None:
        found = [table for full, table in self.tables.items() if full.rpartition(".")[2] == name]
        return found[0] if len(found) == 1 else None

    def named_table(self, name: str, registry: str) -> TableDraft | None:
        """A table by the name a relationship's ``secondary="..."`` gives."""
        schema = self.mapping.default_schema(registry)
        return self.tables.get(qualified(name, schema)) or self.tables.get(unqualified(name)) or self._only(name)

    # ------------------------------------------------------------ late strings

    def late(self, value: Value, registry: str) -> Value:
        """A value, or what a string that SQLAlchemy evaluates in the registry comes to, or a lambda's result."""
        if isinstance(value, Deferred):
            return self.static.force(value)
        written = text(value)
        expression = expression_of(written) if written is not None else None
        if expression is None:
            return value
        self.static.fuel = FUEL
        path = next(iter(self.static.names.path_of.values()))
        return self.static.value(expression, Scope(path, dict(self._vocabulary(registry))))

    def _vocabulary(self, registry: str) -> dict[str, Value]:
        if registry not in self._words:
            words: dict[str, Value] = {word: Symbol(ExternalRef(f"sqlalchemy.{word}")) for word in _JOIN_WORDS}
            for name, table in self.tables.items():
                words.setdefault(name.rpartition(".")[2], Indexed(Known("table"), (Known(table.name),)))
            for name, ids in self._by_class.items():
                own = [id for id in ids if self.mapped[id].registry == registry] or ids
                if len(own) == 1:
                    words[name] = Symbol(ClassRef(own[0]))
            self._words[registry] = words
        return self._words[registry]

    def target_class(self, value: Value, draft: MappedDraft, path: str) -> str | None:
        """The mapped class that a relationship names, within the registry first."""
        match value:
            case Deferred():
                return self.target_class(self.static.force(value), draft, path)
            case Symbol(ref=ClassRef(id=id)):
                return id if id in self.mapped else None
            case Known(value=str(written)):
                return self._class_named(written, draft, path)
            case _:
                return None

    def _class_named(self, written: str, draft: MappedDraft, path: str) -> str | None:
        name = written.rpartition(".")[2]
        found = self._by_class.get(name, [])
        found = [id for id in found if self.mapped[id].registry == draft.registry] or found
        if "." in written:
            suffix = written.replace(".", ":")
            found = [id for id in found if f".{id}".replace(".", ":").endswith(f":{suffix}")] or found
        if len(found) > 1:
            named = self.static.names.resolve(path, name)
            near = [id for id in found if named == ClassRef(id)]
            own = self.static.names.roots.own
            near = near or [id for id in found if own[self.mapped[id].path] == own[path]]
            found = near or found
        return found[0] if len(found) == 1 else None
