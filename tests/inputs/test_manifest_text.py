"""A proposed manifest as TOML."""

import msgspec
import tomli
from hypothesis import given, settings

from scopelint.inputs.manifest import parse_manifest
from scopelint.inputs.manifest_text import manifest_text
from scopelint.model.manifest import Manifest, TableEntry
from scopelint.model.proposal import Proposal
from tests.inputs.proposals import HOSTILE, proposal, proposals


def without_lines(manifest: Manifest) -> Manifest:
    return msgspec.structs.replace(
        manifest,
        levels=tuple(msgspec.structs.replace(level, line=1) for level in manifest.levels),
        tables={name: msgspec.structs.replace(entry, line=1) for name, entry in manifest.tables.items()},
        path=None,
    )


@settings(deadline=None)
@given(proposals())
def test_it_reads_back_as_what_was_proposed(given_one: Proposal) -> None:
    """Comments say nothing."""
    assert without_lines(parse_manifest(manifest_text(given_one).encode(), "m")) == given_one.manifest


@settings(deadline=None)
@given(HOSTILE, HOSTILE)
def test_names_of_the_analyzed_project_stay_data(name: str, words: str) -> None:
    """A table's name or a comment with quotes, line ends and brackets adds no entry of its own."""
    made = proposal({name: TableEntry(scope="tenant", rls="none", sensitive=True)}, words)
    data = tomli.loads(manifest_text(made))
    assert data["tables"] == {name: {"scope": "tenant", "rls": "none", "sensitive": True}}
    assert data.keys() == {"version", "tenant", "principal", "tables"}


def test_guesses_have_their_evidence_and_decisions_are_comments() -> None:
    """A guess stands behind its value, what would let statements pass is a comment as a whole."""
    lines = manifest_text(proposal({"audit": TableEntry(scope="tenant", sensitive=True)})).splitlines()
    assert "sensitive = true # guess: by its name (app/models.py:12)" in lines
    assert 'setting = "app.org" # policy x compares it' in lines
    assert '# bearer-columns = ["keys.hash"] # by its name (app/models.py:12)' in lines
    assert (
        '    # { table = "seats", tenant = "org_id", principal = "user_id" }, # by its name (app/models.py:12)' in lines
    )
    assert "# shared-null = true # by its name" in lines
    assert lines[-3:] == ["# [[bypass]] # by its name", '# role = "admin"', '# reason = ""']


def test_what_is_commented_can_be_uncommented() -> None:
    """Taking the marks of comments away leaves a manifest, but for reasons that people have to give."""
    text = manifest_text(proposal({"audit": TableEntry(scope="tenant")}))
    preface, _, rest = text.partition("version = 1")
    rest = rest.replace("\n# ", "\n").replace("    # {", "    {").replace('reason = ""', 'reason = "why"')
    manifest = parse_manifest(f"version = 1{rest}".encode(), "m")
    assert manifest.tables["audit"].shared_null
    assert manifest.bypasses[0].role == "admin"
    assert [one.table for one in manifest.levels[0].memberships] == ["memberships", "seats"]
    assert preface.startswith("# The RLS coverage manifest")
