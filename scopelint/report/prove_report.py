"""What ``prove`` answers, as JSON (docs/schema/prove-v1.schema.json) and for people."""

import json
from typing import Any

from scopelint.model.finding import Proved, ProvedStatement
from scopelint.model.verdict import TableVerdict
from scopelint.report.paint import Paint, harmless

VERSION = 1


def proved_json(proved: Proved) -> str:
    """One entry a statement, in order."""
    document = {"version": VERSION, "statements": [_entry(statement) for statement in proved.statements]}
    return json.dumps(document, indent=2) + "\n"


def _entry(statement: ProvedStatement) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "index": statement.index,
        "line": statement.line,
        "sql": statement.sql,
        "operation": statement.judgement.operation,
        "verdict": statement.verdict,
        "tables": {table.table: table.verdict for table in statement.judgement.tables},
        "proof": [line for table in statement.judgement.tables for line in proof(table)],
    }
    if statement.judgement.partial:
        entry["partial"] = list(statement.judgement.notes)
    if statement.error is not None:
        entry["error"] = statement.error
    return entry


def proof(table: TableVerdict) -> list[str]:
    """The chain of predicates of a scoped table; of any other what was found and the step that is missing."""
    lines = [f"{table.table}: {step}" for step in table.steps]
    if table.missing:
        lines.append(f"{table.table}: missing: {table.missing}")
    return lines


def proved_text(proved: Proved, paint: Paint) -> str:
    """For each statement its verdict and SQL, then each table with its proof or the missing step."""
    lines: list[str] = []
    for statement in proved.statements:
        verdict = statement.verdict
        style = "good" if verdict == "scoped" else "error"
        sql = harmless(" ".join(statement.sql.split()))
        lines.append(f"line {statement.line}: {paint(style, verdict)}: {sql}")
        if statement.error is not None:
            lines.append(f"    cannot be judged: {harmless(statement.error)}")
        lines += [f"    {line}" for table in statement.judgement.tables for line in table_lines(table, paint)]
        lines += [f"    note: {harmless(note)}" for note in statement.judgement.notes]
    return "".join(line + "\n" for line in lines)


def table_lines(table: TableVerdict, paint: Paint) -> list[str]:
    """One table's verdict and cause, then its proof or what was found and what is missing."""
    style = "good" if table.verdict in ("scoped", "guarded") else "error"
    cause = f" ({table.cause})" if table.cause else ""
    value = f", tenant value from {table.value}" if table.value else ""
    none = ", which may be None" if table.nullable else ""
    lines = [f"{harmless(table.table)}: {paint(style, table.verdict)}{cause}{value}{none}"]
    word = "because" if table.verdict in ("scoped", "guarded") else "found"
    lines += [f"    {word} {harmless(step.removesuffix(' was found'))}" for step in table.steps]
    if table.missing:
        lines.append(f"    missing: {harmless(table.missing)}")
    return lines
