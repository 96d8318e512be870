"""One line for every way in which SQLAlchemy 1.4 and 2.x, Flask-SQLAlchemy and SQLModel hand over a statement."""

from sqlalchemy import MetaData, Table, and_, column, delete, func, literal, select, table, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import (
    Bundle,
    Query,
    Session,
    aliased,
    contains_eager,
    joinedload,
    load_only,
    raiseload,
    selectinload,
    subqueryload,
    with_expression,
    with_loader_criteria,
    with_parent,
)
from sqlmodel import Session as SQLModelSession
from sqlmodel import select as sqlmodel_select

from app.classic_models import (
    Account,
    Draft,
    Entry,
    Invoice,
    InvoiceLine,
    InvoiceSummary,
    Report,
    ReportTitle,
    Section,
    Shipment,
    Tag,
    db,
    invoice_tags,
    ledger,
    ledger_archive,
)
from app.classic_models import Session as Scoped
from app.models import Task


# session.query and Model.query


def session_query(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.org_id == org_id).all()  # => invoices: scoped


def session_query_open(session: Session):
    return session.query(Invoice).all()  # => invoices: unscoped/none


def session_query_columns(session: Session, org_id: int):
    return session.query(Invoice.id, Invoice.number).filter_by(org_id=org_id).order_by(Invoice.id).first()  # => invoices: scoped


def flask_session_query():
    return db.session.query(Invoice.number).all()  # => invoices: unscoped/none


def model_query(org_id: int):
    return Invoice.query.filter_by(org_id=org_id).all()  # => invoices: scoped


def model_query_open():
    return Invoice.query.filter_by(paid=0).all()  # => invoices: unscoped/none


def query_property(org_id: int):
    return Report.query.filter(Report.org_id == org_id).one()  # => reports: scoped


def query_property_open(title: str):
    return Report.query.filter(Report.title == title).one_or_none()  # => reports: unscoped/none


def query_property_in_the_class():
    return [draft.id for draft in Draft.query]  # => drafts: unscoped/none


def query_property_in_the_class_scoped(org_id: int):
    return Draft.query.filter_by(org_id=org_id).first()  # => drafts: scoped


def scoped_session_query():
    return Scoped.query(Report).count()  # => reports: unscoped/none


def scoped_session_called():
    return Scoped().query(Report).count()  # => reports: unscoped/none


def iterated(session: Session):
    for invoice in session.query(Invoice):  # => invoices: unscoped/none
        print(invoice.number)


def iterated_yield_per(session: Session, org_id: int):
    for invoice in session.query(Invoice).filter_by(org_id=org_id).yield_per(100):  # => invoices: scoped
        print(invoice.number)


def sliced(session: Session):
    return session.query(Invoice)[:10]  # => invoices: unscoped/none


def listed(session: Session):
    return list(session.query(Invoice))  # => invoices: unscoped/none


# by key


def query_get(session: Session, invoice_id: int):
    return session.query(Invoice).get(invoice_id)  # => invoices: unscoped/by-key


def model_get(invoice_id: int):
    return Invoice.query.get(invoice_id)  # => invoices: unscoped/by-key


def get_or_404(invoice_id: int):
    return Invoice.query.get_or_404(invoice_id)  # => invoices: unscoped/by-key


def db_get_or_404(invoice_id: int):
    return db.get_or_404(Invoice, invoice_id)  # => invoices: unscoped/by-key


def session_get(invoice_id: int):
    return db.session.get(Invoice, invoice_id)  # => invoices: unscoped/by-key


def session_get_one(session: Session, invoice_id: int):
    return session.get_one(Invoice, invoice_id)  # => invoices: unscoped/by-key


def first_or_404(invoice_id: int, org_id: int):
    return Invoice.query.filter_by(id=invoice_id, org_id=org_id).first_or_404()  # => invoices: scoped


def first_or_404_open(invoice_id: int):
    return Invoice.query.filter_by(id=invoice_id).first_or_404()  # => invoices: unscoped/by-key


def one_or_404(org_id: int, number: str):
    return db.one_or_404(db.select(Invoice).filter_by(org_id=org_id, number=number))  # => invoices: scoped


def db_first_or_404(number: str):
    return db.first_or_404(db.select(Invoice).filter_by(number=number))  # => invoices: unscoped/by-key


def paginated():
    return Invoice.query.order_by(Invoice.id).paginate(page=1)  # => invoices: unscoped/none


def db_paginated(org_id: int):
    return db.paginate(db.select(Invoice).where(Invoice.org_id == org_id))  # => invoices: scoped


# other Query methods


def from_statement(session: Session, org_id: int):
    return session.query(Invoice).from_statement(text("SELECT * FROM invoices WHERE org_id = :o")).params(o=org_id).all()  # => invoices: scoped


def from_statement_open(session: Session):
    return session.query(Invoice).from_statement(text("SELECT * FROM invoices")).all()  # => invoices: unscoped/none


def select_from_statement(session: Session):
    return session.scalars(select(Invoice).from_statement(text("SELECT * FROM invoices"))).all()  # => invoices: unscoped/none


def with_entities(session: Session, org_id: int):
    return session.query(Invoice).filter_by(org_id=org_id).with_entities(func.sum(Invoice.total)).scalar()  # => invoices: scoped


def with_entities_open(session: Session):
    return session.query(Invoice).with_entities(Invoice.id, Invoice.total).all()  # => invoices: unscoped/none


def with_only_columns(session: Session, org_id: int):
    return session.execute(select(Invoice).where(Invoice.org_id == org_id).with_only_columns(Invoice.id)).all()  # => invoices: scoped


def query_exists(session: Session, number: str):
    return session.query(session.query(Invoice).filter_by(number=number).exists()).scalar()  # => invoices: unscoped/by-key


def query_exists_scoped(session: Session, org_id: int):
    return session.query(session.query(Invoice).filter_by(org_id=org_id).exists()).scalar()  # => invoices: scoped


def query_union(session: Session, org_id: int):
    one = session.query(Invoice).filter_by(org_id=org_id)  # => invoices: unscoped/none
    return one.union(session.query(Invoice).filter_by(paid=0)).all()


def query_subquery(session: Session, org_id: int):
    sub = session.query(InvoiceLine.invoice_id, func.sum(InvoiceLine.amount).label("s")).group_by(InvoiceLine.invoice_id).subquery()
    return session.query(Invoice, sub.c.s).join(sub, sub.c.invoice_id == Invoice.id).filter(Invoice.org_id == org_id).all()  # => invoice_lines: scoped; invoices: scoped


def select_entity_from(session: Session, org_id: int):
    mine = session.query(Invoice).filter_by(org_id=org_id).subquery()
    return session.query(aliased(Invoice, mine)).all()  # => invoices: scoped


def reset_filter(session: Session, org_id: int):
    return session.query(Invoice).filter_by(org_id=org_id).reset_joinpoint().enable_eagerloads(False).all()  # => invoices: scoped


def query_where_none(session: Session, org_id: int):
    return session.query(Invoice).filter_by(org_id=org_id).filter(None).all()  # => invoices: *


def join_string(session: Session, org_id: int):
    return session.query(InvoiceLine).join("invoice").filter(Invoice.org_id == org_id).all()  # => invoice_lines: scoped; invoices: scoped


def join_strings(session: Session, org_id: int):
    return session.query(InvoiceLine).join("invoice", "account").filter(Account.org_id == org_id).all()  # => accounts: scoped; invoice_lines: scoped; invoices: scoped


def join_string_open(session: Session):
    return session.query(InvoiceLine).join("invoice").all()  # => invoice_lines: unscoped/none; invoices: unscoped/none


def from_self_limited(session: Session, org_id: int):
    return session.query(Invoice).limit(3).from_self().filter(Invoice.org_id == org_id).all()  # => invoices: ineffective/aggregate


def join_backref(session: Session, org_id: int):
    return session.query(InvoiceLine).join(InvoiceLine.invoice).filter(Invoice.org_id == org_id).all()  # => invoice_lines: scoped; invoices: scoped


def join_comma(session: Session, org_id: int):
    return session.query(InvoiceLine).join(Invoice, InvoiceLine.invoice_id == Invoice.id).filter_by(org_id=org_id).all()  # => invoice_lines: scoped; invoices: scoped


def join_secondary(session: Session, org_id: int):
    return session.query(Tag).join(Tag.invoices).filter(Invoice.org_id == org_id).all()  # => invoice_tags: scoped; invoices: scoped; tags: scoped


def association_table(session: Session):
    return session.execute(select(invoice_tags.c.tag_id)).all()  # => invoice_tags: unscoped/none


def association_table_insert(session: Session, invoice_id: int, tag_id: int):
    session.execute(invoice_tags.insert().values(invoice_id=invoice_id, tag_id=tag_id))  # => invoice_tags: unscoped/not-written


# bulk, unit of work


def query_update(session: Session, org_id: int):
    session.query(Invoice).filter(Invoice.org_id == org_id).update({"paid": 1})  # => invoices: scoped


def query_update_open(session: Session):
    session.query(Invoice).filter(Invoice.paid == 0).update({Invoice.paid: 1}, synchronize_session=False)  # => invoices: unscoped/none


def model_query_delete(invoice_id: int):
    Invoice.query.filter_by(id=invoice_id).delete()  # => invoices: unscoped/by-key


def query_update_moves(session: Session, org_id: int, other: int):
    session.query(Invoice).filter(Invoice.org_id == org_id).update({"org_id": other})  # => invoices: unscoped/reassigned


def bulk_insert_mappings(session: Session, org_id: int, rows: list):
    session.bulk_insert_mappings(Invoice, [{"org_id": org_id, "number": row["n"]} for row in rows])  # => invoices: scoped


def bulk_insert_mappings_without(session: Session, rows: list):
    session.bulk_insert_mappings(Invoice, [{"number": row["n"]} for row in rows])  # => invoices: unscoped/not-written


def bulk_update_mappings(session: Session, rows: list):
    session.bulk_update_mappings(Invoice, [{"id": row["id"], "paid": 1} for row in rows])  # => invoices: unscoped/by-key


def bulk_save_objects(session: Session, org_id: int, rows: list):
    session.bulk_save_objects([Invoice(org_id=org_id, number=row) for row in rows])  # => invoices: scoped


def bulk_save_objects_without(session: Session, rows: list):
    session.bulk_save_objects([Invoice(number=row) for row in rows])  # => invoices: unscoped/not-written


def execute_many(session: Session, org_id: int, numbers: list):
    session.execute(pg_insert(Invoice), [{"org_id": org_id, "number": n} for n in numbers])  # => invoices: scoped


def merged(session: Session, org_id: int, invoice_id: int):
    session.merge(Invoice(id=invoice_id, org_id=org_id, number="x"))  # => invoices: unscoped/*


def merged_without(session: Session):
    session.merge(Invoice(number="x"))  # => invoices: unscoped/not-written


def deleted(session: Session, invoice_id: int, org_id: int):
    session.delete(session.query(Invoice).filter_by(id=invoice_id, org_id=org_id).one())  # => invoices: scoped | invoices: scoped


def deleted_open(session: Session, invoice_id: int):
    row = session.query(Invoice).get(invoice_id)  # => invoices: unscoped/by-key
    session.delete(row)  # => invoices: unscoped/by-key


def refreshed(session: Session, org_id: int):
    row = Invoice(org_id=org_id, number="x")
    session.add(row)  # => invoices: scoped
    session.flush()
    session.refresh(row)


# inserts


def from_select(session: Session, org_id: int):
    mine = select(ledger.c.org_id, ledger.c.amount).where(ledger.c.org_id == org_id)
    session.execute(ledger_archive.insert().from_select(["org_id", "amount"], mine))  # => ledger: scoped; ledger_archive: scoped


def from_select_open(session: Session):
    session.execute(ledger_archive.insert().from_select(["org_id", "amount"], select(ledger.c.org_id, ledger.c.amount)))  # => ledger: unscoped/*; ledger_archive: *


def upsert(session: Session, org_id: int):
    stmt = pg_insert(Invoice).values(org_id=org_id, number="1", total=2)  # => invoices: scoped
    session.execute(stmt.on_conflict_do_update(index_elements=["org_id", "number"], set_={"total": stmt.excluded.total}))


def upsert_crosses(session: Session, org_id: int):
    stmt = pg_insert(Invoice).values(org_id=org_id, number="1", total=2)  # => invoices: unscoped/conflict-key
    session.execute(stmt.on_conflict_do_update(index_elements=[Invoice.number], set_=dict(total=stmt.excluded.total)))


def upsert_constraint(session: Session, org_id: int):
    stmt = pg_insert(Invoice).values(org_id=org_id, number="1", total=2)  # => invoices: unscoped/conflict-key
    session.execute(stmt.on_conflict_do_update(constraint="uq_invoices_number", set_={"total": 2}))


def upsert_nothing(session: Session, org_id: int):
    session.execute(pg_insert(Invoice).values(org_id=org_id).on_conflict_do_nothing())  # => invoices: scoped


def returning(session: Session, org_id: int):
    return session.scalars(pg_insert(Invoice).values(org_id=org_id).returning(Invoice.id)).one()  # => invoices: scoped


def update_returning(session: Session):
    return session.execute(update(Invoice).values(paid=1).returning(Invoice)).all()  # => invoices: unscoped/none


# imperative mapping, tables, shared tables


def core_table(conn, org_id: int):
    return conn.execute(ledger.select().where(ledger.c.org_id == org_id)).fetchall()  # => ledger: scoped


def core_table_old_style(conn):
    return conn.execute(select([ledger.c.amount]).where(ledger.c.amount > 0)).fetchall()  # => ledger: unscoped/none


def core_table_whereclause(conn, org_id: int):
    return conn.execute(select([ledger], ledger.c.org_id == org_id)).fetchall()  # => ledger: scoped


def core_table_subscript(conn, org_id: int):
    return conn.execute(select(ledger.c["amount"]).where(ledger.columns.org_id == org_id)).fetchall()  # => ledger: scoped


def core_update(conn, entry_id: int):
    conn.execute(ledger.update().where(ledger.c.id == entry_id).values(amount=0))  # => ledger: unscoped/by-key


def core_delete(conn, org_id: int):
    conn.execute(ledger.delete().where(ledger.c.org_id == org_id))  # => ledger: scoped


def model_table(session: Session, org_id: int):
    return session.execute(select(Invoice.__table__).where(Invoice.__table__.c.org_id == org_id)).all()  # => invoices: scoped


def imperatively_mapped(session: Session):
    return session.query(Entry).filter(Entry.amount > 0).all()  # => ledger: unscoped/none


def imperatively_mapped_scoped(session: Session, org_id: int):
    return session.query(Entry).filter_by(org_id=org_id).all()  # => ledger: scoped


def imperatively_mapped_added(session: Session, org_id: int):
    session.add(Entry(org_id, 5))  # => ledger: scoped


def own_table(session: Session, org_id: int):
    return session.query(Section).filter(Section.org_id == org_id).all()  # => sections: scoped


def own_table_open(session: Session):
    return session.query(Section).all()  # => sections: unscoped/none


def shared_table(session: Session):
    return session.query(ReportTitle).all()  # => reports: unscoped/none


def shared_table_scoped(session: Session, org_id: int):
    return session.query(ReportTitle).filter(ReportTitle.org_id == org_id).all()  # => reports: scoped


def imported_inside(session: Session, org_id: int):
    from app.classic_models import Tag as T

    return session.query(T).filter(T.org_id == org_id).all()  # => tags: scoped


def imported_inside_open(session: Session):
    from app import classic_models as m
    from app.models import Task as Work

    session.query(m.Tag).all()  # => tags: unscoped/none
    return session.query(Work).all()  # => tasks: unscoped/none


# SQLModel


def sqlmodel_exec(session: SQLModelSession, org_id: int):
    return session.exec(sqlmodel_select(Shipment).where(Shipment.org_id == org_id)).all()  # => shipments: scoped


def sqlmodel_exec_open(session: SQLModelSession):
    return session.exec(sqlmodel_select(Shipment)).first()  # => shipments: unscoped/none


def sqlmodel_get(session: SQLModelSession, shipment_id: int):
    return session.get(Shipment, shipment_id)  # => shipments: unscoped/by-key


def sqlmodel_add(session: SQLModelSession):
    session.add(Shipment(code="x"))  # => shipments: unscoped/not-written


# relationship comparisons


def relationship_equals(session: Session, org_id: int):
    account = session.query(Account).filter_by(org_id=org_id).first()  # => accounts: scoped
    return session.query(Invoice).filter(Invoice.account == account).all()  # => invoices: guarded/*


def relationship_any(session: Session, org_id: int):
    return session.query(Account).filter(Account.org_id == org_id, Account.invoices.any(Invoice.paid == 0)).all()  # => accounts: scoped; invoices: scoped


def relationship_any_secondary(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.org_id == org_id, Invoice.tags.any(label="x")).all()  # => invoice_tags: scoped; invoices: scoped; tags: scoped


def relationship_has(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.account.has(org_id=org_id)).all()  # => accounts: scoped; invoices: scoped


def relationship_has_open(session: Session):
    return session.query(Invoice).filter(Invoice.account.has(name="x")).all()  # => accounts: unscoped/none; invoices: unscoped/none


def relationship_contains(session: Session, org_id: int, tag: Tag):
    return session.query(Invoice).filter(Invoice.org_id == org_id, Invoice.tags.contains(tag)).all()  # => invoices: scoped


def parent(session: Session, org_id: int):
    account = session.query(Account).filter_by(org_id=org_id).one()  # => accounts: scoped
    return session.query(Invoice).filter(with_parent(account, Account.invoices)).all()  # => invoices: guarded/*


def parent_old_style(session: Session, org_id: int):
    account = session.query(Account).filter_by(org_id=org_id).one()  # => accounts: scoped
    return session.query(Invoice).with_parent(account, Account.invoices).all()  # => invoices: guarded/none


def of_type(session: Session, org_id: int):
    mine = aliased(Invoice)
    return session.query(InvoiceLine).join(InvoiceLine.invoice.of_type(mine)).filter(mine.org_id == org_id).all()  # => invoice_lines: scoped; invoices: scoped


def and_on_relationship(session: Session, org_id: int):
    return session.query(InvoiceLine).join(InvoiceLine.invoice.and_(Invoice.org_id == org_id)).all()  # => invoice_lines: scoped; invoices: scoped


# proxies, hybrids, expressions


def association_proxy_compared(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.org_id == org_id, Invoice.account_name == "x").all()  # => invoices: scoped


def association_proxy_open(session: Session):
    return session.query(Invoice).filter(Invoice.account_name == "x").all()  # => invoices: unscoped/none


def hybrid(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.org_id == org_id, Invoice.due > 0).all()  # => invoices: scoped


def hybrid_on_tenant(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.tenant == org_id).all()  # => invoices: scoped


def hybrid_expression(session: Session, org_id: int):
    return session.query(Invoice.size).filter(Invoice.org_id == org_id).all()  # => invoices: scoped


def hybrid_hides_a_subquery(session: Session, org_id: int):
    return session.query(Invoice.open_tags).filter(Invoice.org_id == org_id).all()  # => invoices: scoped; tags: unscoped/other-table-confined


def hybrid_method_called(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.belongs_to(org_id)).all()  # => invoices: scoped


def custom_comparator(session: Session, org_id: int):
    return session.query(Invoice).filter(Invoice.org_id == org_id, Invoice.shout == "x").all()  # => invoices: scoped


def column_property_read(session: Session, org_id: int):
    return session.query(InvoiceSummary).filter(InvoiceSummary.org_id == org_id).all()  # => invoice_lines: scoped; invoices: scoped


def column_property_open(session: Session):
    return session.query(InvoiceSummary).all()  # => invoice_lines: unscoped/none; invoices: unscoped/none


def expression_loaded(session: Session, org_id: int):
    option = with_expression(Invoice.rank, Invoice.total * 2)
    return session.query(Invoice).options(option).filter_by(org_id=org_id).all()  # => invoices: scoped


def expression_hides_a_subquery(session: Session, org_id: int):
    option = with_expression(Invoice.rank, select(func.count(Tag.id)).scalar_subquery())
    return session.query(Invoice).options(option).filter_by(org_id=org_id).all()  # => invoices: scoped; tags: unscoped/other-table-confined


# loader options, lazy and dynamic relationships


def loader_options(session: Session, org_id: int):
    return session.query(Invoice).options(joinedload(Invoice.account), selectinload(Invoice.tags), load_only(Invoice.id)).filter_by(org_id=org_id).all()  # => invoices: scoped


def loader_options_nested(session: Session, org_id: int):
    return session.query(Invoice).options(subqueryload(Invoice.account).raiseload("*"), raiseload(Invoice.lines)).filter_by(org_id=org_id).all()  # => invoices: scoped


def contains_eager_option(session: Session, org_id: int):
    return session.query(Invoice).join(Invoice.account).options(contains_eager(Invoice.account)).filter(Account.org_id == org_id).all()  # => accounts: scoped; invoices: scoped


def loader_criteria(session: Session, org_id: int):
    return session.execute(select(Invoice).options(with_loader_criteria(Invoice, Invoice.org_id == org_id))).all()  # => invoices: scoped


def loader_criteria_of_a_table(session: Session, org_id: int):
    mine = with_loader_criteria(Invoice, Invoice.org_id == org_id)
    return session.execute(select(Invoice.__table__).options(mine)).all()  # => invoices: unscoped/none


def lazy_relationship(session: Session, org_id: int, invoice_id: int):
    invoice = session.query(Invoice).filter_by(id=invoice_id, org_id=org_id).one()  # => invoices: scoped
    return [tag.label for tag in invoice.tags]


def dynamic_relationship(session: Session, org_id: int, invoice_id: int):
    invoice = session.query(Invoice).filter_by(id=invoice_id, org_id=org_id).one()  # => invoices: scoped
    return invoice.lines.filter(InvoiceLine.amount > 0).all()  # => invoice_lines: scoped


def dynamic_relationship_open(session: Session, invoice_id: int):
    invoice = session.query(Invoice).get(invoice_id)  # => invoices: unscoped/by-key
    return invoice.lines.filter(InvoiceLine.amount > 0).all()  # => invoice_lines: unscoped/none


def relationship_append(session: Session, org_id: int):
    invoice = Invoice(org_id=org_id, number="x", lines=[InvoiceLine(amount=1)])
    session.add(invoice)  # => invoices: scoped


# async


async def async_session(session: AsyncSession, org_id: int):
    return (await session.execute(select(Task).where(Task.org_id == org_id))).scalars().all()  # => tasks: scoped


async def async_stream(session: AsyncSession):
    async for row in await session.stream(select(Task)):  # => tasks: unscoped/none
        print(row)


async def async_stream_scalars(session: AsyncSession):
    async for row in await session.stream_scalars(select(Task)):  # => tasks: unscoped/none
        print(row)


async def async_run_sync(session: AsyncSession):
    return await session.run_sync(lambda s: s.query(Task).all())  # => tasks: unscoped/none


async def async_get(session: AsyncSession, task_id: int):
    return await session.get(Task, task_id)  # => tasks: unscoped/by-key


# older ways


def engine_execute(engine, org_id: int):
    return engine.execute(select([ledger]).where(and_(ledger.c.org_id == org_id, literal(1) == 1))).fetchall()  # => ledger: scoped


def bound_execute():
    return select([ledger]).execute()  # => ledger: unscoped/none


def in_list(session: Session, org_ids: list):
    return session.query(Invoice).filter(Invoice.org_id.in_(org_ids)).all()  # => invoices: scoped


# what else builds, names or hands over


def local_table(conn, org_id: int):
    tasks = table("tasks", column("id"), column("org_id"))
    return conn.execute(select(tasks.c.id).where(tasks.c.org_id == org_id)).all()  # => tasks: scoped


def local_table_open(conn):
    return conn.execute(select(table("tasks", column("id")))).all()  # => tasks: unscoped/none


def reflected_table(conn):
    return conn.execute(select(Table("tasks", MetaData(), autoload_with=conn))).all()  # => tasks: unscoped/none


def query_object(session: Session):
    return Query([Invoice], session=session).all()  # => invoices: unscoped/none


def query_with_session(session: Session, org_id: int):
    return Query(Invoice).with_session(session).filter(Invoice.org_id == org_id).all()  # => invoices: scoped


def bundle(session: Session):
    return session.query(Bundle("b", Invoice.id, Invoice.number)).all()  # => invoices: unscoped/none


def deleted_all(session: Session, invoice_id: int):
    rows = session.query(Invoice).filter_by(id=invoice_id).all()  # => invoices: unscoped/by-key
    session.delete_all(rows)  # => invoices: unscoped/by-key


def merged_all(session: Session):
    session.merge_all([Invoice(number="x")])  # => invoices: unscoped/not-written


def bulk_update_statement(session: Session, rows: list):
    session.execute(update(Invoice), [{"id": row, "paid": 1} for row in rows])  # => invoices: unscoped/*


def text_with_columns(session: Session):
    return session.execute(text("SELECT id FROM tasks").columns(Task.id)).all()  # => tasks: unscoped/none


def text_with_bindparams(session: Session, org_id: int):
    return session.execute(text("SELECT * FROM tasks WHERE org_id = :o").bindparams(o=org_id)).all()  # => tasks: scoped


async def async_connection(conn: AsyncConnection):
    return (await conn.scalars(select(Task.id))).all()  # => tasks: unscoped/none


async def async_delete(session: AsyncSession, task_id: int):
    await session.delete(await session.get(Task, task_id))  # => tasks: unscoped/by-key | tasks: unscoped/by-key


def sqlmodel_delete(session: SQLModelSession):
    session.exec(delete(Shipment))  # => shipments: unscoped/none


def flask_text():
    return db.session.execute(db.text("SELECT * FROM invoices")).all()  # => invoices: unscoped/none
