"""Where the project's own imports start, and what its modules are called."""

from scopelint.model.program import ClassRef, ExternalRef, ModuleRef, UnresolvedRef
from tests.link.project import linked


def test_a_src_layout_is_found_by_the_imports_of_its_tests() -> None:
    program = linked(
        {
            "src/app/__init__.py": "",
            "src/app/tasks.py": "class Task: ...",
            "tests/test_tasks.py": "from app.tasks import Task",
        }
    )
    assert program.modules["tests.test_tasks"].names["Task"] == ClassRef("app.tasks:Task")


def test_packages_without_init_are_found_by_how_they_are_imported() -> None:
    program = linked(
        {
            "api/oss/src/models.py": "class Org: ...",
            "api/oss/src/core/service.py": "from oss.src.models import Org",
            "api/ee/src/extra.py": "import oss.src.models as models",
        }
    )
    assert program.module_of["api/oss/src/models.py"] == "oss.src.models"
    assert program.modules["oss.src.core.service"].names["Org"] == ClassRef("oss.src.models:Org")
    assert program.modules["ee.src.extra"].names["models"] == ModuleRef("oss.src.models")


def test_two_services_with_one_package_name_keep_to_themselves() -> None:
    program = linked(
        {
            "billing/app/__init__.py": "",
            "billing/app/models.py": "class Invoice: ...",
            "billing/app/views.py": "from app.models import Invoice",
            "crm/app/__init__.py": "",
            "crm/app/models.py": "class Lead: ...",
            "crm/app/views.py": "from app.models import Lead",
        }
    )
    assert program.modules["billing.app.views"].names["Invoice"] == ClassRef("billing.app.models:Invoice")
    assert program.modules["crm.app.views"].names["Lead"] == ClassRef("crm.app.models:Lead")


def test_given_roots_win() -> None:
    files = {"lib/app/models.py": "class A: ...", "lib/app/views.py": "from app.models import A"}
    assert linked(files, src=("lib/app",)).module_of["lib/app/models.py"] == "models"


def test_a_wrapper_named_after_a_library_is_not_that_library() -> None:
    program = linked(
        {
            "app/__init__.py": "",
            "app/flask/__init__.py": "from app.flask.core import run",
            "app/flask/core.py": "import flask\nfrom flask import blueprints\ndef run(): ...",
            "app/cache.py": "import redis",
            "app/redis.py": "from redis import Redis",
        }
    )
    assert program.modules["app.flask.core"].names["flask"] == ExternalRef("flask")
    assert program.modules["app.flask.core"].names["blueprints"] == ExternalRef("flask.blueprints")
    assert program.modules["app.redis"].names["Redis"] == ExternalRef("redis.Redis")
    assert program.modules["app.cache"].names["redis"] == ExternalRef("redis")


def test_the_standard_library_is_not_looked_for_in_the_project() -> None:
    program = linked(
        {
            "app/__init__.py": "",
            "app/logging.py": "level = 1",
            "app/main.py": "import logging\nfrom app import logging as own",
        }
    )
    assert program.modules["app.main"].names["logging"] == ExternalRef("logging")
    assert program.modules["app.main"].names["own"] == ModuleRef("app.logging")


def test_a_script_finds_its_neighbours() -> None:
    program = linked({"scripts/run.py": "from helpers import go", "scripts/helpers.py": "class go: ..."})
    assert program.modules["run"].names["go"] == ClassRef("helpers:go")


def test_a_missing_module_of_the_project_is_a_gap() -> None:
    program = linked({"app/__init__.py": "", "app/a.py": "from app.gone import X", "app/b.py": "from app.a import X"})
    assert isinstance(program.modules["app.b"].names["X"], UnresolvedRef)
    assert ("import", "app/a.py", 1) in {(gap.kind, gap.path, gap.line) for gap in program.gaps}


def test_files_that_claim_one_name_get_ids_of_their_own() -> None:
    program = linked({"a/conftest.py": "", "b/conftest.py": "", "conftest.py": ""})
    assert len(set(program.module_of.values())) == 3
