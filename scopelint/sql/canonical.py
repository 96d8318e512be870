"""One spelling for what PostgreSQL stores alike: written by a person, or deparsed by the server.

Texts are made equal where the server's deparser adds or changes something that means the same: brackets, casts of
literals, qualified columns, ``= ANY (ARRAY[...])`` for IN, ``~~`` for LIKE. It is for comparing, never for running.
"""

import re
from typing import Any

from sqlglot import exp

from scopelint.sql.reader import text_of
from scopelint.sql.resolving import ColumnsOf, Resolver, Source, parse_expression, parse_query

_TEXTUAL = frozenset([exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR, exp.DataType.Type.NAME])


def canonical_expression(text: str, relation: str, columns_of: ColumnsOf) -> str:
    """The one spelling of an expression on a relation's row; the text itself, blanks apart, if it is not read."""
    tree = parse_expression(text)
    if tree is None:
        return _loose(text)
    resolver = Resolver(columns_of)
    own = {relation.rsplit(".", 1)[-1]: Source(relation, columns_of(relation))}
    resolver.visit(tree, [own])
    return _spelled(tree, resolver)


def canonical_query(text: str, columns_of: ColumnsOf) -> str:
    """The one spelling of a view's definition."""
    tree = parse_query(text.strip().rstrip(";"))
    if tree is None:
        return _loose(text)
    resolver = Resolver(columns_of)
    resolver.query(tree, [])
    return _spelled(tree, resolver)


def _loose(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(";").lower()


def _spelled(tree: exp.Expr, resolver: Resolver) -> str:
    return _Shape(resolver).of(tree)


class _Shape:
    """Writes a tree without brackets or precedence: each node in its own, AND and OR as lists."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def of(self, node: Any) -> str:
        node = _rewritten(node)
        match node:
            case exp.Paren():
                return self.of(node.this)
            case exp.Literal() | exp.RawString() | exp.ByteString() | exp.National():
                return repr(str(node.this))
            case exp.Boolean():
                return repr(str(node.this).lower())
            case exp.And() | exp.Or():
                return f"{node.key}({', '.join(self.of(part) for part in _parts(node, type(node)))})"
            case exp.Identifier():
                return text_of(node)
            case exp.Column():
                return self._column(node)
            case exp.DataType():
                return str(node.sql(dialect="postgres")).lower()
            case exp.JSONExtract() | exp.JSONExtractScalar():
                return f"{node.key}({self.of(node.this)}, {self._json_path(node.expression)})"
            case exp.Select():
                return self._select(node)
            case exp.Anonymous() if text_of(node).lower() == "nextval":
                named = node.expressions[0] if node.expressions else node
                literal = _rewritten(named.this if isinstance(named, exp.Cast) else named)
                return f"nextval({str(literal.this).removeprefix('public.')})"
            case exp.Expr():
                return self._plain(node)
            case list():
                return f"[{', '.join(self.of(one) for one in node)}]"
        return str(node).lower()

    def _plain(self, node: exp.Expr, skipped: tuple[str, ...] = ()) -> str:
        held = []
        for key, value in sorted(node.args.items()):
            if value is None or value is False or value in ([], "") or key in skipped:
                continue
            held.append(self.of(value) if key == "this" else f"{key}={self.of(value)}")
        return f"{node.key}({', '.join(held)})"

    def _column(self, node: exp.Expr) -> str:
        found = self.resolver.resolved.get(id(node))
        if found is None:
            return ".".join(text_of(part) for part in node.parts)  # type: ignore[attr-defined]
        alias, source = found
        of_relation = source.relation is not None and alias == source.relation.rsplit(".", 1)[-1]
        return f"{source.relation if of_relation else alias}.{text_of(node.this)}"

    def _json_path(self, node: exp.Expr) -> str:
        if not isinstance(node, exp.JSONPath):
            return self.of(node)
        return ".".join(repr(str(part.this)) for part in node.expressions if not isinstance(part, exp.JSONPathRoot))

    def _select(self, node: exp.Expr) -> str:
        """FROM (a JOIN b) is FROM a JOIN b; a number in ORDER BY is the column; names count in derived tables only."""
        named = _is_derived(node)
        columns = []
        for one in node.expressions:
            inner = one.this if isinstance(one, exp.Alias) else one
            shown = self.of(inner)
            columns.append(
                f"{text_of(one.args['alias']) if one is not inner else inner.alias_or_name}: {shown}"
                if named
                else shown
            )
        if isinstance(node.parent, exp.Exists):
            columns = ["1"]
        parts = [", ".join(columns)]
        from_ = node.args.get("from_")
        if from_ is not None:
            first, *inner = self._sources(from_.this)
            parts += [f"from {first}", *inner]
        for join in node.args.get("joins") or []:
            parts.append(self._join(join))
        for key in ("group", "order"):
            if node.args.get(key) is not None:
                parts.append(f"{key} " + ", ".join(self._numbered(one, columns) for one in node.args[key].expressions))
        parts.append(self._plain(node, ("expressions", "from_", "joins", "group", "order")))
        return f"select({'; '.join(parts)})"

    def _sources(self, node: exp.Expr) -> list[str]:
        joins = [self._join(join) for join in node.args.get("joins") or []]
        if (
            isinstance(node, (exp.Paren, exp.Subquery))
            and isinstance(node.this, (exp.Table, exp.Paren, exp.Subquery))
            and not node.alias
        ):
            return [*self._sources(node.this), *joins]
        return [self._plain(_rewritten(node), ("joins",)), *joins]

    def _join(self, join: exp.Expr) -> str:
        first, *inner = self._sources(join.this)
        source = f"({first}, {', '.join(inner)})" if inner else first
        return f"{self._plain(join, ('this',))} {source}"

    def _numbered(self, node: exp.Expr, columns: list[str]) -> str:
        inner = node.this if isinstance(node, exp.Ordered) else node
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if isinstance(inner, exp.Literal) and str(inner.this).isdigit() and 0 < int(inner.this) <= len(columns):
            shown = columns[int(inner.this) - 1]
        else:
            shown = self.of(inner)
        return f"{shown} {node.args.get('desc') or ''}" if isinstance(node, exp.Ordered) else shown


def _is_derived(node: exp.Expr) -> bool:
    """Whether a SELECT's columns are referred to by name around it."""
    above = node.parent
    while isinstance(above, (exp.SetOperation, exp.Subquery, exp.Paren)):
        if isinstance(above, exp.SetOperation) and above.expression is node:
            return False
        node, above = above, above.parent
    return isinstance(above, (exp.CTE, exp.From, exp.Join, exp.Lateral))


def _rewritten(node: Any) -> Any:
    match node:
        case exp.Cast():
            inner = _uncast(node)
            return node if inner is node else _rewritten(inner)
        case exp.Table() if text_of(node.args.get("db")) in ("public", "pg_catalog"):
            node.set("db", None)
        case exp.Dot() if isinstance(node.this, exp.Identifier) and text_of(node.this) in ("public", "pg_catalog"):
            return _rewritten(node.expression)
        case exp.EQ() if isinstance(node.expression, exp.Any):
            return _membership(node, negated=False)
        case exp.NEQ() if isinstance(node.expression, exp.All):
            return _membership(node, negated=True)
        case exp.Not():
            inner = node.this.unnest()
            if isinstance(inner, exp.NullSafeNEQ):
                return exp.NullSafeEQ(this=inner.this, expression=inner.expression)
        case exp.Between():
            this, low, high = node.this, node.args["low"], node.args["high"]
            return exp.And(this=exp.GTE(this=this, expression=low), expression=exp.LTE(this=this, expression=high))
        case exp.Interval() if isinstance(node.this, exp.Literal):
            unit = node.args.get("unit")
            return exp.Literal.string(f"{node.this.this} {text_of(unit).lower() if unit else ''}".strip())
        case exp.Neg() if isinstance(node.this, exp.Literal):
            return exp.Literal.string(f"-{node.this.this}")
    return node


def _uncast(node: Any) -> Any:
    """Casts of literals, and of columns to a kind of text, are added by the server as it sees fit."""
    bare = node.this
    while isinstance(bare, exp.Paren):
        bare = bare.this
    if isinstance(bare, (exp.Literal, exp.Null, exp.Neg, exp.Interval)):
        return bare
    to = node.args["to"]
    if isinstance(bare, exp.Column) and to.this in _TEXTUAL:
        return bare
    if isinstance(bare, exp.Array) or (isinstance(bare, exp.Cast) and bare.args["to"] == to):
        return bare
    return node


def _membership(node: Any, negated: bool) -> Any:
    """``x = ANY (ARRAY[a, b])`` and ``x = ANY (SELECT ...)`` are IN."""
    inner = node.expression.this
    while isinstance(inner, (exp.Paren, exp.Cast)):
        inner = inner.this
    if isinstance(inner, exp.Array):
        found: exp.Expr = exp.In(this=node.this, expressions=inner.expressions)
    elif isinstance(inner, exp.Query):
        found = exp.In(this=node.this, query=inner if isinstance(inner, exp.Subquery) else exp.Subquery(this=inner))
    else:
        return node
    return exp.Not(this=found) if negated else found


def _parts(node: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, kind):
        return [*_parts(node.this, kind), *_parts(node.args["expression"], kind)]
    return [node]
