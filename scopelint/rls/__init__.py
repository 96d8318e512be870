"""Schema, manifest and configuration to what each table is, and where row-level security stands behind it."""

from scopelint.rls.compare import Difference, differences
from scopelint.rls.database import Database, merged
from scopelint.rls.known_tables import with_catalog
from scopelint.rls.live import read_live
from scopelint.rls.replay import replay
from scopelint.rls.tenancy import build_tenancy, detect_columns

__all__ = [
    "Database",
    "Difference",
    "build_tenancy",
    "detect_columns",
    "differences",
    "merged",
    "read_live",
    "replay",
    "with_catalog",
]
