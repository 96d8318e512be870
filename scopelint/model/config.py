"""Configuration of one project, from ``[tool.scopelint]`` in pyproject.toml or from scopelint.toml."""

import datetime
from collections.abc import Callable

from scopelint.model.manifest import Manifest
from scopelint.model.node import Node
from scopelint.model.rule import Rule


class PathClasses(Node, frozen=True):
    """Globs (gitignore syntax, relative to the root) of paths with their own defaults."""

    tests: tuple[str, ...] = ()
    migrations: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Config(Node, frozen=True):
    """``root`` is the absolute project root. Empty ``tenant_columns``: detect them. ``src``: source roots, empty: detect.

    ``schema``: SQL files that make the schema, in order; empty: those of the migrations' folders.
    ``select``/``ignore`` hold rule ids and families. ``file`` is where it was read from, None: defaults.
    """

    root: str
    file: str | None = None
    src: tuple[str, ...] = ()
    manifest: str | None = None
    schema: tuple[str, ...] = ()
    tenant_columns: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    rule_paths: tuple[str, ...] = ()
    trust_foreign_keys: bool = True
    trust_uuid_keys: bool = True
    require_reason: bool = True
    admin_reason: str | None = None
    paths: PathClasses = PathClasses()


class SourceFile(Node, frozen=True):
    """One file of the project: ``path`` relative to the root with ``/``; ``path_class`` is tests, migrations, admin or app.

    ``size`` in bytes; ``reported``: PATHS chose it.
    """

    path: str
    path_class: str
    size: int
    reported: bool = True


class Project(Node, frozen=True):
    """Everything a run reads from disk. ``files`` is sorted by path and holds the whole project, whatever PATHS chose.

    ``read`` answers the bytes of a project-relative path (or of the editor's buffer) and raises OSError where it cannot.
    ``sql_files`` make the schema, in the order in which they are run; ``sql_texts`` are all SQL files by path, for code that reads them. ``complete``: PATHS chose everything. ``today`` decides which exemptions have expired. ``notes`` are for stderr.
    ``prefix``: the root's path inside its git repository, with a final ``/``; "" if it is the repository's own root.
    """

    config: Config
    manifest: Manifest
    rules: tuple[Rule, ...]
    files: tuple[SourceFile, ...]
    read: Callable[[str], bytes]
    today: datetime.date
    complete: bool = True
    notes: tuple[str, ...] = ()
    sql_files: tuple[str, ...] = ()
    sql_texts: tuple[str, ...] = ()
    prefix: str = ""
