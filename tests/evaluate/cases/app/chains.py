"""Statements written in one function."""

from sqlalchemy import and_, delete, exists, func, insert, or_, select, text, union, update
from sqlalchemy.orm import Session, aliased, selectinload

from app.models import Comment, Model, Organization, Project, Task


def open_read(db: Session):
    return db.execute(select(Task).where(Task.status == "open")).all()  # => tasks: unscoped/none


def scoped_read(db: Session, org_id: int):
    return db.scalars(select(Task).where(Task.org_id == org_id)).all()  # => tasks: scoped


def several_lines(db: Session, org_id: int, status: str):
    query = select(Task)  # => tasks: scoped
    query = query.where(Task.org_id == org_id)
    if status:
        query = query.where(Task.status == status)
    return db.scalars(query.order_by(Task.id)).all()


def optional_org(db: Session, org_id: int | None = None):
    query = select(Task)  # => tasks: conditional/optional-value
    if org_id:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def rejected_when_missing(db: Session, org_id: int | None = None):
    if org_id is None:
        raise ValueError("org_id")
    query = select(Task)  # => tasks: scoped
    if org_id:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def filters_in_a_list(db: Session, org_id: int, title: str | None, done: bool):
    filters = [Task.org_id == org_id]
    if title:
        filters.append(Task.title.ilike(f"%{title}%"))
    if done:
        filters.append(Task.status == "done")
    return db.scalars(select(Task).where(*filters)).all()  # => tasks: scoped


def filters_without_org(db: Session, title: str | None):
    filters = []
    if title:
        filters.append(Task.title == title)
    return db.scalars(select(Task).where(and_(*filters))).all()  # => tasks: unscoped/none


def either(db: Session, org_id: int):
    return db.scalars(
        select(Task).where(or_(Task.org_id == org_id, Task.status == "public"))  # => tasks: ineffective/or-arm
    ).all()


def operators(db: Session, org_id: int):
    return db.scalars(
        select(Task).where((Task.org_id == org_id) & ((Task.status == "a") | (Task.status == "b")))  # => tasks: scoped
    ).all()


def joined(db: Session, org_id: int):
    return db.execute(
        select(Task, Project).join(Project).where(Project.org_id == org_id)  # => projects: scoped; tasks: scoped
    ).all()


def joined_by_relationship(db: Session, org_id: int):
    return db.execute(
        select(Comment).join(Comment.task).where(Task.org_id == org_id)  # => comments: scoped; tasks: scoped
    ).all()


def outer(db: Session, org_id: int):
    return db.execute(
        select(Task).outerjoin(Project, and_(Project.id == Task.project_id, Task.org_id == org_id))  # => projects: *; tasks: ineffective/outer-on
    ).all()


def by_key(db: Session, task_id: int):
    return db.get(Task, task_id)  # => tasks: unscoped/by-key


def by_key_select(db: Session, task_id: int):
    return db.scalar(select(Task).where(Task.id == task_id))  # => tasks: unscoped/by-key


def by_key_guarded(db: Session, task_id: int, org_id: int):
    task = db.get(Task, task_id)  # => tasks: guarded/by-key
    if task is None or task.org_id != org_id:
        raise LookupError(task_id)
    return task


def global_table(db: Session):
    return db.scalars(select(Model)).all()  # => scoped


def counted(db: Session, org_id: int):
    return db.scalar(select(func.count()).select_from(Task).where(Task.org_id == org_id))  # => tasks: scoped


def counted_open(db: Session):
    return db.scalar(select(func.count(Task.id)))  # => tasks: unscoped/none


def in_subquery(db: Session, org_id: int):
    mine = select(Project.id).where(Project.org_id == org_id)
    return db.scalars(select(Task).where(Task.project_id.in_(mine))).all()  # => projects: scoped; tasks: scoped


def through_exists(db: Session, org_id: int):
    query = select(Task).where(  # => comments: scoped; tasks: scoped
        Task.org_id == org_id, exists().where(Comment.task_id == Task.id)
    )
    return db.scalars(query).all()


def derived(db: Session, org_id: int):
    latest = select(func.max(Task.id).label("id")).where(Task.org_id == org_id).subquery()
    return db.execute(select(Task).join(latest, Task.id == latest.c.id).where(Task.org_id == org_id)).all()  # => tasks: scoped


def alias_left_open(db: Session, org_id: int):
    other = aliased(Task)
    return db.execute(
        select(Task).join(other, other.title == Task.title).where(Task.org_id == org_id)  # => tasks: unscoped/*
    ).all()


def one_arm_open(db: Session, org_id: int):
    return db.execute(
        union(  # => tasks: unscoped/*
            select(Task.id).where(Task.org_id == org_id),
            select(Task.id).where(Task.status == "x"),
        )
    ).all()


def has_relationship(db: Session, org_id: int):
    return db.scalars(
        select(Comment).where(Comment.task.has(Task.org_id == org_id))  # => comments: scoped; tasks: scoped
    ).all()


def eager(db: Session, org_id: int):
    return db.scalars(select(Task).options(selectinload(Task.comments)).filter_by(org_id=org_id)).all()  # => tasks: scoped


def updated(db: Session, org_id: int):
    db.execute(update(Task).where(Task.org_id == org_id).values(status="done"))  # => tasks: scoped


def updated_open(db: Session, task_id: int):
    db.execute(update(Task).where(Task.id == task_id).values(status="done"))  # => tasks: unscoped/by-key


def moved(db: Session, org_id: int, other: int):
    db.execute(update(Task).where(Task.org_id == org_id).values(org_id=other))  # => tasks: unscoped/reassigned


def deleted_open(db: Session):
    db.execute(delete(Task).where(Task.status == "old"))  # => tasks: unscoped/none


def inserted(db: Session, org_id: int):
    db.execute(insert(Task).values(org_id=org_id, title="x"))  # => tasks: scoped


def inserted_without(db: Session):
    db.execute(insert(Task).values(title="x"))  # => tasks: unscoped/not-written


def added(db: Session, org_id: int):
    db.add(Task(org_id=org_id, title="x"))  # => tasks: scoped


def added_without(db: Session):
    task = Task(title="x")
    db.add(task)  # => tasks: unscoped/not-written


def added_late(db: Session, org_id: int):
    task = Task(title="x")
    db.add(task)  # => tasks: scoped
    task.org_id = org_id


def added_all(db: Session, org_id: int, titles: list[str]):
    db.add_all([Task(org_id=org_id, title=title) for title in titles])  # => tasks: scoped


def raw(db: Session, org_id: int):
    return db.execute(text("SELECT * FROM tasks WHERE org_id = :org"), {"org": org_id}).all()  # => tasks: scoped


def raw_open(db: Session):
    return db.execute(text("SELECT * FROM tasks WHERE status = 'x'")).all()  # => tasks: unscoped/none


def raw_literal(db: Session):
    return db.execute(text("SELECT * FROM tasks WHERE org_id = 7")).all()  # => tasks: ineffective/literal


def interpolated(db: Session, org_id: int):
    return db.execute(text(f"SELECT * FROM tasks WHERE org_id = {org_id}")).all()  # => tasks: unknown/dynamic


def registry(db: Session, org_id: int):
    return db.scalar(select(Organization).where(Organization.id == org_id))  # => organizations: scoped


def python_and(db: Session, org_id: int):
    return db.scalars(select(Task).where(Task.org_id == org_id and Task.status == "x")).all()  # => tasks: *


def not_sql(engine, text_of, store: dict, bag: set):
    engine.run("SELECT the best tasks for me")
    store.get("tasks")
    bag.add("tasks")
    return text_of("tasks")


def text_brings_or(db: Session, org_id: int):
    return db.scalars(
        select(Task).where(Task.org_id == org_id).where(text("status = 'a' OR status = 'b'"))  # => tasks: ineffective/or-arm
    ).all()


def text_in_parentheses(db: Session, org_id: int):
    return db.scalars(
        select(Task).where(Task.org_id == org_id).where(text("(status = 'a' OR status = 'b')"))  # => tasks: scoped
    ).all()


def filter_by_after_select_from(db: Session, org_id: int):
    total = select(func.count(), func.max(Task.id)).select_from(Task)  # => tasks: scoped
    return db.execute(total.where(Task.status == "x").filter_by(org_id=org_id)).one()


def filter_by_of_the_stated_source(db: Session, org_id: int):
    return db.scalar(select(func.count()).select_from(Task).filter_by(org_id=org_id))  # => tasks: scoped


def text_in_one_armed_or(db: Session, org_id: int):
    return db.scalars(
        select(Task).where(Task.org_id == org_id, or_(text("status = 'a' OR true")))  # => tasks: unknown/dynamic
    ).all()


def text_with_comment(db: Session, org_id: int):
    return db.scalars(select(Task).where(text("status = 'a' -- "), Task.org_id == org_id)).all()  # => tasks: unknown/dynamic
