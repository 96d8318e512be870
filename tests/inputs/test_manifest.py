"""The manifest of DESIGN section 5, read strictly."""

import datetime

import msgspec
import pytest

from scopelint.inputs.manifest import parse_manifest
from scopelint.model.errors import ConfigError
from scopelint.model.manifest import Bypass, Parent, TableEntry
from scopelint.model.schema import Membership

WHOLE = """
version = 1
[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "public.organizations"
setting = "app.current_org_id"
memberships = [{ table = "memberships", tenant = "org_id", principal = "user_id" }]

[principal]
names = ["current_user"]
owner-columns = ["tasks.created_by", "public.notes.author"]
bearer-columns = ["auth.api_keys.key_hash"]

[tables.audit-logs]
scope = "tenant"
rls = "forced"
sensitive = true

[tables."billing.invoices"]
shared-null = true

[tables.sales.orders]
rls = "none"

[tables.comments]
scope = "child"
parent = { table = "tasks", columns = ["task_id"] }

[[bypass]]
role = "migrator"
reason = "schema migrations"

[[exempt]]
where = "app.jobs.billing:rollup"
tables = ["public.tasks"]
rules = ["unscoped-read"]
reason = "totals"
owner = "platform"
expires = 2027-03-31

[[exempt]]
where = "app/reports/*.py"
"""


def test_the_whole_manifest_is_read() -> None:
    """Every key of the contract; the default schema is dropped from names."""
    manifest = parse_manifest(WHOLE.encode(), "m.toml")
    (level,) = manifest.levels
    assert (level.registry, level.memberships) == ("organizations", (Membership("memberships", "org_id", "user_id"),))
    assert manifest.principal.owner_columns == ("tasks.created_by", "notes.author")
    assert manifest.principal.bearer_columns == ("auth.api_keys.key_hash",)
    tables = {name: msgspec.structs.replace(entry, line=1) for name, entry in manifest.tables.items()}
    assert tables == {
        "audit-logs": TableEntry("tenant", "forced", sensitive=True),
        "billing.invoices": TableEntry(shared_null=True),
        "sales.orders": TableEntry(rls="none"),
        "comments": TableEntry("child", parent=Parent("tasks", ("task_id",))),
    }
    (bypass,) = manifest.bypasses
    assert msgspec.structs.replace(bypass, line=1) == Bypass("schema migrations", role="migrator")


def test_entries_know_their_lines() -> None:
    """Findings point there, whichever way a table is written."""
    manifest = parse_manifest(WHOLE.encode(), "m.toml")
    lines = WHOLE.splitlines()
    assert {name: lines[entry.line - 1] for name, entry in manifest.tables.items()} == {
        "audit-logs": "[tables.audit-logs]",
        "billing.invoices": '[tables."billing.invoices"]',
        "sales.orders": "[tables.sales.orders]",
        "comments": "[tables.comments]",
    }
    assert (lines[manifest.bypasses[0].line - 1], lines[manifest.levels[0].line - 1]) == ("[[bypass]]", "[[tenant]]")
    inline = "version = 1\n[tables]  # all\na = { rls = 'none' }\n'b.c' = { rls = 'none' }\n"
    assert {name: entry.line for name, entry in parse_manifest(inline.encode(), "m").tables.items()} == {
        "a": 3,
        "b.c": 4,
    }


def test_exemptions_know_their_lines() -> None:
    """Findings about them point there; reason and owner may be absent (that is a finding)."""
    first, second = parse_manifest(WHOLE.encode(), "m.toml").exemptions
    lines = WHOLE.splitlines()
    assert (lines[first.line - 1], first.tables, first.expires) == (
        "[[exempt]]",
        ("tasks",),
        datetime.date(2027, 3, 31),
    )
    assert (lines[second.line - 1], second.owner) == ("[[exempt]]", "")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("", "m.toml: version: must be 1"),
        ("version = 2", "m.toml: version: must be 1, not 2"),
        ("[[tenants]]", "m.toml: tenants: unknown key; did you mean 'tenant'?"),
        ("[[tenant]]\ncolumns = ['o']", "m.toml: tenant[1].name: is missing"),
        ("[[tenant]]\nname = 'o'", "m.toml: tenant[1].columns: must name at least one tenant column"),
        ("[tables.tasks]\nsope = 'tenant'", "m.toml: tables.tasks.sope: unknown key; did you mean 'scope'?"),
        ("[tables.tasks]\nscope = 'tenat'", "m.toml: tables.tasks.scope: 'tenat' is not one of tenant, child, global, registry"),
        ("[tables.tasks]\nrls = 'on'", "m.toml: tables.tasks.rls: 'on' is not one of none, enabled, forced"),
        ("[tables.tasks]\nshared_null = true", "m.toml: tables.tasks.shared_null: unknown key; did you mean 'shared-null'?"),
        ("[tables.tasks]\nscope = 'tenant'\nparent = {table = 'a', columns = ['b']}", "m.toml: tables.tasks.parent: only a child has a parent, and scope is 'tenant'"),
        ("[tables.tasks]\n[tables.'public.tasks']", "m.toml: tables.tasks: is named twice (the default schema is public)"),
        ("[principal]\nowner-columns = ['created_by']", "m.toml: principal.owner-columns: 'created_by' must be written table.column"),
        ("[[bypass]]\nreason = 'x'", "m.toml: bypass[1]: needs exactly one of role, session, setting, paths"),
        ("[[bypass]]\nrole = 'x'", "m.toml: bypass[1].reason: is missing"),
        ("[[exempt]]\nwhere = 'a:b'\nexpires = '2027-03-31'", "m.toml: exempt[1].expires: must be a date without quotes, such as 2027-03-31, not the string '2027-03-31'"),
        ("[[exempt]]\nwhere = 'a:b'\nexpires = 2027-03-31T00:00:00", "m.toml: exempt[1].expires: must be a date without quotes, such as 2027-03-31, not a date or time"),
        ("[[exempt]]\nreason = 'x'", "m.toml: exempt[1].where: is missing"),
        ("[[exempt]]\nwhere = '!'", "m.toml: exempt[1].where: '!' is no pattern as in .gitignore: Invalid git pattern: '!'"),
        ("[[bypass]]\nreason = 'x'\npaths = ['!']", "m.toml: bypass[1].paths: '!' is no pattern as in .gitignore: Invalid git pattern: '!'"),
    ],
)  # fmt: skip
def test_faults_name_file_key_and_cure(toml: str, message: str) -> None:
    """What does not fit is an error, never silence."""
    text = toml if not toml or toml.startswith("version") else "version = 1\n" + toml
    with pytest.raises(ConfigError) as raised:
        parse_manifest(text.encode(), "m.toml")
    assert str(raised.value) == message
