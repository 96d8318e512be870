"""``payload.model_dump()`` of a typed value: a mapping of its fields by name."""

from typing import TYPE_CHECKING

from scopelint.evaluate import attributes, containers, mappings, typing_hints
from scopelint.evaluate.values import Argument, Const, Mapping, Subset, Term, const, constant_text, intern

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

DUMPS = frozenset({"model_dump", "dict", "_asdict", "asdict", "to_dict"})
LEAVES_OUT = frozenset({"exclude_unset", "exclude_none", "exclude_defaults"})


def dumped(run: "Run", base: Term, name: str, arguments: tuple[Argument, ...]) -> Term | None:
    """The fields of a pydantic model or named tuple; None for anything else, and where it is not in view which ones."""
    class_id = typing_hints.class_of(run, base)
    cls = None if class_id is None else run.program.classes.get(class_id)
    if class_id is None or cls is None or cls.open or class_id in run.program.mapped:
        return None
    if not any(name.rsplit(".", 1)[-1] in ("BaseModel", "NamedTuple", "SQLModel") for name in cls.mro):
        return None
    fields = list(run.field_names(class_id))
    given = {argument.keyword: argument.value for argument in arguments}
    for keyword in ("include", "exclude"):
        if keyword not in given or _is(given[keyword], None):
            continue
        names = _names(run, given[keyword])
        if names is None:
            return None
        fields = [field for field in fields if (field in names) is (keyword == "include")]
    entries: list[tuple[Term | None, Term]] = [
        (const(field), attributes.attribute(run, base, field)) for field in fields
    ]
    if any(keyword in LEAVES_OUT and not _is(given[keyword], False) for keyword in given):
        optional = tuple(
            entry for field, entry in zip(fields, entries, strict=True) if not _required(run, class_id, field)
        )
        entries = [entry for entry in entries if entry not in optional]
        entries.append((None, intern(Subset(intern(Mapping(optional))))))
    return run.allocate("dict", intern(Mapping(tuple(entries))))


def _required(run: "Run", class_id: str, field: str) -> bool:
    """Whether a field has a value of its own in every dump: no default, and not None."""
    for owner in run.program.classes[class_id].mro:
        found = run.program.classes.get(owner)
        outlined = next((one for one in found.outline.fields if one.name == field), None) if found is not None else None
        if outlined is not None:
            hint = run.field_hint(class_id, field)
            return not outlined.assigned and hint is not None and not hint.optional
    return False


def _is(value: Term, constant: bool | None) -> bool:
    return isinstance(value, Const) and value.value is constant


def _names(run: "Run", value: Term) -> set[str] | None:
    """The field names of ``exclude={"id"}`` or ``exclude={"id": True}``."""
    inner = containers.content(run, value)
    mapping = mappings.known_entries(inner)
    if mapping is not None:
        return set(mapping) if all(isinstance(item, Const) for item in mapping.values()) else None
    items = containers.items(inner)
    names = [constant_text(item) for item in items] if items is not None else [None]
    return {name for name in names if name is not None} if None not in names else None
