"""Program to judged sites: value graphs resolved, SQLAlchemy chains and raw SQL made relations, each frame judged."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from scopelint.evaluate.assess import Assessor, Prove
from scopelint.evaluate.frames import Frames, Mentions, Naming
from scopelint.evaluate.inspections import Database
from scopelint.evaluate.lowering import Language
from scopelint.evaluate.migrating import Migrating
from scopelint.evaluate.placed_references import placed
from scopelint.evaluate.revisions import History
from scopelint.evaluate.roots import ProgramWorld
from scopelint.evaluate.sql_files import SqlFiles
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.values import forget_all
from scopelint.model.body import Body
from scopelint.model.node import Node, parts
from scopelint.model.program import Program
from scopelint.model.reference import StoredReference
from scopelint.model.relation import Call, Query
from scopelint.model.schema import Tenancy
from scopelint.model.site import Gap, Site
from scopelint.model.sqltext import ParsedStatement

__all__ = ["History", "Judged", "Migrations", "SqlFiles", "Tools", "evaluate"]


class Migrations:
    """The Alembic revisions of a program, read statically. ``used``: the SQL files that those run so far read."""

    def __init__(
        self,
        program: Program,
        body_of: Callable[[str, str], Body | None],
        assigned: Callable[[str], Iterable[str]],
        sql_files: SqlFiles,
    ) -> None:
        forget_all()
        self.used: set[str] = set()
        self._text_of = sql_files.text
        self._migrating = Migrating(program, body_of, assigned, SqlFiles(sql_files.paths, self._text))

    def _text(self, path: str) -> str | None:
        self.used.add(path)
        return self._text_of(path)

    def histories(self) -> list[History]:
        """Each history with its revisions in the order in which they are run. Raises ConfigError if one is unfinished."""
        return self._migrating.histories()

    def run(self, history: History, database: Database) -> int:
        """Tell a database what each ``upgrade`` changes; how many operations and statements were met."""
        return self._migrating.run(history, database)


class Tools:
    """What the other rooms lend: SQL's parsers and printer, the prover, and the project's SQL files."""

    def __init__(
        self,
        parse: Callable[[str, tuple[str, ...]], tuple[ParsedStatement, ...]],
        fragment: Callable[[str, str], object],
        render: Callable[[Query], str],
        prove: Prove,
        sql_files: SqlFiles | None = None,
    ) -> None:
        self.parse = parse
        self.fragment = fragment
        self.render = render
        self.prove = prove
        self.sql_files = sql_files or SqlFiles()


def evaluate(
    program: Program,
    tenancy: Tenancy,
    principals: Iterable[str],
    body_of: Callable[[str, str], Body | None],
    seeds: Iterable[str],
    mentions: Mentions,
    constructs: Mentions,
    naming: Naming,
    wanted: Callable[[str], bool],
    tools: Tools,
    promises: Callable[[str], bool],
    bypasses: Iterable[str] = (),
    told: Callable[[str], bool] | None = None,
    asks_references: bool = False,
) -> "Judged":
    """Every judged site of the program, where evaluation stopped at a bound, and where it failed.

    ``seeds`` are functions (or ``module:<module>``) that hold a hit; ``mentions`` finds the functions whose text names
    others; ``constructs`` the functions and modules whose text calls classes or functions given by id; ``naming``
    the functions whose text names variables or classes; only ``wanted`` functions are frames of their own (tests are
    not); ``bypasses`` are dotted names of functions that yield bypass sessions; ``promises`` says of a function whether
    its text makes it worth entering. ``told``, if given, says of which roots the sites are told; the others are evaluated
    as far as those hang on them, and ``seeds`` may leave them out. ``asks_references``:
    stored foreign keys are looked at too. Raises nothing on account of the analyzed code.
    """
    forget_all()
    heads = Heads(program)
    language = Language(tools.parse, tools.fragment, tenancy, frozenset(principals))
    assessor = Assessor(heads, language, tools.prove)
    world = ProgramWorld(
        program,
        body_of,
        heads,
        assessor,
        _names_table(program, tenancy, tools.parse),
        frozenset(_function_ids(program, bypasses)),
        promises,
        wanted,
        tools.sql_files,
        asks_references,
    )
    frames = Frames(world, mentions, constructs, naming, tools.render, wanted, told)
    sites = frames.run(seeds)
    references = placed(frames) if asks_references else ()
    forget_all()
    return Judged(sites, tuple(dict.fromkeys(frames.gaps)), tuple(frames.errors), references)


class Judged(NamedTuple):
    """Sites in order of place, gaps at bounds, internal failures, one line each, and foreign keys stored unverified."""

    sites: tuple[Site, ...]
    gaps: tuple[Gap, ...]
    errors: tuple[str, ...]
    references: tuple[StoredReference, ...] = ()


def _function_ids(program: Program, names: Iterable[str]) -> list[str]:
    """Dotted names (or module:qualname) to function ids."""
    wanted = {name.replace(":", ".") for name in names}
    return [id for id in program.functions if id.replace(":", ".") in wanted]


_COMMENTS = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+", re.DOTALL)
"""What may stand in front of a statement."""


def _names_table(
    program: Program, tenancy: Tenancy, parse: Callable[[str, tuple[str, ...]], tuple[ParsedStatement, ...]]
) -> Callable[[str], bool]:
    """Whether a text is SQL that names a known table or function: what makes it a site on an unresolved receiver."""
    known = {
        name.rsplit(".", 1)[-1].lower() for name in (*program.schema.tables, *tenancy.tables, *program.schema.routines)
    }
    verbs = ("select", "insert", "update", "delete", "with", "merge", "truncate", "copy", "explain", "prepare", "declare",
             "create", "table", "begin", "set", "lock", "do")  # fmt: skip

    def names_table(text: str) -> bool:
        words = (
            _COMMENTS.sub("", text)
            .lower()
            .replace("(", " ")
            .replace(")", " ")
            .replace(";", " ")
            .replace('"', " ")
            .replace(",", " ")
            .split()
        )
        if not words or words[0] not in verbs or not known.intersection(w.rsplit(".", 1)[-1] for w in words):
            return False
        return any(
            name.rsplit(".", 1)[-1].lower() in known
            for statement in parse(text, ())
            for name in (*statement.tables, *_called(statement.query))
        )

    return names_table


def _called(query: Query) -> Iterator[str]:
    """The functions that a query calls."""
    pending: list[Node] = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, Call):
            yield node.name
        pending += parts(node)
