"""Schema, manifest and configuration to what each table is, and where row-level security stands behind it."""

from scopelint.rls.catalog_tables import with_catalog
from scopelint.rls.code_hints import code_hints, words_of_hints
from scopelint.rls.compare import Difference, differences, isolating
from scopelint.rls.drift import drift, raw_posture
from scopelint.rls.live import read_live
from scopelint.rls.proposing import Seen, propose
from scopelint.rls.replay import replay
from scopelint.rls.tenancy import build_tenancy, detect_columns

__all__ = [
    "Difference",
    "Seen",
    "build_tenancy",
    "code_hints",
    "detect_columns",
    "differences",
    "drift",
    "isolating",
    "propose",
    "raw_posture",
    "read_live",
    "replay",
    "with_catalog",
    "words_of_hints",
]
