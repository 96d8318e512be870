"""Aggregates, windows, DISTINCT, LIMIT, set operations, and what can be selected."""

from sqlalchemy import (
    String,
    case,
    cast,
    distinct,
    except_,
    exists,
    func,
    intersect,
    literal_column,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy.orm import Session, aliased, load_only

from tracker.models import BoardCard, Note, PinnedNote, Price, Project, Task


def counted(db: Session, org: int):
    return db.execute(select(func.count()).select_from(Task).where(Task.org_id == org))


def counted_column(db: Session, org: int):
    return db.execute(select(func.count(Task.id)).where(Task.org_id == org))


def counted_open(db: Session):
    return db.execute(select(func.count(Task.id)))


def counted_distinct(db: Session, org: int):
    return db.execute(select(func.count(distinct(Task.title))).where(Task.org_id == org))


def counted_distinct_method(db: Session, org: int):
    return db.execute(select(func.count(Task.title.distinct())).where(Task.org_id == org))


def grouped(db: Session, org: int):
    found = select(Task.project_id, func.count(Task.id)).where(Task.org_id == org).group_by(Task.project_id)
    return db.execute(found.having(func.count(Task.id) > 1).order_by(func.count(Task.id).desc()))


def grouped_open(db: Session):
    return db.execute(select(Task.org_id, func.count(Task.id)).group_by(Task.org_id))


def having_tenant(db: Session, org: int):
    found = select(Task.org_id, func.count(Task.id)).group_by(Task.org_id).having(Task.org_id == org)
    return db.execute(found)


def having_other(db: Session, org: int):
    found = select(Task.title, func.count(Task.id)).group_by(Task.title).having(func.min(Task.org_id) == org)
    return db.execute(found)


def grouped_inside(db: Session, org: int):
    counts = select(Task.org_id, func.count(Task.id).label("n")).group_by(Task.org_id).subquery()
    return db.execute(select(counts.c.n).where(counts.c.org_id == org))


def grouped_otherwise_inside(db: Session, org: int):
    counts = select(Task.project_id, func.min(Task.org_id).label("org_id")).group_by(Task.project_id).subquery()
    return db.execute(select(counts.c.project_id).where(counts.c.org_id == org))


def limited_inside(db: Session, org: int):
    first = select(Task).order_by(Task.id).limit(3).subquery()
    return db.execute(select(first.c.id).where(first.c.org_id == org))


def limited_outside(db: Session, org: int):
    mine = select(Task).where(Task.org_id == org).subquery()
    return db.execute(select(mine.c.id).order_by(mine.c.id).limit(3).offset(1))


def sliced(db: Session, org: int):
    return db.execute(select(Task.id).where(Task.org_id == org).order_by(Task.id).slice(1, 3))


def fetched(db: Session, org: int):
    return db.execute(select(Task.id).where(Task.org_id == org).order_by(Task.id).fetch(2))


def distinct_rows(db: Session, org: int):
    return db.execute(select(Task.title).where(Task.org_id == org).distinct())


def distinct_on(db: Session, org: int):
    found = select(Task).where(Task.org_id == org).distinct(Task.project_id).order_by(Task.project_id, Task.id)
    return db.execute(found)


def distinct_on_inside(db: Session, org: int):
    newest = select(Task).distinct(Task.title).order_by(Task.title, Task.id.desc()).subquery()
    return db.execute(select(newest.c.id).where(newest.c.org_id == org))


def distinct_on_tenant_inside(db: Session, org: int):
    newest = select(Task).distinct(Task.org_id).order_by(Task.org_id, Task.id.desc()).subquery()
    return db.execute(select(newest.c.id).where(newest.c.org_id == org))


def window(db: Session, org: int):
    rank = func.row_number().over(partition_by=Task.project_id, order_by=Task.id).label("n")
    return db.execute(select(Task.id, rank).where(Task.org_id == org))


def window_inside_open(db: Session, org: int):
    ranked = select(Task.id, Task.org_id, func.rank().over(order_by=Task.priority).label("n")).subquery()
    return db.execute(select(ranked.c.id, ranked.c.n).where(ranked.c.org_id == org))


def window_inside_partitioned(db: Session, org: int):
    rank = func.row_number().over(partition_by=Task.org_id, order_by=Task.id).label("n")
    ranked = select(Task.id, Task.org_id, rank).subquery()
    return db.execute(select(ranked.c.id).where(ranked.c.org_id == org, ranked.c.n == 1))


def window_inside_two_keys(db: Session, org: int):
    rank = func.row_number().over(partition_by=[Task.org_id, Task.project_id], order_by=Task.id.desc()).label("n")
    ranked = select(Task.id, Task.org_id, rank).subquery()
    return db.execute(select(ranked.c.id).where(ranked.c.org_id == org, ranked.c.n == 1))


def window_total(db: Session, org: int):
    return db.execute(select(Task.id, func.count().over().label("total")).where(Task.org_id == org))


def filtered_aggregate(db: Session, org: int):
    mine = func.count(Task.id).filter(Task.org_id == org)
    return db.execute(select(mine))


def filtered_aggregate_beside_open(db: Session, org: int):
    return db.execute(select(func.count(Task.id).filter(Task.org_id == org), func.count(Task.id)))


def summed_case(db: Session, org: int):
    return db.execute(select(func.sum(case((Task.org_id == org, Task.priority), else_=0))))


def summed_in_tenant(db: Session, org: int):
    total = func.coalesce(func.sum(case((Task.done.is_(True), Task.priority), else_=0)), 0)
    return db.execute(select(total.label("total")).where(Task.org_id == org))


def aggregated_strings(db: Session, org: int):
    return db.execute(select(func.string_agg(cast(Task.title, String), ",")).where(Task.org_id == org))


def functions(db: Session, org: int):
    return db.execute(select(func.upper(Task.title), func.length(Task.title)).where(Task.org_id == org))


def extracted(db: Session, org: int):
    from sqlalchemy import extract

    return db.execute(select(extract("year", func.now()), Task.id).where(Task.org_id == org))


def within_group(db: Session, org: int):
    middle = func.percentile_cont(0.5).within_group(Task.priority)
    return db.execute(select(middle).where(Task.org_id == org))


def united(db: Session, org: int):
    return db.execute(
        union(
            select(Task.id).where(Task.org_id == org),
            select(Project.id).where(Project.org_id == org),
        )
    )


def united_open_arm(db: Session, org: int):
    return db.execute(
        union_all(select(Task.title).where(Task.org_id == org), select(Project.name).where(Project.name == "a"))
    )


def united_method(db: Session, org: int):
    first = select(Task.id).where(Task.org_id == org)
    return db.execute(first.union_all(select(Project.id).where(Project.org_id == org)))


def united_method_open(db: Session, org: int):
    return db.execute(select(Task.id).where(Task.org_id == org).union(select(Task.id).where(Task.done)))


def united_many(db: Session, org: int):
    arms = [select(Task.id).where(Task.org_id == org), select(Project.id).where(Project.org_id == org)]
    return db.execute(union(*arms))


def united_then_filtered(db: Session, org: int):
    both = union_all(select(Task.id, Task.org_id), select(Project.id, Project.org_id)).subquery()
    return db.execute(select(both.c.id).where(both.c.org_id == org))


def united_then_limited(db: Session, org: int):
    both = union_all(select(Task.id, Task.org_id), select(Project.id, Project.org_id)).limit(4).subquery()
    return db.execute(select(both.c.id).where(both.c.org_id == org))


def united_ordered(db: Session, org: int):
    both = union(select(Task.title).where(Task.org_id == org), select(Project.name).where(Project.org_id == org))
    return db.execute(both.order_by(text("1")).limit(3))


def intersected(db: Session, org: int):
    return db.execute(
        intersect(select(Task.org_id, Task.title).where(Task.org_id == org), select(Project.org_id, Project.name))
    )


def intersected_other_columns(db: Session, org: int):
    return db.execute(intersect(select(Task.title).where(Task.org_id == org), select(Project.name)))


def excepted(db: Session, org: int):
    return db.execute(
        except_(select(Task.title).where(Task.org_id == org), select(Project.name).where(Project.org_id == org))
    )


def excepted_open(db: Session, org: int):
    return db.execute(except_(select(Task.title).where(Task.org_id == org), select(Project.name)))


def entity_from_union(db: Session, org: int):
    both = union(
        select(Task).where(Task.org_id == org, Task.done), select(Task).where(Task.org_id == org, Task.priority > 2)
    ).subquery()
    one = aliased(Task, both)
    return db.execute(select(one).order_by(one.id))


def entity_from_statement(db: Session, org: int):
    found = union(select(Task).where(Task.org_id == org), select(Task).where(Task.org_id == org, Task.done))
    return db.execute(select(Task).from_statement(found))


def entity_from_text(db: Session, org: int):
    return db.execute(select(Task).from_statement(text("SELECT * FROM tasks WHERE org_id = :org")), {"org": org})


def entity_from_open_text(db: Session):
    return db.execute(select(Task).from_statement(text("SELECT * FROM tasks")))


def only_columns(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org).with_only_columns(Task.id, Task.title))


def only_count(db: Session, org: int):
    found = select(Task).where(Task.org_id == org)
    return db.execute(found.with_only_columns(func.count()).order_by(None))


def added_columns(db: Session, org: int):
    return db.execute(select(Task.id).where(Task.org_id == org).add_columns(Task.title))


def added_open_entity(db: Session, org: int):
    return db.execute(select(Task.id).where(Task.org_id == org).add_columns(Project.name))


def count_of_subquery(db: Session, org: int):
    found = select(Task).where(Task.org_id == org)
    return db.execute(select(func.count()).select_from(found.subquery()))


def count_of_open_subquery(db: Session):
    return db.execute(select(func.count()).select_from(select(Task.id).subquery()))


def count_of_order_free(db: Session, org: int):
    found = select(Task).where(Task.org_id == org).order_by(Task.id)
    return db.execute(select(func.count()).select_from(found.order_by(None).subquery()))


def existence(db: Session, org: int):
    return db.execute(select(exists().where(Task.org_id == org)))


def existence_open(db: Session):
    return db.execute(select(exists().where(Task.title == "a")))


def existence_method(db: Session, org: int):
    return db.execute(select(select(Task.id).where(Task.org_id == org).exists()))


def existence_selected(db: Session, org: int):
    return db.execute(select(exists(select(Task.id).where(Task.org_id == org))))


def globals_only(db: Session):
    return db.execute(select(Price).where(Price.plan == "a"))


def locked(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org).with_for_update(skip_locked=True))


def loaded_columns(db: Session, org: int):
    return db.execute(select(Task).options(load_only(Task.id, Task.title)).where(Task.org_id == org))


def subclass(db: Session, org: int):
    return db.execute(select(PinnedNote).where(PinnedNote.org_id == org))


def subclass_open(db: Session):
    return db.execute(select(PinnedNote))


def superclass(db: Session, org: int):
    return db.execute(select(Note).where(Note.org_id == org))


def column_with_a_query(db: Session, workspace: int):
    return db.execute(select(BoardCard).where(BoardCard.workspace_id == workspace))


def labelled(db: Session, org: int):
    name = Task.title.label("name")
    return db.execute(select(name).where(Task.org_id == org).order_by(name, literal_column("1")))


def selected_star(db: Session, org: int):
    return db.execute(select(text("*")).select_from(Task).where(Task.org_id == org))


def selected_star_open(db: Session):
    return db.execute(select(literal_column("count(*)")).select_from(Task))


def generated(db: Session, org: int):
    days = func.generate_series(1, 3).column_valued("day")
    return db.execute(select(days, Task.id).where(Task.org_id == org))


def array_of_query(db: Session, org: int):
    titles = func.array(select(Task.title).where(Task.org_id == org).scalar_subquery())
    return db.execute(select(titles))


def constant(db: Session):
    return db.execute(select(literal_column("1")))
