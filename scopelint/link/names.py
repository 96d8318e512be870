"""Names by import: for each module, what every name in it refers to, re-exports and stars followed."""

import builtins
from collections.abc import Callable, Iterable

from scopelint.link.roots import STDLIB, Roots, Tree, joined, parent_of
from scopelint.model.body import ImportedName
from scopelint.model.outline import Cut, FunctionOutline
from scopelint.model.program import (
    ClassRef,
    ExternalRef,
    FunctionRef,
    LinkGap,
    Module,
    ModuleRef,
    Ref,
    UnresolvedRef,
    VariableRef,
)

DEEPEST = 60  # re-exports followed one after the other
BUILTINS = frozenset(dir(builtins))
Exports = Callable[[str], tuple[str, ...] | None]
"""Path of a module to the constant value of its ``__all__``, None where it is not constant."""


class Names:
    """Resolves names lazily, one module at a time; a cycle of re-exports ends as unresolved."""

    def __init__(self, tree: Tree, roots: Roots, names: dict[str, str], exports: Exports) -> None:
        self.tree = tree
        self.roots = roots
        self.module_of = names
        self.path_of = {name: path for path, name in names.items()}
        self.exports = exports
        self.gaps: list[LinkGap] = []
        self.internal = 0
        self.namespaces: dict[str, str] = {}
        self.reassigned: Callable[[str, str], bool] = lambda _path, _name: False
        self._bound: dict[str, dict[str, list[ImportedName] | Ref]] = {}
        self._hidden: dict[tuple[str, str], int] = {}
        self._depth = 0
        self._fallbacks: dict[tuple[str, str], Ref] = {}
        self._stars: dict[str, list[ImportedName]] = {}
        self._answers: dict[tuple[str, str], Ref | None] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._children = _children(tree)

    # ------------------------------------------------------------ a module as a whole

    def modules(self) -> dict[str, Module]:
        """Every module of the project, and every namespace package that holds one, by dotted name."""
        found = {}
        for path, name in self.module_of.items():
            package = path.endswith(("/__init__.py", "/__init__.pyi")) or path in ("__init__.py", "__init__.pyi")
            found[name] = Module(name, path, self._names_of(path), package)
        waiting = sorted(self.namespaces)
        while waiting:
            directory = waiting.pop()
            name = self.namespaces[directory]
            if name in found:
                continue
            before = set(self.namespaces)
            found[name] = Module(name, directory, self._submodules(directory), True)
            waiting += sorted(set(self.namespaces) - before)
        return dict(sorted(found.items()))

    def _names_of(self, path: str) -> dict[str, Ref]:
        names = {}
        for name in self._bindings(path):
            ref = self.name_in(path, name)
            if ref is not None:
                names[name] = ref
        for star in self._stars[path]:
            target = self.module_file(path, star.module, star.level)
            if target is not None:
                for name in self._public(target, ()):
                    ref = self.name_in(path, name)
                    if ref is not None:
                        names.setdefault(name, ref)
        if path.endswith("__init__.py"):
            for name, ref in self._submodules(parent_of(path)).items():
                names.setdefault(name, ref)
        return names

    def _submodules(self, directory: str) -> dict[str, Ref]:
        found: dict[str, Ref] = {}
        for name in self._children.get(directory, ()):
            ref = self._module_ref(joined(directory, name))
            if ref is not None:
                found[name] = ref
        return found

    def _public(self, path: str, seen: tuple[str, ...]) -> Iterable[str]:
        """What ``from module import *`` binds: ``__all__`` where it is constant, else every name without underscore."""
        if path in seen:
            return ()
        bindings = self._bindings(path)
        if "__all__" in bindings:
            exported = self.exports(path)
            if exported is not None:
                return exported
        names = {name: None for name in bindings if not name.startswith("_")}
        for star in self._stars[path]:
            target = self.module_file(path, star.module, star.level)
            if target is not None:
                names.update(dict.fromkeys(self._public(target, (*seen, path))))
        return names

    def _exports(self, path: str, name: str) -> bool:
        """A star import of the module may bind ``name``: what a library's star brought it passes on."""
        exported = self.exports(path) if "__all__" in self._bindings(path) else None
        return name in exported if exported is not None else not name.startswith("_")

    # ------------------------------------------------------------ one name

    def name_in(self, path: str, name: str) -> Ref | None:
        """What ``name`` refers to in the module at ``path``; None if the module does not bind it."""
        key = (path, name)
        if key in self._answers:
            return self._answers[key]
        if self._depth >= DEEPEST:
            return None
        self._answers[key] = None  # met again on the way: a circle, which binds nothing
        self._depth += 1
        answer = self._look_up(path, name)
        self._depth -= 1
        self._answers[key] = answer
        return answer

    def _look_up(self, path: str, name: str) -> Ref | None:
        bound = self._bindings(path).get(name)
        if isinstance(bound, list):
            refs = [self.imported(path, one) for one in bound]
            variable = f"{self.module_of[path]}:{name}"
            if (path, name) in self._hidden and self.reassigned(path, name):
                return VariableRef(variable)
            fallback = self._fallbacks.get((path, name))
            return min([*refs, fallback] if fallback is not None else refs, key=_preference)
        if bound is not None:
            return bound
        outside: Ref | None = None
        for star in reversed(self._stars[path]):
            target = self.module_file(path, star.module, star.level)
            if target is None:
                outside = outside or (ExternalRef(f"{star.module}.{name}") if not star.level else None)
            elif self._exports(target, name):
                ref = self.name_in(target, name)
                if ref is not None:
                    return ref
        if path.endswith("__init__.py"):
            ref = self._module_ref(joined(parent_of(path), name))
            if ref is not None:
                return ref
        return None if name in BUILTINS else outside

    def resolve(self, path: str, name: str, line: int | None = None) -> Ref:
        """What a bare name means in ``path``, builtins included; at module level of ``line``, where that is told:
        an import that a definition further down hides still holds above it."""
        hidden = self._hidden.get((path, name)) if line is not None else None
        ref = self.imported_name(path, name) if line and hidden and hidden >= line else self.name_in(path, name)
        if ref is not None:
            return ref
        if name in BUILTINS:
            return ExternalRef(f"builtins.{name}")
        return UnresolvedRef(name, "not bound in its module")

    def imported_name(self, path: str, name: str) -> Ref | None:
        """What ``name`` was imported as, even where a later definition hides it."""
        found = [one for one in self.tree.outlines[path].imports if one.alias == name]
        return min((self.imported(path, one) for one in found), key=_preference, default=None)

    def member(self, ref: Ref, name: str) -> Ref:
        """``ref.name`` where ``ref`` is a module of the project or stands outside it."""
        match ref:
            case ExternalRef(name=outer):
                return ExternalRef(f"{outer}.{name}")
            case ModuleRef(module=module):
                path = self.path_of.get(module)
                found = (
                    self.name_in(path, name)
                    if path is not None
                    else self._module_ref(joined(self._directory_of(module), name))
                )
                return found or UnresolvedRef(f"{module}.{name}", "the module does not bind it")
            case _:
                return UnresolvedRef(name, "attribute of something that is no module")

    def _directory_of(self, namespace: str) -> str:
        return next((directory for directory, name in self.namespaces.items() if name == namespace), namespace)

    # ------------------------------------------------------------ imports

    def imported(self, path: str, one: ImportedName) -> Ref:
        """What one imported name refers to."""
        if one.name is None:
            if one.dotted is not None and one.alias == one.dotted.partition(".")[0]:
                ref = self._module(path, one.dotted, 0, one)
                return self._module(path, one.alias, 0, one) if isinstance(ref, ModuleRef) else ref_top(ref, one)
            return self._module(path, one.dotted or one.module, 0, one)
        target = self.module_file(path, one.module, one.level, one.name)
        if target is None:
            outer = self._module(path, one.module, one.level, one, one.name)
            if isinstance(outer, ModuleRef):
                inner = self.member(outer, one.name)
                if isinstance(inner, UnresolvedRef) and not self._voted(one.module):
                    return ExternalRef(f"{one.module}.{one.name}")
                return self._inside(path, one, inner)
            if isinstance(outer, UnresolvedRef):
                return outer
            return ExternalRef(f"{one.module}.{one.name}")
        self.internal += 1
        found = self.name_in(target, one.name)
        if found is None:
            stem = parent_of(target) if target.endswith("/__init__.py") else target.rpartition(".")[0]
            found = self._module_ref(joined(stem, one.name))
        if found is None:
            bound = self._bindings(target)
            reason = "imports lead in a circle" if one.name in bound else "no such name there"
            reason = "computed by __getattr__" if "__getattr__" in bound else reason
            found = UnresolvedRef(f"{self.module_of[target]}.{one.name}", reason)
        return self._inside(path, one, found)

    def _inside(self, path: str, one: ImportedName, ref: Ref) -> Ref:
        if isinstance(ref, UnresolvedRef):
            self.gaps.append(LinkGap("import", path, one.span.line, f"{ref.name}: {ref.reason}"))
        return ref

    def _module(self, path: str, dotted: str, level: int, one: ImportedName, name: str | None = None) -> Ref:
        """A module by its dotted name as ``path`` would import it."""
        stem = self._stem(path, dotted, level, name)
        top = dotted.partition(".")[0]
        if stem is not None and (
            level or self._voted(top) or self.tree.module_file(stem) is not None or name is not None
        ):
            ref = self._module_ref(stem)
            if ref is not None:
                return ref
        owned = any(self.tree.is_package(joined(root, top)) for root in self.roots.tops.get(top, ()))
        if level or (owned and top not in STDLIB):
            self.internal += 1
            return self._inside(path, one, UnresolvedRef("." * level + dotted, "no such module in the project"))
        return ExternalRef(dotted)

    def _voted(self, dotted: str) -> bool:
        """Some import of the project finds its target under this top-level name."""
        top = dotted.partition(".")[0]
        return any((root, top) in self.roots.votes for root in self.roots.tops.get(top, ()))

    def module_file(self, path: str, dotted: str, level: int, name: str | None = None) -> str | None:
        """The file that ``dotted`` names when imported from ``path``, if it is one of the project's."""
        stem = self._stem(path, dotted, level, name)
        return None if stem is None else self.tree.module_file(stem)

    def _stem(self, path: str, dotted: str, level: int, name: str | None) -> str | None:
        if level:
            directory = parent_of(path)
            for _ in range(level - 1):
                directory = parent_of(directory)
            return joined(directory, dotted.replace(".", "/")) if dotted else directory
        own = self.roots.own[path]
        top, _, rest = dotted.partition(".")
        if top not in self.roots.tops or (top in STDLIB and not rest and name is None):
            return None
        key = (own, dotted if top not in STDLIB or rest else f"{dotted} {name}")
        if key not in self._found:
            self._found[key] = self._search(own, dotted, name if top in STDLIB and not rest else None)
        return self._found[key]

    def _search(self, own: str, dotted: str, name: str | None) -> str | None:
        below = dotted.replace(".", "/")
        namespace = None
        for root in self.roots.order(own, dotted.partition(".")[0]):
            stem = joined(root, below)
            file = self.tree.module_file(stem)
            if file is not None and (name is None or self.tree.defines(file, name)):
                return stem
            if namespace is None and file is None and name is None and stem in self.tree.directories:
                namespace = stem
        return namespace

    def _module_ref(self, stem: str) -> ModuleRef | None:
        file = self.tree.module_file(stem)
        if file is not None:
            return ModuleRef(self.module_of[file])
        if stem not in self.tree.directories:
            return None
        if stem not in self.namespaces:
            self.namespaces[stem] = self._namespace_name(stem)
        return ModuleRef(self.namespaces[stem])

    def _namespace_name(self, directory: str) -> str:
        inside = self.tree.first[directory]  # a directory that is a package never gets here
        depth = inside[len(directory) + 1 :].removesuffix("/__init__.py").count("/") + 1
        parts = self.module_of[inside].split(".")
        return ".".join(parts[: len(parts) - depth]) or directory.replace("/", ".")

    # ------------------------------------------------------------ what a file binds

    def _bindings(self, path: str) -> dict[str, list[ImportedName] | Ref]:
        if path not in self._bound:
            self._bound[path] = self._bind(path)
        return self._bound[path]

    def _bind(self, path: str) -> dict[str, list[ImportedName] | Ref]:
        """Names to what binds them. A definition hides an import before it, unless it stands in a branch: there it is
        the import's fallback, as is ``X = None``."""
        outline, module = self.tree.outlines[path], self.module_of[path]
        bound: dict[str, list[ImportedName] | Ref] = {}
        imported: dict[str, list[ImportedName]] = {}
        for one in outline.imports:
            if one.name != "*":
                imported.setdefault(one.alias, []).append(one)
        self._stars[path] = [one for one in outline.imports if one.name == "*"]
        for field in outline.fields:
            bound[field.name] = VariableRef(f"{module}:{field.name}")
            if field.name in imported and field.assigned:
                self._hidden[path, field.name] = field.line
        bound.update(imported)
        definitions: list[tuple[str, Cut, Ref]] = [
            (one.name, one.cut, FunctionRef(f"{module}:{one.qualname}"))
            for one in outline.functions
            if not is_overload(one)
        ]
        definitions += [(one.name, one.cut, ClassRef(f"{module}:{one.qualname}")) for one in outline.classes]
        for name, cut, ref in definitions:
            if name in imported and cut.indent:
                self._fallbacks[path, name] = ref
                continue
            bound[name] = ref
            if name in imported:
                self._hidden[path, name] = cut.line
        return bound


def is_overload(function: FunctionOutline) -> bool:
    """A signature for type checkers only."""
    return any(one.lstrip("@").rpartition(".")[2] == "overload" for one in function.decorators)


def ref_top(ref: Ref, one: ImportedName) -> Ref:
    """What ``import a.b`` binds to ``a`` when ``a.b`` is not of the project."""
    return ExternalRef(one.alias) if isinstance(ref, ExternalRef) else ref


def _preference(ref: Ref) -> int:
    match ref:
        case UnresolvedRef():
            return 2
        case ExternalRef():
            return 1
        case _:
            return 0


def _children(tree: Tree) -> dict[str, set[str]]:
    """Directory to the names of the modules and packages directly inside it."""
    found: dict[str, set[str]] = {}
    for directory in tree.directories:
        found.setdefault(parent_of(directory), set()).add(directory.rpartition("/")[2])
    for path in tree.files:
        stem = path.rpartition("/")[2].rpartition(".")[0]
        if stem != "__init__":
            found.setdefault(parent_of(path), set()).add(stem)
    return found
