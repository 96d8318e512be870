"""Who may mean a function: the files whose text names it and that import its module, wherever the import stands."""

import pytest

from scopelint.link import Usage
from tests.link.project import linked

SERVICE = "def find():\n    pass\n"


@pytest.mark.parametrize(
    "user",
    [
        "from shop.service import find\n\n\ndef f():\n    find()\n",
        "from shop import service\n\n\ndef f():\n    service.find()\n",
        "import shop.service\n\n\ndef f():\n    shop.service.find()\n",
        "def f():\n    from shop.service import find\n\n    find()\n",
        "def f():\n    from . import service\n\n    service.find()\n",
        "def f():\n    from .service import (\n        other,  # before, and after\n        find,\n    )\n\n    find()\n",
        "def f():\n    from shop import other, service as s\n\n    s.find()\n",
        "def f():\n    import shop.service as s\n\n    s.find()\n",
    ],
)
def test_a_file_that_imports_the_module_names_its_function(user: str) -> None:
    """At the head of the file or inside a function, absolute or relative."""
    files = {"shop/__init__.py": "", "shop/service.py": SERVICE, "shop/user.py": user}
    assert usage(files).mentions(frozenset({"shop.service:find"})) == {"shop.service:find": ("shop.user:f",)}


@pytest.mark.parametrize(
    "user",
    [
        "def f():\n    find()\n",
        "from shop.other import find\n\n\ndef f():\n    find()\n",
        "def f():\n    from shop import other\n\n    other.find()\n",
        "from elsewhere import service\n\n\ndef f():\n    service.find()\n",
    ],
)
def test_another_function_of_that_name_is_not_meant(user: str) -> None:
    """A name alone says nothing."""
    files = {"shop/__init__.py": "", "shop/service.py": SERVICE, "shop/other.py": SERVICE, "shop/user.py": user}
    assert usage(files).mentions(frozenset({"shop.service:find"})) == {}


def usage(files: dict[str, str]) -> Usage:
    """The usage of a project of these files."""
    program = linked(files)
    return Usage(program, lambda path: files[path].encode(), frozenset(files))
