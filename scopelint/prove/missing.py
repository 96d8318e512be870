"""What must be there for a predicate to be true: rows of an optional side that is missing are rejected."""

from scopelint.model.relation import (
    And,
    Bound,
    Call,
    Cast,
    Column,
    Compare,
    Expr,
    In,
    InQuery,
    IsNull,
    Not,
    Or,
    Quantified,
    RowValue,
)
from scopelint.prove.building import Names, resolve
from scopelint.prove.functions import bare
from scopelint.prove.region import Atom

_STRICT = frozenset(
    [
        "*",
        "+",
        "-",
        "/",
        "%",
        "^",
        "&",
        "|",
        "#",
        "<<",
        ">>",
        "&&",
        "->",
        "->>",
        "#>",
        "#>>",
        "@>",
        "<@",
        "?",
        "?|",
        "?&",
        "@@",
        "~",
        "!~",
        "~*",
        "!~*",
        "like",
        "ilike",
        "abs",
        "ascii",
        "btrim",
        "ceil",
        "ceiling",
        "char_length",
        "character_length",
        "date_part",
        "date_trunc",
        "extract",
        "floor",
        "initcap",
        "jsonb_array_length",
        "jsonb_typeof",
        "left",
        "length",
        "lower",
        "lpad",
        "ltrim",
        "md5",
        "mod",
        "octet_length",
        "power",
        "replace",
        "reverse",
        "right",
        "round",
        "rpad",
        "rtrim",
        "sign",
        "split_part",
        "sqrt",
        "starts_with",
        "strpos",
        "substr",
        "substring",
        "to_char",
        "to_jsonb",
        "to_tsvector",
        "translate",
        "trim",
        "upper",
    ]
)
"""Functions and operators that yield NULL for any argument NULL."""


def rejects_missing(expr: Expr, names: Names) -> set[int]:
    """Sources that must be present for ``expr`` to be true."""
    match expr:
        case And(items=items):
            return set().union(*(rejects_missing(item, names) for item in items))
        case Or(items=items) if items:
            return set.intersection(*(rejects_missing(item, names) for item in items))
        case Compare(op=op, left=left, right=right):
            if op.startswith("is ") or any(isinstance(s, Bound) and s.none_is_null for s in (left, right)):
                return set()
            return _present(left, names) | _present(right, names)
        case In(operand=operand, items=items) if items:
            return _present(operand, names)
        case InQuery(operand=operand, negated=False):
            return _present(operand, names)
        case Quantified(quantifier="any", left=left):
            return _present(left, names)
        case IsNull(operand=operand, negated=True):
            return _present(operand, names) if not isinstance(operand, RowValue) else set()
        case Not(item=Compare() as inner):
            return rejects_missing(inner, names)
        case Not(item=IsNull(operand=operand, negated=False)):
            return _present(operand, names) if not isinstance(operand, RowValue) else set()
        case Column() | Call():
            return _present(expr, names)
    return set()


def _present(expr: Expr, names: Names) -> set[int]:
    """Sources whose absence makes ``expr`` NULL."""
    return {int(atom[1]) for atom in needed(expr, names)}


def needed(expr: Expr, names: Names | None) -> set[Atom]:
    """Columns that make ``expr`` NULL where they are."""
    while isinstance(expr, Cast):
        expr = expr.operand
    match expr:
        case Column(name=name, source=source):
            atom = resolve(names, name, source)
            return {atom} if atom is not None else set()
        case Call(name=name, args=args, over=None, filter=None) if bare(name) in _STRICT:
            return set().union(*(needed(arg, names) for arg in args))
    return set()
