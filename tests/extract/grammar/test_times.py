from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.extract.grammar import edtf
from kgbuild.extract.grammar.periods import MONTH
from kgbuild.extract.grammar.resolve import MONTHS
from kgbuild.extract.grammar.times import TimeMention, find_times
from kgbuild.extract.grammar.tokens import words

THURSDAY = date(2025, 7, 3)


def one(text: str, anchor: date | None = THURSDAY) -> TimeMention:
    (mention,) = find_times(text, anchor)
    return mention


@pytest.mark.parametrize(
    ("text", "written", "preposition"),
    [
        # days
        ("on 14 November 2025", "2025-11-14", "in"),
        ("14 November 2025", "2025-11-14", None),
        ("June 5, 2024", "2024-06-05", None),
        ("Jan. 5, 2024", "2024-01-05", None),
        ("5th of June 2023", "2023-06-05", None),
        ("on Thursday, 9 January 2025", "2025-01-09", "in"),
        ("2025-11-14", "2025-11-14", None),
        ("14.11.2025", "2025-11-14", None),
        ("25/06/2024", "2024-06-25", None),
        ("5–9 June 2025", "2025-06-05/2025-06-09", None),
        ("on 27 June", "2025-06-27", "in"),
        ("on 4 July", "2024-07-04", "in"),
        ("on 29 February", "2024-02-29", "in"),
        ("since 24 February 2022", "2022-02-24/..", "since"),
        # months
        ("in August 2022", "2022-08", "in"),
        ("in March this year", "2025-03", "in"),
        ("in March last year", "2024-03", "in"),
        ("In May", "2025-05", "in"),
        ("in July", "2025-07", "in"),
        ("in August", "2024-08", "in"),
        ("last May", "2025-05", None),
        ("last July", "2024-07", None),
        ("since December", "2024-12/..", "since"),
        ("since January 2024", "2024-01/..", "since"),
        ("in late August 2022", "2022-08-21~/2022-08-31~", "in"),
        # years and their parts
        ("in 2024", "2024", "in"),
        ("since 2022", "2022/..", "since"),
        ("since at least 2022", "2022/..", "since"),
        ("since early 2024", "2024-01~/..", "since"),
        ("since mid-2023", "2023-06~/..", "since"),
        ("since late 2022", "2022-10~/..", "since"),
        ("since the start of 2025", "2025-01-01/..", "since"),
        ("since the beginning of the year", "2025-01-01/..", "since"),
        ("in mid-2023", "2023-06~/2023-08~", "in"),
        ("in the whole of 2024", "2024", "in"),
        ("in the first half of 2025", "2025-01/2025-06", "in"),
        ("in the second half of last year", "2024-07/2024-12", "in"),
        ("in the second quarter of 2024", "2024-04/2024-06", "in"),
        ("in Q3 2024", "2024-07/2024-09", "in"),
        ("in the last three months of 2024", "2024-10/2024-12", "in"),
        ("early in 2024", "2024-01~/2024-03~", None),
        ("in the early months of 2024", "2024-01~/2024-03~", "in"),
        ("in the second half of November", "2024-11-16/2024-11-30", "in"),
        ("in the first six months of 2025", "2025-01/2025-06", "in"),
        ("in the 1990s", "1990/1999", "in"),
        ("since the mid-1990s", "1994~/..", "since"),
        # ends
        ("until March", "../2025-03", "until"),
        ("by the end of 2024", "../2024-12-31", "by"),
        ("by 2027", "../2027", "by"),
        ("before 2022", "../2021", "before"),
        ("after January 2024", "2024-02-01/..", "after"),
        # ranges
        ("between 2022 and 2024", "2022/2024", "between"),
        ("from 2022 to 2024", "2022/2024", "from"),
        ("2022–2024", "2022/2024", None),
        ("in 2024-25", "2024/2025", "in"),
        ("from March to May 2024", "2024-03/2024-05", "from"),
        ("from March 2024 to May", "2024-03/2024-05", "from"),
        ("from December to May 2024", "2023-12/2024-05", "from"),
        ("from 1 January to 31 May 2025", "2025-01-01/2025-05-31", "from"),
        ("from 5 to 9 May 2024", "2024-05-05/2024-05-09", "from"),
        ("between 5 and 9 May 2024", "2024-05-05/2024-05-09", "between"),
        ("January–November 2025", "2025-01/2025-11", None),
        ("in Jan-Nov 2025", "2025-01/2025-11", "in"),
        ("from late 2023 to early 2024", "2023-10~/2024-03~", "from"),
        ("in 2023 and 2024", "2023/2024", "in"),
        # from the dateline
        ("last month", "2025-06", None),
        ("last week", "2025-06-23/2025-06-29", None),
        ("this week", "2025-06-30/2025-07-06", None),
        ("last year", "2024", None),
        ("this year", "2025", None),
        ("earlier this year", "2025", None),
        ("since last year", "2024/..", "since"),
        ("yesterday", "2025-07-02", None),
        ("on Thursday", "2025-07-03", "in"),
        ("last Thursday", "2025-06-26", None),
        ("on Friday", "2025-06-27", "in"),
        ("on Tuesday evening", "2025-07-01", "in"),
        ("next Wednesday", "2025-07-09", None),
        ("two years ago", "2023~", None),
        ("three months ago", "2025-04~", None),
        ("a week ago", "2025-06-23/2025-06-29", None),
        ("10 days ago", "2025-06-23", None),
        ("in the past two years", "2023-07-03~/2025-07-03", "in"),
        # seasons
        ("last autumn", "2024-23", None),
        ("last winter", "2024-24", None),
        ("this summer", "2025-22", None),
        ("in the spring of 2023", "2023-21", "in"),
        ("in spring", "2025-21", "in"),
        ("in the winter of 2023-24", "2023-24", "in"),
    ],
)
def test_times_are_written_in_edtf(text: str, written: str, preposition: str | None) -> None:
    mention = one(f"x {text}, they said")
    assert (mention.when.text, mention.when.edtf, mention.prepositional) == (text, written, preposition)
    assert (mention.when.start, mention.when.end) == edtf.bounds(written)


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("last month", None),
        ("on Friday", None),
        ("on 27 June", None),
        ("since December", None),
        ("in recent months", THURSDAY),
        ("The same evening", THURSDAY),
        ("since the start of the full-scale invasion", THURSDAY),
        ("on 31 June 2024", THURSDAY),
        ("05/06/2024", THURSDAY),
        ("last year", date(1, 1, 1)),
        ("next year", date(9999, 12, 31)),
    ],
)
def test_what_cannot_be_resolved_stays_words(text: str, anchor: date | None) -> None:
    when = one(text, anchor).when
    assert (when.text, when.start, when.end, when.edtf) == (text, None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "the 2024 report",
        "one of 2000 men",
        "over 2024 metres",
        "Article 2022",
        "They may go, and troops march in spring-loaded boots",
        "the first man, a second half of the group, the last men, this man",
        "the third man said so at the end of the war",
        "a March report",
        "On Super Tuesday and Black Friday, every Monday",
        "before the start of the 2020 convention",
        "He was 27, she 31",
        "1,050 Kenyans and 3 400 Tajiks",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert find_times(text, THURSDAY) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("31 in 2023 and 58 in 2024", ["2023", "2024"]),
        ("58 in the first half of 2025, compared with 31 in the whole of 2024", ["2025-01/2025-06", "2024"]),
        ("from 31 in 2024 to 58", ["2024"]),
        ("in June 2024 and on 27 June", ["2024-06", "2025-06-27"]),
    ],
)
def test_several_times(text: str, written: list[str]) -> None:
    assert [mention.when.edtf for mention in find_times(text, THURSDAY)] == written


_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@given(
    st.dates(date(1500, 1, 1), date(2199, 12, 31)), st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d} of {m} {y}"])
)
def test_a_written_day_reads_back(day: date, pattern: str) -> None:
    text = pattern.format(d=day.day, m=_NAMES[day.month - 1], y=day.year)
    when = one(f"It began on {text}.", None).when
    assert (when.start, when.end, when.edtf) == (day, day, day.isoformat())


@given(st.dates(date(1500, 1, 1), date(2199, 12, 31)), st.dates(date(1500, 1, 1), date(2199, 12, 31)))
def test_a_range_of_days_reads_back(one_day: date, other: date) -> None:
    low, high = sorted((one_day, other))
    text = f"between {low.day} {_NAMES[low.month - 1]} {low.year} and {high.day} {_NAMES[high.month - 1]} {high.year}"
    when = one(text, None).when
    assert (when.start, when.end) == (low, high)


@given(st.dates(date(2, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_last_one_up_to_the_dateline(anchor: date, number: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[number]
    when = one(f"on {name}", anchor).when
    assert when.start == when.end
    assert when.start is not None
    assert when.start.weekday() == number
    assert anchor - timedelta(days=6) <= when.start <= anchor


@given(st.dates(date(2, 1, 1)), st.sampled_from(_NAMES))
def test_a_month_is_the_last_one_begun_by_the_dateline(anchor: date, name: str) -> None:
    when = one(f"in {name}", anchor).when
    assert when.start is not None
    assert when.start.month == MONTHS[name[:3]]
    assert when.start <= anchor < date(min(when.start.year + 1, 9999), 12, 31)


_WORDS = st.sampled_from(
    sorted(
        words(
            "since the start of 2024 in May last 12 to and between – year Friday mid-2023 first half three months ago "
            "this early autumn until from 31 February , 1990s é"
        )
    )
)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=16).map(" ".join)), st.one_of(st.none(), st.dates()))
def test_any_text_gives_ordered_disjoint_times_that_agree_with_their_edtf(text: str, anchor: date | None) -> None:
    mentions = find_times(text, anchor)
    for mention in mentions:
        when = mention.when
        assert when.text == text[mention.span.start : mention.span.end]
        assert (when.start, when.end) == (edtf.bounds(when.edtf) if when.edtf else (None, None))
    assert all(one.span.end <= other.span.start for one, other in pairwise(mentions))


def test_every_month_can_be_abbreviated() -> None:
    import re

    assert all(re.fullmatch(MONTH, name) and re.fullmatch(MONTH, f"{name[:3]}.") for name in _NAMES if name != "May")
