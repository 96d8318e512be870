"""What SQLAlchemy had until 1.4 only."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from tracker.models import Attachment, Comment, Project, Task


def join_by_name(db: Session, org: int):
    return db.query(Comment).join("task").filter(Task.org_id == org).all()


def join_by_names(db: Session, org: int):
    return db.query(Attachment).join("comment", "task").filter(Task.org_id == org).all()


def join_by_name_after_another(db: Session, org: int):
    return db.query(Task).join("project").join("comments").filter(Project.org_id == org).all()


def join_entity_by_name(db: Session, org: int):
    return db.query(Comment).join(Task, "task").filter(Task.org_id == org).all()


def join_by_name_open(db: Session):
    return db.query(Comment).join("task").filter(Task.title == "a").all()


def outer_join_by_name(db: Session, org: int):
    return db.query(Comment).outerjoin("task").filter(Task.org_id == org).all()


def join_by_name_filter_by(db: Session, org: int):
    return db.query(Task).join("project").filter_by(org_id=org).all()


def select_of_a_list(db: Session, org: int):
    return db.execute(select([Task.id]).where(Task.org_id == org))


def select_of_a_list_open(db: Session):
    return db.execute(select([Task.id, Task.title]))


def select_of_a_list_with_its_where(db: Session, org: int):
    return db.execute(select([Task.id], Task.org_id == org))


def case_of_a_list(db: Session, org: int):
    return db.execute(select([case([(Task.id > 3, 1)], else_=0)]).where(Task.org_id == org))


def from_self(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).from_self().filter(Task.id > 3).all()


def from_self_late(db: Session, org: int):
    return db.query(Task).from_self().filter(Task.org_id == org).all()


def from_self_limited(db: Session, org: int):
    return db.query(Task).order_by(Task.id).limit(3).from_self().filter(Task.org_id == org).all()


def from_self_columns(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).from_self(Task.id).all()


def from_self_joined(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).limit(3).from_self().join(Task.project).all()


def from_self_counted(db: Session):
    return db.query(Project).from_self(func.count(Project.id)).scalar()
