"""Periods: one day, month, season, year or stretch of them, as words name it, resolved against a dateline.

A period is written as the EDTF of its first and of its last part, from which its days follow. Words that the
dateline is needed for, and is not there, make a period without days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from kgbuild.extract.grammar import edtf, resolve

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR = r"(?:1[5-9]|20|21)\d\d(?![\d%]|[,.:]\d|-\d|\s?%|\w)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_OF_YEAR = rf"(?:(?P<year>{YEAR})|(?P<relative>this|last|next|the)\syear\b)"
_OF_SEASON = r"(?:(?P<year>(?:1[5-9]|20|21)\d\d)(?:[-–/]\d{2}(?:\d{2})?)?(?!\w)|(?P<relative>this|last|next)\syear\b)"
_PART_OF = (
    r"(?:(?:[Tt]he\s)?(?P<part>[Ee]arly|[Mm]id|[Ll]ate)(?:\s(?:months|weeks|days|part)\sof\s|[-\s](?:in\s)?)|"
    r"[Tt]he\s(?P<edge>start|beginning|end|close|middle)\sof\s)"
)
_DAYTIME = r"(?:\s(?:morning|afternoon|evening|night))?"


@dataclass(frozen=True, slots=True)
class Period:
    """``text[start:end]`` names the time from the first day of ``first`` to the last day of ``last``.

    Both are EDTF dates, None where the words cannot be resolved. ``has_year``: the words name their year.
    ``needs_preposition``: the words alone may mean something else ("May", "2024", "spring").
    ``is_range``: they name both of its ends ("5 to 9 May").
    """

    start: int
    end: int
    first: str | None
    last: str | None
    has_year: bool = False
    needs_preposition: bool = False
    is_range: bool = False


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[resolve.Words], resolve.Ends]], ...] = tuple(
    (re.compile(pattern), resolver)
    for pattern, resolver in (
        (r"(?P<iso>\d{4}-\d{2}-\d{2})\b", resolve.numeric),
        (r"(?P<one>\d{1,2})(?P<sign>[./])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})\b", resolve.numeric),
        (
            rf"(?:{WEEKDAY},?\s)?(?:the\s)?(?P<day>{_DAY})(?:(?:\s?[-–]\s?|\s(?:and|to|or)\s)(?P<day2>{_DAY}))?"
            rf"(?:\sof)?\s(?P<month>{MONTH})\b(?:,?\s(?:of\s)?{_OF_YEAR})?",
            resolve.full_date,
        ),
        (
            rf"(?:{WEEKDAY},?\s)?(?P<month>{MONTH})\s(?:the\s)?(?P<day>{_DAY})(?:(?:\s?[-–]\s?|\sto\s)(?P<day2>{_DAY}))?(?![\d\w%]|[.,:]\d)"
            rf"(?:,?\s(?:of\s)?{_OF_YEAR})?",
            resolve.full_date,
        ),
        (
            rf"(?:{_PART_OF}|(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s)?(?P<month>{MONTH})(?!\w|-(?!{MONTH}))(?:,?\s(?:of\s)?{_OF_YEAR})?",
            resolve.whole_month,
        ),
        (
            rf"(?:{_PART_OF}|(?:[Ee]arlier|[Ll]ater|so\sfar)\s|(?:the\s(?:whole|entirety|course)|all)\sof\s|the\sentire\s)?"
            rf"(?:the\syear\s)?(?:(?P<year>{YEAR})(?!s)|(?P<relative>[Tt]his|[Ll]ast|[Nn]ext)\syear\b(?!['’]))",
            resolve.whole_year,
        ),
        (r"[Tt]he\s(?P<edge>start|beginning|end|middle)\sof\s(?P<relative>the)\syear\b", resolve.whole_year),
        (
            rf"(?:[Tt]he\s)?(?P<which>first|second|third|fourth|last|latter|final)\s(?P<share>half|quarter)\sof\s{_OF_YEAR}",
            resolve.share_of_year,
        ),
        (
            rf"(?:[Tt]he\s)?(?P<half>first|second|last|latter)\shalf\sof\s(?P<month>{MONTH})\b(?:,?\s(?:of\s)?{_OF_YEAR})?",
            resolve.half_month,
        ),
        (rf"(?P<share>[HQ])(?P<number>[1-4])(?:\sof)?\s?(?P<year>{YEAR})", resolve.share_of_year),
        (
            rf"(?:[Tt]he\s)?(?P<which>first|last|final|opening|closing)\s(?P<months>{_COUNT})\smonths\sof\s{_OF_YEAR}",
            resolve.share_of_year,
        ),
        (rf"(?P<year>{YEAR[: YEAR.index('(?!')]})\s?[-–/]\s?(?P<last>\d{{4}}|\d{{2}})(?![\d\w-])", resolve.years),
        (
            r"(?:[Tt]he\s)?(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[-\s])?(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b",
            resolve.decade,
        ),
        (
            r"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s|(?:[Tt]he\s)?(?:early\s|mid-?\s?|late\s)?)"
            rf"(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|[Ff]all)\b(?![-'’])(?:,?\s(?:of\s)?{_OF_SEASON})?",
            resolve.season,
        ),
        (
            rf"[Tt]he\s(?:last|past|previous|preceding)\s(?:(?P<count>{_COUNT})\s)?(?P<unit>days?|weeks?|months?|years?|decades?)\b",
            resolve.past,
        ),
        (rf"(?P<count>{_COUNT}|[A-Z][a-z]+)\s(?P<unit>days?|weeks?|months?|years?|decades?)\sago\b", resolve.ago),
        (
            rf"(?:{_PART_OF}|(?:[Ee]arlier|[Ll]ater)\s)?(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s(?P<unit>week|month|weekend)\b",
            resolve.near,
        ),
        (r"[Tt]he\s(?P<edge>start|beginning|end|middle)\sof\s(?P<which>the)\s(?P<unit>month)\b", resolve.near),
        (rf"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s)?(?P<weekday>{WEEKDAY})\b{_DAYTIME}", resolve.weekday),
        (
            r"(?P<name>[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight|[Ll]ast\snight|the\sday\sbefore\syesterday)\b",
            resolve.named_day,
        ),
        (r"[Rr]ecent\s(?:days|weeks|months|years)\b", resolve.unresolved),
        (
            r"(?:[Tt]he\ssame|[Tt]hat|[Tt]he\s(?:following|previous))\s(?:day|morning|afternoon|evening|night|week|month|year)\b",
            resolve.unresolved,
        ),
        (
            r"(?:the\s)?(?:last|past|coming|next|previous)\s(?:few|several|couple\sof)\s(?:days|weeks|months|years)\b",
            resolve.unresolved,
        ),
        (
            r"[Tt]he\s(?:start|beginning|outbreak|onset)\sof\sthe\s(?:[\w-]+\s){0,2}(?:war|invasion|conflict|fighting)\b",
            resolve.unresolved,
        ),
    )
)
_TRIGGER = re.compile(
    rf"(?<![\w$€£-])(?:\d|{MONTH}|{WEEKDAY}|[HQ][1-4]\b|[Ee]arly\b|[Ee]arlier\b|[Mm]id\b|[Ll]ate\b|[Ll]ater\b|so\sfar\b|[Ll]ast\b|"
    r"[Tt]his\b|[Nn]ext\b|[Tt]he\s(?:start|beginning|end|close|middle|whole|entirety|course|entire|year|first|second|third|fourth|"
    r"last|latter|final|opening|closing|past|previous|preceding|same|following|coming|day|outbreak|onset|early|mid|late|"
    r"spring|summer|autumn|fall|winter)\b|[Tt]he\s\d\d|all\sof\b|first\b|second\b|third\b|fourth\b|final\b|[Ss]pring\b|[Ss]ummer\b|[Aa]utumn\b|"
    r"[Ww]inter\b|[Ff]all\b|[Yy]esterday\b|[Tt]oday\b|[Tt]omorrow\b|[Tt]onight\b|[Rr]ecent\b|[Tt]hat\b|past\b|coming\b|a\b|an\b|A\b|"
    r"[Oo]ne\b|[Tt]wo\b|[Tt]hree\b|[Ff]our\b|[Ff]ive\b|[Ss]ix\b|[Ss]even\b|[Ee]ight\b|[Nn]ine\b|[Tt]en\b|[Ee]leven\b|[Tt]welve\b)"
)
_WEAK_MONTH = re.compile(rf"{MONTH}\Z")


def find_periods(text: str, anchor: date | None) -> Iterator[Period]:
    """The periods that ``text`` names, in order, each the longest of its place, none overlapping another."""
    position = 0
    while found := _TRIGGER.search(text, position):
        period = period_at(text, found.start(), anchor)
        if period is None:
            position = found.end()
        else:
            yield period
            position = period.end


def period_at(text: str, start: int, anchor: date | None) -> Period | None:
    """The longest period that begins at ``start``, None where none does."""
    matches = [(found, resolver) for pattern, resolver in _PATTERNS if (found := pattern.match(text, start))]
    if not matches:
        return None
    found, resolver = max(matches, key=lambda match: match[0].end())
    groups = found.groupdict()
    has_year = any(groups.get(name) for name in ("year", "relative", "iso", "decade"))
    is_range = any(groups.get(name) for name in ("day2", "last"))
    first: str | None
    last: str | None
    try:
        first, last = resolver(resolve.Words(groups, anchor))
        edtf.bounds(first), edtf.bounds(last)
    except (ValueError, OverflowError, KeyError):
        first = last = None
    return Period(found.start(), found.end(), first, last, has_year, _is_weak(found), is_range)


def _is_weak(found: re.Match[str]) -> bool:
    """Whether the words alone need not be a time: a bare month, year or season."""
    said = found.group()
    bare_month = _WEAK_MONTH.match(said) is not None
    return bare_month or said.isdigit() or said.lower().removeprefix("the ") in resolve.SEASON_NAMES
