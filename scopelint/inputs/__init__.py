"""Disk to values: discovery, configuration, manifest and rules of one project. The only room that reads files."""

from scopelint.inputs.baseline import must_not_exist, read_baseline, write_baseline
from scopelint.inputs.commit import commit_of
from scopelint.inputs.evidence import read_evidence
from scopelint.inputs.given import read_given_manifest, read_sql
from scopelint.inputs.manifest import parse_manifest
from scopelint.inputs.manifest_file import build_file, built, existing_manifest, init_files, must_be_new
from scopelint.inputs.pgrls_snapshot import read_pgrls_snapshot
from scopelint.inputs.project import load_project, project_rules
from scopelint.inputs.revision import at_revision
from scopelint.inputs.rulebook import shipped_rules
from scopelint.inputs.writing import write_whole

__all__ = [
    "at_revision",
    "build_file",
    "built",
    "commit_of",
    "existing_manifest",
    "init_files",
    "load_project",
    "must_be_new",
    "must_not_exist",
    "parse_manifest",
    "project_rules",
    "read_baseline",
    "read_evidence",
    "read_given_manifest",
    "read_pgrls_snapshot",
    "read_sql",
    "shipped_rules",
    "write_baseline",
    "write_whole",
]
