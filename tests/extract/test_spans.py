"""Spans are those of LibCST's own PositionProvider, node for node."""

from pathlib import Path

import pytest

import scopelint
from tests.extract.positions import read, told

_STEP = 50  # one module of ours in 50; all of them in the slow run
_SOURCES = [
    path if index % _STEP == 0 else pytest.param(path, marks=pytest.mark.slow)
    for index, path in enumerate(sorted(Path(scopelint.__file__).parent.rglob("*.py")))
]

_TRICKY = {
    "unicode": "def f(é, ü='ñ'):\n    x = 'ü' + é.ö(ü)  # ß\n    return f'é{é}ü{ü!r:>{é}}' 'ö' + x\n",
    "astral": "def f():\n    return '\U0001f600' + a.b('\U0001f600', c)[d]\n",
    "tabs": "class A:\n\tdef f(self):\n\t\tif a:\n\t\t\treturn\tb(\tc\t)\n",
    "form feed": "def f():\n    pass\n\x0c\ndef g():\n    return a(b)\n",
    "multi-line strings": 'class A:\n    def f(self):\n        x = """\nless\n  indented {a}"""  + a.b\n        return c(x)\n',
    "parentheses": "def f():\n    return ((a.b)((c) + (d)), (), ((e),), (f)[(g)], (yield), (lambda: (h)))\n",
    "decorators": "@a.b(c)\n@d\nasync def f(x: A[int] = 1, /, *args: B, y=2, **kw) -> C: ...\n\n@e\nclass D(F, g=h): ...\n",
    "continuations": "def f():\n    a = b + \\\n        c(d,\n          # comment\n          e,\n        )\n    if a and \\\n       b: return c\n",
    "one line": "def f(): a(); b(c); return d\nclass A: x = 1; y = z(x)\n",
    "comments": "class A:  # one\n    # two\n    def f(self):  # three\n        # four\n        a(b)  # five\n        # six\n    # seven\nx = 1\n",
    "module": "import a\nx = b(c)\nif x:\n    def f(): return 1\n    y = d(e)\nelse:\n    class B:\n        z = 1\nlast(x)\n",
    "chains": "def f():\n    return a < b <= c, a and b or c and d, not a in b, -a ** -b, a if b else c\n",
    "comprehensions": "def f():\n    return [a for b in c if d], {a: b for c in d}, {a for b in c}, g(x for y in z), [async_ async for async_ in b]\n",
    "suites": "for a in b:\n    try:\n        with c as d, e: f()\n    except* (G, H) as i:\n        j()\n    else:\n        k\n    finally:\n        l\nelse:\n    m\n",
    "generics": "def f[T: int, *Ts, **P](a: T) -> T: return a\nclass A[T](B[T]): x: T\ntype C[T] = list[T]\n",
    "match": "match a.b:\n    case {'k': [x, *y], **z} if c(x): d()\n    case A.B(1, k=2): e()\n    case A.C | None: g()\n    case _: f()\n",
    "slices": "def f():\n    return a[b:c:d], a[::], a[b, c:], a[b,], a[*b]\n",
    "walrus": "def f():\n    if (a := b(c)) and [d := 1]: print(a, *b, **c)\n",
}


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.stem)
def test_spans_of_our_own_source_are_exact(path: Path) -> None:
    text = path.read_text()
    assert read(text) == told(text)


@pytest.mark.parametrize("text", _TRICKY.values(), ids=_TRICKY.keys())
def test_spans_of_tricky_sources_are_exact(text: str) -> None:
    assert read(text) == told(text)


@pytest.mark.parametrize("text", _TRICKY.values(), ids=_TRICKY.keys())
def test_windows_line_ends_change_no_span(text: str) -> None:
    assert read(text.replace("\n", "\r\n")) == told(text)
