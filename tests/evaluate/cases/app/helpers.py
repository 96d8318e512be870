"""Statements that helpers, classes and callers make together."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models import Project, Task


def for_org(query: Select, org_id: int) -> Select:
    return query.where(Task.org_id == org_id)


def with_helper(db: Session, org_id: int):
    return db.scalars(for_org(select(Task), org_id)).all()  # => tasks: scoped


def base_query() -> Select:
    return select(Task).where(Task.status != "deleted")


def extends(db: Session, org_id: int):
    return db.scalars(base_query().where(Task.org_id == org_id)).all()  # => tasks: scoped


def extends_openly(db: Session):
    return db.scalars(base_query().where(Task.title == "x")).all()  # => tasks: unscoped/none


def fetch_all(db: Session, statement: Select):
    return db.scalars(statement).all()


def fetched(db: Session, org_id: int):
    return fetch_all(db, select(Task).where(Task.org_id == org_id))  # => tasks: scoped


def fetched_openly(db: Session):
    return fetch_all(db, select(Task))  # => tasks: unscoped/none


def list_rows(db: Session, model, org_id: int):
    return db.scalars(select(model).where(model.org_id == org_id)).all()


def list_projects(db: Session, org_id: int):
    return list_rows(db, Project, org_id)  # => projects: scoped


def count_by(db: Session, model, **filters):
    return db.scalars(select(model).filter_by(**filters)).all()


def count_scoped(db: Session, org_id: int):
    return count_by(db, Task, org_id=org_id)  # => tasks: scoped


def count_open(db: Session, status: str):
    return count_by(db, Task, status=status)  # => tasks: unscoped/none


def search(db: Session, org_id: int | None = None):
    query = select(Task)  # => tasks: conditional/optional-value
    if org_id is not None:
        query = query.where(Task.org_id == org_id)
    return db.scalars(query).all()


def search_given(db: Session, current: int):
    return search(db, org_id=current)  # => tasks: scoped


def search_left_out(db: Session):
    return search(db)  # => tasks: unscoped/none


@dataclass
class Context:
    org_id: int
    user_id: int


class Repository:
    model = Task

    def __init__(self, db: Session, context: Context):
        self.db = db
        self.context = context

    def query(self) -> Select:
        return select(self.model).where(self.model.org_id == self.context.org_id)

    def all(self):
        return self.db.scalars(self.query()).all()  # => tasks: scoped

    def titled(self, title: str):
        return self.db.scalars(self.query().where(self.model.title == title)).all()  # => tasks: scoped

    def everything(self):
        return self.db.scalars(select(self.model)).all()  # => tasks: unscoped/none


def load(db: Session, task_id: int) -> Task | None:
    return db.get(Task, task_id)


def load_guarded(db: Session, task_id: int, org_id: int) -> Task:
    task = load(db, task_id)  # => tasks: guarded/by-key
    if task is None or task.org_id != org_id:
        raise LookupError
    return task


def load_openly(db: Session, task_id: int) -> str:
    task = load(db, task_id)  # => tasks: unscoped/by-key
    return task.title


def remove(db: Session, task_id: int, org_id: int) -> None:
    task = db.scalar(select(Task).where(Task.id == task_id, Task.org_id == org_id))  # => tasks: scoped
    db.delete(task)  # => tasks: scoped


def nested(db: Session, org_id: int):
    def inner():
        return db.scalars(select(Task).where(Task.org_id == org_id)).all()  # => tasks: scoped

    return inner()


def handed_out(db: Session):
    def inner():
        return db.scalars(select(Task)).all()  # => tasks: unscoped/none

    return inner


def in_loop(db: Session, org_ids: list[int]):
    for org_id in org_ids:
        db.scalars(select(Task).where(Task.org_id == org_id)).all()  # => tasks: scoped
