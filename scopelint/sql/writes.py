"""INSERT, UPDATE, DELETE and MERGE of sqlglot's tree as ours."""

from typing import Any

from sqlglot import exp

from scopelint.model.relation import (
    Assigned,
    Call,
    Delete,
    Expr,
    From,
    Insert,
    Item,
    Join,
    Merge,
    MergeWhen,
    OnConflict,
    Query,
    RowValue,
    ScalarQuery,
    Update,
)
from scopelint.sql.expressions import expression
from scopelint.sql.reader import Reader, Unreadable, only, text_of
from scopelint.sql.select import query, returning, scan, source, sources, value_or_default


def write(r: Reader, node: exp.Expr) -> Query:
    """A statement that changes rows, its WITH left to the caller."""
    if isinstance(node, exp.Insert):
        return _insert(r, node)
    if isinstance(node, exp.Update):
        return _update(r, node)
    if isinstance(node, exp.Delete):
        return _delete(r, node)
    return _merge(r, node)


def _insert(r: Reader, node: exp.Expr) -> Insert:
    only(node, "this", "expression", "conflict", "returning", "with_", "default", "is_function", "alias")
    target: Any = node.this
    columns: tuple[str, ...] = ()
    if isinstance(target, exp.Schema):
        columns = tuple(text_of(entry) for entry in target.expressions)
        target = target.this
    body = node.args.get("expression")
    return Insert(
        target=scan(r, target),
        columns=columns,
        source=query(r, body) if body is not None else None,
        conflict=_conflict(r, node.args.get("conflict")),
        returning=returning(r, node),
        place=r.place(target),
    )


def _conflict(r: Reader, node: exp.Expr | None) -> OnConflict | None:
    if node is None:
        return None
    only(node, "expressions", "action", "conflict_keys", "constraint", "where", "index_predicate", "duplicate")
    if node.args.get("duplicate"):
        raise Unreadable("ON DUPLICATE KEY")
    update = "UPDATE" in str(node.args.get("action") or "").upper()
    columns = []
    for key in node.args.get("conflict_keys") or []:
        inner = key.this if isinstance(key, exp.Ordered) else key
        # an expression is a key of its own: that it agrees says nothing of the column in it
        plain = isinstance(inner, (exp.Column, exp.Identifier))
        columns.append(text_of(inner.this if isinstance(inner, exp.Column) else inner) if plain else "(expression)")
    constraint = node.args.get("constraint")
    where = node.args.get("where")
    return OnConflict(
        action="update" if update else "nothing",
        columns=tuple(columns),
        constraint=text_of(constraint) if constraint is not None else None,
        assignments=assignments(r, node.expressions),
        where=expression(r, where.this) if where is not None else None,
    )


def assignments(r: Reader, nodes: list[Any]) -> tuple[Assigned, ...]:
    """SET clauses; ``(a, b) = (1, 2)`` becomes two, and so does ``(a, b) = (SELECT ..)`` with the query in each."""
    result: list[Assigned] = []
    for node in nodes:
        if not isinstance(node, exp.EQ):
            raise Unreadable("an assignment")
        left, right = node.this, value_or_default(r, node.args["expression"])
        if isinstance(left, (exp.Tuple, exp.Paren)):
            names = [text_of(part.this) for part in (left.expressions or [left.this])]
            result += [Assigned(name, value) for name, value in zip(names, _spread(right, len(names)), strict=True)]
        elif isinstance(left, exp.Column) and isinstance(left.this, exp.Identifier):
            result.append(Assigned(text_of(left.this), right, r.place(left)))
        elif isinstance(left, (exp.Bracket, exp.Dot)):
            column = left.find(exp.Column)
            if column is None:
                raise Unreadable("an assigned element")
            result.append(Assigned(text_of(column.this), Call("[]", (expression(r, left), right))))
        else:
            raise Unreadable("an assigned column")
    return tuple(result)


def _spread(value: Expr, count: int) -> tuple[Expr, ...]:
    if isinstance(value, RowValue) and len(value.items) == count:
        return value.items
    if count == 1:
        return (value,)
    if isinstance(value, ScalarQuery):
        return tuple(value if index == 0 else Call("row of a query") for index in range(count))
    raise Unreadable("a row assigned")


def _update(r: Reader, node: exp.Expr) -> Update:
    only(node, "this", "expressions", "from_", "where", "returning", "with_")
    where = node.args.get("where")
    if node.this.args.get("joins"):
        raise Unreadable("JOIN on the target of UPDATE")
    return Update(
        target=scan(r, node.this),
        assignments=assignments(r, node.expressions),
        source=sources(r, node.args.get("from_"), None),
        where=expression(r, where.this) if where is not None else None,
        returning=returning(r, node),
        place=r.place(node.this),
    )


def _delete(r: Reader, node: exp.Expr) -> Delete:
    only(node, "this", "using", "where", "returning", "with_", "cluster")
    where = node.args.get("where")
    joined: From | None = None
    for entry in node.args.get("using") or []:
        read = source(r, entry)
        joined = read if joined is None else Join("inner", joined, read)
    return Delete(
        target=scan(r, node.this),
        source=joined,
        where=expression(r, where.this) if where is not None else None,
        returning=returning(r, node),
        place=r.place(node.this),
    )


def _merge(r: Reader, node: exp.Expr) -> Merge:
    only(node, "this", "using", "on", "whens", "returning", "with_")
    items: tuple[Item, ...] = returning(r, node)
    whens = tuple(_when(r, entry) for entry in node.args["whens"].expressions)
    return Merge(scan(r, node.this), source(r, node.args["using"]), expression(r, node.args["on"]), whens, items)


def _when(r: Reader, node: exp.Expr) -> MergeWhen:
    only(node, "matched", "source", "condition", "then")
    condition, then = node.args.get("condition"), node.args["then"]
    matched = (
        "matched" if node.args.get("matched") else "not matched by source" if node.args.get("source") else "not matched"
    )
    action = "nothing"
    assigned: tuple[Assigned, ...] = ()
    values: tuple[Expr, ...] = ()
    if isinstance(then, exp.Update):
        only(then, "expressions")
        action, assigned = "update", assignments(r, then.expressions)
    elif isinstance(then, exp.Insert):
        action, (assigned, values) = "insert", _inserted(r, then)
    elif "DELETE" in str(then.this if isinstance(then, exp.Var) else then).upper():
        action = "delete"
    elif "NOTHING" not in str(then).upper():
        raise Unreadable("an action of MERGE")
    read = expression(r, condition) if condition is not None else None
    return MergeWhen(matched, action, read, assigned, values)  # type: ignore[arg-type]


def _inserted(r: Reader, node: exp.Expr) -> tuple[tuple[Assigned, ...], tuple[Expr, ...]]:
    """INSERT of MERGE: values by column, or in the order of the table's columns."""
    only(node, "this", "expression")
    names, values = node.args.get("this"), node.args.get("expression")
    if values is None and isinstance(names, exp.Tuple) and [c.name.lower() for c in names.expressions] == ["default"]:
        return (), ()
    if not isinstance(values, (exp.Tuple, exp.Paren)) or not isinstance(names, (exp.Tuple, exp.Paren, type(None))):
        raise Unreadable("INSERT of this form in MERGE")
    right = values.expressions or [values.this]
    if names is None:
        return (), tuple(value_or_default(r, value) for value in right)
    left = names.expressions or [names.this]
    if len(left) != len(right):
        raise Unreadable("INSERT in MERGE")
    pairs = zip(left, right, strict=True)
    return tuple(Assigned(text_of(c.this), value_or_default(r, v)) for c, v in pairs), ()
