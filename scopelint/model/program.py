"""One program linked from many files: names resolved by import, classes with their MRO, mapped classes and tables.

Ids are strings: a module is "app.tasks"; a function or class is "app.tasks:TaskService.list"; a module variable is
"app.db:engine". Whatever stands outside the project is its dotted import name: "sqlalchemy.orm.Session".
"""

from typing import Literal, TypeAlias, Union

from scopelint.model.node import Node
from scopelint.model.outline import ClassOutline, FunctionOutline
from scopelint.model.schema import Schema


class ModuleRef(Node, frozen=True):
    """A module of the project."""

    module: str


class FunctionRef(Node, frozen=True):
    """A function or method of the project."""

    id: str


class ClassRef(Node, frozen=True):
    """A class of the project."""

    id: str


class VariableRef(Node, frozen=True):
    """A name assigned at module level; its value is in the module's body."""

    id: str


class ExternalRef(Node, frozen=True):
    """Something outside the project, by the dotted name it is imported as, re-exports of the library not followed."""

    name: str


class UnresolvedRef(Node, frozen=True):
    """A name that resolves to nothing in view, and why in a few words."""

    name: str
    reason: str


Ref: TypeAlias = Union[ModuleRef, FunctionRef, ClassRef, VariableRef, ExternalRef, UnresolvedRef]


class Base(Node, frozen=True):
    """One base of a class with its type arguments: ``Repository[Task]``."""

    ref: Ref
    arguments: tuple[Ref, ...] = ()


class Function(Node, frozen=True):
    """A module-level function or class member. ``owner`` is its class's id."""

    id: str
    path: str
    module: str
    outline: FunctionOutline
    owner: str | None = None


class Class(Node, frozen=True):
    """A class. ``mro`` holds ids of project classes and dotted names of external ones, itself first (C3 where it exists,
    else depth-first); ``open``: a base could not be resolved. ``members``: own names to what they are: a method's id, or
    "" for a field assigned in the class body."""

    id: str
    path: str
    module: str
    outline: ClassOutline
    bases: tuple[Base, ...]
    mro: tuple[str, ...]
    members: dict[str, str]
    open: bool = False


class MappedColumn(Node, frozen=True):
    """Attribute ``attribute`` maps column ``column``; ``has_default``: a default or server default fills it.
    ``table``: the parent's table that holds it, where that is not the class's own (joined inheritance)."""

    attribute: str
    column: str
    nullable: bool
    has_default: bool = False
    table: str | None = None


class Relationship(Node, frozen=True):
    """``attribute`` leads to ``target`` (class id). ``pairs``: (local column, remote column) where one foreign key or
    an explicit join tells; empty if not known. ``many``: a collection. ``secondary``: association table, reached by
    ``secondary_pairs`` (local column, its column) and left by ``secondary_remote_pairs`` (its column, remote column).
    ``write_only``: it gives statements (``row.lines.select()``), no rows."""

    attribute: str
    target: str | None
    pairs: tuple[tuple[str, str], ...] = ()
    many: bool = False
    secondary: str | None = None
    secondary_pairs: tuple[tuple[str, str], ...] = ()
    secondary_remote_pairs: tuple[tuple[str, str], ...] = ()
    write_only: bool = False


class MappedClass(Node, frozen=True):
    """A class mapped to a table. ``columns`` and ``relationships`` are by attribute, inherited ones included.
    ``synonyms``: attribute to the attribute it stands for. ``others``: names of hybrids, properties and proxies.
    ``discriminator``: the column that tells subclasses apart. ``parent``: the mapped superclass; ``parent_pairs``: how
    a joined subclass's table hangs on the parent's, (own column, parent's column), empty if both share one table."""

    id: str
    table: str
    columns: dict[str, MappedColumn]
    relationships: dict[str, Relationship]
    synonyms: dict[str, str]
    others: tuple[str, ...] = ()
    discriminator: str | None = None
    parent: str | None = None
    parent_pairs: tuple[tuple[str, str], ...] = ()


class Module(Node, frozen=True):
    """A module's names, re-exports and stars followed. ``name`` is dotted; ``path`` relative to the root."""

    name: str
    path: str
    names: dict[str, Ref]
    is_package: bool = False


class LinkGap(Node, frozen=True):
    """What linking could not settle: a model whose table is computed, a base that resolves to nothing."""

    kind: Literal["model", "base", "table", "import"]
    path: str
    line: int
    reason: str


class Program(Node, frozen=True):
    """The whole project. ``tables``: VariableRef id of a ``Table(...)`` to the table's name. ``schema`` is what the
    models declare. ``subclasses``: direct ones, by id. ``module_of``: path to module."""

    modules: dict[str, Module]
    module_of: dict[str, str]
    functions: dict[str, Function]
    classes: dict[str, Class]
    mapped: dict[str, MappedClass]
    tables: dict[str, str]
    subclasses: dict[str, tuple[str, ...]]
    schema: Schema
    roots: tuple[str, ...] = ()
    gaps: tuple[LinkGap, ...] = ()
