"""Foreign keys that are stored: those whose value comes from outside unverified, and no others."""

import re
from pathlib import Path

import pytest

from scopelint import pipeline
from scopelint.inputs import load_project

MODELS = """
from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Organization(Base):
    __tablename__ = "organizations"
    id: Mapped[int] = mapped_column(primary_key=True)

class Price(Base):
    __tablename__ = "prices"
    id: Mapped[int] = mapped_column(primary_key=True)

class Project(Base):
    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("org_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))

class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    price_id: Mapped[int] = mapped_column(ForeignKey("prices.id"))
    project: Mapped[Project] = relationship()

class Tied(Base):
    __tablename__ = "tied"
    __table_args__ = (ForeignKeyConstraint(["org_id", "project_id"], ["projects.org_id", "projects.id"]),)
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[int]
"""
HEADER = """
from pydantic import BaseModel
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from models import Price, Project, Task, Tied

class Payload(BaseModel):
    project_id: int

def own_project(db: Session, org: int, key: int) -> Project:
    project = db.scalar(select(Project).where(Project.id == key, Project.org_id == org))
    if project is None:
        raise LookupError(key)
    return project

"""
CASES = {
    "a parameter in a constructor": """
def f(db: Session, org: int, pid: int):
    db.add(Task(org_id=org, project_id=pid))  # <= parameter pid
""",
    "the body of a request": """
def f(db: Session, org: int, payload: Payload):
    db.add(Task(org_id=org, project_id=payload.project_id))  # <= parameter payload.project_id
""",
    "late, by an attribute": """
def f(db: Session, org: int, payload: Payload):
    task = Task(org_id=org)
    db.add(task)  # <= parameter payload.project_id
    task.project_id = payload.project_id
""",
    "values": """
def f(db: Session, org: int, pid: int):
    db.execute(insert(Task).values(org_id=org, project_id=pid))  # <= parameter pid
""",
    "a dict": """
def f(db: Session, org: int, pid: int):
    data = {"org_id": org}
    data["project_id"] = pid
    db.execute(insert(Task), [data])  # <= parameter pid
""",
    "a write on a loaded row": """
def f(db: Session, org: int, key: int, payload: Payload):
    task = db.scalar(select(Task).where(Task.id == key, Task.org_id == org))
    task.project_id = payload.project_id  # <= parameter payload.project_id
""",
    "Query.update": """
def f(db: Session, org: int, key: int, pid: int):
    db.query(Task).filter(Task.org_id == org, Task.id == key).update({"project_id": pid})  # <= parameter pid
""",
    "a look-up of another tenant's rows too verifies nothing": """
def f(db: Session, org: int, pid: int):
    if not db.scalar(select(Project.id).where(Project.id == pid)):
        raise LookupError(pid)
    db.add(Task(org_id=org, project_id=pid))  # <= parameter pid
""",
    "a look-up of another key verifies nothing": """
def f(db: Session, org: int, pid: int, other: int):
    if not db.scalar(select(Project.id).where(Project.id == other, Project.org_id == org)):
        raise LookupError(other)
    db.add(Task(org_id=org, project_id=pid))  # <= parameter pid
""",
    "on one path only": """
def f(db: Session, org: int, pid: int, careful: bool):
    if careful and not db.scalar(select(Project.id).where(Project.id == pid, Project.org_id == org)):
        raise LookupError(pid)
    db.add(Task(org_id=org, project_id=pid))  # <= parameter pid
""",
    "a scoped look-up": """
def f(db: Session, org: int, pid: int):
    if not db.scalar(select(Project.id).where(Project.id == pid, Project.org_id == org)):
        raise LookupError(pid)
    db.add(Task(org_id=org, project_id=pid))
""",
    "a helper that looks and raises": """
def f(db: Session, org: int, pid: int):
    own_project(db, org, pid)
    db.add(Task(org_id=org, project_id=pid))
""",
    "the key of the row that a helper returns": """
def f(db: Session, org: int, pid: int):
    db.add(Task(org_id=org, project_id=own_project(db, org, pid).id))
""",
    "a guarded row": """
def f(db: Session, org: int, pid: int):
    project = db.get(Project, pid)
    if project.org_id != org:
        raise LookupError(pid)
    db.add(Task(org_id=org, project_id=project.id))
""",
    "a row handed in": """
def f(db: Session, org: int, project: Project):
    db.add(Task(org_id=org, project_id=project.id))
""",
    "a row written before": """
def f(db: Session, org: int):
    project = Project(org_id=org)
    db.add(project)
    db.flush()
    db.add(Task(org_id=org, project_id=project.id))
""",
    "a helper whose callers all look": """
def store(db: Session, org: int, pid: int):
    db.add(Task(org_id=org, project_id=pid))

def f(db: Session, org: int, pid: int):
    store(db, org, own_project(db, org, pid).id)
""",
    "a helper one of whose callers does not look": """
def store(db: Session, org: int, pid: int):
    db.add(Task(org_id=org, project_id=pid))

def f(db: Session, org: int, pid: int):
    store(db, org, own_project(db, org, pid).id)

def g(db: Session, org: int, payload: Payload):
    store(db, org, payload.project_id)  # <= parameter payload.project_id
""",
    "none, or checked": """
def f(db: Session, org: int, payload: Payload):
    if payload.project_id is not None:
        found = db.scalar(select(Project.id).where(Project.id == payload.project_id, Project.org_id == org))
        if found is None:
            raise LookupError
    db.add(Task(org_id=org, project_id=payload.project_id))

def g(db: Session, org: int, payload: Payload, strict: bool):
    if strict:
        found = db.scalar(select(Project.id).where(Project.id == payload.project_id, Project.org_id == org))
        if found is None:
            raise LookupError
    db.add(Task(org_id=org, project_id=payload.project_id))  # <= parameter payload.project_id
""",
    "None": """
def f(db: Session, org: int):
    db.add(Task(org_id=org, project_id=None))
""",
    "a key of a global table": """
def f(db: Session, org: int, price: int):
    db.add(Task(org_id=org, price_id=price))
""",
    "a composite key with the tenant": """
def f(db: Session, org: int, pid: int):
    db.add(Tied(org_id=org, project_id=pid))
""",
}
MARK = re.compile(r"# <= (\w+) (.+)$")


@pytest.mark.parametrize("code", CASES.values(), ids=CASES)
def test_what_is_stored_unverified(code: str, tmp_path: Path) -> None:
    """Exactly the marked lines, with the origin and the value written there."""
    (tmp_path / "models.py").write_text(MODELS)
    (tmp_path / "app.py").write_text(HEADER + code)
    (tmp_path / "scopelint.toml").write_text('tenant-columns = ["org_id"]\npreview = true\n')
    result = pipeline.check(load_project(tmp_path))
    assert result.errors == ()
    told = {(f.line, f.message) for f in result.findings if f.rule == "unverified-reference"}
    marked = {
        number: f"from {found[1]} '{found[2]}'"
        for number, line in enumerate((HEADER + code).splitlines(), 1)
        if (found := MARK.search(line))
    }
    assert {line for line, _ in told} == marked.keys()
    assert all(marked[line] in message for line, message in told)
