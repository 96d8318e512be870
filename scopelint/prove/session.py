"""Statements that act on more than rows: the schema, the session, what later statements may see."""

from scopelint.model.relation import Query, Utility

_HARMLESS = frozenset(
    [
        "abort",
        "analyze",
        "begin",
        "checkpoint",
        "close",
        "commit",
        "deallocate",
        "end",
        "listen",
        "lock",
        "notify",
        "release",
        "rollback",
        "savepoint",
        "show",
        "start",
        "unlisten",
        "vacuum",
    ]
)
_SESSION = frozenset(["discard", "load", "reset", "set"])


def unjudged(query: Query) -> str | None:
    """Why a statement that names no rows is still not one to let through: DDL, GRANT, roles. None for all others."""
    kind = _kind(query)
    if kind is None or kind in _HARMLESS | _SESSION:
        return None
    return f"{kind.split()[0].upper()} is not judged: it changes more than rows"


def changes_session(query: Query) -> str | None:
    """What later statements of the session may see differently: settings, roles, the search path. None for all others."""
    kind = _kind(query)
    return (
        f"{kind.upper()} changes what later statements of this session see"
        if kind is not None and kind in _SESSION
        else None
    )


def _kind(query: Query) -> str | None:
    """What a statement without query or table is; None for all others."""
    return query.kind if isinstance(query, Utility) and query.query is None and not query.tables else None
