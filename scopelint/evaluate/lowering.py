"""One statement term to one relation, under given conditions; the scopes of FROM and the names of sources."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import terms
from scopelint.evaluate.conditions import atoms, decide, learn
from scopelint.evaluate.sqlalchemy_names import Heads, library_name
from scopelint.evaluate.values import (
    Atom,
    Attr,
    CallResult,
    Choice,
    Class,
    Const,
    Formula,
    MethodCall,
    Param,
    TableObject,
    Term,
)
from scopelint.model.node import Place
from scopelint.model.program import MappedClass, Program
from scopelint.model.relation import Bound, Cte, From, Query, Scan, Unseen
from scopelint.model.schema import Tenancy
from scopelint.model.sqltext import ParsedStatement

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run
    from scopelint.evaluate.loader_criteria import Criterion

HARMLESS = frozenset(
    {"order_by", "limit", "offset", "options", "execution_options", "with_for_update", "where", "filter", "filter_by",
     "distinct", "params", "prefix_with", "enable_eagerloads", "autoflush", "populate_existing", "yield_per"}
)  # fmt: skip


class Undecided(Exception):
    """Lowering needs to know a condition; the caller tries it both ways."""

    def __init__(self, atom: Atom) -> None:
        super().__init__(atom)
        self.atom = atom


class Language:
    """What lowering knows of the project: parsers of SQL text, the principal's names, tenant columns."""

    def __init__(
        self,
        parse: Callable[[str, tuple[str, ...]], tuple[ParsedStatement, ...]],
        fragment: Callable[[str, str], object],
        tenancy: Tenancy,
        principals: frozenset[str],
    ) -> None:
        self.parse = parse
        self.fragment = fragment
        self.tenancy = tenancy
        self.principals = principals | terms.PRINCIPALS
        self.keys = frozenset(
            name for table in tenancy.tables.values() if table.parent is not None for name in table.parent.columns
        )
        self.deciding = frozenset(
            name for level in tenancy.levels for name in (*level.columns, *(m.principal for m in level.memberships))
        ) | frozenset(
            name for table in tenancy.tables.values() for name in (*table.owner_columns, *table.bearer_columns)
        )

    def decides(self, mapped: MappedClass | None, column: str) -> bool:
        """Whether a column of a written row can hold a tenant, or lead to the row's parent."""
        tenancy = None if mapped is None else self.tenancy.tables.get(mapped.table)
        keys = self.keys if tenancy is None else () if tenancy.parent is None else tenancy.parent.columns
        return column in self.deciding or column in keys


class FromScope:
    """The FROM of one SELECT being read: sources by alias in order of first reference, and the joins stated."""

    def __init__(self, outer: "FromScope | None") -> None:
        self.outer = outer
        self.stated: From | None = None
        self.stated_aliases: set[str] = set()
        self.referenced: dict[str, From] = {}
        self.is_insert = False
        """Nothing correlates to an INSERT: it has no rows yet."""
        self.joined: set[str] = set()
        """Sources that stand on the right of a join, whose ON clause confines them."""

    def has(self, alias: str) -> bool:
        """Whether the alias is a source here."""
        return alias in self.stated_aliases or alias in self.referenced

    def visible_outside(self, alias: str) -> bool:
        """Whether an enclosing SELECT has it, so that a reference here correlates."""
        scope = self.outer
        while scope is not None:
            if scope.has(alias):
                return True
            scope = scope.outer
        return False

    def shows(self, alias: str) -> bool:
        """Whether this SELECT's own FROM holds the alias: then a SELECT right inside correlates to it by itself."""
        if alias in self.stated_aliases:
            return True
        return alias in self.referenced and not self.leaves_out(alias)

    def leaves_out(self, alias: str) -> bool:
        """Whether a source only mentioned here is the enclosing SELECT's: not if that would leave FROM empty."""
        if self.outer is None or not (self.stated is not None or len(self.referenced) > 1):
            return False
        return not self.outer.is_insert and self.outer.shows(alias)


class Lowering:
    """Reads one statement under ``known`` conditions. ``needs`` gathers parameters that hide part of it."""

    def __init__(
        self, run: "Run", heads: Heads, language: Language, known: dict[Atom, bool], facts: tuple[Formula, ...] = ()
    ) -> None:
        self.run = run
        self.program: Program = run.program
        self.heads = heads
        self.language = language
        self.known = known
        self.facts = facts
        self.terms: dict[str, Term] = {}
        """What each bound key stands for."""
        self._bases: dict[Choice, Term | None] = {}
        self.needs: set[Param] = set()
        self.partial = False
        self.dynamic: str | None = None
        """Why nothing in it can be proved: text is put into a predicate at run time."""
        self.raw = False
        self.text: str | None = None
        """The SQL text as written, with its comments."""
        self.hidden: list[str] = []
        self.aliases: dict[Term, str] = {}
        self.ctes: dict[str, tuple[Term, Cte]] = {}
        """Common table expressions by name, those that others use first: they stand at the head of the statement."""
        self.open_ctes: set[str] = set()
        self.recursive = False
        self.criteria: tuple[Criterion, ...] = ()
        """What is added to every read of an entity in this statement."""
        self.notes: dict[str, None] = {}

    # ------------------------------------------------------------ choices

    def decided(self, formula: Formula) -> bool:
        """The truth of a condition, or ask for it."""
        formula = decide(formula, self.known)
        if isinstance(formula, bool):
            return formula
        raise Undecided(next(atoms(formula)))

    def resolve(self, value: Term) -> Term:
        """A value with its choice made."""
        while isinstance(value, Choice):
            value = value.then if self.decided(value.condition) else value.otherwise
        return value

    def enumerated(self, value: Term) -> Term:
        """A value that the path has compared with constants: the one it equals, asked for in turn."""
        for atom, holds in self.known.items():
            if holds and atom.kind == "equal" and atom.value is value and isinstance(atom.detail, Const):
                return atom.detail
        for fact in self.facts:
            for atom in atoms(fact):
                if atom.kind == "equal" and atom.value is value and atom not in self.known:
                    raise Undecided(atom)
        return value

    def resolve_chain(self, value: Term) -> Term:
        """A statement with its choice made; where the sides differ by harmless steps only, their common base."""
        while isinstance(value, Choice):
            formula = decide(value.condition, self.known)
            if isinstance(formula, bool):
                value = value.then if formula else value.otherwise
                continue
            base = self.common_base(value)
            if base is None:
                raise Undecided(next(atoms(formula)))
            value = base
        return value

    def common_base(self, choice: Choice) -> Term | None:
        """The chain that both sides extend by steps that cannot confine or open anything."""
        if choice not in self._bases:  # choices nest and share: each is compared once
            left, right = self._spine(choice.then), self._spine(choice.otherwise)
            self._bases[choice] = next((node for node in left if node in right), None)
        return self._bases[choice]

    def _spine(self, value: Term) -> dict[Term, None]:
        nodes: dict[Term, None] = {}
        while True:
            nodes[value] = None
            if isinstance(value, MethodCall) and value.name in HARMLESS and not self._decides(value):
                value = value.receiver
            elif isinstance(value, Choice):
                formula = decide(value.condition, self.known)
                if isinstance(formula, bool):
                    value = value.then if formula else value.otherwise
                    continue
                base = self.common_base(value)
                if base is None:
                    return nodes
                value = base
            else:
                return nodes

    def _decides(self, call: MethodCall) -> bool:
        """Whether a step's arguments mention what can confine: a tenant column, a subquery, an unknown predicate."""
        if call.name == "filter_by":
            return any(
                argument.star or argument.keyword in self.language.deciding for argument in call.arguments
            ) or any(self.relevant(argument.value) for argument in call.arguments)
        if call.name not in ("where", "filter", "options"):
            return False
        return any(self.relevant(argument.value) for argument in call.arguments)

    def relevant(self, value: Term) -> bool:
        """Whether a predicate can confine the statement or bring another table into it."""
        known = self.heads.relevant
        if value not in known:
            known[value] = self._relevant(value)
        return known[value]

    def _relevant(self, value: Term) -> bool:
        stack, seen = [value], set()
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node, Attr) and node.name in self.language.deciding:
                return True
            if isinstance(node, Attr) and isinstance(node.base, Class):
                mapped = self.program.mapped.get(node.base.id)
                if mapped is not None and node.name in mapped.relationships:
                    return True
                continue
            if self.heads.kind(node) is not None or self._adds(node):
                return True
            if isinstance(node, Class | Param | TableObject):
                continue
            stack.extend(terms.children(node))
        return False

    @staticmethod
    def _adds(node: Term) -> bool:
        return isinstance(node, CallResult) and library_name(node.function) == "with_loader_criteria"

    # ------------------------------------------------------------ sources

    def mapped(self, value: Term) -> MappedClass | None:
        """The mapping of a class term."""
        return self.program.mapped.get(value.id) if isinstance(value, Class) else None

    def scan(self, value: Class | TableObject, alias: str | None = None, place: Place | None = None) -> Scan:
        """A mapped class or table as a source."""
        name = value.name if isinstance(value, TableObject) else self.program.mapped[value.id].table
        return Scan(name, alias or name.rsplit(".", 1)[-1], place=place)

    def alias_for(self, value: Term, base: str) -> str:
        """A stable alias for an aliased entity or a subquery."""
        found = self.aliases.get(value)
        if found is None:
            found = f"{base}_{len(self.aliases) + 1}"
            self.aliases[value] = found
        return found

    def hide(self, value: Term, what: str) -> str:
        """Note that part of the statement is not in view, and which parameters would tell; the reason in words."""
        found = terms.params_in(value)
        self.needs |= found
        reason = f"{what} {terms.describe(value)} is not in view"
        self.hidden.append(reason)
        return reason

    # ------------------------------------------------------------ values

    def bound(self, value: Term, *, many: bool = False, none_is_null: bool = True) -> Bound:
        """A Python value as a bound parameter."""
        from scopelint.evaluate import typing_hints
        from scopelint.evaluate.conditions import examine, is_none

        name = terms.describe(value)
        decided = decide(is_none(value), self.known)
        none = decided if isinstance(decided, bool) else None
        if none is None:
            truthy = self.known.get(examine("truthy", value))
            none = not (truthy or self._cannot_be_none(value)) and typing_hints.may_be_none(self.run, value)
        key = f"{name}#{self.key_number(value)}"
        self.terms[key] = value
        return Bound(
            key=key,
            name=name,
            origin=terms.origin_of(self.run, value, self.language.principals),
            many=many,
            may_be_none=bool(none),
            none_is_null=none_is_null and none is not False,
        )

    def _cannot_be_none(self, value: Term) -> bool:
        """Whether a fact of the path rules None out: one of two values is given, and it is not the other."""
        from scopelint.evaluate.conditions import is_none

        none = learn(is_none(value), self.known)
        return none is None or any(decide(fact, none) is False for fact in self.facts)

    def key_number(self, value: Term) -> int:
        """A number that follows the value's identity, through conversions such as ``str(x)`` and ``UUID(x)``."""
        value = _unconverted(value)
        if value not in self.aliases:
            self.aliases[value] = str(len(self.aliases) + 1)
        return list(self.aliases).index(value) + 1


CONVERSIONS = frozenset({"UUID", "str", "int", "uuid", "ObjectId"})


def _unconverted(value: Term) -> Term:
    from scopelint.evaluate.values import External

    while isinstance(value, CallResult) and isinstance(value.function, External) and len(value.arguments) == 1:
        if value.function.name.rsplit(".", 1)[-1] not in CONVERSIONS:
            break
        value = value.arguments[0].value
    return value


def unseen(reason: str, cause: str = "unresolved", place: Place | None = None) -> Query:
    """A statement that could not be read."""
    if cause == "dynamic":
        return Unseen("dynamic", reason, place=place)
    return Unseen("unresolved", reason, place=place)
