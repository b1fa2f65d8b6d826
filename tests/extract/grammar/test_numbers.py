from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.grammar.numbers import SCALES, TENS, UNITS, number_at
from kgbuild.extract.grammar.tokens import numeral, tokenize

_SMALL_WORDS = {value: word for word, value in (UNITS | TENS).items() if word != "fourty"}


def in_words(number: int) -> str:
    """British words for a number below a billion: "two hundred and five thousand and one"."""
    if number >= 100:
        for name, scale in (("million", 10**6), ("thousand", 10**3), ("hundred", 100)):
            if number >= scale:
                rest = number % scale
                joint = "" if not rest else " and " if rest < 100 else " "
                return f"{in_words(number // scale)} {name}{joint}{in_words(rest) if rest else ''}"
    if number in _SMALL_WORDS:
        return _SMALL_WORDS[number]
    return f"{_SMALL_WORDS[number // 10 * 10]}-{_SMALL_WORDS[number % 10]}"


def read(text: str) -> tuple[Decimal, str] | None:
    """The number at the start of ``text`` and the words it takes."""
    tokens = tokenize(text)
    number = number_at(tokens, 0)
    return None if number is None else (number.value, text[: tokens[number.after - 1].end])


@pytest.mark.parametrize(
    ("text", "value", "taken"),
    [
        ("Thirty-one have", 31, "Thirty-one"),
        ("twenty five men", 25, "twenty five"),
        ("two hundred and five were", 205, "two hundred and five"),
        ("a hundred and twenty", 120, "a hundred and twenty"),
        ("one hundred two", 102, "one hundred two"),
        ("a thousand five hundred men", 1500, "a thousand five hundred"),
        ("two hundred and thirty-one thousand and six", 231006, "two hundred and thirty-one thousand and six"),
        ("four million three hundred thousand", 4300000, "four million three hundred thousand"),
        ("a dozen and five", 12, "a dozen"),
        ("two dozen", 24, "two dozen"),
        ("half a dozen", 6, "half a dozen"),
        ("half a million", 500000, "half a million"),
        ("a half-million men", 500000, "a half-million"),
        ("two and a half", Decimal("2.5"), "two and a half"),
        ("nine-and-a-half", Decimal("9.5"), "nine-and-a-half"),
        ("one and a half million", 1500000, "one and a half million"),
        ("a million and a half", 1500000, "a million and a half"),
        ("two and three", 2, "two"),
        ("five six", 5, "five"),
        ("1.7 million rubles", 1700000, "1.7 million"),
        ("1,7 million rubles", 1700000, "1,7 million"),
        ("4 million 300 thousand", 4300000, "4 million 300 thousand"),
        ("1.250 million", 1250000, "1.250 million"),
        ("5 lakh", 500000, "5 lakh"),
        ("2.5 crore", 25000000, "2.5 crore"),
        ("5bn", 5 * 10**9, "5bn"),
        ("5 bn", 5 * 10**9, "5 bn"),
        ("250k", 250000, "250k"),
        ("2-million-ruble", 2000000, "2-million"),
        ("1½ years", Decimal("1.5"), "1½"),
        ("½ of", Decimal("0.5"), "½"),
    ],
)
def test_numbers_are_read_with_their_scale(text: str, value: Decimal | int, taken: str) -> None:
    assert read(text) == (value, taken)


@pytest.mark.parametrize("text", ["a man", "an agent", "half the men", "hundred men", "second", "dozens", "and five"])
def test_other_words_are_no_number(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1,950,000.50", "1950000.50"),
        ("12,34,567", "1234567"),
        ("1 950 000", "1950000"),
        ("1\u00a0950\u00a0000", "1950000"),
        ("1\u202f950\u202f000", "1950000"),
        ("1'950'000", "1950000"),
        ("1’950’000", "1950000"),
        ("1.950.000", "1950000"),
        ("1.950.000,5", "1950000.5"),
        ("2.500", "2500"),
        ("2.512", "2.512"),
        ("0.500", "0.500"),
        ("1 950,75", "1950.75"),
    ],
)
def test_a_printed_numeral_is_one_token(raw: str, value: str) -> None:
    (token,) = tokenize(raw)
    assert token.number == numeral(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In 2024 100 men", [2024, 100]),
        ("on May 9 300 men", [9, 300]),
        ("12, 340", [12, 340]),
        ("fell by 5. 300 men", [5, 300]),
        ("1,2,3", [1, 2, 3]),
    ],
)
def test_separators_do_not_reach_across_numbers(text: str, numbers: list[int]) -> None:
    assert [int(token.number) for token in tokenize(text) if token.number is not None] == numbers


@given(st.integers(0, 10**9 - 1))
def test_words_come_back_as_their_number(number: int) -> None:
    words = in_words(number)
    assert read(f"{words} men") == (number, words)


@given(st.integers(0, 10**12), st.sampled_from([",", "\u00a0", "\u202f", "\u2009", " ", "'", "’"]))
def test_grouped_digits_come_back_as_their_number(number: int, separator: str) -> None:
    printed = f"{number:,}".replace(",", separator)
    assert read(f"{printed} men") == (number, printed)


@given(st.integers(1, 999), st.integers(1, 9), st.sampled_from(sorted(SCALES)))
def test_a_decimal_before_a_scale_is_multiplied(whole: int, tenth: int, scale: str) -> None:
    assert read(f"{whole}.{tenth} {scale} men") == (
        Decimal(f"{whole}.{tenth}") * SCALES[scale],
        f"{whole}.{tenth} {scale}",
    )


@given(st.text())
def test_tokens_cover_everything_but_white_space(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))
    assert "".join("".join(token.text.split()) for token in tokens) == "".join(text.split())
