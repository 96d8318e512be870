"""What of a migration file is run when the schema goes forward."""

import re

_MARK = re.compile(
    r"""^[ \t]*--[ \t]*(?:
        (?:\+goose|\+migrate|migrate:)[ \t]*(?P<tool>up|down)\b
        | (?P<plain>up|down)[ \t]+migration\b
        | //[ \t]*@(?P<undo>undo)\b
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


def forward_only(text: str) -> str:
    """The text with the sections that undo it blanked, so that places stay.

    Marks of goose (``-- +goose Down``), dbmate (``-- migrate:down``), sql-migrate (``-- +migrate Down``),
    node-pg-migrate (``-- Down Migration``) and MyBatis (``-- //@UNDO``) are known; all else is run as it stands.
    """
    kept: list[str] = []
    at, running = 0, True
    for mark in _MARK.finditer(text):
        kept.append(_shown(text[at : mark.start()], running))
        word = mark.group("tool") or mark.group("plain") or mark.group("undo")
        running = word.lower() == "up"
        at = mark.start()
    kept.append(_shown(text[at:], running))
    return "".join(kept)


def _shown(text: str, running: bool) -> str:
    return text if running else re.sub(r"[^\n]", " ", text)
