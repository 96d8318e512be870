"""SQLModel: Field, inheritance from plain models, sa_column, Relationship, link models."""

import uuid
from datetime import datetime
from typing import ClassVar, List, Optional  # noqa: UP035

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel


class TenantBase(SQLModel):
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    limit: ClassVar[int] = 3


class Link(SQLModel, table=True):
    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    power_id: int | None = Field(default=None, foreign_key="power.id", primary_key=True)


class Tenant(SQLModel, table=True):
    id: str = Field(max_length=36, primary_key=True)
    name: str = Field(unique=True)
    heroes: List["Hero"] = Relationship(back_populates="tenant")  # noqa: UP006


class HeroBase(TenantBase):
    name: str
    nickname: Optional[str] = None  # noqa: UP045
    age: int | None = Field(...)
    score: int = 5


class Hero(HeroBase, table=True):
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        ForeignKeyConstraint(["tenant_id", "team_id"], ["teams.tenant_id", "teams.id"]),
    )

    id: Optional[int] = Field(default=None, primary_key=True)  # noqa: UP045
    team_id: uuid.UUID
    secret: str = Field(sa_column=Column("hashed", String(64)))
    boss_id: int | None = Field(sa_column=Column(ForeignKey("hero.id", ondelete="SET NULL"), nullable=True))
    note: str | None = Field(default=None, nullable=False)
    seen: datetime = Field(default_factory=datetime.utcnow, sa_column_kwargs={"nullable": True, "name": "seen_at"})

    tenant: Tenant = Relationship(back_populates="heroes")
    team: Optional["Team"] = Relationship(sa_relationship_kwargs={"viewonly": True})
    powers: list["Power"] = Relationship(back_populates="heroes", link_model=Link)
    boss: Optional["Hero"] = Relationship(
        sa_relationship_kwargs=dict(remote_side="Hero.id", foreign_keys="[Hero.boss_id]")  # noqa: C408
    )


class Power(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list[Hero] = Relationship(back_populates="powers", link_model=Link)


class Team(TenantBase, table=True):
    __tablename__ = "teams"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True)


class HeroRead(HeroBase):
    id: int
