"""Makes the stores of ``stores.py``: at module level, in a function, through a factory."""

import importlib

from sqlalchemy.orm import Session

from app.models import Project, Task
from app.stores import MadeAnyhow, MadeBelow, MadeForTasks, Store

task_store = Store(parent=Task, db=Session())


def wire(container, db):
    from app.stores import Store as Made

    container.register(Made(parent=Project, db=db))
    container.register(MadeAnyhow(Task, db))
    container.register(MadeAnyhow(importlib.import_module("models").Any, db))


def of(model, db):
    return MadeBelow(model, db)


def wire_more(container, db):
    container.register(of(Project, db))
    container.register(MadeForTasks(db))
