"""Flask-SQLAlchemy, SQLModel, FastAPI."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlmodel import SQLModel, Field, Session as SMSession, select as smselect
from fastapi import Depends, FastAPI
from sqlalchemy import select, update, delete, insert, func, text
from sqlalchemy.orm import Session, joinedload, relationship
from sqlalchemy.dialects.postgresql import insert as pg_insert
db = SQLAlchemy()
class Item(db.Model):
    __tablename__ = "items"
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer)
    title = db.Column(db.String)
class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    org_id: int
    name: str
app = FastAPI()
def get_db(): ...
def f1(): return Item.query.all()
def f2(): return Item.query.get(5)
def f3(): return db.session.query(Item).all()
def f4(): return db.session.execute(db.select(Item)).scalars().all()
def f5(): return db.get_or_404(Item, 5)
def f6(): return db.first_or_404(db.select(Item))
def f7(): return db.paginate(db.select(Item))
def f8(): return Item.query.paginate(page=1).items
def f9(): return Item.query.filter_by(title="x").first_or_404()
def f10(): return db.session.scalar(db.select(db.func.count()).select_from(Item))
def f11(): db.session.execute(db.delete(Item))
def f12(): return db.engine.execute("select * from items")
def f13():
    with db.engine.connect() as c: return c.execute(db.text("select * from items"))
def f14(): return db.session.execute("select * from items")
def f15(s: SMSession): return s.exec(smselect(Hero)).all()
def f16(s: SMSession): return s.get(Hero, 1)
@app.get("/x")
def f17(s: Session = Depends(get_db)): return s.query(Item).all()
@app.get("/y")
async def f18(s=Depends(get_db)): return (await s.execute(select(Item))).scalars().all()
def f19(): Item.query.delete()
def f20(): Item.query.filter(Item.id == 1).update({"title": "x"})
def f21(): db.session.bulk_insert_mappings(Item, [{"title": "x"}])
def f22():
    i = Item.query.first()
    i.org_id = 6
    db.session.commit()
def f23():
    i = Item(title="x")
    db.session.add(i)
def f24(): db.session.add_all([Item(title="x")])
def f25(): db.session.execute(pg_insert(Item).values(title="x").on_conflict_do_nothing())
def f26(): db.session.execute(insert(Item), [{"title": "x"}])
def f27(): return db.session.query(Item.title).distinct().all()
def f28(): return Item.query.with_entities(Item.title).all()
def f29(): return Item.query.order_by(Item.id.desc()).limit(3).all()
def f30(): return Item.query.filter(Item.title.ilike("%x%")).count()
def f31(): return [i.title for i in Item.query]
def f32(): return Item.query
def f33(): return db.session.query(Item).join(Hero, Hero.id == Item.id).all()
def f34(model=Item): return model.query.all()
def f35(): return getattr(Item, "query").all()
def f36(name): return globals()[name].query.all()
def f37(): return db.session.query(Item).filter(text("1=1")).all()
def f38(): return Item.query.filter_by(**{"title": "x"}).all()
def f39(): return Item.query.get_or_404(1)
def f40(): return db.one_or_404(db.select(Item))
def f41(): return db.session.get(Item, 1)
def f42(): return db.session.scalars(select(Item).from_statement(text("select * from items"))).all()
class Mixin:
    @classmethod
    def f43(cls): return cls.query.all()
class Sub(Mixin, db.Model):
    __tablename__ = "subs"
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer)
def f44(): return Sub.f43()
def f45(): return db.session.query(Item).filter(Item.id.in_([1])).delete(synchronize_session=False)
def f46(): return db.session.query(func.max(Item.id)).scalar()
def f47(): return db.session.query(Item, Hero).all()
def f48(): return db.session.query(db.exists().where(Item.id == 1)).scalar()
def f49(): return Item.query.filter(Item.id == 1).exists()
def f50(): return db.session.query(Item.query.filter(Item.id == 1).exists()).scalar()
def f51(rows): db.session.bulk_save_objects([Item(title=r) for r in rows])
def f52():
    for chunk in range(3):
        yield Item.query.offset(chunk).limit(10).all()
def f53(): return Item.query.filter(Item.id > 1).first().title
def f54(): return {"items": Item.query.all(), "n": Hero}
def f55(): return (Item.query.all(), db.session.query(Hero).all())
def f56(flag): return Item.query.all() if flag else []
def f57(): return Item.query.yield_per(5)
def f58(): return Item.query.options(joinedload("*")).all()
def f59(): return db.session.query(Item).execution_options(x=1).all()
def f60(): return db.session.execute(select(Item.__table__.c.id)).all()
def f61(): return db.session.execute(Item.__table__.select().where(Item.__table__.c.id == 1)).all()
def f62(): return db.session.execute(Item.__table__.update().values(title="x"))
def f63(): return db.session.execute(Item.__table__.insert().values(title="x"))
def f64(): return db.session.connection().execute(select(Item)).all()
def f65():
    with db.session.begin_nested(): db.session.query(Item).all()
def f66(s): return s.query(Item).all()
def f67(sess): return sess.execute(select(Item)).all()
def f68(x): return x.execute(select(Item)).all()
def f69(x): return x.scalars(select(Item)).all()
def f70(x): return x.do(select(Item))
def f71(x): x.delete(Item.query.first())
def f72(s: Session): s.delete(s.get(Item, 4))
def f73(): return Item.query.slice(0, 5).all()
def f74(): return Item.query[0]
def f75(): return Item.query[0:5]
def f76(): return db.session.query(Item).filter(Item.id == 1).scalar()
def f77(): return tuple(Item.query.values(Item.id))
def f78(): return db.session.query(Item).one().title
def f79(): return Item.query.from_statement(text("select * from items")).all()
def f80(): return db.session.query(Item).enable_eagerloads(False).all()
