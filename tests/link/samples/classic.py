"""SQLAlchemy 1.4 style: declarative_base, Column, mixins with declared_attr, backrefs, association tables."""

import re
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, PrimaryKeyConstraint, String, Table, orm
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import backref, declarative_base, declared_attr, deferred, relationship


def resolve_table_name(name):
    names = re.split("(?=[A-Z])", name)
    return "_".join([x.lower() for x in names if x])


class CustomBase:
    @declared_attr
    def __tablename__(cls):
        return resolve_table_name(cls.__name__)


Base = declarative_base(cls=CustomBase)
Required = partial(Column, nullable=False)
Text = sa.String


def tenant_column(**options):
    options.setdefault("nullable", False)
    return Column(Integer, ForeignKey("company.id"), **options)


def named(name, *args, **kwargs):
    """A column with a prefix."""
    prefix = "x_"
    if name.startswith("raw"):
        prefix = ""
    return sa.Column(prefix + name, *args, **kwargs)


class TenantMixin:
    @declared_attr
    def company_id(cls):
        return tenant_column()

    @declared_attr
    def company(cls):
        return relationship("Company")


class StampMixin:
    created_at = Column(DateTime, default=sa.func.now())
    created_at._creation_order = 9998
    updated_at = Column(DateTime)


class Company(Base):
    id = Column(Integer, primary_key=True)
    name = Required(String(10), unique=True)
    parent_id = Column(Integer, ForeignKey("company.id"))
    subsidiaries = relationship("Company", backref=backref("parent", remote_side=[id]))


ticket_labels = Table(
    "ticket_labels",
    Base.metadata,
    Column("ticket_id", Integer, ForeignKey("ticket.id", ondelete="CASCADE")),
    Column("label_id", ForeignKey("label.id")),
    PrimaryKeyConstraint("ticket_id", "label_id"),
)


class Label(TenantMixin, Base):
    id = Column(Integer, primary_key=True)
    text = named("text", Text, nullable=False)
    raw = named("raw", Text)


class Ticket(Base, StampMixin, TenantMixin):
    __table_args__ = (
        sa.UniqueConstraint("number", "company_id"),
        sa.CheckConstraint("number > 0"),
    )

    id = Column(Integer, primary_key=True)
    number = Column(Integer, nullable=False)
    _enabled = Column("enabled", Boolean)
    body = deferred(Column(sa.Text))
    owner_id = Column(Integer, ForeignKey("person.id"))
    updated_at = Column(DateTime, nullable=False)

    labels = relationship("Label", secondary=ticket_labels, backref="tickets")
    also_labels = relationship("Label", ticket_labels, viewonly=True)
    owner = relationship("Person", backref="tickets", foreign_keys=[owner_id])
    texts = association_proxy("labels", "text")
    notes = orm.relationship("Note", lazy="dynamic", order_by="Note.id", back_populates="ticket")
    detail = relationship("Detail", uselist=False, backref="ticket")


class Person(Base):
    id = Column(Integer, primary_key=True)
    name = Column(String)
    boss_id = sa.Column(sa.ForeignKey(id))
    friends = relationship(
        lambda: Person,
        secondary="friendship",
        primaryjoin="Person.id == Friendship.one_id",
        secondaryjoin="Person.id == Friendship.other_id",
    )


class Friendship(Base):
    one_id = Column(Integer, ForeignKey(Person.id), primary_key=True)
    other_id = Column(Integer, ForeignKey(Person.id), primary_key=True)


class Note(Base):
    id = Column(Integer, primary_key=True)
    ticket_id = Column(ForeignKey(Ticket.id), nullable=False)
    ticket = relationship(Ticket, back_populates="notes")


class Detail(Base):
    __tablename__ = f"{Ticket.__tablename__}_detail"
    id = Column(Integer, ForeignKey(f"{Ticket.__tablename__}.id"), primary_key=True)


Ticket.last_note = relationship(
    Note,
    primaryjoin=sa.and_(Ticket.id == Note.ticket_id, Note.id > 0),
    viewonly=True,
    uselist=False,
)
