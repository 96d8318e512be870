"""The Query of SQLAlchemy 1.x, which 2.x still has."""

from sqlalchemy import and_, exists, func, or_, select, text
from sqlalchemy.orm import Query, Session, aliased, joinedload

from tracker.models import Comment, Organization, Project, Task


def query_all(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).all()


def query_open(db: Session):
    return db.query(Task).all()


def query_filter_by(db: Session, org: int):
    return db.query(Task).filter_by(org_id=org, done=False).all()


def query_first(db: Session, org: int, id: int):
    return db.query(Task).filter(Task.id == id, Task.org_id == org).first()


def query_one(db: Session, id: int):
    return db.query(Task).filter(Task.id == id).one()


def query_one_or_none(db: Session, org: int, id: int):
    return db.query(Task).filter_by(id=id).filter_by(org_id=org).one_or_none()


def query_get(db: Session, id: int):
    return db.query(Task).get(id)


def session_get(db: Session, id: int):
    return db.get(Task, id)


def query_count(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).count()


def query_count_open(db: Session):
    return db.query(Task).count()


def query_count_limited(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).limit(3).count()


def query_columns(db: Session, org: int):
    return db.query(Task.id, Task.title).filter(Task.org_id == org).order_by(Task.id).all()


def query_scalar(db: Session, org: int):
    return db.query(func.count(Task.id)).filter(Task.org_id == org).scalar()


def query_scalar_open(db: Session):
    return db.query(func.max(Task.id)).scalar()


def query_or(db: Session, org: int):
    return db.query(Task).filter(or_(Task.org_id == org, Task.done)).all()


def query_and(db: Session, org: int):
    return db.query(Task).filter(and_(Task.org_id == org, Task.done)).all()


def query_join(db: Session, org: int):
    return db.query(Task).join(Project).filter(Project.org_id == org).all()


def query_join_relationship(db: Session, org: int):
    return db.query(Comment).join(Comment.task).filter(Task.org_id == org).all()


def query_join_filter_by(db: Session, org: int):
    return db.query(Comment).join(Comment.task).filter_by(org_id=org).all()


def query_join_condition(db: Session, org: int):
    return db.query(Task).join(Project, Task.project_id == Project.id).filter(Project.org_id == org).all()


def query_outer_join(db: Session, org: int):
    return db.query(Task, Comment).outerjoin(Comment, Comment.task_id == Task.id).filter(Task.org_id == org).all()


def query_outer_join_open(db: Session, org: int):
    return db.query(Task, Project).outerjoin(Project, and_(Project.id == Task.project_id, Task.org_id == org)).all()


def query_two_entities(db: Session, org: int):
    return db.query(Task, Project).filter(Task.project_id == Project.id).filter(Project.org_id == org).all()


def query_select_from(db: Session, org: int):
    return db.query(func.count(Comment.id)).select_from(Task).join(Task.comments).filter(Task.org_id == org).scalar()


def query_with_entities(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).with_entities(Task.id, func.length(Task.title)).all()


def query_with_open_entities(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).with_entities(Project.id).all()


def query_with_entities_count(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).with_entities(func.count()).scalar()


def query_add_columns(db: Session, org: int):
    return db.query(Task.id).filter(Task.org_id == org).add_columns(Task.title).all()


def query_add_entity(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).add_entity(Project).all()


def query_subquery(db: Session, org: int):
    mine = db.query(Task.id).filter(Task.org_id == org).subquery()
    return db.query(Comment).join(mine, mine.c.id == Comment.task_id).all()


def query_in_query(db: Session, org: int):
    mine = db.query(Project.id).filter(Project.org_id == org)
    return db.query(Task).filter(Task.project_id.in_(mine)).all()


def query_in_subquery(db: Session, org: int):
    mine = db.query(Project.id).filter(Project.org_id == org).subquery()
    return db.query(Task).filter(Task.project_id.in_(select(mine.c.id))).all()


def query_scalar_subquery(db: Session, org: int):
    count = db.query(func.count(Comment.id)).filter(Comment.task_id == Task.id).scalar_subquery()
    return db.query(Task.id, count).filter(Task.org_id == org).all()


def query_exists(db: Session, org: int):
    return db.query(db.query(Task).filter(Task.org_id == org).exists()).scalar()


def query_exists_open(db: Session):
    return db.query(db.query(Task).filter(Task.title == "a").exists()).scalar()


def query_exists_filter(db: Session, org: int):
    noted = exists().where(Comment.task_id == Task.id)
    return db.query(Task).filter(Task.org_id == org).filter(noted).all()


def query_exists_nested(db: Session, org: int):
    noted = db.query(Comment.id).filter(Comment.task_id == Task.id).exists()
    return db.query(Task).filter(Task.org_id == org, ~noted).all()


def query_cte(db: Session, org: int):
    mine = db.query(Task.id).filter(Task.org_id == org).cte("mine")
    return db.query(mine.c.id).all()


def query_union(db: Session, org: int):
    first = db.query(Task.id).filter(Task.org_id == org)
    return first.union(db.query(Task.id).filter(Task.org_id == org, Task.done)).all()


def query_union_open(db: Session, org: int):
    first = db.query(Task).filter(Task.org_id == org)
    return first.union_all(db.query(Task).filter(Task.done)).all()


def query_union_then_filter(db: Session, org: int):
    first = db.query(Task).filter(Task.done)
    return first.union(db.query(Task).filter(Task.priority > 2)).filter(Task.org_id == org).all()


def query_except(db: Session, org: int):
    return db.query(Task.title).filter(Task.org_id == org).except_(db.query(Project.name)).all()


def query_group(db: Session, org: int):
    found = db.query(Task.project_id, func.count(Task.id)).filter(Task.org_id == org).group_by(Task.project_id)
    return found.having(func.count(Task.id) > 1).all()


def query_distinct(db: Session, org: int):
    return db.query(Task.title).filter(Task.org_id == org).distinct().all()


def query_limited(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).order_by(Task.id).offset(1).limit(2).all()


def query_sliced(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).order_by(Task.id)[0:2]


def query_iterated(db: Session, org: int):
    for found in db.query(Task).filter(Task.org_id == org):
        print(found)


def query_alias(db: Session, org: int):
    twin = aliased(Task)
    return db.query(Task.id, twin.id).join(twin, twin.parent_id == Task.id).filter(Task.org_id == org).all()


def query_options(db: Session, org: int):
    return db.query(Task).options(joinedload(Task.project)).filter(Task.org_id == org).all()


def query_text_filter(db: Session, org: int):
    return db.query(Task).filter(text("tasks.org_id = :org")).params(org=org).all()


def query_from_statement(db: Session, org: int):
    return db.query(Task).from_statement(text("SELECT * FROM tasks WHERE org_id = :org")).params(org=org).all()


def query_from_open_statement(db: Session):
    return db.query(Task).from_statement(text("SELECT * FROM tasks")).all()


def query_from_select(db: Session, org: int):
    return db.query(Task).from_statement(select(Task).where(Task.org_id == org)).all()


def query_update(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).update({"done": True})


def query_update_columns(db: Session, org: int, id: int):
    return db.query(Task).filter(Task.org_id == org, Task.id == id).update({Task.title: "a"})


def query_update_open(db: Session):
    return db.query(Task).filter(Task.done).update({"title": "a"}, synchronize_session=False)


def query_update_by_key(db: Session, id: int):
    return db.query(Task).filter_by(id=id).update({"title": "a"})


def query_update_moved(db: Session, org: int, other: int):
    return db.query(Task).filter(Task.org_id == org).update({"org_id": other})


def query_delete(db: Session, org: int):
    mine = db.query(Comment.id).filter(Comment.task.has(Task.org_id == org), Comment.body == "zzz")
    return db.query(Comment).filter(Comment.id.in_(mine)).delete(synchronize_session=False)


def query_delete_open(db: Session):
    return db.query(Comment).filter(Comment.body == "zzz").delete()


def query_has(db: Session, org: int):
    return db.query(Comment).filter(Comment.task.has(org_id=org)).all()


def query_any(db: Session, org: int):
    return db.query(Project).filter(Project.org_id == org, Project.tasks.any(done=True)).all()


def query_locked(db: Session, org: int):
    return db.query(Task).filter(Task.org_id == org).with_for_update().all()


def query_correlated(db: Session, org: int):
    inner = db.query(func.count(Task.id)).filter(Task.project_id == Project.id).correlate(Project)
    return db.query(Project.id, inner.scalar_subquery()).filter(Project.org_id == org).all()


def query_object(db: Session, org: int):
    return Query(Task, session=db).filter(Task.org_id == org).all()


def query_registry(db: Session, slug: str):
    return db.query(Task).join(Organization, Organization.id == Task.org_id).filter(Organization.slug == slug).all()


def query_where(db: Session, org: int):
    return db.query(Task).where(Task.org_id == org).all()


def query_with_parent(db: Session, org: int):
    from sqlalchemy.orm import with_parent

    return db.query(Task).filter(with_parent(Project(id=10), Project.tasks), Task.org_id == org).all()


def query_union_limited(db: Session, org: int):
    first = db.query(Task).filter(Task.done)
    return first.union_all(db.query(Task).filter(Task.priority > 2)).filter(Task.org_id == org).limit(2).all()


def query_union_of_limited(db: Session, org: int):
    first = db.query(Task).filter(Task.done).order_by(Task.id).limit(2)
    return first.union_all(db.query(Task).filter(Task.priority > 2)).filter(Task.org_id == org).all()


def query_union_columns(db: Session, org: int):
    first = db.query(Task.id, Task.org_id).filter(Task.done)
    return first.union(db.query(Project.id, Project.org_id)).filter(Task.org_id == org).all()


def query_object_open(db: Session):
    return Query(Task).with_session(db).filter(Task.done).all()


def query_indexed(db: Session):
    return db.query(Task).order_by(Task.id)[0]
