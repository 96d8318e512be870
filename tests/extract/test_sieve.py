"""Which code the sieve lets through."""

import pytest

from scopelint.extract import outline


def hit(line: str) -> bool:
    return outline("a.py", f"def f():\n    {line}\n".encode()).functions[0].hit


@pytest.mark.parametrize(
    "line",
    [
        "session.execute(q)",
        "await db.exec(q)",
        "session.scalars(q).all()",
        "return self.session.query(Task).get(id)",
        "return Task.query.filter_by(id=id).first()",
        "return db.session.get(Task, id)",
        "return self._session.get(self.model, id)",
        "q = select(Task)",
        "q = sa.update(Task)",
        "q = delete(models.Task)",
        "q = insert(Task)",
        "q = q.where(a)",
        "q = q.filter(a)",
        "q = q.join(Task)",
        "session.add(row)",
        "session.add_all(rows)",
        "session.delete(row)",
        "session.merge(row)",
        "session.commit()",
        "session.bulk_insert_mappings(A, rows)",
        "s.add(row)",
        "return [task.id for task in Task.query]",
        "return Task.query",
        "await conn.fetchrow(q)",
        "await conn.fetch(q)",
        "cur.executemany(q, rows)",
        "async for row in await session.stream(q): pass",
        "return 'SELECT * FROM tasks'",
        "q = f'UPDATE {table} SET a = 1'",
        "q = 'delete from tasks'",
        "q = 'select id from tasks'",
        "q = text(sql)",
        "q = sql.SQL(part)",
        "conn.exec_driver_sql(q)",
        "s = \"set_config('app.org', :o, true)\"",
        "x = 'SET LOCAL app.org = 1'",
        "event.listen(Session, 'do_orm_execute', g)",
    ],
)
def test_code_that_may_hold_a_statement_is_a_hit(line: str) -> None:
    assert hit(line)


@pytest.mark.parametrize(
    "line",
    [
        "return config.get('key', 1)",
        "seen.add(x)",
        "return ', '.join(names)",
        "return os.path.join(a, b)",
        "d.update(other)",
        "if path.exists(): pass",
        "return context(x)",
        "raise ValueError('taken from here')",
    ],
)
def test_ordinary_code_is_no_hit(line: str) -> None:
    assert not hit(line)


def test_a_call_given_a_connection_may_run_a_named_query() -> None:
    """In a file that makes an object of aiosql: what it is called says nothing."""
    call = "\n\ndef f(conn):\n    return tasks.count(conn)\n"
    made = outline("a.py", f"import aiosql\ntasks = aiosql.from_path('x.sql', 'psycopg'){call}".encode())
    assert (made.functions[0].hit, outline("a.py", call.encode()).functions[0].hit) == (True, False)
