"""What SQLAlchemy has since 2.0 only."""

from sqlalchemy import Integer, String, column, delete, func, insert, select, union, update, values
from sqlalchemy.orm import Session, aliased, relationship

from tracker.models import Base, Comment, Note, Project, Setting, Task


class Plan(Base):
    """A project whose tasks are not loaded."""

    __table__ = Project.__table__
    tasks = relationship("Task", lazy="write_only", overlaps="project,tasks")


def scalars(db: Session, org: int):
    return db.scalars(select(Task).where(Task.org_id == org)).all()


def scalar_one(db: Session, org: int, id: int):
    return db.execute(select(Task).where(Task.id == id, Task.org_id == org)).scalar_one()


def get_one(db: Session, id: int):
    return db.get_one(Task, id)


def bulk_insert_returning(db: Session, org: int):
    return db.scalars(insert(Note).returning(Note), [{"id": 1, "org_id": org, "body": "x"}]).all()


def full_join(db: Session, org: int):
    found = select(Task.id, Project.id).join_from(Task, Project, Task.project_id == Project.id, full=True)
    return db.execute(found.where(Task.org_id == org))


def union_of_method(db: Session, org: int):
    both = select(Task.id).where(Task.org_id == org).union(select(Project.id).where(Project.org_id == org)).subquery()
    return db.execute(select(func.count()).select_from(both))


def cte_added(db: Session, org: int):
    gone = delete(Setting).where(Setting.org_id == org).returning(Setting.name).cte("gone")
    return db.execute(select(Task.id).where(Task.org_id == org).add_cte(gone))


def cte_added_open(db: Session, org: int):
    gone = delete(Setting).returning(Setting.name).cte("gone")
    return db.execute(select(Task.id).where(Task.org_id == org).add_cte(gone))


def updated_returning_entity(db: Session, org: int):
    return db.scalars(update(Task).where(Task.org_id == org).values(done=True).returning(Task)).all()


def values_joined(db: Session, org: int):
    rows = values(column("id", Integer), column("title", String), name="given").data([(100, "a"), (300, "b")])
    return db.execute(select(Task.id).join(rows, rows.c.id == Task.id).where(Task.org_id == org))


def values_joined_open(db: Session):
    rows = values(column("id", Integer), column("title", String), name="given").data([(100, "a"), (300, "b")])
    return db.execute(select(Task.id).join(rows, rows.c.id == Task.id))


def json_rows(db: Session, org: int):
    return db.execute(select(func.jsonb_agg(func.jsonb_build_object("id", Task.id))).where(Task.org_id == org))


def table_valued(db: Session, org: int):
    numbers = func.generate_series(1, 3).table_valued("n").render_derived()
    return db.execute(select(numbers.c.n, Task.id).where(Task.org_id == org))


def column_valued(db: Session, org: int):
    number = func.unnest(func.string_to_array("a,b", ",")).column_valued("label")
    return db.execute(select(Task.id).where(Task.org_id == org, Task.title == number))


def union_entities(db: Session, org: int):
    found = union(
        select(Comment.id).join(Comment.task).where(Task.org_id == org), select(Task.id).where(Task.org_id == org)
    )
    return db.scalars(found).all()


def grouping_sets(db: Session, org: int):
    found = select(Task.project_id, func.count(Task.id)).where(Task.org_id == org)
    return db.execute(found.group_by(func.rollup(Task.project_id)))


def regexp(db: Session, org: int):
    return db.execute(select(Task).where(Task.title.regexp_match("^a"), Task.org_id == org))


def ambiguous_alias(db: Session, org: int):
    one, two = aliased(Task), aliased(Task)
    return db.execute(select(one.id, two.id).where(one.org_id == org, two.org_id == org, one.id < two.id))


def write_only_selected(db: Session, org: int, id: int):
    return db.scalars(Plan(id=id, org_id=org).tasks.select().where(Task.org_id == org)).all()


def write_only_selected_open(db: Session, id: int):
    return db.scalars(Plan(id=id).tasks.select().limit(3)).all()


def write_only_updated(db: Session, org: int, id: int):
    return db.execute(Plan(id=id, org_id=org).tasks.update().values(done=True))


def write_only_deleted(db: Session, org: int, id: int):
    return db.execute(Plan(id=id).tasks.delete().where(Task.org_id == org))


def write_only_inserted(db: Session, org: int, id: int):
    return db.execute(Plan(id=id).tasks.insert(), [{"id": 9998, "org_id": org, "title": "x"}])


def write_only_inserted_open(db: Session, id: int):
    return db.execute(Plan(id=id).tasks.insert(), [{"id": 9998, "title": "x"}])
