"""Conditions, early exits, loops, try and with around statements."""

from contextlib import asynccontextmanager, contextmanager

from fastapi import Depends, HTTPException
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.models import Project, Task, User


def get_db():
    with Session() as session:
        yield session


async def route(current_user: User, db: AsyncSession = Depends(get_db)):
    result = await db.execute(select(Task).where(Task.org_id == current_user.org_id))  # => tasks: scoped
    return result.scalars().all()


def correlated(db: Session, org_id: int | None, everything: bool):
    query = select(Task)  # => tasks: scoped
    if org_id:
        query = query.where(Task.org_id == org_id)
    if not org_id:
        return []
    return db.scalars(query).all()


def one_branch_only(db: Session, org_id: int, admin: bool):
    query = select(Task)  # => tasks: conditional/optional-value
    if not admin:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def both_branches(db: Session, org_id: int, done: bool):
    if done:
        query = select(Task).where(Task.org_id == org_id, Task.status == "done")  # => tasks: scoped
    else:
        query = select(Task).where(Task.org_id == org_id)  # => tasks: scoped
    return db.scalars(query).all()


def conditional_expression(db: Session, org_id: int, admin: bool):
    predicate = Task.org_id == org_id if not admin else True
    return db.scalars(select(Task).where(predicate)).all()  # => tasks: conditional/optional-value


def in_try(db: Session, org_id: int):
    try:
        return db.scalars(select(Task).where(Task.org_id == org_id)).all()  # => tasks: scoped
    except Exception:
        db.rollback()
        return db.scalars(select(Task)).all()  # => tasks: unscoped/none


def many_filters(db: Session, org_id: int, a: str | None, b: str | None, c: str | None, d: str | None, e: str | None):
    query = select(Task)  # => tasks: scoped
    if a:
        query = query.where(Task.title == a)
    if b:
        query = query.where(Task.slug == b)
    if c:
        query = query.where(Task.status == c)
    query = query.where(Task.org_id == org_id)
    if d:
        query = query.where(Task.title != d)
    if e:
        query = query.where(Task.slug != e).order_by(Task.id)
    return db.scalars(query.limit(10)).all()


def require_org(org_id: int | None) -> int:
    if org_id is None:
        raise HTTPException(400)
    return org_id


def raised_by_helper(db: Session, org_id: int | None):
    require_org(org_id)
    query = select(Task)  # => tasks: scoped
    if org_id is not None:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


@contextmanager
def session_scope():
    session = Session()
    try:
        yield session
    finally:
        session.close()


@asynccontextmanager
async def async_scope():
    async with AsyncSession() as session:
        yield session


async def through_context(org_id: int):
    async with async_scope() as session:
        await session.execute(text("DELETE FROM tasks WHERE status = 'old'"))  # => tasks: unscoped/none
    with session_scope() as db:
        return db.query(Task).filter(Task.org_id == org_id).first()  # => tasks: scoped


def legacy(db: Session, org_id: int):
    base = db.query(Task)  # => tasks: scoped
    return base.filter_by(org_id=org_id).order_by(Task.id).all()


def legacy_update(db: Session, task_id: int):
    db.query(Task).filter(Task.id == task_id).update({"status": "x"})  # => tasks: unscoped/by-key


def legacy_get(db: Session, task_id: int):
    return db.query(Task).get(task_id)  # => tasks: unscoped/by-key


def iterated(db: Session):
    for task in db.query(Task).filter(Task.status == "x"):  # => tasks: unscoped/none
        print(task.id)


def loop_of_models(db: Session, org_id: int):
    for model in (Task, Project):
        db.execute(select(model).where(model.org_id == org_id))  # => projects: scoped | tasks: scoped


def built_text(db: Session, org_id: int, table: str):
    query = "SELECT count(*) FROM tasks"
    query += " WHERE org_id = :org"
    return db.execute(text(query), {"org": org_id}).scalar()  # => tasks: scoped


def walrus(db: Session, task_id: int, org_id: int):
    if (task := db.get(Task, task_id)) is None:  # => tasks: guarded/by-key
        return None
    if task.org_id == org_id:
        return task
    return None


def pages(db: Session, org_id: int):
    last = 0
    while True:
        rows = db.scalars(select(Task).where(Task.org_id == org_id, Task.id > last).limit(100)).all()  # => tasks: scoped
        if not rows:
            break
        last = rows[-1].id
