"""The RLS coverage manifest, read strictly (DESIGN section 5): what does not fit is an error, never silence."""

from pathlib import Path
from typing import Any, get_args

from scopelint.inputs.keys import Keys, parse_toml
from scopelint.inputs.manifest_lines import located
from scopelint.model.errors import ConfigError
from scopelint.model.manifest import Bypass, Exemption, Manifest, Parent, Principal, TableEntry
from scopelint.model.schema import Level, Membership, Posture, Scope

VERSION = 1
TABLE_KEYS = frozenset({"scope", "rls", "sensitive", "shared-null", "parent"})


def read_manifest(path: Path, shown: str) -> Manifest:
    """The manifest in a file; ``shown`` (its path from the project root) names it in errors and findings.

    Raises ConfigError: unreadable, not TOML, wrong version, an unknown key, a value of the wrong kind.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror or error}") from error
    return parse_manifest(data, shown)


def parse_manifest(data: bytes, shown: str) -> Manifest:
    """As ``read_manifest``, from bytes."""
    keys = Keys(parse_toml(data, shown), shown)
    version = keys.number("version")
    if version != VERSION:
        raise keys.fault("version", f"must be {VERSION}" + ("" if version is None else f", not {version}"))
    manifest = Manifest(
        levels=_levels(keys.children("tenant")),
        principal=_principal(keys.child("principal")),
        tables=_tables(keys.child("tables")),
        bypasses=tuple(_bypass(entry) for entry in keys.children("bypass")),
        exemptions=tuple(_exemption(entry) for entry in keys.children("exempt")),
        path=shown,
    )
    keys.close()
    return located(manifest, data.decode("utf-8-sig"))


def _levels(entries: list[Keys]) -> tuple[Level, ...]:
    levels: list[Level] = []
    for keys in entries:
        level = Level(
            name=keys.required("name"),
            columns=tuple(keys.strings("columns")),
            registry=_table_or_none(keys.text_or_none("registry")),
            setting=keys.text_or_none("setting"),
            memberships=tuple(_membership(entry) for entry in keys.children("memberships")),
        )
        keys.close()
        if not level.columns:
            raise keys.fault("columns", "must name at least one tenant column")
        if any(level.name == other.name for other in levels):
            raise keys.fault("name", f"{level.name!r} is already a level")
        levels.append(level)
    return tuple(levels)


def _membership(keys: Keys) -> Membership:
    membership = Membership(
        table=table_name(keys.required("table")),
        tenant=keys.required("tenant"),
        principal=keys.required("principal"),
    )
    keys.close()
    return membership


def _principal(keys: Keys) -> Principal:
    principal = Principal(
        names=keys.strings("names"),
        owner_columns=_columns(keys, "owner-columns"),
        bearer_columns=_columns(keys, "bearer-columns"),
    )
    keys.close()
    return principal


def _columns(keys: Keys, key: str) -> tuple[str, ...]:
    columns = keys.strings(key)
    for column in columns:
        if "." not in column.strip("."):
            raise keys.fault(key, f"{column!r} must be written table.column")
    return tuple(f"{table_name(table)}.{name}" for table, _, name in (column.rpartition(".") for column in columns))


def _tables(keys: Keys) -> dict[str, TableEntry]:
    tables: dict[str, TableEntry] = {}
    for name, entry in _named_tables(keys):
        if name in tables:
            raise keys.fault(name, "is named twice (the default schema is public)")
        tables[name] = _table(entry)
    return tables


def _named_tables(keys: Keys) -> list[tuple[str, Keys]]:
    """``[tables.tasks]``, ``[tables."billing.invoices"]`` and, the same, ``[tables.billing.invoices]``."""
    found: list[tuple[str, Keys]] = []
    for name in list(keys.table):
        entry = keys.child(name)
        if _is_schema(entry.table):
            found += [(table_name(f"{name}.{inner}"), entry.child(inner)) for inner in entry.table]
        else:
            found.append((table_name(name), entry))
    return found


def _is_schema(entry: dict[str, Any]) -> bool:
    return bool(entry) and all(isinstance(v, dict) for v in entry.values()) and not (entry.keys() & TABLE_KEYS)


def _table(keys: Keys) -> TableEntry:
    scope: Any = keys.text_or_none("scope", get_args(Scope))
    rls: Any = keys.text_or_none("rls", get_args(Posture))
    parent = None
    if "parent" in keys.table:
        inner = keys.child("parent")
        parent = Parent(table=table_name(inner.required("table")), columns=inner.strings("columns"))
        inner.close()
        if not parent.columns:
            raise inner.fault("columns", "must name the columns that hold the parent's key")
        if scope not in (None, "child"):
            raise keys.fault("parent", f"only a child has a parent, and scope is {scope!r}")
    entry = TableEntry(
        scope=scope,
        rls=rls,
        sensitive=keys.flag("sensitive", False),
        shared_null=keys.flag("shared-null", False),
        parent=parent,
    )
    keys.asked.append("parent")
    keys.close()
    return entry


def _bypass(keys: Keys) -> Bypass:
    bypass = Bypass(
        reason=keys.required("reason"),
        role=keys.text_or_none("role"),
        session=keys.text_or_none("session"),
        setting=keys.text_or_none("setting"),
        paths=keys.globs("paths"),
    )
    keys.close()
    ways = [bypass.role, bypass.session, bypass.setting, bypass.paths or None]
    if sum(way is not None for way in ways) != 1:
        raise ConfigError(f"{keys.shown}: {keys.where}: needs exactly one of role, session, setting, paths")
    return bypass


def _exemption(keys: Keys) -> Exemption:
    """Reason and owner may be absent here: that is a finding (exemption-expired), not an error."""
    exemption = Exemption(
        where=keys.required("where"),
        reason=keys.text("reason").strip(),
        owner=keys.text("owner").strip(),
        tables=tuple(table_name(name) for name in keys.strings("tables")),
        rules=keys.strings("rules"),
        expires=keys.date("expires"),
    )
    keys.close()
    if ":" not in exemption.where:
        keys.checked_glob("where", exemption.where)
    return exemption


def table_name(name: str) -> str:
    """A table's name as everywhere in scopelint: without the default schema ``public``."""
    return name.removeprefix("public.")


def _table_or_none(name: str | None) -> str | None:
    return None if name is None else table_name(name)
