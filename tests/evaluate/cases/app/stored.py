"""Objects of named queries that other files use under names of their own."""

from pathlib import Path

import aiosql

HERE = Path(__file__).parent
statements = aiosql.from_path(HERE / "sql", "asyncpg")
words = aiosql.from_path(HERE / "sql" / "tasks.sql", "psycopg")


def loaded():
    return aiosql.from_path(HERE / "sql" / "tasks.sql", "psycopg")


tasks = loaded()


class Store:
    texts = aiosql.from_path(HERE / "sql" / "tasks.sql", "psycopg")
