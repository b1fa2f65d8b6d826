"""What makes a sentence worth parsing, and a document worth reading at all: words alone decide.

A topic is declared in ``topic.yaml``: a document is about it where one of its sentences holds a word of every group of
one of the anchors, or where its sentences together hold as many as one of the gatherings asks for. Within such a
document a sentence is parsed where it holds the words that some trigger demands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from kgbuild.errors import PackError
from kgbuild.extract.annotate import Sentence
from kgbuild.extract.frames import Frame, Trigger
from kgbuild.extract.grammar.amounts import AmountKind
from kgbuild.extract.inflection import forms
from kgbuild.extract.lexicon import Lexicon
from kgbuild.gazetteer import Gazetteer, NameMatch
from kgbuild.pack import Packs, laid_out

PARTIES = "parties"


@dataclass(frozen=True)
class Topic:
    """The anchors of the packs: groups of words of which a sentence must hold one each.

    ``gatherings`` ask it of no one sentence: each says of how many sentences of a document every group must hold one.
    """

    groups: dict[str, re.Pattern[str]]
    anchors: tuple[tuple[str, ...], ...]
    gatherings: tuple[dict[str, int], ...]
    parties: frozenset[str]

    @classmethod
    def load(cls, packs: Packs, lexicon: Lexicon) -> Topic:
        """The topics of ``packs`` together. Raises :class:`PackError` where an anchor names no group."""
        groups: dict[str, re.Pattern[str]] = {}
        anchors: list[tuple[str, ...]] = []
        gatherings: list[dict[str, int]] = []
        for pack, content in packs.yaml("topic.yaml"):
            with laid_out(str(pack.folder / "topic.yaml"), "bad-topic", "a topic"):
                groups.update({name: _pattern(words) for name, words in content["groups"].items()})
                declared = [tuple(anchor) for anchor in content["anchors"]]
                gathered = [{name: int(least) for name, least in g.items()} for g in content.get("gatherings", ())]
            for needed in (*declared, *gathered):
                unknown = set(needed) - set(groups) - {PARTIES}
                if unknown:
                    place = str(pack.folder / "topic.yaml")
                    raise PackError(
                        "bad-topic", place, f"no group {', '.join(sorted(unknown))}", "declare it under groups"
                    )
            anchors += declared
            gatherings += gathered
        return cls(groups, tuple(anchors), tuple(gatherings), lexicon.parties)

    def covers(self, sentences: Iterable[str], gazetteer: Gazetteer, names: re.Pattern[str] | None) -> bool:
        """Whether the sentences of a document anchor the topic; names are sought only where the words alone would do.

        ``names`` finds the topic's own fixed names, which count as a party. Packs without anchors cover everything.
        """
        if not self.anchors and not self.gatherings:
            return True
        read = tuple(sentences)

        def names_party(sentence: str) -> bool:
            if names is not None and names.search(sentence):
                return True
            return any(self._is_of_party(name, gazetteer) for name in gazetteer.find(sentence))

        def holds(sentence: str, groups: Iterable[str]) -> bool:
            words = (g for g in groups if g != PARTIES)
            return all(self.groups[g].search(sentence) for g in words) and (
                PARTIES not in groups or names_party(sentence)
            )

        def gather(least: dict[str, int]) -> bool:
            last = sorted(least, key=lambda group: group == PARTIES)
            return all(_at_least(least[g], (holds(s, (g,)) for s in read)) for g in last)

        return any(holds(s, a) for s in read for a in self.anchors) or any(gather(g) for g in self.gatherings)

    def _is_of_party(self, name: NameMatch, gazetteer: Gazetteer) -> bool:
        """Whether ``name`` is a party's, a place's in it, or a body's that is called after it."""
        called = (c for word in name.text.split() for c in gazetteer.readings(word))
        return any(c.item.country in self.parties for c in chain(name.candidates, called))


def _at_least(least: int, found: Iterable[bool]) -> bool:
    return sum(1 for _ in islice((f for f in found if f), least)) == least


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    parts = [re.escape(w[:-1]) + r"\w*" if w.endswith("*") else re.escape(w) for w in words]
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sentence must hold, tree or no tree, so that one trigger of a frame can yield a claim.

    Of each set of ``words`` it must hold one, of ``unless`` none; and an amount, a duration, a time where asked.
    """

    words: tuple[frozenset[str], ...]
    unless: frozenset[str] = frozenset()
    amount: bool = False
    duration: bool = False
    time: bool = False

    @classmethod
    def of(cls, frame: Frame, trigger: Trigger) -> Demand:
        """What ``trigger`` demands, in all its forms, and what ``frame`` demands of any."""
        words = [_inflected(trigger.lemmas), *(_inflected(lemmas) for lemmas in trigger.needs.values())]
        if frame.requires:
            words.append(frame.requires)
        amount = frame.needs_quantity and not frame.count  # where persons are counted, nobody knowing is a quantity
        ordered = tuple(sorted(words, key=sorted))
        return cls(ordered, frame.unless, amount, frame.needs_duration, frame.needs_time)

    def met(self, sentence: Sentence) -> bool:
        """Whether the sentence holds all that is demanded."""
        words = sentence.words
        return (
            all(not demand.isdisjoint(words) for demand in self.words)
            and self.unless.isdisjoint(words)
            and (not self.amount or bool(sentence.amounts))
            and (not self.duration or any(a.kind is AmountKind.DURATION for a in sentence.amounts))
            and (not self.time or bool(sentence.times))
        )


@dataclass(frozen=True)
class Demands:
    """What the triggers of the packs demand of a sentence."""

    demands: tuple[Demand, ...]

    @classmethod
    def of(cls, frames: Iterable[Frame]) -> Demands:
        """The demands of ``frames``, each once, in an order that does not depend on theirs."""
        found = {Demand.of(frame, trigger) for frame in frames for trigger in frame.triggers}
        return cls(
            tuple(
                sorted(
                    found, key=lambda d: ([sorted(w) for w in d.words], sorted(d.unless), d.amount, d.duration, d.time)
                )
            )
        )

    def worth_parsing(self, sentence: Sentence) -> bool:
        """Whether all that some trigger demands stands in the sentence."""
        near = (self._by_word[word] for word in sentence.words if word in self._by_word)
        return any(demand.met(sentence) for demands in near for demand in demands)

    @cached_property
    def _by_word(self) -> dict[str, list[Demand]]:
        """Each demand at the words of the smallest set that it must hold one of: without these it is not met."""
        found: dict[str, list[Demand]] = {}
        for demand in self.demands:
            for word in min(demand.words, key=len):
                found.setdefault(word, []).append(demand)
        return found


def _inflected(lemmas: Iterable[str]) -> frozenset[str]:
    return frozenset(form for lemma in lemmas for form in forms(lemma))
