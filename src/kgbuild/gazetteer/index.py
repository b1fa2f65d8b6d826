"""Names by their keys, for finding them in running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator

from kgbuild.gazetteer.tables import NameRow
from kgbuild.gazetteer.text import TOKEN, UNSPACED, gap, key_of, plain

Reading = tuple[str, str]
"""QID and role."""

_NO_READINGS: tuple[Reading, ...] = ()


class LatinIndex:
    """Names in Latin letters, by token.

    A token of text finds a name when both are written alike, or alike without the marks on their letters; a name is
    also known with a capital first letter where it has none, and (for all-caps headlines) in capitals.
    """

    def __init__(self, rows: Iterable[NameRow], accept: Callable[[str, str, str], bool]) -> None:
        """``accept(qid, role, key)`` says whether a name is to be found in running text at all."""
        self._phrases: dict[str, list[Reading]] = {}
        self._longest: dict[str, int] = {}
        self._marked: set[str] = set()
        self._upper: dict[str, str] | None = None
        self._upper_longest: dict[str, int] = {}
        for qid, _, role, name in rows:
            key = name if name.isalnum() else key_of(name)
            if key is None or not accept(qid, role, key):
                continue
            self._add(key, (qid, role))
            if not key.isascii() and (bare := plain(key)) != key and accept(qid, role, bare):
                self._add(bare, (qid, role))
            if key[0].islower() and accept(qid, role, key[0].upper() + key[1:]):
                self._add(key[0].upper() + key[1:], (qid, role))

    def _add(self, key: str, reading: Reading) -> None:
        readings = self._phrases.setdefault(key, [])
        if reading not in readings:
            readings.append(reading)
        if key.isalnum():
            first, length = key, 1
        else:
            tokens = TOKEN.findall(key)
            first, length = tokens[0], len(tokens)
        if length > self._longest.get(first, 0):
            self._longest[first] = length
        if not key.isascii():
            self._marked.update(TOKEN.findall(key))

    def readings(self, key: str) -> tuple[Reading, ...]:
        """The readings of a name by its key, as it is written; empty where there are none."""
        return tuple(self._phrases.get(key, _NO_READINGS))

    def scan(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and key of every name, the longest at each place, not overlapping, in order."""
        longest = self._longest
        tokens = list(TOKEN.finditer(text))
        words = [t.group() for t in tokens]
        if not text.isascii():
            words = [w if w.isascii() or w in self._marked else plain(w) for w in words]
        position = 0
        for place, word in enumerate(words):
            if place < position:
                continue
            found = None
            if word in longest:
                found = self._longest_at(text, tokens, words, place, longest[word], self._phrases)
            elif len(word) > 1 and word.isupper():
                found = self._capitals_at(text, tokens, words, place)
            if found is not None:
                count, key = found
                yield tokens[place].start(), tokens[place + count - 1].end(), key
                position = place + count

    def _capitals_at(
        self, text: str, tokens: list[re.Match[str]], words: list[str], place: int
    ) -> tuple[int, str] | None:
        if self._upper is None:
            self._upper = {}
            for key in sorted(self._phrases, reverse=True):
                self._upper[key.upper()] = key
                self._add_upper(key.upper())
        most = self._upper_longest.get(words[place], 0)
        found = self._longest_at(text, tokens, words, place, most, self._upper) if most else None
        return (found[0], self._upper[found[1]]) if found else None

    def _add_upper(self, key: str) -> None:
        tokens = TOKEN.findall(key)
        self._upper_longest[tokens[0]] = max(len(tokens), self._upper_longest.get(tokens[0], 0))

    @staticmethod
    def _longest_at(
        text: str, tokens: list[re.Match[str]], words: list[str], place: int, most: int, phrases: Container[str]
    ) -> tuple[int, str] | None:
        """The longest name that starts with the token at ``place``: its number of tokens and its key."""
        key = words[place]
        best = (1, key) if key in phrases else None
        for count in range(1, min(most, len(tokens) - place)):
            left, right = tokens[place + count - 1], tokens[place + count]
            between = gap(text[left.end() : right.start()], left.group())
            if between is None:
                break
            key += between + words[place + count]
            if key in phrases:
                best = (count + 1, key)
        return best


class ScriptIndex:
    """Names in other than Latin letters, by their first two letters.

    Scripts that put spaces between words match whole words only; the others match anywhere.
    """

    def __init__(self, rows: Iterable[NameRow], accept: Callable[[str, str, str], bool]) -> None:
        self._phrases: dict[str, list[Reading]] = {}
        self._buckets: dict[str, list[str]] = {}
        for qid, _, role, name in rows:
            if not accept(qid, role, name):
                continue
            for form in {name, name[0].upper() + name[1:]}:
                readings = self._phrases.setdefault(form, [])
                if (qid, role) not in readings:
                    readings.append((qid, role))
        for form in sorted(self._phrases, key=lambda f: (-len(f), f)):
            self._buckets.setdefault(form[:2], []).append(form)

    def readings(self, form: str) -> tuple[Reading, ...]:
        return tuple(self._phrases.get(form, _NO_READINGS))

    def scan(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """As :meth:`LatinIndex.scan`, for names that start within ``start`` to ``end`` of the text."""
        place = start
        while place < end:
            found = self._at(text, place)
            if found is None:
                place += 1
            else:
                yield place, place + len(found), found
                place += len(found)

    def _at(self, text: str, place: int) -> str | None:
        bucket = self._buckets.get(text[place : place + 2])
        if bucket is None:
            return None
        free = UNSPACED.match(text, place) is not None
        if not free and place and _continues(text[place - 1]):
            return None
        for form in bucket:
            if text.startswith(form, place):
                after = place + len(form)
                if (free and len(form) > 1) or after == len(text) or not _continues(text[after]):
                    return form
        return None


def _continues(character: str) -> bool:
    """Whether a word goes on with this character: a letter, a digit or a mark."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"
