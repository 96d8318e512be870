"""Names and attributes to values: modules, classes along their MRO, instances, typed parameters, what lies outside."""

import builtins
from typing import TYPE_CHECKING

from scopelint.evaluate import query_classes, typing_hints
from scopelint.evaluate.conditions import choose
from scopelint.evaluate.state import UNBOUND
from scopelint.evaluate.values import (
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    External,
    Function,
    Instance,
    MethodCall,
    Module,
    Partial,
    Ref,
    Super,
    TableObject,
    Term,
    Unknown,
    const,
    intern,
)
from scopelint.model import body as ir
from scopelint.model import program as linked

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

FLASK_OWN = frozenset(
    {
        "Model",
        "Query",
        "engine",
        "engines",
        "get_engine",
        "metadata",
        "metadatas",
        "session",
        "get_or_404",
        "first_or_404",
        "one_or_404",
        "paginate",
        "init_app",
        "create_all",
        "drop_all",
        "reflect",
        "app",
        "get_app",
    }
)
"""What Flask-SQLAlchemy's object has of its own; all else is SQLAlchemy's, by the same name."""
BUILTINS = frozenset(dir(builtins))


def from_ref(run: "Run", ref: linked.Ref) -> Term:
    """The value a resolved name stands for."""
    match ref:
        case linked.ModuleRef():
            return intern(Module(ref.module))
        case linked.FunctionRef():
            return intern(Function(ref.id))
        case linked.ClassRef():
            return intern(Class(ref.id))
        case linked.VariableRef():
            table = run.program.tables.get(ref.id)
            return intern(TableObject(table)) if table is not None else run.world.variable(ref.id)
        case linked.ExternalRef():
            return intern(External(ref.name))
        case linked.UnresolvedRef():
            return intern(Unknown(f"{ref.name}: {ref.reason}"))


def module_name(run: "Run", module: str, name: str) -> Term:
    """A name at module level, or a builtin."""
    found = run.program.modules.get(module)
    ref = None if found is None else found.names.get(name)
    if ref is not None:
        return from_ref(run, ref)
    if name in BUILTINS:
        return intern(External(f"builtins.{name}"))
    if name == "__file__":
        return intern(Attr(intern(Module(module)), name))
    return intern(Unknown(f"name {name}"))


def attribute(run: "Run", base: Term, name: str) -> Term:
    """``base.name``"""
    match base:
        case Choice() if run.world.heads.kind(base) is not None:
            cls = query_classes.class_of(run, base)  # a statement under construction stays one chain
            return intern(Attr(base, name)) if cls is None else _of_object(run, base, cls, name)
        case Choice():
            return choose(base.condition, attribute(run, base.then, name), attribute(run, base.otherwise, name))
        case Module():
            return _of_module(run, base, name)
        case External():
            return intern(External(f"{base.name}.{name}"))
        case CallResult(function=External(name="flask_sqlalchemy.SQLAlchemy")) if name not in FLASK_OWN:
            return intern(External(f"sqlalchemy.{name}"))
        case Class():
            return _of_class(run, base, name)
        case Ref(kind="instance", class_id=class_id) if class_id is not None:
            return _of_instance(run, base, class_id, name)
        case Instance():
            for field, value in base.fields:
                if field == name:
                    return value
            return _of_object(run, base, base.class_id, name)
        case Super():
            return _of_super(run, base, name)
        case Partial():
            return intern(Attr(base, name))
        case Const():
            return intern(Attr(base, name))
        case MethodCall() | Attr() if name == "column_descriptions" and run.world.heads.kind(base) == "query":
            from scopelint.evaluate.listened import column_descriptions

            return column_descriptions(base, run) or intern(Attr(base, name))
    class_id = typing_hints.class_of(run, base)
    if class_id is not None:
        return _of_object(run, base, class_id, name)
    return intern(Attr(base, name))


def _of_module(run: "Run", base: Module, name: str) -> Term:
    module = run.program.modules.get(base.name)
    if module is not None:
        ref = module.names.get(name)
        if ref is not None:
            return from_ref(run, ref)
    submodule = f"{base.name}.{name}"
    if submodule in run.program.modules:
        return intern(Module(submodule))
    return intern(Attr(base, name))


def find_member(program: linked.Program, class_id: str, name: str, after: str | None = None) -> tuple[str, str] | None:
    """The class along the MRO that has the member, and the member (a method's id, or "" for a field)."""
    cls = program.classes.get(class_id)
    if cls is None:
        return None
    skipping = after is not None
    for owner in cls.mro:
        if skipping:
            skipping = owner != after
            continue
        found = program.classes.get(owner)
        if found is not None and name in found.members:
            return owner, found.members[name]
    return None


def _of_class(run: "Run", base: Class, name: str) -> Term:
    mapped = run.program.mapped.get(base.id)
    if mapped is not None:
        if name in mapped.columns or name in mapped.relationships or name in mapped.synonyms:
            return intern(Attr(base, name))
        if name == "__table__":
            return intern(TableObject(mapped.table))
    found = find_member(run.program, base.id, name)
    if found is None:
        if name == "__name__":
            return const(base.id.rsplit(":", 1)[-1].rsplit(".", 1)[-1])
        return intern(Attr(base, name))
    owner, member = found
    if member:
        if member in run.program.classes:
            return intern(Class(member))
        return _bound(run, member, base, base)
    value = run.world.class_variable(owner, name)
    if mapped is not None and query_classes.is_property(value):
        return intern(Attr(base, "query"))
    return intern(Attr(base, name)) if value is None or _is_enum(run, base.id) else value


def _is_enum(run: "Run", class_id: str) -> bool:
    cls = run.program.classes.get(class_id)
    return cls is not None and any(name.rsplit(".", 1)[-1].endswith("Enum") for name in cls.mro)


def _bound(run: "Run", method: str, receiver: Term, on_class: Term | None) -> Term:
    """A method taken from an instance, or from its class (``on_class``)."""
    function = run.program.functions.get(method)
    if function is None:
        return intern(Function(method, receiver))
    kinds = {decorator.split("(")[0].rsplit(".", 1)[-1] for decorator in function.outline.decorators}
    if "staticmethod" in kinds:
        return intern(Function(method))
    if "classmethod" in kinds:
        return intern(Function(method, on_class if on_class is not None else _class_of(run, receiver)))
    if on_class is not None:
        return _on_class(run, method, kinds, on_class)
    if kinds & {"property", "cached_property", "hybrid_property", "getter", "setter"}:
        return run.enter_property(intern(Function(method, receiver)))
    return intern(Function(method, receiver))


def _on_class(run: "Run", method: str, kinds: set[str], on_class: Term) -> Term:
    """A method taken from its class: a hybrid is its function with the class for self, as SQL."""
    name = method.rsplit(".", 1)[-1]
    if kinds & {"hybrid_property", "hybrid_method"} and isinstance(on_class, Class):
        beside = (
            f"{name}.expression",
            f"{name}.inplace.expression",
            f"{name}.comparator",
            f"{name}.inplace.comparator",
        )
        owner = run.program.classes.get(method.rpartition(".")[0])
        functions = [run.program.functions.get(member) for member in (owner.members if owner else {}).values()]
        for function in functions:  # SQL is written by another function, under another name
            found = [
                decorator for decorator in (function.outline.decorators if function else ()) if decorator in beside
            ]
            if found and function is not None and found[0].endswith("expression"):
                return run.enter_property(intern(Function(function.id, on_class)))
            if found:
                return intern(Attr(on_class, name))
        bound = intern(Function(method, on_class))
        return run.enter_property(bound) if "hybrid_property" in kinds else bound
    if "expression" in kinds and isinstance(on_class, Class):
        return run.enter_property(intern(Function(method, on_class)))
    if kinds & {"comparator", "setter", "update_expression"} and isinstance(on_class, Class):
        return intern(Attr(on_class, name))  # what it is as SQL stands elsewhere
    return intern(Function(method))


def _class_of(run: "Run", value: Term) -> Term:
    class_id = value.class_id if isinstance(value, Ref | Instance) else typing_hints.class_of(run, value)
    return intern(Class(class_id)) if class_id is not None else run.fresh("class of an object")


def _of_instance(run: "Run", base: Ref, class_id: str, name: str) -> Term:
    fields = run.state.heap.get(base.number)
    if isinstance(fields, dict):
        value = fields.get(name)
        if value is not None and value is not UNBOUND:
            return value
    return _of_object(run, base, class_id, name)


def _of_object(run: "Run", base: Term, class_id: str, name: str) -> Term:
    if name == "__class__":
        return intern(Class(class_id))
    mapped = run.program.mapped.get(class_id)
    if mapped is not None and (name in mapped.columns or name in mapped.relationships):
        return _unknown_field(run, base, name)
    found = find_member(run.program, class_id, name)
    if found is None:
        return _unknown_field(run, base, name)
    owner, member = found
    if member:
        return intern(Class(member)) if member in run.program.classes else _bound(run, member, base, None)
    if mapped is None and not isinstance(base, Ref):
        # A field of a typed parameter: its class default says nothing about this object's value.
        value = run.world.class_variable(owner, name)
        return value if isinstance(value, Class | Function | TableObject) else _unknown_field(run, base, name)
    value = run.world.class_variable(owner, name)
    if value is None or (mapped is not None):
        return _unknown_field(run, base, name)
    return value


def _unknown_field(run: "Run", base: Term, name: str) -> Term:
    """A field nothing is known of; one of a symbolic self hangs on whoever made the object, like a parameter."""
    if run.own is not None and base is run.own[0]:
        return intern(Attr(run.own[1], name))
    return intern(Attr(base, name))


def _of_super(run: "Run", base: Super, name: str) -> Term:
    receiver = base.receiver
    class_id = receiver.class_id if isinstance(receiver, Ref | Instance) else typing_hints.class_of(run, receiver)
    if isinstance(receiver, Class):
        class_id = receiver.id
    if class_id is None:
        class_id = base.class_id
    found = find_member(run.program, class_id, name, after=base.class_id)
    if found is None:
        return intern(Attr(base, name))
    owner, member = found
    if member:
        return _bound(run, member, receiver, receiver if isinstance(receiver, Class) else None)
    value = run.world.class_variable(owner, name)
    return intern(Attr(base, name)) if value is None else value


def imported(run: "Run", name: ir.ImportedName) -> Term:
    """A name bound by an import statement inside a function."""
    target = _module_imported(run, _absolute(run, name))
    if name.name is None:
        if target in run.program.modules:
            return intern(Module(target))
        return intern(External(target))
    if target in run.program.modules:
        return _of_module(run, Module(target), name.name)
    return intern(External(f"{target}.{name.name}"))


def _module_imported(run: "Run", dotted: str) -> str:
    """The program's name for a module imported by a dotted name: as it is, or found below a source root, the importing
    file's own roots first."""
    program = run.program
    if dotted in program.modules:
        return dotted
    below = dotted.replace(".", "/")
    here = f"{run.frame.path}/"
    own = sorted((root for root in program.roots if root and here.startswith(f"{root}/")), key=len, reverse=True)
    for root in dict.fromkeys((*own, *program.roots)):
        start = f"{root}/{below}" if root else below
        for path in (f"{start}.py", f"{start}/__init__.py"):
            if path in program.module_of:
                return program.module_of[path]
    return dotted


def _absolute(run: "Run", name: ir.ImportedName) -> str:
    if not name.level:
        return name.module
    module = run.program.modules.get(run.frame.module)
    parts = run.frame.module.split(".")
    drop = name.level - (1 if module is not None and module.is_package else 0)
    base = parts[: len(parts) - drop] if drop else parts
    return ".".join([*base, name.module] if name.module else base)


def field_names(run: "Run", class_id: str) -> tuple[str, ...]:
    """Annotated fields of a class in constructor order, bases first."""
    cls = run.program.classes.get(class_id)
    names: dict[str, None] = {}
    for owner in reversed(cls.mro if cls is not None else ()):
        found = run.program.classes.get(owner)
        for field in found.outline.fields if found is not None else ():
            if field.annotated:
                names[field.name] = None
    return tuple(names)


def field_hint(run: "Run", class_id: str, name: str) -> "typing_hints.Hint | None":
    """What the annotation of a field, or of the property of that name, says."""
    found = find_member(run.program, class_id, name)
    if found is None:
        return None
    owner, member = found
    if member:
        function = run.program.functions.get(member)
        return None if function is None else run.return_hint(function)
    cls = run.program.classes[owner]
    body = run.world.body(cls.path, cls.outline.qualname)
    if isinstance(body, ir.ClassBody):
        for effect in body.effects:
            if (
                isinstance(effect, ir.Assign)
                and effect.annotation is not None
                and isinstance(effect.targets[0], ir.Name)
                and effect.targets[0].id == name
            ):
                return typing_hints.read(run, effect.annotation, cls.path)
    return None
