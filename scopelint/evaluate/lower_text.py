"""SQL text at a site: pieces joined, holes named, parameters bound to the Python values given for them."""

import re
from typing import TYPE_CHECKING

import msgspec

from scopelint.evaluate import composed_sql, containers, drivers, mappings
from scopelint.evaluate.clauses import BARE
from scopelint.evaluate.lowering import Lowering, unseen
from scopelint.evaluate.values import (
    Argument,
    CallResult,
    Const,
    Mapping,
    MethodCall,
    Param,
    Sequence,
    Term,
    Text,
    intern,
)
from scopelint.model import body as ir
from scopelint.model import relation as rel
from scopelint.model.node import Node, Place, Span
from scopelint.model.relation import Expr, Query
from scopelint.model.site import TextFault
from scopelint.model.sqltext import ParsedStatement

if TYPE_CHECKING:
    pass

RUN_TIME = "text that is put together at run time"


class Joined:
    """A text with holes: the SQL, what each hole was, and where constant stretches stand in files."""

    def __init__(self) -> None:
        self.sql = ""
        self.holes: dict[str, Term] = {}
        self.literals: dict[str, Term] = {}
        """Values that the driver quotes into the text: as good as bound, by the name that stands for them."""
        self.stretches: list[tuple[int, Const]] = []


def join(lowering: Lowering, value: Term) -> Joined | None:
    """A string term as SQL text with holes; None if it is no string at all."""
    joined = Joined()
    return joined if _collect(lowering, value, joined) else None


_REACHES = re.compile(r"--|/\*|;|\b(?:union|intersect|except)\b", re.IGNORECASE)


def reaches_out(fragment: str) -> bool:
    """Whether a piece of SQL can act on what stands around it: a comment, a second statement or arm, a stray parenthesis."""
    depth = 0
    for character in fragment:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return True
    return depth != 0 or _REACHES.search(fragment) is not None


def fragment(lowering: Lowering, text: str) -> Expr:
    """A piece of SQL inside a chain, as a predicate."""
    lowering.raw = True
    found = lowering.language.fragment(text, "predicate")
    if reaches_out(text):
        lowering.dynamic = "text that can reach past its place in the statement"
    if isinstance(found, rel.Or) and not text.strip().startswith("("):
        # SQLAlchemy prints it bare wherever it stands, also after a one-armed or_() or a NOT.
        lowering.dynamic = "text brings an OR without parentheses"
        return rel.Or(found.items, BARE)
    return found if isinstance(found, rel.Expr.__args__) else rel.Opaque("text")  # type: ignore[attr-defined]


def whole(lowering: Lowering, value: Term) -> str | None:
    """A string term as text, if every piece of it is known on this path."""
    joined = join(lowering, value)
    return joined.sql if joined is not None and not joined.holes else None


def _collect(lowering: Lowering, value: Term, joined: Joined, top: bool = True) -> bool:
    value = lowering.resolve(value)
    if isinstance(value, Const) and isinstance(value.value, str):
        joined.stretches.append((len(joined.sql), value))
        joined.sql += value.value
        return True
    bound = composed_sql.literal(value)
    if bound is not None:
        name = f"literal_{len(joined.literals)}__"
        joined.literals[name] = bound
        joined.sql += f"%({name})s"
        return True
    if isinstance(value, Text):
        for part in value.parts:
            _collect(lowering, part, joined, top=False)
        return True
    if top:
        return False
    value = lowering.enumerated(value)
    if isinstance(value, Const):
        joined.sql += str(value.value)
        return True
    name = f"__hole_{len(joined.holes)}__"
    joined.holes[name] = value
    joined.sql += name
    return True


def statement(
    lowering: Lowering, value: Term, arguments: tuple[Argument, ...], place: Place
) -> tuple[list[Query], list[TextFault]]:
    """The statements of a text, its parameters bound, and what is wrong with the text."""
    lowering.raw = True
    text, binds = _unwrap(lowering, value)
    joined = join(lowering, text)
    if joined is None:
        reason = lowering.hide(text, "the SQL text")
        if isinstance(text, Param) and lowering.needs:
            return [unseen(reason)], []
        return [unseen(reason, "dynamic")], [TextFault("opaque", reason, place)]
    given = {argument.keyword: argument.value for argument in arguments if argument.keyword is not None}
    if _ROWS.search(joined.sql):
        arguments = _rows_into_text(lowering, joined, arguments, given)
    lowering.text = joined.sql
    values = {**_parameters(lowering, arguments), **binds, **joined.literals}
    queries: list[Query] = []
    faults: list[TextFault] = []
    for parsed in lowering.language.parse(joined.sql, tuple(joined.holes)):
        queries.append(_bind(lowering, parsed.query, values))
        faults.extend(_faults(lowering, parsed, joined, place))
    return queries, faults


_ROWS = re.compile(r"\bVALUES\s+%s", re.IGNORECASE)
_COLUMNS = re.compile(r"\binsert\s+into\s+[\w.\"]+\s*\(([^()]*)\)\s*VALUES\s+%s", re.IGNORECASE)


def _rows_into_text(
    lowering: Lowering, joined: Joined, arguments: tuple[Argument, ...], given: dict[str, Term]
) -> tuple[Argument, ...]:
    """``execute_values``: the one ``%s`` stands for rows, written by the template or as many placeholders as a row has."""
    positional = [argument.value for argument in arguments[1:] if argument.keyword is None]
    rows = given.get("argslist", positional[0] if positional else None)
    template = given.get("template", positional[1] if len(positional) > 1 else None)
    known = None if rows is None else drivers.rows(lowering.resolve(rows))
    listed = _COLUMNS.search(joined.sql)
    width = len(known[0]) if known is not None else listed[1].count(",") + 1 if listed is not None else None
    written = None if template is None else whole(lowering, template)
    if (template is not None and written is None) or (written is None and width is None):
        return arguments
    shape = written or "(" + ", ".join(["%s"] * (width or 0)) + ")"
    all_rows = ", ".join([shape] * len(known or ((),)))
    joined.sql = _ROWS.sub(lambda _: f"VALUES {all_rows}", joined.sql, count=1)
    if known is None:
        return arguments[:1]
    flat = intern(Sequence("tuple", tuple(item for row in known for item in row)))
    return (arguments[0], Argument(flat))


def _unwrap(lowering: Lowering, value: Term) -> tuple[Term, dict[str, Term]]:
    """``text("...").bindparams(a=1)`` to the string and its values."""
    binds: dict[str, Term] = {}
    value = lowering.resolve_chain(value)
    while isinstance(value, MethodCall):
        if value.name in ("bindparams", "params"):
            binds.update({a.keyword: a.value for a in value.arguments if a.keyword is not None})
        value = lowering.resolve_chain(value.receiver)
    if isinstance(value, CallResult) and value.arguments:
        return lowering.resolve(value.arguments[0].value), binds
    return value, binds


def _parameters(lowering: Lowering, arguments: tuple[Argument, ...]) -> dict[str, Term]:
    """What execute was given beside the text: names, ``$n`` and ``?n`` to values."""
    values: dict[str, Term] = {}
    rest = [
        a for a in arguments[1:] if a.keyword in (None, "params", "parameters", "args", "values", "vars", "argslist")
    ]
    for number, argument in enumerate(rest, 1):
        given = lowering.resolve(argument.value)
        if isinstance(given, Sequence) and given.items and mappings.known_entries(given.items[0]) is not None:
            given = given.items[0]
        if argument.keyword == "argslist":
            one = drivers.representative(given)
            if one is None:
                continue
            given = one
            if mappings.known_entries(given) is not None:
                values.update(mappings.known_entries(given) or {})
                continue
        entries = mappings.known_entries(given)
        if entries is not None:
            values.update(entries)
            continue
        known = containers.items(given)
        if known is not None:
            for position, item in enumerate(known):
                values.setdefault(f"?{position}", item)
                values.setdefault(f"${position + 1}", item)
        values.setdefault(f"${number}", given)
        values.setdefault(f"?{number - 1}", given)
    return values


def _bind(lowering: Lowering, query: Query, values: dict[str, Term]) -> Query:
    """The query with placeholders replaced by the Python values in view."""
    found = _replace(lowering, query, values)
    assert isinstance(found, rel.Query.__args__)  # type: ignore[attr-defined]
    return found  # type: ignore[no-any-return]


def _replace(lowering: Lowering, node: object, values: dict[str, Term]) -> object:
    if isinstance(node, rel.Bound):
        key = node.key.removeprefix("param:")
        value = values.get(key)
        if value is None:
            return node
        value = lowering.resolve(value)
        if isinstance(value, Const) and value.value is not None:
            return rel.Literal(value.value)
        if containers.items(value) is not None and not isinstance(value, Mapping):
            return lowering.bound(value, many=True, none_is_null=False)
        return lowering.bound(value, many=node.many, none_is_null=False)
    if isinstance(node, tuple):
        changed = tuple(_replace(lowering, item, values) for item in node)
        return node if all(a is b for a, b in zip(changed, node, strict=True)) else changed
    if isinstance(node, Node) and not isinstance(node, Place | Span):
        changes = {}
        for field in node.__struct_fields__:
            before = getattr(node, field)
            after = _replace(lowering, before, values)
            if after is not before:
                changes[field] = after
        return msgspec.structs.replace(node, **changes) if changes else node
    return node


def _faults(lowering: Lowering, parsed: ParsedStatement, joined: Joined, place: Place) -> list[TextFault]:
    if parsed.holes:
        found: list[TextFault] = []
        kinds = {use.position for use in parsed.holes}
        for use in parsed.holes:
            term = joined.holes.get(use.name)
            lowering.needs |= _hole_needs(term)
        from scopelint.evaluate import terms

        names = ", ".join(terms.describe(joined.holes[use.name]) for use in parsed.holes if use.name in joined.holes)
        if kinds <= {"value", "quoted"}:
            found.append(TextFault("interpolated", f"{names} is formatted into the SQL text instead of bound", place))
        else:
            found.append(TextFault("opaque", f"{names} is put into the SQL text at run time", place))
        return found
    if parsed.error is not None:
        where = locate(joined, (parsed.error_offset or 0)) or place
        return [TextFault("unparsable", parsed.error, where)]
    return []


def _hole_needs(term: Term | None) -> set[Param]:
    from scopelint.evaluate import terms

    return set(terms.params_in(term)) if term is not None else set()


def locate(joined: Joined, offset: int) -> Place | None:
    """Where an offset in the joined SQL stands in the Python file; None inside a hole or a built string."""
    for start, const in reversed(joined.stretches):
        if start <= offset <= start + len(str(const.value)) and const.source is not None:
            return _in_constant(const, offset - start)
    return None


def _in_constant(const: Const, offset: int) -> Place | None:
    assert isinstance(const.source, ir.Constant)
    text = str(const.value)
    passed = 0
    for piece in const.source.pieces:
        if offset <= passed + piece.length:
            if not piece.exact:
                return Place(const.path, piece.span)
            before = text[passed:offset]
            line = piece.span.line + before.count("\n")
            column = piece.span.column + len(before) if "\n" not in before else len(before) - before.rfind("\n")
            return Place(const.path, Span(line, column, line, column + 1))
        passed += piece.length
    return Place(const.path, const.source.span)
