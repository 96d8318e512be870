"""A service whose Query and Session classes add the organization by themselves."""

from contextvars import ContextVar

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import Query, Session, declarative_base, scoped_session, sessionmaker

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


class TenantQuery(Query):
    def mine(self):
        return self.filter_by(org_id=current_org.get())

    def get(self, ident):
        return self.mine().filter_by(id=ident).first()

    def __iter__(self):
        return Query.__iter__(self.mine())

    def first(self):
        return Query.first(self.mine())


class ForgetfulQuery(TenantQuery):
    def first(self):
        return super(TenantQuery, self).first()


class TenantSession(Session):
    def query(self, *entities, **options):
        return super().query(*entities, **options).filter_by(org_id=current_org.get())

    def get(self, entity, ident, **options):
        return self.query(entity).filter_by(id=ident).first()


class ExecutingSession(Session):
    def execute(self, statement, *arguments, **options):
        return super().execute(statement.filter_by(org_id=current_org.get()), *arguments, **options)


Maker = sessionmaker(query_cls=TenantQuery)
Forgetful = sessionmaker(query_cls=ForgetfulQuery)
Scoped = scoped_session(sessionmaker(class_=TenantSession))
Executing = sessionmaker(class_=ExecutingSession)
Registry = scoped_session(sessionmaker())
Registered = declarative_base()


class Note(Registered):
    __tablename__ = "projects"
    query = Registry.query_property(TenantQuery)
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, nullable=False)
