"""What the names in an expression or query mean: which table's column each one is, and where it stands in the text."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from scopelint.sql.reader import text_of
from scopelint.sql.tokens import tokens

ColumnsOf = Callable[[str], "tuple[str, ...] | None"]
"""The columns of a relation by its name; None if it is not known."""


class Mention(NamedTuple):
    """A name in a text: a relation (``column`` None) or a column of one. ``start`` and ``end`` count characters of
    the text. ``relation`` None: a column whose relation is not known."""

    relation: str | None
    column: str | None
    start: int
    end: int


class Output(NamedTuple):
    """One column that a query gives; where it is just a column of a relation, which."""

    name: str
    relation: str | None = None
    column: str | None = None


class Source(NamedTuple):
    """What an alias stands for: a relation, or a subquery with its outputs. ``columns`` None: not known."""

    relation: str | None
    columns: tuple[str, ...] | None
    outputs: tuple[Output, ...] = ()


Scope = dict[str, Source]


def parse_expression(text: str) -> exp.Expr | None:
    """An expression's tree, None where sqlglot does not read it."""
    found = _parsed(f"SELECT {text}")
    return found.expressions[0] if isinstance(found, exp.Select) and len(found.expressions) == 1 else None


def parse_query(text: str) -> exp.Expr | None:
    """A query's tree, None where sqlglot does not read it."""
    found = _parsed(text)
    return found if isinstance(found, exp.Query) else None


def _parsed(text: str) -> exp.Expr | None:
    try:
        found = sqlglot.parse_one(text, read="postgres")
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
        return None
    return found if isinstance(found, exp.Expr) else None


def expression_mentions(text: str, relation: str, columns_of: ColumnsOf) -> tuple[Mention, ...]:
    """The names in an expression on a relation's own row, as in a policy or an index."""
    tree = _parsed(f"SELECT {text}")
    if tree is None:
        return ()
    own = {relation.rsplit(".", 1)[-1]: Source(relation, columns_of(relation))}
    resolver = Resolver(columns_of)
    for one in tree.expressions:
        resolver.visit(one, [own])
    return tuple(Mention(m.relation, m.column, m.start - 7, m.end - 7) for m in resolver.mentions)


def query_mentions(text: str, columns_of: ColumnsOf) -> tuple[Mention, ...]:
    """The names in a query."""
    tree = parse_query(text)
    if tree is None:
        return ()
    resolver = Resolver(columns_of)
    resolver.query(tree, [])
    return tuple(resolver.mentions)


def query_outputs(text: str, columns_of: ColumnsOf) -> tuple[Output, ...] | None:
    """The columns a query gives; None where they cannot be told."""
    tree = parse_query(text)
    return None if tree is None else Resolver(columns_of).query(tree, [])


def without_stars(text: str, columns_of: ColumnsOf) -> str:
    """A query whose one ``*`` is replaced by the columns it means now, as a view keeps them."""
    tree = parse_query(text)
    if tree is None:
        return text
    resolver = Resolver(columns_of)
    resolver.query(tree, [])
    found = list(tokens(text))
    stars = [
        number
        for number, token in enumerate(found)
        if token.value == "*" and number and found[number - 1].value in ("select", ",", ".", "distinct", "all")
    ]
    if len(stars) != 1 or len(resolver.stars) != 1 or not resolver.stars[0]:
        return text
    end = found[stars[0]].end
    start = found[stars[0] - 2].start if found[stars[0] - 1].value == "." else found[stars[0]].start
    return text[:start] + ", ".join(resolver.stars[0]) + text[end:]


class Resolver:
    """Walks a tree with the scopes in view; ``resolved`` maps a column node to the alias and relation it means."""

    def __init__(self, columns_of: ColumnsOf) -> None:
        self.columns_of = columns_of
        self.mentions: list[Mention] = []
        self.resolved: dict[int, tuple[str, Source]] = {}
        self.stars: list[list[str]] = []
        """What each ``*`` of a select list means; empty where it is not known."""

    def query(self, node: exp.Expr, outer: list[Scope]) -> tuple[Output, ...] | None:
        """Resolve a query; its outputs."""
        with_ = node.args.get("with_")
        ctes: Scope = {}
        for cte in with_.expressions if with_ is not None else []:
            name = text_of(cte.args["alias"].this)
            outputs = self.query(cte.this, [ctes, *outer])
            ctes[f"cte {name}"] = _derived(outputs, cte.args["alias"])
        scopes = [ctes, *outer] if ctes else outer
        if isinstance(node, exp.SetOperation):
            left = self.query(node.left, scopes)
            self.query(node.right, scopes)
            return left
        if isinstance(node, exp.Subquery):
            return self.query(node.this, scopes)
        if isinstance(node, exp.Select):
            return self._select(node, scopes)
        for child in _children(node):
            self.visit(child, scopes)
        return None

    def _select(self, node: exp.Expr, outer: list[Scope]) -> tuple[Output, ...] | None:
        scope: Scope = {}
        scopes = [scope, *outer]
        from_ = node.args.get("from_")
        if from_ is not None:
            self._source(from_.this, scope, scopes)
        for join in node.args.get("joins") or []:
            self._join(join, scope, scopes)
        for lateral in node.args.get("laterals") or []:
            self._source(lateral, scope, scopes)
        for key, value in node.args.items():
            if key not in ("from_", "joins", "with_", "laterals"):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, exp.Expr):
                        self.visit(child, scopes)
        return self._outputs(node, scope)

    def _join(self, join: exp.Expr, scope: Scope, scopes: list[Scope]) -> None:
        self._source(join.this, scope, scopes)
        on = join.args.get("on")
        if on is not None:
            self.visit(on, scopes)

    def _source(self, node: exp.Expr, scope: Scope, scopes: list[Scope]) -> None:
        alias = node.args.get("alias")
        name = text_of(alias.this) if alias is not None and alias.this is not None else ""
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            self._table(node, name, scope, scopes)
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Query):
            scope[name or f"#{id(node)}"] = _derived(self.query(node.this, scopes[1:]), alias)
        elif isinstance(node, (exp.Paren, exp.Subquery)):
            self._source(node.this, scope, scopes)
        elif isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery):
            scope[name] = _derived(self.query(node.this.this, scopes), alias)
        else:
            for child in _children(node):
                self.visit(child, scopes)
            scope[name or f"#{id(node)}"] = Source(None, None)
        for join in node.args.get("joins") or []:
            self._join(join, scope, scopes)

    def _table(self, node: exp.Expr, alias: str, scope: Scope, scopes: list[Scope]) -> None:
        bare = text_of(node.this)
        schema = node.args.get("db")
        if schema is None:
            for one in scopes:
                if f"cte {bare}" in one:
                    scope[alias or bare] = one[f"cte {bare}"]
                    return
        relation = bare if schema is None or text_of(schema) == "public" else f"{text_of(schema)}.{bare}"
        scope[alias or bare] = Source(relation, self.columns_of(relation))
        self._mention(relation, None, node.this)

    def visit(self, node: exp.Expr, scopes: list[Scope]) -> None:
        """Resolve the columns below a node."""
        if isinstance(node, exp.Query):
            self.query(node, scopes)
            return
        if isinstance(node, exp.Column) and not isinstance(node.this, exp.Star):
            self._column(node, scopes)
            return
        for child in _children(node):
            self.visit(child, scopes)

    def _column(self, node: exp.Expr, scopes: list[Scope]) -> None:
        name = text_of(node.this)
        qualifier = node.args.get("table")
        if qualifier is not None:
            wanted = text_of(qualifier)
            found = next(((wanted, scope[wanted]) for scope in scopes if wanted in scope), None)
        else:
            found = _owner(name, scopes)
        if found is None:
            self._mention(None, name, node.this)
            return
        alias, source = found
        self.resolved[id(node)] = found
        relation, column = source.relation, name
        if relation is None:
            output = next((one for one in source.outputs if one.name == name), None)
            relation, column = (output.relation, output.column or name) if output is not None else (None, name)
            if column != name:
                return  # the name is the subquery's own
        self._mention(relation, column, node.this)
        if qualifier is not None and relation is not None and alias == relation.rsplit(".", 1)[-1]:
            self._mention(relation, None, qualifier)

    def _mention(self, relation: str | None, column: str | None, identifier: exp.Expr) -> None:
        meta = identifier.meta
        if "start" in meta:
            self.mentions.append(Mention(relation, column, meta["start"], meta["end"] + 1))

    def _outputs(self, node: exp.Expr, scope: Scope) -> tuple[Output, ...] | None:
        found: list[Output] = []
        for one in node.expressions:
            inner = one.this if isinstance(one, exp.Alias) else one
            while isinstance(inner, exp.Paren):
                inner = inner.this
            if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star)):
                wanted = text_of(inner.args["table"]) if isinstance(inner, exp.Column) else None
                meant = [(alias, source) for alias, source in scope.items() if wanted in (None, alias)]
                if any(source.columns is None for _, source in meant):
                    self.stars.append([])
                    return None
                self.stars.append(
                    [f'"{alias}"."{column}"' for alias, source in meant for column in source.columns or ()]
                )
                for _, source in meant:
                    found.extend(_starred(source))
                continue
            name = text_of(one.args["alias"]) if isinstance(one, exp.Alias) else _called(inner)
            if id(inner) in self.resolved:
                _, source = self.resolved[id(inner)]
                column = text_of(inner.this)
                same = next((o for o in source.outputs if o.name == column), Output(column, source.relation, column))
                found.append(Output(name, same.relation, same.column))
            else:
                found.append(Output(name))
        return tuple(found)


def _children(node: exp.Expr) -> Iterator[exp.Expr]:
    for value in node.args.values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, exp.Expr):
                yield child


def _owner(name: str, scopes: list[Scope]) -> tuple[str, Source] | None:
    """The source that an unqualified column belongs to, innermost first."""
    for scope in scopes:
        sources = {alias: source for alias, source in scope.items() if not alias.startswith("cte ")}
        for alias, source in sources.items():
            if source.columns is not None and name in source.columns:
                return alias, source
        unknown = [(alias, source) for alias, source in sources.items() if source.columns is None]
        if unknown:
            return unknown[0] if len(sources) == 1 else None
    return None


def _derived(outputs: tuple[Output, ...] | None, alias: exp.Expr | None) -> Source:
    renamed = [text_of(column) for column in (alias.args.get("columns") or [] if alias is not None else [])]
    if outputs is None:
        return Source(None, tuple(renamed) or None)
    names = [*renamed, *(one.name for one in outputs[len(renamed) :])]
    kept = tuple(Output(name, one.relation, one.column) for name, one in zip(names, outputs, strict=False))
    return Source(None, tuple(names), kept)


def _starred(source: Source) -> list[Output]:
    if source.relation is not None:
        return [Output(column, source.relation, column) for column in source.columns or ()]
    return list(source.outputs) or [Output(column) for column in source.columns or ()]


def _called(node: exp.Expr) -> str:
    """The name PostgreSQL gives to an expression without one."""
    if isinstance(node, exp.Column):
        return text_of(node.this)
    if isinstance(node, exp.Cast):
        inner = _called(node.this)
        return inner if inner != "?column?" else node.args["to"].sql(dialect="postgres").lower()
    if isinstance(node, exp.Case):
        return "case"
    if isinstance(node, exp.Exists):
        return "exists"
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Select) and len(node.this.expressions) == 1:
        one = node.this.expressions[0]
        return text_of(one.args["alias"]) if isinstance(one, exp.Alias) else _called(one)
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower()
    if isinstance(node, exp.Func) and not isinstance(node, (exp.And, exp.Or, exp.Not)):
        from scopelint.sql.functions import function_name

        return function_name(node)
    return "?column?"
