"""What a proof costs beside parsing: ``python benchmarks/prove.py``. Times are CPU time, trust the ratios.

Parse and proof of a statement are timed in turn, so that both see the same machine.

The peer is ``sqlglot.parse_one`` on the same text. Statements are those of the corpus, and twenty of the length that
reports and dashboards have.
"""

import logging
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlglot
from sqlglot.errors import SqlglotError

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.prove.world import TENANCY, corpus, judged_anew

_ROUNDS = 5
_BLOCKS = (
    "SELECT t.id, t.title, t.done, p.name AS project, count(c.id) AS comments, max(c.id) AS newest"
    " FROM tasks t JOIN projects p ON p.id = t.project_id LEFT JOIN comments c ON c.task_id = t.id"
    " WHERE t.org_id = :org AND t.done = false AND (t.priority > 2 OR t.title ILIKE :pattern) GROUP BY t.id, p.name",
    "SELECT t.id, t.title, t.done, p.name AS project, row_number() OVER (PARTITION BY t.org_id ORDER BY t.id) AS comments,"
    " t.priority AS newest FROM tasks t LEFT JOIN projects p ON p.id = t.project_id AND p.org_id = t.org_id"
    " WHERE t.org_id = :org AND EXISTS (SELECT 1 FROM task_labels l WHERE l.task_id = t.id AND l.label = ANY(:labels))",
    "SELECT i.id, p.name, i.amount > 10, w.name AS project, (SELECT count(*) FROM tasks t WHERE t.project_id = p.id) AS"
    " comments, coalesce(i.amount, 0) AS newest FROM invoices i JOIN projects p USING (org_id) LEFT JOIN workspaces w"
    " ON w.id = p.workspace_id WHERE i.org_id = :org AND i.project_id = p.id",
)


def long_statements() -> list[str]:
    """Twenty reports: CTEs over the blocks, joined and united, of one to three thousand characters."""
    found = []
    for number in range(20):
        names = [f"part{index}" for index in range(2 + number % 4)]
        ctes = ", ".join(f"{name} AS ({_BLOCKS[(number + index) % 3]})" for index, name in enumerate(names))
        joined = " ".join(f"JOIN {name} ON {name}.id = {names[0]}.id" for name in names[1:])
        found.append(
            f"WITH {ctes} SELECT {names[0]}.*, CASE WHEN {names[1]}.newest > 3 THEN 'new' ELSE 'old' END AS age"
            f" FROM {names[0]} {joined} WHERE {names[0]}.project IS NOT NULL UNION ALL"
            f" SELECT x.*, 'none' FROM ({_BLOCKS[number % 3]}) x ORDER BY 1 LIMIT :count"
        )
    return found


def main() -> None:
    """Print a line for each set: statements, parse ms, prove ms, ratio of the sums and of each statement (median)."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    print(f"{'':8}{'statements':>11}{'parse ms':>10}{'prove ms':>10}{'ratio':>7}{'median':>8}")
    for name, statements in (("corpus", [case.sql for case in corpus()]), ("long", long_statements())):
        statements = [sql for sql in statements if _parses(sql)]
        parsed, proved = zip(*map(_costs, statements), strict=True)
        median = statistics.median(b / a for a, b in zip(parsed, proved, strict=True))
        print(
            f"{name:8}{len(statements):>11}{sum(parsed):>10.1f}{sum(proved):>10.1f}"
            f"{sum(proved) / sum(parsed):>7.2f}{median:>8.2f}"
        )


def _parses(sql: str) -> bool:
    try:
        sqlglot.parse_one(sql, read="postgres")
    except SqlglotError:
        return False
    return True


def _costs(sql: str) -> tuple[float, float]:
    """CPU milliseconds of parse and of proof, the least of several rounds."""
    rounds = [
        (_clock(lambda: sqlglot.parse_one(sql, read="postgres")), _clock(lambda: judged_anew(sql, TENANCY)))
        for _ in range(_ROUNDS)
    ]
    return min(parse for parse, _ in rounds), min(proof for _, proof in rounds)


def _clock(work: Callable[[], object]) -> float:
    started = time.process_time_ns()
    work()
    return (time.process_time_ns() - started) / 1e6


if __name__ == "__main__":
    main()
