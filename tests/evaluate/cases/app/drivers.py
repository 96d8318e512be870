"""One line for every driver and way to hand over SQL text."""

import sqlite3
from pathlib import Path

import aiopg
import aiosql
import aiosqlite
import asyncpg
import databases
import duckdb
import pandas as pd
import psycopg
import psycopg2
import psycopg2.extras
import snowflake.connector
from psycopg import sql
from psycopg2 import sql as sql2
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from sqlalchemy import create_engine, select, text

from app.models import Task

engine = create_engine("postgresql://")
pool = ConnectionPool()
database = databases.Database("postgresql://")
queries = aiosql.from_path("queries.sql", "psycopg2")


# psycopg 2


def cursor_execute(org_id):
    conn = psycopg2.connect("")
    cur = conn.cursor()
    cur.execute("SELECT * FROM tasks WHERE org_id = %s", (org_id,))  # => tasks: scoped
    return cur.fetchall()


def cursor_open(cur):
    cur.execute("SELECT * FROM tasks WHERE status = %s", ("x",))  # => tasks: unscoped/none


def cursor_named(cur, org_id):
    cur.execute("SELECT * FROM tasks WHERE org_id = %(org)s", {"org": org_id})  # => tasks: scoped


def cursor_with(conn, org_id):
    with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cur:
        cur.execute("SELECT * FROM tasks WHERE org_id = %s AND status = %s", [org_id, "x"])  # => tasks: scoped


def cursor_literal(cur):
    cur.execute("SELECT * FROM tasks WHERE org_id = %s", (7,))  # => tasks: ineffective/literal


def cursor_formatted(cur, org_id):
    cur.execute("SELECT * FROM tasks WHERE org_id = %s" % org_id)  # => tasks: unknown/dynamic


def cursor_format(cur, org_id):
    cur.execute("SELECT * FROM tasks WHERE org_id = {}".format(org_id))  # => tasks: unknown/dynamic


def cursor_any(cur, org_ids):
    cur.execute("SELECT * FROM tasks WHERE org_id = ANY(%s)", (org_ids,))  # => tasks: scoped


def executemany(cur, org_id, titles):
    cur.executemany("INSERT INTO tasks (org_id, title) VALUES (%s, %s)", [(org_id, t) for t in titles])  # => tasks: scoped


def executemany_without(cur, titles):
    cur.executemany("INSERT INTO tasks (title) VALUES (%s)", [(t,) for t in titles])  # => tasks: unscoped/not-written


def execute_values(cur, org_id, titles):
    psycopg2.extras.execute_values(cur, "INSERT INTO tasks (org_id, title) VALUES %s", [(org_id, t) for t in titles])  # => tasks: scoped


def execute_values_without(cur, titles):
    psycopg2.extras.execute_values(cur, "INSERT INTO tasks (title) VALUES %s", [(t,) for t in titles])  # => tasks: unscoped/not-written


def execute_batch(cur, rows):
    psycopg2.extras.execute_batch(cur, "UPDATE tasks SET status = %s WHERE id = %s", rows)  # => tasks: unscoped/by-key


def sql_format(cur, org_id, column):
    cur.execute(sql2.SQL("SELECT {} FROM tasks WHERE org_id = %s").format(sql2.Identifier(column)), (org_id,))  # => tasks: *


def sql_format_open(cur):
    cur.execute(sql2.SQL("SELECT {} FROM {} WHERE status = 'x'").format(sql2.Identifier("id"), sql2.Identifier("tasks")))  # => tasks: unscoped/none


def sql_format_constants(cur, org_id):
    query = sql2.SQL("SELECT {fields} FROM {table} WHERE org_id = %s").format(  # => tasks: scoped
        fields=sql2.SQL(", ").join([sql2.Identifier("id"), sql2.Identifier("title")]), table=sql2.Identifier("tasks")
    )
    cur.execute(query, (org_id,))


def sql_literal(cur, org_id):
    cur.execute(sql2.SQL("SELECT * FROM tasks WHERE org_id = {}").format(sql2.Literal(org_id)))  # => tasks: scoped


def sql_plus(cur, org_id):
    cur.execute(sql2.SQL("SELECT * FROM tasks ") + sql2.SQL("WHERE org_id = {org}").format(org=sql2.Placeholder("org")), {"org": org_id})  # => tasks: scoped


def copy_from(cur, file):
    cur.copy_from(file, "tasks", columns=("title", "status"))  # => tasks: unscoped/not-written


def copy_expert(cur, file):
    cur.copy_expert("COPY tasks TO STDOUT", file)  # => tasks: unscoped/none


def copy_expert_query(cur, file):
    cur.copy_expert("COPY (SELECT * FROM tasks) TO STDOUT WITH CSV", file)  # => tasks: unscoped/none


def copy_to(cur, file):
    cur.copy_to(file, "tasks")  # => tasks: unscoped/none


def mogrify(cur, org_id):
    cur.execute(cur.mogrify("SELECT * FROM tasks WHERE org_id = %s", (org_id,)))  # => tasks: *


def procedure(cur, org_id):
    cur.callproc("titles_of", [org_id, "open"])  # => tasks: scoped


def procedure_by_name(cur, org_id):
    cur.callproc("titles_of", {"s": "open", "o": org_id})  # => tasks: scoped


def procedure_literal(cur, title):
    cur.callproc("titles_of", {"s": title, "o": 1})  # => tasks: ineffective/literal


def procedure_open(cur):
    cur.callproc("public.all_titles")  # => tasks: unscoped/none


def procedure_selected(cur):
    cur.execute("SELECT * FROM all_titles()")  # => tasks: unscoped/none


def procedure_with_too_few(cur, org_id):
    cur.callproc("titles_of", [org_id])  # => titles_of(): unknown/unresolved


def procedure_not_in_view(org_id):
    cur = psycopg2.connect("").cursor()
    cur.callproc("billing.close_month", [org_id])  # => billing.close_month(): unknown/unresolved


def procedure_made(name, org_id):
    cur = psycopg2.connect("").cursor()
    cur.callproc(name, [org_id])  # => ?: unknown/dynamic


# psycopg 3


def connection_execute(org_id):
    with psycopg.connect("") as conn:
        return conn.execute("SELECT * FROM tasks WHERE org_id = %s", (org_id,)).fetchall()  # => tasks: scoped


def pooled(org_id):
    with pool.connection() as conn, conn.cursor() as cur:
        return cur.execute("SELECT * FROM tasks WHERE status = 'x'").fetchall()  # => tasks: unscoped/none


async def async_cursor(apool: AsyncConnectionPool, org_id):
    async with apool.connection() as conn:
        async with conn.cursor() as cur:
            await cur.execute("SELECT * FROM tasks WHERE org_id = %(org)s", {"org": org_id})  # => tasks: scoped
            return await cur.fetchall()


async def async_connection(aconn: psycopg.AsyncConnection):
    await aconn.execute("DELETE FROM tasks")  # => tasks: unscoped/none


def server_cursor(conn: psycopg.Connection, org_id):
    with conn.cursor("named") as cur:
        for row in cur.stream("SELECT * FROM tasks WHERE org_id = %s", [org_id]):  # => tasks: scoped
            print(row)


def composed(conn: psycopg.Connection, org_id: int):
    conn.execute(sql.SQL("SELECT * FROM {} WHERE org_id = {}").format(sql.Identifier("public", "tasks"), org_id))  # => tasks: scoped


def copy_block(cur: psycopg.Cursor, rows):
    with cur.copy("COPY tasks (title) FROM STDIN") as copy:  # => tasks: unscoped/not-written
        for row in rows:
            copy.write_row(row)


def copy_out(cur: psycopg.Cursor, org_id):
    with cur.copy("COPY (SELECT * FROM tasks WHERE org_id = %s) TO STDOUT", (org_id,)) as copy:  # => tasks: scoped
        return b"".join(copy)


# asyncpg


async def asyncpg_fetch(conn: asyncpg.Connection, org_id):
    return await conn.fetch("SELECT * FROM tasks WHERE org_id = $1", org_id)  # => tasks: scoped


async def asyncpg_fetch_open(conn, status):
    return await conn.fetch("SELECT * FROM tasks WHERE status = $1", status)  # => tasks: unscoped/none


async def asyncpg_fetchrow(conn, task_id):
    return await conn.fetchrow("SELECT * FROM tasks WHERE id = $1", task_id)  # => tasks: unscoped/by-key


async def asyncpg_fetchval(conn, org_id):
    return await conn.fetchval("SELECT count(*) FROM tasks WHERE org_id = $1", org_id)  # => tasks: scoped


async def asyncpg_execute(apool: asyncpg.Pool, org_id):
    async with apool.acquire() as conn:
        await conn.execute("DELETE FROM tasks WHERE org_id = $1 AND status = $2", org_id, "x")  # => tasks: scoped


async def asyncpg_executemany(conn, org_id, titles):
    await conn.executemany("INSERT INTO tasks (org_id, title) VALUES ($1, $2)", [(org_id, t) for t in titles])  # => tasks: scoped


async def asyncpg_executemany_without(conn, titles):
    await conn.executemany("INSERT INTO tasks (title) VALUES ($1)", [(t,) for t in titles])  # => tasks: unscoped/not-written


async def asyncpg_fetchmany(conn, org_id):
    return await conn.fetchmany("INSERT INTO tasks (org_id) VALUES ($1) RETURNING id", [(org_id,)])  # => tasks: scoped


async def asyncpg_cursor(conn: asyncpg.Connection):
    async for row in conn.cursor("SELECT * FROM tasks"):  # => tasks: unscoped/none
        print(row)


async def asyncpg_prepare(conn: asyncpg.Connection, org_id):
    statement = await conn.prepare("SELECT * FROM tasks WHERE org_id = $1")  # => tasks: scoped
    return await statement.fetch(org_id)


async def asyncpg_copy_records(conn: asyncpg.Connection, records):
    await conn.copy_records_to_table("tasks", records=records, columns=["title"])  # => tasks: unscoped/not-written


async def asyncpg_copy_records_with(conn: asyncpg.Connection, org_id, titles):
    await conn.copy_records_to_table("tasks", records=[(org_id, t) for t in titles], columns=["org_id", "title"])  # => tasks: scoped


async def asyncpg_copy_from_query(conn: asyncpg.Connection, org_id):
    await conn.copy_from_query("SELECT * FROM tasks WHERE org_id = $1", org_id, output="f")  # => tasks: scoped


async def asyncpg_copy_from_table(conn: asyncpg.Connection):
    await conn.copy_from_table("tasks", output="f")  # => tasks: unscoped/none


# aiopg, sqlite3, aiosqlite, databases


async def aiopg_cursor(apool: aiopg.Pool, org_id):
    async with apool.acquire() as conn:
        async with conn.cursor() as cur:
            await cur.execute("SELECT * FROM tasks WHERE org_id = %s", (org_id,))  # => tasks: scoped


def sqlite(path, org_id):
    conn = sqlite3.connect(path)
    conn.execute("SELECT * FROM tasks WHERE org_id = ?", (org_id,))  # => tasks: scoped
    conn.execute("SELECT * FROM tasks WHERE org_id = :org", {"org": org_id})  # => tasks: scoped
    return conn.execute("SELECT * FROM tasks WHERE status = ?", ("x",)).fetchall()  # => tasks: unscoped/none


async def aiosqlite_fetchall(path):
    async with aiosqlite.connect(path) as conn:
        return await conn.execute_fetchall("SELECT * FROM tasks")  # => tasks: unscoped/none


async def databases_fetch(org_id):
    await database.fetch_all("SELECT * FROM tasks WHERE org_id = :org", {"org": org_id})  # => tasks: scoped
    await database.fetch_one(query="SELECT * FROM tasks WHERE id = :id", values={"id": 1})  # => tasks: unscoped/by-key
    await database.execute_many("INSERT INTO tasks (title) VALUES (:t)", [{"t": "x"}])  # => tasks: unscoped/not-written
    async for row in database.iterate("SELECT * FROM tasks"):  # => tasks: unscoped/none
        print(row)


# SQLAlchemy connections, pandas


def driver_sql(org_id):
    with engine.connect() as conn:
        conn.exec_driver_sql("SELECT * FROM tasks WHERE org_id = %(org)s", {"org": org_id})  # => tasks: scoped
        return conn.exec_driver_sql("SELECT * FROM tasks").all()  # => tasks: unscoped/none


def raw_connection(org_id):
    conn = engine.raw_connection()
    cur = conn.cursor()
    cur.execute("SELECT * FROM tasks")  # => tasks: unscoped/none


def pandas_read_sql(org_id):
    return pd.read_sql("SELECT * FROM tasks WHERE org_id = %(org)s", engine, params={"org": org_id})  # => tasks: scoped


def pandas_read_sql_open():
    return pd.read_sql("SELECT * FROM tasks", engine)  # => tasks: unscoped/none


def pandas_read_sql_query(conn, org_id):
    return pd.read_sql_query(text("SELECT * FROM tasks WHERE org_id = :org"), con=conn, params={"org": org_id})  # => tasks: scoped


def pandas_read_sql_query_open(conn):
    return pd.read_sql_query(sql="SELECT * FROM tasks WHERE status = 'x'", con=conn)  # => tasks: unscoped/none


def pandas_read_sql_table(conn):
    return pd.read_sql_table("tasks", conn)  # => tasks: unscoped/none


def pandas_to_sql(frame: pd.DataFrame):
    frame.to_sql("tasks", engine, if_exists="append")  # => tasks: unknown/*


# connections passed through helpers


def run(conn, statement, *args):
    with conn.cursor() as cur:
        cur.execute(statement, args)
        return cur.fetchall()


def through_helper(conn, org_id):
    return run(conn, "SELECT * FROM tasks WHERE org_id = %s", org_id)  # => tasks: scoped


def through_helper_open(conn):
    return run(conn, "SELECT * FROM tasks")  # => tasks: unscoped/none


# text from files


def sql_file(conn: psycopg.Connection):
    return conn.execute(Path("q.sql").read_text())  # => *: unknown/unresolved


def opened_file(conn: psycopg.Connection):
    with open("q.sql") as file:
        return conn.execute(file.read())  # => *: unknown/unresolved


# another database is left alone


def warehouse(client):
    return client.query("SELECT name FROM events WHERE day = 1")


def snowflake_cursor(org_id):
    with snowflake.connector.connect() as conn:
        conn.cursor().execute("SELECT * FROM tasks")


def duckdb_file():
    return duckdb.connect("x.db").execute("SELECT count(*) FROM tasks").fetchone()


def named_queries(conn, org_id):
    return queries.get_tasks(conn, org_id=org_id)  # => *: unknown/unresolved


def named_queries_modifying(conn):
    queries.delete_tasks(conn)  # => *: unknown/unresolved


CONSTANT = "SELECT * FROM tasks WHERE status = 'x'"  # => tasks: unscoped/none


def through_helper_constant(conn):
    return run(conn, CONSTANT)


def execute_values_template(cur, org_id, titles):
    psycopg2.extras.execute_values(  # => tasks: scoped
        cur, "INSERT INTO tasks (org_id, title) VALUES %s", [(org_id, t) for t in titles], template="(%s, upper(%s))"
    )


def format_may_be_sql(conn: psycopg.Connection, org_id, condition):
    conn.execute(sql.SQL("SELECT * FROM tasks WHERE org_id = %s AND {}").format(condition), (org_id,))  # => tasks: unknown/dynamic


def format_literal_tenant(conn: psycopg.Connection):
    conn.execute(sql.SQL("SELECT * FROM tasks WHERE org_id = {}").format(7))  # => tasks: ineffective/literal


def execute_values_of_two(cur, org_id, other_org_id):
    rows = [(org_id, "x"), (other_org_id, "y")]
    psycopg2.extras.execute_values(cur, "INSERT INTO tasks (org_id, title) VALUES %s", rows)  # => tasks: ineffective/mixed-tenants


def execute_values_literal(cur):
    psycopg2.extras.execute_values(cur, "INSERT INTO tasks (org_id, title) VALUES %s", [(7, "x"), (8, "y")])  # => tasks: */*


def executemany_literal(cur, org_id):
    cur.executemany("DELETE FROM tasks WHERE org_id = %s", [(org_id,), (8,)])  # => tasks: ineffective/literal


def tuple_as_one_parameter(cur, org_ids):
    cur.execute("SELECT * FROM tasks WHERE org_id IN %s", (tuple(org_ids),))  # => tasks: *


def pandas_read_sql_of_a_table():
    return pd.read_sql("tasks", engine)  # => tasks: unscoped/none


def pandas_read_sql_of_a_select(org_id):
    return pd.read_sql(select(Task).where(Task.org_id == org_id), engine)  # => tasks: scoped


def binary_placeholders(conn: psycopg.Connection, org_id):
    conn.execute("SELECT * FROM tasks WHERE org_id = %b", (org_id,))  # => tasks: scoped
    return conn.execute("SELECT * FROM tasks WHERE org_id = %(o)b AND title LIKE 'a%%'", {"o": org_id}).fetchall()  # => tasks: scoped


async def asyncpg_pool(apool: asyncpg.Pool, org_id):
    return await apool.fetch("SELECT * FROM tasks WHERE org_id = $1", org_id)  # => tasks: scoped


async def asyncpg_keywords(conn: asyncpg.Connection):
    return await conn.fetch("SELECT * FROM tasks WHERE status = $1", "x", timeout=3)  # => tasks: unscoped/none


async def databases_core(org_id):
    return await database.fetch_all(query=select(Task).where(Task.org_id == org_id))  # => tasks: scoped


def engine_begin():
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM tasks WHERE id = :id"), {"id": 1})  # => tasks: unscoped/by-key


def connection_with_options():
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("SELECT * FROM tasks"))  # => tasks: unscoped/none
