"""Stretches whose digits say no amount: addresses, clock times, dates, phone numbers, scores, identifiers."""

from __future__ import annotations

import re
from bisect import bisect_right

from kgbuild.model import Span

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_ONE = (
    r"(?:[Aa]rticle|Art\.?|[Ss]ection|Sec\.|[Pp]aragraph|Para\.?|[Cc]lause|Chapter|Rule|Part|Point|Subsection|Resolution|"
    r"Directive|Regulation|Decree|Order|Law|Act|Bill|Form|Goal|SDG|No\.|№|Number|Room|Flight|Route|Highway|Channel|Camp|"
    r"Unit|Case|Page|p\.|Figure|Fig\.|Table|Volume|Vol\.|Day|Phase|Stage|Level|Grade|Class|Group|Category|Type|Version|"
    r"Windows|iPhone|Brigade|Battalion|Regiment|Division|Ward|Region|Round|Area|Operation|Apollo|category|grade|phase|round|magnitude|Boeing|Airbus|Protocol|Schedule|Annex|Appendix|Colony|Prison|Hospital|School|Building|Apartment|"
    r"Block|Terminal|Gate|Platform|Psalm|Verse|District|Precinct|§)"
)
_SEVERAL = (
    r"(?:[Aa]rticles|Arts\.|[Ss]ections|[Pp]aragraphs|[Cc]lauses|Chapters|Rules|Points|Subsections|Resolutions|Goals|SDGs|"
    r"Nos\.|pp\.|Pages|Figures|Tables|Phases|Schedules|Annexes|§§)"
)
_NUMERALS = r"\d+(?:\.\d+)*(?:\(\w+\))*"
_PATTERNS = (
    r"(?:https?://|www\.)\S+",
    r"(?<!\S)\S{1,64}@\S{1,200}\.\w+",
    r"(?<!\w)[@#]\w+",
    r"(?<![\w.-])\w[\w-]{0,62}+(?:\.[\w-]{1,63}+){0,4}?\.(?:com|org|net|info|gov|edu|ru|ua|kz|uk|io|pdf|jpe?g|html?)\b(?:/\S*)?",
    r"\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b",
    r"\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b",
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b(?:\s?[ap]\.?m\b\.?)?",
    r"\b\d{1,2}(?:\.\d{2})?\s?(?:[ap]\.m\.|[ap]m\b|o['’]clock)",
    r"\b\d{3,4}\s(?:GMT|UTC|hours\s(?:local|GMT))\b",
    r"(?<!\w)\+\d[\d\s()-]{6,}\d\b",
    r"\b\d{3}[- ]\d{3}[- ]\d{2}[- ]?\d{2}\b",
    r"(?<![\w$€£₽])[^\W\d_]+-\d[\w.]*(?!\w)",  # Kh-22, T-72, mid-2023, COVID-19
    rf"\b{_DAY}(?:\s?[-–]\s?{_DAY}|\s(?:and|to|or)\s{_DAY})?(?:\sof)?\s{_MONTH}(?:,?\s\d{{4}}\b)?",
    rf"\b{_MONTH}\s(?:the\s)?{_DAY}(?:(?:\s?[-–]\s?|\sto\s){_DAY})?\b(?![\d%]|[.,]\d)(?:,?\s\d{{4}}\b)?",
    rf"\b{_MONTH},?\s\d{{4}}\b",
    rf"(?<!\w){_ONE}\s?{_NUMERALS}",
    rf"(?<!\w){_SEVERAL}\s?{_NUMERALS}(?:(?:,\s|\s?[-–]\s?|\s(?:and|or|to)\s|,\s(?:and|or)\s){_NUMERALS}(?!\s?(?:%|per)))*",
    r"\b(?:1[0-9]|20)\d\ds\b",
    r"\b\d{4}\s?[-–/]\s?\d{2}(?:\d{2})?(?=\s(?:season|school|academic|fiscal|war|period)\b)",
    r"\b(?:[Ww]on|[Bb]eat|[Ll]ost|[Dd]rew|[Dd]efeated|[Ll]ed|[Ss]cored?)\b(?:\s[\w'’]+){0,4}\s\d{1,3}[-–]\d{1,3}\b",
    r"\b\d{1,4}/\d{1,4}\b",
    r"\b\d{1,3}[-–]\d{1,3}\s(?:win|victory|defeat|loss|draw|lead|vote|votes|triumph)\b",
    r"(?<![\w.,-])(?P<pair>\d{1,3}[-–]\d{1,3})(?![\w-]|[.,]\d)",
)
_CANDIDATE = re.compile(r"[\d@#]|\w\.\w|://")
"""What every one of the patterns needs; most sentences have nothing of it."""
_NO_AMOUNT = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|during|before|after|early|late|mid|of|year|years|and|to|or|through|throughout|"
    r"the|its|their|this|back|spring|summer|autumn|fall|winter|end|beginning|start|between|for|around|about|circa|for|"
    rf"ago|quarter|half|election|war|[^\W\d_]+['’]s)|{_MONTH}|[-–/(,;])\s*$",
    re.IGNORECASE,
)
_COUNTED_NEXT = re.compile(
    r"(?:\s(?:[^\W\d_]+\s)?(?:people|men|women|children|persons|[A-Z]?[^\W\d_]{2,}s)\b(?!['’]))", re.IGNORECASE
)
_BOUNDED = re.compile(
    r"\b(?:more\sthan|over|at\sleast|fewer\sthan|less\sthan|up\sto|as\smany\sas|no\smore\sthan|nearly|almost|roughly|"
    r"approximately|some|about|around)\s$",
    re.IGNORECASE,
)


def not_counts(text: str) -> tuple[Span, ...]:
    """Where digits of ``text`` name or date something and count nothing; in order, disjoint."""
    if _CANDIDATE.search(text) is None:
        return ()
    return tuple(Span(*found.span()) for found in _NO_AMOUNT.finditer(text) if not _is_range(found["pair"]))


def _is_range(pair: str | None) -> bool:
    """Whether two numbers with a dash go up, as a range does; a score ("3-1") or a tie need not."""
    if pair is None:
        return False
    low, high = re.split("[-–]", pair)
    return int(low) < int(high)


def covers(spans: tuple[Span, ...], start: int) -> bool:
    """Whether one of these disjoint, ordered spans covers the code point ``start``."""
    at = bisect_right(spans, start, key=lambda span: span.start) - 1
    return at >= 0 and start < spans[at].end


def counts_next(text: str, end: int) -> bool:
    """Whether a plural or a word for people follows the number that ends at ``end``: "2000 men"."""
    return _COUNTED_NEXT.match(text, end) is not None


def is_year(text: str, start: int, end: int) -> bool:
    """Whether the four digits at ``start`` read as a year of our time and not as a count.

    A year stands alone or after a word of time; "2000 men" and "about 2000 Nepalis" count.
    """
    raw = text[start:end]
    if not (len(raw) == 4 and raw.isascii() and raw.isdigit() and 1800 <= int(raw) <= 2100):
        return False
    counted = counts_next(text, end)
    before = text[max(0, start - 24) : start]
    if _BOUNDED.search(before):
        return not counted
    return bool(_YEAR_BEFORE.search(before)) or not counted
