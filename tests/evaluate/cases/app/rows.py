"""Rows collected before they are added, keys checked before they are used, text put into predicates."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models import Comment, Project, Task


def collected(db: Session, org_id: int, titles: list[str]):
    rows = []
    for title in titles:
        rows.append(Task(org_id=org_id, title=title))
    for row in rows:
        db.add(row)  # => tasks: scoped


def collected_without(db: Session, titles: list[str]):
    rows = [Task(title=title) for title in titles]
    for number, row in enumerate(rows):
        row.slug = str(number)
        db.add(row)  # => tasks: unscoped/not-written


def handed_in(db: Session, task: Task):
    db.add(task)  # => tasks: unknown/*


def run_time_text(db: Session, org_id: int, words: str):
    return db.scalars(select(Task).where(Task.org_id == org_id).where(text(words))).all()  # => tasks: unknown/dynamic


def key_checked(db: Session, org_id: int, project_id: int):
    project = db.scalar(select(Project).where(Project.id == project_id, Project.org_id == org_id))  # => projects: scoped
    if project is None:
        raise LookupError(project_id)
    return db.scalars(select(Task).where(Task.project_id == project_id)).all()  # => tasks: guarded/none


def key_not_checked(db: Session, org_id: int, project_id: int):
    db.scalar(select(Project).where(Project.id == project_id, Project.org_id == org_id))  # => projects: scoped
    return db.scalars(select(Task).where(Task.project_id == project_id)).all()  # => tasks: unscoped/none


def child_of_a_read_row(db: Session, org_id: int, task_id: int):
    task = db.scalars(select(Task).where(Task.id == task_id, Task.org_id == org_id)).one()  # => tasks: scoped
    db.add(Comment(task_id=task.id, body="x"))  # => comments: scoped


def child_of_any_row(db: Session, task_id: int):
    db.add(Comment(task_id=task_id, body="x"))  # => comments: unscoped/not-written


def find_task(org_id, task_id):
    with Session() as db:
        return db.scalars(select(Task).where(Task.org_id == org_id, Task.id == task_id)).first()  # => tasks: scoped


def find_any_task(task_id):
    with Session() as db:
        return db.get(Task, task_id)


def done_elsewhere(db: Session, org_id: int, task_id: int):
    task = find_task(org_id, task_id)
    if not task:
        return
    task.status = "done"
    db.add(task)  # => tasks: scoped


def done_of_anybody(db: Session, task_id: int):
    task = find_any_task(task_id)  # => tasks: unscoped/by-key
    db.delete(task)  # => tasks: unscoped/by-key


def tasks_of(org_id):
    with Session() as db:
        return db.scalars(select(Task).where(Task.org_id == org_id)).all()  # => tasks: scoped


def all_done(db: Session, org_id: int):
    for task in tasks_of(org_id):
        task.status = "done"
        db.add(task)  # => tasks: scoped


def titles_of(org_id):
    with Session() as db:
        return db.execute(select(Task.title).where(Task.org_id == org_id)).first()  # => tasks: scoped


def a_title_is_no_row(db: Session, org_id: int):
    title = titles_of(org_id)
    db.add(title)  # => ?: unknown/unresolved


# ---------------------------------------------------------------- setattr


def set_by_name(db: Session, org_id: int, title: str):
    task = Task(title=title)
    setattr(task, "org_id", org_id)
    db.add(task)  # => tasks: scoped


def set_by_names(db: Session, org_id: int, title: str):
    task = Task()
    for name, value in (("org_id", org_id), ("title", title)):
        setattr(task, name, value)
    db.add(task)  # => tasks: scoped


def set_to_another(db: Session, org_id: int, other: int):
    task = db.scalars(select(Task).where(Task.org_id == org_id)).one()  # => tasks: scoped
    setattr(task, "org_id", other)  # => tasks: unscoped/reassigned


def set_from_data(db: Session, data: dict[str, object]):
    """Who knows which: they may hold the tenant."""
    task = Task(title="")
    db.add(task)  # => tasks: unknown/*
    for name, value in data.items():
        if hasattr(task, name):
            setattr(task, name, value)


def set_from_data_if_new(db: Session, org_id: int, data: dict[str, object]):
    task = db.scalars(select(Task).where(Task.org_id == org_id)).first()  # => tasks: scoped
    if task is None:
        task = Task(title="")
        db.add(task)  # => tasks: unknown/*
    for name, value in data.items():
        setattr(task, name, value)
