"""Rules from their TOML files: the shipped ones and the project's own, every field checked."""

import importlib.resources
import re
import string
import types
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from scopelint.inputs.keys import Keys, nearest, read_toml
from scopelint.model.errors import ConfigError
from scopelint.model.fact import FACT_KINDS, SEVERITY_KEYS
from scopelint.model.rule import Example, Pattern, Probe, Rule, Severity

POSTURES = ("none", "enabled", "forced")
FAMILIES = ("scope", "reference", "level", "sql", "context", "manifest", "rls", "hygiene")
"""The shipped families; a project's own rules take another name, so that one scope rule fires for each open table."""
LONGEST_EXAMPLE = 20
_WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_GLOB = frozenset("*?[")


def rules_folder() -> Path:
    """Where the shipped rules are: in the installed package, or beside it in a working copy."""
    inside = Path(str(importlib.resources.files("scopelint"))) / "rules"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "rules"


def shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with scopelint, sorted by id, read once. Raises ConfigError if they are broken or missing."""
    return _rules_in(rules_folder())


@cache
def _rules_in(folder: Path) -> tuple[Rule, ...]:
    rules = tuple(_read_rule(file, f"rules/{file.name}", own=False) for file in sorted(folder.glob("*.toml")))
    if not rules:
        raise ConfigError(f"{folder}: holds no rules; the installation is broken")
    return rules


def read_rules(root: Path, rule_paths: Sequence[str]) -> tuple[Rule, ...]:
    """The shipped rules and those of a project's ``rule-paths`` (files or folders of .toml files), sorted by id."""
    rules = {rule.id: (rule, f"rules/{rule.id}.toml") for rule in shipped_rules()}
    for file in _rule_files(root, rule_paths):
        shown = file.relative_to(root).as_posix()
        rule = _read_rule(file, shown, own=True)
        if rule.id in rules:
            raise ConfigError(f"{shown}: id: {rule.id!r} is already the rule of {rules[rule.id][1]}")
        rules[rule.id] = (rule, shown)
    return tuple(rules[name][0] for name in sorted(rules))


def _rule_files(root: Path, rule_paths: Iterable[str]) -> list[Path]:
    files: list[Path] = []
    for path in rule_paths:
        place = root / path
        found = sorted(place.glob("*.toml")) if place.is_dir() else [place]
        if not found:
            raise ConfigError(f"{path}: rule-paths names a folder without .toml files")
        files += found
    return files


def _read_rule(file: Path, shown: str, own: bool) -> Rule:
    """One rule. ``own``: a project's, which may leave out the page (why, fix, examples) but no behaviour."""
    keys = Keys(read_toml(file, shown), shown)
    text = keys.text if own else keys.required
    message = keys.required("message")
    rule = Rule(
        id=keys.required("id"),
        family=keys.text("family", "project") if own else keys.required("family"),
        summary=text("summary") or message,
        message=message,
        help=keys.required("help"),
        why=text("why"),
        fix=text("fix"),
        references=keys.strings("references"),
        formerly=keys.strings("formerly"),
        preview=keys.flag("preview", False),
        when=_conditions(keys, "when"),
        unless=_conditions(keys, "unless"),
        severity=_severity(keys.child("severity"), own),
        bad=_examples(keys, "bad"),
        good=_examples(keys, "good"),
        missed=_examples(keys, "missed"),
    )
    keys.close()
    _check_names(keys, rule, file.stem, own)
    _check_conditions(keys, rule)
    _check_placeholders(keys, rule)
    if not own:
        _check_page(keys, rule)
    return rule


def _conditions(keys: Keys, key: str) -> tuple[tuple[str, Pattern], ...]:
    """``[when]`` or ``[unless]``: each value a string, a truth value or a list of strings."""
    inner = keys.child(key)
    conditions: list[tuple[str, Pattern]] = []
    for name, value in inner.table.items():
        inner.asked.append(name)
        if isinstance(value, list):
            conditions.append((name, inner.strings(name)))
        elif isinstance(value, str | bool):
            conditions.append((name, value))
        else:
            raise inner.fault(name, "must be a string, true or false, or a list of strings")
    return tuple(conditions)


def _severity(keys: Keys, own: bool) -> tuple[tuple[str, Severity], ...]:
    levels: list[tuple[str, Severity]] = []
    for name in SEVERITY_KEYS:
        level: Any = keys.text_or_none(name, get_args(Severity))
        if level is not None:
            levels.append((name, level))
    keys.close()
    given = {name for name, _ in levels}
    if own and not given:
        return (("default", "warning"),)
    if "default" not in given and not given.issuperset(POSTURES):
        raise ConfigError(f"{keys.shown}: severity: needs default, or all of {', '.join(POSTURES)}")
    return tuple(levels)


def _examples(keys: Keys, key: str) -> tuple[Example, ...]:
    examples: list[Example] = []
    for inner in keys.children(key):
        name, sql, manifest = inner.required("name"), inner.text("sql"), inner.text("manifest")
        code = "\n".join(part.strip("\n") for part in (sql, manifest) if part)
        cure = inner.child("cure")
        example = Example(
            name=name,
            code=code or inner.required("code"),
            schema=inner.text_or_none("schema"),
            sql=sql,
            manifest=manifest,
            probe=_probe(inner.child("probe")) if "probe" in inner.table else None,
            cure_sql=cure.text("sql"),
            cure_manifest=cure.text("manifest"),
        )
        cure.close()
        inner.close()
        if len(example.code.splitlines()) > LONGEST_EXAMPLE:
            raise inner.fault("code", f"has more than {LONGEST_EXAMPLE} lines")
        examples.append(example)
    return tuple(examples)


def _probe(keys: Keys) -> Probe:
    bound: Any = keys.text_or_none("bound", ("bound", "never", "reset"))
    probe = Probe(
        run=keys.required("run"),
        role=keys.text("role", "app"),
        bound=bound or "bound",
        given=keys.text("given"),
        witness=keys.text("witness"),
        shows=keys.text("shows"),
    )
    keys.close()
    return probe


def _check_names(keys: Keys, rule: Rule, stem: str, own: bool) -> None:
    if rule.id != stem:
        raise keys.fault("id", f"{rule.id!r} must be the file's name, {stem!r}")
    for key, word in (("id", rule.id), ("family", rule.family), *(("formerly", old) for old in rule.formerly)):
        if not _WORD.match(word):
            raise keys.fault(key, f"{word!r} must be lower case words with hyphens")
    if own and rule.family in FAMILIES:
        raise keys.fault("family", f"{rule.family!r} is a shipped family; take another name")
    if not own and rule.family not in FAMILIES:
        raise keys.fault("family", f"{rule.family!r} is no family{nearest(rule.family, FAMILIES)}")


def _check_conditions(keys: Keys, rule: Rule) -> None:
    kind = dict(rule.when).get("kind")
    if not isinstance(kind, str):
        raise keys.fault("when.kind", "is missing" if kind is None else "must be one string")
    if kind not in FACT_KINDS:
        raise keys.fault("when.kind", f"{kind!r} is no kind of fact{nearest(kind, FACT_KINDS)}")
    fields = fact_fields(kind)
    for table, conditions in (("when", rule.when), ("unless", rule.unless)):
        for name, pattern in conditions:
            if table == "when" and name == "kind":
                continue
            if name not in fields:
                raise keys.fault(f"{table}.{name}", f"is no field of a {kind}{nearest(name, fields)}")
            _check_pattern(keys, f"{table}.{name}", pattern, fields[name])


def _check_pattern(keys: Keys, key: str, pattern: Pattern, allowed: tuple[str, ...] | type) -> None:
    if (allowed is bool) != isinstance(pattern, bool):
        raise keys.fault(key, "must be true or false" if allowed is bool else "must be a string or a list of strings")
    if isinstance(pattern, bool) or not isinstance(allowed, tuple):
        return
    for word in (pattern,) if isinstance(pattern, str) else pattern:
        if word not in allowed and not _GLOB & set(word):
            raise keys.fault(key, f"{word!r} is never its value{nearest(word, allowed)}")


@cache
def fact_fields(kind: str) -> Mapping[str, tuple[str, ...] | type]:
    """The fields of a kind of fact: each with its possible values, or ``bool``, or ``str`` where they are open."""
    return {name: _values(hint) for name, hint in get_type_hints(FACT_KINDS[kind]).items()}


def _values(hint: Any) -> tuple[str, ...] | type:
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, types.UnionType):
        inner = [_values(part) for part in get_args(hint) if part is not type(None)]
        return inner[0]
    return bool if hint is bool else str


def _check_placeholders(keys: Keys, rule: Rule) -> None:
    fields = fact_fields(str(dict(rule.when)["kind"]))
    for key, template in (("message", rule.message), ("help", rule.help)):
        if "\n" in template:
            raise keys.fault(key, "must be one line")
        for name in _placeholders(keys, key, template):
            if name not in fields:
                raise keys.fault(key, f"{{{name}}} is no field of the fact{nearest(name, fields)}")


def _placeholders(keys: Keys, key: str, template: str) -> list[str]:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise keys.fault(key, f"is no template: {error}") from error
    for _, name, spec, conversion in parts:
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise keys.fault(key, f"{{{name}}} must be the plain name of a field")
    return [name for _, name, _, _ in parts if name is not None]


def _check_page(keys: Keys, rule: Rule) -> None:
    """A shipped rule explains itself: references, and at least two bad and two good examples with names of their own."""
    if not rule.references:
        raise keys.fault("references", "must name at least one source")
    for reference in rule.references:
        if not reference.startswith("https://"):
            raise keys.fault("references", f"{reference!r} is no https address")
    for key, examples in (("bad", rule.bad), ("good", rule.good)):
        if len(examples) < 2:
            raise keys.fault(key, "needs at least two examples")
    names = [example.name for example in (*rule.bad, *rule.good, *rule.missed)]
    for name in names:
        if names.count(name) > 1:
            raise keys.fault("examples", f"{name!r} names two of them")
