"""What the listener of ``models.py`` confines, and what passes it by."""

from models import Price, Project, Task
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session


def entity(session: Session):
    return session.query(Task).all()  # => tasks: scoped


def column(session: Session):
    return session.query(Task.id).filter(Task.title == "a").first()  # => tasks: scoped


def limited(session: Session):
    return session.query(Task).order_by(Task.id).limit(3).all()  # => tasks: scoped


def counted(session: Session):
    return session.query(Task).count()  # => tasks: scoped


def two(session: Session):
    return (session.query(Project, Task).filter(Task.project_id == Project.id).all())  # => projects: scoped; tasks: scoped


def joined(session: Session):
    return (session.query(Project).join(Task, Task.title == Project.name).all())  # => projects: scoped; tasks: unscoped/other-table-confined


def shared(session: Session):
    return session.query(Price).all()  # => scoped


def by_key(session: Session, id: int):
    return session.query(Task).get(id)  # => tasks: unscoped/by-key


def updated(session: Session):
    session.query(Task).update({"title": "a"})  # => tasks: unscoped/none


def deleted(session: Session):
    session.query(Task).delete()  # => tasks: unscoped/none


def selected(session: Session):
    return session.execute(select(Task)).all()  # => tasks: unscoped/none


def entities_of_text(session: Session):
    return session.query(Task).from_statement(text("SELECT * FROM tasks")).all()  # => tasks: unscoped/none


def counted_from(session: Session):
    return session.query(func.count()).select_from(Task).scalar()  # => tasks: unscoped/none
