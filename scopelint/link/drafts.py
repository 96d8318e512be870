"""Tables and mapped classes while they are being read: foreign keys and relationships still unresolved values."""

from dataclasses import dataclass, field

from scopelint.link.values import Made, Value
from scopelint.model.node import Place, Span


@dataclass
class ColumnDraft:
    """A column as declared. ``nullable`` None: not told. ``name`` "": named after its attribute."""

    name: str
    nullable: bool | None = None
    primary_key: bool = False
    unique: bool = False
    has_default: bool = False
    type: str = ""
    foreign: tuple[Value, ...] = ()
    key: str = ""


@dataclass
class ForeignKeyDraft:
    """A foreign key whose targets are strings or column values, not looked up yet."""

    columns: tuple[str, ...]
    targets: tuple[Value, ...]


@dataclass
class TableDraft:
    """A table as one declaration has it; ``name`` with its schema unless that is public."""

    name: str
    registry: str
    place: Place
    columns: dict[str, ColumnDraft] = field(default_factory=dict)
    primary_key: tuple[str, ...] | None = None
    unique: list[tuple[str, ...]] = field(default_factory=list)
    key_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Unique keys by the names they are given."""
    foreign: list[ForeignKeyDraft] = field(default_factory=list)
    complete: bool = True
    imperative: bool = False

    def add(self, column: ColumnDraft) -> None:
        """Take a column in, with its own keys; the first of a name counts."""
        if column.name in self.columns:
            return
        self.columns[column.name] = column
        if column.unique:
            self.unique.append((column.name,))
        for target in column.foreign:
            self.foreign.append(ForeignKeyDraft((column.name,), (target,)))

    def named(self, written: str) -> str:
        """The column that a constraint or index means: SQLAlchemy looks columns up by key."""
        return next((one.name for one in self.columns.values() if one.key == written), written)

    def key(self) -> tuple[str, ...]:
        """The primary key: the constraint's where there is one, else every column marked."""
        if self.primary_key is not None:
            return self.primary_key
        return tuple(column.name for column in self.columns.values() if column.primary_key)


@dataclass
class RelationshipDraft:
    """``relationship(...)`` as written. ``target``: from the annotation; ``many``: the annotation is a collection;
    ``write_only``: it is ``WriteOnlyMapped[...]``."""

    made: Made
    target: Value | None
    many: bool | None
    path: str
    owner: str
    span: Span
    write_only: bool = False


@dataclass
class MappedDraft:
    """A mapped class: attribute to its column and the table that holds it; inherited attributes are the parent's."""

    id: str
    path: str
    registry: str
    table: TableDraft
    columns: dict[str, tuple[ColumnDraft, TableDraft]] = field(default_factory=dict)
    relationships: dict[str, RelationshipDraft] = field(default_factory=dict)
    synonyms: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    parent: "MappedDraft | None" = None
    discriminator: str | None = None
    own_table: bool = True

    def column(self, attribute: str) -> tuple[ColumnDraft, TableDraft] | None:
        """The column behind an attribute, synonyms followed, or a parent's."""
        attribute = self.synonyms.get(attribute, attribute)
        if attribute in self.columns:
            return self.columns[attribute]
        return self.parent.column(attribute) if self.parent is not None else None

    def line(self) -> "list[MappedDraft]":
        """Itself and its mapped ancestors, nearest first."""
        found: list[MappedDraft] = [self]
        while found[-1].parent is not None and len(found) < 50:
            found.append(found[-1].parent)
        return found
