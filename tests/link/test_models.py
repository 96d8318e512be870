"""Mapped classes where SQLAlchemy cannot be asked, or where the answer must be honest about what it does not know."""

from textwrap import dedent

import pytest

from scopelint.model.program import MappedColumn, Program
from scopelint.model.schema import ForeignKey
from tests.link.project import linked

BASE = "from sqlalchemy import *\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): ...\n"


def models(source: str) -> Program:
    """A module ``m`` of models over ``Base``."""
    return linked({"m.py": BASE + dedent(source)})


def columns(program: Program, table: str) -> list[str]:
    return [column.name for column in program.schema.tables[table].columns]


def reasons(program: Program) -> list[tuple[str, str]]:
    return [(gap.kind, gap.reason) for gap in program.gaps]


# ------------------------------------------------------------ libraries


def test_flask_sqlalchemy_names_tables_itself() -> None:
    program = linked(
        {
            "app/__init__.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n",
            "app/models.py": """
            from app import db
            tags = db.Table("tags", db.metadata, db.Column("id", db.Integer, primary_key=True))
            class AuditLog(db.Model):
                id = db.Column(db.Integer, primary_key=True)
                org_id = db.Column(db.ForeignKey("org.id"), nullable=False)
                org = db.relationship("Org", backref="logs")
            class Org(db.Model):
                id = db.Column(db.Integer, primary_key=True)
            """,
        }
    )
    assert program.mapped["app.models:AuditLog"].table == "audit_log"
    assert program.mapped["app.models:Org"].relationships["logs"].pairs == (("id", "org_id"),)
    assert program.tables == {"app.models:tags": "tags"}


def test_a_library_behind_module_aliases_is_recognised() -> None:
    program = linked(
        {
            "k/__init__.py": "",
            "k/sql/__init__.py": "from k.sql.core import *",
            "k/sql/core.py": """
            import sqlalchemy as sql
            from sqlalchemy.orm import declarative_base
            ModelBase = declarative_base()
            Column = sql.Column
            String = sql.String
            ForeignKey = sql.ForeignKey
            """,
            "k/user.py": """
            from k import sql
            class User(sql.ModelBase):
                __tablename__ = 'user'
                id = sql.Column(sql.String(64), primary_key=True)
                domain = sql.Column('domain_id', sql.ForeignKey('domain.id'), nullable=False)
            """,
        }
    )
    table = program.schema.tables["user"]
    assert table.foreign_keys == (ForeignKey(("domain_id",), "domain", ("id",)),)
    assert program.mapped["k.user:User"].columns["domain"] == MappedColumn("domain", "domain_id", False)


def test_a_base_from_outside_still_makes_a_model_but_no_complete_table() -> None:
    program = linked(
        {
            "m.py": "from company.db import Base\nfrom sqlalchemy import Column\nclass A(Base):\n    __tablename__ = 'a'\n    id = Column(primary_key=True)\n"
        }
    )
    assert (columns(program, "a"), program.schema.tables["a"].complete) == (["id"], False)


def test_a_class_with_a_table_name_and_no_column_is_no_model() -> None:
    assert linked({"m.py": "from x import Base\nclass A(Base):\n    __tablename__ = name()\n"}).mapped == {}


# ------------------------------------------------------------ names of tables


@pytest.mark.parametrize(
    ("expression", "table"),
    [
        ("cls.__name__.lower()", "auditlog"),
        ("cls.__name__.lower() + 's'", "auditlogs"),
        ("f'app_{cls.__name__.lower()}'", "app_auditlog"),
        ("'%s_t' % cls.__name__", "AuditLog_t"),
        ("'{}s'.format(cls.__name__)", "AuditLogs"),
        ("re.sub(r'(?<!^)(?=[A-Z])', '_', cls.__name__).lower()", "audit_log"),
        ("PATTERN.sub('_', cls.__name__).lower()", "audit_log"),
        ("snake(cls.__name__)", "audit_log"),
        ("''.join('_' + c.lower() if c.isupper() else c for c in cls.__name__).lstrip('_')", "audit_log"),
    ],
)
def test_a_name_computed_from_the_class_name_is_known(expression: str, table: str) -> None:
    source = f"""
    import re
    PATTERN = re.compile(r"(?<!^)(?=[A-Z])")
    def snake(name):
        first = re.sub("(.)([A-Z][a-z]+)", r"\\\\1_\\\\2", name)
        return re.sub("([a-z0-9])([A-Z])", r"\\\\1_\\\\2", first).lower()
    class Named:
        @declared_attr.directive
        def __tablename__(cls):
            return {expression}
    class AuditLog(Named, Base):
        id: Mapped[int] = mapped_column(primary_key=True)
    """.replace("\\\\\\\\", "\\\\")
    program = models(source.replace("\\\\", "\\"))
    assert (program.mapped["m:AuditLog"].table, program.gaps) == (table, ())


def test_a_name_nobody_can_know_is_guessed_and_said_so() -> None:
    program = models("""
    class AuditLog(Base):
        @declared_attr
        def __tablename__(cls):
            return plural(cls.__name__)
        id = Column(Integer, primary_key=True)
    """)
    assert program.mapped["m:AuditLog"].table == "audit_log"
    assert [kind for kind, reason in reasons(program) if "guessed" in reason] == ["table"]


def test_a_pattern_of_the_project_is_never_run() -> None:
    program = models("""
    import re
    class AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1(Base):
        @declared_attr
        def __tablename__(cls):
            return re.sub("(A+)+$", "", cls.__name__)
        id = Column(Integer, primary_key=True)
    """)
    assert [kind for kind, reason in reasons(program) if "guessed" in reason] == ["table"]


def test_a_table_name_may_be_a_constant_of_another_module() -> None:
    program = linked(
        {
            "c.py": "PREFIX = 'app'\nTASKS = f'{PREFIX}_tasks'\nclass T:\n    ORG = 'orgs'\n",
            "m.py": BASE
            + "from c import TASKS, T\nclass Task(Base):\n    __tablename__ = TASKS\n    id = Column(Integer, primary_key=True)\n    org = Column(ForeignKey(T.ORG + '.id'))\n",
        }
    )
    assert program.schema.tables["app_tasks"].foreign_keys == (ForeignKey(("org",), "orgs", ("id",)),)


# ------------------------------------------------------------ columns


def test_a_column_from_a_project_function_is_read() -> None:
    program = linked(
        {
            "h.py": """
            from sqlalchemy import ForeignKey
            from sqlalchemy.orm import mapped_column
            def reference(table, **options):
                target = f"{table}.id"
                if options.get("x"):
                    pass
                return mapped_column(ForeignKey(target), nullable=False, **options)
            def tenant_column():
                return mapped_column(ForeignKey("orgs.id"), nullable=False)
            """,
            "m.py": BASE
            + "from h import tenant_column\nclass A(Base):\n    __tablename__ = 'a'\n    id = Column(Integer, primary_key=True)\n    org_id = tenant_column()\n",
        }
    )
    assert program.schema.tables["a"].foreign_keys == (ForeignKey(("org_id",), "orgs", ("id",)),)
    assert program.mapped["m:A"].columns["org_id"].nullable is False


def test_a_column_nobody_can_read_leaves_the_table_incomplete() -> None:
    program = models("""
    def make():
        for one in range(3): ...
        return Column(Integer)
    class A(Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        x = make()
    """)
    assert program.schema.tables["a"].complete is False
    assert ("model", "x is computed (a for statement)") in reasons(program)


def test_columns_from_a_list_of_names_are_read() -> None:
    program = models('t = Table("t", MetaData(), *[Column(n, Integer, nullable=False) for n in ("a", "b")])')
    assert (columns(program, "t"), program.tables) == (["a", "b"], {"m:t": "t"})


def test_a_splat_out_of_view_leaves_the_table_incomplete() -> None:
    program = models('t = Table("t", MetaData(), Column("a"), *more())')
    assert program.schema.tables["t"].complete is False


def test_nullability_hidden_in_a_splat_is_not_known() -> None:
    program = models("""
    class A(Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        x = Column(Integer, **options)
    """)
    assert program.schema.tables["a"].columns[1].nullable is None
    assert program.mapped["m:A"].columns["x"].nullable is True


def test_a_class_of_the_same_name_further_down_does_not_hide_the_imported_model() -> None:
    program = linked(
        {
            "s.py": BASE
            + "class Service(Base):\n    __tablename__ = 'service'\n    id = Column(Integer, primary_key=True)\n",
            "m.py": """
            from s import *
            from s import Service
            class Signal(Base):
                __tablename__ = 'signal'
                id = Column(Integer, primary_key=True)
                service_id = Column(ForeignKey(Service.id))
            class Service: ...
            """,
        }
    )
    assert program.schema.tables["signal"].foreign_keys == (ForeignKey(("service_id",), "service", ("id",)),)


def test_a_computed_foreign_key_is_a_gap() -> None:
    program = models("""
    class A(Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        x = Column(ForeignKey(target()))
    """)
    assert program.schema.tables["a"].foreign_keys == ()
    assert ("table", "foreign key of a (x) leads to no table in view") in reasons(program)


def test_hybrids_properties_and_proxies_are_told() -> None:
    program = models("""
    from sqlalchemy.ext.hybrid import hybrid_property
    from sqlalchemy.ext.associationproxy import association_proxy
    class A(Base):
        __tablename__ = "a"
        id = Column(Integer, primary_key=True)
        names = association_proxy("bs", "name")
        size = column_property(id + 1)
        @hybrid_property
        def h(self): ...
        @h.expression
        def h(cls): ...
        @property
        def p(self): ...
        @synonym_for("id")
        @property
        def key(self): ...
        def method(self): ...
    """)
    mapped = program.mapped["m:A"]
    assert (mapped.others, mapped.synonyms) == (("h", "names", "p", "size"), {"key": "id"})


# ------------------------------------------------------------ one table, several declarations


def two(first: str, second: str) -> Program:
    base = BASE + "class Other(Base):\n    __tablename__ = 'other'\n    id = Column(Integer, primary_key=True)\n"
    return linked({"app/__init__.py": "", "app/a.py": base + dedent(first), "app/b.py": BASE + dedent(second)})


def test_of_two_registries_the_larger_one_declares_a_table() -> None:
    program = two(
        "class T(Base):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n    org_id = Column(Integer)\n",
        "class T(Base):\n    __tablename__ = 't'\n    id = Column(Integer, primary_key=True)\n",
    )
    assert columns(program, "t") == ["id", "org_id"]
    assert [kind for kind, reason in reasons(program) if "elsewhere" in reason] == ["table"]


def test_two_models_of_one_registry_share_a_table() -> None:
    program = models("""
    class A(Base):
        __tablename__ = "t"
        id = Column(Integer, primary_key=True)
        x = Column(Integer, nullable=False, unique=True)
    class B(Base):
        __tablename__ = "t"
        __table_args__ = {"extend_existing": True}
        id = Column(Integer, primary_key=True)
        x = Column(Integer)
        y = Column(Integer)
    """)
    table = program.schema.tables["t"]
    assert [(one.name, one.nullable) for one in table.columns] == [("id", False), ("x", True), ("y", True)]
    assert table.unique == (("id",),)
