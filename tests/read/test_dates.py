"""Only what means one day is read as one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.read.dates import iso_day, written_dates


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        ["%d %B %Y", "%B %d, %Y", "%b. %d, %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d of %B %Y"]
    ),
)
def test_a_day_is_read_back_from_every_form(day: date, form: str) -> None:
    written = day.strftime(form)
    content = f"on {written}, they said"
    (found,) = written_dates(content)
    assert found.day == day
    assert content[found.span.start : found.span.end].rstrip(".") == written.rstrip(".")


@pytest.mark.parametrize(
    "content", ["3/7/2025", "31 February 2025", "May 2025", "in 2025", "12025-01-01", "1 May 20255"]
)
def test_what_is_no_single_day_is_left_alone(content: str) -> None:
    assert written_dates(content) == []


def test_numbers_that_can_only_be_one_order_are_read() -> None:
    assert [found.day for found in written_dates("27/2/2026 and 2/27/2026")] == [date(2026, 2, 27)] * 2


def test_an_iso_time_names_the_day_of_its_own_zone() -> None:
    assert iso_day("2025-01-09T01:40:00+05:45") == date(2025, 1, 9)
    assert iso_day("2025-13-09") is None
    assert iso_day("9 January 2025") is None
