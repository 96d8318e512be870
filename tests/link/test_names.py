"""What a name in a module refers to."""

from scopelint.model.program import ClassRef, ExternalRef, FunctionRef, ModuleRef, UnresolvedRef, VariableRef
from tests.link.project import linked


def name(source: str, wanted: str, **others: str) -> object:
    """What ``wanted`` is in app/main.py."""
    files = {"app/__init__.py": "", "app/main.py": source}
    files |= {f"app/{path.replace('__', '/')}.py": text for path, text in others.items()}
    return linked(files).modules["app.main"].names.get(wanted)


def test_definitions_and_variables_are_the_modules_own() -> None:
    source = "class A: ...\ndef f(): ...\nx = 1"
    assert [name(source, one) for one in "Afx"] == [
        ClassRef("app.main:A"),
        FunctionRef("app.main:f"),
        VariableRef("app.main:x"),
    ]


def test_a_reexport_leads_to_the_definition() -> None:
    found = name("from app.api import Task", "Task", api="from .models import Task", models="class Task: ...")
    assert found == ClassRef("app.models:Task")


def test_relative_imports_count_their_dots() -> None:
    program = linked(
        {
            "app/__init__.py": "",
            "app/models.py": "class Task: ...",
            "app/sub/__init__.py": "from ..models import Task\nfrom . import deep",
            "app/sub/deep.py": "from .. import models",
        }
    )
    assert program.modules["app.sub"].names["Task"] == ClassRef("app.models:Task")
    assert program.modules["app.sub"].names["deep"] == ModuleRef("app.sub.deep")
    assert program.modules["app.sub.deep"].names["models"] == ModuleRef("app.models")


def test_a_star_brings_public_names_only() -> None:
    models = "class Task: ...\nclass _Hidden: ...\n"
    assert name("from app.models import *", "Task", models=models) == ClassRef("app.models:Task")
    assert name("from app.models import *", "_Hidden", models=models) is None


def test_a_star_heeds_a_constant_all() -> None:
    models = "__all__ = ['_Task']\nclass _Task: ...\nclass Other: ...\n"
    assert name("from app.models import *", "_Task", models=models) == ClassRef("app.models:_Task")
    assert name("from app.models import *", "Other", models=models) is None


def test_stars_pass_through_packages() -> None:
    program = linked(
        {
            "app/__init__.py": "",
            "app/db/__init__.py": "from .models import *",
            "app/db/models.py": "class Task: ...",
            "app/main.py": "from app.db import *",
        }
    )
    assert program.modules["app.main"].names["Task"] == ClassRef("app.db.models:Task")


def test_an_import_of_a_dotted_module_binds_its_top() -> None:
    assert name("import app.models", "app", models="") == ModuleRef("app")
    assert name("import app.models as m", "m", models="") == ModuleRef("app.models")
    assert name("import sqlalchemy.orm", "sqlalchemy") == ExternalRef("sqlalchemy")
    assert name("import sqlalchemy.orm as orm", "orm") == ExternalRef("sqlalchemy.orm")


def test_a_package_shows_its_modules() -> None:
    program = linked(
        {"app/__init__.py": "", "app/models.py": "", "app/ns/deep.py": "", "main.py": "import app.ns.deep"}
    )
    assert program.modules["app"].names == {"models": ModuleRef("app.models"), "ns": ModuleRef("app.ns")}
    assert program.modules["app.ns"].names == {"deep": ModuleRef("app.ns.deep")}


def test_of_a_guarded_import_the_projects_own_wins() -> None:
    source = """
try:
    from fastjson import dumps
except ImportError:
    from app.slow import dumps
"""
    assert name(source, "dumps", slow="def dumps(): ...") == FunctionRef("app.slow:dumps")


def test_none_is_the_fallback_of_an_import() -> None:
    source = "try:\n    from app.models import Task\nexcept ImportError:\n    Task = None\n"
    assert name(source, "Task", models="class Task: ...") == ClassRef("app.models:Task")


def test_a_later_definition_hides_an_import() -> None:
    source = "from app.models import Task\nclass Task(Task): ...\n"
    program = linked({"app/__init__.py": "", "app/models.py": "class Task: ...", "app/main.py": source})
    assert program.modules["app.main"].names["Task"] == ClassRef("app.main:Task")
    assert program.classes["app.main:Task"].mro == ("app.main:Task", "app.models:Task")


def test_an_import_assigned_anew_is_a_variable() -> None:
    source = "from app.models import make\nmake = make()\n"
    assert name(source, "make", models="def make(): ...") == VariableRef("app.main:make")


def test_type_checking_imports_count() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.models import Task\n"
    assert name(source, "Task", models="class Task: ...") == ClassRef("app.models:Task")


def test_imports_in_a_circle_end_unresolved() -> None:
    found = name("from app.a import X", "X", a="from app.b import X", b="from app.a import X")
    assert isinstance(found, UnresolvedRef)


def test_a_circle_does_not_hide_a_submodule() -> None:
    program = linked(
        {"app/__init__.py": "from app import core\nfrom app.core import *", "app/core.py": "from app import core"}
    )
    assert program.modules["app"].names["core"] == ModuleRef("app.core")


def test_a_very_long_chain_of_reexports_ends() -> None:
    files = {"app/__init__.py": "", "app/m0.py": "class X: ..."}
    files |= {f"app/m{i}.py": f"from app.m{i - 1} import X" for i in range(1, 3000)}
    assert "X" in linked(files).modules["app.m2999"].names


def test_a_name_from_a_librarys_star_is_the_librarys() -> None:
    program = linked(
        {"app/__init__.py": "", "app/t.py": "from sqlalchemy import *", "app/main.py": "from app.t import Column"}
    )
    assert program.modules["app.main"].names["Column"] == ExternalRef("sqlalchemy.Column")
