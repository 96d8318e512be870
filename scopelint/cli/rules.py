"""``scopelint rules``: the list of rules."""

import os
from pathlib import Path

import click

from scopelint.cli.streams import colour_option, format_option, paint
from scopelint.model.rule import Rule


def project_rules(config_file: str | None) -> tuple[Rule, ...]:
    """The shipped rules, and those of the project around the working directory if there is one."""
    from scopelint.inputs import project_rules as read

    return read(Path(os.getcwd()), config_file)


@click.command(name="rules")
@format_option("text", "json", "markdown", help="How the list is written.")
@click.option("--config", "config_file", metavar="FILE", help="Read this configuration instead of the project's.")
@colour_option
def command(style: str, config_file: str | None, colour: str) -> int:
    """List the rules, the project's own among them."""
    from scopelint.report.pages import rules_json, rules_list, rules_markdown

    rules = project_rules(config_file)
    match style:
        case "json":
            click.echo(rules_json(rules), nl=False)
        case "markdown":
            click.echo(rules_markdown(rules), nl=False)
        case _:
            click.echo(rules_list(rules, paint(colour)), nl=False, color=True)
    return 0
