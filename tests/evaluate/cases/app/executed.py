"""Whatever executes a statement is seen: iteration by any function, class bodies, unknown helpers that take SQL."""

import collections
import itertools

from sqlalchemy import select
from sqlalchemy.orm import Session
from tqdm import tqdm

from app.legacy_db import helper, make_session
from app.models import Comment, Project, Task


def by_dict(db: Session):
    return dict(db.query(Task.id, Task.title))  # => tasks: unscoped/none


def by_chain(db: Session):
    return list(itertools.chain(db.query(Task), ()))  # => tasks: unscoped/none


def by_counter(db: Session):
    return collections.Counter(db.query(Task.status))  # => tasks: unscoped/none


def with_progress(db: Session):
    for task in tqdm(db.query(Task)):  # => tasks: unscoped/none
        print(task)


def by_del(db: Session):
    del db.query(Task).first().title  # => tasks: unscoped/none


async def streamed(s):
    async for row in await s.stream(ALL_TASKS):
        print(row)


ALL_TASKS = select(Task)  # => tasks: unscoped/none


def all_columns(db: Session):
    return db.execute(select(*Task.__table__.columns)).all()  # => tasks: unscoped/none


def columns_of_a_subquery(db: Session, org_id: int):
    mine = select(Task).where(Task.org_id == org_id).subquery()
    return db.execute(select(*mine.c)).all()  # => tasks: scoped


def columns_not_in_view(db: Session, columns: list):
    return db.execute(select(*columns)).all()  # => *: unknown/unresolved


def columns_not_in_view_of(db: Session, columns: list, org_id: int):
    return db.execute(select(*columns).select_from(Task).where(Task.org_id == org_id)).all()  # => tasks: scoped


class Choices:
    projects = make_session().query(Project).all()  # => projects: unscoped/none
    comments = lambda self, db: db.query(Comment).all()  # noqa: E731  # => comments: unscoped/none


def by_a_helper():
    return helper.run_query("select * from tasks", fetch=True)  # => tasks: unscoped/none


def by_a_helper_for_one(org_id: int):
    return helper.raw_sql("select * from tasks where org_id = %s", (org_id,))  # => tasks: scoped


def not_a_query():
    helper.log("select * from tasks")
    helper.say_query("tasks")


def explained(cur):
    cur.execute("explain analyze select * from tasks")  # => tasks: unscoped/none


def declared(cur):
    cur.execute("declare c cursor for select * from tasks")  # => tasks: unscoped/none


def kept(cur):
    cur.execute("create table copied as select * from tasks")  # => tasks: unscoped/none
