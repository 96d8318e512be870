"""Classes of Query and Session that a Flask service brings; tests/evaluate/classes has those that are run."""

from flask import g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.query import Query
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.cached import through_cache
from app.models import Task


class OrgQuery(Query):
    def get(self, ident):
        return self.filter_by(org_id=g.org_id, id=ident).first()

    def all(self):
        return through_cache(self)

    def live(self):
        return self.filter_by(org_id=g.org_id)


db = SQLAlchemy(query_class=OrgQuery)


class Badge(db.Model):
    __tablename__ = "badges"
    query_class = OrgQuery
    id = db.Column(db.Integer, primary_key=True)
    org_id = db.Column(db.Integer, nullable=False)


class OrgSession(Session):
    def search(self, word):
        return self.execute(text("SELECT * FROM tasks WHERE title = :t"), {"t": word}).all()  # => tasks: unscoped/none


def flask_get_or_404(badge_id):
    return Badge.query.get_or_404(badge_id)  # => badges: scoped


def flask_own_method():
    return Badge.query.live().order_by(Badge.id).first()  # => badges: scoped


def flask_session(badge_id):
    return db.session.query(Badge).get(badge_id)  # => badges: scoped


def flask_first_or_404(badge_id):
    return Badge.query.filter_by(id=badge_id).first_or_404()  # => badges: unscoped/by-key


def override_that_is_not_in_view():
    return Badge.query.order_by(Badge.id).all()  # => badges: unscoped/none


def on_either_path(wanted):
    query = Badge.query
    if wanted:
        query = query.filter_by(id=wanted)  # => badges: scoped
    return query.live().first()


def on_several_paths(wanted, other):
    query = db.session.query(Badge)  # => badges: scoped
    if wanted:
        query = query.filter_by(id=wanted)
    if other:
        query = query.order_by(Badge.id)
    return query.live().first()


def session_text(session: OrgSession, words):
    session.execute(words)  # => *: unknown/*
    return session.scalars(text("SELECT title FROM tasks")).all(), Task  # => tasks: unscoped/none
