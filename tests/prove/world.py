"""The schema and tenancy that the corpus speaks of, and the corpus itself."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from scopelint.model.relation import Query
from scopelint.model.schema import Level, Membership, Schema, TableTenancy, Tenancy
from scopelint.model.verdict import Judgement
from scopelint.prove import classify, prove
from scopelint.sql import parse_statements, read_schema

HERE = Path(__file__).parent
DDL = (HERE / "schema.sql").read_text(encoding="utf-8")
LEVELS = (
    Level(
        "organization",
        ("org_id",),
        "organizations",
        "app.current_org_id",
        (Membership("memberships", "org_id", "user_id"),),
    ),
    Level("workspace", ("workspace_id",), "workspaces", "app.current_workspace_id"),
)


def _tenancy(schema: Schema) -> Tenancy:
    tables = classify(schema, LEVELS)
    stated = {
        "documents": TableTenancy("tenant", (("organization", "org_id"),), shared_null=True),
        "api_keys": TableTenancy("tenant", (("organization", "org_id"),), bearer_columns=("key_hash",)),
        "tasks": TableTenancy("tenant", (("organization", "org_id"),), owner_columns=("created_by",)),
    }
    return Tenancy(LEVELS, {**tables, **stated})


SCHEMA, _ = read_schema(DDL)
TENANCY = _tenancy(SCHEMA)


@cache
def view_query(name: str) -> Query | None:
    text = SCHEMA.tables[name].view
    return parse_statements(text)[0].query if text is not None else None


@cache
def routine_query(name: str) -> Query | None:
    routine = SCHEMA.routines[name]
    return parse_statements(routine.body)[0].query if routine is not None else None


def judge(sql: str, tenancy: Tenancy = TENANCY) -> Judgement:
    """The judgement of the only statement in ``sql``; tests share it where the tenancy is the usual one."""
    return _judged(sql) if tenancy is TENANCY else judged_anew(sql, tenancy)


def judged_anew(sql: str, tenancy: Tenancy) -> Judgement:
    (statement,) = parse_statements(sql)
    return prove(statement.query, SCHEMA, tenancy, view_query, routine_query)


@lru_cache(maxsize=4000)
def _judged(sql: str) -> Judgement:
    return judged_anew(sql, TENANCY)


def verdicts(judgement: Judgement) -> dict[str, str]:
    """Table to "verdict" or "verdict (cause)", scoped tables left out."""
    return {t.table: f"{t.verdict} ({t.cause})" for t in judgement.tables if t.verdict != "scoped"}


@dataclass(frozen=True)
class Case:
    """One line of the corpus."""

    line: int
    sql: str
    expected: dict[str, str]
    flags: frozenset[str]

    @property
    def since(self) -> int:
        """The first version of PostgreSQL that can run it, as far as it matters."""
        return max((int(flag.removeprefix("from ")) for flag in self.flags if flag.startswith("from ")), default=0)


_LINE = re.compile(r"^(?P<sql>.*?);\s*--\s*(?P<answer>[^\[]*?)\s*(?:\[(?P<flags>[^\]]*)\])?\s*$")


def corpus(path: Path = HERE / "corpus.sql") -> list[Case]:
    """The cases of a corpus file; its grammar stands in the file's head."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("--"):
            continue
        match = _LINE.match(line)
        assert match, f"{path.name}:{number}: not `SQL; -- answer`"
        flags = frozenset(flag.strip() for flag in (match["flags"] or "").split(",") if flag.strip())
        cases.append(Case(number, match["sql"], _expected(match["answer"]), flags))
    return cases


def _expected(answer: str) -> dict[str, str]:
    result: dict[str, str] = {}
    if answer == "scoped":
        return result
    for group in answer.split(";"):
        verdict, _, tables = group.partition(":")
        for table in tables.split(","):
            name, _, cause = table.strip().partition(" ")
            result[name] = f"{verdict.strip()} {cause or '(none)'}".strip()
    return result
