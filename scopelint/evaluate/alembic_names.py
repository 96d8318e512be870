"""Names that SQLAlchemy makes up for constraints and indexes, by a naming convention."""

import hashlib
import re
from dataclasses import dataclass, field

from scopelint.evaluate.alembic_terms import Unreadable

LONGEST = 63
_TOKEN = re.compile(r"%\((\w+)\)s")


@dataclass
class Naming:
    """The naming convention of the target metadata: templates by kind ("pk", "uq", "ix", "fk", "ck")."""

    templates: dict[str, str] = field(default_factory=dict)

    def name(
        self, kind: str, table: str, columns: tuple[str, ...] = (), referred: str = "", given: str | None = None
    ) -> str | None:
        """The name of a constraint or index that has none; None where the convention has none for its kind."""
        template = self.templates.get(kind)
        if given is not None and (template is None or "constraint_name" not in template):
            return given
        if template is None or ("constraint_name" in template and given is None):
            return "ix_" + "_".join((table, *columns[:1])) if kind == "ix" and template is None else None
        values = {"table_name": table, "referred_table_name": referred, "constraint_name": given or ""}

        def value(match: "re.Match[str]") -> str:
            token = match.group(1)
            return values[token] if token in values else _of_columns(token, table, columns)

        return truncated(_TOKEN.sub(value, template))


def _of_columns(token: str, table: str, columns: tuple[str, ...]) -> str:
    """``column_0_name``, ``column_0_label``, ``column_0_N_name``, ``column_0N_name``"""
    match = re.fullmatch(r"column_(\d+)(_?N)?_?(name|key|label)?", token)
    if match is None:
        raise Unreadable(f"the naming convention has a token of its own, {token}")
    first, every, what = int(match.group(1)), match.group(2), match.group(3)
    chosen = columns[first:] if every else columns[first : first + 1]
    shown = [f"{table}_{name}" if what == "label" else name for name in chosen]
    return ("_" if every and every.startswith("_") else "").join(shown)


def truncated(name: str) -> str:
    """A made-up name as SQLAlchemy shortens it."""
    if len(name) <= LONGEST:
        return name
    return name[: LONGEST - 8] + "_" + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[-4:]
