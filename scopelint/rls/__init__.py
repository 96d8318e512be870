"""Schema, manifest and configuration to what each table is, and where row-level security stands behind it."""

from scopelint.rls.assess import assess, drift_facts
from scopelint.rls.catalog_schema import joined, schema_of
from scopelint.rls.code_hints import code_hints, words_of_hints
from scopelint.rls.compare import Difference, differences, isolating
from scopelint.rls.database import Database, merged
from scopelint.rls.drift import drift, raw_posture
from scopelint.rls.grading import Proving
from scopelint.rls.known_tables import with_catalog
from scopelint.rls.live import read_live
from scopelint.rls.proposing import Seen, propose
from scopelint.rls.replay import replay
from scopelint.rls.secure import doubts, secure
from scopelint.rls.tenancy import build_tenancy, detect_columns

__all__ = [
    "Database",
    "Difference",
    "Proving",
    "Seen",
    "assess",
    "build_tenancy",
    "code_hints",
    "detect_columns",
    "differences",
    "doubts",
    "drift",
    "drift_facts",
    "isolating",
    "joined",
    "merged",
    "propose",
    "raw_posture",
    "read_live",
    "replay",
    "schema_of",
    "secure",
    "with_catalog",
    "words_of_hints",
]
