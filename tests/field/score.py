"""Scores scopelint on labelled checkouts: ``python -m tests.field.score --project keep --checkout DIR``."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.field.enumerate import projects, settings, sites
from tests.field.figures import disagreements, figures, idioms
from tests.field.label import LabelError, load
from tests.field.match import Answer, answers
from tests.field.tool import ToolError, at_commit, check, copy_checkout


def score(project: str, checkout: Path, which: str, group: str) -> list[Answer]:
    """What the tool says of every labelled site of a checkout. Raises ToolError, also if it is not the labelled commit."""
    if fault := at_commit(checkout, settings(project)["commit"]):
        raise ToolError(fault)
    ends = {(site.path, site.line): site.end_line for site in sites(checkout, project)}
    labels = [label for label in load(project, which) if group in ("both", label.group)]
    if missing := [label for label in labels if (label.path, label.line) not in ends]:
        raise ToolError(f"{missing[0].path}:{missing[0].line}: labelled, and no site of the enumeration")
    with tempfile.TemporaryDirectory(prefix="field-") as folder:
        copy_checkout(checkout, Path(folder))
        return answers(check(project, Path(folder)), labels, ends)


def main() -> int:
    """Print figures for each project and for all, then what to look at. Status 2 if it could not score."""
    options = argparse.ArgumentParser(prog="python -m tests.field.score", description=__doc__)
    options.add_argument("--project", action="append", required=True, choices=projects())
    options.add_argument(
        "--checkout", action="append", required=True, type=Path, help="one for each --project, in order"
    )
    options.add_argument("--labels", choices=["open", "sealed", "both"], default="both")
    options.add_argument("--group", choices=["random", "no-tenant-name", "both"], default="both")
    given = options.parse_args()
    if len(given.project) != len(given.checkout):
        options.error("one --checkout for each --project")
    everything: list[Answer] = []
    try:
        for project, checkout in zip(given.project, given.checkout, strict=True):
            scored = score(project, checkout, given.labels, given.group)
            everything += scored
            _show(project, scored)
    except (ToolError, LabelError) as error:
        print(f"cannot score: {error}", file=sys.stderr)
        return 2
    if len(given.project) > 1:
        _show("together", everything)
    _list("disagreements, open half", list(disagreements(everything)))
    _list("disagreements, sealed half, counted", list(idioms(everything)))
    return 0


def _show(title: str, scored: list[Answer]) -> None:
    places = {(one.label.repository, one.label.path, one.label.line) for one in scored}
    print(f"{title}: {len(places)} sites")
    for figure in figures(scored):
        print(f"  {figure}")


def _list(title: str, lines: list[str]) -> None:
    print(f"\n{title}: {len(lines) or 'none'}")
    for line in lines:
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
