"""DO blocks: what of them is constant. Loops over constant arrays are unrolled, tests on the catalogs mean IF EXISTS."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import msgspec

from scopelint.model.change import Change, DropConstraint, DropConstraints, Unread
from scopelint.model.node import Place
from scopelint.sql import constraint_rows
from scopelint.sql.plpgsql_values import Unknowable, Values, value_of
from scopelint.sql.tokens import Cursor, Script, Token, Unfit, tokens

ReadStatement: TypeAlias = Callable[[str, list[Token], Place], list[Change]]
MOST_STATEMENTS = 5_000
_CHANGING = frozenset(["create", "alter", "drop", "grant", "revoke", "reassign", "execute", "call", "do"])
_CATALOGS = ("information_schema", "pg_catalog", "to_regclass", "to_regtype", "to_regrole", "to_regproc")


_EACH = "scopelint_each_constraint__"
"""Stands for the name of a loop's constraint."""


class Arm(NamedTuple):
    """One condition of an IF, None for ELSE, and what it does."""

    condition: list[Token] | None
    body: list["Step"]


class Step(NamedTuple):
    """One statement of a block. ``kind``: sql, execute, assign, if, foreach, for, block, unknown."""

    kind: str
    words: list[Token]
    variables: tuple[str, ...] = ()
    body: list["Step"] = []  # noqa: RUF012 - never changed
    arms: list[Arm] = []  # noqa: RUF012
    tolerant: bool = False


def read_block(cursor: Cursor, place: Place, read_statement: ReadStatement) -> list[Change]:
    """After DO."""
    language, body = "plpgsql", None
    while not cursor.done:
        if cursor.take("language"):
            language = cursor.next().value
        else:
            body = cursor.next()
    if body is None or body.kind not in ("string", "dollar") or language != "plpgsql":
        raise Unfit(f"DO in {language}")
    if body.kind == "dollar":
        start = body.start + cursor.sql[body.start : body.end].index("$", 1) + 1
        inner, text = list(tokens(cursor.sql, start, start + len(body.value))), cursor.sql
    else:
        inner, text = list(tokens(body.value)), body.value
    block = _Parser(text, inner).block()
    run = _Runner(text, place, read_statement)
    run.steps([block], {})
    return run.found


class _Parser:
    """PL/pgSQL to steps."""

    def __init__(self, sql: str, found: list[Token]) -> None:
        self.cursor = Cursor(sql, found)

    def block(self) -> Step:
        """``[DECLARE ...] BEGIN ... [EXCEPTION ...] END``"""
        cursor = self.cursor
        steps: list[Step] = []
        if cursor.take("<<"):
            cursor.skip_to(">>")
            cursor.next()
        if cursor.take("declare"):
            while not cursor.sees("begin"):
                steps.extend(self._declaration())
        cursor.need("begin")
        steps.extend(self.body("end", "exception"))
        tolerant = False
        if cursor.take("exception"):
            tolerant = True
            while cursor.take("when"):
                cursor.skip_to("then")
                cursor.need("then")
                for step in self.body("end", "when"):
                    steps.append(Step("unknown", step.words, body=[step]))
        cursor.need("end")
        if not cursor.done and not cursor.sees(";"):
            cursor.name()
        cursor.take(";")
        return Step("block", [], body=steps, tolerant=tolerant)

    def _declaration(self) -> list[Step]:
        cursor = self.cursor
        name = cursor.name()
        cursor.skip_to(";", ":=", "default", "=")
        steps = []
        if cursor.take_any(":=", "default", "=") is not None:
            steps = [Step("assign", self._words(";"), (name,))]
        cursor.need(";")
        return steps

    def body(self, *ends: str) -> list[Step]:
        """Statements up to one of these words."""
        found: list[Step] = []
        while not self.cursor.done and not any(self.cursor.sees(end) for end in ends):
            found.append(self.step())
        return found

    def step(self) -> Step:
        cursor = self.cursor
        if cursor.take("if"):
            return self._if()
        if cursor.take("foreach"):
            name = cursor.name()
            cursor.skip_to("array")
            cursor.need("array")
            return self._loop("foreach", self._words("loop"), (name,))
        if cursor.take("for"):
            variables = tuple(cursor.name() for _ in cursor.commas())
            cursor.need("in")
            return self._loop("for", self._words("loop"), variables)
        if cursor.take("while"):
            return self._loop("unknown", self._words("loop"))
        if cursor.sees("loop"):
            return self._loop("unknown", [])
        if cursor.sees("begin") or cursor.sees("declare") or cursor.sees("<<"):
            return self.block()
        if cursor.take("case"):
            words = self._words("end", "when")
            inner = self.body_of_case()
            return Step("unknown", words, body=inner)
        words = self._words(";")
        cursor.take(";")
        if not words:
            return Step("sql", [])
        if words[0].value == "execute" and words[0].kind == "word":
            return Step("execute", words[1:])
        at = next((n for n, word in enumerate(words[:2]) if word.value in (":=", "=") and word.kind == "symbol"), None)
        if at == 1:
            return Step("assign", words[2:], (words[0].value,))
        return Step("sql", words)

    def body_of_case(self) -> list[Step]:
        cursor = self.cursor
        found: list[Step] = []
        while cursor.take("when") or cursor.take("else"):
            if cursor.found[cursor.at - 1].value == "when":
                cursor.skip_to("then")
                cursor.need("then")
            found.extend(self.body("when", "else", "end"))
        cursor.need("end", "case")
        cursor.take(";")
        return found

    def _if(self) -> Step:
        cursor = self.cursor
        arms = []
        condition = self._words("then")
        cursor.need("then")
        arms.append(Arm(condition, self.body("end", "elsif", "elseif", "else")))
        while cursor.take_any("elsif", "elseif") is not None:
            condition = self._words("then")
            cursor.need("then")
            arms.append(Arm(condition, self.body("end", "elsif", "elseif", "else")))
        if cursor.take("else"):
            arms.append(Arm(None, self.body("end")))
        cursor.need("end", "if")
        cursor.take(";")
        return Step("if", [], arms=arms)

    def _loop(self, kind: str, words: list[Token], variables: tuple[str, ...] = ()) -> Step:
        cursor = self.cursor
        cursor.need("loop")
        body = self.body("end")
        cursor.need("end", "loop")
        if not cursor.sees(";") and not cursor.done:
            cursor.name()
        cursor.take(";")
        return Step(kind, words, variables, body)

    def _words(self, *ends: str) -> list[Token]:
        start = self.cursor.at
        self.cursor.skip_to(*ends)
        return self.cursor.found[start : self.cursor.at]


class _Runner:
    """Does the steps with the values of variables that are known."""

    def __init__(self, sql: str, place: Place, read_statement: ReadStatement) -> None:
        self.sql = sql
        self.place = place
        self.read_statement = read_statement
        self.found: list[Change] = []

    def steps(self, steps: list[Step], values: Values) -> None:
        for step in steps:
            if len(self.found) > MOST_STATEMENTS:
                raise Unfit("DO block of too many statements")
            self.step(step, values)

    def step(self, step: Step, values: Values) -> None:
        match step.kind:
            case "sql" if step.words and step.words[0].value not in ("perform", "raise", "return", "null", "get"):
                self.found.extend(self.read_statement(self.sql, step.words, self.place))
            case "execute":
                self._execute(step, values)
            case "assign":
                values[step.variables[0]] = self._value(step.words, values)
            case "if":
                self._if(step, values)
            case "foreach" | "for":
                self._loop(step, values)
            case "block":
                at = len(self.found)
                self.steps(step.body, values)
                if step.tolerant:
                    self._guard(at)
            case "unknown":
                self._unknown(step.body, "a loop or handler whose runs are not known")

    def _execute(self, step: Step, values: Values) -> None:
        words = step.words
        depth = 0
        for number, word in enumerate(words):
            depth += (word.value == "(") - (word.value == ")")
            if depth == 0 and word.kind == "word" and word.value in ("using", "into"):
                words = words[:number]
                break
        text = self._value(words, values)
        if not isinstance(text, str):
            return self._unread("EXECUTE of text that is not constant", step.words)
        for statement in Script(text).statements():
            self.found.extend(self.read_statement(text, statement, self.place))
        return None

    def _if(self, step: Step, values: Values) -> None:
        asks = all(arm.condition is None or _asks_catalog(arm.condition) for arm in step.arms)
        for arm in step.arms:
            if asks:
                at = len(self.found)
                self.steps(arm.body, values)
                self._guard(at)
            else:
                self._unknown(arm.body, "an IF on what is only known when it runs")

    def _loop(self, step: Step, values: Values) -> None:
        try:
            rounds = value_of(self.sql, step.words, values, rows=step.kind == "for")
        except Unknowable:
            rounds = None
        if rounds is None and step.kind == "for" and self._drops(step, values):
            return None
        if not isinstance(rounds, list):
            return self._unknown(step.body, "a loop over what is only known when it runs")
        for item in rounds:
            for name, value in zip(step.variables, item if isinstance(item, tuple) else (item,), strict=False):
                values[name] = value
            if len(step.variables) == 1 and isinstance(item, tuple):
                values[step.variables[0]] = item
            self.steps(step.body, values)
        return None

    def _drops(self, step: Step, values: Values) -> bool:
        """A loop over pg_constraint that drops each constraint that it names."""
        try:
            named = constraint_rows.named(self.sql, step.words, values)
        except Unknowable:
            return False
        at = len(self.found)
        each = dict.fromkeys((step.variables[0], f"{step.variables[0]}.{named.field}"), _EACH)
        self.steps(step.body, {**values, **each})
        found, self.found = self.found[at:], self.found[:at]
        match found:
            case [DropConstraint(table=table, name=name) as drop] if name == _EACH and table.name == named.table.name:
                if len(step.variables) == 1 and table.schema in (None, named.table.schema):
                    self.found.append(
                        DropConstraints(
                            self.place,
                            drop.tolerant,
                            table=named.table,
                            kinds=named.kinds,
                            columns=named.columns,
                            anywhere=named.anywhere,
                            cascade=drop.cascade,
                        )
                    )
                    return True
        return False

    def _value(self, words: list[Token], values: Values) -> "str | list[object] | tuple[object, ...] | None":
        try:
            return value_of(self.sql, words, values)
        except Unknowable:
            return None

    def _guard(self, at: int) -> None:
        """What was found since is done only where it can be."""
        for number in range(at, len(self.found)):
            change = self.found[number]
            flags = {
                flag: True for flag in ("tolerant", "column_tolerant", "constraint_tolerant") if hasattr(change, flag)
            }
            self.found[number] = msgspec.structs.replace(change, **flags)

    def _unknown(self, steps: list[Step], reason: str) -> None:
        for step in steps:
            changing = step.kind == "execute" or (step.words and step.words[0].value in _CHANGING)
            if changing and step.kind in ("sql", "execute"):
                self._unread(reason, step.words)
            self._unknown(step.body, reason)
            for arm in step.arms:
                self._unknown(arm.body, reason)

    def _unread(self, reason: str, words: list[Token]) -> None:
        text = self.sql[words[0].start : words[-1].end] if words else ""
        self.found.append(Unread(self.place, reason=reason, text=text[:200]))


def _asks_catalog(condition: list[Token]) -> bool:
    """``NOT EXISTS (SELECT FROM pg_roles WHERE ...)`` and its like: the arm is done where it can be."""
    words = {token.value for token in condition}
    named = any(word in words for word in _CATALOGS) or any(word.startswith("pg_") for word in words)
    return named and not words & {"current_setting", "version", "pg_is_in_recovery"}
