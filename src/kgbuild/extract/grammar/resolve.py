"""What the words of a period mean, counted from a dateline: one function for each way to name a time.

Each takes what a pattern matched and gives the EDTF of the first and the last part of the period. Each raises
``ValueError`` where the words name no day, or need a dateline that is not there.
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from kgbuild.extract.grammar import edtf

MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
WEEKDAYS = {name: number for number, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))}
SEASON_NAMES = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_COUNTS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"a": 1, "an": 1, "": 1}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 0,
    "latter": 0,
    "final": 0,
    "opening": 1,
    "closing": 0,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a pattern matched, with the day that relative words count from."""

    groups: dict[str, str | None]
    anchor: date | None

    def __getitem__(self, name: str) -> str:
        return self.groups.get(name) or ""

    @property
    def day(self) -> date:
        """The dateline. Raises ``ValueError`` where there is none."""
        if self.anchor is None:
            raise ValueError("no dateline")
        return self.anchor

    def year(self) -> int | None:
        """The year that the words name, by number or as "last year"; None where they name none."""
        if self["year"]:
            return int(self["year"])
        if self["relative"]:
            return self.day.year + {"last": -1, "next": 1}.get(self["relative"].lower(), 0)
        return None


Ends = tuple[str, str]


def _month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def _same(text: str) -> Ends:
    return text, text


def _days(first: date, last: date) -> Ends:
    return first.isoformat(), last.isoformat()


def _shift(month: date, by: int) -> date:
    """The first day of the month ``by`` months away."""
    index = month.year * 12 + month.month - 1 + by
    return date(index // 12, index % 12 + 1, 1)


def _part(ends: Ends, words: Words) -> Ends:
    """A part of a year or month (vocabulary *Rules*, Time): early, mid-, late, or its start, middle or end."""
    first, last = edtf.bounds(ends[0])[0], edtf.bounds(ends[1])[1]
    if first is None or last is None:
        return ends
    part = (words["part"] or {"middle": "mid"}.get(words["edge"], words["edge"])).lower()
    is_year = (last - first).days > 300
    if part in ("early", "mid", "late") and is_year:
        month = {"early": 1, "mid": 6, "late": 10}[part]
        return f"{_month(first.year, month)}~", f"{_month(first.year, month + 2)}~"
    if part in ("early", "mid", "late"):
        begin = {"early": 1, "mid": 11, "late": 21}[part]
        end = last if part == "late" else first.replace(day=begin + 9)
        return f"{first.replace(day=begin)}~", f"{end}~"
    if part in ("start", "beginning"):
        return first.isoformat(), (first.replace(day=31) if is_year else first.replace(day=10)).isoformat()
    return f"{last.replace(day=1 if is_year else 21)}~", last.isoformat()


def _most_recent(words: Words, month: int, day: int = 1) -> int:
    """The year of the last such month or day on or before the dateline."""
    year = words.day.year if (month, day) <= (words.day.month, words.day.day) else words.day.year - 1
    if (month, day) == (2, 29):
        return next(past for past in range(year, year - 9, -1) if isleap(past))
    return year


def full_date(words: Words) -> Ends:
    """A day of a month, or two of them; without a year, the last such day up to the dateline."""
    month = MONTHS[words["month"][:3]]
    days = [int(re.sub(r"\D", "", words[name])) for name in ("day", "day2") if words[name]]
    year = words.year()
    if year is None:
        year = _most_recent(words, month, days[0])
    return _days(date(year, month, days[0]), date(year, month, days[-1]))


def numeric(words: Words) -> Ends:
    """``2025-11-14``, ``14.11.2025``, ``25/06/2024``; with a slash only where one number can be no month."""
    if words["iso"]:
        return _same(date.fromisoformat(words["iso"]).isoformat())
    first, second = int(words["one"]), int(words["two"])
    if words["sign"] == "/" and first <= 12 and second <= 12 and first != second:
        raise ValueError("day and month cannot be told apart")
    month, day = (first, second) if second > 12 else (second, first)
    return _same(date(int(words["year"]), month, day).isoformat())


def whole_month(words: Words) -> Ends:
    """A month or a part of it; without a year, the last such month that has begun by the dateline."""
    month, year = MONTHS[words["month"][:3]], words.year()
    if words["which"].lower() in ("last", "next"):
        step = 1 if words["which"].lower() == "next" else 0
        this = _most_recent(words, month) + step
        year = this - 1 if not step and (this, month) == (words.day.year, words.day.month) else this
    elif words["which"]:
        year = words.day.year
    if year is None:
        year = _most_recent(words, month)
    ends = _same(_month(year, month))
    return _part(ends, words) if words["part"] or words["edge"] else ends


def half_month(words: Words) -> Ends:
    """``the second half of May``: up to the 15th, or from the 16th on."""
    first, last = edtf.bounds(whole_month(words)[0])
    if first is None or last is None:
        raise ValueError("no such month")
    if words["half"] == "first":
        return _days(first, first.replace(day=15))
    return _days(first.replace(day=16), last)


def whole_year(words: Words) -> Ends:
    """A year, by number or counted from the dateline, or a part of it."""
    ends = _same(f"{words.year():04}")
    return _part(ends, words) if words["part"] or words["edge"] else ends


def share_of_year(words: Words) -> Ends:
    """Halves, quarters, and "the last three months of"."""
    year = words.year()
    year = words.day.year if year is None else year
    if words["months"]:
        length = _count(words["months"])
        first = 1 if _ORDINALS[words["which"].lower()] else 13 - length
    else:
        length = 6 if "half" in words["share"] or words["share"] == "H" else 3
        number = int(words["number"]) if words["number"] else _ORDINALS[words["which"].lower()]
        first = (number or 12 // length) * length - length + 1
    if not (first >= 1 and first + length <= 13):
        raise ValueError("no such part of a year")
    return _month(year, first), _month(year, first + length - 1)


def years(words: Words) -> Ends:
    """``2022–2024``, ``2024-25``."""
    first, last = words["year"], words["last"]
    last = last if len(last) == 4 else first[:2] + last
    if not int(first) < int(last):
        raise ValueError("not a range of years")
    return first, last


def decade(words: Words) -> Ends:
    """``the 1990s``, ``the mid-1990s`` (four years, three, three)."""
    decade = int(words["decade"])
    if words["part"]:
        first = decade + {"early": 0, "mid": 4, "late": 7}[words["part"].lower()]
        return f"{first}~", f"{first + (3 if words['part'].lower() == 'early' else 2)}~"
    return f"{decade}", f"{decade + 9}"


def season(words: Words) -> Ends:
    """A season; "last autumn" is the last one over before the dateline, "in spring" the last one begun by it."""
    code = SEASON_NAMES[words["season"].lower()]
    year, which = words.year(), words["which"].lower()
    if year is None:
        first = edtf.SEASONS[code]
        year = words.day.year if which in ("this", "next") and first < 12 else _most_recent(words, first)
        last = edtf.bounds(f"{year:04}-{code}")[1]
        if which == "last" and last is not None and last >= words.day:
            year -= 1
        elif which == "next" and date(year, first, 1) <= words.day:
            year += 1
    return _same(f"{year:04}-{code}")


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word.lower()]


def past(words: Words) -> Ends:
    """``the past two years``: from that long before the dateline up to it."""
    count, unit, day = _count(words["count"]), words["unit"].removesuffix("s"), words.day
    if unit in ("day", "week"):
        first = day - timedelta(days=count * (7 if unit == "week" else 1))
    else:
        month = _shift(day, -count * {"month": 1, "year": 12, "decade": 120}[unit])
        first = month.replace(day=min(day.day, 28))
    return f"{first}~", day.isoformat()


def ago(words: Words) -> Ends:
    """``two years ago``: that year, month or week, or that day."""
    count, unit, day = _count(words["count"]), words["unit"].removesuffix("s"), words.day
    if unit == "day":
        return _same((day - timedelta(days=count)).isoformat())
    if unit == "week":
        return _week(day - timedelta(weeks=count))
    if unit == "month":
        month = _shift(day, -count)
        return _same(f"{_month(month.year, month.month)}~")
    return _same(f"{day.year - count * (10 if unit == 'decade' else 1):04}~")


def _week(day: date) -> Ends:
    monday = day - timedelta(days=day.weekday())
    return _days(monday, monday + timedelta(days=6))


def near(words: Words) -> Ends:
    """``last month``, ``this week``, ``next quarter``, ``last weekend``; the start or end of one."""
    by, unit, day = {"last": -1, "next": 1}.get(words["which"].lower(), 0), words["unit"], words.day
    if unit == "week":
        return _week(day + timedelta(weeks=by))
    if unit == "weekend":
        saturday = day - timedelta(days=(day.weekday() - 5) % 7 or 7) + timedelta(weeks=max(by, 0))
        return _days(saturday, saturday + timedelta(days=1))
    month = _shift(day, by)
    ends = _same(_month(month.year, month.month))
    return _part(ends, words) if words["part"] or words["edge"] else ends


def weekday(words: Words) -> Ends:
    """The last such day on or before the dateline; "last Friday" is before it, "next Friday" after."""
    day, which = words.day, words["which"].lower()
    back = (day.weekday() - WEEKDAYS[words["weekday"][:3]]) % 7
    found = day - timedelta(days=back or (7 if which == "last" else 0))
    return _same((found + timedelta(days=7) if which == "next" else found).isoformat())


def named_day(words: Words) -> Ends:
    """``yesterday`` and its like."""
    by = {"yesterday": -1, "tomorrow": 1, "last night": -1, "the day before yesterday": -2}
    return _same((words.day + timedelta(days=by.get(words["name"].lower(), 0))).isoformat())


def unresolved(words: Words) -> Ends:
    """Words that say a time which only other sentences give ("the same evening"). Raises ``ValueError``."""
    raise ValueError(f"words only: {words.groups}")
