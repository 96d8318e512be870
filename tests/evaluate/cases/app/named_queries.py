"""SQL that stands in files: named queries of aiosql, and text read from a file."""

import importlib.resources
import os
from pathlib import Path

import aiosql
import anosql
import asyncpg
import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

HERE = Path(__file__).parent
queries = aiosql.from_path(HERE / "sql", "asyncpg")
tasks_only = aiosql.from_path("app/sql/tasks.sql", "psycopg")
beside_queries = aiosql.from_path(os.path.join(os.path.dirname(__file__), "sql", "tasks.sql"), "psycopg")
nowhere_queries = aiosql.from_path("elsewhere/tasks.sql", "asyncpg")
text_queries = aiosql.from_str("-- name: all_tasks\nSELECT * FROM tasks\n", "psycopg")
other_queries = anosql.from_path("app/sql/tasks.sql", "psycopg2")
OPEN = (HERE / "sql" / "open.sql").read_text()


# named queries


async def named(conn, org_id):
    return await queries.get_tasks(conn, org_id=org_id)  # => tasks: scoped


async def named_positional(conn, org_id):
    return await queries.get_tasks(conn, org_id)  # => tasks: scoped


async def named_literal(conn):
    return await queries.get_tasks(conn, org_id=7)  # => tasks: ineffective/literal


async def named_literal_by_position(conn, org_id):
    return await queries.by_status(conn, org_id, 7)  # => tasks: ineffective/literal


async def named_one(conn, task_id):
    return await queries.get_task(conn, id=task_id)  # => tasks: unscoped/by-key


async def named_value(conn):
    return await queries.count_all(conn)  # => tasks: unscoped/none


async def named_update(conn, org_id, task_id, title):
    await queries.rename_task(conn, id=task_id, org_id=org_id, title=title)  # => tasks: scoped


async def named_insert(conn, org_id, title):
    return await queries.add_task(conn, org_id=org_id, title=title)  # => tasks: scoped


async def named_insert_many(conn, org_id, titles):
    await queries.add_tasks(conn, [{"org_id": org_id, "title": title} for title in titles])  # => tasks: scoped


async def named_insert_many_literal(conn, titles):
    await queries.add_tasks(conn, [{"org_id": 1, "title": title} for title in titles])  # => tasks: ineffective/literal


async def named_script(conn):
    await queries.wipe(conn)  # => projects: ineffective/literal | tasks: unscoped/none


async def named_with_a_list(conn, org_id, status):
    return await queries.by_status(conn, status=status, org_id=org_id)  # => tasks: scoped


async def named_splat(conn, org_id):
    values = {"org_id": org_id}
    return await queries.get_tasks(conn, **values)  # => tasks: scoped


async def named_in_a_folder(conn):
    return await queries.reports.report(conn)  # => tasks: unscoped/none


async def named_cursor(conn):
    async with queries.get_tasks_cursor(conn, org_id=1) as cursor:  # => tasks: ineffective/literal
        return await cursor.fetchall()


async def named_twice(conn, org_id):
    return await queries.twice(conn, org_id=org_id)  # => *: unknown/unresolved


async def named_in_a_comment(conn, org_id):
    return await queries.either(conn, org_id=org_id)  # => tasks: ineffective/or-arm


async def named_with_an_attribute(conn, task):
    return await queries.of_object(conn, task=task)  # => tasks: *


async def named_by_nothing(conn, org_id):
    return await queries.get_invoices(conn, org_id=org_id)  # => *: unknown/unresolved


async def named_not_in_this_folder(conn):
    return await queries.report(conn)  # => *: unknown/unresolved


def one_file(conn, task_id):
    return tasks_only.get_task(conn, id=task_id)  # => tasks: unscoped/by-key


def joined_path(conn, task_id):
    return beside_queries.get_task(conn, id=task_id)  # => tasks: unscoped/by-key


def no_such_file(conn, org_id):
    return nowhere_queries.get_tasks(conn, org_id=org_id)  # => *: unknown/unresolved


def another_library(conn, org_id):
    return other_queries.get_tasks(conn, org_id=org_id)  # => *: unknown/unresolved


def from_text(conn):
    return text_queries.all_tasks(conn)  # => tasks: unscoped/none


def path_at_run_time(conn, folder, org_id):
    return aiosql.from_path(folder, "psycopg").get_tasks(conn, org_id=org_id)  # => *: unknown/unresolved


class Store:
    def __init__(self, conn):
        self.conn = conn
        self.queries = aiosql.from_path("sql/tasks.sql", "psycopg")
        self.sql = self.queries

    def all(self, org_id):
        return self.queries.get_tasks(self.conn, org_id=org_id)  # => tasks: scoped

    def count(self):
        return self.sql.count_all(self.conn)  # => tasks: unscoped/none


def made_queries():
    return aiosql.from_path(HERE.joinpath("sql"), "psycopg")


def from_a_function(conn):
    found_queries = made_queries()
    return found_queries.count_all(conn)  # => tasks: unscoped/none


# text read from a file


def read_text(conn: psycopg.Connection):
    return conn.execute(Path("app/sql/open.sql").read_text())  # => tasks: unscoped/none


def read_beside(conn: psycopg.Connection, org_id):
    return conn.execute((HERE / "sql/mine.sql").read_text(), (org_id,))  # => tasks: scoped


def read_beside_literal(conn: psycopg.Connection):
    return conn.execute((HERE / "sql/mine.sql").read_text(), (3,))  # => tasks: ineffective/literal


def read_resolved(session: Session, org_id):
    path = Path(__file__).resolve().parents[1] / "app" / "sql" / "bound.sql"
    return session.execute(text(path.read_text("utf-8")), {"org": org_id})  # => tasks: scoped


def read_constant(session: Session):
    return session.execute(text(OPEN))  # => tasks: unscoped/none


async def read_on_an_untyped_connection(conn):
    return await conn.fetch(OPEN)  # => tasks: unscoped/none


def opened(conn: psycopg.Connection):
    with open("app/sql/open.sql") as file:
        return conn.execute(file.read())  # => tasks: unscoped/none


def opened_path(conn: psycopg.Connection):
    with (HERE / "sql" / "open.sql").open() as file:
        return conn.execute(file.read())  # => tasks: unscoped/none


async def from_resources(conn: asyncpg.Connection, org_id):
    sql = importlib.resources.files("app").joinpath("sql/open.sql").read_text()
    return await conn.fetch(sql)  # => tasks: unscoped/none


def from_two_files(conn: psycopg.Connection):
    return conn.execute(Path("queries/double.sql").read_text())  # => *: unknown/unresolved


def from_a_named_file(conn: psycopg.Connection, name):
    return conn.execute((HERE / "sql" / f"{name}.sql").read_text())  # => *: unknown/unresolved


def outside_the_project(conn: psycopg.Connection):
    return conn.execute((HERE / "../../../open.sql").read_text())  # => *: unknown/unresolved
