"""Column declarations: ``Column``, ``mapped_column``, SQLModel's ``Field``, and what an annotation adds."""

from scopelint.link.annotations import Annotation
from scopelint.link.columntypes import python_type, sql_type
from scopelint.link.drafts import ColumnDraft
from scopelint.link.values import (
    Entries,
    Known,
    Made,
    Sequence,
    Symbol,
    Value,
    library_name,
    made,
    text,
    truth,
)
from scopelint.model.program import ClassRef

COLUMN_CALLS = ("Column", "mapped_column")
_DEFAULTS = ("default", "server_default", "insert_default", "default_factory", "onupdate_default")
_GENERATED = ("Sequence", "Identity", "Computed", "FetchedValue", "ColumnDefault", "DefaultClause")


def column_of(value: Value) -> Made | None:
    """The ``Column(...)`` inside a value: itself, or wrapped in ``deferred`` or ``column_property``."""
    found = made(value, *COLUMN_CALLS)
    if found is not None:
        return found
    wrapper = made(value, "deferred", "column_property")
    return column_of(wrapper.positional[0]) if wrapper is not None and wrapper.positional else None


def declared_column(call: Made, annotation: Annotation) -> ColumnDraft:
    """A ``Column`` or ``mapped_column`` call; only the latter heeds the annotation."""
    positional = call.positional
    keywords = dict(call.keywords)
    name = text(keywords.get("name")) or text(keywords.get("__name_pos")) or ""
    if positional and text(positional[0]) is not None:
        name = text(positional[0]) or ""
        positional = positional[1:]
    heeds = library_name(call.callee) == "mapped_column" or (
        isinstance(call.callee, Symbol) and isinstance(call.callee.ref, ClassRef)
    )
    for extra in annotation.metadata if heeds else ():
        if made(extra, *COLUMN_CALLS) is not None:
            keywords = {**extra.keywords, **keywords}
            positional = positional + tuple(one for one in extra.positional if text(one) is None)
    draft = ColumnDraft(name)
    draft.key = text(keywords.get("key")) or ""
    draft.primary_key = truth(keywords.get("primary_key")) is True
    draft.unique = truth(keywords.get("unique")) is True
    draft.foreign = tuple(
        one.positional[0] if one.positional else one.keywords.get("column", Known(None))
        for one in map(_foreign_key, positional)
        if one is not None
    )
    draft.has_default = any(keywords.get(one, Known(None)) != Known(None) for one in _DEFAULTS) or any(
        made(one, *_GENERATED) is not None for one in positional
    )
    types = [found for found in map(sql_type, (*positional, keywords.get("type_", Known(None)))) if found is not None]
    draft.type = next((one for one in types if one), "") or (
        python_type(annotation.inner) if heeds and annotation.mapped else ""
    )
    draft.nullable = _nullable(call, keywords, draft, annotation, heeds)
    return draft


def _nullable(
    call: Made, keywords: dict[str, Value], draft: ColumnDraft, annotation: Annotation, heeds: bool
) -> bool | None:
    if "nullable" in keywords:
        return truth(keywords["nullable"])
    if draft.primary_key:
        return False
    if not call.whole:
        return None
    return annotation.optional if heeds and annotation.mapped else True


def annotated_column(annotation: Annotation) -> ColumnDraft:
    """``name: Mapped[str]`` without a value."""
    for extra in annotation.metadata:
        if made(extra, *COLUMN_CALLS) is not None:
            return declared_column(extra, annotation)
    return ColumnDraft("", nullable=annotation.optional, type=python_type(annotation.inner))


def sqlmodel_column(value: Value | None, annotation: Annotation) -> ColumnDraft:
    """A SQLModel field: ``Field(...)``, a plain default, or nothing but its annotation."""
    field = made(value, "Field") if value is not None else None
    if field is None:
        field = next((one for one in annotation.metadata if made(one, "Field") is not None), None)
    if field is None:
        has_default = value is not None and value not in (Known(None),)
        nullable = annotation.optional
        return ColumnDraft("", nullable=nullable, has_default=has_default, type=_field_type(annotation))
    keywords = dict(field.keywords)
    given = keywords.get("sa_column")
    column = column_of(given) if given is not None else None
    default = field.positional[0] if field.positional else keywords.get("default", Known(None))
    if value is not None and made(value, "Field") is None:
        default = value
    has_default = default not in (Known(None),) and library_name(default) not in ("Ellipsis", "PydanticUndefined")
    has_default = has_default or keywords.get("default_factory", Known(None)) != Known(None)
    if column is not None:
        draft = declared_column(column, Annotation())
        draft.has_default = draft.has_default or has_default
        return draft
    more = keywords.get("sa_column_kwargs")
    extra = more.entries if isinstance(more, Entries) else {}
    arguments = keywords.get("sa_column_args")
    references = tuple(
        one.positional[0]
        for one in map(_foreign_key, arguments.elements if isinstance(arguments, Sequence) else ())
        if one is not None and one.positional
    )
    own = keywords.get("foreign_key")
    draft = ColumnDraft(text(extra.get("name")) or "", type=_field_type(annotation))
    draft.primary_key = truth(extra.get("primary_key", keywords.get("primary_key"))) is True
    draft.unique = truth(extra.get("unique", keywords.get("unique"))) is True
    draft.foreign = ((own,) if own is not None and own != Known(None) else ()) + references
    draft.has_default = has_default or any(extra.get(one, Known(None)) != Known(None) for one in _DEFAULTS)
    explicit = extra.get("nullable", keywords.get("nullable"))
    draft.nullable = truth(explicit) if explicit is not None else not draft.primary_key and annotation.optional
    if given is not None or not field.whole:
        draft.nullable = None if explicit is None else draft.nullable
    if "sa_type" in keywords:
        draft.type = sql_type(keywords["sa_type"]) or ""
    return draft


def _field_type(annotation: Annotation) -> str:
    found = "" if annotation.many else python_type(annotation.inner)
    return "" if found == "timestamp" else found  # with or without time zone: SQLModel's versions differ


def _foreign_key(value: Value) -> Made | None:
    return made(value, "ForeignKey")
