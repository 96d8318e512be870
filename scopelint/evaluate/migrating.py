"""Alembic revisions to schema changes: each ``upgrade`` is evaluated once, in order, against the schema so far.

Nothing is imported or run. What a migration asks of the database (its dialect, the inspector) is answered as the
database that the earlier revisions made would answer; what is only known when it runs stays unknown, and what hangs on
it is told as unknown with its place.
"""

import re
from collections.abc import Callable, Iterable

from scopelint.evaluate import calls, inspections
from scopelint.evaluate.alembic import DDL_CLASSES, Operations, created, entity, entity_sql
from scopelint.evaluate.alembic_names import Naming
from scopelint.evaluate.alembic_naming import Unwatched, convention
from scopelint.evaluate.alembic_tables import Tables
from scopelint.evaluate.alembic_terms import Given, Unreadable, given, head, statement_text
from scopelint.evaluate.conditions import atoms
from scopelint.evaluate.constructions import Constructions
from scopelint.evaluate.implementations import Implementations
from scopelint.evaluate.inspections import Database
from scopelint.evaluate.interpreter import Run
from scopelint.evaluate.listeners import Listeners
from scopelint.evaluate.loaded import Rows
from scopelint.evaluate.revisions import History, Revision, histories
from scopelint.evaluate.sql_files import SqlFiles
from scopelint.evaluate.sqlalchemy_names import EXECUTE, Heads, library_name
from scopelint.evaluate.terms import children, describe, root
from scopelint.evaluate.values import (
    NONE,
    Argument,
    Attr,
    CallResult,
    External,
    Formula,
    Instance,
    MethodCall,
    Ref,
    Term,
    Text,
    const,
    constant_text,
    intern,
)
from scopelint.evaluate.variables import Variables
from scopelint.model import body as ir
from scopelint.model.node import Place, Span
from scopelint.model.program import Program

MOST_UNROLLED = 2_000
MOST_DEEP = 4
"""Calls from a migration into the application, one inside the other."""
ROWS = frozenset({"insert", "update", "delete"})
DATA = frozenset({"insert", "update", "delete", "select", "with", "values", "merge", "copy", "truncate", "comment"})
"""First words of statements that change no schema."""
ENGINES = frozenset({"create_engine", "engine_from_config", "create_async_engine", "async_engine_from_config"})
_CONTEXT = frozenset({"alembic.context.get_bind", "alembic.context.get_context", "alembic.context.is_offline_mode",
                      "alembic.context.execute"})  # fmt: skip
_ASKS = re.compile(r"\b(?:information_schema\s*\.|pg_\w+|to_regclass)", re.IGNORECASE)


def _object(kind: str, number: int, **fields: Term) -> Instance:
    return intern(Instance(kind, tuple(fields.items()), True, intern(Ref(number, "instance", kind))))


class _Objects:
    """The connection, its dialect and the like, as a migration sees them. Made anew after terms are forgotten."""

    def __init__(self) -> None:
        self.dialect = _object("sqlalchemy.Dialect", -2, name=const("postgresql"), default_schema_name=const("public"))
        engine = _object("sqlalchemy.Engine", -3, dialect=self.dialect, name=const("postgresql"))
        self.bind = _object("sqlalchemy.Connection", -4, dialect=self.dialect, engine=engine)
        self.session = _object("sqlalchemy.Session", -5, bind=self.bind)
        self.inspector = _object("sqlalchemy.Inspector", -6, dialect=self.dialect, bind=self.bind)
        self.context = _object(
            "alembic.MigrationContext",
            -7,
            dialect=self.dialect,
            bind=self.bind,
            connection=self.bind,
            as_sql=const(False),
        )


class Migrating:
    """The World and the Watcher of migrations: what they do is told to the database."""

    def __init__(
        self,
        program: Program,
        body_of: Callable[[str, str], "ir.Body | None"],
        fields: Callable[[str], Iterable[str]],
        sql_files: SqlFiles,
    ) -> None:
        self.program = program
        self.body_of = body_of
        self.fields = fields
        self.heads = Heads(program)
        self.bypasses: frozenset[str] = frozenset()
        self.sql_files = sql_files
        self.constructions = Constructions(program)
        self.implementations = Implementations(program, lambda _: True)
        self.listeners = Listeners(self)  # type: ignore[arg-type]  # never asked: no statement is judged
        self.variables = Variables(program, body_of, lambda: Run(self, Unwatched()))
        self.objects = _Objects()
        self.naming = Naming()
        self.operations = Operations(Tables(self.naming, self.variables.of_class))
        self.database: Database | None = None
        self.counted = 0
        self.running: Run | None = None
        self.folder = ""
        self.too_deep = False

    # ------------------------------------------------------------ World

    def body(self, path: str, qualname: str) -> "ir.Body | None":
        """A body, or None where there is none."""
        return self.body_of(path, qualname)

    def variable(self, id: str) -> Term:
        """The value of a module-level variable."""
        return self.variables.of_module(id)

    def class_variable(self, class_id: str, name: str) -> Term | None:
        """The value of a name assigned in a class's own body."""
        return self.variables.of_class(class_id, name)

    def always_gives(self, function_id: str) -> bool:
        """Nothing is presumed of what a helper returns: a migration is about what it does."""
        return False

    def gives(self, function_id: str) -> Rows | None:
        """Rows are no business of a schema."""
        return None

    def is_inert(self, function_id: str, root: str) -> bool:
        """Every helper may change the schema; application code is followed a few calls deep, and then told as unknown."""
        function = self.program.functions[function_id]
        deep = self.running is not None and len(self.running.frames) >= MOST_DEEP
        if not deep or function.path.startswith(self.folder):
            return False
        self.too_deep = True
        return True

    # ------------------------------------------------------------ histories

    def histories(self) -> list[History]:
        """Every history of the project. Raises ConfigError if one is unfinished."""
        return histories(self.program, self.fields, self.variable)

    def run(self, history: History, database: Database) -> int:
        """Evaluate the revisions of a history in order; how many operations were met."""
        self.database = database
        self.counted = 0
        self.folder = f"{history.folder}/" if history.folder else ""
        self.naming.templates = convention(self, history)
        for revision in history.revisions:
            self._upgrade(revision, database)
        return self.counted

    def _upgrade(self, revision: Revision, database: Database) -> None:
        function = self.program.functions[f"{revision.module}:upgrade"]
        body = self.body_of(function.path, function.outline.qualname)
        place = Place(revision.path, Span(function.outline.cut.line, 1, function.outline.cut.line, 1))
        if not isinstance(body, ir.FunctionBody):
            database.unread("upgrade() cannot be read", revision.id, place)
            return
        failed_before = database.failures
        run = Run(self, self)
        run.most_unrolled = MOST_UNROLLED
        self.running, self.too_deep = run, False
        run.throws = lambda: database.failures != failed_before
        frame = run.new_frame(function.id, function.module, function.path, None)
        run.frames.append(frame)
        run.state.open(frame.scope)
        calls.bind_parameters(run, body.parameters, (), function.id)
        calls.execute_body(run, frame, body)
        self.running = None
        if run.hit_bound or self.too_deep:
            database.unread("calls lead deeper into application code than is followed", revision.id, place)

    # ------------------------------------------------------------ Watcher

    def wrote(self, run: Run, base: Term, name: str, value: Term, place: Place) -> None:
        """Attribute writes change rows, no schema."""

    def iterated(self, run: Run, value: Term, place: Place) -> None:
        """Nothing to learn."""

    def called(self, run: Run, result: Term, callee: Term) -> Term | None:
        """A call of something outside the project: an operation, a question to the database, or neither."""
        if isinstance(result, CallResult) and isinstance(result.function, External):
            return self._function(run, result, result.function.name)
        if isinstance(result, CallResult):
            return self.objects.session if head(result.function) in ("sessionmaker", "scoped_session") else None
        if isinstance(result, MethodCall):
            return self._method(run, result)
        return None

    def _function(self, run: Run, result: CallResult, dotted: str) -> Term | None:
        arguments = given(result.arguments)
        last = dotted.rsplit(".", 1)[-1]
        if dotted.startswith("alembic.op.") or dotted in _CONTEXT:
            return self._operation(run, last, arguments, result)
        if last in ENGINES and dotted.partition(".")[0] in ("sqlalchemy", "sqlmodel"):
            return self.objects.bind  # what a migration connects to is what it migrates
        first = arguments.positional[0] if arguments.positional else arguments.keywords.get("bind")
        if last in ("inspect", "from_engine", "Inspector") and first is not None and self._is_connection(first):
            return self.objects.inspector
        if last in ("Session", "AsyncSession") and dotted.partition(".")[0] in ("sqlalchemy", "sqlmodel"):
            return self.objects.session
        return None

    def _operation(self, run: Run, name: str, arguments: Given, result: CallResult) -> Term | None:
        match name:
            case "get_bind":
                return self.objects.bind
            case "get_context":
                return self.objects.context
            case "is_offline_mode":
                return const(False)
            case "f" if arguments.positional:
                return arguments.positional[0]
            case "execute":
                self._execute(run, arguments.get(0, "sqltext"), result.place, True)
                return NONE
            case "batch_alter_table":
                table = arguments.get(0, "table_name") or NONE
                return _object("alembic.BatchOperations", -8, table=table, schema=arguments.get(1, "schema") or NONE)
            case "create_entity" | "replace_entity" | "drop_entity" if arguments.positional:
                self._entity(run, arguments.positional[0], name.partition("_")[0], result.place)
                return None
            case "run_async" if arguments.positional:
                rest = tuple(intern(Argument(value)) for value in arguments.positional[1:])
                return run.call(arguments.positional[0], (intern(Argument(self.objects.bind)), *rest), result.place)
        self._emit(run, f"op.{name}", lambda: self.operations.read(name, arguments), result.place)
        return None

    def _entity(self, run: Run, value: Term, verb: str, place: Place) -> None:
        found, kind = entity(value), head(value)
        self._emit(run, f"{verb}_entity", lambda: None if found is None else entity_sql(kind, found, verb), place)

    def _method(self, run: Run, result: MethodCall) -> Term | None:
        receiver, name, arguments = result.receiver, result.name, given(result.arguments)
        if isinstance(receiver, Instance) and receiver.class_id == "alembic.BatchOperations":
            return self._batch(run, receiver, name, arguments, result)
        if receiver is self.objects.inspector:
            assert self.database is not None
            return inspections.answer(self.database, name, arguments)
        if receiver is self.objects.dialect and name in ("has_table", "has_index") and self.database is not None:
            return inspections.answer(self.database, name, Given(arguments.positional[1:], arguments.keywords))
        if name in ("get_bind", "connection", "bind", "connect", "begin", "get_context") and self._is_connection(
            receiver
        ):
            return self.objects.bind
        if name == "run_sync" and arguments.positional:
            rest = tuple(intern(Argument(value)) for value in arguments.positional[1:])
            return run.call(arguments.positional[0], (intern(Argument(self.objects.bind)), *rest), result.place)
        if name in EXECUTE and arguments.positional:
            self._execute(run, arguments.positional[0], result.place, self._is_connection(root(receiver)))
        elif name in ("create", "drop") and head(receiver):
            self._emit(run, f"{head(receiver)}.{name}", lambda: self._created(receiver, name == "drop"), result.place)
        elif name in ("create_all", "drop_all"):
            self._emit(run, name, lambda: None, result.place)
        return None

    @staticmethod
    def _created(value: Term, dropping: bool) -> list[str] | None:
        if head(value) in ("Table", "Index"):
            return None
        return created(value, dropping) if head(value) in ("Enum", "ENUM", "Sequence") else []

    def _is_connection(self, value: Term) -> bool:
        known = (self.objects.bind, self.objects.session, self.objects.context)
        return value in known or (isinstance(value, Attr) and self._is_connection(value.base))

    def _batch(self, run: Run, batch: Instance, name: str, arguments: Given, result: MethodCall) -> Term | None:
        fields = dict(batch.fields)
        table, schema = constant_text(fields["table"]), fields["schema"]
        if name == "f" and arguments.positional:
            return arguments.positional[0]
        if name == "execute":
            self._execute(run, arguments.get(0, "sqltext"), result.place, True)
            return NONE
        if name in ("get_bind", "get_context"):
            return self.objects.bind if name == "get_bind" else self.objects.context

        def read() -> list[str] | None:
            if table is None:
                raise Unreadable("the table is only known when it runs")
            return self.operations.in_batch(name, arguments, table, None if schema is NONE else schema)

        self._emit(run, f"batch.{name}", read, result.place)
        return None

    # ------------------------------------------------------------ statements

    def _execute(self, run: Run, value: Term | None, place: Place, surely: bool) -> None:
        """A statement handed over; ``surely``: to the database that is migrated."""
        assert self.database is not None
        statement = statement_text(value) if value is not None else NONE
        text = constant_text(statement)
        if text is not None:
            self.counted += 1
            if _first_word(text) not in ROWS:
                self._tell(run, text, place)
            return
        if isinstance(statement, Text):
            shown = "".join(constant_text(part) or "{}" for part in statement.parts)
            if _first_word(shown) not in DATA:
                self._untold(run, "SQL that is put together from what is only known when it runs", shown, place)
            return
        kind = head(statement)
        if kind in DDL_CLASSES:
            self._emit(run, kind, lambda: created(statement, kind.startswith("Drop")), place)
        elif (
            self.heads.kind(statement) is None and library_name(getattr(statement, "function", NONE)) is None and surely
        ):
            self._untold(run, "SQL that is only known when it runs", describe(statement), place)

    def _emit(self, run: Run, name: str, read: Callable[[], list[str] | None], place: Place) -> None:
        """The statements of an operation are told, or why there are none."""
        self.counted += 1
        try:
            statements = read()
        except Unreadable as fault:
            self._untold(run, f"{name}: {fault}", name, place)
            return
        if statements is None:
            self._untold(run, f"{name} is not read", name, place)
            return
        for statement in statements:
            self._tell(run, statement, place)
        for part in self.operations.tables.faults():
            self._untold(run, f"{name}: {part}", name, place)

    def _tell(self, run: Run, sql: str, place: Place) -> None:
        assert self.database is not None
        doubt = self._doubt(run)
        if doubt is None:
            self.database.run(sql, place, tolerant=False)
        elif doubt == "":
            self.database.run(sql, place, tolerant=True)
        else:
            self.database.doubt(sql, doubt, place)

    def _untold(self, run: Run, reason: str, text: str, place: Place) -> None:
        assert self.database is not None
        self.database.unread(reason, text, place)

    def _doubt(self, run: Run) -> str | None:
        """Why what is met now may not happen; None: it does; "": it does where the catalog calls for it."""
        doubts = run.in_doubt()
        if not doubts:
            return None
        tests = [test for doubt in doubts for test in (() if doubt.test is None else atoms(doubt.test))]
        if all(doubt.test is not None for doubt in doubts) and all(self._asks_catalog(test.value) for test in tests):
            return ""
        last = doubts[-1]
        return last.reason if last.test is None else f"it hangs on {_shown(last.test)}"

    def _asks_catalog(self, value: Term) -> bool:
        """Whether a value is what the database says of its own schema."""
        pending, seen = [value], {value}
        while pending:
            one = pending.pop()
            if isinstance(one, MethodCall):
                if one.receiver is self.objects.inspector:
                    return True
                if one.name in EXECUTE and one.arguments:
                    text = constant_text(statement_text(one.arguments[0].value))
                    if text is not None and _ASKS.search(text) is not None:
                        return True
            for child in children(one):
                if child not in seen:  # terms share structure
                    seen.add(child)
                    pending.append(child)
        return False


def _first_word(text: str) -> str:
    found = re.match(r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*([a-z]+)", text, re.IGNORECASE | re.DOTALL)
    return "" if found is None else found.group(1).lower()


def _shown(formula: Formula) -> str:
    tests = [] if isinstance(formula, bool) else list(atoms(formula))
    return describe(tests[0].value) if tests else "what is only known when it runs"
