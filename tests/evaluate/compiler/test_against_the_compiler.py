"""A chain gets the verdict of the SQL that SQLAlchemy's own compiler makes of it, and PostgreSQL agrees with both."""

import pytest

from tests.evaluate.compiler.compiled import VERSION, compiled
from tests.evaluate.compiler.corpora import MODULES, by_table, functions, read, session
from tests.postgres import Server
from tests.prove.families import thorough
from tests.prove.interference import Judge, judging
from tests.prove.world import TENANCY, judge

pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{meant}")
    for meant in (
        "SELECT statement has a cartesian product",
        "The Query.get.. method is considered legacy",
        "Passing expression to ``distinct``",
        "Column 'settings.org_id' is marked as a member of the primary key",
        "Deprecated API features detected",
    )
]
"""The corpus writes such statements on purpose."""
CASES = {(corpus, name): function for corpus in MODULES for name, function in functions(corpus)}
EAGER = "an option that joins a relationship's table: the rows that come along are not counted as a read of their own"
WITHIN = "what a criterion itself reads is confined by the other criteria too: here it is not"
NEWER = "with_loader_criteria(): 2.1 confines it, 1.4 and 2.0 do not, so that it counts as open"
NEW = "with_loader_criteria(): 2.x confines it, 1.4 does not, so that it counts as open"
DIFFERENCES = {
    "joined.eager_joined": EAGER,
    "joined.eager_joined_collection": EAGER,
    "joined.eager_joined_open": EAGER,
    "legacy.query_options": EAGER,
    "criteria.entity_by_open_subquery": WITHIN,
    **dict.fromkeys(("criteria.subquery_without_an_entity_outside",) if VERSION >= (2, 0) else (), NEW),
    **dict.fromkeys(
        (
            "criteria.mentioned_only",
            "criteria.subquery_of_exists",
            "criteria.subquery_of_any",
            "criteria.literal_beside",
        )
        if VERSION >= (2, 1)
        else (),
        NEWER,
    ),
}
"""Where the two routes differ, and why; none of them calls a read scoped that the compiled SQL leaves open."""


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)], ids="each {}".format)
@pytest.mark.parametrize(("corpus", "module"), sorted({(corpus, name.split(".")[0]) for corpus, name in CASES}))
def test_chains_have_the_verdicts_of_their_compiled_sql(corpus: str, module: str, step: int) -> None:
    """The same tables, each with the same verdict and cause, from one site of each function."""
    chosen = {name: f for (found, name), f in CASES.items() if found == corpus and of(name, module)}
    wrong = []
    for name, function in list(chosen.items())[::step]:
        sql = compiled(function, session(corpus))
        sites = [by_table(judgement) for judgement in read(corpus)[0].get(name, [])]
        if sites != [by_table(judge(sql))]:
            wrong.append(f"{name}: {sites}, compiled {by_table(judge(sql))}: {sql}")
    assert wrong == []


def of(name: str, module: str) -> bool:
    """Whether a function is of the module, and is to have one verdict by both routes."""
    return name.split(".")[0] == module and name not in DIFFERENCES


@pytest.mark.parametrize("name", [name for _, name in CASES if name in DIFFERENCES])
def test_a_listed_difference_is_one(name: str) -> None:
    """Whoever cures one takes it from the list."""
    sql = compiled(CASES["corpus", name], session("corpus"))
    assert [by_table(judgement) for judgement in read("corpus")[0].get(name, [])] != [by_table(judge(sql))]


def test_both_routes_know_the_same_tenants() -> None:
    """The models and the manifest beside them classify every table as the DDL and its tenancy do."""
    found = read("corpus")[1]
    kinds = {name: (t.scope, t.tenant_columns, t.owner_columns, t.shared_null) for name, t in found.tables.items()}
    stated = {name: (t.scope, t.tenant_columns, t.owner_columns, t.shared_null) for name, t in TENANCY.tables.items()}
    assert kinds == {name: stated[name] for name in kinds}


def scoped() -> dict[str, str]:
    """The compiled SQL of every function whose chain is called scoped, but for one that serves two tenants at once."""
    found = {}
    for (corpus, name), function in CASES.items():
        sites = read(corpus)[0].get(name, [])
        if sites and all(table.verdict == "scoped" for judgement in sites for table in judgement.tables):
            found[name] = compiled(function, session(corpus))
    return {name: sql for name, sql in found.items() if ":other" not in sql}


def refuted(databases: Judge) -> list[tuple[str, str | None, str | None]]:
    """What interferes, or could not be run."""
    answers = [(name, *databases.finds(sql)) for name, sql in scoped().items()]
    return [(name, why, error) for name, why, error in answers if why is not None or error is not None]


@pytest.mark.slow
def test_a_chain_called_scoped_interferes_in_no_world(postgres: Server) -> None:
    """The compiled statement of a chain called scoped does the same in worlds that differ in other tenants' rows."""
    with judging(postgres, thorough()) as databases:
        assert refuted(databases) == []
