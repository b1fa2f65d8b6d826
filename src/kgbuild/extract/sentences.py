"""Sentences of one block.

A sentence ends with a stop, what closes after it, and white space, unless the stop belongs to an abbreviation
or an initial, or the text goes on in lower case: ``"Who?" asked Mary`` is one sentence. A blank line always
ends one. A parser's own splitter is not used, since it glues headings onto sentences (design.md).
"""

from __future__ import annotations

import re

from kgbuild.extract.grammar.tokens import words
from kgbuild.model import Span

_STOP = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++|[。！？؟।۔]++)(?P<closed>(?:["'”’»›)\]]|\[\d{1,3}\])*+)(?=\s|\Z|(?<=[。！？]))|(?P<blank>\r?\n[^\S\n]*\r?\n)"""
)
_WORD = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?:\w\.)+\w")
_WORD_BEFORE = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?$|[^\W\d_]+$|\d+$")
_NEVER_ENDS = words(
    "dr mr mrs ms mx prof gen col lt maj capt sgt cpl pte brig adm cmdr cdr gov sen rep rev hon pres messrs "
    "vs cf approx ca supt insp const amb asst dep dept viz hr mme mlle al e.g i.e им ул тов т.е т.к т.н и.о"
)
"""Abbreviations that something always follows."""
_TAKES_NUMBER = words(
    "no nos art arts sec secs para paras p pp fig figs vol vols ch chap cl sched min max rs nrs prs sh shs ksh kshs tk "
    "jan feb mar apr jun jul aug sep sept oct nov dec ст п пп стр рис г ч руб"
)
"""Abbreviations that a number follows; before anything else the stop ends the sentence."""
_MAY_END = words(
    "inc ltd co corp bros jr sr plc llc st mt ft est fr u.s u.k u.n e.u d.c ph.d b.c a.d "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
"""Abbreviations that end a sentence only where the next word is one that sentences begin with."""
_AHEAD = 200
"""How far the next letter is looked for; no sentence opens with more signs than that."""
_CLOCK = frozenset({"a.m", "p.m"})
_AFTER_CLOCK = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december gmt utc est edt pst pdt cet cest eet msk bst moscow eastern pacific"
)
_STARTERS = words(
    "the a an this that these those he she it they we i you his her its their our my in on at by for from "
    "after before since when while as if but and or so yet however there here what who why how according some "
    "many most more no one two three both all another other each neither last under during with without "
    "despite although though because police officials authorities meanwhile earlier later also not only"
)


def split(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of the block ``span`` of ``text``, in order.

    Offsets are code points of ``text``. The spans are disjoint, begin and end with no white space, and cover
    every code point of the block that is none. Raises ``ValueError`` where the span leaves the text.
    """
    if span.end > len(text):
        raise ValueError(f"span {span.start}..{span.end} leaves a text of {len(text)} code points")
    sentences: list[Span] = []
    start = span.start
    for found in _STOP.finditer(text, span.start, span.end):
        if found.start() < start or not (found["blank"] or _ends(text, start, span.end, found)):
            continue
        _add(text, sentences, start, found.end())
        start = found.end()
    _add(text, sentences, start, span.end)
    return tuple(sentences)


def _add(text: str, sentences: list[Span], start: int, end: int) -> None:
    """Add what stands from ``start`` to ``end``; a lone quotation mark or emoji to the sentence of its line."""
    for found in _trimmed(text, start, end):
        wordless = _first_letter(text, found.start, found.end) is None
        if wordless and sentences and "\n" not in text[sentences[-1].end : found.start]:
            found = Span(sentences.pop().start, found.end)
        sentences.append(found)


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Span(start, end)] if start < end else []


def _ends(text: str, start: int, end: int, found: re.Match[str]) -> bool:
    """Whether the stop ends the sentence that began at ``start``."""
    follower = _first_letter(text, found.end(), end)
    if follower is None or text[follower].islower():
        return False  # nothing more is said (an emoji), or the sentence goes on
    if found["stop"] != "." or found["closed"].strip(")]"):
        return True
    return not _is_abbreviation(text, start, found.start(), follower, end)


def _first_letter(text: str, start: int, end: int) -> int | None:
    """Where the first letter or digit is that follows in this paragraph, past quotation marks, dashes, emoji."""
    for index in range(start, min(end, start + _AHEAD)):
        if text[index].isalnum():
            return index
    return None


def _is_abbreviation(text: str, start: int, stop: int, follower: int, end: int) -> bool:
    """Whether the full stop at ``stop`` belongs to the word before it."""
    found = _WORD_BEFORE.search(text, max(start, stop - 24), stop)
    if found is None:
        return False
    word, begins = found.group().lower(), found.start() == _first_letter(text, start, stop)
    if word.isdigit():
        return begins and len(word) <= 3  # "1. The first point"
    if word in _NEVER_ENDS:
        return True
    if text[follower].isdigit():
        return word in ("v", "c") or word in _TAKES_NUMBER or ("." in word and word not in _CLOCK)
    following = _next_word(text, follower, end)
    if word in _CLOCK:
        return following in _AFTER_CLOCK
    starts = following in _STARTERS
    if len(word) == 1 and word.isalpha():
        return _is_initial(text, found.start(), starts)
    return not starts and (word in _MAY_END or _DOTTED.fullmatch(word) is not None)


def _is_initial(text: str, at: int, starts: bool) -> bool:
    """Whether a lone letter before a stop is an initial or "v.", and not the end ("Vitamin C. It …")."""
    return not (text[at].isupper() and text[at].isascii() and starts)


def _next_word(text: str, start: int, end: int) -> str:
    found = _WORD.match(text, start, end)
    return found.group().lower() if found else ""
