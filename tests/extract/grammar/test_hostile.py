"""Hostile texts: the time that reading takes grows with the text's length, not with its square."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import process_time

import pytest

from kgbuild.extract.grammar.amounts import find_amounts
from kgbuild.extract.grammar.law import find_provisions
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.grammar.times import find_times
from kgbuild.extract.sentences import split
from kgbuild.model import Span

LENGTH = 30_000
SECONDS = 6
"""Far above what a linear reader needs here (about a second) and far below what a quadratic one takes."""

READERS: dict[str, Callable[[str], object]] = {
    "amounts": lambda text: find_amounts(text, Currencies.load()),
    "times": lambda text: find_times(text, date(2025, 7, 3)),
    "law": find_provisions,
    "sentences": lambda text: split(text, Span(0, len(text))),
}
UNITS = (
    "a", "9", ".", "?x", ". ", "1,", "11,", "1 ", "1.", "a-", "a.", "a@", "- ", "[1]", "( ", "“", "\n", "\r", "\n \r",
    "million ", "hundred and ", "one ", "a half ", "between ", "from 1 to ", "1 or ", "1-", "$", "US", "~", "at least ",
    "in ", "May ", "2024 ", "2024-", "the ", "since ", "Article ", "Article 1, ", "part 1 of ", "§", "of the ",
    "Code ", "Criminal ", "A", "Aa ", "monthly ", "é\u0301", "Dr. ", "U.S.", "e.g. ",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_time_does_not_grow_with_the_square_of_the_length(reader: str) -> None:
    for unit in UNITS:
        text = unit * (LENGTH // len(unit))
        started = process_time()
        READERS[reader](text)
        assert process_time() - started < SECONDS, (reader, unit)


def test_a_number_of_a_million_digits_is_no_amount() -> None:
    assert find_amounts("9" * 10**6 + " million rubles", Currencies.load()) == ()
