"""What the classes of ``models.py`` confine, and what passes them by."""

from models import (
    Executing,
    ExecutingSession,
    Forgetful,
    Maker,
    Note,
    Project,
    Registry,
    Scoped,
    Task,
    TenantQuery,
    TenantSession,
)
from sqlalchemy import select
from sqlalchemy.orm import Session


def by_key(db: Session, id: int):
    return Maker(bind=db.connection()).query(Task).get(id)  # => tasks: scoped


def iterated(db: Session):
    return [task.id for task in Maker(bind=db.connection()).query(Task).order_by(Task.id)]  # => tasks: scoped


def listed(db: Session):
    return list(Maker(bind=db.connection()).query(Task))  # => tasks: scoped


def all_goes_around_iteration(db: Session):
    return Maker(bind=db.connection()).query(Task).all()  # => tasks: unscoped/none


def one_goes_around_first(db: Session, id: int):
    return Maker(bind=db.connection()).query(Task).filter_by(id=id + 1).one_or_none()  # => tasks: unscoped/by-key


def count_goes_around(db: Session):
    return Maker(bind=db.connection()).query(Task).count()  # => tasks: unscoped/none


def first(db: Session):
    return Maker(bind=db.connection()).query(Task).order_by(Task.id.desc()).first()  # => tasks: scoped


def own_method(db: Session):
    return Maker(bind=db.connection()).query(Task).mine().all()  # => tasks: scoped


def own_method_of_a_join(db: Session):
    query = Maker(bind=db.connection()).query(Task)  # => projects: unscoped/other-table-confined; tasks: scoped
    return query.mine().join(Project, Project.name == Task.title).all()


def updated(db: Session):
    Maker(bind=db.connection()).query(Task).update({"title": "x"})  # => tasks: unscoped/none


def built_directly(db: Session, id: int):
    return TenantQuery([Task], session=db).get(id)  # => tasks: scoped


def built_directly_open(db: Session):
    return TenantQuery([Task], session=db).all()  # => tasks: unscoped/none


def made_with_the_class(db: Session):
    return Session(db.connection(), query_cls=TenantQuery).query(Task).mine().all()  # => tasks: scoped


def overridden_again(db: Session):
    return Forgetful(bind=db.connection()).query(Task).order_by(Task.id.desc()).first()  # => tasks: unscoped/none


def inherited(db: Session, id: int):
    return Forgetful(bind=db.connection()).query(Task).get(id)  # => tasks: scoped


def a_plain_session(db: Session):
    return db.query(Task).order_by(Task.id.desc()).first()  # => tasks: unscoped/none


def session_query(db: Session):
    return TenantSession(db.connection()).query(Task).all()  # => tasks: scoped


def session_query_of_columns(db: Session):
    return TenantSession(db.connection()).query(Task.id, Task.title).all()  # => tasks: scoped


def session_query_deletes(db: Session):
    TenantSession(db.connection()).query(Task).delete()  # => tasks: scoped


def session_get(db: Session, id: int):
    return TenantSession(db.connection()).get(Task, id)  # => tasks: scoped


def session_execute_goes_around(db: Session):
    return TenantSession(db.connection()).execute(select(Task)).all()  # => tasks: unscoped/none


def of_a_registry(db: Session):
    Scoped.remove()
    return Scoped(bind=db.connection()).query(Task).all()  # => tasks: scoped


def execute(db: Session):
    return Executing(bind=db.connection()).execute(select(Task)).all()  # => tasks: scoped


def execute_of_an_instance(db: Session):
    return ExecutingSession(db.connection()).execute(select(Task.id)).all()  # => tasks: scoped


def get_goes_around_execute(db: Session, id: int):
    return Executing(bind=db.connection()).get(Task, id + 1)  # => tasks: unscoped/by-key


def by_query_property(db: Session):
    Registry.remove()
    Registry(bind=db.connection())
    return Note.query.order_by(Note.id).first()  # => projects: scoped


def by_query_property_around(db: Session):
    Registry.remove()
    Registry(bind=db.connection())
    return Note.query.count()  # => projects: unscoped/none
