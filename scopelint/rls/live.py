"""A live server to a catalog: one read-only transaction, catalog queries only. Needs the extra ``postgres``."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scopelint.model.catalog import (
    Catalog,
    Column,
    Command,
    DefaultPrivilege,
    Index,
    Key,
    Member,
    ObjectKind,
    Policy,
    Privilege,
    Reference,
    Relation,
    RelationKind,
    Role,
    Routine,
)
from scopelint.model.errors import UsageError
from scopelint.rls import live_queries as queries
from scopelint.rls.replay_privileges import ALL, NOT_BY_DEFAULT

if TYPE_CHECKING:
    import psycopg

CONNECT_SECONDS = 10
OLDEST = 130000
_KINDS: dict[str, RelationKind] = {"r": "table", "p": "partitioned", "f": "foreign", "v": "view", "m": "materialized"}
_COMMANDS: dict[str, Command] = {"*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"}
_ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_DEFAULT_KINDS: dict[str, ObjectKind] = {"r": "table", "S": "sequence", "f": "function"}
_PUBLIC = re.compile(r"(?<![\w.])public\.")


def read_live(url: str) -> Catalog:
    """The catalog of the database at ``url`` (a URL or a libpq connection string).

    Objects of extensions and of the system are left out. Raises UsageError, in one line that never holds the
    password, if psycopg is not installed, the server is not reachable, too old, or refuses the queries.
    """
    try:
        import psycopg
    except ImportError:
        raise UsageError("--database-url needs psycopg: pip install 'scopelint[postgres]'") from None
    secret = _password(url)
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS, options=None) as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            if connection.info.server_version < OLDEST:
                raise UsageError(f"database: PostgreSQL {OLDEST // 10000} or newer is needed")
            return _Reader(connection).catalog()
    except psycopg.Error as error:
        raise UsageError(f"database: {_line(error, secret)}") from None


def _password(url: str) -> str:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        return str(conninfo_to_dict(url).get("password") or "")
    except ProgrammingError:  # its message quotes the text
        raise UsageError("database: --database-url is no PostgreSQL URL or connection string") from None


def _line(error: Exception, secret: str) -> str:
    """The first line that says something, without the password."""
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return text.replace(secret, "***") if secret else text


class _Reader:
    """Reads one database; names of public objects are bare, as in replayed catalogs."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection
        self.version = connection.info.server_version

    def rows(self, query: str) -> list[dict[str, Any]]:
        from psycopg.rows import dict_row

        with self.connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def catalog(self) -> Catalog:
        self.connection.execute("SET LOCAL search_path = ''")
        self.connection.execute("SET LOCAL statement_timeout = '60s'")
        return Catalog(
            {relation.name: relation for relation in self._relations()},
            {f"{routine.name}({', '.join(routine.arguments)})": routine for routine in self._routines()},
            {role.name: role for role in self._roles()},
            tuple(self._members()),
            tuple(sorted(self._privileges(), key=_sorted_by)),
            tuple(sorted(self._defaults(), key=_sorted_by)),
        )

    # ------------------------------------------------------------ relations

    def _relations(self) -> Iterator[Relation]:
        columns = _grouped(self.rows(queries.COLUMNS))
        keys = _grouped(self.rows(queries.KEYS))
        references = _grouped(self.rows(queries.REFERENCES))
        indexes = _grouped(self.rows(queries.INDEXES))
        policies = _grouped(self.rows(queries.POLICIES))
        parents = _grouped(self.rows(queries.PARENTS))
        reads = _grouped(self.rows(queries.READS))
        for row in self.rows(queries.RELATIONS):
            oid = row["oid"]
            options = dict(option.partition("=")[::2] for option in row["options"] or [])
            own_keys = keys.get(oid, [])
            above = [name(parent["schema"], parent["name"]) for parent in parents.get(oid, [])]
            definition = row["definition"]
            yield Relation(
                name(row["schema"], row["name"]),
                _KINDS[row["kind"]],
                tuple(_column(column) for column in columns.get(oid, [])),
                next((Key(key["name"], tuple(key["columns"])) for key in own_keys if key["type"] == "p"), None),
                tuple(Key(key["name"], tuple(key["columns"])) for key in own_keys if key["type"] == "u"),
                tuple(_reference(reference) for reference in references.get(oid, [])),
                tuple(_index(index) for index in indexes.get(oid, [])),
                row["owner"],
                row["row_security"],
                row["forced"],
                tuple(_policy(policy) for policy in policies.get(oid, [])),
                _partition_key(row["partition_key"]),
                above[0] if row["is_partition"] and above else None,
                () if row["is_partition"] else tuple(above),
                None if definition is None else plain(definition.strip().rstrip(";")),
                tuple(sorted(name(read["schema"], read["name"]) for read in reads.get(oid, []))),
                options.get("security_invoker", "false") in ("true", "on", "yes", "1"),
                options.get("security_barrier", "false") in ("true", "on", "yes", "1"),
            )

    # ------------------------------------------------------------ the rest

    def _routines(self) -> Iterator[Routine]:
        body = "pg_get_function_sqlbody(p.oid)" if self.version >= 140000 else "NULL"
        for row in self.rows(queries.ROUTINES.replace("/*sqlbody*/", body)):
            settings = sorted(setting.partition("=")[::2] for setting in row["settings"] or [])
            yield Routine(
                name(row["schema"], row["name"]),
                tuple(plain(argument) for argument in row["arguments"]),
                row["language"],
                row["security_definer"],
                row["owner"],
                tuple((key, value) for key, value in settings),
                row["sqlbody"] or row["body"],
            )

    def _roles(self) -> Iterator[Role]:
        for row in self.rows(queries.ROLES):
            yield Role(
                row["name"], row["superuser"], row["bypass_rls"], row["login"], row["inherit"], row["create_role"]
            )

    def _members(self) -> Iterator[Member]:
        options = (
            "m.inherit_option AS inherit, m.set_option AS can_set"
            if self.version >= 160000
            else "b.rolinherit AS inherit, true AS can_set"
        )
        for row in self.rows(queries.MEMBERS.replace("/*options*/", options)):
            yield Member(row["role"], row["member"], row["inherit"], row["can_set"], row["admin"])

    def _privileges(self) -> Iterator[Privilege]:
        for row in self.rows(queries.PRIVILEGES):
            kind = row["kind"]
            if row["privilege"] in ALL[kind]:
                named = name(row["schema"], row["name"]) if row["schema"] is not None else row["name"]
                if kind == "function":
                    named = f"{named}({', '.join(plain(argument) for argument in row['arguments'])})"
                yield Privilege(kind, named, row["grantee"], row["privilege"], row["column"], row["grantable"])

    def _defaults(self) -> Iterator[DefaultPrivilege]:
        seen: dict[tuple[str, str | None], bool] = {}
        for row in self.rows(queries.DEFAULTS):
            kind = _DEFAULT_KINDS[row["kind"]]
            everybody = kind == "function" and row["schema"] is None
            if everybody:
                public = (row["grantee"], row["privilege"]) == ("public", "execute")
                seen[(row["creator"], None)] = seen.get((row["creator"], None), False) or public
                if public:
                    continue
            if row["privilege"] in ALL[kind] and row["grantee"] != row["creator"]:
                yield DefaultPrivilege(
                    kind, row["grantee"], row["privilege"], row["creator"], row["schema"], row["grantable"]
                )
        for (creator, _), public in seen.items():
            if not public:
                yield DefaultPrivilege("function", "public", NOT_BY_DEFAULT, creator, None)


def name(schema: str, bare: str) -> str:
    """ "name" in public, else "schema.name"."""
    return bare if schema == "public" else f"{schema}.{bare}"


def plain(text: str) -> str:
    """SQL without the prefix of schema public."""
    return _PUBLIC.sub("", text)


def _grouped(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["relation"], []).append(row)
    return found


def _column(row: dict[str, Any]) -> Column:
    expression = None if row["expression"] is None else plain(row["expression"])
    identity = {"a": "always", "d": "by default"}.get(row["identity"], "")
    generated = expression if row["generated"] else None
    default = expression if not row["generated"] else None
    return Column(row["name"], plain(row["type"]), row["nullable"], default, identity, generated)


def _reference(row: dict[str, Any]) -> Reference:
    return Reference(
        row["name"],
        tuple(row["columns"]),
        name(row["referred_schema"], row["referred_name"]),
        tuple(row["referred_columns"]),
        _ACTIONS[row["on_delete"]],
    )


def _index(row: dict[str, Any]) -> Index:
    keys = row["keys"]
    columns = tuple(
        column if column is not None else f"({plain(expression)})"
        for column, expression in zip(row["columns"], row["expressions"], strict=True)
    )
    where = None if row["predicate"] is None else plain(row["predicate"])
    return Index(row["name"], columns[:keys], row["is_unique"], row["method"], where, columns[keys:])


def _policy(row: dict[str, Any]) -> Policy:
    return Policy(
        row["name"],
        _COMMANDS[row["command"]],
        row["permissive"],
        tuple(sorted(row["roles"])) or ("public",),
        None if row["qual"] is None else plain(row["qual"]),
        None if row["with_check"] is None else plain(row["with_check"]),
    )


def _partition_key(text: str | None) -> str | None:
    if text is None:
        return None
    strategy, _, rest = text.partition(" ")
    return f"{strategy.lower()} {plain(rest)}"


def _sorted_by(node: Any) -> tuple[str, ...]:
    return tuple(str(getattr(node, field)) for field in node.__struct_fields__ if field != "place")
