"""``scopelint prove``: SQL statements against a schema and a manifest, for agents, analysts and the shell."""

import os
import sys

import click

from scopelint.cli.entry import CLEAN, COULD_NOT_JUDGE, FINDINGS
from scopelint.cli.streams import colour_option, deliver, format_option, paint
from scopelint.model.errors import UsageError


@click.command(name="prove")
@click.argument("argument", metavar="ARG")
@click.option("--schema", "schema_file", metavar="FILE.sql", help="The tables, as DDL (pg_dump --schema-only).")
@click.option("--manifest", "manifest_file", metavar="FILE", help="The RLS coverage manifest.")
@format_option("text", "json", help="How the answer is written.")
@click.option(
    "--strict-coverage",
    "strict",
    is_flag=True,
    help="Exit with 2 if a statement was seen only in part: it calls a function or runs a command of unknown effect.",
)
@colour_option
def command(
    argument: str, schema_file: str | None, manifest_file: str | None, style: str, strict: bool, colour: str
) -> int:
    """Prove statements. ARG is SQL, an existing file, or - for standard input.

    Exit status: 0 if every statement is scoped, 1 if not, 2 if it could not judge.
    """
    from scopelint import pipeline
    from scopelint.inputs import read_given_manifest, read_sql
    from scopelint.report.prove_report import proved_json, proved_text

    if argument == "-":
        sql = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    elif os.path.exists(argument):
        sql = read_sql(argument)
    else:
        sql = argument
    schema = "" if schema_file is None else read_sql(schema_file)
    manifest = None if manifest_file is None else read_given_manifest(manifest_file)
    proved = pipeline.prover(schema, manifest)(sql)
    if not proved.statements:
        raise UsageError("there is no SQL statement to prove")
    deliver(proved_json(proved) if style == "json" else proved_text(proved, paint(colour)), None)
    if strict and any(statement.judgement.partial for statement in proved.statements):
        return COULD_NOT_JUDGE
    return CLEAN if all(statement.verdict == "scoped" for statement in proved.statements) else FINDINGS
