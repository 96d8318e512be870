"""Schema, manifest and configuration to what each table is, and where row-level security stands behind it."""

from scopelint.rls.compare import Difference, differences
from scopelint.rls.drift import drift, raw_posture
from scopelint.rls.live import read_live
from scopelint.rls.replay import replay
from scopelint.rls.tenancy import build_tenancy, detect_columns

__all__ = [
    "Difference",
    "build_tenancy",
    "detect_columns",
    "differences",
    "drift",
    "raw_posture",
    "read_live",
    "replay",
]
