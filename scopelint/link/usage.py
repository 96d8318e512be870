"""Which functions' text calls or names which others: read from the bytes, before any body is evaluated."""

import re
from collections.abc import Callable, Iterable, Mapping

from scopelint.model.program import ClassRef, ExternalRef, Function, FunctionRef, ModuleRef, Program, Ref, VariableRef

SHORT = 9
"""Lines of a function that is entered whatever its text says: it may hand a value through, or raise."""


_NAMED = re.compile(rb"([A-Za-z_\x80-\xff][\w\x80-\xff]*)(?=\s*[(,)]|\s+as\b)")
_HANDED = re.compile(rb"\s*[(,)]")
_CALLED = re.compile(rb"\s*\(|\s+as\b")
_IMPORTS = re.compile(rb"(?:\bfrom[ \t]+([\w.]+)[ \t]+)?\bimport[ \t]*(\([^)]*\)|[^\n;#]*)")
_COMMENT = re.compile(r"#[^\n]*")
_CLOSED = re.compile(rb"[ \t]*\)")


class Usage:
    """The texts of a program. ``text`` gives the bytes of a path that the cuts count in; ``paths`` are those of the
    service, where its users are sought."""

    def __init__(self, program: Program, text: Callable[[str], bytes], paths: frozenset[str]) -> None:
        self.program = program
        self.text = text
        self.paths = frozenset(path for path in paths if path in program.module_of)
        self._by_path: dict[str, list[Function]] = {}
        for function in program.functions.values():
            if function.path in self.paths:
                self._by_path.setdefault(function.path, []).append(function)
        self._patterns: dict[str, re.Pattern[bytes] | None] = {}
        self._named: dict[str, dict[bytes, list[int]]] = {}
        self._imports: dict[str, frozenset[str]] = {}

    def promises(self, id: str) -> bool:
        """Whether a function's text makes it worth entering: it is short, holds a hit, or names a model or SQLAlchemy."""
        function = self.program.functions.get(id)
        if function is None:
            return False
        cut = function.outline.cut
        if (
            function.outline.hit
            or cut.end_line - cut.line < SHORT
            or "contextmanager" in " ".join(function.outline.decorators)
        ):
            return True
        found = self._query_names(function.module)
        return found is not None and found.search(self.text(function.path), cut.start, cut.end) is not None

    def mentions(self, ids: frozenset[str]) -> dict[str, tuple[str, ...]]:
        """The functions that call or name each of ``ids``: one pass over the bytes for all of them."""
        by_name = _by_name(ids)
        if not by_name:
            return {}
        found: dict[str, dict[str, None]] = {}
        for path, functions in self._by_path.items():
            source = self.text(path)
            for name, start in self._where(path, by_name):
                if source[max(0, start - 4) : start] == b"def " or not _HANDED.match(source, start + len(name)):
                    continue
                users = [one.id for one in functions if one.outline.cut.start <= start < one.outline.cut.end]
                for id in by_name[name]:
                    if users and self._may_mean(path, source, id):
                        found.setdefault(id, {}).update(dict.fromkeys(users))
        return {id: tuple(users) for id, users in found.items()}

    def constructs(self, ids: frozenset[str]) -> dict[str, tuple[str, ...]]:
        """The functions, or modules outside of them, that call a class or function of one of the names, rename it or
        hand it on."""
        by_name = _by_name(ids)
        found: dict[str, dict[str, None]] = {}
        for path in sorted(self.paths) if by_name else ():
            source = self.text(path)
            for name, start in self._where(path, by_name):
                end = start + len(name)
                before = source[max(0, start - 80) : start].rstrip(b" \t")
                given = _CLOSED.match(source, end) and before.endswith((b"(", b"=", b","))
                if not given and not _CALLED.match(source, end):
                    continue
                line = source[source.rfind(b"\n", 0, start) + 1 : start].lstrip()
                if line.startswith((b"class ", b"def ", b"async def ", b"#")) or b"isinstance(" in line:
                    continue
                user = self._innermost(path, start) or f"{self.program.module_of[path]}:<module>"
                for id in by_name[name]:
                    found.setdefault(id, {})[user] = None
        return {id: tuple(users) for id, users in found.items()}

    def naming(self, held: frozenset[Ref]) -> tuple[str, ...]:
        """The functions whose text names one of these variables or classes, however their file calls it."""
        found: list[str] = []
        for path in sorted(self.paths) if held else ():
            source = self.text(path)
            words = _words(self.program.modules[self.program.module_of[path]].names, held, source)
            if not words:
                continue
            pattern = re.compile(rb"(?<![\w.])(?:" + b"|".join(words) + rb")\b")
            cuts = [(one.id, one.outline.cut) for one in self._by_path.get(path, ())]
            found += [id for id, cut in cuts if pattern.search(source, cut.start, cut.end)]
        return tuple(found)

    def _where(self, path: str, names: Iterable[bytes]) -> list[tuple[bytes, int]]:
        """Where a file calls, renames or hands on one of the names, in order. Its words are gathered once: to seek many
        names at each byte anew would cost the length of the text times their number."""
        if path not in self._named:
            words: dict[bytes, list[int]] = {}
            for match in _NAMED.finditer(self.text(path)):
                words.setdefault(match[1], []).append(match.start())
            self._named[path] = words
        words = self._named[path]
        return sorted(((name, start) for name in names for start in words.get(name, ())), key=lambda one: one[1])

    def _query_names(self, module: str) -> re.Pattern[bytes] | None:
        if module not in self._patterns:
            names = [name for name, ref in self.program.modules[module].names.items() if self._makes_queries(ref)]
            joined = b"|".join(re.escape(name.encode()) for name in sorted(names))
            self._patterns[module] = re.compile(rb"\b(?:" + joined + rb")\b") if names else None
        return self._patterns[module]

    def _makes_queries(self, ref: Ref) -> bool:
        match ref:
            case ClassRef():
                return ref.id in self.program.mapped
            case ExternalRef():
                return ref.name.startswith(("sqlalchemy", "sqlmodel", "flask_sqlalchemy"))
            case VariableRef():
                return ref.id in self.program.tables
        return False

    def _innermost(self, path: str, offset: int) -> str | None:
        """The function or method that holds a position of a file."""
        holding = [
            (function.outline.cut.start, function.id)
            for function in self._by_path.get(path, ())
            if function.outline.cut.start <= offset < function.outline.cut.end
        ]
        return max(holding)[1] if holding else None

    def _may_mean(self, path: str, source: bytes, id: str) -> bool:
        """Whether a name in a file can stand for the function: the file imports it, or names its class or a subclass."""
        function = self.program.functions[id]
        if function.path == path:
            return True
        if function.owner is None:
            module = self.program.modules.get(self.program.module_of.get(path, ""))
            known = (FunctionRef(id), ModuleRef(function.module))
            return module is not None and (
                any(ref in known for ref in module.names.values()) or function.module in self._imported_by(path)
            )
        return any(name in source for name in self._class_names(function.owner))

    def _imported_by(self, path: str) -> frozenset[str]:
        if path not in self._imports:
            module = self.program.module_of[path]
            package = module if path.endswith("/__init__.py") else module.rpartition(".")[0]
            self._imports[path] = _imported(self.text(path), package)
        return self._imports[path]

    def _class_names(self, owner: str) -> list[bytes]:
        """The simple names of a class and of every class below it."""
        names: list[bytes] = []
        pending, seen = [owner], {owner}
        while pending:
            id = pending.pop()
            names.append(_simple(id))
            below = [child for child in self.program.subclasses.get(id, ()) if child not in seen]
            seen.update(below)
            pending.extend(below)
        return names


def _words(names: Mapping[str, Ref], held: frozenset[Ref], source: bytes) -> list[bytes]:
    """Patterns of the words that a file has for what others hold: its own name for it, ``module.name``, and the bare
    name where the file's text names the module (an import inside a function)."""
    ids = [one.id for one in held if isinstance(one, VariableRef | ClassRef)]
    found = [
        re.escape(_simple(id)) for id in ids if id.partition(":")[0].rpartition(".")[2].encode() + b" import" in source
    ]
    for name, ref in names.items():
        if ref in held:
            found.append(re.escape(name.encode()))
        elif isinstance(ref, ModuleRef):
            found += [
                re.escape(name.encode()) + rb"\." + re.escape(_simple(id))
                for id in ids
                if id.partition(":")[0] == ref.module
            ]
    return sorted(set(found))


def path_of(program: Program, root: str) -> str:
    """The file of a function, or of ``module:<module>``; "" for what the program does not hold."""
    function = program.functions.get(root)
    if function is not None:
        return function.path
    module = program.modules.get(root.partition(":")[0])
    return module.path if module is not None else ""


def _imported(source: bytes, package: str) -> frozenset[str]:
    """What a file's import statements name, wherever they stand: ``from a import b`` names ``a`` and ``a.b``. ``package``
    is what a relative import starts from."""
    found: set[str] = set()
    for match in _IMPORTS.finditer(source):
        origin, names = (group.decode("utf-8", "replace") if group is not None else "" for group in match.groups())
        words = [name.split()[0] for name in _COMMENT.sub("", names).strip("()").split(",") if name.split()]
        if not origin:
            found.update(words)
            continue
        above = len(origin) - len(origin.lstrip("."))
        start = package.split(".")[: len(package.split(".")) - above + 1] if above else []
        module = ".".join([*start, *(part for part in origin.split(".") if part)])
        found.update((module, *(f"{module}.{word}" if module else word for word in words)))
    return frozenset(found)


def _by_name(ids: frozenset[str]) -> dict[bytes, list[str]]:
    by_name: dict[bytes, list[str]] = {}
    for id in sorted(ids):
        by_name.setdefault(_simple(id), []).append(id)
    return by_name


def _simple(id: str) -> bytes:
    """The last name of ``package.module:Class.method``."""
    return id.rsplit(":", 1)[-1].rsplit(".", 1)[-1].encode()
