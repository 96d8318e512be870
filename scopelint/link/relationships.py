"""Relationships resolved: target class, join pairs from foreign keys or an explicit join, reverse attributes."""

from dataclasses import dataclass

from scopelint.link.drafts import MappedDraft, RelationshipDraft, TableDraft
from scopelint.link.references import Column, References
from scopelint.link.values import Known, Made, Operation, Sequence, Value, library_name, made, text, truth
from scopelint.model.program import LinkGap, Relationship
from scopelint.model.schema import ForeignKey, Table

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Join:
    """Pairs of (left column, right column); ``toward``: the right side is the one referred to (many to one)."""

    pairs: Pairs
    toward: bool


class Relationships:
    """Resolves the relationships of every mapped class over the finished tables."""

    def __init__(self, references: References, tables: dict[str, Table]) -> None:
        self.references = references
        self.tables = tables
        self.gaps: list[LinkGap] = []
        self.own: dict[str, dict[str, Relationship]] = {id: {} for id in references.mapped}
        reverse: list[tuple[str, Relationship]] = []
        for id, draft in sorted(references.mapped.items()):
            for name, relationship in sorted(draft.relationships.items()):
                found = self._resolve(draft, name, relationship)
                self.own[id][name] = found
                back = self._reverse(draft, relationship, found)
                if back is not None and found.target is not None:
                    reverse.append((found.target, back))
        for target, back in reverse:
            self.own[target].setdefault(back.attribute, back)

    def of(self, draft: MappedDraft) -> dict[str, Relationship]:
        """A class's relationships by attribute, inherited ones included."""
        found: dict[str, Relationship] = {}
        for one in reversed(draft.line()):
            found.update(self.own[one.id])
        return dict(sorted(found.items()))

    def _resolve(self, draft: MappedDraft, name: str, relationship: RelationshipDraft) -> Relationship:
        call = relationship.made
        argument = call.positional[0] if call.positional else call.keywords.get("argument", relationship.target)
        target_id = self.references.target_class(argument, draft, relationship.path) if argument is not None else None
        if target_id is None:
            line = relationship.span.line
            self.gaps.append(
                LinkGap("model", relationship.path, line, f"relationship {name} leads to no class in view")
            )
            return Relationship(name, None, many=bool(relationship.many))
        target = self.references.mapped[target_id]
        secondary = call.positional[1] if len(call.positional) > 1 else call.keywords.get("secondary")
        if secondary is not None and secondary != Known(None):
            return self._through(draft, name, relationship, target, secondary)
        join = self._explicit(draft, target, call) or self._implied(draft, target, call)
        many = self._many(relationship, not join.toward if join is not None else False)
        write_only = relationship.write_only or _is_write_only(call)
        return Relationship(name, target_id, join.pairs if join is not None else (), many, write_only=write_only)

    def _many(self, relationship: RelationshipDraft, otherwise: bool) -> bool:
        given = truth(relationship.made.keywords.get("uselist"))
        if given is not None and relationship.made.keywords["uselist"] != Known(None):
            return given
        if library_name(relationship.made.callee) == "dynamic_loader":
            return True
        return relationship.many if relationship.many is not None else otherwise

    # ------------------------------------------------------------ one to many, many to one

    def _explicit(self, draft: MappedDraft, target: MappedDraft, call: Made) -> _Join | None:
        """The pairs of ``primaryjoin=``; None if there is none or it is no conjunction of equalities."""
        given = call.keywords.get("primaryjoin")
        if given is None or given == Known(None):
            return None
        local, remote = _tables(draft), _tables(target)
        pairs: list[tuple[str, str]] = []
        foreign_right = foreign_left = False
        marked = self._columns(call.keywords.get("foreign_keys"), draft)
        sides = self._columns(call.keywords.get("remote_side"), draft)
        for one in _conjuncts(self.references.late(given, draft.registry)):
            if not isinstance(one, Operation) or one.op != "==":
                continue
            left, right = one.operands
            columns = self.references.column(left, draft), self.references.column(right, draft)
            if columns[0] is None or columns[1] is None:
                continue
            if _swapped(left, right, columns[0], columns[1], local, remote, sides):
                left, right, columns = right, left, (columns[1], columns[0])
            if columns[0] is not None and columns[1] is not None and columns[0][0] in local and columns[1][0] in remote:
                pairs.append((columns[0][1], columns[1][1]))
                foreign_right = (
                    foreign_right
                    or _is_marked(right, "foreign")
                    or columns[1] in marked
                    or self._refers(*columns[::-1])
                )
                foreign_left = (
                    foreign_left or _is_marked(left, "foreign") or columns[0] in marked or self._refers(*columns)
                )
        return _Join(tuple(pairs), foreign_left and not foreign_right) if pairs else _Join((), False)

    def _refers(self, one: Column | None, other: Column | None) -> bool:
        """Column ``one`` holds a foreign key to ``other``."""
        table = self.tables.get(one[0]) if one is not None else None
        if table is None or one is None or other is None:
            return False
        return any(
            key.table == other[0] and (one[1], other[1]) in zip(key.columns, key.referred_columns, strict=True)
            for key in table.foreign_keys
        )

    def _implied(self, draft: MappedDraft, target: MappedDraft, call: Made) -> _Join | None:
        """The one foreign key between the two; None if there is none or more than one."""
        marked = self._columns(call.keywords.get("foreign_keys"), draft)
        sides = self._columns(call.keywords.get("remote_side"), draft)
        remote = _tables(target)
        own = draft.table.name
        for local in (frozenset({own}), _tables(draft)):
            both = local & remote
            joins: list[_Join] = []
            circular: list[_Join] = []
            for name in sorted(local):
                for key in self._keys(name, remote, marked):
                    (circular if {name, key.table} <= both else joins).append(_Join(_pairs(key), True))
            for name in sorted(remote):
                for key in self._keys(name, local, marked):
                    (circular if {name, key.table} <= both else joins).append(_Join(_swap(_pairs(key)), False))
            distinct = list(dict.fromkeys(joins + _self_referential(circular, sides, own)))
            if distinct:
                return distinct[0] if len(distinct) == 1 else None
        return None

    def _keys(self, name: str, referred: frozenset[str], marked: frozenset[Column]) -> list[ForeignKey]:
        table = self.tables.get(name)
        return [
            key
            for key in (table.foreign_keys if table is not None else ())
            if key.table in referred and (not marked or all((name, column) in marked for column in key.columns))
        ]

    def _columns(self, value: Value | None, draft: MappedDraft) -> frozenset[Column]:
        """``foreign_keys=`` or ``remote_side=``: one column or several, maybe written as a string."""
        if value is None or value == Known(None):
            return frozenset()
        found = self.references.late(value, draft.registry)
        parts = found.elements if isinstance(found, Sequence) else (found,)
        columns = (self.references.column(self.references.late(one, draft.registry), draft) for one in parts)
        return frozenset(one for one in columns if one is not None)

    # ------------------------------------------------------------ many to many

    def _through(
        self, draft: MappedDraft, name: str, relationship: RelationshipDraft, target: MappedDraft, given: Value
    ) -> Relationship:
        written = text(given)
        table = (
            self.references.named_table(written, draft.registry)
            if written is not None
            else self.references.table(given)
        )
        many = self._many(relationship, True)
        if table is None:
            line = relationship.span.line
            self.gaps.append(
                LinkGap("model", relationship.path, line, f"relationship {name}: its secondary is not in view")
            )
            return Relationship(name, target.id, many=many)
        keywords = relationship.made.keywords
        near = self._side(draft, draft, table, keywords.get("primaryjoin"))
        far = self._side(draft, target, table, keywords.get("secondaryjoin"))
        write_only = relationship.write_only or _is_write_only(relationship.made)
        return Relationship(name, target.id, (), many, table.name, near, _swap(far), write_only)

    def _side(self, draft: MappedDraft, end: MappedDraft, table: TableDraft, given: Value | None) -> Pairs:
        """Pairs of (column of the end, column of the association table)."""
        tables = _tables(end)
        if given is not None and given != Known(None):
            pairs = []
            for one in _conjuncts(self.references.late(given, draft.registry)):
                if isinstance(one, Operation) and one.op == "==":
                    columns = [self.references.column(side, draft) for side in one.operands]
                    for a, b in (columns, columns[::-1]):
                        if a is not None and b is not None and a[0] in tables and b[0] == table.name:
                            pairs.append((a[1], b[1]))
            return tuple(pairs)
        keys = self._keys(table.name, tables, frozenset())
        return _swap(_pairs(keys[0])) if len(keys) == 1 else ()

    # ------------------------------------------------------------ the way back

    def _reverse(self, draft: MappedDraft, relationship: RelationshipDraft, found: Relationship) -> Relationship | None:
        given = relationship.made.keywords.get("backref")
        if given is None or found.target is None:
            return None
        call = made(given, "backref")
        name = text(call.positional[0] if call is not None and call.positional else given)
        if name is None:
            return None
        uselist = truth(call.keywords.get("uselist")) if call is not None else None
        if found.secondary is not None:
            many = True
        else:
            join = self._explicit(draft, self.references.mapped[found.target], relationship.made) or self._implied(
                draft, self.references.mapped[found.target], relationship.made
            )
            many = join.toward if join is not None else not found.many
        return Relationship(
            name,
            draft.id,
            _swap(found.pairs),
            many if uselist is None else uselist,
            found.secondary,
            _swap(found.secondary_remote_pairs),
            _swap(found.secondary_pairs),
            call is not None and _is_write_only(call),
        )


def _is_write_only(call: Made) -> bool:
    given = call.keywords.get("lazy")
    return given is not None and text(given) == "write_only"


def _tables(draft: MappedDraft) -> frozenset[str]:
    return frozenset(one.table.name for one in draft.line())


def _pairs(key: ForeignKey) -> Pairs:
    return tuple(zip(key.columns, key.referred_columns, strict=True))


def _swap(pairs: Pairs) -> Pairs:
    return tuple((right, left) for left, right in pairs)


def _self_referential(joins: list[_Join], sides: frozenset[Column], own: str) -> list[_Join]:
    """Of a table's key to itself: toward the referred row if ``remote_side`` says so, else the rows that refer."""
    toward = [join for join in joins if join.toward and any((own, right) in sides for _, right in join.pairs)]
    return toward or [join for join in joins if not join.toward]


def _conjuncts(value: Value) -> list[Value]:
    match value:
        case Made() if made(value, "and_") is not None:
            return [one for part in value.positional for one in _conjuncts(part)]
        case Operation(op="&", operands=operands):
            return [one for part in operands for one in _conjuncts(part)]
        case _:
            return [value]


def _is_marked(value: Value, word: str) -> bool:
    while isinstance(value, Made) and made(value, "foreign", "remote") is not None and value.positional:
        if library_name(value.callee) == word:
            return True
        value = value.positional[0]
    return False


def _swapped(
    left: Value,
    right: Value,
    one: Column,
    other: Column,
    local: frozenset[str],
    remote: frozenset[str],
    sides: frozenset[Column],
) -> bool:
    """The left operand is the remote one."""
    if local & remote and one[0] in remote and other[0] in local and one[0] in local and other[0] in remote:
        if _is_marked(left, "remote") or _is_marked(right, "remote"):
            return _is_marked(left, "remote")
        if sides:
            return one in sides and other not in sides
        return _is_marked(left, "foreign")
    return one[0] not in local or other[0] not in remote
