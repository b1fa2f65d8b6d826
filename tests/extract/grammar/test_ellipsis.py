"""Lengths of time that leave out their unit."""

from __future__ import annotations

import pytest

from kgbuild.extract.grammar.amounts import find_amounts
from kgbuild.extract.grammar.ellipsis import with_units
from kgbuild.extract.grammar.money import Currencies

CURRENCIES = Currencies.load()


def lengths(text: str) -> list[str]:
    return [a.text for a in with_units(text, find_amounts(text, CURRENCIES)) if a.unit == "unit:YR"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It carries up to 15 years; a court jailed him for seven.", ["up to 15 years", "seven"]),
        ("It carries twelve years at least, but he got only five.", ["twelve years at least", "five"]),
        ("Up to five years for fighting, up to eight for recruiting.", ["Up to five years", "up to eight"]),
        ("He asked for ten years and got nine.", ["ten years", "nine"]),
    ],
)
def test_a_bare_number_goes_on_in_years(text: str, expected: list[str]) -> None:
    assert lengths(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He got ten years for recruiting 12.",
        "He got ten years for sending men to the front, for 12 soldiers.",
        "They were jailed for ten years, and a list speaks of 60.",
        "They were jailed for ten years, one for 400.",
        "The court spoke to five.",
    ],
)
def test_a_number_that_counts_something_else_stays_a_count(text: str) -> None:
    assert all("year" in found for found in lengths(text))
