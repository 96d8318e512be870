"""Findings for people and editors, and the summary that says what was and was not looked at."""

from collections import Counter
from collections.abc import Iterator, Sequence

from scopelint.model.finding import Finding, Result
from scopelint.model.site import Gap
from scopelint.report.frame import Sources, frame
from scopelint.report.paint import Paint, harmless

SHOWN_GAPS = 5
"""Lines of a list whose rest only the JSON tells."""
INDENT = "    "


def concise(findings: Sequence[Finding]) -> str:
    """``path:line:column: rule: message``, one line a finding; `` [warning]`` or `` [info]`` follows if it is no error."""
    return "".join(_head(finding) + "\n" for finding in findings)


def _head(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}:{finding.column}"
    return harmless(f"{place}: {finding.rule}: {finding.message}{_level(finding)}")


def _level(finding: Finding) -> str:
    return "" if finding.severity == "error" else f" [{finding.severity}]"


def text(result: Result, sources: Sources, paint: Paint, show_sql: bool = False) -> str:
    """Every finding with its code frame, what was looked for and found, help and related places; then the summary.

    An ``info`` finding is told in short: its line and what was found.
    """
    blocks = ["\n".join(_block(finding, sources, paint, show_sql)) + "\n\n" for finding in result.findings]
    return "".join(blocks) + summary(result, paint)


def _block(finding: Finding, sources: Sources, paint: Paint, show_sql: bool) -> Iterator[str]:
    place = paint("bold", harmless(f"{finding.path}:{finding.line}:{finding.column}"))
    yield f"{place}: {paint(finding.severity, finding.rule)}: {harmless(finding.message)}{_level(finding)}"
    if finding.severity == "info":
        yield from (INDENT + harmless(detail) for detail in finding.detail[:1])
        return
    span = (finding.line, finding.column, finding.end_line, finding.end_column)
    for line in frame(sources, finding.path, span, paint, finding.severity):
        yield INDENT + line
    for detail in finding.detail:
        yield INDENT + harmless(detail)
    if show_sql and finding.sql:
        yield f"{INDENT}sql: {harmless(' '.join(finding.sql.split()))}"
    yield f"{INDENT}{paint('bold', 'help:')} {harmless(finding.help)}"
    for related in finding.related:
        yield INDENT + paint("dim", harmless(f"{related.path}:{related.line}: {related.message}"))


def summary(result: Result, paint: Paint) -> str:
    """What was found, what was looked at, and what was not and why."""
    lines = [_found(result, paint), _looked_at(result), *_not_looked_at(result), *_backstop(result)]
    return "".join(line + "\n" for line in lines)


def _found(result: Result, paint: Paint) -> str:
    counts: Counter[str] = Counter(finding.severity for finding in result.findings)
    parts = [
        paint(level, _count(counts[level], name))
        for level, name in (("error", "error"), ("warning", "warning"), ("info", "info finding"))
        if counts[level]
    ]
    taken = Counter(suppressed.by for suppressed in result.suppressed)
    comments = taken["comment"] + taken["sql-comment"]
    aside = [f"{comments} suppressed by comments"] if comments else []
    aside += [f"{taken['exemption']} exempt"] if taken["exemption"] else []
    aside += [f"{taken['baseline']} in the baseline"] if taken["baseline"] else []
    aside += [f"{result.left_out} there already at {harmless(result.revision)}"] if result.revision else []
    head = ", ".join(parts) if parts else "no findings"
    return head + (f" ({', '.join(aside)})" if aside else "")


def _looked_at(result: Result) -> str:
    coverage = result.coverage
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in reversed(result.verdicts) if count)
    partial = f"; {result.partial} of them seen only in part" if result.partial else ""
    return (
        f"looked at {_count(coverage.files, 'file')}, {_count(coverage.functions, 'function')}, "
        f"{_count(len(result.sites), 'statement')}{': ' + verdicts if verdicts else ''}{partial}"
    )


def _backstop(result: Result) -> Iterator[str]:
    count = len({(held.path, held.line) for held in result.backstop})
    if count:
        rely = "relies" if count == 1 else "rely"
        yield f"{_count(count, 'statement')} {rely} on row-level security alone (--statistics lists them)"


def _not_looked_at(result: Result) -> Iterator[str]:
    gaps = result.coverage.gaps
    if not gaps:
        return
    names = {"file": "file", "body": "function", "bound": "analysis bound"}
    kinds: Counter[str] = Counter(gap.kind for gap in gaps)
    counts = ", ".join(_count(kinds[kind], names[kind]) for kind in names if kinds[kind])
    yield f"not looked at: {counts}"
    for gap in gaps[:SHOWN_GAPS]:
        yield f"{INDENT}{_gap(gap)}"
    if len(gaps) > SHOWN_GAPS:
        yield f"{INDENT}and {len(gaps) - SHOWN_GAPS} more (--format json lists all)"


def _gap(gap: Gap) -> str:
    return harmless(f"{gap.place.path}:{gap.place.span.line}: {gap.reason}")


def stale(result: Result) -> str:
    """The entries of the baseline that are found no more, for people; "" if there are none."""
    if not result.stale:
        return ""
    count = sum(entry.count for entry in result.stale)
    lines = [
        f"baseline {result.baseline}: {_count(count, 'finding')} in it no longer found (--update-baseline removes them)"
    ]
    lines += [
        f"{INDENT}{entry.path}: {entry.rule}{f' {entry.table}' if entry.table else ''}"
        f"{f' in {entry.function}' if entry.function else ''}{f', {entry.count} times' if entry.count > 1 else ''}"
        for entry in result.stale[:SHOWN_GAPS]
    ]
    if len(result.stale) > SHOWN_GAPS:
        lines.append(f"{INDENT}and {len(result.stale) - SHOWN_GAPS} more (--format json lists all)")
    return "".join(harmless(line) + "\n" for line in lines)


def statistics(result: Result) -> str:
    """Findings of each rule, then undecided statements of each cause, most first; then the statements that rely on
    row-level security alone."""
    counts = Counter((finding.rule, finding.severity) for finding in result.findings)
    rows = [
        (count, f"{rule} ({level})")
        for (rule, level), count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]
    rows += [(count, f"unknown: {cause}") for cause, count in result.unknown]
    width = max((len(str(count)) for count, _ in rows), default=1)
    lines = [f"{count:>{width}}  {name}" for count, name in rows]
    if result.backstop:
        lines.append("on row-level security alone:")
        lines += [f"{INDENT}{held.path}:{held.line}: {held.message}" for held in result.backstop]
    return "".join(harmless(line) + "\n" for line in lines)


def _count(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun != "body" else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
