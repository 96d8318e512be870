"""Which rules are active, which of them a fact fires, and at what severity."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from scopelint.model.config import Config
from scopelint.model.fact import FACT_KINDS, Fact
from scopelint.model.rule import Pattern, Rule, Severity

_KINDS = {kind: name for name, kind in FACT_KINDS.items()}


def active_rules(rules: Sequence[Rule], config: Config) -> tuple[Rule, ...]:
    """The rules that ``select`` and ``ignore`` leave. A preview rule counts with ``preview`` on or if selected by name."""

    def named(rule: Rule, names: Sequence[str]) -> bool:
        return rule.id in names or any(old in names for old in rule.formerly)

    def wanted(rule: Rule) -> bool:
        if named(rule, config.ignore) or (rule.family in config.ignore and not named(rule, config.select)):
            return False
        if named(rule, config.select):
            return True
        chosen = not config.select or rule.family in config.select
        return chosen and (config.preview or not rule.preview)

    return tuple(rule for rule in rules if wanted(rule))


def fires(rule: Rule, fact: Fact) -> bool:
    """Whether every field of ``[when]`` fits, and ``[unless]`` is empty or has one that does not."""
    for name, pattern in rule.when:
        value = _KINDS[type(fact)] if name == "kind" else getattr(fact, name, None)
        if not fits(pattern, value):
            return False
    return not rule.unless or not all(fits(pattern, getattr(fact, name, None)) for name, pattern in rule.unless)


def fits(pattern: Pattern, value: str | bool | None) -> bool:
    """A truth value equals, a string matches as a glob, a list matches if one of it does; nothing matches None."""
    if isinstance(pattern, bool) or isinstance(value, bool):
        return pattern is value
    if value is None:
        return False
    words = (pattern,) if isinstance(pattern, str) else pattern
    return any(word == value or fnmatchcase(value, word) for word in words)


def severity(rule: Rule, fact: Fact) -> Severity:
    """The level that the rule gives this fact: the first of its keys, in the order of SEVERITY_KEYS, that holds."""
    levels = dict(rule.severity)
    for key in _holding(fact):
        if key in levels:
            return levels[key]
    return levels.get("default", "warning")


def _holding(fact: Fact) -> list[str]:
    """The severity keys that hold for a fact, the strongest first."""
    registry_read = getattr(fact, "scope", None) == "registry" and getattr(fact, "effect", None) == "read"
    held = [
        ("guarded", getattr(fact, "guarded", False)),
        ("registry", registry_read),
        ("all-pass", getattr(fact, "callers", None) == "all-pass"),
        ("decided", getattr(fact, "decided", False)),
        ("some-rows", getattr(fact, "opens", None) == "some-rows"),
        ("bypass", getattr(fact, "bypass", False)),
    ]
    posture = getattr(fact, "posture", None)
    return [key for key, holds in held if holds] + ([posture] if posture else [])
