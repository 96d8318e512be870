"""What a reader said of one site and one table, and the two halves in which labels are kept."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from tests.field.enumerate import HERE, sealed, settings

FOLDER = HERE / "labels"
CAUSES = {
    "closed": {"predicate", "join", "foreign-key", "membership", "written", "scoped-row"},
    "guarded": {"guard", "scoped-key"},
    "conditional": {"optional-value"},
    "open": {
        *("none", "by-key", "other-table-confined", "not-written", "reassigned", "conflict-key"),
        *("or-arm", "outer-on", "tautology", "aggregate", "literal", "null-arm", "mixed-tenants", "unused-parameter"),
    },
    "undecidable": {"dynamic", "outside"},
    "no-tenant-table": {"global"},
    "not-a-site": {"not-a-site"},
}
PER_SITE = frozenset({"no-tenant-table", "not-a-site"})
LEAKS = frozenset({"open", "conditional"})
HELD = frozenset({"closed", "guarded"})
WORDS = 15


@dataclass(frozen=True, order=True)
class Label:
    """One line of a label file. ``table`` is empty where the whole site is labelled."""

    repository: str
    commit: str
    path: str
    line: int
    function: str
    group: str
    table: str
    label: str
    cause: str
    reason: str

    @property
    def sealed(self) -> bool:
        """Whether this label is scored and not read."""
        return sealed(self.path, self.line)


class LabelError(Exception):
    """A label file that does not fit, with file, line and fault."""


def read(file: Path, project: str) -> list[Label]:
    """The labels in a file, in its order. Raises LabelError."""
    known = settings(project)
    names = [field.name for field in fields(Label)]
    labels = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            raise LabelError(f"{file}:{number}: not JSON: {error}") from error
        if sorted(row) != sorted(names):
            raise LabelError(f"{file}:{number}: the keys must be {', '.join(names)}")
        label = Label(**row)
        if fault := _fault(label, known):
            raise LabelError(f"{file}:{number}: {fault}")
        labels.append(label)
    return labels


def _fault(label: Label, known: dict[str, object]) -> str | None:
    for key in ("repository", "commit"):
        if getattr(label, key) != known[key]:
            return f"{key} must be {known[key]}"
    if label.label not in CAUSES:
        return f"label {label.label!r} is none of {', '.join(CAUSES)}"
    if label.cause not in CAUSES[label.label]:
        return f"cause {label.cause!r} of {label.label} is none of {', '.join(sorted(CAUSES[label.label]))}"
    if bool(label.table) == (label.label in PER_SITE):
        return f"{label.label} {'takes no' if label.table else 'needs a'} table"
    if len(label.reason.split()) > WORDS:
        return f"the reason has more than {WORDS} words"
    return None


def write(file: Path, labels: Iterable[Label]) -> None:
    """One JSON object a line, ordered by place and table."""
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(asdict(label)) + "\n" for label in sorted(labels)), encoding="utf-8")


def half(project: str, *, of_the_sealed: bool) -> Path:
    """The file of one half of a project's labels."""
    return FOLDER / f"{project}{'.sealed' if of_the_sealed else ''}.jsonl"


def load(project: str, which: str) -> list[Label]:
    """The labels of the ``open`` half, the ``sealed`` one, or ``both``; those of a missing file are none."""
    files = [half(project, of_the_sealed=s) for s in (False, True) if which in ("both", "sealed" if s else "open")]
    return [label for file in files if file.exists() for label in read(file, project)]
