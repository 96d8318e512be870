"""Tables first: Table, __table__, map_imperatively, registry.mapped."""

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import declarative_base, registry, relationship

metadata = MetaData()
mapper_registry = registry(metadata=metadata)
Base = declarative_base(metadata=metadata)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String, unique=True, nullable=False),
    Column("region", String(2)),
    UniqueConstraint("id", "region"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, nullable=False),
    Column("account_region", String),
    ForeignKeyConstraint(["account_id", "account_region"], ["accounts.id", "accounts.region"]),
    Index("ix_orders", "account_id", "id", unique=True),
    schema="shop",
)

lines = Table("lines", metadata, Column("order_id", ForeignKey(orders.c.id), primary_key=True), Column("n", Integer))


class Account:
    pass


class Order:
    pass


class Line(Base):
    __table__ = lines
    number = lines.c.n
    order = relationship(Order)


@mapper_registry.mapped
class Region:
    __tablename__ = "regions"
    code = Column(String(2), primary_key=True)


def start_mappers() -> None:
    mapper_registry.map_imperatively(
        Account, accounts, properties={"orders": relationship(Order, back_populates="account")}
    )
    mapper_registry.map_imperatively(Order, orders, properties={"account": relationship(Account)})


start_mappers()
