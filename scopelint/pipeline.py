"""The whole tool on one page: files to outlines, program, judged sites, findings. Joins rooms, as the modules beside it do."""

from collections.abc import Callable
from functools import cache

import msgspec

from scopelint import evaluate, extract, judge, link, rls, sql
from scopelint.model.catalog import Catalog
from scopelint.model.config import Project
from scopelint.model.errors import ConfigError
from scopelint.model.finding import Baseline, BaselineEntry, Proved, ProvedStatement, Result
from scopelint.model.manifest import Manifest
from scopelint.model.node import Place, Span
from scopelint.model.program import Program
from scopelint.model.protection import Protection
from scopelint.model.relation import Query
from scopelint.model.schema import Schema, Tenancy
from scopelint.model.site import Coverage, Gap, Site
from scopelint.model.verdict import SEVERITY_ORDER, Judgement, Verdict
from scopelint.prove import changes_session, classify, prove, unjudged, with_uuid_keys
from scopelint.sources import Sources


def check(project: Project, *, sieve: bool = True) -> Result:
    """Everything scopelint has to say about a project. ``sieve`` False: every function is a root."""
    sources = Sources(project)
    program, tenancy, notes = known(project, sources)
    try:
        catalog = sources.replayed(program).catalog
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
    program, notes_of_migrations = _with_migrations(sources, program)
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


def _with_migrations(sources: Sources, program: Program) -> tuple[Program, tuple[str, ...]]:
    """The program with the tables, views and functions that only migrations and schema files define."""
    try:
        replayed = sources.replayed(program)
    except ConfigError as error:
        return program, (f"what only migrations define is not known: {error}",)
    schema = program.schema if replayed.catalog is None else rls.with_catalog(program.schema, replayed.catalog)
    made, _ = sql.read_schema(";\n".join(replayed.functions))
    schema = msgspec.structs.replace(schema, routines={**made.routines, **schema.routines})
    return msgspec.structs.replace(program, schema=schema), ()


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


def judged(
    project: Project, sources: Sources, program: Program, tenancy: Tenancy, sieve: bool, whole: bool = False
) -> evaluate.Judged:
    """Every site in the files that PATHS chose with its verdicts; ``whole``: every site of the program."""
    frames = frozenset(file.path for file in project.files if file.path_class in ("app", "admin"))
    asks = judge.asks_of(project, "reference")
    chosen = frames if whole or not sieve or asks else _chosen(project, sources, frames)
    usage = link.Usage(program, sources.text, frames & sources.bytes.keys())
    return evaluate.evaluate(
        program,
        tenancy,
        project.manifest.principal.names,
        sources.body,
        _seeds(program, sources, chosen, sieve),
        usage.mentions,
        usage.constructs,
        usage.naming,
        lambda root: link.path_of(program, root) in frames,
        evaluate.Tools(
            parse=lambda text, holes: sql.parse_statements(text, holes=holes),
            fragment=lambda text, kind: sql.parse_fragment(text, kind),  # type: ignore[arg-type]  # kinds agree
            render=sql.render,
            prove=_prover(program.schema, tenancy),
            sql_files=evaluate.SqlFiles(frozenset(project.sql_texts), sources.sql_text),
        ),
        usage.promises,
        [bypass.session for bypass in project.manifest.bypasses if bypass.session is not None],
        None if chosen == frames else lambda root: link.path_of(program, root) in chosen,
        asks,
    )


def _chosen(project: Project, sources: Sources, frames: frozenset[str]) -> frozenset[str]:
    """The files whose sites are reported; all, if one builds statements outside its functions for anybody to run."""
    chosen = frozenset(file.path for file in project.files if file.reported) & frames
    outside = any(extract.hits_outside(sources.outlines[path]) for path in chosen & sources.outlines.keys())
    return frames if outside else chosen


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
    """Functions, class bodies and modules that hold a hit, the bodies of functions read ahead."""
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
    classes = [cls.id for cls in program.classes.values() if cls.path in frames and (cls.outline.hit or not sieve)]
    return [*(function.id for function in functions), *classes, *modules]


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
    sites = judged(project, sources, program, tenancy, sieve=True, whole=True).sites
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
