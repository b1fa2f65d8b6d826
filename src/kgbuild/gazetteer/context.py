"""What stands around a name decides whether it is one: persons, dishes, idioms, ordinary words.

A name is judged by its nearest neighbours only, never by the rest of a text, so that the same sentence always gives
the same names. The words are data: ``ontology/world/context.yaml`` and the pack's word lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from kgbuild.gazetteer.items import PEOPLE_ROLES, PLACE_KINDS, Candidate, Item
from kgbuild.gazetteer.tables import Tables
from kgbuild.gazetteer.text import SCRIPT_RUN
from kgbuild.model import Span

BIG = 1_000_000
"""Inhabitants from which a place's name outweighs a person's of the same form."""

LARGE = 100_000
"""Inhabitants from which a place needs no word such as "in" beside its name."""

_PREVIOUS = re.compile(r"(?<![\w'’.-])((?:[^\W\d_]|['’])[\w'’-]*\.?) $")
_NEXT = re.compile(r"[ \t\n]([^\W\d_][\w’'-]*\.?)")
_HYPHENATED = re.compile(r"[-‐‑]([^\W\d_]\w*)")
_COMPOUND = re.compile(r"[-‐‑][A-Z]\w+[-‐‑][A-Z]")  # Paris-Saint-Germain
_HYPHEN_BEFORE = re.compile(r"([^\W\d_]\w*)[-‐‑]$")
_CAPITALISED = r"[A-Z](?:[\w’'-]|\.(?=\w))*"
_COMMA_NAME = re.compile(rf",[ \n]+(?:the )?({_CAPITALISED}(?: (?:of |and )?{_CAPITALISED}){{0,3}})")
_PARTICLES = frozenset(["van", "von", "de", "da", "del", "di", "du", "bin", "ibn", "al", "el", "der", "den", "la"])
_FUNCTION_WORDS = frozenset(["of", "the", "and", "for", "in", "on", "to", "at", "by", "s", "a", "an"])
# Given names that open sentences as other words: "Will Georgia join?"
_OPENERS = frozenset(["will", "may", "can", "an", "in", "so", "do", "see", "has", "art", "my", "page"])
_POSSESSIVE = re.compile(r"['’]s?$")
_NAME_AND_VERB = re.compile(r" [^\W\d_][\w-]* (?!and\b|or\b|of\b|in\b|is\b|was\b|has\b)[a-z]")
_CLAUSE_END = re.compile(r"\s*(?:[,;:.!?)]|and\b|or\b|$)")
_OPENING = re.compile(r"""(?:^|[.!?:\n])[ "'“‘(]*$""")
_WINDOW = 48


class Context:
    """Judges names by their neighbours, with the word lists of the pack."""

    def __init__(self, tables: Tables, readings: Callable[[str], tuple[Candidate, ...]]) -> None:
        """``readings`` gives what a name written exactly so may mean."""
        self._tables = tables
        self._readings = readings

    def is_a_name(self, key: str, kind: str, role: str) -> bool:
        """Whether a name is to be found in running text at all, whatever stands around it."""
        if SCRIPT_RUN.match(key):
            return True
        tokens = key.replace("'", " ").replace(".", " ").split()
        if len(tokens) == 1:
            if key.islower():
                return False
            return kind in PLACE_KINDS or role in PEOPLE_ROLES or not self._is_ordinary(key)
        return kind != "government_body" or not self.is_generic(key)

    def is_generic(self, name: str) -> bool:
        """Whether a body's name is made of ordinary words only, as many countries have one ("Department of Health")."""
        tokens = (t.strip(",") for t in name.split() if t.lower() not in _FUNCTION_WORDS)
        return all(self._is_english(t) for t in tokens)

    def fitting(self, text: str, span: Span, key: str, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """The readings that the neighbours leave; empty where the name is none here."""
        if self.in_idiom(text, span) or self.in_person(text, span, key, candidates):
            return ()
        if all(c.names_people for c in candidates):
            return candidates
        if self.in_dish(text, span):
            return ()
        capitals = text[span.start : span.end].isupper() and not key.isupper()
        return tuple(c for c in candidates if c.names_people or self._stands(text, span, key, c.item, capitals))

    def in_idiom(self, text: str, span: Span) -> bool:
        """Whether the name is part of a fixed phrase in which it does not mean the place or the people."""
        start = max(0, span.start - _WINDOW)
        window = text[start : span.end + _WINDOW].lower().replace("’", "'")
        return any(
            m.start() <= span.start - start and span.end - start <= m.end() for m in self._idioms.finditer(window)
        )

    def in_dish(self, text: str, span: Span) -> bool:
        """Whether the name belongs to a dish, a drink or a breed ("Turkey sandwich", "Chicken Kiev")."""
        following = _NEXT.match(text, span.end)
        if following and self._singular(following.group(1).rstrip(".").lower()) in self._words["dishes"]:
            return True
        previous = _PREVIOUS.search(text, max(0, span.start - _WINDOW), span.start)
        word = previous.group(1).lower() if previous else ""
        return bool(word) and self._singular(word) in self._words["dishes"] and word not in ("blue", "duck", "roll")

    def is_language(self, text: str, span: Span) -> bool:
        """Whether a word for a people means its language here ("speaks Russian", "in Kazakh,")."""
        following = _NEXT.match(text, span.end)
        if following and self._singular(following.group(1).rstrip(".").lower()) in self._words["language_nouns"]:
            return True
        previous = _PREVIOUS.search(text, max(0, span.start - _WINDOW), span.start)
        if previous is None:
            return False
        word = previous.group(1).lower()
        return word in self._words["language_verbs"] or (
            word in ("in", "into") and _CLAUSE_END.match(text, span.end) is not None
        )

    def in_person(self, text: str, span: Span, key: str, candidates: tuple[Candidate, ...]) -> bool:
        """Whether the name is a part of a person's name ("Jordan Peterson", "Jack London", "Mr Berlin")."""
        if not key.isalpha() or key.isupper() or SCRIPT_RUN.match(key):
            return False
        word = key.lower()
        people = all(c.names_people for c in candidates)
        if people and word not in self._tables.given_names and word not in self._tables.surnames:
            return self._follows_given_name(text, span)
        return self._goes_on_as_person(text, span, word, people) or self._began_as_person(
            text, span, word, any(c.item.kind == "country" for c in candidates)
        )

    def _goes_on_as_person(self, text: str, span: Span, word: str, people: bool) -> bool:
        hyphenated = _HYPHENATED.match(text, span.end)
        if hyphenated and not people:
            other = hyphenated.group(1)
            if _COMPOUND.match(text, span.end):
                return True
            return other[0].isupper() and not self._is_english(other) and not self._readings(other)
        run = self._capitalised_after(text, span.end)
        if not run:
            return False
        given = word in self._tables.given_names
        first = run[0]
        if first.endswith(".") and len(first) == 2:
            return given
        if not first.isupper() and not self._may_follow_a_place(first):
            return given or not people
        if not given:
            return False
        lower = first.lower()
        if lower in self._words["titles"]:
            return False
        if not self._may_follow_a_place(run[-1]):
            return True
        if len(run) > 1 and lower in self._tables.given_names and not self._is_ordinary(run[1]):
            return True
        if any(lower in self._words[kind] for kind in ("place_heads", "institutions")):
            return False
        if lower in self._tables.commonest_surnames:
            return True
        opens = _OPENING.search(text, max(0, span.start - _WINDOW), span.start) is not None
        alone = len(run) == 1 and _NAME_AND_VERB.match(text, span.end) is not None
        surname = lower in self._tables.all_surnames and not self._readings(first)
        return surname and (not self._is_ordinary(first) or (opens and alone))

    def _follows_given_name(self, text: str, span: Span) -> bool:
        """Whether a given name stands before, and is nothing else there ("said Anton German")."""
        found = _PREVIOUS.search(text, max(0, span.start - _WINDOW), span.start)
        if found is None or not found.group(1).istitle() or found.group(1).lower() not in self._tables.given_names:
            return False
        return not self._readings(found.group(1)) and not self._is_ordinary(found.group(1))

    def _began_as_person(self, text: str, span: Span, word: str, country: bool) -> bool:
        hyphen = _HYPHEN_BEFORE.search(text, max(0, span.start - _WINDOW), span.start)
        if hyphen:
            other = hyphen.group(1)
            return (
                other[0].isupper()
                and not self._is_english(other)
                and not self._readings(other)
                and not other.endswith("o")
            )
        found = _PREVIOUS.search(text, max(0, span.start - _WINDOW), span.start)
        if not found or not found.group(1)[0].isupper():
            return False
        previous = found.group(1).rstrip(".")
        lower = previous.lower()
        personal = word in self._tables.surnames or word in self._tables.given_names
        if lower in self._words["honorifics"]:
            return personal or not country
        if found.group(1).endswith("."):
            return len(previous) == 1 and not country  # an initial, or the end of a sentence
        if (previous.isupper() and len(previous) > 1) or _POSSESSIVE.search(previous):
            return False
        if lower in self._tables.given_names:
            opens = _OPENING.search(text, max(0, found.start(1) - _WINDOW), found.start(1)) is not None
            if opens and lower in _OPENERS:
                return False
            return personal or not (country or self._is_ordinary(previous))
        return (personal or not country) and not self._is_english(previous) and not self._readings(previous)

    def _stands(self, text: str, span: Span, key: str, item: Item, capitals: bool) -> bool:
        """Whether a place or a body of that name is meant; weak names need a word of place beside them."""
        if item.kind not in PLACE_KINDS or item.kind in ("country", "territory"):
            return True
        word = key.lower()
        if not key.isalpha() or (key.isupper() and not capitals):
            return True
        ordinary = self._is_ordinary(key)
        population = item.population or (BIG if item.kind in ("admin1", "region", "historical_country") else 0)
        personal = word in self._tables.given_names or word in self._tables.surnames
        if not ordinary and population >= (BIG if personal else LARGE):
            return True
        if self._names_its_country(text, span.end, item):
            return True
        if capitals or (ordinary and population < LARGE):
            return False
        run = self._capitalised_after(text, span.end)
        if ordinary and run:
            return False
        following = _NEXT.match(text, span.end)
        if following and self._singular(following.group(1).lower()) in self._words["place_heads"] and not ordinary:
            return True
        return self._locative(text, span.start, weak=not ordinary and not personal)

    def _locative(self, text: str, start: int, weak: bool) -> bool:
        found = self._locatives.search(text, max(0, start - _WINDOW), start)
        return found is not None and (weak or found.group(1).lower() in self._words["locatives"])

    def _names_its_country(self, text: str, end: int, item: Item) -> bool:
        """Whether the place's country or first-level unit follows after a comma ("Nice, France")."""
        found = _COMMA_NAME.match(text, end)
        if found is None:
            return False
        words = found.group(1).rstrip(".").split()
        for count in range(len(words), 0, -1):
            for c in self._readings(" ".join(words[:count])):
                same_country = c.item.kind in ("country", "territory") and c.item.iso2 == item.country
                same_region = c.item.kind == "admin1" and c.item.label == item.region
                if (same_country or same_region) and not c.names_people:
                    return True
        return False

    def _capitalised_after(self, text: str, end: int) -> list[str]:
        """Up to three capitalised words right after a name."""
        run: list[str] = []
        found = _NEXT.match(text, end)
        if found and found.group(1) in _PARTICLES:
            found = _NEXT.match(text, found.end())
        while found and found.group(1)[0].isupper() and len(run) < 3:
            word = found.group(1)
            if word.endswith(".") and len(word) > 2:
                return [*run, word.rstrip(".")]
            run.append(_POSSESSIVE.sub("", word))
            found = _NEXT.match(text, found.end())
        return run

    def _may_follow_a_place(self, word: str) -> bool:
        bare = word.rstrip(".")
        return (
            bare.isupper()
            or self._is_english(bare)
            or bool(self._readings(bare))
            or bare.lower() in self._words["place_nouns"]
        )

    def _is_ordinary(self, word: str) -> bool:
        return not self._tables.ordinary_words.isdisjoint(_forms(word.lower()))

    def _is_english(self, word: str) -> bool:
        return len(word) == 1 or not self._tables.english_words.isdisjoint(_forms(word.lower()))

    @staticmethod
    def _singular(word: str) -> str:
        return word[:-2] if word.endswith("ches") else word.removesuffix("s")

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(words) for name, words in self._tables.yaml("context.yaml").items()}

    @cached_property
    def _idioms(self) -> re.Pattern[str]:
        phrases = sorted(self._words["idioms"], key=lambda p: (-len(p), p))
        return re.compile(r"\b(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases) + r")\b")

    @cached_property
    def _locatives(self) -> re.Pattern[str]:
        words = "|".join(sorted(self._words["locatives"] | self._words["weak_locatives"]))
        modifiers = "|".join(sorted((re.escape(m) for m in self._words["modifiers"]), key=lambda m: (-len(m), m)))
        return re.compile(rf"\b({words})\s+(?:(?:{modifiers})\s+)*$", re.IGNORECASE)


def _forms(word: str) -> tuple[str, ...]:
    """The word and what it may be an inflected form of."""
    if word.endswith("ies"):
        return word, word[:-3] + "y"
    if word.endswith("es"):
        return word, word[:-2], word[:-1]
    if word.endswith("s"):
        return word, word[:-1]
    if word.endswith("ing"):
        return word, word[:-3], word[:-3] + "e"
    if word.endswith("ed"):
        return word, word[:-2], word[:-1]
    return (word,)
