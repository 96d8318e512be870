"""The manifest that is built for a service against the one that its team wrote by hand; and what two runs agree on."""

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from scopelint.coverage import Coverage, Given
from scopelint.inputs import load_project, read_given_manifest
from scopelint.model.manifest import Manifest, TableEntry
from scopelint.model.proposal import Proposal

FIXTURE = Path(__file__).parents[1] / "fixtures" / "agent_platform"
MIGRATE = """\
import sys
sys.path.insert(0, ".")
from alembic import command
from alembic.config import Config
config = Config("alembic.ini")
config.set_main_option("sqlalchemy.url", sys.argv[1].replace("%", "%%"))
command.upgrade(config, "head")
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the fixture without its manifest."""
    root = tmp_path_factory.mktemp("service") / "agent_platform"
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("rls-coverage.toml", "__pycache__"))
    return root


@pytest.fixture(scope="module")
def built(service: Path) -> Proposal:
    return Coverage(load_project(service, may_lack_manifest=True), Given()).proposal()


def plain(manifest: Manifest) -> dict[str, TableEntry]:
    return {name: msgspec.structs.replace(entry, line=1) for name, entry in manifest.tables.items()}


def test_every_difference_from_the_hand_written_manifest_is_explained(built: Proposal) -> None:
    """The same tables, scopes, parents and postures. A guess more (tasks), and what only people can decide as comments."""
    theirs, ours = read_given_manifest(str(FIXTURE / "rls-coverage.toml")), built.manifest
    assert [msgspec.structs.replace(level, line=1) for level in theirs.levels] == list(ours.levels)
    tables, found = plain(theirs), plain(ours)
    differing = {name for name in tables.keys() | found.keys() if tables.get(name) != found.get(name)}
    assert differing == {"tasks", "prompt_templates"}
    assert found["tasks"] == msgspec.structs.replace(tables["tasks"], sensitive=True)
    assert found["prompt_templates"] == msgspec.structs.replace(tables["prompt_templates"], shared_null=False)
    assert built.evidence["tables", "tasks", "sensitive"].guess

    left = {(aside.section, aside.name, aside.pairs) for aside in built.asides}
    assert ("table", "prompt_templates", (("shared-null", True),)) in left
    assert ("principal", "", (("bearer-columns", theirs.principal.bearer_columns),)) in left
    owned = next(pairs[0][1] for _, _, pairs in left if pairs[0][0] == "owner-columns")
    assert set(theirs.principal.owner_columns) <= set(owned)
    assert ("bypass", "", (("role", "agent_admin"), ("reason", ""))) in left
    assert ours.principal.names == ("ctx",)  # no code of the fixture says current_user or actor
    assert (ours.bypasses, ours.exemptions) == ((), ())


def test_all_of_it_was_read(built: Proposal) -> None:
    """Nothing of the models and of five revisions is out of view."""
    assert (built.not_told, built.postures) == ((), "the migrations")


@pytest.mark.slow
def test_a_migrated_database_says_the_same(service: Path, built: Proposal, database: str) -> None:
    """Migrations read statically, and the same migrations run on PostgreSQL: one manifest, no drift between any two."""
    done = subprocess.run([sys.executable, "-c", MIGRATE, database], cwd=service, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    project = load_project(service, may_lack_manifest=True)
    live = Coverage(project, Given(database_url=database))
    assert live.proposal().manifest == built.manifest
    stated = msgspec.structs.replace(
        project, manifest=msgspec.structs.replace(built.manifest, path="rls-coverage.toml")
    )
    verified = Coverage(stated, Given(database_url=database))
    assert [read.source for read in verified.reads] == ["database", "migrations"]
    assert verified.drift() == ()


@pytest.mark.slow
def test_the_same_files_give_the_same_report(service: Path, built: Proposal) -> None:
    """But for the commit, which is the caller's; and another byte gives another digest."""
    project = load_project(service, may_lack_manifest=True)
    stated = msgspec.structs.replace(project, manifest=built.manifest)
    first, second = (Coverage(stated, Given()).evidence(None) for _ in range(2))
    assert first == second
    edited = msgspec.structs.replace(
        stated, read=lambda path: project.read(path) + (b"\n" if path.endswith("auth.py") else b"")
    )
    assert Coverage(edited, Given()).evidence(None).digest != first.digest
