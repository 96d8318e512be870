"""Disk to values: discovery, configuration, manifest and rules of one project. The only room that reads files."""

from scopelint.inputs.baseline import must_not_exist, read_baseline, write_baseline
from scopelint.inputs.given import read_given_manifest, read_sql
from scopelint.inputs.manifest import parse_manifest
from scopelint.inputs.pgrls_snapshot import read_pgrls_snapshot
from scopelint.inputs.project import load_project, project_rules
from scopelint.inputs.revision import at_revision
from scopelint.inputs.rulebook import shipped_rules

__all__ = [
    "at_revision",
    "load_project",
    "must_not_exist",
    "parse_manifest",
    "project_rules",
    "read_baseline",
    "read_given_manifest",
    "read_pgrls_snapshot",
    "read_sql",
    "shipped_rules",
    "write_baseline",
]
