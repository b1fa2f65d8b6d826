from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.grammar.edtf import bounds, is_valid

CASES = [
    (level, verdict, json.loads(text))
    for level, verdict, text in (
        line.split("\t")
        for line in (Path(__file__).parent / "data" / "edtf_cases.tsv").read_text("utf-8").splitlines()[1:]
    )
]
SEASON_WITH_QUALIFIER = "2011-23~"
"""Listed as level 2, though the same lists hold ``1952-23~/1953`` as level 1; it is read here."""


@pytest.mark.parametrize(("level", "verdict", "text"), CASES)
def test_the_published_cases(level: str, verdict: str, text: str) -> None:
    """Levels 0 and 1 are read, level 2 and what is invalid is refused."""
    readable = verdict == "valid" and not level.startswith(("L2", "Level2"))
    assert is_valid(text) is (readable or text == SEASON_WITH_QUALIFIER)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2025-06-27", "2025-06-27", "2025-06-27"),
        ("2022/..", "2022-01-01", None),
        ("2023-06~/..", "2023-06-01", None),
        ("../2025-06", None, "2025-06-30"),
        ("2025-01/2025-06", "2025-01-01", "2025-06-30"),
        ("2025-23", "2025-09-01", "2025-11-30"),
        ("2024-24", "2024-12-01", "2025-02-28"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2004-XX", "2004-01-01", "2004-12-31"),
        ("1985-04-XX", "1985-04-01", "1985-04-30"),
        ("2004-06-11%", "2004-06-11", "2004-06-11"),
        ("2025/", "2025-01-01", None),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_first_and_last_possible_day(text: str, first: str | None, last: str | None) -> None:
    days = tuple(None if day is None else day.isoformat() for day in bounds(text))
    assert days == (first, last)


@pytest.mark.parametrize(
    "text", ["0000", "-2004-06", "9999-24", "2025-13", "2025-06-31", "/", "", "x/..", "Y170000002"]
)
def test_what_has_no_days(text: str) -> None:
    with pytest.raises(ValueError):
        bounds(text)


@given(st.dates())
def test_a_day_is_its_own_bounds(day: date) -> None:
    assert bounds(day.isoformat()) == (day, day)


@given(st.dates(), st.dates())
def test_an_interval_is_valid_in_one_direction_only(one: date, other: date) -> None:
    assert is_valid(f"{one}/{other}") is (one <= other)


@given(st.text("0123456789-/.X?~%TZ:+", max_size=14))
def test_days_are_in_order_wherever_there_are_any(text: str) -> None:
    try:
        first, last = bounds(text)
    except ValueError:
        return
    assert is_valid(text)
    assert first is None or last is None or first <= last
