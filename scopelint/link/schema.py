"""All declared tables as one schema: foreign keys looked up, declarations of one table brought together."""

from collections import Counter

from scopelint.link.drafts import ForeignKeyDraft, MappedDraft, TableDraft
from scopelint.link.references import References
from scopelint.model.program import LinkGap
from scopelint.model.schema import ForeignKey, Schema, Table, TableColumn


class SchemaBuilder:
    """Builds each table once; what cannot be looked up becomes a gap."""

    def __init__(self, references: References, drafts: list[TableDraft]) -> None:
        self.references = references
        self.gaps: list[LinkGap] = []
        self._owner: dict[int, MappedDraft] = {}
        for mapped in references.mapped.values():
            if mapped.own_table:
                self._owner.setdefault(id(mapped.table), mapped)
        weight = Counter(draft.registry for draft in drafts)
        by_name: dict[str, list[TableDraft]] = {}
        for draft in drafts:
            by_name.setdefault(draft.name, []).append(draft)
        self.tables = {
            name: self._merged([self._table(draft) for draft in self._chosen(found, weight)])
            for name, found in sorted(by_name.items())
        }
        self._infer_types()

    def schema(self) -> Schema:
        """Every table by name."""
        return Schema(dict(self.tables), complete=False)

    def _chosen(self, found: list[TableDraft], weight: Counter[str]) -> list[TableDraft]:
        """The declarations that count: models before ``Table`` calls, of the registry with the most tables."""
        best = max((not draft.imperative, weight[draft.registry]) for draft in found)
        chosen = [draft for draft in found if (not draft.imperative, weight[draft.registry]) == best]
        if len(chosen) < len(found):
            place = next(draft.place for draft in found if draft not in chosen)
            reason = f"table {found[0].name} is declared elsewhere too; that declaration counts"
            self.gaps.append(LinkGap("table", place.path, place.span.line, reason))
        return chosen

    def _table(self, draft: TableDraft) -> Table:
        key = draft.key()
        columns = tuple(
            TableColumn(
                name=one.name,
                nullable=False if one.name in key else one.nullable,
                type=one.type,
                has_default=one.has_default
                or (key == (one.name,) and not one.foreign and one.type in ("integer", "bigint", "smallint")),
            )
            for one in draft.columns.values()
        )
        unique = dict.fromkeys(([key] if key else []) + draft.unique)
        known = set(draft.columns)
        return Table(
            name=draft.name,
            columns=columns,
            primary_key=key,
            unique=tuple(one for one in unique if known.issuperset(one)),
            foreign_keys=tuple(
                dict.fromkeys(one for one in (self.foreign_key(draft, key) for key in draft.foreign) if one)
            ),
            complete=draft.complete,
            place=draft.place,
            constraints=_names(draft, key),
        )

    def foreign_key(self, draft: TableDraft, foreign: ForeignKeyDraft) -> ForeignKey | None:
        """A foreign key with its targets looked up; None and a gap where one is computed."""
        owner = self._owner.get(id(draft))
        found = [self.references.target(one, draft.registry, owner) for one in foreign.targets]
        tables = {one[0] for one in found if one is not None}
        if None in found or len(tables) != 1 or not draft.columns.keys() >= set(foreign.columns):
            reason = f"foreign key of {draft.name} ({', '.join(foreign.columns)}) leads to no table in view"
            self.gaps.append(LinkGap("table", draft.place.path, draft.place.span.line, reason))
            return None
        referred = tuple(one[1] or local for one, local in zip(found, foreign.columns, strict=True) if one is not None)
        return ForeignKey(foreign.columns, tables.pop(), referred)

    def _merged(self, found: list[Table]) -> Table:
        """Several models of one table: every column, keys that all agree on, foreign keys that any declares."""
        first = found[0]
        if len(found) == 1:
            return first
        columns: dict[str, TableColumn] = {}
        for table in found:
            for column in table.columns:
                known = columns.get(column.name)
                if known is None or (column.nullable is not False and known.nullable is False):
                    columns[column.name] = column
        unique = [key for key in first.unique if all(key in other.unique for other in found)]
        return Table(
            name=first.name,
            columns=tuple(columns.values()),
            primary_key=first.primary_key if all(one.primary_key == first.primary_key for one in found) else (),
            unique=tuple(unique),
            foreign_keys=tuple(dict.fromkeys(key for table in found for key in table.foreign_keys)),
            complete=all(table.complete for table in found),
            place=first.place,
            constraints=tuple(one for one in first.constraints if all(one in other.constraints for other in found)),
        )

    def _infer_types(self) -> None:
        """A foreign key column without a type has that of the column it refers to."""
        types = {(name, one.name): one.type for name, table in self.tables.items() for one in table.columns}
        for name, table in self.tables.items():
            targets = {
                local: (key.table, remote)
                for key in table.foreign_keys
                for local, remote in zip(key.columns, key.referred_columns, strict=True)
            }
            if not any(not one.type and one.name in targets for one in table.columns):
                continue
            columns = tuple(
                TableColumn(
                    one.name, one.nullable, one.type or types.get(targets.get(one.name, ("", "")), ""), one.has_default
                )
                for one in table.columns
            )
            self.tables[name] = Table(
                name,
                columns,
                table.primary_key,
                table.unique,
                table.foreign_keys,
                table.complete,
                None,
                table.place,
                table.constraints,
            )


def _names(draft: TableDraft, primary_key: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The unique keys by name, as given or as PostgreSQL gives it; none where no key is named."""
    if not draft.key_names:
        return ()
    plain = draft.name.rsplit(".", 1)[-1]
    unnamed = [key for key in draft.unique if key not in draft.key_names.values()]
    implied = {f"{plain}_{'_'.join(key)}_key": key for key in unnamed}
    return tuple({**implied, f"{plain}_pkey": primary_key, **draft.key_names}.items())
