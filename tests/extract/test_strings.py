"""String literals: value, pieces, and where they stand."""

import pytest

from scopelint.extract import outline, read_bodies
from scopelint.model.body import BytesConstant, Constant, Evaluate, Expression, Formatted, ModuleBody, Piece
from scopelint.model.node import Span


def value(source: str) -> Expression:
    """The expression of the first line."""
    data = (source + "\n").encode()
    body = read_bodies(data, outline("a.py", data), ["<module>"])["<module>"]
    assert isinstance(body, ModuleBody)
    effect = body.effects[0]
    assert isinstance(effect, Evaluate)
    return effect.value


def constant(source: str) -> Constant:
    found = value(source)
    assert isinstance(found, Constant)
    return found


def test_a_piece_stands_between_the_quotes() -> None:
    assert constant("'ab'") == Constant("ab", Span(1, 1, 1, 5), (Piece(2, Span(1, 2, 1, 4)),))


def test_implicit_concatenation_is_one_constant_of_several_pieces() -> None:
    found = constant('("ab"  # first\n  r"c\\d")')
    assert (found.value, found.pieces) == (
        "abc\\d",
        (Piece(2, Span(1, 3, 1, 5)), Piece(3, Span(2, 5, 2, 8))),
    )


def test_escapes_are_pieces_of_their_own_and_not_exact() -> None:
    found = constant(r"'a\tb\x41'")
    assert (found.value, [(piece.length, piece.span.column, piece.exact) for piece in found.pieces]) == (
        "a\tbA",
        [(1, 2, True), (1, 3, False), (1, 5, True), (1, 6, False)],
    )


def test_triple_quotes_reach_over_lines() -> None:
    found = constant('"""a\n b"""')
    assert (found.value, found.pieces) == ("a\n b", (Piece(4, Span(1, 4, 2, 3)),))


@pytest.mark.parametrize(
    "source",
    [
        r"'\n\r\t\a\b\f\v\\\'\"'",
        r"'\0\101\x7f\u00e9\U0001F600\N{BULLET}'",
        r"r'\n\''",
        "'''a\\\nb'''",
        r"'\d \777'",
        "'' 'a' u'b'",
        "''",
        "'{{}}'",
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_values_are_pythons_own(source: str) -> None:
    assert constant(source).value == eval(source)


@pytest.mark.parametrize(
    "source", [r"'a\tb\x41c'", "'''a\\\nb\n'''", r"'a' r'\b' '\u00e9'", "''", r"'\n' * 1"[:4], "'" + "\\n" * 99 + "'"]
)
def test_pieces_are_gapless(source: str) -> None:
    found = constant(source)
    assert isinstance(found.value, str)
    assert sum(piece.length for piece in found.pieces) == len(found.value)


def test_lone_surrogates_become_the_replacement_character() -> None:
    """A cache could not store them."""
    assert constant(r"'\ud800'").value == "\ufffd"


def test_bytes_keep_no_content() -> None:
    assert value("b'a' b'b'") == BytesConstant(Span(1, 1, 1, 10))


def test_a_formatted_string_alternates_text_and_holes() -> None:
    found = value("f'a{x.y!r:>{w}}b{{' 'c' f'{z}'")
    assert isinstance(found, Formatted)
    parts = [part.value if isinstance(part, Constant) else type(part).__name__ for part in found.parts]
    assert parts == ["a", "Call", "b{c", "Name"]


def test_doubled_braces_are_not_exact() -> None:
    found = value("f'a{{b'")
    assert isinstance(found, Formatted)
    (part,) = found.parts
    assert isinstance(part, Constant)
    assert [(piece.length, piece.span.column, piece.exact) for piece in part.pieces] == [
        (1, 3, True),
        (1, 4, False),
        (1, 6, True),
    ]


def test_a_self_documenting_hole_brings_its_text() -> None:
    found = value("f'{x = }'")
    assert isinstance(found, Formatted)
    assert [getattr(part, "value", None) for part in found.parts] == ["x =", None]


def test_nested_formatted_strings_stay_holes() -> None:
    found = value("f'a{f\"b{x}\"}'")
    assert isinstance(found, Formatted)
    assert isinstance(found.parts[1], Formatted)


def test_a_template_string_is_formatted() -> None:
    found = value("t'a{x}'")
    assert isinstance(found, Formatted)
    assert [type(part).__name__ for part in found.parts] == ["Constant", "Name"]
