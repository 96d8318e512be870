"""The tables of tests/prove/schema.sql as SQLAlchemy models that both 1.4 and 2.x read."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import column_property, declarative_base, relationship, synonym

Base = declarative_base()


class Organization(Base):
    __tablename__ = "organizations"
    id = Column(Integer, primary_key=True)
    slug = Column(Text, nullable=False, unique=True)
    name = Column(Text)
    plan = Column(Text)
    projects = relationship("Project", back_populates="organization")
    memberships = relationship("Membership", back_populates="organization")


class Account(Base):
    __tablename__ = "accounts"
    id = Column(Integer, primary_key=True)
    email = Column(Text, nullable=False)
    memberships = relationship("Membership", back_populates="account")
    organizations = relationship("Organization", secondary="memberships", viewonly=True)


class Membership(Base):
    __tablename__ = "memberships"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    user_id = Column(Integer, ForeignKey("accounts.id"), nullable=False)
    role = Column(Text)
    organization = relationship("Organization", back_populates="memberships")
    account = relationship("Account", back_populates="memberships")


class Workspace(Base):
    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("org_id", "name"),)
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    name = Column(Text)
    projects = relationship("Project", back_populates="workspace")
    boards = relationship("Board", back_populates="workspace")


class Project(Base):
    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("org_id", "id"), UniqueConstraint("org_id", "name"))
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    workspace_id = Column(Integer, ForeignKey("workspaces.id"))
    name = Column(Text)
    budget = Column(Integer)
    organization = relationship("Organization", back_populates="projects")
    workspace = relationship("Workspace", back_populates="projects")
    tasks = relationship("Task", back_populates="project")
    invoices = relationship("Invoice", back_populates="project")


class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    project_id = Column(Integer, ForeignKey("projects.id"), nullable=False)
    parent_id = Column(Integer, ForeignKey("tasks.id"))
    created_by = Column(Integer, ForeignKey("accounts.id"))
    title = Column(Text)
    done = Column(Boolean, nullable=False, server_default="false")
    priority = Column(Integer)
    project = relationship("Project", back_populates="tasks")
    parent = relationship("Task", remote_side=[id], back_populates="children")
    children = relationship("Task", back_populates="parent")
    creator = relationship("Account")
    comments = relationship("Comment", back_populates="task")
    labels = relationship("TaskLabel", back_populates="task")
    tenant_id = synonym("org_id")

    @hybrid_property
    def urgent(self):
        return self.priority > 3

    @hybrid_property
    def owner_org(self):
        return self.org_id

    @hybrid_method
    def belongs_to(self, org):
        return self.org_id == org


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    task_id = Column(Integer, ForeignKey("tasks.id"), nullable=False)
    author_id = Column(Integer, ForeignKey("accounts.id"))
    body = Column(Text)
    task = relationship("Task", back_populates="comments")
    attachments = relationship("Attachment", back_populates="comment")


class Attachment(Base):
    __tablename__ = "attachments"
    id = Column(Integer, primary_key=True)
    comment_id = Column(Integer, ForeignKey("comments.id"), nullable=False)
    size = Column(Integer)
    comment = relationship("Comment", back_populates="attachments")


class Owned:
    """What rows of one organization have."""

    org_id = Column(Integer, nullable=False)


class Invoice(Owned, Base):
    __tablename__ = "invoices"
    __table_args__ = (ForeignKeyConstraint(["org_id", "project_id"], ["projects.org_id", "projects.id"]),)
    id = Column(Integer, primary_key=True)
    project_id = Column(Integer, nullable=False)
    amount = Column(Integer)
    project = relationship("Project", back_populates="invoices")


class Document(Base):
    __tablename__ = "documents"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"))
    title = Column(Text)


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"))
    body = Column(Text)
    __mapper_args__ = {"polymorphic_on": body, "polymorphic_identity": "x"}  # noqa: RUF012


class PinnedNote(Note):
    __mapper_args__ = {"polymorphic_identity": "a"}  # noqa: RUF012


class ApiKey(Base):
    __tablename__ = "api_keys"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    key_hash = Column(Text, nullable=False)


class Setting(Base):
    __tablename__ = "settings"
    org_id = Column(Integer, ForeignKey("organizations.id"), primary_key=True)
    name = Column(Text, primary_key=True)
    value = Column(Text)


class Board(Base):
    __tablename__ = "boards"
    id = Column(Integer, primary_key=True)
    workspace_id = Column(Integer, ForeignKey("workspaces.id"), nullable=False)
    title = Column(Text)
    workspace = relationship("Workspace", back_populates="boards")


class TaskLabel(Base):
    __tablename__ = "task_labels"
    task_id = Column(Integer, ForeignKey("tasks.id"), primary_key=True)
    label = Column(Text, primary_key=True)
    task = relationship("Task", back_populates="labels")


class Counter(Base):
    __tablename__ = "counters"
    name = Column(Text, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    value = Column(Integer)


class Price(Base):
    __tablename__ = "prices"
    id = Column(Integer, primary_key=True)
    plan = Column(Text)
    amount = Column(Integer)


class BoardCard(Base):
    """A board with a number that SQLAlchemy reads along with it."""

    __table__ = Board.__table__
    namesakes = column_property(
        select(func.count(Task.id)).where(Task.title == Board.__table__.c.title).scalar_subquery()
    )
