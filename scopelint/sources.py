"""What a project is read from: bytes, outlines, bodies and the schema of its migrations, each read once."""

from collections.abc import Iterable
from functools import partial

from scopelint import evaluate, extract, sql
from scopelint.cache import facts_of
from scopelint.migrations import Replayed, replayed
from scopelint.model.body import Body
from scopelint.model.change import Unread
from scopelint.model.config import Project
from scopelint.model.errors import ConfigError
from scopelint.model.node import Place, Span
from scopelint.model.outline import Outline
from scopelint.model.program import Program
from scopelint.model.site import Gap

MOST_SQL = 200_000
"""Code points of a SQL file that code reads: what is longer is a dump."""


class Sources:
    """The bytes, outlines and bodies of a project, each read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.outlines: dict[str, Outline] = {}
        self.bytes: dict[str, bytes] = {}
        self.bodies: dict[tuple[str, str], Body | None] = {}
        self.unread: list[Gap] = []
        self._texts: dict[str, bytes] = {}
        self._replayed: Replayed | ConfigError | None = None
        for file in project.files:
            if file.path_class == "tests":
                continue  # tests are left out: nothing of the service is defined there
            try:
                source = project.read(file.path)
            except OSError as error:
                place = Place(file.path, Span(1, 1, 1, 1))
                self.unread.append(Gap("file", place, error.strerror or str(error)))
                continue
            self.outlines[file.path] = facts_of(file.path, source).outline(partial(extract.outline, file.path, source))
            self.bytes[file.path] = source

    def body(self, path: str, qualname: str) -> Body | None:
        """One body on demand; None where the file has no such definition."""
        if (path, qualname) not in self.bodies:
            self.read_ahead(((path, qualname),))
        return self.bodies[path, qualname]

    def text(self, path: str) -> bytes:
        """The bytes that cuts count in."""
        if path not in self._texts:
            self._texts[path] = extract.as_utf8(self.bytes[path])
        return self._texts[path]

    def assigned(self, path: str) -> list[str]:
        """Names that a module binds by assignment."""
        return [field.name for field in self.outlines[path].fields]

    def schema_text(self, path: str) -> str | Unread:
        """A file of SQL without the sections that undo it, or why it cannot be read."""
        try:
            text = self.project.read(path).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
            return Unread(Place(path, Span(1, 1, 1, 1)), reason=reason, text="")
        return sql.forward_only(text)

    def sql_text(self, path: str) -> str | None:
        """A file of SQL as it stands; None if it cannot be read, or is no text that a program would send."""
        text = self.whole_sql(path)
        return text if text is None or len(text) <= MOST_SQL else None

    def whole_sql(self, path: str) -> str | None:
        """A file of SQL as it stands, however long; None if it cannot be read."""
        try:
            return self.project.read(path).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None

    def read_ahead(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Bodies that will surely be asked for, a file at a time."""
        by_path: dict[str, list[str]] = {}
        for path, qualname in wanted:
            if (path, qualname) not in self.bodies:
                by_path.setdefault(path, []).append(qualname)
        for path, qualnames in by_path.items():
            source = self.bytes[path]
            read = partial(extract.read_bodies, source, self.outlines[path])
            found = facts_of(path, source).bodies(qualnames, read)
            self.bodies.update({(path, qualname): body for qualname, body in found.items()})

    def replayed(self, program: Program) -> Replayed:
        """The schema that SQL files and Alembic's revisions leave behind, replayed when it is first asked for.

        Raises ConfigError, one line, for a history of revisions that is unfinished: each time, after one reading.
        """
        if self._replayed is None:
            files = ((path, self.schema_text(path)) for path in self.project.sql_files)
            read = evaluate.SqlFiles(frozenset(self.project.sql_texts), self.whole_sql)
            try:
                self._replayed = replayed(program, files, self.body, self.assigned, read)
            except ConfigError as error:
                self._replayed = error
        if isinstance(self._replayed, ConfigError):
            raise self._replayed
        return self._replayed
