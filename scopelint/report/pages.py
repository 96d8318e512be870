"""Pages about rules: for the terminal, as a list, and as docs/rules.md."""

import json
from collections.abc import Iterator, Sequence
from textwrap import indent, wrap

from scopelint.model.rule import Example, Rule
from scopelint.report.paint import Paint

WIDTH = 100


def explain_page(rule: Rule, paint: Paint) -> str:
    """Everything a rule says of itself."""
    severities = ", ".join(f"{key} {level}" for key, level in rule.severity)
    lines = [
        f"{paint('bold', rule.id)} ({rule.family}{', preview' if rule.preview else ''})",
        *wrap(rule.summary, WIDTH),
        "",
        f"severity: {severities}",
    ]
    for title, body in (("why", rule.why), ("how to fix", rule.fix)):
        if body:
            lines += ["", paint("bold", title), *_paragraphs(body)]
    for title, examples in (("bad", rule.bad), ("good", rule.good), ("not found yet", rule.missed)):
        for example in examples:
            lines += ["", f"{paint('bold', title)}: {example.name}"]
            for number, (note, _, code) in enumerate(_pieces(example)):
                lines += [f"  {note}:"] if number else []
                lines.append(indent(code, "    "))
    comment = (
        "-- scopelint: ignore[{}] reason" if any(one.sql for one in rule.bad) else "# scopelint: ignore[{}] -- reason"
    )
    lines += ["", f"suppress: {comment.format(rule.id)}"]
    if rule.formerly:
        lines.append(f"formerly: {', '.join(rule.formerly)}")
    lines += [f"see: {reference}" for reference in rule.references]
    return "\n".join(lines) + "\n"


def _pieces(example: Example) -> Iterator[tuple[str, str, str]]:
    """The parts of an example: what each is, its language, its text."""
    if not (example.sql or example.manifest):
        yield "code", "python", example.code.rstrip()
        return
    parts = (
        ("schema", "sql", example.sql),
        ("manifest", "toml", example.manifest),
        ("cured by", "sql", example.cure_sql),
        ("cured by, in the manifest", "toml", example.cure_manifest),
    )
    yield from ((note, language, text.strip("\n")) for note, language, text in parts if text)


def _paragraphs(body: str) -> Iterator[str]:
    for number, paragraph in enumerate(body.strip().split("\n\n")):
        if number:
            yield ""
        yield from wrap(" ".join(paragraph.split()), WIDTH)


def rules_list(rules: Sequence[Rule], paint: Paint) -> str:
    """One line a rule, by family."""
    width = max((len(rule.id) for rule in rules), default=0)
    lines: list[str] = []
    for family in dict.fromkeys(rule.family for rule in _by_family(rules)):
        lines.append(paint("bold", family))
        for rule in rules:
            if rule.family == family:
                note = " (preview)" if rule.preview else ""
                lines.append(f"  {rule.id:<{width}}  {rule.summary}{note}")
    return "\n".join(lines) + "\n"


def rules_json(rules: Sequence[Rule]) -> str:
    """Rules as JSON: id, family, summary, preview, severity, why, fix, references."""
    entries = [
        {
            "id": rule.id,
            "family": rule.family,
            "summary": rule.summary,
            "preview": rule.preview,
            "severity": dict(rule.severity),
            "why": rule.why,
            "fix": rule.fix,
            "references": list(rule.references),
        }
        for rule in rules
    ]
    return json.dumps({"version": 1, "rules": entries}, indent=2) + "\n"


def rules_markdown(rules: Sequence[Rule]) -> str:
    """The page docs/rules.md."""
    ordered = _by_family(rules)
    lines = [
        "# Rules",
        "",
        "Written by `scopelint rules --format markdown > docs/rules.md`; a test holds it to the files in `rules/`.",
        "",
        "| rule | family | fires when |",
        "|---|---|---|",
        *(f"| [{rule.id}](#{rule.id}) | {rule.family} | {rule.summary} |" for rule in ordered),
    ]
    for rule in ordered:
        lines += ["", *_markdown(rule)]
    return "\n".join(lines) + "\n"


def _markdown(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}"
    yield ""
    yield f"{rule.summary}. Family {rule.family}{', preview' if rule.preview else ''}."
    yield ""
    yield f"Severity: {', '.join(f'{key} {level}' for key, level in rule.severity)}."
    for title, body in (("Why", rule.why), ("Fix", rule.fix)):
        if body:
            yield ""
            yield f"**{title}.** {body.strip()}"
    for title, examples in (("Bad", rule.bad), ("Good", rule.good), ("Not found yet", rule.missed)):
        for example in examples:
            yield ""
            yield from _example(title, example)
    yield ""
    yield "See " + ", ".join(f"<{reference}>" for reference in rule.references) + "."


def _example(title: str, example: Example) -> Iterator[str]:
    yield f"{title}: {example.name}"
    for number, (note, language, code) in enumerate(_pieces(example)):
        if number:
            yield ""
            yield f"{note.capitalize()}:"
        yield ""
        yield f"```{language}"
        yield code
        yield "```"


def _by_family(rules: Sequence[Rule]) -> list[Rule]:
    """Families in the order of DESIGN section 4, a project's own last; rules by id."""
    order = ("scope", "reference", "level", "sql", "context", "manifest", "rls", "hygiene")
    return sorted(rules, key=lambda rule: (order.index(rule.family) if rule.family in order else 99, rule.id))
