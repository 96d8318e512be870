"""A predicate stands beside, and does not confine the statement."""

import contextlib, copy, functools, random
from sqlalchemy import select, or_, and_, not_, true, false, text, func, case, literal, exists, update, delete
from sqlalchemy.orm import Session, aliased
from app.models import Task, Note
def f1(s: Session, org: int):
    q = s.query(Task)
    q.filter(Task.org_id == org)
    return q.all()
def f2(s: Session, org: int, flag):
    q = s.query(Task)
    if flag:
        q = q.filter(Task.org_id == org)
    return q.all()
def f3(s: Session, org: int):
    return s.query(Task).filter(or_(Task.org_id == org, Task.title == "x")).all()
def f4(s: Session, org: int):
    return s.query(Task).filter(Task.org_id != org).all()
def f5(s: Session, org: int):
    return s.query(Task).filter(not_(Task.org_id == org)).all()
def f6(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == Task.org_id).all()
def f7(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    q = s.query(Task)
    return q.all()
def f8(s: Session, org: int):
    conds = []
    q = s.query(Task).filter(*conds)
    conds.append(Task.org_id == org)
    return q.all()
def f9(s: Session, org: int):
    conds = [Task.org_id == org]
    conds.clear()
    return s.query(Task).filter(*conds).all()
def f10(s: Session, org: int):
    conds = [Task.org_id == org]
    conds.pop()
    return s.query(Task).filter(*conds).all()
def f11(s: Session, org: int):
    conds = [Task.org_id == org, Task.id > 1]
    del conds[0]
    return s.query(Task).filter(*conds).all()
def f12(s: Session, org: int):
    conds = {"org_id": org}
    conds.pop("org_id")
    return s.query(Task).filter_by(**conds).all()
def f13(s: Session, org: int):
    conds = {"org_id": org}
    del conds["org_id"]
    return s.query(Task).filter_by(**conds).all()
def f14(s: Session, org: int):
    A = aliased(Task)
    return s.query(Task).join(A, A.id == Task.id).filter(A.title == "x", A.org_id != org).all()
def f15(s: Session, org: int):
    A = aliased(Task)
    return s.query(Task).filter(exists().where(A.org_id == org)).all()
def f16(s: Session, org: int):
    return s.query(Task, Note).filter(Task.org_id == org).all()
def f17(s: Session, org: int):
    return s.query(Task).outerjoin(Note, Note.id == Task.id).filter(Note.org_id == org).all()
def f18(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == org).union(s.query(Task)).all()
def f19(s: Session, org: int):
    return s.query(Task).filter(Task.org_id >= org).all()
def f20(s: Session, org: int):
    return s.query(Task).filter(Task.org_id.in_([org, 5])).all()
def f21(s: Session, org: int):
    for o in (org, 3):
        x = s.query(Task).filter(Task.org_id == o).all()
    return x
def f22(s: Session, org: int):
    org = random.randint(1, 5)
    return s.query(Task).filter(Task.org_id == org).all()
def f23(s: Session, org: int):
    try:
        q = s.query(Task).filter(Task.org_id == org)
        risky()
    except Exception:
        q = s.query(Task)
    return q.all()
def f24(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    with contextlib.suppress(Exception):
        q = s.query(Task)
    return q.all()
def f25(s: Session, org: int):
    q = s.query(Task)
    for x in []:
        q = q.filter(Task.org_id == org)
    return q.all()
def f26(s: Session, org: int, xs):
    q = s.query(Task)
    for x in xs:
        q = q.filter(Task.org_id == org)
    return q.all()
def f27(s: Session, org: int, xs):
    q = s.query(Task)
    while xs:
        q = q.filter(Task.org_id == org); xs.pop()
    return q.all()
def f28(s: Session, org: int):
    def add(q): q.filter(Task.org_id == org)
    q = s.query(Task)
    add(q)
    return q.all()
def f29(s: Session, org: int):
    def add(q): return q
    return add(s.query(Task).filter(Task.id == org)).all()
def f30(s: Session, org: int):
    q = select(Task).where(Task.org_id == org)
    q = q.with_only_columns(Note.id)
    return s.execute(q).all()
def f31(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == org or Task.id > 1).all()
def f32(s: Session, org: int):
    return s.query(Task).filter(Task.id > 1 or Task.org_id == org).all()
def f33(s: Session, org: int):
    return s.query(Task).filter(Task.id > 1 and Task.org_id == org).all()
def f34(s: Session, org: int):
    return s.query(Task).filter((Task.org_id == org) | (Task.id > 1)).all()
def f35(s: Session, org: int):
    return s.query(Task).filter(~(Task.org_id == org)).all()
def f36(s: Session, org: int):
    return s.query(Task).filter(Task.org_id is org).all()
def f37(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == org if org else True).all()
def f38(s: Session, org=None):
    return s.query(Task).filter(Task.org_id == org if org else True).all()
def f39(s: Session, org=None):
    args = {"org_id": org} if org else {}
    return s.query(Task).filter_by(**args).all()
def f40(s: Session, **kw):
    return s.query(Task).filter_by(**kw).all()
def f41(s: Session, org: int):
    return s.query(Task).filter(case((Task.id > 1, Task.org_id == org), else_=True)).all()
def f42(s: Session, org: int):
    return s.query(Task).filter(func.coalesce(Task.org_id == org, True)).all()
def f43(s: Session, org: int):
    return s.query(Task).filter(text("org_id = :o or 1=1")).params(o=org).all()
def f44(s: Session, org: int):
    return s.execute(select(Task).where(literal(org) == org)).all()
def f45(s: Session, org: int):
    s.execute(update(Task).values(org_id=org))
def f46(s: Session, org: int):
    s.execute(update(Task).where(Task.id == Note.id, Note.org_id == org).values(title="x"))
def f47(s: Session, org: int):
    sub = select(Task.id).where(Task.org_id == org)
    return s.execute(select(Task).where(Task.id.not_in(sub))).all()
def f48(s: Session, org: int):
    sub = select(Note.id).where(Note.org_id == org)
    return s.execute(select(Task).where(Task.id.in_(sub))).all()
def f49(s: Session, org: int):
    sub = select(func.max(Task.id)).scalar_subquery()
    return s.execute(select(Task).where(Task.org_id == org, Task.id == sub)).all()
def f50(s: Session, org: int):
    return s.execute(select(Task).where(Task.org_id == org).where(exists().where(Note.id == 3))).all()
def f51(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    return q.from_self().all() and s.query(Task).all()
def f52(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    q = q.enable_assertions(False).filter(None).reset_joinpoint()
    q._where_criteria = ()
    return q.all()
def f53(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    q = q.filter(Task.id > 1).whereclause
    return s.query(Task).filter(Task.id > 1).all()
def f54(s: Session, org: int):
    row = s.query(Task).filter(Task.org_id == org).first()
    return s.query(Note).filter(Note.id == row.id).all()
def f55(s: Session, org: int):
    row = s.query(Task).first()
    return s.query(Note).filter(Note.org_id == row.org_id).all()
def f56(s: Session, org: int):
    return [s.query(Note).filter(Note.org_id == t.org_id).all() for t in s.query(Task)]
def f57(s: Session, org: int):
    t = s.query(Task).get(5)
    if t.org_id != org:
        print("no")
    return t
def f58(s: Session, org: int):
    t = s.query(Task).get(5)
    if t.org_id != org and t.title:
        raise ValueError
    return t
def f59(s: Session, org: int):
    t = s.query(Task).get(5)
    if t.org_id == org:
        raise ValueError
    return t
def f60(s: Session, org: int):
    t = s.query(Task).get(5)
    send(t)
    if t.org_id != org:
        raise ValueError
    return t
def f61(s: Session, org: int):
    t = s.query(Task).get(5)
    try:
        if t.org_id != org:
            raise ValueError
    except ValueError:
        pass
    return t
def f62(s: Session, org: int):
    t = s.query(Task).get(5)
    assert t.org_id == org
    return t
def f63(s: Session, org: int):
    t = s.query(Task).get(5)
    if t is not None and t.org_id is not None and org is None and t.org_id != org:
        raise ValueError
    return t
def f64(s: Session, org: int):
    ts = s.query(Task).all()
    return [t for t in ts if t.org_id == org]
def f65(s: Session, org: int):
    t = s.query(Task).get(5)
    return t if t.org_id == org else None
def f66(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    return q.session.query(Task).all()
def f67(s: Session, org: int):
    q = copy.copy(s.query(Task))
    q2 = q.filter(Task.org_id == org)
    return q.all()
def f68(s: Session, org: int):
    q, r = s.query(Task), s.query(Task).filter(Task.org_id == org)
    q, r = r, q
    return r.all()
def f69(s: Session, org: int):
    d = {"a": s.query(Task), "b": s.query(Task).filter(Task.org_id == org)}
    d["b"] = d["a"]
    return d["b"].all()
def f70(s: Session, org: int, k):
    d = {"a": s.query(Task), "b": s.query(Task).filter(Task.org_id == org)}
    return d[k].all()
def f71(s: Session, org: int):
    l = [s.query(Task).filter(Task.org_id == org), s.query(Task)]
    l.reverse()
    return l[0].all()
def f72(s: Session, org: int):
    l = sorted([s.query(Task).filter(Task.org_id == org), s.query(Task)], key=str)
    return l[0].all()
def f73(s: Session, org: int):
    q = functools.partial(s.query(Task).filter, Task.org_id == org)
    return s.query(Task).all()
def f74(s: Session, org: int):
    q = s.query(Task).filter(Task.org_id == org)
    q = (lambda q: s.query(Task))(q)
    return q.all()
def f75(s: Session, org: int):
    nonlocal_q = s.query(Task).filter(Task.org_id == org)
    def change():
        nonlocal nonlocal_q
        nonlocal_q = s.query(Task)
    change()
    return nonlocal_q.all()
class C:
    def __init__(self, s: Session, org: int):
        self.s = s; self.org = org; self.q = s.query(Task).filter(Task.org_id == org)
    def widen(self): self.q = self.s.query(Task)
    def f76(self):
        self.widen()
        return self.q.all()
    def f77(self, org):
        self.org = org and None
        return self.s.query(Task).filter(or_(self.org is None, Task.org_id == self.org)).all()
def f78(s: Session, org: int):
    c = C(s, org); c.widen()
    return c.q.all()
def f79(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == org, Task.id == 4).populate_existing().union_all(s.query(Task).filter(Task.id == 4)).all()
def f80(s: Session, org: int):
    return s.query(Task).filter(Task.org_id == org).with_entities(Note.id).all()
