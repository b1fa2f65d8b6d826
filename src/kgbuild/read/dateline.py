"""Datelines and bylines: where, when, by whom and for which outlet an article was written.

A dateline opens the first paragraph ("BISHKEK, 14 November 2025 (Ala-Too Courier) - A court …", "Bishkek, 14 November
2025. A court …") or stands on a line of its own ("SAMARKAND, 3 July 2025 / Registan Review"). Only a day written with
its year dates a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kgbuild.model import Span
from kgbuild.read.dates import YEARLESS, written_dates

PREFIX_LENGTH = 140
"""A dateline before a paragraph is not longer than this, in code points."""

LINE_LENGTH = 160
"""Nor is a line that holds nothing but a dateline or byline."""

LAST_PARAGRAPH = 2
"""A dateline stands in front of none but the first paragraphs, up to this one, counted from 0."""

_DASH = re.compile(r"\s*(?:--|[–—―]|(?<=\s)-(?=\s)|(?<=\))-(?=\s)|(?<=[\w)]):(?=\s)|(?<=\d{4})\.(?=\s))\s*")
_AGENCY = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]\s*$|\s*/\s*([^/()]{2,60}?)\s*/?\s*$")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*(?:[A-Z]{2,5}|[+-]\d\d:?\d\d))?|\d{1,2}\s*[ap]\.?m\.?"
_LABEL = r"(?:first |last )?(?:published|updated|posted|modified|created|issued|date|dateline)(?: on| at)?:?|on|at"
_AROUND_A_DATE = re.compile(rf"(?<!\w)(?:{_WEEKDAY}|{_TIME}|(?:{_LABEL})(?=[\s\x00]|$))|\x00", re.IGNORECASE)
_READING_TIME = re.compile(r"\d+[\s-]*min(?:ute)?s?(?:\s+read)?", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[|/·•–—―()\[\]]|(?<=\s)-(?=\s))\s*")
_BY = re.compile(r"by:?\s+(?=\S)", re.IGNORECASE)
_CREDIT = re.compile(
    r"\(?(?:(?:additional )?reporting|editing|writing|edited|written|compiled|translated|photos?|photography)"
    r"(?: and (?:editing|writing|reporting))? by\s",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    {"of", "the", "and", "de", "del", "la", "le", "el", "al", "an", "der", "den", "von", "van", "da", "di", "do", "dos"}
    | {"in", "on", "upon", "for", "und", "et", "y", "i"}
)
"""What stands in lower case inside names."""

_NEVER_A_PLACE = frozenset(
    {"a", "an", "the", "on", "in", "at", "since", "by", "from", "until", "till", "after", "before", "between", "as"}
    | {"for", "during", "under", "about", "over", "when", "while", "if", "breaking", "update", "updated", "exclusive"}
    | {"watch", "live", "opinion", "analysis", "explainer", "factbox", "correction", "q", "question", "answer", "note"}
    | {"editor", "photo", "photos", "video", "read", "see", "source", "sources"}
)
"""What a sentence or a label opens with, and a dateline does not."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline or byline says. ``span`` covers it, with the dash that ends it."""

    span: Span
    day: date | None = None
    publisher: str | None = None
    author: str | None = None


def opening(text: str, paragraph: Span) -> Dateline | None:
    """The dateline that opens ``paragraph``, None where there is none. What follows it is never empty."""
    limit = min(paragraph.end, paragraph.start + PREFIX_LENGTH)
    for dash in _DASH.finditer(text, paragraph.start, limit):
        if dash.end() >= paragraph.end or text[dash.end()].islower():
            return None
        mark = dash.group().strip()
        head = _head(text[paragraph.start : dash.start()], mark == ":")
        if head is not None and (mark != "." or head[0] is not None):
            end = dash.end() - len(dash.group()) + len(dash.group().rstrip())
            return Dateline(Span(paragraph.start, end), *head)
        if "." in text[paragraph.start : dash.start()].replace("St.", ""):
            return None
    return None


def opening_after(text: str, paragraph: Span, before: int) -> Dateline | None:
    """The dateline of a paragraph with ``before`` others in front of it, such as a summary.

    A bare place ("KATHMANDU —") is one only in front of the first paragraph, a date or an agency in the next too.
    """
    found = opening(text, paragraph) if before <= LAST_PARAGRAPH else None
    return found if found is not None and (before == 0 or found.day or found.publisher) else None


def _head(head: str, colon: bool) -> tuple[date | None, str | None] | None:
    """Day and publisher of the words before the dash, None where they are no dateline."""
    publisher: str | None = None
    first_word = head.split(maxsplit=1)[:1]
    if not first_word or first_word[0].lower().rstrip(":") in _NEVER_A_PLACE:
        return None
    agency = _AGENCY.search(head)
    if agency and not written_dates(agency.group()):
        inside = (agency.group(1) or agency.group(2)).strip()
        is_slash_place = agency.group(2) is not None and _is_caps(inside) and not written_dates(head)
        if not is_slash_place:
            publisher, head = inside, head[: agency.start()]
    dates = written_dates(head)
    masked = _masked(head)
    dated = "\x00" in masked
    if publisher is not None and not _is_name(publisher):
        return None
    places = _places(masked)
    if not places:
        fits = places is not None and (dated or (publisher is not None and not colon))
    else:
        fits = len(places) <= 3 and (_is_caps(places[0]) or dated)
    return (dates[0].day if dates else None, publisher) if fits else None


def _places(masked: str) -> list[str] | None:
    """The names between the commas around a date, without it; None where there are other words than names."""
    places = []
    for part in re.split(r"[,/;]", masked):
        rest = _AROUND_A_DATE.sub(" ", part).strip()
        if rest and (not _is_name(rest, 4) or ("\x00" in part and not _is_caps(rest))):
            return None
        places.extend([rest] if rest else [])
    return places


def own_line(text: str, line: Span) -> Dateline | None:
    """``line`` as a dateline or byline that stands alone, None where it is anything else."""
    words = text[line.start : line.end]
    if len(words) > LINE_LENGTH or (words.endswith((".", "!", "?")) and not _CREDIT.match(words)):
        return None
    if _CREDIT.match(words):
        return Dateline(line)
    dates = written_dates(words)
    names: list[str] = []
    author: str | None = None
    masked = _masked(words)
    for segment in filter(None, _SEPARATOR.split(masked)):
        by = _BY.match(segment)
        if by and author is None:
            author, *rest = [part.strip() for part in segment[by.end() :].split(",")]
            if not _is_name(author, 8) or _places(",".join(rest)) is None:
                return None
        elif "\x00" in segment:
            if _places(segment) is None:
                return None
        elif not _READING_TIME.fullmatch(segment):
            if not _is_name(segment):
                return None
            names.append(segment)
    if author is None and not dates:
        return None
    author = re.split(r"\s+in\s+", author)[0] if author else None  # "By Ann Weir in Port Elin"
    return Dateline(line, dates[0].day if dates else None, names[0] if len(names) == 1 else None, author)


def _masked(words: str) -> str:
    """``words`` with every date, with its year or without, as one NUL."""
    for written in reversed(written_dates(words)):
        words = words[: written.span.start] + "\x00" + words[written.span.end :]
    return YEARLESS.sub("\x00", words)


def _is_name(words: str, most: int = 6) -> bool:
    """Whether ``words`` read as a name: a few words, none of them lower case but of, the, de and the like."""
    parts = words.split()
    if not 0 < len(parts) <= most or not any(c.isalpha() for c in words):
        return False
    return all(not part[0].islower() or part.lower() in _SMALL_WORDS for part in parts)


def _is_caps(words: str) -> bool:
    letters = [c for c in words if c.isalpha()]
    return len(letters) > 2 and all(not c.islower() for c in letters) and any(c.isupper() for c in letters)
