"""Models in the styles of 1.4: Flask-SQLAlchemy, query_property, imperative tables, hybrids, proxies; and SQLModel."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, UniqueConstraint, case, func, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.ext.hybrid import Comparator, hybrid_method, hybrid_property
from sqlalchemy.orm import (
    backref,
    column_property,
    query_expression,
    registry,
    relationship,
    scoped_session,
    sessionmaker,
)
from sqlmodel import Field, SQLModel

db = SQLAlchemy()

invoice_tags = db.Table(
    "invoice_tags",
    db.Column("invoice_id", db.ForeignKey("invoices.id"), primary_key=True),
    db.Column("tag_id", db.ForeignKey("tags.id"), primary_key=True),
)


class Account(db.Model):
    __tablename__ = "accounts"
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer, db.ForeignKey("organizations.id"), nullable=False)
    name = db.Column(db.String(80), nullable=False)


class Tag(db.Model):
    __tablename__ = "tags"
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer, db.ForeignKey("organizations.id"), nullable=False)
    label = db.Column(db.String(80), nullable=False)


class InvoiceLine(db.Model):
    __tablename__ = "invoice_lines"
    id = db.Column(db.Integer, primary_key=True)
    invoice_id = db.Column(db.Integer, db.ForeignKey("invoices.id"), nullable=False)
    note = db.Column(db.String(80))
    amount = db.Column(db.Integer, nullable=False)


class UpperCase(Comparator):
    def __eq__(self, other):
        return func.upper(self.__clause_element__()) == func.upper(other)


class Invoice(db.Model):
    __tablename__ = "invoices"
    __table_args__ = (UniqueConstraint("org_id", "number"), UniqueConstraint("number", name="uq_invoices_number"))
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer, db.ForeignKey("organizations.id"), nullable=False)
    account_id = db.Column(db.Integer, db.ForeignKey("accounts.id"), nullable=False)
    number = db.Column(db.String(20), nullable=False)
    total = db.Column(db.Integer, nullable=False)
    paid = db.Column(db.Integer, nullable=False)
    account = db.relationship("Account", backref=backref("invoices", lazy="dynamic"))
    lines = db.relationship("InvoiceLine", backref="invoice", lazy="dynamic")
    tags = db.relationship("Tag", secondary=invoice_tags, backref="invoices")
    tag_labels = association_proxy("tags", "label")
    account_name = association_proxy("account", "name")
    rank = query_expression()

    @hybrid_property
    def due(self):
        return self.total - self.paid

    @hybrid_property
    def size(self):
        return "large" if self.total > 1000 else "small"

    @size.expression
    def size(cls):
        return case((cls.total > 1000, "large"), else_="small")

    @hybrid_property
    def tenant(self):
        return self.org_id

    @hybrid_property
    def open_tags(self):
        return len(self.tags)

    @open_tags.expression
    def open_tags(cls):
        return select(func.count(Tag.id)).scalar_subquery()

    @hybrid_method
    def belongs_to(self, org_id):
        return self.org_id == org_id

    @hybrid_property
    def shout(self):
        return self.number.upper()

    @shout.comparator
    def shout(cls):
        return UpperCase(cls.number)


class InvoiceSummary(db.Model):
    __table__ = Invoice.__table__
    line_count = column_property(
        select(func.count(InvoiceLine.id)).where(InvoiceLine.invoice_id == Invoice.id).correlate_except(InvoiceLine).scalar_subquery()
    )


Base = declarative_base()
Session = scoped_session(sessionmaker())
Base.query = Session.query_property()


class Report(Base):
    __tablename__ = "reports"
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
    title = Column(String, nullable=False)


class Section(Base):
    __table__ = Table(
        "sections",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("org_id", Integer, ForeignKey("organizations.id"), nullable=False),
        Column("report_id", Integer, ForeignKey("reports.id"), nullable=False),
    )
    report = relationship(Report)


class ReportTitle(Base):
    __table__ = Report.__table__


metadata = MetaData()
ledger = Table(
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("org_id", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
)
ledger_archive = Table(
    "ledger_archive",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("org_id", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
)


class Entry:
    def __init__(self, org_id, amount):
        self.org_id = org_id
        self.amount = amount


mapper_registry = registry()
mapper_registry.map_imperatively(Entry, ledger)


class Shipment(SQLModel, table=True):
    __tablename__ = "shipments"
    id: int | None = Field(default=None, primary_key=True)
    org_id: int = Field(foreign_key="organizations.id")
    code: str


class Draft(Base):
    __tablename__ = "drafts"
    query = Session.query_property()
    id = Column(Integer, primary_key=True)
    org_id = Column(Integer, ForeignKey("organizations.id"), nullable=False)
