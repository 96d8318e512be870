"""INSERT, UPDATE, DELETE, and the unit of work."""

from sqlalchemy import and_, delete, exists, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, aliased

from tracker.models import ApiKey, Comment, Counter, Invoice, Note, Project, Setting, Task, TaskLabel, Workspace

T = Task.__table__
S = Setting.__table__


def inserted(db: Session, org: int):
    return db.execute(insert(Note).values(id=1, org_id=org, body="a"))


def inserted_without_tenant(db: Session):
    return db.execute(insert(Note).values(id=1, body="a"))


def inserted_literal(db: Session):
    return db.execute(insert(Note).values(id=1, org_id=1, body="a"))


def inserted_mapping(db: Session, org: int):
    return db.execute(insert(Note).values({"id": 1, "org_id": org, "body": "a"}))


def inserted_column_keys(db: Session, org: int):
    return db.execute(insert(Note).values({Note.id: 1, Note.org_id: org}))


def inserted_rows(db: Session, org: int):
    return db.execute(insert(Note).values([{"id": 1, "org_id": org}, {"id": 2, "org_id": org}]))


def inserted_two_tenants(db: Session, org: int, other: int):
    return db.execute(insert(Note).values([{"id": 1, "org_id": org}, {"id": 2, "org_id": other}]))


def inserted_by_parameters(db: Session, org: int):
    return db.execute(insert(T), {"id": 9999, "org_id": org, "project_id": 10})


def inserted_values_and_parameters(db: Session, org: int):
    return db.execute(insert(Note).values(org_id=org), [{"id": 1, "body": "a"}, {"id": 2, "body": "b"}])


def inserted_parameters_override(db: Session, org: int):
    return db.execute(insert(Note).values(org_id=org), [{"id": 1, "org_id": 1}, {"id": 2, "org_id": 2}])


def inserted_values_twice(db: Session, org: int):
    return db.execute(insert(Note).values(id=1, org_id=org).values(body="a"))


def inserted_returning(db: Session, org: int):
    return db.execute(insert(Note).values(id=1, org_id=org).returning(Note.id))


def inserted_child(db: Session, task: int):
    return db.execute(insert(Comment).values(id=99999, task_id=task, body="a"))


def inserted_scalar(db: Session, org: int):
    next_id = select(func.coalesce(func.max(Note.id), 0) + 100000).where(Note.org_id == org).scalar_subquery()
    return db.execute(insert(Note).values(id=next_id, org_id=org))


def inserted_open_scalar(db: Session, org: int):
    next_id = select(func.coalesce(func.max(Note.id), 0) + 1).scalar_subquery()
    return db.execute(insert(Note).values(id=next_id, org_id=org))


def inserted_from_select(db: Session, org: int):
    mine = select(Task.id + 100000, Task.org_id, Task.title).where(Task.org_id == org)
    return db.execute(insert(Note).from_select(["id", "org_id", "body"], mine))


def inserted_from_open_select(db: Session):
    every = select(Task.id + 100000, Task.org_id, Task.title)
    return db.execute(insert(Note).from_select(["id", "org_id", "body"], every))


def inserted_from_select_literal(db: Session, org: int):
    mine = select(Task.id + 100000, literal(org), Task.title).where(Task.org_id == org)
    return db.execute(insert(Note).from_select(["id", "org_id", "body"], mine))


def inserted_from_other_rows(db: Session, org: int):
    every = select(Task.id + 100000, literal(org), Task.title).where(Task.done)
    return db.execute(insert(Note).from_select(["id", "org_id", "body"], every))


def inserted_from_select_columns(db: Session, org: int):
    mine = select(Task.id + 100000, Task.org_id).where(Task.org_id == org)
    return db.execute(Note.__table__.insert().from_select([Note.__table__.c.id, Note.__table__.c.org_id], mine))


def conflict_nothing(db: Session, org: int, name: str):
    found = upsert(Setting).values(org_id=org, name=name, value="x")
    return db.execute(found.on_conflict_do_nothing(index_elements=["org_id", "name"]))


def conflict_nothing_bare(db: Session, org: int, name: str):
    return db.execute(upsert(Setting).values(org_id=org, name=name).on_conflict_do_nothing())


def conflict_update(db: Session, org: int, name: str):
    found = upsert(Setting).values(org_id=org, name=name, value="x")
    found = found.on_conflict_do_update(index_elements=["org_id", "name"], set_={"value": found.excluded.value})
    return db.execute(found)


def conflict_update_columns(db: Session, org: int, name: str):
    found = (
        upsert(Setting)
        .values(org_id=org, name=name, value="x")
        .on_conflict_do_update(index_elements=[Setting.org_id, Setting.name], set_={"value": "y"})
    )
    return db.execute(found)


def conflict_constraint(db: Session, org: int, name: str):
    found = (
        upsert(Setting)
        .values(org_id=org, name=name, value="x")
        .on_conflict_do_update(constraint="settings_pkey", set_={"value": "y"})
    )
    return db.execute(found)


def conflict_other_key(db: Session, org: int, name: str):
    found = upsert(Counter).values(name=name, org_id=org, value=1)
    return db.execute(found.on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + 1}))


def conflict_other_key_confined(db: Session, org: int, name: str):
    found = upsert(Counter).values(name=name, org_id=org, value=1)
    found = found.on_conflict_do_update(
        index_elements=[Counter.name], set_={"value": Counter.value + 1}, where=Counter.org_id == org
    )
    return db.execute(found)


def conflict_moves(db: Session, org: int, name: str):
    found = upsert(Counter).values(name=name, org_id=org, value=1)
    return db.execute(found.on_conflict_do_update(index_elements=["name"], set_=dict(org_id=found.excluded.org_id)))  # noqa: C408


def updated(db: Session, org: int):
    return db.execute(update(Task).where(Task.org_id == org).values(done=True))


def updated_open(db: Session):
    return db.execute(update(Task).values(done=True))


def updated_by_key(db: Session, id: int):
    return db.execute(update(Task).where(Task.id == id).values(done=True))


def updated_key_and_tenant(db: Session, org: int, id: int):
    return db.execute(update(Task).where(Task.id == id, Task.org_id == org).values({"title": "a"}))


def updated_filter_by(db: Session, org: int, id: int):
    return db.execute(update(Task).filter_by(id=id, org_id=org).values(title="a"))


def updated_moved(db: Session, org: int, other: int):
    return db.execute(update(Task).where(Task.org_id == org).values(org_id=other))


def updated_kept(db: Session, org: int):
    return db.execute(update(Task).where(Task.org_id == org).values(org_id=org, title="a"))


def updated_expression(db: Session, org: int):
    return db.execute(update(Task).where(Task.org_id == org).values(priority=Task.priority + 1))


def updated_column_keys(db: Session, org: int):
    return db.execute(update(Task).where(Task.org_id == org).values({Task.priority: Task.priority + 1}))


def updated_ordered(db: Session, org: int):
    found = update(T).where(T.c.org_id == org).ordered_values((T.c.title, "a"), (T.c.done, True))
    return db.execute(found)


def updated_from(db: Session, org: int):
    found = update(Task).where(Task.project_id == Project.id, Project.org_id == org).values(title=Project.name)
    return db.execute(found, execution_options={"synchronize_session": False})


def updated_from_open(db: Session, org: int):
    found = update(Task).where(Task.title == Project.name, Task.org_id == org).values(priority=Project.budget)
    return db.execute(found.execution_options(synchronize_session=False))


def updated_in(db: Session, org: int):
    mine = select(Project.id).where(Project.org_id == org)
    found = update(Task).where(Task.project_id.in_(mine)).values(done=True)
    return db.execute(found.execution_options(synchronize_session=False))


def updated_scalar(db: Session, org: int):
    name = select(Project.name).where(Project.id == Task.project_id).scalar_subquery()
    found = update(Task).where(Task.org_id == org).values(title=name)
    return db.execute(found.execution_options(synchronize_session=False))


def updated_scalar_open(db: Session, org: int):
    twin = aliased(Project)
    top = select(func.max(twin.budget)).scalar_subquery()
    found = update(Project).where(Project.org_id == org).values(budget=top)
    return db.execute(found.execution_options(synchronize_session=False))


def updated_returning(db: Session, org: int):
    return db.execute(update(T).where(T.c.org_id == org).values(done=True).returning(T.c.id))


def updated_returning_open(db: Session, org: int):
    count = select(func.count(Project.id)).scalar_subquery()
    return db.execute(update(T).where(T.c.org_id == org).values(done=True).returning(T.c.id, count))


def updated_table(db: Session, org: int):
    return db.execute(T.update().where(T.c.org_id == org).values(done=True))


def deleted(db: Session, org: int):
    return db.execute(
        delete(TaskLabel).where(TaskLabel.task_id.in_(select(Task.id).where(Task.org_id == org))),
        execution_options={"synchronize_session": False},
    )


def deleted_setting(db: Session, org: int, name: str):
    return db.execute(delete(Setting).where(Setting.org_id == org, Setting.name == name))


def deleted_open(db: Session, name: str):
    return db.execute(delete(Setting).where(Setting.name == name))


def deleted_by_key(db: Session, id: int):
    return db.execute(delete(ApiKey).where(ApiKey.id == id))


def deleted_using(db: Session, org: int):
    found = delete(TaskLabel).where(TaskLabel.task_id == Task.id, Task.org_id == org)
    return db.execute(found.execution_options(synchronize_session=False))


def deleted_exists(db: Session, org: int):
    mine = exists().where(Task.id == TaskLabel.task_id, Task.org_id == org)
    return db.execute(delete(TaskLabel).where(mine).execution_options(synchronize_session=False))


def deleted_not_exists(db: Session, org: int):
    noted = exists().where(Task.project_id == Project.id)
    billed = exists().where(Invoice.project_id == Project.id)
    found = delete(Project).where(and_(Project.org_id == org, ~noted, ~billed))
    return db.execute(found.execution_options(synchronize_session=False))


def deleted_table_returning(db: Session, org: int):
    return db.execute(S.delete().where(S.c.org_id == org).returning(S.c.name))


def deleted_in_cte(db: Session, org: int):
    gone = delete(S).where(S.c.org_id == org).returning(S.c.name).cte("gone")
    return db.execute(select(gone.c.name))


def deleted_open_in_cte(db: Session, org: int):
    gone = delete(S).returning(S.c.name, S.c.org_id).cte("gone")
    return db.execute(select(gone.c.name).where(gone.c.org_id == org))


def inserted_in_cte(db: Session, org: int):
    made = insert(S).values(org_id=org, name="new").returning(S.c.name).cte("made")
    return db.execute(select(made.c.name))


def inserted_from_cte(db: Session, org: int):
    mine = select(Task.id, Task.org_id).where(Task.org_id == org).cte("mine")
    found = insert(Note).from_select(["id", "org_id"], select(mine.c.id + 100000, mine.c.org_id))
    return db.execute(found)


def added(db: Session, org: int):
    db.add(Note(id=1, org_id=org, body="a"))
    db.flush()


def added_without_tenant(db: Session):
    db.add(Setting(name="a", value="b", org_id=None))
    db.flush()


def added_later(db: Session, org: int):
    space = Workspace(id=1, name="z")
    space.org_id = org
    db.add(space)
    db.flush()


def added_all(db: Session, org: int):
    db.add_all([Note(id=1, org_id=org, body="a")])
    db.flush()


def added_literal(db: Session):
    db.add(Workspace(id=1, org_id=1, name="z"))
    db.flush()


def bulk_mappings(db: Session, org: int):
    db.bulk_insert_mappings(Note, [{"id": 1, "org_id": org, "body": "a"}])


def bulk_saved(db: Session, org: int):
    db.bulk_save_objects([Note(id=1, org_id=org, body="a")])


def inserted_scalar_that_cannot_correlate(db: Session, org: int):
    body = select(func.min(Task.title)).where(Task.title == Note.body, Task.org_id == org).scalar_subquery()
    return db.execute(insert(Note).values(id=1, org_id=org, body=body))


def conflict_scalar_open(db: Session, org: int, name: str):
    top = select(func.max(Counter.value)).scalar_subquery()
    found = upsert(Setting).values(org_id=org, name=name, value="x")
    return db.execute(found.on_conflict_do_update(index_elements=["org_id", "name"], set_={"value": top}))


def inserted_returning_open(db: Session, org: int):
    count = select(func.count(Task.id)).scalar_subquery()
    return db.execute(insert(Note.__table__).values(id=1, org_id=org).returning(Note.__table__.c.id, count))


def updated_in_cte_then_read(db: Session, org: int):
    touched = update(T).where(T.c.done).values(priority=1).returning(T.c.id, T.c.org_id).cte("touched")
    return db.execute(select(touched.c.id).where(touched.c.org_id == org))
