"""What the names of tables and columns suggest, in one place, since a name is the weakest evidence there is."""

import re

SENSITIVE = (
    (re.compile(r"audit|(access|activity|history|change)_?logs?$"), "audit table"),
    (
        re.compile(r"security_?(event|alert|incident)|(auth|login|access)_?(event|attempt|log)|incident_?log"),
        "security-event table",
    ),
    (re.compile(r"(^|_)tasks?($|_)"), "task table"),
    (re.compile(r"api_?keys?|secrets?($|_)|credentials?|(access|refresh|reset)_?tokens?|passwords?"), "credentials"),
)
"""What of a table's name makes it sensitive, and the word for it."""

SECRET_COLUMN = re.compile(
    r"password(_?hash)?|hashed_password|(key|token|secret)_?(hash|digest)|hashed_(key|token|secret)"
)
MEMBER_WORDS = re.compile(r"member(ship)?s?$|(^|_)members?_|membership")
NO_MEMBER_WORDS = re.compile(r"invit|request|log|audit|event|key|token|notification|session|preference|setting|history")
"""Such a table has a tenant and a principal, and a row of it gives nobody the right to act."""
PRINCIPALS = re.compile(r"^(app_|auth_)?(users?|accounts?|principals?|people|persons?|identities)$|_users?$")
PRINCIPAL_COLUMN = re.compile(r"^(user|member|principal|account|person|identity|actor)_?(id|uuid|uid)$")
ROLE_COLUMNS = frozenset({
    "id", "uuid", "role", "roles", "role_id", "permission", "permissions", "status", "is_default", "is_active", "is_admin",
    "active", "created_at", "updated_at", "deleted_at", "created_by", "created_by_id", "updated_by", "updated_by_id",
    "joined_at", "is_demo", "default", "is_owner", "owner",
})  # fmt: skip
"""Columns of a table that only says who belongs where."""
OWNER_COLUMN = re.compile(r"^(owner|creator|author|created_by|assignee|user)(_id|_uuid)?$")


def sensitive_by_name(table: str) -> str | None:
    """The word for what a table holds, if its name says that it is sensitive."""
    bare = snake(table.rpartition(".")[2])
    return next((word for pattern, word in SENSITIVE if pattern.search(bare)), None)


def snake(name: str) -> str:
    """``TenantApiKey`` as ``tenant_api_key``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def stems(column: str) -> tuple[str, ...]:
    """What tables of tenants are called whose ids stand in ``column``: ``org_id`` gives org, orgs, organization(s)."""
    stem = re.sub(r"_(id|uuid|uid|pk)$", "", column)
    long = {"org": "organization"}.get(stem, stem)
    found = [name for one in (stem, long) for name in (plural(one), one)]
    return tuple(dict.fromkeys(found))


def plural(word: str) -> str:
    """companies, boxes, orgs"""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch")) else "s")


def says_membership(table: str, registry: str | None, principals: str | None) -> bool:
    """Whether a table's name says that it tells who belongs where: members, or both ends' names joined."""
    bare = snake(table.rpartition(".")[2])
    if NO_MEMBER_WORDS.search(bare):
        return False
    if MEMBER_WORDS.search(bare):
        return True
    if registry is None:
        return False
    ends = [_either(name.rpartition(".")[2]) for name in (registry, principals or "users")]
    joined = {f"{a}_{b}" for a in ends[0] for b in ends[1]} | {f"{b}_{a}" for a in ends[0] for b in ends[1]}
    return any(bare == name or bare.startswith(f"{name}_role") for name in joined)


def _either(name: str) -> tuple[str, ...]:
    single = name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")
    return tuple(dict.fromkeys((name, single)))
