"""What is new is put between what people wrote, and nothing of theirs changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scopelint.inputs.manifest import parse_manifest
from scopelint.inputs.manifest_merge import headers, merged
from scopelint.inputs.manifest_text import manifest_text
from scopelint.model.errors import ConfigError
from scopelint.model.manifest import Parent, TableEntry
from scopelint.model.proposal import Proposal
from tests.inputs.proposals import proposal, proposals

TENANT = TableEntry(scope="tenant", rls="none")


@settings(deadline=None)
@given(proposals())
def test_building_twice_gives_the_same_bytes(given_one: Proposal) -> None:
    """The second time there is nothing new."""
    text = manifest_text(given_one)
    assert merged(given_one, text, "m").text == text


@settings(deadline=None)
@given(proposals(), proposals())
def test_merging_twice_gives_the_same_bytes(first: Proposal, second: Proposal) -> None:
    """Also where tables were added."""
    once = merged(second, manifest_text(first), "m").text
    assert merged(second, once, "m").text == once


EDITS = st.sampled_from(
    [
        "# decided on Tuesday\n",
        "\n",
        '   # indented, with "quotes and [brackets]\n',
        "[[exempt]]\nwhere = \"app.jobs:run\"\nreason = '''a\n[tables.fake]\n'''\nowner = \"x\" # o\n",
        '[[bypass]]\nrole = "migrator"\nreason = """\n[[tenant]]\n# no comment\n"""\n',
    ]
)


@settings(deadline=None)
@given(proposals(), proposals(), st.lists(st.tuples(st.integers(0, 40), EDITS), max_size=4), st.randoms())
def test_every_line_of_theirs_survives_in_order(
    first: Proposal,
    second: Proposal,
    edits: list[tuple[int, str]],
    chance: "st.randoms",  # type: ignore[valid-type]
) -> None:
    """Comments, blank lines, other sections, tables in another order: only lines are added, none moves."""
    blocks = manifest_text(first).split("\n\n")
    tables = [block for block in blocks if block.startswith("[tables.")]
    chance.shuffle(tables)  # type: ignore[attr-defined]
    blocks = [block for block in blocks if not block.startswith(("[tables.", "# [[bypass]]"))] + tables
    for at, edit in edits:
        blocks.insert(1 + at % len(blocks), edit.rstrip("\n") or "# blank")
    theirs = "\n\n".join(blocks) + "\n"
    known = parse_manifest(theirs.encode(), "m")
    done = merged(second, theirs, "m")
    assert is_subsequence(theirs.splitlines(), done.text.splitlines())
    after = parse_manifest(done.text.encode(), "m")
    assert after.tables.keys() == known.tables.keys() | second.manifest.tables.keys()
    assert after.exemptions == () or [e.where for e in after.exemptions] == [e.where for e in known.exemptions]


def is_subsequence(lines: list[str], inside: list[str]) -> bool:
    rest = iter(inside)
    return all(line in rest for line in lines)


def test_a_new_table_stands_in_its_place() -> None:
    """Before the entry that sorts behind it, above the comments that belong to that one."""
    theirs = (
        'version = 1\n[[tenant]]\nname = "o"\ncolumns = ["org_id"]\n[principal]\n'
        '[tables.agents]\nscope = "tenant"\n\n# tasks: ask Kim\n[tables.tasks] # hot\nscope = "global"\n\n'
        '[[exempt]]\nwhere = "a"\nreason = "r"\nowner = "o"\n'
    )
    done = merged(proposal({"agents": TENANT, "runs": TENANT, "tasks": TENANT, "users": TENANT}), theirs, "m")
    assert done.text == (
        'version = 1\n[[tenant]]\nname = "o"\ncolumns = ["org_id"]\n[principal]\n'
        '[tables.agents]\nscope = "tenant"\nrls = "none"\n\n'
        '[tables.runs]\nscope = "tenant"\nrls = "none"\n\n'
        '# tasks: ask Kim\n[tables.tasks] # hot\nscope = "global"\nrls = "none"\n\n'
        '[tables.users]\nscope = "tenant"\nrls = "none"\n\n'
        '[[exempt]]\nwhere = "a"\nreason = "r"\nowner = "o"\n'
    )
    assert (done.added, done.completed) == (("runs", "users"), ("agents", "tasks"))


def test_decisions_are_kept_and_what_is_gone_stays() -> None:
    """Another scope, another posture, a mark taken away, a table that no source has."""
    theirs = (
        'version = 1\n[[tenant]]\nname = "o"\ncolumns = ["o"]\n[principal]\nnames = []\n'
        '[tables.audit]\nscope = "global"\nrls = "forced"\n\n[tables.gone]\nscope = "tenant"\n'
    )
    made = proposal({"audit": TableEntry(scope="tenant", rls="none", sensitive=True)})
    assert merged(made, theirs, "m").text == theirs


def test_a_manifest_without_levels_gets_them_first() -> None:
    """Levels and principal are added only where the file has none at all."""
    done = merged(proposal({"a": TENANT}), "version = 1\n[tables.b]\nsensitive = true\n", "m").text
    found = [".".join(header.parts) for header in headers(done)]
    assert found == ["tenant", "principal", "tables.a", "tables.b"]


def test_line_ends_and_the_mark_of_the_file_stay() -> None:
    """Every byte of theirs, also where an editor mixed line ends; what is new has the ends of Windows if the file has any."""
    theirs = "\ufeff" + manifest_text(proposal({"a": TENANT})).replace("\n", "\r\n") + "# unix\n"
    done = merged(proposal({"a": TENANT, "b": TENANT}), theirs, "m").text
    assert done == theirs + '\r\n[tables.b]\r\nscope = "tenant"\r\nrls = "none"\r\n'


def test_what_cannot_be_added_to_is_told() -> None:
    """TOML that was closed is not opened by guessing: one line, and nothing is written."""
    theirs = 'version = 1\ntables = { a = { scope = "tenant" } }\n[[tenant]]\nname = "o"\ncolumns = ["o"]\n'
    with pytest.raises(
        ConfigError, match=r"m: cannot be added to as it is written; write its tables as \[tables.NAME\]"
    ):
        merged(proposal({"b": TENANT}), theirs, "m")


@pytest.mark.parametrize(
    "tables", ['[tables]\na = { scope = "tenant", rls = "none" }\n', 'tables.a = { rls = "none" }\n']
)
def test_inline_entries_are_added_to(tables: str) -> None:
    """``[tables]`` with ``a = {...}`` takes ``[tables.b]`` behind it."""
    theirs = f"version = 1\n{tables}"
    done = merged(proposal({"a": TENANT, "b": TENANT}), theirs, "m")
    assert parse_manifest(done.text.encode(), "m").tables.keys() == {"a", "b"}


def test_a_child_of_a_quoted_table() -> None:
    """Names with a schema are found in either way of writing."""
    theirs = 'version = 1\n[[tenant]]\nname = "o"\ncolumns = ["o"]\n[tables."billing.invoices"]\nrls = "none"\n[tables.sales.orders]\nrls = "none"\n'
    child = TableEntry(scope="child", rls="none", parent=Parent("billing.invoices", ("invoice_id",)))
    done = merged(proposal({"billing.invoices": TENANT, "sales.orders": TENANT, "billing.lines": child}), theirs, "m")
    assert done.added == ("billing.lines",)
    assert done.text.index("billing.lines") < done.text.index("sales.orders")


def test_headers_inside_strings_and_lists_are_none() -> None:
    """Only what TOML reads as a header counts."""
    text = 'a = """\n[tables.x]\n"""\nb = [\n  ["c"],\n[1]]\n# [tables.y]\nc = \'\'\'\n[d]\'\'\'\n[tables.z] # [tables.w]\nd = "[e]"\n'
    assert [header.parts for header in headers(text)] == [("tables", "z")]
