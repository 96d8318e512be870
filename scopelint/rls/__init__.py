"""Schema, manifest and configuration to what each table is, and where row-level security stands behind it."""

from scopelint.rls.tenancy import build_tenancy, detect_columns

__all__ = ["build_tenancy", "detect_columns"]
