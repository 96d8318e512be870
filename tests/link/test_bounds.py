"""What linking reads, and that nothing in a file can stop it."""

from textwrap import dedent

import pytest

from scopelint.extract import outline, read_bodies
from scopelint.link import link
from scopelint.model.body import Body
from scopelint.model.program import Program
from tests.link.project import linked

BASE = "from sqlalchemy import *\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): ...\n"


def models(source: str) -> Program:
    """A module ``m`` of models over ``Base``."""
    return linked({"m.py": BASE + dedent(source)})


def test_only_models_and_their_bases_are_read() -> None:
    source = BASE + dedent("""
    class Mixin:
        x = Column(Integer)
    class A(Mixin, Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
    class Schema:
        y = 1
    """)
    outlines = {"m.py": outline("m.py", source.encode())}
    asked: list[str] = []

    def body_of(path: str, qualname: str) -> Body | None:
        asked.append(qualname)
        return read_bodies(source.encode(), outlines[path], [qualname]).get(qualname)

    link(outlines, body_of)
    assert sorted(asked) == ["<module>", "A", "Base", "Mixin"]


def test_a_model_whose_body_cannot_be_read_is_a_gap() -> None:
    source = BASE + "class A(Base):\n    __tablename__ = 'a'\n    id = Column(Integer, primary_key=True)\n"
    outlines = {"m.py": outline("m.py", source.encode())}
    program = link(outlines, lambda path, qualname: None)
    assert [(gap.kind, gap.path) for gap in program.gaps] == [("model", "m.py")]


@pytest.mark.parametrize(
    "source",
    [
        "X = Y\nY = X\nclass A(X): ...\n",
        "def f(): return f()\nclass A(Base):\n    __tablename__ = f()\n    id = Column(Integer)\n",
        "class A(Base):\n    __tablename__ = B.__tablename__\n    id = Column()\nclass B(Base):\n    __tablename__ = A.__tablename__\n    id = Column()\n",
        "x = [" + "[" * 60 + "]" * 60 + "]\nt = Table('t', x, *x)\n",
        "a0 = 1\n"
        + "".join(f"a{i} = a{i - 1} + a{i - 1}\n" for i in range(1, 2000))
        + "class A(Base):\n    __tablename__ = f'{a1999}'\n    id = Column()\n",
        "class A(Base):\n    __tablename__ = " + "+".join(["'a'"] * 3000) + "\n    id = Column()\n",
        "class A(Base):\n    __tablename__ = 'a' * 10 ** 9\n    id = Column()\n",
        "class A(Base):\n    __tablename__ = ''.join(a for a in 'aaaaaaaaaa' * 9 if [b for b in 'aaaaaaaaaaaaaaaaaaaa'])\n    id = Column()\n",
        "class A(Base):\n    __tablename__ = 'a'\n    id = Column()\n    r = relationship('(' * 9000)\n    s = relationship('"
        + "(" * 3000
        + "')\n",
        "class A(" + "(" * 300 + "Base" + ")" * 300 + "): ...\n",
        "class A(Base):\n    __tablename__ = 'a'\n    id: Mapped['Mapped[\"Mapped[Mapped]\"]'] = mapped_column()\n",
        "N = Optional['N']\nclass A(Base):\n    __tablename__ = 'a'\n    id: Mapped[N] = mapped_column()\n",
    ],
)
def test_nothing_a_file_holds_stops_the_linking(source: str) -> None:
    models(source)
