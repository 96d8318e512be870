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


def a_row_each_way(db: Session, org_id: int, own: bool):
    task = (
        db.execute(select(Task).where(Task.org_id == org_id)).scalar_one()  # => tasks: scoped
        if own
        else db.execute(select(Task)).scalar_one()  # => tasks: unscoped/none
    )
    return task


def found_or_not(db: Session, org_id: int, own: bool):
    task = own and db.execute(select(Task).where(Task.org_id == org_id)).scalar_one()  # => tasks: scoped
    if not own:
        return db.execute(select(Task)).scalar_one()  # => tasks: unscoped/none
    return task


def require(org_id: int | None):
    if not org_id:
        raise HTTPException(403)
    return org_id


def refuse():
    raise HTTPException(403)


def checked_on_one_side(db: Session, org_id: int | None, strict: bool):
    _ = require(org_id) if strict else None
    query = select(Task)  # => tasks: conditional/optional-value
    if org_id:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def refused_on_the_other_side(db: Session, org_id: int | None):
    _ = org_id if org_id else refuse()
    query = select(Task)  # => tasks: scoped
    if org_id:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def checked_for_each(db: Session, org_id: int | None, ids: list[int]):
    checked = [require(org_id) for _ in ids]
    query = select(Task)  # => tasks: conditional/optional-value
    if org_id:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all(), checked


def refused_only_when_it_matters(db: Session, org_id: int | None, wide: bool):
    if wide or require(org_id):
        pass
    query = select(Task)  # => tasks: conditional/optional-value
    if org_id:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def one_dialect_or_another(db: Session, org_id: int):
    if db.bind.dialect.name == "postgresql":
        query = select(Task).where(Task.org_id == org_id)  # => tasks: scoped
    elif db.bind.dialect.name == "sqlite":
        query = select(Task).where(Task.org_id == org_id, Task.status == "open")  # => tasks: scoped
    return db.scalars(query).all()


_cached = None


def one_for_all(db: Session, org_id: int):
    global _cached
    if _cached is None:
        _cached = select(Task).where(Task.org_id == org_id)  # => tasks: scoped
    return db.scalars(_cached).all()


def bound_in_the_loop(db: Session, org_id: int | None, ids: list[int]):
    for task_id in ids:
        query = select(Task).where(Task.id == task_id)  # => tasks: conditional/optional-value
        if org_id:
            query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def narrowed(query, words: list[str], impossible: bool):
    if impossible:
        return None
    for word in words:
        query = query.filter(Task.title.contains(word))
    return query


def list_or_query(db: Session, org_id: int, words: list[str], impossible: bool):
    query = db.query(Task).filter(Task.org_id == org_id)  # => tasks: scoped
    if impossible:
        query = []
    return query.limit(10).all()


def none_or_query(db: Session, org_id: int, words: list[str], impossible: bool):
    query = narrowed(db.query(Task).filter(Task.org_id == org_id), words, impossible)  # => tasks: scoped
    return query.order_by(Task.id).all()


def none_or_open_query(db: Session, words: list[str], impossible: bool):
    query = narrowed(db.query(Task), words, impossible)  # => tasks: unscoped/none
    return query.order_by(Task.id).all()
