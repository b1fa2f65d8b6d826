"""All names of the world slice, for looking up a mention that is already known to be one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kgbuild.gazetteer.tables import LATIN, SCRIPTS, NameRow, Tables
from kgbuild.gazetteer.text import SCRIPT_RUN, plain

_WORD = re.compile(r"[^\W_]+")
_WITH_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u1cff\u1dc0-\u1dff\u3099\u309a\ua66f-\uabff\U00010000-\U0010ffff]"
)
_SPELLINGS = {"defense": "defence", "center": "centre", "organization": "organisation", "centre": "centre"}
_ORGANISATIONS = frozenset({"government_body", "armed_forces", "intergovernmental", "media"})
_EMPTY_WORDS = frozenset(["the", "of", "for", "and", "on", "in", "s", "de", "a"])
_ENDINGS = frozenset((
    "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ых", "их", "ым", "им", "ой", "ей", "ою", "ею", "ом", "ем",
    "ам", "ям", "ах", "ях", "ов", "ев", "ів", "їв", "ові", "еві", "ий", "ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие",
    "ці", "цы", "ець", "ец", "ца", "цев", "ців", "а", "я", "у", "ю", "е", "и", "ы", "о", "і", "ї", "ь", "й",
    "да", "де", "ға", "ге", "қа", "ке", "та", "те", "ның", "нің", "дан", "ден", "тан", "тен", "ды", "ді",
    "нан", "нен", "дың", "дің", "тың", "тің", "ты", "ті", "ны", "ні", "лық", "лік", "дық", "дік", "тық", "тік",
))  # fmt: skip
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SHORTEST_STEM = 4
_SHORT_STEM = 3
_SHORT_KINDS = frozenset({"country", "currency"})
"""Kinds of items whose names may be known by a stem of three letters: there are few ("Кубы", "сомов")."""

# Ukrainian closes a syllable with another vowel than it opens it with: Київ, but in Kyiv is у Києві.
_OPENED = (("їв", "єв"), ("ів", "ов"), ("ів", "ев"))
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "қ": "q", "ғ": "gh", "ң": "ng", "ү": "u", "ұ": "u", "һ": "h", "ә": "a",
    "ө": "o", "ў": "u", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u",
}  # fmt: skip


_Rows: TypeAlias = dict[str, list[NameRow]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One row that a mention fits: the item, the role and the language of the name."""

    qid: str
    role: str
    language: str


def fold(name: str) -> str:
    """A name without case, marks, punctuation and leading article: how folded names are compared."""
    even = name.lower() if name.isascii() else plain(unicodedata.normalize("NFKC", name).casefold())
    if even.isalnum():
        return _SPELLINGS.get(even, even)
    words = [_SPELLINGS.get(w, w) for w in _split(even)]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def _split(text: str) -> list[str]:
    """Words, keeping the marks that some scripts write their vowels with."""
    if text.isascii() or not _WITH_MARKS.search(text):
        return _WORD.findall(text)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()


def stems(word: str, shortest: int = _SHORTEST_STEM) -> list[str]:
    """A Cyrillic word in lower case, and what is left of it without each ending that it may have, longest first.

    ``shortest`` is how many letters are left at the least.
    """
    most = min(_LONGEST_ENDING, len(word) - shortest)
    found = {word} | {word[:-n] for n in range(1, most + 1) if word[-n:] in _ENDINGS}
    found |= {word[:-2] + opened for closed, opened in _OPENED if word.endswith(closed) and len(word) >= _SHORTEST_STEM}
    return sorted(found, key=lambda s: (-len(s), s))


def _stemmed(folded: str, shortest: int = _SHORTEST_STEM) -> list[str]:
    """The forms under which a folded name is known without its endings; of several words, the shortest of each."""
    words = folded.split()
    return stems(words[0], shortest) if len(words) == 1 else [" ".join(stems(w)[-1] for w in words)]


def transliterate(text: str) -> str:
    """Cyrillic letters in Latin ones, roughly as English names are made; folded."""
    return "".join(_CYRILLIC.get(c, c) for c in text.casefold())


class NameTable:
    """Look-up of a mention among all names, of any role and language. Tables are read when first needed."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def exact(self, mention: str) -> tuple[Reading, ...]:
        """Rows whose name is written exactly so: English ones, else those of other languages.

        A mention without marks that is an English name but for its marks ("Brasilia") is that, not another language's.
        """
        found = self._english.get(mention)
        if found is None and SCRIPT_RUN.search(mention):
            found = self._scripts.get(mention)
        elif found is None and not (mention.isascii() and fold(mention) in self._folded_english):
            found = self._latin.get(mention)
        return _readings(found or ())

    def folded(self, mention: str) -> tuple[Reading, ...]:
        """Rows whose folded name is that of the mention; English first, as in :meth:`exact`."""
        key = fold(mention)
        if not key:
            return ()
        found = self._folded_english.get(key)
        if found is None:
            found = (self._folded_scripts if SCRIPT_RUN.search(mention) else self._folded_latin).get(key)
        return _readings(found or ())

    def organisation(self, mention: str) -> tuple[Reading, ...]:
        """Rows of bodies whose names have the same words in any order, a country and its people being one word.

        "Russian Ministry of Defence" is "Ministry of Defense of the Russian Federation".
        """
        words = self.with_countries(fold(mention).split())
        return tuple(self._organisations.get(words, ())) if len(words) > 1 else ()

    def inflected(self, mention: str) -> tuple[Reading, ...]:
        """Rows whose Cyrillic name differs from the mention by the endings of its words."""
        for form in _stemmed(fold(mention), _SHORT_STEM):
            if len(form) >= _SHORT_STEM and form in self._stems:
                return _readings(self._stems[form])
        return ()

    def transliterated(self, mention: str) -> tuple[Reading, ...]:
        """Rows whose English name is what the mention's Cyrillic letters spell."""
        return _readings(self._folded_english.get(fold(transliterate(mention)), ()))

    def misspelt(self, mention: str, edits: int) -> list[tuple[int, Reading]]:
        """Rows whose folded name is at most ``edits`` slips away (a letter too many, too few, wrong, two swapped).

        Each with its number of slips, the fewest first. Names begin with the same letter.
        """
        key = fold(mention)
        script = SCRIPT_RUN.search(mention) is not None
        table = self._folded_scripts if script else self._folded_english
        names = (self._script_names if script else self._english_names).get(key[:1], [])
        near = process.extract(key, names, scorer=OSA.distance, score_cutoff=edits, limit=20)
        found = sorted((int(distance), name) for name, distance, _ in near)
        return [(distance, reading) for distance, name in found for reading in _readings(table[name])]

    @property
    def english(self) -> Iterable[str]:
        """All English names as they are written, each once."""
        return self._english

    @cached_property
    def _english(self) -> _Rows:
        return _by(self._tables.english, lambda name: name)

    @cached_property
    def _latin(self) -> _Rows:
        return _by(self._latin_rows, lambda name: name)

    @cached_property
    def _scripts(self) -> _Rows:
        return _by(self._script_rows, lambda name: name)

    @cached_property
    def _folded_english(self) -> _Rows:
        return _by(self._tables.english, fold)

    @cached_property
    def _folded_latin(self) -> _Rows:
        return _by(self._latin_rows, fold)

    @cached_property
    def _folded_scripts(self) -> _Rows:
        return _by(self._script_rows, fold)

    @cached_property
    def _latin_rows(self) -> list[NameRow]:
        return self._tables.names(LATIN)

    @cached_property
    def _script_rows(self) -> list[NameRow]:
        return self._tables.names(SCRIPTS)

    @cached_property
    def _english_names(self) -> dict[str, list[str]]:
        return _by_letter(self._folded_english)

    @cached_property
    def _script_names(self) -> dict[str, list[str]]:
        return _by_letter(self._folded_scripts)

    @cached_property
    def _stems(self) -> _Rows:
        table: _Rows = {}
        for row in self._script_rows:
            qid, _, _, name = row
            shortest = _SHORT_STEM if self._kind(qid) in _SHORT_KINDS else _SHORTEST_STEM
            for form in _stemmed(fold(name), shortest) if "\u0400" <= name[:1] <= "\u052f" else ():
                table.setdefault(form, []).append(row)
        return table

    @cached_property
    def _organisations(self) -> dict[frozenset[str], list[Reading]]:
        table: dict[frozenset[str], list[Reading]] = {}
        for qid, language, role, name in self._tables.english:
            if role in ("label", "alias", "official_name"):
                kind = self._kind(qid)
                words = self.with_countries(fold(name).split()) if kind in _ORGANISATIONS else frozenset()
                rows = table.setdefault(words, []) if len(words) > 1 else []
                if all(row.qid != qid for row in rows):
                    rows.append(Reading(qid, role, language))
        return table

    def _kind(self, qid: str) -> str:
        return self._tables.items[qid].split("\t", 2)[1]

    def with_countries(self, words: Sequence[str]) -> frozenset[str]:
        """Folded words, those that name a country or its people replaced by its code (``russian``: ``=RU``)."""
        result: set[str] = set()
        at = 0
        while at < len(words):
            for count in range(min(4, len(words) - at), 0, -1):
                code = self._country_named(" ".join(words[at : at + count]))
                if code is not None:
                    result.add(f"={code}")
                    at += count
                    break
            else:
                result.add(words[at])
                at += 1
        return frozenset(result) - _EMPTY_WORDS

    def _country_named(self, folded: str) -> str | None:
        codes = set()
        for qid, _, _, _ in self._folded_english.get(folded, ()):
            row = self._tables.items[qid].split("\t")
            if row[1] == "country":
                codes.add(row[4])
        return codes.pop() if len(codes) == 1 else None


def _by(rows: Iterable[NameRow], key: Callable[[str], str]) -> _Rows:
    table: _Rows = {}
    for row in rows:
        form = key(row[3])
        if form:
            table.setdefault(form, []).append(row)
    return table


def _readings(rows: Sequence[NameRow]) -> tuple[Reading, ...]:
    """What ``rows`` say, each once: made when asked for, because few of them ever are."""
    if len(rows) == 1:
        ((qid, language, role, _),) = rows
        return (Reading(qid, role, language),)
    return tuple(dict.fromkeys(Reading(qid, role, language) for qid, language, role, _ in rows))


def _by_letter(names: Iterable[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for name in sorted(names):
        table.setdefault(name[:1], []).append(name)
    return table
