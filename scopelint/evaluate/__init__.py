"""Program to judged sites: value graphs resolved, SQLAlchemy chains and raw SQL made relations, each frame judged."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from scopelint.evaluate.assess import Assessor, Prove
from scopelint.evaluate.frames import Frames, Mentions
from scopelint.evaluate.inspections import Database
from scopelint.evaluate.lowering import Language
from scopelint.evaluate.migrating import Migrating
from scopelint.evaluate.placed_references import placed
from scopelint.evaluate.revisions import History
from scopelint.evaluate.roots import ProgramWorld
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.values import forget_all
from scopelint.model.body import Body
from scopelint.model.program import Program
from scopelint.model.reference import StoredReference
from scopelint.model.relation import Query
from scopelint.model.schema import Tenancy
from scopelint.model.site import Gap, Site
from scopelint.model.sqltext import ParsedStatement

__all__ = ["History", "Judged", "Migrations", "Tools", "evaluate"]


class Migrations:
    """The Alembic revisions of a program, read statically."""

    def __init__(
        self, program: Program, body_of: Callable[[str, str], Body | None], assigned: Callable[[str], Iterable[str]]
    ) -> None:
        forget_all()
        self._migrating = Migrating(program, body_of, assigned)

    def histories(self) -> list[History]:
        """Each history with its revisions in the order in which they are run. Raises ConfigError if one is unfinished."""
        return self._migrating.histories()

    def run(self, history: History, database: Database) -> int:
        """Tell a database what each ``upgrade`` changes; how many operations and statements were met."""
        return self._migrating.run(history, database)


class Tools:
    """What the other rooms lend: SQL's parsers and printer, and the prover."""

    def __init__(
        self,
        parse: Callable[[str, tuple[str, ...]], tuple[ParsedStatement, ...]],
        fragment: Callable[[str, str], object],
        render: Callable[[Query], str],
        prove: Prove,
    ) -> None:
        self.parse = parse
        self.fragment = fragment
        self.render = render
        self.prove = prove


def evaluate(
    program: Program,
    tenancy: Tenancy,
    principals: Iterable[str],
    body_of: Callable[[str, str], Body | None],
    seeds: Iterable[str],
    mentions: Mentions,
    constructs: Mentions,
    wanted: Callable[[str], bool],
    tools: Tools,
    promises: Callable[[str], bool],
    bypasses: Iterable[str] = (),
    asks_references: bool = False,
) -> "Judged":
    """Every judged site of the program, where evaluation stopped at a bound, and where it failed.

    ``seeds`` are functions (or ``module:<module>``) that hold a hit; ``mentions`` finds the functions whose text names
    others; ``constructs`` the functions and modules whose text calls classes or functions given by id; only ``wanted`` functions are frames of their own (tests are not); ``bypasses`` are dotted names of functions
    that yield bypass sessions; ``asks_references``: stored foreign keys are looked at too; ``promises`` says of a function whether its text makes it worth entering. Raises nothing on account of the
    analyzed code.
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
        asks_references,
    )
    frames = Frames(world, mentions, constructs, tools.render, wanted)
    sites = frames.run(seeds)
    references = placed(frames) if asks_references else ()
    forget_all()
    return Judged(sites, tuple(frames.gaps), tuple(frames.errors), references)


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


def _names_table(
    program: Program, tenancy: Tenancy, parse: Callable[[str, tuple[str, ...]], tuple[ParsedStatement, ...]]
) -> Callable[[str], bool]:
    """Whether a text is SQL that names a known table: what makes it a site on an unresolved receiver."""
    known = {name.rsplit(".", 1)[-1].lower() for name in (*program.schema.tables, *tenancy.tables)}
    verbs = ("select", "insert", "update", "delete", "with", "merge", "truncate", "copy")

    def names_table(text: str) -> bool:
        words = (
            text.lower()
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
            table.rsplit(".", 1)[-1].lower() in known for statement in parse(text, ()) for table in statement.tables
        )

    return names_table
