"""PATHS choose what is reported, never what is known: each file alone gets the sites of the whole run."""

from pathlib import Path

import msgspec
import pytest

from scopelint import pipeline
from scopelint.inputs import load_project
from scopelint.model.config import Project
from scopelint.model.site import Site

ROOTS = (
    Path(__file__).parent / "cases",
    *(Path(__file__).parents[2] / "fixtures" / name for name in ("agent_platform", "classic_flask")),
)


def only(project: Project, path: str) -> Project:
    """The project as PATHS would choose that one file."""
    files = tuple(msgspec.structs.replace(file, reported=file.path == path) for file in project.files)
    return msgspec.structs.replace(project, files=files, complete=False)


@pytest.mark.parametrize(
    ("root", "step"),
    [(ROOTS[2], 8), *(pytest.param(root, 1, marks=pytest.mark.slow) for root in ROOTS)],
    ids=lambda value: getattr(value, "name", f"each {value}"),
)
def test_each_file_alone_has_the_sites_of_the_whole_run(root: Path, step: int) -> None:
    """Also where a caller in another file decides, or a function of another file without a word of a query leads on."""
    project = load_project(root)
    sources = pipeline.Sources(project)
    program, tenancy, _ = pipeline.known(project, sources)
    whole: dict[str, list[Site]] = {file.path: [] for file in project.files if file.path_class in ("app", "admin")}
    for site in pipeline.judged(project, sources, program, tenancy, sieve=True).sites:
        whole[site.place.path].append(site)
    differing = [
        path
        for path, sites in list(whole.items())[::step]
        for alone in pipeline.judged(only(project, path), sources, program, tenancy, sieve=True)[:1]
        if [site for site in alone if site.place.path == path] != sites
    ]
    assert differing == []


@pytest.mark.slow
def test_one_file_needs_less_than_the_whole() -> None:
    """The hook that runs at each commit lives from that."""
    root = ROOTS[1]
    whole, alone = load_project(root), load_project(root, ("agent_platform/routers/tasks.py",))
    assert 2 * pipeline.check(alone).coverage.functions < pipeline.check(whole).coverage.functions
