"""Rows made by functions that know no model: mappers that are given one, and classmethods of a mixin."""

from typing import TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models import Base, Project, Task

Row = TypeVar("Row")


def to_row(*, model: type[Row], org_id: int, values: dict, **more) -> Row:
    """Its text names no model and no statement, and it is too long to be entered for being short."""
    attributes = {}
    for name, value in values.items():
        if value is None:
            continue
        attributes[name] = value
    attributes["org_id"] = org_id
    return model(**attributes, **more)


def to_bare_row(*, model: type[Row], values: dict, **more) -> Row:
    attributes = dict(values)
    attributes["title"] = "untitled"
    attributes["slug"] = "untitled"
    attributes["status"] = "open"
    attributes["due"] = None
    attributes.update(more)
    return model(title=attributes["title"], status="open")


def mapped(db: Session, org_id: int, values: dict):
    row = to_row(model=Task, org_id=org_id, values=values)
    db.add(row)  # => tasks: scoped


def mapped_without(db: Session, values: dict):
    db.add(to_bare_row(model=Task, values=values))  # => tasks: unscoped/not-written


class FromDict:
    attributes: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, given: dict):
        """Long enough not to be entered for being short."""
        values = given.copy()

        if not hasattr(cls, "extra"):
            raise AttributeError(cls)

        values["extra"] = {name: values.pop(name) for name in given if name not in cls.attributes}

        return cls(**values)


class Team(FromDict, Base):
    __tablename__ = "teams"
    attributes = ("org_id",)
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int]
    extra: Mapped[str]


def from_known(db: Session, org_id: int):
    team = Team.from_dict({"org_id": org_id, "name": "core"})
    db.add(team)  # => teams: scoped


class Label(FromDict, Base):
    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int | None]
    extra: Mapped[str]


def from_anything(db: Session, payload: dict):
    """PostgreSQL refuses a team without its organization, so the payload names one; a label may have none."""
    db.add(Team.from_dict(payload))  # => teams: scoped
    db.add(Label.from_dict(payload))  # => labels: unknown/*


def columns_of(row) -> dict:
    """Every column of a row that is not empty, by name."""
    values = {}
    for column in Team.__table__.columns:
        value = getattr(row, column.name)
        if value is None:
            continue
        values[column.name] = value
    return values


def copied(db: Session, org_id: int):
    values = columns_of(Team(org_id=org_id, extra=""))
    db.execute(insert(Team).values(**values))  # => teams: scoped


def project_of(db: Session, org_id: int):
    for model in (Project, Task):
        db.add(to_row(model=model, org_id=org_id, values={}))  # => projects: scoped | tasks: scoped


def imported_late(db: Session, org_id: int):
    from app.models import Project as Imported

    db.add(Imported(org_id=org_id, name="x"))  # => projects: scoped


def wide(db: Session, org_id: int, given):
    """Many choices between loaded rows, and none of them decides: whose row it is stands in its own tenant column."""
    mine = db.query(Project).filter(Project.org_id == org_id, Project.name == given.name).first()  # => projects: scoped
    usual = db.query(Project).filter(Project.org_id == org_id, Project.name == "usual").one()  # => projects: scoped
    task = Task(org_id=org_id, project=mine if given.project else usual)
    task.title = mine.name if given.title else usual.name
    task.status = mine.name if given.status else usual.name
    task.slug = mine.name if given.slug else usual.name
    if given.template:
        task.title = mine.name
    if given.state:
        task.status = usual.name
    if given.short:
        task.slug = mine.name
    db.add(task)  # => tasks: scoped
