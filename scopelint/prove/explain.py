"""What is wrong with a reference that is not confined: verdict, cause, the construct that decided, the missing step."""

from dataclasses import dataclass

from scopelint.model.node import Place
from scopelint.model.verdict import Cause, Verdict
from scopelint.prove.building import Build, Reference, tenant_atom, tenant_column
from scopelint.prove.confine import MAX_ARMS, Confinement, View
from scopelint.prove.equality import Closure
from scopelint.prove.region import Disjunction, Region, Source
from scopelint.prove.show import shown


@dataclass(frozen=True)
class Fault:
    """Why a reference is not scoped."""

    verdict: Verdict
    cause: Cause
    construct: str | None = None
    place: Place | None = None
    steps: tuple[str, ...] = ()
    missing: str | None = None
    by_key: bool = False


_UNTOLD = ("COALESCE", "what aggregates ignore")
"""Alternatives that the engineer has not written as such: other reasons tell him more."""


class Diagnosis:
    """Finds the most telling reason, in the order in which an engineer would look."""

    def __init__(self, b: Build, proof: Confinement) -> None:
        self.b = b
        self.proof = proof

    def read(self, reference: Reference, confined: list[Source]) -> Fault:
        """A row of the table is read, changed or removed. ``confined``: the references that are."""
        source = reference.source
        region = source.region
        assert region is not None
        view = self.proof.view(region)
        closure = self.proof.closure(region)
        telling = (
            self._literal(source, closure)
            or self._arm(source, region, view)
            or self._arm(source, region, self.proof.view(region, unseal=True))
            or self._barrier(source, region)
            or self._outer_on(source, region)
            or self._foreign_setting(source, closure)
            or self._computed(source, closure)
            or self._unread(source, view)
            or self._mentioned(source, view, closure)
        )
        if telling is not None:
            return telling
        key = self._by_key(source, closure)
        if key is not None:
            text = f"{source.name} is chosen by its own key only"
            return Fault("unscoped", "by-key", f"{key} alone", reference.place, (text,), self._missing(source), True)
        others = list(dict.fromkeys(other.name for other in confined if other.name != source.name))
        if others:
            found = f"{' and '.join(others[:3])} {'is' if len(others) == 1 else 'are'} confined, and nothing ties {self._shown(source)} to it"
            return Fault("unscoped", "other-table-confined", None, reference.place, (found,), self._missing(source))
        twin = next((other for other in confined if other.name == source.name), None)
        if twin is not None:
            one, other = self._shown(source), self._shown(twin)
            found = (
                f"{other} is confined, {one} is not"
                if one != other
                else f"{one} stands in the statement more than once, and only another reference to it is confined"
            )
            return Fault("unscoped", "none", self._shown(source), reference.place, (found,), self._missing(source))
        unused = self._unused() if reference.kind == "read" else None
        if unused is not None:
            found = f"{unused} is in the statement, and nothing is compared with it"
            return Fault("ineffective", "unused-parameter", unused, reference.place, (found,), self._missing(source))
        found = f"no predicate on the tenant of {self._shown(source)} was found"
        return Fault("unscoped", "none", None, reference.place, (found,), self._missing(source))

    def _unused(self) -> str | None:
        """A parameter that is named like a tenant, such as ``:org_id``, and that nothing is compared with."""
        names = {"tenant", "tenant_id"}
        for level in self.b.tenancy.levels:
            names |= {level.name, f"{level.name}_id", *level.columns}
            names |= {column.removesuffix("_id") for column in level.columns}
        for value in self.b.values.values():
            unused = value.origin == "parameter" and value.key not in self.b.compared
            if unused and value.shown.removeprefix(":").lower() in names:
                return value.shown
        return None

    # ------------------------------------------------------------ attempts

    def _literal(self, source: Source, closure: Closure) -> Fault | None:
        for level in self.b.levels():
            value = closure.literal_of(tenant_atom(source, level))
            if value is not None:
                found = f"the tenant is the constant {value.shown}"
                missing = f"compare {self._name(source)} with the tenant of the request, not with a constant"
                return Fault("ineffective", "literal", f"the constant {value.shown}", source.place, (found,), missing)
        return None

    def _arm(self, source: Source, region: Region, view: View) -> Fault | None:
        for disjunction, sealed in view.disjunctions:
            if len(disjunction.arms) > MAX_ARMS or disjunction.what in _UNTOLD:
                continue
            closed: list[Region] = []
            opened: list[Region] = []
            for arm in disjunction.arms:
                found = self.proof.confined(source, region, ((arm, sealed),))
                (closed if found else opened).append(arm)
            if not closed:
                literal = [a for a in opened if self._literal(source, self.proof.closure(region, ((a, sealed),)))]
                if literal and len(literal) == len(opened):
                    return self._literal(source, self.proof.closure(region, ((literal[0], sealed),)))
                continue
            return self._open_arm(source, region, disjunction, opened, sealed)
        return None

    def _open_arm(
        self, source: Source, region: Region, disjunction: Disjunction, opened: list[Region], sealed: tuple[range, ...]
    ) -> Fault:
        name = self._name(source)
        for arm in opened:
            literal = self._literal(source, self.proof.closure(region, ((arm, sealed),)))
            if literal is not None:
                return literal
        for arm in opened:
            opaque = self.proof.view(region, ((arm, sealed),)).opaque
            if opaque:
                return self._unknown(opaque[0][0], opaque[0][1])
        closure = self.proof.closure(region)
        for arm in opened:
            for null in arm.nulls:
                if any(closure.same(null.atom, tenant_atom(source, level)) for level in self.b.levels()):
                    missing = f"drop the arm, or declare {source.name} shared-null in the manifest"
                    return Fault(
                        "ineffective",
                        "null-arm",
                        null.text,
                        null.place or disjunction.place,
                        (f"{null.text} lets rows without a tenant through",),
                        missing,
                    )
        what = disjunction.what
        pairs = zip(disjunction.arms, disjunction.written, strict=False)
        other = next((f" ({shown(text)})" for arm, text in pairs if arm in opened), "")
        missing = f"every arm of {what} must compare {name} with the tenant"
        place = disjunction.place or source.place
        return Fault(
            "ineffective",
            "or-arm",
            what,
            place,
            (f"one arm of {what} confines {source.name}, another{other} does not",),
            missing,
        )

    def _barrier(self, source: Source, region: Region) -> Fault | None:
        view = self.proof.view(region, reveal=True)
        closure = self.proof.closed(view)
        if not self.proof.direct(source, closure, view):
            return None
        barriers = [fact.barrier for fact in view.facts if fact.barrier is not None and fact.hidden in region.chain()]
        what = next(iter(barriers), "an aggregate")
        found = f"the tenant is compared outside of {what}, which has already run over all tenants"
        missing = f"compare {self._name(source)} with the tenant inside, before {what}"
        return Fault("ineffective", "aggregate", what, source.place, (found,), missing)

    def _outer_on(self, source: Source, region: Region) -> Fault | None:
        view = self.proof.view(region, open_sides=True, unseal=True)
        closure = self.proof.closed(view)
        if not self.proof.direct(source, closure, view):
            return None
        found = "ON of an outer join confines its optional side only"
        missing = f"compare {self._name(source)} with the tenant in WHERE"
        return Fault("ineffective", "outer-on", "the ON clause of an outer join", source.place, (found,), missing)

    def _foreign_setting(self, source: Source, closure: Closure) -> Fault | None:
        for level in self.b.levels():
            value = closure.foreign_setting(tenant_atom(source, level))
            if value is not None and self.b.sets_settings:
                reason = f"set_config in the statement may change what {value.shown} returns"
                missing = "set the tenant in a statement of its own"
                return Fault("unknown", "unresolved", value.shown, source.place, (reason,), missing)
            if value is not None:
                reason = f"{value.shown} is not the setting declared for {level}"
                return Fault(
                    "unknown", "unresolved", value.shown, source.place, (reason,), f"declare the setting of {level}"
                )
        return None

    def _computed(self, source: Source, closure: Closure) -> Fault | None:
        for level in self.b.levels():
            value = closure.computed_of(tenant_atom(source, level))
            if value is not None:
                reason = f"{value.shown} is computed in the statement, and may be another tenant"
                missing = f"compare {self._name(source)} with the tenant's own value"
                return Fault("unknown", "unresolved", value.shown, source.place, (reason,), missing)
        return None

    def _unread(self, source: Source, view: View) -> Fault | None:
        if view.opaque:
            return self._unknown(view.opaque[0][0], view.opaque[0][1])
        for mention in view.mentions:
            if mention.kind == "unresolved" and self._is_tenant(source, mention.atom):
                return Fault(
                    "unknown",
                    "unresolved",
                    mention.text,
                    mention.place,
                    (f"{mention.text} cannot be read",),
                    self._missing(source),
                )
        tenant_names = {tenant_column(source, level) for level in self.b.levels()}
        for name in view.unresolved:
            if name.rsplit(".", 1)[-1] in tenant_names:
                return Fault(
                    "unknown",
                    "unresolved",
                    name,
                    source.place,
                    (f"column {name} cannot be resolved",),
                    f"qualify {name}",
                )
        return None

    def _unknown(self, reason: str, place: Place | None) -> Fault:
        cause: Cause = "dynamic" if reason == "hole" else "unresolved"
        return Fault(
            "unknown",
            cause,
            reason,
            place,
            (f"a predicate could not be read: {reason}",),
            "state the predicate so that it can be read",
        )

    def _mentioned(self, source: Source, view: View, closure: Closure) -> Fault | None:
        mentions = [
            m
            for m in [*view.mentions, *view.nulls]
            if self._is_tenant(source, m.atom) or self._equals_tenant(source, m.atom, closure)
        ]
        order = {"nullable-value": 0, "comparison": 1, "null": 2, "aggregate": 3}
        for mention in sorted((m for m in mentions if m.kind in order), key=lambda m: order[m.kind]):
            if mention.kind == "nullable-value":
                found = f"{mention.text} lets rows without a tenant through when the value is None"
                return Fault(
                    "ineffective",
                    "null-arm",
                    mention.text,
                    mention.place,
                    (found,),
                    "make sure that the value is never None",
                )
            if mention.kind == "aggregate":
                found = f"{mention.text} is computed over the rows of all tenants"
                return Fault("ineffective", "aggregate", "an aggregate", mention.place, (found,), self._missing(source))
            if mention.kind == "null" and "IS NULL" in mention.text:
                found = f"{mention.text}: rows without a tenant belong to others"
                return Fault("ineffective", "null-arm", mention.text, mention.place, (found,), self._missing(source))
            found = f"{mention.text} does not pin the tenant to one value"
            return Fault("ineffective", "tautology", mention.text, mention.place, (found,), self._missing(source))
        return None

    # ------------------------------------------------------------ parts

    def _is_tenant(self, source: Source, atom: tuple[str, int | str, str]) -> bool:
        return any(atom == tenant_atom(source, level) for level in self.b.levels())

    def _equals_tenant(self, source: Source, atom: tuple[str, int | str, str], closure: Closure) -> bool:
        return any(closure.same(atom, tenant_atom(source, level)) for level in self.b.levels())

    def _by_key(self, source: Source, closure: Closure) -> str | None:
        """The table's own key, if all of it is bound."""
        if source.table is None:
            return None
        for key in (source.table.primary_key, *source.table.unique):
            atoms = [("c", source.id, column) for column in key]
            if key and all(
                atom in closure.root and (closure.bound_to(atom) or closure.literal_of(atom)) for atom in atoms
            ):
                return ", ".join(key)
        return None

    def _shown(self, source: Source) -> str:
        """The reference as it is called in the statement."""
        if not source.alias or source.alias == source.name:
            return source.name
        return f"{source.name} {source.alias}"

    def _name(self, source: Source) -> str:
        column = next((c for level in self.b.levels() if (c := tenant_column(source, level)) is not None), None)
        if column is not None:
            return f"{source.alias or source.name}.{column}"
        parent = source.tenancy.parent if source.tenancy is not None else None
        return (
            f"the tenant of {parent.table}, which {source.name} ({', '.join(parent.columns)}) names,"
            if parent
            else source.name
        )

    def _missing(self, source: Source) -> str:
        parent = source.tenancy.parent if source.tenancy is not None and not source.tenancy.tenant_columns else None
        if parent is not None:
            on = " and ".join(
                f"{source.alias or source.name}.{c} = {parent.table}.{r}"
                for c, r in zip(parent.columns, parent.referred_columns, strict=False)
            )
            return f"join {parent.table} on {on} and confine it to the tenant"
        return f"compare {self._name(source)} with the tenant"
