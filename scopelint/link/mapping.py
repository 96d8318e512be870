"""Mapped classes: table names, and the attributes collected along the MRO as SQLAlchemy collects them."""

from scopelint.link.annotations import Annotation
from scopelint.link.classbody import ClassAttribute, ClassBodies
from scopelint.link.classes import Classes
from scopelint.link.columns import annotated_column, column_of, declared_column, sqlmodel_column
from scopelint.link.declarative import Declarative
from scopelint.link.drafts import ColumnDraft, MappedDraft, RelationshipDraft, TableDraft
from scopelint.link.dunders import Dunders
from scopelint.link.entering import Entering
from scopelint.link.static import FUEL, Static
from scopelint.link.tables import imperative_table, qualified, schema_in, table_arguments
from scopelint.link.values import (
    Entries,
    Known,
    Made,
    Member,
    Symbol,
    Unknown,
    Value,
    library_name,
    made,
    text,
    truth,
)
from scopelint.model.node import Place
from scopelint.model.program import ClassRef, LinkGap

RELATIONSHIP_CALLS = ("relationship", "dynamic_loader", "Relationship", "relation")
_OTHER_CALLS = frozenset(
    {
        "column_property",
        "association_proxy",
        "composite",
        "query_expression",
        "hybrid_property",
        "hybrid_method",
        "deferred",
    }
)
_OTHER_DECORATORS = frozenset(
    {"hybrid_property", "hybrid_method", "property", "cached_property", "aggregated", "observes"}
)


class Mapping:
    """Turns model classes into drafts, parents before children, each once."""

    def __init__(self, classes: Classes, static: Static, bodies: ClassBodies, entering: Entering) -> None:
        self.classes = classes
        self.static = static
        self.bodies = bodies
        self.entering = entering
        self.declarative = Declarative(classes, static)
        self.dunders = Dunders(classes, bodies, entering, self.declarative)
        self.drafts: dict[str, MappedDraft | None] = {}
        self.tables: dict[str, TableDraft] = {}
        self.gaps: list[LinkGap] = []

    # ------------------------------------------------------------ a class

    def draft(self, id: str) -> MappedDraft | None:
        """The mapped class, or None for a base, a mixin, an abstract class or no model at all."""
        if id not in self.drafts:
            self.drafts[id] = None
            if id in self.classes.outlines and self._is_mapped(id):
                self.drafts[id] = self._map(id)
        return self.drafts[id]

    def _is_mapped(self, id: str) -> bool:
        if self.declarative.registry(id) is None or self.declarative.makes_base(id):
            return False
        if self.declarative.kind(id) == "sqlmodel":
            keywords = dict(self.classes.outlines[id][1].keywords)
            return keywords.get("table") == "True"
        own = {field.name for field in self.classes.outlines[id][1].fields}
        return not ("__abstract__" in own and truth(self.dunders.own_value(id, "__abstract__")) is not False)

    def parent(self, id: str) -> MappedDraft | None:
        """The nearest mapped superclass."""
        for name in self.classes.mro(id)[1:]:
            if name in self.classes.outlines:
                found = self.draft(name)
                if found is not None:
                    return found
        return None

    def _map(self, id: str) -> MappedDraft | None:
        path, outline = self.classes.outlines[id]
        self.static.fuel = FUEL
        registry = self.declarative.registry(id) or ""
        parent = self.parent(id)
        arguments = self.dunders.class_value(id, "__mapper_args__", parent)
        options = arguments.entries if isinstance(arguments, Entries) else {}
        above = parent
        if truth(options.get("concrete")) is True:
            parent = None
        place = Place(path, self.bodies.span(id))
        table, guess = self._table(id, registry, above, place)
        if table is None:
            if parent is None:
                self._gap("model", id, guess or "no table name")
                return None
            table = parent.table
        draft = MappedDraft(
            id, path, registry, table, parent=parent, own_table=parent is None or table is not parent.table
        )
        self.drafts[id] = draft
        if table.imperative or (draft.own_table and table.columns):
            for column in table.columns.values():
                draft.columns[column.key or column.name] = (column, table)
        self._collect(draft, above)
        if draft.own_table and not table.columns and (guess is not None or registry.startswith("outside")):
            self.drafts[id] = None
            return None
        if guess is not None:
            self._gap("table", id, guess)
        if id in self.bodies.broken:
            self._gap("model", id, f"{outline.name}: {self.bodies.broken[id]}")
            table.complete = False
        table.complete = table.complete and self.declarative.known_base(id)
        self._arguments(draft, above)
        self._discriminate(draft, options)
        return draft

    def _discriminate(self, draft: MappedDraft, options: dict[str, Value]) -> None:
        on = options.get("polymorphic_on")
        name = text(on) or (on.name if isinstance(on, Member) else None)
        found = draft.column(name) if name is not None else None
        if found is not None:
            draft.discriminator = found[0].name
        elif draft.parent is not None:
            draft.discriminator = draft.parent.discriminator

    def _arguments(self, draft: MappedDraft, above: MappedDraft | None) -> None:
        value = self.dunders.class_value(draft.id, "__table_args__", above)
        if value is None or not draft.own_table or draft.table.imperative:
            return

        def column_name(one: Value) -> str | None:
            written = text(one)
            if written is not None:
                return draft.table.named(written)
            if isinstance(one, Member):
                found = draft.column(one.name)
                return found[0].name if found is not None else None
            return None

        if not table_arguments(draft.table, value, column_name):
            self._gap("model", draft.id, "part of __table_args__ is computed")

    # ------------------------------------------------------------ the table's name

    def _table(
        self, id: str, registry: str, parent: MappedDraft | None, place: Place
    ) -> tuple[TableDraft | None, str | None]:
        """The table and, if its name had to be guessed or is missing, why."""
        own = self.bodies.attributes(id).get("__table__") or self.dunders.inherited(id, "__table__", parent)
        if own is not None:
            found = self._explicit_table(id, own, registry, place)
            return found, None if found is not None else "__table__ is computed"
        name, guess = self.dunders.named(id, parent)
        if name is None:
            return None, guess
        schema_value = schema_in(self.dunders.class_value(id, "__table_args__", parent))
        schema = self.default_schema(registry) if schema_value is None else text(schema_value)
        if schema is None and schema_value is not None and schema_value != Known(None):
            guess = guess or "its schema is computed"
        return TableDraft(qualified(name, schema), registry, place), guess

    def _explicit_table(self, id: str, own: ClassAttribute, registry: str, place: Place) -> TableDraft | None:
        value = self.dunders.computed(id, own) if own.computed else own.value
        match value:
            case Member(owner=Symbol(ref=ClassRef(id=other)), name="__table__") if other != id:
                mapped = self.draft(other)  # two classes on one table
                return mapped.table if mapped is not None else None
        call = made(value, "Table") if value is not None else None
        return None if call is None else self.imperative(call, registry, place)

    def imperative(self, call: Made, registry: str, place: Place) -> TableDraft | None:
        """The draft of a ``Table(...)`` call; one call always gives one draft."""
        metadata = call.positional[1] if len(call.positional) > 1 else call.keywords.get("metadata")
        schema = self._metadata_schema(metadata)
        if (
            isinstance(metadata, Member)
            and isinstance(metadata.owner, Symbol)
            and isinstance(metadata.owner.ref, ClassRef)
        ):
            registry = self.declarative.registry(metadata.owner.ref.id) or registry
        draft = imperative_table(call, registry, schema, place)
        if draft is None:
            return None
        known = self.tables.get(draft.name)
        if (
            known is not None
            and known.imperative
            and known.registry == registry
            and set(known.columns) >= set(draft.columns)
        ):
            return known
        self.tables.setdefault(draft.name, draft)
        return draft

    def _metadata_schema(self, metadata: Value | None) -> str | None:
        if metadata is None:
            return None
        call = made(metadata, "MetaData")
        if call is not None:
            return text(call.keywords.get("schema"))
        if (
            isinstance(metadata, Member)
            and isinstance(metadata.owner, Symbol)
            and isinstance(metadata.owner.ref, ClassRef)
        ):
            registry = self.declarative.registry(metadata.owner.ref.id)
            return self.default_schema(registry) if registry is not None else None
        return None

    def default_schema(self, registry: str) -> str | None:
        """The schema that tables of a registry have unless they say otherwise."""
        value = self.dunders.own_value(registry, "metadata") if registry in self.classes.outlines else None
        return self.declarative.default_schema(registry, value)

    def _gap(self, kind: str, id: str, reason: str) -> None:
        path, outline = self.classes.outlines[id]
        self.gaps.append(LinkGap(kind, path, outline.cut.line, reason))  # type: ignore[arg-type]

    # ------------------------------------------------------------ its attributes

    def _collect(self, draft: MappedDraft, above: MappedDraft | None) -> None:
        seen: set[str] = set()
        inherited = {one.id for one in above.line()} if above is not None else set()
        behind = False
        for owner in self.classes.mro(draft.id):
            if owner in inherited:
                behind = True
                continue
            if owner not in self.classes.outlines:
                continue
            for name, attribute in self.bodies.attributes(owner).items():
                known = behind and above is not None and _has_attribute(above, name)
                if name in seen or known or name.startswith("__"):
                    continue
                if self._attribute(draft, owner, attribute):
                    seen.add(name)

    def _attribute(self, draft: MappedDraft, owner: str, attribute: ClassAttribute) -> bool:
        """Take one attribute in; False leaves its name open to a later base (a bare annotation does)."""
        name = attribute.name
        if attribute.function is not None and not attribute.computed:
            return self._method(draft, attribute)
        if self.declarative.kind(draft.id) == "sqlmodel" and not attribute.computed:
            return self._field(draft, owner, attribute)
        value = self.dunders.computed(draft.id, attribute) if attribute.computed else attribute.value
        annotation = self._annotation(owner, attribute)
        if annotation.excluded:
            return False
        if value is None:
            if annotation.mapped:
                self._add(draft, name, annotated_column(annotation))
            return annotation.mapped
        return self.take(draft, owner, attribute, value, annotation)

    def _annotation(self, owner: str, attribute: ClassAttribute) -> Annotation:
        if attribute.annotation is None and not attribute.computed:
            return Annotation()
        return self.bodies.annotation(owner, attribute)

    def take(
        self, draft: MappedDraft, owner: str, attribute: ClassAttribute, value: Value, annotation: Annotation
    ) -> bool:
        """Take in an attribute by its value."""
        name = attribute.name
        column = column_of(value) or self._column_subclass(value)
        call = value if isinstance(value, Made) else None
        kind = library_name(call.callee) if call is not None else None
        if column is not None:
            self._add(draft, name, declared_column(column, annotation))
        elif call is not None and kind in RELATIONSHIP_CALLS:
            self._relate(draft, owner, attribute, call, annotation)
        elif call is not None and kind == "synonym":
            target = text(call.positional[0] if call.positional else call.keywords.get("name"))
            if target is not None:
                draft.synonyms[name] = target
        elif call is not None and kind in _OTHER_CALLS:
            draft.others.add(name)
            for one in call.positional:
                inner = column_of(one)
                if inner is not None and kind == "composite":
                    self._add(draft, f"{name}.{len(draft.columns)}", declared_column(inner, Annotation()))
        elif isinstance(value, Unknown) and (attribute.called or attribute.computed):
            if annotation.mapped:
                self._add(draft, name, ColumnDraft("", nullable=annotation.optional))
            draft.table.complete = False
            self._gap("model", draft.id, f"{name} is computed ({value.reason})")
        elif isinstance(value, Known) and annotation.mapped:
            self._add(draft, name, annotated_column(annotation))
        elif isinstance(value, Member) and draft.table.imperative:
            found = draft.table.columns.get(value.name)
            if found is not None:
                draft.columns.pop(found.key or found.name, None)
                draft.columns[name] = (found, draft.table)
        return True

    def _column_subclass(self, value: Value) -> Made | None:
        if isinstance(value, Made) and isinstance(value.callee, Symbol) and isinstance(value.callee.ref, ClassRef):
            mro = self.classes.mro(value.callee.ref.id) if value.callee.ref.id in self.classes.outlines else ()
            if any(one.startswith("sqlalchemy.") and one.endswith((".Column", ".MappedColumn")) for one in mro):
                return value
        return None

    def _add(self, draft: MappedDraft, attribute: str, column: ColumnDraft) -> None:
        column.name = column.name or attribute
        if draft.table.imperative and column.name in draft.table.columns:
            column = draft.table.columns[column.name]
        draft.table.add(column)
        draft.columns[attribute] = (draft.table.columns[column.name], draft.table)

    def _method(self, draft: MappedDraft, attribute: ClassAttribute) -> bool:
        if "synonym_for" in attribute.decorators:
            draft.synonyms[attribute.name] = attribute.decorators[-1]
        elif _OTHER_DECORATORS & set(attribute.decorators):
            draft.others.add(attribute.name)
        return True

    def _relate(
        self, draft: MappedDraft, owner: str, attribute: ClassAttribute, call: Made, annotation: Annotation
    ) -> None:
        path = self.classes.outlines[owner][0]
        target = annotation.inner
        many = annotation.many if annotation.mapped or library_name(call.callee) == "Relationship" else None
        draft.relationships[attribute.name] = RelationshipDraft(
            call, target, many, path, owner, attribute.span, annotation.write_only
        )

    def _field(self, draft: MappedDraft, owner: str, attribute: ClassAttribute) -> bool:
        name, value = attribute.name, attribute.value
        annotation = self._annotation(owner, attribute)
        if attribute.annotation is None and value is not None:
            return self.take(draft, owner, attribute, value, annotation)
        if annotation.excluded or name.startswith("_") or name == "model_config":
            return False
        call = made(value, *RELATIONSHIP_CALLS) if value is not None else None
        if call is not None:
            given = call.keywords.get("sa_relationship")
            more = call.keywords.get("sa_relationship_kwargs")
            inner = made(given, *RELATIONSHIP_CALLS) if given is not None else None
            link = call.keywords.get("link_model")
            keywords = {**call.keywords, **(more.entries if isinstance(more, Entries) else {})}
            if link is not None and link != Known(None):
                keywords["secondary"] = link
            self._relate(
                draft, owner, attribute, inner or Made(call.callee, (), keywords, call.whole, call.span), annotation
            )
            return True
        self._add(draft, name, sqlmodel_column(value, annotation))
        return True


def _has_attribute(draft: MappedDraft, name: str) -> bool:
    return any(
        name in one.columns or name in one.relationships or name in one.synonyms or name in one.others
        for one in draft.line()
    )
