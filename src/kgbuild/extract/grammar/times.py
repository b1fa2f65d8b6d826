"""Times: when a text says that something is so, with its preposition, as days and EDTF.

Vocabulary *Rules*, Time: "since X" starts on the first day of X and is open; relative words count from the
dateline (the anchor) and stay words where there is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kgbuild.extract.grammar import edtf
from kgbuild.extract.grammar.notcounts import counts_next
from kgbuild.extract.grammar.periods import Period, find_periods, period_at
from kgbuild.model import Span, TimeSpan

_PREPOSITION = re.compile(
    r"\b(since|from|until|till|up\sto|up\suntil|no\slater\sthan|by|before|after|between|in|on|during|through|"
    r"throughout|within|over|for|of|as\sof|as\sat|at|around|about|(?:starting|beginning)\s(?:in|from|on)|prior\sto|"
    r"as\sfar\sback\sas|as\searly\sas|as\slate\sas)"
    r"(?:\s(?:at\sleast|about|around|roughly|approximately|sometime\sin))?\s$",
    re.IGNORECASE,
)
_KINDS = {
    "till": "until", "up to": "until", "up until": "until", "through": "until", "no later than": "by",
    "prior to": "before",
    "starting in": "since", "starting from": "since", "starting on": "since",
    "beginning in": "since", "beginning from": "since", "beginning on": "since",
}  # fmt: skip
_LOOSE = frozenset({"of", "over", "about", "around", "at", "for", "up to", "on"})
"""Prepositions that a count may follow as well: "one of 2000 men"."""
_OPEN = frozenset({"since", "from", "until", "by", "before", "after", "between"})
_NAMED_DAY = re.compile(r"\b(?:Super|Black|Good|Ash|Palm|Bloody|Cyber|Easter|Holy|Shrove|every|each|Every|Each)\s$")
_JOINS = re.compile(r"\s?[-–—]\s?|\s(?:to|until|till|through|and|or)\s")


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time in a text: ``span`` covers its preposition, ``when`` what it says.

    ``prepositional`` is "since", "until", "by", "from", "between", "before" or "after", "in" for every other
    preposition, None where there is none.
    """

    span: Span
    when: TimeSpan
    prepositional: str | None


def find_times(text: str, anchor: date | None) -> tuple[TimeMention, ...]:
    """The times of ``text``, in order, none overlapping another.

    ``anchor`` is the day that relative words count from; without it they have no days. A bare year, month or
    season is a time only with a preposition ("the 2024 report" has none).
    """
    mentions: list[TimeMention] = []
    floor = 0
    for period in find_periods(text, anchor):
        if period.start < floor:
            continue
        mention = _mention(text, period, anchor, floor)
        if mention is not None:
            mentions.append(mention)
            floor = mention.span.end
    return tuple(mentions)


def _mention(text: str, period: Period, anchor: date | None, floor: int) -> TimeMention | None:
    if _NAMED_DAY.search(text, max(0, period.start - 8), period.start):
        return None
    found = _PREPOSITION.search(text, max(floor, period.start - 40), period.start)
    said = re.sub(r"\s", " ", found.group(1).lower()) if found else None
    kind = _KINDS.get(said, said) if said else None
    high = _upper(text, period, kind, anchor)
    if period.needs_preposition and not (kind and _is_time_after(said, text, period.end)):
        dated = high is not None and high.has_year and not text[period.start].isdigit()
        if not dated:
            return None  # "a May report"; but "May–June 2024" is a time
    if high is None and kind == "between" and not period.is_range:
        return None
    start = found.start() if found else period.start
    end = high.end if high else period.end
    words = text[start:end]
    if high is not None:
        low = _with_year_of(text, period, high)
        when = _span_of(words, low.first, high.last)
        return TimeMention(Span(start, end), when, "between" if kind == "between" else _plain(kind))
    return TimeMention(Span(start, end), _when(words, period, kind), _plain(kind))


def _is_time_after(said: str | None, text: str, end: int) -> bool:
    """Whether a bare year after the preposition ``said`` is one, and no count ("one of 2000 men")."""
    return said not in _LOOSE or not counts_next(text, end)


def _plain(kind: str | None) -> str | None:
    return kind if kind is None or kind in _OPEN else "in"


def _upper(text: str, low: Period, kind: str | None, anchor: date | None) -> Period | None:
    """The period that ends the range which ``low`` begins, None where it begins none."""
    link = _JOINS.match(text, low.end)
    if link is None or (kind in _OPEN and kind not in ("from", "between")):
        return None
    high = period_at(text, link.end(), anchor)
    if high is None:
        return None
    if not high.has_year and low.has_year and low.last is not None:
        end = edtf.bounds(low.last)[1]
        high = period_at(text, link.end(), _year_after(end)) or high if end else high
    word = link.group().strip().lower()
    low = _with_year_of(text, low, high)
    if low.first is None or high.last is None:
        return high if (word == "and" and kind == "between") or kind == "from" else None
    if word in ("and", "or") and kind != "between" and not _is_next(low, high):
        return None
    if word == "and" and kind == "from":
        return None
    try:
        _span_of("", low.first, high.last)
    except ValueError:
        return None
    return high


def _year_after(day: date) -> date:
    return min(day, date(9998, 12, 31)) + timedelta(days=365)


def _with_year_of(text: str, low: Period, high: Period) -> Period:
    """``low`` in the year that ``high`` names: "from March to May 2024"."""
    if low.has_year or not high.has_year or high.last is None:
        return low
    end = edtf.bounds(high.last)[1]
    again = period_at(text, low.start, end)
    return replace(low, first=again.first, last=again.last) if again and again.end == low.end else low


def _is_next(low: Period, high: Period) -> bool:
    """Whether ``high`` begins the day after ``low`` ends: "in 2023 and 2024" is one stretch."""
    end, begin = edtf.bounds(low.last or "")[1], edtf.bounds(high.first or "")[0]
    return end is not None and begin is not None and end.toordinal() + 1 == begin.toordinal()


def _span_of(words: str, first: str | None, last: str | None) -> TimeSpan:
    """The time span between two EDTF dates, None for an open end. Raises ``ValueError`` where they are reversed."""
    written = first if first == last and first is not None else f"{first or '..'}/{last or '..'}"
    start, end = edtf.bounds(written)
    return TimeSpan(words, start, end, written)


def _when(words: str, period: Period, kind: str | None) -> TimeSpan:
    if period.first is None or period.last is None:
        return TimeSpan(words)
    if kind in ("since", "from") and not (period.is_range and kind == "from"):
        return _span_of(words, period.first, None)
    if kind in ("until", "by"):
        return _span_of(words, None, period.last)
    if kind == "before":
        return _beyond(words, period.first, -1)
    if kind == "after":
        return _beyond(words, period.last, 1)
    return _span_of(words, period.first, period.last)


def _beyond(words: str, edge: str, step: int) -> TimeSpan:
    """Open time up to the day before ``edge`` or from the day after it on."""
    first, last = edtf.bounds(edge)
    day = (first if step < 0 else last) or date.min
    try:
        other = date.fromordinal(day.toordinal() + step)
    except (ValueError, OverflowError):
        return TimeSpan(words)
    whole_year = len(edge) == 4 and edge.isdigit()
    written = f"{other.year:04}" if whole_year else other.isoformat()
    return _span_of(words, None, written) if step < 0 else _span_of(words, written, None)
