"""What a sum is paid for: ``a month``, ``per year``, ``monthly``; and how a sum is repeated in other money."""

from __future__ import annotations

import re

from kgbuild.extract.grammar.tokens import Token, touching

_PERIODS = {
    "unit:MO": ("month", "monthly", "mo"),
    "unit:YR": ("year", "yearly", "annum", "annual", "annually", "yr"),
    "unit:WK": ("week", "weekly", "wk"),
    "unit:DAY": ("day", "daily"),
    "unit:HR": ("hour", "hourly", "hr"),
}
_PERIOD = {word: unit for unit, words in _PERIODS.items() for word in words}
_ADVERBS = frozenset(word for word in _PERIOD if word.endswith("ly"))
_LINKS = frozenset({"a", "an", "per", "/", "each", "every", "the"})
_BEFORE = re.compile(
    r"\b(monthly|annual|yearly|weekly|daily|hourly)(?:\s[^\W\d_][\w'’-]*){0,4}[\s:(,]*$", re.IGNORECASE
)
EQUIVALENT = re.compile(
    r"\s?[(\[]\s?(?:(?:or|i\.e\.|that is|which is|equal to|equivalent to|the equivalent of|worth|=|≈),?\s?)*"
    r"|,\sor\s(?:the\sequivalent\sof\s)?|\s[–—-]\s(?:or|the\sequivalent\sof)\s|\sor\s(?:the\sequivalent\sof\s)?"
    r"|,\sthe\sequivalent\sof\s|,\s(?:equal|equivalent)\sto\s|\s/\s"
)
"""What stands between a sum and the same sum in other money."""
NEXT_EQUIVALENT = re.compile(r"\s(?:or|and)\s|,\s(?:or\s)?|\s?[/;=]\s?")
"""What stands between two sums that both repeat a third one."""
SPREAD = re.compile(r"\s?[)\]]\s((?:a|an|per|each|every)\s\w+|monthly|annually|weekly|daily|yearly)\b")
"""A period after the bracket that an equivalent stands in."""


def per_after(tokens: list[Token], after: int) -> tuple[str | None, int]:
    """The unit of time that a sum is paid for, said from ``tokens[after]`` on, and the index after it."""
    words = [token.lower for token in tokens[after : after + 4]]
    if words[:1] == ["-"] and words[2:3] == ["-"] and touching(tokens, after):
        said = words[1] in _LINKS and _PERIOD.get(words[-1])  # "$2,000-a-month"
        return (said, after + 4) if said and len(words) == 4 else (None, after)
    words = words[:2]
    if words and words[0] in _ADVERBS:
        return _PERIOD[words[0]], after + 1
    if len(words) == 2 and words[0] in _LINKS and words[1] in _PERIOD and words[0] != "the":
        return _PERIOD[words[1]], after + 2
    return None, after


def per_before(text: str, start: int, end: int) -> str | None:
    """The unit of time that words before a sum say: "a monthly salary of …"; read from ``text[start:end]``."""
    found = _BEFORE.search(text, max(start, end - 80), end)
    return _PERIOD[found.group(1).lower()] if found else None
