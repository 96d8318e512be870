"""The whole tool on one page: files to outlines, program, judged sites, findings. The only module that joins rooms."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from scopelint import evaluate, extract, judge, link, rls, sql
from scopelint.model.body import Body
from scopelint.model.config import Project
from scopelint.model.errors import ConfigError
from scopelint.model.finding import Baseline, BaselineEntry, Proved, ProvedStatement, Result
from scopelint.model.manifest import Manifest
from scopelint.model.node import Place, Span
from scopelint.model.outline import Outline
from scopelint.model.program import ClassRef, ExternalRef, FunctionRef, ModuleRef, Program, Ref, VariableRef
from scopelint.model.relation import Query
from scopelint.model.schema import Schema, Tenancy
from scopelint.model.site import Coverage, Gap, Site
from scopelint.model.verdict import SEVERITY_ORDER, Judgement, Verdict
from scopelint.prove import changes_session, classify, prove, unjudged


class Sources:
    """The bytes, outlines and bodies of a project, each read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.outlines: dict[str, Outline] = {}
        self.bytes: dict[str, bytes] = {}
        self.bodies: dict[tuple[str, str], Body | None] = {}
        self.unread: list[Gap] = []
        self._texts: dict[str, bytes] = {}
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
    sites, gaps, errors = judged(project, sources, program, tenancy, sieve)
    coverage = Coverage(
        files=len(project.files),
        functions=sum(1 for body in sources.bodies.values() if body is not None),
        statements=len({(site.executed, site.qualname) for site in sites}),
        gaps=(*sources.unread, *_file_gaps(sources), *gaps),
    )
    defined = {name: table.place for name, table in program.schema.tables.items() if table.place is not None}
    return judge.judge(sites, coverage, sources.outlines, tenancy, project, notes, errors, defined)


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
    tenancy, notes = rls.build_tenancy(
        program.schema,
        project.manifest,
        project.config.tenant_columns,
        project.config.trust_foreign_keys,
        classify,
    )
    return program, tenancy, notes


def judged(project: Project, sources: Sources, program: Program, tenancy: Tenancy, sieve: bool) -> evaluate.Judged:
    """Every site of the program with its verdicts."""
    frames = frozenset(file.path for file in project.files if file.path_class in ("app", "admin"))
    seeds = _seeds(program, sources, frames, sieve)
    return evaluate.evaluate(
        program,
        tenancy,
        project.manifest.principal.names,
        sources.body,
        seeds,
        _mentions(program, sources, frames),
        _constructs(program, sources, frames),
        lambda root: _path_of(program, root) in frames,
        evaluate.Tools(
            parse=lambda text, holes: sql.parse_statements(text, holes=holes),
            fragment=lambda text, kind: sql.parse_fragment(text, kind),  # type: ignore[arg-type]  # kinds agree
            render=sql.render,
            prove=_prover(program.schema, tenancy),
        ),
        _promises(program, sources),
        [bypass.session for bypass in project.manifest.bypasses if bypass.session is not None],
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


SHORT = 9
"""Lines of a function that is entered whatever its text says: it may hand a value through, or raise."""


def _promises(program: Program, sources: Sources) -> Callable[[str], bool]:
    """Whether a function's text makes it worth entering: it is short, holds a hit, or names a model or SQLAlchemy."""
    patterns: dict[str, re.Pattern[bytes] | None] = {}

    def pattern(module: str) -> re.Pattern[bytes] | None:
        if module not in patterns:
            names = [name for name, ref in program.modules[module].names.items() if _makes_queries(program, ref)]
            joined = b"|".join(re.escape(name.encode()) for name in sorted(names))
            patterns[module] = re.compile(rb"\b(?:" + joined + rb")\b") if names else None
        return patterns[module]

    def promises(id: str) -> bool:
        function = program.functions.get(id)
        if function is None:
            return False
        cut = function.outline.cut
        if (
            function.outline.hit
            or cut.end_line - cut.line < SHORT
            or "contextmanager" in " ".join(function.outline.decorators)
        ):
            return True
        found = pattern(function.module)
        return found is not None and found.search(sources.text(function.path), cut.start, cut.end) is not None

    return promises


def _makes_queries(program: Program, ref: Ref) -> bool:
    match ref:
        case ClassRef():
            return ref.id in program.mapped
        case ExternalRef():
            return ref.name.startswith(("sqlalchemy", "sqlmodel", "flask_sqlalchemy"))
        case VariableRef():
            return ref.id in program.tables
    return False


def _path_of(program: Program, root: str) -> str:
    function = program.functions.get(root)
    if function is not None:
        return function.path
    module = program.modules.get(root.partition(":")[0])
    return module.path if module is not None else ""


def _mentions(
    program: Program, sources: Sources, frames: frozenset[str]
) -> Callable[[frozenset[str]], dict[str, tuple[str, ...]]]:
    """Which functions' text calls or names which others: one pass over the bytes for a set of function ids."""
    by_path: dict[str, list[tuple[int, int, str]]] = {}
    for function in program.functions.values():
        if function.path in frames:
            cut = function.outline.cut
            by_path.setdefault(function.path, []).append((cut.start, cut.end, function.id))

    def mentions(ids: frozenset[str]) -> dict[str, tuple[str, ...]]:
        by_name: dict[bytes, list[str]] = {}
        for id in sorted(ids):
            by_name.setdefault(id.rsplit(":", 1)[-1].rsplit(".", 1)[-1].encode(), []).append(id)
        if not by_name:
            return {}
        pattern = re.compile(rb"\b(" + b"|".join(map(re.escape, sorted(by_name))) + rb")\b\s*[(,)]")
        found: dict[str, dict[str, None]] = {}
        for path, cuts in by_path.items():
            source = sources.text(path)
            for match in pattern.finditer(source):
                if source[max(0, match.start() - 4) : match.start()] == b"def ":
                    continue
                users = [function for start, end, function in cuts if start <= match.start() < end]
                for id in by_name[match.group(1)]:
                    if users and _may_mean(program, path, source, id):
                        found.setdefault(id, {}).update(dict.fromkeys(users))
        return {id: tuple(users) for id, users in found.items()}

    return mentions


def _constructs(
    program: Program, sources: Sources, frames: frozenset[str]
) -> Callable[[frozenset[str]], dict[str, tuple[str, ...]]]:
    """Which functions' text, or modules' outside of them, calls a class or function of one of the names, renames it or
    hands it on."""

    def constructs(ids: frozenset[str]) -> dict[str, tuple[str, ...]]:
        by_name: dict[bytes, list[str]] = {}
        for id in sorted(ids):
            by_name.setdefault(id.rsplit(":", 1)[-1].rsplit(".", 1)[-1].encode(), []).append(id)
        names = b"|".join(map(re.escape, sorted(by_name)))
        pattern = re.compile(rb"\b(" + names + rb")(?:\s*\(|\s+as\b)|[(=,][ \t]*(" + names + rb")[ \t]*\)")
        found: dict[str, dict[str, None]] = {}
        for path in sorted(frames & sources.bytes.keys()) if by_name else ():
            source = sources.text(path)
            module = program.module_of.get(path)
            for match in pattern.finditer(source):
                line = source[source.rfind(b"\n", 0, match.start()) + 1 : match.start()].lstrip()
                if line.startswith((b"class ", b"def ", b"async def ", b"#")) or b"isinstance(" in line:
                    continue
                user = _innermost(program, path, match.start()) or f"{module}:<module>"
                for id in by_name[match.group(1) or match.group(2)]:
                    found.setdefault(id, {})[user] = None
        return {id: tuple(users) for id, users in found.items()}

    return constructs


def _innermost(program: Program, path: str, offset: int) -> str | None:
    """The function or method that holds a position of a file."""
    module = program.module_of.get(path)
    holding = [
        (function.outline.cut.start, id)
        for id, function in program.functions.items()
        if function.module == module and function.outline.cut.start <= offset < function.outline.cut.end
    ]
    return max(holding)[1] if holding else None


def _may_mean(program: Program, path: str, source: bytes, id: str) -> bool:
    """Whether a name in a file can stand for the function: the file imports it, or names its class or a subclass."""
    function = program.functions[id]
    if function.path == path:
        return True
    if function.owner is None:
        module = program.modules.get(program.module_of.get(path, ""))
        known = (FunctionRef(id), ModuleRef(function.module))
        last = function.module.rsplit(".", 1)[-1].encode()
        return module is not None and (
            any(ref in known for ref in module.names.values()) or b"import " + last in source
        )
    return any(name in source for name in _class_names(program, function.owner))


def _class_names(program: Program, owner: str) -> list[bytes]:
    """The simple names of a class and of every class below it."""
    names: list[bytes] = []
    pending, seen = [owner], {owner}
    while pending:
        id = pending.pop()
        names.append(id.rsplit(":", 1)[-1].rsplit(".", 1)[-1].encode())
        below = [child for child in program.subclasses.get(id, ()) if child not in seen]
        seen.update(below)
        pending.extend(below)
    return names


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
    schema, _ = sql.read_schema(schema_sql)
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
