"""The whole tool on one page: files to outlines, program, judged sites, findings. The only module that joins rooms."""

from collections.abc import Callable, Iterable
from functools import cache
from os.path import commonpath

import msgspec

from scopelint import evaluate, extract, judge, link, rls, sql
from scopelint.model.body import Body
from scopelint.model.catalog import Catalog
from scopelint.model.change import Unread
from scopelint.model.config import Project
from scopelint.model.errors import ConfigError
from scopelint.model.finding import Baseline, BaselineEntry, Proved, ProvedStatement, Result
from scopelint.model.manifest import Manifest
from scopelint.model.node import Place, Span
from scopelint.model.outline import Outline
from scopelint.model.program import Program
from scopelint.model.protection import Protection
from scopelint.model.relation import Query
from scopelint.model.schema import Schema, Tenancy
from scopelint.model.site import Coverage, Gap, Site
from scopelint.model.verdict import SEVERITY_ORDER, Judgement, Verdict
from scopelint.prove import changes_session, classify, prove, unjudged, with_uuid_keys


class Sources:
    """The bytes, outlines and bodies of a project, each read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.outlines: dict[str, Outline] = {}
        self.bytes: dict[str, bytes] = {}
        self.bodies: dict[tuple[str, str], Body | None] = {}
        self.unread: list[Gap] = []
        self._texts: dict[str, bytes] = {}
        self.databases: dict[str, rls.Database] | None = None
        """What migrations and schema files make, once it was asked for."""
        for file in project.files:
            if file.path_class == "tests":
                continue  # tests are left out: nothing of the service is defined there
            try:
                source = project.read(file.path)
            except OSError as error:
                place = Place(file.path, Span(1, 1, 1, 1))
                self.unread.append(Gap("file", place, error.strerror or str(error)))
                continue
            self.outlines[file.path] = extract.outline(file.path, source)
            self.bytes[file.path] = source

    def body(self, path: str, qualname: str) -> Body | None:
        """One body on demand; None where the file has no such definition."""
        key = (path, qualname)
        if key not in self.bodies:
            found = extract.read_bodies(self.bytes[path], self.outlines[path], (qualname,))
            self.bodies[key] = found.get(qualname)
        return self.bodies[key]

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

    def read_ahead(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Bodies that will surely be asked for, a file at a time."""
        by_path: dict[str, list[str]] = {}
        for path, qualname in wanted:
            if (path, qualname) not in self.bodies:
                by_path.setdefault(path, []).append(qualname)
        for path, qualnames in by_path.items():
            found = extract.read_bodies(self.bytes[path], self.outlines[path], qualnames)
            self.bodies.update({(path, qualname): found.get(qualname) for qualname in qualnames})


def check(project: Project, *, sieve: bool = True) -> Result:
    """Everything scopelint has to say about a project. ``sieve`` False: every function is a root."""
    sources = Sources(project)
    program, tenancy, notes = known(project, sources)
    try:
        catalog = catalog_of(project, sources, program)
    except ConfigError:  # a note of ``known`` says it; statements can be judged all the same
        catalog = None
    return checked(project, sources, program, tenancy, catalog, notes, sieve=sieve)


def checked(
    project: Project,
    sources: Sources,
    program: Program,
    tenancy: Tenancy,
    catalog: Catalog | None,
    notes: tuple[str, ...],
    *,
    sieve: bool = True,
) -> Result:
    """``check`` of a project that is linked already. ``catalog`` is the state of the schema that counts."""
    sites, gaps, errors, references = judged(project, sources, program, tenancy, sieve)
    protection = protection_of(project, program, tenancy, catalog)
    notes = (*notes, *rls.doubts(catalog))
    coverage = Coverage(
        files=len(project.files),
        functions=sum(1 for body in sources.bodies.values() if body is not None),
        statements=len({(site.executed, site.qualname) for site in sites}),
        gaps=(*sources.unread, *_file_gaps(sources), *gaps),
    )
    defined = {name: table.place for name, table in program.schema.tables.items() if table.place is not None}
    return judge.judge(sites, coverage, sources.outlines, protection, project, notes, errors, defined, references)


def accepted(result: Result, file: str) -> Baseline:
    """A baseline of what was found, to be kept in ``file``."""
    return judge.accepted(result, file)


def against(result: Result, project: Project, baseline: Baseline) -> Result:
    """The result without what the baseline holds, and what of the baseline is found no more."""
    return judge.against(result, project, baseline)


def shrunk(baseline: Baseline, stale: tuple[BaselineEntry, ...]) -> Baseline:
    """The baseline without what is found no more."""
    return judge.shrunk(baseline, stale)


def since(
    result: Result,
    project: Project,
    earlier: Project,
    revision: str,
    baseline: Baseline | None = None,
    *,
    sieve: bool = True,
) -> Result:
    """The result without what ``earlier``, the project as of ``revision``, has too. The baseline holds for both."""
    if not earlier.files:
        return judge.since(result, project, Result((), (), Coverage(0, 0, 0, ())), earlier, revision)
    before = check(earlier, sieve=sieve)
    if baseline is not None:
        before = judge.against(before, earlier, baseline)
    return judge.since(result, project, before, earlier, revision)


def known(project: Project, sources: Sources) -> tuple[Program, Tenancy, tuple[str, ...]]:
    """The linked program, and what each of its tables is."""
    program = link.link(sources.outlines, sources.body, project.config.src)
    program, notes_of_migrations = _with_migrations(project, sources, program)
    tenancy, notes = rls.build_tenancy(
        program.schema,
        project.manifest,
        project.config.tenant_columns,
        project.config.trust_foreign_keys,
        classify,
    )
    if project.config.trust_uuid_keys:
        program = msgspec.structs.replace(program, schema=with_uuid_keys(program.schema, tenancy))
    return program, tenancy, (*notes, *notes_of_migrations)


def _with_migrations(project: Project, sources: Sources, program: Program) -> tuple[Program, tuple[str, ...]]:
    """The program with the tables, views and functions that only migrations and schema files define."""
    try:
        databases = _databases(project, sources, program)
    except ConfigError as error:
        return program, (f"what only migrations define is not known: {error}",)
    schema = rls.with_catalog(program.schema, rls.merged(one.catalog() for one in databases.values()))
    made, _ = sql.read_schema(";\n".join(text for one in databases.values() for text in one.functions))
    schema = msgspec.structs.replace(schema, routines={**made.routines, **schema.routines})
    return msgspec.structs.replace(program, schema=schema), ()


def catalog_of(project: Project, sources: Sources, program: Program) -> Catalog | None:
    """The schema that SQL files and Alembic revisions leave behind, as one; None if there are none.

    Raises ConfigError, one line, for a history of revisions that is unfinished.
    """
    found = catalogs_of(project, sources, program)
    return rls.merged(found.values()) if found else None


def catalogs_of(project: Project, sources: Sources, program: Program) -> dict[str, Catalog]:
    """The schema by source: "sql" for SQL files, a folder for each history of Alembic revisions.

    A history that changes tables which another source makes is run on top of it, and is that one's from then on.
    """
    return {name: database.catalog() for name, database in _databases(project, sources, program).items()}


def _databases(project: Project, sources: Sources, program: Program) -> dict[str, rls.Database]:
    if sources.databases is not None:
        return sources.databases
    databases: dict[str, rls.Database] = {}
    if project.sql_files:
        databases["sql"] = rls.Database(sql, sql.read_changes)
        for path in project.sql_files:
            text = sources.schema_text(path)
            databases["sql"].change((text,) if isinstance(text, Unread) else sql.read_changes(text, path))
            databases["sql"].functions.append(text if isinstance(text, str) else "")
    migrations = evaluate.Migrations(program, sources.body, sources.assigned)
    histories = migrations.histories()
    waiting: list[tuple[evaluate.History, rls.Database]] = []
    for history in histories:
        database = rls.Database(sql, sql.read_changes)
        migrations.run(history, database)
        if database.presumed:
            waiting.append((history, database))
        else:
            databases[history.folder] = database
    for history, alone in waiting:
        below = _below(history.folder, alone, databases)
        if below is None:
            databases[history.folder] = alone
        else:
            migrations.run(history, databases[below])
    sources.databases = databases
    return databases


def _below(folder: str, alone: rls.Database, databases: dict[str, rls.Database]) -> str | None:
    """The source that makes most of what a history presumes, the nearest if several do."""

    def fits(name: str) -> tuple[int, int]:
        return len(alone.presumed & databases[name].made), len(commonpath((folder, name)))

    best = max(databases, key=fits, default=None)
    return best if best is not None and fits(best)[0] else None


def protection_of(project: Project, program: Program, tenancy: Tenancy, catalog: Catalog | None) -> Protection:
    """What row-level security does for each table, and what is wrong with it: policies are graded by the prover."""
    proving = rls.Proving(
        predicate=lambda text: sql.parse_fragment(text),  # type: ignore[return-value, arg-type]  # kinds agree
        query=_one_query,
        prover=_prover,
    )
    return rls.secure(catalog, program.schema, tenancy, project.manifest, classify, proving, defines(program))


def defines(program: Program) -> Callable[[str], bool]:
    """Whether a dotted name ("app.db.admin_session") is defined in the project."""
    names = {function.replace(":", ".") for function in (*program.functions, *program.classes)}
    for module in program.modules.values():
        names.update((module.name, *(f"{module.name}.{name}" for name in module.names)))
    return lambda name: name.replace(":", ".") in names


def judged(project: Project, sources: Sources, program: Program, tenancy: Tenancy, sieve: bool) -> evaluate.Judged:
    """Every site of the program with its verdicts."""
    frames = frozenset(file.path for file in project.files if file.path_class in ("app", "admin"))
    seeds = _seeds(program, sources, frames, sieve)
    usage = link.Usage(program, sources.text, frames & sources.bytes.keys())
    return evaluate.evaluate(
        program,
        tenancy,
        project.manifest.principal.names,
        sources.body,
        seeds,
        usage.mentions,
        usage.constructs,
        lambda root: _path_of(program, root) in frames,
        evaluate.Tools(
            parse=lambda text, holes: sql.parse_statements(text, holes=holes),
            fragment=lambda text, kind: sql.parse_fragment(text, kind),  # type: ignore[arg-type]  # kinds agree
            render=sql.render,
            prove=_prover(program.schema, tenancy),
        ),
        usage.promises,
        [bypass.session for bypass in project.manifest.bypasses if bypass.session is not None],
        judge.asks_of(project, "reference"),
    )


def _prover(schema: Schema, tenancy: Tenancy) -> Callable[[Query], Judgement]:
    @cache
    def view(name: str) -> Query | None:
        table = schema.tables.get(name)
        return _one_query(table.view) if table is not None else None

    @cache
    def routine(name: str) -> Query | None:
        found = schema.routines.get(name)
        return _one_query(found.body) if found is not None else None

    return lambda query: prove(query, schema, tenancy, view, routine)


def _one_query(text: str | None) -> Query | None:
    parsed = sql.parse_statements(text) if text is not None else ()
    return parsed[0].query if len(parsed) == 1 else None


def _seeds(program: Program, sources: Sources, frames: frozenset[str], sieve: bool) -> list[str]:
    """Functions and modules that hold a hit, their bodies read ahead."""
    functions = [
        function
        for function in program.functions.values()
        if function.path in frames and (function.outline.hit or not sieve)
    ]
    sources.read_ahead((function.path, function.outline.qualname) for function in functions)
    modules = [
        f"{module.name}:<module>"
        for module in program.modules.values()
        if module.path in frames and (sources.outlines[module.path].hit or not sieve)
    ]
    return [*(function.id for function in functions), *modules]


def _path_of(program: Program, root: str) -> str:
    function = program.functions.get(root)
    if function is not None:
        return function.path
    module = program.modules.get(root.partition(":")[0])
    return module.path if module is not None else ""


def _file_gaps(sources: Sources) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    for path, outline in sources.outlines.items():
        if outline.fault is not None:
            fault = outline.fault
            place = Place(path, Span(fault.line, fault.column, fault.line, fault.column))
            gaps.append(Gap("file", place, fault.message))
    for (path, qualname), body in sources.bodies.items():
        if type(body).__name__ == "BrokenBody":
            gaps.append(Gap("body", Place(path, body.span), f"{qualname}: {body.reason}"))  # type: ignore[union-attr]
    return tuple(gaps)


def trace(project: Project, path: str, line: int) -> tuple[Site, ...]:
    """The judged sites at a line: those whose expression, execution or origin stands on it."""
    sources = Sources(project)
    program, tenancy, _ = known(project, sources)
    sites = judged(project, sources, program, tenancy, sieve=True).sites
    at = [site for site in sites if _covers(site.place, path, line)]
    return tuple(at or [s for s in sites if _covers(s.executed, path, line) or _covers(s.origin, path, line)])


def _covers(place: Place, path: str, line: int) -> bool:
    return place.path == path and place.span.line <= line <= place.span.end_line


def prover(
    schema_sql: str, manifest: Manifest | None = None, tenant_columns: tuple[str, ...] = ()
) -> Callable[[str], Proved]:
    """What judges the statements of a SQL text against a schema given as DDL and a manifest.

    Raises ConfigError if the schema has tables and nothing says what a tenant is: then all would look clean.
    """
    schema = msgspec.structs.replace(
        sql.read_schema(schema_sql)[0], complete=False
    )  # a table that is not in it may be anybody's
    tenancy, _ = rls.build_tenancy(schema, manifest or Manifest(), tenant_columns, True, classify)
    if schema.tables and not tenancy.levels:
        raise ConfigError("no tenant column is named, and none is detected in the schema: name them in a manifest")
    judgement_of = _prover(schema, tenancy)

    def proved(text: str) -> Proved:
        found = []
        for index, parsed in enumerate(sql.parse_statements(text)):
            judgement = judgement_of(parsed.query)
            if (note := changes_session(parsed.query)) is not None:
                judgement = Judgement(judgement.operation, judgement.tables, True, (*judgement.notes, note))
            error = parsed.error or unjudged(parsed.query)
            verdicts: list[Verdict] = [table.verdict for table in judgement.tables]
            verdicts += [] if error is None else ["unknown"]
            verdict: Verdict = min(verdicts, key=SEVERITY_ORDER.index, default="scoped")
            line = text.count("\n", 0, parsed.start) + 1
            shown = text[parsed.start : parsed.end].strip()
            found.append(ProvedStatement(index, line, shown, verdict, judgement, error))
        whole = all(one.verdict == "scoped" and not one.judgement.partial for one in found)
        return Proved(bool(found) and whole, tuple(found))

    return proved
