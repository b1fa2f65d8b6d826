"""The packs' words: which nouns name which kind of thing, and which expressions mean the same.

Read from ``lexicon.yaml`` of every pack that has one; all comparing is on lower-case lemmas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kgbuild.errors import PackError
from kgbuild.pack import Packs


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that mean one thing of a class: ``label`` is its name, ``words`` the lemmas, the head last."""

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixedName:
    """A name with one identity in a topic, such as ``Wagner Group``; ``names`` are all its forms, longest first."""

    cls: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The merged words of several packs.

    ``heads`` maps a noun's lemma to its kinds (``person``, ``force``, …); ``plain`` are person nouns that add
    nothing to a nationality; ``expressions`` and ``nouns`` are by class (CURIE).
    """

    heads: Mapping[str, frozenset[str]]
    plain: frozenset[str]
    expressions: Mapping[str, tuple[Expression, ...]]
    nouns: Mapping[str, frozenset[str]]
    platforms: frozenset[str]
    names: tuple[FixedName, ...]
    parties: frozenset[str]
    seats: Mapping[str, str]
    pairs: frozenset[tuple[str, str]]
    sums: frozenset[str]
    peoples: tuple[str, ...]

    @classmethod
    def load(cls, packs: Packs) -> Lexicon:
        """The words of ``packs``. Raises :class:`PackError` where a lexicon is not laid out as one."""
        heads: dict[str, set[str]] = {}
        plain: set[str] = set()
        expressions: dict[str, list[Expression]] = {}
        nouns: dict[str, set[str]] = {}
        platforms: set[str] = set()
        names: list[FixedName] = []
        parties: set[str] = set()
        seats: dict[str, str] = {}
        pairs: set[tuple[str, str]] = set()
        sums: set[str] = set()
        peoples: set[str] = set()
        for pack, content in packs.yaml("lexicon.yaml"):
            try:
                for kind, words in (content.get("heads") or {}).items():
                    for word in _flat(words):
                        heads.setdefault(word.lower(), set()).add(kind)
                    if isinstance(words, Mapping):
                        plain.update(w.lower() for w in _flat(words.get("plain", ())))
                for curie, entries in (content.get("expressions") or {}).items():
                    expressions.setdefault(curie, []).extend(_expressions(entries))
                for curie, words in (content.get("nouns") or {}).items():
                    nouns.setdefault(curie, set()).update(w.lower() for w in words)
                platforms.update(content.get("platforms") or ())
                names.extend(_fixed_name(entry) for entry in content.get("names") or ())
                parties.update(content.get("parties") or ())
                peoples.update(content.get("peoples") or ())
                sums.update(content.get("sums") or ())
                pairs.update((a, b) for a, b in content.get("pairs") or ())
                seats.update({n: iso for iso, many in (content.get("seats") or {}).items() for n in many})
            except (AttributeError, KeyError, TypeError) as error:
                place = str(pack.folder / "lexicon.yaml")
                raise PackError("bad-lexicon", place, f"not laid out as a lexicon: {error}", "see the docs") from error
        return cls(
            {w: frozenset(k) for w, k in heads.items()},
            frozenset(plain),
            {c: tuple(sorted(e, key=lambda x: (-len(x.words), x.words))) for c, e in expressions.items()},
            {c: frozenset(w) for c, w in nouns.items()},
            frozenset(platforms),
            tuple(names),
            frozenset(parties),
            seats,
            frozenset(pairs),
            frozenset(sums),
            tuple(sorted(peoples, key=lambda n: (-len(n), n))),
        )

    def is_kind(self, lemma: str, kind: str) -> bool:
        """Whether a noun names things of ``kind``."""
        return kind in self.heads.get(lemma.lower(), ())

    def expression(self, curie: str, words: Iterable[str], head: str) -> str | None:
        """The label of the expression of a class whose head is ``head`` and whose other words are all among ``words``."""
        have = {w.lower() for w in words} | {head.lower()}
        for expression in self.expressions.get(curie, ()):
            if expression.words[-1] == head.lower() and have.issuperset(expression.words):
                return expression.label
        return None

    @cached_property
    def name_pattern(self) -> re.Pattern[str] | None:
        """Finds every form of every fixed name at word boundaries, the longest first."""
        forms = sorted({n for fixed in self.names for n in fixed.names}, key=lambda n: (-len(n), n))
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)") if forms else None

    @cached_property
    def peoples_pattern(self) -> re.Pattern[str] | None:
        """Finds peoples that are those of no one country: ``Central Asians``."""
        return re.compile(r"\b(?:" + "|".join(map(re.escape, self.peoples)) + r")\b") if self.peoples else None

    @cached_property
    def by_name(self) -> dict[str, FixedName]:
        return {n: fixed for fixed in self.names for n in fixed.names}


def _flat(words: Any) -> Iterable[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, Mapping):
        for part in words.values():
            yield from _flat(part)
    else:
        for part in words or ():
            yield from _flat(part)


def _expressions(entries: Iterable[Mapping[str, Any]]) -> Iterable[Expression]:
    for entry in entries:
        for form in (entry["label"], *entry.get("also", ())):
            words = tuple(
                w for w in re.split(r"[\s-]+", form.lower()) if w not in ("a", "an", "the", "of", "in", "for")
            )
            yield Expression(entry["label"], _lemmas(words))


def _lemmas(words: tuple[str, ...]) -> tuple[str, ...]:
    """A label stands in the plural now and then; its last word is compared as a lemma."""
    last = words[-1]
    return (*words[:-1], last[:-1]) if last.endswith("s") and not last.endswith("ss") and len(last) > 3 else words


def _fixed_name(entry: Mapping[str, Any]) -> FixedName:
    forms = {entry["label"], *entry.get("also", ())}
    return FixedName(entry["class"], entry["label"], tuple(sorted(forms, key=lambda n: (-len(n), n))))
