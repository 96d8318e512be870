"""Joins in their many spellings, relationships as conditions, and eager loading."""

from sqlalchemy import and_, func, or_, outerjoin, select, true
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm import join as orm_join

from tracker.models import (
    Account,
    Attachment,
    Board,
    Comment,
    Invoice,
    Membership,
    Organization,
    Project,
    Task,
    TaskLabel,
    Workspace,
)

P = Project.__table__
T = Task.__table__


def by_foreign_key(db: Session, org: int):
    return db.execute(select(Task, Project).join(Project).where(Project.org_id == org))


def child_by_foreign_key(db: Session, org: int):
    return db.execute(select(Comment).join(Task).where(Task.org_id == org))


def by_relationship(db: Session, org: int):
    return db.execute(select(Task.title, Project.name).join(Task.project).where(Task.org_id == org))


def by_stated_on(db: Session, org: int):
    return db.execute(select(Task).join(Project, Project.id == Task.project_id).where(Project.org_id == org))


def by_other_columns(db: Session, org: int):
    return db.execute(select(Task, Project).join(Project, Project.name == Task.title).where(Project.org_id == org))


def by_tenant_column(db: Session, org: int):
    return db.execute(select(Task, Project).join(Project, Project.org_id == Task.org_id).where(Project.org_id == org))


def by_target_and_relationship(db: Session, org: int):
    return db.execute(select(Task).join(Project, Task.project).where(Project.org_id == org))


def two_steps(db: Session, org: int):
    found = select(Attachment).join(Attachment.comment).join(Comment.task).where(Task.org_id == org)
    return db.execute(found)


def two_steps_by_key(db: Session, org: int):
    return db.execute(select(Attachment).join(Comment).join(Task).where(Task.org_id == org))


def step_open(db: Session, id: int):
    return db.execute(select(Attachment).join(Comment).where(Comment.id == id))


def cross(db: Session, org: int):
    return db.execute(select(Task, Project).where(Task.org_id == org))


def comma(db: Session, org: int):
    return db.execute(select(Task, Project).where(Task.project_id == Project.id, Task.org_id == org))


def comma_both(db: Session, org: int):
    return db.execute(select(Task.id, Project.id).where(Task.org_id == org, Project.org_id == org))


def comma_two_tenants(db: Session, org: int, other: int):
    return db.execute(select(Task.id, Project.id).where(Task.org_id == org, Project.org_id == other))


def joined_true(db: Session, org: int):
    return db.execute(select(Task.id, Project.id).join(Project, true()).where(Task.org_id == org))


def from_stated(db: Session, org: int):
    found = select(Comment.id, Project.id).select_from(Project).join(Task).join(Comment).where(Project.org_id == org)
    return db.execute(found)


def from_stated_late(db: Session, org: int):
    return db.execute(select(func.count(Comment.id)).join(Comment.task).select_from(Comment).where(Task.org_id == org))


def joined_from(db: Session, org: int):
    return db.execute(select(Comment.body).join_from(Task, Comment).where(Task.org_id == org))


def joined_from_with_on(db: Session, org: int):
    found = select(Comment.body).join_from(Task, Comment, Comment.task_id == Task.id).where(Task.org_id == org)
    return db.execute(found)


def outer_joined_from(db: Session, org: int):
    return db.execute(select(Task.id, Comment.body).outerjoin_from(Task, Comment).where(Task.org_id == org))


def outer(db: Session, org: int):
    return db.execute(select(Task.id, Comment.id).outerjoin(Comment).where(Task.org_id == org))


def outer_flag(db: Session, org: int):
    return db.execute(select(Task.id, Comment.id).join(Task.comments, isouter=True).where(Task.org_id == org))


def outer_predicate_in_on(db: Session, org: int):
    found = select(Task.id, Project.id).outerjoin(Project, and_(Project.id == Task.project_id, Task.org_id == org))
    return db.execute(found)


def outer_right_confined(db: Session, org: int):
    found = select(Task.id, Project.id).outerjoin(Project, and_(Project.name == Task.title, Project.org_id == org))
    return db.execute(found.where(Task.org_id == org))


def outer_right_open(db: Session, org: int):
    found = select(Task.id, Project.id).outerjoin(Project, Project.name == Task.title)
    return db.execute(found.where(Task.org_id == org))


def outer_right_confined_outside(db: Session, org: int):
    found = select(Task.id, Project.id).outerjoin(Project, Project.name == Task.title)
    return db.execute(found.where(Task.org_id == org, or_(Project.org_id == org, Project.id.is_(None))))


def full_flag(db: Session, org: int):
    return db.execute(
        select(Task.id, Project.id).join(Project, Project.id == Task.project_id, full=True).where(Task.org_id == org)
    )


def self_join(db: Session, org: int):
    parent = aliased(Task)
    return db.execute(select(Task.id, parent.title).join(parent, Task.parent).where(Task.org_id == org))


def self_join_of_type(db: Session, org: int):
    parent = aliased(Task)
    return db.execute(select(Task.id, parent.title).join(Task.parent.of_type(parent)).where(Task.org_id == org))


def self_join_open(db: Session, org: int):
    twin = aliased(Task)
    return db.execute(select(Task.id, twin.id).join(twin, twin.title == Task.title).where(Task.org_id == org))


def self_join_tenant(db: Session, org: int):
    twin = aliased(Task)
    found = select(Task.id, twin.id).join(twin, and_(twin.title == Task.title, twin.org_id == Task.org_id))
    return db.execute(found.where(Task.org_id == org))


def of_alias_from_alias(db: Session, org: int):
    one = aliased(Task)
    two = aliased(Comment)
    return db.execute(select(one.id).join(two, one.comments).where(one.org_id == org))


def relationship_of_alias(db: Session, org: int):
    one = aliased(Task)
    return db.execute(select(one.id, Project.name).join(one.project).where(one.org_id == org))


def relationship_and(db: Session, org: int):
    found = select(Task.id, Comment.id).join(Task.comments.and_(Comment.body == "a")).where(Task.org_id == org)
    return db.execute(found)


def secondary(db: Session, user: int):
    return db.execute(select(Organization).join(Account.organizations).where(Account.id == user))


def through_membership(db: Session, user: int):
    found = select(Task).join(Membership, Membership.org_id == Task.org_id).where(Membership.user_id == user)
    return db.execute(found)


def through_membership_other_column(db: Session, user: int):
    found = select(Task).join(Membership, Membership.id == Task.id).where(Membership.user_id == user)
    return db.execute(found)


def through_organization(db: Session, slug: str):
    found = select(Task).join(Organization, Organization.id == Task.org_id).where(Organization.slug == slug)
    return db.execute(found)


def through_organization_name(db: Session, name: str):
    found = select(Project).join(Project.organization).where(Organization.name == name)
    return db.execute(found)


def composite_key(db: Session, org: int):
    return db.execute(select(Invoice).join(Project).where(Project.org_id == org))


def inner_level(db: Session, workspace: int):
    return db.execute(select(Board).where(Board.workspace_id == workspace))


def inner_level_through(db: Session, org: int):
    return db.execute(select(Board).join(Board.workspace).where(Workspace.org_id == org))


def orm_join_function(db: Session, org: int):
    found = select(Task.id).select_from(orm_join(Task, Project, Task.project_id == Project.id))
    return db.execute(found.where(Project.org_id == org))


def orm_join_relationship(db: Session, org: int):
    return db.execute(select(Task.id).select_from(orm_join(Task, Project, Task.project)).where(Project.org_id == org))


def outer_join_function(db: Session, org: int):
    found = select(Task.id, Comment.id).select_from(outerjoin(Task, Comment, Comment.task_id == Task.id))
    return db.execute(found.where(Task.org_id == org))


def table_join(db: Session, org: int):
    return db.execute(select(T.c.id).select_from(T.join(P, T.c.project_id == P.c.id)).where(P.c.org_id == org))


def table_join_by_key(db: Session, org: int):
    return db.execute(select(T.c.id, P.c.name).select_from(T.join(P)).where(P.c.org_id == org))


def table_outer_join(db: Session, org: int):
    both = P.outerjoin(T, and_(T.c.project_id == P.c.id, T.c.done))
    return db.execute(select(P.c.id, func.count(T.c.id)).select_from(both).where(P.c.org_id == org).group_by(P.c.id))


def table_join_chain(db: Session, org: int):
    c = Comment.__table__
    both = T.join(P, T.c.project_id == P.c.id).outerjoin(c, c.c.task_id == T.c.id)
    return db.execute(select(T.c.id, c.c.body).select_from(both).where(T.c.org_id == org))


def joined_subquery(db: Session, org: int):
    newest = select(func.max(Task.id).label("id")).where(Task.org_id == org).group_by(Task.project_id).subquery()
    return db.execute(select(Task).join(newest, newest.c.id == Task.id))


def joined_open_subquery(db: Session, org: int):
    counts = select(Task.project_id, func.count(Task.id).label("n")).group_by(Task.project_id).subquery()
    found = select(Project.name, counts.c.n).outerjoin(counts, counts.c.project_id == Project.id)
    return db.execute(found.where(Project.org_id == org))


def joined_subquery_of_tenant(db: Session, org: int):
    counts = (
        select(Task.project_id, func.count(Task.id).label("n"))
        .where(Task.org_id == org)
        .group_by(Task.project_id)
        .subquery("counts")
    )
    found = select(Project.name, counts.c.n).outerjoin(counts, counts.c.project_id == Project.id)
    return db.execute(found.where(Project.org_id == org))


# ------------------------------------------------------------ relationships as conditions


def has(db: Session, org: int):
    return db.execute(select(Comment).where(Comment.task.has(Task.org_id == org)))


def has_keyword(db: Session, org: int):
    return db.execute(select(Comment).where(Comment.task.has(org_id=org)))


def has_nested(db: Session, org: int):
    return db.execute(select(Attachment).where(Attachment.comment.has(Comment.task.has(Task.org_id == org))))


def has_not(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, ~Task.project.has(Project.budget > 2)))


def has_any(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, Task.comments.any(Comment.body == "a")))


def any_bare(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, Task.comments.any()))


def any_only(db: Session):
    return db.execute(select(Project).where(Project.tasks.any(Task.title == "a")))


def any_confines(db: Session, org: int):
    return db.execute(select(Project).where(Project.tasks.any(Task.org_id == org)))


def not_any(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, ~Task.children.any(Task.done)))


def self_has(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, Task.parent.has(Task.title == "a")))


def any_of_type(db: Session, org: int):
    note = aliased(Comment)
    return db.execute(select(Task).where(Task.org_id == org, Task.comments.of_type(note).any(note.body == "a")))


def secondary_any(db: Session, org: int):
    return db.execute(select(Account).where(Account.organizations.any(Organization.id == org)))


def relationship_none(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, Task.parent == None))  # noqa: E711


def relationship_not_none(db: Session, org: int):
    return db.execute(select(Project).where(Project.org_id == org, Project.workspace != None))  # noqa: E711


def relationship_equal(db: Session, id: int):
    return db.execute(select(Task).where(Task.project == Project(id=id)))


def relationship_equal_of_tenant(db: Session, org: int, id: int):
    return db.execute(select(Task).where(Task.project == Project(id=id), Task.org_id == org))


def relationship_equal_tenant(db: Session, org: int):
    return db.execute(select(Project).where(Project.organization == Organization(id=org)))


def relationship_contains(db: Session, org: int, id: int):
    return db.execute(select(Project).where(Project.tasks.contains(Task(id=1, project_id=id)), Project.org_id == org))


# ------------------------------------------------------------ loading options


def eager_joined(db: Session, org: int):
    return db.execute(select(Task).options(joinedload(Task.project)).where(Task.org_id == org))


def eager_joined_collection(db: Session, org: int):
    return db.execute(select(Task).options(joinedload(Task.comments)).where(Task.org_id == org).limit(2))


def eager_joined_open(db: Session):
    return db.execute(select(Comment).options(joinedload(Comment.task)))


def eager_select_in(db: Session, org: int):
    return db.execute(select(Task).options(selectinload(Task.comments)).where(Task.org_id == org))


def eager_contained(db: Session, org: int):
    found = select(Comment).join(Comment.task).options(contains_eager(Comment.task)).where(Task.org_id == org)
    return db.execute(found)


def labels(db: Session, org: int):
    return db.execute(select(TaskLabel.label).join(TaskLabel.task).where(Task.org_id == org).distinct())


def self_any_tenant(db: Session, org: int):
    return db.execute(select(Task).where(Task.parent.has(Task.org_id == org)))


def self_any_of_other(db: Session, org: int):
    return db.execute(select(Task).where(Task.title == "a", Task.children.any(Task.org_id == org)))


def self_any_nested(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, Task.parent.has(Task.parent.has(Task.title == "a"))))


def any_with_query_inside(db: Session, org: int):
    twin = aliased(Task)
    late = select(twin.id).where(twin.title == Comment.body).exists()
    return db.execute(select(Task).where(Task.org_id == org, Task.comments.any(late)))
