"""RLS coverage of one project on one page: a manifest proposed, verified, shown and evidenced. Joins rooms, as ``pipeline`` does."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

import scopelint
from scopelint import judge, pipeline, rls, sql
from scopelint.model.body import Body
from scopelint.model.catalog import Catalog
from scopelint.model.config import Project
from scopelint.model.drift import Drift, Side, Source
from scopelint.model.errors import ConfigError
from scopelint.model.evidence import Evidence, TableEvidence
from scopelint.model.manifest import Manifest
from scopelint.model.node import Place, Span
from scopelint.model.proposal import Proposal
from scopelint.model.schema import Level, Posture, Schema
from scopelint.prove import classify
from scopelint.sources import Sources


class Given(NamedTuple):
    """Sources that the command line names: a database, (name, text) of schema files, and snapshots as catalogs."""

    database_url: str | None = None
    schemas: tuple[tuple[str, str], ...] = ()
    snapshots: tuple[Catalog, ...] = ()


class Read(NamedTuple):
    """One state of the schema and where it was read."""

    source: Source
    catalog: Catalog


class Coverage:
    """One project and the sources beside it, each read once and when it is first asked for."""

    def __init__(self, project: Project, given: Given) -> None:
        self.project = project
        self.given = given
        self.sources = Sources(project)
        self.program, self.tenancy, self.notes = pipeline.known(project, self.sources)

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        """States of the schema, the most authoritative first. Raises UsageError where a given source cannot be read."""
        found: list[Read] = []
        if self.given.database_url is not None:
            found.append(Read("database", rls.read_live(self.given.database_url)))
        if self.given.schemas:
            changes = [change for name, text in self.given.schemas for change in sql.read_changes(text, name)]
            found.append(Read("schema file", rls.replay(changes, sql)))
        found += [Read("snapshot", catalog) for catalog in self.given.snapshots]
        migrations = self.sources.replayed(self.program).catalog
        if migrations is not None:
            found.append(Read("migrations", migrations))
        return tuple(found)

    @property
    def best(self) -> Read | None:
        """The state that counts where several were read."""
        return self.reads[0] if self.reads else None

    def proposal(self) -> Proposal:
        """A manifest for what is seen; levels, principal and exemptions of the project's own are kept."""
        catalog = self.best.catalog if self.best is not None else None
        schema = rls.joined(self._models, catalog)
        columns = {column for level in self.tenancy.levels for column in level.columns}
        seen = rls.Seen(
            schema=schema,
            catalog=catalog,
            source="" if self.best is None else _named(self.best.source),
            hints=rls.code_hints(self._telling(columns), columns),
            gaps=self.program.gaps,
            tenant_columns=self.project.config.tenant_columns,
            aside=self._migrations,
            modelled=frozenset(self._models.tables),
        )
        return rls.propose(
            seen,
            self.project.manifest,
            classify,
            lambda text: sql.parse_fragment(text),  # type: ignore[arg-type, return-value]  # kinds agree
            lambda levels: self._postures(catalog, levels),
        )

    def _postures(self, catalog: Catalog | None, levels: tuple[Level, ...]) -> Mapping[str, Posture]:
        """What the policies of a catalog are proved to do, given the levels of tenants."""
        if catalog is None:
            return {}
        manifest = Manifest(levels=levels)
        project = msgspec.structs.replace(self.project, manifest=manifest)
        tenancy, _ = rls.build_tenancy(
            self.program.schema, manifest, (), self.project.config.trust_foreign_keys, classify
        )
        return pipeline.protection_of(project, self.program, tenancy, catalog).postures

    @cached_property
    def _models(self) -> Schema:
        """What the models declare, without the tables that only migrations make."""
        names = {*self.program.tables.values(), *(mapped.table for mapped in self.program.mapped.values())}
        schema = self.program.schema
        return Schema({name: table for name, table in schema.tables.items() if name in names}, schema.complete)

    @cached_property
    def _migrations(self) -> frozenset[str]:
        """Files of migrations, also where the configuration does not count them as such yet."""
        folders = revisions_outside(self.project, self.sources)
        return frozenset(
            file.path
            for file in self.project.files
            if file.path_class == "migrations" or file.path.rpartition("/")[0] in folders
        )

    def _telling(self, columns: set[str]) -> Iterator[tuple[str, Body]]:
        """The bodies that may say which session variable is bound and who the principal is."""
        words = rls.words_of_hints(columns)
        for path, outline in self.sources.outlines.items():
            text = self.sources.text(path)
            if not words.search(text):
                continue
            functions = [*outline.functions, *(method for one in outline.classes for method in one.methods)]
            wanted = [one.qualname for one in functions if words.search(text, one.cut.start, one.cut.end)]
            self.sources.read_ahead((path, qualname) for qualname in wanted)
            for qualname in wanted:
                body = self.sources.body(path, qualname)
                if body is not None:
                    yield path, body

    def drift(self) -> tuple[Drift, ...]:
        """Where manifest, models and every state of the schema disagree, each once."""
        found: dict[tuple[str, str], Drift] = {}
        levels = self.tenancy.levels
        manifest, models = self.project.manifest, self._models
        for read in self.reads:
            postures = self._graded(read)
            for drift in rls.drift(
                read.catalog, models, manifest, postures, levels, pipeline.defines(self.program), read.source
            ):
                found.setdefault((drift.subject, drift.sentence), drift)
        if not self.reads:
            for drift in rls.drift(None, models, manifest, None, levels, pipeline.defines(self.program)):
                found[drift.subject, drift.sentence] = drift
        for drift in self._between():
            found.setdefault((drift.subject, drift.sentence), drift)
        return tuple(sorted(found.values(), key=lambda one: (one.table or "", one.subject, one.sentence)))

    def _between(self) -> Iterator[Drift]:
        """What the migrations say against each other state, in what decides isolation."""
        migrations = next((read for read in self.reads if read.source == "migrations"), None)
        for read in self.reads:
            if migrations is None or read is migrations:
                continue
            left, right = migrations.catalog, read.catalog
            for one in rls.isolating(rls.differences(left, right, sql), left, right):
                sides = (
                    Side("migrations", _said(one.subject, one.left), one.left_place),
                    Side(read.source, _said(one.subject, one.right), one.right_place),
                )
                yield Drift("differs", one.subject, sides, one.subject.partition(".")[0])

    def tables(self) -> tuple[TableEvidence, ...]:
        """Each table as the manifest and the schema that was read have it; statements are not counted."""
        return tuple(judge.table_evidence(self.tenancy, self.project, self._observed()))

    def not_told(self) -> Iterator[tuple[str, Place | None]]:
        """What of the schema could not be enumerated."""
        for gap in self.program.gaps:
            if gap.kind in ("model", "table") and gap.path not in self._migrations:
                yield f"{gap.kind}: {gap.reason}", Place(gap.path, Span(gap.line, 1, gap.line, 1))
        for read in self.reads:
            for change in read.catalog.unknown:
                shown = " ".join(change.text.split())[:80]
                yield f"{read.source}: {change.reason}" + (f" ({shown})" if shown else ""), change.place

    def _graded(self, read: Read) -> Mapping[str, Posture]:
        """What the policies of a state are proved to do, with the project's own levels."""
        return pipeline.protection_of(self.project, self.program, self.tenancy, read.catalog).postures

    def unreadable(self) -> Iterator[str]:
        """Files of models and migrations that could not be read, each with why."""
        for gap in self.sources.unread:
            yield f"{gap.place.path}: cannot be read: {gap.reason}"
        for path in self.project.sql_files:
            try:
                self.project.read(path).decode("utf-8-sig")
            except OSError as error:
                yield f"{path}: cannot be read: {error.strerror or error}"
            except UnicodeDecodeError:
                yield f"{path}: cannot be read: is not UTF-8"

    def _observed(self) -> judge.Observed | None:
        if self.best is None:
            return None
        return judge.Observed(self.best.catalog, self.best.source, self._graded(self.best))

    def evidence(self, commit: str | None) -> Evidence:
        """The report: a whole run of ``check``, and what was read of the schema."""
        catalog = None if self.best is None else self.best.catalog
        result = pipeline.checked(self.project, self.sources, self.program, self.tenancy, catalog, self.notes)
        if result.errors:
            raise ConfigError(f"internal failure, nothing is evidenced: {result.errors[0]}")
        name = self.project.config.root.replace("\\", "/").rstrip("/").rpartition("/")[2]
        heading = judge.Heading(scopelint.__version__, name, commit, self._digest())
        return judge.evidence(result, self.tenancy, self.project, self._observed(), self.drift(), heading)

    def _digest(self) -> str:
        """SHA-256 over the analyzed files by path, the manifest and the files of the schema among them."""
        digest = hashlib.sha256()
        others = [path for path in (self.project.manifest.path, *self.project.sql_files) if path is not None]
        for path in sorted({*self.sources.bytes, *others}):
            try:
                data = self.sources.bytes[path] if path in self.sources.bytes else self.project.read(path)
            except OSError:
                continue
            digest.update(path.encode("utf-8", "surrogatepass") + b"\0" + hashlib.sha256(data).digest())
        return digest.hexdigest()


def _said(subject: str, value: str | None) -> str:
    """One side of a difference in words."""
    match value:
        case "present":
            return f"{subject} is there"
        case None:
            return f"{subject} is not there"
        case _:
            return f"{subject} = {value}"


def _named(source: Source) -> str:
    return f"the {source}"


def gone(proposal: Proposal, manifest: Manifest) -> tuple[str, ...]:
    """Tables that the manifest names and that no source has any more."""
    return tuple(name for name in manifest.tables if name not in proposal.manifest.tables)


def revisions_outside(project: Project, sources: Sources) -> tuple[str, ...]:
    """Folders of Alembic revisions that the configuration does not count as migrations."""
    classes = {file.path: file.path_class for file in project.files}
    found: set[str] = set()
    for path, outline in sources.outlines.items():
        names = {field.name for field in outline.fields}
        if {"revision", "down_revision"} <= names and classes.get(path) == "app":
            found.add(path.rpartition("/")[0])
    return tuple(sorted(found))
