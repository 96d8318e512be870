"""The rooms of STYLE section 1: who may import whom, who may touch disk, how long a module may be."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "scopelint"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400
JOINERS = {"pipeline", "coverage", "sources", "migrations"}
"""They may import every room."""
LIBRARIES = {
    "libcst": {"extract"},
    "tree_sitter": {"extract"},
    "tree_sitter_python": {"extract"},
    "sqlglot": {"sql"},
    "click": {"cli"},
}
DISK = {"inputs", "cache"}
MAY_IMPORT = {
    "model": set(),
    "cli": {"pipeline", "coverage", "inputs", "report", "editor"},
    "editor": {"pipeline", "inputs", "report"},
    "cache": set(),
    "__main__": {"cli"},
}
"""Beside ``model`` and itself; the other rooms import nothing more."""


def room_of(module: Path) -> str:
    """The room or, for a module beside the rooms, its own name; "" for the package itself."""
    parts = module.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else parts[0].removesuffix(".py").replace("__init__", "")


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


@cache
def nodes_of(module: Path) -> list[ast.stmt | ast.Call]:
    """The imports and calls of a module, walked once."""
    return [node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)]


def imports(module: Path) -> Iterator[str]:
    """Every dotted name that a module imports, also inside functions; ``from a import b`` gives ``a.b``."""
    for node in nodes_of(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def named(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


ROOMS = {named(path).split("/")[0].removesuffix(".py") for path in MODULES}


def told(faults: Callable[[Path], object]) -> dict[str, object]:
    """Each module that has a fault, and which."""
    return {named(module): found for module in MODULES if (found := faults(module))}


def test_rooms_import_the_model_and_themselves() -> None:
    """Only the pipeline joins rooms; the command line and the editor stand in front of it."""

    def foreign(module: Path) -> set[str]:
        room = room_of(module)
        if room in JOINERS | {""}:
            return set()
        allowed = MAY_IMPORT.get(room, set()) | {room} | (set() if room == "model" else {"model"})
        return {name.split(".")[1] for name in imports(module) if name.startswith("scopelint.")} & ROOMS - allowed

    assert told(foreign) == {}


def test_libraries_stay_in_their_rooms() -> None:
    """No syntax node crosses a door."""

    def astray(module: Path) -> list[str]:
        used = {name.split(".")[0] for name in imports(module)}
        return [library for library, rooms in LIBRARIES.items() if library in used and room_of(module) not in rooms]

    assert told(astray) == {}


def test_modules_are_short() -> None:
    """The vocabularies of ``model`` are lists of nouns and may be longer."""

    def too_long(module: Path) -> int:
        lines = len(module.read_text(encoding="utf-8").splitlines())
        return lines if lines > LONGEST and room_of(module) != "model" else 0

    assert told(too_long) == {}


DISK_CALL = re.compile(r"\b(open|read_text|read_bytes|write_text|write_bytes|scandir)\(")


def disk_calls(module: Path) -> Iterator[str]:
    for node in nodes_of(module) if DISK_CALL.search(module.read_text(encoding="utf-8")) else ():
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id="open"):
                    yield "open"
                case ast.Attribute(attr="read_text" | "read_bytes" | "write_text" | "write_bytes" | "scandir" as name):
                    yield name


def test_only_inputs_and_the_cache_touch_disk() -> None:
    """Everything else takes bytes, so that a file, standard input and an editor's buffer take one path."""
    assert told(lambda module: list(disk_calls(module)) if room_of(module) not in DISK else []) == {}


def test_no_module_is_called_utils() -> None:
    """A module is named for its problem."""
    assert {module.stem for module in MODULES} & {"utils", "util", "common", "misc", "helpers"} == set()


def shadowed(package: Path) -> set[str]:
    """Names of a room's door that are also modules behind it, unless the module is imported with the door.

    The first import of a submodule binds its name in the package: a function of the same name is gone after it.
    """
    door = tree_of(package / "__init__.py")
    eager = {node.module for node in door.body if isinstance(node, ast.ImportFrom)}
    names = {node.name for node in door.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    names |= {alias.asname or alias.name for n in door.body if isinstance(n, ast.ImportFrom) for alias in n.names}
    behind = {path.stem for path in package.iterdir() if path.suffix == ".py" or path.is_dir()}
    dotted = ".".join(("scopelint", *package.relative_to(PACKAGE).parts))
    return {name for name in names & behind if f"{dotted}.{name}" not in eager}


ROOT = PACKAGE / "__init__.py"
"""It keeps the call ``scopelint.prove`` beside the room of that name; tests/test_library.py tries it."""


@pytest.mark.parametrize("door", [m for m in MODULES if m.name == "__init__.py" and m != ROOT], ids=named)
def test_no_module_takes_the_name_of_a_function_of_its_door(door: Path) -> None:
    """``render`` of a room with a module ``render`` works once, and is a module from then on."""
    assert shadowed(door.parent) == set()
