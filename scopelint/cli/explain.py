"""``scopelint explain``: a rule's page in the terminal."""

import click

from scopelint.cli.streams import colour_option, paint
from scopelint.model.errors import UsageError


@click.command(name="explain")
@click.argument("rule")
@click.option("--config", "config_file", metavar="FILE", help="Read this configuration instead of the project's.")
@colour_option
def command(rule: str, config_file: str | None, colour: str) -> int:
    """Explain RULE: what it finds, why it matters, how to fix it, with examples."""
    from scopelint.cli.rules import project_rules
    from scopelint.report.pages import explain_page

    rules = project_rules(config_file)
    for known in rules:
        if rule == known.id or rule in known.formerly:
            click.echo(explain_page(known, paint(colour)), nl=False, color=True)
            return 0
    import difflib

    near = difflib.get_close_matches(rule, [known.id for known in rules], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "; scopelint rules lists them"
    raise UsageError(f"no such rule {rule!r}{hint}")
