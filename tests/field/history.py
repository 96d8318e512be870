"""Commits that added a missing tenant predicate: flagged before, silent after?

``python -m tests.field.history --project keep --mirror GITDIR``
"""

import argparse
import ast
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.field.enumerate import projects, settings
from tests.field.figures import Figure
from tests.field.label import FOLDER
from tests.field.tool import ToolError, check, copy_revision, git


@dataclass(frozen=True)
class Cure:
    """One function in which a commit closed one table. ``function`` is qualified inside its module."""

    repository: str
    commit: str
    path: str
    function: str
    table: str
    reason: str


def cures(project: str) -> list[Cure]:
    """The labelled cures of a project."""
    file = FOLDER / f"{project}.history.jsonl"
    return [Cure(**json.loads(line)) for line in file.read_text().splitlines() if line.strip()] if file.exists() else []


def flagged(told: Mapping[str, Any], cure: Cure) -> bool:
    """Whether an error or a warning of family scope is about this function and table, in it or on a call of it."""
    return any(
        finding["family"] == "scope"
        and finding["severity"] in ("error", "warning")
        and (finding["table"] or "").rsplit(".", 1)[-1].lower() == cure.table.lower()
        and (_in(finding["path"], finding["function"], cure) or _leads_to(told, finding, cure))
        for finding in told["findings"]
    )


def _in(path: str, function: str | None, cure: Cure) -> bool:
    return path == cure.path and f".{function}".endswith(f".{cure.function}")


def _leads_to(told: Mapping[str, Any], finding: Mapping[str, Any], cure: Cure) -> bool:
    """A finding sits on the call that leaves the statement open, and names the place where the function runs it."""
    places = {(place["path"], place["line"]) for place in finding["related"]}
    span = cure_lines(told, cure)
    return any(path == cure.path and line in span for path, line in places)


def cure_lines(told: Mapping[str, Any], cure: Cure) -> range:
    """The lines of the named function; ``told["spans"]`` maps (path, function) to them."""
    lines: range = told.get("spans", {}).get((cure.path, cure.function), range(0))
    return lines


def _judged(project: str, mirror: Path, revision: str, wanted: list[Cure]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="field-") as folder:
        copy_revision(mirror, revision, Path(folder))
        told = check(project, Path(folder))
        told["spans"] = {(c.path, c.function): span_of(Path(folder) / c.path, c.function) for c in wanted}
        return told


def span_of(file: Path, function: str) -> range:
    """The lines of a function named as ``Class.method``; empty if there is none."""
    if not file.exists():
        return range(0)
    found: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8", errors="replace"))]
    for name in function.split("."):
        found = [
            n for parent in found for n in ast.walk(parent) if n is not parent and getattr(n, "name", None) == name
        ]
    for node in found:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return range(0)


def main() -> int:
    """Print one line a cure, and the share that is flagged before and silent after."""
    options = argparse.ArgumentParser(prog="python -m tests.field.history", description=__doc__)
    options.add_argument("--project", required=True, choices=projects())
    options.add_argument("--mirror", required=True, type=Path, help="a git directory that holds the history")
    given = options.parse_args()
    wanted = cures(given.project)
    caught = 0
    told: dict[str, dict[str, Any]] = {}
    for cure in wanted:
        if cure.repository != settings(given.project)["repository"]:
            options.error(f"{cure.commit} is of {cure.repository}")
        try:
            after = git(given.mirror, "rev-parse", cure.commit).decode().strip()
            before = git(given.mirror, "rev-parse", f"{cure.commit}^").decode().strip()
            for revision in (before, after):
                if revision not in told:
                    told[revision] = _judged(given.project, given.mirror, revision, wanted)
                if not span_exists(told[revision], cure):
                    raise ToolError(f"{cure.path}: no function {cure.function} at {revision[:10]}")
        except ToolError as error:
            print(f"cannot judge {cure.commit[:10]}: {error}", file=sys.stderr)
            return 2
        was, still = flagged(told[before], cure), flagged(told[after], cure)
        caught += was and not still
        words = f"{'flagged' if was else 'silent'} before, {'flagged' if still else 'silent'} after"
        print(f"{cure.commit[:10]} {cure.path} {cure.function} {cure.table}: {words}; {cure.reason}", flush=True)
    print(Figure("flagged, then silent", caught, len(wanted)))
    return 0


def span_exists(told: Mapping[str, Any], cure: Cure) -> bool:
    """Whether the named function stood there; a misspelt one would else count as silent."""
    return bool(cure_lines(told, cure))


if __name__ == "__main__":
    sys.exit(main())
