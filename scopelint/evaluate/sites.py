"""Sites: where a run hands a statement, a key, a new row or a changed row to the database."""

import re
from typing import TYPE_CHECKING

from scopelint.evaluate import containers, drivers, named_queries, terms, unit_of_work
from scopelint.evaluate.freezing import freeze
from scopelint.evaluate.sqlalchemy_names import EXECUTE, QUERY_TERMINALS, Heads, library_name
from scopelint.evaluate.values import (
    Appended,
    Argument,
    Atom,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    Each,
    External,
    Formula,
    Instance,
    MethodCall,
    Param,
    Ref,
    Sequence,
    Spread,
    Term,
    Text,
    constant_text,
    intern,
)
from scopelint.model.node import Place

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

HANDS_OVER = re.compile(r"execut|fetch|paginat|scalar|stream|read_sql|run_query|^all$|^first|^one")

ITERATES = re.compile(
    r"(builtins\.filter$|itertools|collections|more_itertools|tqdm|heapq|statistics|toolz|pandas|polars|rich\.progress)\b"
)
"""Libraries whose functions iterate what they are given."""
TAKES_SQL = re.compile(r"sql|query|execut|fetch|select|(^|_)(run|raw|read)(_|$)")
SESSION_NAME = re.compile(r"(^|_)(session|db)$")
BOUND = ("select", "insert", "update", "delete", "union", "union_all")
"""Statements that 1.x executes on the engine bound to their metadata."""


class Step:
    """One frame on the way to a site: the function, and where it was called from (None for the root)."""

    __slots__ = ("call", "function", "path")

    def __init__(self, function: str, path: str, call: Place | None) -> None:
        self.function = function
        self.path = path
        self.call = call


class Seen:
    """A statement handed over in one run. ``kind``: statement, text, get, insert, merge, update-row, delete-row, write,
    unseen."""

    __slots__ = ("arguments", "executed", "facts", "frames", "kind", "known", "late", "navigates", "receiver", "result",
                 "statement")  # fmt: skip

    def __init__(
        self,
        kind: str,
        statement: Term,
        executed: Place,
        frames: tuple[Step, ...],
        known: dict[Atom, bool],
        facts: tuple[Formula, ...],
        arguments: tuple[Argument, ...] = (),
        receiver: Term | None = None,
    ) -> None:
        self.kind = kind
        self.statement = statement
        self.executed = executed
        self.frames = frames
        self.known = known
        self.facts = facts
        self.arguments = arguments
        self.receiver = receiver
        self.late: dict[str, Term] = {}
        self.result: Term | None = None
        """The call whose value is the rows."""
        self.navigates = False
        """The statement is one that a relationship of a row makes."""

    @property
    def chain(self) -> tuple[Place, ...]:
        """The calls from the root down to the execution: what identifies the site from any frame."""
        return (*(step.call for step in self.frames[1:] if step.call is not None), self.executed)


class Watch:
    """Collects the sites of one run."""

    def __init__(self, heads: Heads, names_known_table: "NamesTable") -> None:
        self.heads = heads
        self.names_known_table = names_known_table
        self.seen: list[Seen] = []
        self.defers = False
        """Something that came from a caller was handed to what may be a connection: with a text in view it is a site."""
        self._keys: set[tuple[object, ...]] = set()
        self._hidden: set[MethodCall] = set()
        """``session.query(what is not in view)``: seen where it is built until it is executed."""

    # ------------------------------------------------------------ what a run tells

    def called(self, run: "Run", result: Term, callee: Term) -> None:
        """A recorded call may hand something over."""
        if isinstance(result, MethodCall) and result.name in QUERY_TERMINALS:
            self._execute_hidden(run, result.receiver, result.place, result)
        before = len(self.seen)
        if isinstance(result, MethodCall):
            changes = isinstance(result.receiver, Param) and result.name in containers.CHANGES
            run.changes_parameter = run.changes_parameter or changes
            self._method(run, result)
        elif isinstance(result, CallResult):
            self._function(run, result)
        for seen in self.seen[before:]:
            seen.result = result

    def wrote(self, run: "Run", base: Term, name: str, value: Term, place: Place) -> None:
        """An attribute write on a loaded row may move it to another tenant."""
        if isinstance(base, Ref | Class | Const):
            if isinstance(base, Ref):
                for seen in self.seen:
                    if (
                        seen.kind in ("insert", "merge")
                        and isinstance(seen.statement, Instance)
                        and seen.statement.ref is base
                    ):
                        seen.late[name] = freeze(run, value)
            return
        self._add(run, "write", base, place, (Argument(freeze(run, value), name),))

    def iterated(self, run: "Run", value: Term, place: Place) -> None:
        """Iterating a Query executes it."""
        if isinstance(value, MethodCall | CallResult | Choice | Attr) and self.heads.kind(value) == "query":
            self._add(run, "statement", value, place)
        self._execute_hidden(run, value, place)

    def _execute_hidden(self, run: "Run", query: Term, place: Place, result: Term | None = None) -> None:
        """A query of who knows which table is executed where one of a known table would be: a caller that knows the table
        has the same site."""
        while isinstance(query, MethodCall) and query not in self._hidden:
            query = query.receiver
        if isinstance(query, MethodCall):
            self.seen = [seen for seen in self.seen if seen.result is not query]
            before = len(self.seen)
            self._add(run, "unseen", query.arguments[0].value, place, query.arguments)
            for seen in self.seen[before:]:
                seen.result = result

    # ------------------------------------------------------------ kinds of hand-over

    def _method(self, run: "Run", call: MethodCall) -> None:
        first = self._first(call)
        handed = drivers.handed(call)
        if handed is None and call.name in EXECUTE and first is not None:
            handed = drivers.Handed(first, call.arguments)
        if handed is not None and self._execute(run, call, handed):
            return
        if call.name in ("execute", "scalar") and not call.arguments and self.heads.kind(call.receiver) in BOUND:
            self._add(run, "statement", call.receiver, call.place)
            return
        collection = unit_of_work.statement(run, self.heads, call) if call.name in QUERY_TERMINALS else None
        if collection is not None:
            self._add(run, "statement", collection, call.place, navigates=True)
            return
        if named_queries.made(call.receiver) is not None:
            self._named_query(run, call)
            return
        kind = self.heads.kind(call.receiver) if call.name in QUERY_TERMINALS else None
        if kind == "query":
            self._add(run, "statement", call, call.place)
            return
        match call.name:
            case "get" | "get_one" | "get_or_404" if first is not None and (
                self._is_model(run, first) or (len(call.arguments) > 1 and self._is_handed_in(run, call, first))
            ):
                self._add(run, "get", first, call.place, call.arguments)
            case "delete_all" if first is not None and self.heads.kind(call.receiver) is None:
                for row in _rows(first)[1]:
                    self._add(run, "delete-row", row, call.place)
            case "add" | "merge" | "add_all" | "merge_all" | "bulk_save_objects" if first is not None:
                self._given_rows(run, call, first)
            case "query" if first is not None and self._hides_entity(run, call, first):
                self._add(run, "unseen", first, call.place, call.arguments)
                self._hidden.add(call)
            case "delete" if first is not None and len(call.arguments) == 1:
                if not isinstance(first, Const | Text) and self.heads.kind(call.receiver) is None:
                    self._add(run, "delete-row", first, call.place)
            case "bulk_insert_mappings" if first is not None and self._is_model(run, first):
                made = intern(CallResult(intern(External("sqlalchemy.insert")), (call.arguments[0],), call.place))
                self._add(run, "statement", made, call.place, (Argument(made), *call.arguments[1:]), call.receiver)
            case "bulk_update_mappings" if first is not None and self._is_model(run, first):
                update = unit_of_work.update_by_key(run, first, call)
                self._add(run, "statement", update, call.place, (Argument(update),), call.receiver)
            case name:
                if HANDS_OVER.search(name) and not self.heads.is_entity(call.receiver):
                    self._handed(run, call.arguments, call.place)
                self._told_sql(run, name, call)

    def _named_query(self, run: "Run", call: MethodCall) -> None:
        named = named_queries.handed(run, call)
        if named is not None:
            self._add(run, "text", named.statement, call.place, named.arguments, named.connection)
        elif call.name not in named_queries.OWN:
            self._add(run, "unseen", intern(Attr(call.receiver, call.name)), call.place, call.arguments)

    def _given_rows(self, run: "Run", call: MethodCall, given: Term) -> None:
        """``session.add(...)``: a new row is inserted, one that was read before is updated by its key."""
        new, other = _rows(given)
        tied = unit_of_work.tied(run, call.receiver) if call.name in ("add", "add_all") else None
        written = {} if tied is None else {name: freeze(run, value) for name, value in tied.items()}
        for instance in new:
            if instance.class_id in run.program.mapped:
                before = len(self.seen)
                self._add(run, "merge" if call.name.startswith("merge") else "insert", instance, call.place)
                for seen in self.seen[before:]:
                    seen.late.update(written)
        if written:  # a collection of a row
            for row in other:
                self._add(run, "write", row, call.place, tuple(Argument(written[name], name) for name in written))
        if not self._may_be_session(run, call.receiver):
            return
        for row in other:
            if terms.is_loaded(row) or unit_of_work.is_returned_row(run, row):
                self._add(run, "update-row", row, call.place)
            elif not new:
                self._add(run, "unseen", row, call.place, call.arguments)

    def _function(self, run: "Run", call: CallResult) -> None:
        handed = drivers.handed(call)
        if handed is not None and self._execute(run, call, handed):
            return
        if library_name(call.function) is not None or isinstance(call.function, Class):
            return
        if not isinstance(call.function, External):  # a function of the project: it may do anything with a statement
            self._handed(run, call.arguments, call.place)
            return
        whole = call.function.name
        if ITERATES.match(whole):
            for argument in call.arguments:
                run.observe_iteration(argument.value, call.place)
        if whole.startswith("builtins."):
            return
        name = whole.rsplit(".", 1)[-1]
        if HANDS_OVER.search(name):
            self._handed(run, call.arguments, call.place)
        if not whole.startswith("alembic."):
            self._told_sql(run, name, call)

    def _told_sql(self, run: "Run", name: str, call: MethodCall | CallResult) -> None:
        """SQL that names a known table, given to something that is not in view and speaks of queries."""
        if not TAKES_SQL.search(name) or (isinstance(call, MethodCall) and drivers.is_foreign(run, call.receiver)):
            return
        for number, argument in enumerate(call.arguments):
            text = argument.value
            if _is_text(text) and self.names_known_table(constant_text(text) or _rough_text(text)):
                self._add(run, "text", text, call.place, (Argument(text), *call.arguments[number + 1 :]))

    def _handed(self, run: "Run", arguments: tuple[Argument, ...], place: Place) -> None:
        """A statement given to something that is not in view counts as executed there."""
        for argument in arguments:
            if self.heads.kind(argument.value) in ("select", "query", "insert", "update", "delete"):
                self._add(run, "statement", argument.value, place)

    def _execute(self, run: "Run", call: MethodCall | CallResult, handed: drivers.Handed) -> bool:
        first = handed.statement
        receiver = call.receiver if isinstance(call, MethodCall) else None
        if self.heads.kind(first) is not None:
            self._add(run, "statement", first, call.place, handed.arguments, receiver)
            return True
        if receiver is not None and drivers.is_foreign(run, receiver):
            return True
        session = receiver is not None and drivers.is_session(run, receiver)
        if isinstance(first, Const | Text | Choice) and _is_text(first):
            if session or self.names_known_table(constant_text(first) or _rough_text(first)):
                self._add(run, "text", first, call.place, handed.arguments, receiver)
                return True
            return False
        if session and isinstance(call, MethodCall) and call.name != "fetch":
            self._add(run, "unseen", first, call.place, handed.arguments, receiver)
            return True
        self.defers = self.defers or bool(terms.params_in(first))
        return False

    @staticmethod
    def _may_be_session(run: "Run", receiver: Term) -> bool:
        """A session by its type, or by its name where nothing tells its type."""
        if drivers.library_type(run, receiver) is not None:
            return drivers.is_session(run, receiver)
        return isinstance(receiver, Param | Attr) and SESSION_NAME.search(receiver.name) is not None

    @staticmethod
    def _first(call: MethodCall) -> Term | None:
        for argument in call.arguments:
            if argument.keyword in (None, "statement", "entity", "instance", "instances") and argument.star != "**":
                return argument.value
        return None

    def _is_handed_in(self, run: "Run", call: MethodCall, value: Term) -> bool:
        """Whether a model or row given to a session comes from a parameter: then the callers know it."""
        return (
            isinstance(terms.root(value), Param)
            and not terms.is_loaded(value)
            and drivers.is_session(run, call.receiver)
        )

    def _hides_entity(self, run: "Run", call: MethodCall, first: Term) -> bool:
        """``session.query(what is not in view)``: a Query of who knows which table."""
        if isinstance(first, Const | Text | Sequence) or self.heads.begins(call):
            return False
        typed = drivers.library_type(run, call.receiver) is not None
        return (typed or len(call.arguments) == 1) and self._may_be_session(run, call.receiver)

    @staticmethod
    def _is_model(run: "Run", value: Term) -> bool:
        if isinstance(value, Choice):
            return Watch._is_model(run, value.then) or Watch._is_model(run, value.otherwise)
        return isinstance(value, Class) and value.id in run.program.mapped

    def _add(
        self,
        run: "Run",
        kind: str,
        statement: Term,
        place: Place,
        arguments: tuple[Argument, ...] = (),
        receiver: Term | None = None,
        navigates: bool = False,
    ) -> None:
        run.handed_over += 1
        frames = tuple(Step(frame.function, frame.path, frame.call_place) for frame in run.frames)
        seen = Seen(kind, statement, place, frames, dict(run.state.known), run.state.facts, arguments, receiver)
        key = (kind, statement, seen.chain, tuple(seen.known.items()))
        if key not in self._keys:
            seen.navigates = navigates
            self._keys.add(key)
            self.seen.append(seen)


def _is_text(value: Term) -> bool:
    match value:
        case Choice():
            return _is_text(value.then) and _is_text(value.otherwise)
        case Text():
            return True
    return constant_text(value) is not None


def _rough_text(value: Term) -> str:
    match value:
        case Text():
            return " ".join(_rough_text(part) for part in value.parts)
        case Choice():
            return f"{_rough_text(value.then)} {_rough_text(value.otherwise)}"
    return constant_text(value) or " __hole__ "


def _rows(value: Term) -> tuple[list[Instance], list[Term]]:
    """What is given to ``session.add``: the rows made in view, and everything else but None."""
    match value:
        case Instance():
            return [value], []
        case Choice():
            parts = [value.then, value.otherwise]
        case Sequence():
            parts = list(value.items)
        case Each() | Spread():
            parts = [value.value]
        case Appended():
            parts = [value.base, value.item]
        case Const(value=None):
            return [], []
        case _:
            return [], [value]
    found = [_rows(part) for part in parts]
    new = [row for rows, _ in found for row in rows]
    return new, list(dict.fromkeys(row for _, rows in found for row in rows))


if TYPE_CHECKING:
    from collections.abc import Callable

    NamesTable = Callable[[str], bool]
