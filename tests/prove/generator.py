"""Random statements over the corpus's schema, leaning towards confined ones: the near misses are what matters."""

import random

COLUMNS = {
    "tasks": ("id", "org_id", "project_id", "parent_id", "title", "priority"),
    "projects": ("id", "org_id", "workspace_id", "name", "budget"),
    "comments": ("id", "task_id", "body"),
    "invoices": ("id", "org_id", "project_id", "amount"),
    "notes": ("id", "org_id", "body"),
    "documents": ("id", "org_id", "title"),
    "workspaces": ("id", "org_id", "name"),
    "memberships": ("id", "org_id", "user_id"),
    "organizations": ("id", "slug", "name"),
    "prices": ("id", "plan", "amount"),
    "open_tasks": ("id", "org_id", "project_id", "title"),
    "project_counts": ("project_id", "n"),
}
KEYS = {
    "tasks": {"project_id": "projects", "parent_id": "tasks"},
    "comments": {"task_id": "tasks"},
    "invoices": {"project_id": "projects"},
    "projects": {"workspace_id": "workspaces"},
    "open_tasks": {"project_id": "projects"},
    "project_counts": {"project_id": "projects"},
}
TEXTS = ("title", "name", "body", "slug", "plan")
Scope = list[tuple[str, tuple[str, ...], str]]
"""(alias, columns, table it comes from) of what is in view."""


class Generator:
    """Statements from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = 0

    def alias(self) -> str:
        self.count += 1
        return f"s{self.count}"

    def statement(self) -> str:
        kind = self.rng.random()
        if kind < 0.72:
            return self.query(2)[0]
        if kind < 0.8:
            name = self.alias()
            body, columns = self.query(1)
            scope: Scope = [(name, columns, "")]
            return f"WITH {name} AS ({body}) SELECT {name}.* FROM {name}{self.where(scope, [], 1)}"
        return self.write()

    # ------------------------------------------------------------ queries

    def query(self, depth: int, outer: Scope | None = None, width: int | None = None) -> tuple[str, tuple[str, ...]]:
        """A query and its output columns."""
        if width is None and depth > 0 and self.rng.random() < 0.12:
            kind = self.rng.choice(("UNION", "UNION ALL", "INTERSECT", "EXCEPT"))
            left, columns = self.columns_of_two(depth - 1)
            right, _ = self.columns_of_two(depth - 1)
            return f"{left} {kind} {right}", columns
        return self.block(depth, outer or [], width)

    def columns_of_two(self, depth: int) -> tuple[str, tuple[str, ...]]:
        """A query with columns (id, org_id), for set operations."""
        table = self.rng.choice(("tasks", "projects", "notes", "workspaces"))
        alias = self.alias()
        scope: Scope = [(alias, COLUMNS[table], table)]
        return f"SELECT {alias}.id, {alias}.org_id FROM {table} {alias}{self.where(scope, [], depth)}", ("id", "org_id")

    def block(self, depth: int, outer: Scope, width: int | None) -> tuple[str, tuple[str, ...]]:
        scope: Scope = []
        source = self.source(scope, depth, outer)
        where = self.where(scope, outer, depth)
        if width is not None:
            alias, columns, _ = self.rng.choice(scope)
            chosen = [f"{alias}.{self.rng.choice([c for c in columns if c not in TEXTS] or list(columns))}"]
            tail = self.rng.choice(("", "", "", " ORDER BY 1 LIMIT 2"))
            return f"SELECT {', '.join(chosen)} FROM {source}{where}{tail}", ("x",)
        alias, columns, _ = scope[0]
        listed = ", ".join(f"{alias}.{c}" for c in columns)
        shape = self.rng.random()
        if shape < 0.1:
            keys = self.rng.sample(columns, min(len(columns), self.rng.randint(1, 2)))
            shown = ", ".join(f"{alias}.{k}" for k in keys)
            having = f" HAVING {alias}.{keys[0]} = :org" if keys[0] == "org_id" and self.rng.random() < 0.5 else ""
            return f"SELECT {shown}, count(*) AS n FROM {source}{where} GROUP BY {shown}{having}", (*keys, "n")
        if shape < 0.16:
            partition = self.rng.choice(("", f"PARTITION BY {alias}.{self.rng.choice(columns)}"))
            order = ", ".join(f"{a}.{c}" for a, cs, _ in scope for c in cs)
            return f"SELECT {listed}, row_number() OVER ({partition} ORDER BY {order}) AS n FROM {source}{where}", (
                *columns,
                "n",
            )
        if shape < 0.22:
            key = self.rng.choice(columns)
            order = ", ".join([f"{alias}.{key}", *(f"{a}.{c}" for a, cs, _ in scope for c in cs)])
            return f"SELECT DISTINCT ON ({alias}.{key}) {listed} FROM {source}{where} ORDER BY {order}", columns
        if shape < 0.3:
            order = ", ".join(f"{a}.{c}" for a, cs, _ in scope for c in cs)
            return f"SELECT {listed} FROM {source}{where} ORDER BY {order} LIMIT 2", columns
        if shape < 0.34:
            return f"SELECT count(*) FILTER (WHERE {self.predicate(scope, outer, 0)}) AS n FROM {source}{where}", ("n",)
        if shape < 0.42 and depth > 0:
            inner, _ = self.query(depth - 1, scope + outer, 1)
            inner = inner if " ORDER BY 1" in inner else f"{inner} ORDER BY 1"
            return f"SELECT {listed}, {self.rng.choice(('EXISTS', 'ARRAY'))} ({inner}) AS e FROM {source}{where}", (
                *columns,
                "e",
            )
        extra = [f"{a}.{c} AS {a}_{c}" for a, cs, _ in scope[1:] for c in cs[:2]]
        named = tuple(f"{a}_{c}" for a, cs, _ in scope[1:] for c in cs[:2])
        return f"SELECT {', '.join([listed, *extra])} FROM {source}{where}", columns + named

    def source(self, scope: Scope, depth: int, outer: Scope) -> str:
        text = self.item(scope, depth)
        for _ in range(self.rng.choice((0, 0, 1, 1, 2))):
            mine: Scope = []
            item = self.item(mine, depth)
            kind = self.rng.choice(("JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"))
            on = self.link(scope, mine)
            if self.rng.random() < 0.35:
                on += f" AND {self.atom(self.rng.choice((mine, scope)), [], 0)}"
            scope += mine
            text = (
                f"{text} {kind} {item} ON {on}"
                if kind != "FULL JOIN"
                else f"{text} FULL JOIN {item} ON {self.link(scope[:-1], mine, True)}"
            )
        return text

    def item(self, scope: Scope, depth: int) -> str:
        alias = self.alias()
        if depth > 0 and self.rng.random() < 0.2:
            body, columns = self.query(depth - 1)
            scope.append((alias, columns, ""))
            return f"({body}) {alias}"
        table = self.rng.choice(("tasks", "tasks", "projects", "projects", *COLUMNS))
        scope.append((alias, COLUMNS[table], table))
        return f"{table} {alias}"

    def link(self, left: Scope, right: Scope, simple: bool = False) -> str:
        """ON: a foreign key if there is one, the tenant, or columns that happen to have one type."""
        found = []
        for a, a_columns, a_table in left:
            for b, b_columns, b_table in right:
                found += [f"{a}.{c} = {b}.id" for c, t in KEYS.get(a_table, {}).items() if t == b_table] * 3
                found += [f"{b}.{c} = {a}.id" for c, t in KEYS.get(b_table, {}).items() if t == a_table] * 3
                found += [f"{a}.{c} = {b}.{d}" for c in a_columns for d in b_columns if c == d and c != "e"]
        found = found or ["1 = 1"]
        parts = [self.rng.choice(found)]
        if not simple and self.rng.random() < 0.3:
            parts.append(self.rng.choice(found))
        return " AND ".join(parts)

    # ------------------------------------------------------------ predicates

    def where(self, scope: Scope, outer: Scope, depth: int) -> str:
        parts = []
        for alias, columns, _ in scope:
            if "org_id" in columns and self.rng.random() < 0.55:
                parts.append(f"{alias}.org_id = :org")
        if self.rng.random() < 0.5:
            parts.append(self.predicate(scope, outer, depth))
        if outer and self.rng.random() < 0.8:
            parts.append(self.link(outer, scope))
        return " WHERE " + " AND ".join(parts) if parts else ""

    def predicate(self, scope: Scope, outer: Scope, depth: int) -> str:
        chance = self.rng.random()
        if chance < 0.25:
            return f"({self.predicate(scope, outer, depth)} OR {self.predicate(scope, outer, depth)})"
        if chance < 0.35:
            return f"NOT ({self.predicate(scope, outer, depth)})"
        if chance < 0.45:
            return f"({self.predicate(scope, outer, depth)} AND {self.predicate(scope, outer, depth)})"
        return self.atom(scope, outer, depth)

    def atom(self, scope: Scope, outer: Scope, depth: int) -> str:
        alias, columns, _ = self.rng.choice(scope)
        if depth > 0 and self.rng.random() < 0.4:
            negated = self.rng.choice(("", "", "NOT "))
            if self.rng.random() < 0.5:
                return f"{negated}EXISTS ({self.block(depth - 1, scope + outer, 1)[0]})"
            numeric = [c for c in columns if c not in TEXTS and c != "e"]
            if numeric:
                body, _ = self.block(depth - 1, [], 1)
                chosen = self.rng.choice(numeric)
                if not any(f".{t} FROM" in body for t in (*TEXTS, "e")):
                    return f"{alias}.{chosen} {negated}IN ({body})"
        chance = self.rng.random()
        if "org_id" in columns and chance < 0.5:
            return self.rng.choice(
                (
                    f"{alias}.org_id = :org",
                    f"{alias}.org_id = :org",
                    f"{alias}.org_id IS NULL",
                    f"{alias}.org_id <> :org",
                    f"{alias}.org_id IS NOT NULL",
                )
            )
        column = self.rng.choice([c for c in columns if c != "e"])
        if column in TEXTS:
            return self.rng.choice((f"{alias}.{column} = 'a'", f"{alias}.{column} IS NULL", f"{alias}.{column} <> 'x'"))
        if chance < 0.7 and len(scope) > 1:
            other, other_columns, _ = self.rng.choice(scope)
            same = [c for c in other_columns if c not in TEXTS and c != "e"]
            if same:
                return f"{alias}.{column} = {other}.{self.rng.choice(same)}"
        return self.rng.choice(
            (f"{alias}.{column} > 1", f"{alias}.{column} IS NULL", f"{alias}.{column} IN (1, 2, 100)")
        )

    # ------------------------------------------------------------ writes

    def write(self) -> str:
        table, column = self.rng.choice(
            (("tasks", "priority"), ("projects", "budget"), ("notes", "id"), ("invoices", "amount"))
        )
        alias = self.alias()
        scope: Scope = [(alias, COLUMNS[table], table)]
        kind = self.rng.choice(("UPDATE", "UPDATE", "DELETE", "INSERT"))
        if kind == "INSERT":
            body, _ = self.columns_of_two(1)
            tenant = self.rng.choice(("q.org_id", "q.org_id", ":org"))
            return f"INSERT INTO notes (id, org_id, body) SELECT DISTINCT q.id + 9000, {tenant}, 'n' FROM ({body}) q"
        more: Scope = []
        source = ""
        if self.rng.random() < 0.4:
            source = self.item(more, 1)
        where = self.where(scope + more, [], 1)
        if more:
            where = f"{where} AND {self.link(scope, more)}" if where else f" WHERE {self.link(scope, more)}"
        if kind == "DELETE":
            return (
                f"DELETE FROM notes {alias}{' USING ' + source if source else ''}{where}"
                if table == "notes"
                else f"DELETE FROM invoices {alias}{where}"
                if table == "invoices" and not source
                else f"UPDATE {table} {alias} SET {column} = {column if column == 'id' else 5}{where if not source else ' FROM ' + source + where}"
            )
        value = "id" if column == "id" else "5"
        return f"UPDATE {table} {alias} SET {column} = {alias + '.id' if value == 'id' else value}{' FROM ' + source if source else ''}{where}"
