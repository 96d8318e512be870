"""Statements that write, and whole statements: WITH, and COPY, EXPLAIN, PREPARE, DECLARE around them."""

import re

from tests.prove.generator.catalog import KIND, TABLES, TENANT, Column, Source
from tests.prove.generator.choices import Choices
from tests.prove.generator.joins import Made
from tests.prove.generator.queries import Queries

UPDATED = (
    ("tasks", "priority"), ("projects", "budget"), ("comments", "body"), ("invoices", "amount"), ("events", "kind"),
    ("reminders", "note"), ("notes", "body"), ("boards", "title"), ("counters", "value"), ("quotas", "amount"),
)  # fmt: skip
DELETED = ("invoices", "events", "reminders", "notes", "boards", "settings", "quotas", "task_labels", "attachments")
INSERTED = {
    "notes": ("id", "org_id", "body"),
    "documents": ("id", "org_id", "title"),
    "quotas": ("id", "org_id", "name"),
    "workspaces": ("id", "org_id", "name"),
}


class Writes(Queries):
    def write(self, nested: bool = False) -> Made:
        """``nested``: where neither MERGE nor TRUNCATE may stand, in WITH or behind WITH RECURSIVE."""
        news = [(46, "values"), (14, "select"), (13, "merge"), (9, "truncate"), (7, "default")]
        if self.value in ("user", "orgs"):  # which of his tenants a row is for, only a parameter of its own could say
            news = [(5, "truncate"), (5, "default")]
        if nested:
            news = [new for new in news if new[1] not in ("merge", "truncate")]
        kind = self.weighted((15, "update"), (16, "delete"), *news)
        return {
            "update": self.update, "delete": self.delete, "values": self.insert_values, "select": self.insert_select,
            "merge": self.merge, "truncate": self.truncate, "default": self.insert_default,
        }[kind]()  # fmt: skip

    def returning(self, source: Source | None, columns: tuple[str, ...]) -> tuple[str, tuple[Column, ...]]:
        """RETURNING, or not. ``source``: what a subquery in it may refer to."""
        if not self.chance(35):
            return "", ()
        self.use("returning")
        listed = [f"{source.alias}.{c}" if source is not None else c for c in columns]
        found = tuple(
            Column(c, next((k.type for t in TABLES.values() for k in t if k.name == c), "int")) for c in columns
        )
        if self.chance(45):
            query = (
                self.value_query([source], 1, "in-returning")
                if source is not None
                else f"{self.aggregate(1, None)}::text"
            )
            self.use("in-returning")
            return f" RETURNING {', '.join(listed)}, {query} AS q", (*found, Column("q", "text", KIND))
        return f" RETURNING {', '.join(listed)}", found

    def other(self, target: Source) -> tuple[str, list[str]]:
        """A further source of UPDATE or DELETE, and the conjuncts that tie it."""
        item, source = self.source(1)
        links = self.links([target], source)
        tied = [link for link in links if link[0]]
        conjuncts = []
        if tied and self.chance(75):
            conjuncts.append(self.pick(tied)[1])
        else:
            conjuncts += [self.pick(links)[1]] if links else []
            confined = self.confine(source) if source.open else None
            conjuncts += [confined] if confined else []
        return item, conjuncts

    def conditions(self, target: Source) -> list[str]:
        found = [c for c in [self.confine(target)] if c]
        if self.chance(30):
            found.append(self.filter([target]))
        if self.chance(25):
            found.append(self.subquery([target], 1, "in-where"))
        return found

    def update(self) -> Made:
        table, column = self.pick(UPDATED)
        self.use("update")
        target = Source(self.name("u"), TABLES[table], table)
        kind = next(c.type for c in TABLES[table] if c.name == column)
        value = self.pick(("5", f"coalesce({target.alias}.{column}, 0) + 1")) if kind == "int" else "'new'"
        if kind == "int" and self.chance(25):
            value = self.aggregate(1, [target])
        changed = f"{column} = {value}"
        if target.tenant() is not None and self.slips():
            changed += f", org_id = {self.written()}" if self.value not in ("user", "orgs") and self.chance(30) else ""
        text, where = "", self.conditions(target)
        if self.chance(42):
            self.use("update-from")
            item, more = self.other(target)
            text, where = f" FROM {item}", where + more
        back, columns = self.returning(target, (TABLES[table][0].name, column))
        clause = f" WHERE {' AND '.join(where)}" if where else ""
        return Made(f"UPDATE {table} {target.alias} SET {changed}{text}{clause}{back}", columns)

    def delete(self) -> Made:
        table = self.pick(DELETED)
        self.use("delete")
        target = Source(self.name("u"), TABLES[table], table)
        text, where = "", self.conditions(target)
        if self.chance(42):
            self.use("delete-using")
            item, more = self.other(target)
            text, where = f" USING {item}", where + more
        back, columns = self.returning(target, (TABLES[table][0].name, TABLES[table][1].name))
        clause = f" WHERE {' AND '.join(where)}" if where else ""
        return Made(f"DELETE FROM {table} {target.alias}{text}{clause}{back}", columns)

    def written(self) -> str:
        """The tenant value of a new row."""
        if self.slips():
            return self.weighted(
                (45, "(SELECT t.org_id FROM tasks t WHERE t.id = :task)"),
                (20, "(SELECT max(o.id) FROM organizations o)"),
                (20, "(SELECT max(m.org_id) FROM memberships m)"),
                (15, "2"),
            )
        return self.scalar()

    def insert_values(self) -> Made:
        self.use("insert-values")
        if self.chance(20):
            return self.insert_child()
        form = self.weighted((44, "settings"), (42, "quotas"), (6, "notes"), (13, "counters"))
        tenant = self.written()
        value = self.aggregate(1, None) if self.chance(20) else "7"
        if value != "7":
            self.use("in-values")
        if form == "notes":
            back, columns = self.returning(None, ("id", "body"))
            return Made(f"INSERT INTO notes (id, org_id, body) VALUES (9100, {tenant}, ({value})::text){back}", columns)
        if form == "settings":
            head = f"INSERT INTO settings (org_id, name, value) VALUES ({tenant}, {self.pick(('a', 'b', 'x')).join(chr(39) * 2)}, ({value})::text)"
            return Made(head + self.conflict("settings", "org_id, name", "settings_pkey", "value", "text"), ())
        if form == "quotas":
            head = f"INSERT INTO quotas (id, org_id, name, amount) VALUES (9100, {tenant}, 'a', {value})"
            return Made(head + self.conflict("quotas", "org_id, name", "quota_name", "amount", "int"), ())
        name = self.pick(("c1", "c9", "c2")) if self.slips() else self.pick(("c1", "c9"))
        head = f"INSERT INTO counters (name, org_id, value) VALUES ('{name}', {tenant}, {value})"
        guard = "" if self.slips() else f" WHERE {self.tenant('counters.org_id')}"
        if name == "c2":  # another's key is taken: that it is shows, so only what changes that row may be looked at
            guard = ""
        if guard:
            self.use("do-update-where")
        self.use("do-update-columns")
        return Made(f"{head} ON CONFLICT (name) DO UPDATE SET value = counters.value + 1{guard}", ())

    def conflict(self, table: str, key: str, constraint: str, column: str, kind: str) -> str:
        form = self.weighted((8, ""), (64, "nothing"), (25, "nothing columns"), (40, "columns"), (68, "constraint"))
        if form == "":
            return self.returning(None, ("org_id", "name"))[0]
        if form == "nothing":
            return self.use("do-nothing", " ON CONFLICT DO NOTHING")
        if form == "nothing columns":
            return self.use("do-nothing-columns", f" ON CONFLICT ({key}) DO NOTHING")
        self.use("do-update-columns" if form == "columns" else "do-update-constraint")
        place = f"({key})" if form == "columns" else f"ON CONSTRAINT {constraint}"
        value = f"excluded.{column}"
        if self.chance(30):
            value = f"{self.aggregate(1, None)}{'::text' if kind == 'text' else ''}"
        where = ""
        if self.chance(55):
            self.use("do-update-where")
            where = f" WHERE {table}.{column} IS DISTINCT FROM excluded.{column}"
        back = self.returning(None, (column,))[0]
        return f" ON CONFLICT {place} DO UPDATE SET {column} = {value}{where}{back}"

    def insert_child(self) -> Made:
        """A row without the tenant column: whose it is its reference says."""
        if self.slips():
            back, columns = self.returning(None, ("id", "body"))
            return Made(f"INSERT INTO comments (id, task_id, body) VALUES (9100, :task, 'n'){back}", columns)
        inner = f"SELECT max(t.id) FROM tasks t WHERE {self.tenant('t.org_id')}"
        if self.slips():
            inner = "SELECT max(t.id) FROM tasks t"
        self.use("scalar-subquery")
        self.use("in-values")
        back, columns = self.returning(None, ("id", "body"))
        return Made(f"INSERT INTO comments (id, task_id, body) VALUES (9100, ({inner}), 'n'){back}", columns)

    def insert_select(self) -> Made:
        self.use("insert-select")
        table = self.pick(list(INSERTED))
        names = INSERTED[table]
        made = self.block(1, want=("int", TENANT, "text"))
        alias = self.name("i")
        tenant = f"{alias}.x1"
        if self.value in ("parameter", "setting") and self.chance(40):
            tenant = self.written()
        number = f"9200 + row_number() OVER (ORDER BY {alias}.x0, {alias}.x1, {alias}.x2)"
        back, columns = self.returning(None, (names[0], names[2]))
        tail = ""
        if table in ("quotas", "workspaces"):
            tail = f" ON CONFLICT ({names[1]}, {names[2]}) DO NOTHING"
            self.use("do-nothing-columns")
        return Made(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {number}, {tenant}, coalesce({alias}.x2, 'n') FROM ({made.text}) AS {alias}{tail}{back}",
            columns,
        )

    def insert_default(self) -> Made:
        self.use("insert-default")
        table = self.pick(("flags", "drafts"))
        return Made(f"INSERT INTO {table} DEFAULT VALUES{self.returning(None, ('id',))[0]}", ())

    def merge(self) -> Made:
        self.use("merge")
        made = self.block(1, want=(TENANT, "text")) if self.chance(50) else None
        tenant = self.written()
        source = f"({made.text})" if made is not None else f"(SELECT {tenant}::int AS x0, 'a' AS x1)"
        distinct = f"(SELECT DISTINCT m.x0, coalesce(m.x1, 'n') AS x1 FROM {source} AS m)"
        target = self.name("u")
        on = f"{target}.org_id = v.x0 AND {target}.name = v.x1" if not self.slips() else f"{target}.name = v.x1"
        matched = self.pick(
            (
                "MATCHED THEN UPDATE SET value = 'm'",
                "MATCHED THEN DELETE",
                f"MATCHED AND {target}.value = 'a' THEN UPDATE SET value = v.x1",
                "MATCHED THEN UPDATE SET value = v.x1 || 'm'",
            )
        )
        parts = [f"WHEN {matched}"]
        if self.chance(60):
            parts.append("WHEN NOT MATCHED THEN INSERT (org_id, name, value) VALUES (v.x0, v.x1, 'm')")
        if self.chance(15):
            guard = "" if self.slips() else f" AND {self.tenant(f'{target}.org_id')}"
            parts.append(f"WHEN NOT MATCHED BY SOURCE{guard} THEN UPDATE SET value = 's'")
        return Made(f"MERGE INTO settings {target} USING {distinct} AS v ON {on} {' '.join(parts)}", ())

    def truncate(self) -> Made:
        return Made(self.use("truncate", f"TRUNCATE {self.pick(('prices', 'flags', 'settings', 'task_labels'))}"), ())


class Generator(Writes):
    """One statement; ``ordered`` then says whether the order of its rows counts, ``run`` is what PostgreSQL executes."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices)
        self.ordered = False
        self.run = ""

    def statement(self) -> str:
        """The statement's text."""
        if self.chance(3):
            body, writes = f"SELECT * FROM (VALUES (1, {self.aggregate(1, None)}), (2, 0)) AS v(a, b)", False
            self.use("in-values", self.use("values"))
        else:
            body, writes = self.body()
        self.run = body
        wrapped = self.weighted((79, ""), (6, "copy"), (4, "explain"), (4, "prepare"), (7, "declare"))
        if wrapped == "copy" and not writes:
            return self.use("copy-query", f"COPY ({self.run}) TO STDOUT")
        if wrapped == "explain" and "truncate" not in self.seen:
            return self.use("explain", f"EXPLAIN (ANALYZE) {self.run}")
        if wrapped == "prepare" and "truncate" not in self.seen:
            return self.use("prepare", f"PREPARE p AS {self.run}")
        if wrapped == "declare" and not writes:
            return self.use("declare-cursor", f"DECLARE c CURSOR FOR {self.run}")
        return self.run

    def body(self) -> tuple[str, bool]:
        """The statement, and whether it writes. A CTE that nothing refers to is left away, as its author would."""
        ctes: list[tuple[str, str, set[str]]] = []
        recursive, writes, before = False, False, set(self.seen)
        for _ in range(self.pick((1, 1, 2)) if self.chance(30) else 0):
            kind = self.weighted((64, "plain"), (18, "recursive"), (18, "writing"))
            self.seen = set()
            if kind == "recursive":
                text, recursive = self.recursive(), True
            elif kind == "plain":
                text = self.cte(2)
            elif not writes and not self.locking:
                made, writes = self.write(nested=True), True
                text = f"{self.name('c')} AS ({made.text})"
                self.use("cte-writing")
                self.use("cte")
                if made.columns:
                    self.ctes.append((text.split()[0], made))
            else:
                continue
            ctes.append((text.split()[0].split("(")[0], text, self.seen))
        self.seen = before
        ordered = False
        if not self.locking and not writes and self.chance(57):
            made, writes = self.write(nested=recursive), True
        elif self.chance(36):
            made = self.combined(1)
        else:
            made = self.block(self.pick((1, 2)), top=True)
            ordered = made.ordered
        if "truncate" in self.seen:
            return made.text, True
        self.ordered = ordered
        head, text = [], made.text
        for name, definition, seen in reversed(ctes):
            if "cte-writing" in seen or re.search(rf"\b{name}\b", text) or self.chance(3):
                head.insert(0, definition)
                text = f"{definition} {text}"
                self.seen |= seen
        if not head:
            return made.text, writes
        return f"WITH {'RECURSIVE ' if 'cte-recursive' in self.seen else ''}{', '.join(head)} {made.text}", writes
