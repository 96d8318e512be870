"""The corpus's schema as the grammar sees it: typed columns, and which column is a key of which table."""

from dataclasses import dataclass

TENANT = "tenant"
KIND = "kind"
NO_OWNER = ("", KIND, "accounts")
"""Roles that say nothing of whose a row is."""


@dataclass(frozen=True)
class Column:
    """``role``: "tenant", or the table whose key the values are, or "kind", words that no other column has, or nothing.
    ``key``: it is that table's own key."""

    name: str
    type: str = "int"
    role: str = ""
    key: bool = False


@dataclass(frozen=True)
class Source:
    """Something in FROM. ``base``: its table or view. ``open``: rows of several tenants come out of it."""

    alias: str
    columns: tuple[Column, ...]
    base: str | None = None
    open: bool = True

    def tenant(self) -> Column | None:
        return next((column for column in self.columns if column.role == TENANT), None)

    def of(self, column: Column) -> str:
        return f"{self.alias}.{column.name}"


def _columns(text: str) -> tuple[Column, ...]:
    """``name`` (int), ``name:type``, ``name>table`` (a foreign key), ``name=table`` (its own key)."""
    found = []
    for word in text.split():
        name, _, kind = word.partition(":")
        name, _, table = name.partition(">")
        name, _, own = name.partition("=")
        role = TENANT if name == "org_id" or own == "organizations" else table or own
        found.append(Column(name, kind or "int", role, bool(own)))
    return tuple(found)


TABLES = {
    name: _columns(text)
    for name, text in {
        "tasks": "id=tasks org_id project_id>projects parent_id>tasks created_by>accounts title:text done:bool priority",
        "projects": "id=projects org_id workspace_id>workspaces name:text budget",
        "comments": "id=comments task_id>tasks author_id>accounts body:text",
        "attachments": "id=attachments comment_id>comments size",
        "invoices": "id org_id project_id>projects amount",
        "events": "id org_id task_id>tasks kind:text payload:jsonb",
        "reminders": "id org_id task_id>tasks note:text",
        "notes": "id org_id body:text",
        "documents": "id org_id title:text",
        "workspaces": "id=workspaces org_id name:text",
        "boards": "id workspace_id>workspaces title:text",
        "settings": "org_id name:text value:text",
        "quotas": "id org_id name:text amount",
        "task_labels": "task_id>tasks label:text",
        "api_keys": "id org_id key_hash>kind:text",
        "counters": "name:text org_id value",
        "memberships": "id org_id user_id>accounts role>kind:text",
        "organizations": "id=organizations slug>kind:text name:text plan:text",
        "prices": "id plan:text amount",
        "open_tasks": "id=tasks org_id project_id>projects title:text",
        "task_counts": "org_id n",
        "project_counts": "project_id>projects n",
        "task_comments": "id=comments task_id>tasks body:text org_id",
        "current_tasks": "id=tasks org_id project_id>projects title:text priority",
        "latest_tasks": "id=tasks org_id title:text",
    }.items()
}
VIEWS = ("open_tasks", "task_counts", "project_counts", "task_comments", "current_tasks", "latest_tasks")
READ = ("tasks",) * 5 + ("projects",) * 4 + ("comments",) * 2 + (
    "attachments", "invoices", "invoices", "events", "events", "reminders", "notes", "documents", "workspaces", "boards",
    "settings", "quotas", "api_keys", "task_labels", "counters", "memberships", "organizations", "prices", "prices",
    "open_tasks", "task_counts", "project_counts", "task_comments",
)  # fmt: skip
WITH_TENANT = tuple(name for name in READ if any(column.role == TENANT for column in TABLES[name]))
GLOBAL = ("prices",)
NATURAL = ("settings", "task_counts", "project_counts", "task_labels")
"""Few columns: joined by name to others they share a reference only."""


def answers(columns: tuple[Column, ...], want: tuple[str, ...]) -> bool:
    """Whether each of ``want``, roles or types, is among the columns."""
    return all(any(kind in (c.role, c.type) for c in columns) for kind in want)
