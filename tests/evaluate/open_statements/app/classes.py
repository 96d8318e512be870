"""Methods, overrides, containers that are changed, guards that guard nothing."""

import functools
from sqlalchemy import select, or_, text, update, delete
from sqlalchemy.orm import Session
from app.models import Task, Note
class R:
    def __init__(self, s: Session, org: int): self.s, self.org = s, org
    def one(self, id): return self.s.query(Task).filter(Task.org_id == self.org, Task.id == id).one()
    def q(self): return self.s.query(Task)
    def mine(self): return self.q().filter(Task.org_id == self.org)
class R2(R):
    def mine(self): return self.q()
    def f1(self): return self.mine().all()
class R3(R):
    def f2(self): return super().q().all()
class R4(R):
    org = None
    def __init__(self, s): self.s = s
    def f3(self): return self.s.query(Task).filter(or_(Task.org_id == self.org, self.org is None)).all()
class R5(R):
    @property
    def query(self): return self.s.query(Task)
    def f4(self): return self.query.filter(Task.id > 1).all()
class R6(R):
    @classmethod
    def make(cls, s): return cls(s, None)
    def f5(self): return self.s.query(Task).filter(*([Task.org_id == self.org] if self.org else [])).all()
def f6(s: Session): return R6.make(s).f5()
class Meta(type):
    def __call__(cls, *a): return super().__call__(*a)
class R7(R, metaclass=Meta):
    def f7(self): return self.q().all()
def f8(r: R): return r.q().all()
def f9(r: R, org: int):
    q = r.mine()
    q = r.q()
    return q.all()
def f10(r: R): return [x for x in r.q()]
def f11(s: Session, org: int):
    repo = R(s, org)
    repo.org = 5
    return repo.mine().all()
def f12(s: Session, org: int, other: int):
    a = R(s, org); b = R(s, other)
    return a.mine().union(b.mine()).all()
def f13(s: Session, org: int):
    fns = [lambda: s.query(Task).filter(Task.org_id == org), lambda: s.query(Task)]
    return fns[1]().all()
def f14(s: Session, org: int):
    fns = {"a": R.mine, "b": R.q}
    return fns["b"](R(s, org)).all()
def f15(s: Session, org: int, name: str): return getattr(R(s, org), name)().all()
def f16(s: Session, org: int): return functools.partial(R.q, R(s, org))().all()
def f17(s: Session, org: int):
    m = R(s, org).q
    return m().all()
async def f18(s, org: int):
    return (await s.execute(select(Task).where(Task.org_id == org or True))).all()
def f19(s: Session, org: int):
    q = select(Task)
    q.where(Task.org_id == org)
    return s.scalars(q).all()
def f20(s: Session, org: int):
    stmt = update(Task).where(Task.org_id == org)
    stmt = update(Task).values(title="x")
    s.execute(stmt)
def f21(s: Session, org: int):
    for stmt in (delete(Task).where(Task.org_id == org), delete(Note)):
        s.execute(stmt)
def f22(s: Session, org: int):
    s.execute(delete(Task).where(Task.org_id == org) if org else delete(Task))
def f23(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    ids = [t.id for t in s.query(Task)]
    return q.filter(Task.id.in_(ids)).all()
def f24(s: Session, org: int):
    def inner(q, scoped=False):
        return q.filter(Task.org_id == org) if scoped else q
    return inner(s.query(Task)).all()
def f25(s: Session, org: int):
    q = s.query(Task)
    def apply():
        return q.filter(Task.org_id == org)
    apply()
    return q.all()
def f26(s: Session, org: int):
    state = {"q": s.query(Task).filter(Task.org_id == org)}
    def reset(): state["q"] = s.query(Task)
    reset()
    return state["q"].all()
def f27(s: Session, org: int):
    state = {"q": s.query(Task).filter(Task.org_id == org)}
    state.update(q=s.query(Task))
    return state["q"].all()
def f28(s: Session, org: int):
    state = {"q": s.query(Task).filter(Task.org_id == org)}
    state |= {"q": s.query(Task)}
    return state["q"].all()
def f29(s: Session, org: int):
    conds = [Task.org_id == org]
    conds *= 0
    return s.query(Task).filter(*conds).all()
def f30(s: Session, org: int):
    conds = [Task.org_id == org]
    conds[:] = []
    return s.query(Task).filter(*conds).all()
def f31(s: Session, org: int):
    conds = [Task.org_id == org]
    conds[0:1] = [Task.id > 1]
    return s.query(Task).filter(*conds).all()
def f32(s: Session, org: int):
    conds = {Task.org_id == org}
    conds -= {Task.org_id == org}
    return s.query(Task).filter(*conds).all()
def f33(s: Session, org: int):
    a = b = [Task.org_id == org]
    b.clear()
    return s.query(Task).filter(*a).all()
def wipe(xs): xs.clear()
def f34(s: Session, org: int):
    conds = [Task.org_id == org]
    wipe(conds)
    return s.query(Task).filter(*conds).all()
def swap(d): d["q"] = None
def f35(s: Session, org: int):
    d = {"org_id": org}
    strip(d)
    return s.query(Task).filter_by(**d).all()
def strip(d): d.pop("org_id")
def f36(s: Session, org: int):
    d = {"org_id": org}
    d = {**d, "org_id": None}
    return s.query(Task).filter_by(**{k: v for k, v in d.items() if v is not None}).all()
class Ctx:
    org = None
ctx = Ctx()
def f37(s: Session, org: int):
    ctx.org = org
    return s.query(Task).filter(or_(Task.org_id == ctx.org, ctx.org == None)).all()
def f38(s: Session, org: int):
    with_org = s.query(Task).filter(Task.org_id == org)
    return s.query(Task).filter(Task.id.in_(with_org.with_entities(Note.id))).all()
def f39(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == org).filter(text("1=1) or (1=1")).all()
def f40(s: Session, org: int, x):
    return s.query(Task).filter(Task.org_id == org).filter(text(x)).all()
