"""Extended Date/Time Format, levels 0 and 1 (Library of Congress, 4 February 2019; ISO 8601-2:2019).

Of level 1: letter-prefixed years, seasons, qualification of a whole date, unspecified digits from the right,
open and unknown ends of intervals, negative years. Level 2 is refused.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(
    r"(?P<year>-?\d{4}|-?\d{3}X|-?\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<qualifier>[?~%]?)",
    re.ASCII,
)
_LONG_YEAR = re.compile(r"Y-?[1-9]\d{4,}", re.ASCII)
_TIME = re.compile(r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:[01]\d|2[0-3])(?::[0-5]\d)?)?", re.ASCII)
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
"""The first month of a season of the northern half of the earth; each takes three, winter from December on."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """First and last day of one date as (year, month, day) in astronomical years, so that year 0 has a place."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]


def is_valid(text: str) -> bool:
    """Whether ``text`` is EDTF of level 0 or 1."""
    if "/" not in text:
        day, separator, time = text.partition("T")
        if separator:
            return _is_full(day) and _TIME.fullmatch("T" + time) is not None
        return _LONG_YEAR.fullmatch(text) is not None or _endpoint(text) is not None
    return _interval(text) is not None


def bounds(text: str) -> tuple[date | None, date | None]:
    """The first and the last possible day of EDTF without a time of day; None where an end is open or unknown.

    "Approximate" widens nothing. Raises ``ValueError`` where ``text`` is no such EDTF, or a day lies outside
    the years 0001-9999 that ``xsd:date`` is written in here.
    """
    if "/" in text:
        pair = _interval(text)
        if pair is None:
            raise ValueError(f"not an EDTF interval of level 1: {text!r}")
        first, last = pair
    else:
        first = last = _endpoint(text)
        if first is None:
            raise ValueError(f"not an EDTF date of level 1: {text!r}")
    return (date(*first.first) if first else None, date(*last.last) if last else None)


def _interval(text: str) -> tuple[Endpoint | None, Endpoint | None] | None:
    """Both ends (None: open or unknown), or None where ``text`` is no interval."""
    ends = text.split("/")
    if len(ends) != 2 or ends == ["", ""] or "X" in text:
        return None  # unspecified digits inside an interval are level 2
    first, last = (None if end in ("", "..") else _endpoint(end) for end in ends)
    if any(end not in ("", "..") and found is None for end, found in zip(ends, (first, last), strict=True)):
        return None
    if first and last and first.first > last.first:
        return None
    return first, last


def _is_full(text: str) -> bool:
    found = _DATE.fullmatch(text)
    return bool(found and found["day"] and not found["qualifier"] and "X" not in text and _endpoint(text))


def _endpoint(text: str) -> Endpoint | None:
    found = _DATE.fullmatch(text)
    if found is None or found["year"] == "-0000":
        return None
    year, month, day = found["year"], found["month"], found["day"]
    if "X" in year:
        return None if month else _years(int(year.replace("X", "0")), int(year.replace("X", "9")))
    number = int(year)
    if month is None:
        return _years(number, number)
    if month == "XX":
        return _years(number, number) if day in (None, "XX") else None
    return _months(number, int(month)) if day in (None, "XX") else _day(number, int(month), int(day))


def _years(one: int, other: int) -> Endpoint:
    return Endpoint((min(one, other), 1, 1), (max(one, other), 12, 31))


def _months(year: int, month: int) -> Endpoint | None:
    if month in SEASONS:
        first = SEASONS[month]
        end_year, end_month = (year, first + 2) if first < 12 else (year + 1, 2)
        return Endpoint((year, first, 1), (end_year, end_month, _length(end_year, end_month)))
    if not 1 <= month <= 12:
        return None
    return Endpoint((year, month, 1), (year, month, _length(year, month)))


def _day(year: int, month: int, day: int) -> Endpoint | None:
    if not (1 <= month <= 12 and 1 <= day <= _length(year, month)):
        return None
    return Endpoint((year, month, day), (year, month, day))


def _length(year: int, month: int) -> int:
    """Days of a month in the proleptic Gregorian calendar, in which leap years repeat every 400 years."""
    return monthrange(2000 + year % 400, month)[1]
