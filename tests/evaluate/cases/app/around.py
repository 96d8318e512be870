"""What stands around a statement: Queries iterated without a terminal call, values collected from reads, guards."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Comment, Model, Project, Task


def iterated(db: Session, org_id: int):
    query = db.query(Task).filter(Task.org_id == org_id)  # => tasks: scoped
    return [task.title for task in query]


def iterated_open(db: Session):
    return [task.title for task in db.query(Task)]  # => tasks: unscoped/none


def listed(db: Session):
    return list(db.query(Task))  # => tasks: unscoped/none


def first_of(db: Session):
    return db.query(Task)[0]  # => tasks: unscoped/none


def next_of(db: Session):
    return next(iter(db.query(Task)))  # => tasks: unscoped/none


def handed_on(db: Session):
    yield from db.query(Task)  # => tasks: unscoped/none


def extended(db: Session):
    tasks = []
    tasks.extend(db.query(Task))  # => tasks: unscoped/none
    return tasks


def spread(db: Session):
    return [*db.query(Task)]  # => tasks: unscoped/none


def unpacked(db: Session):
    (task,) = db.query(Task)  # => tasks: unscoped/none
    return task


def tenants_of_everybody(db: Session):
    ids = [project.org_id for project in db.query(Project)]  # => projects: unscoped/none
    return db.query(Task).filter(Task.org_id.in_(ids)).all()  # => tasks: unscoped/by-key


def tenants_collected(db: Session, names: list[str]):
    ids = []
    for project in db.query(Project).filter(Project.name.in_(names)):  # => projects: unscoped/none
        ids.append(project.org_id)
    ids = list(set(ids))
    return db.query(Task).filter(Task.org_id.in_(ids)).all()  # => tasks: unscoped/by-key


def tenants_met_with_own(db: Session, mine: set[int]):
    found = {project.org_id for project in db.query(Project)}  # => projects: unscoped/none
    return db.query(Task).filter(Task.org_id.in_(found & mine)).all()  # => tasks: scoped


def tenants_of_a_helper(db: Session):
    ids = _all_tenants(db)
    return db.query(Task).filter(Task.org_id.in_(ids)).all()  # => tasks: unscoped/by-key


def _all_tenants(db: Session):
    return [project.org_id for project in db.query(Project)]  # => projects: unscoped/none


def own_tenants(db: Session, org_id: int):
    ids = [project.org_id for project in db.query(Project).filter(Project.org_id == org_id)]  # => projects: scoped
    return db.query(Task).filter(Task.org_id.in_(ids)).all()  # => tasks: scoped


def tenants_given(db: Session, org_ids: list[int]):
    return db.query(Task).filter(Task.org_id.in_(org_ids)).all()  # => tasks: scoped


def key_of_a_global_row(db: Session, model_id: int):
    model = db.query(Model).filter(Model.id == model_id).one()  # => scoped
    return db.query(Task).filter(Task.project_id == model.id).all()  # => tasks: unscoped/none


def there_is_none(db: Session, project_id: int):
    task = db.query(Task).filter(Task.project_id == project_id).first()  # => tasks: unscoped/none
    if task:
        raise ValueError(project_id)


def either_row(db: Session, org_id: int, task_id: int, mine: bool):
    if mine:
        task = db.query(Task).filter(Task.org_id == org_id).first()  # => tasks: scoped
    else:
        task = db.query(Task).filter(Task.id == task_id).first()  # => tasks: unscoped/by-key
    return db.scalars(select(Comment).where(Comment.task_id == task.id)).all()  # => comments: unscoped/none


def read_then_removed(db: Session, org_id: int, project_id: int):
    project = db.scalar(select(Project).where(Project.id == project_id, Project.org_id == org_id))  # => projects: scoped
    if project is None:
        raise LookupError(project_id)
    _remove_tasks(db, project_id)


def read_by_a_helper_then_removed(db: Session, org_id: int, project_id: int):
    project = _own_project(db, org_id, project_id)
    if not project:
        raise LookupError(project_id)
    _remove_tasks(db, project_id)


def _own_project(db: Session, org_id: int, project_id: int):
    return db.scalar(select(Project).where(Project.id == project_id, Project.org_id == org_id))  # => projects: scoped


def _remove_tasks(db: Session, project_id: int):
    for task in db.scalars(select(Task).where(Task.project_id == project_id)).all():  # => tasks: guarded/none
        db.delete(task)  # => tasks: guarded/*


def read_then_closed(db: Session, org_id: int, project_id: int):
    project = db.scalar(select(Project).where(Project.id == project_id, Project.org_id == org_id))  # => projects: scoped
    if project is None:
        raise LookupError(project_id)
    _close_tasks(db, project_id)


def closed_anyhow(db: Session, project_id: int):
    _close_tasks(db, project_id)


def _close_tasks(db: Session, project_id: int):
    db.query(Task).filter(Task.project_id == project_id).delete()  # => tasks: unscoped/none


def row_read_by_either_helper(db: Session, org_id: int, project_id: int, name: str):
    if name:
        project = _project_by_name(db, org_id, name)
    else:
        project = _own_project(db, org_id, project_id)
    if not project:
        raise LookupError(name)
    return _tasks_of(db, project)  # => tasks: guarded/none


def _project_by_name(db: Session, org_id: int, name: str):
    return db.scalar(select(Project).where(Project.name == name, Project.org_id == org_id))  # => projects: scoped


def _tasks_of(db: Session, project: Project):
    tasks = db.query(Task).filter(Task.project_id == project.id).all()
    return [task.title for task in tasks]


def row_read_by_an_open_helper(db: Session, org_id: int, project_id: int, name: str):
    if name:
        project = _project_by_name(db, org_id, name)
    else:
        project = _any_project(db, project_id)  # => projects: unscoped/by-key
    return _tasks_of(db, project)  # => tasks: unscoped/none


def _any_project(db: Session, project_id: int):
    return db.get(Project, project_id)
