"""Nothing that a file may hold raises, and nothing is read differently alone."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scopelint.extract import outline, read_bodies
from scopelint.extract import statements as sample
from tests.extract.positions import everything, qualnames

_SOURCE = Path(sample.__file__).read_bytes()[:6000]
_SCRAPS = [
    b"(",
    b")",
    b"[",
    b'"""',
    b"'",
    b"\\",
    b"\n",
    b"\r",
    b"\t",
    b"\x0c",
    b"\x00",
    b"\xff",
    b"{",
    b"f'{",
    b"#",
    b":",
]
_SCRAPS += [b"def f(", b"class A:\n", b"@", b"lambda", b" if ", b"*", b"=", b"\xef\xbb\xbf", "é".encode(), b"async "]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(_SOURCE)), st.integers(0, 30), st.sampled_from(_SCRAPS)), max_size=6))
def test_mutated_source_never_raises(changes: list[tuple[int, int, bytes]]) -> None:
    source = _SOURCE
    for at, length, scrap in changes:
        source = source[:at] + scrap + source[at + length :]
    seen = outline("a.py", source)
    assert set(everything(source)) == {*qualnames(seen), "<module>"}


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_never_raise(source: bytes) -> None:
    assert "<module>" in everything(source)


@settings(deadline=None)
@given(st.lists(st.sampled_from([scrap.decode("latin-1") for scrap in _SCRAPS]), max_size=40).map("".join))
def test_random_tokens_never_raise(text: str) -> None:
    assert "<module>" in everything(text.encode())


@pytest.mark.parametrize("path", sorted(Path(sample.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_each_body_alone_equals_all_together(path: Path) -> None:
    source = path.read_bytes()
    seen = outline("a.py", source)
    together = everything(source)
    assert {name: read_bodies(source, seen, [name])[name] for name in together} == together
