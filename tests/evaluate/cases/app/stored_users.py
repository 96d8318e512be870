"""Named queries under names that tell nothing, in functions that hold no other word of a query."""

from app import stored
from app.stored import Store, statements
from app.stored import tasks as kept


async def scoped(c, org_id):
    return await statements.get_tasks(c, org_id=org_id)  # => tasks: scoped


async def open_(c):
    return await statements.count_all(c)  # => tasks: unscoped/none


def renamed(c, task_id):
    return kept.get_task(c, id=task_id)  # => tasks: unscoped/by-key


def through_the_module(c, task_id):
    return stored.statements.get_task(c, id=task_id)  # => tasks: unscoped/by-key


def through_a_class(c, task_id):
    return Store.texts.get_task(c, id=task_id)  # => tasks: unscoped/by-key


def imported_inside(c):
    from app.stored import HERE, words

    return words.count_all(c), HERE  # => tasks: unscoped/none
