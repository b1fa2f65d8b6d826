"""Calendar dates as datelines, bylines and pages write them. English month names, ISO 8601, numbers.

Only what can mean one day is read: ``3/7/2025`` is two days in two countries and stays unread,
``27/2/2026`` is one. Words of the running text ("last month") are the extraction's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kgbuild.model import Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_END = r"(?![\w])"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w){DAY}(?:\s+of)?[\s-]+{MONTH},?[\s-]+{_YEAR}{_END}",
        rf"(?<!\w){MONTH}\s+{DAY}(?:,\s*|\s+){_YEAR}{_END}",
        rf"(?<!\w){_YEAR}(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)",
        rf"(?<!\w)(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}{_END}",
        rf"(?<!\w)(?P<either>\d\d?)(?P<sep>[-/])(?P<other>\d\d?)(?P=sep){_YEAR}{_END}",
    )
)

_MONTH_NAME = MONTH.replace("?P<month>", "?:")
_DAY_NUMBER = DAY.replace("?P<day>", "?:")
YEARLESS = re.compile(rf"(?<!\w)(?:{_DAY_NUMBER}\s+{_MONTH_NAME}|{_MONTH_NAME}\s+{_DAY_NUMBER})(?!\w)", re.IGNORECASE)
"""A day and a month without a year ("Jan 9"), which date nothing but belong to a dateline."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day and where a text writes it."""

    day: date
    span: Span


def written_dates(text: str, start: int = 0, end: int | None = None) -> list[WrittenDate]:
    """The days written out in ``text[start:end]``, in order, without overlaps; impossible ones are left out."""
    end = len(text) if end is None else end
    found = sorted(_all(text, start, end), key=lambda written: (written.span.start, -written.span.end))
    kept: list[WrittenDate] = []
    for written in found:
        if not kept or written.span.start >= kept[-1].span.end:
            kept.append(written)
    return kept


def _all(text: str, start: int, end: int) -> Iterator[WrittenDate]:
    for form in _FORMS:
        for match in form.finditer(text, start, end):
            day = _day(match.groupdict())
            if day is not None:
                yield WrittenDate(day, Span(match.start(), match.end()))


def _day(parts: dict[str, str]) -> date | None:
    try:
        if "either" in parts:
            return _unambiguous(int(parts["either"]), int(parts["other"]), int(parts["year"]))
        month = parts["month"].lower()
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
        return date(int(parts["year"]), number, int(parts["day"]))
    except ValueError:
        return None


def _unambiguous(first: int, second: int, year: int) -> date | None:
    if first == second or second > 12:
        return date(year, first, second)
    return date(year, second, first) if first > 12 else None


def iso_day(value: str) -> date | None:
    """The day that an ISO 8601 date or time (``2025-01-09T17:40:00+05:45``) names in its own zone, else None."""
    match = re.match(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)", value)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
