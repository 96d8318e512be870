"""Rows that are kept in a dict by something of theirs."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Task

def by_slug_items(db: Session, org_id: int, slugs: list[str]):
    known = {
        task.slug: task
        for task in db.scalars(select(Task).where(Task.org_id == org_id, Task.slug.in_(slugs))).all()  # => tasks: scoped
    }
    for slug in slugs:
        if known.get(slug) is None:
            slugs.remove(slug)
    for slug, task in known.items():
        db.execute(update(Task).where(Task.id == task.id).values(title=slug))  # => tasks: guarded/by-key


def by_slug_values(db: Session, org_id: int):
    known = {task.slug: task for task in db.scalars(select(Task).where(Task.org_id == org_id))}  # => tasks: scoped
    for task in known.values():
        db.execute(update(Task).where(Task.id == task.id).values(title=""))  # => tasks: guarded/by-key


def by_slug_looked_up(db: Session, org_id: int, slug: str):
    known = {task.slug: task for task in db.scalars(select(Task).where(Task.org_id == org_id))}  # => tasks: scoped
    db.execute(update(Task).where(Task.id == known[slug].id).values(title=""))  # => tasks: guarded/by-key
    found = known.get(slug)
    if found is not None:
        db.execute(update(Task).where(Task.id == found.id).values(title=""))  # => tasks: guarded/by-key


def by_id_keys(db: Session, org_id: int):
    known = {task.id: task.title for task in db.scalars(select(Task).where(Task.org_id == org_id))}  # => tasks: scoped
    for id in known:
        db.execute(update(Task).where(Task.id == id).values(title=""))  # => tasks: guarded/by-key
    for id, title in known.items():
        db.execute(update(Task).where(Task.id == id).values(title=title))  # => tasks: guarded/by-key


def of_all_tenants(db: Session):
    known = {task.slug: task for task in db.scalars(select(Task))}  # => tasks: unscoped/none
    for slug, task in known.items():
        db.execute(update(Task).where(Task.id == task.id).values(title=slug))  # => tasks: unscoped/by-key


def written_over(db: Session, org_id: int, given: dict[str, int]):
    """The dict holds what the caller gave beside the rows that were read."""
    known = {task.slug: task.id for task in db.scalars(select(Task).where(Task.org_id == org_id))}  # => tasks: scoped
    known.update(given)
    for slug, id in known.items():
        db.execute(update(Task).where(Task.id == id).values(title=slug))  # => tasks: unscoped/by-key
