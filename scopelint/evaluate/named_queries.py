"""aiosql: ``queries.get_tasks(conn, org_id=...)`` runs the text behind ``-- name: get_tasks`` of a file."""

import re
from typing import TYPE_CHECKING, NamedTuple

from scopelint.evaluate import mappings, sql_files
from scopelint.evaluate.values import (
    Argument,
    Attr,
    CallResult,
    External,
    Mapping,
    MethodCall,
    Term,
    const,
    constant_text,
    intern,
)
from scopelint.model.program import ClassRef, ExternalRef, ModuleRef, Ref, VariableRef

if TYPE_CHECKING:
    from scopelint.evaluate.interpreter import Run, World

LIBRARIES = ("aiosql", "anosql", "pugsql")
OWN = frozenset({"add_query", "add_queries", "add_child_queries", "from_list"})
"""Methods of the object itself: they run nothing."""
MANY = ("*!", "!*")
_BEGINS = re.compile(r"--\s*name\s*:\s*")
_NAME = re.compile(r"([\w-]+)\s*(?:\([^()\n]*\))?\s*(\^|\$|<!|!\*|\*!|!|#)?\s*(?:--.*)?")
_BLOCK = re.compile(r"'(?:''|[^'])*'|\"(?:\"\"|[^\"])+\"|--[^\n]*|(/\*.*?\*/)", re.DOTALL)
_PARAMETER = re.compile(r"\"(?:\"\"|[^\"])+\"|'(?:''|[^'])*'|--[^\n]*|(?<!:):(\w+)")


class Named(NamedTuple):
    """One query of a text. ``kind`` is its suffix."""

    kind: str
    sql: str


class Call(NamedTuple):
    """A call of a named query, in the form of ``connection.execute(statement, parameters)``."""

    statement: Term
    arguments: tuple[Argument, ...]
    connection: Term | None


def made(receiver: Term) -> tuple[CallResult, tuple[str, ...]] | None:
    """The call that made an object of named queries, and the folders below it that ``receiver`` names."""
    names: list[str] = []
    while isinstance(receiver, Attr):
        names.append(receiver.name)
        receiver = receiver.base
    if not isinstance(receiver, CallResult) or not isinstance(receiver.function, External):
        return None
    known = receiver.function.name.partition(".")[0] in LIBRARIES
    return (receiver, tuple(reversed(names))) if known else None


def holders(world: "World") -> frozenset[Ref]:
    """Variables of modules, and classes with a field, that hold an object of named queries."""
    program = world.program
    found: set[Ref] = set()
    for module in program.modules.values():
        names = [ref for ref in module.names.values() if not isinstance(ref, ModuleRef)]
        if not any(isinstance(ref, ExternalRef) and ref.name.partition(".")[0] in LIBRARIES for ref in names):
            continue
        for ref in names:
            if isinstance(ref, VariableRef) and made(world.variable(ref.id)) is not None:
                found.add(ref)
            elif isinstance(ref, ClassRef) and ref.id in program.classes:
                fields = [name for name, method in program.classes[ref.id].members.items() if not method]
                values = (world.class_variable(ref.id, name) for name in fields)
                if any(value is not None and made(value) is not None for value in values):
                    found.add(ref)
    return frozenset(found)


def read(text: str) -> dict[str, Named | None]:
    """The queries of a text by name; None for a name or a head that cannot be relied on."""
    found: dict[str, Named | None] = {}
    bare = _BLOCK.sub(
        lambda match: match[0] if match[1] is None else " ", text
    )  # as aiosql does, before it looks for names
    for part in _BEGINS.split(bare)[1:]:
        head, _, body = part.partition("\n")
        match = _NAME.fullmatch(head.strip())
        if match is None:
            return {}  # aiosql refuses the file
        name = match[1].replace("-", "_")
        found[name] = None if name in found else Named(match[2] or "", body)
    return found


def handed(run: "Run", call: MethodCall) -> Call | None:
    """What a call on an object of named queries sends; None where its text is not in view."""
    source = made(call.receiver)
    query = None if source is None else _find(run, *source, call.name)
    if query is None:
        return None
    positional = [argument for argument in call.arguments if argument.keyword is None and argument.star != "**"]
    if any(argument.star for argument in positional):
        positional = positional[:1] if not positional[0].star else []
    connection = positional[0].value if positional else None
    statement = const(query.sql)
    rest = positional[1:]
    if query.kind in MANY:
        given = [intern(Argument(argument.value, "argslist")) for argument in rest[:1]]
    else:
        given = [*rest, intern(Argument(_by_name(query.sql, call.arguments, rest)))]
    return Call(statement, (intern(Argument(statement)), *given), connection)


def _by_name(sql: str, arguments: tuple[Argument, ...], positional: list[Argument]) -> Term:
    """The parameters by name: those given so, and positional ones in the order in which the text names them first."""
    names = list(dict.fromkeys(match[1] for match in _PARAMETER.finditer(sql) if match[1] is not None))
    values = {name: argument.value for name, argument in zip(names, positional, strict=False)}
    for argument in arguments:
        if argument.keyword is not None:
            values[argument.keyword] = argument.value
        elif argument.star == "**":
            values.update(mappings.known_entries(argument.value) or {})
    return intern(Mapping(tuple((const(name), value) for name, value in values.items())))


def _find(run: "Run", source: CallResult, folders: tuple[str, ...], name: str) -> Named | None:
    texts = _texts(run, source, folders)
    found: list[Named | None] = []
    for text in texts:
        if text is None:
            return None
        queries = read(text)
        # every SELECT has a second function that gives the cursor
        found += [queries[one] for one in (name, name.removesuffix("_cursor")) if one in queries][:1]
    return found[0] if len(found) == 1 else None


def _texts(run: "Run", source: CallResult, folders: tuple[str, ...]) -> list[str | None]:
    """The texts that hold the queries of a folder; None for one that is not in view."""
    name = source.function.name if isinstance(source.function, External) else ""
    positional = [argument.value for argument in source.arguments if argument.keyword is None and not argument.star]
    given = {argument.keyword: argument.value for argument in source.arguments if argument.keyword is not None}
    first = positional[0] if positional else given.get("sql_path", given.get("sql"))
    if (
        first is None
        or {"ext", "loader_cls", "queries_cls"} & given.keys()
        or any(one.star for one in source.arguments)
    ):
        return []
    if name == "aiosql.from_str":
        return [] if folders else [constant_text(first)]
    if name != "aiosql.from_path":
        return []
    path = source.place.path
    file = None if folders else sql_files.file_of(run, first, path)
    if file is not None:
        return [run.world.sql_files.text(file)]
    found = sql_files.location(run.program, first)
    known = run.world.sql_files.paths
    holding = []
    for folder in sql_files.candidates(found, path) if found is not None else ():
        prefix = "" if folder == "." else f"{folder}/"
        if any(one.startswith(prefix) for one in known):
            holding.append(prefix)
    if len(holding) != 1:
        return []
    below = "".join(f"{folder}/" for folder in folders)
    start = holding[0] + below
    inside = sorted(one for one in known if one.startswith(start) and "/" not in one[len(start) :])
    return [run.world.sql_files.text(one) for one in inside]
