"""Where relationships lead, and how a joined subclass hangs on its parent."""

from textwrap import dedent

from scopelint.model.program import MappedColumn, Program
from tests.link.project import linked

BASE = "from sqlalchemy import *\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): ...\n"


def models(source: str) -> Program:
    """A module ``m`` of models over ``Base``."""
    return linked({"m.py": BASE + dedent(source)})


def reasons(program: Program) -> list[tuple[str, str]]:
    return [(gap.kind, gap.reason) for gap in program.gaps]


def test_a_class_name_means_the_one_of_its_own_registry() -> None:
    service = """
    from sqlalchemy import Column, ForeignKey, Integer
    from sqlalchemy.orm import declarative_base, relationship
    Base = declarative_base()
    class Org(Base):
        __tablename__ = "orgs"
        id = Column(Integer, primary_key=True)
    class Task(Base):
        __tablename__ = "tasks"
        id = Column(Integer, primary_key=True)
        org_id = Column(ForeignKey("orgs.id"))
        org = relationship("Org")
    """
    program = linked(
        {
            "one/app/__init__.py": "",
            "one/app/models.py": service,
            "one/app/use.py": "from app.models import Org",
            "two/app/__init__.py": "",
            "two/app/models.py": service,
            "two/app/use.py": "from app.models import Org",
        }
    )
    assert program.mapped["one.app.models:Task"].relationships["org"].target == "one.app.models:Org"
    assert program.mapped["two.app.models:Task"].relationships["org"].target == "two.app.models:Org"


def test_a_dotted_path_chooses_among_classes_of_one_name() -> None:
    model = (
        "from base import *\nclass {0}(Base):\n    __tablename__ = '{1}'\n    id = Column(Integer, primary_key=True)\n"
    )
    program = linked(
        {
            "base.py": BASE,
            "a.py": model.format("Item", "a_items"),
            "b.py": model.format("Item", "b_items"),
            "c.py": model.format("Cart", "carts")
            + "    x = Column(ForeignKey('b_items.id'))\n    item = relationship('b.Item')\n",
        }
    )
    found = program.mapped["c:Cart"].relationships["item"]
    assert (found.target, found.pairs) == ("b:Item", (("x", "id"),))


def test_two_foreign_keys_leave_the_pairs_open() -> None:
    program = models("""
    class User(Base):
        __tablename__ = "users"
        id = Column(Integer, primary_key=True)
    class Task(Base):
        __tablename__ = "tasks"
        id = Column(Integer, primary_key=True)
        a = Column(ForeignKey("users.id"))
        b = Column(ForeignKey("users.id"))
        user = relationship(User)
    """)
    assert program.mapped["m:Task"].relationships["user"].pairs == ()


def test_a_target_out_of_view_is_a_gap() -> None:
    program = models("""
    class Task(Base):
        __tablename__ = "tasks"
        id = Column(Integer, primary_key=True)
        user = relationship("Nobody")
    """)
    assert program.mapped["m:Task"].relationships["user"].target is None
    assert ("model", "relationship user leads to no class in view") in reasons(program)


def test_an_alternative_in_a_join_pairs_nothing() -> None:
    program = models("""
    class A(Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        bs = relationship("B", primaryjoin="or_(A.id == foreign(B.a_id), B.a_id == None)")
    class B(Base):
        __tablename__ = "b"
        id = Column(Integer, primary_key=True)
        a_id = Column(ForeignKey("a.id"))
    """)
    assert program.mapped["m:A"].relationships["bs"].pairs == ()


def test_a_joined_subclass_tells_its_parent_and_the_join() -> None:
    program = models("""
    class A(Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        org_id = Column(Integer, nullable=False)
    class B(A):
        __tablename__ = "b"
        a_id = Column(ForeignKey(A.id), primary_key=True)
    """)
    mapped = program.mapped["m:B"]
    assert (mapped.parent, mapped.parent_pairs) == ("m:A", (("a_id", "id"),))
    assert mapped.columns["org_id"] == MappedColumn("org_id", "org_id", False, False, "a")
