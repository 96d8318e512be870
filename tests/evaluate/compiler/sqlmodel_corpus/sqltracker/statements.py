"""SQLModel: the same statements through its own select and session."""

from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, Session, SQLModel, col, func, or_, select


class Model(SQLModel, registry=registry()):
    """Its own registry: other tests have tables of the same names."""


class Organization(Model, table=True):
    __tablename__ = "organizations"
    id: int = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str | None = None


class Project(Model, table=True):
    __tablename__ = "projects"
    id: int = Field(primary_key=True)
    org_id: int = Field(foreign_key="organizations.id")
    name: str | None = None
    tasks: list["Task"] = Relationship(back_populates="project")


class Task(Model, table=True):
    __tablename__ = "tasks"
    id: int = Field(primary_key=True)
    org_id: int = Field(foreign_key="organizations.id")
    project_id: int = Field(foreign_key="projects.id")
    title: str | None = None
    done: bool = False
    project: Project = Relationship(back_populates="tasks")


def selected(db: Session, org: int):
    return db.exec(select(Task).where(Task.org_id == org)).all()


def selected_open(db: Session):
    return db.exec(select(Task)).all()


def selected_col(db: Session, org: int):
    return db.exec(select(Task).where(col(Task.org_id) == org, col(Task.title).like("a%"))).all()


def selected_col_in(db: Session, orgs: list[int]):
    return db.exec(select(Task).where(col(Task.org_id).in_(orgs))).all()


def selected_or(db: Session, org: int):
    return db.exec(select(Task).where(or_(Task.org_id == org, Task.done))).all()


def selected_join(db: Session, org: int):
    return db.exec(select(Task, Project).join(Project).where(Project.org_id == org)).all()


def selected_relationship(db: Session, org: int):
    return db.exec(select(Task).join(Task.project).where(Project.org_id == org)).all()


def selected_count(db: Session, org: int):
    return db.exec(select(func.count()).select_from(Task).where(Task.org_id == org)).one()


def selected_get(db: Session, id: int):
    return db.get(Task, id)


def selected_columns(db: Session, org: int):
    return db.exec(select(Task.id, Task.title).where(Task.org_id == org).order_by(col(Task.id).desc())).all()


def selected_added(db: Session, org: int):
    db.add(Project(id=1, org_id=org, name="new"))
    db.flush()


def selected_added_literal(db: Session):
    db.add(Project(id=1, org_id=1, name="new"))
    db.flush()
