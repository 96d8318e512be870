"""scopelint proves that every SQL statement of a multi-tenant Python service stays inside one tenant."""

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scopelint.model.finding import Proved

__version__ = "0.1.0"
__all__ = ["__version__", "prove"]


def prove(sql: str, schema: str, *, manifest: str = "", tenant_columns: Sequence[str] = ()) -> "Proved":
    """Whether SQL that somebody else wrote, an agent or an analyst, stays inside one tenant.

    ``sql`` holds one or more PostgreSQL statements, with parameters in any style (``:org``, ``%(org)s``, ``$1``, ``?``).
    ``schema`` is DDL (what ``pg_dump --schema-only`` prints), ``manifest`` the TOML text of an RLS coverage manifest. Tenant
    columns are those of the manifest, else ``tenant_columns``, else detected in the schema. Nothing is executed.

    Let the SQL through only if the answer's ``scoped`` is True; else its ``statements`` say which table is open and why.
    A schema is read once and kept, so pass the same text again. docs/prove.md states the promises and limits.

    Raises ``scopelint.model.errors.ConfigError`` if the manifest is broken. SQL that cannot be read is no error, but unknown.
    """
    return _prover(schema, manifest, tuple(tenant_columns))(sql)


@lru_cache(maxsize=8)
def _prover(schema: str, manifest: str, tenant_columns: tuple[str, ...]) -> "Callable[[str], Proved]":
    from scopelint.inputs import parse_manifest
    from scopelint.pipeline import prover

    decided = parse_manifest(manifest.encode(), "manifest") if manifest else None
    return prover(schema, decided, tenant_columns)


class _Package(ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        # An import of the room ``scopelint.prove`` would put the module in the place of the call of that name.
        if not (name == "prove" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
