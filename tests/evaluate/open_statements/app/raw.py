"""SQL text, and who is given it."""

import asyncpg, psycopg, psycopg2, aiosqlite, sqlite3
import pandas as pd
from contextlib import contextmanager, asynccontextmanager
from sqlalchemy import text, create_engine, select
from sqlalchemy.orm import Session, sessionmaker
from app.models import Task
engine = create_engine("postgresql://")
SessionLocal = sessionmaker(engine)
SQL = "select * from tasks"
def f1(conn):
    with conn.cursor() as cur:
        cur.execute("select * from tasks")
        return cur.fetchall()
def f2():
    conn = psycopg2.connect("")
    cur = conn.cursor()
    cur.execute(SQL)
def f3():
    with psycopg.connect("") as conn:
        return conn.execute("select * from tasks").fetchall()
async def f4():
    conn = await asyncpg.connect("")
    return await conn.fetch("select * from tasks")
async def f5(pool):
    async with pool.acquire() as c:
        return await c.fetchrow("select * from tasks where id = $1", 1)
async def f6(pool): return await pool.fetchval("select count(*) from tasks")
def f7(): return pd.read_sql("select * from tasks", engine)
def f8(): return pd.read_sql_query(SQL, con=engine)
def f9(): return pd.read_sql_table("tasks", engine)
def f10():
    with engine.connect() as c:
        return c.execute(text(SQL)).mappings().all()
def f11(s: Session): return s.execute(text("""
    -- all tasks
    SELECT * FROM tasks
""")).all()
def f12(cur):
    cur.executemany("insert into tasks (title) values (%s)", [("a",)])
def f13(cur):
    psycopg2.extras.execute_values(cur, "insert into tasks (title) values %s", [("a",)])
def f14(cur):
    cur.copy_expert("copy tasks to stdout", None)
def f15(cur): cur.copy_to(None, "tasks")
def f16(cur, n):
    cur.execute("update tasks set title = %s where id = %s" % ("'a'", n))
def f17(cur): cur.execute("delete from " + "tasks")
def f18(cur): cur.execute("{} {}".format("select * from", "tasks"))
def f19(cur, table="tasks"): cur.execute(f"select * from {table}")
def f20(cur): cur.execute("select * from tasks; delete from tasks")
def f21(cur): cur.execute(" ".join(["select *", "from tasks"]))
def f22(cur):
    q = "select * from tasks"
    q += " where id > 3"
    cur.execute(q)
class Db:
    def __init__(self): self.conn = psycopg2.connect("")
    def run(self, sql, args=()):
        with self.conn.cursor() as cur:
            cur.execute(sql, args)
            return cur.fetchall()
def f23(db: Db): return db.run("select * from tasks")
def f24(): return Db().run("select * from tasks where id = %s", (1,))
@contextmanager
def get_cursor():
    conn = psycopg2.connect("")
    try:
        yield conn.cursor()
    finally:
        conn.close()
def f25():
    with get_cursor() as cur:
        cur.execute("select * from tasks")
def query(sql, *args):
    with get_cursor() as cur:
        cur.execute(sql, args)
        return cur.fetchall()
def f26(): return query("select * from tasks")
QUERIES = {"all": "select * from tasks", "one": "select * from tasks where id = %s"}
def f27(): return query(QUERIES["all"])
def f28(name): return query(QUERIES[name])
class Q:
    ALL = "select * from tasks"
def f29(): return query(Q.ALL)
def f30(s: Session): return s.execute(text("select * from tasks").bindparams()).all()
def f31(s: Session):
    stmt = text("select * from tasks where id = :id")
    return s.execute(stmt, {"id": 1}).first()
def f32():
    with engine.begin() as conn:
        conn.exec_driver_sql("delete from tasks")
def f33(s: Session):
    return s.connection().connection.cursor().execute("select * from tasks")
def f34():
    raw = engine.raw_connection()
    cur = raw.cursor()
    cur.execute("select * from tasks")
async def f35():
    async with await psycopg.AsyncConnection.connect("") as c:
        async with c.cursor() as cur:
            await cur.execute("select * from tasks")
def f36(cur): cur.execute("SELECT\n*\nFROM\ntasks")
def f37(cur): cur.execute('with t as (select * from tasks) select * from t')
def f38(cur): cur.execute("call p()"); cur.execute("select f()")
def f39(cur): cur.execute(open("x.sql").read())
def f40(db): return db.fetch_all("select * from tasks")
def f41(database): return database.execute(query="delete from tasks")
async def f42(database):
    async for row in database.iterate("select * from tasks"): print(row)
def f43(cur): cur.execute("truncate tasks")
def f44(cur): cur.execute("merge into tasks t using x on t.id = x.id when matched then delete")
def f45(cur): cur.mogrify("select * from tasks")
def f46(cur):
    cur.execute("declare c cursor for select * from tasks")
def f47(cur): cur.execute("explain analyze select * from tasks")
def f48(cur):
    try: cur.execute("select * from tasks")
    except Exception: cur.execute("select id from tasks")
def f49(conn): return list(conn.execute("select * from tasks"))
def f50(conn): return [r for r in conn.execute("select * from tasks")]
def f51(session):
    rows = session.execute("select * from tasks")
    return [dict(r) for r in rows]
def f52(helper): return helper.query("select * from tasks")
def f53(helper): return helper.run_sql(sql="select * from tasks")
def f54(self): return self.db.execute_query("select * from tasks")
def f55(client): return client.sql("select * from tasks").collect()
async def f56(prisma): return await prisma.query_raw("select * from tasks")
def f57(dao): return dao.select("select * from tasks", fetch=True)
def f58(): return execute_sql("select * from tasks")
def f59(cur):
    sql = """SELECT t.*
             FROM tasks AS t
             WHERE t.id = ANY(%(ids)s)"""
    params = {"ids": [1]}
    cur.execute(sql, params)
def f60(cur): cur.execute(b"select * from tasks")
def f61(cur):
    from psycopg import sql
    cur.execute(sql.SQL("select * from {}").format(sql.Identifier("tasks")))
def f62(cur, cols):
    cur.execute("select " + ", ".join(cols) + " from tasks")
def f63(cur):
    cur.execute(f"""select * from tasks where id in ({','.join(['%s'] * 3)})""", (1, 2, 3))
def f64(cur):
    cur.execute("select * from %s" % "tasks")
def f65(cur):
    cur.execute("select * from public.tasks"); cur.execute('select * from "tasks"')
def f66(cur): cur.execute("SELECT * FROM Tasks")
def f67(cur): cur.execute("select 1 where exists (select 1 from tasks)")
def f68(cur): cur.execute("insert into notes select * from tasks")
def f69(cur): cur.execute("create table x as select * from tasks")
def f70(cur): cur.execute("select * from tasks t join notes n on n.org_id = t.org_id")
