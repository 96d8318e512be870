"""A service of 1.x whose Query is confined by a listener."""

from contextvars import ContextVar

from sqlalchemy import Column, ForeignKey, Integer, String, event
from sqlalchemy.orm import Query, declarative_base

Base = declarative_base()
current_org = ContextVar("current_org")


class Project(Base):
    __tablename__ = "projects"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, nullable=False)
    name = Column(String)


class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, nullable=False)
    project_id = Column(Integer, ForeignKey("projects.id"), nullable=False)
    title = Column(String)


class Price(Base):
    __tablename__ = "prices"
    id = Column(Integer, primary_key=True)


@event.listens_for(Query, "before_compile", retval=True)
def only_my_organization(query):
    for description in query.column_descriptions:
        entity = description["entity"]
        if entity is not None and hasattr(entity, "org_id"):
            query = query.enable_assertions(False).filter(entity.org_id == current_org.get())
    return query
