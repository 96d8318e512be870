"""Who tells of a site: the innermost function that decides it; of a query that nobody decides, the one that builds it."""

from sqlalchemy.orm import Session

from app.models import Base, Project, Task


def audited(db: Session, org_id: int):
    """Judged before what it calls is: still told where it is decided."""
    db.query(Project).filter_by(org_id=org_id).all()  # => projects: scoped
    return with_first(db)


def with_first(db: Session):
    return first_task(db)


def first_task(db: Session):
    print(task_by_key(db, 1).title)  # => tasks: unscoped/by-key


def task_by_key(db: Session, key: int):
    return db.query(Task).filter(Task.id == key).one()


def model_called(name: str):
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == name:
            return mapper.class_
    raise LookupError(name)


def by_name(db: Session, name: str, key: int):
    model = model_called(name)
    return db.query(model).filter(model.id == key).first()  # => *: unknown/unresolved


def first_by_name(db: Session, name: str):
    return by_name(db, name, 1)


def newest_by_name(db: Session, name: str):
    return first_by_name(db, name)


def columns_of(db: Session, thing: object):
    return db.query(thing.key, thing.title).all()  # => *: unknown/unresolved


def row_of(db: Session, model: type, key: int):
    return db.query(model).filter(model.id == key).first()  # => *: unknown/unresolved


def any_row(db: Session, model: type, key: int):
    return row_of(db, model, key)


def task_row(db: Session, key: int):
    return row_of(db, Task, key)  # => tasks: unscoped/by-key


def decided(db: Session, model: type, key: int):
    return db.query(model).filter(model.id == key).first()


def decided_between(db: Session, model: type, key: int):
    return decided(db, model, key)


def decided_at_last(db: Session, key: int):
    return decided_between(db, Project, key)  # => projects: unscoped/by-key
