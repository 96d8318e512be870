"""Stores that are given their models by a constructor; ``wiring.py`` makes them, and nobody who calls them is in view."""

from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Comment

Row = TypeVar("Row")


class StoreInterface:
    def archive(self, org_id: int, key: int):
        raise NotImplementedError


class Store(StoreInterface):
    def __init__(self, *, parent: type[Row], child: type[Row] = Comment, db: Session):
        self.parent = parent
        self.child = child
        self.db = db

    def archive(self, org_id: int, key: int):
        ours = self.parent.org_id == org_id
        change = update(self.parent).where(ours, self.parent.id == key)  # => projects: scoped; tasks: scoped
        self.db.execute(change.values(name=""))

    def of_key(self, key: int):
        query = select(self.parent).where(self.parent.id == key)  # => projects: unscoped/by-key; tasks: unscoped/by-key
        return bool(self.db.scalars(query).first())

    def create(self, org_id: int, name: str):
        row = self.parent(org_id=org_id, name=name)
        self.db.add(row)  # => projects: scoped | tasks: scoped

    def create_without(self, name: str):
        self.db.add(self.parent(title=name))  # => projects: unscoped/not-written | tasks: unscoped/not-written

    def children(self, org_id: int, key: int):
        """A project's id is no task's: with a store of projects the child stays open."""
        owned = select(self.parent.id).where(self.parent.org_id == org_id)
        child = self.child
        below = child.task_id.in_(owned)
        query = select(child).where(below)  # => comments: conditional/*; projects: scoped; tasks: scoped
        return len(self.db.scalars(query).all())


class Unmade:
    """No construction is known."""

    def __init__(self, model: type[Row], db: Session):
        self.model = model
        self.db = db

    def list_all(self, org_id: int):
        query = select(self.model).where(self.model.org_id == org_id)  # => *: unknown/unresolved
        return len(self.db.scalars(query).all())


class MadeAnyhow:
    """One of its constructions passes what is not in view."""

    def __init__(self, model: type[Row], db: Session):
        self.model = model
        self.db = db

    def list_all(self, org_id: int):
        query = select(self.model).where(self.model.org_id == org_id)  # => *: unknown/unresolved; tasks: scoped
        return len(self.db.scalars(query).all())


class MadeBelow:
    """Constructed through a subclass, and by a function that is given the model."""

    def __init__(self, model: type[Row], db: Session):
        self.model = model
        self.db = db

    def list_all(self, org_id: int):
        query = select(self.model).where(self.model.org_id == org_id)  # => projects: scoped; tasks: scoped
        return len(self.db.scalars(query).all())


class MadeForTasks(MadeBelow):
    def __init__(self, db: Session):
        from app.models import Task

        super().__init__(Task, db)
