"""Expressions in words, for proofs and messages; subqueries are abbreviated."""

from scopelint.model import relation as rel
from scopelint.model.node import Node, parts
from scopelint.model.relation import Expr

QUERIES = (rel.Select, rel.ValuesQuery, rel.SetOperation, rel.With, rel.Insert, rel.Update, rel.Delete, rel.Merge)


def inside(expr: Node | None) -> list[Node]:
    """Every node of an expression, subqueries left out."""
    found: list[Node] = []
    pending = [expr] if expr is not None else []
    while pending:
        node = pending.pop()
        if not isinstance(node, QUERIES):
            found.append(node)
            pending += parts(node)[::-1]
    return found


def shown(expr: Expr, depth: int = 0) -> str:
    """A short text for an expression."""
    text = _shown(expr, depth) if depth < 6 else "..."
    return text if len(text) <= 160 else text[:157] + "..."


def _shown(expr: Expr, depth: int) -> str:
    def sub(part: Expr) -> str:
        return shown(part, depth + 1)

    match expr:
        case rel.Column(name=name, source=source):
            return f"{source}.{name}" if source else name
        case rel.Bound(name=name, positional=positional):
            return name if positional or name.startswith("$") else f":{name}"
        case rel.Literal(value=value):
            return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)
        case rel.Setting(name=name):
            return f"current_setting('{name}')"
        case rel.Cast(operand=operand, type=kind):
            return f"{sub(operand)}::{kind}"
        case rel.Compare(op=op, left=left, right=right):
            return f"{sub(left)} {op.upper()} {sub(right)}"
        case rel.IsNull(operand=operand, negated=negated):
            return f"{sub(operand)} IS {'NOT ' if negated else ''}NULL"
        case rel.And(items=items):
            return " AND ".join(map(sub, items)) or "TRUE"
        case rel.Or(items=items):
            return " OR ".join(map(sub, items)) or "FALSE"
        case rel.Not(item=item):
            return f"NOT {sub(item)}"
        case rel.In(operand=operand, items=items, negated=negated):
            return f"{sub(operand)} {'NOT ' if negated else ''}IN ({', '.join(map(sub, items))})"
        case rel.InQuery(operand=operand, negated=negated):
            return f"{sub(operand)} {'NOT ' if negated else ''}IN (SELECT ...)"
        case rel.Quantified(op=op, quantifier=quantifier, left=left, right=right):
            return f"{sub(left)} {op} {quantifier.upper()}({sub(right)})"
        case rel.RowValue(items=items):
            return f"({', '.join(map(sub, items))})"
        case rel.Exists(negated=negated):
            return f"{'NOT ' if negated else ''}EXISTS (SELECT ...)"
        case rel.ScalarQuery() | rel.QuantifiedQuery():
            return "(SELECT ...)"
        case rel.Call(name=name, args=args):
            if len(args) == 2 and not name[:1].isalpha():
                return f"{sub(args[0])} {name} {sub(args[1])}"
            return f"{name}({', '.join(map(sub, args))})"
        case rel.Case():
            return "CASE ..."
        case rel.Star(source=source):
            return f"{source}.*" if source else "*"
        case rel.Opaque(reason=reason):
            return f"<{reason}>"
    return "..."
