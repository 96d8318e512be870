"""A service whose reads of tenant tables are confined by a listener."""

from contextvars import ContextVar

from sqlalchemy import Column, ForeignKey, Integer, String, event
from sqlalchemy.orm import Session, declarative_base, relationship, with_loader_criteria

Base = declarative_base()
current_org = ContextVar("current_org")


class Owned:
    org_id = Column(Integer, nullable=False)


class Project(Owned, Base):
    __tablename__ = "projects"
    id = Column(Integer, primary_key=True)
    name = Column(String)


class Task(Owned, Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    project_id = Column(Integer, ForeignKey("projects.id"), nullable=False)
    title = Column(String)
    project = relationship(Project, backref="tasks")


class Price(Base):
    __tablename__ = "prices"
    id = Column(Integer, primary_key=True)


@event.listens_for(Session, "do_orm_execute")
def only_my_organization(execute_state):
    if (
        execute_state.is_select
        and not execute_state.is_column_load
        and not execute_state.is_relationship_load
        and not execute_state.execution_options.get("every_organization", False)
    ):
        org_id = current_org.get()
        execute_state.statement = execute_state.statement.options(
            with_loader_criteria(Owned, lambda cls: cls.org_id == org_id, include_aliases=True)
        )
