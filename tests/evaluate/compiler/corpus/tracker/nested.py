"""Subqueries, correlation, CTEs, LATERAL."""

from sqlalchemy import exists, func, lateral, literal, select, true
from sqlalchemy.orm import Session, aliased

from tracker.models import Comment, Membership, Organization, Project, Task, Workspace


def in_query(db: Session, org: int):
    mine = select(Project.id).where(Project.org_id == org)
    return db.execute(select(Task).where(Task.project_id.in_(mine)))


def in_subquery_select(db: Session, org: int):
    mine = select(Project.id).where(Project.org_id == org).subquery()
    return db.execute(select(Task).where(Task.project_id.in_(select(mine.c.id))))


def in_open_query(db: Session):
    return db.execute(select(Task).where(Task.project_id.in_(select(Project.id).where(Project.name == "a"))))


def in_membership(db: Session, user: int):
    mine = select(Membership.org_id).where(Membership.user_id == user)
    return db.execute(select(Task).where(Task.org_id.in_(mine)))


def in_all_organizations(db: Session):
    return db.execute(select(Task).where(Task.org_id.in_(select(Organization.id))))


def in_organizations_by_slug(db: Session, slug: str):
    one = select(Organization.id).where(Organization.slug == slug)
    return db.execute(select(Task).where(Task.org_id.in_(one)))


def equals_scalar(db: Session, slug: str):
    one = select(Organization.id).where(Organization.slug == slug).scalar_subquery()
    return db.execute(select(Task).where(Task.org_id == one))


def not_in_query(db: Session, org: int):
    busy = select(Task.project_id).where(Task.org_id == org)
    return db.execute(select(Project).where(Project.org_id == org, Project.id.not_in(busy)))


def not_in_open_query(db: Session, org: int):
    busy = select(Task.parent_id)
    return db.execute(select(Task).where(Task.org_id == org, Task.id.not_in(busy)))


def exists_correlated(db: Session, org: int):
    noted = select(Comment.id).where(Comment.task_id == Task.id).exists()
    return db.execute(select(Task).where(Task.org_id == org, noted))


def exists_function(db: Session, org: int):
    noted = exists().where(Comment.task_id == Task.id)
    return db.execute(select(Task).where(noted, Task.org_id == org))


def exists_column(db: Session, org: int):
    noted = exists(Comment.id).where(Comment.task_id == Task.id)
    return db.execute(select(Task).where(Task.org_id == org).where(noted))


def not_exists(db: Session, org: int):
    noted = exists().where(Comment.task_id == Task.id)
    return db.execute(select(Task).where(Task.org_id == org, ~noted))


def not_exists_open(db: Session, org: int):
    twin = aliased(Task)
    same = select(twin.id).where(twin.title == Task.title, twin.id > Task.id).exists()
    return db.execute(select(Task).where(Task.org_id == org, ~same))


def exists_uncorrelated(db: Session, org: int):
    return db.execute(select(Project).where(Project.org_id == org, select(Task.id).where(Task.done).exists()))


def exists_confines(db: Session, org: int):
    mine = select(Project.id).where(Project.id == Task.project_id, Project.org_id == org).exists()
    return db.execute(select(Task).where(mine))


def exists_with_join(db: Session, org: int):
    noted = select(Comment.id).join(Comment.task).where(Task.project_id == Project.id).exists()
    return db.execute(select(Project).where(Project.org_id == org, noted))


def explicitly_correlated(db: Session, org: int):
    count = select(func.count(Comment.id)).where(Comment.task_id == Task.id).correlate(Task).scalar_subquery()
    return db.execute(select(Task.id, count.label("n")).where(Task.org_id == org))


def correlated_except(db: Session, org: int):
    count = select(func.count(Comment.id)).where(Comment.task_id == Task.id).correlate_except(Comment)
    return db.execute(select(Task.id, count.scalar_subquery()).where(Task.org_id == org))


def uncorrelated(db: Session, org: int):
    count = select(func.count(Comment.id)).where(Comment.task_id == Task.id).correlate(None).scalar_subquery()
    return db.execute(select(Task.id, count).where(Task.org_id == org))


def not_correlated_to_other(db: Session, org: int):
    count = select(func.count(Comment.id)).where(Comment.task_id == Task.id).correlate(Project).scalar_subquery()
    return db.execute(select(Task.id, count).where(Task.org_id == org))


def scalar_open(db: Session, org: int):
    count = select(func.count(Task.id)).scalar_subquery()
    return db.execute(select(Project.id, count).where(Project.org_id == org))


def scalar_of_alias(db: Session, org: int):
    twin = aliased(Task)
    count = select(func.count(twin.id)).where(twin.project_id == Task.project_id).scalar_subquery()
    return db.execute(select(Task.id, count).where(Task.org_id == org))


def scalar_label(db: Session, org: int):
    count = select(func.count(Task.id)).where(Task.project_id == Project.id).label("n")
    return db.execute(select(Project.id, count).where(Project.org_id == org).order_by(count))


def scalar_compared(db: Session, org: int):
    top = select(func.max(Task.priority)).where(Task.org_id == org).scalar_subquery()
    return db.execute(select(Task).where(Task.org_id == org, Task.priority == top))


def scalar_compared_open(db: Session, org: int):
    twin = aliased(Task)
    top = select(func.max(twin.priority)).scalar_subquery()
    return db.execute(select(Task).where(Task.org_id == org, Task.priority == top))


def derived(db: Session, org: int):
    mine = select(Task.id, Task.title).where(Task.org_id == org).subquery()
    return db.execute(select(mine))


def derived_filtered_outside(db: Session, org: int):
    every = select(Task.id, Task.org_id.label("tenant")).subquery()
    return db.execute(select(every.c.id).where(every.c.tenant == org))


def derived_entity(db: Session, org: int):
    mine = aliased(Task, select(Task).where(Task.org_id == org).subquery())
    return db.execute(select(mine.title).where(mine.done.is_(False)))


def derived_entity_filtered_outside(db: Session, org: int):
    every = aliased(Task, select(Task).subquery())
    return db.execute(select(every.title).where(every.org_id == org))


def derived_alias(db: Session, org: int):
    mine = select(Task.id).where(Task.org_id == org).alias("mine")
    return db.execute(select(mine.c.id))


def derived_twice(db: Session, org: int):
    inner = select(Task.id, Task.org_id).subquery()
    outer = select(inner.c.id, inner.c.org_id).subquery()
    return db.execute(select(outer.c.id).where(outer.c.org_id == org))


def cte(db: Session, org: int):
    mine = select(Task.id, Task.title).where(Task.org_id == org).cte("mine")
    return db.execute(select(mine.c.title))


def cte_filtered_outside(db: Session, org: int):
    every = select(Task.id, Task.org_id).cte("every_task")
    return db.execute(select(every.c.id).where(every.c.org_id == org))


def cte_joined(db: Session, org: int):
    mine = select(Project.id).where(Project.org_id == org).cte("mine")
    return db.execute(select(Task).join(mine, mine.c.id == Task.project_id))


def cte_twice(db: Session, org: int):
    mine = select(Task.id, Task.parent_id).where(Task.org_id == org).cte("mine")
    parent = mine.alias("parent")
    return db.execute(select(mine.c.id, parent.c.id).join(parent, parent.c.id == mine.c.parent_id))


def cte_of_cte(db: Session, org: int):
    mine = select(Task.id, Task.project_id).where(Task.org_id == org).cte("mine")
    counts = select(mine.c.project_id, func.count(mine.c.id).label("n")).group_by(mine.c.project_id).cte("counts")
    return db.execute(select(counts.c.n))


def cte_in(db: Session, org: int):
    mine = select(Project.id).where(Project.org_id == org).cte("mine")
    return db.execute(select(Task).where(Task.project_id.in_(select(mine.c.id))))


def recursive(db: Session, org: int):
    tree = (
        select(Task.id, Task.parent_id).where(Task.org_id == org, Task.parent_id.is_(None)).cte("tree", recursive=True)
    )
    tree = tree.union_all(
        select(Task.id, Task.parent_id).join(tree, Task.parent_id == tree.c.id).where(Task.org_id == org)
    )
    return db.execute(select(tree.c.id))


def recursive_by_key(db: Session, org: int, id: int):
    tree = select(Task.id, Task.parent_id).where(Task.org_id == org, Task.id == id).cte(name="tree", recursive=True)
    child = aliased(Task)
    tree = tree.union(select(child.id, child.parent_id).where(child.parent_id == tree.c.id))
    return db.execute(select(Task).join(tree, tree.c.id == Task.id))


def recursive_open(db: Session, id: int):
    tree = select(Task.id, Task.parent_id).where(Task.id == id).cte("tree", recursive=True)
    tree = tree.union_all(select(Task.id, Task.parent_id).where(Task.parent_id == tree.c.id))
    return db.execute(select(tree.c.id))


def recursive_leaves(db: Session, org: int):
    tree = select(Task.id, Task.title).where(Task.org_id == org).cte("tree", recursive=True)
    twin = aliased(Task)
    tree = tree.union(select(twin.id, twin.title).where(twin.title == tree.c.title))
    return db.execute(select(tree.c.id))


def recursive_numbers(db: Session, org: int):
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 3))
    return db.execute(select(numbers.c.n, Task.id).where(Task.org_id == org))


def lateral_method(db: Session, org: int):
    newest = select(Comment.body).where(Comment.task_id == Task.id).order_by(Comment.id.desc()).limit(1).lateral()
    return db.execute(select(Task.id, newest.c.body).join(newest, true()).where(Task.org_id == org))


def lateral_function(db: Session, org: int):
    newest = lateral(select(Comment.body).where(Comment.task_id == Task.id).order_by(Comment.id).limit(1))
    return db.execute(select(Task.id, newest.c.body).outerjoin(newest, true()).where(Task.org_id == org))


def lateral_open(db: Session, org: int):
    twin = aliased(Task)
    near = select(twin.id).where(twin.title == Task.title).limit(1).lateral("near")
    return db.execute(select(Task.id, near.c.id).join(near, true()).where(Task.org_id == org))


def subquery_in_from_and_where(db: Session, org: int):
    mine = select(Workspace.id).where(Workspace.org_id == org).subquery()
    found = select(Project.id).where(Project.workspace_id.in_(select(mine.c.id)), Project.workspace_id == mine.c.id)
    return db.execute(found)


def two_levels_deep(db: Session, org: int):
    inner = select(Comment.id).where(Comment.task_id == Task.id).exists()
    middle = select(Project.id).where(Project.id == Task.project_id, inner).exists()
    return db.execute(select(Task.id).where(Task.org_id == org, middle))


def two_levels_explicit(db: Session, org: int):
    inner = select(Comment.id).where(Comment.task_id == Task.id).correlate(Task).exists()
    middle = select(Project.id).where(Project.id == Task.project_id, inner).exists()
    return db.execute(select(Task.id).where(Task.org_id == org, middle))


def cte_named_like_a_table(db: Session, org: int):
    mine = select(Task.id, Task.org_id).where(Task.org_id == org).cte("projects")
    return db.execute(select(mine.c.id))


def cte_in_exists(db: Session, org: int):
    every = select(Comment.task_id).cte("every_comment")
    noted = select(every.c.task_id).where(every.c.task_id == Task.id).exists()
    return db.execute(select(Task).where(Task.org_id == org, noted))


def cte_limited(db: Session, org: int):
    first = select(Task.id, Task.org_id).order_by(Task.id).limit(3).cte("first_tasks")
    return db.execute(select(first.c.id).where(first.c.org_id == org))


def derived_entity_of_cte(db: Session, org: int):
    mine = aliased(Task, select(Task).where(Task.org_id == org).cte("mine"))
    return db.execute(select(mine.id, Project.name).join(Project, Project.id == mine.project_id))


def derived_entity_limited(db: Session, org: int):
    first = aliased(Task, select(Task).order_by(Task.id).limit(3).subquery())
    return db.execute(select(first.title).where(first.org_id == org))


def rows_of_a_function(db: Session, org: int):
    words = func.regexp_split_to_table(Task.title, " ").table_valued("word").render_derived()
    return db.execute(select(Task.id, words.c.word).select_from(Task).join(words, true()).where(Task.org_id == org))


def rows_of_a_function_by_themselves(db: Session, org: int):
    numbers = func.generate_series(1, 3).table_valued("number", name="numbers").render_derived()
    return db.execute(select(numbers.c.number))


def rows_of_a_function_named_later(db: Session, org: int):
    words = func.regexp_split_to_table(Task.title, " ").table_valued("word").alias("words").render_derived()
    return db.execute(select(Task.id).join(words, words.c.word != "").where(Task.org_id == org).distinct())


def open_rows_beside_a_function(db: Session, org: int):
    words = func.regexp_split_to_table(Task.title, " ").table_valued("word").render_derived(name="words")
    return db.execute(select(func.count()).select_from(Task).join(words, true()).where(words.c.word == "x"))


def two_functions(db: Session, org: int):
    first = func.regexp_split_to_table(Task.title, " ").table_valued("value").render_derived()
    second = func.generate_series(1, 2).table_valued("value").render_derived()
    joined = select(Task.id, func.count(first.c.value.distinct()), func.count(second.c.value.distinct()))
    joined = joined.select_from(Task).outerjoin(first, first.c.value.isnot(None)).outerjoin(second, true())
    return db.execute(joined.where(Task.org_id == org).group_by(Task.id))
