"""Constant folding for declarations: strings, the common ways from CamelCase to snake_case, literal containers."""

import re

from scopelint.link.values import (
    Entries,
    Known,
    Made,
    Member,
    Operation,
    Sequence,
    Symbol,
    Unknown,
    Value,
    dotted_library_name,
    text,
)

LONGEST = 10_000

# The only patterns that are ever run: an analyzed project's own could be made to hang.
_SAFE_PATTERNS = frozenset(
    {
        r"(?=[A-Z])",
        r"(?<!^)(?=[A-Z])",
        r"(?<=[a-z])(?=[A-Z])",
        r"(?<=[a-z0-9])(?=[A-Z])",
        r"(?<=[a-z0-9])([A-Z])",
        r"(.)([A-Z][a-z]+)",
        r"([a-z0-9])([A-Z])",
        r"([a-z\d])([A-Z])",
        r"([A-Z]+)([A-Z][a-z])",
        r"([A-Z][a-z]+)",
        r"([A-Z]+)",
        r"([A-Z])",
        r"[A-Z]",
        r"[A-Z][^A-Z]*",
        r"(\B[A-Z])",
        r"\B([A-Z])",
        r"(?<!^)([A-Z])",
        r"([a-z])([A-Z])",
        r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))",
        r"((?<=[a-z0-9])[A-Z]|(?!^)(?<!_)[A-Z](?=[a-z]))",
        r"(?<!^)(?=[A-Z][a-z])",
        r"([A-Z]+)([A-Z][a-z])|([a-z\d])([A-Z])",
        r"[A-Z]+(?=[A-Z][a-z0-9]|$)|[A-Z]?[a-z0-9]+",
        r"([^_])([A-Z][a-z]+)",
    }
)

_METHODS = frozenset(
    [
        "lower",
        "upper",
        "title",
        "capitalize",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "removeprefix",
        "removesuffix",
        "casefold",
        "swapcase",
        "isupper",
        "islower",
        "isdigit",
        "isalpha",
        "startswith",
        "endswith",
    ]
)


def snake_case(name: str) -> str:
    """``AuditLog`` as ``audit_log``, the way most projects (and Flask-SQLAlchemy) write it."""
    return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name).lower().lstrip("_")


def concatenation(parts: list[Value]) -> Value:
    """An f-string whose holes are constants."""
    found = []
    for part in parts:
        if not isinstance(part, Known) or isinstance(part.value, float):
            return part if isinstance(part, Unknown) else Unknown("an f-string with a computed part")
        found.append(str(part.value))
    return Known("".join(found))


def binary(op: str, left: Value, right: Value) -> Value:
    """Strings joined and formatted, integers added, sequences concatenated; else the operation itself."""
    match op, left, right:
        case "+", Known(value=str(one)), Known(value=str(other)):
            return Known(one + other)
        case "+", Known(value=int(a)), Known(value=int(b)):
            return Known(a + b)
        case "-", Known(value=int(a)), Known(value=int(b)):
            return Known(a - b)
        case "+", Sequence(), Sequence():
            return Sequence(left.kind, left.elements + right.elements, left.whole and right.whole)
        case "+", Sequence(), _:
            return Sequence(left.kind, left.elements, False)
        case "+", _, Sequence():
            return Sequence(right.kind, right.elements, False)
        case "%", Known(value=str(template)), _:
            return _percent(template, right)
        case "|", Entries(), Entries():
            return Entries({**left.entries, **right.entries}, left.whole and right.whole)
        case (("&" | "|"), _, _):
            return Operation(op, (left, right))
        case _:
            return Unknown(f"a computation with {op}")


def _percent(template: str, right: Value) -> Value:
    values = right.elements if isinstance(right, Sequence) else (right,)
    texts = [text(value) for value in values]
    pieces = template.split("%s")
    if None in texts or len(pieces) != len(texts) + 1 or any("%" in piece for piece in pieces):
        return Unknown("a %-format with a computed part")
    out = pieces[0]
    for value, piece in zip(texts, pieces[1:], strict=True):
        out += f"{value}{piece}"
    return Known(out)


def comparison(op: str, left: Value, right: Value) -> Value:
    """Equality and order of constants; between columns the comparison stays."""
    if isinstance(left, Known) and isinstance(right, Known):
        a, b = left.value, right.value
        match op:
            case "==" | "is":
                return Known(a == b)
            case "!=" | "is not":
                return Known(a != b)
            case ">" | "<" | ">=" | "<=" if isinstance(a, int) and isinstance(b, int):
                return Known({">": a > b, "<": a < b, ">=": a >= b, "<=": a <= b}[op])
            case "in" | "not in" if isinstance(a, str) and isinstance(b, str):
                return Known((a in b) is (op == "in"))
            case _:
                return Unknown("a comparison")
    if op in ("is", "is not") and right == Known(None) and isinstance(left, Made | Symbol | Sequence | Entries):
        return Known(op == "is not")
    return Operation(op, (left, right))


def item(owner: Value, index: Known) -> Value | None:
    """``owner[index]`` of a literal container or string."""
    match owner, index.value:
        case Sequence(elements=elements, whole=True), int(at) if -len(elements) <= at < len(elements):
            return elements[at]
        case Entries(entries=entries), str(key) if key in entries:
            return entries[key]
        case Known(value=str(value)), int(at) if -len(value) <= at < len(value):
            return Known(value[at])
        case _:
            return None


def elements(value: Value) -> tuple[Value, ...] | None:
    """What a loop over ``value`` sees, if it is a literal container or a constant string."""
    match value:
        case Sequence(elements=found, whole=True):
            return found
        case Known(value=str(found)):
            return tuple(Known(one) for one in found)
        case Entries(entries=entries, whole=True):
            return tuple(Known(key) for key in entries)
        case _:
            return None


def call(made: Made) -> Value | None:
    """A call of a string method, ``str.join``, ``enumerate`` or a well-known pattern over constants; None if it is none."""
    match made.callee:
        case Member(owner=Known(value=str(owner)), name=name):
            return _method(owner, name, made)
        case Member(owner=Made() as compiled, name=name) if dotted_library_name(compiled.callee) == "re.compile":
            return _pattern_call(text(compiled.positional[0]) if compiled.positional else None, name, made.positional)
        case Symbol():
            return _function(made)
        case _:
            return None


def _method(owner: str, name: str, made: Made) -> Value | None:
    arguments = made.positional
    if name == "join" and len(arguments) == 1:
        parts = [text(one) for one in elements(arguments[0]) or (Unknown(""),)]
        if None not in parts:
            return Known(owner.join(part for part in parts if part is not None))
    if name == "split" and len(arguments) <= 1 and not made.keywords:
        separator = text(arguments[0]) if arguments else None
        if not arguments or separator:
            return Sequence("list", tuple(Known(one) for one in owner.split(separator)))
    if name == "format" and made.whole:
        return _format(owner, made)
    texts = [text(one) for one in arguments]
    if name in _METHODS and None not in texts and not made.keywords and len(owner) < LONGEST:
        try:
            return Known(getattr(owner, name)(*texts))
        except (TypeError, ValueError):
            return Unknown(f"str.{name} called wrongly")
    return Unknown(f"str.{name} of something computed")


def _format(template: str, made: Made) -> Value:
    out = template
    for index, value in enumerate(made.positional):
        if text(value) is None:
            return Unknown("str.format of something computed")
        out = out.replace("{}", str(text(value)), 1).replace(f"{{{index}}}", str(text(value)))
    for key, value in made.keywords.items():
        if text(value) is None:
            return Unknown("str.format of something computed")
        out = out.replace(f"{{{key}}}", str(text(value)))
    return Unknown("str.format with more than names") if "{" in out or len(out) > LONGEST else Known(out)


def _function(made: Made) -> Value | None:
    name = dotted_library_name(made.callee)
    match name, made.positional:
        case "re.sub", (pattern, replacement, subject, *_):
            return _substitute(text(pattern), text(replacement), text(subject))
        case (("re.split" | "re.findall"), (pattern, subject)):
            return _pieces(str(name), text(pattern), text(subject))
        case "builtins.str", (Known(value=str(_)) as value,):
            return value
        case "builtins.dict", ():
            return Entries(made.keywords, made.whole)
        case "builtins.len", (value,) if elements(value) is not None:
            return Known(len(elements(value) or ()))
        case (("builtins.list" | "builtins.tuple" | "builtins.set"), (value,)) if elements(value) is not None:
            return Sequence("list", elements(value) or ())
        case "builtins.enumerate", (value,) if elements(value) is not None:
            pairs = [Sequence("tuple", (Known(index), one)) for index, one in enumerate(elements(value) or ())]
            return Sequence("list", tuple(pairs))
        case "inflection.underscore", (Known(value=str(word)),):
            word = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", word)
            return Known(re.sub(r"([a-z\d])([A-Z])", r"\1_\2", word).replace("-", "_").lower())
        case _:
            return None


def _pattern_call(pattern: str | None, method: str, arguments: tuple[Value, ...]) -> Value:
    """``compiled.sub(...)``, ``compiled.split(...)`` and ``compiled.findall(...)``."""
    texts = [text(one) for one in arguments]
    if method == "sub" and len(texts) >= 2:
        return _substitute(pattern, texts[0], texts[1])
    if method in ("split", "findall") and texts:
        return _pieces(f"re.{method}", pattern, texts[0])
    return Unknown("a pattern")


def _substitute(pattern: str | None, replacement: str | None, subject: str | None) -> Value:
    if pattern not in _SAFE_PATTERNS or replacement is None or subject is None or len(subject) > LONGEST:
        return Unknown("a pattern")
    try:
        return Known(re.sub(pattern, replacement, subject))
    except (re.error, IndexError):
        return Unknown("a pattern")


def _pieces(name: str, pattern: str | None, subject: str | None) -> Value:
    if pattern not in _SAFE_PATTERNS or subject is None or len(subject) > LONGEST:
        return Unknown("a pattern")
    found = re.split(pattern, subject) if name == "re.split" else re.findall(pattern, subject)
    if not all(isinstance(one, str) for one in found):
        return Unknown("a pattern with groups")
    return Sequence("list", tuple(Known(one) for one in found))
