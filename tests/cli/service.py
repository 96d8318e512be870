"""A small service with models, SQL migrations and a policy, for commands that read all of it."""

from pathlib import Path

MODELS = """\
from sqlalchemy import Column, ForeignKey, Integer, String, select, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Organization(Base):
    __tablename__ = "organizations"
    id = Column(Integer, primary_key=True)


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class Membership(Base):
    __tablename__ = "memberships"
    org_id = Column(ForeignKey("organizations.id"), primary_key=True)
    user_id = Column(ForeignKey("users.id"), primary_key=True)


class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    org_id = Column(ForeignKey("organizations.id"), nullable=False)
    title = Column(String)


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    task_id = Column(ForeignKey("tasks.id"), nullable=False)


def bind(session, org):
    session.execute(text("SELECT set_config('app.org', :org, true)"), {"org": org})


def mine(session, ctx):
    return session.scalars(select(Task).where(Task.org_id == ctx.org_id)).all()


def everybodys(session):
    return session.scalars(select(Task)).all()
"""

MIGRATION = """\
CREATE TABLE organizations (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE memberships (
  org_id integer NOT NULL REFERENCES organizations, user_id integer NOT NULL REFERENCES users, PRIMARY KEY (org_id, user_id)
);
CREATE TABLE tasks (id integer PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations, title varchar);
CREATE TABLE comments (id integer PRIMARY KEY, task_id integer NOT NULL REFERENCES tasks);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY tasks_own ON tasks
  USING (org_id = nullif(current_setting('app.org', true), '')::integer);
"""


def write_service(root: Path) -> None:
    """Files of the service below ``root``, no configuration among them."""
    (root / "pyproject.toml").write_text('[project]\nname = "service" # ours\n')
    (root / "app").mkdir()
    (root / "app/__init__.py").write_text("")
    (root / "app/models.py").write_text(MODELS)
    (root / "migrations").mkdir()
    (root / "migrations/001_first.sql").write_text(MIGRATION)
