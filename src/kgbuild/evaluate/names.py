"""Whether two names mean the same thing, as the gold's rules have it (gold README, *How a match is judged*)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Any

_EVEN = str.maketrans(
    {"ł": "l", "Ł": "l", "\u00a0": " "}
    | dict.fromkeys("’‘", "'")
    | dict.fromkeys("“”«»", '"')
    | dict.fromkeys("–—‑", "-")
)
_DIGITS = re.compile(r"[€$£]?\d[\d.,]*[€$£%]?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_AMOUNT_WORDS = _words(
    """at least most about around some nearly almost over more than fewer less up to as many much roughly
    approximately between and of one two three four five six seven eight nine ten eleven twelve dozen dozens
    hundred hundreds thousand thousands million millions billion
    ruble rubles rouble roubles rub dollar dollars usd euro euros eur tenge som soms peso pesos rupee rupees lakh
    shilling shillings dinar dinars hryvnia hryvnias
    per a an the month monthly year years months annual annually yearly in for"""
)
_KEPT_AT_THE_ENDS = _words("month monthly")
_FUNCTION_WORDS = _words("the a an of in to for and on by with from at")
_GENERIC = frozenset(
    map(
        _singular,
        _words(
            """citizens nationals people men fighters recruits soldiers volunteers migrants mercenaries persons
            individuals participants victims troops foreigners citizen national man number total group young
            residents"""
        ),
    )
)
STATUSES = _words("rec:Killed rec:Wounded rec:Missing rec:Captured")
"""Casualty statuses: fixed terms, so that "killed" never stands for "captured"."""

_OPEN_TYPES = _words(
    "rec:Incentive rec:Channel rec:Policy rec:Offence rec:Penalty rec:Scheme rec:PersonGroup xsd:string"
) | {""}


class Match(IntEnum):
    """How well a produced name matches."""

    NO = 0
    CONTAINED = 1
    EXACT = 2


@lru_cache(maxsize=65536)
def even(name: str) -> str:
    """A name as it is compared: without case, accents, punctuation, possessive and leading article."""
    text = unicodedata.normalize("NFKC", name).translate(_EVEN).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"(\w)'s\b", r"\1", text.replace("&", " and "))
    text = re.sub(r"[^\w%€$£]+", " ", text).replace("_", " ").strip()
    return re.sub(r"\s+", " ", re.sub(r"^(the|a|an) (?=\w)", "", text))


def without_amount(name: str) -> str:
    """An evened name without the amount around it: "at least 529 citizens" is "citizens"."""
    words = name.split()
    if not any(_DIGITS.fullmatch(w) or w in _AMOUNT_WORDS for w in words):
        return " ".join(words)
    ends = _AMOUNT_WORDS - _KEPT_AT_THE_ENDS
    while words and (_DIGITS.fullmatch(words[0]) or words[0] in ends):
        words.pop(0)
    while words and (_DIGITS.fullmatch(words[-1]) or words[-1] in ends):
        words.pop()
    return " ".join(words)


def telling_words(name: str) -> frozenset[str]:
    """The words of an evened name that carry it, in the singular."""
    return frozenset(_singular(word) for word in name.split() if word not in _FUNCTION_WORDS)


class Expected:
    """A subject or object of a gold record, and every name that it takes."""

    def __init__(self, entity: Mapping[str, Any] | None) -> None:
        given = entity or {}
        self.type: str | None = given.get("type")
        self.anything = given.get("label") is None
        names = [] if self.anything else [given["label"], *(given.get("aliases") or ())]
        self.names = frozenset(map(even, names)) - {""}
        self.words = [w for w in map(telling_words, self.names) if w and not w <= _GENERIC]
        self._open = self.anything or self.type is None or any(t in _OPEN_TYPES for t in self.type.split("|"))
        self._is_group = "PersonGroup" in (self.type or "")

    def match(self, produced: Iterable[str], *, contained: bool = True) -> Match:
        """How well the evened names of a produced entity match.

        ``contained`` accepts, for classes whose members have no proper names, a name that holds the other's words.
        """
        names = frozenset(produced)
        if self.anything or names & self.names:
            return Match.EXACT
        bare = {without_amount(n) for n in names} - {""}
        if bare & self.names:
            return Match.EXACT
        if contained and self._open and self.type not in STATUSES and any(map(self._contained, bare)):
            return Match.CONTAINED
        return Match.NO

    def _contained(self, name: str) -> bool:
        words = telling_words(name)
        if not words:
            return False
        if any(mine <= words for mine in self.words):
            return True
        if self._is_group or words <= _GENERIC or max(map(len, words)) <= 3:
            return False
        return any(words <= mine for mine in self.words)


def same_speaker(wanted: str, aliases: Iterable[str], produced: Iterable[str]) -> bool:
    """Whether one of a produced speaker's evened names is one of the wanted names, or shares its telling words."""
    accepted = {even(n) for n in (wanted, *aliases)} - {""}
    names = frozenset(produced)
    if accepted & names:
        return True
    for mine in map(telling_words, names):
        for theirs in map(telling_words, accepted):
            nested = mine and theirs and (mine <= theirs or theirs <= mine)
            if nested and max(map(len, mine & theirs)) > 3:
                return True
    return False


def same_speakers(
    wanted: Sequence[str], aliases: Mapping[str, Sequence[str]], produced: Sequence[frozenset[str]]
) -> bool:
    """Whether everybody who is wanted was produced and nobody else."""
    if not wanted or not produced:
        return not wanted and not produced
    pairs = [[same_speaker(w, aliases.get(w, ()), p) for p in produced] for w in wanted]
    return all(any(row) for row in pairs) and all(any(column) for column in zip(*pairs, strict=True))
