"""Statements built and executed in every way that Python allows."""

import asyncio
import functools
import itertools
import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy import func, select as sel, text, union_all, create_engine
from sqlalchemy.orm import Session, aliased, sessionmaker
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from app import models as m
from app.models import *
from app.models import Task
T = m.Task
engine = create_engine("postgresql://")
SessionLocal = sessionmaker(engine)
AS = async_sessionmaker()

def f1(s: Session): return s.query(Task)[0:10]
def f2(s: Session): return len(list(s.query(Task)))
def f3(s: Session): return any(x.title for x in s.query(Task))
def f4(s: Session): return sorted(s.query(Task), key=str)
def f5(s: Session): return dict(s.query(Task.id, Task.title))
def f6(s: Session): return next(iter(s.query(Task)))
def f7(s: Session): return s.query(s.query(Task).exists()).scalar()
def f8(s: Session): return s.query(func.count(Task.id)).scalar()
def f9(s: Session): return s.query(func.count()).select_from(Task).scalar()
def f10(s: Session): return s.execute(Task.__table__.select()).all()
def f11(s: Session): return s.execute(Task.__table__.delete())
def f12(s: Session):
    yield from s.query(Task)
def f13(s: Session): return (x for x in s.query(Task))
def f14(s: Session): return s.query(Task)
def f15(run): return run(lambda s: s.query(Task).all())
async def f16(s: AsyncSession): return await asyncio.gather(s.execute(sel(Task)), s.execute(sel(m.Note)))
def f17(s: Session): return list(map(str, s.query(Task)))
def f18(s: Session): return [*s.query(Task)]
def f19(s: Session): return s.query(Task).with_for_update().one()
def f20(s: Session): return s.connection().execute(sel(Task)).all()
def f21(s: Session):
    A = aliased(Task)
    return s.query(A.id).all()
def f22(s: Session): return getattr(s, "query")(Task).all()
def f23(s: Session): return s.query(Task).populate_existing().get(5)
def f24(s: Session): return s.scalars(sa.select(T)).all()
def f25(): return sa.orm.Session(engine).query(m.Task).all()
def f26(s: Session): return s.execute(union_all(sel(Task.id), sel(Note.id))).all()
def f27():
    with SessionLocal() as s, s.begin():
        return s.scalar(sel(Task))
def f28(s: Session):
    if (row := s.query(Task).first()):
        return row
def f29(s: Session, x):
    match x:
        case 1: return s.query(Task).all()
def f30(s: Session):
    try:
        pass
    finally:
        s.query(Task).all()
def f31(s: Session):
    while s.query(Task).count():
        pass
def f32(s: Session, rows=None):
    assert s.query(Task).all()
def f33(s: Session): return f"{s.query(Task).count()}"
async def f34(s: AsyncSession):
    async for row in await s.stream(sel(Task)):
        print(row)
def f35(s: Session): s.bulk_update_mappings(Task, [{"id": 1}])
def f36(s: Session): s.query(Task).update({"title": "x"})
def f37(s: Session): s.execute(sa.update(Task).values(title="x"))
class Repo:
    def __init__(self, s: Session): self._s = s
    def f38(self): return self._s.query(Task).all()
    @property
    def f39(self): return self._s.query(Task).all()
    @staticmethod
    def f40(s: Session): return s.query(Task).all()
    f41 = lambda self: self._s.query(Task).all()
    def f42(self):
        def inner(): return self._s.query(Task).all()
        return inner
def f43(s: Session): return functools.reduce(lambda q, c: q.filter(c), [Task.id > 1], s.query(Task)).all()
def f44(s: Session): return list(itertools.chain(s.query(Task), s.query(Note)))
def f45(s: Session): return {t.id: t for t in s.query(Task)}
def f46(s: Session): return max(s.query(Task), key=str)
def f47(s: Session): return s.query(Task).first().title
def f48(s: Session): return bool(s.query(Task).first()) and s.query(Note).all()
def f49(s: Session): return s.query(Task).all() if s else s.query(Note).all()
def f50(): 
    with engine.begin() as c: c.execute(text("select * from tasks"))
async def f51():
    async with AS() as s:
        r = await s.execute(sel(Task)); return r.scalars().all()
def f52(s: Session):
    for model in (Task, Note): s.query(model).delete()
def f53(s: Session): return enumerate(s.query(Task))
def f54(s: Session): return zip(s.query(Task), [1])
def f55(s: Session):
    a, *b = s.query(Task)
    return a
def f56(s: Session): return tuple(s.query(Task)), set(s.query(Note))
def f57(s: Session): return sum(1 for _ in s.query(Task))
def f58(s: Session):
    q = s.query(Task)
    q = q.filter(Task.id > 3)
    return [r for r in q if r.title]
def f59(s: Session): print(*s.query(Task))
def f60(s: Session): return s.query(Task).filter(Task.id.in_(s.query(Note.id))).all()
def f61(s: Session):
    global CACHE
    CACHE = s.query(Task).all()
def f62(s: Session, key):
    return {"a": lambda: s.query(Task).all(), "b": lambda: s.query(Note).all()}[key]()
def f63(s: Session):
    @functools.lru_cache
    def inner(): return s.query(Task).all()
    return inner()
def f64(s: Session): return (s.query(Task) if s else None).all()
def f65(s: Session): return s.query(*[Task.id, Task.title]).all()
def f66(s: Session): return s.query(*[c for c in Task.__table__.c]).all()
def f67(s: Session): return s.query(Task.__table__).all()
def f68(s: Session): return s.execute(sel(*Task.__table__.columns)).all()
def f69(s: Session): return s.execute(sel(text("*")).select_from(text("tasks"))).all()
def f70(s: Session): return s.execute(sel(sa.literal_column("1")).select_from(Task)).all()
def f71(s: Session): return s.execute(sa.table("tasks", sa.column("id")).select()).all()
def f72(s: Session): return s.execute(sa.text("select * from tasks").columns(Task.id)).all()
def f73(s: Session): return s.query(Task).from_statement(text("select * from tasks")).all()
def f74(s: Session): return s.execute(sel(sa.func.count()).select_from(sel(Task).subquery())).scalar()
def f75(s: Session): return s.execute(sel(sa.exists().where(Task.id == 1))).scalar()
def f76(s: Session): return s.query(sa.exists().where(Task.id == 1)).scalar()
def f77(s: Session): return s.query(Task).filter(Task.id == 3).one_or_none()
def f78(s: Session): return s.execute(sa.select(sa.column("id")).select_from(sa.table("tasks"))).all()
def f79(s: Session): return s.scalars(sel(Task).order_by(Task.id).limit(5)).unique().all()
def f80(s: Session): return s.get(Task, 5)
def f81(s: Session): return s.query(Task).get(5)
def f82(s: Session): return s.get_one(Task, 5)
def f83(s: Session): return s.merge(Task(id=5))
def f84(s: Session): s.refresh(s.get(Task, 4))
def f85(s: Session): return s.scalar(sel(sel(Task.id).limit(1).scalar_subquery()))
def f86(s: Session): return s.execute("select * from tasks")
def f87(s: Session): return s.execute(statement=sel(Task)).all()
def f88(s: Session): return Session.query(s, Task).all()
def f89(s: Session): return Session.execute(s, sel(Task)).all()
f90 = lambda s: s.query(Task).all()
ROWS = SessionLocal().query(Task).all()
class K:
    rows = SessionLocal().query(Task).all()
def f93(s: Session, x=SessionLocal().query(Task).all()): return x
def f94(s: Session): return (lambda: s.query(Task).all())()
def f95(s: Session): del s.query(Task).first().title
def f96(s: Session):
    with s.no_autoflush: return s.query(Task).all()
def f97(s: Session): raise ValueError(s.query(Task).first())
def f98(s: Session): return s.query(Task).yield_per(10)
def f99(s: Session): return s.query(Task).all()[0]
