"""What the prover says of random statements against what PostgreSQL shows: python -m tests.prove.report --help.

A statement that interferes is a leak if it is called scoped. One that is quiet and not called scoped is a false alarm,
a leak that no world shows, or one that the definition itself refuses whatever it does: a literal is no tenant value, two
parameters are two tenants, a key without the tenant may be another's. The last are counted apart, by rule.
"""

import argparse
import multiprocessing
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.postgres import start
from tests.prove.families import further, thorough
from tests.prove.generator import CONSTRUCTS, Statement, Tape, from_seed, generated, shorter
from tests.prove.interference import Judge, judging
from tests.prove.world import corpus, judge, verdicts

BY_RULE = ("literal", "mixed-tenants", "conflict-key")
"""Causes for which a statement is not scoped whether or not it interferes."""


@dataclass(frozen=True)
class Finding:
    """One statement. ``why`` it interferes; ``answer`` of the prover, {} is scoped; ``error`` if nothing could run it."""

    name: int
    statement: Statement
    answer: dict[str, str]
    why: str | None
    error: str | None

    @property
    def cell(self) -> str:
        return f"{'not scoped' if self.answer else 'scoped'} & {'interferes' if self.why else 'quiet'}"

    @property
    def rule(self) -> str | None:
        """The cause for which the definition refuses what is quiet, if there is no other."""
        causes = sorted({answer.partition("(")[2].rstrip(")") for answer in self.answer.values()})
        return causes[0] if not self.why and causes and set(causes) <= set(BY_RULE) else None

    @property
    def leak(self) -> bool:
        return not self.answer and self.why is not None


def examined(name: int, statement: Statement, databases: Judge) -> Finding:
    """What is quiet gets a second look: what is scoped in one more family, what is not in all, for few worlds show a leak
    that needs three coincidences."""
    why, error = databases.finds(statement.run, statement.ordered)
    answer = verdicts(judge(statement.sql))
    if why is None and error is None:
        why = databases.finds_yet(statement.run, statement.ordered, None if answer else name)
    return Finding(name, statement, answer, why, error)


PROGRESS = 250
"""Statements between two lines about how far a run is."""


def random_findings(seeds: range) -> list[Finding]:
    """The statements that ``seeds`` name, judged on a server of their own. How far it is goes to standard error, and so does
    a leak as soon as it is found."""
    server, findings, began = start(), [], time.monotonic()
    try:
        with judging(server, thorough(), further()) as databases:
            for number, seed in enumerate(seeds, 1):
                found = examined(seed, from_seed(seed), databases)
                findings.append(found)
                if found.leak:
                    print(f"LEAK {seed} {found.why}\n    {found.statement.sql}", file=sys.stderr, flush=True)
                if number % PROGRESS == 0 or number == len(seeds):
                    leaks = sum(f.leak for f in findings)
                    told = (
                        f"{number} of {len(seeds)} from {seeds.start}: {leaks} leaks, {time.monotonic() - began:.0f} s"
                    )
                    print(told, file=sys.stderr, flush=True)
    finally:
        server.stop()
    return findings


def corpus_findings() -> list[Finding]:
    """The statements of the hand-written corpus that can be run."""
    server = start()
    try:
        with judging(server, thorough(), further()) as databases:
            return [
                examined(case.line, Statement(case.sql, case.sql, frozenset()), databases)
                for case in corpus()
                if "not run" not in case.flags and databases.version >= case.since * 10_000
            ]
    finally:
        server.stop()


def shrunk(seed: int, cell: str) -> Statement:
    """The seed's statement made as small as it can be with its ``cell`` kept."""
    tape = Tape(seed)
    generated(tape)
    server = start()
    try:
        with judging(server, thorough(), further()) as databases:

            def holds(candidate: list[int]) -> bool:
                found = examined(seed, generated(Tape(replay=candidate)), databases)
                return found.error is None and found.cell == cell

            return generated(Tape(replay=shorter(tape.taken, holds)))
    finally:
        server.stop()


def proved(findings: list[Finding]) -> float:
    """The share called scoped of the quiet ones that the definition does not refuse by rule."""
    quiet = [f for f in findings if f.error is None and f.why is None and f.rule is None]
    return sum(not f.answer for f in quiet) / max(len(quiet), 1)


def table(findings: list[Finding], constructs: bool = True) -> str:
    """Shares, causes and constructs as text."""
    ran = [f for f in findings if f.error is None]
    cells = Counter(f.cell for f in ran)
    total = max(len(ran), 1)
    lines = [f"{len(findings)} statements, {len(ran)} run"]
    lines += [f"  {cell:28} {n:6} {100 * n / total:5.1f} %" for cell, n in sorted(cells.items())]
    lines.append(f"  of the quiet ones called scoped: {100 * proved(ran):.1f} %, but for those refused by rule:")
    lines += [f"    {rule:26} {n:6}" for rule, n in sorted(Counter(f.rule for f in ran if f.rule).items())]
    causes: Counter[tuple[str, str]] = Counter()
    for f in ran:
        worst = sorted(set(f.answer.values()))
        causes[
            worst[0] if len(worst) == 1 else "several" if worst else "scoped", "interferes" if f.why else "quiet"
        ] += 1
    lines.append("by verdict: interferes, quiet")
    lines += [f"  {v:40} {causes[v, 'interferes']:6} {causes[v, 'quiet']:6}" for v in sorted({v for v, _ in causes})]
    if constructs:
        lines.append(
            "by construct: share, scoped & interferes, scoped & quiet, not scoped & interferes, not scoped & quiet"
        )
        for name in CONSTRUCTS:
            having = Counter(f.cell for f in ran if name in f.statement.constructs)
            share = 100 * sum(name in f.statement.constructs for f in findings) / len(findings)
            numbers = " ".join(
                f"{having[c]:6}"
                for c in ("scoped & interferes", "scoped & quiet", "not scoped & interferes", "not scoped & quiet")
            )
            lines.append(f"  {name:22} {share:5.1f} % {numbers}")
    errors = Counter(re.sub(r'"[^"]*"|\d+\.\w+', "..", f.error or "") for f in findings if f.error)
    lines += [f"  not run: {n:5} {e}" for e, n in errors.most_common(12)]
    return "\n".join(lines)


def spread(first: int, count: int, jobs: int) -> list[Finding]:
    """``count`` statements on ``jobs`` processes, in the order of their seeds."""
    step = -(-count // jobs)
    parts = [range(n, min(n + step, first + count)) for n in range(first, first + count, step)]
    if jobs == 1:
        return random_findings(parts[0])
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        return [finding for part in pool.map(random_findings, parts) for finding in part]


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; status 1 if something scoped interferes."""
    parser: Any = argparse.ArgumentParser(prog="python -m tests.prove.report", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="random statements")
    parser.add_argument("--seed", type=int, default=1, help="the first statement's seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with a server of its own")
    parser.add_argument("--corpus", action="store_true", help="the hand-written corpus instead")
    parser.add_argument(
        "--show", choices=["leaks", "quiet"], default="leaks", help="quiet: what is quiet and not scoped, but by rule"
    )
    parser.add_argument("--shrink", type=int, help="a seed to make small instead, keeping its cell")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    if chosen.shrink is not None:
        (found,) = random_findings(range(chosen.shrink, chosen.shrink + 1))
        print(found.cell, found.answer, shrunk(chosen.shrink, found.cell).sql, sep="\n")
        return 0
    findings = corpus_findings() if chosen.corpus else spread(chosen.seed, chosen.count, chosen.jobs)
    print(table(findings, not chosen.corpus))
    shown = [
        f
        for f in findings
        if f.error is None and (f.leak or (chosen.show == "quiet" and f.answer and not f.why and not f.rule))
    ]
    for f in shown:
        print(f"{'LEAK' if f.leak else 'quiet'} {f.name} {f.answer} {f.why or ''}\n    {f.statement.sql}")
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return int(any(f.leak for f in findings))


if __name__ == "__main__":
    sys.exit(main())
