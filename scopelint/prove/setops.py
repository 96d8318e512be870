"""UNION, INTERSECT, EXCEPT and VALUES laid out in regions."""

from typing import TYPE_CHECKING

from scopelint.model.relation import (
    Bound,
    Call,
    Cast,
    Column,
    Expr,
    Literal,
    Query,
    ScalarQuery,
    SetOperation,
    ValuesQuery,
)
from scopelint.prove.building import Env, Names, is_not_null
from scopelint.prove.predicates import Assumption
from scopelint.prove.pushdown import limited
from scopelint.prove.region import Atom, Disjunction, Fact, Region, Source, present
from scopelint.prove.show import shown

if TYPE_CHECKING:
    from scopelint.prove.rows import Rows

MAX_ROWS = 24


def set_operation(rows: "Rows", q: SetOperation, holder: Region, out: Source, env: Env, seal: str | None) -> None:
    """Arms of UNION are alternatives; of INTERSECT and EXCEPT, only rows of the right that equal one of the left matter."""
    barrier = seal or ("LIMIT" if limited(q) else None)
    for bound in (q.limit, q.offset):
        if bound is not None:
            rows.walk(bound, holder, env)
    if q.kind == "union":
        arms = []
        for part in _union_arms(q, limited(q)):
            arm = holder.child()
            rows.attach(part, arm, out, env, barrier)
            arms.append(arm)
        holder.disjunctions.append(Disjunction(arms, q.place, "UNION"))
        return
    rows.attach(q.left, holder, out, env, barrier)
    right = rows.b.source("", "subquery")
    inner = holder.child()
    rows.attach(q.right, inner, right, env, barrier)
    present = _present_in(rows, holder)
    says = holder if q.kind == "intersect" else inner
    hidden = inner if q.kind == "except" and barrier else None
    for name, other_name in zip(out.columns or (), right.columns or (), strict=False):
        left, other = out.atom(name), right.atom(other_name)
        # both take NULLs for equal, and two NULLs are no one value
        if left in present or known_value(rows, left, holder) or known_value(rows, other, inner):
            why = f"both sides of {q.kind.upper()}"
            says.facts.append(Fact(left, other, why, None, hidden, barrier if hidden else None, tie=True))
    if q.kind == "intersect":
        holder.exports.append(inner)
    for sort in q.order:
        rows.walk(sort.expr, holder, Env(Names(None, [out]), env.ctes))


def _present_in(rows: "Rows", holder: Region) -> set[Atom]:
    """Columns that are not NULL in any row of what has been laid out under ``holder``."""
    from scopelint.prove.confine import Confinement

    return present(Confinement(rows.b).view(holder).facts)


def known_value(rows: "Rows", atom: Atom, region: Region) -> bool:
    """Whether an output column laid out under ``region`` is one that cannot be NULL."""
    for fact in region.facts:
        if fact.left == atom and fact.right[0] == "c":
            source = rows.b.sources[int(fact.right[1])]
            if is_not_null(source, fact.right[2]) and source.region is not None:
                return all(step.sealed is None for step in _until(source.region, region))
    return False


def _until(region: Region, top: Region) -> list[Region]:
    result = []
    for step in region.chain():
        if step is top:
            break
        result.append(step)
    return result


def _union_arms(q: Query, top_limited: bool = False) -> list[Query]:
    """The arms of nested UNIONs in order, flattened where nothing stands between."""
    arms: list[Query] = []
    pending: list[tuple[Query, bool]] = [(q, top_limited)]
    while pending:
        part, known = pending.pop()
        if isinstance(part, SetOperation) and part.kind == "union" and (known or not limited(part)):
            pending += [(part.right, False), (part.left, False)]
        else:
            arms.append(part)
    return arms


def values(rows: "Rows", q: ValuesQuery, holder: Region, out: Source, env: Env) -> None:
    """A column with one value in all rows has it; otherwise each row is an alternative, as long as they are few."""
    width = max((len(row) for row in q.rows), default=0)
    out.columns = out.columns or tuple(f"column{index + 1}" for index in range(width))
    for row in q.rows:
        for entry in row:
            rows.walk(entry, holder, env)
    reader = Assumption(rows, holder, env)
    settled: set[int] = set()
    for index, name in enumerate(out.columns[:width]):
        atoms = {reader.term(row[index]) if index < len(row) else None for row in q.rows}
        if len(atoms) == 1 and (atom := atoms.pop()) is not None:
            settled.add(index)
            holder.facts.append(Fact(out.atom(name), atom, f"VALUES gives {shown(q.rows[0][index])}", tie=True))
    left = list(dict.fromkeys(tuple(map(_telling, row)) for row in q.rows))
    if len(left) > MAX_ROWS:
        return
    arms = [holder] if len(left) == 1 else [holder.child() for _ in left]
    for arm, row in zip(arms, left, strict=True):
        reader = Assumption(rows, arm, env)
        for index, (name, entry) in enumerate(zip(out.columns, row, strict=False)):
            if index not in settled:
                rows.equate(reader, out, name, entry, arm)
    if len(left) > 1:
        holder.disjunctions.append(Disjunction(arms, None, "the rows of VALUES"))


def _telling(entry: Expr) -> Expr:
    """Parts of expressions that name no value do not tell rows of VALUES apart."""
    inner = entry
    while isinstance(inner, Cast):
        inner = inner.operand
    return entry if isinstance(inner, (Bound, Column, ScalarQuery, Literal, Call)) else Literal(None)
