"""What SQLAlchemy's names and methods are: heads that begin a statement, methods that build, execute or end one."""

from typing import TYPE_CHECKING

from scopelint.evaluate.values import (
    Attr,
    CallResult,
    Choice,
    Class,
    External,
    MethodCall,
    Sequence,
    TableObject,
    Term,
)

if TYPE_CHECKING:
    from scopelint.model.program import Program

LIBRARIES = frozenset({"sqlalchemy", "sqlmodel", "flask_sqlalchemy", "sqlalchemy_utils", "sqlalchemy_continuum"})
HEADS = frozenset(
    {"select", "insert", "update", "delete", "text", "union", "union_all", "intersect", "intersect_all", "except_",
     "except_all", "exists", "values", "Query"}
)  # fmt: skip
SET_OPERATIONS = {
    "union": ("union", False),
    "union_all": ("union", True),
    "intersect": ("intersect", False),
    "intersect_all": ("intersect", True),
    "except_": ("except", False),
    "except_all": ("except", True),
}
EXECUTE = frozenset(
    {"execute", "scalars", "scalar", "stream", "stream_scalars", "exec", "fetch_all", "fetch_one", "fetch_val",
     "iterate", "exec_driver_sql", "executemany", "fetch", "fetchrow", "fetchval"}
)  # fmt: skip
QUERY_TERMINALS = frozenset(
    {"all", "first", "one", "one_or_none", "scalar", "count", "get", "get_or_404", "first_or_404", "one_or_404",
     "delete", "update", "yield_per", "paginate", "scalar_one", "scalars", "__iter__", "__getitem__", "exists_",
     "iterator"}
)  # fmt: skip
COMPARISONS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
PATTERNS = {
    "like": "like", "ilike": "ilike", "not_like": "not like", "notlike": "not like", "not_ilike": "not ilike",
    "notilike": "not ilike", "contains": "like", "icontains": "ilike", "startswith": "like", "istartswith": "ilike",
    "endswith": "like", "iendswith": "ilike", "match": "@@", "regexp_match": "~", "has_key": "?", "has_any": "?|",
    "has_all": "?&", "contained_by": "<@", "overlap": "&&", "overlaps": "&&",
}  # fmt: skip
TRANSPARENT = frozenset({"label", "collate", "asc", "desc", "nulls_first", "nulls_last", "nullsfirst", "nullslast",
                         "self_group", "unique_params", "correlate", "params", "with_variant", "expression"})  # fmt: skip
SELECTABLE = frozenset({"subquery", "cte", "alias", "lateral"})


def library_name(value: Term) -> str | None:
    """The last part of a SQLAlchemy (or SQLModel) function's name."""
    if isinstance(value, External):
        root, _, rest = value.name.partition(".")
        if root in LIBRARIES:
            return rest.rsplit(".", 1)[-1]
    return None


def is_function(value: Term) -> bool:
    """``func.name``: a function of the database."""
    return isinstance(value, External) and (".func." in value.name or value.name.startswith("sqlalchemy.func."))


class Heads:
    """Which terms are statements under construction, remembered by identity."""

    def __init__(self, program: "Program") -> None:
        self.program = program
        self._known: dict[Term, str | None] = {}
        self.relevant: dict[Term, bool] = {}
        self.holds_query: dict[Term, bool] = {}
        ends = ("Query", "Session")
        self.subclassed = any(
            name.startswith(("sqlalchemy.", "sqlmodel.", "flask_sqlalchemy.")) and name.endswith(ends)
            for cls in program.classes.values()
            for name in cls.mro
        )
        """The project has classes of its own for queries or sessions."""
        self.query_classes: dict[Term, str | None] = {}

    def kind(self, value: Term) -> str | None:
        """ "select", "query", "insert", ... for a statement being built; None for anything else."""
        found = self._known.get(value, "")
        if found != "":
            return found
        spine: list[Term] = []
        node = value
        kind: str | None = None
        while True:
            if node in self._known:
                kind = self._known[node]
                break
            spine.append(node)
            match node:
                case MethodCall():
                    if self.begins(node):
                        kind = "query" if node.name == "query" else node.name
                        break
                    # ``fetch`` is a clause of a statement too, and kind() is asked of statements' receivers only
                    ends = (node.name in EXECUTE and node.name != "fetch") or node.name in QUERY_TERMINALS
                    if ends and not (node.name in ("delete", "update") and self._is_table(node.receiver)):
                        break
                    node = node.receiver
                    continue
                case Choice():
                    kind = self.kind(node.then) or self.kind(node.otherwise)
                case CallResult():
                    name = library_name(node.function)
                    kind = ("query" if name == "Query" else name) if name in HEADS else None
                case Attr(base=Class() as cls, name="query" | "select"):
                    kind = "query" if cls.id in self.program.mapped else None
            break
        for seen in spine:
            self._known[seen] = kind
        return kind

    def begins(self, node: MethodCall) -> bool:
        """``session.query(Model)``, ``table.select()``, ``table.insert()`` ..."""
        if node.name == "query" and node.arguments:
            return any(self.is_entity(argument.value) for argument in node.arguments)
        return node.name in ("select", "insert", "update", "delete") and self._is_table(node.receiver)

    @staticmethod
    def _is_table(value: Term) -> bool:
        return isinstance(value, TableObject)

    def is_entity(self, value: Term, depth: int = 0) -> bool:
        """A mapped class, alias, column, function of one, or a list of them: something a SELECT can name."""
        match value:
            case Class():
                return value.id in self.program.mapped
            case TableObject():
                return True
            case Attr(base=base):
                return depth < 4 and self.is_entity(base, depth + 1)
            case CallResult():
                name = library_name(value.function)
                return name is not None and name not in ("create_engine", "sessionmaker", "Session", "SQLAlchemy")
            case MethodCall():
                return depth < 6 and (self.is_entity(value.receiver, depth + 1) or self.kind(value) is not None)
            case Choice():
                return self.is_entity(value.then, depth + 1) or self.is_entity(value.otherwise, depth + 1)
            case Sequence():
                return depth < 4 and any(self.is_entity(item, depth + 1) for item in value.items)
        return False
