"""Write-only relationships: collections that give statements, and take rows."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, WriteOnlyMapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


folder_marks = Table(
    "folder_marks",
    Base.metadata,
    Column("folder_id", Integer, ForeignKey("folders.id"), primary_key=True),
    Column("mark_id", Integer, ForeignKey("marks.id"), primary_key=True),
)


class Folder(Base):
    __tablename__ = "folders"
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int]
    pages: WriteOnlyMapped["Page"] = relationship(back_populates="folder")
    marks = relationship("Mark", secondary=folder_marks, lazy="write_only")
    papers: Mapped[list["Paper"]] = relationship(lazy="write_only")


class Page(Base):
    __tablename__ = "pages"
    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), nullable=False)
    title: Mapped[str] = mapped_column(String)
    folder: Mapped[Folder] = relationship(back_populates="pages")


class Paper(Base):
    __tablename__ = "papers"
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int]
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"), nullable=False)


class Mark(Base):
    __tablename__ = "marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[int]


def selected(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    return session.scalars(folder.pages.select().where(Page.title != "").limit(5)).all()  # => pages: guarded/*


def selected_of_any_row(session: Session, folder_id: int):
    folder = session.get_one(Folder, folder_id)  # => folders: unscoped/by-key
    return session.scalars(folder.pages.select()).all()  # => pages: unscoped/none


def selected_with_tenant(session: Session, org_id: int, folder: Folder):
    return session.scalars(folder.papers.select().where(Paper.org_id == org_id)).all()  # => papers: scoped


def selected_through(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    return session.scalars(folder.marks.select()).all()  # => folder_marks: guarded/*; marks: guarded/*


def selected_sometimes(session: Session, org_id: int, folder_id: int, title: str | None):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    pages = folder.pages.select()  # => pages: guarded/*
    if title:
        pages = pages.where(Page.title == title)
    return session.scalars(pages).all()


def updated(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    session.execute(folder.pages.update().values(title="x"))  # => pages: guarded/*


def deleted_of_any_row(session: Session, folder_id: int):
    folder = session.get_one(Folder, folder_id)  # => folders: unscoped/by-key
    session.execute(folder.pages.delete().where(Page.title == "x"))  # => pages: unscoped/none


def inserted(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    session.execute(folder.pages.insert(), [{"title": "a"}, {"title": "b"}])  # => pages: scoped


def inserted_without_tenant(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    session.execute(folder.papers.insert(), [{"id": 1}])  # => papers: unscoped/not-written


def added(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    folder.pages.add(Page(title="a"))  # => pages: scoped
    folder.pages.add_all([Page(title="b"), Page(title="c")])  # => pages: scoped | pages: scoped
    session.commit()


def added_to_any_row(session: Session, folder_id: int):
    folder = session.get_one(Folder, folder_id)  # => folders: unscoped/by-key
    folder.pages.add(Page(title="a"))  # => pages: unscoped/*
    session.commit()


def added_without_tenant(session: Session, org_id: int, folder_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    folder.papers.add(Paper())  # => papers: unscoped/not-written
    session.commit()


def moved(session: Session, org_id: int, folder_id: int, page_id: int):
    folder = session.scalars(select(Folder).filter_by(id=folder_id, org_id=org_id)).one()  # => folders: scoped
    page = session.get_one(Page, page_id)  # => pages: unscoped/by-key
    folder.pages.add(page)
    session.commit()
