"""One seen site to verdicts: lowered under every condition that matters, proved, and joined over the paths."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from scopelint.evaluate import joining, lower_text, spines, terms, typing_hints
from scopelint.evaluate.clauses import row_key
from scopelint.evaluate.conditions import decide, examine, learn, negate
from scopelint.evaluate.constructions import is_which
from scopelint.evaluate.loaded import loading_statement, row_model
from scopelint.evaluate.lower_writes import Writes
from scopelint.evaluate.lowering import FromScope, Language, Lowering, Undecided, unseen
from scopelint.evaluate.sites import Seen
from scopelint.evaluate.sqlalchemy_names import Heads
from scopelint.evaluate.values import (
    Atom,
    Attr,
    CallResult,
    Class,
    Const,
    Mapping,
    MethodCall,
    Param,
    Ref,
    Sequence,
    Term,
    intern,
)
from scopelint.model import relation as rel
from scopelint.model.node import Place
from scopelint.model.program import MappedColumn
from scopelint.model.relation import Query
from scopelint.model.site import TextFault
from scopelint.model.verdict import Judgement

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run

MOST_VARIANTS = 48
MOST_CONSTRUCTIONS = 4
"""For so many constructions of one class the paths are counted apart."""
LOOKS_UP = ("by-key", "none", "other-table-confined")
OPEN = ("unscoped", "ineffective", "conditional", "unknown")
Prove = Callable[[Query], Judgement]
MAY_BE_FALSY = frozenset({"bool", "float", "list", "dict", "set", "tuple", "List", "Dict", "Set", "Sequence",
                          "Iterable", "Mapping", "Any", "bytes", "Collection"})  # fmt: skip


class Assessed:
    """One statement of one site: its verdicts over all paths, and what a caller would have to tell."""

    __slots__ = ("asked", "bound", "faults", "judgement", "keys", "known", "needs", "needs_guard", "query", "raw",
                 "seen", "subclass", "text", "values")  # fmt: skip

    def __init__(
        self,
        seen: Seen,
        query: Query,
        judgement: Judgement,
        needs: frozenset[Param],
        raw: bool,
        faults: tuple[TextFault, ...],
    ) -> None:
        self.seen = seen
        self.query = query
        self.judgement = judgement
        self.needs = needs
        self.raw = raw
        self.faults = faults
        self.asked: frozenset[Param] = frozenset()
        """Parameters whose truth decides between the paths; ``needs`` are those that hide part of the statement."""
        self.known: dict[Atom, bool] = seen.known
        """What holds on the path that ``query`` is of."""
        self.bound: dict[str, Term] = {}
        """What the bound keys of ``query`` stand for."""
        self.values: dict[str, tuple[Term, ...]] = {}
        """Table to the values that confine it, over all paths."""
        self.text: str | None = None
        self.needs_guard = False
        """The open rows are returned: a caller may compare their tenant."""
        self.keys: frozenset[Param] = frozenset()
        """Parameters that are keys of open tables: a caller may have read their rows by a scoped statement before."""
        self.subclass: str | None = None
        """The class below, whose methods stand in place of those of the root's own class; None: the root's own."""

    def open_to(self, root: str) -> frozenset[str]:
        """The tables whose open verdict the root's callers can still change: by what they pass, or by a guard."""
        owners = (root, f"{root.rsplit('.', 1)[0]}.__init__")
        hidden = any(need.function in owners for need in self.needs)
        asked = any(need.function in owners for need in self.asked)
        found: set[str] = set()
        for table in self.judgement.tables:
            match table.verdict:
                case "conditional":
                    changes = hidden or asked
                case "unscoped" | "ineffective" | "unknown":
                    changes = hidden or (self.needs_guard and table.cause == "by-key")
                case _:
                    changes = False
            if changes:
                found.add(table.table)
        return frozenset(found)

    def keyed_by(self, root: str) -> frozenset[str]:
        """The open tables whose key is a parameter of the root: its callers may have read that row before."""
        if not any(key.function == root for key in self.keys):
            return frozenset()
        return frozenset(t.table for t in self.judgement.tables if t.verdict == "unscoped" and t.cause in LOOKS_UP)

    def is_generic(self, root: str) -> bool:
        """Whether the root's callers can still change a verdict."""
        return bool(self.open_to(root))


class Variant:
    """The site under one choice of conditions."""

    __slots__ = ("asked", "faults", "lowering", "queries")

    def __init__(
        self, lowering: Lowering, queries: list[Query], faults: list[TextFault], asked: tuple[Atom, ...]
    ) -> None:
        self.lowering = lowering
        self.queries = queries
        self.faults = faults
        self.asked = asked


class Assessor:
    """Shared by all sites of a program: lowering, proving, and the memory of what was proved."""

    def __init__(self, heads: Heads, language: Language, prove: Prove) -> None:
        self.heads = heads
        self.language = language
        self.prove = prove
        self._proved: dict[Query, Judgement] = {}

    def assess(self, run: "Run", seen: Seen) -> list[Assessed]:
        """The statements of a site with their verdicts; empty where it turned out to be none."""
        variants, complete = self._variants(run, seen)
        if not variants and not complete:  # never lost: too many paths to read even one of them
            query = rel.Unseen("bound-hit", "too many conditions decide this statement")
            return [Assessed(seen, query, self.prove(query), frozenset(), False, ())]
        if not variants:
            return []
        needs = frozenset(need for variant in variants for need in variant.lowering.needs)
        asked = {param for atom in {a for v in variants for a in v.asked} for param in terms.params_in(atom)}
        count = max(len(variant.queries) for variant in variants)
        found: list[Assessed] = []
        for number in range(count):
            present = [variant for variant in variants if number < len(variant.queries)]
            judgements = [self._judge(variant.queries[number], variant) for variant in present]
            heads = [self._head(seen, variant) for variant in present]
            for place in dict.fromkeys(heads):
                chosen = [n for n, head in enumerate(heads) if head == place]
                others = [judgement for n, judgement in enumerate(judgements) if n not in chosen]
                joined = joining.over_paths([judgements[n] for n in chosen], others)
                if not complete:
                    joined = joining.unproved(
                        joined, "bound-hit", "too many paths lead to this statement to try them all"
                    )
                found.append(
                    self._assessed(seen, number, [present[n] for n in chosen], [judgements[n] for n in chosen], joined)
                )
        for item in found:
            undecided = any(table.verdict == "conditional" for table in item.judgement.tables)
            item.needs, item.asked = needs, frozenset(asked) if undecided else frozenset()
        return found

    def _head(self, seen: Seen, variant: Variant) -> Place | None:
        """Where the statement is built on these paths; SQL text and rows are one on all of them."""
        built = seen.kind == "statement" and not variant.lowering.raw
        return spines.head(seen.statement, self.heads, variant.lowering.known) if built else None

    def _assessed(
        self, seen: Seen, number: int, variants: list[Variant], judgements: list[Judgement], joined: Judgement
    ) -> Assessed:
        """The paths on which one expression builds the statement, as one."""
        worst = variants[min(range(len(judgements)), key=lambda i: joining.rank(judgements[i]))]
        item = Assessed(
            seen,
            worst.queries[number],
            joined,
            frozenset(),
            any(variant.lowering.raw for variant in variants),
            tuple(dict.fromkeys(fault for variant in variants for fault in variant.faults)),
        )
        item.known = worst.lowering.known
        item.bound = worst.lowering.terms
        item.values = _tenant_values(variants, judgements)
        item.text = worst.lowering.text
        return item

    # ------------------------------------------------------------ paths

    def _variants(self, run: "Run", seen: Seen) -> tuple[list[Variant], bool]:
        pending: list[tuple[dict[Atom, bool], tuple[Atom, ...]]] = [(seen.known, ())]
        found: list[Variant] = []
        steps, most = 0, MOST_VARIANTS
        constructions: set[Atom] = set()
        while pending:
            known, asked = pending.pop()
            steps += 1
            if steps > most * 2 or len(found) >= most:
                return found, False
            lowering = Lowering(run, self.heads, self.language, known, seen.facts)
            try:
                queries, faults = self.lower(seen, lowering)
            except Undecided as undecided:
                if is_which(undecided.atom):  # each construction has paths of its own
                    constructions.add(undecided.atom)
                    most = MOST_VARIANTS * min(len(constructions) + 1, MOST_CONSTRUCTIONS)
                pending.extend(self._both(run, seen, undecided.atom, known, asked))
                continue
            if queries:
                found.append(Variant(lowering, queries, faults, asked))
        return found, True

    def _both(
        self, run: "Run", seen: Seen, atom: Atom, known: dict[Atom, bool], asked: tuple[Atom, ...]
    ) -> list[tuple[dict[Atom, bool], tuple[Atom, ...]]]:
        by_signature = presumed(run, atom, known)
        result = []
        for holds in (True, False) if by_signature is None else (by_signature,):
            learned = learn(atom if holds else negate(atom), known)
            if learned is None or any(decide(fact, learned) is False for fact in seen.facts):
                continue
            result.append((learned, asked if by_signature is not None else (*asked, atom)))
        return result

    def lower(self, seen: Seen, lowering: Lowering) -> tuple[list[Query], list[TextFault]]:
        """The relations a site hands over, under the lowering's conditions."""
        run = lowering.run
        writes = Writes(lowering)
        match seen.kind:
            case "statement":
                if _is_nothing(self._base(lowering, seen.statement)):
                    return [], []
                if self._is_text(lowering, seen.statement):
                    return lower_text.statement(lowering, seen.statement, seen.arguments, seen.executed)
                parameters = seen.arguments[1].value if len(seen.arguments) > 1 else None
                lowering.criteria = run.world.listeners.criteria(lowering, seen)
                return [writes.statement(run.world.listeners.compiled(lowering, seen), parameters)], []
            case "text":
                return lower_text.statement(lowering, seen.statement, seen.arguments, seen.executed)
            case "get":
                lowering.criteria = run.world.listeners.criteria(lowering, seen)
                return [writes.get(seen)], []
            case "insert" | "merge":
                return [writes.add(seen)], []
            case "delete-row" | "update-row" | "write":
                return self._row(seen, lowering, writes), []
            case "unseen":
                model = typing_hints.class_of(run, lowering.resolve(seen.statement))
                mapped = None if model is None else lowering.program.mapped.get(model)
                if mapped is not None:
                    lowering.hide(lowering.resolve(seen.statement), "the row")
                    return [rel.Insert(rel.Scan(mapped.table, mapped.table), (), None, unknown_columns=True)], []
                return [unseen(lowering.hide(lowering.resolve(seen.statement), "what is handed to the database,"))], []
        return [], []

    def _base(self, lowering: Lowering, value: Term) -> Term:
        """What the chain starts from on this path."""
        value = lowering.resolve_chain(value)
        while isinstance(value, MethodCall) and not self.heads.begins(value):
            value = lowering.resolve_chain(value.receiver)
        return value

    def _is_text(self, lowering: Lowering, value: Term) -> bool:
        return self.heads.kind(lowering.resolve_chain(value)) == "text"

    def _row(self, seen: Seen, lowering: Lowering, writes: Writes) -> list[Query]:
        """``session.delete(row)``, ``session.add(row)`` of a loaded one, or a write to its tenant column."""
        row = lowering.resolve(seen.statement)
        model = row_model(lowering, row)
        if model is None or model not in lowering.program.mapped:
            return [unseen(lowering.hide(row, "the row"))] if seen.kind == "update-row" else []
        mapped = lowering.program.mapped[model]
        scan, where = row_key(writes.selects, mapped, row)
        if seen.kind == "delete-row":
            return [rel.Delete(scan, None, where)]
        if seen.kind == "update-row":  # what is written to its tenant column is a site of its own
            return [rel.Update(scan, (), None, where)]
        name = seen.arguments[0].keyword or ""
        column = mapped.columns.get(name)
        tenancy = lowering.language.tenancy.tables.get(mapped.table)
        if column is None or tenancy is None or column.column not in {c for _, c in tenancy.tenant_columns}:
            return []
        value = writes.value(seen.arguments[0].value, FromScope(None))
        if isinstance(value, rel.Bound) and lowering.terms[value.key] in self._own_tenants(lowering, row, column):
            return []
        before = lowering.bound(intern(Attr(row, name)))
        stays = rel.Compare("=", rel.Column(column.column, scan.alias), before)
        confined = stays if where is None else rel.And((where, stays))
        return [rel.Update(scan, (rel.Assigned(column.column, value, seen.executed),), None, confined)]

    def _own_tenants(self, lowering: Lowering, row: Term, column: MappedColumn) -> list[Term]:
        """What a loaded row's tenant is known to equal: itself, and what the loading statement compared it with."""
        found: list[Term] = [intern(Attr(row, column.attribute))]
        statement = loading_statement(self.heads, row)
        if statement is None or isinstance(statement, Class):
            return found
        query = Writes(lowering).statement(statement, None)
        if isinstance(query, rel.Select) and query.where is not None:
            for part in query.where.items if isinstance(query.where, rel.And) else (query.where,):
                match part:
                    case rel.Compare(op="=", left=rel.Column(name=name), right=rel.Bound(key=key)):
                        if name == column.column and key in lowering.terms:
                            found.append(lowering.terms[key])
        return found

    # ------------------------------------------------------------ verdicts

    def _judge(self, query: Query, variant: Variant) -> Judgement:
        found = self._proved.get(query)
        if found is None:
            found = self.prove(query)
            self._proved[query] = found
        if variant.lowering.dynamic is not None:
            found = joining.unproved(found, "dynamic", variant.lowering.dynamic)
        if variant.lowering.notes or (variant.lowering.partial and not found.partial):
            notes = (*found.notes, *variant.lowering.notes)
            return Judgement(found.operation, found.tables, found.partial or variant.lowering.partial, notes)
        return found


def _is_nothing(value: Term) -> bool:
    """Whether what is iterated or handed over on this path is no statement, nor could a chain go on from it: None, or a
    list made in Python."""
    if isinstance(value, Ref):
        return value.kind != "instance"
    return isinstance(value, Sequence | Mapping) or (isinstance(value, Const) and value.value is None)


def _tenant_values(variants: list[Variant], judgements: list[Judgement]) -> dict[str, tuple[Term, ...]]:
    found: dict[str, dict[Term, None]] = {}
    for variant, judgement in zip(variants, judgements, strict=True):
        for table in judgement.tables:
            key = table.value_key or ""
            value = variant.lowering.terms.get(key, variant.lowering.terms.get(key.removesuffix("[]")))  # ``IN``
            if value is not None:
                found.setdefault(table.table, {})[value] = None
    return {table: tuple(values) for table, values in found.items()}


def presumed(run: "Run", atom: Atom, known: dict[Atom, bool]) -> bool | None:
    """What a signature says of a test that no caller decides: a required value is given."""
    if atom.kind not in ("none", "truthy"):
        return None
    value = atom.value
    while isinstance(value, CallResult) and len(value.arguments) == 1:
        value = value.arguments[0].value
    start = terms.root(value)
    if not isinstance(start, Param):
        return None
    if isinstance(value, Param):
        hint = typing_hints.hint_of(run, value)
        given = known.get(examine("none", value)) is False
        if not given and (not value.required or (hint is not None and hint.optional)):
            return None
        if atom.kind == "none":
            return False
        if hint is None:
            return True
        names = {ref_name(ref).rsplit(".", 1)[-1] for ref in hint.names}
        return None if names & MAY_BE_FALSY or not names else True
    if isinstance(value, Attr):
        hint = typing_hints.hint_of(run, value)
        if hint is None or hint.optional or not hint.names:
            return None
        if atom.kind == "none":
            return False
        names = {ref_name(ref).rsplit(".", 1)[-1] for ref in hint.names}
        return None if names & MAY_BE_FALSY else True
    return None


def ref_name(ref: object) -> str:
    """The name or id of a resolved reference."""
    return str(getattr(ref, "name", None) or getattr(ref, "id", ""))
