"""Text as names are compared in it: tokens, the gaps between them, and compatibility forms with their offsets."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
"""A word of a script that separates words: letters, digits and the marks on them."""

SCRIPT_RUN = re.compile(
    r"[\u0370-\u1dff\u1f00-\u1fff\u2c00-\u2dff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefe\U00010000-\U0003ffff]+"
)
"""A stretch of letters (and their marks) that are not Latin."""

UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""A letter of a script that puts no space between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese)."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_APOSTROPHES = "'\u2018\u2019\u02bc\u02bb`\u02b9"
_GAP = re.compile(
    rf"(?P<dot>\.)?(?P<comma>,)?(?:[ \t]+|[ \t]*\r?\n[ \t]*|(?P<dash>[{_DASHES}])|)(?P<mark>[{_APOSTROPHES}])?"
)
_ABBREVIATION = 4


def gap(between: str, before: str) -> str | None:
    """What stands between two tokens, as names are keyed by it, or None where no name may go on.

    A space, a single line break, a hyphen and the dot of a short abbreviation (``St. Petersburg``) all count as one
    space; a comma, an apostrophe and a dot without space (``U.S``) are kept. ``before`` is the token before the gap.
    """
    if between == " ":
        return " "
    found = _GAP.fullmatch(between)
    if found is None or not between:
        return None
    if found["dot"]:
        if len(before) > _ABBREVIATION:
            return None
        if between == ".":
            return "."
    key = ("," if found["comma"] else "") + (" " if len(between) > 1 or found["dash"] or between.isspace() else "")
    if found["mark"]:
        return "'" if len(between) == 1 else key + "'"
    return key or None


def key_of(name: str) -> str | None:
    """The key of a name: its tokens and gaps. None where it holds what no name in running text may (brackets, …)."""
    tokens = list(TOKEN.finditer(name))
    if not tokens:
        return None
    key = tokens[0].group()
    for left, right in itertools.pairwise(tokens):
        between = gap(name[left.end() : right.start()], left.group())
        if between is None:
            return None
        key += between + right.group()
    edges = name[: tokens[0].start()] + name[tokens[-1].end() :]
    return key if not edges.strip("." + _APOSTROPHES) else None


def plain(text: str) -> str:
    """The text without the marks on its Latin letters: ``Côte`` is ``Cote``, ``Łódź`` is ``Lodz``."""
    if text.isascii():
        return text
    bare = (_bare(c) if "\u00c0" <= c <= "\u0259" or "\u1e00" <= c <= "\u1eff" else c for c in text)
    return "".join(c for c in bare if not "\u0300" <= c <= "\u036f")


def _bare(letter: str) -> str:
    """A Latin letter without its marks, in one or two letters of ASCII where there are such."""
    return _LETTERS.get(letter) or unicodedata.normalize("NFD", letter)[0]


_LETTERS = {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae"}
_LETTERS |= {"œ": "oe", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ə": "a", "Ə": "A", "ħ": "h", "Ħ": "H", "ŋ": "n"}


def compatible(text: str) -> tuple[str, Sequence[int] | None]:
    """The text in NFKC, and for each of its code points (and its end) the offset in the text as given.

    The offsets are None where the text is in NFKC already, or only differs by no-break spaces, and nothing moves.
    """
    if unicodedata.is_normalized("NFKC", text):
        return text, None
    text = text.translate(_SPACES)
    if unicodedata.is_normalized("NFKC", text):
        return text, None
    pieces: list[str] = []
    offsets: list[int] = []
    for found in _CLUSTER.finditer(text):
        piece = found.group()
        if piece.isascii():
            offsets.extend(range(found.start(), found.end()))
        else:
            piece = unicodedata.normalize("NFKC", piece)
            offsets.extend([found.start()] * len(piece))
        pieces.append(piece)
    offsets.append(len(text))
    return "".join(pieces), offsets


_SPACES = dict.fromkeys((160, 8194, 8195, 8199, 8200, 8201, 8202, 8239), " ")
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u1dc0-\u1dff\u3099\u309a"
_CLUSTER = re.compile(rf"[\x00-\x7f]+(?![{_MARKS}])|[^{_MARKS}][{_MARKS}]*|[{_MARKS}]+", re.DOTALL)
