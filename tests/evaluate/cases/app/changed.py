"""What was changed after it was made: containers, fields, names of functions around."""

from sqlalchemy.orm import Session

from app.models import Task


def removed_by_index(db: Session, org_id: int):
    conditions = [Task.org_id == org_id, Task.id > 1]
    del conditions[0]
    return db.query(Task).filter(*conditions).all()  # => tasks: unscoped/none


def removed_another(db: Session, org_id: int):
    conditions = [Task.org_id == org_id, Task.id > 1]
    conditions.pop()
    return db.query(Task).filter(*conditions).all()  # => tasks: scoped


def replaced(db: Session, org_id: int):
    conditions = [Task.org_id == org_id]
    conditions[0] = Task.id > 1
    return db.query(Task).filter(*conditions).all()  # => tasks: unscoped/none


def cleared(db: Session, org_id: int):
    conditions = [Task.org_id == org_id]
    conditions.clear()
    return db.query(Task).filter(*conditions).all()  # => tasks: unscoped/none


def popped_by_name(db: Session, org_id: int):
    values = {"org_id": org_id, "title": "x"}
    values.pop("org_id")
    return db.query(Task).filter_by(**values).all()  # => tasks: unscoped/none


def popped_another(db: Session, org_id: int):
    values = {"org_id": org_id, "title": "x"}
    values.pop("title", None)
    return db.query(Task).filter_by(**values).all()  # => tasks: scoped


def deleted_by_name(db: Session, org_id: int):
    values = {"org_id": org_id, "title": "x"}
    del values["org_id"]
    return db.query(Task).filter_by(**values).all()  # => tasks: unscoped/none


def reversed_queries(db: Session, org_id: int):
    queries = [db.query(Task).filter(Task.org_id == org_id), db.query(Task)]  # => tasks: unscoped/none
    queries.reverse()
    return queries[0].all()


def put_before(db: Session, org_id: int):
    queries = [db.query(Task).filter(Task.org_id == org_id)]
    queries.insert(0, db.query(Task))  # => tasks: unscoped/none
    return queries[0].all()


def sorted_queries(db: Session, org_id: int):
    mine, all_of_them = db.query(Task).filter(Task.org_id == org_id), db.query(Task)  # => tasks: *
    queries = sorted([mine, all_of_them], key=str)
    return queries[0].all()


def changed_around(db: Session, org_id: int):
    query = db.query(Task).filter(Task.org_id == org_id)

    def widen() -> None:
        nonlocal query
        query = db.query(Task)  # => tasks: unscoped/none

    widen()
    return query.all()


class Listing:
    def __init__(self, db: Session, org_id: int) -> None:
        self.db = db
        self.query = db.query(Task).filter(Task.org_id == org_id)
        self.conditions = [Task.org_id == org_id]

    def widen(self) -> None:
        self.query = self.db.query(Task)

    def forget(self) -> None:
        self.conditions.clear()

    def kept(self):
        return self.query.all()  # => tasks: scoped

    def widened(self):
        self.widen()
        return self.query.all()  # => tasks: unscoped/none

    def forgotten(self):
        self.forget()
        return self.db.query(Task).filter(*self.conditions).all()  # => tasks: unscoped/none


def widened_from_outside(db: Session, org_id: int):
    listing = Listing(db, org_id)
    listing.widen()
    return listing.query.all()  # => tasks: unscoped/none


class Tasks:
    def __init__(self, db: Session, org_id: int) -> None:
        self.db, self.org_id = db, org_id

    def confined(self, query):
        return query.filter(Task.org_id == self.org_id)

    def all(self):
        return self.confined(self.db.query(Task)).all()  # => tasks: scoped | tasks: unscoped/none

    def first(self):
        return self.confined(self.db.query(Task)).first()  # => tasks: scoped


class AllTasks(Tasks):
    """One of the methods that its base calls is open, and another that calls it is replaced."""

    def confined(self, query):
        return query

    def first(self):
        return None


def by_what_is_no_key(db: Session, org_id: int):
    own = db.query(Task).filter(Task.org_id == org_id).one()  # => tasks: scoped
    return db.query(Task).filter(Task.id == own.title).all()  # => tasks: unscoped/by-key


def replaced_by_slice(db: Session, org_id: int):
    conditions = [Task.org_id == org_id]
    conditions[:] = []
    return db.query(Task).filter(*conditions).all()  # => tasks: *


def forget_all(conditions: list) -> None:
    conditions.clear()


def without_tenant(values: dict) -> None:
    del values["org_id"]


def cleared_by_a_helper(db: Session, org_id: int):
    conditions = [Task.org_id == org_id]
    forget_all(conditions)
    return db.query(Task).filter(*conditions).all()  # => tasks: unscoped/none


def deleted_by_a_helper(db: Session, org_id: int):
    values = {"org_id": org_id, "title": "x"}
    without_tenant(values)
    return db.query(Task).filter_by(**values).all()  # => tasks: unscoped/none
