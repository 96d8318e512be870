"""Proposals for tests of the manifest's text, random ones too."""

from hypothesis import strategies as st

from scopelint.model.manifest import Manifest, Parent, Principal, TableEntry
from scopelint.model.node import Place, Span
from scopelint.model.proposal import Aside, Evidence, Proposal
from scopelint.model.schema import Level, Membership

AT = Place("app/models.py", Span(12, 1, 12, 9))
HOSTILE = st.text(alphabet=st.sampled_from("ab_.\"'\\#\n\r\t[]{}=,\x00\x7f\u2028é "), min_size=1, max_size=8)
NAMES = st.from_regex(r"[a-z][a-z_]{0,7}(\.[a-z]{1,4})?", fullmatch=True).filter(
    lambda name: not name.startswith("public.")
)
LEVEL = Level(
    "organization", ("org_id",), "organizations", "app.org", (Membership("memberships", "org_id", "user_id"),)
)


def entries(names: st.SearchStrategy[str]) -> st.SearchStrategy[TableEntry]:
    plain = st.builds(
        TableEntry,
        scope=st.sampled_from(["tenant", "global", "registry"]),
        rls=st.sampled_from(["none", "enabled", "forced", None]),
        sensitive=st.booleans(),
    )
    child = st.builds(
        TableEntry,
        scope=st.just("child"),
        rls=st.sampled_from(["none", "forced"]),
        parent=st.builds(Parent, table=names, columns=st.tuples(names)),
    )
    return plain | child


def proposals(names: st.SearchStrategy[str] = NAMES) -> st.SearchStrategy[Proposal]:
    return st.dictionaries(names, entries(names), min_size=1, max_size=6).map(proposal)


def proposal(tables: dict[str, TableEntry], words: str = "by its name") -> Proposal:
    """A proposal of these tables, everything else the same."""
    ordered = {name: tables[name] for name in sorted(tables)}
    return Proposal(
        Manifest((LEVEL,), Principal(names=("ctx",)), ordered),
        {
            ("tenant", "organization", "columns"): Evidence(words, place=AT),
            ("tenant", "organization", "setting"): Evidence("policy x compares it", guess=False),
            ("principal", "ctx"): Evidence(words),
            **{("tables", name, "sensitive"): Evidence(words, place=AT) for name in tables},
        },
        (
            Aside("principal", (("bearer-columns", ("keys.hash",)),), words, AT),
            Aside(
                "memberships",
                (("table", "seats"), ("tenant", "org_id"), ("principal", "user_id")),
                words,
                AT,
                LEVEL.name,
            ),
            Aside("bypass", (("role", "admin"), ("reason", "")), words),
            Aside("table", (("shared-null", True),), words, name=next(iter(ordered))),
        ),
    )
