"""One table, and the forms of a condition."""

from sqlalchemy import (
    Integer,
    String,
    all_,
    and_,
    any_,
    between,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    text,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session, aliased

from tracker.models import ApiKey, Counter, Document, Note, Organization, Project, Setting, Task

T = Task.__table__


def equal(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org))


def turned_round(db: Session, org: int):
    return db.execute(select(Task).where(org == Task.org_id))


def none_at_all(db: Session):
    return db.execute(select(Task))


def by_key(db: Session, id: int):
    return db.execute(select(Task).where(Task.id == id))


def by_key_and_tenant(db: Session, org: int, id: int):
    return db.execute(select(Task).where(Task.id == id, Task.org_id == org))


def two_wheres(db: Session, org: int):
    return db.execute(select(Task).where(Task.done.is_(False)).where(Task.org_id == org))


def filter_and_filter_by(db: Session, org: int):
    return db.execute(select(Task).filter(Task.priority > 1).filter_by(org_id=org))


def filter_by_two(db: Session, org: int):
    return db.execute(select(Task).filter_by(org_id=org, done=False))


def filter_by_key(db: Session, id: int):
    return db.execute(select(Task).filter_by(id=id))


def conjunction(db: Session, org: int):
    return db.execute(select(Task).where(and_(Task.org_id == org, Task.done.is_(False))))


def conjunction_of_none(db: Session):
    return db.execute(select(Task).where(and_(true())))


def disjunction(db: Session, org: int):
    return db.execute(select(Task).where(or_(Task.org_id == org, Task.title == "a")))


def disjunction_inside(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, or_(Task.title == "a", Task.priority < 3)))


def every_arm(db: Session, org: int):
    return db.execute(
        select(Task).where(
            or_(and_(Task.org_id == org, Task.title == "a"), and_(Task.org_id == org, Task.done.is_(True)))
        )
    )


def ampersand(db: Session, org: int):
    return db.execute(select(Task).where((Task.org_id == org) & (Task.title == "a") & ~Task.done))


def bar(db: Session, org: int):
    return db.execute(select(Task).where((Task.org_id == org) | Task.done))


def bar_false(db: Session, org: int):
    return db.execute(select(Task).where(or_(false(), Task.org_id == org)))


def bar_true(db: Session, org: int):
    return db.execute(select(Task).where(or_(true(), Task.org_id == org)))


def negated(db: Session, org: int):
    return db.execute(select(Task).where(not_(Task.org_id == org)))


def tilde(db: Session, org: int):
    return db.execute(select(Task).where(~(Task.org_id == org)))


def twice_negated(db: Session, org: int):
    return db.execute(select(Task).where(~~(Task.org_id == org)))


def negated_difference(db: Session, org: int):
    return db.execute(select(Task).where(~(Task.org_id != org)))


def negated_disjunction(db: Session, org: int):
    return db.execute(select(Task).where(~or_(Task.org_id != org, Task.done)))


def different(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id != org))


def at_least(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id >= org))


def ranged(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id.between(org, org)))


def ranged_function(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, between(Task.priority, 1, 3)))


def in_list(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id.in_([org])))


def in_tuple(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id.in_((org,))))


def in_two(db: Session, org: int, other: int):
    return db.execute(select(Task).where(Task.org_id.in_([org, other])))


def in_given_list(db: Session, orgs: list[int]):
    return db.execute(select(Task).where(Task.org_id.in_(orgs)))


def not_in_given_list(db: Session, orgs: list[int]):
    return db.execute(select(Task).where(Task.org_id.not_in(orgs)))


def keys_in_list(db: Session, ids: list[int]):
    return db.execute(select(Task).where(Task.id.in_(ids)))


def keys_in_list_of_tenant(db: Session, org: int, ids: list[int]):
    return db.execute(select(Task).where(Task.id.in_(ids), Task.org_id == org))


def negated_in(db: Session, org: int):
    return db.execute(select(Task).where(~Task.org_id.in_([org])))


def pair(db: Session, org: int, id: int):
    return db.execute(select(Task).where(tuple_(Task.org_id, Task.id) == tuple_(org, id)))


def pair_in(db: Session, org: int, id: int):
    return db.execute(select(Task).where(tuple_(Task.org_id, Task.id).in_([(org, id)])))


def pair_in_query(db: Session, org: int):
    mine = select(Project.org_id, Project.id).where(Project.org_id == org)
    return db.execute(select(Task).where(tuple_(Task.org_id, Task.project_id).in_(mine)))


def any_of_array(db: Session, orgs: list[int]):
    return db.execute(select(Task).where(Task.org_id == any_(cast(orgs, ARRAY(Integer)))))


def any_of_built_array(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == any_(array([org]))))


def any_of_query(db: Session, user: int):
    from tracker.models import Membership

    mine = select(Membership.org_id).where(Membership.user_id == user).scalar_subquery()
    return db.execute(select(Task).where(Task.org_id == any_(mine)))


def all_of_query(db: Session, org: int):
    mine = select(Project.org_id).where(Project.org_id == org).scalar_subquery()
    return db.execute(select(Task).where(Task.org_id == all_(mine)))


def missing(db: Session):
    return db.execute(select(Note).where(Note.org_id.is_(None)))


def shared(db: Session):
    return db.execute(select(Document).where(Document.org_id.is_(None)))


def own_or_shared(db: Session, org: int):
    return db.execute(select(Document).where(or_(Document.org_id == org, Document.org_id.is_(None))))


def own_or_ownerless(db: Session, org: int):
    return db.execute(select(Note).where(or_(Note.org_id == org, Note.org_id == None)))  # noqa: E711


def never_missing(db: Session):
    return db.execute(select(Task).where(Task.org_id.is_(null())))


def present(db: Session):
    return db.execute(select(Task).where(Task.org_id.is_not(None)))


def not_distinct(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id.is_not_distinct_from(org)))


def distinct_from(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id.is_distinct_from(org)))


def like(db: Session, org: int):
    return db.execute(select(Setting).where(Setting.name.like("a%"), Setting.org_id == org))


def like_only(db: Session, name: str):
    return db.execute(select(Setting).where(Setting.name.ilike(name)))


def contains_and_starts(db: Session, org: int, name: str):
    return db.execute(select(Task).where(Task.title.contains(name), Task.title.startswith("a"), Task.org_id == org))


def tautology(db: Session):
    return db.execute(select(Task).where(Task.org_id == Task.org_id))


def coalesced(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == func.coalesce(org, Task.org_id)))


def literal_tenant(db: Session):
    return db.execute(select(Task).where(Task.org_id == 1))


def literal_value(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == literal(org)))


def literal_one(db: Session):
    return db.execute(select(Task).where(Task.org_id == literal(1)))


def literal_column_tenant(db: Session):
    return db.execute(select(Task).where(Task.org_id == literal_column("1")))


def named_parameter(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == bindparam("org")), {"org": org})


def named_parameter_with_value(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == bindparam("org", org)))


def named_parameter_by_params(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == bindparam("org")).params(org=org))


def expanding(db: Session, orgs: list[int]):
    return db.execute(select(Task).where(Task.org_id.in_(bindparam("orgs", expanding=True))), {"orgs": orgs})


def cast_value(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == cast(org, Integer)))


def cast_column(db: Session, org: int):
    return db.execute(select(Task).where(cast(Task.org_id, String(1)) == cast(org, String)))


def coerced(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == type_coerce(org, Integer)))


def setting(db: Session):
    return db.execute(
        select(Task).where(Task.org_id == cast(func.current_setting("app.current_org_id", True), Integer))
    )


def setting_without_missing(db: Session):
    return db.execute(select(Task).where(Task.org_id == func.current_setting("app.current_org_id").cast(Integer)))


def setting_nullif(db: Session):
    return db.execute(
        select(Task).where(
            Task.org_id == func.nullif(func.current_setting("app.current_org_id", True), "").cast(Integer)
        )
    )


def text_condition(db: Session, org: int):
    return db.execute(select(Task).where(text("tasks.org_id = :org")), {"org": org})


def text_condition_bound(db: Session, org: int):
    return db.execute(select(Task).where(text("tasks.org_id = :org").bindparams(org=org)))


def text_beside(db: Session, org: int):
    return db.execute(select(Task).where(text("NOT tasks.done"), Task.org_id == org))


def text_or(db: Session, org: int):
    return db.execute(select(Task).where(text("(tasks.done OR tasks.priority > 2)"), Task.org_id == org))


def literal_column_beside(db: Session, org: int):
    return db.execute(select(Task).where(literal_column("tasks.priority") > 2, Task.org_id == org))


def whole_text(db: Session, org: int):
    return db.execute(text("SELECT id FROM tasks WHERE org_id = :org"), {"org": org})


def text_columns(db: Session, org: int):
    found = text("SELECT id, title FROM tasks WHERE org_id = :org").columns(column("id"), column("title"))
    return db.execute(found, {"org": org})


def text_columns_subquery(db: Session, org: int):
    found = text("SELECT id, title FROM tasks WHERE org_id = :org").columns(column("id"), column("title")).subquery()
    return db.execute(select(found.c.title), {"org": org})


def text_columns_open(db: Session):
    found = text("SELECT id, title FROM tasks").columns(column("id"), column("title")).subquery()
    return db.execute(select(found.c.title))


def case_condition(db: Session, org: int):
    return db.execute(select(Task).where(case((Task.org_id == org, True), else_=False)))


def case_open(db: Session, org: int):
    return db.execute(select(Task).where(case((Task.priority > 1, Task.org_id == org), else_=True)))


def case_column(db: Session, org: int):
    found = select(Task.id, case((Task.priority > 2, "high"), else_="low").label("rank")).where(Task.org_id == org)
    return db.execute(found)


def case_by_value(db: Session, org: int):
    found = select(Task.id, case({"a": 1, "b": 2}, value=Task.title, else_=0)).where(Task.org_id == org)
    return db.execute(found)


def owner(db: Session, user: int):
    return db.execute(select(Task).where(Task.created_by == user))


def bearer(db: Session, hash: str):
    return db.execute(select(ApiKey).where(ApiKey.key_hash == hash))


def registry(db: Session, org: int):
    return db.execute(select(Organization).where(Organization.id == org))


def registry_by_slug(db: Session, slug: str):
    return db.execute(select(Organization).where(Organization.slug == slug))


def registry_open(db: Session):
    return db.execute(select(Organization.name))


def synonym_column(db: Session, org: int):
    return db.execute(select(Task).where(Task.tenant_id == org))


def hybrid_beside(db: Session, org: int):
    return db.execute(select(Task).where(Task.urgent, Task.org_id == org))


def hybrid_tenant(db: Session, org: int):
    return db.execute(select(Task).where(Task.owner_org == org))


def hybrid_method(db: Session, org: int):
    return db.execute(select(Task).where(Task.belongs_to(org)))


def table_columns(db: Session, org: int):
    return db.execute(select(T.c.id, T.c.title).where(T.c.org_id == org))


def table_columns_by_name(db: Session, org: int):
    return db.execute(select(T.c["id"]).where(T.c["org_id"] == org))


def table_select(db: Session, org: int):
    return db.execute(T.select().where(T.c.org_id == org))


def whole_table(db: Session):
    return db.execute(select(T))


def alias_scoped(db: Session, org: int):
    other = aliased(Task)
    return db.execute(select(other).where(other.org_id == org))


def alias_beside_class(db: Session, org: int):
    other = aliased(Task)
    return db.execute(select(other).where(Task.org_id == org))


def alias_named(db: Session, org: int):
    other = aliased(Task, name="o")
    return db.execute(select(other.title).where(other.org_id == org, other.done.is_(False)))


def table_alias(db: Session, org: int):
    other = T.alias("o")
    return db.execute(select(other.c.title).where(other.c.org_id == org))


def reassigned_statement(db: Session, org: int):
    found = select(Task)
    found = found.where(Task.done.is_(False))
    found = found.where(Task.org_id == org)
    return db.execute(found.order_by(Task.id).limit(5))


def conditions_in_list(db: Session, org: int):
    conditions = [Task.org_id == org]
    conditions.append(Task.done.is_(False))
    return db.execute(select(Task).where(*conditions))


def conditions_anded_in_list(db: Session, org: int):
    conditions = [Task.org_id == org, Task.priority > 1]
    return db.execute(select(Task).where(and_(*conditions)))


def conditions_ored_in_list(db: Session, org: int):
    conditions = [Task.org_id == org, Task.priority > 1]
    return db.execute(select(Task).where(or_(*conditions)))


def arithmetic(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id + 0 == org))


def arithmetic_of_value(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == literal(org) + 0))


def lowered_name(db: Session, org: int, name: str):
    return db.execute(select(Counter).where(func.lower(Counter.name) == name, Counter.org_id == org))


def operator_call(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id.op("=")(org)))


def operator_call_beside(db: Session, org: int):
    return db.execute(select(Task).where(Task.org_id == org, Task.title.op("~")("^a")))
