"""What ``with_loader_criteria()`` confines, and what it leaves as it is."""

from sqlalchemy import case, delete, exists, func, literal, select, text, union, update
from sqlalchemy.orm import Session, aliased, join, with_loader_criteria

from tracker.models import Board, Comment, Invoice, Note, Owned, PinnedNote, Project, Task


def of_tasks(org):
    return with_loader_criteria(Task, Task.org_id == org)


def of_aliases(org):
    return with_loader_criteria(Task, lambda cls: cls.org_id == org, include_aliases=True)


def entity(db: Session, org: int):
    return db.execute(select(Task).options(with_loader_criteria(Task, Task.org_id == org)))


def entity_by_function(db: Session, org: int):
    return db.execute(select(Task).options(with_loader_criteria(Task, lambda cls: cls.org_id == org)))


def entity_of_another(db: Session, org: int):
    return db.execute(select(Project).options(with_loader_criteria(Task, Task.org_id == org)))


def entity_by_helper(db: Session, org: int):
    return db.execute(select(Task).options(of_tasks(org)))


def entity_of_a_subclass(db: Session, org: int):
    return db.execute(select(PinnedNote).options(with_loader_criteria(Note, Note.org_id == org)))


def entity_by_subquery(db: Session, org: int):
    mine = select(Project.id).where(Project.org_id == org)
    return db.execute(select(Task).options(with_loader_criteria(Task, Task.project_id.in_(mine))))


def entity_by_open_subquery(db: Session, org: int):
    mine = select(Task.id).where(Task.title == "a")
    return db.execute(select(Project).options(with_loader_criteria(Project, Project.id.in_(mine)), of_tasks(org)))


def column(db: Session, org: int):
    return db.execute(select(Task.id).options(of_tasks(org)))


def function_of_a_column(db: Session, org: int):
    return db.execute(select(func.max(Task.id)).options(of_tasks(org)))


def case_of_a_column(db: Session, org: int):
    return db.execute(select(case((Task.id > 3, 1), else_=0), (Task.id + 1).label("next")).options(of_tasks(org)))


def counted(db: Session, org: int):
    return db.execute(select(func.count()).select_from(Task).options(of_tasks(org)))


def replaced_columns(db: Session, org: int):
    return db.execute(select(Task).with_only_columns(Task.title).options(of_tasks(org)))


def table(db: Session, org: int):
    return db.execute(select(Task.__table__).options(of_tasks(org)))


def table_beside_an_entity(db: Session, org: int):
    return db.execute(select(Project.id, Task.__table__.c.id).options(of_tasks(org)))


def joined(db: Session, org: int):
    found = select(Comment.id).join(Comment.task).options(with_loader_criteria(Task, Task.org_id == org))
    return db.execute(found)


def joined_outer(db: Session, org: int):
    return db.execute(select(Project.id, Task.id).outerjoin(Task).where(Project.org_id == org).options(of_tasks(org)))


def joined_outer_left(db: Session, org: int):
    return db.execute(select(Task.id).outerjoin(Project).options(of_tasks(org)))


def joined_full(db: Session, org: int):
    found = select(Project.id, Task.id).join(Task, Task.project_id == Project.id, full=True)
    return db.execute(found.where(Project.org_id == org).options(of_tasks(org)))


def joined_table(db: Session, org: int):
    on = Task.__table__.c.project_id == Project.id
    return db.execute(select(Project.id).join(Task.__table__, on).where(Project.org_id == org).options(of_tasks(org)))


def joined_in_from(db: Session, org: int):
    both = join(Project, Task, Task.title == Project.name)
    return db.execute(select(Project.id).select_from(both).where(Project.org_id == org).options(of_tasks(org)))


def side_by_side(db: Session, org: int):
    return db.execute(select(Project.id, Task.id).where(Project.org_id == org).options(of_tasks(org)))


def mentioned_only(db: Session, org: int):
    found = select(Project.id).where(Project.org_id == org, Task.title == Project.name)
    return db.execute(found.options(of_tasks(org)))


def alias(db: Session, org: int):
    return db.execute(select(aliased(Task)).options(of_tasks(org)))


def alias_included(db: Session, org: int):
    return db.execute(select(aliased(Task)).options(of_aliases(org)))


def alias_joined(db: Session, org: int):
    child = aliased(Task)
    found = select(Task.id, child.id).join(child, child.parent_id == Task.id).options(of_aliases(org))
    return db.execute(found)


def alias_not_joined(db: Session, org: int):
    child = aliased(Task)
    found = select(Task.id, child.id).join(child, child.title == Task.title).options(of_tasks(org))
    return db.execute(found)


def alias_of_a_subquery(db: Session, org: int):
    return db.execute(select(aliased(Task, select(Task).subquery())).options(of_aliases(org)))


def subquery(db: Session, org: int):
    found = select(Task.project_id).subquery()
    statement = select(Project.id).join(found, found.c.project_id == Project.id).where(Project.org_id == org)
    return db.execute(statement.options(of_tasks(org)))


def subquery_of_in(db: Session, org: int):
    found = select(Project.id).where(Project.org_id == org, Project.id.in_(select(Task.project_id)))
    return db.execute(found.options(of_tasks(org)))


def subquery_has_the_option(db: Session, org: int):
    inner = select(Task.project_id).options(of_tasks(org))
    return db.execute(select(Project.id).where(Project.org_id == org, Project.id.in_(inner)))


def subquery_of_a_column(db: Session, org: int):
    inner = select(func.count(Task.id)).where(Task.project_id == Project.id).scalar_subquery()
    return db.execute(select(Project.id, inner).where(Project.org_id == org).options(of_tasks(org)))


def subquery_without_an_entity_outside(db: Session, org: int):
    return db.execute(select(func.coalesce(select(func.sum(Task.id)).scalar_subquery(), 0)).options(of_tasks(org)))


def subquery_of_exists(db: Session, org: int):
    found = select(Project.id).where(Project.org_id == org, exists().where(Task.title == Project.name))
    return db.execute(found.options(of_tasks(org)))


def subquery_of_exists_with_columns(db: Session, org: int):
    inner = select(Task.id).where(Task.title == Project.name).exists()
    return db.execute(select(Project.id).where(Project.org_id == org, inner).options(of_tasks(org)))


def subquery_of_any(db: Session, org: int):
    tasks = Project.tasks.any(Task.done)
    return db.execute(select(Project.id).where(tasks).options(of_tasks(org)))


def cte(db: Session, org: int):
    found = select(Task.project_id).cte("found")
    statement = select(Project.id).join(found, found.c.project_id == Project.id).where(Project.org_id == org)
    return db.execute(statement.options(of_tasks(org)))


def limited(db: Session, org: int):
    return db.execute(select(Task).order_by(Task.id).limit(3).options(of_tasks(org)))


def run_time_text(db: Session, org: int):
    return db.execute(select(Task.id).where(text("done OR done")).options(of_tasks(org)))


def from_text(db: Session, org: int):
    return db.execute(select(Task).from_statement(text("SELECT * FROM tasks")).options(of_tasks(org)))


def union_of_options(db: Session, org: int):
    return db.execute(union(select(Task.id).options(of_tasks(org)), select(Task.id)))


def updated(db: Session, org: int):
    found = update(Task).values(title="a").options(of_tasks(org))
    return db.execute(found.execution_options(synchronize_session=False))


def deleted(db: Session, org: int, id: int):
    found = delete(Task).where(Task.id == id).options(of_tasks(org))
    return db.execute(found.execution_options(synchronize_session=False))


def updated_by_subquery(db: Session, org: int):
    found = update(Project).where(Project.org_id == org, Project.id.in_(select(Task.project_id))).values(name="a")
    return db.execute(found.options(of_tasks(org)).execution_options(synchronize_session=False))


def updated_table(db: Session, org: int):
    return db.execute(update(Task.__table__).values(title="a").options(of_tasks(org)))


def query(db: Session, org: int):
    return db.query(Task).options(of_tasks(org)).all()


def query_counted(db: Session, org: int):
    return db.query(Task).options(of_tasks(org)).count()


def query_existing(db: Session, org: int):
    return db.query(db.query(Task).options(of_tasks(org)).exists()).scalar()


def query_updated(db: Session, org: int):
    return db.query(Task).options(of_tasks(org)).update({"title": "a"}, synchronize_session=False)


def query_deleted(db: Session, org: int):
    return db.query(Task).options(of_tasks(org)).delete(synchronize_session=False)


def query_by_key(db: Session, org: int, id: int):
    return db.query(Task).options(of_tasks(org)).get(id)


def two_criteria(db: Session, org: int):
    own = with_loader_criteria(Project, lambda cls: cls.org_id == org)
    return db.execute(select(Project.id, Task.id).join(Project.tasks).options(of_tasks(org), own))


def literal_value(db: Session):
    return db.execute(select(Task).options(with_loader_criteria(Task, Task.org_id == 7)))


def tautology(db: Session):
    return db.execute(select(Task).options(with_loader_criteria(Task, Task.org_id == Task.org_id)))


def other_column(db: Session, id: int):
    return db.execute(select(Task).options(with_loader_criteria(Task, Task.project_id == id)))


def child(db: Session, org: int):
    return db.execute(select(Board).options(with_loader_criteria(Board, Board.workspace.has(org_id=org))))


def of_a_mixin(db: Session, org: int):
    return db.execute(select(Invoice).options(with_loader_criteria(Owned, lambda cls: cls.org_id == org)))


def of_a_mixin_with_aliases(db: Session, org: int):
    option = with_loader_criteria(Owned, lambda cls: cls.org_id == org, include_aliases=True)
    return db.execute(select(Invoice).options(option))


def of_a_subclass_with_aliases(db: Session, org: int):
    option = with_loader_criteria(Note, lambda cls: cls.org_id == org, include_aliases=True)
    return db.execute(select(PinnedNote).options(option))


def of_a_mixin_of_others(db: Session, org: int):
    option = with_loader_criteria(Owned, lambda cls: cls.org_id == org, include_aliases=True)
    return db.execute(select(Task).options(option))


def literal_beside(db: Session, org: int):
    return db.execute(select(literal(1)).where(Task.title == "a").options(of_tasks(org)))
