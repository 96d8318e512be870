"""Where a project hands statements to its database, listed without scopelint: the yardstick must not inherit its blind spots.

Grep-like on purpose: a call of a driver's or session's method on something that is named like a session. It lists too much
rather than too little; a reader's label ``not-a-site`` takes the rest out. Attribute writes on loaded rows, ``refresh`` and
terminals of a query that was built on an earlier line are not listed: the line where ``session.query(`` stands counts.
"""

import argparse
import ast
import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import tomli

HERE = Path(__file__).parent
HANDED = {
    *("execute", "exec", "scalar", "scalars", "stream", "stream_scalars", "execute_many", "executemany"),
    *("query", "get", "get_one", "add", "add_all", "delete", "merge"),
    *("bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "bulk_save_insert"),
}
ON_ENGINES = frozenset({"execute", "scalar"})
ENGINE = re.compile(r"^_?(\w+_)?engine$")
MODEL_QUERY = re.compile(r"^[A-Z]\w+$")  # Flask-SQLAlchemy: Task.query.filter(...)
SEED = 20261123


@dataclass(frozen=True, order=True)
class Site:
    """One call that hands a statement over. ``line`` is 1-based, where the receiver starts."""

    path: str
    line: int
    end_line: int
    function: str  # qualified inside the module; "<module>" outside every function
    names_tenant: bool  # the enclosing function's source says a tenant column's name


def settings(project: str) -> dict[str, Any]:
    """The data file of one development project."""
    return tomli.loads((HERE / f"{project}.toml").read_text())


def projects() -> list[str]:
    """The development projects that have a data file."""
    return sorted(file.stem for file in HERE.glob("*.toml"))


def sealed(path: str, line: int) -> bool:
    """Whether the labels of this site belong to the half that is scored and not read."""
    return hashlib.sha256(f"{path}:{line}".encode()).digest()[0] % 2 == 1


def sites(root: Path, project: str) -> list[Site]:
    """All sites of a checkout, ordered by path and line; one for each line."""
    known = settings(project)
    found: dict[tuple[str, int], Site] = {}
    for site in (site for file in sources(root, known) for site in _in_file(root, file, known)):
        found.setdefault((site.path, site.line), site)  # the outermost of several that start on one line
    return sorted(found.values())


def sources(root: Path, known: dict[str, Any]) -> list[str]:
    """The Python files that count: neither tests nor migrations."""
    tree = (p.relative_to(root).as_posix() for start in known["include"] for p in (root / start).rglob("*.py"))
    return sorted(path for path in tree if not any(_excluded(path, pattern) for pattern in known["exclude"]))


def _excluded(path: str, pattern: str) -> bool:
    if pattern.endswith("/"):
        return f"/{pattern}" in f"/{path}"
    return PurePosixPath(path).match(pattern)


def _in_file(root: Path, path: str, known: dict[str, Any]) -> Iterator[Site]:
    text = (root / path).read_text(encoding="utf-8", errors="replace")
    receivers = re.compile(known["receivers"])
    tenant = re.compile(r"\b(" + "|".join(known["tenant-columns"]) + r")\b")
    lines = text.splitlines()

    def visit(node: ast.AST, names: tuple[str, ...], names_tenant: bool) -> Iterator[Site]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = (*names, node.name)
            if not isinstance(node, ast.ClassDef):
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                names_tenant = bool(tenant.search("\n".join(lines[first - 1 : node.end_lineno])))
        if _hands_over(node, receivers):
            assert isinstance(node, ast.Call | ast.Attribute)
            end = node.end_lineno or node.lineno
            yield Site(path, node.lineno, end, ".".join(names) or "<module>", names_tenant)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, names, names_tenant)

    yield from visit(ast.parse(text), (), bool(tenant.search(text)))


def _hands_over(node: ast.AST, receivers: re.Pattern[str]) -> bool:
    if isinstance(node, ast.Attribute) and node.attr == "query" and isinstance(node.value, ast.Name):
        return bool(MODEL_QUERY.match(node.value.id)) and not node.value.id.isupper()
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    receiver = _last_name(node.func.value)
    if node.func.attr in HANDED and receivers.match(receiver):
        return _not_a_key(node.args) if node.func.attr == "get" else bool(node.args or node.keywords)
    return node.func.attr in ON_ENGINES and bool(ENGINE.match(receiver))


def _not_a_key(arguments: list[ast.expr]) -> bool:
    """``session.get(Task, id)``, and not a dict's ``session.get("id")``."""
    return bool(arguments) and not isinstance(arguments[0], ast.Constant)


def _last_name(node: ast.expr) -> str:
    """``session`` of ``session``, ``self.session``, ``get_session()`` and ``await self.session()``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Await(value=ast.Call(func=inner)):
            return _last_name(inner)
        case _:
            return ""


def sample(root: Path, project: str) -> list[dict[str, Any]]:
    """The sites to label, in random order, drawn with a fixed seed: first from all, then from those that name no tenant."""
    chance = random.Random(f"{SEED}:{project}")
    size = settings(project)["sample"]
    everything = sites(root, project)
    drawn = chance.sample(everything, min(size["random"], len(everything)))
    rest = [site for site in everything if not site.names_tenant and site not in drawn]
    groups = [("random", drawn), ("no-tenant-name", chance.sample(rest, min(size["no-tenant-name"], len(rest))))]
    chosen = [
        {"path": s.path, "line": s.line, "function": s.function, "group": group} for group, part in groups for s in part
    ]
    chance.shuffle(chosen)
    return chosen


def main() -> None:
    """Print the sites of a checkout, or the sample to label, one JSON object a line."""
    options = argparse.ArgumentParser(prog="python -m tests.field.enumerate", description=__doc__)
    options.add_argument("--project", required=True, choices=projects())
    options.add_argument("--checkout", required=True, type=Path)
    options.add_argument("--sample", action="store_true")
    given = options.parse_args()
    found = (
        sample(given.checkout, given.project)
        if given.sample
        else [vars(site) for site in sites(given.checkout, given.project)]
    )
    for row in found:
        print(json.dumps(row))


if __name__ == "__main__":
    main()
