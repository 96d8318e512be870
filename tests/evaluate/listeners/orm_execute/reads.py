"""What the listener of ``models.py`` confines, and what passes it by."""

from models import Price, Project, Task
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session, aliased


def entity(session: Session):
    return session.execute(select(Task)).all()  # => tasks: scoped


def scalars(session: Session):
    return session.scalars(select(Task).where(Task.title == "a")).all()  # => tasks: scoped


def column(session: Session):
    return session.scalar(select(func.max(Task.id)))  # => tasks: scoped


def counted(session: Session):
    return session.scalar(select(func.count()).select_from(Task))  # => tasks: scoped


def joined(session: Session):
    return session.execute(select(Project.id, Task.id).join(Project.tasks)).all()  # => projects: scoped; tasks: scoped


def alias(session: Session):
    return session.execute(select(aliased(Task))).all()  # => tasks: scoped


def by_key(session: Session, id: int):
    return session.get(Task, id)  # => tasks: scoped


def query(session: Session):
    return session.query(Task).filter(Task.title == "a").all()  # => tasks: scoped


def query_by_key(session: Session, id: int):
    return session.query(Task).get(id)  # => tasks: scoped


def shared(session: Session):
    return session.execute(select(Price)).all()  # => scoped


def table(session: Session):
    return session.execute(select(Task.__table__)).all()  # => tasks: unscoped/none


def table_beside(session: Session):
    return session.execute(select(Project.id, Task.__table__.c.id)).all()  # => projects: scoped; tasks: unscoped/other-table-confined


def raw(session: Session):
    return session.execute(text("SELECT * FROM tasks")).all()  # => tasks: unscoped/none


def entities_of_text(session: Session):
    return session.scalars(select(Task).from_statement(text("SELECT * FROM tasks"))).all()  # => tasks: unscoped/none


def opted_out(session: Session):
    return session.execute(select(Task).execution_options(every_organization=True)).all()  # => tasks: unscoped/none


def opted_out_of_execute(session: Session):
    return session.execute(select(Task), execution_options={"every_organization": True}).all()  # => tasks: unscoped/none


def opted_out_by_key(session: Session, id: int):
    return session.get(Task, id, execution_options={"every_organization": True})  # => tasks: unscoped/by-key


def opted_out_of_query(session: Session):
    return session.query(Task).execution_options(every_organization=True).all()  # => tasks: unscoped/none


def other_option(session: Session):
    return session.execute(select(Task).execution_options(stream_results=True, every_organization=False)).all()  # => tasks: scoped


def options_out_of_view(session: Session, options):
    return session.execute(select(Task).execution_options(**options)).all()  # => tasks: conditional/optional-value


def on_the_connection(session: Session):
    return session.connection().execute(select(Task)).all()  # => tasks: unscoped/none


def updated(session: Session):
    session.execute(update(Task).values(title="a"))  # => tasks: unscoped/none


def deleted(session: Session, id: int):
    session.execute(delete(Task).where(Task.id == id))  # => tasks: unscoped/by-key


def query_updated(session: Session):
    session.query(Task).update({"title": "a"})  # => tasks: unscoped/none


def query_deleted(session: Session):
    session.query(Task).delete()  # => tasks: unscoped/none


def inserted(session: Session):
    session.execute(insert(Task).values(title="a", project_id=1))  # => tasks: unscoped/not-written


def bulk(session: Session, rows: list):
    session.bulk_update_mappings(Task, [{"id": row, "title": "a"} for row in rows])  # => tasks: unscoped/by-key


def any_task(session: Session):
    return session.execute(select(Project.id).where(Project.tasks.any(Task.title == "a"))).all()  # => projects: scoped; tasks: *
