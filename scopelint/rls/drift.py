"""Where manifest, models and catalog disagree: tables that nobody decided on, entries that match nothing, other facts."""

import re
from collections.abc import Callable, Iterator, Mapping

from scopelint.model.catalog import Catalog, Relation
from scopelint.model.drift import Drift, Side, Source
from scopelint.model.manifest import Manifest
from scopelint.model.node import Place, Span
from scopelint.model.schema import Level, Posture, Schema, Table

BOOKKEEPING = frozenset({"alembic_version", "schema_migrations", "spatial_ref_sys"})
"""Tables of the tools around a schema: nobody has to decide on them."""
TABLES = ("table", "partitioned", "foreign")


def drift(
    catalog: Catalog | None,
    models: Schema,
    manifest: Manifest,
    postures: Mapping[str, Posture] | None = None,
    levels: tuple[Level, ...] | None = None,
    defines: Callable[[str], bool] | None = None,
    source: Source = "migrations",
) -> tuple[Drift, ...]:
    """Every disagreement, in order of subject.

    ``catalog``: what ``source`` (migrations or a database) makes of the schema; None: it was not read. ``postures``: what
    the policies were proved to do, by table; without it the switches of the catalog count. ``levels``: the tenant levels
    in force, those of the manifest if not given. ``defines``: whether a dotted name is defined in the project's code.
    """
    comparing = _Comparing(catalog, models, manifest, postures or {}, levels or manifest.levels, defines, source)
    found = [*comparing.undecided(), *comparing.stale(), *comparing.stated(), *comparing.of_schemas()]
    return tuple(sorted(found, key=lambda one: (one.table or "", one.subject)))


def raw_posture(relation: Relation) -> Posture:
    """What the switches say, whatever the policies do."""
    return "none" if not relation.row_security else "forced" if relation.forced else "enabled"


def may_protect(catalog: Catalog) -> bool:
    """Whether what could not be read may have changed row-level security: then a table that shows none may have some."""
    return any(_SECURITY.search(f"{one.reason} {one.text}") for one in catalog.unknown)


STRENGTH: tuple[Posture, ...] = ("none", "enabled", "forced")
_SECURITY = re.compile(r"security|policy|\bexecute\b|\bformat\b|run[- ]time|not in view", re.IGNORECASE)


class _Comparing:
    def __init__(
        self,
        catalog: Catalog | None,
        models: Schema,
        manifest: Manifest,
        postures: Mapping[str, Posture],
        levels: tuple[Level, ...],
        defines: Callable[[str], bool] | None,
        source: Source,
    ) -> None:
        self.manifest = manifest
        self.models = models
        self.catalog = catalog
        self.postures = postures
        self.levels = levels
        self.defines = defines
        self.source: Source = source
        self.relations = {} if catalog is None else catalog.relations
        self.tables = {name: one for name, one in self.relations.items() if one.kind in TABLES}
        self.whole = catalog is not None and not catalog.unknown

    # ------------------------------------------------------------ tables and entries

    def undecided(self) -> Iterator[Drift]:
        """Tables that the manifest does not name. One that names no table at all decides on none, and says so."""
        if not self.manifest.tables:
            return
        names = {name for name, table in self.models.tables.items() if table.view is None}
        names |= self.tables.keys()
        names -= {name for name, one in self.tables.items() if one.partition_of is not None}
        for name in sorted(names - self.manifest.tables.keys() - BOOKKEEPING):
            yield Drift("not-in-manifest", name, (*self._having(name), self._says("no such table", 1)), name)

    def _having(self, name: str) -> Iterator[Side]:
        if name in self.tables:
            yield Side(self.source, f"table {name}", self.tables[name].place)
        if name in self.models.tables:
            yield Side("models", f"table {name}", self.models.tables[name].place)

    def _says(self, value: str, line: int) -> Side:
        return Side("manifest", value, Place(self.manifest.path or "", Span(line, 1, line, 1)))

    def stale(self) -> Iterator[Drift]:
        """Names in the manifest that match nothing. Nothing is stale where no schema could be read."""
        if self.models.tables or self.tables:
            for subject, table, column, line in self._named():
                fault = self._missing(table, column)
                if fault is not None:
                    yield self._stale(subject, fault, line, table)
        roles = self.catalog.roles if self.catalog is not None else {}
        for bypass in self.manifest.bypasses:
            if bypass.role is not None and roles and self.whole and bypass.role not in roles:
                yield self._stale(f"bypass role '{bypass.role}'", f"no role {bypass.role}", bypass.line)
            if bypass.session is not None and self.defines is not None and not self.defines(bypass.session):
                name = bypass.session
                yield self._stale(f"bypass session '{name}'", f"no {name}", bypass.line, missing_from="models")

    def _named(self) -> Iterator[tuple[str, str, str | None, int]]:
        """What the manifest names: how to call it, table, column, line."""
        for level in self.manifest.levels:
            if level.registry is not None:
                yield f"registry of {level.name}", level.registry, None, level.line
            for one in level.memberships:
                for column in (one.tenant, one.principal):
                    yield f"membership {one.table}.{column}", one.table, column, level.line
        for name, entry in self.manifest.tables.items():
            yield f"tables.{name}", name, None, entry.line
            if entry.parent is not None:
                yield f"tables.{name}.parent", entry.parent.table, None, entry.line
                for column in entry.parent.columns:
                    yield f"tables.{name}.parent", name, column, entry.line
        for owned in (*self.manifest.principal.owner_columns, *self.manifest.principal.bearer_columns):
            table, _, column = owned.rpartition(".")
            yield f"principal column {owned}", table, column, 1
        for exemption in self.manifest.exemptions:
            for name in exemption.tables:
                yield f"exemption of table '{name}'", name, None, exemption.line

    def _missing(self, table: str, column: str | None) -> str | None:
        """What is not there, None if it is or may be."""
        model, relation = self.models.tables.get(table), self.relations.get(table)
        if model is None and relation is None:
            everything = self.whole if self.catalog is not None else self.models.complete
            return f"no table {table}" if everything else None
        if column is None:
            return None
        if model is not None and (not model.complete or any(one.name == column for one in model.columns)):
            return None
        if relation is not None and (not relation.complete or any(one.name == column for one in relation.columns)):
            return None
        return f"no column {table}.{column}"

    def _stale(
        self, subject: str, fault: str, line: int, table: str | None = None, missing_from: Source | None = None
    ) -> Drift:
        seen: list[Source] = [missing_from] if missing_from else []
        if not seen:
            seen += ["models"] if self.models.tables and table is not None else []
            seen += [self.source] if self.catalog is not None else []
        others = tuple(Side(one, fault) for one in seen)
        return Drift("stale-entry", subject, (self._says(subject, line), *others), table)

    # ------------------------------------------------------------ what is said of one table

    def stated(self) -> Iterator[Drift]:
        """The manifest's ``rls`` and the setting of its policies, against the catalog."""
        for name, entry in self.manifest.tables.items():
            relation = self.tables.get(name)
            if relation is None or entry.rls is None:
                continue
            found = self.postures.get(name, raw_posture(relation))
            weaker = STRENGTH.index(found) < STRENGTH.index(entry.rls)
            if found != entry.rls and not (weaker and self.catalog is not None and may_protect(self.catalog)):
                yield Drift(
                    "differs",
                    f"{name}.rls",
                    (self._says(f"rls = {entry.rls}", entry.line), self._posture(relation, found)),
                    name,
                )

    def _posture(self, relation: Relation, found: Posture) -> Side:
        """The catalog's side, on the line that set it."""
        places = dict(relation.places)
        place = places.get("forced" if found == "forced" else "row_security") or relation.place
        switches = raw_posture(relation)
        value = f"rls = {found}"
        if switches != found:
            value += f" (row-level security is {switches}, but its policies confine nothing)"
            place = next((policy.place for policy in relation.policies), place)
        return Side(self.source, value, place)

    def of_schemas(self) -> Iterator[Drift]:
        """Models against catalog, in what decides isolation: tables, tenant columns and whether they may be NULL."""
        if self.catalog is None or not self.tables:
            return
        columns = {column for level in self.levels for column in level.columns}
        for name, model in sorted(self.models.tables.items()):
            if model.view is not None:
                continue
            relation = self.relations.get(name)
            if relation is None:
                if self.whole and any(column.name in columns for column in model.columns):
                    absent = Side(self.source, "no such table")
                    yield Drift("differs", name, (Side("models", f"table {name}", model.place), absent), name)
            elif relation.kind in TABLES and relation.complete and model.complete:
                yield from self._columns(model, relation, columns)

    def _columns(self, model: Table, relation: Relation, names: set[str]) -> Iterator[Drift]:
        ours = {column.name: column.nullable for column in model.columns if column.name in names}
        theirs = {column.name: column for column in relation.columns if column.name in names}
        for column in sorted(ours.keys() | theirs.keys()):
            there = theirs.get(column)
            sides: tuple[str, str] | None = None
            if column not in ours or there is None:
                sides = ("a column" if column in ours else "no column", "a column" if there else "no column")
                sides = (f"{sides[0]} {column}", f"{sides[1]} {column}")
            elif ours[column] is not None and ours[column] != there.nullable:
                sides = tuple(  # type: ignore[assignment]
                    f"{column} {'may be NULL' if null else 'NOT NULL'}" for null in (ours[column], there.nullable)
                )
            if sides is not None:
                place = there.place if there is not None and there.place is not None else relation.place
                yield Drift(
                    "differs",
                    f"{model.name}.{column}",
                    (Side("models", sides[0], model.place), Side(self.source, sides[1], place)),
                    model.name,
                )
