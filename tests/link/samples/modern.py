"""SQLAlchemy 2.0 style: DeclarativeBase, Mapped, Annotated."""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, List, Optional  # noqa: UP035

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint, func, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column, relationship, synonym

key = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]
name = Annotated[str, mapped_column(String(100))]
maybe = Optional[str]  # noqa: UP045
org_fk = Annotated[uuid.UUID, mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)]


class Base(DeclarativeBase):
    pass


class Stamped:
    created_at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[Optional[datetime.datetime]]  # noqa: UP045


class Organization(Base):
    __tablename__ = "organizations"

    id: Mapped[key]
    name: Mapped[name]
    slug: Mapped[str] = mapped_column(String(50), unique=True)
    nickname: Mapped[maybe]

    projects: Mapped[List[Project]] = relationship(back_populates="organization")  # noqa: UP006
    members: Mapped[list[Member]] = relationship("Member", back_populates="organization", cascade="all")


class Member(Base):
    __tablename__ = "members"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    role: Mapped[str | None] = mapped_column(nullable=False)

    organization: Mapped[Organization] = relationship(back_populates="members")


class Project(Stamped, Base):
    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("organization_id", "id", name="uq_project"),
        UniqueConstraint("organization_id", "title"),
        Index("ix_live", "organization_id", "code", unique=True, postgresql_where=text("deleted_at IS NULL")),
        Index("ix_code", "organization_id", "code", unique=True),
        Index("ix_lower", func.lower("title"), unique=True),
        {"comment": "projects"},
    )

    id: Mapped[key]
    organization_id: Mapped[org_fk]
    title: Mapped[str]
    code: Mapped[int] = mapped_column("project_code", Integer, key="code")
    metadata_: Mapped[Optional[str]] = mapped_column("metadata")  # noqa: UP045
    legacy = mapped_column(String)
    count: int

    heading = synonym("title")
    shouted = column_property(func.upper("title"))

    organization: Mapped[Organization] = relationship(back_populates="projects")
    tasks: Mapped[set[Task]] = relationship(
        "Task", primaryjoin="and_(Project.id == foreign(Task.project_id), Task.done == False)", viewonly=True
    )
    all_tasks: Mapped[list[Task]] = relationship(back_populates="project")

    __allow_unmapped__ = True

    @hybrid_property
    def long(self) -> str:
        return self.title


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        ForeignKeyConstraint(["organization_id", "project_id"], ["projects.organization_id", "projects.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID]
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("tasks.id"))  # noqa: UP045
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    done: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship(back_populates="all_tasks")
    parent: Mapped[Task | None] = relationship(remote_side=[id], back_populates="children")
    children: Mapped[list[Task]] = relationship(back_populates="parent")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys="Task.reviewer_id", back_populates="reviews")


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True, index=True)
    reviews: Mapped[list[Task]] = relationship(foreign_keys=[Task.reviewer_id], back_populates="reviewer")
