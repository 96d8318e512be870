"""Sites, verdicts and projects for tests of the judge, each with the fewest words."""

import datetime
from typing import Any

import msgspec

from scopelint.inputs import shipped_rules
from scopelint.judge import judge
from scopelint.model.config import Config, Project, SourceFile
from scopelint.model.finding import Finding, Result
from scopelint.model.manifest import Exemption, Manifest
from scopelint.model.node import Place, Span
from scopelint.model.outline import Outline, SuppressionComment
from scopelint.model.protection import PlacedFact, Protection
from scopelint.model.relation import Select
from scopelint.model.schema import ForeignKey, Level, TableTenancy, Tenancy
from scopelint.model.site import Coverage, Gap, Site
from scopelint.model.verdict import Judgement, TableVerdict

ORG = (("organization", "org_id"),)
TENANCY = Tenancy(
    levels=(Level("organization", ("org_id",), registry="organizations"),),
    tables={
        "tasks": TableTenancy("tenant", ORG),
        "runs": TableTenancy("tenant", ORG, posture="forced", stated=True),
        "documents": TableTenancy("tenant", ORG, posture="enabled", stated=True),
        "comments": TableTenancy("child", parent=ForeignKey(("task_id",), "tasks", ("id",))),
        "organizations": TableTenancy("registry", (("organization", "id"),)),
    },
)
TODAY = datetime.date(2026, 6, 1)


def place(line: int, column: int = 5, path: str = "app/tasks.py", lines: int = 1, width: int = 10) -> Place:
    return Place(path, Span(line, column, line + lines - 1, column + width))


def verdict(table: str = "tasks", **fields: Any) -> TableVerdict:
    given: dict[str, Any] = {
        "role": "read", "verdict": "unscoped", "cause": "none", "tenant_column": "org_id", "level": "organization",
    }  # fmt: skip
    return TableVerdict(table=table, **(given | fields))


def site(*verdicts: TableVerdict, line: int = 10, operation: str = "select", **fields: Any) -> Site:
    at = fields.pop("place", place(line))
    given: dict[str, Any] = {
        "place": at, "executed": at, "origin": at, "module": "app.tasks", "qualname": "list_tasks",
        "query": Select(()), "sql": "SELECT 1",
        "judgement": Judgement(operation, verdicts, fields.pop("partial", False)),  # type: ignore[arg-type]
    }  # fmt: skip
    return Site(**(given | fields))


def comment(line: int, rules: tuple[str, ...] = (), reason: str = "why", **fields: Any) -> SuppressionComment:
    given: dict[str, Any] = {"own_line": False, "file_wide": False}
    return SuppressionComment(line=line, column=1, end_column=9, rules=rules, reason=reason, **(given | fields))


def outline(*comments: SuppressionComment, path: str = "app/tasks.py", **fields: Any) -> dict[str, Outline]:
    return {
        path: Outline(
            path=path, digest="", lines=99, imports=(), functions=(), classes=(), fields=(), suppressions=comments,
            hit=True, **fields,
        )
    }  # fmt: skip


def project(
    *files: SourceFile, exemptions: tuple[Exemption, ...] = (), complete: bool = True, **config: Any
) -> Project:
    def read(path: str) -> bytes:
        raise FileNotFoundError(path)

    return Project(
        config=Config(root="/project", **config),
        manifest=Manifest(exemptions=exemptions, path="rls-coverage.toml"),
        rules=shipped_rules(),
        files=files or (SourceFile("app/tasks.py", "app", 1),),
        read=read,
        today=TODAY,
        complete=complete,
    )


def run(
    *sites: Site, gaps: tuple[Gap, ...] = (), outlines: dict[str, Outline] | None = None,
    given: Project | None = None, tenancy: Tenancy = TENANCY, defined: dict[str, Place] | None = None,
    facts: tuple[PlacedFact, ...] = (),
) -> Result:  # fmt: skip
    coverage = Coverage(1, 1, len(sites), gaps)
    return judge(
        sites, coverage, outlines or outline(), Protection(tenancy, facts), given or project(), defined=defined
    )


def told(result: Result) -> list[tuple[str, str | None, int]]:
    """Rule, table and line of every finding."""
    return [(f.rule, f.table, f.line) for f in result.findings]


def only(result: Result) -> Finding:
    (finding,) = result.findings
    return finding


def with_posture(table: str, posture: str) -> Tenancy:
    known = msgspec.structs.replace(TENANCY.tables[table], posture=posture, stated=True)
    return msgspec.structs.replace(TENANCY, tables=TENANCY.tables | {table: known})
