"""The whole of row-level security found in a catalog: what stands behind each table, and facts for the rules."""

from collections.abc import Iterator

import msgspec

from scopelint.model.catalog import Catalog, Policy, Relation
from scopelint.model.drift import Drift
from scopelint.model.fact import ManifestEntryFact, PolicyFact, RoleFact, TableFact
from scopelint.model.manifest import Manifest
from scopelint.model.node import Place, Span
from scopelint.model.protection import NOWHERE, PlacedFact, Protection
from scopelint.model.schema import Posture, TableTenancy, Tenancy
from scopelint.rls.drift import TABLES, raw_posture
from scopelint.rls.exposure import Defect, Exposure
from scopelint.rls.grading import OPEN, Grade, Grading, Proving, Unset
from scopelint.rls.keys import Keys
from scopelint.rls.per_row import per_row
from scopelint.rls.policies import (
    COMMANDS,
    Audience,
    Command,
    check_of,
    commands_of,
    permissive,
    share_roles,
)
from scopelint.rls.rights import Rights
from scopelint.rls.roles import exempt_logins

EFFECTS: dict[Command, str] = {"select": "read", "insert": "insert", "update": "update", "delete": "delete"}


def assess(catalog: Catalog, tenancy: Tenancy, manifest: Manifest, proving: Proving) -> Protection:
    """What row-level security does, by proof. ``tenancy`` classifies the catalog's own tables."""
    return _Assessing(catalog, tenancy, manifest, proving).all()


def drift_facts(drifts: tuple[Drift, ...], tenancy: Tenancy, manifest: Manifest) -> tuple[PlacedFact, ...]:
    """Disagreements as facts, each where its first side stands."""
    found = []
    for drift in drifts:
        entry, fault = {
            "not-in-manifest": ("table", "missing"),
            "stale-entry": ("table", "matches-nothing"),
            "differs": ("drift", "differs"),
        }[drift.kind]
        place = drift.place or Place(manifest.path or NOWHERE, Span(1, 1, 1, 1))
        known = tenancy.tables.get(drift.table or "", TableTenancy("global"))
        fact = ManifestEntryFact(
            entry,  # type: ignore[arg-type]
            fault,  # type: ignore[arg-type]
            drift.sentence if drift.kind == "differs" else ", ".join(side.value for side in drift.sides[1:]),
            drift.subject,
            place.path,
            drift.table,
            known.scope,
            known.posture,
            known.sensitive,
        )
        found.append(PlacedFact(fact, place, drift.subject))
    return tuple(found)


def sensitive_facts(tenancy: Tenancy, manifest: Manifest) -> Iterator[PlacedFact]:
    """Tables that the manifest marks as sensitive, and nothing holds back."""
    for name, entry in manifest.tables.items():
        known = tenancy.tables.get(name)
        if entry.sensitive and known is not None and known.posture == "none":
            place = Place(manifest.path or NOWHERE, Span(entry.line, 1, entry.line, 1))
            reason = "row-level security is not enabled" if not known.unheld else "its policies confine nothing"
            fact = ManifestEntryFact(
                "table", "unprotected", reason, name, place.path, name, known.scope, known.posture, True
            )
            yield PlacedFact(fact, place, name)


class _Assessing:
    def __init__(self, catalog: Catalog, tenancy: Tenancy, manifest: Manifest, proving: Proving) -> None:
        self.catalog = catalog
        self.manifest = manifest
        bypassing = [bypass.role for bypass in manifest.bypasses if bypass.role is not None]
        self.listed_settings = {b.setting.lower() for b in manifest.bypasses if b.setting is not None}
        self.audience = Audience(catalog, bypassing)
        self.rights = Rights(catalog, bypassing)
        self.grading = Grading(catalog, tenancy, proving, self.audience)
        self.tenancy = self.grading.tenancy
        self.tables = {name: one for name, one in catalog.relations.items() if one.kind in TABLES}
        self.grades: dict[tuple[str, str, Command], Grade] = {}
        self.policy_names: dict[tuple[str, str], str] = {}
        self.guarded = frozenset(
            name
            for name, one in self.tables.items()
            if one.row_security and name in tenancy.tables and tenancy.tables[name].scope != "global"
        )

    def all(self) -> Protection:
        facts: list[PlacedFact] = []
        tables = dict(self.tenancy.tables)
        for name, relation in self.tables.items():
            known = tables.get(name, TableTenancy("global"))
            posture, unheld = self._posture(relation, known)
            switches = raw_posture(relation)
            tables[name] = msgspec.structs.replace(known, posture=posture, switches=switches, unheld=unheld)
        self.tenancy = msgspec.structs.replace(self.tenancy, tables=tables)
        for relation in self.tables.values():
            facts += self._switches(relation)
            facts += (self._policy(relation, policy) for policy in relation.policies)
        exposure = Exposure(self.catalog, self.grading, self.rights, self.guarded)
        for defect in (*exposure.defects(), *Keys(self.catalog, self.tenancy, self.guarded).defects()):
            facts.append(self._defect(defect))
        facts += self._roles()
        postures: dict[str, Posture] = {name: tables[name].posture for name in self.tables}
        return Protection(self.tenancy, tuple(facts), postures, self.policy_names)

    # ------------------------------------------------------------ postures

    def _posture(self, relation: Relation, known: TableTenancy) -> tuple[Posture, tuple[str, ...]]:
        """What holds, and the effects that nothing holds back. Reads that nothing holds back are no protection."""
        raw = raw_posture(relation)
        if raw == "none" or known.scope == "global":
            return raw, ()
        unheld = tuple(EFFECTS[command] for command in COMMANDS if self._is_open(relation, command))
        for command in COMMANDS:
            names = ", ".join(f"'{one.name}'" for one in permissive(relation, command))
            self.policy_names[relation.name, EFFECTS[command]] = names
        return ("none" if "read" in unheld else raw), unheld

    def _is_open(self, relation: Relation, command: Command) -> bool:
        """Whether some role that should be held passes rows of other tenants, all its policies together: rows that it reads or
        changes, or new ones that it writes."""
        for role in self.audience.of(relation):
            own = tuple(one for one in permissive(relation, command) if self.audience.has(role, one))
            if not own:
                continue
            exprs = [self.grading.visible(relation, command, own, (role,))] if command != "insert" else []
            if command in ("insert", "update"):
                exprs.append(self.grading.written(relation, command, own, (role,)))
            if any(self.grading.grade(relation, expr, (role,)).kind in OPEN for expr in exprs):
                return True
        return False

    # ------------------------------------------------------------ tables

    def _table_fact(self, relation: Relation, fault: str, reason: str, subject: str) -> TableFact:
        known = self.tenancy.tables.get(relation.name, TableTenancy("global"))
        entry = self.manifest.tables.get(relation.name)
        stated = entry.rls if entry is not None else None
        level, column = known.tenant_columns[-1] if known.tenant_columns else (None, None)
        return TableFact(
            table=relation.name,
            fault=fault,  # type: ignore[arg-type]
            reason=reason,
            object=subject,
            scope=known.scope,
            level=level,
            tenant_column=column,
            posture=known.posture,
            stated=stated,
            decided=stated is not None and stated == known.posture,
            policies=", ".join(policy.name for policy in relation.policies),
            sensitive=known.sensitive,
            partition=relation.partition_of is not None,
            path="",
        )

    def _placed(self, fact: TableFact | PolicyFact | RoleFact, place: Place | None, subject: str) -> PlacedFact:
        at = place or Place(NOWHERE, Span(1, 1, 1, 1))
        return PlacedFact(msgspec.structs.replace(fact, path=at.path), at, subject)

    def _switches(self, relation: Relation) -> Iterator[PlacedFact]:
        """The table itself, and its switches against its policies."""
        places = dict(relation.places)
        enabled = places.get("row_security") or relation.place
        yield self._placed(self._table_fact(relation, "none", "", ""), relation.place, relation.name)
        found: list[tuple[str, str, Place | None]] = []
        policies = [policy for policy in relation.policies if policy.permissive]
        if relation.row_security and not policies and relation.partition_of is None:
            what = "only restrictive policies" if relation.policies else "no policy"
            found.append(("no-policy", f"it has {what}: nobody but its owner sees a row", enabled))
        if relation.policies and not relation.row_security:
            names = ", ".join(f"'{policy.name}'" for policy in relation.policies)
            place = places.get("row_security") or relation.policies[0].place or relation.place
            found.append(("policies-off", f"{names} hold nothing back", place))
        if relation.row_security and not relation.forced and relation.name in self.guarded:
            owner = relation.owner or "whoever runs the migrations"
            found.append(("owner-bypasses", f"its owner, {owner}, sees all rows", places.get("forced") or enabled))
        for fault, reason, place in found:
            yield self._placed(self._table_fact(relation, fault, reason, relation.name), place, relation.name)

    def _defect(self, defect: Defect) -> PlacedFact:
        fact = self._table_fact(self.catalog.relations[defect.table], defect.fault, defect.reason, defect.object)
        return self._placed(fact, defect.place, f"{defect.fault} {defect.object}")

    def _roles(self) -> Iterator[PlacedFact]:
        if not self.guarded:
            return
        for one in exempt_logins(self.catalog, self.rights, self.guarded):
            fact = RoleFact(one.role, one.fault, one.through, one.reason, one.through in self.rights.bypassing, "")  # type: ignore[arg-type]
            yield self._placed(fact, one.place, one.role)

    # ------------------------------------------------------------ policies

    def _policy(self, relation: Relation, policy: Policy) -> PlacedFact:
        known = self.tenancy.tables.get(relation.name, TableTenancy("global"))
        grade, unset, check = Grade("unknown", "it belongs to no tenant"), Unset(), ("none", "")
        if known.scope != "global":
            grade, unset, check = self._judged(relation, policy)
        level, column = known.tenant_columns[-1] if known.tenant_columns else (None, None)
        settings = set(grade.settings)
        repeated, evaluated = per_row(policy, self.catalog, self.grading)
        fact = PolicyFact(
            table=relation.name,
            policy=policy.name,
            command=policy.command,
            roles=", ".join(policy.roles),
            permissive=policy.permissive,
            grade=grade.kind,
            reason=grade.reason,
            widens=grade.kind in OPEN and self._is_confined_beside(relation, policy),
            opens=unset.opens,
            opening=unset.opening,
            raises=unset.raises is not None,
            error=unset.raises or "",
            check=check[0],  # type: ignore[arg-type]
            check_reason=check[1],
            per_row=repeated,
            evaluated=evaluated,
            settings=", ".join(grade.settings),
            listed=self.audience.is_listed(policy) or (bool(settings) and settings <= self.listed_settings),
            scope=known.scope,
            level=level,
            tenant_column=column,
            posture=known.posture,
            sensitive=known.sensitive,
            path="",
        )
        return self._placed(fact, policy.place or relation.place, policy.name)

    def _judged(self, relation: Relation, policy: Policy) -> tuple[Grade, Unset, tuple[str, str]]:
        """The worst of what it lets through for each of its commands, the same while nothing is bound, and its check."""
        raises = self._raises(relation, policy)
        if not policy.permissive:
            return Grade("unknown", "it only takes rows away"), Unset(raises=raises), ("none", "")
        reads = [command for command in commands_of(policy) if command != "insert"]
        using = [self._grade(relation, policy, command) for command in reads]
        unset = Unset()
        for command, grade in zip(reads, using, strict=True):
            if grade.kind in ("confined", "bypass-setting", "unknown"):
                expr = self.grading.visible(relation, command, (policy,), policy.roles)
                found = self.grading.unset(relation, expr, policy.roles)
                unset = max(unset, found, key=lambda one: _AMOUNTS.index(one.opens))
        worst = min(using, key=_badness, default=Grade("denies", "it lets no row be read"))
        return worst, Unset(unset.opens, unset.opening, raises), self._check(relation, policy, worst)

    def _grade(self, relation: Relation, policy: Policy, command: Command) -> Grade:
        key = (relation.name, policy.name, command)
        if key not in self.grades:
            expr = self.grading.visible(relation, command, (policy,), policy.roles)
            self.grades[key] = self.grading.grade(relation, expr, policy.roles)
        return self.grades[key]

    def _raises(self, relation: Relation, policy: Policy) -> str | None:
        for text in (policy.using, policy.with_check):
            if text is not None:
                found = self.grading.unset(relation, self.grading.predicate(text), policy.roles).raises
                if found is not None:
                    return found
        return None

    def _check(self, relation: Relation, policy: Policy, using: Grade) -> tuple[str, str]:
        """Whether new rows have to belong to the tenant; "as-read" if what may be read is open too."""
        writes = [command for command in commands_of(policy) if command in ("insert", "update")]
        if not writes or check_of(policy) is None:
            return "none", ""
        exprs = [self.grading.written(relation, command, (policy,), policy.roles) for command in writes]
        worst = min((self.grading.grade(relation, expr, policy.roles) for expr in exprs), key=_badness)
        if worst.kind not in OPEN:
            return ("unknown" if worst.kind == "unknown" else "checked"), worst.reason
        open_too = policy.command != "insert" and using.kind in OPEN
        return ("as-read" if open_too else "unchecked"), worst.reason

    def _is_confined_beside(self, relation: Relation, policy: Policy) -> bool:
        """Whether another permissive policy confines a command that this one opens, for a role that has both."""
        for command in commands_of(policy):
            if self._grade(relation, policy, command).kind not in OPEN:
                continue
            others = (
                other for other in permissive(relation, command) if other is not policy and share_roles(policy, other)
            )
            if any(self._grade(relation, other, command).kind in ("confined", "bypass-setting") for other in others):
                return True
        return False


def _badness(grade: Grade) -> int:
    return _WORST.index(grade.kind)


_AMOUNTS = ("no", "some-rows", "all-rows")
_WORST = ("always-true", "ignores-tenant", "bypass-setting", "unknown", "confined", "denies")
