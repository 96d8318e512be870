"""Joined, single-table and concrete inheritance; abstract bases; overridden and hidden columns."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

SCHEMA = "hr"


class Base(DeclarativeBase):
    metadata = MetaData(schema=SCHEMA)


class Model(Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    hidden: Mapped[str] = mapped_column(String)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"


class Tenant(Model):
    hidden = None


class Tenanted:
    @declared_attr
    def tenant_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("tenants.id"), index=True)


class Employee(Tenanted, Model):
    type: Mapped[str]
    name: Mapped[str | None]

    tenant: Mapped[Tenant] = relationship()

    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}  # noqa: RUF012


class Manager(Employee):
    __tablename__ = "managers"

    id: Mapped[int] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    budget: Mapped[int]
    reports: Mapped[list["Engineer"]] = relationship(back_populates="manager", foreign_keys="Engineer.manager_id")

    __mapper_args__ = {"polymorphic_identity": "manager"}  # noqa: RUF012


class Engineer(Employee):
    __tablename__ = None
    level: Mapped[int | None] = mapped_column()
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("managers.id"))
    manager: Mapped[Manager | None] = relationship(back_populates="reports", foreign_keys=manager_id)

    __mapper_args__ = {"polymorphic_identity": "engineer"}  # noqa: RUF012


class Senior(Engineer):
    __tablename__ = None
    stars = Column(Integer)

    __mapper_args__ = {"polymorphic_identity": "senior"}  # noqa: RUF012


class Shape(Base):
    __tablename__ = "shapes"
    __table_args__ = {"schema": "art"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(f"{SCHEMA}.employees.id"))


class Circle(Shape):
    __tablename__ = "circles"
    __mapper_args__ = {"concrete": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    radius: Mapped[int]
