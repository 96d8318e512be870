"""The small application around every example of a rule: what stands in view of its code.

An example that defines nothing is the body of ``example(db, ctx, org_id, project_id, task_id, invoice_id, data)``. One
that defines functions or classes stands at module level. ``# finds: rule table`` marks its own line, or, alone on a
line, the next one.
"""

MODELS = """
import uuid
from typing import Optional

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Organization(Base):
    __tablename__ = "organizations"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class User(Base):
    __tablename__ = "users"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    email: Mapped[str]


class Membership(Base):
    __tablename__ = "memberships"
    org_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)


class Project(Base):
    __tablename__ = "projects"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    org_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str]
    is_public: Mapped[bool]


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    org_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[Optional[uuid.UUID]] = mapped_column(ForeignKey("projects.id"))
    title: Mapped[str]
    status: Mapped[str]
    comments: Mapped[list["Comment"]] = relationship(back_populates="task")


class Comment(Base):
    __tablename__ = "comments"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tasks.id"))
    body: Mapped[str]
    task: Mapped[Task] = relationship(back_populates="comments")


class Invoice(Base):
    __tablename__ = "invoices"
    __table_args__ = (UniqueConstraint("number"), UniqueConstraint("org_id", "number"))
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    org_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    number: Mapped[str]
    amount: Mapped[int]
    paid: Mapped[bool]


class Price(Base):
    __tablename__ = "prices"
    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
"""

CONTEXT = """
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Context:
    org_id: uuid.UUID
    user_id: uuid.UUID


class NotFound(Exception):
    pass
"""

HEADER = """
from typing import Optional
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.context import Context, NotFound
from app.models import Comment, Invoice, Membership, Organization, Price, Project, Task, User

"""

SIGNATURE = "def example(db: Session, ctx: Context, org_id: UUID, project_id: UUID, task_id: UUID, invoice_id: UUID, data: dict):"

MANIFEST = """
version = 1

[[tenant]]
name = "organization"
columns = ["org_id"]
registry = "organizations"
setting = "app.org_id"
memberships = [{ table = "memberships", tenant = "org_id", principal = "user_id" }]

[principal]
names = ["ctx"]

[tables.prices]
scope = "global"
"""
