"""Outlines and bodies to one program: the steps in order."""

from collections.abc import Mapping

from scopelint.link import mapping as mapped
from scopelint.link.classbody import ClassBodies
from scopelint.link.classes import Classes
from scopelint.link.drafts import MappedDraft, TableDraft
from scopelint.link.entering import Entering
from scopelint.link.imperative import Imperative
from scopelint.link.names import Names
from scopelint.link.references import References
from scopelint.link.relationships import Relationships
from scopelint.link.roots import Roots, Tree, module_names
from scopelint.link.schema import SchemaBuilder
from scopelint.link.static import BodyOf, Static
from scopelint.link.values import Entries, Known, Member, Scope, Sequence, Symbol, Value, text
from scopelint.model.outline import Outline
from scopelint.model.program import MappedClass, MappedColumn, Program
from scopelint.model.schema import Table


def link(outlines: Mapping[str, Outline], body_of: BodyOf, src: tuple[str, ...] = ()) -> Program:
    """The whole project as one program.

    ``outlines`` by path relative to the project root; ``body_of(path, qualname)`` reads one body ("<module>" is the
    module's own); ``src`` names source roots where they shall not be detected. Raises nothing: what cannot be settled
    is in ``gaps``.
    """
    tree = Tree(outlines)
    roots = Roots(tree, src)
    names = Names(tree, roots, module_names(roots, tree.files), lambda path: _exports(static, path))
    static = Static(names, body_of)
    entering = Entering(static)
    static.enter = entering.enter
    modules = names.modules()
    classes = Classes(names, static)
    bodies = ClassBodies(classes, static)
    models = mapped.Mapping(classes, static, bodies, entering)
    static.class_attribute = lambda id, name: _class_attribute(models, bodies, id, name)
    found = classes.classes()
    for id in sorted(found, key=lambda id: (len(found[id].mro), id)):  # ancestors first: no deep recursion
        models.draft(id)
    imperative = Imperative(models, static, modules)
    imperative.find_tables()
    imperative.finish_classes()
    references = References(models, static)
    schema = SchemaBuilder(references, _tables(models))
    relationships = Relationships(references, schema.tables)
    gaps = names.gaps + classes.gaps + models.gaps + schema.gaps + relationships.gaps
    return Program(
        modules=modules,
        module_of=dict(sorted(names.module_of.items())),
        functions=dict(sorted(classes.functions.items())),
        classes=found,
        mapped={
            id: _mapped_class(draft, relationships, schema.tables) for id, draft in sorted(references.mapped.items())
        },
        tables=dict(sorted(imperative.tables.items())),
        subclasses=classes.subclasses(),
        schema=schema.schema(),
        roots=roots.all(),
        gaps=tuple(sorted(set(gaps), key=lambda gap: (gap.path, gap.line, gap.kind, gap.reason))),
    )


def _exports(static: Static, path: str) -> tuple[str, ...] | None:
    """The constant ``__all__`` of a module."""
    expression = static.assigned(path).get("__all__")
    value = static.value(expression, Scope(path)) if expression is not None else None
    if not isinstance(value, Sequence) or not value.whole:
        return None
    found = [text(one) for one in value.elements]
    return tuple(one for one in found if one is not None) if None not in found else None


def _class_attribute(models: mapped.Mapping, bodies: ClassBodies, id: str, name: str) -> Value | None:
    """``Class.name`` where it is a constant of the class: a table name, a schema, a tuple of constraints."""
    if id not in models.classes.outlines:
        return None
    if name == "__tablename__":
        found = models.dunders.table_name(id)
        return Known(found) if found is not None else None
    for one in models.classes.mro(id):
        if one not in models.classes.outlines:
            continue
        if any(field.name == name for field in models.classes.outlines[one][1].fields):
            attribute = bodies.attributes(one).get(name)
            value = attribute.value if attribute is not None else None
            constant = isinstance(value, Known | Sequence | Entries | Symbol)
            return value if constant or (isinstance(value, Member) and value.name != name) else None
    return None


def _tables(models: mapped.Mapping) -> list[TableDraft]:
    """Every table draft once: those of mapped classes first, then the imperative ones."""
    found: dict[int, TableDraft] = {}
    for _, draft in sorted(models.drafts.items()):
        if draft is not None:
            found.setdefault(id(draft.table), draft.table)
    for _, table in sorted(models.tables.items()):
        found.setdefault(id(table), table)
    return list(found.values())


def _mapped_class(draft: MappedDraft, relationships: Relationships, tables: dict[str, Table]) -> MappedClass:
    columns: dict[str, MappedColumn] = {}
    synonyms: dict[str, str] = {}
    others: set[str] = set()
    for one in reversed(draft.line()):
        for attribute, (column, table) in one.columns.items():
            nullable = column.name not in tables[table.name].primary_key and column.nullable is not False
            elsewhere = table.name if table.name != draft.table.name else None
            columns[attribute] = MappedColumn(attribute, column.name, nullable, column.has_default, elsewhere)
        synonyms.update(one.synonyms)
        others |= one.others
    parent = draft.parent
    return MappedClass(
        id=draft.id,
        table=draft.table.name,
        columns=columns,
        relationships=relationships.of(draft),
        synonyms=dict(sorted(synonyms.items())),
        others=tuple(sorted(others)),
        discriminator=draft.discriminator,
        parent=parent.id if parent is not None else None,
        parent_pairs=_inheritance(draft, tables),
    )


def _inheritance(draft: MappedDraft, tables: dict[str, Table]) -> tuple[tuple[str, str], ...]:
    """The join of a joined-table subclass with its parent's table."""
    if draft.parent is None or not draft.own_table:
        return ()
    keys = [key for key in tables[draft.table.name].foreign_keys if key.table == draft.parent.table.name]
    primary = tables[draft.table.name].primary_key
    keys = [key for key in keys if set(key.columns) <= set(primary)] or keys
    return tuple(zip(keys[0].columns, keys[0].referred_columns, strict=True)) if keys else ()
