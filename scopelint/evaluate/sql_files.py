"""The SQL files of the project: which of them a path in the code means, and the text that reading it gives.

Nothing here touches the disk: the paths are known, and a text is asked for by its path.
"""

from collections.abc import Callable
from posixpath import normpath, splitext
from typing import TYPE_CHECKING, NamedTuple

from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    Const,
    External,
    Index,
    MethodCall,
    Module,
    Operation,
    Term,
    const,
    constant_text,
)
from scopelint.model.node import Place
from scopelint.model.program import Program

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_PARTS = 30
SAME = frozenset(
    {"os.path.abspath", "os.path.realpath", "os.path.normpath", "os.fspath", "os.path.dirname", "posixpath.dirname"}
)
PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "os.path.join", "anyio.Path"})
READS = frozenset({"read_text", "read_bytes", "read"})
OPENED = frozenset({"builtins.open", "io.open", "codecs.open"})


class SqlFiles(NamedTuple):
    """``paths`` are relative to the root of the project; ``text`` gives what a file holds, None if it cannot be read."""

    paths: frozenset[str] = frozenset()
    text: Callable[[str], str | None] = lambda path: None


class Location(NamedTuple):
    """A path as the code writes it. ``anchored``: relative to the project's root; else to some working directory."""

    path: str
    anchored: bool


def location(program: Program, value: Term, depth: int = 0) -> Location | None:
    """The path that a term is; None where a part of it is not in view."""
    if depth > MOST_PARTS:
        return None

    def inner(term: Term) -> Location | None:
        return location(program, term, depth + 1)

    text = constant_text(value)
    if text is not None:
        return None if text.startswith(("/", "~")) or "\\" in text else Location(normpath(text), False)
    match value:
        case Attr(base=Module(name=name), name="__file__") if name in program.modules:
            return Location(program.modules[name].path, True)
        case Attr(base=base, name="parent"):
            return _parent(inner(base))
        case Index(base=Attr(base=base, name="parents"), index=Const(value=int(levels))) if 0 <= levels < MOST_PARTS:
            found = inner(base)
            for _ in range(levels + 1):
                found = _parent(found)
            return found
        case Operation(op="/", left=left, right=Term() as right):
            return _joined(inner(left), inner(right))
        case MethodCall(receiver=receiver, name="resolve" | "absolute" | "expanduser"):
            return inner(receiver)
        case MethodCall(receiver=receiver, name="with_name" | "with_suffix" as name, arguments=(Argument(value=last),)):
            return _renamed(inner(receiver), constant_text(last), name == "with_suffix")
        case MethodCall(receiver=receiver, name="joinpath", arguments=arguments):
            given = _plain(arguments)
            return _all(inner(receiver), *map(inner, given)) if len(given) == len(arguments) else None
        case CallResult(function=External(name="pathlib.Path.cwd" | "os.getcwd"), arguments=()):
            return Location(".", False)
        case CallResult(function=External(name=name), arguments=arguments):
            given = _plain(arguments)
            if len(given) != len(arguments) or not given:
                return None
            if name in SAME and len(given) == 1:
                found = inner(given[0])
                return _parent(found) if name.endswith("dirname") else found
            if name in PATHS:
                return _all(*map(inner, given))
            if name in ("importlib.resources.files", "importlib_resources.files") and len(given) == 1:
                return _package(program, given[0])
    return None


def _plain(arguments: tuple[Argument, ...]) -> list[Term]:
    return [argument.value for argument in arguments if argument.keyword is None and not argument.star]


def _parent(found: Location | None) -> Location | None:
    """The folder of a path; None for one that leads out of what is written, or of the project."""
    if found is None or found.path in (".", "") or found.path.startswith(".."):
        return None
    return Location(found.path.rpartition("/")[0] or ".", found.anchored)


def _renamed(found: Location | None, last: str | None, suffix: bool) -> Location | None:
    """A file beside another, or one that differs in its suffix."""
    folder = _parent(found)
    if found is None or folder is None or last is None or "/" in last or last in ("", ".", ".."):
        return None
    name = splitext(found.path.rpartition("/")[2])[0] + last if suffix else last
    return Location(normpath(f"{folder.path}/{name}"), found.anchored)


def _joined(left: Location | None, right: Location | None) -> Location | None:
    if left is None or right is None or right.anchored:
        return None
    path = normpath(f"{left.path}/{right.path}")
    return None if left.anchored and path.startswith("..") else Location(path, left.anchored)


def _all(*parts: Location | None) -> Location | None:
    found = parts[0]
    for part in parts[1:]:
        found = _joined(found, part)
    return found


def _package(program: Program, package: Term) -> Location | None:
    """The folder of a package given by name or as a module."""
    name = package.name if isinstance(package, Module) else constant_text(package)
    if name is None:
        return None
    module = program.modules.get(name)
    if module is not None:
        return _parent(Location(module.path, True)) if module.is_package else None
    return Location(name.replace(".", "/"), False)  # a package without __init__.py stands below some source root


def candidates(found: Location, path: str) -> list[str]:
    """What a path may be, relative to the root: a working directory is presumed to be a folder at or above the file
    ``path`` that uses it."""
    if found.anchored:
        return [found.path]
    folders, folder = [""], ""
    for part in path.split("/")[:-1]:
        folder = f"{folder}{part}/"
        folders.append(folder)
    paths = [normpath(f"{folder}{found.path}") for folder in folders]
    return [path for path in dict.fromkeys(paths) if not path.startswith("..")]


def file_of(run: "Run", value: Term, path: str) -> str | None:
    """The one SQL file of the project that a term means where ``path`` uses it."""
    found = location(run.program, value)
    known = [] if found is None else [one for one in candidates(found, path) if one in run.world.sql_files.paths]
    return known[0] if len(known) == 1 else None


def read(run: "Run", base: Term, name: str, arguments: tuple[Argument, ...], place: Place) -> Term | None:
    """The text of ``Path("x.sql").read_text()`` and ``open("x.sql").read()``; None if it is no such call or not in view."""
    path: Term | None = None
    if name in ("read_text", "read_bytes"):
        path = base
    elif name == "read" and not arguments:
        match base:
            case CallResult(function=External(name=opener), arguments=(Argument(value=first, keyword=None), *_)):
                path = first if opener in OPENED else None
            case MethodCall(receiver=receiver, name="open"):
                path = receiver
    if path is None:
        return None
    file = file_of(run, path, place.path)
    text = None if file is None else run.world.sql_files.text(file)
    return None if text is None else const(text)
