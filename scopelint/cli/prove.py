"""``scopelint prove``: SQL statements against a schema and a manifest, for agents, analysts and the shell."""

import os
import sys

import click

from scopelint.cli.entry import CLEAN, FINDINGS
from scopelint.cli.streams import colour_option, deliver, paint
from scopelint.model.errors import UsageError


@click.command(name="prove")
@click.argument("argument", metavar="ARG")
@click.option("--schema", "schema_file", metavar="FILE.sql", help="The tables, as DDL (pg_dump --schema-only).")
@click.option("--manifest", "manifest_file", metavar="FILE", help="The RLS coverage manifest.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@colour_option
def command(argument: str, schema_file: str | None, manifest_file: str | None, style: str, colour: str) -> int:
    """Prove statements. ARG is SQL, an existing file, or - for standard input.

    Exit status: 0 if every statement is scoped, 1 if not, 2 if it could not judge.
    """
    from scopelint import pipeline
    from scopelint.inputs import read_given_manifest, read_sql
    from scopelint.report.prove_report import proved_json, proved_text, proved_verdict

    if argument == "-":
        sql = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    elif os.path.exists(argument):
        sql = read_sql(argument)
    else:
        sql = argument
    schema = None if schema_file is None else read_sql(schema_file)
    manifest = None if manifest_file is None else read_given_manifest(manifest_file)
    statements = pipeline.prove_text(sql, schema, manifest)
    if not statements:
        raise UsageError("there is no SQL statement to prove")
    deliver(proved_json(statements) if style == "json" else proved_text(statements, paint(colour)), None)
    return CLEAN if all(proved_verdict(statement) == "scoped" for statement in statements) else FINDINGS
