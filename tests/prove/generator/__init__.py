"""Random statements over the corpus's schema, leaning towards confined ones: the near misses are what matters."""

from dataclasses import dataclass

from tests.prove.generator.choices import Choices, Tape, shorter
from tests.prove.generator.writes import Generator

__all__ = ["CONSTRUCTS", "Statement", "Tape", "from_seed", "generated", "shorter"]

_NAMES = """
    inner-join left-join right-join full-join cross-join on using natural lateral exists in-subquery
    any-subquery all-subquery scalar-subquery correlated uncorrelated in-select-list in-where in-having
    in-order-by in-case in-join-on in-returning in-values cte cte-recursive cte-writing materialized
    not-materialized union union-all intersect intersect-all except except-all distinct distinct-on limit
    offset window group-by rollup cube grouping-sets having values generate_series unnest
    jsonb_array_elements jsonb-operator row-comparison is-not-distinct cast any-parameter case for-update
    insert-values insert-select insert-default do-nothing do-nothing-columns do-update-columns
    do-update-constraint do-update-where update update-from delete delete-using merge returning copy-query
    truncate explain prepare declare-cursor view view-setting sql-function
"""
CONSTRUCTS = tuple(_NAMES.split())
"""What `Statement.constructs` may hold."""


@dataclass(frozen=True)
class Statement:
    """``sql`` is judged and ``run`` executed: what stands inside EXPLAIN, PREPARE, DECLARE or COPY."""

    sql: str
    run: str
    constructs: frozenset[str]
    ordered: bool = False


def generated(choices: Choices) -> Statement:
    generator = Generator(choices)
    sql = generator.statement()
    return Statement(sql, generator.run, frozenset(generator.seen), generator.ordered)


def from_seed(seed: int) -> Statement:
    return generated(Tape(seed))
