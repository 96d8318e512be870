"""Idioms met in real services: rows given back to the session, statements with two builders, Queries handed out unrun."""

from abc import ABC, abstractmethod

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Comment, Organization, Project, Task

# ---------------------------------------------------------------- rows that were read, added again


def closed_again(db: Session, org_id: int, task_id: int):
    task = db.query(Task).filter(Task.id == task_id, Task.org_id == org_id).one()  # => tasks: scoped
    task.status = "closed"
    db.add(task)  # => tasks: scoped


def closed_by_key(db: Session, task_id: int):
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: unscoped/by-key
    task.status = "closed"
    db.add(task)  # => tasks: unscoped/by-key


def closed_where_the_session_has_no_type(*, db_session, task_id: int):
    task = db_session.query(Task).filter(Task.id == task_id).one()  # => tasks: unscoped/by-key
    task.status = "closed"
    db_session.add(task)  # => tasks: unscoped/by-key


def no_session(seen: set, org_id: int, db: Session):
    for task in db.query(Task).filter(Task.org_id == org_id):  # => tasks: scoped
        seen.add(task)


def new_or_read(db: Session, org_id: int, task_id: int):
    task = db.query(Task).filter(Task.id == task_id).first()  # => tasks: unscoped/by-key
    if task is None:
        task = Task(org_id=org_id, title="new")
    db.add(task)  # => tasks: scoped | tasks: unscoped/by-key


def all_of_them(db: Session, org_id: int):
    tasks = db.query(Task).filter(Task.org_id == org_id).all()  # => tasks: scoped
    db.add_all(tasks)  # => tasks: scoped


def parent_of_an_own_row(db: Session, org_id: int, task_id: int):
    task = db.query(Task).filter(Task.id == task_id, Task.org_id == org_id).one()  # => tasks: scoped
    db.add(task.project)  # => projects: scoped


def parent_of_any_row(db: Session, task_id: int):
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: unscoped/by-key
    db.add(task.project)  # => projects: unscoped/by-key


def row_of_a_helper(db: Session, org_id: int, name: str):
    project = project_by_name(db, org_id, name)
    db.add(project)  # => projects: scoped


def project_by_name(db: Session, org_id: int, name: str) -> Project:
    return db.scalar(select(Project).where(Project.name == name, Project.org_id == org_id))  # => projects: scoped


def row_of_an_open_helper(db: Session, name: str):
    project = project_of_anybody(db, name)
    db.add(project)  # => projects: unscoped/by-key


def project_of_anybody(db: Session, name: str) -> Project:
    return db.scalar(select(Project).where(Project.name == name))  # => projects: unscoped/none


def rename(task: Task, db: Session):
    """Its callers know whose task it is."""
    task.title = "renamed"
    db.add(task)


def renamed(db: Session, org_id: int, task_id: int):
    task = db.query(Task).filter(Task.id == task_id, Task.org_id == org_id).one()  # => tasks: scoped
    rename(task, db)  # => tasks: scoped


def renamed_by_key(db: Session, task_id: int):
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: unscoped/by-key
    rename(task, db)  # => tasks: unscoped/by-key


# ---------------------------------------------------------------- one hand-over, two builders


def by_key_or_name(db: Session, key: int | None, name: str):
    if key:
        query = db.query(Task).filter(Task.id == key)  # => tasks: unscoped/by-key
    else:
        query = db.query(Task).filter_by(title=name)  # => tasks: unscoped/none
    return len(query.all())


def by_key_or_own(db: Session, org_id: int, key: int | None):
    if key:
        query = db.query(Task).filter(Task.id == key)  # => tasks: conditional/optional-value
    else:
        query = db.query(Task).filter_by(org_id=org_id)  # => tasks: scoped
    return len(query.all())


# ---------------------------------------------------------------- Queries that nobody in view runs


def own_tasks(*, db: Session, org_id: int):
    return db.query(Task).filter(Task.org_id == org_id)  # => tasks: scoped


def every_task(*, db: Session):
    return db.query(Task)  # => tasks: unscoped/none


def tasks_of_some(db: Session, org_id: int | None = None):
    if org_id is not None:
        return db.query(Task).filter(Task.org_id == org_id)  # => tasks: scoped
    return db.query(Task)  # => tasks: unscoped/none


def base_query(db: Session):
    """Run below, where the predicate is added."""
    return db.query(Task)


def of_base_query(db: Session, org_id: int):
    return len(base_query(db).filter(Task.org_id == org_id).all())  # => tasks: scoped


# ---------------------------------------------------------------- payloads as filters


class TaskIn(BaseModel):
    id: int | None = None
    org_id: int
    title: str


class OrganizationIn(BaseModel):
    id: int
    slug: str


def like_the_payload(db: Session, given: TaskIn):
    return len(db.query(Task).filter_by(**given.dict(exclude={"id"})).all())  # => tasks: scoped


def without_the_tenant(db: Session, given: TaskIn):
    return len(db.query(Task).filter_by(**given.dict(exclude={"org_id"})).all())  # => tasks: unscoped/*


def what_is_set(db: Session, given: TaskIn):
    return len(db.query(Task).filter_by(**given.model_dump(exclude_unset=True)).all())  # => tasks: unscoped/none


def only_the_title(db: Session, given: TaskIn):
    return len(db.query(Task).filter_by(**given.model_dump(include={"title"})).all())  # => tasks: unscoped/none


def excluded_at_run_time(db: Session, given: TaskIn, names: set[str]):
    return len(db.query(Task).filter_by(**given.model_dump(exclude=names)).all())  # => tasks: unscoped/none


def registry_without_its_key(db: Session, given: OrganizationIn):
    some = given.dict(exclude={"id", "slug"})
    return len(db.query(Organization).filter_by(**some).all())  # => organizations: unscoped/none


# ---------------------------------------------------------------- guards that measure with somebody's row


def guarded_by_the_callers_tenant(db: Session, org_id: int, task_id: int):
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: guarded/by-key
    if task.org_id != org_id:
        raise PermissionError(task_id)
    return task


def guarded_by_an_own_row(db: Session, org_id: int, project_id: int, task_id: int):
    project = db.query(Project).filter(Project.id == project_id, Project.org_id == org_id).one()  # => projects: scoped
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: guarded/by-key
    if task.org_id != project.org_id:
        raise PermissionError(task_id)
    return task


def guarded_by_any_row(db: Session, project_id: int, task_id: int):
    """Both belong to one tenant, and nobody says that it is the caller's."""
    project = db.query(Project).filter(Project.id == project_id).one()  # => projects: unscoped/by-key
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: unscoped/by-key
    if task.org_id != project.org_id:
        raise PermissionError(task_id)
    return task


def guarded_by_a_literal(db: Session, task_id: int):
    task = db.query(Task).filter(Task.id == task_id).one()  # => tasks: unscoped/by-key
    if task.org_id != 7:
        raise PermissionError(task_id)
    return task


# ---------------------------------------------------------------- interfaces with one implementation


class TaskStoreInterface(ABC):
    @abstractmethod
    def of_org(self, org_id: int | None = None): ...

    @abstractmethod
    def remove(self, task_id: int): ...


class TaskStore(TaskStoreInterface):
    def __init__(self, session: Session):
        self.session = session

    def of_org(self, org_id: int | None = None):
        query = select(Task)  # => tasks: conditional/optional-value
        if org_id is not None:
            query = query.where(Task.org_id == org_id)
        return len(self.session.scalars(query).all())

    def remove(self, task_id: int):
        """Its callers read the task before."""
        task = self.session.get(Task, task_id)  # => tasks: guarded/by-key
        if task:
            self.session.delete(task)  # => tasks: guarded/by-key


class TaskService:
    def __init__(self, store: TaskStoreInterface, db: Session):
        self.store = store
        self.db = db

    def count(self, org_id: int):
        return self.store.of_org(org_id=org_id)  # => tasks: scoped

    def remove(self, org_id: int, task_id: int):
        task = find_task(self.db, org_id=org_id, task_id=task_id)
        if not task:
            raise LookupError(task_id)
        self.store.remove(task_id)


def find_task(db: Session, *, org_id: int, task_id: int):
    """Two reads, and both name the task and its organization."""
    if db.in_transaction():
        return db.scalars(select(Task).where(Task.id == task_id, Task.org_id == org_id)).first()  # => tasks: scoped
    return db.scalars(select(Task).where(Task.id == task_id, Task.org_id == org_id)).one()  # => tasks: scoped


class CommentStoreInterface(ABC):
    @abstractmethod
    def remove(self, comment_id: int): ...


class CommentStore(CommentStoreInterface):
    def __init__(self, session: Session):
        self.session = session

    def remove(self, comment_id: int):
        comment = self.session.get(Comment, comment_id)  # => comments: unscoped/by-key
        if comment:
            self.session.delete(comment)  # => comments: unscoped/by-key


def remove_comment(db: Session, store: CommentStoreInterface, comment_id: int):
    store.remove(comment_id)


# ---------------------------------------------------------------- keys of rows that a scoped read found


def joined_to_an_own_row(db: Session, org_id: int, project_id: int | str):
    if isinstance(project_id, str):
        project_id = int(project_id)
    found = db.query(Project).filter(Project.id == project_id, Project.org_id == org_id).first()  # => projects: scoped
    if not found:
        return []
    query = select(Comment.id).join(Task, Task.id == Comment.task_id)  # => comments: guarded/*; tasks: guarded/*
    return db.execute(query.where(Task.project_id == project_id)).all()


def joined_to_any_row(db: Session, org_id: int, project_id: int):
    found = db.query(Project).filter(Project.id == project_id, Project.org_id == org_id).first()  # => projects: scoped
    if found:
        db.info["seen"] = True
    query = select(Comment.id).join(Task, Task.id == Comment.task_id)  # => comments: unscoped/*; tasks: unscoped/*
    return db.execute(query.where(Task.project_id == project_id)).all()


def one_raises(db: Session, org_id: int, task_id: int):
    db.query(Task).filter(Task.id == task_id, Task.org_id == org_id).one()  # => tasks: scoped
    return db.query(Comment).filter(Comment.task_id == task_id).all()  # => comments: guarded/*


def one_or_none_does_not(db: Session, org_id: int, task_id: int):
    db.query(Task).filter(Task.id == task_id, Task.org_id == org_id).one_or_none()  # => tasks: scoped
    return db.query(Comment).filter(Comment.task_id == task_id).all()  # => comments: unscoped/*


def the_one(db: Session, org_id: int, task_id: int):
    return db.query(Task).filter(Task.id == task_id, Task.org_id == org_id).one()  # => tasks: scoped


def a_helper_raises(db: Session, org_id: int, task_id: int):
    task = the_one(db, org_id, task_id)
    return task, db.query(Comment).filter(Comment.task_id == task_id).all()  # => comments: guarded/*


def counted_to_nothing(db: Session, org_id: int):
    """``one()`` found a row; the number in it may be 0, and what follows is reached."""
    if not db.scalars(select(func.count(Task.id)).where(Task.org_id == org_id)).one():  # => tasks: scoped
        return db.query(Task).all()  # => tasks: unscoped/none
    return []


# ---------------------------------------------------------------- one of two tenants, and paths without a statement


def exactly_one(org_id: int | None, project_id: int | None):
    if bool(org_id) == bool(project_id):
        raise ValueError("exactly one")
    return {"org_id": org_id} if org_id else {"project_id": project_id}


def of_exactly_one(db: Session, org_id: int | None, other: int | None):
    if bool(org_id) == bool(other):
        raise ValueError("exactly one")
    value = other if other else org_id
    return db.query(Task).filter_by(org_id=value).all()  # => tasks: scoped


def of_one_or_none(db: Session, org_id: int | None, other: int | None):
    if bool(org_id) != bool(other):
        raise ValueError("both or none")
    return db.query(Task).filter_by(org_id=org_id).all()  # => tasks: *


def filtered(query, wanted: str | None):
    if wanted == "nothing":
        return []
    return query.filter(Task.status == wanted)


def perhaps_nothing(db: Session, org_id: int, wanted: str | None):
    query = filtered(db.query(Task).filter(Task.org_id == org_id), wanted)  # => tasks: scoped | tasks: scoped
    return [task.title for task in list(query)]
